"""A language as a ``.po`` file for those who like Poedit: with the same help, and back again."""

from __future__ import annotations

import re

import polib

from locales.catalogs import checks
from locales.catalogs.merging import said
from locales.catalogs.rows import Book, mark, opened
from locales.catalogs.taking import Given

OUT = "Given out: "
GIVEN_OUT = re.compile(rf"^{OUT}(\w+)$", re.MULTILINE)


class NotACatalog(Exception):
    """The file cannot be read; the sentence says why."""


def written(book: Book, send_to: str) -> str:
    """All sentences of a language in the order in which people meet them."""
    known = {(one.msgctxt, one.msgid): one for one in opened(book.tag)}
    made = polib.POFile(wrapwidth=100)
    made.metadata = {**book.head}
    made.header = f"{book.own_name}. When you are done, send this file to {send_to}."
    for row in book.rows:
        entry = known[row.key]
        entry.comment = "\n".join(
            [
                row.readers,
                row.where,
                (
                    f"At most {checks.allowed(row.slot)} letters, with its longest values: "
                    f"{' / '.join(row.longest.splitlines())}"
                ),
                *([f"Dutch: {' / '.join(row.dutch.splitlines())}"] if row.dutch else []),
                f"{OUT}{mark(row.forms)}",
            ]
        )
        made.append(entry)
    return str(made)


def read(tag: str, content: bytes) -> list[Given]:
    """What a file says; raises NotACatalog."""
    try:
        catalog = polib.pofile(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except (OSError, ValueError, LookupError, AttributeError) as problem:
        raise NotACatalog("is not a .po file in UTF-8, or it was cut off") from problem
    if not len(catalog):
        raise NotACatalog("holds no sentences")
    language = catalog.metadata.get("Language", "")
    if not language:
        raise NotACatalog("has no head that says its language, or it was cut off")
    if language.lower() != tag:
        raise NotACatalog(f"is for {language[:20]!r}, and not for {tag!r}")
    return [
        Given(
            f"line {entry.linenum}",
            entry.msgctxt or "",
            entry.msgid,
            tuple(said(entry)),
            found[1] if (found := GIVEN_OUT.search(entry.comment)) else None,
            in_doubt=entry.fuzzy,
        )
        for entry in catalog
        if not entry.obsolete
    ]
