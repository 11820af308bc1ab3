"""When and where what is announced is: worked out for each language, and never guessed."""

from __future__ import annotations

from datetime import UTC, datetime

from handlers.core import time_words
from handlers.core.context import Context
from handlers.core.feature import Moment
from handlers.core.messages import Text, say
from handlers.core.neighbourhood.schedule import Occurrence
from handlers.rooms import news
from handlers.team.announcing.readers import AT, EVERYBODY, activity_of
from storage.repositories.activities.occurrences import Key

# Among the answers: whether the time and the place stand below the words.
SHOWN = "facts"


def goes_out(context: Context | Moment) -> datetime:
    """When it goes out: at once, or in the morning."""
    if not news.is_too_late(context.view, context.now):
        return context.now
    return news.next_morning(context.view, context.now + news.SENDING)


def lines(context: Context | Moment, target: str, language: str) -> tuple[Text, ...]:
    """Where it is and when, as one line in front of whoever reads this language.

    Of a room the hours that it plans next, of one time of an activity that time. What nobody
    knows, or is about more than one room or time, has no line.
    """
    line = _of_activity(context, target, language) if AT in target else _of_room(context, target)
    return (line,) if line else ()


def may_have(target: str) -> bool:
    """Whether it is about one room or one time, so that a time and a place may stand below it."""
    return target != EVERYBODY and not target.endswith(AT)


def is_one(line: Text) -> bool:
    """Whether a line of an announcement says when and where: no other names a day and a room."""
    return line.slot == "body" and {"day", "room"} <= line.values.keys()


def _of_room(context: Context | Moment, target: str) -> Text | None:
    room = context.view.rooms.get(target)
    if room is None:
        return None
    at, timetable = goes_out(context), context.view.timetables[target]
    block = timetable.block_at(at) or timetable.next_block(at)
    if block is None:
        return None
    return say(
        "body",
        "🕙 Planned hours, {room}: {day} from {start} until {end}.",
        room=room.name,
        day=time_words.day_name(block.start.date()),
        start=time_words.clock(block.start),
        end=time_words.clock(block.end),
    )


def _of_activity(context: Context | Moment, target: str, language: str) -> Text | None:
    own, _, start = target.partition(AT)
    activity = activity_of(context.view, own)
    if activity is None or not start:
        return None
    found = _found(context, (own, datetime.fromtimestamp(int(start), UTC)))
    if found is None or found.is_cancelled or found.begins <= goes_out(context):
        return None
    default = context.view.neighbourhood.default_language
    return say(
        "body",
        "📅 {activity}: {day} at {time}, {room}.",
        activity=activity.title_in(language, default),
        day=time_words.day_name(found.begins.date()),
        time=time_words.clock(found.begins),
        room=context.view.rooms[found.activity.room].name,
    )


def _found(context: Context | Moment, key: Key) -> Occurrence | None:
    """What this name stands for now; where its series moved, the time in its place."""
    agenda, kept = context.view.agenda, context.store.occurrences
    found = agenda.find(key, kept.of([key]).get(key))
    if found is None and len(others := agenda.in_place_of(key)) == 1:
        key = others[0].key
        found = agenda.find(key, kept.of([key]).get(key))
    return found
