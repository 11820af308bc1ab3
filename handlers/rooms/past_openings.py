"""A key-holder's own openings: what was, what comes; correct a count, add a forgotten opening."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from handlers.core import keyboards, questions, time_words
from handlers.core.context import Args, Scene
from handlers.core.messages import Button, Outcome, Question, Reply, Text, Value, button, name, say
from handlers.core.questions import Answer, Answers
from handlers.core.typed_input import NoNumber
from handlers.everybody import menu
from handlers.neighbourhood.timetable import Block
from handlers.rooms import headcount
from storage.neighbourhood.model import Room
from storage.repositories.rooms.openings import Opening

BACK = timedelta(days=7)
# A correction replaces what was counted, so it is offered only for what people still remember.
SHOWN = 6


def show(scene: Scene, _: Args) -> Outcome:
    """The last openings of one's rooms with their counts, and what is planned next."""
    own = scene.own_rooms
    if not own:
        return menu.only_key_holders(scene)
    found = scene.store.openings.between([room.id for room in own], scene.today - BACK, scene.today)
    recent = [one for one in found if one.closed_at][-SHOWN:]
    lines = [say("body", "📋 The last openings:")] if recent else []
    lines += [_line(scene, one) for one in recent]
    lines += [_following(scene, room) for room in own]
    rows: list[tuple[Button, ...]] = [(_correct_button(scene, one),) for one in reversed(recent)]
    rows.append((button(say("btn", "➕ Forgotten"), "forgotten"),))
    return Outcome((Reply(tuple(lines), (*rows, keyboards.footer())),))


def correct(scene: Scene, args: Args) -> Outcome:
    """Count an earlier opening again; what was counted before stays in its history."""
    found = headcount.held(scene, args)
    if found is None:
        return menu.over(scene)
    opening = found[0]
    change = scene.store.openings.change(opening, "reviewed", scene.person.id, scene.now)
    return headcount.tally(scene, opening.id, "visits", change, _line(scene, opening))


def forgotten(scene: Scene, args: Args) -> Outcome:
    """Add an opening that nobody logged: which room, which day, which hours."""
    own = scene.own_rooms
    if not own:
        return menu.only_key_holders(scene)
    room = scene.house.rooms.get(str(args.get("room", ""))) or (own[0] if len(own) == 1 else None)
    if room is None or room not in own:
        buttons = [(button(name(one.name), "forgotten", room=one.id),) for one in own]
        line = say("body", "Which room?")
        return Outcome((Reply((line,), (*buttons, keyboards.footer()), replaces=True),))
    if "day" not in args:
        return _ask_day(scene, room)
    return _ask_hours(scene, room, date.fromisoformat(str(args["day"])))


def add_block(scene: Scene, args: Args) -> Outcome:
    """The forgotten opening took a published block."""
    room = scene.house.rooms.get(str(args["room"]))
    if room is None or room not in scene.own_rooms:
        return menu.over(scene)
    start = datetime.fromisoformat(str(args["start"]))
    end = datetime.fromisoformat(str(args["end"]))
    return _add(scene, room, date.fromisoformat(str(args["day"])), start, end)


def _ask_day(scene: Scene, room: Room) -> Outcome:
    days = [scene.today - timedelta(days=back) for back in range(BACK.days)]
    buttons = [
        button(_day_label(day, scene.today), "forgotten", room=room.id, day=day.isoformat())
        for day in days
    ]
    rows = [tuple(buttons[first : first + 2]) for first in range(0, len(buttons), 2)]
    line = say("body", "Which day was {room} open?", room=room.name)
    return Outcome((Reply((line,), (*rows, keyboards.footer()), replaces=True),))


def _ask_hours(scene: Scene, room: Room, day: date) -> Outcome:
    question = Question("forgotten", "hours", {"room": room.id, "day": day.isoformat()})
    reply = _hours_question(scene, question.answers)
    return Outcome((reply,), question) if reply else menu.over(scene)


def _hours_question(scene: Scene, answers: Answers) -> Reply | None:
    room = scene.house.rooms.get(str(answers["room"]))
    if room is None or room not in scene.own_rooms:
        return None
    day = date.fromisoformat(str(answers["day"]))
    blocks = scene.house.timetables[room.id].blocks(day, day)
    past = [block for block in blocks if block.end <= scene.now]
    buttons = [(_block_button(room, day, block),) for block in past]
    lines = (
        say("body", "From when until when?"),
        say("body", "Tap, or type it like this: {example}", example="10:00 12:30"),
    )
    return Reply(lines, (*buttons, keyboards.footer()), replaces=True)


