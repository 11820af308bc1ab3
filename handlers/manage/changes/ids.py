"""Ids for what is made in the chat: from its name, and none that was ever there before."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from itertools import count

from storage.store import Store

LONGEST = 32
NOT_IN_AN_ID = re.compile("[^a-z0-9]+")


def new_id(store: Store, name: str, taken: Container[str], otherwise: str) -> str:
    """A name, and the number of the version with which it comes.

    So what left a file long ago shares nothing with it. ``otherwise`` where no letter is left.
    """
    numbers = count(store.neighbourhoods.newest() + 1)
    ids = (_ending(_bare(name) or otherwise, f"-{number}") for number in numbers)
    return next(one for one in ids if one not in taken)


def _ending(name: str, end: str) -> str:
    return name[: LONGEST - len(end)].strip("-") + end


def _bare(name: str) -> str:
    """A name in the letters that an id has."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return NOT_IN_AN_ID.sub("-", plain).strip("-")
