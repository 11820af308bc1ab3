"""The words for whoever asked for help: where their request stands, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from handlers.core import time_words
from handlers.core.messages import Text, Value, Weekday, name, say
from handlers.core.neighbourhood.topics import LABELS
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.time_words import WHEN
from storage.repositories.help_requests import states
from storage.repositories.help_requests.requests import Request
from storage.repositories.people.roles import PARTNER, Role

# When it suits somebody, as far as a request asks for it.
TIMES: Mapping[str, Text] = {key: WHEN[key] for key in ("morning", "afternoon", "evening", "any")}
# What the person says came of it.
SAID: Mapping[str, Text] = {
    states.SAID_HELPED: say("btn", "✅ I got help"),
    states.SAID_NOBODY: say("btn", "📵 Nobody called"),
    states.SAID_NO_NEED: say("btn", "➖ No longer needed"),
}
# What the helper says came of it, as the person reads it.
OUTCOMES: Mapping[str, Text] = {
    states.GOT_HELP: say("body", "🏁 It is done: you got help."),
    states.NEEDS_ACTION: say("body", "🏁 They need something from you first. Call them."),
    states.ELSEWHERE: say("body", "🏁 Other people will help you."),
    states.NO_CAPACITY: say("body", "🏁 There was no space. We are sorry. Call the room."),
    states.NOT_ELIGIBLE: say(
        "body", "🏁 Their rules do not allow it. We are sorry. Call the room."
    ),
    states.NO_CONTACT: say("body", "🏁 They could not reach you. Call them."),
    states.COULD_NOT: say("body", "🏁 It did not work. We are sorry. Call the room."),
    states.NO_INTEREST: say("body", "🏁 You do not need it any more."),
}
# After which of them the person calls whoever helped; and after which nobody has to call.
THEIRS_TO_CALL = frozenset({states.NEEDS_ACTION, states.ELSEWHERE, states.NO_CONTACT})
NO_NEED_TO_CALL = frozenset({states.GOT_HELP, states.NO_INTEREST})
UNTIL_THEN = say("body", "Until then you can call:")
# Both, as a coordinator reads them of somebody.
TOLD: Mapping[str, Text] = {
    states.GOT_HELP: say("body", "got help"),
    states.NEEDS_ACTION: say("body", "the person has to do something"),
    states.ELSEWHERE: say("body", "sent on to others"),
    states.NO_CAPACITY: say("body", "no space"),
    states.NOT_ELIGIBLE: say("body", "the rules do not allow it"),
    states.NO_CONTACT: say("body", "could not reach the person"),
    states.COULD_NOT: say("body", "it did not work"),
    states.NO_INTEREST: say("body", "not needed any more"),
}
SAID_ABOUT_THEM: Mapping[str, Text] = {
    states.SAID_HELPED: TOLD[states.GOT_HELP],
    states.SAID_NOBODY: say("body", "nobody called"),
    states.SAID_NO_NEED: TOLD[states.NO_INTEREST],
}


def who(view: NeighbourhoodView, partner: str, room: str) -> Text:
    """What those who are asked are called; a room or a partner may have left the file."""
    names = {known.id: known.name for known in view.neighbourhood.partners}
    if partner:
        return name(names.get(partner, view.neighbourhood.name))
    if room in view.rooms:
        return name(view.rooms[room].name)
    return say("body", "the coordinators")


def where_it_stands(
    view: NeighbourhoodView, request: Request, turn: Role, now: datetime, *, is_asked: bool = False
) -> list[Text]:
    """A request in plain words, three lines at most: what, since when, how far it is, what is next.

    ``turn`` is whose turn it is, as `whose_turn.side` tells. ``is_asked``: it is asked what came of
    it, so a meeting is over.
    """
    asked_on = view.today(request.made_at)
    first = say("body", "{what}. Asked on {date}.", what=LABELS[request.domain], date=asked_on)
    lines = [first, _state(view, request, turn, now)]
    if request.state in states.TAKEN and request.meet_at and not is_asked:
        return [*lines, appointment(view, request)]
    if request.said in SAID and request.state not in {states.REQUESTED, states.REJECTED}:
        return [*lines, say("body", "You said: {said}.", said=SAID[request.said])]
    return lines


def asked_until(view: NeighbourhoodView, request: Request, turn: Role, now: datetime) -> Text:
    """Who is asked first, and until when they have time."""
    return say(
        "body",
        "⏳ Asked: {who}. They have time until {day}.",
        who=_helper(view, turn),
        day=last_day(view, request, now),
    )


def last_day(view: NeighbourhoodView, request: Request, now: datetime) -> Weekday | date:
    """The last day on which whoever is asked has time to answer."""
    # Midnight is the end of the day before.
    until = (request.due_at or now) - timedelta(seconds=1)
    return day(view.today(until), view.today(now))


def number_of_helper(view: NeighbourhoodView, turn: Role) -> tuple[Text, ...]:
    """The telephone of the partner, or of the room, that helps, as far as the file has one."""
    known = view.neighbourhood.partners if turn.role == PARTNER else view.neighbourhood.rooms
    phones = [one.phone for one in known if one.id == turn.scope and one.phone]
    return tuple(name(f"☎ {phone}") for phone in phones)


def number_of_room(view: NeighbourhoodView, room: str = "") -> tuple[Text, ...]:
    """The telephone of this room, else of the first that has one."""
    rooms = sorted(view.neighbourhood.rooms, key=lambda known: known.id != room)
    phones = [known.phone for known in rooms if known.phone]
    return tuple(name(f"☎ {phone}") for phone in phones[:1])


def appointment(view: NeighbourhoodView, request: Request) -> Text:
    """When and where they meet."""
    assert request.meet_at
    local = view.local(request.meet_at)
    values: dict[str, Value] = {
        "day": time_words.day_name(local.date()),
        "time": time_words.clock(local),
    }
    room = view.rooms.get(request.room)
    if room is None and not request.room:
        return say("body", "📆 {day} at {time}, at your home.", **values)
    if room is None:
        return say("body", "📆 {day} at {time}.", **values)
    return say("body", "📆 {day} at {time}, {room}.", room=room.name, **values)


def day(moment: date, today: date) -> Weekday | date:
    """A day within a week by its name, else by its date."""
    return Weekday(moment) if 0 <= (moment - today).days < 7 else moment


def _state(view: NeighbourhoodView, request: Request, turn: Role, now: datetime) -> Text:
    helper = _helper(view, turn)
    match request.state:
        case states.REQUESTED if request.due_at and request.due_at > now:
            return asked_until(view, request, turn, now)
        case states.REQUESTED:
            return say(
                "body", "⏳ Asked: {who}. There is no answer yet. We will ask again.", who=helper
            )
        case states.REJECTED:
            return say("body", "⏳ {who} cannot help now. We are asking others.", who=helper)
        case states.ACCEPTED:
            return say("body", "✅ They will help you: {who}.", who=helper)
        case states.IN_PROGRESS:
            return say("body", "🤝 They are helping you: {who}.", who=helper)
        case states.ON_HOLD if request.on_hold_until:
            return say(
                "body",
                "⏸️ They help you: {who}. You have to wait until {date}.",
                who=helper,
                date=request.on_hold_until,
            )
        case states.ON_HOLD:
            return say("body", "⏸️ They help you: {who}. You have to wait a little.", who=helper)
        case states.COMPLETED | states.FAILED:
            return OUTCOMES.get(request.outcome, say("body", "🏁 It is closed."))
        case _:
            return say("body", "✔️ It is cancelled.")


def _helper(view: NeighbourhoodView, turn: Role) -> Text:
    is_partner = turn.role == PARTNER
    return who(view, turn.scope if is_partner else "", "" if is_partner else turn.scope)
