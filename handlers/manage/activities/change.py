"""An activity that there is: stopped, moved, with other places or another title, from now on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time
from hashlib import blake2b

from handlers.core import questions, refusals, time_words
from handlers.core.context import Context
from handlers.core.keyboards import in_rows
from handlers.core.messages import Outcome, Question, Reply, Text, Tongue, say
from handlers.core.questions import Answer, Answers
from handlers.manage.activities import asking, listing, series, titles
from handlers.manage.activities.listing import OfActivity
from handlers.manage.changes import agreed, cancelled, versions
from storage.neighbourhood.activities import Activity
from storage.neighbourhood.model import Neighbourhood

FLOW = "activity change"
# The same time of the day as before.
SAME = "same"
# In words of ours, so that they can be typed as well.
WEEK = (
    say("choice", "Monday"),
    say("choice", "Tuesday"),
    say("choice", "Wednesday"),
    say("choice", "Thursday"),
    say("choice", "Friday"),
    say("choice", "Saturday"),
    say("choice", "Sunday"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfTitle(OfActivity):
    """The arguments of a button about a title; without a language that of the chat."""

    language: str = ""


def stop(context: Context, args: OfActivity) -> Outcome:
    """No more of it from now on, after a yes."""
    return _goes_on(context, "sure", {"activity": args.activity, "stop": 1})


def move(context: Context, args: OfActivity) -> Outcome:
    """Another day of the week, where it has one, and another time."""
    activity = listing.activity_of(context, args.activity)
    step = "weekday" if activity and series.can_change_day(activity) else "hours"
    return _goes_on(context, step, {"activity": args.activity})


def places(context: Context, args: OfActivity) -> Outcome:
    """Another number of places."""
    return _goes_on(context, "places", {"activity": args.activity})


def title(context: Context, args: OfTitle) -> Outcome:
    """Another title, in the language of the chat or the one that was tapped."""
    activity, tag = listing.activity_of(context, args.activity), args.language or context.language
    if activity is None or (args.language and tag not in titles.tongues(context, activity)):
        return refusals.OVER
    return _goes_on(context, "title", {"activity": activity.id, "language": tag})


def _goes_on(context: Context, step: str, answers: dict[str, str | int]) -> Outcome:
    """Ask the next question; of the last one it is remembered what was seen."""
    if step == "sure":
        answers |= {"seen": _seen(context, context.view.neighbourhood, answers)}
    asked = STEPS[FLOW, step].ask(context, answers)
    return Outcome((asked,), Question(FLOW, step, answers)) if asked else refusals.OVER


def _ask_weekday(context: Context, answers: Answers) -> Reply | None:
    activity = _activity(context, context.view.neighbourhood, answers)
    if activity is None:
        return None
    keys = [questions.choice(label, day) for day, label in enumerate(WEEK)]
    line = say("body", "📆 On which day will it be?")
    return Reply((listing.title_of(context, activity), line), in_rows(keys))


def _then_weekday(context: Context, answers: Answers, weekday: Answer) -> Outcome:
    return _goes_on(context, "hours", {**questions.own_answers(answers), "weekday": weekday})


def _ask_hours(context: Context, answers: Answers) -> Reply | None:
    activity = _activity(context, context.view.neighbourhood, answers)
    if activity is None:
        return None
    same = questions.choice(say("btn", "🕘 {time}", time=activity.start.time()), SAME)
    return asking.ask_hours(listing.title_of(context, activity), rows=((same,),))


def _then_hours(context: Context, answers: Answers, typed: Answer) -> Outcome:
    own = questions.own_answers(answers)
    hours = SAME if typed == SAME else asking.hours(typed, context.language)
    if not hours:
        example = say("body", "Type it like this: {example}", example=asking.EXAMPLE)
        return Outcome((Reply((asking.NOT_READ, example)),), Question(FLOW, "hours", own))
    return _goes_on(context, "sure", {**own, "hours": hours})


def _ask_places(context: Context, answers: Answers) -> Reply | None:
    is_there = _activity(context, context.view.neighbourhood, answers)
    return asking.ask_places() if is_there else None


def _then_places(context: Context, answers: Answers, number: Answer) -> Outcome:
    return _goes_on(context, "sure", {**questions.own_answers(answers), "places": number})


def _ask_title(context: Context, answers: Answers) -> Reply | None:
    activity = _activity(context, context.view.neighbourhood, answers)
    if activity is None:
        return None
    first, tag = listing.title_of(context, activity), str(answers.get("language", ""))
    rows = ((titles.to_titles(activity.id),),)
    if tag in {"", context.language}:
        return replace(asking.ask_title(first), rows=rows)
    lines = (
        first,
        say("body", "🌐 Type it in {language}.", language=Tongue(tag)),
        say("body", "Everybody can read it. Write no names."),
    )
    return Reply(lines, rows)


def _then_title(context: Context, answers: Answers, typed: Answer) -> Outcome:
    # A question from before there was a choice is about the language of the chat.
    given = {"language": context.language, **questions.own_answers(answers), "title": typed}
    return _goes_on(context, "sure", given)


def _preview(context: Context, answers: Answers) -> Reply | None:
    """What it will be, how many hear of it, and the yes."""
    now = context.view.neighbourhood
    activity = _activity(context, now, answers)
    changed = _changed(context, now, answers)
    if activity is None or changed is None:
        return None
    lines = _lines(context, activity, changed, answers)
    no = agreed.no_to("plan.program", activity.room)
    return agreed.preview(context, changed, lines, no)


def _then_sure(context: Context, answers: Answers, value: Answer) -> Outcome:
    now = versions.present(context)
    activity = _activity(context, now, answers)
    changed = _changed(context, now, answers)
    if value != agreed.YES or activity is None or changed is None:
        return refusals.OVER
    if answers.get("seen") != _seen(context, now, answers):
        why = say("body", "This activity changed a moment ago.")
        return agreed.asked_again(
            context, _preview, FLOW, answers, _seen(context, now, answers), why
        )
    lines = _lines(context, activity, changed, answers)
    ways_on = [listing.to_program(context.view, activity.room)]
    if "title" in answers:
        ways_on.insert(0, titles.to_titles(activity.id))
    return agreed.done(context, changed, activity.room, lines, *ways_on)


def _lines(
    context: Context, activity: Activity, changed: Neighbourhood, answers: Answers
) -> list[Text]:
    """What it will be, in words."""
    if answers.get("stop"):
        from_then = listing.next_of(context, activity)
        assert from_then
        day = time_words.day_name(from_then.date())
        return [
            listing.title_of(context, activity),
            say("body", "🚫 It stops: {day} and later.", day=day),
            say("body", "What was stays in the report."),
        ]
    after = next(one for one in changed.activities if one.id == activity.id)
    begins = listing.next_of(context, after)
    assert begins
    lines = listing.described(context, after, begins)
    if "hours" in answers and listing.is_closed(context.view, after, begins):
        lines.append(say("body", "⚠️ The room is closed then."))
    tag = str(answers.get("language", context.language))
    if "title" in answers and tag != context.language:
        lines.append(
            say("body", "🌐 {language}: {title}", language=Tongue(tag), title=after.title[tag])
        )
    elif "title" in answers and len(after.title) > 1:
        lines.append(say("body", "🌐 The title changes in your language only."))
    return lines


def _changed(context: Context, now: Neighbourhood, answers: Answers) -> Neighbourhood | None:
    """The neighbourhood with the activity as it was answered; None when that cannot be."""
    activity = _activity(context, now, answers)
    if activity is None:
        return None
    wall, zone = listing.wall_now(context), context.view.zone
    after: Activity | None
    if answers.get("stop"):
        after = series.ended(activity, wall, zone)
        # What never took place is in no figure, and may go.
        kept = (after,) if after else ()
    else:
        if "hours" in answers:
            clock, minutes = _of_hours(activity, answers)
            day = _weekday(context, activity, answers)
            off = cancelled.days(context, activity)
            after = series.moved(activity, wall, zone, day, clock, minutes, off)
        elif "places" in answers:
            after = series.checked(activity, {"places": int(answers["places"]) or None})
        else:
            other = {str(answers["language"]): str(answers["title"])}
            after = series.checked(activity, {"title": {**activity.title, **other}})
        if after is None:
            return None
        kept = (after,)
    activities = [
        other for one in now.activities for other in (kept if one.id == activity.id else (one,))
    ]
    return now.model_copy(update={"activities": tuple(activities)})


def _of_hours(activity: Activity, answers: Answers) -> tuple[time, int]:
    """When it begins from now on, and how many minutes it lasts."""
    if answers["hours"] == SAME:
        return activity.start.time(), activity.minutes
    return asking.of_hours(answers["hours"])


def _weekday(context: Context, activity: Activity, answers: Answers) -> int:
    """On which day of the week it is from now on."""
    coming = listing.next_of(context, activity)
    assert coming
    return int(answers.get("weekday", coming.weekday()))


def _seen(context: Context, now: Neighbourhood, answers: Answers) -> str:
    """What tells the activity, and its next time, from what they were when they were shown."""
    activity = _activity(context, now, answers)
    if activity is None:
        return ""
    shown = f"{activity.model_dump_json()} {listing.next_of(context, activity)}"
    return blake2b(shown.encode(), digest_size=8).hexdigest()


def _activity(context: Context, now: Neighbourhood, answers: Answers) -> Activity | None:
    """The activity that is meant while it has times to come, for those who may change it."""
    found = (one for one in now.activities if one.id == answers["activity"])
    activity = next(found, None)
    if activity is None or not context.person.is_coordinator:
        return None
    is_known = activity.room in context.view.rooms
    return activity if is_known and listing.next_of(context, activity) else None


STEPS: dict[tuple[str, str], questions.Step] = {
    (FLOW, "weekday"): questions.Step(_ask_weekday, questions.only_buttons, _then_weekday),
    (FLOW, "hours"): questions.Step(_ask_hours, str, _then_hours, longest=asking.LONGEST_HOURS),
    (FLOW, "places"): questions.Step(
        _ask_places, asking.read_places, _then_places, longest=asking.LONGEST_NUMBER
    ),
    (FLOW, "title"): questions.Step(
        _ask_title,
        asking.read_title,
        _then_title,
        passes_words_on=True,
        longest=asking.LONGEST_TITLE,
    ),
    (FLOW, "sure"): questions.Step(_preview, questions.only_buttons, _then_sure),
}
