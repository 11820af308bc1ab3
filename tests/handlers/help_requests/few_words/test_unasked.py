"""All that comes unasked about a request: short, and its first line tells nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

import pytest

import locales
from handlers.core.keyboards import NEWS
from handlers.core.messages import Reply
from handlers.core.neighbourhood import whose_turn
from handlers.core.neighbourhood.topics import LABELS
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.help_requests import helpers, meetings
from handlers.help_requests.answer import actions
from handlers.help_requests.ask import follow_up
from handlers.help_requests.helpers import Helper
from storage.database import Database
from storage.neighbourhood.model import Neighbourhood
from storage.repositories.help_requests import states
from storage.repositories.help_requests.requests import Request
from storage.store import Store
from tests.handlers.help_requests.few_words.measured import comes, example_street, too_much
from tests.support.asking import asks, brought_to
from tests.support.talk import Neighbour, Street, plain

pytestmark = pytest.mark.long

ROOM, PARTNER = "holendrecht", "example-debt-help"
Told = list[Reply] | None
Does = Callable[[NeighbourhoodView, Store, Request, Helper, datetime], Told]


def _taken(store: Store, request: Request, now: datetime, state: str = "accepted") -> Request:
    moved = brought_to(store, request, "accepted", states.HELPER, now)
    assert moved
    if state != "accepted":
        moved = brought_to(store, moved, state, states.HELPER, now)
    assert moved
    return moved


def _accepted(
    view: NeighbourhoodView, store: Store, one: Request, by: Helper, now: datetime
) -> Told:
    return actions.accept(view, store, one, by, now)


def _passed_on(
    view: NeighbourhoodView, store: Store, one: Request, by: Helper, now: datetime
) -> Told:
    del by
    return helpers.ask_next(view, store, one, now)


def _refused(
    view: NeighbourhoodView, store: Store, one: Request, by: Helper, now: datetime
) -> Told:
    return actions.refuse(view, store, one, by, states.NO_CAPACITY, now)


def _given_up(
    view: NeighbourhoodView, store: Store, one: Request, by: Helper, now: datetime
) -> Told:
    del by
    return helpers.give_up(view, store, one, now)


def _begun(view: NeighbourhoodView, store: Store, one: Request, by: Helper, now: datetime) -> Told:
    del view
    return actions.begin(store, _taken(store, one, now), by, now)


def _paused(view: NeighbourhoodView, store: Store, one: Request, by: Helper, now: datetime) -> Told:
    del view
    return actions.hold(store, _taken(store, one, now), by, date(2026, 12, 1), now)


def _meets(view: NeighbourhoodView, store: Store, one: Request, by: Helper, now: datetime) -> Told:
    at = now + timedelta(days=1)
    return actions.meet(view, store, _taken(store, one, now), by, at, now)


def _off(view: NeighbourhoodView, store: Store, one: Request, by: Helper, now: datetime) -> Told:
    del by
    at = now + timedelta(days=1)
    return list(meetings._call_off(view, store, _taken(store, one, now), at))


def _ended(outcome: str) -> Does:
    def end(view: NeighbourhoodView, store: Store, one: Request, by: Helper, now: datetime) -> Told:
        del view
        return actions.end(store, _taken(store, one, now), by, outcome, now)

    return end


KINDS: Mapping[str, Does] = {
    "accepted": _accepted,
    "moved on": _passed_on,
    "refused": _refused,
    "nobody in time": _given_up,
    "begun": _begun,
    "paused": _paused,
    "appointment": _meets,
    "appointment off": _off,
    **{f"ended: {outcome}": _ended(outcome) for outcome in states.OUTCOMES},
}
PLACES = (ROOM, "")


@pytest.fixture
def village(database: Database, example: Neighbourhood) -> Street:
    return example_street(database, example)


def comes_of(
    village: Street, rosa: Neighbour, does: Does, place: str, *, is_safe: bool = True
) -> Neighbour:
    request = asks(village, rosa, room=place, partner=PARTNER, safe_here=is_safe, domain="debt")
    with village.database.writing() as store:
        view = village.view()
        turn = whose_turn.side(view, store, request)
        told = does(view, store, request, Helper(turn.role, turn.scope), village.now)
    return comes(village, rosa, told)


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_comes_unasked_is_short_and_its_first_line_tells_nothing(
    village: Street, kind: str, language: str
) -> None:
    news = locales.sentence((language,), NEWS.slot, NEWS.one).text
    topics = [locales.sentence((language,), one.slot, one.one).text for one in LABELS.values()]
    for place in PLACES:
        rosa = comes_of(village, village.neighbour(language), KINDS[kind], place)
        assert rosa.unread, place
        assert too_much(rosa) == []
        for words in map(plain, rosa.unread):
            assert words.splitlines()[0] == news
            assert not any(topic.partition(" ")[2] in words for topic in topics)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_it_comes_to_a_phone_that_is_not_safe(village: Street, kind: str) -> None:
    rosa = comes_of(village, village.neighbour(), KINDS[kind], ROOM, is_safe=False)
    rosa.hears_nothing()


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_question_how_it_was_is_short_too(village: Street, language: str) -> None:
    rosa = village.neighbour(language)
    asks(village, rosa, room=ROOM, partner=PARTNER, domain="debt")
    with village.database.writing() as store:
        (request,) = store.requests.of_person(rosa.person)
        _taken(store, request, village.now)
    village.later(days=follow_up.QUIET_DAYS + 3)
    rosa.screen.clear()
    village.tick()
    assert rosa.unread
    assert too_much(rosa) == []
