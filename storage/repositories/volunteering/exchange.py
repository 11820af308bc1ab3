"""What neighbours can do for each other: "I can" and "I look for", and who was asked about whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from storage.dialect import insert_new
from storage.tables.people import people
from storage.tables.volunteering import introductions, wishes


class Side(StrEnum):
    """Whether somebody can do something, or looks for somebody who can."""

    CAN = "can"
    LOOK = "look"


CAN, LOOK = Side.CAN, Side.LOOK


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One thing that one person can do, or looks for, in one room."""

    id: int
    person: int
    room: str
    side: Side
    thing: str
    since: datetime
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
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

    def add(self, person: int, *, room: str, side: Side, thing: str, now: datetime) -> None:
        """Keep a new wish."""
        row = {"person_id": person, "room": room, "side": side, "thing": thing, "since": now}
        self._connection.execute(insert(wishes), row)

    def get(self, wish: int) -> Wish | None:
        """The wish with this number."""
        row = self._connection.execute(select(wishes).where(wishes.c.id == wish)).one_or_none()
        return _wish(row) if row else None

    def open_of(self, person: int) -> list[Wish]:
        """The open wishes of a person, oldest first."""
        own = select(wishes).where(wishes.c.person_id == person, wishes.c.ended_at.is_(None))
        return [_wish(row) for row in self._connection.execute(own.order_by(wishes.c.id))]

    def end(self, wish: int, now: datetime) -> None:
        """End a wish; the same again changes nothing."""
        still_open = update(wishes).where(wishes.c.id == wish, wishes.c.ended_at.is_(None))
        self._connection.execute(still_open.values(ended_at=now))

    def counts(self, room: str) -> dict[tuple[str, Side], int]:
        """How many people have an open wish in a room, by thing and side."""
        counted = (
            select(wishes.c.thing, wishes.c.side, func.count(wishes.c.person_id.distinct()))
            .join(people, people.c.id == wishes.c.person_id)
            .where(wishes.c.room == room, wishes.c.ended_at.is_(None))
            .where(people.c.left_at.is_(None))
            .group_by(wishes.c.thing, wishes.c.side)
        )
        rows = self._connection.execute(counted)
        return {(thing, Side(side)): number for thing, side, number in rows}

    def open(self) -> list[Wish]:
        """Every open wish of those who have not left us, oldest first; locked."""
        every = (
            select(wishes)
            .join(people, people.c.id == wishes.c.person_id)
            .where(wishes.c.ended_at.is_(None), people.c.left_at.is_(None))
            .order_by(wishes.c.id)
            .with_for_update(of=wishes)
        )
        return [_wish(row) for row in self._connection.execute(every)]

    def introduce(self, *, can: int, look: int, now: datetime) -> int | None:
        """Keep that two wishes fit; returns its number, None when that was so already."""
        row = {"can_id": can, "look_id": look, "at": now}
        added = insert_new(self._connection, introductions).returning(introductions.c.id)
        number: int | None = self._connection.execute(added, row).scalar()
        return number

    def introductions_among(self, persons: Iterable[int]) -> list[Introduction]:
        """Every introduction that somebody of these people was ever asked about."""
        among = list(persons)
        theirs = _INTRODUCTIONS.where(_can.c.person_id.in_(among) | _look.c.person_id.in_(among))
        return [_introduction(row) for row in self._connection.execute(theirs)]

    def introduction(self, number: int) -> Introduction | None:
        """The introduction with this number; locked until the turn ends."""
        wanted = _INTRODUCTIONS.where(introductions.c.id == number)
        row = self._connection.execute(wanted.with_for_update(of=introductions)).one_or_none()
        return _introduction(row) if row else None

    def agreed(self, since: datetime) -> list[Introduction]:
        """Those who were asked about each other since then, and both said yes."""
        both = introductions.c.can_yes.is_(True) & introductions.c.look_yes.is_(True)
        agreed = _INTRODUCTIONS.where(both, introductions.c.at > since)
        return [_introduction(row) for row in self._connection.execute(agreed)]

    def answer(self, introduction: Introduction, wish: int, *, is_yes: bool) -> None:
        """Keep what the person of this wish said."""
        column = "can_yes" if wish == introduction.can.id else "look_yes"
        changed = update(introductions).where(introductions.c.id == introduction.id)
        self._connection.execute(changed.values({column: is_yes}))


_can, _look = wishes.alias("can"), wishes.alias("look")
_INTRODUCTIONS: Select[Any] = (
    select(
        introductions,
        *(column.label(f"can_wish_{column.name}") for column in _can.c),
        *(column.label(f"look_wish_{column.name}") for column in _look.c),
    )
    .join(_can, _can.c.id == introductions.c.can_id)
    .join(_look, _look.c.id == introductions.c.look_id)
    .order_by(introductions.c.id)
)


def _wish(row: Row[Any], prefix: str = "") -> Wish:
    own = {name: getattr(row, f"{prefix}{name}") for name in wishes.c.keys()}  # noqa: SIM118
    return Wish(
        id=own["id"],
        person=own["person_id"],
        room=own["room"],
        side=Side(own["side"]),
        thing=own["thing"],
        since=own["since"],
        is_open=own["ended_at"] is None,
    )


def _introduction(row: Row[Any]) -> Introduction:
    return Introduction(
        id=row.id,
        can=_wish(row, "can_wish_"),
        look=_wish(row, "look_wish_"),
        can_yes=row.can_yes,
        look_yes=row.look_yes,
        at=row.at,
    )
