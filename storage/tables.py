"""Every table, in reading order. Times are UTC; days are local days of the neighbourhood."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

# The newest migration. Numbers in order, so that older and newer can be told apart.
SCHEMA = "0004"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts a row's number itself only in a column of exactly this type.
Number = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """A point in time, kept as UTC and always read back with its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a time without a zone: it would be read as another moment."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """SQLite forgets the zone; it was UTC."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


def key() -> Column[int]:
    """A number of its own for every row, given out by the database."""
    return Column("id", Number, primary_key=True, autoincrement=True)


def person(name: str = "person_id", *, primary_key: bool = False) -> Column[int]:
    """A person this row belongs to: it goes when the person goes."""
    return Column(
        name,
        BigInteger,
        ForeignKey("people.id", ondelete="CASCADE"),
        nullable=False,
        primary_key=primary_key,
    )


# The neighbourhood file as it was last loaded, and what subscribers were told of it.
neighbourhood = Table(
    "neighbourhood",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("document", Text, nullable=False),
    Column("key_ring", String(32), nullable=False),
)

# What already came in: the same turn twice is answered once. Kept for 14 days.
seen = Table(
    "seen",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("external_id", String(80), primary_key=True),
    Column("at", Moment, nullable=False),
    Index(None, "at"),
)

# Turns that failed three times: which and how, never what was said.
set_aside = Table(
    "set_aside",
    metadata,
    key(),
    Column("channel", String(16), nullable=False),
    Column("external_id", String(80), nullable=False),
    Column("problem", String(80), nullable=False),
    Column("at", Moment, nullable=False),
)

# A person is an address in one channel. The address is sealed; the hash finds it.
people = Table(
    "people",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("channel", String(16), nullable=False),
    Column("address_hash", LargeBinary(32), nullable=False, unique=True),
    Column("address", LargeBinary, nullable=False),
    Column("language", String(16), nullable=False, server_default=""),
    Column("hint", String(16), nullable=False, server_default=""),
    Column("left_at", Moment),
    Column("contact_day", Date),
    # What is shown of a web conversation starts after this message.
    Column("shown_after", BigInteger, nullable=False, server_default="0"),
    # Who of those that share this phone has it in their hands; empty for the first of them.
    Column("face", String(8), nullable=False, server_default=""),
)

# Several people, one phone: each has a picture for a name, and a language.
faces = Table(
    "faces",
    metadata,
    person(primary_key=True),
    Column("face", String(8), primary_key=True),
    Column("language", String(16), nullable=False, server_default=""),
)

