"""What changed in a period after its report was sent: what each figure was, is now, and why."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import Any, TypeAlias

from storage.repositories.reports.sent import SentReport
from storage.repositories.rooms.opening_changes import OpeningStep
from storage.store import Store


class Why(StrEnum):
    """Why a figure is another one now, as far as what is kept can tell."""

    CORRECTED = "corrected"
    LOGGED_LATER = "logged_later"
    MEASURED_SINCE = "measured_since"
    HOURS_CHANGED = "hours_changed"
    ANSWERED_LATER = "answered_later"
    SEVERAL = "several"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Revision:
    """A figure of a report that was sent: its path, what it was, what it is, why it changed."""

    figure: str
    was: int | None
    now: int | None
    why: Why


Line: TypeAlias = Mapping[str, Any]
Reasons: TypeAlias = Mapping[str, set[Why]]
PLANNED = ("planned", "minutes_planned")
OPEN = ("openings", "planned_covered", "minutes_open")
COUNTED = ("openings_counted", "visits", "new_faces")
HELPED = ("volunteers",)
REQUESTS = ("referrals.accepted", "referrals.closed", "referrals.got_help")
FIGURES = (
    *(*OPEN, *COUNTED, *PLANNED, *HELPED),
    *("participants", "contacts", "team_contacts", "web_visits"),
    *("signups", "attended", "missed", "referrals.made", *REQUESTS),
)
# Of the year so far each figure, and those of a room that it is made of.
OF_YEAR = {
    "participants": ("new_faces", *HELPED),
    "volunteers": HELPED,
    "rooms": ("openings",),
    "visits": ("visits",),
}
YEAR = tuple(OF_YEAR)
# What a change to an opening changes; one that was added, or taken back, changes all of it.
CHANGES = {
    "visits": ("visits", "openings_counted"),
    "new_faces": ("new_faces",),
    "closed_at": ("minutes_open", "planned_covered"),
    "expected_end": ("minutes_open", "planned_covered"),
    "undone_at": (*OPEN, *COUNTED, *HELPED),
}
# How often and how long a room was open is public.
PUBLIC = {*OPEN, *PLANNED, "openings_counted", "rooms"}


def since_sent(
    store: Store,
    sent: SentReport,
    now: Line,
    *,
    is_whole: bool,
    until: date,
    year: int,
) -> tuple[Revision, ...]:
    """Of a report, as plain data, what changed since the one of the same period was sent.

    A report of some of the rooms tells of these only.
    """
    before = json.loads(sent.content)["figures"]
    was_rooms = {room["id"]: room for room in before["rooms"]}
    rooms = [_Line(f"rooms.{one['id']}", was_rooms.get(one["id"], {}), one) for one in now["rooms"]]
    total = _Line("total", before["total"], now["total"])
    so_far = _Line("year_to_date", before["year_to_date"], now["year_to_date"], YEAR)
    first, last = (date.fromisoformat(now["period"][end]) for end in ("from", "to"))
    found: list[Revision] = []
    changed = [room for room in rooms if room.differing]
    if changed or (is_whole and total.differing):
        reasons = _reasons(store, sent.sent_at, first, last)
        for room in changed:
            room.changed = reasons.get(room.now["id"], {})
        if is_whole:
            found += total.revisions(partial(_of_all, total, changed))
        found += [one for room in changed for one in room.revisions(room.why)]
    if is_whole and so_far.differing:
        reasons = _reasons(store, sent.sent_at, min(first, date(year, 1, 1)), until)
        found += so_far.revisions(partial(_of_year, rooms, reasons))
    return tuple(found)


def public(revised: Iterable[Revision]) -> tuple[Revision, ...]:
    """Those that a funder may see: two counts of people beside each other could tell of one."""
    return tuple(one for one in revised if one.figure.rpartition(".")[2] in PUBLIC)


def not_public(revised: Iterable[Revision]) -> Iterator[str]:
    """The paths of those that a funder is not shown."""
    revised = tuple(revised)
    shown = public(revised)
    yield from (f"revised.{one.figure}" for one in revised if one not in shown)


def _number(line: Line, figure: str) -> int | None:
    """A figure of a line; None where it is not known."""
    found: Any = line
    for part in figure.split("."):
        found = (found or {}).get(part)
    return found if isinstance(found, int) else None


@dataclass(slots=True)
class _Line:
    """A line of a report: as it was sent, as it is now, and what was done to its openings since."""

    path: str
    was: Line
    now: Line
    figures: tuple[str, ...] = FIGURES
    changed: Reasons = field(default_factory=dict)

    @property
    def differing(self) -> list[str]:
        """The figures that are others now; what an older program did not tell is none of them."""
        return [
            figure
            for figure in self.figures
            if not self.was or figure.partition(".")[0] in self.was
            if _number(self.was, figure) != _number(self.now, figure)
        ]

    @property
    def counts_from_another_day(self) -> bool:
        """Whether it is measured since another day now."""
        return self.was.get("measuring_since") != self.now.get("measuring_since")

    def revisions(self, why: Callable[[str], set[Why]]) -> list[Revision]:
        """Each figure that is another one now."""
        return [
            Revision(
                f"{self.path}.{figure}",
                _number(self.was, figure),
                _number(self.now, figure),
                _one(why(figure)),
            )
            for figure in self.differing
        ]

    def why(self, figure: str) -> set[Why]:
        """Why a figure of it changed; empty where nothing tells."""
        differing = self.differing
        # Of participants only those are written down that came with an opening.
        parts = ("new_faces", *HELPED) if figure == "participants" else (figure,)
        done = {why for one in parts if one in differing for why in self.changed.get(one, ())}
        if done:
            return done
        if self.counts_from_another_day:
            return {Why.MEASURED_SINCE}
        if figure in {*PLANNED, "planned_covered"} and {*PLANNED} & {*differing}:
            return {Why.HOURS_CHANGED}
        if figure in REQUESTS:
            return {Why.ANSWERED_LATER}
        if figure in {"attended", "missed"} and _number(self.was, figure) is None:
            return {Why.LOGGED_LATER}
        return set()


def _reasons(store: Store, sent_at: datetime, first: date, last: date) -> dict[str, Reasons]:
    """Of each room which figures its openings changed, and how, after the report was sent."""
    found: dict[str, dict[str, set[Why]]] = defaultdict(lambda: defaultdict(set))
    for change in store.opening_changes.since(sent_at, first=first, last=last):
        for column in change.after:
            is_new = change.step is OpeningStep.ADDED or change.before.get(column) is None
            was_missing = is_new and not change.is_taken_back
            why = Why.LOGGED_LATER if was_missing else Why.CORRECTED
            for figure in CHANGES.get(column, ()):
                found[change.room][figure].add(why)
    return {**found}


def _of_all(total: _Line, rooms: Iterable[_Line], figure: str) -> set[Why]:
    """All rooms together changed for what changed the rooms."""
    of_rooms = [room.why(figure) or {Why.NOT_KNOWN} for room in rooms if figure in room.differing]
    return set().union(*of_rooms) or total.why(figure)


def _of_year(rooms: Iterable[_Line], reasons: Mapping[str, Reasons], figure: str) -> set[Why]:
    """The year so far changed for an opening of any of its days."""
    done = {
        why for room in reasons.values() for one in OF_YEAR[figure] for why in room.get(one, ())
    }
    if not done and any(room.counts_from_another_day for room in rooms):
        return {Why.MEASURED_SINCE}
    return done


def _one(reasons: set[Why]) -> Why:
    """One reason; several where there are."""
    if not reasons:
        return Why.NOT_KNOWN
    return next(iter(reasons)) if len(reasons) == 1 else Why.SEVERAL
