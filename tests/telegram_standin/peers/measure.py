"""How many messages a second the stand-in itself can take.

Run `python -m tests.telegram_standin.peers.measure`.
"""

import argparse
import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE
from typing import Any

import aiohttp

from tests.support.paths import ROOT

FIRST_USER = 710_000_001
USERS = 500


async def measure(count: int, connections: int) -> dict[str, Any]:
    """Start a stand-in as a process of its own and send to it over so many connections."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.telegram_standin", f"--users={USERS}", stdout=PIPE, cwd=ROOT
    )
    try:
        assert process.stdout is not None
        there = json.loads(await process.stdout.readline())
        async with aiohttp.ClientSession() as session:
            return await send(session, there["url"], there["token"], count, connections)
    finally:
        process.terminate()
        await process.wait()


async def send(
    session: aiohttp.ClientSession, url: str, token: str, count: int, connections: int
) -> dict[str, Any]:
    """Send as fast as one client can."""
    numbers = iter(range(count))

    async def work() -> None:
        for number in numbers:
            form = {"chat_id": FIRST_USER + number % USERS, "text": f"ping {number}"}
            async with session.post(f"{url}/bot{token}/sendMessage", data=form) as answer:
                assert (await answer.json())["ok"]

    before, start = await cpu_seconds(session, url), time.perf_counter()
    await asyncio.gather(*(work() for _ in range(connections)))
    seconds = time.perf_counter() - start
    # What the stand-in could do with a core of its own, whoever else keeps the machine busy.
    own = await cpu_seconds(session, url) - before
    return {
        "sends": count,
        "connections": connections,
        "per_second": round(count / seconds),
        "per_second_of_its_own_time": round(count / own),
    }


async def cpu_seconds(session: aiohttp.ClientSession, url: str) -> float:
    """Return how long the stand-in has been at work."""
    async with session.get(f"{url}/_standin/stats") as answer:
        return float((await answer.json())["cpu_seconds"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--connections", type=int, default=8)
    wanted = parser.parse_args()
    found = asyncio.run(measure(wanted.count, wanted.connections))
    sys.stdout.write(json.dumps(found) + "\n")
