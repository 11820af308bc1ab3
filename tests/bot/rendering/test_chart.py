"""A chart: how long each bar is, what is written beside it, and the same in words."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unicodedata import category

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.rendering import chart, drawing
from bot.rendering.chart import CannotDraw, as_svg, draw, in_words
from bot.rendering.direction import ISOLATE, POP_ISOLATE
from bot.rendering.drawing import BLUE, BOX, INK, LETTER, PAPER, ROOM, THICK, WHITE, specification
from bot.rendering.text import Reader
from handlers.core.messages import Bar, Picture, Text, name, say

ENGLISH, ARABIC = Reader(("en",)), Reader(("ar", "en"))
COUNTED = say("column", "Openings counted")
TITLE = say("report", "Visits per week")
PLAN = Bar(name("Plan"), 1300)
# A busy machine is not a mistake.
PATIENT = settings(deadline=None)
SIGNS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"])
counts = st.none() | st.integers(0, 10**9)


@st.composite
def bars(draw: st.DrawFn) -> Bar:
    openings = draw(st.integers(0, 400))
    label = draw(st.text(SIGNS, max_size=90))
    return Bar(name(label), draw(counts), draw(st.integers(0, openings)), openings)


def picture(*made: Bar, plan: Bar | None = None, title: Text = TITLE) -> Picture:
    return Picture(title, made, COUNTED, plan)


def weeks(*visits: int | None) -> Picture:
    return picture(*(Bar(name(str(40 + n)), one, 3, 4) for n, one in enumerate(visits)))


def specified(made: Picture, reader: Reader = ENGLISH, missing: Text = chart.NOT_COUNTED) -> Any:
    return specification(chart._words(made, reader, missing))


def layers(made: dict[str, Any], mark: str, **look: Any) -> list[dict[str, Any]]:
    """The layers with this mark that look so."""
    wanted = {"type": mark, **look}.items()
    return [layer for layer in made["layer"] if wanted <= layer["mark"].items()]


def written(made: dict[str, Any]) -> list[str]:
    """Every line on a chart, a number's white edge apart."""
    texts = [layer for layer in layers(made, "text") if "stroke" not in layer["mark"]]
    return [row["said"] for layer in texts for row in layer["data"]["values"]]


def lengths(made: dict[str, Any]) -> list[float]:
    """How long each filled bar is, in pixels."""
    long = []
    for layer in layers(made, "rect", fill=BLUE):
        if scale := layer["encoding"]["x"].get("scale"):
            (low, high), (begin, end) = scale["domain"], scale["range"]
            shares = [(row["number"] - low) / (high - low) for row in layer["data"]["values"]]
            long += [abs(end - begin) * share for share in shares]
    return long


# --- what is drawn ---------------------------------------------------------------------------


@PATIENT
@given(st.lists(counts, max_size=12), st.none() | st.integers(1, 10**6), st.sampled_from("lr"))
def test_every_bar_is_as_long_as_its_number(
    visits: list[int | None], promised: int | None, side: str
) -> None:
    made = [Bar(name("x"), one, 1, 1) for one in visits]
    plan = Bar(name("Plan"), promised) if promised else None
    drawn = specified(picture(*made, plan=plan), ENGLISH if side == "l" else ARABIC)
    known = [one for one in visits if one is not None]
    most = max([*known, promised or 1])
    found = lengths(drawn)
    assert len(found) == len(known)
    assert all(0 <= one <= ROOM for one in found)
    if found and most in known:
        longest = found[known.index(most)]
        assert found == pytest.approx([longest * one / most for one in known])
        assert longest > ROOM / 2


def test_a_week_without_a_count_does_not_look_like_a_week_of_nobody() -> None:
    drawn = specified(weeks(10, None, 0))
    *_, dashed = layers(drawn, "rect", strokeDash=[4, 3])
    assert [row["said"] for row in dashed["data"]["values"]] == ["?"]
    assert lengths(drawn)[1] == 0
    assert "?: not counted" in written(drawn)
    assert "?: not counted" not in written(specified(weeks(10, 0)))


@PATIENT
@given(bars())
def test_a_bar_is_filled_as_far_as_its_openings_were_counted(bar: Bar) -> None:
    drawn = specified(picture(bar))
    said = written(drawn)
    if bar.openings:
        assert f"{bar.counted} of {bar.openings}" in said
        assert "Openings counted" in said
    else:
        assert "Openings counted" not in said
    if bar.number is not None:
        (row,) = layers(drawn, "rect", fill=BLUE)[-1]["data"]["values"]
        share = bar.counted / bar.openings if bar.openings else 1
        assert row["floor"] - row["full"] == pytest.approx(THICK * share)
        assert row["floor"] - row["top"] == THICK


