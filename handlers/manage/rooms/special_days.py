"""A day on which a room is closed or keeps other hours: which day, why, a look at it, yes."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Mapping
from datetime import date, timedelta

from pydantic import ValidationError

from handlers.core import questions, refusals, time_words
from handlers.core.context import Context
from handlers.core.feature import OfRoom
from handlers.core.keyboards import Rows, in_rows
from handlers.core.messages import Outcome, Question, Reply, Text, say
from handlers.core.questions import Answer, Answers
from handlers.manage.changes import agreed, versions
from handlers.manage.changes.differences import of_day
from handlers.manage.rooms import reading, reasons
from handlers.manage.rooms.days import (
    FARTHEST,
    OfDay,
    may_change,
    of_one_day,
    own_room,
    refused,
    to_room,
)
from storage.neighbourhood.base import LOADED_NOW
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.rooms import Room, SpecialDay

FLOW = "special day"
# What a tap adds before the yes.
YEARLY, TONGUE = "yearly", "tongue"
NO_WORDS = say("body", "I cannot see any words. Please write again.")


def ask_day(context: Context, args: OfRoom) -> Outcome:
    """Which day it is about."""
    answers = {"room": args.room}
    asked = _ask_day(context, answers)
    return Outcome((asked,), Question(FLOW, "day", answers)) if asked else refusals.OVER


def closed(context: Context, args: OfDay) -> Outcome:
    """Close the room on that day, once it is known why."""
    return _begins(context, args, "reason", {"hours": ""})


def other_hours(context: Context, args: OfDay) -> Outcome:
    """Other hours on that day, once they are known."""
    return _begins(context, args, "hours", {})


def as_usual(context: Context, args: OfDay) -> Outcome:
    """The day is as in every other week again."""
    return _begins(context, args, "sure", {"usual": 1})


def _begins(context: Context, args: OfDay, step: str, more: Mapping[str, str | int]) -> Outcome:
    room = own_room(context, args.room)
    if room is None or not may_change(context, room, args.day):
        return refused(context, args.day)
    answers = {"room": room.id, "day": args.day.isoformat(), **more}
    return _goes_on(context, step, answers)


def _goes_on(context: Context, step: str, answers: dict[str, str | int]) -> Outcome:
    """Ask the next question; of the last one it is remembered what was seen."""
    if step == "sure":
        answers |= {"seen": _seen(context.view.neighbourhood, answers)}
    asked = STEPS[FLOW, step].ask(context, answers)
    return Outcome((asked,), Question(FLOW, step, answers)) if asked else refusals.OVER


def _ask_day(context: Context, answers: Answers) -> Reply | None:
    room = own_room(context, str(answers["room"]))
    if room is None or not context.person.is_coordinator:
        return None
    days = [context.today + timedelta(days=ahead) for ahead in range(2, 8)]
    rows = in_rows(
        [questions.choice(time_words.day_label(one), one.isoformat()) for one in days], 2
    )
    lines = (
        say("body", "📆 Which day is it about?"),
        say("body", "Tap, or type it like this: {example}", example="24-12"),
    )
    return Reply(lines, rows)


def _then_day(context: Context, answers: Answers, typed: Answer) -> Outcome:
    language, farthest = context.language, context.today + FARTHEST
    found = reading.day(str(typed), context.today, language)
    if found is None or not context.today <= found <= farthest:
        line = say("body", "I do not know that day. Type it like this: {example}", example="24-12")
        return Outcome((Reply((line,)),), Question(FLOW, "day", answers))
    return of_one_day(context, OfDay(room=str(answers["room"]), day=found))


def _ask_hours(context: Context, answers: Answers) -> Reply | None:
    room = _allowed(context, answers)
    if room is None:
        return None
    lines = (
        say("body", "{room}, {day}:", room=room.name, day=_day(answers)),
        say("body", "From when until when?"),
        say("body", "Type it like this: {example}", example="10:00 - 14:00"),
    )
    return Reply(lines)


def _then_hours(context: Context, answers: Answers, typed: Answer) -> Outcome:
    hours = reading.hours(str(typed), context.language)
    if hours is None:
        lines = (
            reading.no_hours(str(typed), context.language),
            say("body", "Type it like this: {example}", example="10:00 - 12:00, 14:00 - 16:00"),
        )
        return Outcome((Reply(lines),), Question(FLOW, "hours", answers))
    return _goes_on(context, "reason", {**questions.own_answers(answers), "hours": hours})


def _ask_reason(context: Context, answers: Answers) -> Reply | None:
    room = _allowed(context, answers)
    return reasons.ask(room, _day(answers)) if room else None


def _then_reason(context: Context, answers: Answers, typed: Answer) -> Outcome:
    reason = reasons.read(str(typed))
    if not reason:
        return Outcome((Reply((NO_WORDS,)),), Question(FLOW, "reason", answers))
    given = {"reason": reason, "language": context.language}
    return _goes_on(context, "sure", {**questions.own_answers(answers), **given})


def _ask_tongue(context: Context, answers: Answers) -> Reply | None:
    languages = context.view.neighbourhood.languages
    return reasons.ask_tongue(answers, languages) if _allowed(context, answers) else None


def _then_tongue(context: Context, answers: Answers, tag: Answer) -> Outcome:
    return _goes_on(context, "words", {**questions.own_answers(answers), "tongue": tag})


def _ask_words(context: Context, answers: Answers) -> Reply | None:
    return reasons.ask_words(str(answers["tongue"])) if _allowed(context, answers) else None


def _then_words(context: Context, answers: Answers, typed: Answer) -> Outcome:
    own, words = questions.own_answers(answers), reading.one_line(str(typed))
    if not words:
        return Outcome((Reply((NO_WORDS,)),), Question(FLOW, "words", answers))
    own[f"{reasons.IN}{own.pop('tongue')}"] = words
    return _goes_on(context, "sure", own)


def _preview(context: Context, answers: Answers) -> Reply | None:
    """What it will be, how many are told, and the yes."""
    room = _allowed(context, answers)
    changed = _changed_so(context.view.neighbourhood, room, answers) if room else None
    if room is None or changed is None:
        return None
    languages = (context.language, context.view.neighbourhood.default_language)
    special = _special(context.view.neighbourhood, answers)
    lines = of_day(room, special, *languages) if special else _usual(room, _day(answers))
    lines += reasons.lines(answers)
    more: Rows = ()
    if reasons.without(answers, context.view.neighbourhood.languages):
        more = ((questions.choice(say("btn", "🌐 Another language"), TONGUE),),)
    if special and not special.yearly and context.person.is_coordinator:
        more = ((questions.choice(say("btn", "📆 Every year"), YEARLY),), *more)
    return agreed.preview(context, changed, lines, agreed.no_to("plan.room", room.id), more)


def _usual(room: Room, day: date) -> list[Text]:
    """A day that is as usual again, and whether it is so every year."""
    lines = [say("body", "{room}: as usual on {day}.", room=room.name, day=day)]
    if any(one.yearly and _is_about(one, day) for one in room.exceptions):
        lines.append(say("body", "Every year on this day."))
    return lines


def _then_sure(context: Context, answers: Answers, value: Answer) -> Outcome:
    own = questions.own_answers(answers)
    if value == YEARLY and context.person.is_coordinator:
        return _goes_on(context, "sure", {**own, "yearly": 1})
    if value == TONGUE:
        return _goes_on(context, "tongue", own)
    now = versions.present(context)
    room = _allowed(context, answers)
    changed = _changed_so(now, room, answers) if room else None
    if value != agreed.YES or room is None or changed is None:
        return refusals.OVER
    if answers.get("seen") != _seen(now, answers):
        why = say("body", "Somebody else changed this day a moment ago.")
        return agreed.asked_again(context, _preview, FLOW, own, _seen(now, answers), why)
    one = _special(now, answers)
    lines = of_day(room, one, context.language) if one else ()
    return agreed.done(context, changed, room.id, lines, to_room(room))


def _changed_so(now: Neighbourhood, room: Room, answers: Answers) -> Neighbourhood | None:
    """The neighbourhood with that day as it was answered; None when that cannot be."""
    current, day = now.room(room.id), _day(answers)
    if current is None:
        return None
    try:
        special = _special(now, answers)
    except ValidationError:
        return None
    others = _others(current, day, special)
    days = sorted([*others, special] if special else others, key=lambda one: one.date)
    return agreed.with_room(now, current.model_copy(update={"exceptions": tuple(days)}))


def _others(room: Room, day: date, special: SpecialDay | None) -> list[SpecialDay]:
    """The special days that stay beside this one.

    A yearly day that is as usual is so every year; one that is otherwise this year goes on in the
    next one.
    """
    others = []
    for one in room.exceptions:
        if not _is_about(one, day):
            others.append(one)
        elif one.date != day:
            # The same day of every year, from an earlier one on.
            others += [one] if special else []
        elif one.yearly and special and not special.yearly:
            others.append(one.model_copy(update={"date": _a_year_later(day)}))
    return others


def _is_about(special: SpecialDay, day: date) -> bool:
    """Whether a special day says how this day is, by itself or every year."""
    is_yearly = special.yearly and special.date < day
    same_day = (special.date.month, special.date.day) == (day.month, day.day)
    return special.date == day or (is_yearly and same_day)


def _a_year_later(day: date) -> date:
    """The same day of the next year that has it."""
    is_leap_day = (day.month, day.day) == (2, 29)
    years = (year for year in range(day.year + 1, day.year + 9) if not is_leap_day or isleap(year))
    return day.replace(year=next(years))


def _special(now: Neighbourhood, answers: Answers) -> SpecialDay | None:
    """That day as it was answered; None when it is as usual."""
    if answers.get("usual"):
        return None
    hours = str(answers.get("hours", ""))
    given: dict[str, object] = {"date": _day(answers), "yearly": bool(answers.get("yearly"))}
    given |= {"hours": hours} if hours else {"closed": True}
    if reason := reasons.in_file(answers, now.languages):
        given["reason"] = reason
    return SpecialDay.model_validate(given, context=LOADED_NOW)


def _seen(now: Neighbourhood, answers: Answers) -> str:
    """What tells how that day is planned from how it was planned when it was shown."""
    room = now.room(str(answers["room"]))
    day = _day(answers)
    planned = [
        one.model_dump_json() for one in (room.exceptions if room else ()) if _is_about(one, day)
    ]
    return agreed.mark(*planned)


def _allowed(context: Context, answers: Answers) -> Room | None:
    room = own_room(context, str(answers["room"]))
    return room if room and may_change(context, room, _day(answers)) else None


def _day(answers: Answers) -> date:
    return date.fromisoformat(str(answers["day"]))


STEPS: dict[tuple[str, str], questions.Step] = {
    (FLOW, "day"): questions.Step(_ask_day, str, _then_day, longest=40),
    (FLOW, "hours"): questions.Step(_ask_hours, str, _then_hours, longest=60),
    (FLOW, "reason"): questions.Step(
        _ask_reason, str, _then_reason, passes_words_on=True, longest=reasons.LONGEST
    ),
    (FLOW, "tongue"): questions.Step(_ask_tongue, questions.only_buttons, _then_tongue),
    (FLOW, "words"): questions.Step(
        _ask_words, str, _then_words, passes_words_on=True, longest=reasons.LONGEST
    ),
    (FLOW, "sure"): questions.Step(_preview, questions.only_buttons, _then_sure),
}
