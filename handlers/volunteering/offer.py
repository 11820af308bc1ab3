"""I want to help: what and where, then the room is asked; where it stands; stop at any time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.core import keyboards, refusals
from handlers.core.context import Context
from handlers.core.feature import FurtherOn
from handlers.core.keyboards import in_rows
from handlers.core.messages import Ability, Outcome, Reply, button, say, say_if
from handlers.core.time_words import ANY, WHEN
from handlers.rooms import status
from handlers.volunteering import standing, trial
from handlers.volunteering.texts import WHAT
from handlers.volunteering.trial import OfOffer
from storage.repositories.volunteering.offers import AGREED, ASKED, COMING, JOINED, OPEN, Offer

# The second tap of a double tap comes within this.
TWICE = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Again(FurtherOn):
    """Whether the message with the button changes (1 is a yes)."""

    again: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What somebody likes to do, where and when, as far as they chose.

    ``after`` is the number of the offer before it: the same yes counts once. A button from before
    the where was the yes has none, and asks for the room once more.
    """

    what: str = ""
    room: str = ""
    when: str = ""
    after: int = -1
    skip: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOfOffer(OfOffer):
    """When it suits somebody; empty asks."""

    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopsOffer(OfOffer):
    """``fresh`` is 1 on the button that stands where the yes has just been."""

    fresh: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerToDay(OfOffer):
    """Whether the day of the trial suits; 1 is a yes."""

    at: datetime
    yes: int


def show(context: Context, args: Again) -> Outcome:
    """Where somebody's offer stands; without an offer, what somebody likes to do."""
    pages = standing.pages(context)
    if not pages:
        return kinds(context, args)
    (shown,), further = keyboards.part(pages, args.skip, most=1)
    lines, rows = shown
    exchange = button(say("btn", "🔄 Help each other"), "exchange")
    last = (exchange, *keyboards.more("volunteer", further, again=1))
    rows = [*rows, *standing.voice_row(context), last]
    return Outcome((Reply(tuple(lines), tuple(rows), replaces=args.again == 1),))


def kinds(context: Context, args: Again) -> Outcome:
    """What somebody can help with, and on the last page what neighbours do for each other."""
    if context.store.offers.waiting_of(context.person.id):
        return show(context, Again(again=1))
    after = _newest(context)
    every = [
        *(
            button(label, "volunteer.choose", what=what, after=after)
            for what, label in WHAT.items()
        ),
        button(say("btn", "🔄 Help each other"), "exchange"),
        *(key for row in standing.voice_row(context) for key in row),
    ]
    shown, further = keyboards.part(every, args.skip)
    rows = in_rows([*shown, *keyboards.more("volunteer.kinds", further, again=1)])
    lines = (
        say("body", "🌱 How nice that you want to help!"),
        say("body", "What would you like to do?"),
    )
    return Outcome((Reply(lines, rows, replaces=args.again == 1),))


def choose(context: Context, args: Choice) -> Outcome:
    """Ask where, the room that is open first; that answer is the yes."""
    what, room = args.what, args.room
    rooms = context.view.rooms
    if what not in WHAT or context.store.offers.waiting_of(context.person.id):
        return show(context, Again(again=1))
    if len(rooms) == 1:
        (room,) = rooms
    if room in rooms and args.after >= 0:
        when = args.when if args.when in WHEN else ANY
        return offer_help(context, Choice(what=what, room=room, when=when, after=args.after))
    after = _newest(context) if args.after < 0 else args.after
    places = [
        button(status.label(one), "volunteer.choose", what=what, room=one.room.id, after=after)
        for one in status.soonest_first(context)
    ]
    shown, further = keyboards.part(places, args.skip)
    more = keyboards.more("volunteer.choose", further, what=what, after=after)
    reply = Reply(
        (WHAT[what], say("body", "Where do you want to help?")),
        in_rows([*shown, *more]),
        replaces=True,
    )
    return Outcome((reply,))


def offer_help(context: Context, args: Choice) -> Outcome:
    """From here on the room is asked; the second tap of a double tap hears the same."""
    what, room, when = args.what, args.room, args.when
    is_whole = what in WHAT and room in context.view.rooms and when in WHEN
    waiting = context.store.offers.waiting_of(context.person.id)
    if not is_whole or waiting:
        return show(context, Again(again=1))
    if args.after != _newest(context):
        # The yes of an earlier time: that offer was made already, and is over.
        return refusals.OVER
    context.count_contact()
    offer = context.store.offers.make(
        context.person.id, room=room, what=what, when=when, now=context.now
    )
    asked = trial.notice(context.view, context.store, offer, trial.those_told(context.store, offer))
    return Outcome((standing.made(context, offer), *asked))


def suits(context: Context, args: TimeOfOffer) -> Outcome:
    """When it suits, said afterwards and once; those who may answer hear it."""
    offer = context.store.offers.get(args.offer)
    if offer is None or offer.person != context.person.id or offer.room not in context.view.rooms:
        return refusals.OVER
    if offer.state != ASKED or offer.when != ANY:
        return show(context, Again(again=1))
    if args.when not in WHEN or args.when == ANY:
        times = [
            button(label, "volunteer.when", offer=offer.id, when=when)
            for when, label in WHEN.items()
            if when != ANY
        ]
        line = say("body", "When does it suit you?")
        return Outcome((Reply((line,), in_rows(times), replaces=True),))
    offer = context.store.offers.suits(offer, args.when)
    able = trial.staff(context.store, offer)
    context.store.queued.drop_about("offer", offer.id, persons=able)
    told = trial.notice(context.view, context.store, offer, trial.those_told(context.store, offer))
    lines, rows = standing.where(context, offer)
    return Outcome((Reply(tuple(lines), tuple(rows), replaces=True), *told))


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
            say("body", "The room will answer you here again."),
        )
        rows = ((standing.stop_button(offer),),)
        return Outcome((Reply(lines, rows, replaces=True), *told))
    comes = context.store.offers.comes(offer)
    told = []
    if offer.state != COMING:
        lines = (
            trial.line(context.view, offer, room),
            say("body", "✅ The volunteer is coming."),
        )
        meets = trial.those_who_meet(context.store, offer)
        told = [Reply(lines, to=person) for person in meets]
    nice = say_if(
        Ability.REMIND,
        say("body", "✅ Nice! I'll remind you before it starts."),
        say("body", "✅ Nice! Look here again before it starts."),
    )
    where = trial.welcome(context.view, offer, room)
    reply = Reply((nice, *where), (trial.coming_buttons(comes),), replaces=True)
    return Outcome((reply, *told))


def stop(context: Context, args: StopsOffer) -> Outcome:
    """The volunteer stops; whoever took the offer up hears that there is no trial."""
    offer = context.store.offers.get(args.offer)
    if offer is None or offer.person != context.person.id:
        return refusals.OVER
    if args.fresh == 1 and offer.state == ASKED and _is_second_tap(context, offer):
        return Outcome((standing.made(context, offer),))
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


def _is_second_tap(context: Context, offer: Offer) -> bool:
    return offer.room in context.view.rooms and context.now - offer.since < TWICE


def _newest(context: Context) -> int:
    """The number of a person's latest offer: a yes is good for what comes after it."""
    offers = context.store.offers.of(context.person.id)
    return offers[-1].id if offers else 0
