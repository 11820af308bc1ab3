"""I am here, from a browser: whoever sees the pictures of the day in the room can tap them.

Nobody is told which picture was wrong, and whoever guesses soon waits until tomorrow.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from handlers.core.context import Context
from handlers.core.feature import OfRoom
from handlers.core.keyboards import NEWS, Rows, in_order, picture_rows
from handlers.core.messages import Outcome, Reply, Text, button, say
from handlers.rooms import opening_hours, status
from handlers.rooms.pictures import day_code
from storage.neighbourhood.rooms import Room
from storage.repositories.rooms.openings import Opening
from storage.repositories.rooms.participants import CHECKIN

# Wrong codes until tomorrow: of one visitor, of one place on the internet, of all for one room.
OF_VISITOR, OF_PLACE, OF_ROOM = 3, 12, 60
WRONG = "wrong pictures"
IN_A_ROW = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Here(OfRoom):
    """The room somebody is in, and the pictures that they tapped until now."""

    picked: str = ""


def before(context: Context, room: Room, opening: Opening, picked: str) -> Outcome | None:
    """What has to come before somebody counts in an open room; None when they may.

    With an account everybody is one person, and the poster on the door is enough.
    """
    if context.has_account or _is_counted(context, room, opening):
        return None
    if _is_over(context, room, opening.day):
        return _too_late(context, room)
    tapped = "".join(one for one in picked if one in day_code.OFFERED)[: day_code.LENGTH]
    if len(tapped) < day_code.LENGTH:
        return _shown(context, room, tapped)
    if tapped == day_code.of_day(context.store, room.id, opening.day):
        return None
    return _wrong(context, room, opening.day)


def none_seen(context: Context, args: OfRoom) -> Outcome:
    """Somebody who is there and sees no pictures."""
    room = context.view.rooms.get(args.room)
    lines = (
        say("body", "👋 It's good that you're here."),
        say("body", "Ask the key-holder to show you the pictures."),
    )
    again = ((opening_hours.check_in_button(room),),) if room else ()
    return Outcome((Reply(lines, again, replaces=True),), keeps_question=True)


def _is_counted(context: Context, room: Room, opening: Opening) -> bool:
    return context.store.participants.was_reached(
        context.person.id, room.id, opening.day, CHECKIN, profile=context.profile
    )


def _is_over(context: Context, room: Room, day: date) -> bool:
    """Whether no more pictures are taken of this visitor, from this place, or for this room."""
    codes = context.store.day_codes
    return (
        codes.wrong_of(context.person.id, context.today) >= OF_VISITOR
        or codes.wrong_in(room.id, day) >= OF_ROOM
        or not context.may(WRONG, OF_PLACE, takes=False)
    )


def _wrong(context: Context, room: Room, day: date) -> Outcome:
    context.store.day_codes.picked_wrong(context.person.id, context.today, room.id, day)
    context.may(WRONG, OF_PLACE)
    told = _tell_key_holders(context, room, day)
    if _is_over(context, room, day):
        outcome = _too_late(context, room)
    else:
        outcome = _shown(
            context,
            room,
            "",
            say("body", "Those are not the pictures of today."),
            say("body", "Look at them once more."),
        )
    return replace(outcome, replies=(*outcome.replies, *told))


def _shown(context: Context, room: Room, picked: str, *first: Text) -> Outcome:
    """The pictures to be tapped, and those that were."""
    asked = (
        say("body", "Tap the three pictures that you see in the room."),
        say("body", "Use the order that you see: 1, 2, 3."),
    )
    seen = (say("body", "You tapped:"), in_order(picked)) if picked else ()
    rows = picture_rows(day_code.OFFERED, "checkin", picked, IN_A_ROW, room=room.id)
    none = button(say("btn", "I see no pictures"), "checkin.none", room=room.id)
    return _reply(context, room, (*first, *asked, *seen), (*rows, (none,)))


def _too_late(context: Context, room: Room) -> Outcome:
    lines = (
        say("body", "👋 You are very welcome in {room}.", room=room.name),
        say("body", "Today the pictures do not work here any more."),
        say("body", "Tell the key-holder: I am new. Then you count too."),
    )
    return _reply(context, room, lines)


def _reply(context: Context, room: Room, lines: tuple[Text, ...], rows: Rows = ()) -> Outcome:
    now = status.of_room(context.view, context.store, room, context.now)
    until = status.holds_until([now], context.now)
    reply = Reply(lines, rows, replaces=True, valid_until=until)
    return Outcome((reply,), keeps_question=True)


def _tell_key_holders(context: Context, room: Room, day: date) -> list[Reply]:
    """Somebody tries every code: the pictures are of no use today, and the team hears it once."""
    if context.store.day_codes.wrong_in(room.id, day) < OF_ROOM:
        return []
    period = f"{room.id} {day.isoformat()}"
    if not context.store.done_once.first_time("pictures guessed", period, context.now):
        return []
    lines = (
        NEWS,
        say("body", "Somebody is guessing the pictures of {room} on the web.", room=room.name),
        say("body", "Today they do not work there any more."),
        say("body", "Count the new faces yourself when you close."),
    )
    holders = context.store.roles.key_holders(room.id)
    until = context.now + status.LONGEST_TRUE
    return [Reply(lines, to=holder, valid_until=until) for holder in holders]
