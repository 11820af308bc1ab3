"""Room by room: the period, the money, what is missing; in pages, so that no room is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.keyboards import in_rows, more_row, part
from handlers.core.messages import Button, Outcome, Reply, Text, button, name, say, say_many
from handlers.reports.behind import asking
from handlers.reports.behind.asked import PAGE, FurtherInPeriod, OfPeriod, report_of
from handlers.reports.reach.figures import Report, RoomReport
from handlers.reports.reach.year import money_so_far, years
from handlers.reports.text import counts, districts, summary
from handlers.reports.text import money as text_money

# Where rooms are only named: so many in a line, and so many letters of names in a message.
IN_A_LINE, MOST_LETTERS = 6, 2_000


def show(context: Context, args: FurtherInPeriod) -> Outcome:
    """The same period, a line for each room, and a button that shows all of it."""
    report = report_of(context, args.week)
    if report is None:
        return refusals.OVER
    rooms, further = part(report.rooms, args.skip, PAGE)
    lines = (
        summary.heading(report),
        *(counts.room_line(room, context.view) for room in rooms),
        # Once, below the last of the rooms.
        *(() if further else districts.lines(report, context.view)),
    )
    buttons = [_opens(context, report, room) for room in rooms] if len(report.rooms) > 1 else []
    since = button(say("btn", "📏 Measured since"), "report.since")
    rows = (*in_rows(buttons), *more_row("report.by_room", further, week=args.week), (since,))
    return Outcome((Reply(lines, rows),))


def _opens(context: Context, report: Report, room: RoomReport) -> Button:
    """To the room's own report; of one that has left the file to the openings it had."""
    week = report.period.id
    if room.id in context.view.rooms:
        return button(name(room.name), "report", text=f"{week} {room.id}")
    return button(name(room.name), "report.openings", week=week, room=room.id)


def choose(context: Context, report: Report, skip: int) -> Outcome:
    """Of which room? A line for each, and a button to the openings it is made of."""
    week = report.period.id
    rooms, further = part(report.rooms, skip, PAGE)
    lines = (say("body", "Which room?"), *(counts.room_line(room, context.view) for room in rooms))
    buttons = [
        button(name(room.name), "report.openings", week=week, room=room.id) for room in rooms
    ]
    rows = (*in_rows(buttons), *more_row("report.openings", further, week=week))
    return Outcome((Reply(lines, rows),))


def money(context: Context, args: FurtherInPeriod) -> Outcome:
    """Whom each room reached in that year, beside what the council reckons with."""
    report = report_of(context, args.week)
    if report is None:
        return refusals.OVER
    if report.money is None:
        return no_amounts(report)
    rooms, further = part(report.money.by_room, args.skip, PAGE)
    rows = more_row("report.money.rooms", further, week=args.week)
    return Outcome((Reply(text_money.rooms(report.money, rooms), rows),))


def no_amounts(report: Report) -> Outcome:
    """The file has no amount for that year."""
    line = say("report", "💶 No amounts are known for {year}.", year=str(report.year))
    return Outcome((Reply((line,)),))


def beside_council(context: Context, report: Report, room: str) -> tuple[Text, ...]:
    """One room in that year beside the council's yardsticks; nothing in a year without amounts."""
    since = context.store.measured.since([room])
    of_year = (since, report.year, report.until)
    found = money_so_far(context.view, *of_year, years(context.store, *of_year))
    return text_money.of_room(found, room) if found else ()


def missing_button(report: Report) -> Button | None:
    """To all the rooms that miss something, where the message names only the first of them."""
    unlogged, unmeasured = _missing(report)
    if max(len(unlogged), len(unmeasured)) <= summary.NAMED:
        return None
    return button(say("btn", "📍 Which rooms?"), "report.missing", week=report.period.id)


def missing(context: Context, args: OfPeriod) -> Outcome:
    """Every room for which no opening was logged, and every one that is not measured, by name."""
    report = report_of(context, args.week)
    if report is None:
        return refusals.OVER
    unlogged, unmeasured = _missing(report)
    replies = [
        *_named(
            say_many(
                "report",
                "⚠️ No opening was logged for {n} room:",
                "⚠️ No opening was logged for {n} rooms:",
                len(unlogged),
            ),
            unlogged,
        ),
        *_named(
            say_many(
                "report",
                "❔ {n} room is not measured yet:",
                "❔ {n} rooms are not measured yet:",
                len(unmeasured),
            ),
            unmeasured,
        ),
    ]
    if not replies:
        return asking.NOTHING_MISSED
    return Outcome(tuple(replies))


def _missing(report: Report) -> tuple[list[str], list[str]]:
    unlogged = [room.name for room in report.rooms if room.unlogged_days]
    return unlogged, [room.name for room in report.unmeasured]


def _named(heading: Text, rooms: Sequence[str]) -> Iterator[Reply]:
    """All these rooms, some in a line, in as few messages as hold them."""
    lines, length = [heading], 0
    for first in range(0, len(rooms), IN_A_LINE):
        some = rooms[first : first + IN_A_LINE]
        length += sum(map(len, some))
        if length > MOST_LETTERS and len(lines) > 1:
            yield Reply(tuple(lines))
            lines, length = [heading], sum(map(len, some))
        row = summary.listed(some)
        lines.append(name(row) if isinstance(row, str) else row)
    if rooms:
        yield Reply(tuple(lines))
