"""Since when a room is measured: a coordinator sets the day, or leaves it to the first opening."""

from __future__ import annotations

import re
from datetime import date

from handlers.core import questions, refusals
from handlers.core.context import Context
from handlers.core.feature import FurtherOn, OfRoom
from handlers.core.keyboards import in_rows, more_row, part
from handlers.core.messages import Outcome, Question, Reply, Text, button, name, say
from handlers.core.questions import Answer, Answers, choice
from handlers.core.typed_input import NoNumber
from handlers.reports.behind.asked import PAGE
from storage.neighbourhood.rooms import Room

# A day as people write it: 2026-03-01, or 1-3-2026; in any digits.
YEAR_FIRST = re.compile(r"(\d{4})[-./ ](\d{1,2})[-./ ](\d{1,2})")
DAY_FIRST = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})")
OLDEST = date(2000, 1, 1)
FIRST_OPENING = "first"


def show(context: Context, args: FurtherOn) -> Outcome:
    """Of each room since when it is measured, and a button to set another day."""
    rooms, further = part(context.view.neighbourhood.rooms, args.skip, PAGE)
    since = context.store.measured.since([room.id for room in rooms])
    lines = [_since(room, since.get(room.id)) for room in rooms]
    buttons = [button(name(room.name), "report.since.room", room=room.id) for room in rooms]
    return Outcome((Reply(tuple(lines), (*in_rows(buttons), *more_row("report.since", further))),))


def choose(context: Context, args: OfRoom) -> Outcome:
    """From which day this room counts: typed, or by one of two buttons."""
    question = Question("measured", "day", {"room": args.room})
    reply = _ask(context, question.answers)
    return Outcome((reply,), question) if reply else refusals.OVER


def _since(room: Room, day: date | None) -> Text:
    if day is None:
        return say("body", "{room}: not measured yet.", room=room.name)
    return say(
        "body", "{room}: measured since {day} {year}.", room=room.name, day=day, year=str(day.year)
    )


def _ask(context: Context, answers: Answers) -> Reply | None:
    room = context.view.rooms.get(str(answers["room"]))
    if room is None or not context.person.is_coordinator:
        return None
    lines = (
        say("body", "From which day do the figures of {room} count?", room=room.name),
        say("body", "Type a day, such as {example}.", example="2026-03-01"),
    )
    new_year = choice(say("btn", "📆 This 1 January"), f"{context.today.year}-01-01")
    first = choice(say("btn", "🔑 First opening"), FIRST_OPENING)
    return Reply(lines, ((new_year,), (first,)))


def _read_day(typed: str) -> Answer | NoNumber:
    """A day that was typed, as "2026-03-01"."""
    for pattern, order in ((YEAR_FIRST, (0, 1, 2)), (DAY_FIRST, (2, 1, 0))):
        if match := pattern.fullmatch(typed.strip()):
            numbers = [int(part) for part in match.groups()]
            try:
                return date(*(numbers[place] for place in order)).isoformat()
            except ValueError:
                return NoNumber()
    return NoNumber()


def _then(context: Context, answers: Answers, answer: Answer) -> Outcome:
    room = context.view.rooms.get(str(answers["room"]))
    if room is None or not context.person.is_coordinator:
        return refusals.OVER
    if answer == FIRST_OPENING:
        context.store.measured.clear(room.id)
        line = say("body", "✅ {room} counts from its first opening on.", room=room.name)
        return Outcome((Reply((line,)),))
    day = date.fromisoformat(str(answer))
    if not OLDEST <= day <= context.today:
        question = Question("measured", "day", {"room": room.id})
        again = _ask(context, question.answers)
        assert again
        line = say("body", "Choose a day from 2000 up to today.")
        return Outcome((Reply((line, *again.lines), again.rows),), question)
    context.store.measured.set(room.id, day)
    line = say(
        "body",
        "✅ The figures of {room} count from {day} {year} on.",
        room=room.name,
        day=day,
        year=str(day.year),
    )
    return Outcome((Reply((line,)),))


STEPS: dict[tuple[str, str], questions.Step] = {
    ("measured", "day"): questions.Step(_ask, _read_day, _then),
}
