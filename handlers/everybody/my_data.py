"""What do you know of me? In plain words, with who looked; as a file; and the way to delete it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from handlers.activities import card
from handlers.activities import texts as activity_texts
from handlers.conversations import texts as conversations_texts
from handlers.core.context import Context
from handlers.core.enclosures import Attachment
from handlers.core.feature import FurtherOn, Nothing
from handlers.core.keyboards import beyond, more_row
from handlers.core.messages import (
    Ability,
    Outcome,
    Reply,
    Text,
    Tongue,
    button,
    say,
    say_if,
    say_many,
)
from handlers.core.neighbourhood import subjects
from handlers.core.neighbourhood.schedule import BEHIND
from handlers.core.private import screen
from handlers.core.time_words import word
from handlers.everybody import forget
from handlers.everybody.known_requests import (
    SHOWN,
    day,
    for_this_phone,
    looks,
    looks_at,
    more,
    requests,
    room_name,
    sent,
    who,
)
from handlers.help_requests import told_here
from handlers.reports.sent.choice import COMES
from handlers.volunteering import texts
from handlers.volunteering.texts import THINGS, WHAT
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, OPERATOR
from storage.repositories.reports.alerts import Wanted
from storage.repositories.volunteering.exchange import CAN
from storage.repositories.volunteering.offers import JOINED, OPEN

# How much stands in one message; a day or a name may be so much longer than what stands for it.
LINES, LETTERS, BESIDES = 4, 170, 8
# What somebody wrote stands in the file as a whole.
LONGEST_WORDS = 120
HEADING = say("body", "📦 This is what I know about you.")


def show(context: Context, args: FurtherOn) -> Outcome:
    """All that is known of whoever asks, and of nobody else, a few lines at a time."""
    roles = () if context.profile else tuple(_roles(context))
    asked = (*requests(context), *looks(context), *sent(context))
    rest = () if context.profile else (*_helping(context), *_told(context))
    every = (
        HEADING,
        *roles,
        *asked,
        *_channel(context),
        *_places(context),
        *rest,
        *_talk(context),
        *_how_long(context),
    )
    skip = args.skip if 0 <= args.skip < len(every) else 0
    lines = _page(every[skip:])
    pictures = button(say("btn", "🗝️ New pictures"), "come_back.again")
    again = ((pictures,),) if context.person.roles and not context.has_account else ()
    rows = (
        *more_row("mydata", beyond(len(every), skip, len(lines))),
        (button(say("btn", "📎 As a file"), "mydata.file"),),
        *again,
        (forget.offer(),),
    )
    reply = Reply(lines, rows, is_secret=True, afterwards=(HEADING,), replaces=bool(skip))
    return Outcome((reply,), keeps_question=True)


def _page(lines: Sequence[Text]) -> tuple[Text, ...]:
    """As many of these lines as are still read; at least one."""
    fitting = 1
    while fitting < min(LINES, len(lines)) and _letters(lines[: fitting + 1]) <= LETTERS:
        fitting += 1
    return tuple(lines[:fitting])


def _beginning(words: str) -> str:
    """What somebody wrote, or as much of it as is shown; the file has all."""
    return words if len(words) <= LONGEST_WORDS else f"{words[:LONGEST_WORDS]} …"


def _letters(lines: Sequence[Text]) -> int:
    """About how long they are, in any language."""
    values = [value for line in lines for value in line.values.values()]
    words = sum(len(value) for value in values if isinstance(value, str))
    return sum(len(line.one) for line in lines) + words + BESIDES * len(values)


def as_file(context: Context, _: Nothing) -> Outcome:
    """The same and more, row by row, as JSON: to keep, or to take elsewhere."""
    known = context.store.my_data.about(context.person.id, context.profile)
    known = for_this_phone(context, known)
    is_whole = screen.is_phone_safe(context)
    # A page's address is a secret that opens the conversation: it is not for a file.
    is_secret = context.channel(context.person.channel).has_secret_addresses
    if not is_secret and not context.profile:
        known["address"] = f"{context.person.channel}: {context.turn.sender}"
    content = json.dumps(
        {"made_at": context.now.isoformat(), "known": known}, ensure_ascii=False, indent=1
    )
    lines = (
        say("body", "📎 This file has all I know about you.")
        if is_whole
        else say("body", "📎 This file leaves out what you asked for."),
        say("body", "Show it only to people you trust.") if is_whole else told_here.IN_THE_ROOM,
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
    if context.store.sound.is_on(context.person.id):
        yield say("body", "🔊 You hear every message.")
    last = context.store.people.last_contact(context.person.id)
    if last:
        yield say("body", "Your last message was on {date}.", date=last)
    profiles = sorted(context.store.profiles.of(context.person.id))
    if context.profile:
        yield say("body", "Your picture on this phone: {face}.", face=context.profile)
    elif profiles:
        yield say("body", "Pictures on this phone: {faces}.", faces=" ".join(profiles))


def _places(context: Context) -> Iterator[Text]:
    """The sign-ups that are still known by person."""
    since = context.now - BEHIND
    own = context.store.signups.of_person(context.person.id, context.profile, since)
    for signup in own[:SHOWN]:
        occurrence = card.find(context, signup.key)
        if occurrence:
            title = activity_texts.title(context, occurrence)
            begins = occurrence.begins.date()
            yield say("body", "🎟️ You signed up: {title}. {date}.", title=title, date=begins)
    yield from more(len(own))


def _roles(context: Context) -> Iterator[Text]:
    """What somebody may do, and how often they did it."""
    for own in context.store.roles.own(context.person.id):
        role, suspended = own.role, own.suspended_at
        whose, since = who(context, role.role, role.scope), day(context, own.since)
        if role.role == KEY_HOLDER:
            yield say(
                "body", "🔑 You have had a key to {room} since {date}.", room=whose, date=since
            )
        elif role.role == COORDINATOR:
            yield say("body", "🛠️ You have been a coordinator since {date}.", date=since)
        elif role.role == OPERATOR:
            yield say("body", "🔧 You have looked after this bot since {date}.", date=since)
        else:
            yield say(
                "body",
                "🤝 You have answered for {partner} since {date}.",
                partner=whose,
                date=since,
            )
        if own.label:
            yield say("body", "🏷️ Coordinators call you: {label}.", label=own.label)
        if suspended:
            yield say("body", "⏸️ Paused since {date}.", date=day(context, suspended))
    n = context.store.my_data.deeds(context.person.id).get("openings.opened_by", 0)
    if n:
        yield say_many("body", "You opened a room {n} time.", "You opened a room {n} times.", n)


def _helping(context: Context) -> Iterator[Text]:
    """Offers, steps, and what neighbours do for each other."""
    for offer in context.store.offers.of(context.person.id)[-SHOWN:]:
        what, room = word(WHAT, offer.what), room_name(context, offer.room)
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
            yield say("body", "🔄 You can help with: {thing}.", thing=thing)
        else:
            yield say("body", "🔄 You need: {thing}.", thing=thing)
    if n := len(context.store.voices.numbers_of(context.person.id)):
        yield say_many(
            "body",
            "🎤 Your voice says {n} sentence here.",
            "🎤 Your voice says {n} sentences here.",
            n,
        )


def _told(context: Context) -> Iterator[Text]:
    """What somebody is told of."""
    for room in context.view.only(context.store.subscriptions.rooms_of(context.person.id)):
        yield say_if(
            Ability.REMIND,
            say("body", "🔔 I'll tell you news about {room}.", room=room.name),
            say("body", "🔔 You want news about {room}.", room=room.name),
        )
    if context.store.pushes.has(context.person.id):
        yield say("body", "🔔 This device shows a sign when there is news.")
    chosen = () if context.profile else context.store.report_choices.of(context.person.id)
    if any(kind in COMES for kind in chosen):
        yield say("body", "📊 You chose which reports come to you.")
    if any(kind in subjects.LABELS for kind in chosen):
        yield say("body", "🛠️ You chose your subjects as coordinator.")
    if not context.profile and context.store.alerts.of(context.person.id) != Wanted():
        yield say("body", "🛠️ I keep your choices as coordinator.")


def _talk(context: Context) -> Iterator[Text]:
    """The talks that go on; where the phone is not safe none with whoever helps."""
    is_safe = screen.is_phone_safe(context)
    for talk in context.store.talks.all_of(context.person.id, context.profile):
        if talk.request is not None and not is_safe:
            continue
        if talk.request is not None:
            yield say("body", "💬 You are chatting with somebody who helps you.")
        else:
            yield say(
                "body",
                "💬 You are chatting with somebody from {room}.",
                room=room_name(context, talk.room),
            )
        if is_safe:
            written = context.store.talks.said(talk, by_resident=True)[-SHOWN:]
            shown = (replace(line, words=_beginning(line.words)) for line in written)
            yield from conversations_texts.said(shown)


def _how_long(context: Context) -> Iterator[Text]:
    """When it goes by itself."""
    yield say("body", "I keep messages to you for 30 days.")
    asked = context.store.requests.of_person(context.person.id, context.profile)
    if asked:
        yield say("body", "I keep a request for 30 days after its end.")
    if asked or looks_at(context):
        yield say("body", "For 12 months I keep a list of who looked.")
    if not context.person.roles:
        yield say("body", "After a year without messages I delete your data.")
