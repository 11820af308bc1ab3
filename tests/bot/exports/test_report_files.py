"""The report as a file: every format says the same, and none of them bites whoever opens it."""

from __future__ import annotations

import csv
import io
import json
import struct
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.exports import report as exports_report
from bot.exports.report import FORMULA
from bot.rendering import chart as rendering_chart
from bot.rendering.chart import CannotDraw, draw, svg
from bot.rendering.text import Reader
from handlers.core.messages import Picture, name
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.history import Past
from handlers.reports.period import Period
from handlers.reports.reach.figures import (
    Before,
    Figures,
    Plan,
    Report,
    RoomReport,
    Share,
    YearToDate,
)
from storage.neighbourhood.file import read_text

ENGLISH = Reader(("en",))
# A busy machine is not a mistake.
PATIENT = settings(deadline=None)
W47 = Period.week("2026-W47")
FIGURES = Figures(5, 4, 6, 5, 900, 61, 7, 9, 7, 3, 4)
NOT_COUNTED = Figures(2, 0, 6, 2, 300, None, None, 0, None, 1, 0)
FILE = """
name = "Teststreet"
timezone = "Europe/Amsterdam"
default_language = "nl"
languages = ["nl"]
[[rooms]]
id = "one"
name = "H-buurt"
address = "Hofgeest 1"
hours = "Mo 10:00-12:00"
[[rooms]]
id = "two"
name = "KG-buurt"
address = "Kraaiennest 2"
hours = "Mo 10:00-12:00"
"""
VIEW = NeighbourhoodView(read_text(FILE, "file.toml"))


def report(*names: str, first: Figures = FIGURES) -> Report:
    """Week 47 of two rooms: one counted, the other not."""
    called = names or ("H-buurt", "KG-buurt")
    rooms = (
        RoomReport("one", called[0], first, Before(55, 5, 5)),
        RoomReport("two", called[1], NOT_COUNTED, Before(None, 2, 0), (date(2026, 11, 16),)),
    )
    return Report(
        W47,
        W47.last,
        rooms,
        Figures(7, 4, 12, 7, 1200, 61, 7, 9, 7, 4, 4),
        Before(55, 7, 5),
        YearToDate(900, 40, 2, 9000, 400, 380, 390),
        Plan(2026, 2, 30, 1300, 1161),
        Share(4000, 6000, 15, 23),
        {"nl": 6, "ar": 3},
    )


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_json_is_the_report() -> None:
    made = exports_report.write(report(), (), VIEW, ENGLISH, "json")
    assert json.loads(made) == report().to_dict()


def test_a_spreadsheet_has_a_row_for_each_room_and_the_total() -> None:
    made = rows(exports_report.write(report(), (), VIEW, ENGLISH, "csv").decode())
    assert [row["id"] for row in made] == ["one", "two", "total"]
    assert [row["visits"] for row in made] == ["61", "", "61"]
    assert [row["openings"] for row in made] == ["5", "2", "7"]
    assert made[0]["period"] == "2026-W47"
    assert {row["referrals_made"] for row in made} == {""}
    assert "suppressed" not in made[0]


def test_a_funders_spreadsheet_names_what_was_left_out() -> None:
    made = rows(exports_report.write(report(), (), VIEW, ENGLISH, "csv", "funder").decode())
    assert made[0]["volunteers"] == ""
    assert made[0]["visits"] == "60"
    assert "volunteers" in made[0]["suppressed"].split()
    assert "volunteers" in made[2]["suppressed"].split()
    assert "visits" not in made[1]["suppressed"].split()


@PATIENT
@given(st.text(max_size=30), st.sampled_from(["", *FORMULA]))
def test_no_name_becomes_a_formula(word: str, sign: str) -> None:
    called = sign + word
    text = exports_report.as_csv(report(called, "KG-buurt"))
    cell = next(iter(rows(text)))["name"]
    assert not cell.startswith(FORMULA)
    assert cell.removeprefix("'") == called.removeprefix("'")
    assert len(rows(text)) == 3


def test_text_has_the_summary_and_a_line_for_each_room() -> None:
    made = exports_report.write(report(), (), VIEW, ENGLISH).decode().splitlines()
    assert made[0].startswith("📊 Week 47, 2 rooms.")
    assert made[1] == "👥 61 visits."
    assert made[-2:] == [
        "H-buurt: 61 visits. Openings counted: 4 of 5.",
        "KG-buurt: visits not counted. Openings: 2.",
    ]


