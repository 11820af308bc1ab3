"""A coordinator invites: a link that works once. A new coordinator needs a second human's yes."""

from __future__ import annotations

from datetime import datetime

from handlers.core import refusals
from handlers.core.context import Args, Context
from handlers.core.keyboards import NEWS
from handlers.core.messages import Outcome, Reply, Text, button, name, say
from handlers.core.typed_input import find_room, number_in
from storage.neighbourhood.model import Room
from storage.repositories.people.audit import AGREED, INVITED
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, PARTNER, Role

FOR_OPERATOR = "buurtbot invite coordinator"


def invite(context: Context, args: Args) -> Outcome:
    """Make a link for a new key-holder of a room; without a room, ask who is invited."""
    if not context.person.is_coordinator:
        return refusals.ONLY_COORDINATORS
    rooms = context.view.neighbourhood.rooms
    typed = str(args.get("text", "")).strip()
    room = context.view.rooms.get(str(args.get("room", ""))) or (
        find_room(typed, rooms) if typed else None
    )
    if room:
        return _for_key_holder(context, room)
    buttons = [(button(name(f"🔑 {one.name}"), "invite", room=one.id),) for one in rooms]
    others = [button(say("btn", "📊 Coordinator"), "invite.coordinator")]
    if context.view.neighbourhood.partners:
        others.insert(0, button(say("btn", "🤝 Partner"), "invite.partner"))
    lines = (
        say("body", "A key-holder of which room?"),
        say("body", "Or somebody else?"),
    )
    rows = (*buttons, tuple(others))
    return Outcome((Reply(lines, rows, replaces=bool(context.turn.tap)),))


def partner(context: Context, args: Args) -> Outcome:
    """Make a link for somebody who answers for a partner; without one, ask which."""
    if not context.person.is_coordinator:
        return refusals.ONLY_COORDINATORS
    partners = {one.id: one.name for one in context.view.neighbourhood.partners}
    chosen = str(args.get("partner", ""))
    if chosen not in partners:
        buttons = [
            (button(name(f"🤝 {called}"), "invite.partner", partner=one),)
            for one, called in partners.items()
        ]
        line = say("body", "Which partner?")
        return Outcome((Reply((line,), tuple(buttons), replaces=True),))
    code, expires = _made(context, Role(PARTNER, chosen))
    line = say("body", "Send this link to {partner}.", partner=partners[chosen])
    return _link(context, code, line, _until_tomorrow(context, expires))


def coordinator(context: Context, _: Args) -> Outcome:
    """Make a link for a new coordinator; it works when another coordinator says yes."""
    if not context.person.is_coordinator:
        return refusals.ONLY_COORDINATORS
    others = [one for one in context.store.roles.coordinators() if one != context.person.id]
    if not others:
        lines = (
            say("body", "You are the only coordinator here."),
            say("body", "Ask the operator of this bot for a link."),
            name(FOR_OPERATOR),
        )
        return Outcome((Reply(lines),))
    code, _expires = _made(context, Role(COORDINATOR, ""), needs_second=True)
    invitation = context.store.invitations.find(code)
    assert invitation
    made = _link(
        context,
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
    asked = [Reply(question, ((yes, no),), to=one) for one in others]
    return Outcome((*made.replies, *asked))


def agree(context: Context, args: Args) -> Outcome:
    """The second human's yes or no; the first answer counts, and never one's own."""
    if not context.person.is_coordinator:
        return refusals.ONLY_COORDINATORS
    invitation = context.store.invitations.get(number_in(args, "invitation"))
    if invitation is None:
        return refusals.OVER
    is_yes = args.get("yes") == 1
    answer = context.store.invitations.agree if is_yes else context.store.invitations.refuse
    if not answer(invitation.id, person=context.person.id, now=context.now):
        return refusals.OVER
    if not is_yes:
        done = say("body", "✅ All right. The link never works.")
        told = say("body", "📊 Another coordinator said no. Your link does not work.")
        return _answered(invitation.made_by, done, told)
    context.store.audit.note(AGREED, COORDINATOR, context.now, by=context.person.id)
    done = say("body", "✅ Thank you. The link works for one hour now.")
    told = say("body", "📊 Another coordinator said yes. Your link works for one hour.")
    return _answered(invitation.made_by, done, told)


def _answered(made_by: int | None, done: Text, told: Text) -> Outcome:
    own = Reply((done,), replaces=True)
    theirs = (Reply((told,), to=made_by),) if made_by else ()
    return Outcome((own, *theirs), keeps_question=True)


def _for_key_holder(context: Context, room: Room) -> Outcome:
    code, expires = _made(context, Role(KEY_HOLDER, room.id))
    line = say("body", "Send this link to the new key-holder of {room}.", room=room.name)
    return _link(context, code, line, _until_tomorrow(context, expires))


def _made(context: Context, role: Role, *, needs_second: bool = False) -> tuple[str, datetime]:
    context.store.audit.note(
        INVITED, role.role, context.now, scope=role.scope, by=context.person.id
    )
    return context.store.invitations.make(
        role, context.person.id, context.now, needs_second=needs_second
    )


def _until_tomorrow(context: Context, expires: datetime) -> Text:
    at = context.view.local(expires).time()
    return say("body", "It works once, until tomorrow {time}.", time=at)


def _link(context: Context, code: str, *lines: Text) -> Outcome:
    links = (name(link) for link in context.links(code))
    return Outcome((Reply((*lines, *links), is_secret=True),))
