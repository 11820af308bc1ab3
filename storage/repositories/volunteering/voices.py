"""Sentences of ours that neighbours recorded: sealed, heard by all once a second one said yes."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from storage.keyring import KeyRing
from storage.sealed_rows import SealedRows, marks_of
from storage.tables.volunteering import voices

# How one is called in a message; no service's name of a voice note has a colon in it.
OURS = "neighbour:"
# All of them together, sealed: about three thousand sentences.
MOST_BYTES = 200 * 2**20
# So many wait at most for somebody who listens to them, of one sentence in one language.
MOST_WAITING = 3
# What nobody said yes to; and what nobody says any more, from the day on which that was seen.
UNCONFIRMED, WAITS = timedelta(days=2), timedelta(weeks=6)
STALE = timedelta(weeks=6)


class State(StrEnum):
    """How a recording stands: its own person hears it, another one is to, everybody may."""

    MADE = "made"
    WAITING = "waiting"
    APPROVED = "approved"


MADE, WAITING, APPROVED = State.MADE, State.WAITING, State.APPROVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A recording without its sound: of which sentence, whose, and how it stands."""

    id: int
    language: str
    heard: bytes
    state: State
    person: int | None
    slot: str
    one: str
    fetched_as: str

    @property
    def name(self) -> str:
        """How it is called in a message."""
        return f"{OURS}{self.id}"


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be told of a recording without opening it."""

    id: int
    language: str
    heard: bytes
    state: State
    stale_since: date | None


class Voices:
    """Queries about what neighbours recorded, as OGG/Opus."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection, self._keys = connection, keys
        self._rows = SealedRows(connection, keys, voices)

    def make(
        self,
        person: int,
        *,
        language: str,
        heard: bytes,
        slot: str,
        one: str,
        today: date,
        sound: bytes = b"",
        fetched_as: str = "",
    ) -> Recorded:
        """Keep what somebody has just recorded; what they had not said yes to before goes."""
        self._rows.remove(self._rows.of(person, voices.c.state == MADE))
        values = {
            "person_id": person,
            "slot": slot,
            "one": one,
            "fetched_as": fetched_as,
            "sound": b64encode(sound).decode(),
        }
        clear = {"language": language, "heard_hash": heard, "state": MADE, "since": today}
        return _recorded(self._rows.add(values, **clear))

    def get(self, number: int) -> Recorded | None:
        """The recording with this number."""
        row = self._rows.one(number)
        return _recorded(row) if row else None

    def named(self, voice: str) -> Recorded | None:
        """The recording that is called so in a message."""
        return self.get(_number(voice)) if is_neighbours(voice) else None

    def sound(self, number: int) -> bytes:
        """How it sounds; empty when it is gone, or not fetched yet."""
        row = self._rows.one(number)
        return b64decode(row.sound) if row else b""

    def sound_named(self, voice: str) -> bytes:
        """The same by what it is called in a message."""
        return self.sound(_number(voice)) if is_neighbours(voice) else b""

    def are_here(self, names: Iterable[str]) -> set[str]:
        """Which of these are not gone; none is opened."""
        named = {_number(name): name for name in names if is_neighbours(name)}
        if not named:
            return set()
        kept = select(voices.c.id).where(voices.c.id.in_(named))
        return {named[number] for number in self._connection.execute(kept).scalars()}

    def keep_sound(self, number: int, sound: bytes) -> None:
        """It was fetched: from now on it is here and not with the service."""
        self._rows.change(
            number,
            {"sound": b64encode(sound).decode(), "fetched_as": ""},
            lambda row: not row.sound,
        )

    def confirm(self, number: int, today: date) -> bool:
        """Its person said that it is right: from now on it waits for another one to listen."""
        found = self._rows.one(number, locked=True)
        if found is None or found.state != MADE or not found.sound:
            return False
        if len(self._of_words(found, WAITING)) >= MOST_WAITING:
            self._rows.remove([found])
            return False
        stays = self.may_stay(found.person_id)
        self._rows.change(number, {"stays": stays}, state=WAITING, since=today)
        return True

    def approve(self, number: int) -> bool:
        """Everybody may hear it, and no other of the same words."""
        found = self._rows.one(number, locked=True)
        if found is None or found.state != WAITING:
            return False
        self._rows.remove([*self._of_words(found, WAITING), *self._of_words(found, APPROVED)])
        self._rows.change(number, {}, state=APPROVED)
        return True

    def drop(self, number: int, *states: State) -> bool:
        """It is gone, if it stood so; nothing of it stays."""
        gone = delete(voices).where(voices.c.id == number, voices.c.state.in_(states))
        return bool(self._connection.execute(gone).rowcount)

    def entries(self, language: str = "") -> list[Entry]:
        """All that are confirmed, or those of one language, the oldest day first."""
        of = voices.c
        wanted = select(of.id, of.language, of.heard_hash, of.state, of.stale_since)
        wanted = wanted.where(of.state != MADE).order_by(of.since, of.id)
        if language:
            wanted = wanted.where(of.language == language)
        return [
            Entry(number, tag, bytes(heard), State(state), stale)
            for number, tag, heard, state, stale in self._connection.execute(wanted)
        ]

    def numbers_of(self, person: int) -> list[int]:
        """Those that somebody said yes to; none is opened."""
        of = voices.c
        own = select(of.id).where(of.mark.in_(marks_of(self._keys, voices, person)))
        return list(self._connection.execute(own.where(of.state != MADE)).scalars())

    def may_stay(self, person: int) -> bool | None:
        """What somebody answered when they were asked whether theirs stay; None before."""
        own = self.numbers_of(person)
        answers = (self._rows.one(number).stays for number in own)
        return next((stays for stays in answers if stays is not None), None)

    def choose(self, person: int, *, stays: bool) -> None:
        """From now on theirs stay when they are forgotten, or go."""
        for row in self._rows.of(person, voices.c.state != MADE):
            self._rows.change(row.id, {"stays": stays})

    def take_back(self, person: int) -> int:
        """None of somebody's is here any more; returns how many that were."""
        many = len(self.numbers_of(person))
        self._rows.remove(self._rows.of(person))
        return many

    def has_room(self, more: int) -> bool:
        """Whether one more of so many bytes fits beside all that are kept."""
        size = select(func.coalesce(func.sum(func.length(voices.c.what)), 0))
        return int(self._connection.execute(size).scalar_one()) + more <= MOST_BYTES

    def note_stale(self, stale: Iterable[int], today: date) -> None:
        """The words of these are not said any more, as of today."""
        self._set_stale(stale, today)

    def note_said(self, said: Iterable[int]) -> None:
        """The words of these are said after all."""
        self._set_stale(said, None)

    def forget_old(self, today: date) -> None:
        """Drop what its person or another one never said yes to, and what nobody says any more."""
        of = voices.c
        for old in (
            (of.state == MADE) & (of.since < today - UNCONFIRMED),
            (of.state == WAITING) & (of.since < today - WAITS),
            of.stale_since < today - STALE,
        ):
            self._connection.execute(delete(voices).where(old))

    def _set_stale(self, numbers: Iterable[int], day: date | None) -> None:
        numbers = list(numbers)
        if numbers:
            these = update(voices).where(voices.c.id.in_(numbers))
            self._connection.execute(these.values(stale_since=day))

    def _of_words(self, row: Any, state: State) -> list[Any]:
        """The others of the same words in the same language that stand so."""
        of = voices.c
        same = (of.language == row.language, of.heard_hash == row.heard_hash)
        return self._rows.some(*same, of.state == state, of.id != row.id)


def is_neighbours(voice: str) -> bool:
    """Whether this names a sentence that a neighbour recorded."""
    return voice.startswith(OURS)


def _recorded(row: Any) -> Recorded:
    return Recorded(
        id=row.id,
        language=row.language,
        heard=bytes(row.heard_hash),
        state=State(row.state),
        person=row.person_id,
        slot=row.slot,
        one=row.one,
        fetched_as=row.fetched_as,
    )


def _number(voice: str) -> int:
    number = voice.removeprefix(OURS)
    return int(number) if number.isascii() and number.isdigit() and len(number) < 17 else 0
