"""A neighbourhood that does not exist: planned as the program plans, and filled by storage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.app import CHANNELS
from bot.pipeline.outbox_rows import OutboxRows
from handlers.core import message_json
from handlers.core.feature import Moment
from handlers.core.messages import Reply, name, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.neighbourhood.weekly_time import WeeklyTime
from handlers.dispatch.due import due
from handlers.dispatch.wording import finished
from handlers.everybody import menu
from handlers.help_requests.ask import consent, follow_up
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from handlers.reports.sent import going_out
from handlers.rooms import status
from storage.database import Database
from storage.demo.make import make
from storage.demo.place import neighbourhood
from storage.demo.plan import YEAR, Block, Plan, Time, Wanted
from storage.neighbourhood.model import Neighbourhood
from storage.repositories.people.questions import Question
from storage.store import Store
from storage.upkeep.refill import filling

# Who is planned for now comes on one of these days.
AHEAD = timedelta(days=14)
# So many rooms are looked at in what people read, and so many messages still wait.
LOOKED_AT, WAITING = 8, 20
# The reports of so many weeks are kept as they were sent.
WEEKS = 8
DAY = timedelta(days=1)
WISH = "Demo data is for a new one, never for a place with real people"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much of a neighbourhood is wanted."""

    years: int
    rooms: int
    people: int
    seed: int


def make_demo(
    database: Database,
    size: Size,
    now: datetime,
    report_time: WeeklyTime,
    tell: Callable[[int], object],
) -> tuple[Neighbourhood, int]:
    """Fill an empty database, whole or not at all; returns the neighbourhood and its rows.

    Raises StorageProblem where the database is not empty.
    """
    database.check_schema()
    with filling(database, WISH) as store:
        made = _made(size, now)
        view = NeighbourhoodView(made)
        plan = _plan(view, store, size, now)
        wanted = Wanted(years=size.years, people=size.people, seed=size.seed)
        rows = make(store, database.keys, plan, wanted, now, tell)
        _send_reports(view, store, size, now, report_time)
        # What would be said at once was said, but for the last few messages.
        said = due(Moment(view, store, now, report_time, clock_is_right=True))
        waiting = OutboxRows({kind.name: kind.limits for kind in CHANNELS})
        store.outbox.put(waiting.of(store, said[:WAITING], now), now)
    return made, rows


def _send_reports(
    view: NeighbourhoodView, store: Store, size: Size, now: datetime, report_time: WeeklyTime
) -> None:
    """The reports of the last weeks went out, each when it was due."""
    sent_at = report_time.latest(view, now)
    for _ in range(min(WEEKS, 52 * size.years)):
        period = Period.last_week(view.today(sent_at))
        going_out.keep(view, store, make_report(view, store, period, now), sent_at)
        sent_at = report_time.latest(view, sent_at - DAY)


def _made(size: Size, now: datetime) -> Neighbourhood:
    return neighbourhood(rooms=size.rooms, years=size.years, seed=size.seed, today=now.date())


def _plan(view: NeighbourhoodView, store: Store, size: Size, now: datetime) -> Plan:
    today = view.today(now)
    first = today - timedelta(days=YEAR * size.years - 1)
    begin = now - timedelta(days=YEAR * size.years - 1)
    return Plan(
        neighbourhood=view.neighbourhood,
        blocks=_blocks(view, first, today + AHEAD),
        times=[
            Time(time.activity.id, time.activity.room, time.start, time.activity.places)
            for time in view.agenda.between(begin, now + AHEAD, {})
            if not time.is_cancelled
        ],
        answers=_answers(view, store, now),
        question=Question(follow_up.FLOW, "domain", {"until": int(now.timestamp()) + 3_600}),
        consent=consent.VERSION,
    )


def _blocks(view: NeighbourhoodView, first: date, last: date) -> list[Block]:
    """Every planned stretch of every room, in the order of time."""
    blocks = [
        Block(room, block.start.date(), block.start, block.end)
        for room, timetable in view.timetables.items()
        for block in timetable.blocks(first, last)
    ]
    return sorted(blocks, key=lambda block: (block.day, block.start.timestamp()))


def _answers(view: NeighbourhoodView, store: Store, now: datetime) -> list[str]:
    """What most people read: the menu, and how a room is."""
    replies = [Reply((say("body", "What do you need?"),), menu.for_everybody())]
    for room in view.neighbourhood.rooms[:LOOKED_AT]:
        lines = (status.sentence(status.of_room(view, store, room, now)), name(room.address))
        replies.append(Reply(lines))
    return [message_json.to_json(finished(reply)) for reply in replies]
