"""What a report holds: frozen figures, and the same as plain data for the contract's JSON.

A number is None when nobody measured it, and 0 when it was measured and did not happen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from handlers.reports.period import Period
from handlers.reports.reach.counted import UNCOUNTED, ByResidents, Coverage, Steps, percent
from handlers.reports.reach.estimate import Estimate
from handlers.reports.reach.money_figures import Money
from handlers.reports.reach.revised import Revision
from storage.neighbourhood.checks import DOMAINS


@dataclass(frozen=True, slots=True)
class Referrals:
    """Requests for help, counted; None where a reader is not shown them."""

    made: int | None = None
    accepted: int | None = None
    closed: int | None = None
    got_help: int | None = None
    by_domain: Mapping[str, int | None] = field(default_factory=lambda: dict.fromkeys(DOMAINS))
    median_days_to_answer: int | None = None
    median_days_to_outcome: int | None = None
    # What the helper said of those that ended, and what the people themselves say.
    outcomes: Mapping[str, int] = field(default_factory=dict)
    said: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """What one room, or all together, did in the period; None before it is measured.

    ``measuring_since`` is the day from which a room counts, of all together the earliest.
    ``participants`` are the different people reached, at least: who checked in, and who came
    without a phone and was tallied as "here for the first time this year" (``new_faces``).
    ``asked``: at how many openings the key-holder knew that number. ``contacts`` are without the
    team; ``web_visits`` are no people, and no room's. ``attended`` of ``signups`` came, where it
    was counted, and ``missed`` did not.
    """

    openings: int | None = None
    openings_counted: int | None = None
    planned: int | None = None
    planned_covered: int | None = None
    minutes_open: int | None = None
    visits: int | None = None
    new_faces: int | None = None
    contacts: int | None = None
    participants: int | None = None
    volunteers: int | None = None
    asked: int | None = None
    signups: int | None = None
    attended: int | None = None
    referrals: Referrals = field(default_factory=Referrals)
    team_contacts: int | None = None
    web_visits: int | None = None
    measuring_since: date | None = None
    minutes_planned: int | None = None
    attended_counted: Coverage = UNCOUNTED
    missed: int | None = None
    volunteers_among_participants: int | None = None
    by_residents: ByResidents = field(default_factory=ByResidents)
    steps_to_work: Steps = field(default_factory=Steps)

    def to_dict(self) -> dict[str, Any]:
        """The contract's keys."""
        parts = asdict(self)
        del parts["asked"]
        since = self.measuring_since
        return parts | {"measuring_since": since.isoformat() if since else None}


@dataclass(frozen=True, slots=True)
class Before:
    """The period before: its visits, with how many of its openings were counted."""

    visits: int | None = None
    openings: int | None = None
    openings_counted: int | None = None


@dataclass(frozen=True, slots=True)
class RoomReport:
    """One room's part; on ``unlogged_days`` something was planned and no opening was logged."""

    id: str
    name: str
    figures: Figures
    previous: Before
    unlogged_days: tuple[date, ...] = ()

    @property
    def is_measured(self) -> bool:
        """Whether anything is known about it in this period."""
        return self.figures.openings is not None


@dataclass(frozen=True, slots=True)
class YearToDate:
    """From 1 January of the report's year, or since it is measured, until ``Report.until``.

    ``rooms`` opened at least once. Of the ``openings``, ``counted`` have a headcount, and new faces
    were asked for at ``asked``.
    """

    participants: int | None = None
    volunteers: int | None = None
    rooms: int | None = None
    visits: int | None = None
    openings: int | None = None
    asked: int | None = None
    counted: int | None = None
    estimate: Estimate | None = None

    def to_dict(self) -> dict[str, Any]:
        """The contract's keys, without the estimate, which is for all rooms only."""
        keys = ("participants", "volunteers", "rooms", "visits")
        return {key: getattr(self, key) for key in keys}


@dataclass(frozen=True, slots=True)
class Plan:
    """What is promised for the year, for all rooms together; None when nothing is.

    ``expected_by_now`` is the promise times the days that were measured, None without any.
    """

    year: int
    rooms: int | None = None
    volunteers: int | None = None
    participants: int | None = None
    expected_by_now: int | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """For how many residents the rooms are, and the year's participants in percent of those."""

    low: int | None = None
    high: int | None = None
    share_low: int | None = None
    share_high: int | None = None


