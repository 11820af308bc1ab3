"""Brings every catalog in line with the sentences in the code: ``python -m locales.update``.

With ``--check`` nothing is written; it says what differs and exits 1. New sentences come in
untranslated, sentences that are gone go out, translations stay as they are.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib
from babel.messages.extract import extract_from_dir

from locales import FOLDER, SOURCE
from locales.audience import NAMES, audience

ROOT = FOLDER.parent
TEMPLATE = FOLDER / "messages.pot"
CALLS = {"say": ((1, "c"), 2), "say_many": ((1, "c"), 2, 3)}
ROOMS = ("bot", "handlers")


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
    for one in found:
        entry = _entry(one)
        before = known.get((one.slot, one.one))
        if before and bool(before.msgid_plural) == bool(one.many):
            entry.msgstr, entry.msgstr_plural = before.msgstr, before.msgstr_plural
            entry.flags, entry.tcomment = before.flags, before.tcomment
        elif one.many:
            forms = int(old.metadata["Plural-Forms"].partition("nplurals=")[2].partition(";")[0])
            entry.msgstr_plural = dict.fromkeys(range(forms), "")
        if path.parent.parent.name == SOURCE:
            # English is the source: its catalog says what the code says.
            entry.msgstr = "" if one.many else one.one
            entry.msgstr_plural = {0: one.one, 1: one.many} if one.many else {}
        made.append(entry)
    return made


def files() -> Iterator[tuple[Path, str]]:
    """Every catalog file with what should stand in it."""
    found = sentences()
    yield TEMPLATE, str(template(found))
    for path in sorted(FOLDER.glob("*/LC_MESSAGES/messages.po")):
        yield path, str(merged(path, found))


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
