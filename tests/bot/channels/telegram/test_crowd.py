"""The crowd of the benches writes what it was told to, also when it is told more meanwhile."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from tests.telegram_standin import BotApi
from tests.telegram_standin.traffic.feed import Crowd


async def test_what_is_ordered_while_they_still_write_comes_after_it() -> None:
    async with BotApi(limits=False) as api:
        crowd = Crowd(api, 3)
        await asyncio.gather(*(crowd.speak(3, text, rate=500) for text in ("1", "2", "3")))
        said: dict[int, list[str]] = defaultdict(list)
        for update in api.pending:
            said[update["message"]["chat"]["id"]].append(update["message"]["text"])
    assert list(said.values()) == [["1", "2", "3"]] * 3
