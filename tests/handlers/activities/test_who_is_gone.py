"""A place that was kept for somebody who is gone passes on at once, however many are gone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.app import now
from handlers.core.messages import Kind
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.database import Database
from storage.repositories.activities.sign_ups import IN, WAITING
from tests.conftest import MONDAY
from tests.handlers.activities.test_activities import coming, village
from tests.support.talk import Neighbour, Street
from tests.support.village import Village
from tests.telegram_standin import BotApi


@pytest.fixture
def street(database: Database) -> Street:
    return Street(database, village(), MONDAY)


def full(street: Street, waiting: int) -> tuple[Neighbour, list[Neighbour]]:
    """Somebody with one of the two places, and so many who wait, the first one first."""
    first, _ = (coming(street).taps("✅ I'm coming") for _ in range(2))
    others = [coming(street).taps("⏳ Waiting list") for _ in range(waiting)]
    for one in others:
        one.unread = []
    return first, others


@pytest.mark.parametrize("gone", [1, 2, 5])
def test_of_many_who_blocked_us_none_keeps_the_place_from_who_is_there(
    street: Street, gone: int
) -> None:
    first, waiting = full(street, gone + 1)
    for one in waiting[:gone]:
        one.blocks()
    first.taps("❌ Not coming")
    waiting[gone].sees("A place is free for you!").taps("✅ I'm coming").sees("We expect you")


def goes(neighbour: Neighbour, how: str) -> None:
    if how == "blocks":
        neighbour.does(Kind.LEFT)
    else:
        neighbour.says("/forget").taps("🗑️ Yes, delete")


@pytest.mark.parametrize("how", ["blocks", "forgets"])
def test_who_goes_with_a_kept_place_leaves_it_to_the_next(street: Street, how: str) -> None:
    first, (second, third) = full(street, 2)
    first.taps("❌ Not coming")
    second.sees("A place is free for you!")
    third.hears_nothing()
    goes(second, how)
    street.tick()
    third.sees("A place is free for you!")


def test_who_goes_before_it_is_their_turn_is_passed_over(street: Street) -> None:
    first, (second, third) = full(street, 2)
    second.does(Kind.LEFT)
    first.taps("❌ Not coming")
    third.sees("A place is free for you!")


def test_a_place_that_was_kept_after_a_cancellation_passes_on_too(street: Street) -> None:
    first, (waiting,) = full(street, 1)
    fatma = street.key_holder("h-buurt")
    fatma.says("/activities h-buurt").taps("Wed 10:00 Coffee together").taps("🚫 Cancel it")
    fatma.taps("🚫 Yes, cancel it")
    first.blocks()
    waiting.unread = []
    fatma.taps("♻️ It is on again")
    waiting.sees("A place is free for you!")


def test_nobody_hears_that_the_place_of_who_is_gone_went_to_somebody(street: Street) -> None:
    first, (second, third) = full(street, 2)
    first.taps("❌ Not coming")
    second.does(Kind.LEFT)
    second.unread = []
    street.tick()
    second.hears_nothing()
    third.unread = []
    street.tick()
    third.hears_nothing()


def on_the_list(database: Database, chats: list[int]) -> None:
    """One has a place at the next coffee, the others wait, and one more place is free."""
    with database.writing() as store:
        store.neighbourhoods.save(village())
        view = NeighbourhoodView(village())
        coffee = next(
            one
            for one in view.agenda.between(now(), now() + timedelta(days=14), {})
            if one.activity.id == "coffee"
        )
        for number, chat in enumerate(chats):
            person = store.people.known([("telegram", str(chat), "en")])["telegram", str(chat)]
            store.signups.add(
                person.id,
                "",
                coffee.key,
                room="h-buurt",
                day=coffee.begins.date(),
                size=1,
                state=WAITING if number else IN,
                now=now(),
            )


async def test_the_running_program_passes_a_place_on_without_waiting_for_its_next_tick(
    new_database: Database,
) -> None:
    async with BotApi(limits=False) as api:
        users = [api.user(stranger=False) for _ in range(7)]
        on_the_list(new_database, [user.id for user in users])
        for user in users[1:6]:
            await user.blocks(quietly=True)
        program = Village(new_database, api)
        await program.starts()
        try:
            # Five looks at the clock: the next one of its own is half a minute away.
            await program.until(lambda: program.answers(users[6].id), seconds=10)
        finally:
            await program.stops()
