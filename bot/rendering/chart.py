"""Draws a chart as a PNG, in a short-lived process of its own.

The drawing library brings a browser engine along and takes more memory than the whole bot, so the
bot's own process never imports it: `draw` hands words and figures to a process of its own
(``python -m bot.rendering.chart``) and gets a PNG back. The chart is written as SVG, which needs no
browser to become a PNG.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any
from unicodedata import bidirectional

import locales
from bot.rendering.text import POP_ISOLATE, Reader, write
from handlers.core.messages import Picture, Text, say

TIMEOUT_SECONDS = 30
PNG = b"\x89PNG\r\n\x1a\n"
HOME = Path(__file__).parents[2]

NOT_COUNTED = say("report", "?: not counted")
NOT_SHOWN = say("report", "?: not counted, or too few to show")

# In pixels. A phone shows it at about half the size, where 26 is still 13.
WIDTH, HEIGHT, EDGE = 900, 540, 28
TOP, FLOOR = 150, 476
PAPER, INK, FAINT, ACCENT = "#fbf8f1", "#23201c", "#6b645a", "#0b6e69"
# DejaVu has Latin letters too: where a font lacks some, the one that steps in may be any.
ARABIC = "DejaVu Sans, Noto Sans Arabic, sans-serif"
FONTS = "Noto Sans, Noto Sans Ethiopic, DejaVu Sans, Liberation Sans, sans-serif"
RIGHT_TO_LEFT = "\u2067"
# Assigned to nobody, so that no font has it.
NO_LETTER = "\U0010fffd"
# A box without a count differs from a bar in print too, and for whoever sees no colours.
STRIPES = (
    '<pattern id="stripes" width="14" height="14" patternUnits="userSpaceOnUse"'
    f' patternTransform="rotate(45)"><path d="M0 0V14" stroke="{FAINT}" stroke-width="4"/>'
    "</pattern>"
)


class CannotDraw(Exception):
    """A chart could not be drawn; the sentence says why. The report is complete without it."""


def draw(picture: Picture, reader: Reader, missing: Text = NOT_COUNTED) -> bytes:
    """A chart as PNG, 900 x 540; ``missing`` says what a bar without a number means.

    Raises CannotDraw, also when it takes longer than 30 seconds.
    """
    try:
        made = subprocess.run(
            [sys.executable, "-m", "bot.rendering.chart"],
            input=json.dumps(_words(picture, reader, missing)).encode(),
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            cwd=HOME,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise CannotDraw(f"The chart was not drawn: {type(problem).__name__}.") from problem
    if made.returncode or not made.stdout.startswith(PNG):
        said = made.stderr.decode(errors="replace").strip().splitlines() or ["nothing came back"]
        raise CannotDraw(f"The chart was not drawn: {said[-1][:200]}.")
    return made.stdout


def as_svg(picture: Picture, reader: Reader, missing: Text = NOT_COUNTED) -> str:
    """A chart as SVG for a page of paper: the same, without a ground of its own."""
    return svg(_words(picture, reader, missing), paper="none")


def _words(picture: Picture, reader: Reader, missing: Text) -> dict[str, Any]:
    """Everything that is drawn, in the reader's language; ``spare`` for want of its letters."""
    tag = reader.chain[0]
    lacks = any(number is None for _, number in picture.bars)

    def heading(reader: Reader) -> dict[str, Any]:
        return {
            "title": write(picture.title, reader),
            "legend": write(missing, reader) if lacks else "",
            "is_rtl": locales.is_rtl(reader.chain[0]),
        }

    return heading(reader) | {
        "spare": heading(Reader((locales.SOURCE,))),
        "bars": [
            [label, number, "?" if number is None else locales.say_number(number, tag)]
            for label, number in picture.bars
        ],
    }


def svg(words: dict[str, Any], paper: str = PAPER) -> str:
    """The chart as SVG; where people read from right to left, time runs that way too."""
    is_rtl, bars = words["is_rtl"], words["bars"]
    x, anchor = (WIDTH - EDGE, "end") if is_rtl else (EDGE, "start")
    # The renderer takes every line for left-to-right unless an isolate says otherwise.
    title, legend = (
        f"{RIGHT_TO_LEFT}{line}{POP_ISOLATE}" if is_rtl and line else line
        for line in (words["title"], words["legend"])
    )
    room = WIDTH - 2 * EDGE
    size = f'width="{WIDTH}" height="{HEIGHT}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONTS}">',
        STRIPES,
        f'<rect {size} fill="{paper}"/>',
        _text(title, x, EDGE + 28, _fitting(title, 34, room), anchor, weight="bold"),
        _text(legend, x, EDGE + 64, _fitting(legend, 24, room), anchor, color=FAINT),
    ]
    step = room / max(len(bars), 1)
    most = max((number or 0 for _, number, _ in bars), default=0) or 1
    # One size for all of a row: bigger letters would look like bigger figures.
    letter = min((_fitting(text, 30, step - 4) for *_, text in bars), default=30)
    small = min((_fitting(label, 26, step - 8) for label, *_ in bars), default=26)
    for place, (label, number, text) in enumerate(reversed(bars) if is_rtl else bars):
        middle, width = EDGE + (place + 0.5) * step, min(step * 0.72, 120)
        height = 72 if number is None else (FLOOR - TOP) * number / most
        look = f'fill="{ACCENT}"'
        if number is None:
            look = f'fill="url(#stripes)" stroke="{FAINT}" stroke-width="3" stroke-dasharray="9 6"'
        left, top = middle - width / 2, FLOOR - height
        box = f'x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}"'
        parts += [
            f"<rect {box} {look}/>",
            _text(text, middle, top - 10, letter, "middle", weight="bold"),
            _text(label, middle, FLOOR + 38, small, "middle"),
        ]
    line = f"M{EDGE} {FLOOR}H{WIDTH - EDGE}"
    return "".join([*parts, f'<path d="{line}" stroke="{INK}" stroke-width="3"/></svg>'])


def _text(
    words: str,
    x: float,
    y: float,
    size: float,
    anchor: str,
    weight: str = "normal",
    color: str = INK,
) -> str:
    is_arabic = any(bidirectional(sign) in {"R", "AL"} for sign in words)
    look = f'font-size="{size:.0f}" font-weight="{weight}" fill="{color}" text-anchor="{anchor}"'
    fonts = f' font-family="{ARABIC}"' if is_arabic else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}{fonts}>{escape(words)}</text>'


def _fitting(words: str, size: float, width: float) -> float:
    """A size at which these words fit a width; a bold letter is about 0.62 of its size wide."""
    return min(size, width / (0.62 * max(len(words), 1)))


def main() -> None:
    """Read what to draw from standard input, write the PNG to standard output."""
    import vl_convert  # noqa: PLC0415 - only here, never in the bot's own process

    words = json.load(sys.stdin)
    if not _can_write(words["title"], vl_convert.svg_to_png):
        words |= words["spare"]
    sys.stdout.buffer.write(vl_convert.svg_to_png(svg(words)))


def _can_write(words: str, to_png: Callable[[str], bytes]) -> bool:
    """Whether a font here has the letters; one that lacks them draws the same box for each."""
    letters = [letter for letter in words if letter.isalpha() and not letter.isascii()]
    if not letters:
        return True
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" font-family="{FONTS}">'
    drawn, none = (
        to_png(f"{head}{_text(letter, 5, 30, 24, 'start')}</svg>")
        for letter in (max(letters), NO_LETTER)
    )
    return drawn != none


if __name__ == "__main__":
    main()
