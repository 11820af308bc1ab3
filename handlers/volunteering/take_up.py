"""The room's side of an offer to help: who takes it up, which day, who meets the volunteer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from handlers.core import keyboards, refusals
from handlers.core.context import Context
from handlers.core.messages import Button, Outcome, Reply, Text, button, say
from handlers.rooms import status
from handlers.volunteering import trial
from handlers.volunteering.trial import OfOffer
from storage.neighbourhood.rooms import Room
from storage.repositories.volunteering.offers import (
    AGREED,
    ASKED,
    BUDDY,
    ENDED,
    STOPPED,
    TAKEN,
    Offer,
)

OfferAndRoom = tuple[Offer, Room]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDay(OfOffer):
    """When the trial begins."""

    start: datetime


def come(context: Context, args: OfOffer) -> Outcome:
    """Take an offer up: the first who does so has it."""
    own = own_offer(context, args.offer)
    if isinstance(own, Outcome):
        return own
    offer, room = own
    if offer.state == TAKEN and offer.answered_by == context.person.id:
        return _ask_day(context, offer, room)
    if offer.state != ASKED:
        return too_late(offer)
    if offer.person not in context.store.people.present([offer.person]):
        return too_late(context.store.offers.stop(offer))
    taken = context.store.offers.take(offer, context.person.id, context.now)
    return _ask_day(context, taken, room)


def later(context: Context, args: OfOffer) -> Outcome:
    """Not now: the others can still answer."""
    own = own_offer(context, args.offer)
    if isinstance(own, Outcome):
        return own
    return said(say("body", "✅ Thank you. The others can still answer."))


def give_back(context: Context, args: OfOffer) -> Outcome:
    """Whoever took an offer up thinks better of it: somebody else may take it."""
    own = _taken(context, args.offer)
    if isinstance(own, Outcome):
        return own
    before, room = own
    offer = context.store.offers.give_back(before)
    (again,) = trial.notice(context.view, context.store, offer, [context.person.id])
    undone = [say("body", "↩️ Undone: Come and see.")]
    if before.trial_at:
        undone.append(trial.line(context.view, before, room))
    lines = (*undone, *again.lines)
    return Outcome((replace(again, to=None, lines=lines, replaces=True),), keeps_question=True)


def choose_day(context: Context, args: OnDay) -> Outcome:
    """The trial begins with one of the next openings."""
    own = _taken(context, args.offer)
    if isinstance(own, Outcome):
        return own
    offer, room = own
    blocks = status.next_blocks(context.view, room, context.now)
    start = next((block.start for block in blocks if block.start == args.start), None)
    if start is None or offer.state != TAKEN:
        return _ask_day(context, offer, room)
    chosen = context.store.offers.choose_day(offer, start)
    lines = (
        trial.line(context.view, chosen, room),
        say("body", "Who will meet the volunteer?"),
    )
    other = button(say("btn", "🔑 Somebody else"), "offers.other", offer=offer.id)
    back = button(say("btn", "↩️ Undo"), "offers.back", offer=offer.id)
    rows = ((_buddy_button(offer), other), (back,))
    return Outcome((Reply(lines, rows, replaces=True),), keeps_question=True)


def be_buddy(context: Context, args: OfOffer) -> Outcome:
    """Whoever took the offer up meets the volunteer too."""
    own = _taken(context, args.offer)
    if isinstance(own, Outcome):
        return own
    offer, room = own
    if not _is_ahead(context, offer, room):
        return _ask_day(context, offer, room)
    return _invite(context, offer, room)


def ask_others(context: Context, args: OfOffer) -> Outcome:
    """Somebody else is the buddy: ask the other key-holders of the room."""
    own = _taken(context, args.offer)
    if isinstance(own, Outcome):
        return own
    offer, room = own
    if not _is_ahead(context, offer, room):
        return _ask_day(context, offer, room)
    known = {context.person.id, offer.person}
    holders = context.store.roles.key_holders(room.id)
    others = [person for person in holders if person not in known]
    myself = (_buddy_button(offer),)
    if not others:
        line = say("body", "Nobody else holds a key to {room}.", room=room.name)
        return said(line, rows=(myself,))
    asked: list[Reply] = []
    if offer.state == TAKEN:
        context.store.offers.look_for_buddy(offer, context.now)
        lines = (
            trial.line(context.view, offer, room),
            say("body", "Do you want to meet the volunteer?"),
        )
        yes = button(say("btn", "✅ Yes"), "offers.meet", offer=offer.id)
        no = button(say("btn", "❌ No"), "offers.later", offer=offer.id)
        asked = [Reply(lines, ((yes, no),), to=person) for person in others]
    done = say("body", "✅ I'll ask the other key-holders.")
    then = say("body", "You'll see it here when one says yes.")
    return _with(said(done, then, rows=(myself,)), *asked)


def meet(context: Context, args: OfOffer) -> Outcome:
    """Another key-holder meets the volunteer: the first yes has it."""
    own = own_offer(context, args.offer)
    if isinstance(own, Outcome):
        return own
    offer, room = own
    if offer.state in AGREED and offer.buddy == context.person.id:
        return said(trial.line(context.view, offer, room))
    if offer.state != BUDDY or not _is_ahead(context, offer, room):
        return too_late(offer)
    outcome = _invite(context, offer, room)
    asker = offer.answered_by
    if asker == context.person.id or asker not in trial.staff(context.store, offer):
        return outcome
    lines = (
        trial.line(context.view, offer, room),
        say("body", "Another key-holder will meet the volunteer."),
    )
    return _with(outcome, Reply(lines, to=asker))


def own_offer(context: Context, number: int) -> OfferAndRoom | Outcome:
    """The offer a button is about, if this person may answer for its room now; else what to say."""
    offer = context.store.offers.get(number)
    room = context.view.rooms.get(offer.room) if offer else None
    if offer is None or room is None or offer.person == context.person.id:
        return refusals.OVER
    if room in context.own_rooms or context.person.is_coordinator:
        return offer, room
    return replace(refusals.ONLY_KEY_HOLDERS, keeps_question=True)


def too_late(offer: Offer) -> Outcome:
    """Somebody was faster, or there is nothing to answer any more."""
    if offer.state in {STOPPED, ENDED}:
        return said(say("body", "That is over now. Thank you!"))
    return said(say("body", "Somebody answered already. Thank you!"))


def said(*lines: Text, rows: keyboards.Rows = ()) -> Outcome:
    """An answer in the place of the question."""
    reply = Reply(lines, tuple(rows), replaces=True)
    return Outcome((reply,), keeps_question=True)


def _taken(context: Context, number: int) -> OfferAndRoom | Outcome:
    """The offer that this very person took up and still arranges."""
    own = own_offer(context, number)
    if isinstance(own, Outcome):
        return own
    offer, room = own
    is_own = offer.answered_by == context.person.id
    if is_own and offer.state in AGREED:
        return said(trial.line(context.view, offer, room))
    return own if is_own and offer.state in {TAKEN, BUDDY} else too_late(offer)


def _ask_day(context: Context, offer: Offer, room: Room) -> Outcome:
    rows = trial.day_rows(context.view, offer, room, context.now)
    if status.next_blocks(context.view, room, context.now):
        line = say("body", "Which day for a try-out day in {room}?", room=room.name)
    else:
        line = say("body", "{room}: nothing is planned.", room=room.name)
    return Outcome((Reply((line,), rows, replaces=True),), keeps_question=True)


def _invite(context: Context, offer: Offer, room: Room) -> Outcome:
    """Whoever answered is the buddy; the volunteer is asked whether the day suits."""
    invited = context.store.offers.invite(offer, context.person.id, context.now)
    done = said(
        trial.line(context.view, invited, room),
        say("body", "✅ You will meet the volunteer. Thank you!"),
        say("body", "You'll see the answer here."),
    )
    return _with(done, trial.invited(context.view, invited, room))


def _is_ahead(context: Context, offer: Offer, room: Room) -> bool:
    is_later = offer.trial_at is not None and offer.trial_at > context.now
    return is_later and not trial.is_closed(context.view, offer, room)


def _buddy_button(offer: Offer) -> Button:
    return button(say("btn", "👋 I'll meet them"), "offers.buddy", offer=offer.id)


def _with(outcome: Outcome, *more: Reply) -> Outcome:
    return replace(outcome, replies=(*outcome.replies, *more))
