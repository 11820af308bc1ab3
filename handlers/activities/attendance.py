"""How many came to an activity: asked at its end, tapped or typed by a key-holder."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from handlers.activities import browse, card
from handlers.core import questions, refusals
from handlers.core.context import Args, Context
from handlers.core.messages import Button, Outcome, Question, Reply, button, name, say, say_many
from handlers.core.questions import Answer, Answers
from handlers.core.typed_input import NoNumber, read_number
from handlers.neighbourhood.schedule import Occurrence
from handlers.neighbourhood.view import NeighbourhoodView

COUNT_BACK = timedelta(hours=12)


def to_count(context: Context, _: Args) -> Outcome:
    """What began today in one's own rooms and can be counted."""
    if not context.own_rooms:
        return refusals.ONLY_KEY_HOLDERS
    first, last = context.now - COUNT_BACK, context.now + timedelta(minutes=1)
    changes = context.store.occurrences.between(first=first, last=last)
    own = {room.id for room in context.own_rooms}
    found = [
        one
        for one in context.view.agenda.between(first, last, changes)
        if one.activity.room in own and not one.is_cancelled
    ]
    if not found:
        line = say("body", "No activity began in your room today.")
        return Outcome((Reply((line,)),))
    rows: list[tuple[Button, ...]] = [
        (button(card.heading(context, one), "activity.came", **card.named(one)),) for one in found
    ]
    line = say("body", "Which activity?")
    return Outcome((Reply((line,), tuple(rows), replaces=bool(context.turn.tap)),))


def came(context: Context, args: Args) -> Outcome:
    """Ask how many came."""
    answers = {"activity": str(args["activity"]), "start": str(args["start"])}
    asked = _ask_came(context, answers)
    if asked is None:
        return refusals.OVER
    return Outcome((replace(asked, replaces=True),), Question("activity", "came", answers))


def ask_came(
    view: NeighbourhoodView, occurrence: Occurrence, signed_up: int, to: int, language: str
) -> Reply:
    """The question at the end of an activity, for who opened the room."""
    guesses = dict.fromkeys([0, max(signed_up - 1, 0), signed_up, signed_up + 1])
    args = {"activity": occurrence.activity.id, "start": occurrence.start.isoformat()}
    numbers = tuple(
        button(name(str(number)), "activity.counted", **args, n=number) for number in guesses
    )
    title = occurrence.activity.title_in(language, view.neighbourhood.default_language)
    lines = (say("body", "How many people came to {title}?", title=title),)
    other = button(say("btn", "🔢 Number"), "activity.came", **args)
    return Reply(lines, (numbers, (other,)), to=to)


def counted(context: Context, args: Args) -> Outcome:
    """A tapped number of people who came."""
    return _count(context, args, int(args["n"]))


def _count(context: Context, args: Args | Answers, number: int) -> Outcome:
    occurrence = browse.to_run(context, args)
    if isinstance(occurrence, Outcome):
        return occurrence
    if occurrence.is_cancelled or occurrence.begins > context.now:
        return refusals.OVER
    occurrence.hold(context.store, context.now)
    # The file may have moved it to another day or room since somebody signed up.
    context.store.occurrences.count(
        occurrence.key,
        context.person.id,
        came=number,
        day=occurrence.begins.date(),
        room=occurrence.activity.room,
        now=context.now,
    )
    if number:
        line = say_many(
            "body", "✅ Written down: {n} person.", "✅ Written down: {n} people.", number
        )
    else:
        line = say("body", "✅ Written down: nobody came.")
    again = button(say("btn", "🔢 Other number"), "activity.came", **card.named(occurrence))
    lines = (line, card.heading(context, occurrence))
    return Outcome((Reply(lines, ((again,),), replaces=bool(context.turn.tap)),))


def _ask_came(context: Context, answers: Answers) -> Reply | None:
    occurrence = browse.to_run(context, answers)
    if isinstance(occurrence, Outcome):
        return None
    signed_up = context.store.signups.taken([occurrence.key]).get(occurrence.key, 0)
    lines = (
        card.heading(context, occurrence),
        say("body", "How many people came?"),
        say_many("body", "{n} person signed up.", "{n} people signed up.", signed_up),
        say("body", "Tap or type a number."),
    )
    guesses = sorted({0, *(max(signed_up + more, 0) for more in (-1, 0, 1))})
    numbers = tuple(questions.choice(name(str(number)), number) for number in guesses)
    return Reply(lines, (numbers,))


def _then_came(context: Context, answers: Answers, answer: Answer) -> Outcome:
    if not isinstance(answer, int):
        return Outcome((refusals.no_number(NoNumber()),), keeps_question=True)
    return _count(context, answers, answer)


STEPS: dict[tuple[str, str], questions.Step] = {
    ("activity", "came"): questions.Step(_ask_came, read_number, _then_came),
}
