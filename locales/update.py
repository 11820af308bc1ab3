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
from pathlib import Path

import polib
from babel.messages.extract import extract_from_dir

from locales import FOLDER, SOURCE
from locales.catalogs import heads
from locales.catalogs.merging import Found, entry_of, merged, said
from locales.catalogs.rows import mistakes

ROOT = FOLDER.parent
TEMPLATE = FOLDER / "messages.pot"
CALLS = {"say": ((1, "c"), 2), "say_many": ((1, "c"), 2, 3)}
ROOMS = ("bot", "handlers")


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
    made.extend(entry_of(one) for one in found)
    return made


def wrong(path: Path) -> Iterator[str]:
    """What is wrong with the sentences of a catalog: one line for each thing."""
    tag = path.parent.parent.name
    catalog = _opened(path)
    forms = heads.number_of_forms(catalog.metadata["Plural-Forms"])
    for entry in catalog:
        key, forms_said = (entry.msgctxt, entry.msgid), said(entry)
        if entry.fuzzy or not any(forms_said):
            continue
        if entry.msgid_plural and len(forms_said) != forms:
            forms_said = [entry.msgstr_plural.get(form, "") for form in range(forms)]
        for mistake in mistakes(tag, catalog.metadata, key, forms_said):
            yield f"{tag} ({entry.msgctxt}): {entry.msgid!r}: {mistake}"


def files() -> Iterator[tuple[Path, str]]:
    """Every catalog file with what should stand in it."""
    found = sentences()
    yield TEMPLATE, str(template(found))
    for path in _catalogs():
        is_source = path.parent.parent.name == SOURCE
        yield path, str(merged(_opened(path), found, is_source=is_source))


def _catalogs() -> list[Path]:
    return sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))


def _opened(path: Path) -> polib.POFile:
    """A catalog with a head that can be used; else this is the end, in a sentence."""
    try:
        catalog = polib.pofile(path.read_text("utf-8"), wrapwidth=100)
        heads.check(catalog.metadata)
    except (OSError, ValueError, LookupError) as problem:
        sys.exit(f"{path.relative_to(ROOT)}: cannot be read, mend it first: {problem}")
    return catalog


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


if __name__ == "__main__":
    main()
