"""A number for danger: new, changed, moved up, taken out; seen first, and 112 stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from handlers.conversations.danger import LABELS
from handlers.core import questions, refusals
from handlers.core.context import Context
from handlers.core.feature import Needs, Nothing, Tap
from handlers.core.messages import Button, Outcome, Question, Reply, Text, button, say
from handlers.core.questions import BACK, Answer, Answers
from handlers.manage.activities import asking
from handlers.manage.changes import agreed, danger_numbers, versions
from handlers.manage.changes.danger_numbers import ALWAYS, EVERYWHERE
from handlers.manage.whole import ticking, urgent
from handlers.manage.whole.urgent import OfNumber
from storage.neighbourhood.base import LOADED_NOW, by_language
from storage.neighbourhood.checks import DANGERS
from storage.neighbourhood.danger import UrgentNumber
from storage.neighbourhood.model import Neighbourhood

FLOW = "danger number"
NEW, UP, OUT = "new", "up", "out"
# What is asked of a new one, in order; each can be changed by itself.
ASKED = ("phone", "label", "kinds")
LONGEST = {"phone": 40, "label": 60}
STAYS = say("body", "112 stays among the first two numbers for this:")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOfNumber(OfNumber):
    """The arguments of a button about one thing of a number."""

    what: str


def begin(context: Context, _: Nothing) -> Outcome:
    """Which number it is."""
    return _ask(context, ASKED[0], {"what": NEW})


def change(context: Context, args: PartOfNumber) -> Outcome:
    """What it will be; or a look at how it is when it goes, or comes earlier."""
    now = context.view.neighbourhood
    number = urgent.number_of(now, args.number)
    own: dict[str, str | int] = {"number": args.number, "what": args.what}
    if number is None or args.what not in {*ASKED, UP, OUT}:
        return refusals.OVER
    if args.what == "kinds":
        own["kinds"] = " ".join(number.kinds or DANGERS)
    return _ask(context, args.what, own) if args.what in ASKED else _to_yes(context, own)


def _ask(context: Context, step: str, own: dict[str, str | int]) -> Outcome:
    asked = STEPS[FLOW, step].ask(context, own)
    return Outcome((asked,), Question(FLOW, step, own)) if asked else refusals.OVER


def _again(step: str, own: dict[str, str | int], *why: Text) -> Outcome:
    return Outcome((Reply(why),), Question(FLOW, step, own))


def _ask_phone(context: Context, answers: Answers) -> Reply | None:
    line = say("body", "What is the phone number? Type it.")
    return _question(context, answers, line)


def _then_phone(context: Context, answers: Answers, typed: Answer) -> Outcome:
    own = questions.own_answers(answers)
    number = _made(context.view.neighbourhood, {"phone": str(typed)})
    if number is None:
        return _again("phone", own, say("body", "No phone can call this number. Check it."))
    own_number = urgent.number_of(context.view.neighbourhood, str(own.get("number", "")))
    is_same = own_number is not None and _digits(number) == _digits(own_number)
    others = context.view.neighbourhood.urgent_numbers
    if not is_same and _digits(number) in {_digits(one) for one in others}:
        return _again("phone", own, say("body", "This number is there already."))
    return _goes_on(context, "phone", {**own, "phone": number.phone})


def _ask_label(context: Context, answers: Answers) -> Reply | None:
    lines = (
        say("body", "Who answers there? Type a few words."),
        say("body", "Everybody can read it, in your language."),
    )
    return _question(context, answers, *lines)


def _then_label(context: Context, answers: Answers, typed: Answer) -> Outcome:
    given = {"label": typed, "language": context.language}
    return _goes_on(context, "label", {**questions.own_answers(answers), **given})


def _ask_kinds(context: Context, answers: Answers) -> Reply | None:
    line = say("body", "🆘 For which dangers is it?")
    ticks = ticking.ask(LABELS, str(answers.get("kinds", "")), line)
    asked = _question(context, answers, *ticks.lines)
    return asked and replace(asked, rows=(*ticks.rows, *asked.rows))


def _then_kinds(context: Context, answers: Answers, answer: Answer) -> Outcome:
    own, ticked = questions.own_answers(answers), str(answers.get("kinds", ""))
    if answer == ticking.READY and ticked:
        return _goes_on(context, "kinds", own)
    own["kinds"] = ticking.after(LABELS, ticked, answer)
    return ticking.shown(context, _ask(context, "kinds", own), answer)


def _question(context: Context, answers: Answers, *lines: Text) -> Reply | None:
    """A question, under the number that it is about, with the way back to it."""
    if not context.person.is_coordinator:
        return None
    if answers["what"] == NEW:
        return Reply(lines)
    number = urgent.number_of(context.view.neighbourhood, str(answers["number"]))
    if number is None:
        return None
    return Reply((*urgent.described(context, number), *lines), ((_to_one(answers, BACK),),))


def _goes_on(context: Context, step: str, own: dict[str, str | int]) -> Outcome:
    """The next question of a new one, or a look at what it will be."""
    if own["what"] == NEW and step != ASKED[-1]:
        return _ask(context, ASKED[ASKED.index(step) + 1], own)
    return _to_yes(context, own)


def _to_yes(context: Context, own: dict[str, str | int]) -> Outcome:
    now = context.view.neighbourhood
    changed = _changed(context, now, own)
    if changed is None:
        return refusals.OVER
    if changed == now:
        return Outcome((Reply((agreed.AS_IT_IS,), ((urgent.to_numbers(),),)),))
    if short := _short(now, changed, own):
        return Outcome((Reply((STAYS, *short), ((urgent.to_numbers(),),)),))
    return _ask(context, "sure", {**own, "seen": _seen(now)})


def _preview(context: Context, answers: Answers) -> Reply | None:
    """What it will be, for which danger nobody is left, and the yes."""
    now = context.view.neighbourhood
    changed = _changed(context, now, answers)
    if changed is None:
        return None
    no = urgent.to_numbers() if answers["what"] == NEW else _to_one(answers)
    no = replace(no, label=say("btn", "❌ No"))
    return agreed.preview(context, changed, _lines(context, now, changed, answers), no)


def _then_sure(context: Context, answers: Answers, value: Answer) -> Outcome:
    now, own = versions.present(context), questions.own_answers(answers)
    changed = _changed(context, now, own)
    if value != agreed.YES or changed is None:
        return refusals.OVER
    if own.get("seen") != _seen(now):
        if changed == now or _short(now, changed, own):
            return _to_yes(context, own)
        return agreed.asked_again(context, _preview, FLOW, own, _seen(now))
    lines = _lines(context, now, changed, own)
    return agreed.done(context, changed, "", lines, urgent.to_numbers())


def _lines(
    context: Context, now: Neighbourhood, changed: Neighbourhood, answers: Answers
) -> list[Text]:
    """What will be different, in words; of what moves up before which it comes."""
    lines = list(danger_numbers.differences(now, changed, urgent.languages(context)))
    if answers["what"] == UP:
        keys = list(danger_numbers.by_phone(changed.urgent_numbers))
        at = keys.index(str(answers["number"]))
        phones = [one.phone for one in changed.urgent_numbers]
        line = say(
            "body", "☎ {phone} comes before {other}.", phone=phones[at], other=phones[at + 1]
        )
        lines = [line]
    number = urgent.number_of(changed, str(answers.get("number", "")))
    texts = number.label if number and answers["what"] == "label" else ""
    if isinstance(texts, Mapping) and {*texts} - {str(answers["language"])}:
        lines.append(say("body", "🌐 The text changes in your language only."))
    return lines


def _changed(context: Context, now: Neighbourhood, answers: Answers) -> Neighbourhood | None:
    """The neighbourhood with its numbers as it was answered; None when that cannot be."""
    what, numbers = answers["what"], list(now.urgent_numbers)
    key = str(answers.get("number", ""))
    keys = list(danger_numbers.by_phone(numbers))
    if not context.person.is_coordinator or (what != NEW and key not in keys):
        return None
    if what == NEW:
        made = _made(now, answers)
        numbers += [made] if made else []
    else:
        at = keys.index(key)
        made = numbers[at]
        if made.phone == EVERYWHERE and what in {OUT, "phone"}:
            return None
        if what == OUT:
            del numbers[at]
        elif what == UP and at:
            numbers[at - 1 : at + 1] = numbers[at], numbers[at - 1]
        elif what in ASKED:
            made = _made(now, answers, made)
            numbers[at : at + 1] = [made] if made else []
    if made is None:
        return None
    return _with(now, numbers) if tuple(numbers) != now.urgent_numbers else now


def _with(now: Neighbourhood, numbers: list[UrgentNumber]) -> Neighbourhood:
    """The neighbourhood with these numbers; where 112 stood for itself, it goes in with them."""
    changed = now.model_copy(update={"urgent": tuple(numbers)})
    short = danger_numbers.short_of_112(now, changed)
    if not short:
        return changed
    if EVERYWHERE not in {one.phone for one in numbers}:
        numbers = [UrgentNumber(phone=EVERYWHERE, label=EVERYWHERE, kinds=tuple(short)), *numbers]
    listed = (
        one.model_copy(update={"kinds": tuple(dict.fromkeys([*one.kinds, *short]))})
        if one.phone == EVERYWHERE and one.kinds
        else one
        for one in numbers
    )
    return now.model_copy(update={"urgent": tuple(listed)})


def _short(now: Neighbourhood, changed: Neighbourhood, answers: Answers) -> list[Text]:
    """The dangers for which 112 would not be read first any more."""
    short = danger_numbers.short_of_112(now, changed)
    if answers["what"] == "kinds" and answers["number"] == EVERYWHERE:
        short = [kind for kind in ALWAYS if kind not in str(answers["kinds"]).split()]
    return [LABELS[kind] for kind in short]


def _made(
    now: Neighbourhood, given: Answers, old: UrgentNumber | None = None
) -> UrgentNumber | None:
    """A number with these answers, checked as those of a file of today."""
    values: dict[str, Any] = {}
    if "phone" in given:
        values["phone"] = str(given["phone"])
    if "label" in given:
        texts = old.label if old else {}
        words = {str(given["language"]): str(given["label"])}
        values["label"] = {**by_language(texts, now.default_language), **words}
    if "kinds" in given:
        kinds = tuple(str(given["kinds"]).split())
        values["kinds"] = () if len(kinds) == len(DANGERS) else kinds
    try:
        bare = {"phone": EVERYWHERE, "label": EVERYWHERE, **values}
        checked = UrgentNumber.model_validate(bare, context=LOADED_NOW)
    except ValidationError:
        return None
    if old is None:
        return checked
    return old.model_copy(update={key: getattr(checked, key) for key in values})


def _seen(now: Neighbourhood) -> str:
    """What tells all of them from how they were when it was shown: their order counts."""
    return agreed.mark(*(one.model_dump_json() for one in now.urgent_numbers))


def _digits(number: UrgentNumber) -> str:
    return "".join(sign for sign in number.phone if sign.isdecimal())


def _to_one(answers: Answers, label: Text = BACK) -> Button:
    return button(label, "plan.urgent.one", number=str(answers["number"]))


TAPS: dict[str, Tap[Any]] = {
    "plan.urgent.new": Tap(begin, Nothing, Needs.COORDINATOR, asks_pictures=True),
    "plan.urgent.change": Tap(change, PartOfNumber, Needs.COORDINATOR, asks_pictures=True),
}
STEPS: dict[tuple[str, str], questions.Step] = {
    (FLOW, "phone"): questions.Step(
        _ask_phone, str, _then_phone, passes_words_on=True, longest=LONGEST["phone"]
    ),
    (FLOW, "label"): questions.Step(
        _ask_label, asking.read_title, _then_label, passes_words_on=True, longest=LONGEST["label"]
    ),
    # Who types the name of a danger here is not in it.
    (FLOW, "kinds"): questions.Step(
        _ask_kinds, ticking.reader(LABELS), _then_kinds, passes_words_on=True
    ),
    (FLOW, "sure"): questions.Step(_preview, questions.only_buttons, _then_sure),
}
