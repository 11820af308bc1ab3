"""The tables of requests for help, their steps, notes, links and who is full."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
)

from storage.tables.base import OF_NOBODY, SEALED, Moment, key, metadata, of

# A request for help. What it is about is fixed words; what the person typed is sealed.
requests = Table(
    "requests",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("person_id", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("face", String(8), nullable=False, server_default="", key="profile"),
    Column("language", String(16), nullable=False, server_default=""),
    Column("domain", String(16), nullable=False),
    # Where somebody wants to meet: a room, or empty for "come to me".
    Column("room", String(32), nullable=False, server_default=""),
    Column("is_urgent", Boolean, nullable=False),
    Column("times", String(40), nullable=False),
    # Whether this phone is safe to write to; else `contact` says where.
    Column("safe_here", Boolean, nullable=False),
    Column("contact", LargeBinary, info=SEALED),
    Column("call_me", LargeBinary, info=SEALED),
    # Who is asked now: a partner's id, or empty for the room itself.
    Column("partner", String(32), nullable=False, server_default=""),
    Column("asked", String(400), nullable=False, server_default=""),
    Column("state", String(16), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("due_at", Moment),
    Column("taken_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("meet_at", Moment),
    Column("held_until", Date, key="on_hold_until"),
    Column("answered_at", Moment),
    Column("closed_at", Moment),
    # What the partner says came of it, and what the person says.
    Column("outcome", String(24), nullable=False, server_default=""),
    Column("said", String(24), nullable=False, server_default=""),
    Column("said_at", Moment),
    Column("consent_at", Moment, nullable=False),
    Column("consent_version", String(16), nullable=False),
    Column("consent_language", String(16), nullable=False),
    Column("withdrawn_at", Moment),
    Column("erased_at", Moment),
    Index(None, "person_id"),
    Index(None, "partner", "state"),
    Index(None, "room", "state"),
    Index(None, "state", "due_at"),
    Index(None, "made_at"),
    info=of("person_id"),
)


# Every step of a request, with who made it; kept for 12 months.
request_events = Table(
    "request_events",
    metadata,
    key(),
    Column("request_id", BigInteger, ForeignKey("requests.id", ondelete="CASCADE"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("what", String(24), nullable=False),
    Column("role", String(16), nullable=False),
    Column("place", String(32), nullable=False, server_default="", key="scope"),
    Column("person_id", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Index(None, "request_id", "id"),
    Index(None, "at"),
    info=OF_NOBODY,
)


# What a partner noted for themselves; nobody else reads it.
request_notes = Table(
    "request_notes",
    metadata,
    key(),
    Column("request_id", BigInteger, ForeignKey("requests.id", ondelete="CASCADE"), nullable=False),
    Column("partner", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Column("words", LargeBinary, nullable=False, info=SEALED),
    Index(None, "request_id"),
    info=OF_NOBODY,
)


# A link that works once: for a partner to one request, or for a resident whom a partner sends.
partner_links = Table(
    "partner_links",
    metadata,
    key(),
    Column("code_hash", LargeBinary(32), nullable=False, unique=True),
    Column("kind", String(8), nullable=False),
    Column("partner", String(32), nullable=False),
    Column("request_id", BigInteger, ForeignKey("requests.id", ondelete="CASCADE")),
    Column("domain", String(16), nullable=False, server_default=""),
    Column("language", String(16), nullable=False, server_default=""),
    Column("room", String(32), nullable=False, server_default=""),
    Column("made_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("used_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    # Who of those that share the phone opened it.
    Column("face", String(8), nullable=False, server_default="", key="profile"),
    # Whether the person lets the partner know that they arrived; None while not asked.
    Column("may_tell", Boolean),
    Column("arrived_at", Moment),
    Index(None, "partner"),
    Index(None, "request_id"),
    Index(None, "used_by"),
    info=of("used_by"),
)


# Whether a partner has room for more, and when somebody last looked.
capacities = Table(
    "capacities",
    metadata,
    Column("partner", String(32), primary_key=True),
    Column("full_until", Date),
    Column("checked_at", Moment, nullable=False),
    Column("checked_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    info=OF_NOBODY,
)
