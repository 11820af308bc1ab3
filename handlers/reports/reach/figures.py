"""What a report holds: frozen figures, and the same as plain data for the contract's JSON.

A number is None when nobody measured it, and 0 when it was measured and did not happen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from handlers.reports.period import Period
from storage.neighbourhood.checks import DOMAINS


@dataclass(frozen=True, slots=True)
class Referrals:
    """Requests for help, counted; None where a reader is not shown them."""

    made: int | None = None
    accepted: int | None = None
    closed: int | None = None
    got_help: int | None = None
    by_domain: Mapping[str, int | None] = field(default_factory=lambda: dict.fromkeys(DOMAINS))


@dataclass(frozen=True, slots=True)
class Figures:
    """What one room, or all together, did in the period.

    ``participants`` are the different people reached, at least: who checked in, and who came
    without a phone and was tallied as "here for the first time this year" (``new_faces``).
    ``asked``: at how many openings the key-holder knew that number. ``contacts`` are without the
    team; ``web_visits`` are no people, and no room's.
    """

    openings: int
    openings_counted: int
    planned: int
    planned_covered: int
    minutes_open: int
    visits: int | None
    new_faces: int | None
    contacts: int | None
    participants: int | None
    volunteers: int | None
    asked: int
    signups: int | None = None
    attended: int | None = None
    referrals: Referrals = field(default_factory=Referrals)
    team_contacts: int | None = None
    web_visits: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """The contract's keys."""
        parts = asdict(self)
        del parts["asked"]
        return parts


@dataclass(frozen=True, slots=True)
class Before:
    """The period before: its visits, with how many of its openings were counted."""

    visits: int | None
    openings: int
    openings_counted: int


@dataclass(frozen=True, slots=True)
class RoomReport:
    """One room's part; ``closed_days`` are planned days on which nobody opened."""

    id: str
    name: str
    figures: Figures
    previous: Before
    closed_days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class YearToDate:
    """From 1 January of the year of ``Report.until`` up to that day.

    ``rooms`` opened at least once. Of the ``openings``, ``counted`` have a headcount, and new faces
    were asked for at ``asked``.
    """

    participants: int | None
    volunteers: int | None
    rooms: int
    visits: int | None
    openings: int
    asked: int
    counted: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is promised for the year, for all rooms together; None when nothing is."""

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


@dataclass(frozen=True, slots=True)
class Answers:
    """How fast requests for help are answered: medians in whole days, None without any."""

    days_to_answer: int | None = None
    days_to_outcome: int | None = None
    by_domain: Mapping[str, Course] = field(default_factory=dict)
    by_partner: Mapping[str, Course] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is said about a period.

    ``until``: its last day, or today while it runs. ``suppressed`` lists what a funder is not
    shown, and is None in a report for the team.
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
            "year_to_date": {
                "participants": sums.participants,
                "volunteers": sums.volunteers,
                "rooms": sums.rooms,
                "visits": sums.visits,
            },
            "targets": asdict(self.targets),
            "population": asdict(self.population),
            "languages": dict(self.languages),
            "coverage": {
                "openings": self.total.openings,
                "counted": self.total.openings_counted,
            },
        }
        if self.requests is not None:
            parts["requests"] = asdict(self.requests)
        if self.suppressed is not None:
            parts["suppressed"] = list(self.suppressed)
        return parts


def with_share(share: Share, participants: int | None) -> Share:
    """The share of the population that so many participants are."""
    return replace(
        share,
        share_low=percent(participants, share.high),
        share_high=percent(participants, share.low),
    )


def percent(part: int | None, whole: int | None) -> int | None:
    """A part in whole percents; None when either is not known."""
    return rounded(100 * part, whole) if part is not None and whole else None


def rounded(part: int, whole: int) -> int:
    """A fraction as a whole number, halves up."""
    return (2 * part + whole) // (2 * whole)
