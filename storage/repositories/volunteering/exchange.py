"""What neighbours can do for each other: "I can" and "I look for", and who was asked about whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from storage.keyring import KeyRing
from storage.repositories.people.present import present
from storage.sealed_rows import SealedRows, day_of
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
    """Two wishes that fit, and what each of the two said; None is no answer yet.

    ``meet_at`` is when the two meet who both said yes; None while the room has no hours.
    """

    id: int
    can: Wish
    look: Wish
    can_yes: bool | None
    look_yes: bool | None
    at: datetime
    meet_at: datetime | None

    def answer_of(self, wish: int) -> bool | None:
        """What the person of this wish said."""
        return self.can_yes if wish == self.can.id else self.look_yes


class Exchange:
    """Queries about wishes and introductions."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._wishes = SealedRows(connection, keys, wishes)
        self._pairs = SealedRows(connection, keys, introductions)

    def add(self, person: int, *, room: str, side: Side, thing: str, now: datetime) -> None:
        """Keep a new wish."""
        row = {"person_id": person, "room": room, "side": side, "thing": thing, "since": now}
        self._wishes.add(row)

    def get(self, wish: int) -> Wish | None:
        """The wish with this number."""
        row = self._wishes.one(wish)
        return _wish(row) if row else None

    def open_of(self, person: int) -> list[Wish]:
        """The open wishes of a person, oldest first."""
        return [_wish(row) for row in self._wishes.of(person, wishes.c.ended.is_(None))]

    def end(self, wish: int, now: datetime) -> None:
        """End a wish; the same again changes nothing."""
        self._wishes.change(wish, {"ended_at": now}, lambda row: not row.ended_at)

    def end_of_room(self, room: str, now: datetime) -> None:
        """End every wish in a room."""
        for row in self._wishes.some(wishes.c.ended.is_(None)):
            if row.room == room:
                self.end(row.id, now)

    def people_in(self, room: str) -> set[int]:
        """Who has an open wish in a room and has not left us."""
        return {wish.person for wish in self._open(locked=False) if wish.room == room}

    def counts(self, room: str) -> dict[tuple[str, Side], int]:
        """How many people have an open wish in a room, by thing and side."""
        whose = defaultdict(set)
        for wish in self._open(locked=False):
            if wish.room == room:
                whose[wish.thing, wish.side].add(wish.person)
        return {key: len(persons) for key, persons in whose.items()}

    def open(self) -> list[Wish]:
        """Every open wish of those who have not left us, oldest first; locked."""
        return self._open(locked=True)

    def forget_ended(self, before: datetime) -> None:
        """Drop the wishes that ended before a moment."""
        over = self._wishes.some(wishes.c.ended <= day_of(before))
        self._wishes.remove(row for row in over if row.ended_at < before)

    def introduce(self, *, can: int, look: int, now: datetime) -> int | None:
        """Keep that two wishes fit; returns its number, None when that was so already."""
        row = self._pairs.add({"at": now}, can_id=can, look_id=look)
        return int(row.id) if row else None

    def introductions_among(self, persons: Iterable[int]) -> list[Introduction]:
        """Every introduction that somebody of these people was ever asked about."""
        own = [row.id for person in persons for row in self._wishes.of(person)]
        among = introductions.c.can_id.in_(own) | introductions.c.look_id.in_(own)
        return self._introductions(self._pairs.some(among))

    def introduction(self, number: int) -> Introduction | None:
        """The introduction with this number; locked until the turn ends."""
        row = self._pairs.one(number, locked=True)
        return self._introductions([row])[0] if row else None

    def agreed(self, since: datetime) -> list[Introduction]:
        """Those who were asked about each other since then, and both said yes."""
        every = self._pairs.some()
        return self._introductions(
            [row for row in every if row.can_yes and row.look_yes and row.at > since]
        )

    def meeting_in(self, room: str, now: datetime) -> list[Introduction]:
        """Those who are to meet in a room."""
        ahead = [row for row in self._pairs.some() if row.meet_at and row.meet_at > now]
        return [pair for pair in self._introductions(ahead) if pair.can.room == room]

    def answer(self, introduction: Introduction, wish: int, *, is_yes: bool) -> None:
        """Keep what the person of this wish said."""
        field = "can_yes" if wish == introduction.can.id else "look_yes"
        self._pairs.change(introduction.id, {field: is_yes})

    def meet(self, introduction: int, at: datetime) -> None:
        """The two meet then."""
        self._pairs.change(introduction, {"meet_at": at})

    def _open(self, *, locked: bool) -> list[Wish]:
        rows = self._wishes.some(wishes.c.ended.is_(None), locked=locked)
        here = present(self._connection, {row.person_id for row in rows})
        return [_wish(row) for row in rows if row.person_id in here]

    def _introductions(self, rows: Sequence[Any]) -> list[Introduction]:
        numbers = {number for row in rows for number in (row.can_id, row.look_id)}
        known = {row.id: _wish(row) for row in self._wishes.some(wishes.c.id.in_(numbers))}
        return [
            Introduction(
                id=row.id,
                can=known[row.can_id],
                look=known[row.look_id],
                can_yes=row.can_yes,
                look_yes=row.look_yes,
                at=row.at,
                meet_at=row.meet_at,
            )
            for row in rows
        ]


def _wish(row: Any) -> Wish:
    return Wish(
        id=row.id,
        person=row.person_id,
        room=row.room,
        side=Side(row.side),
        thing=row.thing,
        since=row.since,
        is_open=row.ended is None,
    )
