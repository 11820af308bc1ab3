"""The rooms, day by day: who opened, until when, how many came, and who said "I am here"."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from storage.demo.plan import Block, Making
from storage.demo.residents import Residents
from storage.demo.team import Team
from storage.dialect import count_on
from storage.repositories.people.people import PERSON_BITS
from storage.repositories.rooms.opening_changes import OpeningStep, began, change_row
from storage.repositories.rooms.participants import CHECKIN, counted
from storage.tables.messages import jobs
from storage.tables.rooms import changes, measured, openings, participants

MINUTE = timedelta(minutes=1)
FEWEST, MOST = 5, 40
# Of a hundred blocks so many are held; of a hundred openings somebody counts, asks who is new,
# and forgets to close.
HELD, COUNTED, ASKED, FORGOTTEN = 0.94, 0.92, 0.85, 0.04
# Of those who are inside so many tap "I am here" at most; most of them come often.
TAPPED, OFTEN = 0.35, 1.6
JOBS_KEPT = timedelta(days=399)


class Openings:
    """The openings of all rooms in all years, in the order of time."""

    def __init__(self, making: Making, residents: Residents, team: Team) -> None:
        self._making, self._residents, self._team = making, residents, team
        chance = making.chance("rooms")
        # How many come to a room on most days, and who held its keys before.
        self._usual = [chance.uniform(11, 24) for _ in making.rooms]
        self._former = [[chance.getrandbits(PERSON_BITS) for _ in range(12)] for _ in making.rooms]
        self._number = {name: at for at, name in enumerate(making.rooms)}

    def write(self) -> None:
        """Write down the openings, what was changed at each, and who was counted there."""
        making = self._making
        making.add(openings, self._all())
        making.add(changes, (change for row in self._all() for change in _changes(row)))
        count_on(making.store.connection, [openings])
        # A coordinator said of the first room since when it is measured.
        blocks = making.plan.blocks
        making.add(measured, [{"room": one.room, "since": one.day} for one in blocks[:1]])
        making.add(participants, self._participants())
        making.add(jobs, self._told())

    def _all(self) -> Iterator[dict[str, Any]]:
        """Every opening with its number; the same ones each time it is asked."""
        chance, making = self._making.chance("openings"), self._making
        number = 0
        for block in making.plan.blocks:
            opened_at = block.start + chance.randint(-10, 15) * MINUTE
            drawn = self._drawn(chance, block, opened_at)
            if chance.random() < HELD and opened_at < making.now:
                number += 1
                yield {"id": number, **drawn}

    def _drawn(self, chance: random.Random, block: Block, opened_at: datetime) -> dict[str, Any]:
        room = self._number[block.room]
        is_forgotten = chance.random() < FORGOTTEN
        late = chance.randint(-15, 20) * MINUTE
        closed_at = block.end if is_forgotten else block.end + late
        is_over = closed_at < self._making.now
        many = round(chance.gauss(self._usual[room], 5))
        visits = max(FEWEST, min(MOST, many)) if chance.random() < COUNTED else None
        # In January nearly everybody is here for the first time in the year.
        new = int(chance.random() * (4.5 - block.day.month / 4))
        new_faces = min(new, visits) if visits is not None and chance.random() < ASKED else None
        person, helper = self._opener(chance, room, opened_at)
        return {
            "room": block.room,
            "day": block.day,
            "opened_at": opened_at,
            "expected_end": block.end,
            "end_is_planned": True,
            "closed_at": closed_at if is_over else None,
            "is_estimate": is_forgotten and is_over,
            "opened_by": person,
            "helper": self._making.keys.of_year(block.day.year, helper),
            "visits": visits if is_over else None,
            "new_faces": new_faces if is_over else None,
        }

    def _opener(
        self, chance: random.Random, room: int, opened_at: datetime
    ) -> tuple[int | None, int]:
        """A key-holder of that time: who is gone by now has no number any more."""
        since = self._team.since[room]
        turn = int(len(since) * chance.random() ** OFTEN)
        if since[turn] < opened_at:
            person = self._residents.ids[self._residents.of_room(room, turn)]
            return person, person
        return None, self._former[room][turn % len(self._former[room])]

    def _participants(self) -> Iterator[dict[str, Any]]:
        chance, residents, keys = (
            self._making.chance("check-ins"),
            self._residents,
            self._making.keys,
        )
        here: set[int] = set()
        today = self._making.first_day
        for row in self._all():
            room, day = self._number[row["room"]], row["day"]
            if day != today:
                today, here = day, set()
            inside = row["visits"] or 10
            pool = residents.regulars(room)
            for _ in range(int(inside * TAPPED * chance.random() + 0.5)):
                place = residents.of_room(room, int(pool * chance.random() ** OFTEN))
                if place not in here:
                    here.add(place)
                    mark = keys.of_year(day.year, residents.ids[place])
                    yield counted(keys, day, row["room"], mark, CHECKIN)

    def _told(self) -> Iterator[dict[str, Any]]:
        """That subscribers were told of each of these."""
        for row in self._all():
            if row["opened_at"] > self._making.now - JOBS_KEPT:
                job = {"job": "tell opening", "period": str(row["id"])}
                yield {**job, "at": row["opened_at"] + MINUTE}


def _changes(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """It was opened, who was new was asked, and it was closed and counted, or nobody did so."""
    number, person = row["id"], row["opened_by"]
    opened_at, closed_at = row["opened_at"], row["closed_at"]
    yield change_row(number, OpeningStep.OPENED, person, opened_at, *began(opened_at))
    if closed_at is None:
        return
    before = {"closed_at": None, "is_estimate": False}
    after = {"closed_at": closed_at, "is_estimate": row["is_estimate"]}
    counts = {"visits": row["visits"]} if row["visits"] is not None else {}
    if row["is_estimate"]:
        late = closed_at + 120 * MINUTE
        yield change_row(number, OpeningStep.ESTIMATED, None, late, before, after)
    else:
        before, after = {**before, **dict.fromkeys(counts)}, {**after, **counts}
        yield change_row(number, OpeningStep.CLOSED, person, closed_at, before, after)
    if row["new_faces"] is not None:
        new = {"new_faces": row["new_faces"]}
        at = closed_at + MINUTE
        yield change_row(number, OpeningStep.COUNTED, person, at, dict.fromkeys(new), new)
