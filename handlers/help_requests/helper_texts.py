"""The words for those who answer requests for help: how far one is, what came of it, why not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from handlers.core import time_words
from handlers.core.messages import Text, Tongue, name, say
from handlers.core.neighbourhood.topics import LABELS
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.rooms import status
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import (
    ACCEPTED,
    COULD_NOT,
    ELSEWHERE,
    GOT_HELP,
    IN_PROGRESS,
    NEEDS_ACTION,
    NO_CAPACITY,
    NO_CONTACT,
    NO_INTEREST,
    NOT_ELIGIBLE,
    ON_HOLD,
)

REQUESTS = say("btn", "📂 Requests")
NEW_REQUEST = say("body", "There is a new request for you.")
CAN_WRITE_TO_YOU = say("body", "They can write to you here.")
CANNOT_WRITE = say("body", "❗ We cannot write to this person. They will see it when they look.")

OUTCOME_LABELS = {
    GOT_HELP: say("btn", "✅ Got help"),
    NEEDS_ACTION: say("btn", "🧭 Resident's turn"),
    ELSEWHERE: say("btn", "➡️ Helped elsewhere"),
    NO_CAPACITY: say("btn", "🚦 No space for more"),
    NOT_ELIGIBLE: say("btn", "⛔ Not for us"),
    NO_CONTACT: say("btn", "📵 No contact"),
    COULD_NOT: say("btn", "🧱 No solution"),
    NO_INTEREST: say("btn", "🍃 Not needed now"),
}
# Why a partner says no; each is an outcome too.
REASONS = (NO_CAPACITY, NOT_ELIGIBLE, ELSEWHERE, NO_CONTACT)
WENT_WELL = (GOT_HELP, NEEDS_ACTION, ELSEWHERE)

_STATES = {
    ACCEPTED: say("body", "Somebody is helping."),
    IN_PROGRESS: say("body", "The help continues."),
    ON_HOLD: say("body", "It is on hold for a while."),
}


def state_line(request: Request) -> Text:
    """How far a request is, for those who answer it."""
    return _STATES.get(request.state, say("body", "Nobody has answered yet."))


def in_a_list(request: Request, number: int) -> Text:
    """A request as one line of a list."""
    values: dict[str, Any] = {
        "n": number,
        "domain": LABELS[request.domain],
        "language": Tongue(request.language),
        "state": state_line(request),
    }
    if request.is_urgent:
        return say("body", "{n}. ⏰ {domain}, {language}. {state}", **values)
    return say("body", "{n}. {domain}, {language}. {state}", **values)


def whole(view: NeighbourhoodView, request: Request, now: datetime) -> list[Text]:
    """What everybody who is asked may read: never a name, never a contact."""
    room = view.rooms.get(request.room)
    at_home = say("body", "📍 The person asks: come to me.")
    lines = [
        *([say("body", "⏰ This cannot wait.")] if request.is_urgent else []),
        LABELS[request.domain],
        say("body", "🌐 Language: {language}.", language=Tongue(request.language)),
        say("body", "📍 Where: {room}.", room=room.name) if room else at_home,
        *(
            say("body", "🕙 Good time: {when}.", when=time_words.word(time_words.WHEN, time))
            for time in request.times.split()
            if time in time_words.WHEN
        ),
        state_line(request),
    ]
    if request.due_at:
        lines.append(
            say("body", "Please answer before: {day} {time}.", **near(view, request.due_at))
        )
    if request.state == ON_HOLD and request.on_hold_until:
        lines.append(say("body", "It is on hold until {date}.", date=request.on_hold_until))
    if request.meet_at and request.meet_at + timedelta(hours=1) > now:
        lines.append(say("body", "📆 Meeting: {day} at {time}.", **near(view, request.meet_at)))
    return lines


def contact_lines(request: Request, *, is_here: bool) -> tuple[Text, ...]:
    """How to call somebody and where to reach them: for whoever may read that, and once asked.

    ``is_here``: they did not block us.
    """
    lines = [say("body", "👤 They gave no name.")]
    if request.call_me:
        lines = [say("body", "👤 Name to use: {name}.", name=request.call_me)]
    if request.contact:
        lines.append(say("body", "☎ Reach them here: {contact}", contact=request.contact))
    if not is_here:
        lines.append(CANNOT_WRITE)
    elif request.safe_here:
        lines.append(say("body", "💬 They see your steps in their own chat."))
    else:
        lines.append(say("body", "❗ Do not write to their phone. It is not safe."))
    return tuple(lines)


def way_round(
    view: NeighbourhoodView, request: Request, now: datetime, *, is_there: bool
) -> list[Text]:
    """How a helper still comes together with somebody to whom nothing can be written.

    ``is_there``: whether the helper is of the room, to which such a person is sent; whoever is not
    can ask a room to pass something on.
    """
    lines = [CAN_WRITE_TO_YOU]
    own = view.only([request.room])
    if is_there and own:
        blocks = status.next_blocks(view, own[0], now)[:1]
        return lines + [
            say("body", "📆 Or they come: {day} at {time}.", **near(view, block.start))
            for block in blocks
        ]
    return lines + leave_word(view, request)


def leave_word(view: NeighbourhoodView, request: Request) -> list[Text]:
    """The room that can pass something on: the one that was chosen, else the first with a phone."""
    rooms = view.only([request.room]) or view.neighbourhood.rooms
    room = next((room for room in rooms if room.phone), None)
    if room is None:
        return []
    leave = say("body", "You can leave a message in {room}, without a name.", room=room.name)
    return [leave, name(f"☎ {room.phone}")]


def near(view: NeighbourhoodView, moment: datetime) -> dict[str, Any]:
    """A day and a time, as people say them."""
    local = view.local(moment)
    return {
        "day": time_words.day_name(local.date()),
        "time": time_words.clock(local),
    }


def partner_name(view: NeighbourhoodView, partner: str) -> str:
    """What a partner is called; one that left the file is called by its id."""
    names = {known.id: known.name for known in view.neighbourhood.partners}
    return names.get(partner, partner)
