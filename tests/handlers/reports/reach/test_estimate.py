"""At least how many people came is told where partial counting can tell it, and nowhere else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.text import write
from handlers.reports.reach import estimate
from handlers.reports.reach.estimate import Estimate, chao, chapman
from handlers.reports.text.estimate import at_least, of_whom
from storage.repositories.rooms.participants import ACTIVITY, ASKED_HELP, CHECKIN
from storage.store import Store
from tests.handlers.reports.made_reports import ENGLISH, PATIENT, W47, held, keep

WILD = st.integers() | st.integers(-3, 60) | st.sampled_from([10**30, 10**400, -(10**400)])
COUNTS = st.integers(0, 4000)
DAY = timedelta(days=1)


@st.composite
def checkins(draw: st.DrawFn) -> tuple[int, int, int, int]:
    """People, those who came on one day, on two, and days in all, as a list of check-ins gives."""
    once, twice, often = draw(COUNTS), draw(st.integers(5, 4000)), draw(COUNTS)
    more = draw(st.integers(3 * often, 3 * often + 9000)) if often else 0
    return once + twice + often, once, twice, once + 2 * twice + more


@st.composite
def lists(draw: st.DrawFn) -> tuple[int, int, int]:
    """Two lists of people with those who are on both."""
    both = draw(st.integers(7, 4000))
    return both + draw(COUNTS), both + draw(COUNTS), both


# Of 1,880 people in Dutch police records 1,645 stood there once, 183 twice (van der Heijden 2003).
def test_the_bound_is_the_published_one_for_people_in_dutch_records() -> None:
    assert 1880 + float(estimate.unseen(1645, 183)) == pytest.approx(9273.5, abs=0.05)
    # The 2,185 records themselves are a large sample: that it is one changes little.
    found = chao(1880, 1645, 183, 2185)
    assert found
    assert 0.999 * 9273.5 < found.value < 9273.5


def test_whom_nobody_saw_twice_the_bound_still_knows() -> None:
    assert estimate.unseen(9, 0) == 36
    assert estimate.unseen(0, 0) == estimate.unseen(1, 0) == 0


# The spiders of a girdled and a logged wood, as iNEXT's `ChaoRichness` prints them.
@pytest.mark.parametrize(
    ("seen", "published"),
    [
        ((26, 12, 4, 168), (30.511, 43.893, 96.971)),
        ((37, 14, 4, 252), (43.502, 61.403, 128.583)),
    ],
)
def test_the_interval_of_the_bound_is_the_published_one(
    seen: tuple[int, int, int, int], published: tuple[float, float, float]
) -> None:
    assert [float(end) for end in estimate.chao_interval(*seen)] == pytest.approx(
        published, abs=0.006
    )


# Skalski and Robson 1983.
def test_two_lists_give_the_published_number_and_interval() -> None:
    low, value, high = (float(end) for end in estimate.chapman_interval(87, 14, 7))
    assert (low, value, high) == pytest.approx((93.8, 164.0, 234.2), abs=0.05)
    # 94 different people are on the lists, so it cannot be 93.
    assert chapman(87, 14, 7) == Estimate(94, 164, 235, "chapman")


def test_too_few_who_were_seen_again_tell_nothing() -> None:
    assert chao(60, 40, 4, 120) is None
    assert chao(60, 40, 5, 120) is not None
    assert chapman(87, 14, 6) is None
    assert chapman(87, 14, 7) is not None


def test_where_everybody_came_often_nobody_was_missed() -> None:
    assert chao(60, 0, 20, 400) == Estimate(60, 60, 60, "chao")
    assert chapman(30, 12, 12) == Estimate(30, 30, 30, "chapman")


@PATIENT
@given(WILD, WILD, WILD, WILD)
def test_whatever_the_numbers_are_nothing_breaks(one: int, two: int, three: int, four: int) -> None:
    for found in (chao(one, two, three, four), chapman(one, two, three)):
        assert found is None or 0 <= found.low <= found.value <= found.high


@PATIENT
@given(checkins(), st.integers(1, 500))
def test_the_bound_is_never_below_who_was_seen_and_grows_with_who_came_once(
    counts: tuple[int, int, int, int], more: int
) -> None:
    seen, once, twice, days = counts
    found = chao(*counts)
    assert found
    assert seen <= found.low <= found.value <= found.high
    # More people who came once: there were more whom nobody saw.
    grown = chao(seen + more, once + more, twice, days + more)
    assert grown
    assert grown.value >= found.value + more
    # The same people, but some of those who came once came a second time: fewer were missed.
    again = min(more, once)
    met = chao(seen, once - again, twice + again, days + again)
    assert met
    assert met.value <= found.value


@PATIENT
@given(lists(), st.integers(1, 500))
def test_two_lists_are_never_below_who_is_on_them_and_grow_with_both(
    lists: tuple[int, int, int], more: int
) -> None:
    first, second, both = lists
    found = chapman(*lists)
    assert found
    assert first + second - both <= found.low <= found.value <= found.high
    assert found == chapman(second, first, both)
    for longer in (chapman(first + more, second, both), chapman(first, second + more, both)):
        assert longer
        assert longer.value >= found.value
    on_both = min(first, second, both + more)
    closer = chapman(first, second, on_both)
    assert closer
    assert closer.value <= found.value


def came(store: Store, *days_of_each: int, since: int = 1) -> None:
    """So many people who said "I am here" on so many days of this week each."""
    for person, days in enumerate(days_of_each, since):
        for number in range(days):
            store.participants.reached(person, "h-buurt", W47.first + number * DAY, CHECKIN)


def told(store: Store, first: date = W47.first, last: date = W47.last) -> Estimate | None:
    return estimate.estimate_of(store, dict.fromkeys(("h-buurt", "kg-buurt"), first), last)


def test_who_came_once_and_twice_tells_how_many_were_missed(store: Store) -> None:
    came(store, *[1] * 30, *[2] * 10, *[3] * 5)
    # 45 who were seen, and 64 / 65 of 30 x 30 / (2 x 10) who were not.
    assert told(store) == chao(45, 30, 10, 65)
    found = told(store)
    assert found
    assert (found.value, found.method) == (89, "chao")


def test_the_estimate_is_never_below_the_participants_of_the_same_report(store: Store) -> None:
    came(store, *[1] * 30, *[2] * 10, *[3] * 5)
    keep(store, held("h-buurt", "2026-11-16 10:00", "2026-11-16 12:00", visits=99, new_faces=40))
    found = told(store)
    assert found
    # Those who checked in, those who were new without a phone, and the one who opened.
    assert (found.low, found.value) == (45 + 40 + 1, 89)
    keep(store, held("kg-buurt", "2026-11-17 10:00", "2026-11-17 12:00", visits=9, new_faces=3))
    assert told(store) is None, "counting alone gives as many"


def test_where_regulars_come_more_than_twice_two_lists_are_compared(store: Store) -> None:
    came(store, *[3] * 20)
    for person in range(13, 27):
        store.participants.reached(person, "kg-buurt", W47.first, ASKED_HELP)
    assert told(store) == chapman(20, 14, 8)
    found = told(store)
    assert found
    assert (found.low, found.value, found.method) == (26, 34, "chapman")


def test_sign_ups_that_the_check_in_confirms_make_no_second_list(store: Store) -> None:
    came(store, *[3] * 20)
    for person in range(1, 15):
        store.participants.reached(person, "h-buurt", W47.first, ACTIVITY)
    assert told(store) is None


def test_marks_of_two_years_are_never_compared(store: Store) -> None:
    came(store, *[1] * 30, *[2] * 10, *[3] * 5)
    assert told(store, date(2026, 1, 1)) is not None
    assert told(store, date(2025, 12, 31)) is None


def test_nobody_known_is_no_estimate(store: Store) -> None:
    assert told(store) is None


def test_the_report_says_it_in_one_sentence_or_not_at_all() -> None:
    said = [write(line, ENGLISH) for line in at_least(Estimate(94, 164, 235, "chapman"))]
    assert said == ["At least 164 people came, between 94 and 235."]
    assert at_least(None) == []


def test_volunteers_are_told_as_a_part_of_those_who_came() -> None:
    said = [write(line, ENGLISH) for n in (0, 1, 12) for line in of_whom(n)]
    assert said == [
        "Of them 0 are volunteers.",
        "Of them 1 is a volunteer.",
        "Of them 12 are volunteers.",
    ]
    assert of_whom(None) == []
