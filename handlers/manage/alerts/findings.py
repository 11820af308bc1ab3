"""What needs somebody at a moment: rooms, targets, requests, offers, organisations, the program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from handlers.core.messages import Button, Text, button, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.help_requests import assignment
from handlers.help_requests.helper_texts import REQUESTS
from handlers.manage.alerts import planned
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from handlers.reports.reach.figures import Plan, YearToDate
from handlers.team.alarms import BEGUN, SUBJECTS, Listeners, job
from handlers.volunteering.reminders import ASK_AGAIN
from storage.repositories.help_requests.history import Event
from storage.repositories.help_requests.states import HELPER, PROGRAM, REJECTED, REQUESTED
from storage.repositories.reports.alerts import Known, Subject
from storage.repositories.volunteering.offers import ASKED, Offer
from storage.store import Store

# Behind is who has less than so many percent of what was planned by now.
ENOUGH = 80
# The coordinators were asked once more by then, and nobody answered that either.
OFFER_WAITS = 2 * ASK_AGAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that needs somebody.

    ``line`` says it, but for what is counted; ``after``: who was told of it since then knows it.
    ``person`` asked for it or offered it, and is not told.
    """

    known: Known
    line: Text | None = None
    buttons: tuple[Button, ...] = ()
    after: str = ""
    person: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """All that needs somebody; until when each room was open last; who hears of alarms at once."""

    findings: tuple[Finding, ...] = ()
    open_until: Mapping[str, str] = field(default_factory=dict)
    year: int = 0
    listeners: tuple[int, ...] = ()


def present(view: NeighbourhoodView, store: Store, now: datetime) -> Found:
    """What needs somebody now."""
    ended = planned.open_until(view, store, now)
    week = Period.last_week(view.today(now))
    every = (
        *_rooms(view, store, ended, now),
        *_requests(view, store, now),
        *_partners(view, store, now),
        *(_waiting(offer) for offer in late_offers(view, store, now)),
        *_targets(view, store, week, now),
        *_alarms(store),
    )
    return Found(
        findings=every,
        open_until={room: planned.stamp(end) for room, end in ended.items()},
        year=week.plan_year,
        listeners=Listeners.now(store).people,
    )


def late_offers(view: NeighbourhoodView, store: Store, now: datetime) -> list[Offer]:
    """The offers to help that nobody answered though everybody was asked twice."""
    return [
        offer
        for offer in store.offers.under_way()
        if offer.state == ASKED and offer.since + OFFER_WAITS <= now and offer.room in view.rooms
    ]


def _rooms(
    view: NeighbourhoodView, store: Store, ended: Mapping[str, datetime], now: datetime
) -> Iterator[Finding]:
    for room_id, starts in planned.missed(view, store, ended, now).items():
        if not starts:
            continue
        room, newest = view.rooms[room_id], planned.stamp(starts[0])
        after = planned.stamp(ended[room_id]) if room_id in ended else ""
        kinds = {Subject.NOT_OPENED: planned.not_opened(view, room, starts[0])}
        if len(starts) >= planned.SILENT:
            kinds[Subject.SILENT] = planned.silent(room)
        for subject, line in kinds.items():
            known = Known(subject, room_id, newest)
            yield Finding(known=known, line=line, buttons=planned.helps(room), after=after)


def _targets(
    view: NeighbourhoodView, store: Store, week: Period, now: datetime
) -> Iterator[Finding]:
    """The year's participants by the report of last week, all together and in each district."""
    file, year = view.neighbourhood, week.plan_year
    if not (file.target(year) or any(part.target(year) for part in file.districts)):
        return
    report = make_report(view, store, week, now)
    parts = [("", str(year), report.year_to_date, report.targets)]
    parts += [
        (part.id, f"{part.name}, {year}", part.year_to_date, part.targets)
        for part in report.districts
    ]
    look = button(say("btn", "📊 The report"), "report", text=week.id)
    for about, what, sums, plan in parts:
        if _is_behind(sums, plan):
            line = say(
                "body",
                "🎯 Behind the plan: {what}. Participants: {n} of {plan}.",
                what=what,
                n=sums.participants or 0,
                plan=plan.expected_by_now or 0,
            )
            known = Known(Subject.TARGETS, about, str(year))
            yield Finding(known=known, line=line, buttons=(look,), after=str(year))


def _is_behind(sums: YearToDate, plan: Plan) -> bool:
    """Whether less than enough came; what nobody counted is not nought."""
    if sums.participants is None or not plan.expected_by_now:
        return False
    return 100 * sums.participants < ENOUGH * plan.expected_by_now


def _requests(view: NeighbourhoodView, store: Store, now: datetime) -> Iterator[Finding]:
    for request in store.requests.under_way():
        if assignment.is_late(view, request, now):
            known = Known(Subject.REQUESTS, str(request.id))
            yield Finding(known=known, buttons=_TO_REQUESTS, person=request.person)


def _partners(view: NeighbourhoodView, store: Store, now: datetime) -> Iterator[Finding]:
    """Partners that let their days pass within two weeks, and answered nothing since."""
    ended_since = view.today(now) - assignment.LONGEST
    kept = store.requests.kept(ended_since)
    over: dict[str, datetime] = {}
    answered: dict[str, datetime] = {}
    for steps in store.request_history.of_each([request.id for request in kept]).values():
        for partner, at in _passed_over(steps):
            over[partner] = max(at, over.get(partner, at))
        for step in steps:
            if step.role == HELPER:
                answered[step.scope] = max(step.at, answered.get(step.scope, step.at))
    for one in view.neighbourhood.partners:
        late = over.get(one.id)
        if late and late + assignment.LONGEST > now and answered.get(one.id, late) <= late:
            line = say("body", "🤝 {partner} did not answer in time.", partner=one.name)
            yield Finding(known=Known(Subject.PARTNER, one.id), line=line, buttons=_TO_REQUESTS)


def _passed_over(steps: list[Event]) -> Iterator[tuple[str, datetime]]:
    """Who was asked and did not answer, and when the program asked somebody else."""
    asked, has_answered = "", False
    for step in steps:
        if step.what == REQUESTED:
            if step.role == PROGRAM and asked and not has_answered:
                yield asked, step.at
            asked, has_answered = step.scope, False
        elif step.what == REJECTED:
            has_answered = True


def _waiting(offer: Offer) -> Finding:
    known = Known(Subject.OFFERS, str(offer.id))
    return Finding(known=known, buttons=_TO_OFFERS, person=offer.person)


def _alarms(store: Store) -> Iterator[Finding]:
    """What operators were told of, and what lasts."""
    lasts = store.done_once.last([job(alarm) for alarm in SUBJECTS])
    for alarm, subject in SUBJECTS.items():
        if job(alarm) in lasts:
            yield Finding(known=Known(subject, alarm.value), line=BEGUN[alarm])


_TO_REQUESTS = (button(REQUESTS, "alerts.requests"),)
_TO_OFFERS = (button(say("btn", "🌱 Offers to help"), "alerts.offers"),)
