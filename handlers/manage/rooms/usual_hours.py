"""The hours of a room in every week: weekday by weekday, a look at it, yes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from handlers.core import questions, refusals
from handlers.core.context import Context
from handlers.core.feature import OfRoom
from handlers.core.keyboards import in_rows
from handlers.core.messages import (
    Button,
    Outcome,
    Question,
    Reply,
    Text,
    Weekday,
    button,
    name,
    say,
)
from handlers.core.questions import BACK, Answer, Answers
from handlers.manage.changes import agreed, versions
from handlers.manage.rooms import reading
from handlers.manage.rooms.days import own_room, to_room
from storage.neighbourhood.checks import LONG_AGO
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.rooms import Room
from storage.neighbourhood.times.weeks import ALL_DAY, DAYS, Week

FLOW = "usual hours"
CLOSED = "closed"
EXAMPLE = "10:00 - 12:00, 13:00 - 16:00"
ONLY_IN_THE_FILE = (
    say("body", "These hours are not the same every week."),
    say("body", "They can only be changed in the file."),
    say("body", "The operator can do it: {command}", command="buurtbot export"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfWeekday(OfRoom):
    """The arguments of a button about one weekday of a room; Monday is 0."""

    weekday: int


def show(context: Context, args: OfRoom) -> Outcome:
    """The hours of each weekday, and a button for each."""
    room = own_room(context, args.room)
    if room is None:
        return refusals.OVER
    is_tapped = bool(context.turn.tap)
    answers: Answers = {"room": room.id}
    asked = _ask_weekday(context, answers)
    if asked:
        asked = replace(asked, replaces=is_tapped)
        return Outcome((asked,), Question(FLOW, "weekday", answers))
    return Outcome((Reply(ONLY_IN_THE_FILE, ((to_room(room),),), replaces=is_tapped),))


def _ask_weekday(context: Context, answers: Answers) -> Reply | None:
    room = _allowed(context, answers)
    week = Week.read(room.hours) if room else None
    if room is None or week is None:
        return None
    lines = (name(f"🕙 {room.name}"), *_lines(week))
    # Not choices: each leads on also when something else was asked in between.
    keys = [_to_day(room, number) for number in range(len(DAYS))]
    return Reply(lines, (*in_rows(keys), (button(BACK, "plan.room", room=room.id),)))


def _then_weekday(context: Context, answers: Answers, typed: Answer) -> Outcome:
    found = reading.weekday(str(typed), context.language)
    if found is None:
        asked = _ask_weekday(context, answers)
        why = say("body", "Which day? Tap it, or type its name.")
        again = Reply((why, *asked.lines), asked.rows) if asked else Reply((why,))
        return Outcome((again,), Question(FLOW, "weekday", answers))
    return ask_hours(context, OfWeekday(room=str(answers["room"]), weekday=found))


def ask_hours(context: Context, args: OfWeekday) -> Outcome:
    """Which hours it will be on that weekday."""
    if not 0 <= args.weekday < len(DAYS):
        return refusals.OVER
    answers: Answers = {"room": args.room, "weekday": args.weekday}
    asked = _ask_hours(context, answers)
    return Outcome((asked,), Question(FLOW, "hours", answers)) if asked else show(context, args)


def _ask_hours(context: Context, answers: Answers) -> Reply | None:
    room = _allowed(context, answers)
    week = Week.read(room.hours) if room else None
    if room is None or week is None:
        return None
    lines = (
        name(f"🕙 {room.name}"),
        _line(week, int(answers["weekday"])),
        say("body", "From when until when will it be?"),
        say("body", "Type it like this: {example}", example=EXAMPLE),
    )
    closed = questions.choice(say("btn", "🔴 Closed"), CLOSED)
    return Reply(lines, ((closed,), (button(BACK, "plan.week", room=room.id),)))


def _then_hours(context: Context, answers: Answers, typed: Answer) -> Outcome:
    hours = "" if typed == CLOSED else reading.hours(str(typed), context.language)
    if hours is None:
        return _again(answers, reading.no_hours(str(typed), context.language))
    now, own = context.view.neighbourhood, questions.own_answers(answers)
    answered = {**own, "hours": hours, "seen": _seen(now, answers)}
    room = _allowed(context, answered)
    if room is None or Week.read(room.hours) is None:
        return show(context, OfRoom(room=str(answers["room"])))
    changed = _changed_so(now, answered)
    if changed is None:
        return _again(answers, say("body", "A night before or after it meets these hours."))
    if changed == now:
        return _as_it_is(room)
    asked = _preview(context, answered)
    return Outcome((asked,), Question(FLOW, "sure", answered)) if asked else refusals.OVER


def _preview(context: Context, answers: Answers) -> Reply | None:
    """What it will be, how many are told, and the yes."""
    room = _allowed(context, answers)
    changed = _changed_so(context.view.neighbourhood, answers) if room else None
    if room is None or changed is None:
        return None
    lines = (say("body", "{room}, every week:", room=room.name), *_new_day(changed, answers))
    return agreed.preview(context, changed, lines, agreed.no_to("plan.week", room.id))


def _then_sure(context: Context, answers: Answers, value: Answer) -> Outcome:
    now = versions.present(context)
    room = _allowed(context, answers)
    changed = _changed_so(now, answers) if room else None
    if value != agreed.YES or room is None or changed is None:
        return refusals.OVER
    if changed == now:
        return _as_it_is(room)
    if answers.get("seen") != _seen(now, answers):
        why = say("body", "Somebody else changed this day a moment ago.")
        return agreed.asked_again(context, _preview, FLOW, answers, _seen(now, answers), why)
    week = button(say("btn", "🕙 Usual hours"), "plan.week", room=room.id)
    lines = _new_day(changed, answers)
    return agreed.done(context, changed, room.id, lines, week, to_room(room))


def _changed_so(now: Neighbourhood, answers: Answers) -> Neighbourhood | None:
    """The neighbourhood with that weekday as it was answered; None when that cannot be."""
    room = now.room(str(answers["room"]))
    week = Week.read(room.hours) if room else None
    if room is None or week is None:
        return None
    weekday, hours = int(answers["weekday"]), str(answers["hours"])
    if week.days[weekday] == hours:
        return now
    changed = agreed.changed_room(room, hours=week.with_day(weekday, hours).text())
    return agreed.with_room(now, changed) if changed else None


def _new_day(changed: Neighbourhood, answers: Answers) -> tuple[Text, ...]:
    room = changed.room(str(answers["room"]))
    week = Week.read(room.hours) if room else None
    return (_line(week, int(answers["weekday"])),) if week else ()


def _seen(now: Neighbourhood, answers: Answers) -> str:
    room = now.room(str(answers["room"]))
    week = Week.read(room.hours) if room else None
    return agreed.mark(week.days[int(answers["weekday"])] if week else "")


def _allowed(context: Context, answers: Answers) -> Room | None:
    """The room, for those who may change what is every week."""
    return own_room(context, str(answers["room"])) if context.person.is_coordinator else None


def _lines(week: Week) -> list[Text]:
    """A line for each weekday, and for the public holidays where they are their own."""
    lines = [_line(week, number) for number in range(len(DAYS))]
    if week.holidays:
        lines.append(say("body", "Public holidays: {hours}.", hours=_spaced(week.holidays)))
    elif week.holidays is not None:
        lines.append(say("body", "Public holidays: closed."))
    return lines


def _line(week: Week, weekday: int) -> Text:
    day, hours = say("day", "{weekday}", weekday=_some(weekday)), week.days[weekday]
    if hours == ALL_DAY:
        return say("body", "{day} open day and night.", day=day)
    if hours:
        return say("body", "{day} {hours}.", day=day, hours=_spaced(hours))
    return say("body", "{day} closed.", day=day)


def _spaced(hours: str) -> str:
    return hours.replace(",", ", ")


def _some(weekday: int) -> Weekday:
    """That weekday, of any week."""
    return Weekday(LONG_AGO + timedelta(days=weekday))


def _again(answers: Answers, why: Text) -> Outcome:
    lines = (why, say("body", "Type it like this: {example}", example=EXAMPLE))
    return Outcome((Reply(lines),), Question(FLOW, "hours", answers))


def _as_it_is(room: Room) -> Outcome:
    keys = ((button(say("btn", "🕙 Usual hours"), "plan.week", room=room.id),),)
    return Outcome((Reply((say("body", "It is like that already."),), (*keys, (to_room(room),))),))


def _to_day(room: Room, weekday: int) -> Button:
    label = say("day", "📆 {weekday}", weekday=_some(weekday))
    return button(label, "plan.weekday", room=room.id, weekday=weekday)


STEPS: dict[tuple[str, str], questions.Step] = {
    (FLOW, "weekday"): questions.Step(_ask_weekday, str, _then_weekday, longest=40),
    (FLOW, "hours"): questions.Step(_ask_hours, str, _then_hours, longest=80),
    (FLOW, "sure"): questions.Step(_preview, questions.only_buttons, _then_sure),
}
