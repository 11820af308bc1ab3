"""What a talk says to either side. Neither learns a name, a number or a channel of the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import locales
from handlers.conversations import recipients
from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.keyboards import Rows
from handlers.core.messages import Ability, Button, Reply, Text, Tongue, button, name, say, say_if
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.rooms import contacts, status
from storage.repositories.conversations.talks import NEEDS_HELP, VOICE, WORDS, Line, LineKind, Talk
from storage.store import Store

# So that somebody who answers two people can tell them apart.
PICTURES = "🍎🍋🍇🥕🌽🍓🥝🍒🍐🍉🥥🍍"
LONGEST = 1_000
# By then an answer says more.
READ_TOLD = timedelta(hours=1)
MOST, WITHIN = 5, timedelta(minutes=5)
# So many recordings of one person, or of one who answers in a talk, are kept a day.
MOST_SPOKEN = 30
WRITE_NOW = say_if(
    Ability.VOICE, say("body", "💬 Write or speak now."), say("body", "💬 Write now.")
)
NOT_SAFE = say("body", "❗ Do not write to their phone. It is not safe.")


def to_helpers(
    view: NeighbourhoodView, store: Store, talk: Talk, lines: Sequence[Line], helpers: Iterable[int]
) -> list[Reply]:
    """What a resident said, for each of these neighbours."""
    helpers = list(helpers)
    hearing = can_hear(store, talk.person, helpers)
    return [
        reply
        for helper in helpers
        for reply in _to_helper(
            view,
            store,
            talk,
            lines,
            helper,
            hears=helper in hearing,
        )
    ]


def _to_helper(
    view: NeighbourhoodView,
    store: Store,
    talk: Talk,
    lines: Sequence[Line],
    helper: int,
    *,
    hears: bool,
) -> list[Reply]:
    chosen = store.people.language_of(talk.person, talk.profile)
    language = locales.closest(chosen, tuple(locales.languages()))
    head = (
        say(
            "body",
            "{picture} Somebody is writing in {language}.",
            picture=PICTURES[talk.id % len(PICTURES)],
            language=Tongue(language or view.neighbourhood.default_language),
        ),
        _what_for(view, talk),
    )
    buttons = [answer_button(talk)]
    if talk.taken_by:
        buttons.append(done_button(talk))
    rows = (tuple(buttons),)
    tail = () if talk.taken_by else (say("body", "Reply to this message, or tap 💬."),)
    request = recipients.request_of(store, talk)
    if request and not request.safe_here:
        buttons[0] = look_button(request.id)
        rows, tail = (tuple(buttons),), (NOT_SAFE,)
    spoken = [line for line in lines if line.is_recording or (line.kind == VOICE and hears)]
    written = [line for line in lines if line not in spoken]
    replies = [
        Reply(
            (*head, *said([line]), *tail),
            rows,
            to=helper,
            is_secret=True,
            afterwards=head,
        )
        for line in written
    ]
    replies += [
        Reply((*head, *tail), rows, helper, voice=line.words, is_secret=True, afterwards=head)
        for line in spoken
    ]
    return replies


def to_resident(view: NeighbourhoodView, store: Store, talk: Talk, line: Line) -> Reply:
    """What the neighbour who answers said, for the resident.

    Where somebody else has the phone now, only that there is an answer: it waits behind the button.
    """
    assert talk.taken_by
    hears = line.is_recording or bool(can_hear(store, talk.taken_by, [talk.person]))
    room = recipients.room_name(view, talk)
    answers = say("body", "💬 A neighbour of {room} answers.", room=room)
    if talk.request is not None:
        answers = say("body", "💬 Somebody wrote to you.")
    head = (*whose(talk), answers)
    rows = ((answer_button(talk), done_button(talk)),)
    is_there = store.profiles.holder(talk.person) == talk.profile
    spoken = line.words if line.kind == VOICE and hears and is_there else ""
    lines = head if spoken or not is_there else (*head, *said([line]))
    return Reply(
        lines,
        rows,
        talk.person,
        voice=spoken,
        is_secret=True,
        afterwards=head,
        profile=talk.profile,
    )


def was_read(store: Store, talk: Talk, now: datetime) -> Iterator[Reply]:
    """A resident hears once, and quietly, that somebody opened what they wrote; never who.

    Of a voice note nobody knows whether it was heard.
    """
    last = store.talks.said(talk, by_resident=True)[-1:]
    if not any(line.kind == WORDS for line in last) or not store.talks.read(talk):
        return
    read = say("body", "A neighbour has read your words.")
    if talk.request is not None:
        read = say("body", "Your helper has read your words.")
    rows = ((cannot_wait(), done_button(talk)),)
    until = now + READ_TOLD
    lines = (*whose(talk), read)
    yield Reply(lines, rows, to=talk.person, profile=talk.profile, valid_until=until)


def _what_for(view: NeighbourhoodView, talk: Talk) -> Text:
    if talk.request is not None:
        return say("body", "You are helping this person.")
    return say("body", "It is for {room}.", room=recipients.room_name(view, talk))


def can_hear(store: Store, speaker: int, listeners: Iterable[int]) -> set[int]:
    """Those who can hear this person's voice notes: a note is known in its own channel only.

    What was recorded on a page of ours everybody can hear.
    """
    listeners = list(listeners)
    channels = store.people.channels([speaker, *listeners])
    return {listener for listener in listeners if channels.get(listener) == channels.get(speaker)}


def for_helper(store: Store, talk: Talk) -> tuple[Text, ...]:
    """Who reads what somebody writes about their request, and what is needed to come along."""
    request = recipients.request_of(store, talk)
    if request is None:
        return ()
    reads = say("body", "Only your helper reads it.")
    if not request.safe_here:
        return (reads, say("body", "Say when and where. No answer will come to this phone."))
    if not request.room:
        return (reads, say("body", "Where do you live? Which day is good?"))
    return (reads,)


def whose(talk: Talk) -> tuple[Text, ...]:
    """The picture of whom a talk's message is for, where several share the phone."""
    return (name(talk.profile),) if talk.profile else ()


