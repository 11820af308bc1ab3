"""Hours change for many who signed up: ``python -m tests.bench.growth.told.changed_hours [N]``.

A coordinator moves a series for which so many people signed up (1,700 without an argument), by the
real turns, on SQLite and on PostgreSQL: how long do the look and the yes take, each in one
transaction, is everybody told once by the real program, and as fast as Telegram lets it? And: does
a turn take longer, or a yes, where there were a thousand versions of the neighbourhood before?
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import now
from storage.database import Database
from storage.neighbourhood.file import read_text
from storage.neighbourhood.model import Neighbourhood
from storage.repositories.activities.sign_ups import IN
from storage.repositories.neighbourhoods import MOST_VERSIONS, Source
from tests.bench.broadcast import PERMITTED, reached
from tests.bench.kill import a_postgres, chats, opened, texts
from tests.bench.parts import order, running, standin, stats
from tests.support.program import Program
from tests.support.talk import Neighbour, Street

SIGN_UPS, WEEKS = 1_700, 8
# The rate is told from the first message on, in the seconds after a start too.
MOST_SECONDS, RATE, RATIO = 1.0, 0.95, 1.2
ROUNDS, TURNS = 9, 20
# Nobody is written to by night: it is day in one of these, whenever this runs.
ZONES = ("Europe/Amsterdam", "America/Los_Angeles", "Asia/Tokyo")
FILE = """
name = "Bench"
timezone = "{zone}"
default_language = "en"
languages = ["en"]

[[rooms]]
id = "h-buurt"
name = "H-buurt"
address = "Hofgeest 1"
hours = "Mo-Su 08:00-22:00"

[[activities]]
id = "coffee"
room = "h-buurt"
domain = "meeting"
title = {{ en = "Coffee together" }}
start = "{start}"
rrule = "FREQ=WEEKLY"
minutes = 60
"""


class Clocked:
    """A coordinator, and how long each of their turns took, up to its commit."""

    def __init__(self, database: Database, neighbourhood: Neighbourhood) -> None:
        self.street = Street(database, neighbourhood, now())
        self.nadia: Neighbour = self.street.coordinator()
        self.took = 0.0
        real = self.street.turns.do

        def timed(turns: list[object]) -> None:
            began = time.perf_counter()
            real(turns)  # type: ignore[arg-type]
            self.took = time.perf_counter() - began

        self.street.turns.do = timed  # type: ignore[method-assign, assignment]


def main() -> None:
    """Print all of it for both databases; exit 1 where something is not as wanted."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else SIGN_UPS
    good = True
    for kind in ("SQLite", "PostgreSQL"):
        for line, wanted, is_good in chain(moved(kind, people), versions(kind)):
            print(f"{kind}, {line} ({wanted}{'' if is_good else ', MISSED'})", flush=True)
            good &= is_good
    if not good:
        sys.exit(1)


def moved(kind: str, people: int) -> Iterator[tuple[str, str, bool]]:
    """A series moves: the look, the yes, and who is told."""
    with (
        standin("--users", str(people + 1), "--limits", "on") as api,
        installation(kind, api) as program,
    ):
        with opened(program) as database:
            one = Clocked(database, neighbourhood())
            # Whoever changes it is not told of it.
            crowd = [chat for chat in chats(people + 1) if chat != one.nadia.address][:people]
            sign_up(one.street, crowd)
            nadia = one.nadia.says("/manage").taps("📆 Days and hours").taps("🕙 Usual hours")
            yield from agreed("the hours of a room change", one, people, "Monday", "12-22")
            # Who takes it back within a minute wrote to nobody.
            nadia.taps("↩️ Undo")
            nadia.says("/manage").taps("📅 Activities")
            nadia.taps(next(label for label in nadia.buttons() if "Coffee" in label))
            nadia.taps("🕘 Move all")
            yield from agreed("a series moves", one, people, *same_day(one.street), "15:30-16:30")
        with running([sys.executable, "-m", "bot", "run"], program.environment()):
            began = reached(api, 1)
            ended = reached(api, people)
            # Whoever hears it twice hears the second one soon.
            time.sleep(5)
            said, figures = texts(api), stats(api)
    told = [len(said.get(chat, [])) for chat in crowd]
    twice, nobody = sum(n > 1 for n in told), told.count(0)
    yield f"told twice: {twice}, not told: {nobody}", "0, 0", not (twice or nobody)
    share = (people - 1) / (ended - began) / PERMITTED
    line = f"all are told in {ended - began:.1f} s: {share:.3f} x the permitted"
    yield line, f">= {RATE}", share >= RATE
    refused = sum(figures["refused_429"].values())
    yield f"answers 429: {refused}", "0", not refused


