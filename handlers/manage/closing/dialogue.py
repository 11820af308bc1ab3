"""A room closes for good: where its activities and its key-holders go, a look at it, yes.

There is no way back with one tap: keys, screens and invitations go with the room.
"""

from __future__ import annotations

from handlers.core import questions, refusals
from handlers.core.context import Context
from handlers.core.feature import OfRoom
from handlers.core.keyboards import Rows, in_rows
from handlers.core.messages import (
    Button,
    Outcome,
    Question,
    Reply,
    Text,
    button,
    name,
    say,
    say_many,
)
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.questions import Answer, Answers
from handlers.manage.activities import listing
from handlers.manage.changes import agreed, versions
from handlers.manage.closing import leaving
from handlers.manage.closing.leaving import Inside
from handlers.manage.rooms.days import own_room
from handlers.team import closed_rooms
from handlers.volunteering import reminders
from storage.neighbourhood.activities import Activity
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.rooms import Room

FLOW = "room closes"
# No room has such an id.
NOWHERE = "/nowhere"


def begin(context: Context, args: OfRoom) -> Outcome:
    """Whether it can close, and where what is there goes."""
    answers: dict[str, str | int] = {"room": args.room}
    room = _allowed(context, answers)
    if room is None:
        return refusals.OVER
    back = button(questions.BACK, "plan.details", room=room.id)
    if len(context.view.rooms) == 1:
        lines = (
            say("body", "This is the only room. It cannot close here."),
            say("body", "Make another one first."),
        )
        new = button(say("btn", "➕ New room"), "plan.new_room")
        return Outcome((Reply(lines, ((new,), (back,))),))
    if _is_open(context, room):
        return Outcome((Reply(_close_first(room), ((back,),)),))
    return _goes_on(context, "activities", answers)


def _goes_on(context: Context, step: str, answers: dict[str, str | int]) -> Outcome:
    """The next question that there is something to ask about."""
    room = _allowed(context, answers)
    if room is None:
        return refusals.OVER
    there = leaving.inside(context, room)
    if step == "activities" and not there.activities:
        step, answers = "keys", {**answers, "activities": NOWHERE}
    if step == "keys" and not there.keys:
        step, answers = "sure", {**answers, "keys": NOWHERE}
    if step == "sure":
        answers = {**answers, "seen": _seen(context.view.neighbourhood, room, there)}
    asked = STEPS[FLOW, step].ask(context, answers)
    return Outcome((asked,), Question(FLOW, step, answers)) if asked else refusals.OVER


def _ask_activities(context: Context, answers: Answers) -> Reply | None:
    room = _allowed(context, answers)
    if room is None:
        return None
    planned = say_many(
        "body",
        "{n} activity is planned there.",
        "{n} activities are planned there.",
        len(leaving.inside(context, room).activities),
    )
    lines = (_heading(room), planned, say("body", "Where do they go?"))
    keys = [questions.choice(name(f"📍 {one.name}"), one.id) for one in _others(context, room)]
    stop = questions.choice(say("btn", "🚫 They stop"), NOWHERE)
    return Reply(lines, (*in_rows(keys), (stop,), (_no(room),)))


def _then_activities(context: Context, answers: Answers, to: Answer) -> Outcome:
    return _goes_on(context, "keys", {**questions.own_answers(answers), "activities": to})


def _ask_keys(context: Context, answers: Answers) -> Reply | None:
    room = _allowed(context, answers)
    if room is None:
        return None
    held = say_many(
        "body",
        "{n} person holds its key.",
        "{n} people hold its key.",
        len(leaving.inside(context, room).keys),
    )
    lines = (_heading(room), held, say("body", "Which key do they get now?"))
    keys = [questions.choice(name(f"🔑 {one.name}"), one.id) for one in _others(context, room)]
    stop = questions.choice(say("btn", "➖ No other key"), NOWHERE)
    return Reply(lines, (*in_rows(keys), (stop,), (_no(room),)))


def _then_keys(context: Context, answers: Answers, to: Answer) -> Outcome:
    return _goes_on(context, "sure", {**questions.own_answers(answers), "keys": to})


def _preview(context: Context, answers: Answers) -> Reply | None:
    """What moves where, what ends, what stays; how many hear of it; and the yes."""
    now, room = context.view.neighbourhood, _allowed(context, answers)
    if room is None or not _is_known(now, answers):
        return None
    changed = leaving.without(context, now, room, now.room(str(answers["activities"])))
    if changed is None:
        return None
    there = leaving.inside(context, room)
    lines = (
        say("body", "🔒 {room} closes for good.", room=room.name),
        *_ends(context, now, there, answers),
        say("body", "Its news, screens and invitations stop."),
        say("body", "Its figures stay in the report."),
        say("body", "This cannot be undone with one tap."),
    )
    more: Rows = ()
    if there.uncounted and room in context.own_rooms:
        more = ((button(say("btn", "📋 My openings"), "shifts"),),)
    # A key that is paused moves without a word.
    keys_end = answers["keys"] == NOWHERE
    hear = closed_rooms.paused(context.store, room.id) if keys_end else ()
    return agreed.preview(context, changed, lines, _no(room), more, hear)


