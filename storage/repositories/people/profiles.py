"""Several people, one phone: which pictures they go by, and who has it in their hands now."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, and_, delete, select, update

from storage.dialect import insert_new
from storage.tables.people import people, profiles

# The first of them needs no picture.
FIRST = ""


def languages_of(
    connection: Connection, wanted: Collection[tuple[int, str]]
) -> dict[tuple[int, str], str]:
    """The language of each (person, profile), where several share a phone; else of the first."""
    rows = connection.execute(
        select(profiles.c.person_id, profiles.c.profile, profiles.c.language, people.c.hint)
        .join(people, people.c.id == profiles.c.person_id)
        .where(profiles.c.person_id.in_({person for person, _ in wanted}))
    ).all()
    known = {(row.person_id, row.profile): row.language for row in rows}
    hints = {row.person_id: row.hint for row in rows}
    return {
        (person, profile): known.get((person, profile))
        or known.get((person, FIRST))
        or hints[person]
        for person, profile in wanted
        if person in hints
    }


class Profiles:
    """Queries about those who share a phone."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, person: int) -> set[str]:
        """The pictures in use on a phone, without the first person, who has none."""
        others = select(profiles.c.profile).where(
            profiles.c.person_id == person, profiles.c.profile != FIRST
        )
        return set(self._connection.execute(others).scalars())

    def holder(self, person: int) -> str:
        """Who has the phone now."""
        now = select(people.c.profile).where(people.c.id == person)
        return str(self._connection.execute(now).scalar_one())

    def add(self, person: int, profile: str) -> None:
        """Somebody new on a phone; with the first of them the first person's language is kept."""
        chosen = select(people.c.language).where(people.c.id == person)
        first = {
            "person_id": person,
            "profile": FIRST,
            "language": self._connection.execute(chosen).scalar_one(),
        }
        new = {"person_id": person, "profile": profile, "language": ""}
        self._connection.execute(insert_new(self._connection, profiles), [first, new])

    def switch(self, person: int, profile: str) -> str:
        """Hand the phone to somebody who is known on it; returns what language they chose."""
        chosen = select(profiles.c.language).where(
            profiles.c.person_id == person, profiles.c.profile == profile
        )
        language = str(self._connection.execute(chosen).scalar_one())
        changed = update(people).where(people.c.id == person)
        self._connection.execute(changed.values(profile=profile, language=language))
        return language

    def remove(self, person: int, profile: str) -> None:
        """Forget somebody on a phone; the first person cannot be forgotten alone."""
        own = and_(
            profiles.c.person_id == person,
            profiles.c.profile == profile,
            profiles.c.profile != FIRST,
        )
        self._connection.execute(delete(profiles).where(own))
