"""What neighbours can do for each other: "I can" and "I look for", and who was asked about whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from storage.dialect import insert_new
from storage.tables.people import people
from storage.tables.volunteering import introductions, wishes

CAN, LOOK = "can", "look"


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing that one person can do, or looks for, in one room."""

    id: int
    person: int
    room: str
    side: str
    thing: str
    since: datetime
    is_open: bool


@dataclass(frozen=True, slots=True)
class Introduction:
    """Two wishes that fit, and what each of the two said; None is no answer yet."""

    id: int
    can: Wish
    look: Wish
    can_yes: bool | None
    look_yes: bool | None
    at: datetime

    def answer_of(self, wish: int) -> bool | None:
        """What the person of this wish said."""
        return self.can_yes if wish == self.can.id else self.look_yes


class Exchange:
    """Queries about wishes and introductions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, person: int, room: str, side: str, thing: str, now: datetime) -> None:
        """Keep a new wish."""
        row = {"person_id": person, "room": room, "side": side, "thing": thing, "since": now}
        self._connection.execute(insert(wishes), row)

    def get(self, wish: int) -> Wish | None:
        """The wish with this number."""
        row = self._connection.execute(select(wishes).where(wishes.c.id == wish)).one_or_none()
        return _wish(row) if row else None

    def open_of(self, person: int) -> list[Wish]:
        """The open wishes of a person, oldest first."""
        found = select(wishes).where(wishes.c.person_id == person, wishes.c.ended_at.is_(None))
        return [_wish(row) for row in self._connection.execute(found.order_by(wishes.c.id))]

    def end(self, wish: int, now: datetime) -> None:
        """End a wish; the same again changes nothing."""
        open_one = update(wishes).where(wishes.c.id == wish, wishes.c.ended_at.is_(None))
        self._connection.execute(open_one.values(ended_at=now))

    def counts(self, room: str) -> dict[tuple[str, str], int]:
        """How many people have an open wish in a room, by thing and side."""
        found = (
            select(wishes.c.thing, wishes.c.side, func.count(wishes.c.person_id.distinct()))
            .join(people, people.c.id == wishes.c.person_id)
            .where(wishes.c.room == room, wishes.c.ended_at.is_(None))
            .where(people.c.left_at.is_(None))
            .group_by(wishes.c.thing, wishes.c.side)
        )
        return {(thing, side): n for thing, side, n in self._connection.execute(found)}

    def open(self) -> list[Wish]:
        """Every open wish of those who have not left us, oldest first; locked."""
        found = (
            select(wishes)
            .join(people, people.c.id == wishes.c.person_id)
            .where(wishes.c.ended_at.is_(None), people.c.left_at.is_(None))
            .order_by(wishes.c.id)
            .with_for_update(of=wishes)
        )
        return [_wish(row) for row in self._connection.execute(found)]

    def introduce(self, can: int, look: int, now: datetime) -> int | None:
        """Keep that two wishes fit; returns its number, None when that was so already."""
        row = {"can_id": can, "look_id": look, "at": now}
        added = insert_new(self._connection, introductions).returning(introductions.c.id)
        made = self._connection.execute(added, row).first()
        return made[0] if made else None

    def introductions_among(self, persons: Iterable[int]) -> list[Introduction]:
        """Every introduction that somebody of these people was ever asked about."""
        among = list(persons)
        found = _INTRODUCTIONS.where(_can.c.person_id.in_(among) | _look.c.person_id.in_(among))
        return [_introduction(row) for row in self._connection.execute(found)]

    def introduction(self, number: int) -> Introduction | None:
        """The introduction with this number; locked until the turn ends."""
        found = _INTRODUCTIONS.where(introductions.c.id == number)
        row = self._connection.execute(found.with_for_update(of=introductions)).one_or_none()
        return _introduction(row) if row else None

    def agreed(self, since: datetime) -> list[Introduction]:
        """Those who were asked about each other since then, and both said yes."""
        both = introductions.c.can_yes.is_(True) & introductions.c.look_yes.is_(True)
        found = _INTRODUCTIONS.where(both, introductions.c.at > since)
        return [_introduction(row) for row in self._connection.execute(found)]

    def answer(self, introduction: Introduction, wish: int, *, is_yes: bool) -> None:
        """Keep what the person of this wish said."""
        column = "can_yes" if wish == introduction.can.id else "look_yes"
        changed = update(introductions).where(introductions.c.id == introduction.id)
        self._connection.execute(changed.values({column: is_yes}))


_can, _look = wishes.alias("can"), wishes.alias("look")
_INTRODUCTIONS: Select[Any] = (
    select(
        introductions,
        *(column.label(f"one_{column.name}") for column in _can.c),
        *(column.label(f"two_{column.name}") for column in _look.c),
    )
    .join(_can, _can.c.id == introductions.c.can_id)
    .join(_look, _look.c.id == introductions.c.look_id)
    .order_by(introductions.c.id)
)


def _wish(row: Row[Any], prefix: str = "") -> Wish:
    id_, person, room, side, thing, since, ended = (
        getattr(row, f"{prefix}{name}")
        for name in ("id", "person_id", "room", "side", "thing", "since", "ended_at")
    )
    return Wish(id_, person, room, side, thing, since, ended is None)


def _introduction(row: Row[Any]) -> Introduction:
    return Introduction(
        row.id, _wish(row, "one_"), _wish(row, "two_"), row.can_yes, row.look_yes, row.at
    )
