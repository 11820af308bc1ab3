"""What grows with people and years: ``python -m tests.bench.growth.people [sqlite] [postgresql]``.

The same in a small neighbourhood and in a large one, by turns: a turn, a claim, a check-in,
`/forget`, the report of a week and of a year, a night with equal amounts due, a tick with nothing
due. How often the large one takes what the small one does (the median of the rounds) is printed,
and is to be 1.3 at most.

Small are 12,500 people and one year, large are 50,000 (SQLite) or 1,000,000 (PostgreSQL) and ten
years. Both have 50 rooms with as many openings, activities, key-holders and requests a year: with
12,500 people a room has as many requests as it ever gets. What is reported, in a year to come, and
what is due by night are put into both, the same in each, and taken back.

The databases are demo data (`cached.py`), made once; without an argument the large one of
PostgreSQL, which takes four minutes, is only measured where it is there already.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import count

from sqlalchemy import insert, select, update

from bot.app import CHANNELS
from bot.pipeline.incoming import Turns
from handlers.core import message_json
from handlers.core.feature import Moment
from handlers.core.messages import Button, Kind, Reply, Turn, button, say
from handlers.dispatch.due import due
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from storage.database import Database
from storage.repositories.help_requests.states import NO_INTEREST, RESIDENT, Actor
from storage.repositories.messages.claims import Result
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.messages.outbox_sql import SENT
from storage.store import Store
from storage.tables.messages import outbox
from storage.tables.people import people, roles
from storage.tables.rooms import contacts, openings
from storage.upkeep import browsers, processes, retention
from tests.bench import bench_reach
from tests.bench.growth.cached import NOW, REPORT_TIME, Demo, opened

SMALL, LARGE, YEARS, ROOMS = 12_500, {"sqlite": 50_000, "postgresql": 1_000_000}, 10, 50
WANTED = 1.3
# What is quick is measured more often, for so many seconds.
ROUNDS, MOST_ROUNDS, SECONDS = 3, 15, 3.0
EACH, WINDOW, DUE, ASKED = 24, 16, 100, 500
DAY = timedelta(days=1)
# The half year that is reported, as on a day after its year.
MONDAYS = [date(2027, 1, 4) + timedelta(weeks=week) for week in range(26)]
AFTER = datetime(2028, 1, 3, 6, tzinfo=NOW.tzinfo)
NUMBERS = count(1)


class _TakenBack(Exception):
    """Nothing of a measurement stays."""


class Place:
    """One of the two neighbourhoods, and people in it who have no role."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.turns = Turns(database, lambda code: (code,), lambda: None, channels=CHANNELS)

    def neighbours(self, store: Store) -> list[tuple[int, str]]:
        """So many people with their addresses, the same ones each time."""
        few = (
            select(people.c.id)
            .where(people.c.channel == "telegram", people.c.left_at.is_(None))
            .where(people.c.contact_day.is_not(None), people.c.id.not_in(select(roles.c.person_id)))
            .order_by(people.c.id)
            .limit(EACH)
        )
        homes = store.people.homes(store.connection.execute(few).scalars().all())
        return [(person, home.address) for person, home in sorted(homes.items())]

    def does(self, store: Store, address: str, **what: object) -> float:
        """How long one turn takes, but for its commit."""
        turn = Turn("telegram", address, f"bench-{next(NUMBERS)}", NOW, **what)  # type: ignore[arg-type]
        began = time.perf_counter()
        answered = self.turns._answers.give(store, [turn])
        took = time.perf_counter() - began
        assert answered or self.turns._answers.take_erases(), "nothing was done"
        return took

    def taps(self, store: Store, person: int, address: str, tapped: Button) -> float:
        """The same for a tap on a button that somebody has in their chat."""
        asked = message_json.to_json(Reply((say("body", "Menu"),), ((tapped,),)))
        store.outbox.put([Outgoing(person, asked)], NOW)
        message = store.sent.newest_of(person)
        assert message
        token = f"{message.id:x}.{message.token}.0"
        return self.does(store, address, kind=Kind.TAPPED, tap=token)

    def tick(self, store: Store) -> None:
        """What the ticker does at each look."""
        view = self.turns.view(store)
        assert view
        processes.recover(store, self.database, NOW)
        browsers.tidy(store, NOW)
        store.sent.wipe_secrets(NOW)
        store.farewells.tidy(NOW)
        told = due(Moment(view, store, NOW, REPORT_TIME, clock_is_right=True))
        store.outbox.put(self.turns.rows.of(store, told, NOW), NOW)

    def night(self, store: Store) -> None:
        """What the ticker does once a night."""
        view = self.turns.view(store)
        assert view
        retention.forget_old(store, view.today(NOW), NOW)


Measurement = Callable[[Place, Store], Iterator[float]]


def a_turn(place: Place, store: Store) -> Iterator[float]:
    """`/hours`."""
    for _, address in place.neighbours(store):
        yield place.does(store, address, text="/hours")


def a_claim(place: Place, store: Store) -> Iterator[float]:
    """A window of what waits, and that it was sent."""
    neighbours = place.neighbours(store)
    for _ in range(EACH):
        store.outbox.put([Outgoing(person, "{}") for person, _ in neighbours[:WINDOW]], NOW)
        began = time.perf_counter()
        claimed = store.claims.take({"telegram": WINDOW}, NOW)
        store.claims.settle([Result(one.id, SENT) for one in claimed])
        yield time.perf_counter() - began
        assert len(claimed) == WINDOW


def a_check_in(place: Place, store: Store) -> Iterator[float]:
    """ "I am here", in a room that is open."""
    room = min(store.openings.open_now())
    here = button(say("btn", "✅ I am here"), "checkin", room=room)
    for person, address in place.neighbours(store):
        yield place.taps(store, person, address, here)


