"""Every figure of a report is explained, once, in words that people know."""

from __future__ import annotations

from handlers.reports.tables import LABELS
from handlers.reports.text.definitions import DEFINITIONS

# What a report tells besides the columns of its tables.
BESIDES = {
    *("missed", "minutes_planned", "volunteers_among_participants", "estimate"),
    *("measuring_since", "share", "money_per_participant", "money_per_visit"),
}


def test_every_column_of_a_report_says_what_is_counted_there() -> None:
    assert set(LABELS) - set(DEFINITIONS) == set()


def test_what_stands_in_no_column_is_explained_too_and_no_more_than_that() -> None:
    assert set(DEFINITIONS) - set(LABELS) == BESIDES


def test_no_two_figures_have_the_same_meaning() -> None:
    assert len({meaning.one for meaning in DEFINITIONS.values()}) == len(DEFINITIONS)
