"""The neighbourhood as it is now, and as it was before: by a file, or changed in the chat."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, or_, select, update

from storage.dialect import insert_new
from storage.keyring import KeyMissing, KeyRing
from storage.neighbourhood.model import Neighbourhood
from storage.tables.messages import neighbourhood
from storage.tables.messages import neighbourhood_versions as versions

# The neighbourhood as it is now, and what subscribers know of it.
PRESENT, KNOWN = 1, 2
# So many versions are kept; some kilobytes each.
MOST_VERSIONS = 1_000
_DIGEST = select(neighbourhood.c.digest).where(neighbourhood.c.id == PRESENT)
_NEWEST = select(func.max(versions.c.number))


class Source(StrEnum):
    """Where a version came from."""

    FILE = "file"
    CHAT = "chat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """When and how the neighbourhood came to be so; ``at`` is None where that is not known."""

    number: int
    at: datetime | None
    source: Source


class Neighbourhoods:
    """Queries about the one neighbourhood that this bot serves."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys
        # Whoever thinks on in the same transaction has to look at it again.
        self.was_changed = False

    def save(
        self, loaded: Neighbourhood, at: datetime | None = None, source: Source = Source.FILE
    ) -> bool:
        """Keep a neighbourhood as its newest version; False when it is the one already kept.

        The first one binds the database to the key ring, which has to be in its file; raises
        KeyMissing when another start bound it to another ring meanwhile.
        """
        self._keys.check_file()
        document = loaded.to_json()
        digest = hashlib.sha256(document.encode()).hexdigest()
        if digest == self.digest():
            return False
        if self.known_mark() is None:
            # The very first file is news to nobody.
            self.know(self.current() or loaded, self.digest() or digest)
        self._put(PRESENT, digest, document)
        if not self.keys_fit():
            raise KeyMissing(
                "The key file does not belong to this database. "
                "Put back the one it was made with (BUURTBOT_KEYS_FILE)."
            )
        number = self.newest() + 1
        made = {"number": number, "at": at, "source": source}
        packed = zlib.compress(document.encode())
        self._connection.execute(insert(versions), {**made, "document": packed})
        old = versions.c.number <= number - MOST_VERSIONS
        self._connection.execute(delete(versions).where(old))
        self.was_changed = True
        return True

    def hold(self) -> None:
        """Keep everybody else from changing it until the transaction ends."""
        present = select(neighbourhood.c.id).where(neighbourhood.c.id == PRESENT)
        self._connection.execute(present.with_for_update())

    def newest(self) -> int:
        """The number of the version that is in force; 0 before the first."""
        return self._connection.execute(_NEWEST).scalar() or 0

    def versions(self, before: int | None = None, most: int = 1) -> list[Version]:
        """The newest versions, the last one first; those ``before`` a number where one is given."""
        wanted = _version().order_by(versions.c.number.desc()).limit(most)
        if before is not None:
            wanted = wanted.where(versions.c.number < before)
        return [_as_version(row) for row in self._connection.execute(wanted)]

    def at_version(self, number: int) -> Neighbourhood | None:
        """The neighbourhood as it was; None when that was too long ago."""
        wanted = select(versions.c.document).where(versions.c.number == number)
        packed = self._connection.execute(wanted).scalar()
        return Neighbourhood.from_json(zlib.decompress(packed).decode()) if packed else None

    def in_force(self, moment: datetime) -> Neighbourhood | None:
        """The neighbourhood as it was then; None when it still is, or nobody knows any more."""
        by_then = or_(versions.c.at.is_(None), versions.c.at <= moment)
        number = self._connection.execute(_NEWEST.where(by_then)).scalar()
        return self.at_version(number) if number and number != self.newest() else None

    def of_chat(self) -> list[Version]:
        """What was changed in the chat since the last file was loaded, the oldest first."""
        of_file = select(func.coalesce(func.max(versions.c.number), 0)).where(
            versions.c.source == Source.FILE
        )
        since = versions.c.number > of_file.scalar_subquery()
        wanted = _version().where(since).order_by(versions.c.number)
        return [_as_version(row) for row in self._connection.execute(wanted)]

    def digest(self) -> str | None:
        """What tells one loaded file from the next; None before the first."""
        return self._connection.execute(_DIGEST).scalar()

    def current(self) -> Neighbourhood | None:
        """The neighbourhood, or None before a file was loaded."""
        present = select(neighbourhood.c.document).where(neighbourhood.c.id == PRESENT)
        document = self._connection.execute(present).scalar()
        return Neighbourhood.from_json(document) if document else None

    def known_mark(self) -> str | None:
        """What `know` wrote down last: it begins as the digest of the file that was told."""
        mark = select(neighbourhood.c.digest).where(neighbourhood.c.id == KNOWN)
        return self._connection.execute(mark).scalar()

    def known(self) -> tuple[str, Neighbourhood]:
        """What subscribers know, with its mark; locked, so that one copy of us tells."""
        known = select(neighbourhood.c.digest, neighbourhood.c.document)
        locked = known.where(neighbourhood.c.id == KNOWN).with_for_update()
        row = self._connection.execute(locked).one()
        return row.digest, Neighbourhood.from_json(row.document)

    def know(self, told: Neighbourhood, mark: str) -> None:
        """Subscribers know this from now on."""
        self._put(KNOWN, mark, told.to_json())

    def keys_fit(self) -> bool:
        """Whether the key ring is the one this database was made with."""
        kept = select(neighbourhood.c.key_ring).where(neighbourhood.c.id == PRESENT)
        ring = self._connection.execute(kept).scalar()
        return ring is None or ring == self._keys.fingerprint()

    def _put(self, number: int, digest: str, document: str) -> None:
        row = {
            "id": number,
            "digest": digest,
            "document": document,
            "key_ring": self._keys.fingerprint(),
        }
        added = insert_new(self._connection, neighbourhood).returning(neighbourhood.c.id)
        if self._connection.execute(added, row).first() is None:
            changed = update(neighbourhood).where(neighbourhood.c.id == number)
            self._connection.execute(changed.values(digest=digest, document=document))


def _version() -> Select[Any]:
    return select(versions.c.number, versions.c.at, versions.c.source)


def _as_version(row: Any) -> Version:
    return Version(number=row.number, at=row.at, source=Source(row.source))
