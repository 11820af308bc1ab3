"""The year that a report is held against: how far it is, its plan, its people, its money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.period import Period
from handlers.reports.reach import money
from handlers.reports.reach.estimate import estimate_of
from handlers.reports.reach.figures import Ended, Plan, Share, YearToDate, rounded, with_share
from handlers.reports.reach.gathered import begin_of_each, together
from handlers.reports.reach.money_figures import Money, Reached
from storage.neighbourhood.plan import District
from storage.repositories.rooms.reach import Sums
from storage.store import Store

DAY = timedelta(days=1)


def year_to_date(store: Store, since: Mapping[str, date], year: int, until: date) -> YearToDate:
    """What is known of a year until a day of it; a week may reach into the next one."""
    last = min(until, date(year, 12, 31))
    begins = begin_of_each(since, date(year, 1, 1), last)
    if not begins:
        return YearToDate()
    sums = store.reach.sums(begins, last=last)
    whole = together(sums)
    reached = store.participants.counts(begins, last=last).together
    volunteers = store.reach.volunteers(begins, last=last).together
    return YearToDate(
        participants(whole.known_new_faces, reached, volunteers),
        volunteers if whole.openings else volunteers or None,
        len(sums),
        whole.known_visits,
        whole.openings,
        whole.asked,
        whole.counted,
    )


def with_estimate(
    store: Store, sums: YearToDate, since: Mapping[str, date], year: int, until: date
) -> YearToDate:
    """The same with at least how many came; for all rooms only, because it reads all check-ins."""
    last = min(until, date(year, 12, 31))
    begins = begin_of_each(since, date(year, 1, 1), last)
    return replace(sums, estimate=estimate_of(store, begins, last))


def ended(
    view: NeighbourhoodView, store: Store, period: Period, since: Mapping[str, date]
) -> Ended | None:
    """How the year before ended, in the week whose report is the first of January."""
    sent = period.last + DAY
    is_first = period.kind == "week" and sent.month == 1 and sent.day <= 7
    # A last week that belongs to the old year tells of all of it anyhow.
    if not is_first or period.plan_year < sent.year:
        return None
    year = sent.year - 1
    sums = year_to_date(store, since, year, date(year, 12, 31))
    if sums == YearToDate():
        return None
    return Ended(sums, plan(view, year, date(year, 12, 31), since))


def plan(view: NeighbourhoodView, year: int, until: date, since: Mapping[str, date]) -> Plan:
    """What is promised for a year, and how much of it for the days that were measured."""
    target = view.neighbourhood.target(year)
    if target is None:
        return Plan(year)
    first, last = date(year, 1, 1), date(year, 12, 31)
    begun = max(first, min(since.values(), default=last + DAY))
    measured = (min(until, last) - begun).days + 1
    expected = None
    if measured > 0:
        expected = rounded(target.participants * measured, (last - first).days + 1)
    return Plan(year, target.rooms, target.volunteers, target.participants, expected)


def share(view: NeighbourhoodView, reached: int | None) -> Share:
    """For how many the rooms are, and so many participants in percent of them."""
    population = view.neighbourhood.population
    if population is None:
        return Share()
    return with_share(Share(population.low, population.high), reached)


def money_so_far(
    view: NeighbourhoodView,
    store: Store,
    since: Mapping[str, date],
    year: int,
    until: date,
    whole: YearToDate,
) -> Money | None:
    """What the year costs, for whom, up to a day of it; None for a year without amounts.

    ``whole`` is how far the year is.
    """
    file = view.neighbourhood
    first, last = date(year, 1, 1), min(until, date(year, 12, 31))
    if money.money_of(file, last, Reached()) is None:
        return None
    begins = begin_of_each(since, first, last)
    sums = store.reach.sums(begins, last=last)
    people = store.participants.counts(begins, last=last).by_room
    helpers = store.reach.volunteers(begins, last=last).by_room
    by_room = {}
    for room in begins:
        own = sums.get(room, Sums())
        known = participants(own.known_new_faces, people.get(room, 0), helpers.get(room, 0))
        by_room[room] = Reached(known, own.known_visits)
    by_district = {
        district.id: _reached(store, rooms, year, last)
        for district in file.districts
        if (rooms := _rooms_of(district, view, since))
    }
    begun = min(begins.values(), default=None)
    return money.money_of(
        file,
        last,
        Reached(whole.participants, whole.visits),
        since=begun if begun and begun > first else None,
        rooms=by_room,
        districts=by_district,
    )


def _rooms_of(
    district: District, view: NeighbourhoodView, since: Mapping[str, date]
) -> dict[str, date]:
    """The rooms of a district that are measured, and since when."""
    rooms = view.neighbourhood.rooms
    own = [room.id for room in rooms if room.district == district.id]
    return {room: since[room] for room in own if room in since}


def _reached(store: Store, since: Mapping[str, date], year: int, last: date) -> Reached:
    sums = year_to_date(store, since, year, last)
    return Reached(sums.participants, sums.visits)


def participants(new_faces: int | None, reached: int, volunteers: int) -> int | None:
    """Who was reached, and who was tallied without a phone.

    None where nobody was asked for new faces and the team alone was seen: whoever opens a room is
    reached too, but that says nothing about who came.
    """
    if new_faces is None and reached == volunteers:
        return None
    return (new_faces or 0) + reached