def said(lines: Iterable[Line]) -> list[Text]:
    """Each thing that was said, as a line to read."""
    texts = {
        VOICE: say("body", "A voice note arrived. You cannot hear it here."),
        NEEDS_HELP: say("body", "🆘 Somebody needs help now."),
    }
    return [
        say("body", "✉️ {words}", words=line.words) if line.kind == WORDS else texts[line.kind]
        for line in lines
    ]


def ask_nobody(view: NeighbourhoodView, store: Store, talk: Talk) -> None:
    """Nobody is asked any more to answer in a talk that is over."""
    asked = {*store.roles.key_holders(talk.room), *store.roles.coordinators()}
    asked |= {talk.person, talk.taken_by or 0, *recipients.helping(view, store, talk)}
    store.queued.drop_about("talk", talk.id, persons=sorted(asked))


def over(view: NeighbourhoodView, store: Store, talk: Talk, *, closed_by: int = 0) -> list[Reply]:
    """Tell both sides that the talk is over; whoever closed it sees that at once anyway."""
    ask_nobody(view, store, talk)
    is_told = closed_by != talk.person and store.people.present([talk.person])
    told = [_over_for_resident(view, store, talk)] if is_told else []
    if (
        talk.taken_by
        and talk.taken_by != closed_by
        and recipients.may_answer(view, store, talk, talk.taken_by)
    ):
        told.append(Reply((say("body", "This chat is finished."),), to=talk.taken_by))
    return told


def is_over(view: NeighbourhoodView, store: Store, resident: int) -> Reply:
    """The answer to whatever comes after the end of a talk, and the way to a new one."""
    lines = (say("body", "This chat is finished."), say("body", "Thank you for writing."))
    return Reply(lines, write_rows(view, store, resident))


def write_rows(view: NeighbourhoodView, store: Store, resident: int) -> Rows:
    """The button that leads to a human, where there is somebody who can read it."""
    if not recipients.is_anybody_there(view, store, resident):
        return ()
    return ((button(say("btn", "💬 Write to a person"), "talk"),),)


def _over_for_resident(view: NeighbourhoodView, store: Store, talk: Talk) -> Reply:
    told = is_over(view, store, talk.person)
    return replace(told, lines=(*whose(talk), *told.lines), to=talk.person, profile=talk.profile)


def nobody(context: Context, *, has_words: bool = False) -> Reply:
    """There is nobody who could read a message: when to come, whom to call, the menu."""
    line = say("body", "Nobody can read messages here now. Please call or come.")
    if has_words:
        line = say("body", "Nobody can read messages here now. I did not pass it on.")
    come = status.present(context, line)
    number = contacts.phones(context.view, status.soonest(context).room.id)[:2]
    return replace(come, lines=(*come.lines, *number))


def not_fit(words: str, kind: LineKind) -> Text | None:
    """Why words cannot be passed on, before they are kept anywhere; None when they can."""
    if kind == WORDS and not words:
        return say("body", "I cannot see any words. Please write again.")
    if kind == WORDS and len(words) > LONGEST:
        return refusals.too_long(LONGEST)
    return None


def too_many(context: Context) -> Text | None:
    """Why nothing more is passed on just now."""
    sent = context.store.talks.written_since(
        context.person.id, context.profile, context.now - WITHIN
    )
    if sent < MOST:
        return None
    return say("body", "This message was not passed on. Please wait a few minutes.")


def no_more_sound(context: Context, talk: Talk | None, *, by_resident: bool) -> Text | None:
    """Why a recording cannot be kept: too many of one person a day, or of all together."""
    sound = context.turn.sound
    if not sound:
        return None
    talks, since = context.store.talks, context.now - timedelta(days=1)
    spoken = 0
    if by_resident:
        spoken = talks.written_since(context.person.id, context.profile, since, VOICE)
    elif talk:
        spoken = talks.answered_since(talk, since, VOICE)
    if spoken >= MOST_SPOKEN:
        return say("body", "You sent many voice notes today. Please write.")
    if not context.store.recordings.has_room(2 * len(sound)):
        return say("body", "We cannot keep more voice notes now. Please write.")
    return None


def look_button(request: int) -> Button:
    """Opens the request for help that a talk is about, for whoever helps with it."""
    return button(say("btn", "👀 Read more"), "request", request=request)


def answer_button(talk: Talk) -> Button:
    """Opens the step in which the next words go to the other side."""
    return button(say("btn", "💬 Answer"), "talk.answer", talk=talk.id)


def done_button(talk: Talk) -> Button:
    """Ends the talk."""
    return button(say("btn", "✔️ Done"), "talk.done", talk=talk.id)


def cannot_wait() -> Button:
    """The numbers for danger, at once."""
    return button(say("btn", "🆘 It cannot wait"), "urgent")
