"""A line of the costs, or of who pays: its amount, new, taken out; seen, yes, undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from handlers.core import questions, refusals
from handlers.core.context import Context
from handlers.core.feature import Needs, Tap
from handlers.core.messages import (
    Button,
    Outcome,
    Question,
    Reply,
    Text,
    button,
    name,
    say,
    say_many,
)
from handlers.core.questions import BACK, Answer, Answers, NotHere
from handlers.core.typed_input import NoNumber
from handlers.manage.changes import agreed, differences, versions
from handlers.manage.rooms import reading
from handlers.manage.whole.plan import budget, typed_numbers, years
from handlers.manage.whole.plan.budget import (
    AGAIN,
    AMOUNT,
    ASKED_FOR,
    DECIDED,
    FINANCING,
    NEW,
    OUT,
    UNTIL,
    Line,
    Sheet,
)
from handlers.manage.whole.plan.years import OfYear
from handlers.reports.text.money import euros
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.plan import Financing

FLOW = "money"
NO_END = "none"
LONGEST_NAME, LONGEST_DAY = 40, 40
# So many figures stand in a preview.
MOST_LINES = 4
TOO_MUCH = (
    say("body", "Then the districts cost more than all together."),
    say("body", "Change the other amount first."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfSheet(OfYear):
    """The arguments of a button about the lines of a year: costs, or who pays."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfLine(OfSheet):
    """The arguments of a button about one line, by what tells it from the others."""

    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfChange(OfSheet):
    """The arguments of a button that changes something; of a line, or of the whole year."""

    what: str
    line: str = ""


def begin(context: Context, args: OfChange) -> Outcome:
    """Ask what it will be; where there is nothing to ask, show it."""
    own: dict[str, str | int] = {
        "kind": args.kind,
        "district": args.district,
        "year": args.year,
        "line": args.line,
    }
    answers: dict[str, str | int] = {**own, "do": args.what}
    if args.what in {NEW, AMOUNT, UNTIL}:
        return _ask(context, "name" if args.what == NEW else args.what, answers)
    if args.what in {AGAIN, OUT, ASKED_FOR, DECIDED}:
        return _look(context, answers)
    return refusals.OVER


def sheet_of(context: Context, kind: str, district: str, year: int) -> Sheet | None:
    """The lines that are meant, where that is a year that one can choose."""
    now = context.view.neighbourhood
    sheet = budget.read(now, kind, district)
    there = {one for line in (*now.financing, *now.costs) for one in line.amounts}
    there |= {one for line in sheet.lines for one in line.amounts} if sheet else set()
    return sheet if years.is_planned(context, there, year) else None


def amount_in(line: Line, year: int) -> Text:
    """What a line is in a year."""
    if year not in line.amounts:
        return say("body", "{year}: no amount.", year=str(year))
    return say("body", "{year}: {euros}.", year=str(year), euros=euros(line.amounts[year]))


def _ask(context: Context, step: str, answers: Answers) -> Outcome:
    asked = STEPS[FLOW, step].ask(context, answers)
    return Outcome((asked,), Question(FLOW, step, answers)) if asked else refusals.OVER


def _ask_name(context: Context, answers: Answers) -> Reply | None:
    if _allowed(context, answers) is None:
        return None
    line = say("body", "What does it cost money for? Type it.")
    if answers["kind"] == FINANCING:
        line = say("body", "Who pays? Type the name.")
    return Reply((line,), ((_back(answers),),))


def _then_name(context: Context, answers: Answers, typed: Answer) -> Outcome:
    return _ask(context, AMOUNT, {**questions.own_answers(answers), "name": str(typed)})


def _read_name(typed: str) -> Answer | NoNumber:
    return reading.one_line(typed) or NotHere(
        why=say("body", "I cannot see any words. Please write again.")
    )


def _ask_amount(context: Context, answers: Answers) -> Reply | None:
    sheet = _allowed(context, answers)
    if sheet is None:
        return None
    line, year = budget.line_of(sheet, answers), int(answers["year"])
    lines = [name(line.name if line else str(answers.get("name", "")))]
    lines += [amount_in(line, year)] if line else []
    lines += [
        say("body", "How many euros in {year}?", year=str(year)),
        say("body", "Type it like this: {example}", example="12500"),
    ]
    return Reply(tuple(lines), ((_back(answers),),))


def _then_amount(context: Context, answers: Answers, number: Answer) -> Outcome:
    own = {**questions.own_answers(answers), "euros": int(number)}
    if own["do"] == NEW and own["kind"] == FINANCING:
        return _ask(context, "state", own)
    return _look(context, own, asked_last=AMOUNT)


def _ask_state(context: Context, answers: Answers) -> Reply | None:
    if _allowed(context, answers) is None:
        return None
    keys = (
        questions.choice(say("btn", "✅ It is decided"), DECIDED),
        questions.choice(say("btn", "⏳ Only asked for"), ASKED_FOR),
    )
    line = say("body", "Is this money decided, or only asked for?")
    return Reply((name(str(answers["name"])), line), (*((key,) for key in keys), (_back(answers),)))


def _then_state(context: Context, answers: Answers, value: Answer) -> Outcome:
    return _look(context, {**questions.own_answers(answers), "state": str(value)})


