"""A room that moves: its new address and its place on the map in one change, told once."""

from __future__ import annotations

from handlers.core import questions, refusals
from handlers.core.context import Context
from handlers.core.feature import OfRoom
from handlers.core.messages import Outcome, Question, Reply, button, name, say
from handlers.core.questions import Answer, Answers
from handlers.manage.changes import agreed, versions
from handlers.manage.rooms import asking
from handlers.manage.rooms.days import own_room, to_room
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.rooms import Room

FLOW = "room moves"


def begin(context: Context, args: OfRoom) -> Outcome:
    """Where it goes."""
    return _goes_on(context, "address", {"room": args.room})


def _goes_on(context: Context, step: str, answers: dict[str, str | int]) -> Outcome:
    asked = STEPS[FLOW, step].ask(context, answers)
    return Outcome((asked,), Question(FLOW, step, answers)) if asked else refusals.OVER


def _ask_address(context: Context, answers: Answers) -> Reply | None:
    room = _allowed(context, answers)
    if room is None:
        return None
    now = say("body", "Now: {address}", address=room.address)
    return asking.ask_address(say("body", "📍 {room} moves.", room=room.name), now)


def _then_address(context: Context, answers: Answers, typed: Answer) -> Outcome:
    return _goes_on(context, "place", {**questions.own_answers(answers), "address": typed})


def _ask_place(context: Context, answers: Answers) -> Reply | None:
    room = _allowed(context, answers)
    return asking.ask_place(name(f"📍 {answers['address']}")) if room else None


def _then_place(context: Context, answers: Answers, value: Answer) -> Outcome:
    where, room = asking.shared(context, value), _allowed(context, answers)
    if where is None or room is None:
        return refusals.OVER
    given = {**questions.own_answers(answers), **where, "seen": _seen(room)}
    return _goes_on(context, "sure", given)


def _preview(context: Context, answers: Answers) -> Reply | None:
    """Where it will be, how many hear of it, and the yes."""
    now, room = context.view.neighbourhood, _allowed(context, answers)
    moved = _moved(room, answers) if room else None
    if room is None or moved is None:
        return None
    lines = (
        say("body", "{room}, from now on:", room=room.name),
        *asking.lines_of(moved, now),
    )
    no = agreed.no_to("plan.details", room.id)
    return agreed.preview(context, agreed.with_room(now, moved), lines, no)


def _then_sure(context: Context, answers: Answers, value: Answer) -> Outcome:
    now = versions.present(context)
    room = now.room(str(answers["room"])) if _allowed(context, answers) else None
    moved = _moved(room, answers) if room else None
    if value != agreed.YES or room is None or moved is None:
        return refusals.OVER
    changed: Neighbourhood = agreed.with_room(now, moved)
    if changed != now and answers["seen"] != _seen(room):
        return agreed.asked_again(context, _preview, FLOW, answers, _seen(room))
    lines = asking.lines_of(moved, now)
    details = button(say("btn", "📍 Address, phone"), "plan.details", room=room.id)
    return agreed.done(context, changed, room.id, lines, details, to_room(room))


def _moved(room: Room, answers: Answers) -> Room | None:
    """The room where it was said to be; None when a file with it would be refused."""
    where = asking.kept_place(answers)
    return agreed.changed_room(room, address=str(answers["address"]), **where)


def _seen(room: Room) -> str:
    """What tells where it is from where it was when that was shown."""
    return agreed.mark(room.address, str(room.latitude), str(room.longitude))


def _allowed(context: Context, answers: Answers) -> Room | None:
    """The room, for those who may move it."""
    return own_room(context, str(answers["room"])) if context.person.is_coordinator else None


STEPS: dict[tuple[str, str], questions.Step] = {
    (FLOW, "address"): questions.Step(
        _ask_address,
        asking.read_words,
        _then_address,
        passes_words_on=True,
        longest=asking.LONGEST_ADDRESS,
    ),
    (FLOW, "place"): questions.Step(_ask_place, asking.only_places, _then_place, takes_place=True),
    (FLOW, "sure"): questions.Step(_preview, questions.only_buttons, _then_sure),
}
