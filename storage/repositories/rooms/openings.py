"""Openings: from a key-holder's "I open" until "I close", and every change to one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from storage.keyring import KeyRing
from storage.tables.rooms import changes, openings

UNDO_LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
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

    def open(
        self,
        room: str,
        day: date,
        now: datetime,
        expected_end: datetime,
        person: int,
        *,
        end_is_planned: bool,
        closed_at: datetime | None = None,
        noted_at: datetime | None = None,
    ) -> tuple[Opening, int] | None:
        """Start an opening; returns it with its change, or None when the room is open already.

        With ``closed_at`` it is one from the past that was forgotten, and ``noted_at`` is now.
        """
        row = {
            "room": room,
            "day": day,
            "opened_at": now,
            "expected_end": expected_end,
            "end_is_planned": end_is_planned,
            "closed_at": closed_at,
            "opened_by": person,
            "helper": self._keys.of_year(day.year, person),
        }
        try:
            # Two key-holders may open in the same second: the unique index lets one in.
            with self._connection.begin_nested():
                made = self._connection.execute(insert(openings).returning(openings.c.id), row)
                opening = self.get(made.scalar_one())
        except IntegrityError:
            return None
        assert opening
        what = "added" if closed_at else "opened"
        before = {"undone_at": (noted_at or now).isoformat()}
        return opening, self._note(
            opening.id, what, person, noted_at or now, before, {"undone_at": None}
        )

    def get(self, opening: int) -> Opening | None:
        """The opening with this number, unless it was undone; locked until the turn ends."""
        found = _ALL.where(openings.c.id == opening).with_for_update()
        row = self._connection.execute(found).one_or_none()
        return _opening(row) if row else None

    def open_now(self) -> dict[str, Opening]:
        """The opening of each room that is open."""
        rows = self._connection.execute(_OPEN_NOW)
        return {row.room: _opening(row) for row in rows}

    def latest(self, since: date) -> dict[str, Opening]:
        """The last opening of each room since a day, and any that is open for longer."""
        rows = self._connection.execute(_LATEST, {"since": since})
        return {row.room: _opening(row) for row in rows}

    def between(self, rooms: Sequence[str], first: date, last: date) -> list[Opening]:
        """The openings of these rooms on these days, oldest first."""
        found = _ALL.where(
            openings.c.room.in_(rooms), openings.c.day.between(first, last)
        ).order_by(openings.c.opened_at, openings.c.id)
        return [_opening(row) for row in self._connection.execute(found)]

    def change(
        self, opening: Opening, what: str, person: int | None, now: datetime, **to: Any
    ) -> int:
        """Change an opening and write down what it was before; returns the change's number."""
        before = {key: _plain(getattr(opening, key)) for key in to}
        after = {key: _plain(value) for key, value in to.items()}
        if to:
            self._connection.execute(update(openings).where(openings.c.id == opening.id), to)
        return self._note(opening.id, what, person, now, before, after)

    def undo(self, change: int, person: int, rooms: Sequence[str], now: datetime) -> Opening | None:
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
            before |= {key: _moment(key, value) for key, value in json.loads(row.before).items()}
        opening = rows[0].opening_id
        room = select(openings.c.room).where(openings.c.id == opening)
        if self._connection.execute(room).scalar() not in rooms:
            return None
        if "closed_at" in before and before["closed_at"] is None and self._has_later(opening):
            return None
        try:
            with self._connection.begin_nested():
                if before:
                    changed = update(openings).where(openings.c.id == opening)
                    self._connection.execute(changed, before)
        except IntegrityError:
            # Somebody opened the room again meanwhile: that opening stands.
            return None
        undone = update(changes).where(changes.c.id.in_([row.id for row in rows]))
        self._connection.execute(undone, {"undone_at": now})
        whole = select(openings).where(openings.c.id == opening)
        return _opening(self._connection.execute(whole).one())

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

    def _note(
        self,
        opening: int,
        what: str,
        person: int | None,
        now: datetime,
        before: dict[str, Any],
        after: dict[str, Any],
    ) -> int:
        row = {
            "opening_id": opening,
            "what": what,
            "at": now,
            "person_id": person,
            "before": json.dumps(before),
            "after": json.dumps(after),
        }
        noted = self._connection.execute(insert(changes).returning(changes.c.id), row)
        return int(noted.scalar_one())


_ALL = select(openings).where(openings.c.undone_at.is_(None))
_OPEN_NOW = _ALL.where(openings.c.closed_at.is_(None))
_LATEST = _ALL.where(
    or_(openings.c.day >= bindparam("since"), openings.c.closed_at.is_(None))
).order_by(openings.c.opened_at, openings.c.id)


def _opening(row: Row[Any]) -> Opening:
    return Opening(
        row.id,
        row.room,
        row.day,
        row.opened_at,
        row.expected_end,
        row.end_is_planned,
        row.closed_at,
        row.is_estimate,
        row.opened_by,
        row.visits,
        row.new_faces,
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _moment(key: str, value: Any) -> Any:
    is_moment = key in {"closed_at", "expected_end", "undone_at"} and value
    return datetime.fromisoformat(value) if is_moment else value
