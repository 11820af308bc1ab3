"""Very many messages at once: everything counts, the last one is answered, nobody else waits."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from bot.app import App
from bot.pipeline.answers import Answers
from bot.pipeline.incoming import Turns
from bot.pipeline.limits.reply_limits import ReplyLimits
from bot.pipeline.limits.send_limits import Rates
from bot.settings import Settings
from handlers.core.messages import Kind, Turn
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.repositories.messages.outbox import DELAYED
from storage.tables.messages import outbox
from tests.handlers.conversations.talking import asks_for_a_person
from tests.support.peek import opening_of
from tests.support.program import free_port
from tests.support.talk import Neighbour, Street, links

MANY = "You sent many messages."
ALLOWED = 20


@pytest.fixture
def busy(street: Street) -> Street:
    """The same street, with the limits that the program has when it runs."""
    street.turns = Turns(street.database, links, lambda: None, ReplyLimits(Rates()))
    return street


def answers(neighbour: Neighbour, times: int, text: str = "/menu") -> int:
    """How many messages came back for so many."""
    before = len(neighbour.screen)
    for _ in range(times):
        neighbour.says(text)
    return len(neighbour.screen) - before


def test_twenty_messages_a_minute_are_answered_one_by_one(busy: Street) -> None:
    omar = busy.neighbour()
    assert answers(omar, ALLOWED) == ALLOWED
    omar.sees("What do you need?").sees_not(MANY)


def test_more_get_one_answer_and_the_last_one_its_own_when_the_minute_is_over(
    busy: Street,
) -> None:
    omar = busy.neighbour()
    answers(omar, ALLOWED)
    omar.says("/menu").sees(MANY, "I'll answer the last one in a moment.")
    assert answers(omar, 100) == 0
    omar.says("/hours holendrecht").hears_nothing()
    busy.later(seconds=59)
    busy.deliver()
    omar.hears_nothing()
    busy.later(seconds=1)
    busy.deliver()
    omar.sees("Holendrechtplein 9")
    assert len(omar.reads()) == 1
    busy.later(minutes=5)
    busy.deliver()
    omar.hears_nothing()
    omar.says("/menu").sees("What do you need?")


def test_after_the_minute_one_is_answered_again_at_once(busy: Street) -> None:
    omar = busy.neighbour()
    answers(omar, 30)
    busy.later(seconds=61)
    busy.deliver()
    assert answers(omar, ALLOWED) == ALLOWED
    omar.says("/menu").sees(MANY)


def test_whoever_goes_on_for_minutes_is_told_once_a_minute(busy: Street) -> None:
    omar = busy.neighbour()
    for _ in range(180):
        omar.says("/menu")
        busy.later(seconds=1)
    shown = [one.text for one in omar.screen]
    assert sum(MANY in one for one in shown) == 3
    assert len(shown) <= 3 * (ALLOWED + 2)


def test_everything_that_was_done_in_a_flood_is_done(busy: Street) -> None:
    fatma = busy.key_holder("h-buurt")
    busy.at("10:00")
    answers(fatma, 30)
    fatma.says("/open").hears_nothing()
    for number in range(1, 40):
        fatma.says(f"/count {number}")
    assert opening_of(busy).visits == 39
    fatma.says("/close").says("40")
    assert opening_of(busy).visits == 40
    busy.later(minutes=1)
    busy.deliver()
    fatma.sees("How many came for the first time this year?")


def test_a_key_holder_counts_as_fast_as_people_come_in(busy: Street) -> None:
    """The message under the thumb counts along: it takes no room, so nothing is held."""
    fatma = busy.key_holder("h-buurt")
    busy.at("10:00")
    fatma.says("/open")
    for number in range(1, 61):
        fatma.taps("+5" if number % 10 == 0 else "+1")
        fatma.sees(f"People counted: {opening_of(busy).visits}").sees_not(MANY)
    assert opening_of(busy).visits == 6 * 5 + 54


def test_forty_taps_in_a_minute_all_get_their_answer(busy: Street) -> None:
    omar = busy.neighbour().says("/start")
    start = omar.last
    answers(omar, 30)
    omar.reads()
    for number in range(40):
        label = ("🕙 Opening hours", "📅 Activities")[number % 2]
        omar.taps(label, on=start).sees_not(MANY)
        assert omar.unread, number
    busy.later(minutes=2)
    busy.deliver()
    assert MANY not in omar.last.text


async def test_a_tap_that_has_to_wait_shows_that_it_was_heard(busy: Street) -> None:
    omar = busy.neighbour("nl").says("/start")
    (token,) = [key.token for row in omar.last.rows for key in row if "Openingstijden" in key.label]
    working = asyncio.create_task(busy.turns.run())

    def tap(number: int) -> Turn:
        named = (omar.channel, omar.address, f"tap-{number}", busy.now, Kind.TAPPED)
        return Turn(*named, tap=token, hint="nl")

    shown = [await busy.turns.hear(tap(number)) for number in range(70)]
    busy.turns.stop()
    await working
    assert shown == [""] * 60 + ["Even wachten. Ik antwoord zo."] * 10


def test_counting_goes_on_in_a_flood_and_the_count_is_the_last_answer(busy: Street) -> None:
    fatma = busy.key_holder("h-buurt")
    busy.at("10:00")
    fatma.says("/open")
    door = fatma.last
    answers(fatma, 40)
    for number in range(1, 6):
        fatma.taps("+1", on=door).sees(f"People counted: {number}")
    fatma.reads()
    busy.later(minutes=2)
    busy.deliver()
    fatma.hears_nothing()


def test_a_flood_in_one_chat_does_not_slow_another(busy: Street) -> None:
    eve, omar = busy.neighbour(), busy.neighbour()
    answers(eve, 100)
    omar.says("/hours").sees("🔴 H-buurt: closed.").sees_not(MANY)
    assert answers(omar, ALLOWED - 1) == ALLOWED - 1


def test_whom_to_call_in_danger_is_said_at_once_and_no_later_answer_takes_its_place(
    busy: Street,
) -> None:
    busy.key_holder("h-buurt")
    omar = busy.neighbour().says("/person")
    person = omar.last
    answers(omar, 30)
    omar.says("my husband beats me").sees("☎ 112").sees_not(MANY)
    omar.taps("🆘 It cannot wait", on=person).sees("☎ 112")
    # The way to Telegram may be slow: it waits to be sent, and one writes on.
    for text in ("my husband beats me", "qwrtz?"):
        who, number = (omar.channel, omar.address), f"{text} unsent"
        busy.turns.do([Turn(*who, number, busy.now, text=text)])
    omar.reads()
    busy.deliver()
    assert ["☎ 112" in one for one in omar.reads()] == [True]
    busy.later(minutes=1)
    busy.deliver()
    assert ["I did not understand." in one for one in omar.reads()] == [True]


def test_the_call_for_help_is_made_and_answered_at_once_in_a_flood(busy: Street) -> None:
    fatma = busy.key_holder("h-buurt")
    omar = asks_for_a_person(busy.neighbour())
    omar.taps("🆘 It cannot wait")
    danger = omar.last
    answers(omar, 30, "my husband beats me")
    answers(omar, 30, "hello")
    omar.taps("🆘 Tell the room", on=danger).sees("The room knows now", "☎ 112")
    fatma.sees("🆘 Somebody needs help now.")


def test_whom_to_call_comes_at_once_also_with_a_number_that_is_not_kept(busy: Street) -> None:
    omar = busy.neighbour()
    answers(omar, 30)
    omar.says("my husband beats me, bsn 111222333").sees("☎ 112").sees_not("I did not keep it")
    omar.reads()
    busy.later(minutes=1)
    busy.deliver()
    omar.sees("I did not keep it").sees_not("☎ 112")


def test_what_somebody_else_is_told_goes_out_at_once(busy: Street) -> None:
    nour = busy.coordinator().says("/invite h-buurt")
    code = nour.last.text.rpartition("start=")[2].split()[0]
    omar = busy.neighbour()
    answers(omar, 30)
    omar.says(f"/start {code}").hears_nothing()
    busy.later(minutes=1)
    busy.deliver()
    nour.reads()
    answers(omar, 30)
    omar.taps("✅ Yes").sees("Welcome to the team!")
    nour.sees("🔑 H-buurt has a new key-holder.")


def test_the_same_message_twice_takes_no_room(busy: Street) -> None:
    omar = busy.neighbour()
    for _ in range(50):
        omar.says("/menu", number="same")
    assert answers(omar, ALLOWED - 1) == ALLOWED - 1


def test_a_number_never_means_a_button_that_nobody_saw_yet(busy: Street) -> None:
    omar = busy.neighbour()
    answers(omar, 21)
    omar.says("/hours h-buurt").says("3")
    with busy.database.reading() as store:
        assert store.subscriptions.rooms_of(omar.person) == set()


def test_a_second_copy_answers_too_and_nothing_is_lost(busy: Street, other_copy: Street) -> None:
    """Each copy counts for itself: a few answers more, and what one holds the other sends."""
    fatma = busy.key_holder("h-buurt")
    busy.at("10:00")
    answers(fatma, 30)
    fatma.says("/open").hears_nothing()
    other_copy.turns = Turns(other_copy.database, links, lambda: None, ReplyLimits(Rates()))
    other_copy.now = busy.now
    fatma.street = other_copy
    fatma.says("/count 7")
    other_copy.later(minutes=1)
    other_copy.deliver()
    fatma.sees("People counted: 7", "✅ H-buurt has been open since 10:00")
    assert opening_of(busy).visits == 7


def test_a_turn_that_is_done_again_counts_once(
    busy: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    omar = busy.neighbour()
    omar.arrives()
    put, failed = Answers._keep_question, []

    def fails_first(*args: object) -> None:
        failed.append(1)
        if len(failed) % 2:
            raise ValueError
        put(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(Answers, "_keep_question", fails_first)
    assert answers(omar, ALLOWED) == ALLOWED
    omar.says("/menu").sees(MANY)


def test_the_program_has_the_limit_only_when_it_has_limits(street: Street, tmp_path: Path) -> None:
    settings = Settings(web_port=free_port(), keys_file=tmp_path / "keys")
    with street.database.reading() as store:
        loaded = store.neighbourhoods.current()
    assert loaded
    for rates, most in ((None, 0), (Rates(), 10), (Rates(person_per_minute=5), 25)):
        app = App(settings, street.database, NeighbourhoodView(loaded), rates=rates)
        for number in range(30):
            external = f"{most} {number}"
            app._turns.do([Turn("web", f"{most}", external, street.now, text="/menu")])
        with street.database.writing() as store:
            delayed = store.connection.execute(
                select(outbox.c.id).where(outbox.c.problem == DELAYED)
            )
            assert len(delayed.all()) == most
            store.connection.execute(delete(outbox))


async def test_while_one_floods_another_is_served_in_between(busy: Street) -> None:
    done: list[str] = []

    async def hears(sender: str, number: int) -> None:
        await busy.turns.hear(
            Turn("telegram", sender, f"{sender} {number}", busy.now, text="/hours")
        )
        done.append(sender)

    working = asyncio.create_task(busy.turns.run())
    flood = [asyncio.create_task(hears("eve", number)) for number in range(200)]
    await asyncio.sleep(0)
    await hears("omar", 0)
    await asyncio.gather(*flood)
    busy.turns.stop()
    await working
    assert len(done) == 201
    assert done.index("omar") <= 2
