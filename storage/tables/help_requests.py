"""The tables of requests for help, their steps, notes, links and who is full."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, Date, ForeignKey, LargeBinary, String, Table

from storage.tables.base import Inside, Number, day, mark, metadata, random_key, what


def _request(*, nullable: bool = False) -> Column[int]:
    here = ForeignKey("requests.id", ondelete="CASCADE")
    return Column("request_id", Number, here, nullable=nullable, index=True)


# A request for help.
requests = Table(
    "requests",
    metadata,
    random_key(),
    mark(),
    # The days on which it was made, and on which it ended.
    day("day", of="made_at"),
    day("ended", of="closed_at", nullable=True),
    what(),
    info=Inside(
        about="person_id",
        people=("taken_by",),
        fields={
            "person_id": int,
            "profile": str,
            "language": str,
            "domain": str,
            # Where somebody wants to meet: a room, or empty for "come to me".
            "room": str,
            "is_urgent": bool,
            "times": str,
            # Whether this phone is safe to write to; else `contact` says where.
            "safe_here": bool,
            "contact": str,
            "call_me": str,
            # Who is asked now: a partner's id, or empty for the room itself.
            "partner": str,
            "asked": str,
            "state": str,
            "made_at": datetime,
            "changed_at": datetime,
            "asked_at": datetime,
            "due_at": datetime,
            "taken_by": int,
            "meet_at": datetime,
            "on_hold_until": date,
            "answered_at": datetime,
            "closed_at": datetime,
            # What the partner says came of it, and what the person says.
            "outcome": str,
            "said": str,
            "said_at": datetime,
            "consent_at": datetime,
            "consent_version": str,
            "consent_language": str,
            "withdrawn_at": datetime,
            "erased_at": datetime,
        },
    ).info,
)


# Every step of a request, with who made it; kept for 12 months.
request_events = Table(
    "request_events",
    metadata,
    random_key(),
    _request(),
    day("day", of="at"),
    what(),
    info=Inside(
        people=("person_id",),
        fields={"at": datetime, "what": str, "role": str, "scope": str, "person_id": int},
    ).info,
)


# What a partner noted for themselves; nobody else reads it.
request_notes = Table(
    "request_notes",
    metadata,
    random_key(),
    _request(),
    what(),
    info=Inside(fields={"partner": str, "at": datetime, "words": str}).info,
)


# A link that works once: for a partner to one request, or for a resident whom a partner sends.
partner_links = Table(
    "partner_links",
    metadata,
    random_key(),
    mark(),
    Column("code_hash", LargeBinary(32), nullable=False, unique=True),
    _request(nullable=True),
    day("day", of="expires_at"),
    what(),
    info=Inside(
        about="used_by",
        people=("made_by",),
        blank={"profile": "", "may_tell": None, "arrived_at": None},
        fields={
            "kind": str,
            "partner": str,
            "domain": str,
            "language": str,
            "room": str,
            "made_by": int,
            "made_at": datetime,
            "expires_at": datetime,
            "used_at": datetime,
            "used_by": int,
            # Who of those that share the phone opened it.
            "profile": str,
            # Whether the person lets the partner know that they arrived; None while not asked.
            "may_tell": bool,
            "arrived_at": datetime,
        },
    ).info,
)


# Whether a partner has room for more, and when somebody last looked.
capacities = Table(
    "capacities",
    metadata,
    Column("partner", String(32), primary_key=True),
    Column("full_until", Date),
    what("partner"),
    info=Inside(people=("checked_by",), fields={"checked_at": datetime, "checked_by": int}).info,
)
