"""What there was to do: who signed up, who came, what was cancelled, and who comes next."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from storage.demo.plan import Making, Time
from storage.demo.residents import Residents
from storage.repositories.activities.moves import KEPT
from storage.repositories.activities.sign_ups import (
    CALLED_OFF,
    CAME,
    CANCELLED,
    IN,
    PASSED,
    SEEN,
    WAITING,
    SignUpState,
)
from storage.repositories.rooms.participants import ACTIVITY, counted
from storage.tables.activities import occurrences, signups
from storage.tables.rooms import participants

# People sign up from so long before.
AHEAD = timedelta(days=14)
CANCELS = 0.03
# Where nobody is turned away, so many sign up at most.
MOST = 9


class _SignedUp(NamedTuple):
    place: int
    size: int
    state: SignUpState


class Activities:
    """Every time of every activity, in the order of time."""

    def __init__(self, making: Making, residents: Residents) -> None:
        self._making, self._residents = making, residents
        self._number = {name: at for at, name in enumerate(making.rooms)}

    def write(self) -> None:
        """Write down what became of each time, who signed up, and who was reached there."""
        making = self._making
        making.add(occurrences, (self._occurrence(*drawn) for drawn in self._all()))
        making.add(signups, (row for drawn in self._all() for row in self._signups(*drawn)))
        making.add(participants, self._participants())

    def _all(self) -> Iterator[tuple[Time, date, list[_SignedUp]]]:
        """Each time with its day and who signed up for it; the same ones each time it is asked."""
        chance, making = self._making.chance("activities"), self._making
        for time in making.plan.times:
            signed_up = list(self._signed_up(chance, time))
            if signed_up and time.start < making.now + AHEAD:
                yield time, time.start.astimezone(making.zone).date(), signed_up

    def _signed_up(self, chance: random.Random, time: Time) -> Iterator[_SignedUp]:
        residents, room = self._residents, self._number[time.room]
        is_over = time.start < self._making.now
        places = time.places or MOST
        many = min(chance.randint(0, places + 2), residents.regulars(room))
        is_cancelled = chance.random() < CANCELS
        for turn in chance.sample(range(residents.regulars(room)), many):
            size = 2 if turn % 7 == 0 else 1
            if is_cancelled:
                state = CALLED_OFF
            elif chance.random() < 0.1:
                state = CANCELLED
            elif size > places:
                # Who waited for a place that nobody gave up.
                state = PASSED if is_over else WAITING
            else:
                places -= size
                state = CAME if is_over and chance.random() < 0.6 else IN
            yield _SignedUp(residents.of_room(room, turn), size, state)

    def _occurrence(self, time: Time, day: date, signed_up: list[_SignedUp]) -> dict[str, Any]:
        now = self._making.now
        is_over = time.start < now - timedelta(hours=3)
        is_cancelled = signed_up[0].state == CALLED_OFF
        came = sum(one.size for one in signed_up if one.state in {IN, CAME})
        return {
            "activity": time.activity,
            "start": time.start,
            "room": time.room,
            "day": day,
            "cancelled_at": min(time.start - timedelta(days=1), now) if is_cancelled else None,
            # Nobody counted one of four.
            "came": came if is_over and not is_cancelled and day.toordinal() % 4 else None,
            "changed_at": min(time.start, now),
        }

    def _signups(
        self, time: Time, day: date, signed_up: list[_SignedUp]
    ) -> Iterator[dict[str, Any]]:
        making = self._making
        is_known = day >= making.today - KEPT
        for one in signed_up:
            yield {
                "person_id": self._residents.ids[one.place] if is_known else None,
                "activity": time.activity,
                "start": time.start,
                "room": time.room,
                "day": day,
                "size": one.size,
                "state": one.state.value,
                "since": min(time.start, making.now) - timedelta(hours=1 + one.place % 100),
                # Whoever was told of it has read so.
                "answer": SEEN.value if one.state == CALLED_OFF else "",
            }

    def _participants(self) -> Iterator[dict[str, Any]]:
        keys = self._making.keys
        for time, day, signed_up in self._all():
            for one in signed_up:
                if one.state == CAME:
                    mark = keys.of_year(day.year, self._residents.ids[one.place])
                    yield counted(keys, day, time.room, mark, ACTIVITY)
