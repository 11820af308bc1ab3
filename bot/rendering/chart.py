"""A chart in the reader's language: its words and figures, and in words for whoever sees none.

The drawing library brings a browser engine along and takes as much memory as the whole bot, so
the bot's own process never imports it: `draw` hands words and figures to a short-lived process of
its own (``python -m bot.rendering.drawing``) and gets pictures back.
"""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64decode
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import locales
from bot.rendering import code
from bot.rendering.text import Reader, language_of, write
from handlers.core.enclosures import Code
from handlers.core.messages import Bar, Picture, Text, say

TIMEOUT_SECONDS = 30
PNG, SVG = b"\x89PNG\r\n\x1a\n", b"<svg"
# The longest bar: figures beyond that are no numbers to the library.
LONGEST = 2**53
HOME = Path(__file__).parents[2]

NOT_COUNTED = say("report", "not counted")
NOT_SHOWN = say("report", "not counted, or too few to show")
SCAN = say("body", "The link as a picture, for a phone's camera.")
NO_FONT = say("report", "letters that no font here has")


class CannotDraw(Exception):
    """A chart could not be drawn; the sentence says why. The report is complete without it."""


def draw(picture: Picture | Code, reader: Reader, missing: Text = NOT_COUNTED) -> bytes:
    """A chart as PNG, 900 wide, or the code of a link; ``missing``: a bar without a number.

    Raises CannotDraw, also when it takes longer than 30 seconds.
    """
    if isinstance(picture, Code):
        return code.as_png(picture.link)
    return _drawn([picture], reader, missing, "png", PNG)[0]


def as_svg(pictures: Sequence[Picture], reader: Reader, missing: Text = NOT_COUNTED) -> list[str]:
    """Charts as SVG for a page of paper: the same, without a ground of their own."""
    return [made.decode() for made in _drawn(pictures, reader, missing, "svg", SVG)]


def in_words(picture: Picture | Code, reader: Reader, missing: Text = NOT_COUNTED) -> str:
    """Everything that a picture shows, for whoever has it read aloud."""
    if isinstance(picture, Code):
        return write(SCAN, reader)
    parts = [write(picture.title, reader)]
    for bar in (*picture.bars, *([picture.plan] if picture.plan else [])):
        part = f"{label(bar.label, reader)}: {_number(bar, reader, write(missing, reader))}"
        if picture.coverage and bar.openings:
            part += f" ({write(picture.coverage, reader)}: {_coverage(bar, reader)})"
        parts.append(part)
    return ". ".join(parts)


def label(text: Text, reader: Reader) -> str:
    """What a bar is called; a button's words without the picture in front, which few fonts have."""
    said = write(text, reader)
    if text.slot != "btn":
        return said
    return said[next((at for at, sign in enumerate(said) if sign.isalnum()), 0) :]


def at_its_end(bar: Bar, reader: Reader) -> str:
    """The number of a bar, with how much of it was counted."""
    number = _number(bar, reader, "?")
    if not bar.openings:
        return number
    counted = say("column", "{n} ({counted})", n=number, counted=_coverage(bar, reader))
    return write(counted, reader)


def _drawn(
    pictures: Sequence[Picture], reader: Reader, missing: Text, form: str, begins: bytes
) -> list[bytes]:
    # The second one is for want of the reader's letters.
    readers = (reader, Reader((locales.SOURCE,)))
    words = [[_words(picture, one, missing) for one in readers] for picture in pictures]
    try:
        made = subprocess.run(
            [sys.executable, "-m", "bot.rendering.drawing"],
            input=json.dumps([form, words]).encode(),
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            cwd=HOME,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise CannotDraw(f"The chart was not drawn: {type(problem).__name__}.") from problem
    drawn = [b64decode(line) for line in made.stdout.splitlines()]
    is_whole = len(drawn) == len(pictures) and all(one.startswith(begins) for one in drawn)
    if made.returncode or not is_whole:
        said = made.stderr.decode(errors="replace").strip().splitlines() or ["nothing came back"]
        raise CannotDraw(f"The chart was not drawn: {said[-1][:200]}.")
    return drawn


def _words(picture: Picture, reader: Reader, missing: Text) -> dict[str, Any]:
    """Everything that is drawn, in the one language that its title is in."""
    reader = reader.from_(language_of(picture.title, reader))

    def row(bar: Bar) -> dict[str, Any]:
        return {
            "label": label(bar.label, reader),
            "number": None if bar.number is None else min(bar.number, LONGEST),
            "said": _number(bar, reader, "?"),
            "coverage": _coverage(bar, reader) if bar.openings else "",
            "share": bar.counted / bar.openings if bar.openings else 1,
        }

    has_coverage = picture.coverage and any(bar.openings for bar in picture.bars)
    is_lacking = any(bar.number is None for bar in picture.bars)
    return {
        "is_rtl": locales.is_rtl(reader.chain[0]),
        "title": write(picture.title, reader),
        "bars": [row(bar) for bar in picture.bars],
        "plan": row(picture.plan) if picture.plan else None,
        "covered": write(picture.coverage, reader) if picture.coverage and has_coverage else "",
        "missing": write(missing, reader) if is_lacking else "",
        "no_font": write(NO_FONT, reader),
    }


def _number(bar: Bar, reader: Reader, missing: str) -> str:
    return missing if bar.number is None else locales.say_number(bar.number, reader.chain[0])


def _coverage(bar: Bar, reader: Reader) -> str:
    part = say("column", "{part} of {whole}", part=bar.counted, whole=bar.openings)
    return write(part, reader)
