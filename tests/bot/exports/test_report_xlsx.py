"""The report as a spreadsheet: numbers are numbers, gaps are gaps, and nothing in it runs."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from bot.exports import report as exports_report
from bot.exports.report import FORMULA
from bot.rendering.text import Reader
from handlers.reports.reach.figures import Figures
from tests.bot.exports.test_report_files import ENGLISH, PATIENT, VIEW, report


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    """Every sheet with its cells, a row each."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def made(*names: str, audience: str = "team", first: Figures | None = None) -> bytes:
    about = report(*names, first=first) if first else report(*names)
    return exports_report.write(about, (), VIEW, ENGLISH, "xlsx", audience)


def test_there_is_a_sheet_for_each_thing() -> None:
    found = sheets(made())
    assert list(found) == ["Rooms", "Year", "Languages"]
    head, *lines = found["Rooms"]
    rows = [dict(zip(head, line, strict=True)) for line in lines[:3]]
    why = [line[0] for line in lines[3:] if line[0]]
    assert "Who came to two rooms counts in both. In all: once." in why
    assert [row["Room"] for row in rows] == ["H-buurt", "KG-buurt", "Total"]
    assert {row["Period"] for row in rows} == {"2026-W47"}
    assert [row["Visits"] for row in rows] == [61, None, 61]
    assert [row["Openings counted"] for row in rows] == [4, 0, 4]
    assert rows[0]["Requests for help"] is None
    assert ["2026-W47", "Participants", 900, 1300, 1161] in found["Year"]
    assert ["2026-W47", "Openings counted", 390, None, None] in found["Year"]
    assert found["Languages"][1:3] == [["2026-W47", "Nederlands", 6], ["2026-W47", "العربية", 3]]


def test_a_number_is_a_number_and_a_gap_is_an_empty_cell() -> None:
    book = openpyxl.load_workbook(io.BytesIO(made()))
    rows = book["Rooms"].iter_rows(min_row=2, max_row=4, min_col=3)
    cells = [cell for row in rows for cell in row]
    assert {cell.data_type for cell in cells} == {"n"}
    assert all(cell.value is None or type(cell.value) is int for cell in cells)
    assert book["Rooms"].freeze_panes == "C2"
    assert (book["Rooms"].column_dimensions["B"].width or 0) > 8


@PATIENT
@given(st.text(max_size=30), st.sampled_from(["", *FORMULA, "http://", "{=", "internal:"]))
def test_no_name_runs_or_leads_anywhere(word: str, sign: str) -> None:
    called = sign + word
    content = made(called, "KG-buurt")
    book = openpyxl.load_workbook(io.BytesIO(content))
    cell = book["Rooms"]["B2"]
    assert cell.data_type in {"s", "n"}
    assert cell.hyperlink is None
    assert all(one.data_type != "f" for row in book["Rooms"].iter_rows() for one in row)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        assert not any("vba" in name or "external" in name for name in parts.namelist())


def test_the_same_report_gives_the_same_file() -> None:
    content = made()
    assert content == made()
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert f"{book.properties.created:%Y-%m-%d}" == "2026-11-22"


def test_a_funder_finds_an_empty_cell_and_what_it_was() -> None:
    found = sheets(made(audience="funder"))
    head, first, _, total, *rest = found["Rooms"]
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
