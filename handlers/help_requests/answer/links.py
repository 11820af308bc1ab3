"""Makes links that work once: to a request, for a partner without the chat; to a room.

A link of the second kind is for a newcomer: it says domain, language and room, and nothing about
the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import locales
from handlers.core import keyboards, refusals
from handlers.core.context import Context
from handlers.core.enclosures import Code
from handlers.core.keyboards import in_rows
from handlers.core.messages import (
    Button,
    Outcome,
    Reply,
    Text,
    Tongue,
    button,
    name,
    say,
)
from handlers.core.neighbourhood import whose_turn
from handlers.core.neighbourhood.topics import LABELS
from handlers.help_requests import helper_texts, helpers
from handlers.help_requests.answer import worklist
from handlers.help_requests.helper_texts import REQUESTS
from handlers.help_requests.helpers import OfRequest
from storage.repositories.help_requests.states import OPEN
from storage.repositories.people.roles import PARTNER

# For so long a partner sees whom it sent.
LISTED = timedelta(days=30)
SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """For which partner, for what, in which language, to which room; what is missing we ask."""

    partner: str = ""
    domain: str = ""
    language: str = ""
    room: str = ""


def web_link(context: Context, args: OfRequest) -> Outcome:
    """A link to one request, for somebody of the partner who has no chat with us."""
    request = context.store.requests.get(args.request)
    if request is None:
        return refusals.OVER
    is_partners = whose_turn.side(context.view, context.store, request).role == PARTNER
    helper = helpers.helper_of(context.view, context.store, request, context.person)
    may = helper is not None or context.person.is_coordinator
    if not is_partners or not may or request.state not in OPEN:
        return worklist.one_request(context, args)
    if request.person == context.person.id:
        return refusals.OVER
    code, expires = context.store.partners.link_to_request(
        request.partner, request=request.id, made_by=context.person.id, now=context.now
    )
    who = helper_texts.partner_name(context.view, request.partner)
    lines = (
        say("body", "🔗 Send this link to {partner} only.", partner=who),
        say("body", "Whoever opens it first sees the request."),
        say("body", "It works once, until {date}.", date=context.view.today(expires)),
        name(_web_address(context, code)),
    )
    after = say("body", "I deleted the link here.")
    rows = ((button(REQUESTS, "requests"),),)
    return Outcome((Reply(lines, rows, is_secret=True, afterwards=(after,)),))


def send(context: Context, args: Sending) -> Outcome:
    """Somebody is sent to a room: for what, which language, which room; then a link for them."""
    partners = own_partners(context)
    if not partners:
        return refusals.OVER
    rooms = context.view.rooms
    partner = args.partner or (partners[0] if len(partners) == 1 else "")
    room = args.room or (next(iter(rooms)) if len(rooms) == 1 else "")
    chosen: dict[str, str | int] = {}
    if partner not in partners:
        line = say("body", "For which organisation?")
        choices = [
            button(name(helper_texts.partner_name(context.view, known)), "send", partner=known)
            for known in partners
        ]
        return _asked(line, choices)
    chosen["partner"] = partner
    if args.domain not in LABELS:
        line = say("body", "What does somebody need in the room?")
        choices = [
            button(label, "send", **chosen, domain=domain) for domain, label in LABELS.items()
        ]
        return _asked(line, choices, *_sent_lines(context, partner))
    chosen["domain"] = args.domain
    if args.language not in locales.languages():
        line = say("body", "Which language do they speak?")
        choices = [
            button(name(locales.languages()[tag].own_name), "send", **chosen, language=tag)
            for tag in keyboards.languages_offered(context)
        ]
        return _asked(line, choices)
    chosen["language"] = args.language
    if room not in rooms:
        line = say("body", "To which room?")
        choices = [
            button(name(known.name), "send", **chosen, room=known.id) for known in rooms.values()
        ]
        return _asked(line, choices)
    return _link(context, partner, args.domain, args.language, room)


def own_partners(context: Context) -> list[str]:
    """The partners of the file that this person answers for."""
    own_partners = context.person.rooms_as(PARTNER)
    return [
        partner.id for partner in context.view.neighbourhood.partners if partner.id in own_partners
    ]


def _link(context: Context, partner: str, domain: str, tag: str, room: str) -> Outcome:
    code, expires = context.store.partners.link_to_room(
        partner,
        domain=domain,
        language=tag,
        room=room,
        made_by=context.person.id,
        now=context.now,
    )
    links = context.links(code)
    lines = (
        say("body", "➕ Give this link or picture to the person."),
        say("body", "It says: {domain}, {language}.", domain=LABELS[domain], language=Tongue(tag)),
        say("body", "It names nobody. The room expects somebody."),
        say("body", "It works once, until {date}.", date=context.view.today(expires)),
        *(name(link) for link in links),
    )
    after = say("body", "I deleted the link here.")
    again = button(say("btn", "➕ Send somebody"), "send")
    rows = ((again, button(REQUESTS, "requests")),)
    reply = Reply(lines, rows, picture=Code(links[0]), is_secret=True, afterwards=(after,))
    return Outcome((reply,))


def _sent_lines(context: Context, partner: str) -> list[Text]:
    """Whom a partner sent, as far as they may know it: arrived, or not yet."""
    links = context.store.partners.sent_by(partner, context.now - LISTED)[:SHOWN]
    lines = []
    for link in links:
        values: dict[str, Text | Tongue] = {
            "domain": LABELS[link.domain],
            "language": Tongue(link.language),
        }
        if link.arrived_at:
            lines.append(say("body", "✅ {domain}, {language}: arrived.", **values))
        else:
            lines.append(say("body", "⏳ {domain}, {language}: not yet.", **values))
    return [say("body", "Who you sent:"), *lines] if lines else []


def _asked(line: Text, choices: list[Button], *before: Text) -> Outcome:
    return Outcome((Reply((*before, line), in_rows(choices), replaces=True),))


def _web_address(context: Context, code: str) -> str:
    """Where a code is opened on the web; the web's own address is the last of our links."""
    return f"{context.links('')[-1].partition('?')[0]}help/{code}"
