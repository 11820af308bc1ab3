"""What the plan promises for a year, and for how many people the rooms are: seen, yes, undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from handlers.core import questions, refusals
from handlers.core.context import Context
from handlers.core.feature import Needs, Tap
from handlers.core.keyboards import in_rows
from handlers.core.messages import Button, Outcome, Question, Reply, Text, button, say
from handlers.core.questions import BACK, Answer, Answers
from handlers.manage.changes import agreed, differences, versions
from handlers.manage.changes.figures import COUNTED, NOT_AGREED
from handlers.manage.whole.plan import typed_numbers, years
from handlers.manage.whole.plan.years import Districts, OfDistrict, OfYear, Place
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.plan import District, DistrictTarget, Population, Target

FLOW = "targets"
# An answer for a number that nobody promised; a district may have such a one.
NONE = -1
LABELS: Mapping[str, Text] = {
    "rooms": say("btn", "📍 Rooms"),
    "volunteers": say("btn", "🌱 Volunteers"),
    "participants": say("btn", "👥 Participants"),
}
ASKED: Mapping[str, Text] = {
    "rooms": say("body", "How many rooms? Type a number."),
    "volunteers": say("body", "How many volunteers? Type a number."),
    "participants": say("body", "How many different people take part? Type it."),
    "low": say("body", "For how many people at least? Type a number."),
    "high": say("body", "And for how many at most? Type a number."),
}
# What is asked next; of one number nothing is, but the lowest goes with the highest.
NEXT: Mapping[str, str] = {"rooms": "volunteers", "volunteers": "participants", "low": "high"}
ONE, ALL, AGAIN, NOTHING, PEOPLE = "one", "all", "again", "nothing", "people"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfTarget(OfYear):
    """The arguments of a button that changes a year's targets; ``what``: which of them, or how."""

    what: str


def show(context: Context, args: OfDistrict) -> Outcome:
    """Of which year; and for how many people the rooms are."""
    now = context.view.neighbourhood
    place = years.place_of(now, args.district)
    if place is None:
        return refusals.OVER
    there = (target.year for target in place.targets)
    acts = "plan.target", "plan.targets"
    people = button(say("btn", "👥 For how many"), "plan.people", district=args.district)
    line = say("body", "🎯 Targets: which year?")
    return years.choose(context, args, line, there, acts, people)


def of_year(context: Context, args: OfYear) -> Outcome:
    """What is promised for a year, and what can be changed of it."""
    now = context.view.neighbourhood
    place = _place(context, args.district, args.year)
    if place is None:
        return refusals.OVER
    target = place.target(args.year)
    own: dict[str, str | int] = {"district": args.district, "year": args.year}
    lines = [
        *years.heading(now, args.district),
        say("body", "🎯 Targets for {year}:", year=str(args.year)),
    ]
    if target:
        lines += [_line(target, what) for what in COUNTED]
        keys = [button(label, "plan.promise", what=what, **own) for what, label in LABELS.items()]
        keys.append(button(say("btn", "❌ Not agreed"), "plan.promise", what=NOTHING, **own))
    else:
        lines.append(say("body", "Nothing is agreed yet."))
        keys = [button(say("btn", "🔢 Type the numbers"), "plan.promise", what=ALL, **own)]
        if place.target(args.year - 1):
            label = say("choice", "↻ Again as in {year}", year=str(args.year - 1))
            keys.append(button(label, "plan.promise", what=AGAIN, **own))
    back = button(BACK, "plan.targets", district=args.district)
    rows = (*(in_rows(keys) if target else in_rows(keys, 1)), (back,))
    return Outcome((Reply(tuple(lines), rows, replaces=bool(context.turn.tap)),))


