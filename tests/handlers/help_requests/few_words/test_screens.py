"""Every screen of asking for help is within the limits, whatever is asked, where and of whom."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from handlers.core.neighbourhood.topics import LABELS
from storage.database import Database
from storage.neighbourhood.model import Neighbourhood
from storage.repositories.help_requests import states
from tests.handlers.help_requests.few_words.measured import (
    example_street,
    request_of,
    too_much,
)
from tests.support.asking import asks, brought_to
from tests.support.talk import Neighbour, Street

pytestmark = pytest.mark.long

LANGUAGES = ("en", "nl")
# Which of the buttons is tapped: the room, or at home; and how to reach somebody.
HERE, ELSEWHERE = 0, 1
MEETING = timedelta(days=1)
TAKEN: tuple[tuple[str, dict[str, Any]], ...] = (
    ("accepted", {}),
    ("in_progress", {}),
    ("on_hold", {"on_hold_until": date(2026, 12, 1)}),
    ("on_hold", {}),
)


@pytest.fixture
def village(database: Database, example: Neighbourhood) -> Street:
    return example_street(database, example)


def taps_number(neighbour: Neighbour, at: int) -> Neighbour:
    return neighbour.taps(neighbour.buttons()[at])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("way", [*product((True, False), (HERE, ELSEWHERE))])
def test_every_question_and_the_yes_are_short_for_every_topic(
    village: Street, language: str, way: tuple[bool, int]
) -> None:
    is_home, reached = way
    home = {"en": "🛋️ Come to me", "nl": "🛋️ Kom naar mij toe"}[language]
    for domain in LABELS:
        rosa = village.neighbour(language).says(f"/referral {domain}")
        assert too_much(rosa) == [], domain
        if is_home:
            rosa.taps(home)
        else:
            taps_number(rosa, 0)
        assert too_much(rosa) == [], domain
        taps_number(rosa, reached)
        if reached == ELSEWHERE:
            assert too_much(rosa) == [], domain
            taps_number(rosa, 0)
        assert "● ● ● ●" in rosa.last.text
        assert too_much(rosa) == [], domain
        taps_number(rosa, 1)
        request_of(village, rosa)
        assert too_much(rosa) == [], domain


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_no_has_four_lines_and_a_next_step(village: Street, language: str) -> None:
    for reached in (HERE, ELSEWHERE):
        rosa = village.neighbour(language).says("/referral debt")
        taps_number(taps_number(rosa, 0), reached)
        if reached == ELSEWHERE:
            taps_number(rosa, 0)
        taps_number(rosa, 2)
        assert too_much(rosa) == []
        assert "☎" in rosa.last.text
        assert len(rosa.buttons()) == 5


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_safe", [True, False])
def test_where_it_stands_is_short_in_every_state_and_says_whom_to_call(
    village: Street, language: str, *, is_safe: bool
) -> None:
    seen = []
    for state, columns in (("requested", {}), ("rejected", {}), *TAKEN):
        for when in (None, village.now + MEETING, village.now - MEETING):
            if when and state not in states.TAKEN:
                continue
            rosa = village.neighbour(language)
            request = asks(
                village,
                rosa,
                room="holendrecht",
                partner="example-debt-help",
                safe_here=is_safe,
            )
            with village.database.writing() as store:
                now = village.now
                if state in states.TAKEN and state != "accepted":
                    accepted = brought_to(store, request, "accepted", states.HELPER, now)
                    assert accepted
                    request = accepted
                if state != "requested":
                    more = {**columns, **({"meet_at": when} if when else {})}
                    assert brought_to(store, request, state, states.HELPER, now, **more)
            rosa.says("/referral")
            assert too_much(rosa) == [], (state, when)
            assert "☎" in rosa.last.text, (state, when)
            seen.append(rosa.last.text)
    assert len(seen) > len(TAKEN) * 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", states.OUTCOMES)
@pytest.mark.parametrize("is_safe", [True, False])
def test_what_came_of_it_is_short_and_says_whom_to_call(
    village: Street, language: str, outcome: str, *, is_safe: bool
) -> None:
    rosa = village.neighbour(language)
    request = asks(
        village, rosa, room="holendrecht", partner="example-debt-help", safe_here=is_safe
    )
    with village.database.writing() as store:
        now = village.now
        accepted = brought_to(store, request, "accepted", states.HELPER, now, answered_at=now)
        assert accepted
        assert brought_to(store, accepted, "failed", states.HELPER, now, outcome=outcome)
    rosa.says("/referral")
    assert too_much(rosa) == []
    left_alone = outcome not in {states.GOT_HELP, states.NO_INTEREST}
    assert ("☎" in rosa.last.text) >= left_alone
    asked = rosa.last
    for answer in [key.label for row in asked.rows for key in row][:3]:
        rosa.taps(answer, on=asked)
        assert too_much(rosa) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_wait_and_what_can_be_added_are_short(village: Street, language: str) -> None:
    urgent = {"en": "⏰ It cannot wait", "nl": "⏰ Kan niet wachten"}[language]
    for domain in LABELS:
        rosa = village.neighbour(language).says(f"/referral {domain}")
        is_burning = domain in {"debt", "budget", "forms", "housing"}
        assert (urgent in rosa.buttons()) == is_burning, domain
        if is_burning:
            rosa.taps(urgent)
            assert too_much(rosa) == []
            assert urgent not in rosa.buttons()
    rosa = village.neighbour(language).says("/referral debt")
    taps_number(taps_number(taps_number(rosa, 0), HERE), 1)
    taps_number(rosa, 0)
    assert too_much(rosa) == []
    taps_number(rosa, 0)
    assert too_much(rosa) == []
    assert request_of(village, rosa).times == "morning"
