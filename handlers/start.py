"""The first message, and what a link brings: an invitation, or the room on whose door it hung."""

from __future__ import annotations

from dataclasses import replace

from handlers import checkin, commands, hours, language, menu, partner_links
from handlers.menu import REQUESTS
from handlers.scene import Args, Scene
from handlers.vocabulary import Outcome, Reply, Text, button, say
from storage.audit import GAVE_ROLE
from storage.invitations import Invitation
from storage.roles import COORDINATOR, KEY_HOLDER, PARTNER, Role

ROOM_LINK = "room_"


def start(scene: Scene, args: Args) -> Outcome:
    """Answer what somebody came with, before anything is asked."""
    code = str(args.get("text", ""))
    if code.startswith(ROOM_LINK) and code.removeprefix(ROOM_LINK) in scene.house.rooms:
        room = scene.house.rooms[code.removeprefix(ROOM_LINK)]
        answer = hours.one_room(scene, {"room": room.id})
        reply = _welcome(scene, answer.replies[0].lines)
        # Whoever scans the code on the door is most likely standing there.
        return Outcome((replace(reply, rows=((checkin.offer(room),), *reply.rows)),))
    if code:
        return _invitation(scene, code)
    return Outcome((_welcome(scene, menu.present(scene)),))


def redeem(scene: Scene, args: Args) -> Outcome:
    """The yes to an invitation: only this uses it up, once."""
    invitation = scene.store.invitations.get(int(args["invitation"]))
    if invitation is None:
        return menu.over(scene)
    if _is_mine(scene, invitation):
        return Outcome((_granted(scene, invitation.role),))
    refused = _why_not(scene, invitation)
    if refused or _gives(scene, invitation.role) is None:
        return Outcome((menu.menu(scene, refused),)) if refused else menu.over(scene)
    if not scene.store.invitations.redeem(invitation.id, scene.person.id, scene.now):
        return menu.over(scene)
    scene.store.roles.give(scene.person.id, invitation.role, scene.now)
    scene.store.audit.note(
        GAVE_ROLE,
        invitation.role.role,
        scene.now,
        place=invitation.role.place,
        by=invitation.made_by,
        about=scene.person.id,
    )
    replies = [_granted(scene, invitation.role)]
    if invitation.made_by and invitation.made_by != scene.person.id:
        told = _accepted(scene, invitation.role)
        replies.append(Reply(told, (menu.footer(),), to=invitation.made_by))
    return Outcome(tuple(replies))


def question(scene: Scene, invitation: Invitation) -> Reply | None:
    """What an invitation gives, with a yes and a no, for somebody who gets it without a link."""
    gives = _gives(scene, invitation.role)
    return _asked(invitation, gives) if gives else None


def _welcome(scene: Scene, lines: tuple[Text, ...]) -> Reply:
    if len(scene.house.rooms) == 1:
        hello = say("body", "👋 Welcome. This is the neighbourhood room.")
    else:
        hello = say("body", "👋 Welcome. These are the neighbourhood rooms.")
    reply = menu.menu(scene, hello, *lines)
    if scene.person.language:
        return reply
    # Whoever reads another language must find it without reading this one.
    return Reply(reply.lines, (*reply.rows, *language.rows(scene)))


def _invitation(scene: Scene, code: str) -> Outcome:
    invitation = scene.store.invitations.find(code)
    sent = partner_links.opened(scene, code) if invitation is None else None
    if sent:
        return sent
    if invitation is None:
        lines = [say("body", "I do not know this link. Please ask for a new one.")]
        return Outcome((menu.menu(scene, *lines, *menu.present(scene)),))
    if _is_mine(scene, invitation):
        return Outcome((_granted(scene, invitation.role),))
    refused = _why_not(scene, invitation)
    gives = _gives(scene, invitation.role)
    if refused or gives is None:
        gone = say("body", "This link does not work any more.")
        return Outcome((menu.menu(scene, refused or gone, *menu.present(scene)),))
    asked = _asked(invitation, gives)
    return Outcome((Reply(asked.lines, (*asked.rows, *language.rows(scene))),))


def _asked(invitation: Invitation, gives: Text) -> Reply:
    yes = button(say("btn", "✅ Yes"), "redeem", invitation=invitation.id)
    no = button(say("btn", "❌ No"), "menu")
    return Reply((gives, say("body", "Do you want this?")), ((yes, no),))


def _is_mine(scene: Scene, invitation: Invitation) -> bool:
    """Whoever taps yes twice has the role; that is no mistake of theirs."""
    is_used_here = invitation.is_used and invitation.used_by == scene.person.id
    return is_used_here and invitation.role in scene.person.roles


def _why_not(scene: Scene, invitation: Invitation) -> Text | None:
    if invitation.is_used:
        return say("body", "This link was used already. Please ask for a new one.")
    if invitation.expires_at <= scene.now:
        return say("body", "This link is too old. Please ask for a new one.")
    if invitation.needs_yes:
        return say("body", "Another coordinator must say yes first. Please wait.")
    if scene.store.roles.has(scene.person.id, invitation.role) and _is_suspended(scene, invitation):
        return say("body", "You have this already. A coordinator can give it back.")
    return None


def _is_suspended(scene: Scene, invitation: Invitation) -> bool:
    return invitation.role not in scene.store.roles.of(scene.person.id)


def _accepted(scene: Scene, role: Role) -> tuple[Text, ...]:
    """What the one who invited is told: which role, where, and its number; never who it was."""
    held = [
        one.number
        for one in scene.store.roles.everybody()
        if one.person == scene.person.id and one.role == role
    ]
    room = scene.house.rooms.get(role.place)
    if room:
        news = say("body", "🔑 {room} has a new key-holder.", room=room.name)
    elif role.role == COORDINATOR:
        news = say("body", "📊 There is a new coordinator.")
    else:
        news = say("body", "Your invitation was accepted.")
    number = held[-1] if held else 0
    return news, say("body", "You find number {n} under 🛠️.", n=number)


def _gives(scene: Scene, role: Role) -> Text | None:
    """What a role lets somebody do; None when its room or partner is not in the file any more."""
    room = scene.house.rooms.get(role.place)
    if role.role == KEY_HOLDER and room:
        return say("body", "🔑 Key-holder of {room}: you open, count and close.", room=room.name)
    if role.role == COORDINATOR:
        return say("body", "📊 Coordinator: you get the report and invite key-holders.")
    partners = {one.id: one.name for one in scene.house.neighbourhood.partners}
    if role.role == PARTNER and role.place in partners:
        return say("body", "🤝 You answer for {partner}.", partner=partners[role.place])
    return None


def _granted(scene: Scene, role: Role) -> Reply:
    held = (*scene.person.roles, role)
    rows = {
        KEY_HOLDER: ((button(say("btn", "🔑 I open"), "open"),),),
        COORDINATOR: (
            (
                button(say("btn", "📊 Report"), "report"),
                button(say("btn", "✉️ Invite"), "invite"),
            ),
            (button(say("btn", "🛠️ Manage"), "manage"),),
        ),
        PARTNER: ((button(REQUESTS, "requests"),),),
    }.get(role.role, ())
    gives = _gives(scene, role)
    lines = (say("body", "✅ Done. Welcome to the team!"), *((gives,) if gives else ()))
    return Reply(lines, (*rows, menu.footer()), commands=commands.of_roles(held))
