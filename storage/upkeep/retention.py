"""What is kept for how long: once a night everything goes that is over its time.

Each line stands in docs/privacy.md too; a test moves the clock past each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, delete, exists, select

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
from storage.repositories.messages.sent import WORDS_KEPT
from storage.repositories.people.forgotten import KEPT as FORGOTTEN
from storage.repositories.people.roles import KEPT as ROLES
from storage.repositories.volunteering.offers import KEPT as OFFERS
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
# Wishes that are over, as offers and roles.
WISHES = timedelta(days=365)
# Somebody who has no role, is told nothing, waits for nothing and does not write.
SILENT = timedelta(days=365)
LEFT = timedelta(days=30)
# What was done once, or up to a day.
FORMER, REQUESTS, BLANKED = "former helpers", "requests looked at", "words blanked"
# The web chat shows a conversation from the outbox.
SHOWN_FROM_OUTBOX = ("web",)


def forget_old(store: Store, today: date, now: datetime) -> None:
    """Everything in the database that is over its time; the same day again changes nothing."""
    store.received.forget_old(now)
    _blank(store, now)
    store.sent.forget_old(now)
    store.talks.forget_old(now)
    store.done_once.forget_old(now)
    store.signup_moves.forget_old(today)
    store.audit.forget_old(now)
    store.invitations.forget_labels(now)
    store.boards.forget_old(now)
    store.day_codes.forget_old(today)
    store.sent_reports.forget_old(today)
    store.report_choices.forget_without_role()
    store.alerts.forget_without_role()
    store.not_understood.forget_old(today)
    store.wrong_sentences.forget_old(today)
    store.voices.forget_old(today)
    connection = store.connection
    for column, kept in (
        (set_aside.c.at, FAILED_TURNS),
        (forgotten.c.at, FORGOTTEN),
        (invitations.c.expires_at, INVITATIONS),
    ):
        connection.execute(delete(column.table).where(column < now - kept))
    ended = delete(roles).where(roles.c.ended_at < now - ROLES)
    # Before this was kept in order, once: so that nobody is named whose role went earlier.
    is_new = store.done_once.first_time(FORMER, "", now)
    if connection.execute(ended).rowcount or is_new:
        store.people.forget_former_helpers()
    store.exchange.forget_ended(now - WISHES)
    store.offers.forget_over(now - OFFERS)
    store.partners.forget_old(now - LINKS)
    store.request_history.forget_old(now - EVENTS)
    _requests(store, today, now)
    for person in _silent(store, today, now):
        store.people.forget(person)


def _blank(store: Store, now: datetime) -> None:
    """Blank what was said a day ago: what came since the last night, unless old things waited."""
    last = store.done_once.last([BLANKED]).get(BLANKED)
    since = datetime.fromisoformat(last) if last else None
    store.sent.blank_delivered(now, SHOWN_FROM_OUTBOX, since)
    if store.sent.waits_for_long(now):
        # When it goes out, its time is before what will be looked at.
        store.done_once.forget(BLANKED, last or "")
    else:
        store.done_once.only(BLANKED, (now - WORDS_KEPT).isoformat(), now)


def _requests(store: Store, today: date, now: datetime) -> None:
    """Wipe what was typed, later whose it was; a request that nobody answered is closed first.

    What ended longer ago than it is kept went in the night before: nobody looks there again.
    """
    last = store.done_once.last([REQUESTS]).get(REQUESTS)
    kept = store.requests.kept(ended_since(date.fromisoformat(last)) if last else None)
    store.done_once.only(REQUESTS, today.isoformat(), now)
    history = store.request_history.of_each([request.id for request in kept])
    fates = [(request, _fate(request, history[request.id], now)) for request in kept]
    wiped = [request for request, fate in fates if fate.is_wiped]
    noted = store.request_history.noted([request.id for request in wiped])
    for request in wiped:
        # Of most nothing is left to be wiped since an earlier night.
        if request.contact or request.call_me or request.id in noted:
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


def ended_since(day: date) -> date:
    """What ended before that was erased by this day, unless a night was missed."""
    return day - CLOSED - timedelta(days=2)


def _silent(store: Store, today: date, now: datetime) -> set[int]:
    """Who did not write for a year, or blocked us a month ago, and waits for nothing here.

    Each is asked for apart: an index has the answer to one of them, not to one or the other.
    """
    is_silent = people.c.contact_day < today - SILENT
    # A group, or somebody who never came further than a page: known by what we said only.
    has_no_day = people.c.contact_day.is_(None) & ~exists().where(outbox.c.person_id == people.c.id)
    left = people.c.left_at < now - LEFT
    holds = exists().where(roles.c.person_id == people.c.id, roles.c.ended_at.is_(None))
    is_told = exists().where(subscriptions.c.person_id == people.c.id) & people.c.left_at.is_(None)
    signed_up = exists().where(signups.c.person_id == people.c.id)
    silent = [
        select(people.c.id).where(why, ~holds, ~is_told, ~signed_up)
        for why in (is_silent, has_no_day, left)
    ]
    # Whoever writes at this very moment is not silent: all others are held, and looked at again.
    found = _all_of(store, [one.with_for_update(of=people, skip_locked=True) for one in silent])
    if found:
        found &= _all_of(store, silent)
    return found - waiting(store, found)


def _all_of(store: Store, wanted: Iterable[Select[int]]) -> set[int]:
    return {one for asked in wanted for one in store.connection.execute(asked).scalars()}


def waiting(store: Store, persons: Iterable[int]) -> set[int]:
    """Who of these offered to help, wants to talk, has a step, asked for help or has a wish."""
    return {
        person
        for person in persons
        if store.offers.is_helping(person)
        or store.talks.has_any(person)
        or store.steps_to_work.of(person)
        or store.exchange.open_of(person)
        or any(request.erased_at is None for request in store.requests.of_person(person))
    }