def test_the_plan_is_a_dashed_line_with_its_label() -> None:
    drawn = specified(picture(Bar(name("May"), 520, 1, 2), Bar(name("June"), 900, 1, 2), plan=PLAN))
    line = layers(drawn, "rule", strokeDash=[5, 3])[-1]
    assert line["encoding"]["x"]["datum"] == 1300
    assert line["encoding"]["x"]["scale"]["domain"] == [0, 1300]
    assert len(line["data"]["values"]) == 2
    assert "Plan: 1,300" in written(drawn)
    assert not layers(specified(weeks(1, 2)), "rule", strokeDash=[5, 3])


def test_a_chart_runs_from_where_reading_begins() -> None:
    for reader, begin, align in ((ENGLISH, 0, "left"), (ARABIC, ROOM, "right")):
        drawn = specified(weeks(1, 2), reader)
        bar = layers(drawn, "rect", fill=BLUE)[-1]["encoding"]["x"]["scale"]
        assert bar["range"][0] == begin
        labels = drawn["layer"][-1]
        assert labels["mark"]["align"] == align
        # The oldest is on top, in every language.
        assert [plainly(row["said"]) for row in labels["data"]["values"]] == ["40", "41"]


def test_urdu_is_in_a_font_that_has_all_of_its_letters_and_what_is_no_urdu_in_another() -> None:
    made = picture(Bar(name("H-buurt"), None, 1, 4), title=name("ہفتے کے دن"))
    drawn = specified(made, Reader(("ur", "en")))
    assert drawn["config"]["font"].startswith("Noto Sans Arabic")
    fonts = {
        plainly(row["said"]): layer["mark"].get("font", drawing.URDU)
        for layer in layers(drawn, "text")
        for row in layer["data"]["values"]
    }
    assert fonts["H-buurt"] == drawing.FONTS
    assert {fonts[one] for one in ("ہفتے کے دن", "4 میں سے 1", "؟")} == {drawing.URDU}
    # Persian has all of its letters where Arabic has.
    persian = specified(picture(Bar(name("روز"), 1)), Reader(("fa", "en")))
    assert persian["config"]["font"] == drawing.ARABIC


def plainly(said: str) -> str:
    return "".join(sign for sign in said if sign not in {ISOLATE, POP_ISOLATE, "\u2067"})


@PATIENT
@given(st.text(SIGNS, max_size=90), st.text(SIGNS, max_size=90))
def test_any_title_and_any_name_are_written_as_they_are(title: str, label: str) -> None:
    drawn = specified(picture(Bar(name(label), 3), title=name(title)))
    said = written(drawn)
    assert "".join("".join(said).split()).startswith("".join(title.split()))
    assert said[-1] == label


@PATIENT
@given(st.lists(bars(), min_size=1, max_size=14), st.sampled_from([ENGLISH, ARABIC]))
def test_letters_are_large_enough_for_a_phone_and_none_runs_out_of_the_picture(
    made: list[Bar], reader: Reader
) -> None:
    drawn = specified(picture(*made), reader)
    for layer in layers(drawn, "text"):
        for row in layer["data"]["values"]:
            assert 0 < row["y"] <= drawn["height"]
        # Up to 9,999,999 people: then the figure itself gets smaller, but is never cut.
        is_figure = "scale" in layer["encoding"]["x"]
        if not is_figure or max(bar.number or 0 for bar in made) < 10**7:
            assert layer["mark"]["fontSize"] >= LETTER
        if not is_figure:
            assert layer["mark"].get("limit", 0) <= ROOM


def test_bar_paper_and_ink_differ_in_grey_too() -> None:
    def light(color: str) -> float:
        parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    # As WCAG 2.2 measures it: 3 for figures, 4.5 for words.
    for dark, bright, least in ((BLUE, WHITE, 4.5), (BLUE, PAPER, 4.5), (INK, PAPER, 7)):
        assert (light(bright) + 0.05) / (light(dark) + 0.05) >= least


# --- letters ---------------------------------------------------------------------------------


def words_of(made: Picture, reader: Reader = ENGLISH) -> dict[str, Any]:
    return chart._words(made, reader, chart.NOT_COUNTED)


def test_letters_that_no_font_here_has_are_said_to_be_missing() -> None:
    home = words_of(picture(Bar(name("Home 🏠 👩‍👧 é\u0301 ስም"), 3)))

    def to_png(drawing: str) -> bytes:
        return b"box" if any(one in drawing for one in ("🏠", "👩", drawing_of_none)) else b"letter"

    drawing_of_none = drawing.NO_LETTER
    lacking = drawing.lacking(home, to_png)
    assert lacking == {"🏠", "👩"}
    drawn = written(specification(drawing.without(home, lacking), home["no_font"]))
    assert f"{BOX}: letters that no font here has" in drawn
    assert drawn[-1].startswith(f"Home {BOX} {BOX}")
    assert not any("no font" in line for line in written(specification(home)))


