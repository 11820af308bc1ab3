"""Back: one button on every open question, and the steps on the way to it.

The names of the steps stand among the answers of the question itself, which rest sealed. A question
from before that has none: there Back leads to the menu.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.messages import Below, Button, Outcome, Priority, Question, Reply, button, say
from handlers.core.private import screen
from handlers.core.questions import BACK, WALKED, Answers, Step, own_answers
from handlers.dispatch.registry import STEPS
from handlers.everybody import menu
from storage.repositories.people.questions import HELD

ACT = "back"
# No flow has more questions; a row of an open question has its length.
MOST = 12
# A step, and how many answers there were when it was asked.
Walked = list[tuple[str, int]]


def with_button(reply: Reply) -> Reply:
    """A question with the way back under it; one that has a way back of its own keeps that."""
    if own_button(reply):
        return reply
    return replace(reply, rows=(*reply.rows, (button(BACK, ACT),)))


def own_button(reply: Reply) -> Button | None:
    """The button of a message that leads back."""
    return next((key for row in reply.rows for key in row if key.label.one == BACK.one), None)


def marked(context: Context, outcome: Outcome) -> Outcome:
    """An outcome whose question knows the way that led to it, and has Back under it."""
    question, before = outcome.question, context.person.dialogue
    if question and not outcome.keeps_question:
        outcome = replace(outcome, question=_on_its_way(context, question))
    was_open = before is not None and (before.flow, before.step)
    now = (question.flow, question.step) if question else was_open
    step = STEPS.get(now) if now and (question or outcome.keeps_question) else None
    if step is None:
        return outcome
    asks = _asking(outcome, step, is_same=now == was_open)
    replies = tuple(with_button(one) if one in asks else one for one in outcome.replies)
    return replace(outcome, replies=replies)


def _asking(outcome: Outcome, step: Step, *, is_same: bool) -> list[Reply]:
    """The messages that ask: those with answers to tap, else the last one of a new question."""
    own = [one for one in outcome.replies if one.to is None]
    asking = [one for one in own if has_answers(one)]
    if asking or outcome.keeps_question or (step.takes_any_words and is_same):
        return asking
    return [one for one in own if one.priority != Priority.DANGER][-1:]


def has_answers(reply: Reply) -> bool:
    """Whether there are buttons that answer a question."""
    return any(key.act and key.act.name == "answer" for row in reply.rows for key in row)


def back(context: Context) -> Outcome:
    """The question before the open one, with what was answered until then; else the menu."""
    dialogue = context.person.dialogue
    walked = _walked(dialogue.answers) if dialogue else []
    while dialogue and walked:
        name, known = walked.pop()
        step, own = STEPS.get((dialogue.flow, name)), own_answers(dialogue.answers)
        then = dict(list(own.items())[:known])
        reply = step and _asked(step, context, then)
        if reply:
            tapped = bool(context.turn.tap)
            reply = replace(reply, replaces=tapped)
            if then.get(screen.IS_SAFE) == 0:
                reply = screen.emptied(context, reply)
            return Outcome((reply,), Question(dialogue.flow, name, {**then, **_kept(walked)}))
    if dialogue is None or not dialogue.flow:
        lines = (say("body", "You are at the start."), say("body", "What do you need?"))
        return Outcome((Reply(lines, below=Below.MAIN_MENU),), keeps_question=True)
    shown = menu.show(context, Nothing())
    return replace(shown, replies=tuple(replace(one, replaces=True) for one in shown.replies))


def _asked(step: Step, context: Context, answers: Answers) -> Reply | None:
    # An older program may have kept fewer answers than the question needs by now.
    with suppress(KeyError):
        return step.ask(context, answers)
    return None


def _on_its_way(context: Context, question: Question) -> Question:
    """A question that comes next, with the steps that led to it."""
    before, walked = context.person.dialogue, []
    answers = own_answers(question.answers)
    if before and before.flow == question.flow:
        walked = _walked(before.answers)
        if before.step != question.step:
            walked.append((before.step, len(own_answers(before.answers))))
    names = [name for name, _ in walked]
    if question.step in names:
        walked = walked[: names.index(question.step)]
    return replace(question, answers={**answers, **_kept(walked[-MOST:])})


def holding(context: Context, text: str) -> Question | None:
    """The open question, with words beside it that may be its answer after all."""
    dialogue = context.person.dialogue
    if dialogue is None:
        return None
    return Question(dialogue.flow, dialogue.step, {**dialogue.answers, HELD: text})


def _walked(answers: Answers) -> Walked:
    parts = [part.rpartition(".") for part in str(answers.get(WALKED, "")).split()]
    return [(name, int(known)) for name, _, known in parts if known.isdecimal()]


def _kept(walked: Walked) -> dict[str, str]:
    return {WALKED: " ".join(f"{name}.{known}" for name, known in walked)} if walked else {}