def _ask_until(context: Context, answers: Answers) -> Reply | None:
    sheet = _allowed(context, answers)
    line = budget.line_of(sheet, answers) if sheet else None
    if not isinstance(line, Financing):
        return None
    lines = (
        name(line.name),
        say("body", "Until which day is this money sure?"),
        say("body", "Type it like this: {example}", example=f"31-12-{answers['year']}"),
    )
    rows = [(_back(answers),)]
    if line.until:
        rows.insert(0, (questions.choice(say("btn", "❌ Not known"), NO_END),))
    return Reply(lines, tuple(rows))


def _then_until(context: Context, answers: Answers, typed: Answer) -> Outcome:
    own = questions.own_answers(answers)
    if typed == NO_END:
        return _look(context, {**own, "until": ""})
    day = reading.day(str(typed), context.today, context.language)
    if day is None:
        again = _ask_until(context, answers)
        why = say("body", "I cannot read this day.")
        lines = (why, *again.lines[1:]) if again else (why,)
        return Outcome((Reply(lines, again.rows if again else ()),), Question(FLOW, UNTIL, own))
    return _look(context, {**own, "until": day.isoformat()})


def _look(context: Context, answers: Answers, asked_last: str = "") -> Outcome:
    """Show what it will be, with the yes; what cannot be is said, and asked again."""
    now = context.view.neighbourhood
    changed = budget.changed_so(now, answers) if _allowed(context, answers) else None
    if changed is None:
        return refusals.OVER
    back = ((_back(answers),),)
    if changed == now:
        return Outcome((Reply((agreed.AS_IT_IS,), back),))
    if budget.is_too_much(changed):
        asked = Question(FLOW, asked_last, answers) if asked_last else None
        return Outcome((Reply(TOO_MUCH, back),), asked)
    seen = {**answers, "seen": budget.seen(now, answers)}
    reply = _preview(context, seen)
    return Outcome((reply,), Question(FLOW, "sure", seen)) if reply else refusals.OVER


def _preview(context: Context, answers: Answers) -> Reply | None:
    """What it will be beside what it was, the sum, and the yes."""
    now = context.view.neighbourhood
    changed = budget.changed_so(now, answers) if _allowed(context, answers) else None
    if changed is None or budget.is_too_much(changed):
        return None
    lines = [say("body", "💶 The amounts will be:"), *_new(now, changed, answers)]
    lines += years.notes(context, int(answers["year"]))
    return agreed.preview(context, changed, lines, _back(answers, say("btn", "❌ No")))


def _then_sure(context: Context, answers: Answers, value: Answer) -> Outcome:
    now = versions.present(context)
    changed = budget.changed_so(now, answers) if _allowed(context, answers) else None
    if value != agreed.YES or changed is None:
        return refusals.OVER
    if budget.is_too_much(changed):
        return Outcome((Reply(TOO_MUCH, ((_back(answers),),)),))
    if answers.get("seen") != budget.seen(now, answers):
        return agreed.asked_again(context, _preview, FLOW, answers, budget.seen(now, answers))
    lines = _new(now, changed, answers)
    to_lines = _to_lines(answers, say("btn", "💶 Costs and money"))
    return agreed.done(context, changed, "", lines, to_lines, years.back())


def _new(now: Neighbourhood, changed: Neighbourhood, answers: Answers) -> list[Text]:
    """What is different, and what it comes to."""
    lines = differences.differences(now, changed)
    if left := len(lines) - MOST_LINES:
        more = say_many("body", "And {n} more.", "And {n} more.", left)
        lines = [*lines[:MOST_LINES], more] if left > 0 else lines
    after = budget.read(changed, str(answers["kind"]), str(answers["district"]))
    if after and answers["do"] not in {ASKED_FOR, DECIDED, UNTIL}:
        total = euros(after.sum(int(answers["year"])))
        lines.append(say("body", "Together: {euros}.", euros=total))
    return lines


def _allowed(context: Context, answers: Answers) -> Sheet | None:
    """The lines, for those who may change them."""
    if not context.person.is_coordinator:
        return None
    kind, district = str(answers["kind"]), str(answers["district"])
    return sheet_of(context, kind, district, int(answers["year"]))


def _back(answers: Answers, label: Text = BACK) -> Button:
    """The way to the line, or to all of them."""
    if not answers["line"]:
        return _to_lines(answers, label)
    own = {key: answers[key] for key in ("kind", "district", "year", "line")}
    return button(label, "plan.line", **own)


def _to_lines(answers: Answers, label: Text) -> Button:
    own = {key: answers[key] for key in ("kind", "district", "year")}
    return button(label, "plan.lines", **own)


STEPS: dict[tuple[str, str], questions.Step] = {
    (FLOW, "name"): questions.Step(
        _ask_name, _read_name, _then_name, passes_words_on=True, longest=LONGEST_NAME
    ),
    (FLOW, AMOUNT): questions.Step(
        _ask_amount, typed_numbers.read_euros, _then_amount, longest=typed_numbers.LONGEST
    ),
    (FLOW, "state"): questions.Step(_ask_state, questions.only_buttons, _then_state),
    (FLOW, UNTIL): questions.Step(_ask_until, str, _then_until, longest=LONGEST_DAY),
    (FLOW, "sure"): questions.Step(_preview, questions.only_buttons, _then_sure),
}
TAPS: dict[str, Tap[Any]] = {
    "plan.sum": Tap(begin, OfChange, Needs.COORDINATOR, asks_pictures=True)
}
