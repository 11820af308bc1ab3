"""What needs somebody: who wants to be told of what, at what time, and what they know."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from storage.keyring import KeyRing
from storage.repositories.people.roles import COORDINATOR
from storage.sealed_rows import NUMBER_BITS, SealedRows
from storage.tables.people import roles
from storage.tables.reports import alert_choices

# Nine in the morning, in minutes after midnight.
NINE = 9 * 60


class Subject(StrEnum):
    """What an alert is about."""

    NOT_OPENED = "not_opened"
    SILENT = "silent"
    TARGETS = "targets"
    REQUESTS = "requests"
    OFFERS = "offers"
    PARTNER = "partner"
    VISITORS = "visitors"
    SENDING = "sending"


class Known(NamedTuple):
    """One thing that somebody was told of: its subject, which one of these, and of when."""

    subject: str
    about: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a coordinator wants: at which minute of the day, of what not; and what they know."""

    minute: int = NINE
    muted: frozenset[str] = frozenset()
    told: tuple[Known, ...] = ()
    last: date | None = None


class Alerts:
    """Queries about what coordinators are told; whoever chose nothing is told all of it at nine.

    A row has a number that is made of its person's with the key: two turns that meet make one.
    """

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys
        self._rows = SealedRows(connection, keys, alert_choices)

    def of(self, person: int) -> Wanted:
        """What somebody wants."""
        row = self._rows.one(self._number(person))
        return _wanted(row) if row else Wanted()

    def everybody(self) -> dict[int, Wanted]:
        """What everybody wants who chose something, or was told of something."""
        return {row.person_id: _wanted(row) for row in self._rows.some()}

    def set_minute(self, person: int, minute: int) -> None:
        """From now on they are told at this minute of the day."""
        self._write(person, {"minute": minute})

    def mute(self, person: int, muted: Collection[str]) -> None:
        """From now on they are told of everything but these."""
        self._write(person, {"muted": " ".join(sorted(muted))})

    def begin(self, person: int, day: date) -> Wanted | None:
        """What somebody wants, for the first who tells them on a day; None for whoever is later."""
        row = self._write(person, {"last": day}, lambda row: row.last != day)
        return _wanted(row) if row else None

    def knows(self, person: int, told: Collection[Known]) -> None:
        """They know of all this, and of nothing else that goes on."""
        self._write(person, {"told": _written(told)})

    def learns(self, person: int, one: Known) -> bool:
        """They know of this too; False when they did."""
        before = self.of(person).told
        if one in before:
            return False
        told = _written([*before, one])
        return bool(self._write(person, {"told": told}, lambda row: one not in _told(row)))

    def forget_without_role(self) -> None:
        """Drop what was kept of those who are no coordinators any more."""
        holds = select(roles.c.person_id).where(
            roles.c.role == COORDINATOR, roles.c.ended_at.is_(None)
        )
        able = set(self._connection.execute(holds).scalars())
        self._rows.remove(row for row in self._rows.some() if row.person_id not in able)

    def _write(
        self,
        person: int,
        values: dict[str, object],
        expects: Callable[[Any], bool] = lambda _: True,
    ) -> Any:
        """The row as it is then; None when it is not as expected."""
        number = self._number(person)
        if self._rows.one(number, locked=True) is None:
            own = {"person_id": person, "minute": NINE, **values}
            if added := self._rows.add(own, number=number):
                return added
        return self._rows.change(number, values, expects)

    def _number(self, person: int) -> int:
        found = self._keys.find("alert_choices", str(person))
        return int.from_bytes(found[:8]) >> (64 - NUMBER_BITS)


def _told(row: Any) -> tuple[Known, ...]:
    lines = (row.told or "").splitlines()
    return tuple(Known(*line.split(" ")[: len(Known._fields)]) for line in lines)


def _written(told: Iterable[Known]) -> str:
    """A line each; no part of it has a space."""
    return "\n".join(" ".join(one) for one in told)


def _wanted(row: Any) -> Wanted:
    return Wanted(
        minute=row.minute,
        muted=frozenset(row.muted.split()),
        told=_told(row),
        last=row.last,
    )
