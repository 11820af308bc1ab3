"""A helper to whom nobody agreed yet: the person is asked, and nothing moves before their yes."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.messages import Outcome, Reply, button, say
from handlers.core.neighbourhood import whose_turn
from handlers.help_requests import helpers, resident_texts, told_here
from handlers.help_requests.answer import giving
from handlers.help_requests.answer.giving import GivesTo
from handlers.help_requests.ask import buttons, consent
from handlers.help_requests.ask.after_yes import NEWS_HERE
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import OPEN, RESIDENT, Actor

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfAnother(GivesTo):
    """Who would be asked, after how many moves of the request, and what the person says.

    A yes counts for the words and the language in which it was read.
    """

    since: int
    says: str = ""
    language: str = ""
    version: str = ""


def another(context: Context, args: OfAnother) -> Outcome:
    """Whom we would ask; after a yes they are, after a no it stays as it was."""
    request = context.store.requests.get(args.request)
    if request is None or request.person != context.person.id:
        return refusals.OVER
    if request.profile != context.profile:
        return refusals.somebody_else(request.profile)
    is_same = giving.moves_of(context.store, request) == args.since
    can_go = giving.is_there(context.view, context.store, request, args)
    if (
        request.state not in OPEN
        or not is_same
        or not can_go
        or not told_here.is_told_here(request)
    ):
        return refusals.OVER
    if args.says == NO:
        return _no(context, request, args)
    is_as_read = (args.language, args.version) == (context.language, consent.VERSION)
    if args.says == YES and is_as_read and consent.is_meant(context):
        return _yes(context, request, args)
    return Outcome((_question(context, request, args),), keeps_question=True)


def _question(context: Context, request: Request, args: OfAnother) -> Reply:
    """The yes stands where the button before did not: nobody agrees by tapping twice."""
    values: dict[str, str | int] = {
        "request": request.id,
        "partner": args.partner,
        "room": args.room,
        "since": args.since,
        "language": context.language,
        "version": consent.VERSION,
    }
    yes = button(consent.AGREE_LABEL, "my_requests.another", says=YES, **values)
    no = button(say("btn", "❌ No"), "my_requests.another", says=NO, **values)
    lines = consent.of_another(context, request.domain, args.partner, args.room)
    lines = consent.read_along(context, lines)
    return Reply(lines, (buttons.mine(), (yes,), (no,)), replaces=True)


def _yes(context: Context, request: Request, args: OfAnother) -> Outcome:
    view, store, now = context.view, context.store, context.now
    asked_before = set(whose_turn.in_charge(view, store, request))
    resident = Actor(role=RESIDENT, scope=args.partner, person=context.person.id)
    told = giving.hand_over(
        view,
        store,
        request,
        args,
        resident,
        now,
        consent_at=now,
        consent_version=consent.VERSION,
        consent_language=context.language,
    )
    moved = store.requests.get(request.id)
    if told is None or moved is None:
        return refusals.OVER
    turn = whose_turn.side(view, store, moved)
    lines = (
        say("body", "✅ Good. I'll ask for you."),
        resident_texts.asked_until(view, moved, turn, now),
        NEWS_HERE,
    )
    reply = Reply(lines, (buttons.mine(), buttons.stop(moved)), replaces=True)
    # Who is told already that it is somebody else's, or theirs, needs no second word.
    know = asked_before | set(whose_turn.people(view, store, moved))
    others = [one for one in helpers.other_coordinators(store, moved) if one not in know]
    said = say("body", "The person said yes. The request goes to them.")
    return Outcome((reply, *told, *helpers.notices(others, said)), keeps_question=True)


def _no(context: Context, request: Request, args: OfAnother) -> Outcome:
    lines = (say("body", "✅ Thank you. I noted it."), say("body", "It stays as it was."))
    told: list[Reply] = []
    once = f"{request.id} {args.since} {args.partner} {args.room}"
    if context.store.done_once.quietly("another helper refused", once, context.now):
        said = say("body", "The person said no. Please ask somebody else.")
        told = helpers.notices(helpers.other_coordinators(context.store, request), said)
    reply = Reply(lines, (buttons.mine(),), replaces=True)
    return Outcome((reply, *told), keeps_question=True)