def forgetting(place: Place, store: Store) -> Iterator[float]:
    """The yes to `/forget`."""
    yes = button(say("btn", "🗑️ Yes, delete"), "forget.yes", face="")
    for person, address in place.neighbours(store):
        yield place.taps(store, person, address, yes)
        assert store.people.by_number(person) is None


def a_week(place: Place, store: Store) -> Iterator[float]:
    """Its report."""
    yield from _reports(place, store, "week", MONDAYS[-8:])


def a_year(place: Place, store: Store) -> Iterator[float]:
    """Its report."""
    yield from _reports(place, store, "year", MONDAYS)


def _reports(place: Place, store: Store, kind: str, mondays: list[date]) -> Iterator[float]:
    dice, view = random.Random(7), place.turns.view(store)
    assert view
    for monday in mondays:
        days = [monday + timedelta(days=day) for day in range(7)]
        for day in days:
            store.connection.execute(insert(openings), list(bench_reach.opened(day, dice)))
            store.connection.execute(insert(contacts), list(bench_reach.wrote(day, dice)))
    (asker, _), *_ = place.neighbours(store)
    for number in range(ASKED):
        _asks(store, asker, AFTER - DAY * (20 + number % 300))
    if place.database.is_postgres:
        # As it does by itself after a while.
        bench_reach.analyze(store)
    for _ in range(3):
        began = time.perf_counter()
        make_report(view, store, Period.of(kind, mondays[-3]), AFTER)
        yield time.perf_counter() - began


def a_night(place: Place, store: Store) -> Iterator[float]:
    """Equal amounts due: people who are silent, words of yesterday, requests that ended."""
    place.night(store)
    came = [("telegram", f"bench-{number}", "nl") for number in range(DUE)]
    persons = [person.id for person in store.people.known(came).values()]
    for person in persons:
        request = _asks(store, person, NOW - 40 * DAY)
        resident = Actor(role=RESIDENT, person=person)
        made = store.requests.get(request)
        assert made
        store.request_moves.withdraw(made, resident, NO_INTEREST, NOW - 31 * DAY)
    words = [Outgoing(person, "{}") for person, _ in place.neighbours(store) for _ in range(5)]
    newest = (
        store.connection.execute(select(outbox.c.id).order_by(outbox.c.id.desc())).scalar() or 0
    )
    store.outbox.put(words, NOW - DAY)
    said = update(outbox).where(outbox.c.id > newest)
    store.connection.execute(said.values(state=SENT, goes_by=""))
    silent = update(people).where(people.c.id.in_(persons))
    store.connection.execute(silent.values(contact_day=(NOW - 400 * DAY).date()))
    began = time.perf_counter()
    place.night(store)
    yield time.perf_counter() - began
    assert not store.people.homes(persons)


def a_night_with_nothing(place: Place, store: Store) -> Iterator[float]:
    """The same once more, with nothing due."""
    for _ in range(3):
        began = time.perf_counter()
        place.night(store)
        yield time.perf_counter() - began


def a_tick(place: Place, store: Store) -> Iterator[float]:
    """With nothing due."""
    place.tick(store)
    for _ in range(3):
        began = time.perf_counter()
        place.tick(store)
        yield time.perf_counter() - began


def _asks(store: Store, person: int, at: datetime) -> int:
    return store.requests.make(
        person,
        "",
        at,
        domain="debt",
        is_urgent=False,
        times="any",
        safe_here=True,
        consent_version="1",
        consent_language="nl",
    ).id


MEASURED: dict[str, Measurement] = {
    "a turn (/hours)": a_turn,
    "a claim": a_claim,
    "a check-in": a_check_in,
    "/forget": forgetting,
    "the report of a week": a_week,
    "the report of a year": a_year,
    f"a night with {DUE} people, {DUE} requests and {EACH * 5} words due": a_night,
    "a night with nothing due": a_night_with_nothing,
    "a tick with nothing due": a_tick,
}


def main() -> None:
    """Print how often what it takes in a small place; ends with 1 where one is not as wanted."""
    kinds = [kind for kind in sys.argv[1:] if kind in LARGE]
    as_wanted = True
    for kind, most in LARGE.items():
        small = Demo(kind=kind, people=SMALL, years=1, rooms=ROOMS)
        large = Demo(kind=kind, people=most, years=YEARS, rooms=ROOMS)
        if kind not in kinds and (kinds or (kind != "sqlite" and not large.is_made)):
            if not kinds:
                print(f"{kind}: not made yet (python -m tests.bench.growth.people {kind})")
            continue
        with opened(kind, small, large) as databases:
            places = [Place(database) for database in databases]
            for name, measurement in MEASURED.items():
                rounds: list[list[float]] = []
                began = time.monotonic()
                while len(rounds) < ROUNDS or (
                    len(rounds) < MOST_ROUNDS and time.monotonic() - began < SECONDS
                ):
                    rounds.append([cost(measurement, place) for place in places])
                ratio = statistics.median(many / few for few, many in rounds)
                few, many = (statistics.median(costs) * 1e3 for costs in zip(*rounds, strict=True))
                print(
                    f"{kind}: {name}: {few:.2f} ms with {SMALL} people, {many:.2f} ms with {most}: "
                    f"{ratio:.2f} x, wanted at most {WANTED}{'' if ratio <= WANTED else ' MISSED'}",
                    flush=True,
                )
                as_wanted &= ratio <= WANTED
    if not as_wanted:
        sys.exit(1)


def cost(measurement: Measurement, place: Place) -> float:
    """Seconds that it takes; nothing of it stays."""
    took = 0.0
    with suppress(_TakenBack), place.database.writing() as store:
        took = statistics.median(measurement(place, store))
        raise _TakenBack
    return took


if __name__ == "__main__":
    main()