dialogues = Table(
    "dialogues",
    metadata,
    person(primary_key=True),
    Column("flow", String(32), nullable=False),
    Column("step", String(32), nullable=False),
    Column("answers", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

roles = Table(
    "roles",
    metadata,
    key(),
    person(),
    Column("role", String(16), nullable=False),
    Column("place", String(32), nullable=False, server_default=""),
    Column("since", Moment, nullable=False),
    Column("ended_at", Moment),
    # A lost phone: nothing may be done with this role while it is set.
    Column("suspended_at", Moment),
    Index(None, "person_id"),
    Index(None, "role", "place"),
)

invitations = Table(
    "invitations",
    metadata,
    key(),
    Column("code_hash", LargeBinary(32), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("place", String(32), nullable=False, server_default=""),
    Column("made_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("expires_at", Moment, nullable=False),
    Column("redeemed_at", Moment),
    Column("redeemed_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    # Who has to agree before it can be redeemed (another coordinator), and when they did.
    Column("needs_second", Boolean, nullable=False, server_default=text("false")),
    Column("agreed_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("agreed_at", Moment),
)

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
    Index(
        "uq_openings_open_room",
        "room",
        unique=True,
        sqlite_where=text("closed_at IS NULL AND undone_at IS NULL"),
        postgresql_where=text("closed_at IS NULL AND undone_at IS NULL"),
    ),
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
)

# Different people who wrote to the bot, without a name; `room` is empty for the bot as a whole.
contacts = Table(
    "contacts",
    metadata,
    Column("day", Date, primary_key=True),
    Column("room", String(32), primary_key=True),
    Column("mark", LargeBinary(16), primary_key=True),
    Column("language", String(16), nullable=False),
)

# What was done once: a unique job and period make two copies do it once.
jobs = Table(
    "jobs",
    metadata,
    Column("job", String(80), primary_key=True),
    Column("period", String(40), primary_key=True),
    Column("at", Moment, nullable=False),
    Index(None, "at"),
)

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
)

SIGNED_UP = "state IN ('in', 'waiting', 'offered')"

# Who comes to one time of an activity, or waits for a place. `size` counts the others too.
signups = Table(
    "signups",
    metadata,
    key(),
    Column("person_id", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("face", String(8), nullable=False, server_default=""),
    Column("activity", String(32), nullable=False),
    Column("start", Moment, nullable=False),
    Column("room", String(32), nullable=False),
    Column("day", Date, nullable=False),
    Column("size", Integer, nullable=False),
    Column("state", String(12), nullable=False),
    Column("since", Moment, nullable=False),
    # Until when a freed place is kept for somebody on the waiting list.
    Column("held_until", Moment),
    # What was said to a reminder or to a change: "comes", or empty for no answer.
    Column("answer", String(8), nullable=False, server_default=""),
    Index(None, "activity", "start", "id"),
    Index(None, "day"),
    Index(
        "uq_signups_once",
        "person_id",
        "face",
        "activity",
        "start",
        unique=True,
        sqlite_where=text(SIGNED_UP),
        postgresql_where=text(SIGNED_UP),
    ),
    Index("ix_signups_held", "held_until"),
)

# Different people who were reached, without a name: `how` is checkin, activity, help, ...
participants = Table(
    "participants",
    metadata,
    Column("day", Date, primary_key=True),
    Column("room", String(32), primary_key=True),
    Column("mark", LargeBinary(16), primary_key=True),
    Column("how", String(12), primary_key=True),
)

# Who wants to be told when a room opens or its hours change.
subscriptions = Table(
    "subscriptions",
    metadata,
    person(primary_key=True),
    Column("room", String(32), primary_key=True),
    Column("since", Moment, nullable=False),
    Index(None, "room"),
)

# A resident who wants a human: open, taken, closed. `reach` is how wide it was asked.
talks = Table(
    "talks",
    metadata,
    key(),
    person(),
    # Whose of those that share the phone; empty for the first of them.
    Column("face", String(8), nullable=False, server_default=""),
    Column("room", String(32), nullable=False, server_default=""),
    Column("state", String(12), nullable=False),
    Column("reach", Integer, nullable=False, server_default="0"),
    Column("opened_at", Moment, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("taken_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("closed_at", Moment),
    Index(None, "person_id"),
    Index(None, "state"),
    Index(None, "taken_by"),
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
    Column("words", LargeBinary, nullable=False),
    Index(None, "talk_id", "id"),
)

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
)

# A request for help. What it is about is fixed words; what the person typed is sealed.
requests = Table(
    "requests",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("person_id", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("face", String(8), nullable=False, server_default=""),
    Column("language", String(16), nullable=False, server_default=""),
    Column("domain", String(16), nullable=False),
    # Where somebody wants to meet: a room, or empty for "come to me".
    Column("room", String(32), nullable=False, server_default=""),
    Column("is_urgent", Boolean, nullable=False),
    Column("times", String(40), nullable=False),
    # Whether this phone is safe to write to; else `contact` says where.
    Column("safe_here", Boolean, nullable=False),
    Column("contact", LargeBinary),
    Column("call_me", LargeBinary),
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
    Column("held_until", Date),
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
    Column("place", String(32), nullable=False, server_default=""),
    Column("person_id", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Index(None, "request_id", "id"),
    Index(None, "at"),
)

# What a partner noted for themselves; nobody else reads it.
request_notes = Table(
    "request_notes",
    metadata,
    key(),
    Column("request_id", BigInteger, ForeignKey("requests.id", ondelete="CASCADE"), nullable=False),
    Column("partner", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Column("words", LargeBinary, nullable=False),
    Index(None, "request_id"),
)

# Who looked at what of whom, and what roles were given or taken; kept for 12 months.
audit = Table(
    "audit",
    metadata,
    key(),
    Column("at", Moment, nullable=False),
    Column("what", String(24), nullable=False),
    Column("role", String(16), nullable=False),
    Column("place", String(32), nullable=False, server_default=""),
    Column("by_id", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("about_id", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    # Whose request it was of those that share the phone; it outlives the request.
    Column("face", String(8), nullable=False, server_default=""),
    Column("request_id", BigInteger),
    Index(None, "about_id"),
    Index(None, "at"),
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
    Column("face", String(8), nullable=False, server_default=""),
    # Whether the person lets the partner know that they arrived; None while not asked.
    Column("may_tell", Boolean),
    Column("arrived_at", Moment),
    Index(None, "partner"),
    Index(None, "request_id"),
    Index(None, "used_by"),
)

# Whether a partner has room for more, and when somebody last looked.
capacities = Table(
    "capacities",
    metadata,
    Column("partner", String(32), primary_key=True),
    Column("full_until", Date),
    Column("checked_at", Moment, nullable=False),
    Column("checked_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
)

UNSENT = "state IN ('queued', 'claimed')"

# Everything that goes out. `payload` holds message ids and typed values, no rendered text.
outbox = Table(
    "outbox",
    metadata,
    key(),
    Column("token", String(16), nullable=False),
    person(),
    Column("payload", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("replaces", String(40), nullable=False, server_default=""),
    Column("state", String(12), nullable=False),
    Column("run", BigInteger),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("uncertain", Integer, nullable=False, server_default="0"),
    Column("language", String(16), nullable=False, server_default=""),
    Column("sent_as", String(40), nullable=False, server_default=""),
    Column("problem", String(80), nullable=False, server_default=""),
    # When the words of a secret message are wiped.
    Column("wipe_at", Moment),
    Index(None, "person_id", "id"),
    Index(None, "wipe_at"),
    Index(
        "ix_outbox_unsent",
        "priority",
        "id",
        sqlite_where=text(UNSENT),
        postgresql_where=text(UNSENT),
    ),
    Index(
        "ix_outbox_unsent_person",
        "person_id",
        "priority",
        "id",
        sqlite_where=text(UNSENT),
        postgresql_where=text(UNSENT),
    ),
    Index(None, "due_at"),
    sqlite_autoincrement=True,
)
