"""Coming to an activity: for oneself or with others, the waiting list, cancelling."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from handlers.activities import browse, card, change_notices, waiting_list
from handlers.activities.card import Standing
from handlers.core import questions, refusals, time_words
from handlers.core.context import Args, Context
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
from handlers.core.questions import Answer, Answers
from handlers.core.typed_input import read_number
from handlers.neighbourhood.schedule import Occurrence
from storage.repositories.activities.occurrences import Key
from storage.repositories.activities.sign_ups import (
    ACTIVE,
    COMES,
    IN,
    OFF,
    OFFERED,
    STANDING,
    WAITING,
    SignUp,
)
from storage.repositories.people.profiles import FIRST

# Whoever brings more than these is better helped by a person.
LARGEST_GROUP = 10
OPENS_BEFORE = timedelta(days=28)


def join(context: Context, args: Args) -> Outcome:
    """Sign somebody up in one tap; when it is full, put them on the list."""
    return _join(context, card.key_in(args), int(args.get("n", 1)))


def instead(context: Context, args: Args) -> Outcome:
    """Change one activity for another at the same time."""
    found = [context.store.signups.get(int(one)) for one in str(args["other"]).split(",")]
    others = [one for one in found if one and _is_own(context, one)]
    for_whom = _for_whom(context, others[0]) if others else context
    size = int(args.get("n", 1))
    given_up = [one.id for one in others]
    return _join(for_whom, card.key_in(args), size, instead_of=given_up)


def others(context: Context, args: Args) -> Outcome:
    """Ask how many come together."""
    answers = {"activity": str(args["activity"]), "start": str(args["start"])}
    asked = _ask_size(context, answers)
    if asked is None:
        return browse.gone(context)
    return Outcome((replace(asked, replaces=True),), Question("signup", "size", answers))


def leave(context: Context, args: Args) -> Outcome:
    """Give a place back, leave the list, or say no to a kept place; the next one is asked."""
    signup = context.store.signups.get(int(args["signup"]))
    if signup is None or not _is_own(context, signup):
        return refusals.OVER
    return _said_to(context, signup, _leave(_for_whom(context, signup), signup))


def accept(context: Context, args: Args) -> Outcome:
    """Take the place that was kept; when it went to somebody else, get the next best."""
    signup = context.store.signups.get(int(args["signup"]))
    if signup is None or not _is_own(context, signup):
        return refusals.OVER
    return _said_to(context, signup, _join(_for_whom(context, signup), signup.key, signup.size))


def comes(context: Context, args: Args) -> Outcome:
    """The answer to a reminder or to a change: yes."""
    signup = context.store.signups.get(int(args["signup"]))
    if signup is None or not _is_own(context, signup):
        return refusals.OVER
    occurrence = card.find(context, signup.key)
    if occurrence is None:
        return browse.gone(context)
    for_whom = _for_whom(context, signup)
    if signup.state == IN and occurrence.ends > context.now:
        context.store.signup_moves.answer(signup.id, COMES)
        line = say("body", "Thank you. See you there!")
        return _said_to(context, signup, Outcome((card.card(for_whom, occurrence, line),)))
    return _said_to(context, signup, _join(for_whom, signup.key, signup.size))


def _join(context: Context, key: Key, size: int, instead_of: Collection[int] = ()) -> Outcome:
    """Sign somebody up, or put them on the list; they give up ``instead_of`` for a place only."""
    # Held first of all: another copy of the program may just now cancel it, or move it.
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
    has_place = bool(kept) or not limit or crowd.taken + size <= limit
    clashes = _clashes(context, occurrence) if has_place else []
    if any(one.id not in instead_of for one, _ in clashes):
        return Outcome((_clashing(context, occurrence, clashes, size), *asked))
    freed = [reply for one, _ in clashes for reply in waiting_list.give_up(context, one)]
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
        made = signups.add(
            person.id,
            person.profile,
            key,
            room=occurrence.activity.room,
            day=occurrence.begins.date(),
            size=size,
            state=IN if has_place else WAITING,
            now=context.now,
        )
        stands = Standing(made, crowd.taken + size if has_place else crowd.taken, crowd.waiting + 1)
    if has_place:
        lines: tuple[Text, ...] = (_welcome(context, occurrence, size),)
    else:
        lines = (say("body", "All places are taken now."), waiting_list.ON_THE_LIST)
    return Outcome((card.card(context, occurrence, *lines, known=stands), *freed, *asked))


def _welcome(context: Context, occurrence: Occurrence, size: int) -> Text:
    # The last reminder may be out already.
    is_late = change_notices.reminder(context.view, occurrence, context.now) == "remind soon"
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
        day = time_words.day_name(opens, context.today)
        return (say("body", "It is too early to sign up. You can later: {day}.", day=day),)
    if size > LARGEST_GROUP or size < 1:
        return _too_many()
    if places and size > places:
        return (say_many("body", "There is only {n} place.", "There are only {n} places.", places),)
    return ()


def _too_many() -> tuple[Text, ...]:
    return (
        say("body", "I can note {n} people at the most.", n=LARGEST_GROUP),
        say("body", "Is your group larger? Please talk to a person."),
    )


def _clashes(context: Context, occurrence: Occurrence) -> list[tuple[SignUp, Occurrence]]:
    """The other activities at the same time that this person has a place at."""
    return [
        (one, other)
        for one, other in browse.own(context)
        if one.state != WAITING
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
        other=",".join(str(one.id) for one, _ in clashes),
        n=size,
    )
    keep = button(say("btn", "🎟️ My places"), "activities.mine")
    return Reply(tuple(lines), ((swap,), (keep,)), replaces=bool(context.turn.tap))


def _leave(context: Context, signup: SignUp) -> Outcome:
    occurrence = card.find(context, signup.key)
    if occurrence and occurrence.ends <= context.now:
        over = say("body", "That question is over.")
        return Outcome((card.card(context, occurrence, over),))
    if signup.state not in ACTIVE:
        if signup.state in OFF:
            # A no to what is cancelled: not asked again when it goes on.
            context.store.signup_moves.cancel([signup.id])
        line = say("body", "You are not on the list any more.")
        return Outcome((_with_card(context, signup.key, line),))
    freed = waiting_list.give_up(context, signup)
    if signup.state == WAITING:
        line = say("body", "You left the waiting list.")
    else:
        line = say("body", "Thank you for telling us. Somebody else can come now.")
    return Outcome((_with_card(context, signup.key, line), *freed))


def _for_whom(context: Context, signup: SignUp) -> Context:
    """The context for whom of those that share this phone a sign-up is, whoever holds it now."""
    profile = signup.profile
    is_known = profile in {context.profile, FIRST} or profile in context.store.profiles.of(
        context.person.id
    )
    return (
        replace(context, person=replace(context.person, profile=profile)) if is_known else context
    )


def _said_to(context: Context, signup: SignUp, outcome: Outcome) -> Outcome:
    """The answer, with the picture of whom it is about when somebody else holds the phone."""
    if signup.profile in {FIRST, context.profile}:
        return outcome
    first, *rest = outcome.replies
    shown = replace(first, lines=(name(signup.profile), *first.lines))
    return replace(outcome, replies=(shown, *rest))


def _with_card(context: Context, key: Key, *lines: Text) -> Reply:
    occurrence = card.find(context, key)
    if occurrence is None:
        return browse.gone(context).replies[0]
    return card.card(context, occurrence, *lines)


def _is_own(context: Context, signup: SignUp) -> bool:
    return signup.person == context.person.id


def _ask_size(context: Context, answers: Answers) -> Reply | None:
    occurrence = card.here(context, answers)
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
    occurrence = card.here(context, answers)
    if occurrence is None:
        return browse.gone(context)
    if not isinstance(answer, int) or not 1 <= answer <= LARGEST_GROUP:
        asked = _ask_size(context, answers)
        assert asked
        again = replace(asked, lines=(*_too_many(), *asked.lines))
        return Outcome((again,), keeps_question=True)
    return _join(context, card.key_in(answers), answer)


STEPS: dict[tuple[str, str], questions.Step] = {
    ("signup", "size"): questions.Step(_ask_size, read_number, _then_size),
}
