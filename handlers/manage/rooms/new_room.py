"""A new room: its name, address, place and phone, one by one; a look at it, yes."""

from __future__ import annotations

from datetime import date

from handlers.core import questions, refusals
from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.messages import Outcome, Question, Reply, Text, button, name, say
from handlers.core.questions import Answer, Answers
from handlers.manage.changes import agreed, ids, versions
from handlers.manage.rooms import asking
from handlers.manage.rooms.days import to_room
from locales.phrases import folded
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.rooms import Room

FLOW = "new room"
NO_PHONE = "none"
# Until somebody says when it opens, it does not.
NO_HOURS = "off"
# No room of ours is older.
OLDEST = date(2000, 1, 1)


def begin(context: Context, _: Nothing) -> Outcome:
    """What it is called."""
    return _goes_on(context, "name", {})


def _goes_on(context: Context, step: str, answers: dict[str, str | int]) -> Outcome:
    asked = STEPS[FLOW, step].ask(context, answers)
    return Outcome((asked,), Question(FLOW, step, answers)) if asked else refusals.OVER


def _ask_name(context: Context, _: Answers) -> Reply | None:
    if not context.person.is_coordinator:
        return None
    lines = (
        say("body", "➕ A new room."),
        say("body", "What is its name? Type it."),
    )
    return Reply(lines)


def _then_name(context: Context, answers: Answers, typed: Answer) -> Outcome:
    own = questions.own_answers(answers)
    if taken := _taken(context.view.neighbourhood, str(typed)):
        return Outcome((Reply((taken,)),), Question(FLOW, "name", own))
    return _goes_on(context, "address", {**own, "name": typed})


def _ask_address(context: Context, answers: Answers) -> Reply | None:
    return asking.ask_address(_heading(answers)) if context.person.is_coordinator else None


def _then_address(context: Context, answers: Answers, typed: Answer) -> Outcome:
    return _goes_on(context, "place", {**questions.own_answers(answers), "address": typed})


def _ask_place(context: Context, answers: Answers) -> Reply | None:
    return asking.ask_place(_heading(answers)) if context.person.is_coordinator else None


def _then_place(context: Context, answers: Answers, value: Answer) -> Outcome:
    where = asking.shared(context, value)
    if where is None:
        return refusals.OVER
    return _goes_on(context, "phone", {**questions.own_answers(answers), **where})


def _ask_phone(context: Context, answers: Answers) -> Reply | None:
    if not context.person.is_coordinator:
        return None
    none = questions.choice(say("btn", "❌ No phone"), NO_PHONE)
    line = say("body", "What is the phone number? Type it.")
    return Reply((_heading(answers), line), ((none,),))


def _then_phone(context: Context, answers: Answers, typed: Answer) -> Outcome:
    given = {**questions.own_answers(answers), "phone": "" if typed == NO_PHONE else typed}
    if _room(context, context.view.neighbourhood, given) is None:
        why = say("body", "No phone can call this number. Check it.")
        question = Question(FLOW, "phone", questions.own_answers(answers))
        return agreed.shown_anew(why, _ask_phone(context, answers), question)
    return _goes_on(context, "sure", given)


def _preview(context: Context, answers: Answers) -> Reply | None:
    """What everybody will see of it, and the yes."""
    now = context.view.neighbourhood
    room = _room(context, now, answers) if context.person.is_coordinator else None
    if room is None:
        return None
    no = button(say("btn", "❌ No"), "plan")
    return agreed.preview(context, _with(now, room), _lines(room, now), no)


def _then_sure(context: Context, answers: Answers, value: Answer) -> Outcome:
    now = versions.present(context)
    if value != agreed.YES or not context.person.is_coordinator:
        return refusals.OVER
    if taken := _taken(now, str(answers["name"])):
        # Somebody else was quicker, or the same yes came twice.
        return Outcome((Reply((taken,), ((button(say("btn", "📆 Days and hours"), "plan"),),)),))
    room = _room(context, now, answers)
    if room is None:
        return refusals.OVER
    lines = (name(f"📍 {room.name}"), say("body", "Now say when it opens: tap 🕙."))
    hours = button(say("btn", "🕙 Usual hours"), "plan.week", room=room.id)
    return agreed.done(context, _with(now, room), room.id, lines, hours, to_room(room))


def _taken(now: Neighbourhood, wanted: str) -> Text | None:
    """Why a new room cannot have this name: nobody could tell the two apart."""
    if folded(wanted) in {folded(one.name) for one in now.rooms}:
        return say("body", "Another room has this name.")
    if folded(wanted) in {folded(one.name) for one in now.closed_rooms}:
        return say("body", "A room that closed had this name.")
    return None


def _room(context: Context, now: Neighbourhood, answers: Answers) -> Room | None:
    """The room as it was answered; None when a file with it would be refused."""
    bare = Room(
        id=ids.new_id(context.store, str(answers["name"]), _ids_of_old(context, now), "room"),
        name=str(answers["name"]),
        address=str(answers["address"]),
        hours=NO_HOURS,
    )
    phone = str(answers["phone"]) or None
    return agreed.changed_room(bare, phone=phone, **asking.kept_place(answers))


def _ids_of_old(context: Context, now: Neighbourhood) -> set[str]:
    """The ids of the rooms that there were: keys and figures of theirs are not of a new one."""
    roles = (holder.role.scope for holder in context.store.roles.everybody())
    opened = context.store.reach.rooms(first=OLDEST, last=context.today)
    return {one.id for one in (*now.rooms, *now.closed_rooms)} | {*roles, *opened}


def _with(now: Neighbourhood, room: Room) -> Neighbourhood:
    return now.model_copy(update={"rooms": (*now.rooms, room)})


def _lines(room: Room, now: Neighbourhood) -> list[Text]:
    phone = say("body", "There is no phone number.")
    if room.phone:
        phone = say("body", "Phone: {phone}", phone=room.phone)
    heading = say("body", "New room: {room}.", room=room.name)
    closed = say("body", "It is closed until you say when it opens.")
    return [heading, *asking.lines_of(room, now), phone, closed]


def _heading(answers: Answers) -> Text:
    return name(f"📍 {answers['name']}")


STEPS: dict[tuple[str, str], questions.Step] = {
    (FLOW, "name"): questions.Step(
        _ask_name,
        asking.read_words,
        _then_name,
        passes_words_on=True,
        longest=asking.LONGEST_NAME,
    ),
    (FLOW, "address"): questions.Step(
        _ask_address,
        asking.read_words,
        _then_address,
        passes_words_on=True,
        longest=asking.LONGEST_ADDRESS,
    ),
    (FLOW, "place"): questions.Step(_ask_place, asking.only_places, _then_place, takes_place=True),
    (FLOW, "phone"): questions.Step(
        _ask_phone,
        asking.read_words,
        _then_phone,
        passes_words_on=True,
        longest=asking.LONGEST_PHONE,
    ),
    (FLOW, "sure"): questions.Step(_preview, questions.only_buttons, _then_sure),
}
