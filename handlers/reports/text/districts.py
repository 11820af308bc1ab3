"""Each district in one line: what its rooms did, and its year beside its own plan."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.core.messages import Text, Value, say, say_many
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.reach.figures import Before, DistrictReport, Report, RoomReport
from handlers.reports.text import counts


def lines(report: Report, view: NeighbourhoodView) -> tuple[Text, ...]:
    """A line for each district, and by which district a room goes; nothing without districts."""
    if not report.districts:
        return ()
    return (
        *(_line(report, part, view) for part in report.districts),
        say("report", "Each room counts in its district of today."),
        *_of_none(report),
        *_twice(report),
    )


def _line(report: Report, part: DistrictReport, view: NeighbourhoodView) -> Text:
    if not part.rooms:
        return say("report", "{district}: no room there is counted.", district=part.name)
    # A district may have the id of a room: it goes by its name alone.
    did = counts.room_line(RoomReport("", part.name, part.figures, Before()), view)
    if part.figures.openings is None:
        return did
    return say("report", "{one} {two}", one=did, two=_year(report, part))


def _year(report: Report, part: DistrictReport) -> Text:
    hidden = f"districts.{part.id}.year_to_date.participants" in (report.suppressed or ())
    reached: Value | None = part.year_to_date.participants
    if reached is None:
        reached = counts.SUPPRESSED if hidden else counts.UNKNOWN
    values: dict[str, Value] = {"year": str(report.year), "reached": reached}
    plan = part.targets.expected_by_now
    if plan is None:
        return say("report", "Participants in {year}: {reached}.", **values)
    return say(
        "report", "Participants in {year}: {reached}. Plan by now: {plan}.", plan=plan, **values
    )


def _of_none(report: Report) -> Iterator[Text]:
    """The rooms that are in no district: they count in the whole alone."""
    inside = {room for part in report.districts for room in part.rooms}
    outside = [room.name for room in report.rooms if room.id not in inside]
    if len(outside) == 1:
        yield say("report", "{room} is in no district.", room=outside[0])
    elif outside:
        yield say_many(
            "report",
            "{n} room is in no district.",
            "{n} rooms are in no district.",
            len(outside),
        )


def _twice(report: Report) -> Iterator[Text]:
    """Why the people of the districts need not add up."""
    if sum(bool(part.rooms) for part in report.districts) > 1:
        yield say("report", "Who came to two districts counts in both. In all: once.")
