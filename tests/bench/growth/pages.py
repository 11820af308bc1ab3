"""A thousand open pages: ``python -m tests.bench.growth.pages [POSTGRES]``.

The real program with a thousand browsers of four addresses, each with its question for news open as
`poll.js` has it: what a waiting page costs in memory, and how long an answer takes to reach the
page that asked, while 25 turns a second come in, half of them from pages and half through a
stand-in for Telegram. With any word behind it on PostgreSQL, else on SQLite.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import psutil

from tests.bench.kill import a_postgres
from tests.bench.load import write
from tests.bench.parts import installed, running, standin

PAGES, ADDRESSES, WARM = 1_000, 4, 40
RATE, SECONDS, AT_ONCE = 25, 30, 8
MOST_KILOBYTES, MOST_MILLISECONDS = 60.0, 200.0
# So many are named one by one, as the page does.
NAMED = 8
PATIENCE = 60.0
NUMBERS = count(1)


class Page:
    """An open page: its cookie, what it has seen, and when it asked what is not answered yet."""

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self._http = http
        self._seen: list[int] = []
        self._asked = 0.0
        self.took: list[float] = []
        self.is_answered = asyncio.Event()

    async def opens(self) -> None:
        """As somebody new, who says hello by themselves."""
        async with self._http.get("/") as answer:
            cookie = answer.headers["Set-Cookie"].partition(";")[0]
        self._own = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}
        await self.asks("/start")
        while not self._seen:
            await self.polls()

    async def asks(self, text: str) -> None:
        """Say something; the answer comes to the question for news."""
        self.is_answered.clear()
        self._asked = time.perf_counter()
        said = {"id": f"n{next(NUMBERS)}", "text": text}
        async with self._http.post("/say", json=said, headers=self._own) as answer:
            assert answer.status == 200, await answer.text()

    async def polls(self) -> None:
        """Ask for news once."""
        after = self._seen[-NAMED - 1] if len(self._seen) > NAMED else 0
        named = ",".join(map(str, self._seen[-NAMED:]))
        query = f"/messages?after={after}&seen={named}"
        async with self._http.get(query, headers=self._own) as answer:
            assert answer.status == 200, await answer.text()
            assert "Retry-After" not in answer.headers
            fresh: list[dict[str, Any]] = await answer.json()
        self._seen = sorted({*self._seen, *(message["id"] for message in fresh)})
        if fresh and not self.is_answered.is_set():
            self.took.append(time.perf_counter() - self._asked)
            self.is_answered.set()

    async def waits(self) -> None:
        """One question after the other."""
        while True:
            await self.polls()


def main() -> None:
    """Print what a page costs, how long an answer takes, and what is wanted."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        api = stack.enter_context(standin("--users", "500"))
        url = stack.enter_context(a_postgres("")) if len(sys.argv) > 1 else ""
        program = installed(Path(folder), api, url)
        command = [sys.executable, "-m", "bot", "run"]
        process = stack.enter_context(running(command, program.environment()))
        kilobytes, took = asyncio.run(measured(program.address, process, api))
    p50, p95 = (statistics.quantiles(took, n=100)[place] * 1e3 for place in (49, 94))
    found = f"{len(took)} answers, p50 {p50:.0f} ms, p95"
    is_met = [
        said(f"{PAGES} waiting pages: kB for each", kilobytes, MOST_KILOBYTES),
        said(f"{RATE} turns/s: {found} in ms", p95, MOST_MILLISECONDS),
    ]
    sys.exit(not all(is_met))


def said(what: str, figure: float, most: float) -> bool:
    """Print a figure with what is wanted; whether that is met."""
    is_met = figure <= most
    print(f"{what} {figure:.0f}, wanted <= {most:.0f}{'' if is_met else ', MISSED'}", flush=True)
    return is_met


async def measured(url: str, process: int, api: dict[str, Any]) -> tuple[float, list[float]]:
    """Kilobytes for each page, and the seconds that answers took."""
    await reachable(url)
    async with browsers(url, WARM) as some:
        for page in some:
            await page.opens()
    before = memory(process)
    async with browsers(url, PAGES) as every:
        waiting = await opened(every)
        kilobytes = (memory(process) - before) / PAGES
        for page in every:
            page.took.clear()
        used = psutil.Process(process).cpu_times()
        write(api, RATE * SECONDS // 2, RATE / 2)
        await talk(every)
        after = psutil.Process(process).cpu_times()
        busy = (after.user + after.system - used.user - used.system) / SECONDS
        print(f"{PAGES} waiting pages, {RATE} turns/s: {busy:.0%} of a core", flush=True)
        await ended(waiting)
        return kilobytes, [took for page in every for took in page.took]


@asynccontextmanager
async def browsers(url: str, many: int) -> AsyncIterator[list[Page]]:
    """New browsers, of a few addresses; they hang up at the end."""
    async with AsyncExitStack() as stack:
        https = []
        for number in range(1, ADDRESSES + 1):
            connector = aiohttp.TCPConnector(limit=0, local_addr=(f"127.0.7.{number}", 0))
            session = aiohttp.ClientSession(
                url, connector=connector, cookie_jar=aiohttp.DummyCookieJar()
            )
            https.append(await stack.enter_async_context(session))
        yield [Page(https[number % ADDRESSES]) for number in range(many)]


async def opened(every: Sequence[Page]) -> list[asyncio.Task[None]]:
    """All of them, a few at a time; from then on each waits for news."""
    left, waiting = iter(every), []

    async def some() -> None:
        for page in left:
            await page.opens()
            waiting.append(asyncio.create_task(page.waits()))

    try:
        await asyncio.gather(*(some() for _ in range(AT_ONCE)))
    except BaseException:
        await ended(waiting)
        raise
    return waiting


async def ended(waiting: Sequence[asyncio.Task[None]]) -> None:
    """Whoever waited goes; raises what went wrong with one of them."""
    for task in waiting:
        task.cancel()
    for found in await asyncio.gather(*waiting, return_exceptions=True):
        if not isinstance(found, asyncio.CancelledError):
            raise found or AssertionError


async def talk(every: Sequence[Page]) -> None:
    """So many turns a second from pages, one after the other; until all have their answer."""
    begun = time.perf_counter()
    asked = [every[number % len(every)] for number in range(RATE * SECONDS // 2)]
    asking = []
    for number, page in enumerate(asked):
        await asyncio.sleep(begun + number * 2 / RATE - time.perf_counter())
        asking.append(asyncio.create_task(page.asks("/hours")))
    await asyncio.gather(*asking)
    async with asyncio.timeout(PATIENCE):
        for page in asked:
            await page.is_answered.wait()


async def reachable(url: str) -> None:
    """Until the program answers."""
    async with aiohttp.ClientSession() as http, asyncio.timeout(PATIENCE):
        while True:
            with suppress(aiohttp.ClientError):
                await (await http.get(url)).read()
                return
            await asyncio.sleep(0.05)


def memory(process: int) -> float:
    """The kilobytes that are this process's alone."""
    return float(psutil.Process(process).memory_full_info().uss) / 1024


if __name__ == "__main__":
    main()
