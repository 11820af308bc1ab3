"""Delivery when much goes wrong at once, and the channels beside each other."""

from __future__ import annotations

import time

from bot.pipeline.limits.send_limits import Rates
from storage.database import Database
from tests.support.post import Post, post, sends, texts, wakes
from tests.telegram_standin import BotApi

# What the service does to so many of a hundred calls.
TROUBLES = {
    "drop": 0.05,
    "lose_reply": 0.05,
    "too_many": 0.03,
    "server_error": 0.02,
    "block": 0.01,
    "migrate": 0.005,
}
PERSONS, GROUPS, EACH = 90, 10, 5


async def test_five_hundred_messages_survive_a_bad_day(database: Database) -> None:
    """Ten thousand: `python -m tests.bench.proofs.sends`."""
    async with BotApi(limits=False, seed=7) as api, post(database, api) as office:
        homes = [api.user(stranger=False).id for _ in range(PERSONS)]
        homes += [api.group(basic=True).id for _ in range(GROUPS)]
        for number in range(EACH):
            for home in homes:
                office.put(home, f"{home} {number}")
        for kind, chance in TROUBLES.items():
            api.faults.add(kind, probability=chance)  # type: ignore[arg-type]
        await office.finished(40)
        check(office, api, homes)


def check(office: Post, api: BotApi, homes: list[int]) -> None:
    arrived = [text for said in api.stats.texts.values() for text in said]
    blocked = {str(one.params["chat_id"]) for one in api.calls if "Forbidden" in one.error}
    for chat in blocked:
        outcomes = [one.error.startswith("Forbidden") for one in sends(api, chat)]
        assert outcomes.index(True) == len(outcomes) - 1, f"{chat} was called after its 403"
    doubles = len(arrived) - len(set(arrived))
    assert doubles <= api.faults.given["lose_reply"]
    must_arrive = {f"{one} {number}" for one in homes for number in range(EACH)}
    lost = {one for one in must_arrive - set(arrived) if one.split()[0] not in blocked}
    assert lost == set()
    assert blocked
    assert set(api.faults.given) == set(TROUBLES)


async def test_nobody_waits_for_somebody_else(office: Post, api: BotApi) -> None:
    slow, omar = api.user(stranger=False), api.user(stranger=False)
    api.faults.add("delay", times=1, seconds=30)
    office.put(slow.id, "one")
    await office.until(lambda: api.faults.given["delay"])
    office.put(omar.id, "one", "two", "three")
    await office.until(lambda: len(texts(api, omar.id)) == 3)
    assert texts(api, slow.id) == []
    wakes(api)


async def test_while_telegram_hangs_the_web_chat_goes_on(database: Database) -> None:
    async with (
        BotApi(limits=False) as api,
        post(database, api, rates=Rates(), clock=time.monotonic) as office,
    ):
        api.faults.add("delay", seconds=30)
        for _ in range(20):
            office.put(api.user(stranger=False).id, "one")
        await office.until(lambda: api.faults.given["delay"] >= Rates().at_once)
        office.put("a-visitor", "hello", channel="web")
        try:
            await office.until(lambda: office.page.shown == ["hello"], 2)
        finally:
            wakes(api)


async def test_while_telegram_asks_us_to_wait_the_web_chat_goes_on(
    office: Post, api: BotApi
) -> None:
    samira = api.user(stranger=False)
    api.faults.add("too_many", times=1, seconds=600)
    office.put(samira.id, "one")
    await office.until(lambda: office.rows()[0].problem == "TryLater")
    office.put("a-visitor", "hello", channel="web")
    await office.until(lambda: office.page.shown == ["hello"], 2)


async def test_somebody_who_asks_much_never_runs_the_bot_into_telegrams_limits(
    database: Database,
) -> None:
    async with (
        BotApi() as api,
        post(database, api, rates=Rates(), clock=time.monotonic) as office,
    ):
        samira = api.user(stranger=False)
        # The way to Telegram is not always equally long.
        api.faults.add("delay", times=1, seconds=0.1)
        office.put(samira.id, *(str(number) for number in range(7)))
        await office.until(lambda: len(texts(api, samira.id)) == 7, 10)
        # A machine that stands still for a moment may squeeze two together, never more:
        # tests/bot/test_pace.py holds the pace itself to the limits, on a clock of its own.
        assert api.limits.refused.total() <= 1


async def test_while_nothing_can_be_sent_the_channel_says_so(office: Post, api: BotApi) -> None:
    samira = api.user(stranger=False)
    assert office.telegram.trouble() == ""
    api.faults.add("bad_gateway", times=1)
    office.put(samira.id, "one")
    await office.until(office.telegram.trouble)
    assert office.telegram.trouble() == "Telegram is not reached (ServerTrouble)."
    await office.finished()
    assert office.telegram.trouble() == ""
