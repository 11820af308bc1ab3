"""What somebody does with a place they have: take it, keep it, change it, give it back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers.activities import browse, card, waiting_list
from handlers.activities.card import OfSignUp
from handlers.activities.sign_up import SoManyCome, enter
from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.messages import Outcome, Reply, Text, name, say
from storage.repositories.activities.occurrences import Key
from storage.repositories.activities.sign_ups import ACTIVE, COMES, IN, OFF, WAITING, SignUp
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
        line = say("body", "Thank you. See you there!")
        return _said_to(context, signup, Outcome((card.card(for_whom, occurrence, line),)))
    return _said_to(context, signup, enter(for_whom, signup.key, signup.size))


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
