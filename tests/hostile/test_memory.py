"""Once the words of a secret message are wiped, nothing in the memory of the program has them."""

from __future__ import annotations

import asyncio
import gc
import re
import secrets
from functools import lru_cache
from types import BuiltinFunctionType, CodeType, FunctionType
from typing import Any
from weakref import ReferenceType

import httpx
import pytest

from bot.channels.telegram.channel import Telegram
from bot.channels.web.channel import Web
from bot.channels.web.chat import enclosures
from bot.channels.web.server import site
from bot.pipeline.clock_watch import ClockWatch
from bot.pipeline.delivery import Delivery
from bot.rendering.message import Rendered
from handlers.core import message_json
from handlers.core.enclosures import Attachment
from handlers.core.messages import Bar, Picture, Reply, button, name, say
from storage.repositories.messages.outbox import Outgoing
from tests.conftest import MONDAY
from tests.support.asking import view_of
from tests.support.doors import nobody_makes, nobody_says
from tests.support.talk import Street

# What a program is made of holds nobody's words, and there is much of it.
CODE = (FunctionType, CodeType, type, ReferenceType, BuiltinFunctionType)
COOKIE = "a-visitor-of-this-test"
LATER = MONDAY.replace(hour=20)


class Passing:
    """Telegram, but for the service: what is handed over is gone."""

    name, draws, limits = "telegram", True, Telegram.limits

    async def send(self, _: str, message: Rendered) -> str:
        return str(message.id)

    def is_group(self, _: str) -> bool:
        return False


def replies(word: str) -> list[Reply]:
    """A word in every part of a message."""
    plain = (name("Here"),)
    return [
        Reply((name(word),)),
        Reply((say("body", "Reach them: {contact}", contact=word),)),
        Reply((say("body", "{face} is gone.", face=f"ع {word}"),)),
        Reply(plain, ((button(name(word), "menu"),),)),
        Reply(plain, ((button(name("x"), "faces.choose", face=word),),)),
        Reply(plain, picture=Picture(name(word), (Bar(name(word), 1),))),
        Reply(plain, attachment=Attachment("x.txt", word)),
        Reply(plain, commands=(("menu", name(word)),)),
        Reply(plain, afterwards=(name("Over"),), voice=word),
    ]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_of_a_secret_nothing_stays_in_memory_after_its_wipe(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent on Telegram, shown on the web with its charts and files, and wiped."""
    # Never whole in this test itself: put together where it is needed.
    halves = secrets.token_hex(8), secrets.token_hex(8)
    monkeypatch.setattr(
        enclosures, "draw", lambda picture, _: f"drawn {picture.title.one}".encode()
    )
    view = view_of(street)
    nobody: Any = None
    web = Web(
        street.database,
        nobody,
        nobody,
        lambda: view,
        list,
        lambda: street.now,
        "http://street",
        nobody_makes,
        nobody_says,
    )

    async def shown() -> int:
        """On how many pages, charts and files of a visitor the word stands."""
        way = httpx.ASGITransport(site(lambda: view, web.routes()))
        async with httpx.AsyncClient(
            transport=way, base_url="http://street", cookies={"buurtbot": COOKIE}
        ) as visitor:
            answers = [await visitor.get("/"), await visitor.get("/messages?after=0&wait=0")]
            links = re.findall(r"/(?:pictures|files)/[\w./%-]+", answers[1].text)
            answers += [await visitor.get(link) for link in links]
            return sum("".join(halves) in answer.text for answer in answers)

    async def sent() -> int:
        for_both: dict[str, Any] = {"web": web, "telegram": Passing()}
        delivery = Delivery(
            street.database,
            for_both,
            {},
            lambda: "nl",
            lambda: street.now,
            lambda _: None,
            street.now.date,
            lambda: None,
            ClockWatch(lambda: street.now),
            nobody_makes,
            nobody_says,
        )
        return len(await delivery.send_due())

    def wanted() -> list[str]:
        return [message_json.to_json(reply) for reply in replies("".join(halves))]

    with street.database.writing() as store:
        known = [("web", COOKIE, "en"), ("telegram", "710000998", "en")]
        known += [("telegram", "710000999", "ar")]
        for person in store.people.known(known).values():
            messages = [Outgoing(person.id, one, is_secret=True) for one in wanted()]
            store.outbox.put(messages, street.now)
    del messages
    assert asyncio.run(sent()) == 3 * len(wanted())
    assert asyncio.run(shown()) >= 4
    with street.database.writing() as store:
        store.sent.wipe_secrets(LATER)
    assert asyncio.run(shown()) == 0
    assert held(*halves) == []


def held(*halves: str) -> list[str]:
    """What holds this word: the kinds of everything that has it, in text or in bytes."""
    gc.collect()
    word = "".join(halves)
    raw = word.encode()
    found = []
    for one in gc.get_objects():
        if isinstance(one, CODE):
            continue
        parts = gc.get_referents(one)
        while parts:
            part = parts.pop()
            if isinstance(part, dict | tuple) and not gc.is_tracked(part):
                # With nothing but text and numbers in it, nobody else lists it.
                parts += gc.get_referents(part)
                continue
            is_it = part is not word and part is not raw
            if is_it and (word in part if isinstance(part, str) else _is_in(raw, part)):
                found.append(type(one).__name__)
    return found


def _is_in(raw: bytes, part: object) -> bool:
    return isinstance(part, bytes) and raw in part


def test_a_word_that_is_kept_would_be_found() -> None:
    halves = secrets.token_hex(8), secrets.token_hex(8)
    cache = lru_cache(lambda word: f"{word}!")
    cache("".join(halves))
    kept = [{1: "".join(halves).encode()}]
    assert {"_lru_cache_wrapper", "list"} <= set(held(*halves))
    assert kept
