"""What nobody understood: whole utterances that may become phrases, once they are nobody's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, or_, select, update

from storage.dialect import insert_new
from storage.keyring import KeyRing, KeysOutOfReach
from storage.sealed_rows import new_number
from storage.sealed_text import seal, unseal
from storage.tables.conversations import not_understood

# So many different people make an utterance one of everybody.
PEOPLE = 3
# So many are remembered that nobody decided about.
MOST = 5_000
# How long one rests in words.
KEPT = timedelta(days=365)
MARK_BYTES = 16
# In bytes, all alike: sixty letters of any script fit.
SHORTEST = 256
PLACE = ("not_understood", "words")
# Whoever cannot be told apart from others is one person together with them.
ANYBODY = b"anybody"


_SAME = (
    select(not_understood)
    .where(not_understood.c.utterance_hash == bindparam("found"))
    .with_for_update()
)


class State(StrEnum):
    """How far an utterance is: some typed it, it waits for a coordinator, who decided."""

    HEARD = "heard"
    WAITS = "waits"
    ACCEPTED = "accepted"
    THROWN = "thrown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """An utterance in words, and the language of the chat in which it was typed."""

    id: int
    words: str
    language: str


class NotUnderstood:
    """Queries about utterances that were not understood; no row names anybody."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def heard(self, utterance: str, person: int | None, today: date) -> int | None:
        """Count somebody who typed it; its number once the third of different people did.

        ``person`` is None for those whom nobody can tell apart. Then call `rests` or `drop`.
        """
        found = self._keys.find("not_understood", utterance)
        row = self._connection.execute(_SAME, {"found": found}).one_or_none()
        if row is not None and row.state != State.HEARD:
            return None
        mark = self._mark(found, person, today.year)
        if mark is None:
            return None
        if row is None:
            new = {"id": new_number(), "utterance_hash": found, "state": State.HEARD}
            new |= {"since": today, "year": today.year, "marks": mark, "language": "", "words": b""}
            added = insert_new(self._connection, not_understood).returning(not_understood.c.id)
            if self._connection.execute(added, new).first() is not None:
                self._make_room()
                return None
            # Another copy was told it at the same moment.
            row = self._connection.execute(_SAME, {"found": found}).one_or_none()
            if row is None or row.state != State.HEARD:
                return None
        before = row.marks if row.year == today.year else b""
        if mark in (before[at : at + MARK_BYTES] for at in range(0, len(before), MARK_BYTES)):
            return None
        marks = before + mark
        self._put(row.id, year=today.year, marks=marks)
        return int(row.id) if len(marks) >= PEOPLE * MARK_BYTES else None

    def rests(self, number: int, words: str, language: str, today: date) -> None:
        """Keep the words, sealed; who typed them is not known any more, not even by marks."""
        sealed = seal(self._keys, words, *PLACE, number, shortest=SHORTEST)
        done = {"words": sealed, "language": language, "since": today}
        self._put(number, state=State.WAITS, marks=b"", **done)

    def drop(self, number: int) -> None:
        """Keep nothing of it."""
        self._connection.execute(delete(not_understood).where(not_understood.c.id == number))

    def how_many(self) -> int:
        """How many wait for a coordinator."""
        waiting = select(func.count()).where(not_understood.c.state == State.WAITS)
        return int(self._connection.execute(waiting).scalar_one())

    def waiting(self, skip: int) -> Utterance | None:
        """The one that waits after so many others, by language and age; None when there is none."""
        row = self._connection.execute(_of(State.WAITS).offset(skip).limit(1)).one_or_none()
        return self._opened(row) if row else None

    def accepted(self) -> list[Utterance]:
        """What a coordinator accepted, by language."""
        return [self._opened(row) for row in self._connection.execute(_of(State.ACCEPTED))]

    def accept(self, number: int, today: date) -> bool:
        """A translator may see it; False when somebody decided before."""
        return self._decide(number, state=State.ACCEPTED, since=today)

    def throw_away(self, number: int, today: date) -> bool:
        """Only its hash stays, so that it never comes back; False when somebody decided before."""
        gone = {"words": b"", "language": "", "since": today}
        return self._decide(number, state=State.THROWN, **gone)

    def forget_old(self, today: date) -> None:
        """Drop what too few people typed last year, and words that rested for a year."""
        heard = and_(not_understood.c.state == State.HEARD, not_understood.c.year < today.year)
        in_words = not_understood.c.state.in_((State.WAITS, State.ACCEPTED))
        rested = and_(in_words, not_understood.c.since < today - KEPT)
        self._connection.execute(delete(not_understood).where(or_(heard, rested)))

    def _mark(self, utterance: bytes, person: int | None, year: int) -> bytes | None:
        """What stands for a person beside this utterance, and beside no other one."""
        try:
            who = ANYBODY if person is None else self._keys.of_year(year, person)
        except KeysOutOfReach:
            # Nobody is left without an answer for it.
            return None
        value = f"{year} {utterance.hex()} {who.hex()}"
        return self._keys.find("not_understood.mark", value)[:MARK_BYTES]

    def _make_room(self) -> None:
        """Drop the oldest of those that the fewest people typed, where there are too many."""
        undecided = not_understood.c.state.in_((State.HEARD, State.WAITS))
        count = self._connection.execute(select(func.count()).where(undecided)).scalar_one()
        if count <= MOST:
            return
        fewest = (
            select(not_understood.c.id)
            .where(undecided)
            .order_by(
                not_understood.c.state != State.HEARD,
                func.length(not_understood.c.marks),
                not_understood.c.since,
                not_understood.c.id,
            )
            .limit(count - MOST)
        )
        self._connection.execute(delete(not_understood).where(not_understood.c.id.in_(fewest)))

    def _decide(self, number: int, **values: object) -> bool:
        waiting = update(not_understood).where(
            not_understood.c.id == number, not_understood.c.state == State.WAITS
        )
        return bool(self._connection.execute(waiting.values(**values)).rowcount)

    def _put(self, number: int, **values: object) -> None:
        here = update(not_understood).where(not_understood.c.id == number)
        self._connection.execute(here.values(**values))

    def _opened(self, row: Any) -> Utterance:
        words = unseal(self._keys, row.words, *PLACE, row.id)
        return Utterance(id=row.id, words=words, language=row.language)


def _of(state: State) -> Any:
    return (
        select(not_understood)
        .where(not_understood.c.state == state)
        .order_by(not_understood.c.language, not_understood.c.since, not_understood.c.id)
    )
