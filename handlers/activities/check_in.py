"""I am here: somebody in the room says so with one tap, and counts for the year without a name."""

from __future__ import annotations

from datetime import timedelta

from handlers.activities import card, texts
from handlers.core.context import Context
from handlers.core.keyboards import Rows
from handlers.core.messages import Below, Outcome, Reply, Text, say
from handlers.core.neighbourhood.schedule import Occurrence
from handlers.core.time_words import clock
from handlers.rooms import opening_hours, status
from handlers.rooms.pictures import asking
from handlers.rooms.pictures.asking import Here
from storage.neighbourhood.rooms import Room
from storage.repositories.activities.sign_ups import IN
from storage.repositories.rooms.openings import Opening
from storage.repositories.rooms.participants import ACTIVITY, CHECKIN

# How long before its start somebody has come for an activity.
EARLY = timedelta(hours=1)
# Nothing that is on lasts longer. A message has so many lines.
LONGEST, LINES = timedelta(days=1), 4

NOT_OPEN = (
    say("body", "👋 Welcome! Nobody has opened this room in the bot yet."),
    say("body", "Ask the key-holder to tap: I open. Then tap again, and you count."),
)
# Who does not count as a person by themselves: see `counts_as_person`.
UNCOUNTED = (
    say("body", "✅ Welcome! It's good that you're here."),
    say("body", "Is it your first time this year?"),
    say("body", "Tell the key-holder: I am new. Then you count too."),
)


def here(context: Context, args: Here) -> Outcome:
    """The tap on "I am here"; the room may have gone since its button was made."""
    room = context.view.rooms.get(args.room)
    if room is None:
        gone = say("body", "This room is not there any more.")
        return Outcome((status.present(context, gone),), keeps_question=True)
    opening = context.store.openings.open_now().get(room.id)
    if opening is None:
        # Without an account nobody is known to be there before the pictures are seen.
        arrived = _arrive(context, room, is_open=False) if context.has_account else []
        again = ((opening_hours.check_in_button(room),),)
        return _answer(context, room, (*NOT_OPEN, *arrived), again)
    return asking.before(context, room, opening, args.picked) or _check_in(context, room, opening)


def counts_as_person(context: Context) -> bool:
    """Whether this is one person: an account says so, or a browser that knows them again.

    On a device on which somebody stays, or with pictures that lead back to a request or a role:
    whoever only opens a page may open it ten thousand times.
    """
    store, person, browser = context.store, context.person, context.person.browser
    return (
        context.has_account
        or (browser is not None and browser.stays(context.now))
        or bool(store.requests.of_person(person.id, person.profile))
        or store.ways_back.has(person.id)
    )


def _check_in(context: Context, room: Room, opening: Opening) -> Outcome:
    """Welcome somebody who is in the room, and count them once a day where they are one person.

    A night counts for the day on which the room was opened.
    """
    arrived = _arrive(context, room, is_open=True)
    # A sign-up says who this is as well, now that the pictures say that they came.
    is_person = bool(arrived) or counts_as_person(context)
    is_new = is_person and context.store.participants.reached(
        context.person.id, room.id, opening.day, CHECKIN, profile=context.profile
    )
    context.count_contact()
    # Whom a partner sent is there now; whether they may know it is another question.
    context.store.partners.arrived(
        context.person.id, context.profile, room=room.id, now=context.now
    )
    welcome = _welcome(is_new=is_new) if is_person else UNCOUNTED
    return _answer(context, room, (*welcome, *arrived))


def _answer(context: Context, room: Room, lines: tuple[Text, ...], rows: Rows = ()) -> Outcome:
    """What is said, and what is on in the room now or next, or else how the room is."""
    now = status.of_room(context.view, context.store, room, context.now)
    if len(lines) < LINES:
        lines = (*lines, *(programme(context, room) or [status.sentence(now)])[:1])
    reply = Reply(
        lines,
        rows,
        replaces=True,
        below=Below.FOOTER if rows else Below.MAIN_MENU,
        valid_until=status.holds_until([now], context.now),
    )
    return Outcome((reply,), keeps_question=True)


def programme(context: Context, room: Room) -> list[Text]:
    """What is on in a room now, and what still comes today, a line each."""
    first, last = context.now - LONGEST, context.now + LONGEST
    changes = context.store.occurrences.between(first=first, last=last)
    return [
        _on(context, occurrence)
        for occurrence in context.view.agenda.between(first, last, changes, rooms=room.id)
        if not occurrence.is_cancelled
        and occurrence.ends > context.now
        and (occurrence.begins.date() == context.today or occurrence.is_on(context.now))
    ]


def _on(context: Context, occurrence: Occurrence) -> Text:
    what = texts.heading(context, occurrence)
    if occurrence.is_on(context.now):
        until = clock(occurrence.ends)
        return say("body", "{what}: on now, until {time}. Walk in.", what=what, time=until)
    return say("body", "{what}: today at {time}.", what=what, time=clock(occurrence.begins))


def _arrive(context: Context, room: Room, *, is_open: bool) -> list[Text]:
    """Who signed up for something that is on now, or soon, has arrived for it."""
    lines = []
    for signup, occurrence in card.own(context):
        is_here = occurrence.activity.room == room.id and signup.state == IN
        if is_here and occurrence.begins - EARLY <= context.now and not occurrence.is_cancelled:
            context.store.signup_moves.arrive(signup.id)
            if is_open:
                day = occurrence.begins.date()
                context.store.participants.reached(
                    context.person.id, room.id, day, ACTIVITY, profile=context.profile
                )
            title = texts.title(context, occurrence)
            lines.append(say("body", "✅ You are here for {title}.", title=title))
    return lines


def _welcome(*, is_new: bool) -> tuple[Text, ...]:
    if is_new:
        return (
            say("body", "✅ Welcome! It's good that you're here."),
            say("body", "I counted you, without your name."),
        )
    return (say("body", "✅ Welcome! You are already counted for today."),)
