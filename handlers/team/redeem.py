"""An invitation: what it gives, the yes to it, and why it may not work."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.messages import Ability, Below, Outcome, Reply, Text, button, say, say_if
from handlers.core.private.way_back import to_role
from handlers.help_requests.helper_texts import REQUESTS
from storage.repositories.people.audit import GAVE_ROLE
from storage.repositories.people.invitations import Invitation
from storage.repositories.people.roles import (
    COORDINATOR,
    KEY_HOLDER,
    OPERATOR,
    PARTNER,
    Holder,
    Role,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfInvitation:
    """The invitation that somebody says yes to."""

    invitation: int


def redeem(context: Context, args: OfInvitation) -> Outcome:
    """The yes to an invitation: only this uses it up, once."""
    invitation = context.store.invitations.get(args.invitation)
    if invitation is None:
        return refusals.OVER
    if is_mine(context, invitation):
        return Outcome((granted(context, invitation.role),))
    refused = why_not(context, invitation)
    if refused or what_it_gives(context, invitation.role) is None:
        return Outcome((Reply((refused,), below=Below.MAIN_MENU),)) if refused else refusals.OVER
    if not context.store.invitations.redeem(
        invitation.id, person=context.person.id, now=context.now
    ):
        return refusals.OVER
    context.store.roles.give(context.person.id, invitation.role, context.now)
    holder = _holder(context, invitation)
    # Whoever had this browser's cookie until now has nothing of the role.
    context.store.browsers.renew(context.person.id, context.now)
    context.store.audit.note(
        GAVE_ROLE,
        invitation.role.role,
        context.now,
        scope=invitation.role.scope,
        by=invitation.made_by,
        about=context.person.id,
    )
    replies = [_with_way_back(context, granted(context, invitation.role))]
    if invitation.made_by and invitation.made_by != context.person.id:
        replies.append(_accepted(context, holder, invitation.made_by))
    return Outcome(tuple(replies))


def _with_way_back(context: Context, told: Reply) -> Reply:
    """With the pictures that open the role again, where nobody has an account."""
    pictures = to_role(context)
    if not pictures:
        return told
    return replace(told, lines=(*told.lines, *pictures), is_secret=True, afterwards=told.lines)


def question(context: Context, invitation: Invitation) -> Reply | None:
    """What an invitation gives, with a yes and a no, for somebody who gets it without a link."""
    gives = what_it_gives(context, invitation.role)
    return invitation_question(invitation, gives) if gives else None


def invitation_question(invitation: Invitation, gives: Text) -> Reply:
    """What an invitation gives, and whether somebody wants that."""
    yes = button(say("btn", "✅ Yes"), "redeem", invitation=invitation.id)
    no = button(say("btn", "❌ No"), "menu")
    return Reply((gives, say("body", "Do you want this?")), ((yes, no),), below=Below.NOTHING)


def is_mine(context: Context, invitation: Invitation) -> bool:
    """Whoever taps yes twice has the role; that is no mistake of theirs."""
    is_used_here = invitation.is_used and invitation.used_by == context.person.id
    return is_used_here and invitation.role in context.person.roles


def why_not(context: Context, invitation: Invitation) -> Text | None:
    """Why an invitation does not work; None when it does."""
    if invitation.is_used:
        return say("body", "This link has already been used. Please ask for a new one.")
    if invitation.expires_at <= context.now:
        return say("body", "This link is too old. Please ask for a new one.")
    if invitation.needs_yes:
        return say("body", "Another coordinator must say yes first. Please wait.")
    if context.store.roles.has(context.person.id, invitation.role) and _is_suspended(
        context, invitation
    ):
        return say("body", "You have this task, but it is paused. A coordinator can give it back.")
    return None


def _is_suspended(context: Context, invitation: Invitation) -> bool:
    return invitation.role not in context.store.roles.of(context.person.id)


def _holder(context: Context, invitation: Invitation) -> Holder:
    """The role that was given, called as the one who invited calls whoever it is for."""
    own = (context.person.id, invitation.role)
    holders = context.store.roles.everybody()
    holder = next(one for one in holders if (one.person, one.role) == own)
    if not invitation.label:
        return holder
    context.store.roles.call(holder.id, invitation.label)
    return replace(holder, label=invitation.label)


def _accepted(context: Context, holder: Holder, to: int) -> Reply:
    """What the one who invited is told: who said yes, as they call them, to what; its number."""
    role, label = holder.role, holder.label
    room = context.view.rooms.get(role.scope)
    if room:
        news = say("body", "🔑 {room} has a new key-holder.", room=room.name)
    elif role.role == COORDINATOR:
        news = say("body", "🛠️ There is a new coordinator.")
    else:
        news = say("body", "Your invitation was accepted.")
    lines = (news, say("body", "You'll find number {n} under 🛠️.", n=holder.number))
    if not label:
        return Reply(lines, to=to)
    said_yes = say("body", "✅ {label} said yes.", label=label)
    return Reply((said_yes, *lines), to=to, is_secret=True, afterwards=lines)


def what_it_gives(context: Context, role: Role) -> Text | None:
    """What a role lets somebody do; None when its room or partner is not in the file any more."""
    room = context.view.rooms.get(role.scope)
    if role.role == KEY_HOLDER and room:
        return say("body", "🔑 Key-holder of {room}: you open, count and close.", room=room.name)
    if role.role == COORDINATOR:
        return say("body", "🛠️ Coordinator: you get the report and invite key-holders.")
    if role.role == OPERATOR:
        return say_if(
            Ability.REMIND,
            say("body", "🔧 Operator: I'll tell you when this bot has trouble."),
            say("body", "🔧 Operator: you read here when this bot has trouble."),
        )
    partners = {partner.id: partner.name for partner in context.view.neighbourhood.partners}
    if role.role == PARTNER and role.scope in partners:
        return say("body", "🤝 You answer for {partner}.", partner=partners[role.scope])
    return None


def granted(context: Context, role: Role) -> Reply:
    """What somebody reads who has a role from now on, with its commands."""
    roles = (*context.person.roles, role)
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
    gives = what_it_gives(context, role)
    lines = (say("body", "✅ Done. Welcome to the team!"), *((gives,) if gives else ()))
    return Reply(lines, tuple(rows), roles=tuple(role.role for role in roles))
