"""A coordinator invites: a link that works once. A new coordinator needs a second human's yes."""

from __future__ import annotations

from datetime import datetime

from handlers.core import keyboards
from handlers.core.context import Args, Scene
from handlers.core.keyboards import NEWS
from handlers.core.messages import Outcome, Reply, Text, button, name, say
from handlers.core.typed_input import find_room, number_in
from handlers.everybody import menu
from storage.neighbourhood.model import Room
from storage.repositories.people.audit import AGREED, INVITED
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, PARTNER, Role

FOR_OPERATOR = "buurtbot invite coordinator"


def invite(scene: Scene, args: Args) -> Outcome:
    """Make a link for a new key-holder of a room; without a room, ask who is invited."""
    if not scene.person.is_coordinator:
        return only_coordinators(scene)
    rooms = scene.house.neighbourhood.rooms
    typed = str(args.get("text", "")).strip()
    room = scene.house.rooms.get(str(args.get("room", ""))) or (
        find_room(typed, rooms) if typed else None
    )
    if room:
        return _for_key_holder(scene, room)
    buttons = [(button(name(f"🔑 {one.name}"), "invite", room=one.id),) for one in rooms]
    others = [button(say("btn", "📊 Coordinator"), "invite.coordinator")]
    if scene.house.neighbourhood.partners:
        others.insert(0, button(say("btn", "🤝 Partner"), "invite.partner"))
    lines = (
        say("body", "A key-holder of which room?"),
        say("body", "Or somebody else?"),
    )
    rows = (*buttons, tuple(others), keyboards.footer())
    return Outcome((Reply(lines, rows, replaces=bool(scene.turn.tap)),))


def partner(scene: Scene, args: Args) -> Outcome:
    """Make a link for somebody who answers for a partner; without one, ask which."""
    if not scene.person.is_coordinator:
        return only_coordinators(scene)
    partners = {one.id: one.name for one in scene.house.neighbourhood.partners}
    chosen = str(args.get("partner", ""))
    if chosen not in partners:
        buttons = [
            (button(name(f"🤝 {called}"), "invite.partner", partner=one),)
            for one, called in partners.items()
        ]
        line = say("body", "Which partner?")
        return Outcome((Reply((line,), (*buttons, keyboards.footer()), replaces=True),))
    code, expires = _made(scene, Role(PARTNER, chosen))
    line = say("body", "Send this link to {partner}.", partner=partners[chosen])
    return _link(scene, code, line, _until_tomorrow(scene, expires))


def coordinator(scene: Scene, _: Args) -> Outcome:
    """Make a link for a new coordinator; it works when another coordinator says yes."""
    if not scene.person.is_coordinator:
        return only_coordinators(scene)
    others = [one for one in scene.store.roles.coordinators() if one != scene.person.id]
    if not others:
        lines = (
            say("body", "You are the only coordinator here."),
            say("body", "Ask the operator of this bot for a link."),
            name(FOR_OPERATOR),
        )
        return Outcome((Reply(lines, (keyboards.footer(),)),))
    code, _expires = _made(scene, Role(COORDINATOR, ""), needs_second=True)
    invitation = scene.store.invitations.find(code)
    assert invitation
    made = _link(
        scene,
        code,
        say("body", "Send this link to the new coordinator."),
        say("body", "It does not work yet."),
        say("body", "Another coordinator must say yes first. I ask now."),
        say("body", "After that it works once, for one hour."),
    )
    question = (
        NEWS,
        say("body", "📊 A coordinator invites a new coordinator."),
        say("body", "Do you know about it? Is it right?"),
    )
    yes = button(say("btn", "✅ Yes"), "invite.agree", invitation=invitation.id, yes=1)
    no = button(say("btn", "❌ No"), "invite.agree", invitation=invitation.id, yes=0)
    asked = [Reply(question, ((yes, no), keyboards.footer()), to=one) for one in others]
    return Outcome((*made.replies, *asked))


def agree(scene: Scene, args: Args) -> Outcome:
    """The second human's yes or no; the first answer counts, and never one's own."""
    if not scene.person.is_coordinator:
        return only_coordinators(scene)
    invitation = scene.store.invitations.get(number_in(args, "invitation"))
    if invitation is None:
        return menu.over(scene)
    is_yes = args.get("yes") == 1
    answer = scene.store.invitations.agree if is_yes else scene.store.invitations.refuse
    if not answer(invitation.id, scene.person.id, scene.now):
        return menu.over(scene)
    if not is_yes:
        done = say("body", "✅ All right. The link never works.")
        told = say("body", "📊 Another coordinator said no. Your link does not work.")
        return _answered(invitation.made_by, done, told)
    scene.store.audit.note(AGREED, COORDINATOR, scene.now, by=scene.person.id)
    done = say("body", "✅ Thank you. The link works for one hour now.")
    told = say("body", "📊 Another coordinator said yes. Your link works for one hour.")
    return _answered(invitation.made_by, done, told)


def only_coordinators(scene: Scene) -> Outcome:
    """The answer to somebody who does not coordinate: who does, and where to find them."""
    line = say("body", "Only the coordinator can do this.")
    return Outcome((menu.menu(scene, line),))


def _answered(made_by: int | None, done: Text, told: Text) -> Outcome:
    own = Reply((done,), (keyboards.footer(),), replaces=True)
    theirs = (Reply((told,), (keyboards.footer(),), to=made_by),) if made_by else ()
    return Outcome((own, *theirs), keeps_question=True)


def _for_key_holder(scene: Scene, room: Room) -> Outcome:
    code, expires = _made(scene, Role(KEY_HOLDER, room.id))
    line = say("body", "Send this link to the new key-holder of {room}.", room=room.name)
    return _link(scene, code, line, _until_tomorrow(scene, expires))


def _made(scene: Scene, role: Role, *, needs_second: bool = False) -> tuple[str, datetime]:
    scene.store.audit.note(INVITED, role.role, scene.now, place=role.place, by=scene.person.id)
    return scene.store.invitations.make(role, scene.person.id, scene.now, needs_second=needs_second)


def _until_tomorrow(scene: Scene, expires: datetime) -> Text:
    at = scene.house.local(expires).time()
    return say("body", "It works once, until tomorrow {time}.", time=at)


def _link(scene: Scene, code: str, *lines: Text) -> Outcome:
    links = (name(link) for link in scene.links(code))
    return Outcome((Reply((*lines, *links), (keyboards.footer(),), is_secret=True),))
