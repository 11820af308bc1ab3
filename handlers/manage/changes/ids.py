"""Ids for what is made in the chat: from its name, and new among those that were ever there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

LONGEST = 28
NOT_IN_AN_ID = re.compile("[^a-z0-9]+")


def id_for(name: str, taken: Container[str], otherwise: str) -> str:
    """An id of its own from a name: with a number behind it where another has the same."""
    first = bare(name, otherwise)
    ids = (first if number == 1 else f"{first}-{number}" for number in range(1, 1_000))
    return next(one for one in ids if one not in taken)


def bare(name: str, otherwise: str) -> str:
    """A name in the letters that an id has; ``otherwise`` where none is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return NOT_IN_AN_ID.sub("-", plain)[:LONGEST].strip("-") or otherwise
