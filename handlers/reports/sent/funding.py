"""Money that ends: nine months before, coordinators hear which, when, and how much it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from dateutil.relativedelta import relativedelta

from handlers.core.feature import Moment
from handlers.core.messages import Reply, Text, say
from handlers.core.neighbourhood import subjects
from handlers.reports.text.money import euros
from storage.neighbourhood.plan import Financing

# Long enough to ask for other money: a year's plans are made in the spring before it.
AHEAD = relativedelta(months=9)


def due(moment: Moment) -> Iterator[Reply]:
    """Decided money that ends within nine months, once to each who is told, for each end."""
    for line in moment.view.neighbourhood.financing:
        if line.state != "decided" or line.until is None or not _is_near(moment, line.until):
            continue
        job = f"money ends {line.until.isoformat()} {line.name}"
        for person in subjects.coordinators(moment.store, subjects.MONEY):
            # Each by themselves: who becomes coordinator later has to know it too.
            if moment.store.done_once.quietly(job, str(person), moment.now):
                yield Reply(_told(line, line.until), to=person)


def _is_near(moment: Moment, until: date) -> bool:
    """Whether it is nine months before, at the hour of the report; and not over yet."""
    view = moment.view
    begin = datetime.combine(until - AHEAD, moment.report_time.at, view.zone)
    return begin <= moment.now and view.today(moment.now) <= until


def _told(line: Financing, until: date) -> tuple[Text, ...]:
    ends = say(
        "report",
        "💶 The money from {funder} ends on {day} {year}.",
        funder=line.name,
        day=until,
        year=str(until.year),
    )
    advice = say("report", "Ask now what comes after it.")
    years = [year for year in line.amounts if year <= until.year]
    if not years:
        return (ends, advice)
    amount = euros(line.amounts[max(years)])
    return (ends, say("report", "It is {euros} a year.", euros=amount), advice)
