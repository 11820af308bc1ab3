"""Draws charts, as Vega-Lite specifications, in a process of its own.

``python -m bot.rendering.drawing`` reads words and figures as JSON from standard input and
writes pictures to standard output. It imports nothing of ours, so that it starts at once.
"""

from __future__ import annotations

import json
import re
import sys
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from textwrap import wrap
from typing import Any, TypeAlias
from unicodedata import bidirectional, category

Words: TypeAlias = dict[str, Any]
Layer: TypeAlias = dict[str, Any]

# The newest Vega-Lite that the library brings along; another one may draw other bytes.
VEGA_LITE = "6.4"
# In pixels of a phone, whose screen is about so wide; a PNG has more of them.
WIDTH, EDGE, SCALE = 360, 12, 2.5
ROOM = WIDTH - 2 * EDGE
# The smallest letters are 12 still where a phone shows the picture 310 wide.
LETTER, TITLE, LINE, TITLE_LINE = 14, 17, 20, 23
ROW, THICK, UNKNOWN, SWATCH = 48, 18, 44, 22
# Blue is one of Okabe and Ito's colours ("Color Universal Design", 2008), which all eyes tell from
# black and white. All else differs by lightness and by its line.
PAPER, INK, BLUE, WHITE = "#fbf8f1", "#23201c", "#0072B2", "#ffffff"
# DejaVu has Latin letters too: where a font lacks some, the one that steps in may be any.
ARABIC = "DejaVu Sans, Noto Sans Arabic, sans-serif"
# But not all letters of Urdu: half of its words would be in another font than the other half. This
# one has no Latin letters and marks, so what is no Urdu is in another.
URDU = "Noto Sans Arabic, DejaVu Sans, sans-serif"
OF_URDU = re.compile("[\u06c0-\u06c5\u06c9\u06ca\u06cd\u06cf\u06d1-\u06d4\u0750-\u077f]")
FONTS = "Noto Sans, Noto Sans Ethiopic, DejaVu Sans, Liberation Sans, sans-serif"
RIGHT_TO_LEFT, POP_ISOLATE = "\u2067", "\u2069"
# Assigned to nobody, so that no font has it.
NO_LETTER = "\U0010fffd"
BOX = "□"
SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'


class _Page:
    """What is laid out from top to bottom, from the side where reading begins."""

    def __init__(self, words: Words) -> None:
        self.is_rtl: bool = words["is_rtl"]
        self.fonts = _fonts(words)
        self.begin, self.end = ("right", "left") if self.is_rtl else ("left", "right")
        self.height = 0
        self.layers: list[Layer] = []

    def at(self, pixels: float) -> dict[str, Any]:
        """So many pixels from where reading begins."""
        return {"value": ROOM - pixels if self.is_rtl else pixels}

    def said(self, line: str) -> str:
        """The renderer takes every line for left-to-right unless an isolate says otherwise."""
        line = line.replace("?", "؟") if self.fonts == URDU else line
        return f"{RIGHT_TO_LEFT}{line}{POP_ISOLATE}" if self.is_rtl and line else line

    def put(self, rows: Sequence[Layer], mark: str, encoding: Layer, **look: Any) -> None:
        """One kind of mark, once for each row."""
        if rows:
            layer = {"data": {"values": list(rows)}, "mark": {"type": mark, **look}}
            self.layers.append({**layer, "encoding": encoding})

    def write(self, rows: Sequence[Layer], x: Layer, align: str = "", **look: Any) -> None:
        """A line of words for each row; what is longer than its ``limit`` ends in an ellipsis."""
        look = {"align": align or self.begin, "fontSize": LETTER, "baseline": "alphabetic"} | look
        encoding = {"x": x, "y": _down("y"), "text": {"field": "said"}}
        rows = [{**row, "said": self.said(row["said"])} for row in rows]
        apart = [row for row in rows if self.fonts == URDU and not _is_arabic(row["said"])]
        others = [row for row in rows if row not in apart]
        for some, font in ((apart, {"font": FONTS}), (others, {})):
            self.put(some, "text", encoding, **look, **font)


