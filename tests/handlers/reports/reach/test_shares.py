"""A share is read as it is: small ones with a decimal, and somebody is never 0 percent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.text import Reader, write
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.behind import values
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from handlers.reports.reach.counted import percent, share
from handlers.reports.reach.figures import Report
from handlers.reports.text import languages, summary, year
from storage.store import Store
from tests.handlers.reports.made_reports import ENGLISH, NOW, PATIENT, W47, held, keep, lines, wrote


@pytest.mark.parametrize(
    ("part", "whole", "read"),
    [
        (0, 6000, 0),
        (1, 60_000, Decimal("0.01")),
        (1, 6000, Decimal("0.02")),
        (3, 6000, Decimal("0.1")),
        (120, 6000, Decimal("2.0")),
        (596, 6000, Decimal("9.9")),
        (597, 6000, 10),
        (1204, 6000, 20),
        (None, 6000, None),
        (5, 0, None),
        (5, None, None),
    ],
)
def test_a_small_share_has_a_decimal(
    part: int | None, whole: int | None, read: Decimal | int | None
) -> None:
    assert str(share(part, whole)) == str(read)


@PATIENT
@given(st.integers(0, 10**7), st.integers(1, 10**6))
def test_a_share_is_as_near_as_it_can_be_read_and_somebody_is_never_nought(
    part: int, whole: int
) -> None:
    read, exact = share(part, whole), Decimal(100 * part) / whole
    assert read is not None
    assert (read == 0) == (part == 0)
    assert abs(Decimal(read) - exact) <= (
        Decimal("0.05") if exact < Decimal("9.9") else Decimal("0.5")
    )
    assert type(percent(part, whole)) is int


@pytest.mark.parametrize(("tag", "said"), [("en", "2.0 % to 3.0 %"), ("nl", "2,0 % tot 3,0 %")])
def test_it_is_written_as_the_reader_writes_it(
    view: NeighbourhoodView, store: Store, tag: str, said: str
) -> None:
    keep(store, held("h-buurt", "2026-03-02 10:00", "2026-03-02 12:00", new_faces=119))
    report = make_report(view, store, W47, NOW)
    assert (report.population.share_low, report.population.share_high) == (2, 3)
    assert write(values.of_year(report, "share"), Reader(("en",))) == "2.0 to 3.0 of 100"
    (line,) = year.share(report, view)
    assert said in write(line, Reader((tag, "en")))


def test_where_nobody_knows_how_many_came_no_share_is_said(
    view: NeighbourhoodView, store: Store
) -> None:
    assert year.share(make_report(view, store, W47, NOW), view) == []


@pytest.mark.parametrize(
    ("period", "heading"),
    [
        ("2026-11", "📊 November 2026, 2 rooms. Sunday 1 November to Sunday 22 November."),
        (
            "2026-Q4",
            "📊 Fourth quarter of 2026, 2 rooms. Thursday 1 October to Sunday 22 November.",
        ),
    ],
)
def test_a_month_is_called_by_its_name_and_a_quarter_in_words(
    view: NeighbourhoodView, store: Store, period: str, heading: str
) -> None:
    report = replace(make_report(view, store, Period.named(period), NOW), until=W47.last)
    assert lines((summary.heading(report),)) == [heading]


def test_the_languages_say_why_they_do_not_add_up_where_they_do_not(
    view: NeighbourhoodView, store: Store
) -> None:
    def said(report: Report) -> str:
        return "\n".join(lines(summary.summary(report, view)))

    why = write(languages.IN_TWO, ENGLISH)
    wrote(store, W47.first, "", 1, "ar")
    assert why not in said(make_report(view, store, W47, NOW))
    wrote(store, W47.last, "", 1, "nl")
    assert said(make_report(view, store, W47, NOW)).count(why) == 1
