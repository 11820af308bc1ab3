"""The activities of a room, for those who change them, and one of them with what can be changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.activities import texts
from handlers.core import refusals, time_words
from handlers.core.context import Context
from handlers.core.feature import FurtherOn
from handlers.core.keyboards import in_rows, more_row, part
from handlers.core.messages import Button, Outcome, Reply, Text, button, name, say, say_many
from handlers.core.neighbourhood import topics
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.manage.activities import series
from storage.neighbourhood.activities import Activity

YEAR = timedelta(days=366)
EVERY: dict[tuple[str, str], Text] = {
    ("WEEKLY", "1"): say("body", "🗓️ Every week."),
    ("WEEKLY", "2"): say("body", "🗓️ Every 2 weeks."),
    ("MONTHLY", "1"): say("body", "🗓️ Every month, on this weekday."),
}
COMES_BACK = say("body", "🗓️ It comes back.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Program(FurtherOn):
    """The arguments of a button about what there is to do in a room; without one: which room."""

    room: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfActivity:
    """The arguments of a button about an activity."""

    activity: str


def show(context: Context, args: Program) -> Outcome:
    """What there is to do in a room, and the way to something new; first which room."""
    rooms = context.view.rooms
    room = rooms.get(args.room) or (next(iter(rooms.values())) if len(rooms) == 1 else None)
    manage = (button(say("btn", "🛠️ Manage"), "manage"),)
    replaces = bool(context.turn.tap)
    if room is None:
        keys = [(button(name(one.name), "plan.program", room=one.id),) for one in rooms.values()]
        line = say("body", "📅 Activities: which room?")
        return Outcome((Reply((line,), (*keys, manage), replaces=replaces),))
    coming = [
        (begins, one)
        for one in context.view.neighbourhood.activities
        if one.room == room.id and (begins := next_of(context, one))
    ]
    coming.sort(key=lambda pair: (pair[0], pair[1].id))
    shown, further = part(coming, args.skip)
    lines = [name(f"📍 {room.name}")]
    if not coming:
        lines.append(say("body", "There are no activities yet."))
    rows: list[tuple[Button, ...]] = [(_listed(context, one, begins),) for begins, one in shown]
    rows += more_row("plan.program", further, room=room.id)
    rows.append((button(say("btn", "➕ New activity"), "plan.new", room=room.id),))
    return Outcome((Reply(tuple(lines), (*rows, manage), replaces=replaces),))


def one(context: Context, args: OfActivity) -> Outcome:
    """An activity as it is, and what can be changed of it."""
    activity = activity_of(context, args.activity)
    begins = next_of(context, activity) if activity else None
    if activity is None or begins is None:
        return refusals.OVER
    named = {"activity": activity.id}
    keys: list[Button] = []
    if key := _key_of_next(context, activity):
        keys.append(button(say("btn", "📆 One time only"), "activity", **texts.naming(key)))
    if activity.rrule:
        keys.append(button(say("btn", "🕘 Move all"), "plan.move", **named))
    keys.append(button(say("btn", "👥 Places"), "plan.places", **named))
    keys.append(button(say("btn", "✏️ Change title"), "plan.title", **named))
    if activity.rrule:
        keys.append(button(say("btn", "🚫 Stop it"), "plan.stop", **named))
    rows = (*in_rows(keys), (to_program(context.view, activity.room),))
    lines = tuple(described(context, activity, begins))
    return Outcome((Reply(lines, rows, replaces=bool(context.turn.tap)),))


def activity_of(context: Context, id: str) -> Activity | None:  # noqa: A002 - the word of the file
    """The activity with this id, as it is now."""
    found = (one for one in context.view.neighbourhood.activities if one.id == id)
    return next(found, None)


def wall_now(context: Context) -> datetime:
    """What the clock on the wall says now."""
    return context.view.local(context.now).replace(tzinfo=None)


def next_of(context: Context, activity: Activity) -> datetime | None:
    """When an activity is next by its rule, in local wall time."""
    return series.next_time(activity, wall_now(context), context.view.zone)


def title_of(context: Context, activity: Activity) -> Text:
    """The title with its picture."""
    languages = (context.language, context.view.neighbourhood.default_language)
    return topics.titled(activity.domain, activity.title_in(*languages))


def described(context: Context, activity: Activity, begins: datetime) -> list[Text]:
    """What it is, when and how often, where, and for how many."""
    room = context.view.rooms[activity.room]
    return [
        title_of(context, activity),
        *when(activity, begins),
        name(f"📍 {room.name}"),
        places(activity.places),
    ]


def when(activity: Activity, begins: datetime) -> list[Text]:
    """Its next time, and how often it comes back."""
    day, end = begins.date(), begins + timedelta(minutes=activity.minutes)
    values = {"start": begins.time(), "end": end.time()}
    lines = [say("body", "{day} from {start} until {end}.", day=time_words.day_name(day), **values)]
    if activity.rrule:
        rule = series.parts(activity)
        often = rule.get("FREQ", ""), rule.get("INTERVAL", "1")
        is_plain = often[0] == "WEEKLY" or series.can_change_day(activity)
        lines.append(EVERY.get(often, COMES_BACK) if is_plain else COMES_BACK)
    return lines


def places(number: int | None) -> Text:
    """For how many there is place."""
    if number is None:
        return say("body", "👥 There is place for everybody.")
    return say_many("body", "👥 {n} place.", "👥 {n} places.", number)


def is_closed(view: NeighbourhoodView, activity: Activity, begins: datetime) -> bool:
    """Whether the room is not open at any minute of that time."""
    day = begins.date()
    start = begins.replace(tzinfo=view.zone)
    end = start + timedelta(minutes=activity.minutes)
    blocks = view.timetables[activity.room].blocks(day - timedelta(days=1), day)
    return not any(one.start < end and start < one.end for one in blocks)


def to_program(view: NeighbourhoodView, room: str) -> Button:
    """The way to the activities of a room."""
    return button(name(f"📅 {view.rooms[room].name}"), "plan.program", room=room)


def _listed(context: Context, activity: Activity, begins: datetime) -> Button:
    title = activity.title_in(context.language, context.view.neighbourhood.default_language)
    label = say(
        "day",
        "{sign} {day} {time} {title}",
        sign=topics.ICONS[activity.domain],
        day=time_words.short_day(begins.date()),
        time=begins.time(),
        title=title,
    )
    return button(label, "plan.activity", activity=activity.id)


def _key_of_next(context: Context, activity: Activity) -> tuple[str, datetime] | None:
    """What names its next time, where that is within a year."""
    coming = context.view.agenda.between(context.now, context.now + YEAR, {})
    return next((one.key for one in coming if one.activity.id == activity.id), None)
