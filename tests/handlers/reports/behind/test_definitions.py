"""Every figure of a report is explained, once, in words that people know."""

from __future__ import annotations

from handlers.reports.behind.meaning import NAMES
from handlers.reports.text.definitions import DEFINITIONS
from handlers.reports.text.labels import LABELS


def test_every_column_of_a_report_says_what_is_counted_there() -> None:
    assert set(LABELS) - set(DEFINITIONS) == set()


def test_whatever_is_explained_has_a_name_in_the_chat() -> None:
    assert set(DEFINITIONS) - set(NAMES) == set()


def test_no_two_figures_have_the_same_meaning() -> None:
    assert len({meaning.one for meaning in DEFINITIONS.values()}) == len(DEFINITIONS)
