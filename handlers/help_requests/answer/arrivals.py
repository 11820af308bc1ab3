"""Somebody whom a partner sent to a room: asked first, expected after a yes, there.

Nothing is used up and nobody hears anything before the person said yes; what it is about is told
only after a yes of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import locales
from handlers.core import keyboards, refusals
from handlers.core.context import Context
from handlers.core.feature import OfRoom
from handlers.core.keyboards import NEWS
from handlers.core.messages import Below, Button, Outcome, Reply, Text, Tongue, button, say
from handlers.core.neighbourhood import subjects
from handlers.core.neighbourhood.topics import LABELS
from handlers.core.private import screen
from handlers.help_requests import helper_texts
from handlers.rooms import opening_hours, status
from storage.repositories.help_requests.partners import SENT, Link
from storage.repositories.people.roles import PARTNER, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class SaysOfLink:
    """An answer to a question about a link; 1 is a yes."""

    link: int
    yes: int


def opened(context: Context, code: str) -> Outcome | None:
    """What a partner's link is, and whether the room may expect somebody. None for other codes."""
    link = context.store.partners.find_link(SENT, code)
    if link is None:
        return None
    refused = _refused(context, link)
    if refused:
        return refused
    if link.used_at is not None:
        return _expected(context, link)
    if not context.person.language and link.language in locales.languages():
        context.store.people.choose_language(context.person.id, link.language)
    room = context.view.rooms[link.room]
    lines = (
        say(
            "body", "👋 Welcome. {partner} made this link for you.", partner=_partner(context, link)
        ),
        say(
            "body",
            "📍 You can go to {room} for: {domain}.",
            room=room.name,
            domain=LABELS[link.domain],
        ),
        say("body", "Shall we tell the room that somebody new is coming?"),
        say("body", "We do not say who it is, or why."),
    )
    yes = _answer(say("btn", "✅ Yes, tell them"), "sent.come", link, yes=1)
    no = _answer(say("btn", "❌ No, tell nobody"), "sent.come", link, yes=0)
    return Outcome((Reply(lines, ((yes,), (no,), *keyboards.unchosen_language(context))),))


def come(context: Context, args: SaysOfLink) -> Outcome:
    """The answer to "shall we tell the room?"; of many who open a link one is expected."""
    link = context.store.partners.get_link(args.link)
    if link is None or link.kind != SENT:
        return refusals.OVER
    refused = _refused(context, link)
    if refused:
        return refused
    if link.used_at is not None:
        return _expected(context, link)
    if args.yes != 1:
        room = opening_hours.one_room(context, OfRoom(room=link.room)).replies[0]
        lines = (
            say("body", "✅ We tell nobody."),
            say("body", "You are always welcome."),
            *room.lines,
        )
        again = _answer(say("btn", "✅ Yes, tell them"), "sent.come", link, yes=1)
        return Outcome((Reply(lines, ((again,),), replaces=True),))
    if not context.store.partners.use_link(
        link.id, person=context.person.id, now=context.now, profile=context.profile
    ):
        return _no_more(context, say("body", "This link is too old. Please ask for a new one."))
    expected = _expected(context, link)
    return Outcome((*expected.replies, _about(link), *_tell_room(context, link)))


def topic(context: Context, args: SaysOfLink) -> Outcome:
    """The answer to "shall they know what it is about?"."""
    link = _own(context, args)
    if isinstance(link, Outcome):
        return link
    if args.yes != 1:
        line = say("body", "✅ We tell them nothing.")
        return Outcome((Reply((line,), replaces=True),), keeps_question=True)
    line = say("body", "✅ The room knows what it is about.")
    told: list[Reply] = []
    if context.store.done_once.quietly(f"sent.topic.{link.id}", "", context.now):
        told = _tell_topic(context, link)
    return Outcome((Reply((line,), replaces=True), *told), keeps_question=True)


def may_tell(context: Context, args: SaysOfLink) -> Outcome:
    """The answer to "may the partner know that you arrived?"; the first one counts."""
    link = _own(context, args)
    if isinstance(link, Outcome):
        return link
    is_yes = args.yes == 1
    if not context.store.partners.let_tell(link.id, may_tell=is_yes):
        is_yes = bool(link.may_tell)
    if is_yes:
        line = say("body", "✅ We only tell them: arrived, or not yet.")
    else:
        line = say("body", "✅ We tell them nothing.")
    room = context.view.rooms.get(link.room)
    here = ((opening_hours.check_in_button(room),),) if room else ()
    lines = (line, say("body", "You are always welcome."))
    return Outcome((Reply(lines, tuple(here), replaces=True),), keeps_question=True)


