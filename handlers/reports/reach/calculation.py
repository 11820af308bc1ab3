"""The reach report: what the rooms did in a period, held against what was planned.

Pure but for the store's queries: a period, a neighbourhood and a moment in, a ``Report`` out. A
number is None when nobody measured it, and 0 when it was measured and did not happen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.period import Period
from handlers.reports.reach.counted import ByResidents, Steps
from handlers.reports.reach.figures import (
    Before,
    DistrictReport,
    Figures,
    Plan,
    Report,
    RoomReport,
    Share,
    YearToDate,
)
from handlers.reports.reach.gathered import Gathered, gather, gone_rooms, together, was_there
from handlers.reports.reach.parts import open_hours
from handlers.reports.reach.parts.activities import Attendance
from handlers.reports.reach.parts.open_hours import Hours
from handlers.reports.reach.revised import since_sent
from handlers.reports.reach.year import (
    Years,
    ended,
    money_so_far,
    participants,
    plan,
    plan_of,
    share,
    share_of,
    with_estimate,
    years,
)
from storage.neighbourhood.rooms import Room
from storage.repositories.rooms.reach import Sums
from storage.store import Store

DAY = timedelta(days=1)
# What the bot sees by itself, wherever a room is open or not.
SEEN = ("volunteers", "contacts", "team_contacts", "web_visits")


def make_report(
    view: NeighbourhoodView,
    store: Store,
    period: Period,
    now: datetime,
    rooms: Iterable[str] | None = None,
) -> Report:
    """The report of a period for all rooms, or for some of them.

    A room that closed stays in the whole, opened or not; one that has left the file with what it
    did, under its id. Before the day on which a room begins to be measured nothing is known about
    it, and nothing is counted.
    The plan and the population are for all rooms together, so a report of some leaves them out.
    Raises ValueError for a period that has not begun, and for a room that is not there.
    """
    today = view.today(now)
    if period.first > today:
        raise ValueError(f"The {period.kind} {period.id} has not begun yet.")
    until, earlier = min(period.last, today), period.previous()
    ids = [room.id for room in chosen_rooms(view, rooms)]
    gone = gone_rooms(view, store, min(earlier.first, _new_year(period)), period.last)
    # One room of two is a part of them, also once the other one has closed.
    is_whole = rooms is None or (len(ids) == len(view.rooms) and not gone)
    if rooms is None:
        ids += gone
    found = gather(view, store, period, now, ids, is_whole=is_whole)
    rooms_of = [
        _room(view, found, period, now, room)
        for room in ids
        if room in found.sums or was_there(view, room, period.first)
    ]
    of_year = (found.since, period.plan_year, until)
    so_far = years(store, *of_year, found.districts)
    year = with_estimate(store, so_far.whole, *of_year) if is_whole else so_far.whole
    report = Report(
        period,
        until,
        tuple(rooms_of),
        _total(found, ids, rooms_of),
        _before(together(found.sums_before)) if found.begins_before else Before(),
        year,
        plan(view, period.plan_year, until, found.since) if is_whole else Plan(period.plan_year),
        share(view, year.participants) if is_whole else Share(),
        found.languages,
        requests=found.asked.answers(),
        money=money_so_far(view, *of_year, so_far) if is_whole else None,
        ended=ended(view, store, period) if is_whole else None,
        districts=tuple(_districts(view, found, rooms_of, so_far, period.plan_year, until)),
        is_whole=is_whole,
    )
    sent = store.sent_reports.get(period.id)
    if sent is None:
        return report
    told: dict[str, Any] = {"is_whole": rooms is None, "until": until, "year": report.year}
    return replace(report, revised=since_sent(store, sent, report.to_dict(), **told))


def _room(
    view: NeighbourhoodView, found: Gathered, period: Period, now: datetime, room: str
) -> RoomReport:
    """What one room did; of one that is not measured in this period nothing is known."""
    name = view.room_names.get(room, room)
    told: dict[str, Any] = {
        "volunteers": found.helpers.by_room.get(room, 0),
        "contacts": found.contacts.get(room, 0),
        "team_contacts": found.team.get(room, 0),
        "reached": found.reached.by_room.get(room, 0),
        "referrals": found.asked.of_rooms([room]),
        "measuring_since": found.since.get(room),
        "by_residents": _alone(found, [room]),
        "steps_to_work": found.steps.by_room.get(room, Steps()),
    }
    activities = found.activities.get(room, Attendance())
    if room not in found.begins:
        return RoomReport(room, name, _unmeasured(activities, **told), Before())
    begin, spans = found.begins[room], found.spans.get(room, [])
    hours = open_hours.of_room(view, room, begin, period.last, spans, now)
    figures = _figures(found.sums.get(room, Sums()), hours, activities, **told)
    before = Before()
    if room in found.begins_before:
        before = _before(found.sums_before.get(room, Sums()))
    return RoomReport(room, name, figures, before, hours.unlogged_days)


def _total(found: Gathered, ids: Sequence[str], parts: Iterable[RoomReport]) -> Figures:
    """All rooms together, from the day on which the first of them is measured."""
    told = {
        "volunteers": found.helpers.together,
        "contacts": found.wrote,
        "team_contacts": found.team_wrote,
        "web_visits": found.looked,
        "reached": found.reached.together,
        "referrals": found.asked.together(),
        "steps_to_work": found.steps.together,
    }
    return _of_several(found, ids, parts, told)


def _districts(
    view: NeighbourhoodView,
    found: Gathered,
    parts: Sequence[RoomReport],
    so_far: Years,
    year: int,
    until: date,
) -> Iterator[DistrictReport]:
    """Each district with the rooms that are in it today; whoever was in two of them is one there.

    Without a room, or before one is measured, nothing is known of it.
    """
    for part in view.neighbourhood.districts if found.districts else ():
        ids = found.districts[part.id]
        told = {
            "volunteers": found.helpers.by_group[part.id],
            "contacts": found.contacts_of[part.id],
            "team_contacts": found.team_of[part.id],
            "reached": found.reached.by_group[part.id],
            "referrals": found.asked.of_rooms(ids),
            "steps_to_work": found.steps.by_group.get(part.id, Steps()),
        }
        own = [room for room in parts if room.id in ids]
        sums = so_far.by_district.get(part.id, YearToDate())
        since = {room: found.since[room] for room in ids if room in found.since}
        yield DistrictReport(
            part.id,
            part.name,
            tuple(ids),
            _of_several(found, ids, own, told),
            sums,
            plan_of(part.target(year), year, until, since),
            share_of(part.population, sums.participants),
        )


def _of_several(
    found: Gathered, ids: Collection[str], parts: Iterable[RoomReport], told: dict[str, Any]
) -> Figures:
    """What several rooms did, with what is told of their people together."""
    told["measuring_since"] = min(
        (found.since[one] for one in ids if one in found.since), default=None
    )
    told["by_residents"] = _alone(found, ids)
    activities = sum(
        (found.activities[one] for one in ids if one in found.activities), start=Attendance()
    )
    if not any(one in found.begins for one in ids):
        return _unmeasured(activities, **told)
    sums = together({one: found.sums[one] for one in ids if one in found.sums})
    return _figures(sums, _together(parts), activities, **told)


def _alone(found: Gathered, ids: Iterable[str]) -> ByResidents:
    """The openings of residents alone; of rooms that are not measured nothing is known."""
    measured = [one for one in ids if one in found.begins]
    if not measured:
        return ByResidents()
    known = [found.alone[one] for one in measured if one in found.alone]
    of = sum(one.of for one in known)
    return ByResidents(sum(one.openings for one in known) if of else None, of)


def _unmeasured(activities: Attendance, *, reached: int, **told: Any) -> Figures:
    """Of what is not measured only what the bot saw is known; that it saw nobody says nothing."""
    seen = {
        "participants": reached,
        "signups": activities.signups,
        "attended": activities.attended,
        **{key: told.pop(key, None) for key in SEEN},
    }
    seen["volunteers_among_participants"] = seen["volunteers"]
    known: dict[str, Any] = {key: number or None for key, number in seen.items()}
    told["steps_to_work"] = told["steps_to_work"].where_any()
    return Figures(**known, **told)


def _new_year(period: Period) -> date:
    return date(period.plan_year, 1, 1)


def chosen_rooms(view: NeighbourhoodView, rooms: Iterable[str] | None) -> tuple[Room, ...]:
    """The rooms with these ids, or all; raises ValueError for one that is not there."""
    if rooms is None:
        return view.neighbourhood.rooms
    wanted = list(rooms)
    missing = [room for room in wanted if room not in view.rooms]
    if missing:
        raise ValueError(f'There is no room "{missing[0]}". Choose from {", ".join(view.rooms)}.')
    return view.only(wanted)


def _together(parts: Iterable[RoomReport]) -> Hours:
    """The hours of all rooms that are measured."""
    known = [part.figures for part in parts if part.is_measured]
    return Hours(
        sum(one.planned or 0 for one in known),
        sum(one.planned_covered or 0 for one in known),
        sum(one.minutes_open or 0 for one in known),
        sum(one.minutes_planned or 0 for one in known),
    )


def _figures(
    sums: Sums,
    hours: Hours,
    activities: Attendance,
    *,
    reached: int,
    volunteers: int,
    **more: Any,
) -> Figures:
    visits, new_faces = sums.known_visits, sums.known_new_faces
    if is_closed := not sums.openings and not hours.planned:
        # Nobody was to come, and nobody opened: that is known.
        visits, new_faces = 0, 0
    is_logged = is_closed or sums.openings > 0
    helped = volunteers if is_logged else volunteers or None
    return Figures(
        openings=sums.openings,
        openings_counted=sums.counted,
        planned=hours.planned,
        planned_covered=hours.covered,
        minutes_open=hours.minutes if is_logged else None,
        minutes_planned=hours.minutes_planned,
        visits=visits,
        new_faces=new_faces,
        participants=participants(new_faces, reached, volunteers),
        volunteers=helped,
        volunteers_among_participants=helped,
        asked=sums.asked,
        signups=activities.signups,
        attended=activities.attended,
        attended_counted=activities.counted,
        missed=activities.missed,
        **more,
    )


def _before(sums: Sums) -> Before:
    return Before(sums.known_visits, sums.openings, sums.counted)
