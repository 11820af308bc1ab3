"""What comes with a picture, a file, a sticker: its words are read as if typed, nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from handlers.conversations import which_talk
from handlers.core.context import Context
from handlers.core.messages import Kind, Outcome, Refusal, Reply, Text, say
from handlers.core.questions import open_step
from handlers.dispatch.registry import KINDS, STEPS

# What may have words with it.
CARRIES = {Kind.PICTURE, Kind.SENT_OTHER}
STAYS_BEHIND = say("body", "Only words go along. I did not keep the rest.")


def answer(context: Context, said: Callable[[Context, str], Outcome]) -> Outcome:
    """What its words lead to, by ``said``; without any, or when they lead nowhere, its own answer.

    Where words are for somebody, nobody must think that they see the picture too.
    """
    turn, words = context.turn, context.turn.text.strip()
    behind = (STAYS_BEHIND,) if _is_for_somebody(context) else ()
    if words:
        outcome = said(context, words)
        if outcome.refusal is not Refusal.NOT_UNDERSTOOD:
            return _with(outcome, behind)
        if turn.is_more:
            # The album has its answer, and its words said nothing new.
            return Outcome(keeps_question=True)
    if behind:
        return Outcome((Reply(behind),), keeps_question=True)
    return KINDS[turn.kind](context)


def _is_for_somebody(context: Context) -> bool:
    """Whether words would go on to others now."""
    step = open_step(context, STEPS)
    is_asked = step is not None and (step.passes_words_on or step.takes_any_words)
    return is_asked or which_talk.replied_to(context) is not None


def _with(outcome: Outcome, more: tuple[Text, ...]) -> Outcome:
    """The same, with these lines at the end of the answer."""
    own = [reply for reply in outcome.replies if reply.to is None]
    if not own:
        return outcome
    replies = tuple(
        replace(reply, lines=(*reply.lines, *more)) if reply is own[-1] else reply
        for reply in outcome.replies
    )
    return replace(outcome, replies=replies)
