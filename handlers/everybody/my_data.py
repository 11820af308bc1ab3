"""What do you know of me? In plain words, with who looked; as a file; and the way to delete it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime

from handlers.activities import card
from handlers.conversations import texts as conversations_texts
from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.messages import (
    Ability,
    Attachment,
    Outcome,
    Reply,
    Text,
    Tongue,
    Value,
    button,
    name,
    say,
    say_if,
    say_many,
)
from handlers.core.neighbourhood.schedule import BEHIND
from handlers.core.time_words import word
from handlers.core.topics import LABELS
from handlers.everybody import forget
from handlers.volunteering import texts
from handlers.volunteering.texts import THINGS, WHAT
from storage.repositories.help_requests.requests import Request
from storage.repositories.people.audit import READ_REQUEST, Entry
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, OPERATOR, PARTNER
from storage.repositories.volunteering.exchange import CAN
from storage.repositories.volunteering.offers import JOINED, OPEN

# As many of a kind as fit on a phone; the file has them all.
SHOWN = 5
HEADING = say("body", "📦 This is what I know of you.")


def show(context: Context, _: Nothing) -> Outcome:
    """All that is known of whoever asks, and of nobody else."""
    first = [*_channel(context), *_requests(context), *_looks(context), *_sent(context)]
    rest = () if context.profile else (*_roles(context), *_helping(context), *_told(context))
    lines = (HEADING, *first, *_places(context), *rest, *_talk(context), *_how_long(context))
    pictures = button(say("btn", "🗝️ New pictures"), "come_back.again")
    again = ((pictures,),) if context.person.roles and not context.has_account else ()
    rows = ((button(say("btn", "📎 As a file"), "mydata.file"),), *again, (forget.offer(),))
    reply = Reply(lines, rows, is_secret=True, afterwards=(HEADING,))
    return Outcome((reply,), keeps_question=True)


def as_file(context: Context, _: Nothing) -> Outcome:
    """The same and more, row by row, as JSON: to keep, or to take elsewhere."""
    known = context.store.my_data.about(context.person.id, context.profile)
    # A page's address is a secret that opens the conversation: it is not for a file.
    is_secret = context.channel(context.person.channel).has_secret_addresses
    if not is_secret and not context.profile:
        known["address"] = f"{context.person.channel}: {context.turn.sender}"
    content = json.dumps(
        {"made_at": context.now.isoformat(), "known": known}, ensure_ascii=False, indent=1
    )
    lines = (
        say("body", "📎 This file has all I know of you."),
        say("body", "Show it only to people you trust."),
    )
    reply = Reply(
        lines,
        ((forget.offer(),),),
        attachment=Attachment("my-data.json", content),
        is_secret=True,
        afterwards=lines[:1],
    )
    return Outcome((reply,), keeps_question=True)


def _channel(context: Context) -> Iterator[Text]:
    """Where somebody writes from, and in which language."""
    app = context.channel(context.person.channel).app
    if app:
        yield say("body", "You write to me in {app}.", app=app)
    else:
        yield say("body", "You write to me on the web page.")
    yield say("body", "I do not know your name.")
    chosen = context.person.language or context.person.hint
    if chosen:
        yield say("body", "Your language: {language}.", language=Tongue(context.language))
    last = context.store.people.last_contact(context.person.id)
    if last:
        yield say("body", "You wrote last on {date}.", date=last)
    profiles = sorted(context.store.profiles.of(context.person.id))
    if context.profile:
        yield say("body", "Your picture on this phone: {face}.", face=context.profile)
    elif profiles:
        yield say("body", "Pictures on this phone: {faces}.", faces=" ".join(profiles))


def _requests(context: Context) -> Iterator[Text]:
    """What help was asked for, how it stands, and what was agreed to."""
    for request in context.store.requests.of_person(context.person.id, context.profile)[:SHOWN]:
        what: Value = LABELS.get(request.domain, name(request.domain))
        day = _day(context, request.made_at)
        yield say("body", "You asked for help: {what}. {date}.", what=what, date=day)
        yield _state(context, request)
        yield say(
            "body",
            "You agreed on {date}, in {language}.",
            date=_day(context, request.consent_at),
            language=Tongue(request.consent_language or context.language),
        )
        if request.call_me:
            yield say("body", "We call you: {name}.", name=request.call_me)
        if request.contact:
            yield say("body", "They can reach you here: {contact}.", contact=request.contact)


def _state(context: Context, request: Request) -> Text:
    with_whom = (
        _who(context, PARTNER, request.partner) if request.partner else _room(context, request.room)
    )
    match request.state:
        case "requested" | "rejected":
            return say("body", "We are looking for help.")
        case "accepted" | "in_progress":
            return say("body", "{who} helps you with it.", who=with_whom)
        case "on_hold":
            return say("body", "{who} helps you. It waits now.", who=with_whom)
        case "cancelled" | "entered_in_error":
            return say("body", "It was stopped.")
        case _:
            return say("body", "It is over.")


def _looks(context: Context) -> Iterator[Text]:
    """Who read a request, and when; never a name."""
    looks = _looks_at(context)
    for look in looks[-SHOWN:]:
        yield say(
            "body",
            "👀 On {date} somebody of {who} read your request.",
            date=_day(context, look.at),
            who=_who(context, look.role, look.scope),
        )
        if look.role == COORDINATOR and look.scope:
            yield say("body", "A coordinator made the link to it.")
    if not looks and context.store.requests.of_person(context.person.id, context.profile):
        yield say("body", "👀 Nobody read your request yet.")
    yield from _more(len(looks))


def _looks_at(context: Context) -> list[Entry]:
    """Every look at a request, also after the request was erased."""
    entries = context.store.audit.about(context.person.id, context.profile)
    return [entry for entry in entries if entry.what == READ_REQUEST]


def _sent(context: Context) -> Iterator[Text]:
    """Which partner sent somebody, and what they hear of it."""
    for link in context.store.partners.sent_to(context.person.id, context.profile)[-SHOWN:]:
        yield say(
            "body",
            "🤝 {partner} sent you to {room}: {what}. {date}.",
            partner=_who(context, PARTNER, link.partner),
            room=_room(context, link.room),
            what=LABELS.get(link.domain, name(link.domain)),
            date=_day(context, link.used_at or context.now),
        )
        if link.may_tell:
            yield say("body", "✅ They hear only: arrived, or not yet.")
        else:
            yield say("body", "✅ We tell them nothing.")


def _places(context: Context) -> Iterator[Text]:
    """The sign-ups that are still known by person."""
    since = context.now - BEHIND
    own = context.store.signups.of_person(context.person.id, context.profile, since)
    for signup in own[:SHOWN]:
        occurrence = card.find(context, signup.key)
        if occurrence:
            title = card.title(context, occurrence)
            day = occurrence.begins.date()
            yield say("body", "🎟️ You signed up: {title}. {date}.", title=title, date=day)
    yield from _more(len(own))


def _roles(context: Context) -> Iterator[Text]:
    """What somebody may do, and how often they did it."""
    for own in context.store.roles.own(context.person.id):
        role, suspended = own.role, own.suspended_at
        who, since = _who(context, role.role, role.scope), _day(context, own.since)
        if role.role == KEY_HOLDER:
            yield say("body", "🔑 You hold a key of {room} since {date}.", room=who, date=since)
        elif role.role == COORDINATOR:
            yield say("body", "📊 You are a coordinator since {date}.", date=since)
        elif role.role == OPERATOR:
            yield say("body", "🔧 You look after this bot since {date}.", date=since)
        else:
            yield say("body", "🤝 You answer for {partner} since {date}.", partner=who, date=since)
        if suspended:
            yield say("body", "⏸️ Suspended since {date}.", date=_day(context, suspended))
    n = context.store.my_data.deeds(context.person.id).get("openings.opened_by", 0)
    if n:
        yield say_many("body", "You opened a room {n} time.", "You opened a room {n} times.", n)


def _helping(context: Context) -> Iterator[Text]:
    """Offers, steps, and what neighbours do for each other."""
    for offer in context.store.offers.of(context.person.id)[-SHOWN:]:
        what, room = word(WHAT, offer.what), _room(context, offer.room)
        if offer.state == JOINED:
            yield say("body", "🌱 You help in {room}: {what}.", room=room, what=what)
        elif offer.state in OPEN:
            yield say("body", "🌱 You offered help in {room}: {what}.", room=room, what=what)
        else:
            yield say("body", "🌱 You once offered help in {room}.", room=room)
    for step in context.store.steps_to_work.of(context.person.id):
        if step.agreed_at:
            yield texts.since(step.step, step.day)
        else:
            yield say("body", "🪜 I asked you about a new step.")
    for wish in context.store.exchange.open_of(context.person.id):
        thing = word(THINGS, wish.thing)
        if wish.side == CAN:
            yield say("body", "🔄 You can: {thing}.", thing=thing)
        else:
            yield say("body", "🔄 You look for: {thing}.", thing=thing)


def _told(context: Context) -> Iterator[Text]:
    """What somebody is told of."""
    for room in context.view.only(context.store.subscriptions.rooms_of(context.person.id)):
        yield say_if(
            Ability.REMIND,
            say("body", "🔔 I tell you about {room}.", room=room.name),
            say("body", "🔔 You want news of {room}.", room=room.name),
        )


def _talk(context: Context) -> Iterator[Text]:
    """The talk that goes on."""
    talk = context.store.talks.of(context.person.id, context.profile)
    if talk:
        yield say("body", "💬 You write with somebody of {room}.", room=_room(context, talk.room))
        for line in context.store.talks.said(talk, by_resident=True)[-SHOWN:]:
            yield from conversations_texts.said([line])


def _how_long(context: Context) -> Iterator[Text]:
    """When it goes by itself."""
    yield say("body", "I keep messages to you for 30 days.")
    requests = context.store.requests.of_person(context.person.id, context.profile)
    if requests:
        yield say("body", "I keep a request for 30 days after its end.")
    if requests or _looks_at(context):
        yield say("body", "I keep who looked for 12 months.")
    if not context.person.roles:
        yield say("body", "You do not write for a year? I forget you.")


def _who(context: Context, role: str, place: str) -> str:
    """What a role's place is called; a person is never named."""
    partners = {partner.id: partner.name for partner in context.view.neighbourhood.partners}
    if role == PARTNER or place in partners:
        return partners.get(place, place or context.view.neighbourhood.name)
    return _room(context, place)


def _room(context: Context, room_id: str) -> str:
    room = context.view.rooms.get(room_id)
    return room.name if room else context.view.neighbourhood.name


def _day(context: Context, moment: datetime) -> date:
    return context.view.today(moment)


def _more(n: int) -> Iterator[Text]:
    if n > SHOWN:
        yield say("body", "More of this is in the file.")