def specification(words: Words, strange: str = "", paper: str | None = PAPER) -> Layer:
    """A chart as Vega-Lite: for each bar a line with its label and coverage, then its length.

    Bars begin where reading begins. Of its thickness so much is filled as openings were counted.
    ``strange`` says what a box in place of a letter means.
    """
    page = _Page(words)
    lines = wrap(words["title"], 32) or [""]
    titles = [{"said": line, "y": TITLE_LINE * n - 6} for n, line in enumerate(lines, 1)]
    page.write(titles, page.at(0), fontSize=TITLE, fontWeight="bold", limit=ROOM)
    page.height = TITLE_LINE * len(lines) + 4
    for sign, said in _legend(words, strange):
        _key(page, sign, wrap(said, 40))
    page.height += 8
    _rows(page, words["bars"], words["plan"])
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": ROOM,
        "height": page.height,
        "padding": EDGE,
        "autosize": "none",
        "background": paper,
        "config": {"view": {"stroke": None}, "font": page.fonts, "text": {"color": INK}},
        "layer": page.layers,
    }


def _legend(words: Words, strange: str) -> Iterator[tuple[str, str]]:
    """What each sign means, of those that are there."""
    if words["covered"]:
        yield "part", words["covered"]
    if words["missing"]:
        yield "unknown", f"?: {words['missing']}"
    if plan := words["plan"]:
        yield "plan", f"{plan['label']}: {plan['said']}"
    if strange:
        yield "letter", f"{BOX}: {strange}"


def _key(page: _Page, sign: str, lines: Sequence[str]) -> None:
    top = page.height
    box = [{"top": top + 4, "full": top + 8, "floor": top + LINE - 3}]
    across = {"x": page.at(0), "x2": page.at(SWATCH)}
    if sign == "part":
        page.put(box, "rect", {**across, **_between("top")}, fill=WHITE, stroke=BLUE)
        page.put(box, "rect", {**across, **_between("full")}, fill=BLUE)
    elif sign == "unknown":
        page.put(box, "rect", {**across, **_between("top")}, **_DASHED)
    elif sign == "plan":
        page.put(box, "rule", {"x": page.at(SWATCH / 2), **_between("top")}, **_PLAN)
    indent = 0 if sign == "letter" else SWATCH + 8
    said = [{"said": line, "y": top + LINE * n - 4} for n, line in enumerate(lines, 1)]
    page.write(said, page.at(indent), limit=ROOM - indent)
    page.height += LINE * len(lines)


# A box that is no figure, and a line that is no bar, differ from bars in print too.
_DASHED = {"fill": WHITE, "stroke": INK, "strokeWidth": 1.5, "strokeDash": [4, 3]}
_PLAN = {"stroke": INK, "strokeWidth": 2, "strokeDash": [5, 3]}


def _rows(page: _Page, bars: Sequence[Words], plan: Words | None) -> None:
    top = page.height
    rows = [
        {
            **bar,
            "y": top + ROW * n + 14,
            "top": top + ROW * n + 19,
            "full": top + ROW * n + 19 + THICK * (1 - bar["share"]),
            "floor": top + ROW * n + 19 + THICK,
            "over": top + ROW * n + 17,
            "under": top + ROW * n + 21 + THICK,
            "base": top + ROW * n + 19 + THICK - 4,
        }
        for n, bar in enumerate(bars)
    ]
    page.height = top + ROW * len(rows)
    known = [row for row in rows if row["number"] is not None]
    unknown = [row for row in rows if row["number"] is None]
    # Beside the longest bar its number has to fit.
    longest = max((len(row["said"]) for row in rows), default=1)
    size = min(LETTER + 1, 0.4 * ROOM / (0.64 * longest))
    length = ROOM - 0.64 * size * longest - 10
    most = max([row["number"] for row in known] + [plan["number"] if plan else 0, 1])
    limits = [ROOM - length, ROOM] if page.is_rtl else [0, length]
    scale = {"domain": [0, most], "range": limits[:: -1 if page.is_rtl else 1], "nice": False}

    def along(value: Layer) -> Layer:
        return {**value, "type": "quantitative", "axis": None, "scale": scale}

    wide = {"x": along({"field": "number"}), "x2": {"datum": 0}}
    page.put(known, "rect", {**wide, **_between("top")}, fill=WHITE, stroke=BLUE)
    page.put(known, "rect", {**wide, **_between("full")}, fill=BLUE)
    box = {"x": page.at(0), "x2": page.at(UNKNOWN)}
    page.put(unknown, "rect", {**box, **_between("top")}, **_DASHED)
    if plan:
        at = {"x": along({"datum": plan["number"]}), **_between("over", "under")}
        # White beneath it, for where it crosses a bar.
        page.put(rows, "rule", at, stroke=WHITE, strokeWidth=4)
        page.put(rows, "rule", at, **_PLAN)
    page.put(rows, "rule", {"x": page.at(0), **_between("over", "under")}, stroke=INK)
    away = -6 if page.is_rtl else 6
    look: Layer = {"fontSize": size, "fontWeight": "bold", "dx": away}
    numbers = [{**row, "y": row["base"]} for row in known]
    marks = [{**row, "y": row["base"]} for row in unknown]
    # A white edge keeps a number readable on the line of the plan.
    page.write(numbers, along({"field": "number"}), stroke=PAPER, strokeWidth=4, **look)
    page.write(numbers, along({"field": "number"}), **look)
    page.write(marks, page.at(UNKNOWN), **look)
    coverage = [{**row, "said": row["coverage"]} for row in rows]
    page.write(coverage, page.at(ROOM), align=page.end)
    beside = 0.6 * LETTER * max((len(row["coverage"]) for row in rows), default=0) + 8
    labels = [{**row, "said": row["label"]} for row in rows]
    page.write(labels, page.at(0), limit=ROOM - beside)


