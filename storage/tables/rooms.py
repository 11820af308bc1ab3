"""The tables of rooms: openings, corrections, contacts, participants, boards and wrong pictures."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from storage.tables.base import OF_NOBODY, Moment, Number, key, metadata, of, person, set_only

# From "I open" until "I close". `expected_end` is when somebody should have closed by now.
openings = Table(
    "openings",
    metadata,
    key(),
    Column("room", String(32), nullable=False),
    Column("day", Date, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("expected_end", Moment, nullable=False),
    Column("end_is_planned", Boolean, nullable=False),
    Column("closed_at", Moment),
    Column("is_estimate", Boolean, nullable=False, server_default=text("false")),
    Column("undone_at", Moment),
    Column("opened_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("helper", LargeBinary(16)),
    Column("visits", Integer),
    Column("new_faces", Integer),
    Index(None, "room", "day"),
    Index(None, "day"),
    set_only("opened_by"),
    Index(
        "uq_openings_open_room",
        "room",
        unique=True,
        sqlite_where=text("closed_at IS NULL AND undone_at IS NULL"),
    ),
    info=OF_NOBODY,
)


# From which day the figures of a room count, where a coordinator said so; else its first opening.
measured = Table(
    "measured",
    metadata,
    Column("room", String(32), primary_key=True),
    Column("since", Date, nullable=False),
    sqlite_with_rowid=False,
    info=OF_NOBODY,
)


# Every change to an opening, so that nothing is overwritten and the last one can be undone.
changes = Table(
    "changes",
    metadata,
    key(),
    Column("opening_id", Number, ForeignKey("openings.id", ondelete="CASCADE"), nullable=False),
    Column("what", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    Column("person_id", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("undone_at", Moment),
    Index(None, "opening_id"),
    set_only("person_id"),
    info=OF_NOBODY,
)


# Different people who wrote to the bot, without a name; `room` is empty for the bot as a whole.
contacts = Table(
    "contacts",
    metadata,
    Column("day", Date, primary_key=True),
    Column("room", String(32), primary_key=True),
    Column("mark", LargeBinary(16), primary_key=True),
    Column("language", String(16), nullable=False),
    # Somebody with a role when they wrote: told apart from those for whom the rooms are.
    Column("is_team", Boolean, nullable=False, server_default=text("false")),
    info=OF_NOBODY,
)


# Different people who were reached, without a name: by a check-in, an activity, help, ... `how`
# is a hash of all four with the key, so that no row tells of a mark by what.
participants = Table(
    "participants",
    metadata,
    Column("day", Date, primary_key=True),
    Column("room", String(32), primary_key=True),
    Column("mark", LargeBinary(16), primary_key=True),
    Column("how", String(12), primary_key=True),
    # No hidden number that tells in which order they came.
    sqlite_with_rowid=False,
    info=OF_NOBODY,
)


# A screen at a room's door that shows the pictures of the day. Until a browser opens its link it
# is that link; ended is gone. Both are found by a keyed hash.
boards = Table(
    "boards",
    metadata,
    key(),
    Column("room", String(32), nullable=False),
    Column("code_hash", LargeBinary(32), nullable=False, unique=True),
    Column("browser_hash", LargeBinary(32), unique=True),
    Column("made_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("expires_at", Moment, nullable=False),
    Column("tied_at", Moment),
    Column("seen_at", Moment),
    Index(None, "room"),
    info=OF_NOBODY,
)


# How often somebody picked wrong pictures on a day: whoever guesses waits until the next.
wrong_pictures = Table(
    "wrong_pictures",
    metadata,
    person(primary_key=True),
    Column("day", Date, primary_key=True),
    Column("wrong", Integer, nullable=False),
    info=of("person_id"),
)


# How often the pictures of a room and day were picked wrongly, by anybody who has no account.
guessed_rooms = Table(
    "guessed_rooms",
    metadata,
    Column("room", String(32), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("wrong", Integer, nullable=False),
    info=OF_NOBODY,
)
