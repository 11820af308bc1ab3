"""Sentences of ours that people said are wrong: which, in which language, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, delete, func, select, update

from storage.dialect import insert_new
from storage.tables.conversations import wrong_sentences

# From the last time that somebody said so.
KEPT = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongSentence:
    """A sentence of the catalog: its language, its slot, its English, and how often."""

    language: str
    slot: str
    one: str
    times: int


class WrongSentences:
    """Queries about sentences that are wrong; who said so is not kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note(self, language: str, slot: str, one: str, today: date) -> None:
        """Somebody says that this sentence is wrong in this language."""
        which = {"language": language, "slot": slot, "one": one}
        row = {**which, "times": 0, "last": today}
        self._connection.execute(insert_new(self._connection, wrong_sentences), row)
        more = update(wrong_sentences).filter_by(**which)
        more = more.values(times=wrong_sentences.c.times + 1, last=today)
        self._connection.execute(more)

    def how_many(self) -> int:
        """How many different sentences somebody said are wrong."""
        every = select(func.count()).select_from(wrong_sentences)
        return int(self._connection.execute(every).scalar_one())

    def all(self) -> list[WrongSentence]:
        """All of them by language, the ones that were named most often first."""
        of = wrong_sentences.c
        every = select(of.language, of.slot, of.one, of.times)
        rows = self._connection.execute(
            every.order_by(of.language, of.times.desc(), of.slot, of.one)
        )
        return [
            WrongSentence(language=language, slot=slot, one=one, times=times)
            for language, slot, one, times in rows
        ]

    def forget_old(self, today: date) -> None:
        """Drop those of which nobody said so for a year."""
        old = wrong_sentences.c.last < today - KEPT
        self._connection.execute(delete(wrong_sentences).where(old))
