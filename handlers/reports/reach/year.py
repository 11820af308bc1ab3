"""The year that a report is held against: how far it is, its plan, its people, its money."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.period import Period
from handlers.reports.reach import money
from handlers.reports.reach.counted import rounded
from handlers.reports.reach.estimate import estimate_of
from handlers.reports.reach.figures import Ended, Plan, Share, YearToDate, with_share
from handlers.reports.reach.gathered import begin_of_each, gone_rooms, together
from handlers.reports.reach.money_figures import Money, Reached
from storage.neighbourhood.plan import DistrictTarget, Population, Target
from storage.repositories.rooms.marks import NO_GROUPS, Groups
from storage.store import Store

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """How far a year is: all together, each room that is measured, each district."""

    whole: YearToDate
    by_room: Mapping[str, YearToDate] = field(default_factory=dict)
    by_district: Mapping[str, YearToDate] = field(default_factory=dict)


def years(
    store: Store, since: Mapping[str, date], year: int, until: date, districts: Groups = NO_GROUPS
) -> Years:
    """What is known of a year until a day of it; a week may reach into the next one."""
    last = min(until, date(year, 12, 31))
    begins = begin_of_each(since, date(year, 1, 1), last)
    if not begins:
        return Years(whole=YearToDate())
    sums = store.reach.sums(begins, last=last)
    reached = store.participants.counts(begins, last=last, groups=districts)
    helpers = store.reach.volunteers(begins, last=last, groups=districts)

    def of(rooms: Collection[str], people: int, volunteers: int) -> YearToDate:
        own = {room: sums[room] for room in rooms if room in sums}
        if not any(room in begins for room in rooms):
            return YearToDate()
        whole = together(own)
        return YearToDate(
            participants(whole.known_new_faces, people, volunteers),
            volunteers if whole.openings else volunteers or None,
            len(own),
            whole.known_visits,
            whole.openings,
            whole.asked,
            whole.counted,
        )

    return Years(
        whole=of(begins, reached.together, helpers.together),
        by_room={
            room: of([room], reached.by_room.get(room, 0), helpers.by_room.get(room, 0))
            for room in begins
        },
        by_district={
            district: of(rooms, reached.by_group[district], helpers.by_group[district])
            for district, rooms in districts.items()
        },
    )


def year_to_date(store: Store, since: Mapping[str, date], year: int, until: date) -> YearToDate:
    """The same of all rooms together."""
    return years(store, since, year, until).whole


def with_estimate(
    store: Store, sums: YearToDate, since: Mapping[str, date], year: int, until: date
) -> YearToDate:
    """The same with at least how many came; for all rooms only, because it reads all check-ins."""
    last = min(until, date(year, 12, 31))
    begins = begin_of_each(since, date(year, 1, 1), last)
    return replace(sums, estimate=estimate_of(store, begins, last))


def ended(view: NeighbourhoodView, store: Store, period: Period) -> Ended | None:
    """How the year before ended, in the week whose report is the first of January.

    With the rooms of that year: what closed in its spring is none of this week's.
    """
    sent = period.last + DAY
    is_first = period.kind == "week" and sent.month == 1 and sent.day <= 7
    # A last week that belongs to the old year tells of all of it anyhow.
    if not is_first or period.plan_year < sent.year:
        return None
    year = sent.year - 1
    first, last = date(year, 1, 1), date(year, 12, 31)
    since = store.measured.since([*view.rooms, *gone_rooms(view, store, first, last)])
    sums = year_to_date(store, since, year, last)
    if sums == YearToDate():
        return None
    return Ended(sums, plan(view, year, last, since))


def plan(view: NeighbourhoodView, year: int, until: date, since: Mapping[str, date]) -> Plan:
    """What is promised for a year, and how much of it for the days that were measured."""
    return plan_of(view.neighbourhood.target(year), year, until, since)


def plan_of(
    target: Target | DistrictTarget | None, year: int, until: date, since: Mapping[str, date]
) -> Plan:
    """The same of a target, for the rooms that it is for."""
    if target is None:
        return Plan(year)
    first, last = date(year, 1, 1), date(year, 12, 31)
    begun = max(first, min(since.values(), default=last + DAY))
    measured = (min(until, last) - begun).days + 1
    expected = None
    if measured > 0 and target.participants is not None:
        expected = rounded(target.participants * measured, (last - first).days + 1)
    return Plan(year, target.rooms, target.volunteers, target.participants, expected)


def share(view: NeighbourhoodView, reached: int | None) -> Share:
    """For how many the rooms are, and so many participants in percent of them."""
    return share_of(view.neighbourhood.population, reached)


def share_of(population: Population | None, reached: int | None) -> Share:
    """The same of an estimate."""
    if population is None:
        return Share()
    return with_share(Share(population.low, population.high), reached)


def money_so_far(
    view: NeighbourhoodView, since: Mapping[str, date], year: int, until: date, so_far: Years
) -> Money | None:
    """What the year costs, for whom, up to a day of it; None for a year without amounts."""
    first, last = date(year, 1, 1), min(until, date(year, 12, 31))
    begins = begin_of_each(since, first, last)
    begun = min(begins.values(), default=None)
    return money.money_of(
        view.neighbourhood,
        last,
        _reached(so_far.whole),
        since=begun if begun and begun > first else None,
        rooms={room: _reached(sums) for room, sums in so_far.by_room.items()},
        districts={district: _reached(sums) for district, sums in so_far.by_district.items()},
    )


def _reached(sums: YearToDate) -> Reached:
    return Reached(sums.participants, sums.visits)


def participants(new_faces: int | None, reached: int, volunteers: int) -> int | None:
    """Who was reached, and who was tallied without a phone.

    None where nobody was asked for new faces and the team alone was seen: whoever opens a room is
    reached too, but that says nothing about who came.
    """
    if new_faces is None and reached == volunteers:
        return None
    return (new_faces or 0) + reached
