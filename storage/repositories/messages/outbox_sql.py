"""The statements of the outbox that every message goes through."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    ScalarSelect,
    String,
    Update,
    bindparam,
    case,
    false,
    func,
    or_,
    select,
    text,
    update,
)

from storage.dialect import among, rows_of_json
from storage.keyring import KeyMissing, KeyRing
from storage.repositories.messages.letters import head
from storage.tables.messages import FLYING, GOING, LOOK, UNSENT, outbox
from storage.tables.people import people

# How often a send whose end nobody knows is tried again. A send that was lost looks just like an
# answer that was lost, and twice is better than never.
RESENDS = 5


class MessageState(StrEnum):
    """Where a message is on its way out."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    SET_ASIDE = "set_aside"
    DROPPED = "dropped"


QUEUED, CLAIMED, SENT = MessageState.QUEUED, MessageState.CLAIMED, MessageState.SENT
UNCERTAIN, SET_ASIDE = MessageState.UNCERTAIN, MessageState.SET_ASIDE
DROPPED = MessageState.DROPPED


# The priority of the last word to somebody who was forgotten. It stays, for by it we know that they
# did nothing since; that row is gone after ten minutes.
FAREWELL = 1

# What of a row tells one kind of message from another, once it does not wait any more.
ENDED: dict[str, Any] = {
    "priority": case((outbox.c.priority == FAREWELL, FAREWELL), else_=0),
    "replaces": "",
    "wanted_at": None,
    "valid_until": None,
    "must_arrive": True,
    "goes_by": "",
}


def ended(state: MessageState) -> dict[str, Any]:
    """The values of a row that does not wait any more, nor tells what it was."""
    return {**ENDED, "state": state}


def was_overtaken(connection: Connection, keys: KeyRing, row: Any) -> bool:
    """Whether a person has a later answer already, so that this one need not come again."""
    later = select(outbox.c.token, outbox.c.words).where(
        outbox.c.person_id == row.person_id,
        outbox.c.id > row.id,
        outbox.c.state.in_((CLAIMED, SENT, UNCERTAIN)),
    )
    try:
        return any(head(keys, one)[0] == row.priority for one in connection.execute(later))
    except KeyMissing:
        return False


_waiting = outbox.alias("waiting")


def first_of(
    person: ColumnElement[Any],
    counts: ColumnElement[bool],
    *,
    column: ColumnElement[Any] = _waiting.c.id,
) -> ScalarSelect[Any]:
    """The number of what stands first in somebody's line, or another column of it.

    What may have arrived, and waits to be sent once more, stands there only when ``counts``. It is
    one look for one row: a join would have PostgreSQL read all who wait, while it does not know yet
    how many there are.
    """
    return (
        select(column)
        .where(_waiting.c.person_id == person, text("waiting." + UNSENT))
        .where(or_(counts, _waiting.c.uncertain == 0, _waiting.c.state == CLAIMED))
        .order_by(_waiting.c.priority, _waiting.c.id)
        .limit(1)
        .scalar_subquery()
    )


def _perhaps(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The same, said so that PostgreSQL takes it to be as often true as not.

    It believes that hardly any row is first in a line; so it would read and sort all who wait, to
    give us the first few, which an index has in order.
    """
    return func.coalesce(condition, false())


ITS_PRIORITY = _waiting.c.priority
IS_DUE = _waiting.c.due_at <= bindparam("now")
_is_first = first_of(outbox.c.person_id, IS_DUE) == outbox.c.id
_flying = outbox.alias("flying")
# One at a time: what is being sent now comes first, whatever its priority.
_has_flying = (
    select(text("1"))
    .where(_flying.c.person_id == outbox.c.person_id, text("flying." + FLYING))
    .limit(1)
    .scalar_subquery()
)


# What is first is looked for, the homes of those it is for are held, and then it is taken. In one
# statement PostgreSQL, while it does not know yet how many wait, would read all of them.
FIRST = (
    select(outbox.c.id, outbox.c.person_id, outbox.c.valid_until)
    # Said twice on purpose: SQLite uses its partial index only for this very condition.
    .where(text("outbox." + GOING), outbox.c.goes_by == bindparam("channel"))
    .where(outbox.c.state == QUEUED, outbox.c.due_at <= bindparam("now"))
    .where(~among(outbox.c.person_id, "resting"))
    .where(_perhaps(_is_first), _perhaps(_has_flying.is_(None)))
    .order_by(outbox.c.priority, outbox.c.id)
    .limit(bindparam("limit"))
)


# While it is held no other copy takes anything of theirs.
HOMES = (
    select(
        people.c.id,
        people.c.channel,
        people.c.address,
        people.c.language,
        people.c.hint,
        people.c.with_sound,
    )
    .where(among(people.c.id, "persons"), people.c.left_at.is_(None))
    .with_for_update(skip_locked=True, key_share=True)
)


# Said so that no index of what waits has it: while PostgreSQL believes that one row waits, it would
# look for a few by number among all of them.
IS_QUEUED = func.coalesce(outbox.c.state, "") == QUEUED
_taken = outbox.alias("taken")
# What it must be is asked outside: inside, PostgreSQL would look for it among all who wait.
CLAIM = (
    update(outbox)
    .where(
        outbox.c.id.in_(
            select(_taken.c.id)
            .where(among(_taken.c.id, "rows"))
            .with_for_update(skip_locked=True, key_share=True)
        )
    )
    .where(IS_QUEUED)
    .values(state=CLAIMED, goes_by="", run=bindparam("run"))
    .returning(
        outbox.c.id,
        outbox.c.token,
        outbox.c.person_id,
        outbox.c.words,
        outbox.c.buttons,
        outbox.c.attempts,
        outbox.c.uncertain,
        outbox.c.must_arrive,
        outbox.c.priority,
        outbox.c.language,
        outbox.c.said_as,
    )
)


OVERTAKE = (
    update(outbox)
    .where(outbox.c.person_id == bindparam("owner"), outbox.c.replaces == bindparam("message"))
    .where(outbox.c.state == QUEUED)
    .values(ended(DROPPED))
    .returning(outbox.c.id)
)


_due_at = bindparam("due_at", type_=outbox.c.due_at.type)
# It waits once more, in the language that it is meant to be in.
SETTLE_AGAIN = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(
        state=QUEUED,
        goes_by=LOOK,
        problem=bindparam("problem"),
        due_at=func.coalesce(_due_at, outbox.c.due_at),
        attempts=outbox.c.attempts + bindparam("counts"),
        uncertain=outbox.c.uncertain + bindparam("was_uncertain"),
    )
)


@cache
def settle(dialect: str) -> Update:
    """How sends ended for good, any number of them: the parameter ``ended`` is JSON."""
    texts = dict.fromkeys(("state", "language", "sent_as", "problem"), String)
    numbers = dict.fromkeys(("id", "was_uncertain"), BigInteger)
    how = rows_of_json(dialect, "ended", {**texts, **numbers}).c
    written = case((how.language == "", outbox.c.language), else_=how.language)
    return (
        update(outbox)
        .where(outbox.c.id == how.id)
        .values(
            {
                **ENDED,
                "state": how.state,
                "language": written,
                "sent_as": how.sent_as,
                "problem": how.problem,
                "uncertain": outbox.c.uncertain + how.was_uncertain,
            }
        )
    )
