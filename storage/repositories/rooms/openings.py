"""Openings: from a key-holder's "I open" until "I close", and every change to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from storage.keyring import KeyRing
from storage.repositories.rooms.opening_changes import (
    Correction,
    OpeningStep,
    began,
    change_row,
    columns_of,
)
from storage.tables.rooms import changes, openings

UNDO_LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One opening of one room; ``visits`` and ``new_faces`` are None when not counted.

    ``end_is_planned`` says whether ``expected_end`` is a published hour or our own guess.
    ``is_estimate``: nobody closed; the program wrote down the planned end afterwards.
    """

    id: int
    room: str
    day: date
    opened_at: datetime
    expected_end: datetime
    end_is_planned: bool
    closed_at: datetime | None
    is_estimate: bool
    opened_by: int | None
    visits: int | None
    new_faces: int | None


class Openings:
    """Queries about openings. What a key-holder changes is also written down as a change."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys
        # What was read in this transaction: many turns ask for it, and few change it.
        self._latest: dict[date, dict[str, Opening]] = {}

    def open(
        self,
        room: str,
        day: date,
        person: int,
        *,
        now: datetime,
        expected_end: datetime,
        end_is_planned: bool,
    ) -> tuple[Opening, int] | None:
        """Start an opening; returns it with its change, or None when the room is open already."""
        times = {"opened_at": now, "expected_end": expected_end, "end_is_planned": end_is_planned}
        return self._add(OpeningStep.OPENED, room, day, person, now, times)

    def add_past(
        self,
        room: str,
        day: date,
        person: int,
        *,
        opened_at: datetime,
        closed_at: datetime,
        now: datetime,
    ) -> tuple[Opening, int] | None:
        """Write down an opening of the past that nobody logged."""
        times = {"opened_at": opened_at, "expected_end": closed_at, "closed_at": closed_at}
        past = {**times, "end_is_planned": True}
        return self._add(OpeningStep.ADDED, room, day, person, now, past)

    def get(self, opening: int) -> Opening | None:
        """The opening with this number, unless it was undone; locked until the turn ends."""
        locked = _ALL.where(openings.c.id == opening).with_for_update()
        row = self._connection.execute(locked).one_or_none()
        return _opening(row) if row else None

    def open_now(self) -> dict[str, Opening]:
        """The opening of each room that is open."""
        return {row.room: _opening(row) for row in self._connection.execute(_OPEN_NOW)}

    def latest(self, since: date) -> Mapping[str, Opening]:
        """The last opening of each room since a day, and any that is open for longer."""
        if since not in self._latest:
            rows = self._connection.execute(_LATEST, {"since": since})
            self._latest[since] = {row.room: _opening(row) for row in rows}
        return self._latest[since]

    def between(self, rooms: Sequence[str], *, first: date, last: date) -> list[Opening]:
        """The openings of these rooms on these days, oldest first."""
        within = _ALL.where(
            openings.c.room.in_(rooms), openings.c.day.between(first, last)
        ).order_by(openings.c.opened_at, openings.c.id)
        return [_opening(row) for row in self._connection.execute(within)]

    def corrections(self, numbers: Sequence[int]) -> list[Correction]:
        """Every change to these openings that was not taken back, oldest first."""
        made = changes.c.opening_id.in_(numbers) & changes.c.undone_at.is_(None)
        return [
            Correction(
                opening=row.opening_id,
                step=OpeningStep(row.what),
                at=row.at,
                before=columns_of(row.before),
            )
            for row in self._connection.execute(select(changes).where(made).order_by(changes.c.id))
        ]

    def extend(self, opening: Opening, person: int, *, until: datetime, now: datetime) -> int:
        """It stays open for longer, also after an estimate; returns the change's number, as all."""
        columns = {"expected_end": until, "closed_at": None, "is_estimate": False}
        return self._change(opening, OpeningStep.EXTENDED, person, now, columns)

    def count(self, opening: Opening, person: int, *, visits: int, now: datetime) -> int:
        """So many people came."""
        return self._change(opening, OpeningStep.COUNTED, person, now, _counted(opening, visits))

    def count_new(self, opening: Opening, person: int, *, new_faces: int, now: datetime) -> int:
        """So many of those who came were here for the first time this year."""
        return self._change(opening, OpeningStep.COUNTED, person, now, {"new_faces": new_faces})

    def close(
        self,
        opening: Opening,
        person: int,
        *,
        closed_at: datetime,
        now: datetime,
        visits: int | None = None,
    ) -> int:
        """The room was closed, and perhaps counted in the same breath."""
        counted = {} if visits is None else _counted(opening, visits)
        columns = {"closed_at": closed_at, "is_estimate": False, **counted}
        return self._change(opening, OpeningStep.CLOSED, person, now, columns)

    def close_by_estimate(self, opening: Opening, end: datetime, now: datetime) -> int:
        """Nobody closed: the last planned end is written down."""
        columns = {"closed_at": end, "is_estimate": True}
        return self._change(opening, OpeningStep.ESTIMATED, None, now, columns)

    def review(self, opening: Opening, person: int, now: datetime) -> int:
        """Somebody begins to count an earlier opening again; what follows is undone with this."""
        return self._change(opening, OpeningStep.REVIEWED, person, now, {})

    def changed(self, change: int) -> tuple[OpeningStep, Opening] | None:
        """What a change did, and the opening that it is about, as that is now."""
        step = select(changes.c.what, changes.c.opening_id).where(changes.c.id == change)
        row = self._connection.execute(step).one_or_none()
        opening = self.get(row.opening_id) if row else None
        return (OpeningStep(row.what), opening) if row and opening else None

    def undo(
        self, change: int, *, person: int, rooms: Sequence[str], now: datetime
    ) -> Opening | None:
        """Take back a person's own change with what they changed after it, within 10 minutes.

        ``rooms`` are the ones they hold a key to now. Returns the opening as it is then; None when
        it is too late, or when somebody else went on.
        """
        first = select(changes.c.opening_id).where(changes.c.id == change)
        since = (
            select(changes)
            .where(changes.c.opening_id == first.scalar_subquery(), changes.c.id >= change)
            .where(changes.c.undone_at.is_(None))
            .order_by(changes.c.id.desc())
        )
        rows = self._connection.execute(since).all()
        is_own = all(row.person_id == person for row in rows)
        if not rows or not is_own or rows[-1].id != change or rows[-1].at < now - UNDO_LASTS:
            return None
        before: dict[str, Any] = {}
        for row in rows:
            before |= columns_of(row.before)
        opening = rows[0].opening_id
        room = select(openings.c.room).where(openings.c.id == opening)
        opens_again = "closed_at" in before and before["closed_at"] is None
        is_own_room = self._connection.execute(room).scalar() in rooms
        if not is_own_room or (opens_again and self._has_later(opening)):
            return None
        try:
            with self._connection.begin_nested():
                if before:
                    self._latest.clear()
                    changed = update(openings).where(openings.c.id == opening)
                    self._connection.execute(changed, before)
        except IntegrityError:
            # Somebody opened the room again meanwhile: that opening stands.
            return None
        undone = update(changes).where(changes.c.id.in_([row.id for row in rows]))
        self._connection.execute(undone, {"undone_at": now})
        whole = select(openings).where(openings.c.id == opening)
        return _opening(self._connection.execute(whole).one())

    def _add(
        self,
        step: OpeningStep,
        room: str,
        day: date,
        person: int,
        now: datetime,
        times: Mapping[str, object],
    ) -> tuple[Opening, int] | None:
        row = {
            "room": room,
            "day": day,
            "opened_by": person,
            "helper": self._keys.of_year(day.year, person),
            **times,
        }
        self._latest.clear()
        try:
            # Two key-holders may open in the same second: the unique index lets one in.
            with self._connection.begin_nested():
                added = insert(openings).returning(openings.c.id)
                number = self._connection.execute(added, row).scalar_one()
                opening = self.get(number)
        except IntegrityError:
            return None
        assert opening
        return opening, self._note(opening.id, step, person, now, *began(now))

    def _change(
        self,
        opening: Opening,
        step: OpeningStep,
        person: int | None,
        now: datetime,
        columns: Mapping[str, object],
    ) -> int:
        """Change an opening and write down what it was before."""
        before = {key: getattr(opening, key) for key in columns}
        if columns:
            self._latest.clear()
            changed = update(openings).where(openings.c.id == opening.id)
            self._connection.execute(changed, dict(columns))
        return self._note(opening.id, step, person, now, before, columns)

    def _has_later(self, opening: int) -> bool:
        """Whether the same room was opened again after this opening."""
        this = openings.alias("this")
        later = (
            select(openings.c.id)
            .join(this, this.c.room == openings.c.room)
            .where(this.c.id == opening, openings.c.id != opening)
            .where(openings.c.undone_at.is_(None), openings.c.opened_at >= this.c.opened_at)
        )
        return self._connection.execute(later.limit(1)).first() is not None

    def _note(self, opening: int, *what: Any) -> int:
        row = change_row(opening, *what)
        noted = self._connection.execute(insert(changes).returning(changes.c.id), row)
        return int(noted.scalar_one())


_ALL = select(openings).where(openings.c.undone_at.is_(None))
_OPEN_NOW = _ALL.where(openings.c.closed_at.is_(None))
_LATEST = _ALL.where(
    or_(openings.c.day >= bindparam("since"), openings.c.closed_at.is_(None))
).order_by(openings.c.opened_at, openings.c.id)


def _opening(row: Row[Any]) -> Opening:
    return Opening(
        id=row.id,
        room=row.room,
        day=row.day,
        opened_at=row.opened_at,
        expected_end=row.expected_end,
        end_is_planned=row.end_is_planned,
        closed_at=row.closed_at,
        is_estimate=row.is_estimate,
        opened_by=row.opened_by,
        visits=row.visits,
        new_faces=row.new_faces,
    )


def _counted(opening: Opening, visits: int) -> dict[str, int | None]:
    """What a headcount sets; with fewer people than new faces, those are not known."""
    if opening.new_faces is not None and opening.new_faces > visits:
        return {"visits": visits, "new_faces": None}
    return {"visits": visits}
