"""An organisation that does not help any more: what moves where, who loses a role, yes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from handlers.core import questions, refusals
from handlers.core.context import Context
from handlers.core.feature import Needs, Tap
from handlers.core.keyboards import in_rows
from handlers.core.messages import Outcome, Question, Reply, Text, button, name, say, say_many
from handlers.core.neighbourhood import whose_turn
from handlers.core.questions import BACK, Answer, Answers
from handlers.help_requests import assignment, helpers
from handlers.help_requests.answer import giving
from handlers.help_requests.answer.capacity import OfPartner
from handlers.help_requests.answer.giving import GivesTo
from handlers.help_requests.helper_texts import REQUESTS
from handlers.manage.changes import agreed, organisations, versions
from handlers.manage.whole import partners
from handlers.team import standing
from storage.neighbourhood.model import Neighbourhood, Partner
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import Actor, Mover
from storage.repositories.people.roles import PARTNER, Holder, Role

FLOW = "organisation gone"
# Stands for the coordinators: no partner's id has a "/".
COORDINATORS = "/coordinators"


def begin(context: Context, args: OfPartner) -> Outcome:
    """Who gets what is with it now; with nothing there is only a yes to ask."""
    is_any = bool(partners.open_requests(context, args.partner))
    own: dict[str, str | int] = {"partner": args.partner}
    return _ask(context, "whom", own) if is_any else _to_yes(context, own)


def _ask(context: Context, step: str, own: dict[str, str | int]) -> Outcome:
    asked = STEPS[FLOW, step].ask(context, own)
    return Outcome((asked,), Question(FLOW, step, own)) if asked else refusals.OVER


def _to_yes(context: Context, own: dict[str, str | int]) -> Outcome:
    return _ask(context, "sure", {**own, "seen": _seen(context, context.view.neighbourhood, own)})


def _ask_whom(context: Context, answers: Answers) -> Reply | None:
    partner = _partner(context, context.view.neighbourhood, answers)
    if partner is None:
        return None
    waiting = partners.open_requests(context, partner.id)
    lines = (
        name(f"🤝 {partner.name}"),
        say_many("body", "📂 {n} open request.", "📂 {n} open requests.", len(waiting)),
        say("body", "Who gets them?"),
    )
    able = {one.id for one in context.view.neighbourhood.partners} - {partner.id}
    for request in waiting:
        able &= _able(context, request)
    keys = [
        questions.choice(name(other.name), other.id)
        for other in context.view.neighbourhood.partners
        if other.id in able
    ]
    all_of_us = (questions.choice(say("btn", "🛠️ Coordinators"), COORDINATORS),)
    back = (button(BACK, "plan.partner", partner=partner.id),)
    return Reply(lines, (*in_rows(keys), all_of_us, back))


def _then_whom(context: Context, answers: Answers, whom: Answer) -> Outcome:
    return _to_yes(context, {**questions.own_answers(answers), "whom": whom})


def _preview(context: Context, answers: Answers) -> Reply | None:
    """What is no more, what moves, who hears of it, and the yes."""
    partner = _partner(context, context.view.neighbourhood, answers)
    if partner is None:
        return None
    now = context.view.neighbourhood
    no = button(say("btn", "❌ No"), "plan.partner", partner=partner.id)
    lines = [*_lines(context, now, partner, answers)]
    if _holders(context, partner):
        lines.append(say("body", "Undo brings it back, but not its people."))
    hear = _hear(context, partner, answers)
    return agreed.preview(context, _without(now, partner), lines, no, hear=hear)


def _then_sure(context: Context, answers: Answers, value: Answer) -> Outcome:
    now = versions.present(context)
    partner = _partner(context, now, answers)
    if value != agreed.YES or partner is None:
        return refusals.OVER
    own = questions.own_answers(answers)
    if own.get("seen") != _seen(context, now, own):
        why = say("body", "Something changed there a moment ago.")
        step = "whom" if partners.open_requests(context, partner.id) else "sure"
        again: dict[str, str | int] = {"partner": partner.id, "seen": _seen(context, now, own)}
        return agreed.shown_anew(
            why, STEPS[FLOW, step].ask(context, again), Question(FLOW, step, again)
        )
    lines = [*_lines(context, now, partner, own)]
    heard = [*_handed_over(context, partner, own), *_roles_ended(context, partner)]
    ways = [button(say("btn", "🤝 Organisations"), "plan.partners")]
    if own.get("whom") == COORDINATORS:
        ways.insert(0, button(REQUESTS, "requests"))
    done = agreed.done(context, _without(now, partner), "", lines, *ways)
    return replace(done, replies=(*done.replies, *heard))


def _handed_over(context: Context, partner: Partner, answers: Answers) -> list[Reply]:
    """What was with it is with somebody else now; each hears each thing once."""
    gone = {holder.person for holder in _holders(context, partner)}
    by = Actor(role=Mover.COORDINATOR, scope=partner.id, person=context.person.id)
    told: list[Reply] = []
    for request in partners.open_requests(context, partner.id):
        to = GivesTo(request=request.id, partner=_whom(context, request, answers))
        found = giving.hand_over(context.view, context.store, request, to, by, context.now) or []
        told += [one for one in found if one not in told]
    # That their task ended says it all to those who answered for it.
    return [
        one
        for one in told
        if one.to != context.person.id and not (one.to in gone and helpers.WENT_ON in one.lines)
    ]


def _roles_ended(context: Context, partner: Partner) -> list[Reply]:
    view, store, by = context.view, context.store, context.person.id
    return [
        told
        for holder in _holders(context, partner)
        for told in standing.end(view, store, holder, context.now, by)
    ]


def _lines(
    context: Context, now: Neighbourhood, partner: Partner, answers: Answers
) -> Iterator[Text]:
    yield from organisations.differences(now, _without(now, partner))
    if waiting := len(partners.open_requests(context, partner.id)):
        whom = say("body", "the coordinators")
        if other := partners.partner_of(now, str(answers.get("whom", ""))):
            whom = name(other.name)
        yield say_many(
            "body",
            "📂 {n} open request goes to: {who}.",
            "📂 {n} open requests go to: {who}.",
            waiting,
            who=whom,
        )
    if people := len({holder.person for holder in _holders(context, partner)}):
        yield say_many(
            "body", "👥 {n} person loses this task.", "👥 {n} people lose this task.", people
        )


def _hear(context: Context, partner: Partner, answers: Answers) -> set[int]:
    """Who is told: its people, those who asked for help, and those who get what was with it."""
    store, hear = context.store, {holder.person for holder in _holders(context, partner)}
    for request in partners.open_requests(context, partner.id):
        if request.person and helpers.can_tell(store, request):
            hear.add(request.person)
        to = _whom(context, request, answers)
        whoever = store.roles.partner_people(to) if to else []
        hear.update(whoever or store.roles.coordinators())
        hear.update(whose_turn.in_charge(context.view, store, request))
    return hear


def _whom(context: Context, request: Request, answers: Answers) -> str:
    """To which organisation a request goes; empty for the coordinators."""
    whom = str(answers.get("whom", ""))
    return whom if whom in _able(context, request) else ""


def _able(context: Context, request: Request) -> set[str]:
    """The other organisations to which it can go without another yes of its person."""
    there = {one.id for one in context.view.neighbourhood.partners} - {request.partner}
    return there & assignment.named(context.view, context.store, request)


def _holders(context: Context, partner: Partner) -> list[Holder]:
    role = Role(PARTNER, partner.id)
    return [holder for holder in context.store.roles.everybody() if holder.role == role]


def _without(now: Neighbourhood, partner: Partner) -> Neighbourhood:
    rest = tuple(one for one in now.partners if one.id != partner.id)
    return now.model_copy(update={"partners": rest})


def _partner(context: Context, now: Neighbourhood, answers: Answers) -> Partner | None:
    """The organisation that is meant, for those who may take it out."""
    is_theirs = context.person.is_coordinator
    return partners.partner_of(now, str(answers["partner"])) if is_theirs else None


def _seen(context: Context, now: Neighbourhood, answers: Answers) -> str:
    """What tells it, and what is with it, from how it was when it was shown."""
    partner = partners.partner_of(now, str(answers["partner"]))
    if partner is None:
        return ""
    waiting = [request.id for request in partners.open_requests(context, partner.id)]
    people = [holder.id for holder in _holders(context, partner)]
    return agreed.mark(partner.model_dump_json(), f"{waiting} {people}")


TAPS: dict[str, Tap[Any]] = {
    "plan.partner.out": Tap(begin, OfPartner, Needs.COORDINATOR, asks_pictures=True)
}
STEPS: dict[tuple[str, str], questions.Step] = {
    (FLOW, "whom"): questions.Step(_ask_whom, questions.only_buttons, _then_whom),
    (FLOW, "sure"): questions.Step(_preview, questions.only_buttons, _then_sure),
}
