"""Which message of each person may go out next, so that a claim looks at nothing else.

`goes_by` of a waiting row says where it stands: a channel's name when it may go out through that
channel now; LOOK when it is to be looked at as soon as it is due; nothing while it is behind
another of the same person. Thousands that wait behind one are not read until it is gone.

A row that could go and is not marked would wait for ever, so each way to that is closed: whoever
puts a message behind another leaves LOOK in it; whoever takes one away first changes its row and
then marks the one behind it; and `wake` takes a mark away only while it holds what stands in front
locked, so that between two transactions of two copies nobody misses the other's. A mark too many
does no harm: the claim asks once more.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import (
    Connection,
    bindparam,
    case,
    false,
    func,
    or_,
    select,
    text,
    update,
)

from storage.dialect import among, many_write
from storage.repositories.messages.outbox_sql import (
    CLAIMED,
    IS_DUE,
    IS_QUEUED,
    ITS_PRIORITY,
    QUEUED,
    first_of,
)
from storage.tables.messages import LOOK, LOOKED_FOR, UNSENT, outbox
from storage.tables.people import people

# So many are looked at in one transaction: a message to everybody comes due in many steps.
WOKEN_AT_ONCE = 500
# So many rows that wait are looked at in one transaction, and all of whoever is the last person.
LOOKED_AT_AT_ONCE = 2_000
NOBODY, EVERYBODY = 0, 2**63 - 1
BEHIND = ""


def mark(connection: Connection, rows: Sequence[dict[str, Any]], now: datetime) -> None:
    """Write into rows that are about to be added, in this order, where they stand."""
    persons = list({row["person_id"] for row in rows})
    homes = {home.id: home for home in connection.execute(_HOMES, {"persons": persons})}
    first: dict[int, dict[str, Any]] = {}
    for row in rows:
        before = first.setdefault(row["person_id"], row)
        if row["priority"] < before["priority"]:
            first[row["person_id"]] = row
    for row in rows:
        home, is_first = homes.get(row["person_id"]), first[row["person_id"]] is row
        if row["due_at"] > now:
            row["goes_by"] = LOOK
        elif not is_first:
            # Behind one of this very transaction nobody has to look: who takes that away will.
            row["goes_by"] = BEHIND
        elif home is None or (home.first is not None and home.first <= row["priority"]):
            # Of two transactions at once neither sees what the other does: somebody has to look.
            row["goes_by"] = LOOK if many_write(connection) else BEHIND
        else:
            row["goes_by"] = home.channel


def look_behind(connection: Connection, messages: Collection[int]) -> None:
    """Mark what stands behind these, which were just taken away: to go, or to be looked at."""
    if messages:
        connection.execute(_LOOK_BEHIND, {"messages": list(messages)})


def look_at_everybody(connection: Connection) -> None:
    """Mark what stands first in anybody's line and is not marked, to be looked at."""
    after: int | None = NOBODY
    while after is not None:
        after = look_at_some(connection, after)


def look_at_some(connection: Connection, after: int) -> int | None:
    """The same for the next persons after this one; returns how far that was, None at the end.

    What may have arrived once does not stand in line. What is behind others stays: thousands of
    marks would only be taken off again.
    """
    so_far = {"after": after, "others": LOOKED_AT_AT_ONCE - 1}
    until: int | None = connection.execute(_SO_FAR, so_far).scalar()
    persons = {"after": after, "until": EVERYBODY if until is None else until}
    connection.execute(_LOOK_AT_FIRST, persons)
    return until


def wake(connection: Connection, now: datetime) -> None:
    """Look at what came due: mark what may go out, and leave what is behind another alone."""
    woken = connection.execute(_WOKEN, {"now": now}).all()
    if not woken:
        return
    persons = {row.person_id for row in woken}
    wanted = {"persons": list(persons), "now": now}
    first = {row.first: row.channel for row in connection.execute(_FIRST_OF_EACH, wanted)}
    heads = [
        head
        for head in connection.execute(_HEADS, {"rows": list(first)})
        if head.state in {QUEUED, CLAIMED}
    ]
    looked_at = {head.person_id for head in heads}
    going = [
        (first[head.id], head.id) for head in heads if head.state == QUEUED and head.due_at <= now
    ]
    for channel, of_channel in groupby(sorted(going), key=lambda head: head[0]):
        goes = {"goes_by": channel, "rows": [number for _, number in of_channel]}
        connection.execute(_MARK, goes)
    marked_now = {number for _, number in going}
    # What may have arrived once is in nobody's way, and nobody marks it again: it is looked at
    # until it may go.
    behind = [
        row.id
        for row in woken
        if row.person_id in looked_at and row.id not in marked_now and not row.uncertain
    ]
    if behind:
        connection.execute(_MARK, {"goes_by": BEHIND, "rows": behind})


_gone = outbox.alias("gone")
_HOMES = select(
    people.c.id,
    people.c.channel,
    # No EXISTS: for that PostgreSQL would read all who wait.
    first_of(people.c.id, false(), column=ITS_PRIORITY).label("first"),
).where(among(people.c.id, "persons"))
_were_gone = among(_gone.c.id, "messages")
# What was gone had been due: so is what was to go out earlier than that.
_was_due = select(func.max(_gone.c.due_at)).where(_were_gone).scalar_subquery()
_its_channel = select(people.c.channel).where(people.c.id == outbox.c.person_id).scalar_subquery()
_LOOK_BEHIND = (
    update(outbox)
    .where(outbox.c.id.in_(select(first_of(_gone.c.person_id, false())).where(_were_gone)))
    .where(IS_QUEUED, outbox.c.goes_by == BEHIND)
    .values(goes_by=case((outbox.c.due_at <= _was_due, _its_channel), else_=LOOK))
)
_SO_FAR = (
    select(outbox.c.person_id)
    .where(text(UNSENT), outbox.c.person_id > bindparam("after"))
    .order_by(outbox.c.person_id)
    .offset(bindparam("others"))
    .limit(1)
)
_LOOK_AT_FIRST = (
    update(outbox)
    .where(outbox.c.person_id > bindparam("after"), outbox.c.person_id <= bindparam("until"))
    .where(text(UNSENT), outbox.c.state == QUEUED, outbox.c.goes_by == BEHIND)
    .where(or_(outbox.c.uncertain > 0, first_of(outbox.c.person_id, false()) == outbox.c.id))
    .values(goes_by=LOOK)
)
_WOKEN = (
    select(outbox.c.id, outbox.c.person_id, outbox.c.uncertain)
    .where(text(LOOKED_FOR), outbox.c.due_at <= bindparam("now"))
    .order_by(outbox.c.due_at)
    .limit(WOKEN_AT_ONCE)
    .with_for_update(skip_locked=True, key_share=True)
)
# Two looks by number and nothing else: PostgreSQL would read all who wait.
_FIRST_OF_EACH = select(people.c.channel, first_of(people.c.id, IS_DUE).label("first")).where(
    among(people.c.id, "persons")
)
_HEADS = (
    select(outbox.c.id, outbox.c.person_id, outbox.c.state, outbox.c.due_at)
    .where(among(outbox.c.id, "rows"))
    .with_for_update(skip_locked=True, key_share=True)
)
_MARK = update(outbox).where(among(outbox.c.id, "rows")).values(goes_by=bindparam("goes_by"))
