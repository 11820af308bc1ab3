"""The reach report: what the rooms did in a period, held against what was planned.

Pure but for the store's queries: a period, a neighbourhood and a moment in, a ``Report`` out. A
number is None when nobody measured it, and 0 when it was measured and did not happen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.period import Period
from handlers.reports.reach import open_hours, request_figures
from handlers.reports.reach.figures import (
    Before,
    Figures,
    Plan,
    Referrals,
    Report,
    RoomReport,
    Share,
    YearToDate,
    rounded,
    with_share,
)
from handlers.reports.reach.open_hours import Hours
from storage.neighbourhood.model import Room
from storage.repositories.activities.sign_ups import CAME, IN
from storage.repositories.rooms.reach import EVERYWHERE, Sums
from storage.store import Store

DAY = timedelta(days=1)


def make_report(
    view: NeighbourhoodView,
    store: Store,
    period: Period,
    now: datetime,
    rooms: Iterable[str] | None = None,
) -> Report:
    """The report of a period for all rooms, or for some of them.

    A room that has left the file stays in the whole with what it did, under its id.
    The plan and the population are for all rooms together, so a report of some leaves them out.
    Raises ValueError for a period that has not begun, and for a room that is not there.
    """
    today = view.today(now)
    if period.first > today:
        raise ValueError(f"The {period.kind} {period.id} has not begun yet.")
    until, earlier = min(period.last, today), period.previous()
    ids = [room.id for room in chosen_rooms(view, rooms)]
    is_whole = len(ids) == len(view.rooms)
    if rooms is None:
        ids += gone_rooms(view, store, min(earlier.first, date(until.year, 1, 1)), period.last)
    days: dict[str, Any] = {"first": period.first, "last": period.last}
    sums = store.reach.sums(ids, **days)
    sums_before = store.reach.sums(ids, first=earlier.first, last=earlier.last)
    # A block near midnight may be covered by an opening of the day before or after.
    spans = store.reach.spans(ids, first=period.first - DAY, last=period.last + DAY)
    helpers = store.reach.volunteers(ids, **days)
    contacts = store.reach.contacts_by_room(ids, **days)
    team = store.reach.contacts_by_room(ids, **days, is_team=True)
    reached = store.participants.counts(ids, **days)
    activities = _activities(view, store, ids, period.first, period.last)
    requests, closed = request_figures.between(view, store, period.first, period.last)
    if not is_whole:
        # Who wants somebody to come to them named no room: that counts in the whole only.
        requests = [request for request in requests if request.room in ids]
        closed = [request for request in closed if request.room in ids]
    steps = store.request_history.of_each([request.id for request in requests])
    about = [EVERYWHERE] if is_whole else ids
    parts = []
    for room in ids:
        if room not in view.rooms and room not in sums:
            continue
        hours = open_hours.of_room(view, room, period, spans.get(room, []), now)
        figures = _figures(
            sums.get(room, Sums()),
            hours,
            helpers.by_room.get(room, 0),
            contacts.get(room, 0),
            reached.by_room.get(room, 0),
            activities.get(room, _Activities()),
            request_figures.referrals(
                [request for request in requests if request.room == room],
                [request for request in closed if request.room == room],
                steps,
            ),
        )
        figures = replace(figures, team_contacts=team.get(room, 0))
        name = view.rooms[room].name if room in view.rooms else room
        before = _before(sums_before.get(room, Sums()))
        parts.append(RoomReport(room, name, figures, before, hours.closed_days))
    year = _year_to_date(store, ids, until)
    total = _figures(
        together(sums),
        Hours(
            sum(part.figures.planned for part in parts),
            sum(part.figures.planned_covered for part in parts),
            sum(part.figures.minutes_open for part in parts),
        ),
        helpers.together,
        store.reach.contacts(about, **days),
        reached.together,
        sum(activities.values(), start=_Activities()),
        request_figures.referrals(requests, closed, steps),
    )
    return Report(
        period,
        until,
        tuple(parts),
        replace(
            total,
            team_contacts=store.reach.contacts(about, **days, is_team=True),
            web_visits=store.browsers.visits(**days) if is_whole else None,
        ),
        _before(together(sums_before)),
        year,
        _plan(view, until) if is_whole else Plan(until.year),
        _share(view, year.participants) if is_whole else Share(),
        store.reach.languages(about, **days),
        requests=request_figures.answers(requests, closed, steps),
    )


def chosen_rooms(view: NeighbourhoodView, rooms: Iterable[str] | None) -> tuple[Room, ...]:
    """The rooms with these ids, or all; raises ValueError for one that is not there."""
    if rooms is None:
        return view.neighbourhood.rooms
    wanted = list(rooms)
    missing = [room for room in wanted if room not in view.rooms]
    if missing:
        raise ValueError(f'There is no room "{missing[0]}". Choose from {", ".join(view.rooms)}.')
    return view.only(wanted)


def gone_rooms(view: NeighbourhoodView, store: Store, first: date, last: date) -> list[str]:
    """The rooms that were open in these days and are not in the file any more."""
    return [room for room in store.reach.rooms(first=first, last=last) if room not in view.rooms]


@dataclass(frozen=True, slots=True)
class _Activities:
    """How many signed up for activities, and how many came; None where there are none."""

    signups: int | None = None
    attended: int | None = None

    def __add__(self, other: _Activities) -> _Activities:
        """Both together."""
        return _Activities(
            _added(self.signups, other.signups), _added(self.attended, other.attended)
        )


def _added(first: int | None, second: int | None) -> int | None:
    if first is None or second is None:
        return second if first is None else first
    return first + second


def _activities(
    view: NeighbourhoodView, store: Store, rooms: Sequence[str], first: date, last: date
) -> dict[str, _Activities]:
    """What people signed up for and came to, by room.

    Where a key-holder counted, that is how many came; else those who checked in by themselves.
    """
    signed_up = store.signups.sizes(rooms, first=first, last=last, states=[IN, CAME])
    came = {
        **store.signups.sizes(rooms, first=first, last=last, states=[CAME]),
        **store.occurrences.attended(rooms, first=first, last=last),
    }
    with_any = {activity.room for activity in view.neighbourhood.activities}
    with_any |= {room for room, _ in (*signed_up, *came)}
    return {
        room: _Activities(
            sum(size for (where, _), size in signed_up.items() if where == room),
            sum(size for (where, _), size in came.items() if where == room),
        )
        for room in with_any & set(rooms)
    }


def _figures(
    sums: Sums,
    hours: Hours,
    volunteers: int,
    contacts: int,
    reached: int,
    activities: _Activities,
    referrals: Referrals,
) -> Figures:
    new_faces = sums.known_new_faces
    return Figures(
        openings=sums.openings,
        openings_counted=sums.counted,
        planned=hours.planned,
        planned_covered=hours.covered,
        minutes_open=hours.minutes,
        visits=sums.known_visits,
        new_faces=new_faces,
        contacts=contacts,
        participants=_participants(new_faces, reached),
        volunteers=volunteers,
        asked=sums.asked,
        signups=activities.signups,
        attended=activities.attended,
        referrals=referrals,
    )


def _participants(new_faces: int | None, reached: int) -> int | None:
    """Who checked in, and who was tallied without a phone; None when neither was counted."""
    return None if new_faces is None and not reached else (new_faces or 0) + reached


def _before(sums: Sums) -> Before:
    return Before(sums.known_visits, sums.openings, sums.counted)


def together(sums: Mapping[str, Sums]) -> Sums:
    """The sums of several rooms added up."""
    return sum(sums.values(), start=Sums())


def _year_to_date(store: Store, ids: Sequence[str], until: date) -> YearToDate:
    first = date(until.year, 1, 1)
    sums = store.reach.sums(ids, first=first, last=until)
    whole = together(sums)
    reached = store.participants.counts(ids, first=first, last=until).together
    return YearToDate(
        _participants(whole.known_new_faces, reached),
        store.reach.volunteers(ids, first=first, last=until).together,
        len(sums),
        whole.known_visits,
        whole.openings,
        whole.asked,
        whole.counted,
    )


def _plan(view: NeighbourhoodView, until: date) -> Plan:
    target = view.neighbourhood.target(until.year)
    if target is None:
        return Plan(until.year)
    days = (date(until.year, 12, 31) - date(until.year, 1, 1)).days + 1
    passed = (until - date(until.year, 1, 1)).days + 1
    expected = rounded(target.participants * passed, days)
    return Plan(until.year, target.rooms, target.volunteers, target.participants, expected)


def _share(view: NeighbourhoodView, participants: int | None) -> Share:
    population = view.neighbourhood.population
    if population is None:
        return Share()
    return with_share(Share(population.low, population.high), participants)
