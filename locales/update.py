"""Brings every catalog in line with the sentences in the code: ``python -m locales.update``.

With ``--check`` nothing is written; it says what differs, and which sentence is wrong, and exits 1.
New sentences come in untranslated, sentences that are gone go out, translations stay as they are.
Where the English of a sentence changed, its translation stays beside it as gettext does it: marked
as in doubt (``fuzzy``), with the English it was made of. Such a one is not used.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polib
from babel.messages.extract import extract_from_dir
from rapidfuzz import fuzz

from locales import FOLDER, SOURCE
from locales.catalogs import checks, heads
from locales.catalogs.audience import NAMES, audience

ROOT = FOLDER.parent
TEMPLATE = FOLDER / "messages.pot"
CALLS = {"say": ((1, "c"), 2), "say_many": ((1, "c"), 2, 3)}
ROOMS = ("bot", "handlers")
# What stands beside every sentence as a help, and is nobody's translation but its own.
HOUSE = "nl"
FUZZY = "fuzzy"
# How alike, of a hundred, a sentence is to what it was: where both stand in one file, or anywhere.
ALIKE_HERE, ALIKE = 50, 75


class Found(NamedTuple):
    """A sentence in the code: its slot, its English, the English of many, and where it is said."""

    slot: str
    one: str
    many: str
    places: tuple[str, ...]


def sentences() -> list[Found]:
    """Every sentence that the code says, in the order of the code."""
    found: dict[tuple[str, str], Found] = {}
    for room in ROOMS:
        for name, _, message, _, slot in extract_from_dir(
            str(ROOT / room), [("**.py", "python")], keywords=CALLS, strip_comment_tags=True
        ):
            one, many = message if isinstance(message, tuple) else (message, "")
            place = f"{room}/{name}"
            before = found.get((str(slot), one))
            places = dict.fromkeys((*before.places, place) if before else (place,))
            many = before.many or many if before else many
            found[str(slot), one] = Found(str(slot), one, many, tuple(places))
    return list(found.values())


def not_literal() -> Iterator[str]:
    """The places where a sentence is not written out, so that no translator would ever see it."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                    continue
                wanted = {"say": 2, "say_many": 3}.get(node.func.id, 0)
                if any(not isinstance(one, ast.Constant) for one in node.args[:wanted]):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}"


def template(found: list[Found]) -> polib.POFile:
    """The empty catalog that translators start from."""
    made = polib.POFile(wrapwidth=100)
    made.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    made.extend(_entry(one) for one in found)
    return made


def merged(path: Path, found: list[Found]) -> polib.POFile:
    """A catalog with exactly these sentences, what was translated kept."""
    old = polib.pofile(str(path), wrapwidth=100)
    known = {(one.msgctxt, one.msgid): one for one in old}
    made = polib.POFile(wrapwidth=100)
    made.metadata, made.header = old.metadata, old.header
    is_source = path.parent.parent.name == SOURCE
    now = {(one.slot, one.one) for one in found}
    gone = [one for key, one in known.items() if key not in now and any(_said(one))]
    for one in found:
        entry = _entry(one)
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
        elif not before and (former := _former(one, gone)):
            gone.remove(former)
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


def _said(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _former(one: Found, gone: list[polib.POEntry]) -> polib.POEntry | None:
    """What a new sentence was until now: the most alike of those that are gone, if any is."""

    def alike(entry: polib.POEntry) -> float:
        if entry.msgctxt != one.slot or bool(entry.msgid_plural) != bool(one.many):
            return 0
        is_here = not {place for place, _ in entry.occurrences}.isdisjoint(one.places)
        score = fuzz.ratio(entry.msgid, one.one)
        return score if score >= (ALIKE_HERE if is_here else ALIKE) else 0

    best = max(gone, key=alike, default=None)
    return best if best and alike(best) else None


def wrong(path: Path) -> Iterator[str]:
    """What is wrong with the sentences of a catalog: one line for each thing."""
    tag = path.parent.parent.name
    catalog = polib.pofile(str(path), encoding="utf-8")
    own_name = catalog.metadata.get("X-Name", "")
    forms = heads.number_of_forms(catalog.metadata["Plural-Forms"])
    house = path.parents[2] / HOUSE / "LC_MESSAGES" / "messages.po"
    dutch = _dutch(house) if house.exists() else {}
    for entry in catalog:
        key, said = (entry.msgctxt, entry.msgid), _said(entry)
        if entry.fuzzy or not any(said):
            continue
        if entry.msgid_plural and len(said) != forms:
            said = [entry.msgstr_plural.get(form, "") for form in range(forms)]
        for mistake in checks.mistakes(tag, own_name, *key, said, dutch.get(key, "")):
            yield f"{tag} ({entry.msgctxt}): {entry.msgid!r}: {mistake}"


@cache
def _dutch(path: Path) -> dict[tuple[str, str], str]:
    return {(one.msgctxt, one.msgid): _said(one)[0] for one in polib.pofile(str(path))}


def files() -> Iterator[tuple[Path, str]]:
    """Every catalog file with what should stand in it."""
    found = sentences()
    yield TEMPLATE, str(template(found))
    for path in _catalogs():
        yield path, str(merged(path, found))


def _catalogs() -> list[Path]:
    return sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))


def main() -> None:
    """Write the catalogs, or with ``--check`` say which ones are behind."""
    problems = [f"{place}: write the sentence out" for place in not_literal()]
    for path, text in files():
        wanted = text.rstrip("\n") + "\n"
        if path.exists() and path.read_text("utf-8") == wanted:
            continue
        if "--check" in sys.argv:
            problems.append(f"{path.relative_to(ROOT)}: run python -m locales.update")
        else:
            path.write_text(wanted, "utf-8")
    if "--check" in sys.argv:
        problems += [one for path in _catalogs() for one in wrong(path)]
    sys.exit("\n".join(problems) if problems else 0)


def _entry(one: Found) -> polib.POEntry:
    return polib.POEntry(
        msgctxt=one.slot,
        msgid=one.one,
        msgid_plural=one.many,
        msgstr_plural={0: "", 1: ""} if one.many else {},
        comment=NAMES[audience(one.places)],
        occurrences=[(place, "") for place in one.places],
    )


if __name__ == "__main__":
    main()
