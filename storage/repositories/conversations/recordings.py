"""The sound of voice notes that were spoken on a page: sealed, and gone with what was said."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable

from sqlalchemy import Connection, delete, func, select

from storage.keyring import KeyRing
from storage.sealed_rows import SealedRows
from storage.tables.conversations import recordings

# How a recording of ours is called in a line of a talk and in a message; no service's name of a
# voice note has a colon in it.
OURS = "recording:"
# All of them together, sealed: about a thousand.
MOST_BYTES = 200 * 2**20


def is_ours(voice: str) -> bool:
    """Whether this names a recording that rests here, and not with a service."""
    return voice.startswith(OURS)


class Recordings:
    """Queries about recordings, as OGG/Opus; each belongs to a talk."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._rows = SealedRows(connection, keys, recordings)

    def keep(self, talk: int, sound: bytes) -> str:
        """Keep a recording until its line is wiped; returns what it is called."""
        row = self._rows.add({"sound": b64encode(sound).decode()}, talk_id=talk)
        return f"{OURS}{row.id}"

    def sound(self, voice: str) -> bytes:
        """The recording that is called so; empty when it is gone."""
        row = self._rows.one(_number(voice)) if is_ours(voice) else None
        return b64decode(row.sound) if row else b""

    def are_here(self, voices: Iterable[str]) -> set[str]:
        """Which of these are not gone; none is opened."""
        named = {_number(voice): voice for voice in voices if is_ours(voice)}
        if not named:
            return set()
        kept = select(recordings.c.id).where(recordings.c.id.in_(named))
        return {named[number] for number in self._connection.execute(kept).scalars()}

    def wipe(self, voices: Iterable[str]) -> None:
        """Drop these; what else is named is not ours to drop."""
        numbers = [_number(voice) for voice in voices if is_ours(voice)]
        if numbers:
            self._connection.execute(delete(recordings).where(recordings.c.id.in_(numbers)))

    def has_room(self, more: int) -> bool:
        """Whether one more of so many bytes fits beside all that are kept."""
        size = select(func.coalesce(func.sum(func.length(recordings.c.what)), 0))
        return int(self._connection.execute(size).scalar_one()) + more <= MOST_BYTES


def _number(voice: str) -> int:
    number = voice.removeprefix(OURS)
    return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
