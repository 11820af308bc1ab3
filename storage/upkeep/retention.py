"""What is kept for how long: once a night everything goes that is over its time.

Each line stands in docs/privacy.md too; a test moves the clock past each of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, exists, select

from storage.repositories.help_requests.history import Event
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import (
    ACCEPTED,
    CANCELLED,
    COULD_NOT,
    OPEN,
    PROGRAM,
    TAKEN,
)
from storage.repositories.people.forgotten import KEPT as FORGOTTEN
from storage.store import Store
from storage.tables.activities import signups
from storage.tables.messages import forgotten, outbox, set_aside
from storage.tables.people import invitations, people, roles, subscriptions

FAILED_TURNS = timedelta(days=30)
# What was typed, from the last step, when nobody ever accepted it.
UNACCEPTED = timedelta(days=14)
# The same from the yes, when somebody did.
ACCEPTED_WORDS = timedelta(days=30)
# Whose it was, from its end: so long its person can read what came of it.
CLOSED = timedelta(days=30)
# Open and accepted, but nobody did anything for so long: nobody helps there any more.
SILENT_REQUEST = timedelta(days=365)
EVENTS = timedelta(days=365)
INVITATIONS = timedelta(days=30)
LINKS = timedelta(days=30)
# Offers and wishes that are over, and roles that were taken away.
OVER = timedelta(days=365)
# Somebody who has no role, is told nothing, waits for nothing and does not write.
SILENT = timedelta(days=365)
LEFT = timedelta(days=30)
# The web chat shows a conversation from the outbox.
SHOWN_FROM_OUTBOX = ("web",)


def forget_old(store: Store, today: date, now: datetime) -> None:
    """Everything in the database that is over its time; the same day again changes nothing."""
    store.received.forget_old(now)
    store.sent.blank_delivered(now, SHOWN_FROM_OUTBOX)
    store.sent.forget_old(now)
    store.talks.forget_old(now)
    store.done_once.forget_old(now)
    store.signups.forget_old(today)
    store.audit.forget_old(now)
    store.boards.forget_old(now)
    store.day_codes.forget_old(today)
    connection = store.connection
    for column, kept in (
        (set_aside.c.at, FAILED_TURNS),
        (forgotten.c.at, FORGOTTEN),
        (invitations.c.expires_at, INVITATIONS),
        (roles.c.ended_at, OVER),
    ):
        connection.execute(delete(column.table).where(column < now - kept))
    store.exchange.forget_ended(now - OVER)
    store.offers.forget_over(now - OVER)
    store.partners.forget_old(now - LINKS)
    store.request_history.forget_old(now - EVENTS)
    _requests(store, now)
    for person in _silent(store, today, now):
        store.people.forget(person)


def _requests(store: Store, now: datetime) -> None:
    """Wipe what was typed, later whose it was; a request that nobody answered is closed first."""
    kept = store.requests.kept()
    history = store.request_history.of_each([request.id for request in kept])
    fates = [(request, _fate(request, history[request.id], now)) for request in kept]
    for request, fate in fates:
        if fate.is_wiped:
            store.requests.wipe(request.id)
    for request, fate in fates:
        if fate.is_given_up:
            moves = store.request_moves
            end = moves.cancel if request.state in TAKEN else moves.give_up
            end(request, request.outcome or COULD_NOT, now)
    for request, fate in fates:
        if fate.is_over:
            store.requests.erase(request.id, now)


@dataclass(frozen=True, slots=True)
class _Fate:
    """What becomes of a request tonight."""

    is_wiped: bool
    is_given_up: bool
    is_over: bool


def _fate(request: Request, steps: Sequence[Event], now: datetime) -> _Fate:
    yeses = [step.at for step in steps if step.what == ACCEPTED]
    # The last thing that somebody did: what the program did by itself prolongs nothing.
    done = [step.at for step in steps if step.role != PROGRAM]
    was_accepted = bool(yeses) or request.state in TAKEN
    unheard = not was_accepted and max(done, default=request.made_at) < now - UNACCEPTED
    long_accepted = any(at < now - ACCEPTED_WORDS for at in yeses)
    is_open = request.state in OPEN
    silent = is_open and request.changed_at < now - SILENT_REQUEST
    # Whoever took the question back has no end to read.
    taken_back = unheard and request.state == CANCELLED
    ended = request.closed_at is not None and request.closed_at < now - CLOSED
    return _Fate(
        is_wiped=unheard or long_accepted,
        is_given_up=is_open and (unheard or silent),
        is_over=ended or silent or taken_back,
    )


def _silent(store: Store, today: date, now: datetime) -> set[int]:
    """Who did not write for a year, or blocked us a month ago, and waits for nothing here."""
    is_silent = people.c.contact_day < today - SILENT
    # A group, or somebody who never came further than a page: known by what we said only.
    has_no_day = people.c.contact_day.is_(None) & ~exists().where(outbox.c.person_id == people.c.id)
    left = people.c.left_at < now - LEFT
    holds = exists().where(roles.c.person_id == people.c.id, roles.c.ended_at.is_(None))
    is_told = exists().where(subscriptions.c.person_id == people.c.id) & people.c.left_at.is_(None)
    signed_up = exists().where(signups.c.person_id == people.c.id)
    silent = (
        select(people.c.id).where(is_silent | has_no_day | left).where(~holds, ~is_told, ~signed_up)
    )
    found = set(store.connection.execute(silent).scalars())
    return found - waiting(store) if found else found


def waiting(store: Store) -> set[int]:
    """Who offered to help, wants to talk, has a step, asked for help or has a wish."""
    asked = {request.person for request in store.requests.kept() if request.person is not None}
    return asked.union(
        store.offers.people_helping(),
        store.talks.everybody(),
        store.steps_to_work.everybody(),
        store.exchange.everybody(),
    )
