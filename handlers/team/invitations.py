"""A coordinator invites: a link that works once. A new coordinator needs a second human's yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.enclosures import Code
from handlers.core.feature import Nothing
from handlers.core.keyboards import NEWS
from handlers.core.messages import Outcome, Reply, Text, button, name, say
from handlers.core.typed_input import find_room
from storage.neighbourhood.rooms import Room
from storage.repositories.people.audit import AGREED, INVITED
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, PARTNER, Role

FOR_OPERATOR = "buurtbot invite coordinator"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyOf:
    """The room whose key somebody is invited to: tapped, or typed; empty: not said yet."""

    room: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPartner:
    """The partner that somebody is invited to answer for; empty: not said yet."""

    partner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondAnswer:
    """What another coordinator says to an invitation: 1 is yes."""

    invitation: int
    yes: int


def invite(context: Context, args: KeyOf) -> Outcome:
    """Make a link for a new key-holder of a room; without a room, ask who is invited."""
    rooms = context.view.neighbourhood.rooms
    typed = args.text.strip()
    room = context.view.rooms.get(args.room) or (find_room(typed, rooms) if typed else None)
    if room:
        return _for_key_holder(context, room)
    buttons = [(button(name(f"🔑 {room.name}"), "invite", room=room.id),) for room in rooms]
    others = [button(say("btn", "🛠️ Coordinator"), "invite.coordinator")]
    if context.view.neighbourhood.partners:
        others.insert(0, button(say("btn", "🤝 Organisation"), "invite.partner"))
    lines = (
        say("body", "Key-holder of which room?"),
        say("body", "Or somebody else?"),
    )
    rows = (*buttons, tuple(others))
    return Outcome((Reply(lines, rows, replaces=bool(context.turn.tap)),))


def partner(context: Context, args: OfPartner) -> Outcome:
    """Make a link for somebody who answers for a partner; without one, ask which."""
    partners = {partner.id: partner.name for partner in context.view.neighbourhood.partners}
    if args.partner not in partners:
        buttons = [
            (button(name(f"🤝 {called}"), "invite.partner", partner=partner),)
            for partner, called in partners.items()
        ]
        line = say("body", "Which organisation?")
        return Outcome((Reply((line,), tuple(buttons), replaces=True),))
    code, expires = _new_link(context, Role(PARTNER, args.partner))
    line = say("body", "Send this link to {partner}.", partner=partners[args.partner])
    return _link(context, code, line, _until_tomorrow(context, expires))


def coordinator(context: Context, _: Nothing) -> Outcome:
    """Make a link for a new coordinator; it works when another coordinator says yes."""
    coordinators = context.store.roles.coordinators()
    others = [person for person in coordinators if person != context.person.id]
    if not others:
        lines = (
            say("body", "You are the only coordinator here."),
            say("body", "Ask the operator of this bot for a link."),
            name(FOR_OPERATOR),
        )
        return Outcome((Reply(lines),))
    code, expires = _new_link(context, Role(COORDINATOR, ""), needs_second=True)
    invitation = context.store.invitations.find(code)
    assert invitation
    link = _link(
        context,
        code,
        say("body", "Send this link to the new coordinator."),
        say("body", "It does not work yet."),
        say("body", "Another coordinator must say yes first. I'm asking now."),
        say("body", "After that it works once, for one hour."),
    )
    question = (
        NEWS,
        say("body", "🛠️ A coordinator invites a new coordinator."),
        say("body", "Do you know about it? Is it right?"),
    )
    yes = button(say("btn", "✅ Yes"), "invite.agree", invitation=invitation.id, yes=1)
    no = button(say("btn", "❌ No"), "invite.agree", invitation=invitation.id, yes=0)
    asked = [Reply(question, ((yes, no),), to=person, valid_until=expires) for person in others]
    return Outcome((*link.replies, *asked))


def agree(context: Context, args: SecondAnswer) -> Outcome:
    """The second human's yes or no; the first answer counts, and never one's own."""
    invitation = context.store.invitations.get(args.invitation)
    if invitation is None:
        return refusals.OVER
    is_yes = args.yes == 1
    answer = context.store.invitations.agree if is_yes else context.store.invitations.refuse
    if not answer(invitation.id, person=context.person.id, now=context.now):
        return refusals.OVER
    if not is_yes:
        done = say("body", "✅ All right. The link will not work.")
        told = say("body", "🛠️ Another coordinator said no. Your link does not work.")
        return _answered(invitation.made_by, done, told)
    context.store.audit.note(AGREED, COORDINATOR, context.now, by=context.person.id)
    done = say("body", "✅ Thank you. The link works for one hour now.")
    told = say("body", "🛠️ Another coordinator said yes. Your link works for one hour.")
    return _answered(invitation.made_by, done, told)


def _answered(made_by: int | None, done: Text, told: Text) -> Outcome:
    own = Reply((done,), replaces=True)
    theirs = (Reply((told,), to=made_by),) if made_by else ()
    return Outcome((own, *theirs), keeps_question=True)


def _for_key_holder(context: Context, room: Room) -> Outcome:
    code, expires = _new_link(context, Role(KEY_HOLDER, room.id))
    line = say("body", "Send this link to the new key-holder of {room}.", room=room.name)
    return _link(context, code, line, _until_tomorrow(context, expires))


def _new_link(context: Context, role: Role, *, needs_second: bool = False) -> tuple[str, datetime]:
    """The code of a new invitation, and until when it works."""
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
    """The link, as a picture too, and the question who is invited, while they may be known."""
    links = context.links(code)
    invitation = context.store.invitations.find(code)
    assert invitation
    whose = button(say("btn", "🏷️ Whose is it?"), "invite.label", invitation=invitation.id)
    reply = Reply(
        (*lines, *(name(link) for link in links)),
        ((whose,),),
        picture=Code(links[0]) if links else None,
        is_secret=True,
        afterwards=(say("body", "I deleted the link here."),),
    )
    return Outcome((reply,))
