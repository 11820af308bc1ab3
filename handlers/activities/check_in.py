"""I am here: somebody in the room says so with one tap, and counts for the year without a name."""

from __future__ import annotations

from datetime import timedelta

from handlers.activities import browse, card
from handlers.core.context import Context
from handlers.core.feature import OfRoom
from handlers.core.messages import Below, Outcome, Reply, Text, say
from handlers.rooms import opening_hours, status
from storage.neighbourhood.model import Room
from storage.repositories.activities.sign_ups import IN
from storage.repositories.rooms.participants import ACTIVITY, CHECKIN

# How long before its start somebody has come for an activity.
EARLY = timedelta(hours=1)


def here(context: Context, args: OfRoom) -> Outcome:
    """The tap on "I am here"; the room may have gone since its button was made."""
    room = context.view.rooms.get(args.room)
    if room is None:
        gone = say("body", "This room is not there any more.")
        return Outcome((status.present(context, gone),), keeps_question=True)
    return check_in(context, room)


def check_in(context: Context, room: Room) -> Outcome:
    """Count somebody who is in the room, once a day, and say how the room is and what can be done.

    Only while the room is open: nobody is inside a closed one. A night counts for the day on which
    the room was opened.
    """
    opening = context.store.openings.open_now().get(room.id)
    is_new = opening is not None and context.store.participants.reached(
        context.person.id, room.id, opening.day, CHECKIN, profile=context.profile
    )
    arrived = _arrive(context, room, is_open=opening is not None)
    if opening:
        context.count_contact()
        # Whom a partner sent is there now; whether they may know it is another question.
        context.store.partners.arrived(
            context.person.id, context.profile, room=room.id, now=context.now
        )
    statuses = status.statuses(context.view, context.store, context.now)
    now = next(room_status for room_status in statuses if room_status.room.id == room.id)
    welcome = _welcome(is_new=is_new) if opening else _not_open()
    again = () if opening else ((opening_hours.check_in_button(room),),)
    until = status.holds_until([now], context.now)
    reply = Reply(
        (*welcome, *arrived, status.sentence(now)),
        again,
        replaces=True,
        below=Below.WELCOME,
        valid_until=until,
    )
    return Outcome((reply,), keeps_question=True)


def _arrive(context: Context, room: Room, *, is_open: bool) -> list[Text]:
    """Who signed up for something that is on now, or soon, has arrived for it."""
    lines = []
    for signup, occurrence in browse.own(context):
        is_here = occurrence.activity.room == room.id and signup.state == IN
        if is_here and occurrence.begins - EARLY <= context.now and not occurrence.is_cancelled:
            context.store.signup_moves.arrive(signup.id)
            if is_open:
                day = occurrence.begins.date()
                context.store.participants.reached(
                    context.person.id, room.id, day, ACTIVITY, profile=context.profile
                )
            title = card.title(context, occurrence)
            lines.append(say("body", "✅ You are here for {title}.", title=title))
    return lines


def _welcome(*, is_new: bool) -> tuple[Text, ...]:
    if is_new:
        return (
            say("body", "✅ Welcome! Good that you are here."),
            say("body", "You are counted, without your name."),
        )
    return (say("body", "✅ Welcome! You are counted for today already."),)


def _not_open() -> tuple[Text, ...]:
    return (
        say("body", "👋 Welcome! Nobody opened this room in the bot yet."),
        say("body", "Ask the key-holder to tap: I open. Then tap again, and you count."),
    )
