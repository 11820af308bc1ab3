"""A new activity: what, about what, when, how often, for how many; a look at it, yes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pydantic import ValidationError

from handlers.core import questions, refusals, time_words
from handlers.core.context import Context
from handlers.core.feature import OfRoom
from handlers.core.keyboards import in_rows
from handlers.core.messages import Outcome, Question, Reply, Weekday, say
from handlers.core.neighbourhood import topics
from handlers.core.questions import Answer, Answers
from handlers.manage.activities import asking, listing, series
from handlers.manage.changes import agreed, ids, versions
from handlers.manage.rooms import reading
from handlers.manage.rooms.days import FARTHEST
from storage.neighbourhood.activities import Activity
from storage.neighbourhood.base import LOADED_NOW
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.rooms import Room

FLOW = "new activity"
ONCE, WEEK, TWO_WEEKS, MONTH = "once", "week", "two weeks", "month"
OFTEN = {
    ONCE: say("btn", "📆 Only once"),
    WEEK: say("btn", "🗓️ Every week"),
    TWO_WEEKS: say("btn", "🗓️ Every 2 weeks"),
    MONTH: say("btn", "🗓️ Every month"),
}


def begin(context: Context, args: OfRoom) -> Outcome:
    """What it is called."""
    return _goes_on(context, "title", {"room": args.room})


def _goes_on(context: Context, step: str, answers: dict[str, str | int]) -> Outcome:
    asked = STEPS[FLOW, step].ask(context, answers)
    return Outcome((asked,), Question(FLOW, step, answers)) if asked else refusals.OVER


def _ask_title(context: Context, answers: Answers) -> Reply | None:
    room = _room(context, answers)
    if room is None:
        return None
    return asking.ask_title(say("body", "➕ Something new in {room}.", room=room.name))


def _then_title(context: Context, answers: Answers, title: Answer) -> Outcome:
    given = {**questions.own_answers(answers), "title": title, "language": context.language}
    return _goes_on(context, "domain", given)


def _ask_domain(context: Context, answers: Answers) -> Reply | None:
    if _room(context, answers) is None:
        return None
    keys = [questions.choice(label, domain) for domain, label in topics.LABELS.items()]
    return Reply((say("body", "What is it about?"),), in_rows(keys))


def _then_domain(context: Context, answers: Answers, domain: Answer) -> Outcome:
    return _goes_on(context, "day", {**questions.own_answers(answers), "domain": domain})


def _ask_day(context: Context, answers: Answers) -> Reply | None:
    if _room(context, answers) is None:
        return None
    days = [context.today + timedelta(days=ahead) for ahead in range(1, 7)]
    keys = [questions.choice(time_words.day_label(one), one.isoformat()) for one in days]
    lines = (
        say("body", "📆 When is it, the first time?"),
        say("body", "Tap, or type it like this: {example}", example="24-12"),
    )
    return Reply(lines, in_rows(keys))


def _then_day(context: Context, answers: Answers, typed: Answer) -> Outcome:
    found = reading.day(str(typed), context.today, context.language)
    own = questions.own_answers(answers)
    if found is None or not context.today <= found <= context.today + FARTHEST:
        line = say("body", "I do not know that day. Type it like this: {example}", example="24-12")
        return Outcome((Reply((line,)),), Question(FLOW, "day", own))
    return _goes_on(context, "hours", {**own, "day": found.isoformat()})


def _ask_hours(context: Context, answers: Answers) -> Reply | None:
    room = _room(context, answers)
    if room is None:
        return None
    day = date.fromisoformat(str(answers["day"]))
    return asking.ask_hours(say("body", "{room}, {day}:", room=room.name, day=day))


def _then_hours(context: Context, answers: Answers, typed: Answer) -> Outcome:
    own, hours = questions.own_answers(answers), asking.hours(typed, context.language)
    wrong = None if hours else asking.NOT_READ
    if hours and _begins({**own, "hours": hours}) <= listing.wall_now(context):
        wrong = asking.PAST
    if wrong:
        example = say("body", "Type it like this: {example}", example=asking.EXAMPLE)
        return Outcome((Reply((wrong, example)),), Question(FLOW, "hours", own))
    return _goes_on(context, "often", {**own, "hours": hours})


def _ask_often(context: Context, answers: Answers) -> Reply | None:
    if _room(context, answers) is None:
        return None
    day = Weekday(date.fromisoformat(str(answers["day"])))
    keys = [questions.choice(label, often) for often, label in OFTEN.items()]
    line = say("body", "How often does it come back, on {weekday}?", weekday=day)
    return Reply((line,), in_rows(keys))


def _then_often(context: Context, answers: Answers, often: Answer) -> Outcome:
    return _goes_on(context, "places", {**questions.own_answers(answers), "often": often})


def _ask_places(context: Context, answers: Answers) -> Reply | None:
    return asking.ask_places() if _room(context, answers) else None


def _then_places(context: Context, answers: Answers, places: Answer) -> Outcome:
    return _goes_on(context, "sure", {**questions.own_answers(answers), "places": places})


def _preview(context: Context, answers: Answers) -> Reply | None:
    """What it will be, whether the room is open then, and the yes."""
    room, now = _room(context, answers), context.view.neighbourhood
    activity = _activity(context, now, answers) if room else None
    if room is None or activity is None:
        return None
    lines = listing.described(context, activity, activity.start)
    if listing.is_closed(context.view, activity, activity.start):
        lines.append(say("body", "⚠️ The room is closed then."))
    no = agreed.no_to("plan.program", room.id)
    return agreed.preview(context, _with(now, activity), lines, no)


def _then_sure(context: Context, answers: Answers, value: Answer) -> Outcome:
    room, now = _room(context, answers), versions.present(context)
    activity = _activity(context, now, answers) if room and now.room(room.id) else None
    if value != agreed.YES or room is None or activity is None:
        return refusals.OVER
    if activity.start <= listing.wall_now(context):
        return _goes_on(context, "day", questions.own_answers(answers))
    lines = [listing.title_of(context, activity), *listing.when(activity, activity.start)]
    back = listing.to_program(context.view, room.id)
    return agreed.done(context, _with(now, activity), room.id, lines, back)


def _activity(context: Context, now: Neighbourhood, answers: Answers) -> Activity | None:
    """The activity as it was answered; None when a file with it would be refused."""
    _, minutes = asking.of_hours(answers["hours"])
    title = str(answers["title"])
    begins = _begins(answers)
    # What closed with its room keeps its id in the figures.
    closed = (one for room in now.closed_rooms for one in room.activities)
    taken = {one.id for one in (*now.activities, *closed)}
    given: dict[str, object] = {
        "id": ids.new_id(context.store, title, taken, "activity"),
        "room": str(answers["room"]),
        "title": {str(answers["language"]): title},
        "domain": str(answers["domain"]),
        "start": begins,
        "minutes": minutes,
        "rrule": _rule(str(answers["often"]), begins.date()),
        "places": int(answers["places"]) or None,
    }
    try:
        return Activity.model_validate(given, context=LOADED_NOW)
    except ValidationError:
        return None


def _begins(answers: Answers) -> datetime:
    clock, _ = asking.of_hours(answers["hours"])
    return datetime.combine(date.fromisoformat(str(answers["day"])), clock)


def _rule(often: str, day: date) -> str | None:
    """How it comes back, as calendars write it."""
    weekday = series.DAYS[day.weekday()]
    # In some months there is no fifth Tuesday; there is a last one in each.
    which = (day.day - 1) // 7 + 1
    rules = {
        WEEK: f"FREQ=WEEKLY;BYDAY={weekday}",
        TWO_WEEKS: f"FREQ=WEEKLY;INTERVAL=2;BYDAY={weekday}",
        MONTH: f"FREQ=MONTHLY;BYDAY={which if which < 5 else -1}{weekday}",
    }
    return rules.get(often)


def _with(now: Neighbourhood, activity: Activity) -> Neighbourhood:
    return now.model_copy(update={"activities": (*now.activities, activity)})


def _room(context: Context, answers: Answers) -> Room | None:
    """The room that is meant, for those who may change what there is to do."""
    is_theirs = context.person.is_coordinator
    return context.view.rooms.get(str(answers["room"])) if is_theirs else None


STEPS: dict[tuple[str, str], questions.Step] = {
    (FLOW, "title"): questions.Step(
        _ask_title,
        asking.read_title,
        _then_title,
        passes_words_on=True,
        longest=asking.LONGEST_TITLE,
    ),
    (FLOW, "domain"): questions.Step(_ask_domain, questions.only_buttons, _then_domain),
    (FLOW, "day"): questions.Step(_ask_day, str, _then_day, longest=40),
    (FLOW, "hours"): questions.Step(_ask_hours, str, _then_hours, longest=asking.LONGEST_HOURS),
    (FLOW, "often"): questions.Step(_ask_often, questions.only_buttons, _then_often),
    (FLOW, "places"): questions.Step(
        _ask_places, asking.read_places, _then_places, longest=asking.LONGEST_NUMBER
    ),
    (FLOW, "sure"): questions.Step(_preview, questions.only_buttons, _then_sure),
}
