"""Every connection, what it is at, and until when: nobody holds one by doing nothing."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from enum import Enum, auto
from typing import Protocol

from bot.channels.web.bounds.limits import Bounds


class Stage(Enum):
    """What a connection is at."""

    # A part of the head, or of the body, is still to come.
    HEAD = auto()
    BODY = auto()
    # We are at work, or the answer is on its way.
    ANSWER = auto()
    # Answered; another request may come.
    IDLE = auto()


class Connection(Protocol):
    """Somebody at the other end."""

    def drop(self, *, is_late: bool) -> None:
        """End it now; who is late is told so."""
        ...


class Connections:
    """All connections, each with its stage, its deadline and the address it counts for."""

    def __init__(self, bounds: Bounds, clock: Callable[[], float] = time.monotonic) -> None:
        self._bounds = bounds
        self._clock = clock
        self._lasts = {
            Stage.HEAD: bounds.head,
            Stage.BODY: bounds.body,
            Stage.ANSWER: bounds.answer,
            Stage.IDLE: bounds.answer,
        }
        self._at: dict[Connection, tuple[Stage, str]] = {}
        # Each in the order of its deadlines, for a stage lasts equally long for everybody.
        self._until: dict[Stage, OrderedDict[Connection, float]] = {
            stage: OrderedDict() for stage in Stage
        }
        self._unfinished: dict[str, OrderedDict[Connection, None]] = {}

    def __len__(self) -> int:
        """How many there are."""
        return len(self._at)

    def has_room(self) -> bool:
        """Whether one more fits; if need be, one that does nothing makes room for it."""
        if len(self) < self._bounds.connections:
            return True
        for stage in (Stage.IDLE, Stage.HEAD, Stage.BODY):
            if self._until[stage]:
                self._end(next(iter(self._until[stage])))
                return True
        return False

    def enter(self, connection: Connection, stage: Stage, address: str) -> None:
        """A connection begins with this; with too many of its address, the oldest one ends.

        Not the newest: whoever sends a whole request is served, whatever others hold open.
        """
        self.leave(connection)
        self._at[connection] = stage, address
        self._until[stage][connection] = self._clock() + self._lasts[stage]
        if stage not in {Stage.HEAD, Stage.BODY}:
            return
        unfinished = self._unfinished.setdefault(address, OrderedDict())
        unfinished[connection] = None
        if len(unfinished) > self._bounds.unfinished:
            self._end(next(iter(unfinished)))

    def leave(self, connection: Connection) -> None:
        """A connection is gone, or at something else from now on."""
        stage, address = self._at.pop(connection, (None, ""))
        if stage is None:
            return
        del self._until[stage][connection]
        if stage in {Stage.HEAD, Stage.BODY}:
            del self._unfinished[address][connection]
            if not self._unfinished[address]:
                del self._unfinished[address]

    def end_late(self) -> None:
        """End every connection that had its time."""
        now = self._clock()
        for until in self._until.values():
            while until and (first := next(iter(until.items())))[1] <= now:
                self._end(first[0], is_late=True)

    def _end(self, connection: Connection, *, is_late: bool = False) -> None:
        self.leave(connection)
        connection.drop(is_late=is_late)
