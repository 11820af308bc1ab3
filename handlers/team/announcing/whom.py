"""Whom an announcement is for: a room, all rooms, one activity at its next time or at all."""

from __future__ import annotations

from handlers.core import questions, time_words
from handlers.core.context import Context
from handlers.core.messages import Button, Reply, name, say
from handlers.core.questions import Answers
from handlers.team.announcing.readers import EVERYBODY, of_times, times_ahead, title_of

# The answer that is no room.
ACTIVITY = "@"


def ask_room(context: Context, _: Answers) -> Reply | None:
    """A room, all of them, or whoever signed up for one activity."""
    if not context.person.is_coordinator:
        return None
    rooms = context.view.neighbourhood.rooms
    rows: list[tuple[Button, ...]] = []
    if len(rooms) > 1:
        rows.append((questions.choice(say("btn", "📍 All rooms"), EVERYBODY),))
    rows += [(questions.choice(name(room.name), room.id),) for room in rooms]
    if times_ahead(context):
        rows.append((questions.choice(say("btn", "📅 One activity"), ACTIVITY),))
    lines = (
        say("body", "Who should read it?"),
        say("body", "Whoever asked for news about the room."),
        say("body", "And whoever signed up there this week."),
    )
    return Reply(lines, tuple(rows))


def ask_activity(context: Context, _: Answers) -> Reply | None:
    """The activities that somebody signed up for, the next one first."""
    coming = times_ahead(context)
    if not context.person.is_coordinator or not coming:
        return None
    keys = [questions.choice(name(title_of(context, one)), one) for one in coming]
    return Reply((say("body", "Which activity is it about?"),), tuple((key,) for key in keys))


def ask_times(context: Context, answers: Answers) -> Reply | None:
    """Its next time, or all times ahead."""
    activity = str(answers["activity"])
    starts = times_ahead(context).get(activity)
    if not context.person.is_coordinator or not starts:
        return None
    day = time_words.day_label(context.view.local(starts[0]).date())
    rows = (
        (questions.choice(day, of_times(activity, starts[0])),),
        (questions.choice(say("btn", "🗓️ All times ahead"), of_times(activity, None)),),
    )
    lines = (
        name(title_of(context, activity)),
        say("body", "Who should read it?"),
        say("body", "Whoever signed up for the next time, or for any."),
    )
    return Reply(lines, rows)
