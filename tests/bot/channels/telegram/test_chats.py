"""Telegram for people: links, taps, places, menus, blocking and coming back; and the webhook."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

import locales
from bot.app import now
from bot.channels.base import Fatal
from bot.channels.telegram import channel
from bot.channels.web.server import listen
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, Role
from tests.support.talk import Street
from tests.support.village import Village, gives, village
from tests.telegram_standin import BotApi

SECRET = "a-secret_of-ours"
ALL_ACTS = {"hours", "menu", "language", "person"}


def webhook(**more: Any) -> dict[str, Any]:
    return {"telegram_webhook_secret": SECRET, **more}


async def test_a_link_with_a_code_shows_what_it_gives_and_only_the_yes_redeems_it(
    place: Village,
) -> None:
    with place.database.writing() as store:
        code, _ = store.invitations.make(Role(KEY_HOLDER, "h-buurt"), None, now())
    fatma = place.api.user(language_code="en")
    await fatma.follows_link(code)
    await fatma.sees("Key-holder of H-buurt")
    assert place.api.commands.get((f"chat:{fatma.id}", "")) is None
    tap = await fatma.taps("Yes")
    await fatma.sees("Welcome to the team")
    await place.quiet()
    assert tap.answered
    assert {"open", "count", "close"} <= set(place.api.commands[f"chat:{fatma.id}", ""])


async def test_menus_are_there_in_every_language_that_telegram_can_tell_apart(
    place: Village,
) -> None:
    tags = [tag for tag in locales.languages() if len(tag) == 2]
    await place.until(lambda: len(place.api.commands) == len(tags) + 1)
    assert set(place.api.commands["default", ""]) >= ALL_ACTS
    assert {language for _, language in place.api.commands} == {"", *tags}
    dutch, english = (place.api.commands["default", tag] for tag in ("nl", "en"))
    assert dutch["hours"] != english["hours"]


async def test_a_menu_speaks_the_language_that_somebody_with_a_role_chose(place: Village) -> None:
    ana = place.api.user(language_code="en", stranger=False)
    gives(place.database, ana.id, Role(COORDINATOR, ""))
    await ana.says("/language")
    await ana.sees()
    await ana.taps("Nederlands")
    await ana.sees()
    await place.quiet()
    own = place.api.commands.get((f"chat:{ana.id}", ""), {})
    assert own.get("hours") == place.api.commands["default", "nl"]["hours"]
    assert "report" in own


async def test_a_place_that_is_shared_brings_the_nearest_room_first(place: Village) -> None:
    omar = place.api.user(language_code="en")
    await omar.shares_location(52.2985, 4.9633)
    near = (await omar.sees("Holendrecht")).words
    assert near.index("Holendrecht") < near.index("H-buurt")
    await omar.shares_location(52.3122, 4.9611)
    near = (await omar.sees("Holendrecht")).words
    assert near.index("H-buurt") < near.index("Holendrecht")


async def test_no_tap_is_left_with_a_spinner(place: Village) -> None:
    omar = place.api.user(language_code="en")
    await omar.says("/menu")
    await omar.sees()
    taps = [await omar.taps("Opening hours") for _ in range(3)]
    taps += [await omar.taps_data(data) for data in ("old", "", "1.x.0", "🎈" * 16)]
    taps += [await omar.taps_data("gone", message_id=999)]
    await place.until(lambda: all(tap.answered for tap in taps))
    await place.quiet()


async def test_whoever_blocks_us_is_left_alone_until_they_come_back(place: Village) -> None:
    omar = place.api.user(language_code="en")
    await omar.says("/hours")
    await omar.sees("H-buurt")
    await omar.blocks()
    await place.quiet()
    with place.database.reading() as store:
        found = store.people.find("telegram", str(omar.id))
        assert found
        assert found.left
    await omar.unblocks()
    await omar.says("/hours")
    await omar.sees("H-buurt")
    assert place.answers(omar.id) == 2


async def test_the_webhook_takes_nothing_from_strangers_and_nothing_that_is_no_update(
    street: Street,
) -> None:
    async with village(
        street.database, **webhook(telegram_webhook_url="https://example.org/telegram")
    ) as place:
        update = json.dumps({"update_id": 1}).encode()
        assert await place.posts(update, SECRET) == 200
        for wrong in (None, "", "other", SECRET + "x", "ü", SECRET.upper()):
            assert await place.posts(update, wrong) == 403
        for bad in (b"", b"{", b"[]", b"7", b"null", b'"x"', b"{}", b"\xff", b"[" * 90_000):
            assert await place.posts(bad, SECRET) == 400
        large = b'{"update_id": 1, "x": "' + b"x" * 256 * 1024 + b'"}'
        assert await place.posts(large, SECRET) == 413
        assert await place.posts(large, None) == 403
        assert place.running
        assert not place.running.done()


async def test_without_a_webhook_its_address_takes_nothing(place: Village) -> None:
    for secret in (None, "", "x"):
        assert await place.posts(b'{"update_id": 1}', secret) == 403


async def test_by_webhook_everything_is_answered_once_also_while_some_of_it_goes_wrong(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with BotApi(limits=False) as api:
        place = Village(street.database, api, **webhook(telegram_webhook_url="http://x/telegram"))
        url = f"{place.address}/telegram"
        monkeypatch.setattr(place.app.channels["telegram"], "_webhook", (url, SECRET))
        await place.starts()
        api.faults.add("twice", probability=0.3)
        crowd = [api.user(language_code="en") for _ in range(5)]
        for _ in range(3):
            for one in crowd:
                await one.says("/hours")
        await api.quiet()
        assert [place.answers(one.id) for one in crowd] == [3] * 5
        assert api.world.webhook.last_error == {}
        await place.stops()


@pytest.mark.parametrize("trouble", ["second copy", "wrong token"])
async def test_what_waiting_cannot_mend_stops_the_program(
    street: Street, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(channel, "LONGEST_WAIT", 0.01)
    async with BotApi(limits=False) as api:
        place = Village(street.database, api)
        if trouble == "wrong token":
            api.server._api = "/bot1:other/"
            place.running = asyncio.create_task(place.app.run(listen(place.settings), None))
        else:
            await place.starts()
            running = place.running
            assert running
            while not running.done():
                await place.until(lambda: api.world.inbox.is_polled or running.done())
                await api.world.inbox.fetch(0, 1, 0)
                await asyncio.sleep(0.02)
        with pytest.raises(Fatal, match=r"^[A-Z][^\n]+\.$"):
            assert await asyncio.wait_for(place.running or _never(), 10)


async def _never() -> None:
    raise AssertionError
