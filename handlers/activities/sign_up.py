"""Signing up for an activity, alone or with others: a place, or a number on the waiting list."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

from handlers.activities import browse, card, change_notices, texts, waiting_list
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
from handlers.core.private import screen
from handlers.core.questions import Answer, Answers
from handlers.core.typed_input import read_amount
from storage.repositories.activities.occurrences import Key
from storage.repositories.activities.sign_ups import (
    CAME,
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
    """Ask how many come together, where anybody still can."""
    answers = texts.naming(args.key)
    occurrence, question = card.find(context, args.key), _ask_size(context, answers)
    if occurrence is None or question is None:
        return browse.gone(context)
    if refused := why_not(context, occurrence, 1):
        return refused
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
    if refused := why_not(context, occurrence, size):
        return refused
    signups, person = context.store.signups, context.person
    latest = signups.latest(person.id, person.profile, key)
    kept = latest if latest and latest.state == OFFERED and latest.size == size else None
    if latest and latest.state in STANDING and not kept:
        return still(context, occurrence, latest)
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
    clashes = clashes_with(context, occurrence) if has_place else []
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
    lines = (welcome(context, occurrence, size),) if has_place else ()
    shown = card.card(context, occurrence, *lines, known=stands)
    return Outcome((replace(shown, offers_signs=screen.may_show_signs(context)), *freed, *asked))


def still(context: Context, occurrence: Occurrence, signup: SignUp) -> Outcome:
    """The good news once more, for whoever taps twice or has what they ask for."""
    is_coming = signup.state in {IN, CAME} and occurrence.begins > context.now
    lines = (welcome(context, occurrence, signup.size),) if is_coming else ()
    return Outcome((card.card(context, occurrence, *lines),))


def welcome(context: Context, occurrence: Occurrence, size: int) -> Text:
    """What somebody hears who has a place."""
    # The last reminder may be out already.
    is_late = change_notices.reminder(context.view, occurrence, context.now) == change_notices.LAST
    return texts.expected(size, is_late=is_late)


def why_not(context: Context, occurrence: Occurrence, size: int) -> Outcome | None:
    """Why so many cannot sign up for this now; None when they can."""
    line: Text | None = None
    if occurrence.is_cancelled or occurrence.begins <= context.now:
        # The card says that it is cancelled, on now or over, and what there is instead.
        return Outcome((card.card(context, occurrence),))
    if occurrence.begins > context.now + OPENS_BEFORE:
        opens = context.view.local(occurrence.begins - OPENS_BEFORE).date()
        day = time_words.day_name(opens)
        line = say("body", "It is too early. You can sign up later: {day}.", day=day)
    elif not 1 <= size <= LARGEST_GROUP:
        line = _too_many()
    elif occurrence.activity.places and size > occurrence.activity.places:
        line = _left(occurrence.activity.places)
    return Outcome((card.card(context, occurrence, line),)) if line else None


def _left(places: int) -> Text:
    return say_many("body", "There is only {n} place.", "There are only {n} places.", places)


def _fewer_or_later(context: Context, occurrence: Occurrence, size: int, rest: int) -> Reply:
    """Ask a group that is larger than the rest whether it comes with fewer, or waits."""
    lines = (
        texts.heading(context, occurrence),
        texts.when(context, occurrence),
        _left(rest),
        say("body", "Come with {n}, or wait with {size}?", n=rest, size=size),
    )
    names = texts.named(occurrence)
    fewer = button(say("btn", "✅ Come with {n}", n=rest), "signup", **names, n=rest)
    wait = button(say("btn", "⏳ Wait with {n}", n=size), "signup", **names, n=size, waits=1)
    back = button(say("btn", "📅 Look at it"), "activity", **names)
    return Reply(lines, ((fewer,), (wait,), (back,)), replaces=bool(context.turn.tap))


def _too_many() -> Text:
    return say(
        "body",
        "I can note at most {n} people. A larger group? Ask 🧑 A person.",
        n=LARGEST_GROUP,
    )


def clashes_with(context: Context, occurrence: Occurrence) -> list[tuple[SignUp, Occurrence]]:
    """The other activities at the same time that this person has a place at."""
    return [
        (signup, other)
        for signup, other in card.own(context)
        if signup.state != WAITING
        and other.key != occurrence.key
        and not other.is_cancelled
        and other.overlaps(occurrence)
    ]


def _clashing(
    context: Context, occurrence: Occurrence, clashes: list[tuple[SignUp, Occurrence]], size: int
) -> Reply:
    other = clashes[0][1]
    lines = [say("body", "You already have something at that time:")]
    lines += [texts.heading(context, other), texts.when(context, other)]
    if more := len(clashes) - 1:
        lines.append(say_many("body", "And to {n} more.", "And to {n} more.", more))
    swap = button(
        say("btn", "🔁 This one instead"),
        "signup.instead",
        **texts.named(occurrence),
        other=",".join(str(signup.id) for signup, _ in clashes),
        n=size,
    )
    keep = button(say("btn", "🎟️ My activities"), "activities.mine")
    look = button(say("btn", "📅 All activities"), "activities.all")
    # What gives a place up stands where nobody tapped just now.
    return Reply(tuple(lines), ((keep,), (look,), (swap,)), replaces=bool(context.turn.tap))


def _ask_size(context: Context, answers: Answers) -> Reply | None:
    occurrence = card.find(context, card.key_in(answers))
    if occurrence is None:
        return None
    lines = (
        texts.heading(context, occurrence),
        say("body", "How many people are coming? Count yourself too."),
        say("body", "Tap or type a number."),
    )
    # Most often two: and what stands beside it is free for what gives a place up, one tap later.
    two, *more = (questions.choice(name(f"{number}"), number) for number in range(2, 7))
    return Reply(lines, ((two,), tuple(more)))


def _then_size(context: Context, answers: Answers, answer: Answer) -> Outcome:
    key = card.key_in(answers)
    if card.find(context, key) is None:
        return browse.gone(context)
    if not isinstance(answer, int) or not 1 <= answer <= LARGEST_GROUP:
        question = _ask_size(context, answers)
        assert question
        again = replace(question, lines=(_too_many(), *question.lines))
        return Outcome((again,), keeps_question=True)
    return enter(context, key, answer)


STEPS: dict[tuple[str, str], questions.Step] = {
    ("signup", "size"): questions.Step(_ask_size, read_amount, _then_size),
}
