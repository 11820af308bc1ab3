"""Sets a page of paper: a template of `bot/exports/paper`, and words as data; out comes a PDF.

Words reach a template as JSON and are shown as text. Nothing in them is ever run: a room named
``#read("/etc/passwd")`` is printed with that name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Literal
from unicodedata import category

import locales

PAPER = Path(__file__).parent / "paper"
# A standard for archives: it refuses letters that no font has instead of printing empty boxes.
STRICT: Literal["a-2u"] = "a-2u"


def page(
    template: str, words: Mapping[str, Any], day: date, form: Literal["pdf", "png"] = "pdf"
) -> bytes:
    """A template of ours with these words, dated on a day; the same words give the same bytes."""
    # The typesetter is only needed here: a bot that runs does not carry it along.
    import typst  # noqa: PLC0415

    made = typst.compile(
        str(PAPER / f"{template}.typ"),
        root=str(PAPER),
        format=form,
        sys_inputs={"words": json.dumps(words)},
        timestamp=datetime.combine(day, time(12), UTC),
    )
    assert isinstance(made, bytes)
    return made


def can_print(words: str) -> bool:
    """Whether the fonts of this machine have every letter of these words."""
    import typst  # noqa: PLC0415

    try:
        typst.compile(
            str(PAPER / "letters.typ"),
            root=str(PAPER),
            format="pdf",
            sys_inputs={"words": json.dumps({"text": words})},
            pdf_standards=STRICT,
            timestamp=0,
        )
    except typst.TypstError:
        return False
    return True


def tongue(tag: str) -> dict[str, Any]:
    """What a template has to know about a language: its short name, and which way it runs."""
    return {"lang": tag.partition("-")[0], "rtl": locales.is_rtl(tag)}


def without_picture(line: str) -> str:
    """A line without the emoji in front: printing fonts have none, and ink has one colour."""
    start = next((at for at, sign in enumerate(line) if category(sign)[0] in "LNP"), 0)
    isolate = line[start - 1 : start]
    return line[start - 1 :] if start and isolate == "\u2068" else line[start:]
