"""The report on paper: the answer first, every figure with its coverage, words only ever words."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.exports import report as exports_report
from bot.exports import report_pdf, typeset
from bot.rendering import chart, drawing
from bot.rendering.text import Reader
from handlers.reports.history import Past
from handlers.reports.reach.figures import Figures, YearToDate
from handlers.reports.text.labels import LABELS
from tests.bot.exports.test_report_files import ENGLISH, VIEW, W47, report
from tests.bot.exports.test_same_numbers import MONEY
from tests.support.paths import lacks
from tests.support.talk import plain

A4 = (595, 842)
INJECTION = '#read("/etc/passwd") *x* $y$ \\ <z> @q `r`'
FEW = settings(max_examples=15, deadline=None)
YEAR = YearToDate(900, 40, 2, 9000, 400, 380, 390)
DRAWS = chart.as_svg
BLANK = '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="9"></svg>'


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most of these tests look at the words around the charts."""
    monkeypatch.setattr(chart, "as_svg", lambda pictures, *_: [BLANK] * len(pictures))


def past(*visits: int | None) -> tuple[Past, ...]:
    return tuple(Past(W47, 5, 4, one, {"one": one}) for one in visits)


def made(
    *names: str,
    audience: str = "team",
    visits: tuple[int | None, ...] = (),
    reader: Reader = ENGLISH,
) -> pypdf.PdfReader:
    months = ((date(2026, 11, 22), YEAR),)
    content = exports_report.write(
        report(*names), past(*visits), VIEW, reader, "pdf", audience, months
    )
    return pypdf.PdfReader(io.BytesIO(content))


def parts_of(page: pypdf.PdfReader) -> Iterator[dict[str, Any]]:
    """Everything of which the file consists."""
    for number in range(1, len(page.xref[0]) + 1):
        if isinstance(part := page.get_object(number), dict):
            yield part


def structure(page: pypdf.PdfReader) -> list[str]:
    """What is said of each picture to whoever has the pages read aloud."""
    return [str(part["/Alt"]) for part in parts_of(page) if "/Alt" in part]


def words(page: pypdf.PdfReader) -> str:
    """Everything that stands on the pages, on one line."""
    return " ".join(plain(" ".join(one.extract_text() for one in page.pages)).split())


def test_the_answer_comes_first_and_no_figure_stands_alone() -> None:
    page = made()
    said = words(page)
    assert said.startswith("Teststreet Week 47, 2 rooms.")
    assert "61 visits. The week before: 55, from 5 of 7 openings." in said
    assert "H-buurt 5 of 6 4 of 5 not known 61 7 7 3 9" in said
    assert "KG-buurt 2 of 6 0 of 2 not known not counted" in said
    assert "Total 7 of 12 4 of 7 not known 61 7 7 4 9" in said
    assert (round(page.pages[0].mediabox.width), round(page.pages[0].mediabox.height)) == A4


def test_pictures_that_printing_fonts_lack_are_left_out() -> None:
    assert typeset.without_picture("⚠️ Nobody opened") == "Nobody opened"
    assert typeset.without_picture("👥 61 visits") == "61 visits"
    assert typeset.without_picture("\u2068H-buurt\u2069") == "\u2068H-buurt\u2069"
    assert typeset.without_picture("🔑 \u206861\u2069") == "\u206861\u2069"
    assert not any(ord(one) > 0xFFFF for one in words(made()))


def test_a_name_is_printed_and_never_run() -> None:
    said = words(made(INJECTION, "KG-buurt"))
    assert "root:" not in said
    assert "".join(INJECTION.split()) in "".join(said.split())


@pytest.mark.long
@FEW
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40))
def test_any_name_at_all_makes_a_page(name: str) -> None:
    assert len(made(name, "KG-buurt", visits=()).pages) == 3


def test_what_was_counted_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chart, "as_svg", DRAWS)
    said = words(made(INJECTION, "KG-buurt", audience="funder", visits=(310, None, 61)))
    for title in ("Visits per week", "Visits by room: week 47 of 2026", "Participants in 2026"):
        assert title in said
    assert "Plan for 2026: 1,300" in said
    assert "not counted, or too few to show" in said
    assert "root:" not in said


def test_every_chart_is_said_in_words_too(monkeypatch: pytest.MonkeyPatch) -> None:
    content = exports_report.write(
        report(), past(310, None), VIEW, ENGLISH, "pdf", "team", ((date(2026, 11, 22), YEAR),)
    )
    told = str(structure(pypdf.PdfReader(io.BytesIO(content))))
    monkeypatch.setattr(chart, "as_svg", DRAWS)
    monkeypatch.setattr(sys, "executable", "/no/such/program")
    said = words(made(visits=(310, None)))
    for line in (
        "Visits per week. Week 47: 310 (Openings counted: 4 of 5). Week 47: not counted",
        "H-buurt: 61 (Openings counted: 4 of 5). KG-buurt: not counted (Openings counted: 0 of 2)",
        "Participants in 2026, so far. November: 900",
        "Wrote to the bot: week 47 of 2026. Nederlands: 6",
    ):
        assert line in plain(told)
        assert line in said


