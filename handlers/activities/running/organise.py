"""What a key-holder does with an activity: cancel it, move it, or let it go on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from handlers.activities import browse, card, texts
from handlers.activities.card import OfOccurrence, OfSignUp
from handlers.activities.change_notices import bring_back, call_off, tell_goes_on, tell_moved
from handlers.activities.waiting_list import is_news, locked
from handlers.core import questions, refusals, time_words
from handlers.core.context import Context
from handlers.core.keyboards import in_rows
from handlers.core.messages import Button, Outcome, Question, Reply, Text, button, say, say_many
from handlers.core.neighbourhood.schedule import Occurrence
from handlers.core.questions import Answer, Answers
from storage.repositories.activities.occurrences import Key
from storage.repositories.activities.sign_ups import OFF, SEEN, STANDING

DAYS_AHEAD = 7
DAYS_BEFORE = 3
HOURS = (-1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedTo(OfOccurrence):
    """The arguments of a button that moves it to another day; without one to another time."""

    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTime(OfOccurrence):
    """The arguments of a button that moves it: when it begins then, and when it began so far.

    ``back``: 1 where that takes back what one did a moment ago.
    """

    at: datetime
    was: datetime
    back: int = 0


def cancel(context: Context, args: OfOccurrence) -> Outcome:
    """Ask once more before everybody is told."""
    occurrence = _still_ahead(context, args.key)
    if isinstance(occurrence, Outcome):
        return occurrence
    people = context.store.signups.at([occurrence.key], STANDING)
    lines = (
        say("body", "Do you want to cancel this?"),
        texts.heading(context, occurrence),
        texts.when(context, occurrence),
        _how_many(len(people)),
    )
    yes = button(say("btn", "🚫 Yes, cancel it"), "activity.cancelled", **texts.named(occurrence))
    no = button(say("btn", "❌ No"), "activity", **texts.named(occurrence))
    return Outcome((Reply(lines, ((yes,), (no,)), replaces=True),))


def cancelled(context: Context, args: OfOccurrence) -> Outcome:
    """Cancel one time of an activity; everybody who signed up is told at once."""
    occurrence = _still_ahead(context, args.key)
    if isinstance(occurrence, Outcome):
        return occurrence
    occurrence = locked(context, occurrence.key) or occurrence
    if not occurrence.is_cancelled:
        context.store.occurrences.cancel(occurrence.key, context.person.id, context.now)
    told = call_off(context.view, context.store, occurrence, context.now)
    off = replace(occurrence, is_cancelled=True)
    line = say("body", "✅ Cancelled. Everybody who signed up gets a message.")
    return Outcome((card.card(context, off, line), *told))


def revive(context: Context, args: OfOccurrence) -> Outcome:
    """It goes on after all: everybody has what they had, and whoever had a place is asked."""
    occurrence = _still_ahead(context, args.key)
    if isinstance(occurrence, Outcome):
        return occurrence
    occurrence = locked(context, occurrence.key) or occurrence
    if not occurrence.is_cancelled:
        return Outcome((card.card(context, occurrence),))
    # What the file cancels goes on because a key-holder says when.
    at = occurrence.begins.astimezone(UTC)
    context.store.occurrences.revive(occurrence.key, context.person.id, at=at, now=context.now)
    on = replace(occurrence, is_cancelled=False)
    told = tell_goes_on(context.view, context.store, on, context.now)
    line = say("body", "✅ It is on again. Everybody who signed up gets a message.")
    return Outcome((card.card(context, on, line), *told))


def move(context: Context, args: MovedTo) -> Outcome:
    """Ask for the new day and time, with the likely ones as buttons."""
    occurrence = browse.to_run(context, args.key)
    if isinstance(occurrence, Outcome):
        return occurrence
    answers = texts.naming(args.key)
    if args.day:
        answers["day"] = args.day.isoformat()
    question = _ask_time(context, answers)
    if question is None:
        return browse.gone(context)
    return Outcome((replace(question, replaces=True),), Question("activity", "time", answers))


def saw(context: Context, args: OfSignUp) -> Outcome:
    """The answer to a cancellation: then it is not said again on the day."""
    signup = context.store.signups.get(args.signup)
    if signup is None or signup.person != context.person.id:
        return refusals.OVER
    context.store.signup_moves.answer(signup.id, SEEN)
    lines = (
        say("body", "Thank you."),
        say("body", "Do you want to do something else?"),
    )
    row = (button(say("btn", "📅 Activities"), "activities"),)
    return Outcome((Reply(lines, (row,), replaces=True),))


def _still_ahead(context: Context, key: Key) -> Occurrence | Outcome:
    """The occurrence that is meant, while it has not begun: nobody cancels what was."""
    occurrence = browse.to_run(context, key)
    if isinstance(occurrence, Outcome) or occurrence.begins > context.now:
        return occurrence
    return _too_late(context, occurrence)


def _too_late(context: Context, occurrence: Occurrence) -> Outcome:
    over = say("body", "That question is over.")
    return Outcome((card.card(context, occurrence, over),))


def _ask_time(context: Context, answers: Answers) -> Reply | None:
    occurrence = browse.to_run(context, card.key_in(answers))
    if isinstance(occurrence, Outcome):
        return None
    day = date.fromisoformat(str(answers.get("day", occurrence.begins.date())))
    at = occurrence.begins.time()
    near = (datetime.combine(day, at) + timedelta(hours=hours) for hours in HOURS)
    # An hour after half past eleven at night is another day.
    times = [at, *(moment.time() for moment in near if moment.date() == day)]
    clock = tuple(
        questions.choice(say("btn", "🕘 {time}", time=begins), f"{begins:%H:%M}")
        for begins in times
    )
    # The days around its own; of the next days those that are left.
    first = max(context.today, occurrence.begins.date() - timedelta(days=DAYS_BEFORE))
    names = texts.named(occurrence)
    days = [
        button(
            time_words.day_label(other),
            "activity.move",
            **names,
            day=other.isoformat(),
        )
        for other in (first + timedelta(days=more) for more in range(DAYS_AHEAD))
        if other != day
    ]
    lines = (
        texts.heading(context, occurrence),
        time_words.day_label(day),
        say("body", "At what time?"),
        say("body", "Tap or type a time, like 14:30."),
    )
    rows = [*in_rows(days)]
    return Reply(lines, (clock, *rows))


def _then_time(context: Context, answers: Answers, answer: Answer) -> Outcome:
    occurrence = browse.to_run(context, card.key_in(answers))
    if isinstance(occurrence, Outcome):
        return occurrence
    day = date.fromisoformat(str(answers.get("day", occurrence.begins.date())))
    if occurrence.ends <= context.now:
        return _too_late(context, occurrence)
    # When it is now tells whether somebody means eight in the morning or in the evening.
    at = time_words.meant(str(answer), near=occurrence.begins.time())
    wall = datetime.combine(day, at, context.view.zone)
    begins = wall.astimezone(UTC)
    if begins <= context.now:
        question = _ask_time(context, answers)
        assert question
        line = say("body", "That time is already past.")
        return Outcome((replace(question, lines=(line, *question.lines)),), keeps_question=True)
    occurrence = locked(context, occurrence.key) or occurrence
    was = occurrence.begins.astimezone(UTC)
    if begins == was and not occurrence.is_cancelled:
        return Outcome((card.card(context, occurrence),))
    change = NewTime(activity=occurrence.key[0], start=occurrence.key[1], at=begins, was=was)
    standing = OFF if occurrence.is_cancelled else STANDING
    people = context.store.signups.at([occurrence.key], standing)
    if not people:
        # Nobody hears of it, so there is nothing to ask.
        return moved(context, change)
    lines = (
        say("body", "Do you want to move this?"),
        texts.heading(context, occurrence),
        texts.new_time(context.view, wall, occurrence.activity.room),
        _how_many(len(people)),
    )
    yes = _moves(say("btn", "🕘 Yes, move it"), change)
    no = button(say("btn", "❌ No"), "activity", **texts.named(occurrence))
    return Outcome((Reply(lines, ((yes,), (no,))),))


def moved(context: Context, args: NewTime) -> Outcome:
    """Move one time of an activity; everybody who signed up is told at once."""
    occurrence = browse.to_run(context, args.key)
    if isinstance(occurrence, Outcome):
        return occurrence
    occurrence = locked(context, occurrence.key) or occurrence
    was = occurrence.begins.astimezone(UTC)
    if occurrence.ends <= context.now or args.at <= context.now:
        return _too_late(context, occurrence)
    if args.at == was and not occurrence.is_cancelled:
        return Outcome((card.card(context, occurrence),))
    if args.was != was:
        line = say("body", "Somebody else changed this a moment ago.")
        return Outcome((card.card(context, occurrence, line),))
    can_go_back = not occurrence.is_cancelled and not args.back and was > context.now
    if occurrence.is_cancelled:
        bring_back(context.store, occurrence.key)
    wall = args.at.astimezone(context.view.zone)
    context.store.occurrences.move(
        occurrence.key, context.person.id, moved_to=args.at, day=wall.date(), now=context.now
    )
    at_new = replace(occurrence, begins=wall, is_cancelled=False)
    is_news(context.store, at_new, context.now)
    told = tell_moved(context.view, context.store, at_new, context.now)
    line = say("body", "✅ Moved. Everybody who signed up gets a message.")
    shown = card.card(context, at_new, line)
    if can_go_back:
        undo = replace(args, at=was, was=args.at, back=1)
        shown = replace(shown, rows=((_moves(say("btn", "↩️ Undo"), undo),), *shown.rows))
    return Outcome((shown, *told))


def _moves(label: Text, change: NewTime) -> Button:
    """The button that moves it."""
    times = {"start": change.start, "at": change.at, "was": change.was}
    carried = {key: moment.isoformat() for key, moment in times.items()}
    return button(label, "activity.moved", activity=change.activity, back=change.back, **carried)


def _how_many(people: int) -> Text:
    return say_many("body", "{n} person gets a message.", "{n} people get a message.", people)


STEPS: dict[tuple[str, str], questions.Step] = {
    ("activity", "time"): questions.Step(_ask_time, time_words.TIME, _then_time),
}
