"""What there is in a room: each thing is tapped on or off, and one yes keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from handlers.core import questions, refusals
from handlers.core.context import Context
from handlers.core.feature import Needs, OfRoom, Tap
from handlers.core.keyboards import in_rows
from handlers.core.messages import Button, Outcome, Question, Reply, Text, button, name, say
from handlers.core.neighbourhood import offers
from handlers.core.questions import Answer, Answers
from handlers.manage.changes import agreed, versions
from handlers.manage.rooms.days import own_room, to_room
from storage.neighbourhood.checks import OFFERS, Offer
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.rooms import Room

FLOW = "room offers"
# Before anything was tapped it is as it is.
AS_NOW = "now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen(OfRoom):
    """The arguments of a button about what a room offers: all that is there after the tap.

    So the same button twice is the same, and what is chosen rests nowhere before the yes.
    """

    there: str = AS_NOW


def show(context: Context, args: Chosen) -> Outcome:
    """What there is in a room, each thing with its button, and the yes where something differs."""
    room = own_room(context, args.room)
    if room is None:
        return refusals.OVER
    there = " ".join(room.offers) if args.there == AS_NOW else args.there
    answers: Answers = {"room": room.id, "there": there, "seen": agreed.mark(*room.offers)}
    if list(_chosen(there)) == offers.in_order(room.offers):
        lines = (*_lines(room, room.offers), say("body", "Tap what there is in the room."))
        back = button(questions.BACK, "plan.details", room=room.id)
        rows = (*_toggles(room, there), (back,))
        return Outcome((Reply(lines, rows, replaces=bool(context.turn.tap)),))
    asked = _preview(context, answers)
    if asked is None:
        return refusals.OVER
    return Outcome((asked,), Question(FLOW, "sure", answers))


def to_offers(room: Room) -> Button:
    """The way to what there is in a room."""
    return button(say("btn", "♿ What there is"), "plan.offers", room=room.id)


def _preview(context: Context, answers: Answers) -> Reply | None:
    """What it will be, and the yes; each thing can still be tapped on or off."""
    room = _allowed(context, answers)
    if room is None:
        return None
    there = str(answers["there"])
    changed = _changed(context.view.neighbourhood, room, there)
    lines = (say("body", "{room}, from now on:", room=room.name), *_said(_chosen(there)))
    no = agreed.no_to("plan.details", room.id)
    return agreed.preview(context, changed, lines, no, _toggles(room, there))


def _then_sure(context: Context, answers: Answers, value: Answer) -> Outcome:
    now = versions.present(context)
    allowed = _allowed(context, answers)
    room = now.room(allowed.id) if allowed else None
    if value != agreed.YES or room is None:
        return refusals.OVER
    there, seen = str(answers["there"]), agreed.mark(*room.offers)
    is_new = list(_chosen(there)) != offers.in_order(room.offers)
    if is_new and answers.get("seen") != seen:
        return agreed.asked_again(context, _preview, FLOW, answers, seen)
    changed = _changed(now, room, there) if is_new else now
    return agreed.done(context, changed, room.id, _lines(room, _chosen(there)), to_room(room))


def _changed(now: Neighbourhood, room: Room, there: str) -> Neighbourhood:
    return agreed.with_room(now, room.model_copy(update={"offers": _chosen(there)}))


def _chosen(there: str) -> tuple[Offer, ...]:
    """The things that are named there; what nobody knows is none."""
    return tuple(one for one in OFFERS if one in there.split())


def _lines(room: Room, there: tuple[Offer, ...]) -> tuple[Text, ...]:
    return (name(f"📍 {room.name}"), *_said(there))


def _said(there: tuple[Offer, ...]) -> list[Text]:
    return offers.lines(there) or [say("body", "Nothing is said of what there is.")]


def _toggles(room: Room, there: str) -> tuple[tuple[Button, ...], ...]:
    """A button for each thing, with all that is there once it was tapped."""
    chosen, keys = set(_chosen(there)), []
    for one in OFFERS:
        label = offers.LABELS[one]
        marked = say("choice", "⬜ {what}", what=label)
        if one in chosen:
            marked = say("choice", "✅ {what}", what=label)
        after = " ".join(offers.in_order(chosen ^ {one}))
        keys.append(button(marked, "plan.offers", room=room.id, there=after))
    return in_rows(keys)


def _allowed(context: Context, answers: Answers) -> Room | None:
    """The room, for those who may change what is known of it."""
    return own_room(context, str(answers["room"])) if context.person.is_coordinator else None


TAPS: dict[str, Tap[Any]] = {
    "plan.offers": Tap(show, Chosen, Needs.COORDINATOR, asks_pictures=True)
}
STEPS: dict[tuple[str, str], questions.Step] = {
    (FLOW, "sure"): questions.Step(_preview, questions.only_buttons, _then_sure),
}
