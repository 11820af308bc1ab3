"""The report as a spreadsheet: numbers are numbers, gaps are gaps, and nothing in it runs."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exports import report as exports_report
from bot.exports.report import FORMULA
from bot.rendering.drawing import BLUE
from bot.rendering.text import Reader
from handlers.reports.history import Past
from handlers.reports.reach.counted import Coverage
from handlers.reports.reach.figures import Figures
from handlers.reports.text.labels import LABELS
from tests.bot.exports.test_report_files import ENGLISH, FIGURES, PATIENT, VIEW, W47, report
from tests.bot.exports.test_same_numbers import MONEY

SINCE = replace(FIGURES, measuring_since=date(2026, 3, 2))


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    """Every sheet with its cells, a row each."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def made(*names: str, audience: str = "team", first: Figures | None = None) -> bytes:
    about = report(*names, first=first) if first else report(*names)
    return exports_report.write(about, (), VIEW, ENGLISH, "xlsx", audience)


def test_there_is_a_sheet_for_each_thing() -> None:
    found = sheets(made())
    assert list(found) == [
        *("Overview", "Rooms", "Year", "Languages", "Charts", "Definitions"),
        *("H-buurt", "KG-buurt"),
    ]
    head, *lines = found["Rooms"][:4]
    rows = [dict(zip(head, line, strict=True)) for line in lines]
    assert [row["Room"] for row in rows] == ["H-buurt", "KG-buurt", "Total"]
    assert {row["Period"] for row in rows} == {"2026-W47"}
    assert [row["Visits"] for row in rows] == [61, None, 61]
    assert [row["Openings counted"] for row in rows] == [4, 0, 4]
    assert rows[0]["Requests for help"] is None
    assert ["2026-W47", "Participants", 900, 1300, 1161, -261] in found["Year"]
    assert ["2026-W47", "Openings counted", 390, None, None, None] in found["Year"]
    assert found["Languages"][1:3] == [["2026-W47", "Nederlands", 6], ["2026-W47", "العربية", 3]]


def test_a_number_is_a_number_and_a_gap_is_an_empty_cell() -> None:
    book = openpyxl.load_workbook(io.BytesIO(made()))
    lines = book["Rooms"].iter_rows(min_row=2, max_row=4, min_col=3)
    cells = [cell for row in lines for cell in row]
    assert {cell.data_type for cell in cells} == {"n"}
    assert all(cell.value is None or type(cell.value) is int for cell in cells)
    assert book["Rooms"].freeze_panes == "C2"
    assert (book["Rooms"].column_dimensions["B"].width or 0) > 8


def test_what_is_not_known_is_grey_and_never_nought_and_each_sheet_says_so() -> None:
    book = openpyxl.load_workbook(io.BytesIO(made()))
    for title in ("Overview", "Rooms", "Year", "Languages", "H-buurt"):
        said = [cell.value for row in book[title].iter_rows() for cell in row]
        assert "A grey cell is not known. It is not 0." in said
    (visits,) = [row for row in book["KG-buurt"].iter_rows() if row[0].value == "Visits"]
    assert (visits[1].value, visits[2].value) == (None, "not counted")
    assert visits[1].fill.fgColor.rgb == "FFD9D9D9"
    # Where there is nothing to know, as a plan for visits, nothing is grey.
    (year,) = [row for row in book["Year"].iter_rows() if row[1].value == "Visits"]
    assert (year[3].value, year[3].fill.fgColor.rgb) == (None, "00000000")


def test_dates_are_dates_and_percentages_are_percentages() -> None:
    book = openpyxl.load_workbook(io.BytesIO(made(first=SINCE)))
    since = book["H-buurt"]["B4"]
    assert (since.value, since.is_date) == (datetime(2026, 3, 2), True)  # noqa: DTZ001 - a day
    assert book["H-buurt"]["A4"].value == "Measured since"
    (reached,) = [
        row[2] for row in book["Year"].iter_rows() if row[1].value == "Reached, lowest percentage"
    ]
    assert (reached.value, reached.number_format) == (0.15, "0%")


def test_every_figure_says_what_is_counted() -> None:
    lines = {line[0]: line[1] for line in sheets(made())["Definitions"]}
    figures = {line[0] for line in sheets(made())["H-buurt"][3:25]}
    assert {label.one for label in LABELS.values()} <= set(lines)
    assert figures <= set(lines) | {None}
    assert lines["Visits"].startswith("The people inside, counted at each opening.")
    assert all(isinstance(meaning, str) for meaning in lines.values())


def test_a_chart_is_there_for_each_thing_and_says_in_words_what_it_shows() -> None:
    past = [
        Past(W47, 5, 4, visits, {"one": visits}, {"one": Coverage(4, 5)})
        for visits in (310, None, 290)
    ]
    months = [(date(2026, 11, 22), report().year_to_date)]
    content = exports_report.write(report(), past, VIEW, ENGLISH, "xlsx", "team", months)
    charts = openpyxl.load_workbook(io.BytesIO(content))
    assert [len(sheet._charts) for sheet in charts] == [0, 0, 0, 0, 4, 0, 1, 0]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        names = [name for name in parts.namelist() if re.search(r"drawings/drawing\d+\.xml", name)]
        told = " ".join(parts.read(name).decode() for name in names)
        first = parts.read("xl/charts/chart1.xml").decode()
        second = parts.read("xl/charts/chart2.xml").decode()
    for words in (
        "Visits per week. Week 47: 310 (Openings counted: 4 of 5). Week 47: not counted",
        "Participants in 2026, so far. November: 900",
        "Plan for 2026: 1,300",
        "H-buurt: 61 (Openings counted: 4 of 5)",
        "Wrote to the bot: week 47 of 2026. Nederlands: 6",
    ):
        assert words in told
    assert told.count("descr=") == told.count("<xdr:graphicFrame ") == 5
    # Coverage stands at the end of a bar, a gap stays a gap, and the plan is a line of its own.
    assert "310 (4 of 5)" in first
    assert '<c:dispBlanksAs val="zero"/>' not in first
    assert "<c:lineChart>" in second
    assert BLUE[1:] in first


