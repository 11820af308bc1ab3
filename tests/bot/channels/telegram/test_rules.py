"""Telegram's rules: what is confirmed when, groups, taps, blocks, menus, and everything odd."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from storage.repositories.people.roles import KEY_HOLDER, Role
from tests.support.village import Village, gives


async def test_nothing_is_confirmed_before_it_is_committed(
    place: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, is_away = place.database.writing, [True]

    @contextmanager
    def away() -> Iterator[Any]:
        if is_away[0]:
            raise OperationalError("", {}, Exception("disk I/O error"))
        with real() as store:
            yield store

    monkeypatch.setattr(place.database, "writing", away)
    omar = place.api.user(language_code="en")
    await omar.says("/hours")
    await place.until(lambda: place.api.stats.handed_over == 1)
    await asyncio.sleep(0.3)
    assert len(place.api.pending) == 1
    assert place.answers(omar.id) == 0
    is_away[0] = False
    await omar.sees("H-buurt")
    await place.quiet()
    assert place.answers(omar.id) == 1


async def test_what_is_delivered_twice_is_answered_once(place: Village) -> None:
    place.api.faults.add("twice")
    omar = place.api.user(language_code="en")
    for _ in range(5):
        await omar.says("/hours")
    await place.quiet()
    assert place.api.faults.given["twice"] == 5
    assert place.answers(omar.id) == 5


async def test_after_a_quiet_week_with_other_numbers_everybody_is_heard(
    place: Village,
) -> None:
    omar = place.api.user(language_code="en")
    for week in range(4):
        await omar.says("/hours")
        await omar.sees("H-buurt")
        await place.quiet()
        await place.api.lets_week_pass()
        assert place.answers(omar.id) == week + 1


async def test_polls_that_break_lose_nothing(place: Village) -> None:
    place.api.faults.add("drop_poll", times=2)
    omar = place.api.user(language_code="en")
    for _ in range(3):
        await omar.says("/hours")
    await place.until(lambda: place.answers(omar.id) == 3)
    await place.quiet()
    assert place.answers(omar.id) == 3


async def test_a_group_is_asked_once_to_write_privately(place: Village) -> None:
    omar, group = place.api.user(language_code="en", stranger=False), place.api.group()
    gives(place.database, omar.id, Role(KEY_HOLDER, "h-buurt"))
    await omar.says("hello everybody", in_chat=group)
    await omar.says("/hours@another_bot", in_chat=group)
    await place.quiet()
    assert place.answers(group.id) == 0
    await omar.says("/open", in_chat=group)
    message = await group.sees()
    assert message.inline[0][0]["url"].startswith(f"https://t.me/{place.api.username}")
    await omar.says(f"/hours@{place.api.username}", in_chat=group)
    await omar.says("/start", in_chat=group, anonymously=True)
    await omar.shares_location(52.3, 4.9)
    await place.quiet()
    assert place.answers(group.id) == 1
    with place.database.reading() as store:
        assert store.openings.open_now() == {}


async def test_an_anonymous_administrator_is_a_group_like_any_other(place: Village) -> None:
    omar, group = place.api.user(), place.api.group()
    await omar.says("/report", in_chat=group, anonymously=True)
    await group.sees()
    await place.quiet()
    assert place.answers(group.id) == 1


async def test_posts_of_a_channel_and_the_comings_and_goings_of_a_group_are_left_alone(
    place: Village,
) -> None:
    news, group = place.api.channel(), place.api.group(basic=True)
    await news.posts("/hours")
    await group.welcomes_bot()
    await group.removes_bot()
    await group.welcomes_bot()
    await group.upgrades()
    omar = place.api.user(language_code="en")
    await omar.says("/hours")
    await omar.sees("H-buurt")
    await place.quiet()
    assert set(place.api.stats.texts) == {omar.id}


async def test_odd_messages_get_a_kind_answer_and_do_nothing(place: Village) -> None:
    fatma = place.api.user(language_code="en", stranger=False)
    gives(place.database, fatma.id, Role(KEY_HOLDER, "h-buurt"))
    await fatma.forwards("/open")
    await fatma.sees("You forwarded")
    await fatma.sends_sticker()
    await fatma.sees("I can only read")
    await fatma.sends_photo()
    await fatma.sees("A letter?")
    await fatma.sends_voice()
    await fatma.sees("Nobody can read messages here now.")
    await fatma.sends_photo(caption="/hours")
    await fatma.sees("H-buurt")
    await fatma.shares_contact("+31612345678")
    await fatma.sees("I can only read")
    await fatma.says("hello")
    await fatma.edits("/open")
    await fatma.sees("you changed")
    with place.database.reading() as store:
        assert store.openings.open_now() == {}