@dataclass(frozen=True, slots=True)
class DistrictReport:
    """One district: the rooms that are in it today, its year, what is promised it, its people."""

    id: str
    name: str
    rooms: tuple[str, ...]
    figures: Figures
    year_to_date: YearToDate
    targets: Plan
    population: Share

    def to_dict(self) -> dict[str, Any]:
        """The contract's keys of a room, and its own year, targets and population."""
        return {
            "id": self.id,
            "name": self.name,
            "rooms": list(self.rooms),
            **self.figures.to_dict(),
            "year_to_date": self.year_to_date.to_dict(),
            "targets": asdict(self.targets),
            "population": asdict(self.population),
        }


@dataclass(frozen=True, slots=True)
class Ended:
    """A year that is over, beside what was promised for it."""

    sums: YearToDate
    plan: Plan


@dataclass(frozen=True, slots=True)
class Course:
    """What became of some requests: those about a domain, or those that one partner was asked.

    The days are medians, whole, None without any; a partner's begin when that partner was asked.
    """

    made: int
    accepted: int
    closed: int
    got_help: int
    days_to_answer: int | None = None
    days_to_outcome: int | None = None
    outcomes: Mapping[str, int] = field(default_factory=dict)
    said: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answers:
    """What became of requests for help, by what they are about and by who was asked.

    ``by_topic_and_language`` has how many were made, by the language of whoever asked; of whom it
    is not known any more: "und".
    """

    by_domain: Mapping[str, Course] = field(default_factory=dict)
    by_partner: Mapping[str, Course] = field(default_factory=dict)
    by_topic_and_language: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is said about a period.

    ``until``: its last day, or today while it runs. ``ended``: how the year before ended beside its
    plan, in the first report of January. ``suppressed`` lists what a funder is not shown, and is
    None in a report for the team. ``revised`` is what changed since it was sent.
    """

    period: Period
    until: date
    rooms: tuple[RoomReport, ...]
    total: Figures
    previous: Before
    year_to_date: YearToDate
    targets: Plan
    population: Share
    languages: Mapping[str, int | None]
    suppressed: tuple[str, ...] | None = None
    requests: Answers | None = None
    ended: Ended | None = None
    money: Money | None = None
    revised: tuple[Revision, ...] = ()
    districts: tuple[DistrictReport, ...] = ()
    is_whole: bool = True  # Of all rooms.

    @property
    def of_one_room(self) -> bool:
        """Whether it tells of one room out of several."""
        return not self.is_whole and len(self.rooms) == 1

    @property
    def year(self) -> int:
        """The year whose plan it is held against: a week belongs to the year of its Thursday."""
        return self.period.plan_year

    @property
    def unmeasured(self) -> tuple[RoomReport, ...]:
        """The rooms of which nothing is known in this period."""
        return tuple(room for room in self.rooms if not room.is_measured)

    def to_dict(self) -> dict[str, Any]:
        """The report as the contract has it, ready for JSON."""
        period, sums = self.period, self.year_to_date
        parts: dict[str, Any] = {
            "period": {
                "kind": period.kind,
                "id": period.id,
                "from": period.first.isoformat(),
                "to": period.last.isoformat(),
            },
            "rooms": [
                {"id": room.id, "name": room.name, **room.figures.to_dict()} for room in self.rooms
            ],
            "total": self.total.to_dict(),
            "previous": asdict(self.previous),
            "districts": [district.to_dict() for district in self.districts],
            "year_to_date": {
                **sums.to_dict(),
                "estimate": asdict(sums.estimate) if sums.estimate else None,
            },
            "targets": asdict(self.targets),
            "population": asdict(self.population),
            "languages": dict(self.languages),
            "coverage": {
                "openings": self.total.openings,
                "counted": self.total.openings_counted,
            },
        }
        parts["money"] = self.money.to_dict() if self.money else None
        parts["revised"] = [asdict(one) for one in self.revised]
        if self.requests is not None:
            parts["requests"] = asdict(self.requests)
        if self.suppressed is not None:
            parts["suppressed"] = list(self.suppressed)
        return parts


def with_share(people: Share, participants: int | None) -> Share:
    """The share of the population that so many participants are."""
    return replace(
        people,
        share_low=percent(participants, people.high),
        share_high=percent(participants, people.low),
    )
