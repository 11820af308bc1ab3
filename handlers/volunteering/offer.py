"""I want to help: what, where and when in three taps; where it stands; and stop at any time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.keyboards import in_rows
from handlers.core.messages import Ability, Button, Outcome, Reply, Text, button, name, say, say_if
from handlers.core.time_words import WHEN, word
from handlers.volunteering import steps_to_work, trial
from handlers.volunteering.texts import WHAT
from handlers.volunteering.trial import OfOffer
from storage.repositories.volunteering.offers import AGREED, COMING, JOINED, OPEN, Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """Whether the message with the button changes; 1 is a yes."""

    again: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What somebody likes to do, where and when, as far as they chose."""

    what: str = ""
    room: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeChoice(Choice):
    """All three, with the number of the offer before it: the same yes counts once."""

    after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerToDay(OfOffer):
    """Whether the day of the trial suits; 1 is a yes."""

    at: datetime
    yes: int


def show(context: Context, args: Again) -> Outcome:
    """Where somebody's offer stands; without an offer, what somebody likes to do."""
    offers = context.store.offers.of(context.person.id)
    rooms = context.view.rooms
    joined = [offer for offer in offers if offer.state == JOINED and offer.room in rooms]
    waiting = [offer for offer in offers if offer.state in OPEN]
    rows: list[tuple[Button, ...]] = [(_stop_button(offer, named=True),) for offer in joined]
    lines = [_joined_line(context, offer) for offer in joined]
    if waiting:
        here, buttons = _where(context, waiting[-1])
        lines, rows = [*lines, *here], [*buttons, *rows]
    else:
        lines += [say("body", "🌱 How nice that you want to help!")]
        lines += [say("body", "What do you like to do?")]
        kinds = [button(label, "volunteer.choose", what=what) for what, label in WHAT.items()]
        rows = [*in_rows(kinds), *rows]
    step_lines, step_rows = steps_to_work.own(context)
    rows += [*step_rows, (button(say("btn", "🔄 I can, I look for"), "exchange"),)]
    reply = Reply((*lines, *step_lines), tuple(rows), replaces=args.again == 1)
    return Outcome((reply,))


def choose(context: Context, args: Choice) -> Outcome:
    """Ask what, where and when, one after the other, and then whether that is right."""
    what, room, when = args.what, args.room, args.when
    rooms = context.view.rooms
    if what not in WHAT or context.store.offers.waiting_of(context.person.id):
        return show(context, Again(again=1))
    if len(rooms) == 1:
        (room,) = rooms
    if room not in rooms:
        line = say("body", "Where do you want to help?")
        places = [
            button(name(other.name), "volunteer.choose", what=what, room=other.id)
            for other in rooms.values()
        ]
        return _ask(line, *in_rows(places))
    if when not in WHEN:
        line = say("body", "When does it suit you?")
        times = [
            button(label, "volunteer.choose", what=what, room=room, when=when)
            for when, label in WHEN.items()
        ]
        return _ask(line, *in_rows(times))
    line = say(
        "body",
        "You want to help in {room}: {what}. {when}.",
        room=rooms[room].name,
        what=WHAT[what],
        when=WHEN[when],
    )
    after = _newest(context)
    yes = button(
        say("btn", "✅ Yes"), "volunteer.offer", what=what, room=room, when=when, after=after
    )
    no = button(say("btn", "❌ No"), "volunteer", again=1)
    return _ask(line, (yes, no), more=say("body", "Is that right?"))


def offer_help(context: Context, args: WholeChoice) -> Outcome:
    """The yes: from here on the room is asked."""
    what, room, when = args.what, args.room, args.when
    is_whole = what in WHAT and room in context.view.rooms and when in WHEN
    if not is_whole or context.store.offers.waiting_of(context.person.id):
        return show(context, Again(again=1))
    if args.after != _newest(context):
        # The yes of an earlier time: that offer was made already, and is over.
        return refusals.OVER
    context.count_contact()
    offer = context.store.offers.make(
        context.person.id, room=room, what=what, when=when, now=context.now
    )
    asked = trial.notice(context.view, context.store, offer, trial.staff(context.store, offer))
    lines = (
        say("body", "✅ Thank you! The room answers you here."),
        say("body", "You can stop any time under 🌱."),
    )
    exchange = button(say("btn", "🔄 I can, I look for"), "exchange")
    rows = ((_stop_button(offer),), (exchange,))
    return Outcome((Reply(lines, rows, replaces=True), *asked))


