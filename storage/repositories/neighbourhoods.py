"""The neighbourhood file as it was last loaded."""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, select, update

from storage.dialect import insert_new
from storage.keyring import KeyMissing, KeyRing
from storage.neighbourhood.model import Neighbourhood
from storage.tables.messages import neighbourhood

# The file as it was last loaded, and what subscribers know of it.
PRESENT, KNOWN = 1, 2
_DIGEST = select(neighbourhood.c.digest).where(neighbourhood.c.id == PRESENT)


class Neighbourhoods:
    """Queries about the one neighbourhood that this bot serves."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def save(self, loaded: Neighbourhood) -> bool:
        """Keep a neighbourhood; False when it is the one already kept.

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
        return True

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
