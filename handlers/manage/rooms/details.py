"""The name, address, phone and place of a room: typed or shared, a look at it, yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.core import questions, refusals
from handlers.core.context import Context
from handlers.core.feature import OfRoom
from handlers.core.keyboards import in_rows
from handlers.core.messages import (
    Button,
    Outcome,
    Place,
    Question,
    Reply,
    Text,
    button,
    name,
    say,
    say_many,
)
from handlers.core.questions import BACK, Answer, Answers
from handlers.core.typed_input import readable
from handlers.manage.changes import agreed, versions
from handlers.manage.rooms import asking, offers
from handlers.manage.rooms.days import own_room, to_room
from handlers.rooms import near
from locales.phrases import folded
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.rooms import Room

FLOW = "room details"
NO_PHONE = "none"
PLACE = "place"
# What can be changed, each by a question of its own.
LABELS: Mapping[str, Text] = {
    "name": say("btn", "🏷️ Name"),
    "address": say("btn", "📍 Address"),
    "phone": say("btn", "📞 Phone"),
    PLACE: say("btn", "🗺️ On the map"),
}
LONGEST: Mapping[str, int] = {
    "name": asking.LONGEST_NAME,
    "address": asking.LONGEST_ADDRESS,
    "phone": asking.LONGEST_PHONE,
}
ASKED: Mapping[str, Text] = {
    "name": say("body", "What is the new name? Type it."),
    "address": say("body", "What is the new address? Type it."),
    "phone": say("body", "What is the new phone number? Type it."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfDetail(OfRoom):
    """The arguments of a button about one detail of a room."""

    what: str


def show(context: Context, args: OfRoom) -> Outcome:
    """What is known of a room, and a button for each thing."""
    room = own_room(context, args.room)
    if room is None:
        return refusals.OVER
    lines = (name(f"📍 {room.name}"), *(_line(room, what) for what in LABELS if what != "name"))
    keys = [button(label, "plan.detail", room=room.id, what=what) for what, label in LABELS.items()]
    back = button(BACK, "plan.room", room=room.id)
    keys.append(offers.to_offers(room))
    keys.append(button(say("btn", "📍 Room moves"), "plan.moves", room=room.id))
    keys.append(button(say("btn", "🔒 Close for good"), "plan.closes", room=room.id))
    rows = (*in_rows(keys), (back,))
    return Outcome((Reply(lines, rows, replaces=bool(context.turn.tap)),))


def ask(context: Context, args: OfDetail) -> Outcome:
    """What it will be."""
    if args.what not in LABELS:
        return refusals.OVER
    answers: Answers = {"room": args.room}
    asked = STEPS[FLOW, args.what].ask(context, answers)
    return Outcome((asked,), Question(FLOW, args.what, answers)) if asked else refusals.OVER


def _asks(what: str) -> questions.Step:
    """The question for one detail that is typed."""

    def ask_words(context: Context, answers: Answers) -> Reply | None:
        room = _allowed(context, answers)
        if room is None:
            return None
        keys = [(_to_details(room, BACK),)]
        if what == "phone" and room.phone:
            keys.insert(0, (questions.choice(say("btn", "❌ No phone"), NO_PHONE),))
        return Reply((name(f"📍 {room.name}"), _line(room, what), ASKED[what]), tuple(keys))

    def then_words(context: Context, answers: Answers, typed: Answer) -> Outcome:
        value = "" if what == "phone" and typed == NO_PHONE else readable(str(typed))
        if not value and typed != NO_PHONE:
            return _again(what, answers, asking.NO_WORDS)
        return _goes_on(context, what, answers, {"value": value})

    return questions.Step(ask_words, str, then_words, passes_words_on=True, longest=LONGEST[what])


def _ask_place(context: Context, answers: Answers) -> Reply | None:
    room = _allowed(context, answers)
    if room is None:
        return None
    lines = (
        name(f"📍 {room.name}"),
        say("body", "Send me where the room is: a location."),
        say("body", "Everybody can see it on the map."),
    )
    share = Button(say("btn", "📍 Share location"), asks_place=True)
    return Reply(lines, ((share,), (_to_details(room, BACK),)))


def _then_place(context: Context, answers: Answers, value: Answer) -> Outcome:
    where = asking.shared(context, value)
    if where is None:
        return refusals.OVER
    return _goes_on(context, PLACE, answers, where)


def _goes_on(context: Context, what: str, answers: Answers, given: Mapping[str, str]) -> Outcome:
    """Show what it will be; what cannot be is asked again."""
    now, room = context.view.neighbourhood, _allowed(context, answers)
    if room is None:
        return refusals.OVER
    own: dict[str, str | int] = {"room": room.id, "what": what, **given}
    own["seen"] = _seen(now, own)
    changed = _changed_so(now, own)
    if changed is None:
        return _again(what, answers, _wrong(now, own))
    if changed == now:
        return _as_it_is(room)
    asked = _preview(context, own)
    return Outcome((asked,), Question(FLOW, "sure", own)) if asked else refusals.OVER


def _preview(context: Context, answers: Answers) -> Reply | None:
    """What it will be, how many are told, and the yes."""
    room = _allowed(context, answers)
    changed = _changed_so(context.view.neighbourhood, answers) if room else None
    if room is None or changed is None:
        return None
    lines = (say("body", "{room}, from now on:", room=room.name), *_new(room, changed, answers))
    return agreed.preview(context, changed, lines, agreed.no_to("plan.details", room.id))


def _then_sure(context: Context, answers: Answers, value: Answer) -> Outcome:
    now = versions.present(context)
    room = _allowed(context, answers)
    changed = _changed_so(now, answers) if room else None
    if value != agreed.YES or room is None or changed is None:
        return refusals.OVER
    if changed == now:
        return _as_it_is(room)
    if answers.get("seen") != _seen(now, answers):
        return agreed.asked_again(context, _preview, FLOW, answers, _seen(now, answers))
    lines = _new(room, changed, answers)
    return agreed.done(context, changed, room.id, lines, _to_details(room), to_room(room))


def _changed_so(now: Neighbourhood, answers: Answers) -> Neighbourhood | None:
    """The neighbourhood with that detail as it was answered; None when that cannot be."""
    room, what = now.room(str(answers["room"])), str(answers["what"])
    if room is None or _is_taken(now, answers):
        return None
    given: dict[str, str | float | None] = {what: str(answers.get("value", "")) or None}
    if what == PLACE:
        given = {key: float(answers[key]) for key in ("latitude", "longitude")}
    changed = agreed.changed_room(room, **given)
    return agreed.with_room(now, changed) if changed else None


def _is_taken(now: Neighbourhood, answers: Answers) -> bool:
    """Whether another room has that name, or had it: nobody could tell them apart."""
    wanted, every = folded(str(answers.get("value", ""))), (*now.rooms, *now.closed_rooms)
    others = {folded(one.name) for one in every if one.id != answers["room"]}
    return answers["what"] == "name" and wanted in others


def _wrong(now: Neighbourhood, answers: Answers) -> Text:
    if _is_taken(now, answers):
        return say("body", "Another room has this name.")
    if answers["what"] == "phone":
        return say("body", "No phone can call this number. Check it.")
    return asking.NO_WORDS


def _new(old: Room, changed: Neighbourhood, answers: Answers) -> tuple[Text, ...]:
    """What it will be; a place by how far it is from where it was."""
    room = changed.room(old.id)
    if room is None:
        return ()
    if answers["what"] != PLACE or old.latitude is None or old.longitude is None:
        return (_line(room, str(answers["what"])),)
    there = Place(float(answers["latitude"]), float(answers["longitude"]))
    far = say_many(
        "body",
        "Its place on the map moves {n} metre.",
        "Its place on the map moves {n} metres.",
        round(near.metres(there, old)),
    )
    return (far,)


def _line(room: Room, what: str) -> Text:
    """One detail as it is."""
    if what == "name":
        return say("body", "Name: {name}", name=room.name)
    if what == "address":
        return say("body", "Address: {address}", address=room.address)
    if what == "phone" and room.phone:
        return say("body", "Phone: {phone}", phone=room.phone)
    if what == "phone":
        return say("body", "There is no phone number.")
    if room.latitude is None or room.longitude is None:
        return say("body", "It is not on the map yet.")
    return say("body", "It is on the map.")


def _seen(now: Neighbourhood, answers: Answers) -> str:
    """What tells that detail from how it was when it was shown."""
    room, what = now.room(str(answers["room"])), str(answers["what"])
    keys = ("latitude", "longitude") if what == PLACE else (what,)
    return agreed.mark(*(str(getattr(room, key, None)) for key in keys))


def _allowed(context: Context, answers: Answers) -> Room | None:
    """The room, for those who may change what is known of it."""
    return own_room(context, str(answers["room"])) if context.person.is_coordinator else None


def _again(what: str, answers: Answers, why: Text) -> Outcome:
    return Outcome((Reply((why,)),), Question(FLOW, what, questions.own_answers(answers)))


def _as_it_is(room: Room) -> Outcome:
    line = say("body", "It is like that already.")
    return Outcome((Reply((line,), ((_to_details(room),),)),))


def _to_details(room: Room, label: Text | None = None) -> Button:
    return button(label or say("btn", "📍 Address, phone"), "plan.details", room=room.id)


STEPS: dict[tuple[str, str], questions.Step] = {
    **{(FLOW, what): _asks(what) for what in ASKED},
    (FLOW, PLACE): questions.Step(_ask_place, asking.only_places, _then_place, takes_place=True),
    (FLOW, "sure"): questions.Step(_preview, questions.only_buttons, _then_sure),
}
