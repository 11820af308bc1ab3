"""A key-holder's own openings: what was, what comes; correct a count, add a forgotten opening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from handlers.core import keyboards, questions, refusals, time_words
from handlers.core.context import Context
from handlers.core.feature import FurtherOn, OfRoom
from handlers.core.keyboards import in_rows
from handlers.core.messages import Button, Outcome, Question, Reply, Text, button, name, say
from handlers.core.neighbourhood.timetable import Block
from handlers.core.questions import Answer, Answers
from handlers.core.typed_input import MOST
from handlers.rooms import status
from handlers.rooms.door import headcount
from handlers.rooms.door.counting import BACK
from handlers.rooms.door.headcount import OfOpening
from storage.neighbourhood.rooms import Room
from storage.repositories.rooms.openings import Opening

# A correction replaces what was counted, so it is offered only for what people still remember.
SHOWN = 6
# The days that fit on a screen: today and a week back.
DAYS_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class LastOpenings(FurtherOn):
    """So many of the last openings were shown; what is typed behind the command says nothing."""

    text: str = ""


def show(context: Context, args: LastOpenings) -> Outcome:
    """The last openings of one's rooms with their counts, and what is planned next."""
    own = context.own_rooms
    openings = context.store.openings.between(
        [room.id for room in own], first=context.today - BACK, last=context.today
    )
    closed = [opening for opening in reversed(openings) if opening.closed_at]
    # Whoever holds very many keys reads of all their rooms, on the same pages.
    many = own if len(own) > SHOWN else ()
    of = max(len(closed), len(many))
    skip = args.skip if 0 <= args.skip < of else 0
    page, ahead = closed[skip : skip + SHOWN], many[skip : skip + SHOWN] if many else own
    further = keyboards.beyond(of, skip, SHOWN)
    recent = page[::-1]
    lines = [say("body", "📋 The last openings:")] if recent else []
    lines += [status.past_line(context, opening) for opening in recent]
    lines += [_following(context, room) for room in ahead]
    rows: list[tuple[Button, ...]] = [(_correct_button(context, opening),) for opening in page]
    rows += keyboards.more_row("shifts", further)
    rows.append((button(say("btn", "➕ One I forgot"), "forgotten"),))
    rows.append((button(say("btn", "📆 Days and hours"), "plan"),))
    return Outcome((Reply(tuple(lines), tuple(rows), replaces=args.skip > 0),))


