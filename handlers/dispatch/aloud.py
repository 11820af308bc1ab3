"""Read aloud: the message under which somebody tapped 🔊, or the one that they have before them.

It is said when it is sent, and what was asked stays open: a number goes on meaning its button.
"""

from __future__ import annotations

from collections.abc import Sequence

import locales
from handlers.core import message_json
from handlers.core.context import Context
from handlers.core.enclosures import Aloud
from handlers.core.messages import IN_TONGUE, NEAR, Below, Outcome, Priority, Reply, Text, say
from handlers.core.time_words import SHORT
from handlers.dispatch import open_question, tokens
from handlers.everybody import sound
from storage.repositories.messages.sent import Message


def tapped(context: Context, token: str) -> Outcome:
    """The message under which the button stands; of somebody else's nothing is said."""
    message = tokens.listened(context, token)
    if message is None:
        return open_question.over(context)
    return _said(context, message, context.turn.message)


def typed(context: Context) -> Outcome:
    """The message that somebody answers, else the last one."""
    sent, under = context.store.sent, context.turn.reply_to
    answered = sent.sent_as(context.person.id, under) if under else []
    message = answered[0] if answered else sent.newest_of(context.person.id)
    if message is None:
        return _instead(say("body", "There is nothing to read yet."))
    return _said(context, message, under if answered else "")


def _said(context: Context, message: Message, under: str) -> Outcome:
    """A message as sound; in words why not where there is none."""
    words = message_json.from_json(message.payload).lines
    if not words:
        return _instead(GONE)
    reads = message.language or context.language
    chain = (reads, context.view.neighbourhood.default_language, locales.SOURCE)
    if not context.voices.can_say(words, _languages(chain, words), chain):
        return _instead(say("body", "I cannot speak this language yet."))
    lines, rows = sound.under_clip(context)
    order = Aloud(message.id, under)
    reply = Reply(lines, rows, aloud=order, priority=Priority.ALOUD, below=Below.NOTHING)
    return Outcome((reply,), keeps_question=True)


def _languages(chain: tuple[str, ...], words: Sequence[Text]) -> set[str]:
    """The languages of its sentences: each falls back for itself."""
    others = {"name", IN_TONGUE, NEAR, SHORT}
    sentences = [line for line in words if line.slot not in others]
    found = (locales.sentence(chain, line.slot, line.one, line.many, line.n) for line in sentences)
    return {sentence.language for sentence in found} or {chain[0]}


def _instead(line: Text) -> Outcome:
    return Outcome((Reply((line,)),), keeps_question=True)


GONE = say("body", "I don't have those words any more.")