def _between(upper: str, lower: str = "floor") -> Layer:
    return {"y": _down(upper), "y2": {"field": lower}}


def _down(field: str) -> Layer:
    """A place that is counted from the top, in pixels."""
    scale = {"domain": [0, ROOM], "range": [0, ROOM], "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "axis": None, "scale": scale}


def _all(words: Words) -> str:
    """Everything that is written on a chart."""
    rows = [*words["bars"], *([words["plan"]] if words["plan"] else [])]
    said = [words[key] for key in ("title", "covered", "missing")]
    return "".join([*said, *(row[key] for row in rows for key in ("label", "said", "coverage"))])


def _fonts(words: Words) -> str:
    said = _all(words)
    if OF_URDU.search(said):
        return URDU
    return ARABIC if _is_arabic(said) else FONTS


def _is_arabic(said: str) -> bool:
    return any(bidirectional(sign) in {"R", "AL"} for sign in said)


def lacking(words: Words, to_png: Callable[[str], bytes]) -> set[str]:
    """The letters that no font here has: for want of one, the same box is drawn as for no letter.

    What only changes the letter before it, or is not seen, needs none.
    """
    fonts = _fonts(words)

    def drawn(letter: str) -> bytes:
        look = f'x="5" y="30" font-size="24" font-family="{fonts}"'
        return to_png(f"{SQUARE}<text {look}>{letter}</text></svg>")

    signs = {sign for sign in _all(words) if not (sign.isspace() or category(sign)[0] == "M")}
    # No font has what is no sign at all, and no drawing bears it.
    none = {sign for sign in signs if category(sign) in {"Cc", "Cs", "Cn"}}
    letters = {sign for sign in signs - none if not sign.isascii() and category(sign) != "Cf"}
    box = drawn(NO_LETTER) if letters else b""
    return none | {letter for letter in letters if drawn(letter) == box}


def without(words: Words, letters: Iterable[str]) -> Words:
    """The same words with a box in place of each of these letters."""
    boxes = str.maketrans(dict.fromkeys(letters, BOX))

    def row(bar: Words) -> Words:
        return bar | {"label": bar["label"].translate(boxes)}

    bars = [row(bar) for bar in words["bars"]]
    plan = words["plan"] and row(words["plan"])
    return words | {"title": words["title"].translate(boxes), "bars": bars, "plan": plan}


def main() -> None:
    """Read what to draw from standard input, write each picture as a line to standard output."""
    form, charts = json.load(sys.stdin)
    for words, spare in charts:
        made = specification(*_written(words, spare), paper=None if form == "svg" else PAPER)
        sys.stdout.buffer.write(b64encode(render(made, form)) + b"\n")


def _written(words: Words, spare: Words) -> tuple[Words, str]:
    """The words as they can be drawn here, and what is said of letters that cannot."""
    import vl_convert  # noqa: PLC0415 - only here, never in the bot's own process

    strange = lacking(words, vl_convert.svg_to_png)
    if strange and len(instead := lacking(spare, vl_convert.svg_to_png)) < len(strange):
        words, strange = spare, instead
    return without(words, strange), words["no_font"] if strange else ""


def render(chart: Layer, form: str) -> bytes:
    """A specification as SVG or PNG; nothing is fetched for it from anywhere."""
    import vl_convert  # noqa: PLC0415

    options: dict[str, Any] = {"vl_version": VEGA_LITE, "allowed_base_urls": []}
    if form == "svg":
        return vl_convert.vegalite_to_svg(chart, **options).encode()
    return vl_convert.vegalite_to_png(chart, scale=SCALE, **options)


if __name__ == "__main__":
    main()
