"""How many turns of all sorts a second: ``python -m tests.bench.mix [--checkout PATH]``.

Neighbours type words, tap, sign up, cancel and check in, while key-holders count, through the
stand-in of this checkout. Nobody waits for a limit; everybody waits for everybody's answer before
the next thing. With another checkout the two alternate, and the median of the paired ratios is
printed: a single run says nothing, this machine is too restless. The other one is only driven from
outside, so that it may be older than anything that is called by name in here.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

from tests.bench.parts import running
from tests.support.paths import ROOT
from tests.support.program import Program
from tests.telegram_standin import BotApi

ROUNDS, PEOPLE, TIMES = 7, 60, 5
ROOMS = ("north", "south", "east")
PATIENCE = 60.0
Does: TypeAlias = Callable[[Any], Awaitable[object]]

# Open day and night, so that it does not matter when this is measured.
NEIGHBOURHOOD = """
name = "Mixed street"
timezone = "Europe/Amsterdam"
default_language = "en"
languages = ["en", "nl"]

[population]
low = 4000
high = 6000

[urgent]
"112" = "112"
"""
ROOM = """
[[rooms]]
id = "{room}"
name = "Room {room}"
address = "Hofgeest 1"
latitude = 52.3122
longitude = 4.9611
phone = "+31 20 555 0101"
hours = "24/7"

[[activities]]
id = "coffee-{room}"
room = "{room}"
title = {{ en = "Coffee {room}" }}
domain = "meeting"
rrule = "FREQ=DAILY"
start = 2026-01-01T{hour}:00:00
minutes = 60
"""


def says(text: str) -> Does:
    """Somebody types this."""
    return lambda person: person.says(text)


def taps(*labels: str) -> Does:
    """Somebody taps the newest button with one of these labels: older versions say it otherwise."""

    async def does(person: Any) -> object:
        for label in labels[:-1]:
            with suppress(AssertionError):
                return await person.taps(label)
        return await person.taps(labels[-1])

    return does


RESIDENT: tuple[Does, ...] = (
    says("/hours"),
    says("Is there soup today?"),
    taps("Opening hours"),
    taps("Room north"),
    taps("I am here"),
    says("/activities south"),
    taps("Coffee south"),
    taps("I'm coming", "I come"),
    taps("Not coming", "I don't come"),
)
KEY_HOLDER: tuple[Does, ...] = (*(taps("+1"),) * (len(RESIDENT) - 1), says("/count 12"))


class Installation:
    """A checkout with a database of its own in which everything is ready for a measurement."""

    def __init__(self, checkout: Path, folder: Path) -> None:
        self.checkout, self.folder = checkout, folder
        own = checkout / ".venv" / "bin" / "python"
        self.python = str(own) if own.exists() else sys.executable
        folder.mkdir()
        hours = enumerate(ROOMS, start=10)
        rooms = [ROOM.format(room=room, hour=hour) for hour, room in hours]
        (folder / "street.toml").write_text("".join([NEIGHBOURHOOD, *rooms]), "utf-8")
        self._does("migrate")
        self._does("load", str(folder / "street.toml"))
        invited = [self._does("invite", "keyholder", "--room", room) for room in ROOMS]
        self.codes = [said.splitlines()[0].split()[1] for said in invited]

    def _does(self, *words: str) -> str:
        done = subprocess.run(
            [self.python, "-m", "bot", *words],
            cwd=self.checkout,
            env=Program(self.folder).environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    async def rate(self, people: int, times: int) -> float:
        """Turns a second, with a fresh copy of the database."""
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(self.folder, folder, dirs_exist_ok=True)
            async with BotApi(limits=False, keep_calls=False) as api:
                settings = {
                    "TELEGRAM_TOKEN": api.token,
                    "TELEGRAM_API_URL": api.url,
                    "LOG_LEVEL": "error",
                }
                environment = Program(Path(folder), settings).environment()
                command = [self.python, "-m", "tests.bench.unlimited"]
                with running(command, environment, self.checkout):
                    return await measured(Street(api, people), self.codes, times)


class Street:
    """Neighbours and key-holders who talk with the bot all at once."""

    def __init__(self, api: BotApi, people: int) -> None:
        self.api = api
        self.residents = [self._somebody() for _ in range(people)]
        self.key_holders = [self._somebody() for _ in ROOMS]

    def _somebody(self) -> Any:
        return self.api.user(stranger=False, language_code="en")

    async def does(self, turns: Sequence[tuple[Any, Does]]) -> None:
        """Let each do one thing, and wait until each has an answer."""
        answers = self.api.stats.answers
        before = {person.id: answers[person.id] for person, _ in turns}
        for person, does in turns:
            await does(person)
        async with asyncio.timeout(PATIENCE):
            while any(answers[person] == count for person, count in before.items()):
                await self.api.world.bell.heard()


async def measured(street: Street, codes: Sequence[str], times: int) -> float:
    """Turns a second once the program is awake and every room is open."""
    holders = street.key_holders
    ways_in = [says(f"/start {code}") for code in codes]
    await street.does(list(zip(holders, ways_in, strict=True)))
    for does in (taps("Yes"), says("/open")):
        await street.does([(person, does) for person in holders])
    await street.does([(person, says("/start")) for person in street.residents])
    # What looks at sentences is awake as well.
    await street.does([(street.residents[0], says("Who takes care of the plants there?"))])
    turns = 0
    began = time.perf_counter()
    for _ in range(times):
        for does, counts in zip(RESIDENT, KEY_HOLDER, strict=True):
            together = [(person, does) for person in street.residents]
            together += [(person, counts) for person in holders]
            await street.does(together)
            turns += len(together)
    return turns / (time.perf_counter() - began)


def main() -> None:
    """Print the rates of every round, and how they compare."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.mix", description=__doc__)
    parser.add_argument("--checkout", type=Path, help="another version, to compare with")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--times", type=int, default=TIMES, help="how often each does everything")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ours = Installation(ROOT, Path(folder) / "ours")
        other = wanted.checkout and Installation(wanted.checkout.resolve(), Path(folder) / "other")
        ratios = []
        for number in range(1, wanted.rounds + 1):
            # Whoever goes second finds the machine warmer: they take turns at that too.
            order = [ours, other] if number % 2 else [other, ours]
            rates = {
                installation: asyncio.run(installation.rate(wanted.people, wanted.times))
                for installation in order
                if installation
            }
            line = f"round {number}: {rates[ours]:.0f} turns/s"
            if other:
                ratios.append(rates[ours] / rates[other])
                line += f", the other {rates[other]:.0f}, ratio {ratios[-1]:.3f}"
            print(line, flush=True)
    if ratios:
        print(f"a mix of turns: {statistics.median(ratios):.3f} x {wanted.checkout}")


if __name__ == "__main__":
    main()