def answer(context: Context, args: AnswerToDay) -> Outcome:
    """Whether the day of the trial suits; the buddy hears it."""
    offer = context.store.offers.get(args.offer)
    room = context.view.rooms.get(offer.room) if offer else None
    is_own = offer is not None and offer.person == context.person.id
    if offer is None or room is None or not is_own or offer.state not in AGREED:
        return refusals.OVER
    assert offer.trial_at
    # The button of another day, or of a day that has come.
    if args.at != offer.trial_at or offer.trial_at <= context.now:
        return show(context, Again(again=1))
    if args.yes != 1:
        told = trial.cannot_come(context.view, context.store, offer, room, context.now)
        lines = (
            say("body", "✅ Thank you for telling us."),
            say("body", "The room answers you here again."),
        )
        rows = ((_stop_button(offer),),)
        return Outcome((Reply(lines, rows, replaces=True), *told))
    comes = context.store.offers.comes(offer)
    told = []
    if offer.state != COMING:
        lines = (
            trial.line(context.view, offer, room),
            say("body", "✅ The volunteer comes."),
        )
        meets = trial.those_who_meet(context.store, offer)
        told = [Reply(lines, to=person) for person in meets]
    nice = say_if(
        Ability.REMIND,
        say("body", "✅ Nice! You hear from me before it starts."),
        say("body", "✅ Nice! Look here again before it starts."),
    )
    where = trial.welcome(context.view, offer, room)
    reply = Reply((nice, *where), (trial.coming_buttons(comes),), replaces=True)
    return Outcome((reply, *told))


def stop(context: Context, args: OfOffer) -> Outcome:
    """The volunteer stops; whoever took the offer up hears that there is no trial."""
    offer = context.store.offers.get(args.offer)
    if offer is None or offer.person != context.person.id:
        return refusals.OVER
    told: list[Reply] = []
    if offer.state in {*OPEN, JOINED}:
        told = trial.called_off(context.view, context.store, offer)
        context.store.offers.stop(offer)
    lines = (
        say("body", "✅ Stopped. Thank you for offering."),
        say("body", "You are always welcome."),
    )
    again = button(say("btn", "🌱 I want to help"), "volunteer", again=1)
    return Outcome((Reply(lines, ((again,),), replaces=True), *told))


def departed(context: Context, profile: str | None) -> Iterable[Reply]:
    """Whoever took the offers up hears that there is no trial; they are of a whole phone."""
    if profile is not None:
        return
    for offer in context.store.offers.of(context.person.id):
        yield from trial.called_off(context.view, context.store, offer)


def _where(context: Context, offer: Offer) -> tuple[list[Text], list[tuple[Button, ...]]]:
    """How an offer stands, and what its person can do about it."""
    room = context.view.rooms.get(offer.room)
    stop = (_stop_button(offer),)
    if room is None:
        return [say("body", "That room is not there any more.")], [stop]
    first = say(
        "body",
        "🌱 You offered help in {room}: {what}. {when}.",
        room=room.name,
        what=word(WHAT, offer.what),
        when=word(WHEN, offer.when),
    )
    is_agreed = offer.state in AGREED and offer.trial_at is not None
    if is_agreed and offer.trial_at and offer.trial_at > context.now:
        lines = [first, *trial.welcome(context.view, offer, room)]
        return lines, [trial.coming_buttons(offer), stop]
    return [first, say("body", "The room answers you here.")], [stop]


def _joined_line(context: Context, offer: Offer) -> Text:
    return say(
        "body",
        "🌱 You help in {room}: {what}. Thank you!",
        room=context.view.rooms[offer.room].name,
        what=word(WHAT, offer.what),
    )


def _stop_button(offer: Offer, *, named: bool = False) -> Button:
    label = say("btn", "❌ Stop")
    if named:
        label = say("choice", "❌ Stop: {what}", what=word(WHAT, offer.what))
    return button(label, "volunteer.stop", offer=offer.id)


def _ask(line: Text, *rows: tuple[Button, ...], more: Text | None = None) -> Outcome:
    lines = (line, more) if more else (line,)
    return Outcome((Reply(lines, tuple(rows), replaces=True),))


def _newest(context: Context) -> int:
    """The number of a person's latest offer: a yes is good for what comes after it."""
    offers = context.store.offers.of(context.person.id)
    return offers[-1].id if offers else 0
