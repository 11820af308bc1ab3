"""What already came in, so that the same turn is never done twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert

from storage.dialect import insert_new
from storage.tables.messages import seen, set_aside

# Telegram keeps an update for a day; a web page retries for as long as it is open.
KEPT = timedelta(days=14)


class Received:
    """Turns by (channel, external id). A set, not a high-water mark: update ids turn random."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._insert = insert_new(connection, seen).returning(seen.c.channel, seen.c.external_id)

    def first_time(self, turns: Sequence[tuple[str, str]], now: datetime) -> set[tuple[str, str]]:
        """Remember these (channel, external id) pairs; returns the ones that are new."""
        rows = [
            {"channel": channel, "external_id": external_id, "at": now}
            for channel, external_id in dict.fromkeys(turns)
        ]
        added = self._connection.execute(self._insert, rows)
        return {(row.channel, row.external_id) for row in added}

    def put_aside(self, *, channel: str, external_id: str, problem: str, now: datetime) -> None:
        """Remember that a turn failed for good: its number and the kind of error, no text."""
        row = {"channel": channel, "external_id": external_id, "problem": problem, "at": now}
        self._connection.execute(insert(set_aside), row)

    def forget_old(self, now: datetime) -> None:
        """Drop what nobody can send again."""
        self._connection.execute(delete(seen).where(seen.c.at < now - KEPT))
