"""The tables of what comes in and what goes out."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from storage.tables.base import (
    OF_NOBODY,
    SEALED,
    Moment,
    key,
    metadata,
    of,
    person,
    sealed_for,
)

# The neighbourhood file as it was last loaded, and what subscribers were told of it.
neighbourhood = Table(
    "neighbourhood",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("document", Text, nullable=False),
    Column("key_ring", String(32), nullable=False),
    info=OF_NOBODY,
)


# Each state that the neighbourhood had, packed, and how it came to be: by a file, or in the chat.
# What was changed is what differs from the one before; who changed it stands in the audit.
neighbourhood_versions = Table(
    "neighbourhood_versions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    # Not known of what an older program loaded.
    Column("at", Moment),
    Column("source", String(8), nullable=False),
    Column("document", LargeBinary, nullable=False),
    info=OF_NOBODY,
)


# What already came in: the same turn twice is answered once. Kept for 14 days, as a keyed hash:
# no cookie leads to it.
seen = Table(
    "seen",
    metadata,
    Column("mark", LargeBinary(16), primary_key=True),
    Column("at", Moment, nullable=False),
    Index(None, "at"),
    sqlite_with_rowid=False,
    info=OF_NOBODY,
)


# Turns that failed three times: the beginning of their mark and how, never what was said.
set_aside = Table(
    "set_aside",
    metadata,
    key(),
    Column("channel", String(16), nullable=False),
    Column("external_id", String(80), nullable=False, key="mark"),
    Column("problem", String(80), nullable=False),
    Column("at", Moment, nullable=False),
    info=OF_NOBODY,
)


# What was done once: a unique job and period make two copies do it once.
jobs = Table(
    "jobs",
    metadata,
    Column("job", String(80), primary_key=True),
    Column("period", String(40), primary_key=True),
    Column("at", Moment, nullable=False),
    Index(None, "at"),
    # No hidden number that tells in which order things were done.
    sqlite_with_rowid=False,
    info=OF_NOBODY,
)


UNSENT = "state IN ('queued', 'claimed')"
FLYING = "state = 'claimed'"
# Stands with a message that is to be looked at once it is due: see `next_out`.
LOOK = "?"
LOOKED_FOR = f"goes_by = '{LOOK}'"
GOING = f"goes_by NOT IN ('', '{LOOK}')"


# Everything that goes out: message ids and typed values, no rendered text, all of it sealed.
# What tells one kind of message from another stands in a column only while the message waits.
outbox = Table(
    "outbox",
    metadata,
    key(),
    Column("token", String(16), nullable=False),
    person(),
    # Empty once the words had their time.
    Column("words", LargeBinary, nullable=False, info=sealed_for("token")),
    Column("buttons", LargeBinary, nullable=False, info=sealed_for("token")),
    Column("priority", Integer, nullable=False),
    Column("replaces", String(40), nullable=False, server_default=""),
    Column("state", String(12), nullable=False),
    # The channel through which it may go out now, LOOK, or empty while it is behind another one.
    Column("goes_by", String(16), nullable=False, server_default=""),
    Column("run", BigInteger),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("uncertain", Integer, nullable=False, server_default="0"),
    Column("language", String(16), nullable=False, server_default=""),
    Column("sent_as", String(40), nullable=False, server_default=""),
    # The channel's own reference to the words that it answers, so that they can go from the screen.
    Column("said_as", String(40), nullable=False, server_default=""),
    Column("problem", String(80), nullable=False, server_default=""),
    # When it was to go out first; null for what an older program queued.
    Column("wanted_at", Moment),
    # Until when it makes sense; null for what an older program queued.
    Column("valid_until", Moment),
    # Nobody can get it again by asking: it is sent until it is confirmed.
    Column("must_arrive", Boolean, nullable=False, server_default="1"),
    # When it is looked at whether the words are secret, and wiped; null afterwards.
    Column("wipe_at", Moment),
    Index(None, "person_id", "id"),
    Index(
        None,
        "wipe_at",
        sqlite_where=text("wipe_at IS NOT NULL"),
    ),
    Index(
        "ix_outbox_going",
        "goes_by",
        "priority",
        "id",
        sqlite_where=text(GOING),
    ),
    Index(
        "ix_outbox_looked_for",
        "due_at",
        sqlite_where=text(LOOKED_FOR),
    ),
    Index(
        "ix_outbox_flying",
        "person_id",
        sqlite_where=text(FLYING),
    ),
    # What is over by now. With the words of the next one alone PostgreSQL, where it believes that
    # few wait, took it for that, and read all who wait for each person anew.
    Index(
        "ix_outbox_unsent_until",
        "valid_until",
        sqlite_where=text(f"{UNSENT} AND valid_until IS NOT NULL"),
    ),
    Index(
        "ix_outbox_unsent_person",
        "person_id",
        "priority",
        "id",
        sqlite_where=text(UNSENT),
    ),
    Index(None, "due_at"),
    sqlite_autoincrement=True,
    info=of("person_id"),
)


# Who was forgotten, sealed, so that a restore of an older copy forgets them again.
forgotten = Table(
    "forgotten",
    metadata,
    key(),
    Column("at", Moment, nullable=False),
    Column("who", LargeBinary, nullable=False, info=SEALED),
    info=OF_NOBODY,
)
