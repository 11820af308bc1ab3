"""Ways back: pictures in an order that open one request, or a role, in another browser."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from storage.keyring import KeyRing
from storage.tables.people import ways_back


@dataclass(frozen=True, slots=True)
class WayBack:
    """What pictures open: somebody with a role, or one request."""

    person: int | None
    request: int | None


class WaysBack:
    """Queries about ways back. Only a mark of the pictures is kept: nobody can show them again."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def to_person(self, person: int, pictures: str) -> bool:
        """Let these pictures open a role, those of before no more; False where they are taken."""
        return self._make(pictures, person=person, request=None)

    def to_request(self, request: int, pictures: str) -> bool:
        """Let these pictures open a request, those of before no more; False if they are taken."""
        return self._make(pictures, person=None, request=request)

    def find(self, pictures: str) -> WayBack | None:
        """What these pictures open."""
        made = select(ways_back).where(ways_back.c.pictures_hash == self._hash(pictures))
        row = self._connection.execute(made).one_or_none()
        return WayBack(row.person_id, row.request_id) if row else None

    def has(self, person: int) -> bool:
        """Whether there are pictures that open somebody's role."""
        own = select(ways_back.c.person_id).where(ways_back.c.person_id == person)
        return self._connection.execute(own).first() is not None

    def _make(self, pictures: str, *, person: int | None, request: int | None) -> bool:
        if self.find(pictures):
            return False
        column = ways_back.c.request_id if person is None else ways_back.c.person_id
        before = delete(ways_back).where(column == (request if person is None else person))
        self._connection.execute(before)
        row = {"pictures_hash": self._hash(pictures), "person_id": person, "request_id": request}
        self._connection.execute(insert(ways_back), row)
        return True

    def _hash(self, pictures: str) -> bytes:
        return self._keys.find("ways_back.pictures", pictures)
