"""From which openings? Those of a room in a period, and the days for which none was logged.

Nobody is named, also not who opened; what was corrected afterwards is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from handlers.core.context import Context
from handlers.core.keyboards import more_row, part
from handlers.core.messages import Outcome, Reply, Text, Value, button, say, say_many
from handlers.core.time_words import clock
from handlers.reports.behind import by_room
from handlers.reports.behind.asked import RoomInPeriod, asked
from handlers.reports.reach.figures import RoomReport
from handlers.reports.text import counts
from storage.repositories.rooms.opening_changes import Correction, OpeningStep
from storage.repositories.rooms.openings import UNDO_LASTS, Opening

# So many of them are still read in one message.
LINES = 10
# What may be corrected, and how that is told.
CORRECTED = {
    "visits": say("report", "✏️ Visits corrected on {day}, before: {was}."),
    "new_faces": say("report", "✏️ New faces corrected on {day}, before: {was}."),
}
# An opening, or a day for which none was logged.
Entry: TypeAlias = tuple[date, Opening | None]


def show(context: Context, args: RoomInPeriod) -> Outcome:
    """The openings that a room's figures are made of; of all together first which room."""
    found = asked(context, args)
    if isinstance(found, Outcome):
        return found
    rooms = found.report.rooms
    room = found.room or (rooms[0] if len(rooms) == 1 else None)
    if room is None:
        return by_room.choose(context, found.report, args.skip)
    period = found.report.period
    every = _entries(context, room, period.first, period.last)
    shown, further = part(every, args.skip, LINES)
    changes = context.store.openings.corrections([one.id for _, one in shown if one])
    lines = [found.heading, *(_line(context, *entry, changes) for entry in shown)]
    if not every:
        lines.append(_nothing(room))
    of = {"week": args.week, "room": args.room}
    others = button(say("btn", "❓ Other figures"), "report.what", **of)
    rows = (*more_row("report.openings", further, **of), (others,))
    return Outcome((Reply(tuple(lines), rows),))


def _entries(context: Context, room: RoomReport, first: date, last: date) -> list[Entry]:
    """Openings and days without one, the oldest first; nothing before the room is measured."""
    since = room.figures.measuring_since
    if since is None or not room.is_measured:
        return []
    held = context.store.openings.between([room.id], first=max(first, since), last=last)
    entries: list[Entry] = [(opening.day, opening) for opening in held]
    entries += [(day, None) for day in room.unlogged_days]
    return sorted(entries, key=lambda entry: entry[0])


def _nothing(room: RoomReport) -> Text:
    if not room.is_measured:
        return say("report", "{room}: not measured yet.", room=room.name)
    return say("report", "🧮 No opening was logged.")


def _line(
    context: Context, day: date, opening: Opening | None, changes: Iterable[Correction]
) -> Text:
    """One opening with its hours and counts, and what was corrected; or a day without one."""
    if opening is None:
        return say("report", "⚠️ {day}: no opening was logged.", day=day)
    values: dict[str, Value] = {
        "day": day,
        "start": clock(context.view.local(opening.opened_at)),
        "count": _count(opening),
    }
    if opening.closed_at is None:
        line = say("report", "🔑 {day}, from {start}, not closed yet: {count}.", **values)
    else:
        values["end"] = clock(context.view.local(opening.closed_at))
        line = say("report", "🔑 {day}, {start} to {end}: {count}.", **values)
    for note in _notes(context, opening, [one for one in changes if one.opening == opening.id]):
        line = say("report", "{one} {two}", one=line, two=note)
    return line


def _count(opening: Opening) -> Text:
    """How many came and how many were new, as far as somebody counted."""
    if opening.visits is None:
        visits = counts.UNKNOWN
    else:
        visits = say_many("report", "{n} visit", "{n} visits", opening.visits)
    if opening.new_faces is None:
        return visits
    return say("report", "{visits}, new faces: {new}", visits=visits, new=opening.new_faces)


def _notes(context: Context, opening: Opening, changes: list[Correction]) -> Iterator[Text]:
    """What was not written down at the door: added or corrected later, an end that is a guess."""
    for one in changes:
        if one.step is OpeningStep.ADDED:
            yield say("report", "Added on {day}.", day=context.view.local(one.at).date())
    if opening.is_estimate:
        yield say("report", "Nobody closed: the end is an estimate.")
    if opening.closed_at is None:
        return
    # What is counted within ten minutes of closing is the count itself.
    late = [one for one in changes if one.at > opening.closed_at + UNDO_LASTS]
    for key, sentence in CORRECTED.items():
        was = [one for one in late if one.before.get(key) is not None]
        if was and was[0].before[key] != getattr(opening, key):
            day = context.view.local(was[-1].at).date()
            yield replace(sentence, values={"day": day, "was": was[0].before[key]})