NAMES = ("Definitions", "definitions", "History", "[a]:*?/\\b", "'", "", " \n ", "x" * 40, "x" * 35)


def test_sixty_rooms_have_a_sheet_each_whatever_they_are_called() -> None:
    room = report().rooms[0]
    called = [*NAMES, "🏠" * 20, "=1+1", *(f"Room {n}" for n in range(49))]
    rooms = tuple(replace(room, id=f"r{n}", name=one) for n, one in enumerate(called))
    content = exports_report.write(replace(report(), rooms=rooms), (), VIEW, ENGLISH, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    titles = book.sheetnames
    assert len(titles) == 6 + 60
    assert len({title.casefold() for title in titles}) == len(titles)
    for title in titles:
        assert 0 < len(title.encode("utf-16-le")) // 2 <= 31
        assert not set(title) & set("[]:*?/\\")
        assert title.strip("' ") == title
        assert title.casefold() != "history"
    assert titles[5:8] == ["Definitions", "Definitions (2)", "definitions (3)"]
    assert [book[title]["A1"].value or "" for title in titles[6:]] == called


def test_a_yardstick_stands_beside_each_room_and_money_is_money() -> None:
    about = replace(report(), money=MONEY)
    content = exports_report.write(about, (), VIEW, ENGLISH, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    row = [cell.value for cell in book["Yardsticks of the council"][2]]
    assert row == ["2026-W47", "H-buurt", 420, 400, 700, 101_000, 103_000, None, 36_500]
    costs = book["Money"]["C2"]
    assert (costs.value, costs.number_format) == (606_000, '"€" #,##0')
    assert "Districts" not in book.sheetnames


@pytest.mark.long
@PATIENT
@given(st.text(max_size=30), st.sampled_from(["", *FORMULA, "http://", "{=", "internal:"]))
def test_no_name_runs_or_leads_anywhere(word: str, sign: str) -> None:
    content = made(sign + word, "KG-buurt")
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert all(cell.hyperlink is None for cell in cells)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            assert b"<f>" not in parts.read(name)
            assert not any(one in name for one in ("vba", "external", "hyperlink"))


@pytest.mark.parametrize("name", ["=Rooms!$A$1", "=1+1", "='Rooms'!$A$1:$B$2", "a & <b>"])
def test_no_chart_takes_a_name_for_a_place(name: str) -> None:
    past = [Past(W47, 5, 4, 310, {"one": 310})]
    both = report(name, "KG-buurt")
    about = replace(both, rooms=both.rooms[:1], is_whole=False)
    content = exports_report.write(about, past, VIEW, ENGLISH, "xlsx")
    assert openpyxl.load_workbook(io.BytesIO(content))["Charts"]["A1"].value == (
        f"{name}: Visits per week"
    )
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        charts = [parts.read(one).decode() for one in parts.namelist() if "charts/chart" in one]
    for chart in charts:
        for place in re.findall(r"<c:f>(.*?)</c:f>", chart):
            assert re.fullmatch(r"('(?:[^']|'')+'|\w+)!\$[A-Z]\$\d+(:\$[A-Z]\$\d+)?", place), place


def test_the_same_report_gives_the_same_file() -> None:
    content = made()
    assert content == made()
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert f"{book.properties.created:%Y-%m-%d}" == "2026-11-22"


def test_a_funder_finds_an_empty_cell_and_what_it_was() -> None:
    found = sheets(made(audience="funder"))
    head, first, _, total, *rest = found["Rooms"]
    assert "not shown" in [line[2] for line in found["H-buurt"] if line[0] == "Volunteers"]
    row = dict(zip(head, first, strict=True))
    assert (row["Volunteers"], row["Visits"]) == (None, 60)
    assert row["Not shown"] == "Volunteers"
    assert dict(zip(head, total, strict=True))["Not shown"] == "Volunteers"
    assert rest[-1][0] == "Counts of people are rounded to 5. Below 5 they are not shown."
    assert [line[2] for line in found["Languages"][1:3]] == [None, None]
    assert [line[3] for line in found["Languages"][1:3]] == ["العربية", "Nederlands"]


def test_a_funder_finds_no_small_number_on_any_sheet() -> None:
    few = Figures(5, 5, 6, 5, 900, 3, 2, 4, 2, 3, 4)
    about = replace(report(first=few), total=few)
    content = exports_report.write(about, (), VIEW, ENGLISH, "xlsx", "funder")
    head, *lines = sheets(content)["Rooms"]
    people = [head.index(one) for one in ("Visits", "New faces", "Participants", "Volunteers")]
    assert all(line[place] in {None, 0} for line in lines[:3] for place in people)


def test_where_people_read_from_right_to_left_the_sheet_does_too() -> None:
    content = exports_report.write(report(), (), VIEW, Reader(("ar", "en")), "xlsx")
    assert openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].sheet_view.rightToLeft
