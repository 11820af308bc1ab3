"""The first message, and what a link brings: an invitation, or the room on whose door it hung."""

from __future__ import annotations

from handlers import commands, hours, language, menu
from handlers.scene import Args, Scene
from handlers.vocabulary import Outcome, Reply, Text, button, say
from storage.invitations import Invitation
from storage.roles import COORDINATOR, KEY_HOLDER, Role

ROOM_LINK = "room_"


def start(scene: Scene, args: Args) -> Outcome:
    """Answer what somebody came with, before anything is asked."""
    code = str(args.get("text", ""))
    if code.startswith(ROOM_LINK) and code.removeprefix(ROOM_LINK) in scene.house.rooms:
        room = hours.one_room(scene, {"room": code.removeprefix(ROOM_LINK)})
        return Outcome((_welcome(scene, room.replies[0].lines),))
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
    if refused:
        return Outcome((menu.menu(scene, refused),))
    if not scene.store.invitations.redeem(invitation.id, scene.person.id, scene.now):
        return menu.over(scene)
    scene.store.roles.give(scene.person.id, invitation.role, scene.now)
    replies = [_granted(scene, invitation.role)]
    if invitation.made_by and invitation.made_by != scene.person.id:
        used = say("body", "Your invitation was accepted.")
        replies.append(Reply((used, _gives(scene, invitation.role)), to=invitation.made_by))
    return Outcome(tuple(replies))


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
    if invitation is None:
        lines = [say("body", "I do not know this link. Please ask for a new one.")]
        return Outcome((menu.menu(scene, *lines, *menu.present(scene)),))
    refused = None if _is_mine(scene, invitation) else _why_not(scene, invitation)
    if refused:
        return Outcome((menu.menu(scene, refused, *menu.present(scene)),))
    asked = (_gives(scene, invitation.role), say("body", "Do you want this?"))
    yes = button(say("btn", "✅ Yes"), "redeem", invitation=invitation.id)
    no = button(say("btn", "❌ No"), "menu")
    return Outcome((Reply(asked, ((yes, no), *language.rows(scene))),))


def _is_mine(scene: Scene, invitation: Invitation) -> bool:
    """Whoever taps yes twice has the role; that is no mistake of theirs."""
    return invitation.is_used and invitation.used_by == scene.person.id


def _why_not(scene: Scene, invitation: Invitation) -> Text | None:
    if invitation.is_used:
        return say("body", "This link was used already. Please ask for a new one.")
    if invitation.expires_at <= scene.now:
        return say("body", "This link is too old. Please ask for a new one.")
    return None


def _gives(scene: Scene, role: Role) -> Text:
    room = scene.house.rooms.get(role.place)
    if role.role == KEY_HOLDER and room:
        return say("body", "🔑 Key-holder of {room}: you open, count and close.", room=room.name)
    if role.role == COORDINATOR:
        return say("body", "📊 Coordinator: you get the report and invite key-holders.")
    return say("body", "This link is for something that is not here any more.")


def _granted(scene: Scene, role: Role) -> Reply:
    held = (*scene.person.roles, role)
    rows = {
        KEY_HOLDER: ((button(say("btn", "🔑 I open"), "open"),),),
        COORDINATOR: (
            (
                button(say("btn", "📊 Report"), "report"),
                button(say("btn", "✉️ Invite"), "invite"),
            ),
        ),
    }.get(role.role, ())
    lines = (say("body", "✅ Done. Welcome to the team!"), _gives(scene, role))
    return Reply(lines, (*rows, menu.footer()), commands=commands.of_roles(held))
