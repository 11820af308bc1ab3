"""The neighbourhood file as it was last loaded."""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, select

from storage.dialect import insert_new
from storage.keyring import KeyRing
from storage.neighbourhood import Neighbourhood
from storage.tables import neighbourhood


class Neighbourhoods:
    """Queries about the one neighbourhood that this bot serves."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def save(self, loaded: Neighbourhood) -> bool:
        """Keep a neighbourhood; False when it is the one already kept."""
        document = loaded.to_json()
        digest = hashlib.sha256(document.encode()).hexdigest()
        if digest == self.digest():
            return False
        row = {
            "id": 1,
            "digest": digest,
            "document": document,
            "key_ring": self._keys.fingerprint(),
        }
        added = insert_new(self._connection, neighbourhood).returning(neighbourhood.c.id)
        if self._connection.execute(added, row).first() is None:
            self._connection.execute(neighbourhood.update(), row)
        return True

    def digest(self) -> str | None:
        """What tells one loaded file from the next; None before the first."""
        return self._connection.execute(select(neighbourhood.c.digest)).scalar()

    def current(self) -> Neighbourhood | None:
        """The neighbourhood, or None before a file was loaded."""
        document = self._connection.execute(select(neighbourhood.c.document)).scalar()
        return Neighbourhood.from_json(document) if document else None

    def keys_fit(self) -> bool:
        """Whether the key ring is the one this database was made with."""
        found = self._connection.execute(select(neighbourhood.c.key_ring)).scalar()
        return found is None or found == self._keys.fingerprint()
