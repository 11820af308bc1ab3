"""After the trial: the volunteer joins or not now, and maybe gets a key."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.keyboards import NEWS
from handlers.core.messages import Outcome, Reply, Text, button, say
from handlers.core.neighbourhood import subjects
from handlers.team import redeem
from handlers.volunteering import take_up, texts, trial
from handlers.volunteering.trial import OfOffer
from storage.neighbourhood.rooms import Room
from storage.repositories.people.roles import KEY_HOLDER, Role
from storage.repositories.rooms.participants import VOLUNTEER
from storage.repositories.volunteering.offers import AGREED, JOINED, Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement(OfOffer):
    """Whether the trial went well; 1 is a yes."""

    yes: int


def judge(context: Context, args: Judgement) -> Outcome:
    """The trial went well, or not now; the first answer counts."""
    own = take_up.own_offer(context, args.offer)
    if isinstance(own, Outcome):
        return own
    offer, room = own
    if offer.state not in AGREED or offer.trial_at is None:
        return take_up.too_late(offer)
    if offer.trial_at > context.now:
        return take_up.said(trial.line(context.view, offer, room))
    if args.yes == 1:
        return _joins(context, offer, room)
    context.store.offers.refuse(offer, context.now)
    lines = (
        NEWS,
        say("body", "Thank you for your try-out day in {room}.", room=room.name),
        say("body", "This work is not right for now. Other work may be."),
        say("body", "You are always welcome with us."),
    )
    done = take_up.said(say("body", "✅ Thank you. I'll tell the volunteer gently."))
    return replace(done, replies=(*done.replies, _told(offer, *lines)))


def give_key(context: Context, args: OfOffer) -> Outcome:
    """A coordinator's one tap sends the volunteer the invitation, which asks for a yes."""
    offer = context.store.offers.get(args.offer)
    room = context.view.rooms.get(offer.room) if offer else None
    if offer is None or room is None:
        return refusals.OVER
    is_open = offer.state == JOINED and offer.what == texts.HOLDS_KEY
    if not is_open or offer.person in context.store.roles.key_holders(room.id):
        return take_up.too_late(offer)
    done = take_up.said(say("body", "✅ I'm asking the volunteer now."))
    # An invitation lasts a day: one a day is enough, whichever coordinator taps.
    job = f"key for offer {offer.id}"
    if not context.store.done_once.quietly(job, context.today.isoformat(), context.now):
        return done
    role = Role(KEY_HOLDER, room.id)
    code, _ = context.store.invitations.make(role, context.person.id, context.now)
    invitation = context.store.invitations.find(code)
    asked = redeem.question(context, invitation) if invitation else None
    if asked is None:
        return refusals.OVER
    told = replace(asked, lines=(NEWS, *asked.lines), to=offer.person)
    return replace(done, replies=(*done.replies, told))


def _joins(context: Context, offer: Offer, room: Room) -> Outcome:
    context.store.offers.join(offer, context.now)
    context.store.participants.reached(offer.person, room.id, context.today, VOLUNTEER)
    lines = (
        NEWS,
        say("body", "🎉 You help in {room} from now on.", room=room.name),
        say("body", "The neighbours are glad that you came. Thank you!"),
        say("body", "You can stop any time under 🌱."),
    )
    replies = [_told(offer, *lines)]
    if offer.what == texts.HOLDS_KEY:
        asked = say("body", "🔑 A volunteer in {room} wants to hold a key.", room=room.name)
        sends = say("body", "Do you want to send an invitation?")
        yes = button(say("btn", "✉️ Invite"), "joining.key", offer=offer.id)
        rows = ((yes,),)
        able = subjects.coordinators(context.store, subjects.OFFERS, besides=offer.person)
        replies += [Reply((asked, sends), rows, to=person) for person in able]
    done = take_up.said(say("body", "✅ {room} has a new volunteer. Thank you!", room=room.name))
    return replace(done, replies=(*done.replies, *replies))


def _told(offer: Offer, *lines: Text) -> Reply:
    wants = button(say("btn", "🌱 I want to help"), "volunteer")
    return Reply(lines, ((wants,),), to=offer.person)
