"""Ids for what is made in the chat: from its name, and new among those that were ever there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

LONGEST = 28
NOT_IN_AN_ID = re.compile("[^a-z0-9]+")


def id_for(name: str, taken: Container[str], otherwise: str) -> str:
    """An id of its own from a name; letters that no id has are left out, ``otherwise`` if all."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    bare = NOT_IN_AN_ID.sub("-", plain)[:LONGEST].strip("-") or otherwise
    ids = (bare if number == 1 else f"{bare}-{number}" for number in range(1, 1_000))
    return next(one for one in ids if one not in taken)
