"""Steps from visitor to paid job: a coordinator notes them, and only with the person's own yes."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.core import keyboards, refusals, time_words
from handlers.core.context import Context
from handlers.core.feature import FurtherOn, OfRoom
from handlers.core.keyboards import NEWS, in_rows
from handlers.core.messages import Button, Outcome, Reply, Text, Value, button, name, say
from handlers.core.time_words import word
from handlers.volunteering import texts
from handlers.volunteering.texts import STEPS, WHAT
from handlers.volunteering.trial import OfOffer
from storage.neighbourhood.rooms import Room
from storage.repositories.volunteering.offers import JOINED, Offer
from storage.repositories.volunteering.steps_to_work import PathStep, WorkStep

# As many as fit on a phone at once.
PAGE = 8
# Of one's own, each in a line.
AT_ONCE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteersOf(OfRoom):
    """Of the volunteers of a room so many were shown before."""

    skip: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStep(OfOffer):
    """The step that a coordinator wants to write down."""

    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfStep:
    """The arguments of a button about a step that is written down or proposed."""

    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerToStep(OfStep):
    """Whether the step is right; 1 is a yes."""

    yes: int


def show(context: Context, args: VolunteersOf) -> Outcome:
    """Who helps in a room: by number, never by name."""
    rooms = context.view.rooms
    room = rooms.get(args.room)
    if room is None and len(rooms) == 1:
        (room,) = rooms.values()
    if room is None:
        places = [button(name(other.name), "path", room=other.id) for other in rooms.values()]
        return _said(say("body", "Volunteers of which room?"), rows=in_rows(places))
    volunteers = list(enumerate(context.store.offers.joined(room.id), 1))
    if not volunteers:
        return _said(say("body", "{room} has no volunteers yet.", room=room.name))
    shown, further = keyboards.part(volunteers, args.skip, PAGE)
    lines = [_line(context, room, number, offer) for number, offer in shown]
    numbers = [
        button(name(f"🪜 {number}"), "path.choose", offer=offer.id) for number, offer in shown
    ]
    way_on = keyboards.more_row("path", further, room=room.id)
    return _said(*lines, rows=(*in_rows(numbers), *way_on))


def choose(context: Context, args: OfOffer) -> Outcome:
    """One volunteer with the steps so far, and which step could come now."""
    volunteer = _volunteer(context, args.offer)
    if isinstance(volunteer, Outcome):
        return volunteer
    offer, room, number = volunteer
    steps = [step for step in context.store.steps_to_work.of(offer.person) if step.room == room.id]
    lines = [_line(context, room, number, offer)]
    lines += [_agreed_line(step) for step in steps if step.agreed_at]
    if any(step.agreed_at is None for step in steps):
        return _said(*lines, say("body", "I asked the person. There is no answer yet."))
    taken = {step.step for step in steps}
    choices = [
        button(label, "path.propose", offer=offer.id, step=step)
        for step, label in STEPS.items()
        if step not in taken
    ]
    return _said(*lines, say("body", "Which step is new?"), rows=in_rows(choices))


def propose(context: Context, args: NewStep) -> Outcome:
    """Ask the person whether the step is right; until then nothing is written down."""
    volunteer = _volunteer(context, args.offer)
    if isinstance(volunteer, Outcome):
        return volunteer
    offer, room, _ = volunteer
    steps = [step for step in context.store.steps_to_work.of(offer.person) if step.room == room.id]
    is_known = any(step.step == args.step or step.agreed_at is None for step in steps)
    if args.step not in STEPS or is_known:
        return choose(context, args)
    number = context.store.steps_to_work.propose(
        offer.person,
        room=room.id,
        step=WorkStep(args.step),
        day=context.today,
        proposed_by=context.person.id,
    )
    lines = (NEWS, *_question(args.step, context))
    asked = Reply(lines, (_yes_no(number),), to=offer.person)
    done = _said(
        say("body", "✅ I'm asking the person now."),
        say("body", "I only note it if they say yes."),
    )
    return Outcome((*done.replies, asked), keeps_question=True)


def answer(context: Context, args: AnswerToStep) -> Outcome:
    """The person's yes writes the step down; a no leaves nothing behind."""
    step = context.store.steps_to_work.get(args.step)
    if step is None or step.person != context.person.id:
        return refusals.OVER
    if step.agreed_at:
        return mine(context, FurtherOn())
    is_yes = args.yes == 1
    if is_yes:
        context.store.steps_to_work.agree(step.id, context.now)
        done = _said(
            say("body", "✅ Noted. Only you and the coordinator see it."),
            say("body", "You'll find it under 🌱."),
        )
    else:
        context.store.steps_to_work.remove(step.id)
        done = _said(say("body", "✅ All right. I noted nothing."))
    return Outcome(
        (*done.replies, *_tell_proposer(context, step, is_yes=is_yes)), keeps_question=True
    )