def correct(context: Context, args: OfOpening) -> Outcome:
    """Count an earlier opening again; what was counted before stays in its history."""
    own = headcount.own_opening(context, args.opening)
    if own is None:
        return refusals.OVER
    opening = own[0]
    change = context.store.openings.review(opening, context.person.id, context.now)
    return headcount.tally(
        context, opening.id, "visits", change, status.past_line(context, opening)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgottenDay(OfRoom):
    """The day on which somebody opened without telling, and how many came, if that was typed."""

    day: date | None = None
    n: int | None = None
    skip: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgottenBlock:
    """The hours of that day that are added."""

    room: str
    day: date
    start: datetime
    end: datetime
    n: int | None = None


def forgotten(context: Context, args: ForgottenDay) -> Outcome:
    """Add an opening that nobody logged: which room, which day, which hours."""
    own, kept = context.own_rooms, _kept(args.n)
    room = context.view.rooms.get(args.room) or (own[0] if len(own) == 1 else None)
    if room is None or room not in own:
        buttons = [(button(name(room.name), "forgotten", room=room.id, **kept),) for room in own]
        line = say("body", "Which room?")
        return Outcome((Reply((line,), tuple(buttons), replaces=True),))
    if args.day is None:
        return _ask_day(context, room, kept, args.skip)
    question = Question(
        "forgotten", "hours", {"room": room.id, "day": args.day.isoformat(), **kept}
    )
    reply = _hours_question(context, question.answers)
    return Outcome((reply,), question) if reply else refusals.OVER


def add_block(context: Context, args: ForgottenBlock) -> Outcome:
    """The forgotten opening took a published block."""
    room = context.view.rooms.get(args.room)
    if room is None or room not in context.own_rooms:
        return refusals.OVER
    return _add(context, room, args.day, args.start, args.end, args.n)


def _kept(number: int | None) -> dict[str, int]:
    """A number that was typed, as a button carries it along."""
    return {"n": number} if number is not None and 0 <= number <= MOST else {}


def _ask_day(context: Context, room: Room, kept: dict[str, int], skip: int) -> Outcome:
    days = [context.today - timedelta(days=back) for back in range(BACK.days + 1)]
    page, further = keyboards.part(days, skip, DAYS_SHOWN)
    buttons = [
        button(time_words.day_label(day), "forgotten", room=room.id, day=day.isoformat(), **kept)
        for day in page
    ]
    rows = [*in_rows(buttons), *keyboards.more_row("forgotten", further, room=room.id, **kept)]
    line = say("body", "Which day was {room} open?", room=room.name)
    return Outcome((Reply((line,), tuple(rows), replaces=True),))


def _hours_question(context: Context, answers: Answers) -> Reply | None:
    room = context.view.rooms.get(str(answers["room"]))
    if room is None or room not in context.own_rooms:
        return None
    day = date.fromisoformat(str(answers["day"]))
    blocks = context.view.timetables[room.id].blocks(day, day)
    past = [block for block in blocks if block.end <= context.now]
    kept = {"n": int(answers["n"])} if "n" in answers else {}
    buttons = [(_block_button(room, day, block, kept),) for block in past]
    lines = (
        say("body", "From when until when?"),
        say("body", "Tap, or type it like this: {example}", example="10:00 12:30"),
    )
    return Reply(lines, tuple(buttons), replaces=True)


def _block_button(room: Room, day: date, block: Block, kept: dict[str, int]) -> Button:
    label = name(f"{block.start:%H:%M} – {block.end:%H:%M}")
    return button(
        label,
        "forgotten.block",
        room=room.id,
        day=day.isoformat(),
        start=block.start.isoformat(),
        end=block.end.isoformat(),
        **kept,
    )


def _then_hours(context: Context, answers: Answers, answer: Answer) -> Outcome:
    room = context.view.rooms.get(str(answers["room"]))
    if room is None or room not in context.own_rooms:
        return refusals.OVER
    day = date.fromisoformat(str(answers["day"]))
    blocks = context.view.timetables[room.id].blocks(day, day)

    def is_planned(at: time) -> bool:
        moment = datetime.combine(day, at, context.view.zone)
        return any(block.start <= moment < block.end for block in blocks)

    first, last = time_words.meant_stretch(str(answer), is_planned)
    start = datetime.combine(day, first, context.view.zone)
    end = datetime.combine(day, last, context.view.zone)
    if end <= start:
        end = datetime.combine(day + timedelta(days=1), last, context.view.zone)
    number = int(answers["n"]) if "n" in answers else None
    return _add(context, room, day, start, end, number)


def _add(
    context: Context, room: Room, day: date, start: datetime, end: datetime, number: int | None
) -> Outcome:
    if end > context.now:
        line = say("body", "That time is not over yet.")
        row = (button(say("btn", "🔑 I open"), "open", room=room.id),)
        return Outcome((Reply((line,), (row,)),))
    near = timedelta(days=1)
    known = context.store.openings.between([room.id], first=day - near, last=day + near)
    double = [
        opening
        for opening in known
        if opening.opened_at < end and (opening.closed_at or context.now) > start
    ]
    if double:
        line = say("body", "There is already an opening at that time.")
        lines = (line, status.past_line(context, double[0]))
        return Outcome((Reply(lines, _correct_rows(context, double[0])),))
    new = context.store.openings.add_past(
        room.id, day, context.person.id, opened_at=start, closed_at=end, now=context.now
    )
    if new is None:
        return refusals.OVER
    opening, change = new
    added = say("body", "✅ Added.")
    if number is not None and 0 <= number <= MOST:
        store, person = context.store.openings, context.person.id
        store.count(opening, person, visits=number, now=context.now)
        opening = store.get(opening.id) or opening
        line = status.past_line(context, opening)
        return headcount.tally(context, opening.id, "new_faces", change, added, line)
    return headcount.tally(
        context, opening.id, "visits", change, added, status.past_line(context, opening)
    )


def _correct_rows(context: Context, opening: Opening) -> keyboards.Rows:
    return ((_correct_button(context, opening),),)


def _correct_button(context: Context, opening: Opening) -> Button:
    start = status.opened(context, opening)
    moment = say(
        "day", "✏️ {moment}", moment=time_words.time_label(context.view, start, context.now)
    )
    return button(moment, "shifts.correct", opening=opening.id)


def _following(context: Context, room: Room) -> Text:
    following = context.view.timetables[room.id].next_block(context.now)
    if following is None:
        return say("body", "{room}: nothing is planned.", room=room.name)
    return say(
        "body",
        "{room} opens next: {day} at {time}.",
        room=room.name,
        day=time_words.day_name(following.start.date()),
        time=time_words.clock(following.start),
    )


STEPS: dict[tuple[str, str], questions.Step] = {
    ("forgotten", "hours"): questions.Step(_hours_question, time_words.STRETCH, _then_hours),
}
