"""Sets a page of paper: a template of `bot/exports/paper`, and words as data; out comes a PDF.

Words reach a template as JSON and are shown as text. Nothing in them is ever run: a room named
``#read("/etc/passwd")`` is printed with that name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Literal
from unicodedata import category

import locales
from bot.rendering.pictures import drawn

PAPER = Path(__file__).parent / "paper"
# A standard for archives: it refuses letters that no font has instead of printing empty boxes.
STRICT: Literal["a-2u"] = "a-2u"
# The standard for pages that can be read aloud: tags, a title, a language, words for pictures.
READ_ALOUD: Literal["ua-1"] = "ua-1"
BOX = "□"
# As `paper/look.typ` has it.
INK = "#1b1917"


def page(
    template: str,
    words: Mapping[str, Any],
    day: date,
    form: Literal["pdf", "png"] = "pdf",
    standard: Literal["ua-1"] | None = None,
) -> bytes:
    """A template of ours with these words, dated on a day; the same words give the same bytes."""
    # The typesetter is only needed here: a bot that runs does not carry it along.
    import typst  # noqa: PLC0415

    made = typst.compile(
        str(PAPER / f"{template}.typ"),
        root=str(PAPER),
        format=form,
        sys_inputs={"words": json.dumps(words)},
        pdf_standards=standard or [],
        timestamp=datetime.combine(day, time(12), UTC),
    )
    assert isinstance(made, bytes)
    return made


def read_aloud(template: str, words: Mapping[str, Any], day: date) -> bytes:
    """A page that says of itself that it can be read aloud, as PDF/UA-1 wants it.

    What the standard refuses all the same, in a picture for example, is tagged and says nothing.
    """
    import typst  # noqa: PLC0415

    try:
        return page(template, words, day, standard=READ_ALOUD)
    except typst.TypstError:
        return page(template, words, day)


def with_boxes(words: dict[str, Any]) -> dict[str, Any]:
    """The same words with a box for each letter that no font has; ``strange`` says if any has one.

    What is only heard keeps such letters: the words of a picture that is drawn.
    """
    signs = {sign for said in _lines(words) for sign in said if not sign.isascii()}
    seen = {sign for said in _lines(words, only_seen=True) for sign in said if not sign.isascii()}
    # No program takes what is no sign at all.
    none = {sign for sign in signs if category(sign) in {"Cs", "Cn"}}
    letters = {
        sign for sign in seen - none if category(sign)[0] in "LNPS" or category(sign) == "Co"
    }
    lacking = none | _lacking(sorted(letters))
    in_print, in_words = (str.maketrans(dict.fromkeys(one, BOX)) for one in (lacking, none))
    return {**_boxed(words, in_print, in_words), "strange": bool(lacking)}


def _lines(part: Any, *, only_seen: bool = False) -> Iterator[str]:
    """Every line of words, or every one that is printed."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, list):
        for one in part:
            yield from _lines(one, only_seen=only_seen)
    elif isinstance(part, dict):
        for key, one in part.items():
            if not (only_seen and _is_unseen(key, part)):
                yield from _lines(one, only_seen=only_seen)


def _boxed(part: Any, seen: Mapping[int, str], unseen: Mapping[int, str]) -> Any:
    if isinstance(part, str):
        return part.translate(seen)
    if isinstance(part, list):
        return [_boxed(one, seen, unseen) for one in part]
    if isinstance(part, dict):
        return {
            key: _boxed(one, unseen if _is_unseen(key, part) else seen, unseen)
            for key, one in part.items()
        }
    return part


def _is_unseen(key: str, part: Mapping[str, Any]) -> bool:
    return key == "drawn" or (key == "alt" and bool(part["drawn"]))


def _lacking(letters: Sequence[str]) -> set[str]:
    """Those letters that no font has: looked for in halves, for mostly there is none."""
    if not letters or can_print("".join(letters)):
        return set()
    if len(letters) == 1:
        return set(letters)
    half = len(letters) // 2
    return _lacking(letters[:half]) | _lacking(letters[half:])


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


def pictured(line: str) -> str | dict[str, Any]:
    """A line as a template takes it: with the picture of the sign that it begins with, if any.

    Another emoji goes: printing fonts have none, and ink has one colour.
    """
    sign, _ = next(drawn.parts(line))
    words = without_picture(line)
    return {"drawn": drawn.svg(sign, INK), "said": words} if sign and words else words


def pictures(**signs: str) -> dict[str, str]:
    """The pictures of these signs, for a template to place."""
    return {name: drawn.svg(sign, INK) for name, sign in signs.items()}


def without_picture(line: str) -> str:
    """A line without the emoji in front: printing fonts have none, and ink has one colour."""
    start = next((at for at, sign in enumerate(line) if category(sign)[0] in "LNP"), 0)
    isolate = line[start - 1 : start]
    return line[start - 1 :] if start and isolate == "\u2068" else line[start:]
