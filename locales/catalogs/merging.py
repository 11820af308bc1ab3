"""A catalog and the sentences of the program brought together; what was translated stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polib
from rapidfuzz import fuzz

from locales.catalogs import heads
from locales.catalogs.audience import NAMES, audience

FUZZY = "fuzzy"
# How alike, of a hundred, a sentence is to what it was: where both stand in one file, or anywhere.
ALIKE_HERE, ALIKE = 50, 75


class Found(NamedTuple):
    """A sentence in the code: its slot, its English, the English of many, and where it is said."""

    slot: str
    one: str
    many: str
    places: tuple[str, ...]


def merged(old: polib.POFile, found: Sequence[Found], *, is_source: bool = False) -> polib.POFile:
    """A catalog with exactly these sentences, what was translated kept."""
    known = {(one.msgctxt, one.msgid): one for one in old}
    made = polib.POFile(wrapwidth=100)
    made.metadata, made.header = old.metadata, old.header
    now = {(one.slot, one.one) for one in found}
    gone = [one for key, one in known.items() if key not in now and any(said(one))]
    for one in found:
        entry = entry_of(one)
        before = known.get((one.slot, one.one))
        if before and bool(before.msgid_plural) == bool(one.many):
            _keep(entry, before)
        elif one.many:
            forms = heads.number_of_forms(old.metadata["Plural-Forms"])
            entry.msgstr_plural = dict.fromkeys(range(forms), "")
        if is_source:
            # English is the source: its catalog says what the code says.
            entry.msgstr = "" if one.many else one.one
            entry.msgstr_plural = {0: one.one, 1: one.many} if one.many else {}
        elif former := _former(one, before, gone):
            _keep(entry, former)
            entry.previous_msgid = former.previous_msgid or former.msgid
            entry.previous_msgid_plural = former.previous_msgid_plural or former.msgid_plural
            if (entry.previous_msgid, entry.previous_msgid_plural or "") == (one.one, one.many):
                # The English is again what it was.
                entry.previous_msgid = entry.previous_msgid_plural = None
                entry.flags = [flag for flag in entry.flags if flag != FUZZY]
            elif FUZZY not in entry.flags:
                entry.flags = [*entry.flags, FUZZY]
        made.append(entry)
    return made


def _keep(entry: polib.POEntry, before: polib.POEntry) -> None:
    """What was written by people, and whether it is in doubt."""
    entry.msgstr, entry.msgstr_plural = before.msgstr, before.msgstr_plural
    entry.flags, entry.tcomment = before.flags, before.tcomment
    entry.previous_msgid = before.previous_msgid
    entry.previous_msgid_plural = before.previous_msgid_plural


def said(entry: polib.POEntry) -> list[str]:
    """What a catalog says: one text, or one for each plural form."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _former(
    one: Found, before: polib.POEntry | None, gone: list[polib.POEntry]
) -> polib.POEntry | None:
    """What a changed sentence was until now; None for one that is as it was, or wholly new.

    Of a new one that is the most alike of those that are gone, which is taken away from them.
    """
    if before:
        is_changed = before.msgid_plural and one.many and before.msgid_plural != one.many
        return before if is_changed and any(said(before)) else None

    def alike(entry: polib.POEntry) -> float:
        if entry.msgctxt != one.slot or bool(entry.msgid_plural) != bool(one.many):
            return 0
        is_here = not {place for place, _ in entry.occurrences}.isdisjoint(one.places)
        score = fuzz.ratio(entry.msgid, one.one)
        return score if score >= (ALIKE_HERE if is_here else ALIKE) else 0

    best = max(gone, key=alike, default=None)
    if best is None or not alike(best):
        return None
    gone.remove(best)
    return best


def entry_of(one: Found) -> polib.POEntry:
    """A sentence without a translation yet."""
    return polib.POEntry(
        msgctxt=one.slot,
        msgid=one.one,
        msgid_plural=one.many,
        msgstr_plural={0: "", 1: ""} if one.many else {},
        comment=NAMES[audience(one.places)],
        occurrences=[(place, "") for place in one.places],
    )