def promise(context: Context, args: OfTarget) -> Outcome:
    """Ask for one number, for all of them, or show what it will be."""
    answers: dict[str, str | int] = {"district": args.district, "year": args.year}
    if args.what in COUNTED:
        return _ask(context, args.what, {**answers, "do": ONE})
    if args.what == ALL:
        return _ask(context, "rooms", {**answers, "do": ALL})
    if args.what in {AGAIN, NOTHING}:
        return _look(context, {**answers, "do": args.what})
    return refusals.OVER


def people(context: Context, args: OfDistrict) -> Outcome:
    """Ask for how many people the rooms are."""
    return _ask(context, "low", {"district": args.district, "do": PEOPLE})


def _ask(context: Context, what: str, answers: Answers) -> Outcome:
    asked = STEPS[FLOW, what].ask(context, answers)
    return Outcome((asked,), Question(FLOW, what, answers)) if asked else refusals.OVER


def _asks(what: str) -> questions.Step:
    """The question for one number."""

    def ask(context: Context, answers: Answers) -> Reply | None:
        place = _allowed(context, answers)
        if place is None:
            return None
        now = context.view.neighbourhood
        lines = [*years.heading(now, str(answers["district"]))]
        target = place.target(int(answers.get("year", 0)))
        if target and what in COUNTED:
            lines.append(_line(target, what))
        if what in {"low", "high"} and place.population:
            low, high = place.population.low, place.population.high
            lines.append(say("body", "It is for {low} to {high} people.", low=low, high=high))
        rows = [(_back(answers),)]
        if isinstance(place, District) and what in {"volunteers", "participants"}:
            rows.insert(0, (questions.choice(say("btn", "❌ Not agreed"), NONE),))
        return Reply((*lines, ASKED[what]), tuple(rows))

    def then(context: Context, answers: Answers, number: Answer) -> Outcome:
        own = {**questions.own_answers(answers), what: int(number)}
        if what in NEXT and own["do"] != ONE:
            return _ask(context, NEXT[what], own)
        if what == "high" and int(own["low"]) > int(number):
            why = say("body", "The second number must be the higher one.")
            return Outcome((Reply((why, ASKED[what])),), Question(FLOW, what, answers))
        return _look(context, own)

    return questions.Step(ask, typed_numbers.read_count, then, longest=typed_numbers.LONGEST)


def _look(context: Context, answers: Answers) -> Outcome:
    """Show what it will be, with the yes."""
    now = context.view.neighbourhood
    changed = _changed_so(now, answers) if _allowed(context, answers) else None
    if changed is None:
        return refusals.OVER
    if changed == now:
        return Outcome((Reply((agreed.AS_IT_IS,), ((_back(answers),),)),))
    seen = {**answers, "seen": _seen(now, answers)}
    asked = _preview(context, seen)
    return Outcome((asked,), Question(FLOW, "sure", seen)) if asked else refusals.OVER


def _preview(context: Context, answers: Answers) -> Reply | None:
    """What it will be beside what it was, and the yes."""
    now = context.view.neighbourhood
    changed = _changed_so(now, answers) if _allowed(context, answers) else None
    if changed is None:
        return None
    lines = [say("body", "🎯 The plan will be:"), *_differing(now, changed)]
    if "year" in answers:
        lines += years.notes(context, int(answers["year"]))
    no = _back(answers, say("btn", "❌ No"))
    return agreed.preview(context, changed, lines, no)


def _then_sure(context: Context, answers: Answers, value: Answer) -> Outcome:
    now = versions.present(context)
    changed = _changed_so(now, answers) if _allowed(context, answers) else None
    if value != agreed.YES or changed is None:
        return refusals.OVER
    if answers.get("seen") != _seen(now, answers):
        return agreed.asked_again(context, _preview, FLOW, answers, _seen(now, answers))
    lines = _differing(now, changed)
    return agreed.done(context, changed, "", lines, _to_targets(answers), years.back())


def _differing(now: Neighbourhood, changed: Neighbourhood) -> list[Text]:
    return differences.differences(now, changed)