def test_a_funder_reads_no_small_number() -> None:
    small = Figures(5, 4, 6, 5, 900, 3, 2, 9, 2, 3, 4)
    made = exports_report.write(report(first=small), (), VIEW, ENGLISH, "text", "funder").decode()
    assert "H-buurt: visits not shown. Openings: 5." in made
    assert "Counts of people are rounded to 5." in made


# --- charts ----------------------------------------------------------------------------------


def weeks(*visits: int | None) -> tuple[tuple[str, int | None], ...]:
    return tuple((str(40 + place), one) for place, one in enumerate(visits))


def chart(*visits: int | None) -> Picture:
    return Picture(name("Visits per week"), weeks(*visits), name("Visits"))


def size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def words(*visits: int | None, **more: Any) -> dict[str, Any]:
    bars = [[label, one, "?" if one is None else str(one)] for label, one in weeks(*visits)]
    return {"title": "Visits", "legend": "", "is_rtl": False, "bars": bars, **more}


def drawn(chart: dict[str, Any]) -> tuple[list[str], list[float]]:
    """Every text of a chart, and how high each bar is."""
    root = ET.fromstring(svg(chart))
    space = "{http://www.w3.org/2000/svg}"
    boxes = [box for box in root.iter(f"{space}rect") if box.get("x")]
    return (
        ["".join(one.itertext()) for one in root.iter(f"{space}text")],
        [float(box.get("height", "")) for box in boxes],
    )


def test_a_chart_is_a_png_for_a_phone() -> None:
    past = [Past(W47, 5, visits, {"one": visits}) for visits in (310, None, 290)]
    png = exports_report.write(report(), past, VIEW, ENGLISH, "png")
    assert size(png) == (900, 540)
    assert len(png) < 200_000


def test_a_week_without_a_count_does_not_look_like_a_week_of_nobody() -> None:
    texts, heights = drawn(words(10, None, 0))
    assert "?" in texts
    assert heights[1] > 0
    assert heights[2] == 0
    assert "stripes" in svg(words(10, None)).partition("<rect x")[2]


@PATIENT
@given(st.lists(st.none() | st.integers(0, 10**9), max_size=12))
def test_every_bar_is_as_high_as_its_number(visits: list[int | None]) -> None:
    heights = drawn(words(*visits))[1]
    most = max((one or 0 for one in visits), default=0)
    for one, height in zip(visits, heights, strict=True):
        assert height <= rendering_chart.FLOOR - rendering_chart.TOP
        if one is not None:
            share = one / most if most else 0
            assert height == pytest.approx(
                share * (rendering_chart.FLOOR - rendering_chart.TOP), abs=0.06
            )


def test_time_runs_the_way_people_read() -> None:
    assert drawn(words(1, 2))[0][2:] == ["1", "40", "2", "41"]
    assert drawn(words(1, 2, is_rtl=True))[0][2:] == ["2", "41", "1", "40"]


@PATIENT
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=60))
def test_any_title_is_shown_as_it_is(title: str) -> None:
    assert drawn(words(1, title=title))[0][0] == title


def test_letters_that_no_font_here_has_are_not_drawn_as_boxes() -> None:
    assert rendering_chart._can_write("Visits", lambda _: b"box")
    assert not rendering_chart._can_write("الزيارات", lambda _: b"box")
    assert rendering_chart._can_write("الزيارات", lambda text: text.encode())


def test_a_drawing_that_fails_is_one_plain_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(rendering_chart, "TIMEOUT_SECONDS", 0.001)
        with pytest.raises(CannotDraw, match="TimeoutExpired"):
            draw(chart(1, 2), ENGLISH)
    for program, why in (
        ("/bin/false", "nothing came back"),
        ("/no/such/program", "FileNotFoundError"),
    ):
        monkeypatch.setattr(sys, "executable", program)
        with pytest.raises(CannotDraw, match=why):
            draw(chart(1, 2), ENGLISH)


def test_the_bot_itself_never_loads_the_drawing_library() -> None:
    told = "import sys, bot.exports.report; print({'altair', 'vl_convert'} & set(sys.modules))"
    made = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, check=True, cwd=rendering_chart.HOME
    )
    assert made.stdout.strip() == b"set()"


def test_a_chart_is_drawn_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert size(draw(chart(3, None), ENGLISH)) == (900, 540)
