"""What do you know of me? In plain words, with who looked; as a file; and the way to delete it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime

from handlers.activities import card
from handlers.conversations import texts as conversations_texts
from handlers.core import keyboards
from handlers.core.context import Args, Scene
from handlers.core.messages import (
    Attachment,
    Outcome,
    Reply,
    Text,
    Tongue,
    Value,
    button,
    name,
    say,
    say_many,
)
from handlers.core.time_words import word
from handlers.core.topics import LABELS
from handlers.everybody import forget
from handlers.neighbourhood.schedule import BEHIND
from handlers.volunteering import texts
from handlers.volunteering.texts import THINGS, WHAT
from storage.repositories.help_requests.requests import Request
from storage.repositories.people.audit import READ_REQUEST, Entry
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, PARTNER
from storage.repositories.volunteering.exchange import CAN
from storage.repositories.volunteering.offers import JOINED, OPEN

# As many of a kind as fit on a phone; the file has them all.
SHOWN = 5
HEADING = say("body", "📦 This is what I know of you.")
# A page's address is a secret that opens the conversation: it is not for a file.
SECRET_ADDRESSES = ("web",)


def show(scene: Scene, _: Args) -> Outcome:
    """All that is known of whoever asks, and of nobody else."""
    first = [*_channel(scene), *_requests(scene), *_looks(scene), *_sent(scene)]
    rest = () if scene.face else (*_roles(scene), *_helping(scene), *_told(scene))
    lines = (HEADING, *first, *_places(scene), *rest, *_talk(scene), *_how_long(scene))
    rows = (
        (button(say("btn", "📎 As a file"), "mydata.file"),),
        (forget.offer(),),
        keyboards.footer(),
    )
    reply = Reply(lines, rows, is_secret=True, afterwards=(HEADING,))
    return Outcome((reply,), keeps_question=True)


def as_file(scene: Scene, _: Args) -> Outcome:
    """The same and more, row by row, as JSON: to keep, or to take elsewhere."""
    known = scene.store.known.about(scene.person.id, scene.face)
    if scene.person.channel not in SECRET_ADDRESSES and not scene.face:
        known["address"] = f"{scene.person.channel}: {scene.turn.sender}"
    content = json.dumps(
        {"made_at": scene.now.isoformat(), "known": known}, ensure_ascii=False, indent=1
    )
    lines = (
        say("body", "📎 This file has all I know of you."),
        say("body", "Show it only to people you trust."),
    )
    made = Attachment("my-data.json", content)
    reply = Reply(
        lines,
        ((forget.offer(),), keyboards.footer()),
        attachment=made,
        is_secret=True,
        afterwards=lines[:1],
    )
    return Outcome((reply,), keeps_question=True)


def _channel(scene: Scene) -> Iterator[Text]:
    """Where somebody writes from, and in which language."""
    if scene.person.channel == "web":
        yield say("body", "You write to me on the web page.")
    else:
        yield say("body", "You write to me in {app}.", app=scene.person.channel.capitalize())
    yield say("body", "I do not know your name.")
    chosen = scene.person.language or scene.person.hint
    if chosen:
        yield say("body", "Your language: {language}.", language=Tongue(scene.language))
    last = scene.store.people.last_contact(scene.person.id)
    if last:
        yield say("body", "You wrote last on {date}.", date=last)
    faces = sorted(scene.store.faces.of(scene.person.id))
    if scene.face:
        yield say("body", "Your picture on this phone: {face}.", face=scene.face)
    elif faces:
        yield say("body", "Pictures on this phone: {faces}.", faces=" ".join(faces))


def _requests(scene: Scene) -> Iterator[Text]:
    """What help was asked for, how it stands, and what was agreed to."""
    for one in scene.store.requests.of_person(scene.person.id, scene.face)[:SHOWN]:
        what: Value = LABELS.get(one.domain, name(one.domain))
        made = _day(scene, one.made_at)
        yield say("body", "You asked for help: {what}. {date}.", what=what, date=made)
        yield _state(scene, one)
        yield say(
            "body",
            "You agreed on {date}, in {language}.",
            date=_day(scene, one.consent_at),
            language=Tongue(one.consent_language or scene.language),
        )
        if one.call_me:
            yield say("body", "We call you: {name}.", name=one.call_me)
        if one.contact:
            yield say("body", "They can reach you here: {contact}.", contact=one.contact)


def _state(scene: Scene, one: Request) -> Text:
    with_whom = _who(scene, PARTNER, one.partner) if one.partner else _room(scene, one.room)
    match one.state:
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


def _looks(scene: Scene) -> Iterator[Text]:
    """Who read a request, and when; never a name."""
    looks = _looks_at(scene)
    for one in looks[-SHOWN:]:
        yield say(
            "body",
            "👀 On {date} somebody of {who} read your request.",
            date=_day(scene, one.at),
            who=_who(scene, one.role, one.place),
        )
        if one.role == COORDINATOR and one.place:
            yield say("body", "A coordinator made the link to it.")
    if not looks and scene.store.requests.of_person(scene.person.id, scene.face):
        yield say("body", "👀 Nobody read your request yet.")
    yield from _more(len(looks))


def _looks_at(scene: Scene) -> list[Entry]:
    """Every look at a request, also after the request was erased."""
    entries = scene.store.audit.about(scene.person.id, scene.face)
    return [one for one in entries if one.what == READ_REQUEST]


def _sent(scene: Scene) -> Iterator[Text]:
    """Which partner sent somebody, and what they hear of it."""
    for link in scene.store.partners.sent_to(scene.person.id, scene.face)[-SHOWN:]:
        yield say(
            "body",
            "🤝 {partner} sent you to {room}: {what}. {date}.",
            partner=_who(scene, PARTNER, link.partner),
            room=_room(scene, link.room),
            what=LABELS.get(link.domain, name(link.domain)),
            date=_day(scene, link.used_at or scene.now),
        )
        if link.may_tell:
            yield say("body", "✅ They hear only: arrived, or not yet.")
        else:
            yield say("body", "✅ We tell them nothing.")


def _places(scene: Scene) -> Iterator[Text]:
    """The sign-ups that are still known by person."""
    since = scene.now - BEHIND
    own = scene.store.signups.of_person(scene.person.id, scene.face, since)
    for one in own[:SHOWN]:
        occurrence = card.find(scene, one.key)
        if occurrence:
            title = card.title(scene, occurrence)
            date_ = occurrence.begins.date()
            yield say("body", "🎟️ You signed up: {title}. {date}.", title=title, date=date_)
    yield from _more(len(own))


def _roles(scene: Scene) -> Iterator[Text]:
    """What somebody may do, and how often they did it."""
    for role, at, suspended in scene.store.roles.held_since(scene.person.id):
        who, since = _who(scene, role.role, role.place), _day(scene, at)
        if role.role == KEY_HOLDER:
            yield say("body", "🔑 You hold a key of {room} since {date}.", room=who, date=since)
        elif role.role == COORDINATOR:
            yield say("body", "📊 You are a coordinator since {date}.", date=since)
        else:
            yield say("body", "🤝 You answer for {partner} since {date}.", partner=who, date=since)
        if suspended:
            yield say("body", "⏸️ Suspended since {date}.", date=_day(scene, suspended))
    n = scene.store.known.deeds(scene.person.id).get("openings.opened_by", 0)
    if n:
        yield say_many("body", "You opened a room {n} time.", "You opened a room {n} times.", n)


def _helping(scene: Scene) -> Iterator[Text]:
    """Offers, steps, and what neighbours do for each other."""
    for offer in scene.store.offers.of(scene.person.id)[-SHOWN:]:
        what, room = word(WHAT, offer.what), _room(scene, offer.room)
        if offer.state == JOINED:
            yield say("body", "🌱 You help in {room}: {what}.", room=room, what=what)
        elif offer.state in OPEN:
            yield say("body", "🌱 You offered help in {room}: {what}.", room=room, what=what)
        else:
            yield say("body", "🌱 You once offered help in {room}.", room=room)
    for step in scene.store.path.of(scene.person.id):
        if step.agreed_at:
            yield texts.since(step.step, step.day)
        else:
            yield say("body", "🪜 I asked you about a new step.")
    for wish in scene.store.wishes.open_of(scene.person.id):
        thing = word(THINGS, wish.thing)
        if wish.side == CAN:
            yield say("body", "🔄 You can: {thing}.", thing=thing)
        else:
            yield say("body", "🔄 You look for: {thing}.", thing=thing)


def _told(scene: Scene) -> Iterator[Text]:
    """What somebody is told of."""
    for room in scene.house.only(scene.store.subscriptions.rooms_of(scene.person.id)):
        yield say("body", "🔔 I tell you about {room}.", room=room.name)


def _talk(scene: Scene) -> Iterator[Text]:
    """The talk that goes on."""
    talk = scene.store.talks.of(scene.person.id, scene.face)
    if talk:
        yield say("body", "💬 You write with somebody of {room}.", room=_room(scene, talk.room))
        for line in scene.store.talks.said(talk, by_resident=True)[-SHOWN:]:
            yield from conversations_texts.said([line])


def _how_long(scene: Scene) -> Iterator[Text]:
    """When it goes by itself."""
    yield say("body", "I keep messages to you for 30 days.")
    requests = scene.store.requests.of_person(scene.person.id, scene.face)
    if requests:
        yield say("body", "I keep a request for 30 days after its end.")
    if requests or _looks_at(scene):
        yield say("body", "I keep who looked for 12 months.")
    if not scene.person.roles:
        yield say("body", "You do not write for a year? I forget you.")


def _who(scene: Scene, role: str, place: str) -> str:
    """What a role's place is called; a person is never named."""
    partners = {one.id: one.name for one in scene.house.neighbourhood.partners}
    if role == PARTNER or place in partners:
        return partners.get(place, place or scene.house.neighbourhood.name)
    return _room(scene, place)


def _room(scene: Scene, room: str) -> str:
    found = scene.house.rooms.get(room)
    return found.name if found else scene.house.neighbourhood.name


def _day(scene: Scene, moment: datetime) -> date:
    return scene.house.today(moment)


def _more(n: int) -> Iterator[Text]:
    if n > SHOWN:
        yield say("body", "More of this is in the file.")
