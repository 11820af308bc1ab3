"""The value of one figure, with how much of it was counted; what nobody knows is said to be so."""

from __future__ import annotations

from handlers.core.messages import Text, Value, say, say_many
from handlers.reports import tables
from handlers.reports.reach.counted import Coverage
from handlers.reports.reach.figures import Figures, Report
from handlers.reports.text import counts
from handlers.reports.text.money import at_the_most
from handlers.reports.text.year import read_share

# Those that are not of the period: of the year so far, for all rooms together.
OF_YEAR = ("estimate", "share", "money_per_participant", "money_per_visit")


def of_period(figures: Figures, key: str) -> Value:
    """A figure of the period, with at how many openings it was counted or asked."""
    openings = Coverage(figures.openings_counted, figures.openings)
    asked = Coverage(figures.asked, figures.openings)
    match key:
        case "visits":
            return _from(figures.visits, openings)
        case "new_faces" | "participants":
            return _asked_at(getattr(figures, key), asked)
        case "attended" | "missed":
            return _counted(getattr(figures, key), figures.attended_counted)
        case "minutes_open" | "minutes_planned":
            return _minutes(getattr(figures, key))
        case "openings_counted":
            return _part(openings)
        case "planned_covered":
            return _part(Coverage(figures.planned_covered, figures.planned))
        case "measuring_since":
            return _day(figures)
        case _:
            return _known(tables.cells(figures)[key])


def of_year(report: Report, key: str) -> Value:
    """A figure of the year so far, for all rooms together."""
    sums, share, money = report.year_to_date, report.population, report.money
    match key:
        case "estimate" if sums.estimate:
            found = sums.estimate
            return _range(found.value, found.low, found.high)
        case "share":
            low, high = read_share(share, report.year_to_date.participants)
            if low is None or high is None:
                return counts.NOT_KNOWN
            return say("report", "{low} to {high} of 100", low=low, high=high)
        case "money_per_participant" if money:
            return at_the_most(money.per_participant)
        case "money_per_visit" if money:
            return at_the_most(money.per_visit)
        case _:
            return counts.NOT_KNOWN


def _known(number: Value | None) -> Value:
    return counts.NOT_KNOWN if number is None else number


def _with(number: int | None, said: Text, of: Coverage) -> Value:
    """A number and at how many it was counted; none were there, or nothing is known of them."""
    if number is None:
        return counts.UNKNOWN if of.of else counts.NOT_KNOWN
    return said if of.of else number


def _from(number: int | None, of: Coverage) -> Value:
    said = say(
        "report",
        "{visits}, from {counted} of {openings} openings",
        visits=number or 0,
        counted=of.counted or 0,
        openings=of.of or 0,
    )
    return _with(number, said, of)


def _asked_at(number: int | None, of: Coverage) -> Value:
    said = say(
        "report",
        "{number}, asked at {asked} of {openings} openings",
        number=number or 0,
        asked=of.counted or 0,
        openings=of.of or 0,
    )
    return _with(number, said, of)


def _counted(number: int | None, of: Coverage) -> Value:
    said = say(
        "report",
        "{number}, counted {counted} of {n} times",
        number=number or 0,
        counted=of.counted or 0,
        n=of.of or 0,
    )
    return _with(number, said, of)


def _part(of: Coverage) -> Value:
    if of.counted is None or of.of is None:
        return counts.NOT_KNOWN
    return say("column", "{part} of {whole}", part=of.counted, whole=of.of)


def _minutes(minutes: int | None) -> Value:
    if minutes is None:
        return counts.NOT_KNOWN
    return say_many("report", "{n} minute", "{n} minutes", minutes)


def _day(figures: Figures) -> Value:
    day = figures.measuring_since
    if day is None:
        return counts.NOT_KNOWN
    return say("report", "{day} {year}", day=day, year=str(day.year))


def _range(value: int, low: int, high: int) -> Value:
    return say("report", "{value}, between {low} and {high}", value=value, low=low, high=high)
