"""The tables of activities: single times that differ, and who signed up."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    text,
)

from storage.tables.base import OF_NOBODY, Moment, key, metadata, of, set_only

# What became of one time of an activity: moved, cancelled, how many came. `start` is the moment
# that the file's rule gives; without a row it goes as the file says.
occurrences = Table(
    "occurrences",
    metadata,
    Column("activity", String(32), primary_key=True),
    Column("start", Moment, primary_key=True),
    Column("room", String(32), nullable=False),
    Column("day", Date, nullable=False),
    Column("moved_to", Moment),
    Column("cancelled_at", Moment),
    Column("came", Integer),
    Column("changed_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("changed_at", Moment, nullable=False),
    Index(None, "day"),
    Index(None, "start"),
    set_only("moved_to"),
    set_only("changed_by"),
    info=OF_NOBODY,
)


SIGNED_UP = "state IN ('in', 'waiting', 'offered')"
KEPT_FREE = "state = 'offered'"
KNOWN = "person_id IS NOT NULL"


# Who comes to one time of an activity, or waits for a place. `size` counts the others too.
signups = Table(
    "signups",
    metadata,
    key(),
    Column("person_id", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("face", String(8), nullable=False, server_default="", key="profile"),
    Column("activity", String(32), nullable=False),
    Column("start", Moment, nullable=False),
    Column("room", String(32), nullable=False),
    Column("day", Date, nullable=False),
    Column("size", Integer, nullable=False),
    Column("state", String(12), nullable=False),
    Column("since", Moment, nullable=False),
    # Until when a freed place is kept for somebody on the waiting list, or, of what was given back,
    # until when that can be undone.
    Column("held_until", Moment, key="kept_until"),
    # What was said to a reminder or to a change: "comes", or empty for no answer; "left" the list.
    Column("answer", String(8), nullable=False, server_default=""),
    Index(None, "activity", "start", "id"),
    Index(None, "day"),
    Index(
        "uq_signups_once",
        "person_id",
        "profile",
        "activity",
        "start",
        unique=True,
        sqlite_where=text(SIGNED_UP),
    ),
    Index("ix_signups_held", "id", sqlite_where=text(KEPT_FREE)),
    Index(None, "start"),
    set_only("person_id"),
    Index("ix_signups_known_day", "day", sqlite_where=text(KNOWN)),
    info=of("person_id"),
)
