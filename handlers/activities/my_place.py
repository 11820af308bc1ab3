"""What somebody does with a place they have: take it, keep it, change it, give it back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers.activities import browse, card, texts, waiting_list
from handlers.activities.card import OfSignUp, Standing
from handlers.activities.sign_up import SoManyCome, clashes_with, enter, still, why_not
from handlers.core import refusals, time_words
from handlers.core.context import Context
from handlers.core.messages import Outcome, Reply, button, name, say
from handlers.core.neighbourhood.schedule import Occurrence
from storage.repositories.activities.sign_ups import (
    ACTIVE,
    CANCELLED,
    COMES,
    DECLINED,
    IN,
    LEFT,
    OFF,
    STANDING,
    SignUp,
)
from storage.repositories.people.profiles import FIRST


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead(SoManyCome):
    """They come here instead; ``other`` are the sign-ups they give up, with commas between."""

    other: str | int

    @property
    def given_up(self) -> list[int]:
        """The numbers of those sign-ups."""
        return [int(number) for number in str(self.other).split(",") if number.isdecimal()]


def instead(context: Context, args: Instead) -> Outcome:
    """Change one activity for another at the same time."""
    named = [context.store.signups.get(number) for number in args.given_up]
    given_up = [signup for signup in named if signup and _is_own(context, signup)]
    for_whom = _for_whom(context, given_up[0]) if given_up else context
    return enter(for_whom, args.key, args.n, instead_of=[signup.id for signup in given_up])


def leave(context: Context, args: OfSignUp) -> Outcome:
    """Give a place back, leave the list, or say no to a kept place; the next one is asked."""
    signup = context.store.signups.get(args.signup)
    if signup is None or not _is_own(context, signup):
        return refusals.OVER
    return _said_to(context, signup, _leave(_for_whom(context, signup), signup))


def accept(context: Context, args: OfSignUp) -> Outcome:
    """Take the place that was kept; when it went to somebody else, get the next best."""
    signup = context.store.signups.get(args.signup)
    if signup is None or not _is_own(context, signup):
        return refusals.OVER
    return _said_to(context, signup, enter(_for_whom(context, signup), signup.key, signup.size))


def comes(context: Context, args: OfSignUp) -> Outcome:
    """The answer to a reminder or to a change: yes."""
    signup = context.store.signups.get(args.signup)
    if signup is None or not _is_own(context, signup):
        return refusals.OVER
    occurrence = card.find(context, signup.key)
    if occurrence is None:
        return browse.gone(context)
    for_whom = _for_whom(context, signup)
    if signup.state == IN and occurrence.ends > context.now:
        context.store.signup_moves.answer(signup.id, COMES)
        line = texts.expected(signup.size, is_late=True)
        return _said_to(context, signup, Outcome((card.card(for_whom, occurrence, line),)))
    return _said_to(context, signup, enter(for_whom, signup.key, signup.size))


def undo(context: Context, args: OfSignUp) -> Outcome:
    """Come after all, within ten minutes and while nobody else has the place; else sign up anew."""
    signup = context.store.signups.get(args.signup)
    if signup is None or not _is_own(context, signup):
        return refusals.OVER
    return _said_to(context, signup, _undo(_for_whom(context, signup), signup))


def _undo(context: Context, signup: SignUp) -> Outcome:
    occurrence = waiting_list.locked(context, signup.key)
    if occurrence is None:
        return browse.gone(context)
    signups, person = context.store.signups, context.person
    # As it is now that no other copy of the program can change it.
    signup = signups.get(signup.id) or signup
    latest = signups.latest(person.id, person.profile, signup.key)
    if latest and latest.state in STANDING:
        return still(context, occurrence, latest)
    if refused := why_not(context, occurrence, signup.size):
        return refused
    if latest is None or latest.id != signup.id or not _can_think_again(context, signup):
        return enter(context, signup.key, signup.size)
    has_place = signup.answer != LEFT
    taken = context.store.signups.taken([occurrence.key]).get(occurrence.key, 0)
    if has_place and not _is_free(occurrence, signup, taken):
        return Outcome((_passed_on(context, occurrence, taken),))
    if has_place and clashes_with(context, occurrence):
        return enter(context, signup.key, signup.size)
    if has_place and not signups.taken([signup.key]):
        # Nobody is there who knows of another time.
        waiting_list.is_news(context.store, occurrence, context.now)
    state = context.store.signup_moves.take_back(
        signup, room=occurrence.activity.room, day=occurrence.begins.date()
    )
    return still(context, occurrence, replace(signup, state=state))


def _leave(context: Context, signup: SignUp) -> Outcome:
    occurrence = card.find(context, signup.key)
    if occurrence and occurrence.ends <= context.now:
        return Outcome((card.card(context, occurrence),))
    if signup.state in OFF:
        # A no to what is cancelled: not asked again when it goes on.
        context.store.signup_moves.cancel([signup.id])
    freed = waiting_list.give_up(context, signup) if signup.state in ACTIVE else ()
    if occurrence is None:
        return Outcome((browse.gone(context).replies[0], *freed))
    return Outcome((_left(context, occurrence, signup.id), *freed))


def _left(context: Context, occurrence: Occurrence, number: int) -> Reply:
    """What somebody hears who gave something back, or who taps twice: they can think again."""
    signup = context.store.signups.get(number)
    if signup is None or signup.state in STANDING or occurrence.begins <= context.now:
        return card.card(context, occurrence)
    latest = context.store.signups.latest(signup.person or 0, signup.profile, signup.key)
    if latest and latest.id != number and latest.state in STANDING:
        return card.card(context, occurrence)
    if occurrence.is_cancelled or not _can_think_again(context, signup):
        return card.card(context, occurrence, say("body", "You are not on the list any more."))
    assert signup.kept_until
    taken = context.store.signups.taken([occurrence.key]).get(occurrence.key, 0)
    until = time_words.clock(context.view.local(signup.kept_until))
    if signup.answer == LEFT:
        line = say("body", "You left the waiting list. A mistake? Tap ↩️ until {time}.", time=until)
        label = say("btn", "↩️ Wait after all")
    elif _is_free(occurrence, signup, taken):
        line = say("body", "Thank you for telling us. A mistake? Tap ↩️ until {time}.", time=until)
        label = say("btn", "↩️ I'll still come")
    else:
        return _passed_on(context, occurrence, taken)
    again = button(label, "signup.undo", signup=signup.id)
    known = Standing(None, taken)
    return card.card(context, occurrence, line, known=known, instead=((again,),))


def _passed_on(context: Context, occurrence: Occurrence, taken: int) -> Reply:
    join = button(card.full_or_not(occurrence, taken), "signup", **texts.named(occurrence))
    line = say("body", "Thank you for telling us. A neighbour has your place now.")
    known = Standing(None, taken)
    return card.card(context, occurrence, line, known=known, instead=((join,),))


def _can_think_again(context: Context, signup: SignUp) -> bool:
    is_given_back = signup.state in {CANCELLED, DECLINED}
    return is_given_back and bool(signup.kept_until and signup.kept_until > context.now)


def _is_free(occurrence: Occurrence, signup: SignUp, taken: int) -> bool:
    places = occurrence.activity.places
    return not places or taken + signup.size <= places


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
    lines = list(first.lines)
    title = next((at for at, line in enumerate(lines) if line.slot == "name"), None)
    if title is None:
        lines.insert(0, name(signup.profile))
    else:
        lines[title] = name(f"{signup.profile} {lines[title].one}")
    shown = replace(first, lines=tuple(lines))
    return replace(outcome, replies=(shown, *rest))


def _is_own(context: Context, signup: SignUp) -> bool:
    return signup.person == context.person.id
