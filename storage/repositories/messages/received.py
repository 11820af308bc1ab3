"""What already came in, so that the same turn is never done twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert

from storage.dialect import insert_new
from storage.keyring import KeyRing
from storage.tables.messages import seen, set_aside

# Telegram keeps an update for a day; a web page retries for as long as it is open.
KEPT = timedelta(days=14)
MARK_BYTES = 16
# So much of a mark tells one failed turn from another.
SHORT = 8


class Received:
    """Turns by (channel, external id). A set, not a high-water mark: update ids turn random."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def first_time(self, turns: Sequence[tuple[str, str]], now: datetime) -> set[tuple[str, str]]:
        """Remember these (channel, external id) pairs; returns the ones that are new."""
        marks = {mark(self._keys, *turn): turn for turn in turns}
        rows = [{"mark": mark, "at": now} for mark in marks]
        new = insert_new(self._connection, seen).returning(seen.c.mark)
        added = self._connection.execute(new, rows).scalars()
        return {marks[mark] for mark in added}

    def put_aside(self, *, channel: str, external_id: str, problem: str, now: datetime) -> None:
        """Remember that a turn failed for good: a mark of it and the kind of error, no text."""
        short = mark(self._keys, channel, external_id)[:SHORT].hex()
        row = {"channel": channel, "mark": short, "problem": problem, "at": now}
        self._connection.execute(insert(set_aside), row)

    def forget_old(self, now: datetime) -> None:
        """Drop what nobody can send again."""
        self._connection.execute(delete(seen).where(seen.c.at < now - KEPT))


def mark(keys: KeyRing, channel: str, external_id: str) -> bytes:
    """What a turn is known by; without the keys nobody can tell whose it was."""
    return keys.find("seen", f"{channel}\0{external_id}")[:MARK_BYTES]
