"""What is known of somebody's requests for help, and who looked: for whoever asks what we know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from handlers.core.context import Context
from handlers.core.messages import Text, Tongue, Value, name, say
from handlers.core.neighbourhood.topics import LABELS
from handlers.core.private import screen
from handlers.help_requests import told_here
from storage.repositories.help_requests.requests import Request
from storage.repositories.people.audit import READ_REQUEST, Entry
from storage.repositories.people.roles import COORDINATOR, PARTNER

# As many of a kind as fit on a phone; the file has them all.
SHOWN = 5
# Whose rows tell what was asked, of whom, or in which words.
TELLING = {"requests", "request_events", "audit", "partner_links", "dialogues", "you_wrote"}


def requests(context: Context) -> Iterator[Text]:
    """What help was asked for, how it stands, and what was agreed to."""
    for request in context.store.requests.of_person(context.person.id, context.profile)[:SHOWN]:
        asked_on = day(context, request.made_at)
        if not told_here.is_told_here(request):
            yield from (*told_here.where_it_stands(context, request), told_here.ELSEWHERE)
            yield told_here.IN_THE_ROOM
            continue
        what: Value = LABELS.get(request.domain, name(request.domain))
        yield say("body", "You asked for help: {what}. {date}.", what=what, date=asked_on)
        yield _state(context, request)
        yield say(
            "body",
            "You agreed on {date}, in {language}.",
            date=day(context, request.consent_at),
            language=Tongue(request.consent_language or context.language),
        )
        if request.call_me:
            yield say("body", "We call you: {name}.", name=request.call_me)
        if request.contact:
            yield say("body", "They can reach you here: {contact}.", contact=request.contact)


def _state(context: Context, request: Request) -> Text:
    with_whom = (
        who(context, PARTNER, request.partner)
        if request.partner
        else room_name(context, request.room)
    )
    match request.state:
        case "requested" | "rejected":
            return say("body", "We are looking for help.")
        case "accepted" | "in_progress":
            return say("body", "{who} is helping you with it.", who=with_whom)
        case "on_hold":
            return say("body", "{who} is helping you. It is on hold now.", who=with_whom)
        case "cancelled" | "entered_in_error":
            return say("body", "It was cancelled.")
        case _:
            return say("body", "It is closed.")


def looks(context: Context) -> Iterator[Text]:
    """Who read a request, and when; never a name."""
    every = looks_at(context)
    hidden = _hidden(context)
    for look in every[-SHOWN:]:
        if look.request in hidden:
            at = day(context, look.at)
            yield say("body", "👀 On {date} somebody read your request.", date=at)
            continue
        yield say(
            "body",
            "👀 On {date} somebody of {who} read your request.",
            date=day(context, look.at),
            who=who(context, look.role, look.scope),
        )
        if look.role == COORDINATOR and look.scope:
            yield say("body", "A coordinator made the link to it.")
    if not every and context.store.requests.of_person(context.person.id, context.profile):
        yield say("body", "👀 Nobody has read your request yet.")
    yield from more(len(every))


def looks_at(context: Context) -> list[Entry]:
    """Every look at a request, also after the request was erased."""
    entries = context.store.audit.about(context.person.id, context.profile)
    return [entry for entry in entries if entry.what == READ_REQUEST]


def sent(context: Context) -> Iterator[Text]:
    """Which partner sent somebody, and what they hear of it."""
    if not screen.is_phone_safe(context):
        return
    for link in context.store.partners.sent_to(context.person.id, context.profile)[-SHOWN:]:
        yield say(
            "body",
            "🤝 {partner} sent you to {room}: {what}. {date}.",
            partner=who(context, PARTNER, link.partner),
            room=room_name(context, link.room),
            what=LABELS.get(link.domain, name(link.domain)),
            date=day(context, link.used_at or context.now),
        )
        if link.may_tell:
            yield say("body", "✅ We only tell them: arrived, or not yet.")
        else:
            yield say("body", "✅ We tell them nothing.")


def _hidden(context: Context) -> set[int | None]:
    """The requests that are not told here; without a number they were erased since."""
    every = context.store.requests.of_person(context.person.id, context.profile)
    return {None, *(request.id for request in every if not told_here.is_told_here(request))}


def for_this_phone(context: Context, known: dict[str, Any]) -> dict[str, Any]:
    """What the file may hold: on a phone that is not safe only that something was asked."""
    if not screen.is_phone_safe(context):
        left = {table: rows for table, rows in known.items() if table not in TELLING}
        asked = known.get("requests", [])
        return {**left, "requests": [{"made_at": row["made_at"]} for row in asked]}
    hidden = _hidden(context)
    looks = [_neutral(row, hidden) for row in known.get("audit", [])]
    return {**known, "audit": looks} if looks else known


def _neutral(row: dict[str, Any], hidden: set[int | None]) -> dict[str, Any]:
    """A look at a request; of one that is not told here not who looked."""
    is_hidden = row["what"] == READ_REQUEST and row.get("request_id") in hidden
    return {"at": row["at"], "what": row["what"]} if is_hidden else row


def who(context: Context, role: str, place: str) -> str:
    """What a role's place is called; a person is never named."""
    partners = {partner.id: partner.name for partner in context.view.neighbourhood.partners}
    if role == PARTNER or place in partners:
        return partners.get(place, place or context.view.neighbourhood.name)
    return room_name(context, place)


def room_name(context: Context, room_id: str) -> str:
    """What a room is called; one that left the file goes by the neighbourhood."""
    room = context.view.rooms.get(room_id)
    return room.name if room else context.view.neighbourhood.name


def day(context: Context, moment: datetime) -> date:
    """The local day of a moment."""
    return context.view.today(moment)


def more(n: int) -> Iterator[Text]:
    """That not all of it is shown."""
    if n > SHOWN:
        yield say("body", "More of this is in the file.")