def _block_button(room: Room, day: date, block: Block) -> Button:
    label = name(f"{block.start:%H:%M} – {block.end:%H:%M}")
    return button(
        label,
        "forgotten.block",
        room=room.id,
        day=day.isoformat(),
        start=block.start.isoformat(),
        end=block.end.isoformat(),
    )


def _read_hours(typed: str) -> Answer | NoNumber:
    """Two times of a day, as "10:00 12:30", "10-12" or "10.00 tot 12.30"; kept as "10:00 12:30"."""
    found = re.findall(r"(\d{1,2})(?:[:.hu](\d{2}))?", typed)
    try:
        times = [time(int(hour), int(minute or 0)) for hour, minute in found]
    except ValueError:
        return NoNumber()
    if len(times) != 2:
        return NoNumber()
    return f"{times[0]:%H:%M} {times[1]:%H:%M}"


def _then_hours(scene: Scene, answers: Answers, answer: Answer) -> Outcome:
    room = scene.house.rooms.get(str(answers["room"]))
    if room is None or room not in scene.own_rooms:
        return menu.over(scene)
    day = date.fromisoformat(str(answers["day"]))
    first, last = (time.fromisoformat(word) for word in str(answer).split())
    start = datetime.combine(day, first, scene.house.zone)
    end = datetime.combine(day, last, scene.house.zone)
    if end <= start:
        end = datetime.combine(day + timedelta(days=1), last, scene.house.zone)
    return _add(scene, room, day, start, end)


def _add(scene: Scene, room: Room, day: date, start: datetime, end: datetime) -> Outcome:
    if end > scene.now:
        line = say("body", "That time is not over yet.")
        row = (button(say("btn", "🔑 I open"), "open", room=room.id),)
        return Outcome((Reply((line,), (row, keyboards.footer())),))
    near = timedelta(days=1)
    known = scene.store.openings.between([room.id], day - near, day + near)
    double = [one for one in known if one.opened_at < end and (one.closed_at or scene.now) > start]
    if double:
        line = say("body", "There is an opening at that time already.")
        return Outcome((Reply((line, _line(scene, double[0])), _correct_rows(scene, double[0])),))
    made = scene.store.openings.open(
        room.id,
        day,
        start,
        end,
        scene.person.id,
        end_is_planned=True,
        closed_at=end,
        noted_at=scene.now,
    )
    if made is None:
        return menu.over(scene)
    opening, change = made
    added = say("body", "✅ Added.")
    return headcount.tally(scene, opening.id, "visits", change, added, _line(scene, opening))


def _correct_rows(scene: Scene, opening: Opening) -> keyboards.Rows:
    return ((_correct_button(scene, opening),), keyboards.footer())


def _correct_button(scene: Scene, opening: Opening) -> Button:
    start = scene.house.local(opening.opened_at)
    moment = name(f"✏️ {start:%d-%m %H:%M}")
    return button(moment, "shifts.correct", opening=opening.id)


def _line(scene: Scene, opening: Opening) -> Text:
    start, end = scene.house.local(opening.opened_at), opening.closed_at
    values: dict[str, Value] = {
        "room": scene.house.rooms[opening.room].name,
        "day": time_words.day_name(opening.day, scene.today),
        "start": time_words.clock(start),
        "end": time_words.clock(scene.house.local(end or scene.now)),
    }
    if opening.visits is None:
        return say("body", "{room}: {day} {start} to {end}. Not counted.", **values)
    return say("body", "{room}: {day} {start} to {end}. People: {n}.", n=opening.visits, **values)


def _following(scene: Scene, room: Room) -> Text:
    following = scene.house.timetables[room.id].next_block(scene.now)
    if following is None:
        return say("body", "{room}: nothing is planned.", room=room.name)
    return say(
        "body",
        "{room} opens next: {day} at {time}.",
        room=room.name,
        day=time_words.day_name(following.start.date(), scene.today),
        time=time_words.clock(following.start),
    )


def _day_label(day: date, today: date) -> Text:
    match (today - day).days:
        case 0:
            return say("btn", "Today")
        case 1:
            return say("btn", "Yesterday")
        case _:
            return name(f"{day:%d-%m}")


STEPS: dict[tuple[str, str], questions.Step] = {
    ("forgotten", "hours"): questions.Step(_hours_question, _read_hours, _then_hours),
}
