"""The question that is open with somebody: asked once more, after what came beside it."""

from __future__ import annotations

from dataclasses import replace

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.messages import Below, Outcome, Reply, Text, say
from handlers.core.questions import Step, open_step
from handlers.dispatch import steps_back
from handlers.dispatch.registry import STEPS


def step(context: Context) -> Step | None:
    """The step whose question is open."""
    return open_step(context, STEPS)


def asked(context: Context) -> Reply | None:
    """The open question once more; None when none is open or it makes no sense any more."""
    dialogue, own = context.person.dialogue, step(context)
    reply = own.ask(context, dialogue.answers) if own and dialogue else None
    return reply and steps_back.with_button(reply)


def answered_by_place(context: Context) -> Outcome | None:
    """What a shared location leads to where it answers the open question."""
    dialogue, own = context.person.dialogue, step(context)
    if dialogue is None or own is None or not (own.takes_place and context.turn.place):
        return None
    return own.then(context, dialogue.answers, "")


def answered_by_voice(context: Context) -> Outcome | None:
    """What a voice note leads to where it answers the open question: no human gets it."""
    dialogue, own = context.person.dialogue, step(context)
    if dialogue is None or own is None or not (own.takes_voice and context.turn.voice):
        return None
    return own.then(context, dialogue.answers, "")


def is_talking(context: Context) -> bool:
    """Whether the step is open that takes any words for words to somebody."""
    own = step(context)
    return own is not None and own.takes_any_words


def asked_again(context: Context, *why: Text) -> Outcome:
    """The open question, under why what came was no answer to it."""
    reply = asked(context)
    if reply is None:
        return Outcome((Reply(why, below=Below.MAIN_MENU),), keeps_question=True)
    again = replace(reply, lines=(*why, *reply.lines), replaces=False)
    return Outcome((again,), keeps_question=True)


def over(context: Context) -> Outcome:
    """That question is over: ask the one that is open, or show where we are."""
    reply = asked(context)
    if reply is None:
        return refusals.OVER
    lines = (say("body", "That question is over."), *reply.lines)
    return Outcome((replace(reply, lines=lines, replaces=False),), keeps_question=True)


def beside(context: Context, outcome: Outcome) -> Outcome:
    """What is sent beside an open question leaves it open, and it is asked again.

    A headcount that comes next must not go to a neighbour as words.
    """
    reply = None if outcome.keeps_question or is_talking(context) else asked(context)
    if reply is None:
        return outcome
    replies = (*outcome.replies, replace(reply, replaces=False))
    return replace(outcome, replies=replies, question=None, keeps_question=True)