def agreed(what: str, one: Clocked, people: int, *typed: str) -> Iterator[tuple[str, str, bool]]:
    """How long somebody waits for the look at a change, and for the yes."""
    for words in typed:
        one.nadia.says(words)
    one.nadia.sees(f"{people:,} people get a message.")
    look = one.took
    one.nadia.taps("✅ Yes, do it").sees("✅ Done.")
    for waited, seconds in (("look", look), ("yes", one.took)):
        line = f"{what}, {people} signed up: the {waited} takes {seconds:.2f} s"
        yield line, f"<= {MOST_SECONDS}", seconds <= MOST_SECONDS


def same_day(street: Street) -> tuple[str, ...]:
    """The weekday of the series, which it keeps."""
    (series,) = street.view().neighbourhood.activities
    return (f"{series.start:%A}",)


def versions(kind: str) -> Iterator[tuple[str, str, bool]]:
    """The same turns with few versions behind them and with as many as are kept, in turns."""
    with ExitStack() as stack:
        api = stack.enter_context(standin("--users", "1"))
        programs = [stack.enter_context(installation(kind, api)) for _ in range(2)]
        few, many = (
            Clocked(stack.enter_context(opened(program)), neighbourhood()) for program in programs
        )
        fill(many.street)
        for _ in range(ROUNDS):
            a_yes(few)
        for what, measured in (("/hours", an_answer), ("a yes", a_yes), ("the history", history)):
            pairs = [(measured(few), measured(many)) for _ in range(ROUNDS)]
            ratio = statistics.median(more / less for less, more in pairs)
            less, more = (statistics.median(one) * 1e3 for one in zip(*pairs, strict=True))
            line = f"{what}: {less:.1f} ms, with {MOST_VERSIONS} versions {more:.1f} ms"
            yield f"{line}: {ratio:.2f} x", f"<= {RATIO}", ratio <= RATIO


def an_answer(one: Clocked) -> float:
    """What somebody waits for the hours."""
    return statistics.median(_took(one, lambda: one.nadia.says("/hours")) for _ in range(TURNS))


def a_yes(one: Clocked) -> float:
    """What a coordinator waits after a yes."""
    one.nadia.says("/manage").taps("📆 Days and hours").taps("📍 Address, phone")
    one.nadia.taps("📍 Address").says(f"Hofgeest {time.monotonic_ns()}")
    return _took(one, lambda: one.nadia.taps("✅ Yes, do it").sees("✅ Done."))


def history(one: Clocked) -> float:
    """What a coordinator waits to see what was changed."""
    one.nadia.says("/manage").taps("📆 Days and hours")
    return _took(one, lambda: one.nadia.taps("👀 What changed"))


def _took(one: Clocked, act: Callable[[], object]) -> float:
    act()
    return one.took


@contextmanager
def installation(kind: str, api: dict[str, str]) -> Iterator[Program]:
    """The program over an empty database of this kind, pointed at a stand-in."""
    settings = {
        "TELEGRAM_TOKEN": api["token"],
        "TELEGRAM_API_URL": api["url"],
        "LOG_LEVEL": "error",
    }
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if kind == "PostgreSQL":
            settings["DATABASE_URL"] = stack.enter_context(a_postgres(""))
        program = Program(folder, settings)
        (folder / "bench.toml").write_text(file(), "utf-8")
        program.sets_up(folder / "bench.toml")
        order(api, "clear", {})
        yield program


def file() -> str:
    """One room, and a series that is the day after tomorrow, where it is day now."""
    zone = next(one for one in ZONES if 9 <= now().astimezone(ZoneInfo(one)).hour < 20)
    day = now().astimezone(ZoneInfo(zone)).date() + timedelta(days=2)
    return FILE.format(zone=zone, start=f"{day}T10:00:00")


def neighbourhood() -> Neighbourhood:
    """The same, read."""
    return read_text(file(), "bench.toml")


def sign_up(street: Street, crowd: list[str]) -> None:
    """Everybody signs up for one of the next weeks, and wants news of the room."""
    view, moment = street.view(), street.now
    last = moment + timedelta(weeks=WEEKS)
    coming = view.agenda.between(moment, last, {})
    with street.database.writing() as store:
        known = store.people.known([("telegram", chat, "en") for chat in crowd])
        for number, person in enumerate(known.values()):
            one = coming[number % len(coming)]
            day: datetime = one.begins
            store.subscriptions.add(person.id, "h-buurt", moment)
            store.signups.add(
                person.id, "", one.key, room="h-buurt", day=day.date(), size=1, state=IN, now=moment
            )


def fill(street: Street) -> None:
    """As many versions as are kept, of which each changed something."""
    with street.database.writing() as store:
        for number in range(MOST_VERSIONS):
            present = store.neighbourhoods.current()
            assert present
            room = present.rooms[0].model_copy(update={"address": f"Hofgeest {number}"})
            changed = present.model_copy(update={"rooms": (room,)})
            store.neighbourhoods.save(changed, street.now, Source.CHAT)


if __name__ == "__main__":
    main()