def _then_sure(context: Context, answers: Answers, value: Answer) -> Outcome:
    now = versions.present(context)
    room = now.room(str(answers["room"])) if _allowed(context, answers) else None
    if value != agreed.YES or room is None or len(now.rooms) == 1 or not _is_known(now, answers):
        return refusals.OVER
    if _is_open(context, room):
        back = button(say("btn", "📍 Address, phone"), "plan.details", room=room.id)
        return Outcome((Reply(_close_first(room), ((back,),)),))
    seen = _seen(now, room, leaving.inside(context, room))
    if answers["seen"] != seen:
        return agreed.asked_again(context, _preview, FLOW, answers, seen)
    changed = leaving.without(context, now, room, now.room(str(answers["activities"])))
    if changed is None:
        return refusals.OVER
    versions.keep(context, changed, room.id)
    store, person = context.store, context.person.id
    key = now.room(str(answers["keys"]))
    after = NeighbourhoodView(changed)
    heard = [
        # Whoever has the key hears who does not come, before it goes.
        *reminders.of_gone_rooms(after, store),
        *closed_rooms.end(after, store, room, context.now, person, key),
    ]
    lines = (agreed.DONE, say("body", "🔒 {room} is closed for good.", room=room.name))
    rows = ((button(say("btn", "📆 Days and hours"), "plan"),),)
    own = tuple(role.role for role in store.roles.of(person))
    return Outcome((Reply(lines, rows, replaces=True, roles=own), *heard))


def _ends(context: Context, now: Neighbourhood, there: Inside, answers: Answers) -> list[Text]:
    """What becomes of what is there, a line for each kind of which there is something."""
    lines: list[Text] = []
    many, to = len(there.activities), now.room(str(answers["activities"]))
    if many and to:
        lines.append(
            say_many(
                "body",
                "{n} activity moves to {room}.",
                "{n} activities move to {room}.",
                many,
                room=to.name,
            )
        )
        if any(_is_shut(context, one, to) for one in there.activities):
            lines.append(say("body", "⚠️ {room} is closed at some of these times.", room=to.name))
    elif many:
        lines.append(say_many("body", "{n} activity stops.", "{n} activities stop.", many))
    held, key = len(there.keys), now.room(str(answers["keys"]))
    if held and key:
        lines.append(
            say_many(
                "body",
                "{n} person gets the key to {room}.",
                "{n} people get the key to {room}.",
                held,
                room=key.name,
            )
        )
    elif held:
        lines.append(say_many("body", "{n} key-holder stops.", "{n} key-holders stop.", held))
    if there.requests:
        lines.append(
            say_many(
                "body",
                "{n} request goes to the coordinators.",
                "{n} requests go to the coordinators.",
                there.requests,
            )
        )
    if there.meetings:
        lines.append(
            say_many(
                "body",
                "{n} meeting there is cancelled.",
                "{n} meetings there are cancelled.",
                there.meetings,
            )
        )
    if there.neighbours:
        lines.append(
            say_many(
                "body",
                "Helping there ends for {n} neighbour.",
                "Helping there ends for {n} neighbours.",
                there.neighbours,
            )
        )
    if there.uncounted:
        lines.append(
            say_many(
                "body",
                "⚠️ {n} opening is not counted. Count it first.",
                "⚠️ {n} openings are not counted. Count them first.",
                there.uncounted,
            )
        )
    return lines


def _is_shut(context: Context, activity: Activity, to: Room) -> bool:
    """Whether the other room is not open when this is next."""
    begins = listing.next_of(context, activity)
    there = activity.model_copy(update={"room": to.id})
    return begins is not None and listing.is_closed(context.view, there, begins)


def _is_known(now: Neighbourhood, answers: Answers) -> bool:
    """Whether everything goes to another room that there still is, or nowhere."""
    places = {one.id for one in now.rooms if one.id != answers["room"]} | {NOWHERE}
    return {answers["activities"], answers["keys"]} <= places


def _seen(now: Neighbourhood, room: Room, there: Inside) -> str:
    """What tells the room and what is in it from what it was when it was shown."""
    own = (one.model_dump_json() for one in now.activities if one.room == room.id)
    return agreed.mark(room.model_dump_json(), *own, str(there.keys))


def _is_open(context: Context, room: Room) -> bool:
    return room.id in context.store.openings.open_now()


def _close_first(room: Room) -> tuple[Text, ...]:
    return (
        say("body", "{room} is open now.", room=room.name),
        say("body", "Whoever has the key closes it first."),
    )


def _others(context: Context, room: Room) -> list[Room]:
    return [one for one in context.view.neighbourhood.rooms if one.id != room.id]


def _heading(room: Room) -> Text:
    return say("body", "🔒 {room}: close it for good.", room=room.name)


def _no(room: Room) -> Button:
    return agreed.no_to("plan.details", room.id)


def _allowed(context: Context, answers: Answers) -> Room | None:
    """The room, for those who may close it for good."""
    return own_room(context, str(answers["room"])) if context.person.is_coordinator else None


STEPS: dict[tuple[str, str], questions.Step] = {
    (FLOW, "activities"): questions.Step(_ask_activities, questions.only_buttons, _then_activities),
    (FLOW, "keys"): questions.Step(_ask_keys, questions.only_buttons, _then_keys),
    (FLOW, "sure"): questions.Step(_preview, questions.only_buttons, _then_sure),
}