def test_a_funder_hears_of_no_few_people_in_any_chart() -> None:
    few = Figures(5, 5, 6, 5, 900, 3, 2, 4, 2, 3, 4)
    months = [(date(2026, at, 28), replace(YEAR, participants=at)) for at in range(1, 11)]
    content = exports_report.write(
        report(first=few), past(3, 4, 61), VIEW, ENGLISH, "pdf", "funder", months
    )
    told = plain(str(structure(pypdf.PdfReader(io.BytesIO(content)))))
    assert "October: 900" in told
    assert "September" not in told
    people = re.sub(r"\([^)]*\)", "", told)
    assert not re.search(r": [1-4](?![\d,])", people)


def test_a_chart_of_nothing_is_left_out() -> None:
    for nothing in ((), (None,), (0, None)):
        chosen = report_pdf._charts(report(), past(*nothing), (), ENGLISH)
        assert not any("Visits per week" in one["alt"] for one in chosen)


def test_a_funder_reads_what_is_not_shown_and_that_counts_are_rounded() -> None:
    said = words(made(audience="funder"))
    assert "H-buurt 5 of 6 4 of 5 not known 60 5 5 not shown 10" in said
    assert said.count("Counts of people are rounded to 5. Below 5 they are not shown.") == 1


def test_a_funder_finds_no_small_number_on_paper() -> None:
    few = Figures(5, 5, 6, 5, 900, 3, 2, 4, 2, 3, 4)
    content = exports_report.write(report(first=few), (), VIEW, ENGLISH, "pdf", "funder")
    row = words(pypdf.PdfReader(io.BytesIO(content))).partition("H-buurt ")[2]
    assert row.startswith(f"5 of 6 5 of 5 not known {' '.join(5 * ['not shown'])}")


def test_the_same_report_gives_the_same_pages() -> None:
    one, other = (exports_report.write(report(), past(), VIEW, ENGLISH, "pdf") for _ in range(2))
    assert one == other


def test_arabic_runs_from_right_to_left_or_is_english_where_no_font_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    arabic = Reader(("ar", "en"))
    if not typeset.can_print("الأسبوع"):
        lacks("no font here has Arabic letters: apt install fonts-noto-core")
    assert "الأسبوع" in words(made(reader=arabic))
    monkeypatch.setattr(typeset, "can_print", lambda _: False)
    assert "Week 47" in words(made(reader=arabic))


def test_pages_say_of_themselves_that_they_can_be_read_aloud(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(chart, "as_svg", DRAWS)
    page = made(INJECTION, f"🏠 ዳዊት {drawing.NO_LETTER}", visits=(310, None))
    root = page.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()
    kinds = {str(part["/S"]) for part in parts_of(page) if "/S" in part}
    assert {"/H1", "/H2", "/Table", "/TH", "/Figure"} <= kinds


def test_a_letter_that_no_font_has_is_a_box_and_a_line_says_so() -> None:
    said = words(made(f"Huis {drawing.NO_LETTER}\ud800 x", "KG-buurt"))
    assert "Huis □□ x 5 of 6" in said
    assert "□: letters that no font here has" in said
    assert "no font here" not in words(made())


def test_the_last_page_says_what_every_figure_means() -> None:
    said = made().pages[-1].extract_text()
    assert all(label.one in " ".join(said.split()) for label in LABELS.values())
    assert "Who comes twice is two visits." in said


def test_paper_has_the_plan_the_money_and_each_room_beside_its_yardsticks() -> None:
    about = replace(report(), money=MONEY)
    content = exports_report.write(about, (), VIEW, ENGLISH, "pdf")
    said = words(pypdf.PdfReader(io.BytesIO(content)))
    assert "Participants 900 1,300 1,161 -261" in said
    assert "Reached, lowest percentage 15 %" in said
    assert "Costs in 2026: 606,000 euros." in said
    assert "The financing is 8,000 euros more than the costs." in said
    assert "Funds 20,000 euros Only asked 2027-06-30 20 euros" in said
    assert "H-buurt 420 400 700 101,000 euros 103,000 euros not known 36,500 euros" in said
    funder = exports_report.write(about, (), VIEW, ENGLISH, "pdf", "funder")
    assert "For each participant not shown" in words(pypdf.PdfReader(io.BytesIO(funder)))


def test_letters_that_no_font_has_are_known_beforehand() -> None:
    assert typeset.can_print("Welcome")
    assert not typeset.can_print(drawing.NO_LETTER)


def test_many_rooms_fill_more_pages_and_keep_their_heading() -> None:
    room = report().rooms[0]
    many = tuple(type(room)(f"r{n}", f"Room {n}", room.figures, room.previous) for n in range(60))
    content = exports_report.write(replace(report(), rooms=many), (), VIEW, ENGLISH, "pdf")
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    assert len(pages) >= 4
    with_rooms = [said for page in pages if "Room 3" in (said := page.extract_text())]
    assert len(with_rooms) > 1
    assert all("Volunteers" in said for said in with_rooms)


def test_the_bot_itself_never_loads_what_makes_files() -> None:
    told = "import sys, bot.cli.main; print({'typst', 'xlsxwriter', 'segno'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, check=True, cwd=chart.HOME
    )
    assert done.stdout.strip() == b"set()"
