"""An invitation: what it gives, the yes to it, and why it may not work."""

from __future__ import annotations

from handlers.core import command_menu, keyboards
from handlers.core.context import Args, Scene
from handlers.core.messages import Outcome, Reply, Text, button, say
from handlers.everybody import menu
from handlers.help_requests.helper_texts import REQUESTS
from storage.repositories.people.audit import GAVE_ROLE
from storage.repositories.people.invitations import Invitation
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, PARTNER, Role


def redeem(scene: Scene, args: Args) -> Outcome:
    """The yes to an invitation: only this uses it up, once."""
    invitation = scene.store.invitations.get(int(args["invitation"]))
    if invitation is None:
        return menu.over(scene)
    if is_mine(scene, invitation):
        return Outcome((granted(scene, invitation.role),))
    refused = why_not(scene, invitation)
    if refused or what_it_gives(scene, invitation.role) is None:
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
    replies = [granted(scene, invitation.role)]
    if invitation.made_by and invitation.made_by != scene.person.id:
        told = _accepted(scene, invitation.role)
        replies.append(Reply(told, (keyboards.footer(),), to=invitation.made_by))
    return Outcome(tuple(replies))


def question(scene: Scene, invitation: Invitation) -> Reply | None:
    """What an invitation gives, with a yes and a no, for somebody who gets it without a link."""
    gives = what_it_gives(scene, invitation.role)
    return invitation_question(invitation, gives) if gives else None


def invitation_question(invitation: Invitation, gives: Text) -> Reply:
    """What an invitation gives, and whether somebody wants that."""
    yes = button(say("btn", "✅ Yes"), "redeem", invitation=invitation.id)
    no = button(say("btn", "❌ No"), "menu")
    return Reply((gives, say("body", "Do you want this?")), ((yes, no),))


def is_mine(scene: Scene, invitation: Invitation) -> bool:
    """Whoever taps yes twice has the role; that is no mistake of theirs."""
    is_used_here = invitation.is_used and invitation.used_by == scene.person.id
    return is_used_here and invitation.role in scene.person.roles


def why_not(scene: Scene, invitation: Invitation) -> Text | None:
    """Why an invitation does not work; None when it does."""
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


def what_it_gives(scene: Scene, role: Role) -> Text | None:
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


def granted(scene: Scene, role: Role) -> Reply:
    """What somebody reads who has a role from now on, with its commands."""
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
    gives = what_it_gives(scene, role)
    lines = (say("body", "✅ Done. Welcome to the team!"), *((gives,) if gives else ()))
    return Reply(lines, (*rows, keyboards.footer()), commands=command_menu.of_roles(held))
