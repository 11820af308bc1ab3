"""What a helper does with a request, in the chat or behind a web link, and who hears of it.

Each gives the messages for others; None when it is too late or was done already.
"""

from __future__ import annotations

from datetime import date, datetime

from handlers.core.messages import Button, Reply, Text, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.help_requests import helper_texts, helpers, writing
from handlers.help_requests.helper_texts import REASONS, WENT_WELL
from handlers.help_requests.helpers import (
    ASKED_HOW_IT_WAS,
    Helper,
    tell_readers,
    tell_resident,
)
from storage.neighbourhood.rooms import Room
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import (
    ACCEPTED,
    IN_PROGRESS,
    ON_HOLD,
    OPEN,
    OUTCOMES,
    REQUESTED,
    TAKEN,
    CameOfIt,
)
from storage.repositories.people.audit import READ_REQUEST
from storage.repositories.people.roles import KEY_HOLDER, PARTNER
from storage.repositories.rooms.participants import ASKED_HELP
from storage.store import Store

Told = list[Reply] | None


def accept(
    view: NeighbourhoodView, store: Store, request: Request, helper: Helper, now: datetime
) -> Told:
    """Take a request: of many who try at once exactly one has it. Only now somebody is reached."""
    if request.state != REQUESTED:
        return None
    moved = store.request_moves.accept(request, helper.actor, now)
    if moved is None:
        return None
    if moved.person and moved.room in view.rooms:
        store.participants.reached(
            moved.person, moved.room, view.today(now), ASKED_HELP, profile=moved.profile
        )
    helps = say("body", "✅ Somebody is going to help you.")
    told = tell_resident(store, moved, helps, further=_to_write(view, store, moved))
    return [*told, *tell_readers(store, moved, helper)]


def refuse(
    view: NeighbourhoodView,
    store: Store,
    request: Request,
    helper: Helper,
    reason: str,
    now: datetime,
) -> Told:
    """A partner cannot help: the next one is asked at once."""
    if helper.role != PARTNER or reason not in REASONS or request.state != REQUESTED:
        return None
    moved = store.request_moves.reject(request, helper.actor, CameOfIt(reason), now)
    if moved is None:
        return None
    return helpers.ask_next(view, store, moved, now, refused_by=helper.person)


def begin(store: Store, request: Request, helper: Helper, now: datetime) -> Told:
    """The help began, or it goes on after a while."""
    if request.state not in {ACCEPTED, ON_HOLD}:
        return None
    moved = store.request_moves.begin(request, helper.actor, now)
    if moved is None:
        return None
    return tell_resident(store, moved, say("body", "▶️ Your help continues now."))


def hold(store: Store, request: Request, helper: Helper, until: date, now: datetime) -> Told:
    """It waits until a day."""
    if request.state not in {ACCEPTED, IN_PROGRESS}:
        return None
    moved = store.request_moves.put_on_hold(request, helper.actor, until=until, now=now)
    if moved is None:
        return None
    return tell_resident(
        store, moved, say("body", "⏸️ Your help is on hold until {date}.", date=until)
    )


def end(store: Store, request: Request, helper: Helper, outcome: str, now: datetime) -> Told:
    """It is over, with what came of it: never without."""
    if outcome not in OUTCOMES or request.state not in TAKEN:
        return None
    moved = store.request_moves.end(
        request, helper.actor, CameOfIt(outcome), now, went_well=outcome in WENT_WELL
    )
    if moved is None:
        return None
    # This news leads to the question how it was: nobody needs a second one.
    store.done_once.quietly(ASKED_HOW_IT_WAS, str(request.id), now)
    return tell_resident(store, moved)


def meet(
    view: NeighbourhoodView,
    store: Store,
    request: Request,
    helper: Helper,
    at: datetime,
    now: datetime,
) -> Told:
    """An appointment: in the room, to which somebody goes along, or where the person lives."""
    room = view.rooms.get(request.room)
    is_possible = room or not request.room
    if not is_possible or request.state not in TAKEN or at <= now:
        return None
    moved = store.request_moves.meet(request, helper.actor, at=at, now=now)
    if moved is None:
        return None
    lines, further = _invitation(view, room, helper, at), _to_write(view, store, moved)
    told = tell_resident(store, moved, *lines, further=further, valid_until=at)
    return [*told, *tell_readers(store, moved, helper)]


def read(store: Store, request: Request, helper: Helper, now: datetime) -> bool:
    """Whether this helper may see the name and the contact now; each time is written down."""
    if helper.role == KEY_HOLDER or request.state not in OPEN:
        return False
    if request.withdrawn_at or request.erased_at:
        return False
    store.audit.note(
        READ_REQUEST,
        helper.role,
        now,
        scope=helper.scope,
        by=helper.person,
        about=request.person,
        profile=request.profile,
        request=request.id,
    )
    return True


def _to_write(view: NeighbourhoodView, store: Store, request: Request) -> tuple[Button, ...]:
    """The way to write to whoever helps, where somebody would read it."""
    can = writing.can_be_read(view, store, request)
    return (writing.write_button(request),) if can else ()


def _invitation(
    view: NeighbourhoodView, room: Room | None, helper: Helper, at: datetime
) -> tuple[Text, ...]:
    when = helper_texts.near(view, at)
    if room is None:
        come = say("body", "📆 {day} at {time}: somebody will come to you.", **when)
        return (come, say("body", "Tell them your address: tap 💬."))
    come = say("body", "📆 Come: {day} at {time} to {room}.", room=room.name, **when)
    if helper.role == PARTNER:
        return (come, say("body", "Your helper will meet you there."))
    return (come, say("body", "A key-holder will come with you."))
