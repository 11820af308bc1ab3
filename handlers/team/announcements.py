"""A coordinator tells the neighbours something: written once, looked at, and then sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from handlers.core import questions, refusals
from handlers.core.context import Context
from handlers.core.feature import Typed
from handlers.core.messages import (
    Button,
    Outcome,
    Priority,
    Question,
    Reply,
    Text,
    button,
    name,
    say,
)
from handlers.core.questions import Answer, Answers
from handlers.core.typed_input import NoNumber, as_typed
from handlers.rooms import news
from storage.repositories.messages.announcements import Reader
from storage.repositories.people.audit import ANNOUNCED
from storage.repositories.people.roles import COORDINATOR

FLOW = "announce"
LONGEST = 500
SOON = timedelta(days=7)
AGAIN = timedelta(hours=1)
# So few people that their number could tell who they are.
FEW = 5
EVERYBODY, SEND = "*", "!"
SENT = "announced"


def ask(context: Context, args: Typed) -> Outcome:
    """Ask for the words; after the command they may stand at once."""
    if args.text:
        return _then_words(context, {}, args.text)
    return Outcome((_words(),), Question(FLOW, "words"))


def _words() -> Reply:
    lines = (
        say("body", "📣 What do you want to say?"),
        say("body", "Type it in one message. Write no names."),
        say("body", "I'll send it exactly as you type it."),
        say("body", "I do not translate it."),
    )
    return Reply(lines)


def _ask_words(context: Context, _: Answers) -> Reply | None:
    return _words() if context.person.is_coordinator else None


def _then_words(context: Context, _: Answers, typed: Answer) -> Outcome:
    if not context.person.is_coordinator:
        return refusals.ONLY_COORDINATORS
    words = as_typed(str(typed))
    # Behind the command they were not measured yet.
    refused = refusals.too_long(LONGEST) if len(words) > LONGEST else None
    if not words:
        refused = say("body", "I cannot see any words. Please write again.")
    if refused:
        return Outcome((Reply((refused,)),), Question(FLOW, "words"))
    answers = {"words": context.store.announcements.seal(context.person.id, words)}
    asked = _ask_whom(context, answers)
    assert asked
    return Outcome((asked,), Question(FLOW, "whom", answers))


def _ask_whom(context: Context, _: Answers) -> Reply | None:
    if not context.person.is_coordinator:
        return None
    rooms = context.view.neighbourhood.rooms
    rows: list[tuple[Button, ...]] = []
    if len(rooms) > 1:
        rows.append((questions.choice(say("btn", "📍 All rooms"), EVERYBODY),))
    rows += [(questions.choice(name(room.name), room.id),) for room in rooms]
    lines = (
        say("body", "Who should read it?"),
        say("body", "Whoever asked for news about the room."),
        say("body", "And whoever signed up there this week."),
    )
    return Reply(lines, tuple(rows))


def _then_whom(context: Context, answers: Answers, chosen: Answer) -> Outcome:
    if not context.person.is_coordinator:
        return refusals.ONLY_COORDINATORS
    more = {**answers, "room": str(chosen)}
    asked = _preview(context, more)
    if asked is None:
        return refusals.OVER
    # With nobody to tell there is nothing to send, and no words to keep.
    return Outcome((asked,), Question(FLOW, "send", more) if asked.is_secret else None)


def _preview(context: Context, answers: Answers) -> Reply | None:
    """What they will read, how many they are, and the button that sends it."""
    rooms, words = _rooms(context, answers), _written(context, answers)
    if not context.person.is_coordinator or not rooms or not words:
        return None
    there = {reader.person for reader in _readers(context, rooms)}
    if not there:
        nobody = say("body", "Nobody asked for news there yet. Nothing was sent.")
        return Reply((nobody,))
    n: Text | int = len(there) if len(there) >= FEW else say("body", "a few")
    lines = [
        say("body", "This goes to {n} people:", n=n),
        *_shown(words),
        say("body", "I'll send it in your words. I do not translate."),
    ]
    if news.is_too_late(context.view, context.now):
        lines.append(say("body", "It is late. I'll send it at {time}.", time=news.MORNING))
    since = answers.get("again")
    if since:
        lines.insert(0, say("body", "You sent the same words less than an hour ago."))
    send = say("btn", "📣 Send again") if since else say("btn", "📣 Send")
    rows = ((questions.choice(send, SEND), button(say("btn", "❌ No"), "menu")),)
    ready = say("body", "📣 Your announcement is ready to send.")
    return Reply(tuple(lines), rows, is_secret=True, afterwards=(ready,))


def _then_send(context: Context, answers: Answers, value: Answer) -> Outcome:
    """The second tap sends it; the same words twice within an hour are asked about."""
    rooms, words = _rooms(context, answers), _written(context, answers)
    if not context.person.is_coordinator:
        return refusals.ONLY_COORDINATORS
    if value != SEND or not rooms or not words:
        return refusals.OVER
    job = f"{SENT} {context.store.announcements.mark(words, room=str(answers['room']))}"
    before = context.store.done_once.noticed(job, SENT, context.now)
    if before != context.now and context.now - before < AGAIN and "again" not in answers:
        more = {**answers, "again": 1}
        asked = _preview(context, more)
        return Outcome((asked,), Question(FLOW, "send", more)) if asked else refusals.OVER
    context.store.done_once.forget(job, SENT)
    context.store.done_once.first_time(job, SENT, context.now)
    place = "" if answers["room"] == EVERYBODY else str(answers["room"])
    context.store.audit.note(ANNOUNCED, COORDINATOR, context.now, scope=place, by=context.person.id)
    late = news.is_too_late(context.view, context.now)
    until = news.next_morning(context.view, context.now + news.SENDING) if late else None
    told = [replace(_told(reader, words), not_before=until) for reader in _readers(context, rooms)]
    lines = [say("body", "✅ Sent. You will not get replies here.")]
    if late:
        lines = [say("body", "✅ I'll send it at {time}.", time=news.MORNING)]
    return Outcome((Reply(tuple(lines), replaces=True), *told))


def _told(reader: Reader, words: str) -> Reply:
    """What one reader gets: neutral first, then the words as they were typed."""
    lines = [
        say("body", "🔔 There is news about the neighbourhood room."),
        *_shown(words),
    ]
    if len(reader.rooms) == 1:
        stop = button(say("btn", "🔕 Stop"), "tell.stop", room=reader.rooms[0])
    elif reader.rooms:
        # Of which of their rooms they want to hear no more is theirs to say.
        stop = button(say("btn", "🔕 Stop"), "tell")
    else:
        lines.append(say("body", "You get this because you signed up there."))
        stop = button(say("btn", "📅 Activities"), "activities.mine")
    rows = ((stop,),)
    return Reply(tuple(lines), rows, reader.person, priority=Priority.NEWS, profile=reader.profile)


def _shown(words: str) -> tuple[Text, Text]:
    return say("body", "📣 The coordinator writes:"), name(words)


def _readers(context: Context, rooms: tuple[str, ...]) -> list[Reader]:
    readers = context.store.announcements.readers(rooms, first=context.now, last=context.now + SOON)
    return [reader for reader in readers if reader.person != context.person.id]


def _rooms(context: Context, answers: Answers) -> tuple[str, ...]:
    chosen = str(answers.get("room", ""))
    if chosen == EVERYBODY:
        return tuple(context.view.rooms)
    return (chosen,) if chosen in context.view.rooms else ()


def _written(context: Context, answers: Answers) -> str:
    return context.store.announcements.open(context.person.id, str(answers.get("words", "")))


def _only_buttons(_: str) -> NoNumber:
    """Here a tap answers; the number or the label of a button does too, see the router."""
    return NoNumber()


STEPS: dict[tuple[str, str], questions.Step] = {
    (FLOW, "words"): questions.Step(
        _ask_words, str, _then_words, passes_words_on=True, longest=LONGEST
    ),
    (FLOW, "whom"): questions.Step(_ask_whom, _only_buttons, _then_whom),
    (FLOW, "send"): questions.Step(_preview, _only_buttons, _then_send),
}
