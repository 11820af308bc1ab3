"""The tables of talks between a resident and a neighbour."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
)

from storage.tables.base import OF_NOBODY, SEALED, Moment, Number, key, metadata, of, person

# A resident who wants a human. `circle` is how wide it was asked.
talks = Table(
    "talks",
    metadata,
    key(),
    person(),
    # Whose of those that share the phone; empty for the first of them.
    Column("face", String(8), nullable=False, server_default="", key="profile"),
    Column("room", String(32), nullable=False, server_default=""),
    Column("state", String(12), nullable=False),
    Column("reach", Integer, nullable=False, server_default="0", key="circle"),
    Column("opened_at", Moment, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("taken_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("closed_at", Moment),
    Index(None, "person_id"),
    Index(None, "state"),
    Index(None, "taken_by"),
    info=of("person_id"),
)


# What was said in a talk, sealed; wiped when it is closed.
talk_lines = Table(
    "talk_lines",
    metadata,
    key(),
    Column("talk_id", Number, ForeignKey("talks.id", ondelete="CASCADE"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("by_resident", Boolean, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("words", LargeBinary, nullable=False, info=SEALED),
    Index(None, "talk_id", "id"),
    info=OF_NOBODY,
)
