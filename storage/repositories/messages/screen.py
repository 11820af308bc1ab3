"""What stands on a person's screen, in their own channel, and can be taken from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, case, select, update

from storage.repositories.messages.outbox_sql import SENT
from storage.tables.messages import outbox

# A channel lets us delete what is younger than two days. The clocks need not be the same.
DELETED_WITHIN = timedelta(hours=47)
# What is older than that can only be changed, one by one.
MOST_OLD = 30


@dataclass(frozen=True, slots=True)
class Screen:
    """The channel's references to what stands there, the newest first.

    ``fresh``: what they and we wrote and may still be deleted; ``old``: ours, from before that.
    """

    fresh: tuple[str, ...] = ()
    old: tuple[str, ...] = ()


NOTHING = Screen()
# Stands with a message that went from the screen.
CLEARED = "Cleared"
# Stands in a message before which the screen is emptied.
CLEARS = '"clears":true'


def screen_above(connection: Connection, row: Any, payload: str, now: datetime) -> Screen:
    """What goes from a person's screen before a message of ours; nothing for most of them."""
    # In words a quotation mark never stands without a sign before it.
    if CLEARS not in payload:
        return NOTHING
    before = (
        select(outbox.c.said_as, outbox.c.sent_as, outbox.c.due_at)
        .where(outbox.c.person_id == row.person_id, outbox.c.id <= row.id)
        .where(outbox.c.problem != CLEARED)
        .order_by(outbox.c.id.desc())
    )
    fresh: dict[str, None] = {}
    old: dict[str, None] = {}
    for seen in connection.execute(before):
        # Our message may be older than what it says now: the first time counts, which comes last.
        is_fresh = seen.due_at > now - DELETED_WITHIN
        if seen.sent_as and is_fresh:
            fresh[seen.sent_as] = None
        elif seen.sent_as:
            fresh.pop(seen.sent_as, None)
            old[seen.sent_as] = None
        if seen.said_as and is_fresh:
            fresh[seen.said_as] = None
    return Screen(tuple(fresh), tuple(old)[:MOST_OLD])


# It is gone from there, or cannot be taken from there: nobody has to try it again.
WAS_CLEARED = (
    update(outbox)
    .where(outbox.c.person_id == bindparam("owner"), outbox.c.id < bindparam("message"))
    .values(
        said_as="",
        problem=case((outbox.c.state == SENT, CLEARED), else_=outbox.c.problem),
    )
)
