"""The report as a file: every format says the same, and none of them bites whoever opens it."""

from __future__ import annotations

import codecs
import csv
import io
import json
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.exports import report as exports_report
from bot.exports.report import FORMULA
from bot.rendering.chart import PNG
from bot.rendering.text import Reader
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
INNER = (";=1+1", '; "=1+1', "|-1", "\t@x", ',"=cmd')
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


def in_rows(content: bytes) -> list[dict[str, str]]:
    """What somebody's own program reads, which knows no more than where the letters begin."""
    return rows(content.decode("utf-8-sig"))


def test_json_is_the_report() -> None:
    made = exports_report.write(report(), (), VIEW, ENGLISH, "json")
    assert json.loads(made) == report().to_dict()


def test_a_spreadsheet_has_a_row_for_each_room_and_the_total() -> None:
    made = in_rows(exports_report.write(report(), (), VIEW, ENGLISH, "csv"))
    assert [row["id"] for row in made] == ["one", "two", "total"]
    assert [row["visits"] for row in made] == ["61", "", "61"]
    assert [row["openings"] for row in made] == ["5", "2", "7"]
    assert made[0]["period"] == "2026-W47"
    assert {row["referrals_made"] for row in made} == {""}
    assert "suppressed" not in made[0]


def test_a_funders_spreadsheet_names_what_was_left_out() -> None:
    made = in_rows(exports_report.write(report(), (), VIEW, ENGLISH, "csv", "funder"))
    assert made[0]["volunteers"] == ""
    assert made[0]["visits"] == "60"
    assert "volunteers" in made[0]["suppressed"].split()
    assert "volunteers" in made[2]["suppressed"].split()
    assert "visits" not in made[1]["suppressed"].split()


def test_rows_begin_with_the_mark_by_which_excel_knows_the_letters_and_with_nothing_else() -> None:
    content = exports_report.write(report("ዳዊት", "KG-buurt"), (), VIEW, ENGLISH, "csv")
    assert content.startswith(codecs.BOM_UTF8 + b"period,id,name,")
    assert in_rows(content)[0]["name"] == "ዳዊት"


@PATIENT
@given(st.text(max_size=30), st.sampled_from(["", *FORMULA]), st.sampled_from(["", *INNER]))
def test_no_name_becomes_a_formula(word: str, sign: str, inner: str) -> None:
    called = sign + word + inner + word
    text = exports_report.as_csv(report(called, "KG-buurt"))
    cell = next(iter(rows(text)))["name"]
    assert not cell.startswith(FORMULA)
    assert cell.replace("'", "") == called.replace("'", "")
    assert len(rows(text)) == 3
    # Nor where a program takes another sign for the separator, as Excel does in Dutch.
    for separator in ";|\t":
        for part in next(iter(rows(text)))["name"].split(separator):
            assert not part.lstrip(' "').startswith(("=", "+", "-", "@"))


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


def test_a_chart_is_a_png() -> None:
    past = [Past(W47, 5, 4, visits, {"one": visits}) for visits in (310, None, 290)]
    assert exports_report.write(report(), past, VIEW, ENGLISH, "png").startswith(PNG)
