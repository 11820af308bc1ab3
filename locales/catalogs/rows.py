"""The sentences of a language as a translator gets them: in order, with all that helps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import polib

import locales
from locales.catalogs import checks, heads, order
from locales.catalogs.audience import NAMES
from locales.catalogs.merging import Found, merged
from locales.catalogs.sentences import plural_of

MISSING, STALE, WRONG, FINE = "missing", "the English changed", "please correct", "fine"
HOUSE = "nl"


class Row(NamedTuple):
    """A sentence to translate, what helps with it, and what its catalog says now.

    ``forms``: what people read now, one text or one for each plural form; empty where it is missing
    or made of another English, which is ``before`` with its translation.
    """

    number: int
    slot: str
    one: str
    many: str
    readers: str
    where: str
    longest: str
    dutch: str
    forms: tuple[str, ...]
    state: str
    before: str

    @property
    def key(self) -> tuple[str, str]:
        """What it is found by."""
        return (self.slot, self.one)


@dataclass(frozen=True)
class Book:
    """All sentences of a language, and the head of its catalog."""

    tag: str
    head: dict[str, str]
    rows: tuple[Row, ...]

    @property
    def own_name(self) -> str:
        """What the language is called in itself."""
        return self.head["X-Name"]

    @property
    def is_rtl(self) -> bool:
        """Whether it is written from right to left."""
        return checks.is_rtl(self.own_name)

    @property
    def counts(self) -> list[str]:
        """Which numbers take which plural form: "1", "2, 3, 4", "5 and more"."""
        rule = self.head["Plural-Forms"]
        return heads.examples(plural_of(rule), heads.number_of_forms(rule))


def book(tag: str) -> Book:
    """A language with all its sentences; one that has no catalog yet is empty. Raises UnknownTag.

    Raises OSError, ValueError or LookupError where its catalog cannot be read.
    """
    catalog = opened(tag)
    head, forms = catalog.metadata, heads.number_of_forms(catalog.metadata["Plural-Forms"])
    own, dutch = _by_key(catalog), _house(locales.path_of(HOUSE))
    empty = polib.POEntry()
    made = []
    for number, entry in enumerate(sentences(), 1):
        key = (entry.msgctxt, entry.msgid)
        found = own.get(key, empty)
        said = (
            tuple(found.msgstr_plural.get(form, "") for form in range(forms))
            if entry.msgid_plural
            else (found.msgstr,)
        )
        now = ("",) * len(said) if found.fuzzy else said
        state, help_text = FINE, "\n".join(dutch.get(key, ()))
        if not any(now):
            state = STALE if found.fuzzy and any(said) else MISSING
        elif wrong := [*mistakes(tag, head, key, now)]:
            state = f"{WRONG}: {'; '.join(wrong)}"
        before = _former(found, said) if state == STALE else ""
        english = [one for one in (entry.msgid, entry.msgid_plural) if one]
        places = tuple(place for place, _ in entry.occurrences)
        made.append(
            Row(
                number,
                *key,
                entry.msgid_plural or "",
                entry.comment,
                order.where(entry.msgctxt, places),
                "\n".join(checks.filled(one, head["X-Name"]) for one in english),
                help_text,
                now,
                state,
                before,
            )
        )
    return Book(tag, head, tuple(made))


def opened(tag: str) -> polib.POFile:
    """The catalog of a language as it is kept, or an empty one with its head; raises UnknownTag.

    Raises OSError, ValueError or LookupError where it cannot be read.
    """
    path = locales.path_of(tag)
    if heads.TAG.fullmatch(tag) and path.exists():
        kept = polib.pofile(path.read_text("utf-8"), wrapwidth=100)
        heads.check(kept.metadata)
    else:
        kept = polib.POFile(wrapwidth=100)
        kept.metadata = heads.made(tag)
    return merged(kept, [_found(entry) for entry in _template()])


def sentences() -> list[polib.POEntry]:
    """Every sentence that there is, in the order in which people meet them."""
    ranks = {name: audience for audience, name in NAMES.items()}
    return sorted(
        _template(),
        key=lambda one: (ranks[one.comment], order.rank([place for place, _ in one.occurrences])),
    )


def _template() -> polib.POFile:
    return polib.pofile(str(locales.FOLDER / "messages.pot"), encoding="utf-8")


def _found(entry: polib.POEntry) -> Found:
    places = tuple(place for place, _ in entry.occurrences)
    return Found(entry.msgctxt, entry.msgid, entry.msgid_plural or "", places)


def mistakes(
    tag: str, head: dict[str, str], key: tuple[str, str], forms: Sequence[str]
) -> Iterator[str]:
    """What is wrong with a translation, in words."""
    dutch = _house(locales.path_of(HOUSE)).get(key, ("",))[0]
    return checks.mistakes(tag, head["X-Name"], *key, forms, dutch)


def mark(forms: tuple[str, ...]) -> str:
    """What stood there, as a mark: told apart from what somebody else wrote meanwhile."""
    text = "\n".join(forms).replace("\r\n", "\n").strip()
    return sha256(text.encode(errors="replace")).hexdigest()[:8] if text else "empty"


def _by_key(catalog: polib.POFile) -> dict[tuple[str, str], polib.POEntry]:
    return {(one.msgctxt or "", one.msgid): one for one in catalog if not one.obsolete}


def _former(entry: polib.POEntry, said: tuple[str, ...]) -> str:
    english = [one for one in (entry.previous_msgid, entry.previous_msgid_plural) if one]
    return "\n".join(["It was:", *english, "It was translated as:", *filter(None, said)])


@cache
def _house(path: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    if not path.exists():
        return {}
    return {
        key: tuple(one.msgstr_plural.values()) if one.msgid_plural else (one.msgstr,)
        for key, one in _by_key(polib.pofile(str(path), encoding="utf-8")).items()
        if one.translated()
    }
