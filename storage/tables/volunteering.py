"""The tables of helping out: offers, steps, wishes and introductions."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    String,
    Table,
)

from storage.tables.base import OF_NOBODY, Moment, Number, key, metadata, of, person

# Somebody offered to help in a room: what, and when it suits.
offers = Table(
    "offers",
    metadata,
    key(),
    person(),
    Column("room", String(32), nullable=False),
    Column("what", String(16), nullable=False),
    Column("times", String(40), nullable=False),
    Column("state", String(12), nullable=False),
    Column("since", Moment, nullable=False),
    Column("answered_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("answered_at", Moment),
    # When the trial with a buddy is, and who the buddy is.
    Column("trial_at", Moment),
    Column("buddy_id", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Index(None, "person_id"),
    Index(None, "room", "state"),
    info=of("person_id"),
)


# The way from visitor to paid job, step by step; only with the person's own yes.
path_steps = Table(
    "path_steps",
    metadata,
    key(),
    person(),
    Column("room", String(32), nullable=False),
    Column("step", String(20), nullable=False),
    Column("day", Date, nullable=False),
    Column("proposed_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("agreed_at", Moment),
    Index(None, "person_id"),
    info=of("person_id"),
)


# "I can" and "I look for": small things within a room, by kind only.
wishes = Table(
    "wishes",
    metadata,
    key(),
    person(),
    Column("room", String(32), nullable=False),
    Column("side", String(8), nullable=False),
    Column("thing", String(16), nullable=False),
    Column("since", Moment, nullable=False),
    Column("ended_at", Moment),
    Index(None, "person_id"),
    Index(None, "room", "thing"),
    info=of("person_id"),
)


# Two wishes that fit: who asked is introduced only when both said yes.
introductions = Table(
    "introductions",
    metadata,
    key(),
    Column("can_id", Number, ForeignKey("wishes.id", ondelete="CASCADE"), nullable=False),
    Column("look_id", Number, ForeignKey("wishes.id", ondelete="CASCADE"), nullable=False),
    Column("can_yes", Boolean),
    Column("look_yes", Boolean),
    Column("at", Moment, nullable=False),
    Index("uq_introductions_pair", "can_id", "look_id", unique=True),
    info=OF_NOBODY,
)
