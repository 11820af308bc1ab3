"""Who wants every message said aloud, and how often somebody had one said before we asked."""

from __future__ import annotations

from sqlalchemy import Connection, case, select, update

from storage.tables.people import people

# After so many times we ask, once; further nobody counts.
ASKED_AFTER = 3


class Sound:
    """Queries about sound. The choice belongs to a phone, whoever has it in their hands."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def is_on(self, person: int) -> bool:
        """Whether every message comes with sound."""
        own = select(people.c.with_sound).where(people.c.id == person)
        return bool(self._connection.execute(own).scalar())

    def was_asked(self, person: int) -> bool:
        """Whether somebody listened so often that they were asked."""
        own = select(people.c.listened).where(people.c.id == person)
        return (self._connection.execute(own).scalar() or 0) >= ASKED_AFTER

    def listened(self, person: int) -> bool:
        """Once more; returns whether now is the time to ask."""
        count = people.c.listened
        # Once asked, it stays so.
        once_more = case((count < ASKED_AFTER, count + 1), else_=ASKED_AFTER + 1)
        counted = update(people).where(people.c.id == person).values(listened=once_more)
        return self._connection.execute(counted.returning(count)).scalar() == ASKED_AFTER

    def choose(self, person: int, *, is_on: bool) -> None:
        """Every message comes with sound from now on, or none does."""
        chosen = {"with_sound": is_on, "listened": ASKED_AFTER}
        self._connection.execute(update(people).where(people.c.id == person), chosen)

    def languages(self) -> list[str]:
        """The languages that people here chose, or else their devices hinted."""
        spoken = case((people.c.language != "", people.c.language), else_=people.c.hint)
        return list(self._connection.execute(select(spoken).distinct()).scalars())