def _changed_so(now: Neighbourhood, answers: Answers) -> Neighbourhood | None:
    """The neighbourhood with the plan as it was answered; None when that cannot be."""
    district, what = str(answers["district"]), answers["do"]
    place = years.place_of(now, district)
    if place is None:
        return None
    if what == PEOPLE:
        of = place.population.of if place.population else "both"
        low, high = int(answers["low"]), int(answers["high"])
        return years.with_place(now, district, population=Population(low=low, high=high, of=of))
    year = int(answers["year"])
    target = place.target(year)
    if what == NOTHING:
        kept = None
    elif what == AGAIN:
        before = place.target(year - 1)
        if before is None:
            return None
        kept = before.model_copy(update={"year": year})
    elif what == ONE and target is None:
        return None
    else:
        numbers = {key: _number(answers, key, target) for key in COUNTED}
        try:
            shape = DistrictTarget if district else Target
            kept = shape.model_validate({"year": year, **numbers})
        except ValidationError:
            return None
    others = [one for one in place.targets if one.year != year]
    targets = sorted([*others, *([kept] if kept else [])], key=lambda one: one.year)
    return years.with_place(now, district, targets=tuple(targets))


def _number(answers: Answers, key: str, target: Target | DistrictTarget | None) -> int | None:
    if key not in answers:
        return getattr(target, key, None)
    return int(answers[key]) if answers[key] != NONE else None


def _seen(now: Neighbourhood, answers: Answers) -> str:
    """What tells this part of the plan from what it was when it was shown."""
    place = years.place_of(now, str(answers["district"]))
    if place is None or answers["do"] == PEOPLE:
        return agreed.mark(repr(place and place.population))
    year = int(answers["year"])
    shown = [place.target(year), *([place.target(year - 1)] if answers["do"] == AGAIN else [])]
    return agreed.mark(*map(repr, shown))


def _line(target: Target | DistrictTarget, what: str) -> Text:
    """One number that is promised, or that it is not."""
    number = getattr(target, what)
    new = NOT_AGREED if number is None else number
    return say("body", "{what}: {n}.", what=COUNTED[what], n=new)


def _place(context: Context, district: str, year: int) -> Place | None:
    """A place with the plan of a year that one can choose there."""
    place = years.place_of(context.view.neighbourhood, district)
    there = (target.year for target in place.targets) if place else ()
    return place if years.is_planned(context, there, year) else None


def _allowed(context: Context, answers: Answers) -> Place | None:
    """The place, for those who may change its plan."""
    if not context.person.is_coordinator:
        return None
    district = str(answers["district"])
    if "year" in answers:
        return _place(context, district, int(answers["year"]))
    return years.place_of(context.view.neighbourhood, district)


def _back(answers: Answers, label: Text = BACK) -> Button:
    """The way to what it was chosen from."""
    if "year" not in answers:
        return button(label, "plan.targets", district=answers["district"])
    own = {key: answers[key] for key in ("district", "year")}
    return button(label, "plan.target", **own)


def _to_targets(answers: Answers) -> Button:
    return _back(answers, say("btn", "🎯 Targets"))


STEPS: dict[tuple[str, str], questions.Step] = {
    **{(FLOW, what): _asks(what) for what in ASKED},
    (FLOW, "sure"): questions.Step(_preview, questions.only_buttons, _then_sure),
}
TAPS: dict[str, Tap[Any]] = {
    "plan.targets": Tap(show, OfDistrict, Needs.COORDINATOR, asks_pictures=True),
    "plan.districts": Tap(years.districts, Districts, Needs.COORDINATOR, asks_pictures=True),
    "plan.target": Tap(of_year, OfYear, Needs.COORDINATOR, asks_pictures=True),
    "plan.promise": Tap(promise, OfTarget, Needs.COORDINATOR, asks_pictures=True),
    "plan.people": Tap(people, OfDistrict, Needs.COORDINATOR, asks_pictures=True),
}
