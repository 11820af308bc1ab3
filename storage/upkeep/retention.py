"""What is kept for how long: once a night everything goes that is over its time.

Each line stands in docs/privacy.md too; a test moves the clock past each of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, exists, func, select

from storage.repositories.help_requests.states import (
    ACCEPTED,
    CANCELLED,
    COULD_NOT,
    OPEN,
    PROGRAM,
    TAKEN,
)
from storage.repositories.people.forgotten import KEPT as FORGOTTEN
from storage.repositories.volunteering.offers import ENDED, NOT_NOW, STOPPED
from storage.store import Store
from storage.tables.activities import signups
from storage.tables.conversations import talks
from storage.tables.help_requests import partner_links, request_events, requests
from storage.tables.messages import forgotten, outbox, set_aside
from storage.tables.people import invitations, people, roles, subscriptions
from storage.tables.volunteering import offers, path_steps, wishes

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
        (request_events.c.at, EVENTS),
        (invitations.c.expires_at, INVITATIONS),
        (partner_links.c.expires_at, LINKS),
        (roles.c.ended_at, OVER),
        (wishes.c.ended_at, OVER),
    ):
        connection.execute(delete(column.table).where(column < now - kept))
    ended = offers.c.state.in_((NOT_NOW, STOPPED, ENDED))
    connection.execute(delete(offers).where(ended, offers.c.since < now - OVER))
    _requests(store, now)
    for person in _silent(connection, today, now):
        store.people.forget(person)


def _requests(store: Store, now: datetime) -> None:
    """Wipe what was typed, later whose it was; a request that nobody answered is closed first."""
    kept = requests.c.erased_at.is_(None)
    accepted = exists().where(
        request_events.c.request_id == requests.c.id, request_events.c.what == ACCEPTED
    )
    was_accepted = accepted | requests.c.state.in_(TAKEN)
    long_accepted = accepted.where(request_events.c.at < now - ACCEPTED_WORDS)
    # The last thing that somebody did: what the program did by itself prolongs nothing.
    last_step = (
        select(func.max(request_events.c.at))
        .where(request_events.c.request_id == requests.c.id, request_events.c.role != PROGRAM)
        .scalar_subquery()
    )
    unheard = ~was_accepted & (func.coalesce(last_step, requests.c.made_at) < now - UNACCEPTED)
    is_open = requests.c.state.in_(OPEN)
    silent = is_open & (requests.c.changed_at < now - SILENT_REQUEST)
    # Whoever took the question back has no end to read.
    taken_back = unheard & (requests.c.state == CANCELLED)
    over = (requests.c.closed_at < now - CLOSED) | silent | taken_back

    def numbers(which: ColumnElement[bool]) -> Sequence[int]:
        wanted = select(requests.c.id).where(kept, which)
        return store.connection.execute(wanted).scalars().all()

    for number in numbers(unheard | long_accepted):
        store.requests.wipe(number)
    gone = numbers(over)
    for number in numbers(is_open & (unheard | silent)):
        request = store.requests.get(number)
        if request and request.state in OPEN:
            moves = store.request_moves
            end = moves.cancel if request.state in TAKEN else moves.give_up
            end(request, request.outcome or COULD_NOT, now)
    for number in gone:
        store.requests.erase(number, now)


def _silent(connection: Connection, today: date, now: datetime) -> list[int]:
    """Who did not write for a year, or blocked us a month ago, and waits for nothing here."""
    is_silent = people.c.contact_day < today - SILENT
    # A group, or somebody who never came further than a page: known by what we said only.
    has_no_day = people.c.contact_day.is_(None) & ~exists().where(outbox.c.person_id == people.c.id)
    left = people.c.left_at < now - LEFT
    holds = exists().where(roles.c.person_id == people.c.id, roles.c.ended_at.is_(None))
    is_told = exists().where(subscriptions.c.person_id == people.c.id) & people.c.left_at.is_(None)
    helps = exists().where(
        offers.c.person_id == people.c.id, offers.c.state.not_in((NOT_NOW, STOPPED, ENDED))
    )
    waits = [
        exists().where(signups.c.person_id == people.c.id),
        exists().where(talks.c.person_id == people.c.id),
        exists().where(path_steps.c.person_id == people.c.id),
        exists().where(requests.c.person_id == people.c.id),
        exists().where(wishes.c.person_id == people.c.id, wishes.c.ended_at.is_(None)),
    ]
    silent = (
        select(people.c.id)
        .where(is_silent | has_no_day | left)
        .where(~holds, ~is_told, ~helps, *(~waiting for waiting in waits))
    )
    return list(connection.execute(silent).scalars())
