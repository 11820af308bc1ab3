"""A sentence is wrong: who reads a draft taps which, and its place in the catalog is noted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import locales
from handlers.core import keyboards, message_json, refusals
from handlers.core.context import Context
from handlers.core.feature import FurtherOn
from handlers.core.messages import Button, Outcome, Reply, Text, button, name, say
from storage.repositories.messages.sent import Message

# How often somebody may say so on a day.
MOST = 20
# So many sentences stand on one screen.
PAGE = 3
# What stands for a value: nothing of what somebody read is in it.
HIDDEN = name("…")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfMessage(FurtherOn):
    """The message with the words that are wrong, by its number in our tables."""

    of: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OfSentence(OfMessage):
    """A sentence of it, by its place among them."""

    at: int


def offer(context: Context) -> tuple[tuple[Button, ...], ...]:
    """The row of the button, for whoever reads a language that is a draft."""
    if not _is_draft(context.language):
        return ()
    newest = context.store.sent.newest_of(context.person.id)
    if newest is None:
        return ()
    return ((button(say("btn", "✏️ Wrong words"), "wrong", of=newest.id),),)


def show(context: Context, args: OfMessage) -> Outcome:
    """The sentences of the message that was read before, each with a number to tap."""
    message, sentences = _read(context, args.of)
    if message is None or not sentences:
        line = say("body", "I don't have those words any more.")
        return Outcome((Reply((line,)),), keeps_question=True)
    shown, further = keyboards.part(sentences, args.skip, PAGE)
    first = args.skip if 0 <= args.skip < len(sentences) else 0
    numbered = [
        say("body", "{n}: {sentence}", n=at + 1, sentence=sentence)
        for at, sentence in enumerate(shown, first)
    ]
    numbers = [
        button(name(str(at + 1)), "wrong.this", of=message.id, at=at)
        for at, _ in enumerate(shown, first)
    ]
    rows = (
        *keyboards.in_rows(numbers, PAGE),
        *keyboards.more_row("wrong", further, of=message.id),
    )
    lines = (say("body", "✏️ Which words are wrong?"), *numbered)
    reply = Reply(lines, rows, replaces=bool(args.skip), is_secret=message.is_secret)
    return Outcome((reply,), keeps_question=True)


def note(context: Context, args: OfSentence) -> Outcome:
    """Note which sentence it is, in which language: not what it told, and not who says so."""
    message, sentences = _read(context, args.of)
    if message is None or not 0 <= args.at < len(sentences):
        return refusals.OVER
    thanks = say("body", "Thank you. Somebody will look at it.")
    whose = f"{context.person.id}{context.profile}"
    if context.store.done_once.times("wrong words", whose, context.today) <= MOST:
        wrong = sentences[args.at]
        noted = context.store.wrong_sentences
        noted.note(context.language, wrong.slot, wrong.one, context.today)
    else:
        thanks = say("body", "Thank you! That is enough for today.")
    return Outcome((Reply((thanks,)),), keeps_question=True)


def _is_draft(tag: str) -> bool:
    known = locales.languages().get(tag)
    return bool(known and known.is_draft)


def _read(context: Context, number: int) -> tuple[Message | None, Sequence[Text]]:
    """A message of this person, and the sentences in it that this language has."""
    message = context.store.sent.get(number) if number else None
    tag = context.language
    if message is None or message.person != context.person.id or not _is_draft(tag):
        return None, ()
    reply = message_json.from_json(message.payload)
    labels = (key.label for row in reply.rows for key in row)
    found = {
        (text.slot, text.one): text
        for said in (*reply.lines, *labels)
        for text in _parts(said)
        if _is_in(tag, text)
    }
    return message, tuple(found.values())


def _parts(said: Text) -> Iterator[Text]:
    """A sentence without its values, and the sentences among those."""
    hidden = dict.fromkeys(said.values, HIDDEN)
    yield Text(said.slot, said.one, hidden, said.many, said.n)
    for value in (*said.values.values(), said.otherwise):
        if isinstance(value, Text):
            yield from _parts(value)


def _is_in(tag: str, text: Text) -> bool:
    """Whether the catalog of a language says this itself."""
    said = locales.sentence((tag,), text.slot, text.one, text.many, text.n)
    return said.language == tag
