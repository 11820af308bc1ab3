"""Danger: whom to call at once, in front of everything else. What was said is not kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

import locales
from handlers.conversations import danger_screens, recipients, resident, texts, which_talk
from handlers.core import keyboards
from handlers.core.context import Context
from handlers.core.feature import Nothing, OfRoom
from handlers.core.messages import (
    Below,
    Button,
    Outcome,
    Priority,
    Question,
    Reply,
    Text,
    button,
    say,
)
from handlers.rooms import contacts
from locales import danger, phrases
from locales.danger import guess
from storage.repositories.conversations.talks import NEEDS_HELP, OPEN, Line

# Neighbours are asked for help once in so long; a second tap changes nothing.
ASKED_AGAIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfDanger:
    """The arguments of a button about one of the seven kinds of danger."""

    kind: str


# What stands under 🆘, the most pressing first.
LABELS: Mapping[str, Text] = {
    "medical": say("btn", "🚑 Hurt, sick, fire"),
    "violence": say("btn", "🛡️ I am being hurt"),
    "suicide": say("btn", "🕯️ I want to die"),
    "child": say("btn", "🧒 A child in danger"),
    "home": say("btn", "🏚️ I lose my home"),
    "power": say("btn", "💡 No power or water"),
    "hunger": say("btn", "🍞 No food"),
}
TELL_ROOM = say("btn", "🆘 Tell the room")
# In a group: what else is said is for nobody but us.
WRITE_TO_ME = say("btn", "💬 Write to me")


def show(context: Context, _: Nothing) -> Outcome:
    """The best numbers, and each danger; in a talk also a button that calls for help there."""
    kinds = [button(label, "urgent.kind", kind=kind) for kind, label in LABELS.items()]
    rows = keyboards.in_rows([*kinds, *danger_screens.more_numbers(context)])
    numbers = contacts.best_numbers(context, danger_screens.FIRST)
    lines = [say("body", "🆘 Please call now:"), *numbers]
    room = resident.at_hand(context)
    if room is not None:
        rows = ((button(TELL_ROOM, "urgent.ask", room=room),), *rows)
    return still_open(context, Reply(tuple(lines), rows, priority=Priority.DANGER))


def every(context: Context, _: Nothing) -> Outcome:
    """Every number for danger; those of the rooms stand behind a button."""
    rows: keyboards.Rows = ()
    if any(room.phone for room in context.view.rooms.values()):
        rows = ((button(say("btn", "📞 Phone numbers"), "person.phones"),),)
    lines = tuple(contacts.danger_lines(context))
    return still_open(context, Reply(lines, rows, priority=Priority.DANGER))


def one_kind(context: Context, args: OfDanger) -> Outcome:
    """The screen of one kind of danger, for somebody who taps what it is."""
    if args.kind not in LABELS:
        return show(context, Nothing())
    room = resident.at_hand(context)
    shown = danger_screens.screen(context, (args.kind,), context.language, room)
    return still_open(context, shown)


def heard(context: Context, text: str) -> Outcome | None:
    """The same for somebody whose words say what they are in; None for other words."""
    found = None if which_talk.is_answering(context) else understood(text, context.language)
    if found is None:
        return None
    room = resident.at_hand(context)
    shown = danger_screens.screen(context, found.kinds, found.language, room)
    return still_open(context, shown)


def understood(text: str, language: str) -> danger.Heard | None:
    """What danger somebody speaks of; what stands on a button means that button, in any language.

    Whoever has read the buttons types what they say, wherever they are. And a few words are danger
    where nothing else is said.
    """
    if 0 < len(text) <= phrases.LONGEST:
        said = phrases.folded(text)
        labels = _labels(locales.edition())
        numbered = phrases.PLACE.sub("", said, count=1)
        kinds = labels.get(numbered) or labels.get(phrases.bare(said))
        if kinds:
            tag = language if language in kinds else next(iter(kinds))
            return danger.Heard((kinds[tag],), tag)
        whole = phrases.meaning(text)
        if whole and whole.what == phrases.DANGER and whole.tag in LABELS:
            return danger.Heard((whole.tag,), danger.language_of(text) or language)
    return danger.hear(text, language)


@lru_cache(maxsize=1)
def _labels(edition: int) -> Mapping[str, Mapping[str, str]]:  # noqa: ARG001
    """What stands on the buttons, folded: which danger it is in each language that says it so."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for kind, label in LABELS.items():
        for tag in locales.languages():
            said = locales.sentence((tag,), label.slot, label.one)
            found[phrases.folded(said.text)].setdefault(said.language, kind)
    return found


