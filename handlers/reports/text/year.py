"""The year so far against the plan, in words."""

from __future__ import annotations

from handlers.core.messages import Text, say, say_many
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.reach.figures import Report, YearToDate
from handlers.reports.text.counts import SUPPRESSED, UNKNOWN, lacking


def so_far(report: Report, view: NeighbourhoodView) -> list[Text]:
    """The year so far against the plan, which is for all rooms together."""
    sums, plan, year = report.year_to_date, report.targets, str(report.until.year)
    hidden = "year_to_date.participants" in (report.suppressed or ())
    lines = [_participants(sums, year, is_hidden=hidden)]
    if len(report.rooms) < len(view.rooms):
        return lines
    if plan.expected_by_now is None:
        return [*lines, say("report", "🎯 There is no plan for {year}.", year=year)]
    volunteers = say(
        "report",
        "🔑 Volunteers in {year}: {volunteers}. Plan: {plan}.",
        year=year,
        volunteers=lacking(1) if sums.volunteers is None else sums.volunteers,
        plan=plan.volunteers or 0,
    )
    return [*lines, _course(sums.participants, plan.expected_by_now), volunteers]


def _participants(sums: YearToDate, year: str, *, is_hidden: bool) -> Text:
    if sums.participants is None:
        reached = SUPPRESSED if is_hidden else UNKNOWN
        return say("report", "📈 Participants in {year}: {reached}.", year=year, reached=reached)
    return say_many(
        "report",
        "📈 {n} participant in {year}, asked at {asked} of {openings} openings.",
        "📈 {n} participants in {year}, asked at {asked} of {openings} openings.",
        sums.participants,
        year=year,
        asked=sums.asked,
        openings=sums.openings,
    )


def _course(participants: int | None, expected: int) -> Text:
    if participants is None:
        return say("report", "🎯 Plan by now: {plan}.", plan=expected)
    if participants >= expected:
        return say("report", "🎯 Plan by now: {plan}. On course.", plan=expected)
    short = expected - participants
    return say("report", "🎯 Plan by now: {plan}. Behind by {short}.", plan=expected, short=short)
