"""What a button of a report carries: which period, which room, how far on in a list."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.messages import Outcome, Text
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from handlers.reports.reach.figures import Figures, Report, RoomReport
from handlers.reports.text import summary

# So many rooms, or figures, stand in one message, each with its button.
PAGE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPeriod:
    """The period that is looked at more closely, such as "2026-W47" or "2026-11"."""

    week: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherInPeriod(OfPeriod):
    """The arguments of a button about a list of a period: so many were shown before."""

    skip: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomInPeriod(FurtherInPeriod):
    """The same of one room; empty for all of them together."""

    room: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The report that a button is about, and which room of it; None for all together."""

    report: Report
    room: RoomReport | None

    @property
    def figures(self) -> Figures:
        """The figures of that room, or of all together."""
        return self.room.figures if self.room else self.report.total

    @property
    def heading(self) -> Text:
        """Which period this is, and of which room or how many."""
        if self.room:
            return summary.room_heading(self.report, self.room.name)
        return summary.heading(self.report)


def report_of(context: Context, period: str, room: str = "") -> Report | None:
    """The report of a period as a button names it; None for one that is none, or not any more."""
    try:
        named, rooms = Period.named(period), [room] if room else None
        return make_report(context.view, context.store, named, context.now, rooms)
    except ValueError:
        return None


def asked(context: Context, args: RoomInPeriod) -> Asked | Outcome:
    """What a button is about, or why not: a key-holder sees the own rooms, a coordinator all.

    A room that has left the file stays in the report of all rooms.
    """
    is_here, own = args.room in context.view.rooms, [room.id for room in context.own_rooms]
    if not context.person.is_coordinator and args.room not in own:
        is_gone = bool(own and args.room and not is_here)
        return refusals.OVER if is_gone else refusals.ONLY_COORDINATORS
    report = report_of(context, args.week, args.room if is_here else "")
    if report is None:
        return refusals.OVER
    room = next((one for one in report.rooms if one.id == args.room), None)
    if args.room and room is None:
        return refusals.OVER
    return Asked(report=report, room=room)