def is_label(text: str) -> bool:
    """Whether it is what stands on a button of ours, as a whole, in any language."""
    if len(text) > phrases.LONGEST:
        return False
    said = phrases.folded(text)
    return not {said, phrases.bare(said)}.isdisjoint(_every_label(locales.edition()))


@lru_cache(maxsize=1)
def _every_label(edition: int) -> frozenset[str]:  # noqa: ARG001
    """What stands on buttons, folded; those with a value in them say something else each time."""
    every = (one for tag in locales.languages() for one in locales.every("btn", tag))
    return frozenset(phrases.folded(one) for one in every if "{" not in one) - {""}


def perhaps(context: Context, text: str) -> tuple[Text, ...]:
    """Whom to call, for words that were not understood and may well be about danger."""
    likely = guess.guess(text)
    # What is ours to say is no cry for help, however much it looks like one in another language.
    if not likely or is_label(text):
        return ()
    return (say("body", "🆘 Danger? Call now:"), *danger_screens.first_numbers(context, likely))


def heard_in_group(context: Context) -> Outcome | None:
    """The number for a group in which danger is spoken of; None for other words."""
    found = understood(context.turn.text, context.language)
    if found is None:
        return None
    links = tuple(Button(WRITE_TO_ME, link=link) for link in context.links("")[:1])
    reply = Reply(
        danger_screens.to_group(context, *found),
        (links,) if links else (),
        priority=Priority.DANGER,
        below=Below.NOTHING,
    )
    return Outcome((reply,), keeps_question=True)


def ask(context: Context, args: OfRoom) -> Outcome:
    """Tell every neighbour who can answer that somebody needs help now, and nothing more."""
    store, now = context.store, context.now
    own = store.talks.of(context.person.id, context.profile)
    room = own.room if own else args.room
    if not own and room not in context.view.rooms:
        return show(context, Nothing())
    since = now - ASKED_AGAIN
    if store.talks.written_since(context.person.id, context.profile, since, NEEDS_HELP):
        return _still(
            context, (say("body", "The room knows that you need help. Please call too:"),)
        )
    circle, helpers = recipients.asked(
        context.view, store, room, context.person.id, recipients.COORDINATORS, now, needs_help=True
    )
    if not helpers:
        return _still(context, (say("body", "Nobody can read messages here now. Please call:"),))
    if own is None:
        own = store.talks.start(
            context.person.id, context.profile, room=room, circle=circle, now=now
        )
    elif own.state == OPEN:
        store.talks.widen(own, max(circle, own.circle), now)
    else:
        # Whoever answers may not look just now: everybody is asked again.
        store.talks.free(own, circle, now)
    store.talks.add(own, NEEDS_HELP, "", now, by_resident=True)
    talk = store.talks.get(own.id)
    assert talk
    line = Line(by_resident=True, kind=NEEDS_HELP, words="")
    told = texts.to_helpers(context.view, store, talk, [line], helpers)
    known = say("body", "✅ The room knows now: somebody needs help. Please call too:")
    still = _still(context, (known,))
    return Outcome((*still.replies, *told), still.question, keeps_question=still.keeps_question)


def _still(context: Context, lines: tuple[Text, ...]) -> Outcome:
    numbers = contacts.best_numbers(context, danger_screens.FIRST)
    rows = tuple((one,) for one in danger_screens.more_numbers(context))
    return still_open(context, Reply((*lines, *numbers), rows, priority=Priority.DANGER))


def still_open(context: Context, reply: Reply) -> Outcome:
    """Answer, and leave open whatever was open; also words to a human, which else would end."""
    dialogue = context.person.dialogue
    if dialogue and dialogue.flow == resident.FLOW:
        question = Question(dialogue.flow, dialogue.step, dialogue.answers)
        return Outcome((reply,), question)
    return Outcome((reply,), keeps_question=True)