def mine(context: Context, args: FurtherOn) -> Outcome:
    """Somebody's own steps, each with a button that takes it out."""
    agreed = [step for step in context.store.steps_to_work.of(context.person.id) if step.agreed_at]
    if not agreed:
        return _said(say("body", "I have noted nothing about you here."))
    shown, further = keyboards.part(agreed, args.skip, most=AT_ONCE)
    lines = [texts.since(step.step, step.day) for step in shown]
    buttons = [
        button(say("choice", "❌ {step}", step=word(STEPS, step.step)), "path.remove", step=step.id)
        for step in shown
    ]
    buttons += keyboards.more("path.mine", further)
    last = say("body", "Tap a step to remove it.")
    return _said(*lines, last, rows=tuple((one,) for one in buttons))


def remove(context: Context, args: OfStep) -> Outcome:
    """Take an own step out; it is gone at once."""
    step = context.store.steps_to_work.get(args.step)
    if step is None or step.person != context.person.id:
        return refusals.OVER
    context.store.steps_to_work.remove(step.id)
    line = say("body", "✅ Removed. I don't keep it any more.")
    left = any(other.agreed_at for other in context.store.steps_to_work.of(context.person.id))
    back = ((button(say("btn", "🪜 My steps"), "path.mine"),),) if left else ()
    return _said(line, rows=back)


def own(context: Context) -> tuple[list[Text], list[tuple[Button, ...]]]:
    """A step that waits for a yes, else the latest ones, for the screen of somebody who helps."""
    steps = context.store.steps_to_work.of(context.person.id)
    agreed = [step for step in steps if step.agreed_at]
    waiting = [step for step in steps if step.agreed_at is None]
    mine: list[tuple[Button, ...]] = (
        [(button(say("btn", "🪜 My steps"), "path.mine"),)] if agreed else []
    )
    for step in waiting[:1]:
        return [*_question(step.step, context, step)], [_yes_no(step.id), *mine]
    return [texts.since(step.step, step.day) for step in agreed[-AT_ONCE:]], mine


def _volunteer(context: Context, number: int) -> tuple[Offer, Room, int] | Outcome:
    """The volunteer a coordinator means, with the number that stands for the name."""
    offer = context.store.offers.get(number)
    room = context.view.rooms.get(offer.room) if offer else None
    if offer is None or room is None or offer.state != JOINED:
        return refusals.OVER
    volunteers = [joined.person for joined in context.store.offers.joined(room.id)]
    return offer, room, volunteers.index(offer.person) + 1


def _line(context: Context, room: Room, number: int, offer: Offer) -> Text:
    since = context.view.local(offer.answered_at or offer.since).date()
    return say(
        "body",
        "🪜 Volunteer {number}: {what}, {room}, since {month}.",
        number=number,
        what=word(WHAT, offer.what),
        room=room.name,
        month=time_words.month(since),
    )


def _agreed_line(step: PathStep) -> Text:
    return say("body", "{step}: since {date}.", step=word(STEPS, step.step), date=step.day)


def _question(step: str, context: Context, kept: PathStep | None = None) -> tuple[Text, ...]:
    return (
        say("body", "The coordinator wants to note:"),
        texts.since(step, kept.day if kept else context.today),
        say("body", "Is that right?"),
    )


def _yes_no(step: int) -> tuple[Button, ...]:
    yes = button(say("btn", "✅ Yes"), "path.answer", step=step, yes=1)
    return (yes, button(say("btn", "❌ No"), "path.answer", step=step, yes=0))


def _tell_proposer(context: Context, step: PathStep, *, is_yes: bool) -> list[Reply]:
    """The answer for whoever asked, if that person still coordinates."""
    room = context.view.rooms.get(step.room)
    asker = step.proposed_by
    if room is None or asker is None or asker not in context.store.roles.coordinators():
        return []
    values: dict[str, Value] = {"step": word(STEPS, step.step), "room": room.name}
    if is_yes:
        line = say("body", "🪜 {step} in {room}: the answer is yes.", **values)
        more = say("body", "It is noted.")
    else:
        line = say("body", "🪜 {step} in {room}: the answer is no.", **values)
        more = say("body", "That is fine. I noted nothing.")
    return [Reply((line, more), to=asker)]


def _said(*lines: Text, rows: keyboards.Rows = ()) -> Outcome:
    reply = Reply(lines, tuple(rows), replaces=True)
    return Outcome((reply,), keeps_question=True)
