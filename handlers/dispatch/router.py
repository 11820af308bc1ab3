"""The way from a turn to the one who answers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from handlers.conversations import danger as conversations_danger
from handlers.conversations import resident, which_talk
from handlers.core import refusals, typed_input
from handlers.core.context import Args, Context
from handlers.core.feature import Tap
from handlers.core.messages import (
    LONGEST_TEXT,
    Act,
    Below,
    Kind,
    Outcome,
    Priority,
    Refusal,
    Reply,
    Text,
    button,
    say,
)
from handlers.core.questions import Answer, Answers, NotHere, Step
from handlers.core.typed_input import NoNumber
from handlers.dispatch import again, aloud, captions, groups, open_question, steps_back, tokens
from handlers.dispatch.registry import COMMANDS, KINDS, TAPS
from handlers.dispatch.typed import escapes, labels, names, offers
from handlers.dispatch.wording import OF_QUESTION, stamped, worded
from handlers.everybody import forget
from handlers.everybody.browsers import come_back
from handlers.rooms import near
from locales import phrases
from storage.repositories.people.questions import HELD


def answer(context: Context) -> Outcome:
    """What a turn leads to; never nothing for somebody who said something."""
    outcome = worded(context, steps_back.marked(context, _answer(context)))
    return stamped(context, near.put_away(context, outcome))


def _answer(context: Context) -> Outcome:
    turn = context.turn
    if turn.kind is Kind.LEFT:
        context.store.people.leave(context.person.id, context.now)
        context.store.outbox.drop_for(context.person.id)
        return Outcome(keeps_question=True)
    if context.person.left:
        # What was meant for somebody who was away is old news now.
        context.store.outbox.drop_for(context.person.id)
        context.store.people.come_back(context.person.id)
    if turn.kind is Kind.CAME_BACK:
        return Outcome(keeps_question=True)
    if not turn.private:
        return conversations_danger.heard_in_group(context) or groups.answer(context)
    if turn.was_blanked:
        return _not_taken(context, *refusals.NOT_KEPT)
    if turn.was_cut:
        return _not_taken(context, refusals.too_long(LONGEST_TEXT))
    if turn.kind is Kind.TAPPED:
        return _tapped(context)
    if turn.kind in captions.CARRIES:
        return captions.answer(context, _said)
    if turn.kind in KINDS:
        # Words with a voice note, or changed ones, are looked at for danger only.
        taken = KINDS[turn.kind]
        return _danger_first(
            context,
            turn.text,
            lambda: (
                open_question.answered_by_place(context)
                or open_question.answered_by_voice(context)
                or open_question.beside(context, taken(context))
            ),
        )
    return _said(context, turn.text.strip())


def _tapped(context: Context) -> Outcome:
    token = context.turn.tap
    if tokens.is_page(token):
        turned = tokens.turned(context, token)
        return Outcome((turned,), keeps_question=True) if turned else open_question.over(context)
    if tokens.is_listen(token):
        return aloud.tapped(context, token)
    act = tokens.act_of(context, token)
    if act is None:
        return forget.said_again(context) or open_question.over(context)
    if act.name in OF_QUESTION:
        return _answered(context, act)
    outcome = _acted(context, act)
    twice = again.said(context) if outcome.refusal is Refusal.OVER else None
    return twice or outcome


def _acted(context: Context, act: Act) -> Outcome:
    """What a button leads to that answers no question."""
    if act.name == "language.choose":
        return escapes.speaks(context, act.args)
    tap = TAPS.get(act.name)
    return _done(context, tap, act.args) if tap else open_question.over(context)


def _done(context: Context, tap: Tap[Any], args: Args) -> Outcome:
    """What a command or a button leads to.

    Whatever else a person does ends a step that takes any words for words to somebody.
    """
    refused = tap.refused(context)
    if refused:
        return refused
    outcome = tap.does(context, args)
    return replace(outcome, keeps_question=False) if open_question.is_talking(context) else outcome


def _answered(context: Context, act: Act) -> Outcome:
    """A button that answers a question: only while that question is the open one."""
    dialogue, step = context.person.dialogue, open_question.step(context)
    if dialogue is None or step is None or act.args.get("q") != dialogue.version:
        return again.said(context) or open_question.over(context)
    if act.name == steps_back.ACT:
        return steps_back.back(context)
    if act.name == HELD:
        held = dialogue.answers.get(HELD)
        return _taken(context, str(held)) if held else open_question.asked_again(context)
    return again.collapsed(context, step, act, step.then(context, dialogue.answers, act.args["v"]))


def _danger(context: Context, text: str) -> Outcome | None:
    """Whom to call, for words of danger.

    What is for others may well be about danger: "come on Tuesday with letters of eviction".
    """
    danger = conversations_danger.heard(context, text)
    step = open_question.step(context) if danger else None
    is_for_others = step and step.passes_words_on and open_question.asked(context)
    return None if is_for_others else danger


def _danger_first(context: Context, text: str, take: Callable[[], Outcome]) -> Outcome:
    """Whom to call, for words of danger; what is said to a human goes on to them all the same."""
    danger = _danger(context, text)
    if danger and resident.at_hand(context) is None:
        return danger
    taken = take()
    return replace(taken, replies=(*danger.replies, *taken.replies)) if danger else taken


def _not_taken(context: Context, *why: Text) -> Outcome:
    """The answer to words that cannot be taken: danger first, then the question once more."""
    danger = _danger(context, context.turn.text)
    if danger:
        return replace(danger, replies=(Reply(why, below=Below.NOTHING), *danger.replies))
    return open_question.asked_again(context, *why)


def _said(context: Context, text: str) -> Outcome:
    if text.startswith("/"):
        return _command(context, text)
    # Danger comes before any question, and before anything is kept.
    outcome = _danger_first(context, text, lambda: _taken(context, text))
    return _or_an_answer(context, text, outcome)


def _or_an_answer(context: Context, text: str, outcome: Outcome) -> Outcome:
    """Words that sounded like danger may be an answer after all: nobody types them twice."""
    is_alone = all(one.priority == Priority.DANGER and one.to is None for one in outcome.replies)
    question = steps_back.holding(context, text)
    if not (is_alone and outcome.replies and question) or not open_question.asked(context):
        return outcome
    row = (button(labels.SOMETHING_ELSE, HELD),)
    shown = tuple(replace(one, rows=(*one.rows, row)) for one in outcome.replies)
    return replace(outcome, replies=shown, question=question, keeps_question=True)


def _taken(context: Context, text: str) -> Outcome:
    """What typed words lead to that are neither a command nor about danger alone."""
    replied = resident.replied(context, text)
    if replied:
        return open_question.beside(context, replied)
    dialogue, step = context.person.dialogue, open_question.step(context)
    if dialogue and step:
        led = _led(context, step, dialogue.answers, text)
        if led:
            return led
        if len(text) > step.longest:
            return open_question.asked_again(context, refusals.too_long(step.longest))
        value: Answer | NoNumber = step.read(text, context.language)
        if not isinstance(value, NoNumber):
            return step.then(context, dialogue.answers, value)
        chosen = None if step.is_consent else labels.by_words(context, text, labels.there(context))
        if chosen and chosen.name == "answer":
            return _answered(context, chosen)
        if step.ask(context, dialogue.answers):
            no_number = refusals.no_number(value).lines[0]
            why = value.why if isinstance(value, NotHere) else no_number
            return open_question.asked_again(
                context, why, *conversations_danger.perhaps(context, text)
            )
    return _outside(context, text)


def _outside(context: Context, text: str) -> Outcome:
    """What typed words lead to where nothing is asked, the surest first."""
    buttons = labels.there(context)
    act = labels.by_words(context, text, buttons)
    if act and act.name in TAPS:
        return _acted(context, act)
    led = escapes.outside(context, text) or come_back.typed(context, text)
    # What may have been meant for a talk shows no screen: whoever waits there would hear nothing.
    led = led or which_talk.hint(context)
    if led:
        return led
    named = names.found(context, text)
    led = names.meant(context, text, named)
    if led:
        return led
    act = labels.in_any_language(context, text, buttons)
    if act and act.name in TAPS:
        return _acted(context, act)
    if labels.is_gone(text):
        return open_question.over(context)
    return offers.perhaps(context, text, named)


def _led(context: Context, step: Step, answers: Answers, text: str) -> Outcome | None:
    """A button of the open question that was typed, or a word that leads out of every question."""
    if step.takes_any_words and phrases.meaning(text) is None:
        return None
    asked = step.ask(context, answers)
    if asked is None:
        return None
    chosen = labels.answer(context, step, asked, text)
    if chosen:
        return step.then(context, answers, chosen.args["v"])
    return escapes.in_question(context, step, asked, text)


def _command(context: Context, text: str) -> Outcome:
    word, rest = [*text[1:].split(None, 1), "", ""][:2]
    # A channel may add the name of the bot: /hours@buurtbot.
    command = word.partition("@")[0].lower()
    if (handles := COMMANDS.get(command)) is None:
        danger = _danger(context, text)
        if danger:
            return danger
        # Not repeated: whatever somebody typed by mistake is not kept anywhere.
        lines = (say("body", "I do not know that command."), say("body", "What do you need?"))
        return Outcome((Reply(lines, below=Below.MAIN_MENU),))
    is_passed_on = handles.passes_words_on
    typed = typed_input.as_typed(rest) if is_passed_on else typed_input.readable(rest[:200])
    return _done(context, handles, {"text": typed})
