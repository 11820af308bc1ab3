"""How many came to an activity: asked at its end, tapped or typed by a key-holder."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, timedelta

from handlers.activities import browse, card, texts
from handlers.activities.card import OfOccurrence
from handlers.core import questions, refusals
from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.messages import Button, Outcome, Question, Reply, button, name, say, say_many
from handlers.core.neighbourhood.schedule import Occurrence
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.questions import Answer, Answers
from handlers.core.typed_input import NoNumber, read_amount
from storage.repositories.activities.occurrences import Key

COUNT_BACK = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoManyCame(OfOccurrence):
    """So many came to it."""

    n: int


def to_count(context: Context, _: Nothing) -> Outcome:
    """What began today in a key-holder's own rooms and can be counted."""
    first, last = context.now - COUNT_BACK, context.now + timedelta(minutes=1)
    changes = context.store.occurrences.between(first=first, last=last)
    own = {room.id for room in context.own_rooms}
    begun = [
        occurrence
        for occurrence in context.view.agenda.between(first, last, changes)
        if occurrence.activity.room in own and not occurrence.is_cancelled
    ]
    if not begun:
        line = say("body", "No activity has started in your room today.")
        return Outcome((Reply((line,)),))
    rows: list[tuple[Button, ...]] = [
        (button(texts.heading(context, occurrence), "activity.came", **texts.named(occurrence)),)
        for occurrence in begun
    ]
    line = say("body", "Which activity?")
    return Outcome((Reply((line,), tuple(rows), replaces=bool(context.turn.tap)),))


def came(context: Context, args: OfOccurrence) -> Outcome:
    """Ask how many came."""
    answers = texts.naming(args.key)
    question = _ask_came(context, answers)
    if question is None:
        return refusals.OVER
    return Outcome((replace(question, replaces=True),), Question("activity", "came", answers))


def ask_came(
    view: NeighbourhoodView, occurrence: Occurrence, signed_up: int, to: int, language: str
) -> Reply:
    """The question at the end of an activity, for who opened the room."""
    guesses = dict.fromkeys([0, max(signed_up - 1, 0), signed_up, signed_up + 1])
    names = texts.named(occurrence)
    numbers = tuple(
        button(name(str(number)), "activity.counted", **names, n=number) for number in guesses
    )
    title = occurrence.activity.title_in(language, view.neighbourhood.default_language)
    lines = (say("body", "How many people came to {title}?", title=title),)
    other = button(say("btn", "🔢 Number"), "activity.came", **names)
    until = occurrence.ends.astimezone(UTC) + COUNT_BACK
    return Reply(lines, (numbers, (other,)), to=to, valid_until=until)


def counted(context: Context, args: SoManyCame) -> Outcome:
    """A tapped number of people who came."""
    return _count(context, args.key, args.n)


def _count(context: Context, key: Key, number: int) -> Outcome:
    occurrence = browse.to_run(context, key)
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
        line = say_many("body", "✅ Noted: {n} person.", "✅ Noted: {n} people.", number)
    else:
        line = say("body", "✅ Noted: nobody came.")
    again = button(say("btn", "🔢 Other number"), "activity.came", **texts.named(occurrence))
    lines = (line, texts.heading(context, occurrence))
    return Outcome((Reply(lines, ((again,),), replaces=bool(context.turn.tap)),))


def _ask_came(context: Context, answers: Answers) -> Reply | None:
    occurrence = browse.to_run(context, card.key_in(answers))
    if isinstance(occurrence, Outcome):
        return None
    signed_up = context.store.signups.taken([occurrence.key]).get(occurrence.key, 0)
    lines = (
        texts.heading(context, occurrence),
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
    return _count(context, card.key_in(answers), answer)


STEPS: dict[tuple[str, str], questions.Step] = {
    ("activity", "came"): questions.Step(_ask_came, read_amount, _then_came),
}
