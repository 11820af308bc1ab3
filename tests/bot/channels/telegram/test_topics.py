"""Answers stay in their topic; what Telegram shows of us by itself is in everybody's language."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import polib
import pytest

import locales
from bot.channels.telegram import menus
from bot.channels.telegram.api import PlainBot
from bot.channels.telegram.http import Request
from bot.channels.telegram.sender import Sender
from bot.channels.telegram.topics import message_of, referred, topic_of
from bot.channels.telegram.updates import to_turn
from bot.rendering.buttons import units
from bot.rendering.message import Rendered
from handlers.core.messages import Place
from tests.support.talk import Street
from tests.telegram_standin import BotApi

IN_TOPIC = {"message_thread_id": 7, "is_topic_message": True}
DIRECT = {"direct_messages_topic": {"topic_id": 2**52}}


def bot_of(api: BotApi) -> PlainBot:
    url = f"{api.url}/bot"
    return PlainBot(api.token, base_url=url, request=Request(1), get_updates_request=Request(1))


def update(number: int, **parts: Any) -> dict[str, Any]:
    chat, person = {"id": 77, "type": "private"}, {"id": 77, "is_bot": False}
    message = {"message_id": number, "date": 1, "chat": chat, "from": person, **parts}
    return {"update_id": number, "message": message}


@pytest.mark.parametrize(
    ("parts", "sent"),
    [
        ({}, {}),
        (IN_TOPIC, {"message_thread_id": 7}),
        (DIRECT, {"direct_messages_topic_id": 2**52}),
        # A thread of answers is no topic.
        ({"message_thread_id": 7}, {}),
        ({"message_thread_id": "7", "is_topic_message": True}, {}),
        ({"message_thread_id": -7, "is_topic_message": True}, {}),
        ({"direct_messages_topic": {"topic_id": None}}, {}),
    ],
)
def test_what_is_said_in_a_topic_is_answered_there(
    street: Street, parts: dict[str, Any], sent: dict[str, int]
) -> None:
    omar = street.neighbour()
    omar.address = "77"
    told: list[Rendered] = []
    for number, kind in ((1, {"text": "/hours"}), (2, {"sticker": {}}), (3, {"photo": [{}]})):
        turn = to_turn(update(number, **kind, **parts), street.now, "buurtbot")
        assert turn
        street.turns.do([turn])
        street.knows(omar)
        street.deliver()
        told.append(omar.last)
        assert message_of(turn.said_as) == str(number)
    message = {**update(9, **parts)["message"], "from": {"id": 1, "is_bot": True}}
    query = {"id": "1", "from": {"id": 77}, "message": message, "data": told[0].rows[0][0].token}
    tap = to_turn({"update_id": 4, "callback_query": query}, street.now, "buurtbot")
    assert tap
    street.turns.do([tap])
    street.deliver()
    assert [topic_of(one.answers) for one in (*told, omar.last)] == [sent] * 4
    fatma = street.key_holder("h-buurt")
    fatma.says("/hours")
    assert topic_of(fatma.last.answers) == {}
    assert len(referred(DIRECT, str(2**52))) <= 40


async def test_a_send_names_the_topic_and_a_pin_is_a_card_with_its_name(api: BotApi) -> None:
    omar = api.user(stranger=False)
    card, point = Place(52.3, 4.9, "H-buurt", "Hofgeest 1"), Place(52.3, 4.9)
    async with bot_of(api) as bot:
        for place in (None, card, point):
            shown = Rendered(1, "x", "en", is_rtl=False, place=place, answers="41@7")
            await Sender(bot).send(str(omar.id), shown)
    calls = [call for call in api.calls if call.method.startswith("send")]
    assert [call.method for call in calls] == ["sendMessage", "sendVenue", "sendLocation"]
    assert [str(call.params["message_thread_id"]) for call in calls] == ["7"] * 3
    params = calls[1].params
    assert (params["title"], params["address"]) == ("H-buurt", "Hofgeest 1")


async def test_the_answer_comes_beside_a_topic_that_was_deleted_meanwhile(api: BotApi) -> None:
    omar = api.user(stranger=False)
    api.world.deleted_topics.add("7")
    async with bot_of(api) as bot:
        for place in (None, Place(52.3, 4.9, "H-buurt", "Hofgeest 1")):
            shown = Rendered(1, "still here", "en", is_rtl=False, place=place, answers="41@7")
            await Sender(bot).send(str(omar.id), shown)
    assert len(omar.screen) == 2


async def test_telegram_is_told_once_what_we_are_in_every_language(api: BotApi) -> None:
    tags = [tag for tag in locales.languages() if len(tag) == 2]
    async with bot_of(api) as bot:
        for _ in range(2):
            await menus.describe(bot, "en")
        calls = [call.method for call in api.calls if call.method.startswith("setMy")]
        assert 0 < len(calls) <= 2 * (len(tags) + 1)
        for tag in ("", *tags):
            long = await bot.get_my_description(language_code=tag)
            short = await bot.get_my_short_description(language_code=tag)
            assert 0 < units(long.description) <= 512
            assert 0 < units(short.short_description) <= 120
            assert "الحي" in long.description or tag != "ar"


async def test_a_language_that_says_too_much_of_us_keeps_no_other_one_from_saying_it(
    api: BotApi, own_catalogs: Path
) -> None:
    path = own_catalogs / "ar" / "LC_MESSAGES" / "messages.po"
    arabic = polib.pofile(str(path), encoding="utf-8")
    for entry in arabic:
        if entry.msgctxt == "bot":
            entry.msgstr = f"{entry.msgstr} {'غرفة ' * 40}"
    arabic.save(str(path))
    locales.renew()
    async with bot_of(api) as bot:
        await menus.describe(bot, "en")
        assert (await bot.get_my_description(language_code="ar")).description.endswith("…")
        assert (await bot.get_my_short_description(language_code="tr")).short_description


async def test_a_language_whose_catalog_is_taken_away_leaves_nothing_of_it_at_telegram(
    api: BotApi, own_catalogs: Path
) -> None:
    async with bot_of(api) as bot:
        await menus.say_anew(bot, "en")
        assert await bot.get_my_commands(language_code="tr")
        ours = (await bot.get_my_description(language_code="en")).description
        assert (await bot.get_my_description(language_code="tr")).description != ours
        (own_catalogs / "tr" / "LC_MESSAGES" / "messages.po").rename(own_catalogs / "away.po")
        # At a start nobody remembers which there were: its words of danger stay where they are.
        locales.renew()
        await menus.say_anew(bot, "en")
        assert await bot.get_my_commands(language_code="tr") == ()
        assert await bot.get_my_commands(language_code="nl")
        assert (await bot.get_my_description(language_code="tr")).description == ours
        # And so it is once more where the whole folder goes while the program runs.
        shutil.rmtree(own_catalogs / "nl")
        locales.renew()
        await menus.say_anew(bot, "en")
        assert await bot.get_my_commands(language_code="nl") == ()


async def test_what_a_language_lacks_telegram_shows_in_the_neighbourhoods_own(
    api: BotApi, own_catalogs: Path
) -> None:
    path = str(own_catalogs / "tr" / "LC_MESSAGES" / "messages.po")
    catalog = polib.pofile(path)
    for entry in catalog:
        if entry.msgctxt in {"command", "bot"}:
            entry.msgstr = ""
    catalog.save(path)
    locales.renew()
    async with bot_of(api) as bot:
        await menus.say_anew(bot, "nl")
        dutch = await bot.get_my_commands(language_code="nl")
        assert dutch != await bot.get_my_commands(language_code="en")
        what = (await bot.get_my_description(language_code="nl")).description
        # Whoever has a device in a language that we do not speak reads it too, as in a chat.
        for tag in ("tr", ""):
            assert await bot.get_my_commands(language_code=tag) == dutch
            assert (await bot.get_my_description(language_code=tag)).description == what
