"""Which talk somebody's words are for: the message they reply to, or the button to tap first."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.conversations import neighbour, recipients, texts
from handlers.core import message_json
from handlers.core.context import Context
from handlers.core.messages import Outcome, Reply, say
from storage.repositories.conversations.talks import Talk


@dataclass(frozen=True, slots=True, kw_only=True)
class OfTalk:
    """The arguments of a button about a talk."""

    talk: int


def replied_to(context: Context) -> Talk | None:
    """The talk whose message this turn replies to."""
    if not context.turn.reply_to:
        return None
    for message in context.store.sent.sent_as(context.person.id, context.turn.reply_to):
        for act in message_json.acts(message.payload):
            if act and act.name in {"talk.answer", "talk.done"}:
                return context.store.talks.get(int(act.args["talk"]))
    return None


def is_answering(context: Context) -> bool:
    """Whether somebody's words are a neighbour's answer to a resident."""
    dialogue, talk = context.person.dialogue, replied_to(context)
    if talk is None and dialogue and dialogue.flow == neighbour.FLOW:
        talk = context.store.talks.get(int(dialogue.answers["talk"]))
    return talk is not None and recipients.may_answer(
        context.view, context.store, talk, context.person.id
    )


def hint(context: Context) -> Outcome | None:
    """Words that may have been meant for a talk: how to send them; None where there is none."""
    every = context.store.talks.all_of(context.person.id, context.profile)
    own = [talk for talk in every if recipients.is_going_on(context.store, talk)]
    newest = max(own, key=lambda talk: talk.last_at, default=None)
    talk = newest or neighbour.present_talk(context)
    # A reply that came before it was written down what our message is called.
    is_lost = bool(context.turn.reply_to and context.person.roles)
    return passed_nothing_on(talk) if talk or is_lost else None


def passed_nothing_on(talk: Talk | None) -> Outcome:
    """Say that nobody got the words, and which button passes the next ones on."""
    lines = (
        say("body", "I did not pass it on."),
        say("body", "To answer, tap 💬 first."),
    )
    rows = ((texts.answer_button(talk), texts.done_button(talk)),) if talk else ()
    return Outcome((Reply(lines, rows),))
