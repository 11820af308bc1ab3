"""The year so far against the plan, in words."""

from __future__ import annotations

from datetime import date

from handlers.core.messages import Text, say, say_many
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.reach import counted
from handlers.reports.reach.counted import Read
from handlers.reports.reach.figures import Report, Share, YearToDate
from handlers.reports.text import estimate, money
from handlers.reports.text.counts import NOT_KNOWN, SUPPRESSED, UNKNOWN, lacking


def so_far(report: Report) -> list[Text]:
    """The year so far against the plan, which is for all rooms together."""
    sums, plan, year = report.year_to_date, report.targets, str(report.year)
    hidden = "year_to_date.participants" in (report.suppressed or ())
    lines = [reached(sums, year, is_hidden=hidden)]
    if not report.is_whole:
        return lines
    if plan.participants is None:
        return [*lines, say("report", "🎯 There is no plan for {year}.", year=year)]
    volunteers = say(
        "report",
        "🔑 Volunteers in {year}: {volunteers}. Plan: {plan}.",
        year=year,
        volunteers=lacking(sums.openings or None) if sums.volunteers is None else sums.volunteers,
        plan=plan.volunteers or 0,
    )
    began = report.total.measuring_since
    since = began if began and began > date(report.year, 1, 1) else None
    return [*lines, _course(sums.participants, plan.expected_by_now, since), volunteers]


def of_whom(report: Report) -> list[Text]:
    """How many of the year's participants are volunteers: a part of them, never added."""
    sums = report.year_to_date
    return estimate.of_whom(sums.volunteers) if sums.participants and sums.volunteers else []


def share(report: Report, view: NeighbourhoodView) -> list[Text]:
    """How much of those for whom the rooms are the year's participants are."""
    people = view.neighbourhood.population
    low, high = read_share(report.population, report.year_to_date.participants)
    if people is None or low is None or high is None:
        return []
    whom = money.for_whom(people)
    return [say("report", "📈 {whom} Reached: {low} % to {high} %.", whom=whom, low=low, high=high)]


def read_share(people: Share, participants: int | None) -> tuple[Read, Read]:
    """The share of the highest and the lowest estimate as it is read: small ones exactly."""
    if people.share_low is None or people.share_high is None:
        return None, None
    low, high = (counted.share(participants, whole) for whole in (people.high, people.low))
    return low, high


def ended(report: Report) -> list[Text]:
    """How the year before ended beside its plan, in the first report of January."""
    if report.ended is None:
        return []
    sums, plan = report.ended.sums, report.ended.plan
    year = str(plan.year)
    if sums.participants is None:
        return [say("report", "🏁 Participants in {year}: {reached}.", year=year, reached=UNKNOWN)]
    if plan.participants is None:
        return [
            say_many(
                "report",
                "🏁 {year} ended with {n} participant.",
                "🏁 {year} ended with {n} participants.",
                sums.participants,
                year=year,
            )
        ]
    return [
        say_many(
            "report",
            "🏁 {year} ended with {n} participant. The plan: {plan}.",
            "🏁 {year} ended with {n} participants. The plan: {plan}.",
            sums.participants,
            year=year,
            plan=plan.participants,
        )
    ]


def reached(sums: YearToDate, year: str, *, is_hidden: bool = False) -> Text:
    """How many different people were reached, and at how many openings somebody asked."""
    if sums.participants is None:
        why = UNKNOWN if sums.openings else NOT_KNOWN
        why = SUPPRESSED if is_hidden else why
        return say("report", "📈 Participants in {year}: {reached}.", year=year, reached=why)
    return say_many(
        "report",
        "📈 {n} participant in {year}, asked at {asked} of {openings} openings.",
        "📈 {n} participants in {year}, asked at {asked} of {openings} openings.",
        sums.participants,
        year=year,
        asked=sums.asked or 0,
        openings=sums.openings or 0,
    )


def _course(participants: int | None, expected: int | None, since: date | None) -> Text:
    if expected is None:
        return say("report", "🎯 Plan by now: {plan}.", plan=NOT_KNOWN)
    if since:
        return _since(participants, expected, since)
    if participants is None:
        return say("report", "🎯 Plan by now: {plan}.", plan=expected)
    if participants >= expected:
        return say("report", "🎯 Plan by now: {plan}. On course.", plan=expected)
    short = expected - participants
    return say("report", "🎯 Plan by now: {plan}. Behind by {short}.", plan=expected, short=short)


def _since(participants: int | None, expected: int, since: date) -> Text:
    """The same where measuring began within the year: less of the plan is expected."""
    if participants is None or participants >= expected:
        line = say("report", "🎯 Plan since {day}: {plan}.", day=since, plan=expected)
        on_course = say(
            "report", "🎯 Plan since {day}: {plan}. On course.", day=since, plan=expected
        )
        return line if participants is None else on_course
    short = expected - participants
    return say(
        "report",
        "🎯 Plan since {day}: {plan}. Behind by {short}.",
        day=since,
        plan=expected,
        short=short,
    )
