"""Signing up for an activity, alone or with others: a place, or a number on the waiting list."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

from handlers.activities import browse, card, change_notices, waiting_list
from handlers.activities.card import OfOccurrence, Standing
from handlers.core import questions, time_words
from handlers.core.context import Context
from handlers.core.messages import (
    Outcome,
    Question,
    Reply,
    Text,
    button,
    name,
    say,
    say_many,
)
from handlers.core.neighbourhood.schedule import Occurrence
from handlers.core.questions import Answer, Answers
from handlers.core.typed_input import read_number
from storage.repositories.activities.occurrences import Key
from storage.repositories.activities.sign_ups import (
    IN,
    OFF,
    OFFERED,
    STANDING,
    WAITING,
    SignUp,
)

# Whoever brings more than these is better helped by a person.
LARGEST_GROUP = 10
OPENS_BEFORE = timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoManyCome(OfOccurrence):
    """So many come together; with ``waits`` they rather wait than come with fewer."""

    n: int = 1
    waits: int = 0


def join(context: Context, args: SoManyCome) -> Outcome:
    """Sign somebody up in one tap; when it is full, put them on the list."""
    return enter(context, args.key, args.n, waits=bool(args.waits))


def others(context: Context, args: OfOccurrence) -> Outcome:
    """Ask how many come together."""
    answers = card.naming(args.key)
    question = _ask_size(context, answers)
    if question is None:
        return browse.gone(context)
    return Outcome((replace(question, replaces=True),), Question("signup", "size", answers))


def enter(
    context: Context,
    key: Key,
    size: int,
    instead_of: Collection[int] = (),
    *,
    waits: bool = False,
) -> Outcome:
    """Sign somebody up, or put them on the list; they give up ``instead_of`` for a place only.

    A group that is larger than the rest is asked first whether it ``waits``.
    """
    # Locked first of all: another copy of the program may just now cancel it, or move it.
    occurrence = waiting_list.locked(context, key)
    if occurrence is None:
        return browse.gone(context)
    refused = _why_not(context, occurrence, size)
    if refused:
        return Outcome((card.card(context, occurrence, *refused),))
    signups, person = context.store.signups, context.person
    latest = signups.latest(person.id, person.profile, key)
    kept = latest if latest and latest.state == OFFERED and latest.size == size else None
    if latest and latest.state in STANDING and not kept:
        already = say("body", "You are on the list already.")
        return Outcome((card.card(context, occurrence, already),))
    limit, crowd = occurrence.activity.places, signups.crowd(key)
    asked: list[Reply] = []
    if not kept and limit and crowd.waiting and crowd.taken < limit:
        # The file has more places now: those who wait come first.
        asked = waiting_list.pass_on(context.view, context.store, key, context.now)
        crowd = signups.crowd(key)
    rest = max(0, limit - crowd.taken) if limit else size
    has_place = bool(kept) or size <= rest
    if rest and not has_place and not waits:
        return Outcome((_fewer_or_later(context, occurrence, size, rest), *asked))
    clashes = _clashes(context, occurrence) if has_place else []
    if any(signup.id not in instead_of for signup, _ in clashes):
        return Outcome((_clashing(context, occurrence, clashes, size), *asked))
    freed = [reply for signup, _ in clashes for reply in waiting_list.give_up(context, signup)]
    if not crowd.taken:
        # Nobody is there who knows of another time.
        waiting_list.is_news(context.store, occurrence, context.now)
    if kept:
        context.store.signup_moves.accept(kept.id)
        stands = Standing(replace(kept, state=IN, kept_until=None), crowd.taken)
    else:
        if latest and latest.state in OFF:
            # Asked anew and answered: the old one must not be asked again.
            context.store.signup_moves.cancel([latest.id])
        signup = signups.add(
            person.id,
            person.profile,
            key,
            room=occurrence.activity.room,
            day=occurrence.begins.date(),
            size=size,
            state=IN if has_place else WAITING,
            now=context.now,
        )
        context.count_contact()
        taken = crowd.taken + size if has_place else crowd.taken
        stands = Standing(signup, taken, crowd.waiting + 1)
    lines = _told(context, occurrence, size, rest, has_place=has_place)
    return Outcome((card.card(context, occurrence, *lines, known=stands), *freed, *asked))


def _told(
    context: Context, occurrence: Occurrence, size: int, rest: int, *, has_place: bool
) -> tuple[Text, ...]:
    if has_place:
        return (_welcome(context, occurrence, size),)
    why = _left(rest) if rest else say("body", "All places are taken now.")
    return (why, waiting_list.ON_THE_LIST)


def _welcome(context: Context, occurrence: Occurrence, size: int) -> Text:
    # The last reminder may be out already.
    is_late = change_notices.reminder(context.view, occurrence, context.now) == change_notices.LAST
    return card.expected(size, is_late=is_late)


def _why_not(context: Context, occurrence: Occurrence, size: int) -> tuple[Text, ...]:
    places = occurrence.activity.places
    if occurrence.is_cancelled:
        return (say("body", "You cannot sign up: this is cancelled."),)
    if occurrence.ends <= context.now:
        return (say("body", "This is over. You cannot sign up any more."),)
    if occurrence.begins <= context.now:
        return (say("body", "This has started. You can still walk in."),)
    if occurrence.begins > context.now + OPENS_BEFORE:
        opens = context.view.local(occurrence.begins - OPENS_BEFORE).date()
        day = time_words.day_name(opens)
        return (say("body", "It is too early to sign up. You can later: {day}.", day=day),)
    if size > LARGEST_GROUP or size < 1:
        return _too_many()
    if places and size > places:
        return (_left(places),)
    return ()


def _left(places: int) -> Text:
    return say_many("body", "There is only {n} place.", "There are only {n} places.", places)


def _fewer_or_later(context: Context, occurrence: Occurrence, size: int, rest: int) -> Reply:
    """Ask a group that is larger than the rest whether it comes with fewer, or waits."""
    lines = (
        card.heading(context, occurrence),
        card.when(context, occurrence),
        _left(rest),
        say("body", "Come with {n}, or wait with {size}?", n=rest, size=size),
    )
    names = card.named(occurrence)
    fewer = button(say("btn", "✅ Come with {n}", n=rest), "signup", **names, n=rest)
    wait = button(say("btn", "⏳ Wait with {n}", n=size), "signup", **names, n=size, waits=1)
    back = button(say("btn", "❌ No"), "activity", **names)
    return Reply(lines, ((fewer,), (wait,), (back,)), replaces=bool(context.turn.tap))


def _too_many() -> tuple[Text, ...]:
    return (
        say("body", "I can note {n} people at the most.", n=LARGEST_GROUP),
        say("body", "Is your group larger? Please talk to a person."),
    )


def _clashes(context: Context, occurrence: Occurrence) -> list[tuple[SignUp, Occurrence]]:
    """The other activities at the same time that this person has a place at."""
    return [
        (signup, other)
        for signup, other in browse.own(context)
        if signup.state != WAITING
        and other.key != occurrence.key
        and not other.is_cancelled
        and other.overlaps(occurrence)
    ]


def _clashing(
    context: Context, occurrence: Occurrence, clashes: list[tuple[SignUp, Occurrence]], size: int
) -> Reply:
    lines = [say("body", "You go to something else at that time:")]
    for _, other in clashes:
        lines += [card.heading(context, other), card.when(context, other)]
    swap = button(
        say("btn", "🔁 This one instead"),
        "signup.instead",
        **card.named(occurrence),
        other=",".join(str(signup.id) for signup, _ in clashes),
        n=size,
    )
    keep = button(say("btn", "🎟️ My places"), "activities.mine")
    return Reply(tuple(lines), ((swap,), (keep,)), replaces=bool(context.turn.tap))


def _ask_size(context: Context, answers: Answers) -> Reply | None:
    occurrence = card.find(context, card.key_in(answers))
    if occurrence is None:
        return None
    lines = (
        card.heading(context, occurrence),
        say("body", "How many people come? Count yourself too."),
        say("body", "Tap or type a number."),
    )
    numbers = [questions.choice(name(f"{number}"), number) for number in range(2, 8)]
    return Reply(lines, (tuple(numbers[:3]), tuple(numbers[3:])))


def _then_size(context: Context, answers: Answers, answer: Answer) -> Outcome:
    key = card.key_in(answers)
    if card.find(context, key) is None:
        return browse.gone(context)
    if not isinstance(answer, int) or not 1 <= answer <= LARGEST_GROUP:
        question = _ask_size(context, answers)
        assert question
        again = replace(question, lines=(*_too_many(), *question.lines))
        return Outcome((again,), keeps_question=True)
    return enter(context, key, answer)


STEPS: dict[tuple[str, str], questions.Step] = {
    ("signup", "size"): questions.Step(_ask_size, read_number, _then_size),
}
