"""Round numbers of visits in a year: what a room is glad of when it counts that far."""

from __future__ import annotations

from datetime import date, timedelta

from handlers.core.context import Context
from handlers.core.messages import Text, say
from storage.repositories.rooms.openings import Opening

FIRST, THEN = (100, 250, 500), 1_000
DAY = timedelta(days=1)


def passed(before: int, after: int) -> int | None:
    """The highest round number above one count and up to another; None where there is none."""
    least = max(before, 0)
    numbers = (*FIRST, after // THEN * THEN)
    return max((number for number in numbers if least < number <= after), default=None)


def lines(context: Context, opening: Opening) -> tuple[Text, ...]:
    """The round number that fell in an opening just counted; nothing of what is long past."""
    store, room = context.store, opening.room
    latest = store.openings.latest(context.today - DAY).get(room)
    since = store.measured.since([room]).get(room)
    if opening.visits is None or latest is None or latest.id != opening.id or since is None:
        return ()
    begins = {room: max(since, date(opening.day.year, 1, 1))}
    sums = store.reach.sums(begins, last=opening.day).get(room)
    number = passed(sums.visits - opening.visits, sums.visits) if sums else None
    if number is None:
        return ()
    return (say("body", "🎉 You counted visit number {n} of this year!", n=number),)