def _own(context: Context, args: SaysOfLink) -> Link | Outcome:
    """The link that this person opened; else what is said to whoever did not."""
    link = context.store.partners.get_link(args.link)
    if link is None or link.kind != SENT or link.used_by != context.person.id:
        return refusals.OVER
    return link if link.profile == context.profile else refusals.somebody_else(link.profile)


def _refused(context: Context, link: Link) -> Outcome | None:
    """What is said where a link does not work, or not for this person; None where it does."""
    if link.room not in context.view.rooms:
        return _no_more(context, say("body", "This room is not there any more."))
    if link.used_at is None:
        # A link is worth as much as the one who made it: without their role nobody expects anybody.
        maker = context.store.roles.of(link.made_by) if link.made_by else ()
        if Role(PARTNER, link.partner) not in maker or link.expires_at <= context.now:
            return _no_more(context, say("body", "This link is too old. Please ask for a new one."))
    elif link.used_by != context.person.id:
        used = say("body", "This link has already been used. Please ask for a new one.")
        return _no_more(context, used)
    elif link.profile != context.profile:
        return refusals.somebody_else(link.profile)
    return None


def _expected(context: Context, link: Link) -> Outcome:
    """The room expects this person, with all one needs to get in."""
    room = context.view.rooms[link.room]
    answer = opening_hours.one_room(context, OfRoom(room=room.id)).replies[0]
    welcome = say("body", "👋 Welcome. {room} is expecting you.", room=room.name)
    replies = [
        Reply(
            (welcome, *answer.lines),
            ((opening_hours.check_in_button(room),),),
            below=Below.MAIN_MENU,
        )
    ]
    if link.may_tell is None and screen.is_phone_safe(context):
        # In a message of its own, so that it stays when another button is tapped first.
        who = _partner(context, link)
        yes = _answer(say("btn", "✅ Yes"), "sent.tell", link, yes=1)
        no = _answer(say("btn", "❌ No"), "sent.tell", link, yes=0)
        line = say("body", "May {partner} know that you arrived?", partner=who)
        replies.append(Reply((line,), ((yes, no),)))
    return Outcome(tuple(replies))


def _about(link: Link) -> Reply:
    """Asked apart: whether the room may know what somebody needs."""
    lines = (
        say("body", "Shall the room know what it is about?"),
        say("body", "Then they see: {domain}.", domain=LABELS[link.domain]),
        say("body", "🌐 Language: {language}.", language=Tongue(link.language)),
    )
    yes = _answer(say("btn", "✅ They can know"), "sent.topic", link, yes=1)
    no = _answer(say("btn", "❌ Say nothing"), "sent.topic", link, yes=0)
    return Reply(lines, ((yes,), (no,)))


def _tell_room(context: Context, link: Link) -> list[Reply]:
    """Tell the key-holders that somebody comes, and nothing else."""
    lines = (
        NEWS,
        say("body", "Somebody new is coming to {room}.", room=context.view.rooms[link.room].name),
        say("body", "Please make them feel welcome."),
    )
    return [Reply(lines, to=person) for person in _who_expects(context, link)]


def _tell_topic(context: Context, link: Link) -> list[Reply]:
    """Tell them what for and in which language, never who: the person wanted it."""
    lines = (
        NEWS,
        say("body", "Somebody new is coming to {room}.", room=context.view.rooms[link.room].name),
        say("body", "They said you can know what it is about."),
        say("body", "It is for: {domain}.", domain=LABELS[link.domain]),
        say("body", "🌐 Language: {language}.", language=Tongue(link.language)),
    )
    return [Reply(lines, to=person) for person in _who_expects(context, link)]


def _who_expects(context: Context, link: Link) -> list[int]:
    store, own = context.store, context.person.id
    holders = [person for person in store.roles.key_holders(link.room) if person != own]
    return holders or subjects.coordinators(store, subjects.HELP, besides=own)


def _answer(label: Text, act: str, link: Link, *, yes: int) -> Button:
    return button(label, act, link=link.id, yes=yes)


def _partner(context: Context, link: Link) -> str:
    return helper_texts.partner_name(context.view, link.partner)


def _no_more(context: Context, line: Text) -> Outcome:
    return Outcome((status.present(context, line),))
