"""The tables of people: who they are to us, their roles, and what they asked to be told."""

from __future__ import annotations

from datetime import datetime

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
    text,
)

from storage.tables.base import (
    OF_NOBODY,
    SEALED,
    Inside,
    Moment,
    day,
    key,
    mark,
    metadata,
    of,
    person,
    random_key,
    sealed_for,
    set_only,
    what,
)

# A browser that opens somebody: until it is idle, or on a device where they stay.
IDLES = "parted = '' AND stays_until IS NULL AND acted_at IS NOT NULL"
PARTED = "parted <> ''"
STAYING = "parted = '' AND stays_until IS NOT NULL"


# A person is an address in one channel. The address is sealed; the hash finds it.
people = Table(
    "people",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("channel", String(16), nullable=False),
    Column("address_hash", LargeBinary(32), nullable=False, unique=True),
    Column("address", LargeBinary, nullable=False, info=SEALED),
    Column("language", String(16), nullable=False, server_default=""),
    Column("hint", String(16), nullable=False, server_default=""),
    Column("left_at", Moment),
    Column("contact_day", Date),
    # What is shown of a web conversation starts after this message.
    Column("shown_after", BigInteger, nullable=False, server_default="0"),
    # Who of those that share this phone has it in their hands; empty for the first of them.
    Column("face", String(8), nullable=False, server_default="", key="profile"),
    # When somebody last did something in a browser; null where accounts tell people apart.
    Column("acted_at", Moment),
    Column("stays_until", Moment),
    # A browser that said nothing worth keeping: nobody.
    Column("is_visitor", Boolean, nullable=False, server_default=text("false")),
    # How often the cookie was made anew, and whether the browser has the newest.
    Column("renewals", Integer, nullable=False, server_default="0"),
    Column("renewal_is_seen", Boolean, nullable=False, server_default=text("true")),
    Column("needs_pictures", Boolean, nullable=False, server_default=text("false")),
    # Why no browser opens this person any more: idle, or left.
    Column("parted", String(8), nullable=False, server_default=""),
    # How often they had a message said aloud, until they were asked; whether each one shall be.
    Column("listened", Integer, nullable=False, server_default="0"),
    Column("with_sound", Boolean, nullable=False, server_default=text("false")),
    Index(
        "ix_people_visitor",
        "acted_at",
        sqlite_where=text("is_visitor = 1"),
    ),
    Index(None, "parted", sqlite_where=text(PARTED)),
    # Who was silent for long, who wrote lately, who left.
    Index(None, "contact_day"),
    set_only("left_at"),
    # Which browser opens somebody no more.
    Index("ix_people_idle", "acted_at", sqlite_where=text(IDLES)),
    Index("ix_people_stay", "stays_until", sqlite_where=text(STAYING)),
    info=of("id"),
)


# How often somebody came to the web chat of whom nothing was kept: visits, never people.
web_visits = Table(
    "web_visits",
    metadata,
    Column("day", Date, primary_key=True),
    Column("n", Integer, nullable=False),
    info=OF_NOBODY,
)


# Pictures that open a request or a role again, in another browser or after a while.
ways_back = Table(
    "ways_back",
    metadata,
    Column("pictures_hash", LargeBinary(32), primary_key=True),
    Column("person_id", BigInteger, ForeignKey("people.id", ondelete="CASCADE"), unique=True),
    Column("request_id", BigInteger, ForeignKey("requests.id", ondelete="CASCADE"), unique=True),
    info=of("person_id"),
)


# Several people, one phone: each has a picture for a name, and a language.
profiles = Table(
    "faces",
    metadata,
    person(primary_key=True),
    Column("face", String(8), primary_key=True, key="profile"),
    Column("language", String(16), nullable=False, server_default=""),
    info=of("person_id"),
)


# The question that is open with somebody, if one is, and what they answered so far.
dialogues = Table(
    "dialogues",
    metadata,
    person(primary_key=True),
    Column("question", LargeBinary, nullable=False, info=sealed_for("person_id")),
    Column("version", Integer, nullable=False),
    info=of("person_id"),
)


roles = Table(
    "roles",
    metadata,
    key(),
    person(),
    Column("role", String(16), nullable=False),
    Column("place", String(32), nullable=False, server_default="", key="scope"),
    Column("since", Moment, nullable=False),
    Column("ended_at", Moment),
    # A lost phone: nothing may be done with this role while it is set.
    Column("suspended_at", Moment),
    # Whose it is, as the coordinators call them; null for nobody they gave a label.
    Column("label", LargeBinary, info=SEALED),
    Index(None, "person_id"),
    Index(None, "role", "scope"),
    info=of("person_id"),
)


invitations = Table(
    "invitations",
    metadata,
    key(),
    Column("code_hash", LargeBinary(32), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("place", String(32), nullable=False, server_default="", key="scope"),
    Column("made_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("expires_at", Moment, nullable=False),
    Column("redeemed_at", Moment),
    Column("redeemed_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    # Who has to agree before it can be redeemed (another coordinator), and when they did.
    Column("needs_second", Boolean, nullable=False, server_default=text("false")),
    Column("agreed_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("agreed_at", Moment),
    # Who is invited, until they have the role: then it stands there.
    Column("label", LargeBinary, info=SEALED),
    info=OF_NOBODY,
)


# Who wants to be told when a room opens or its hours change.
subscriptions = Table(
    "subscriptions",
    metadata,
    person(primary_key=True),
    Column("room", String(32), primary_key=True),
    Column("since", Moment, nullable=False),
    Index(None, "room"),
    info=of("person_id"),
)


# Where the service of a browser takes a sign that there is news; never what the news is.
push_addresses = Table(
    "push_addresses",
    metadata,
    random_key(),
    person(),
    Column("address_hash", LargeBinary(32), nullable=False, unique=True),
    Column("address", LargeBinary, nullable=False, info=SEALED),
    # Since when there is something of which no sign was given, or was given and nobody looked.
    Column("news_at", Moment),
    Column("told_at", Moment),
    # When a sign is to be given; while one is under way, when to try again.
    Column("try_at", Moment),
    Column("tries", Integer, nullable=False, server_default="0"),
    Index(None, "person_id"),
    set_only("try_at"),
    info=of("person_id"),
)


# Who looked at what of whom, and what roles were given or taken; kept for 12 months.
audit = Table(
    "audit",
    metadata,
    random_key(),
    mark(),
    day("day", of="at"),
    what(),
    info=Inside(
        about="about_id",
        people=("by_id",),
        blank={"profile": ""},
        fields={
            "at": datetime,
            "what": str,
            "role": str,
            "scope": str,
            "by_id": int,
            "about_id": int,
            # Whose request it was of those that share the phone; it outlives the request.
            "profile": str,
            "request_id": int,
        },
    ).info,
)