@PATIENT
@example("\ud800 \ufffe \x01 \x85")
@given(st.text(st.characters(), max_size=20))
def test_what_is_no_letter_at_all_never_stops_a_drawing(label: str) -> None:
    called = words_of(picture(Bar(name(label), 3)))
    lacking = drawing.lacking(called, lambda drawing: drawing.encode())
    left = written(specification(drawing.without(called, lacking)))[-1]
    assert len(left) == len(label)
    assert not {category(sign) for sign in left if not sign.isspace()} & {"Cc", "Cs", "Cn"}


def test_a_room_with_letters_of_three_kinds_is_drawn_whole_or_said_to_lack_some() -> None:
    called = f"🏠 Buurthuis ዳዊት بيت {drawing.NO_LETTER}"
    made = picture(Bar(name(called), 3))
    lines = re.findall(r"<text[^>]*>([^<]*)</text>", as_svg([made], ENGLISH)[0])
    (label,) = [line for line in lines if "Buurthuis" in line]
    signs = zip(called, label, strict=True)
    assert {shown for sign, shown in signs if shown != sign} == {BOX}
    assert label.endswith(BOX)
    assert f"{BOX}: letters that no font here has" in lines
    # Whoever hears it read aloud hears every letter.
    assert called in in_words(made, ENGLISH)


def test_letters_of_plain_english_are_never_looked_up() -> None:
    def to_png(_: str) -> bytes:
        raise AssertionError

    assert drawing.lacking(words_of(weeks(1, None)), to_png) == set()


# --- in words --------------------------------------------------------------------------------


@PATIENT
@given(st.lists(bars(), max_size=12))
def test_whoever_sees_no_chart_hears_every_figure_with_its_coverage(made: list[Bar]) -> None:
    said = in_words(picture(*made, plan=PLAN), ENGLISH)
    assert said.startswith("Visits per week. ")
    assert said.endswith(". Plan: 1,300")
    for bar in made:
        number = "not counted" if bar.number is None else f"{bar.number:,}"
        counted = f" (Openings counted: {bar.counted} of {bar.openings})" if bar.openings else ""
        assert f"{bar.label.one}: {number}{counted}." in said


def test_words_are_in_the_readers_own_language() -> None:
    said = in_words(weeks(1200, None), ARABIC)
    assert "الزيارات في كل أسبوع" in said
    assert "لم يتم العد" in said
    assert "not counted" not in said


def test_the_picture_on_a_button_is_no_part_of_its_name() -> None:
    made = picture(Bar(say("btn", "💶 Debts"), 3))
    assert in_words(made, ENGLISH) == "Visits per week. Debts: 3"
    assert written(specified(made))[-1] == "Debts"


# --- the drawing itself ----------------------------------------------------------------------


def size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_the_same_figures_are_the_same_bytes_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with ThreadPoolExecutor() as two:
        one, other = two.map(lambda _: draw(weeks(3, None), ENGLISH), range(2))
    assert one == other
    assert size(one)[0] == 900
    assert len(one) < 200_000


def test_a_chart_for_paper_has_words_and_no_ground() -> None:
    made, other = as_svg([weeks(3), weeks(4, None)], ENGLISH)
    assert "Visits per week" in made
    assert "3 of 4" in made
    assert "not counted" in other
    assert PAPER not in made.partition("<g")[0]


def test_nothing_is_fetched_for_a_chart() -> None:
    told = (
        "from bot.rendering.drawing import render;"
        'render({"data": {"url": "http://127.0.0.1:9/x.csv"}, "mark": "bar"}, "svg")'
    )
    made = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, check=False, cwd=chart.HOME
    )
    assert made.returncode == 1
    assert b"allowed_base_urls" in made.stderr or b"not allowed" in made.stderr.lower()


def test_a_drawing_that_fails_is_one_plain_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(chart, "TIMEOUT_SECONDS", 0.001)
        with pytest.raises(CannotDraw, match="TimeoutExpired"):
            draw(weeks(1, 2), ENGLISH)
    for program, why in (
        ("/bin/false", "nothing came back"),
        ("/no/such/program", "FileNotFoundError"),
    ):
        monkeypatch.setattr(sys, "executable", program)
        with pytest.raises(CannotDraw, match=why):
            draw(weeks(1, 2), ENGLISH)


def test_the_bot_itself_never_loads_the_drawing_library() -> None:
    told = "import sys, bot.exports.report; print({'altair', 'vl_convert'} & set(sys.modules))"
    made = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, check=True, cwd=chart.HOME
    )
    assert made.stdout.strip() == b"set()"
