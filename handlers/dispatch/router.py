"""The way from a turn to the one who answers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import locales
from handlers.conversations import danger as conversations_danger
from handlers.conversations import resident, which_talk
from handlers.core import message_json, refusals, time_words, typed_input
from handlers.core.context import Args, Context
from handlers.core.feature import Tap
from handlers.core.messages import (
    LONGEST_TEXT,
    NEAR,
    Act,
    Below,
    Kind,
    Outcome,
    Priority,
    Reply,
    Text,
    say,
)
from handlers.core.questions import Answer, NotHere, open_step
from handlers.core.typed_input import NoNumber, read_number
from handlers.dispatch import captions, tokens
from handlers.dispatch.registry import COMMANDS, KINDS, STEPS, TAPS
from handlers.dispatch.wording import stamped, worded
from handlers.everybody import forget, groups, menu
from handlers.everybody.browsers import come_back
from handlers.rooms import near, opening_hours


def answer(context: Context) -> Outcome:
    """What a turn leads to; never nothing for somebody who said something."""
    return stamped(context, near.put_away(context, worded(context, _answer(context))))


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
        return _danger_first(context, turn.text, lambda: _beside(context, taken(context)))
    return _said(context, turn.text.strip())


def _tapped(context: Context) -> Outcome:
    token = context.turn.tap
    if tokens.is_page(token):
        turned = tokens.turned(context, token)
        return Outcome((turned,), keeps_question=True) if turned else _over(context)
    act = tokens.act_of(context, token)
    if act is None:
        return forget.said_again(context) or _over(context)
    if act.name == "answer":
        return _answered(context, act)
    tap = TAPS.get(act.name)
    return _done(context, tap, act.args) if tap else _over(context)


def _done(context: Context, tap: Tap[Any], args: Args) -> Outcome:
    """What a command or a button leads to.

    Whatever else a person does ends a step that takes any words for words to somebody.
    """
    refused = tap.refused(context)
    if refused:
        return refused
    outcome = tap.does(context, args)
    return replace(outcome, keeps_question=False) if _is_talking(context) else outcome


def _answered(context: Context, act: Act) -> Outcome:
    """A button that answers a question: only while that question is the open one."""
    dialogue, step = context.person.dialogue, open_step(context, STEPS)
    if dialogue is None or act.args.get("q") != dialogue.version:
        return _over(context)
    return step.then(context, dialogue.answers, act.args["v"]) if step else _over(context)


def _over(context: Context) -> Outcome:
    """That question is over: ask the one that is open, or show where we are."""
    asked = _asked(context)
    if asked is None:
        return refusals.OVER
    lines = (say("body", "That question is over."), *asked.lines)
    return Outcome((replace(asked, lines=lines, replaces=False),), keeps_question=True)


def _beside(context: Context, outcome: Outcome) -> Outcome:
    """What is sent beside an open question leaves it open, and it is asked again.

    A headcount that comes next must not go to a neighbour as words.
    """
    asked = None if outcome.keeps_question or _is_talking(context) else _asked(context)
    if asked is None:
        return outcome
    replies = (*outcome.replies, replace(asked, replaces=False))
    return replace(outcome, replies=replies, question=None, keeps_question=True)


def _asked(context: Context) -> Reply | None:
    """The open question once more; None when none is open or it makes no sense any more."""
    dialogue, step = context.person.dialogue, open_step(context, STEPS)
    return step.ask(context, dialogue.answers) if step and dialogue else None


def _is_talking(context: Context) -> bool:
    """Whether the step is open that takes any words for words to somebody."""
    step = open_step(context, STEPS)
    return step is not None and step.takes_any_words


def _danger(context: Context, text: str) -> Outcome | None:
    """Whom to call, for words of danger.

    What is for others may well be about danger: "come on Tuesday with letters of eviction".
    """
    danger = conversations_danger.heard(context, text)
    step = open_step(context, STEPS) if danger else None
    is_for_others = step and step.passes_words_on and _asked(context)
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
    return _asked_again(context, *why)


def _asked_again(context: Context, *why: Text) -> Outcome:
    asked = _asked(context)
    if asked is None:
        return Outcome((Reply(why, below=Below.MAIN_MENU),), keeps_question=True)
    again = replace(asked, lines=(*why, *asked.lines), replaces=False)
    return Outcome((again,), keeps_question=True)


def _said(context: Context, text: str) -> Outcome:
    if text.startswith("/"):
        return _command(context, text)
    # Danger comes before any question, and before anything is kept.
    return _danger_first(context, text, lambda: _taken(context, text))


def _taken(context: Context, text: str) -> Outcome:
    """What typed words lead to that are neither a command nor about danger alone."""
    replied = resident.replied(context, text)
    if replied:
        return _beside(context, replied)
    dialogue, step = context.person.dialogue, open_step(context, STEPS)
    if dialogue and step:
        if len(text) > step.longest:
            return _asked_again(context, refusals.too_long(step.longest))
        value: Answer | NoNumber = step.take(text)
        if not isinstance(value, NoNumber):
            return step.then(context, dialogue.answers, value)
        chosen = _by_words(context, text)
        if chosen and chosen.name == "answer":
            return _answered(context, chosen)
        if step.ask(context, dialogue.answers):
            no_number = refusals.no_number(value).lines[0]
            why = value.why if isinstance(value, NotHere) else no_number
            return _asked_again(context, why, *conversations_danger.perhaps(context, text))
    act = _by_words(context, text)
    if act and act.name in TAPS:
        return _done(context, TAPS[act.name], act.args)
    known = come_back.typed(context, text) or opening_hours.named(context, text)
    return known or which_talk.hint(context) or _not_understood(context, text)


def _not_understood(context: Context, text: str) -> Outcome:
    """What nothing was made of; with numbers, when it may well be about danger."""
    perhaps = conversations_danger.perhaps(context, text)
    if not perhaps:
        return refusals.NOT_UNDERSTOOD
    lines = (say("body", "I did not understand."), *perhaps)
    return Outcome((Reply(lines, priority=Priority.DANGER, below=Below.MAIN_MENU),))


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


def _by_words(context: Context, text: str) -> Act | None:
    """A typed number or label of a button under the last message means that button."""
    last = context.store.sent.newest_of(context.person.id)
    labels = message_json.labels(last.payload) if last else []
    number = read_number(text)
    if isinstance(number, int):
        taps = [act for _, act in labels if act]
        late = next((act for act in taps if act.name == "count.late"), None)
        # Under an open room a number is a headcount, never the fourth button: "I close"; and so it
        # is where we asked how many came.
        if any(act.name == "count.add" for act in taps):
            return Act("count", {"text": str(number)})
        if late:
            return Act("count.past", {**late.args, "n": number})
        return taps[number - 1] if 1 <= number <= len(taps) else None
    if not (wanted := _bare(text)):
        return None
    everywhere = [button for row in menu.with_menu(context, Reply(())).rows for button in row]
    known = [*labels, *((button.label, button.act) for button in everywhere)]
    return next((act for label, act in known if act and _label(context, label) == wanted), None)


def _label(context: Context, label: Text) -> str:
    if label.slot == "name":
        return _bare(label.one)
    if label.slot == NEAR:
        label = time_words.worded(label, context.today)
    chain = (context.language, context.view.neighbourhood.default_language)
    return _bare(locales.sentence(chain, label.slot, label.one).text)


def _bare(text: str) -> str:
    """A label without its picture and its capitals."""
    return "".join(sign for sign in text.casefold() if sign.isalnum() or sign in " -+").strip()
