"""After the trial: the volunteer joins or not now, and maybe gets a key."""

from __future__ import annotations

from dataclasses import replace

from handlers.core import keyboards
from handlers.core.context import Args, Scene
from handlers.core.keyboards import NEWS
from handlers.core.messages import Outcome, Reply, Text, button, say
from handlers.core.typed_input import number_in
from handlers.everybody import menu
from handlers.team import invitations, redeem
from handlers.volunteering import take_up, texts, trial
from storage.neighbourhood.model import Room
from storage.repositories.people.roles import KEY_HOLDER, Role
from storage.repositories.rooms.participants import VOLUNTEER
from storage.repositories.volunteering.offers import AGREED, JOINED, NOT_NOW, Offer


def judge(scene: Scene, args: Args) -> Outcome:
    """The trial went well, or not now; the first answer counts."""
    found = take_up.held(scene, args)
    if isinstance(found, Outcome):
        return found
    offer, room = found
    if offer.state not in AGREED or offer.trial_at is None:
        return take_up.too_late(offer)
    if offer.trial_at > scene.now:
        return take_up.said(trial.line(scene.house, offer, room, scene.now))
    if args.get("yes") == 1:
        return _joins(scene, offer, room)
    scene.store.offers.change(offer, state=NOT_NOW, answered_at=scene.now)
    lines = (
        NEWS,
        say("body", "Thank you for your trial in {room}.", room=room.name),
        say("body", "It does not fit now. You are always welcome."),
    )
    done = take_up.said(say("body", "✅ Thank you. I tell the volunteer kindly."))
    return replace(done, replies=(*done.replies, _told(offer, *lines)))


def give_key(scene: Scene, args: Args) -> Outcome:
    """A coordinator's one tap sends the volunteer the invitation, which asks for a yes."""
    if not scene.person.is_coordinator:
        return replace(invitations.only_coordinators(scene), keeps_question=True)
    offer = scene.store.offers.get(number_in(args, "offer"))
    room = scene.house.rooms.get(offer.room) if offer else None
    if offer is None or room is None:
        return menu.over(scene)
    is_open = offer.state == JOINED and offer.what == texts.HOLDS_KEY
    if not is_open or offer.person in scene.store.roles.key_holders(room.id):
        return take_up.too_late(offer)
    done = take_up.said(say("body", "✅ The volunteer is asked now."))
    # An invitation lasts a day: one a day is enough, whichever coordinator taps.
    job = f"key for offer {offer.id}"
    if not scene.store.jobs.first_time(job, scene.today.isoformat(), scene.now):
        return done
    role = Role(KEY_HOLDER, room.id)
    code, _ = scene.store.invitations.make(role, scene.person.id, scene.now)
    invitation = scene.store.invitations.find(code)
    asked = redeem.question(scene, invitation) if invitation else None
    if asked is None:
        return menu.over(scene)
    told = replace(asked, lines=(NEWS, *asked.lines), to=offer.person)
    return replace(done, replies=(*done.replies, told))


def _joins(scene: Scene, offer: Offer, room: Room) -> Outcome:
    scene.store.offers.change(offer, state=JOINED, answered_at=scene.now)
    scene.store.participants.reached(offer.person, room.id, scene.today, VOLUNTEER)
    lines = (
        NEWS,
        say("body", "✅ You help in {room} from now on. Thank you!", room=room.name),
        say("body", "You can stop any time under 🌱."),
    )
    replies = [_told(offer, *lines)]
    if offer.what == texts.HOLDS_KEY:
        asked = say("body", "🔑 A volunteer in {room} wants to hold a key.", room=room.name)
        sends = say("body", "Do you want to send an invitation?")
        yes = button(say("btn", "✉️ Invite"), "joining.key", offer=offer.id)
        rows = ((yes,), keyboards.footer())
        coordinators = set(scene.store.roles.coordinators()) - {offer.person}
        replies += [Reply((asked, sends), rows, to=one) for one in sorted(coordinators)]
    done = take_up.said(say("body", "✅ {room} has a new volunteer. Thank you!", room=room.name))
    return replace(done, replies=(*done.replies, *replies))


def _told(offer: Offer, *lines: Text) -> Reply:
    wants = button(say("btn", "🌱 I want to help"), "volunteer")
    return Reply(lines, ((wants,), keyboards.footer()), to=offer.person)
