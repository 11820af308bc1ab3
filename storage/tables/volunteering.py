"""The tables of helping out: offers, steps, wishes and introductions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, LargeBinary, String, Table

from storage.tables.base import Inside, Number, day, mark, metadata, random_key, what

# Somebody offered to help in a room: what, and when it suits.
offers = Table(
    "offers",
    metadata,
    random_key(),
    mark(),
    Column("is_open", Boolean, nullable=False, index=True),
    what(),
    info=Inside(
        about="person_id",
        people=("answered_by", "buddy_id"),
        goes=True,
        fields={
            "person_id": int,
            "room": str,
            "what": str,
            "times": str,
            "state": str,
            "since": datetime,
            "answered_by": int,
            "answered_at": datetime,
            # When the trial with a buddy is, and who the buddy is.
            "trial_at": datetime,
            "buddy_id": int,
        },
    ).info,
)


# The way from visitor to paid job, step by step; only with the person's own yes.
path_steps = Table(
    "path_steps",
    metadata,
    random_key(),
    mark(),
    what(),
    info=Inside(
        about="person_id",
        people=("proposed_by",),
        goes=True,
        fields={
            "person_id": int,
            "room": str,
            "step": str,
            "day": date,
            "proposed_by": int,
            "agreed_at": datetime,
        },
    ).info,
)


# "I can" and "I look for": small things within a room, by kind only.
wishes = Table(
    "wishes",
    metadata,
    random_key(),
    mark(),
    # The day on which it ended.
    day("ended", of="ended_at", nullable=True),
    what(),
    info=Inside(
        about="person_id",
        goes=True,
        fields={
            "person_id": int,
            "room": str,
            "side": str,
            "thing": str,
            "since": datetime,
            "ended_at": datetime,
        },
    ).info,
)


def _wish(name: str) -> Column[int]:
    return Column(name, Number, ForeignKey("wishes.id", ondelete="CASCADE"), nullable=False)


# Two wishes that fit: who asked is introduced only when both said yes.
introductions = Table(
    "introductions",
    metadata,
    random_key(),
    _wish("can_id"),
    _wish("look_id"),
    what(),
    Index("uq_introductions_pair", "can_id", "look_id", unique=True),
    Index(None, "look_id"),
    info=Inside(
        # When the two meet; None until both said yes.
        fields={"can_yes": bool, "look_yes": bool, "at": datetime, "meet_at": datetime},
    ).info,
)


# A sentence of ours as a neighbour recorded it. What is public stands in the clear: the language,
# a hash of the words that are heard of the sentence, how it stands, since when nobody says those
# words any more. Whose voice it is, and the sound, are sealed.
voices = Table(
    "voices",
    metadata,
    random_key(),
    mark(),
    Column("language", String(16), nullable=False),
    Column("heard_hash", LargeBinary(32), nullable=False),
    Column("state", String(8), nullable=False),
    Column("since", Date, nullable=False),
    Column("stale_since", Date),
    what(),
    Index(None, "language", "heard_hash"),
    info=Inside(
        about="person_id",
        goes=True,
        unless="stays",
        fields={
            # None where it stays and its person was forgotten.
            "person_id": int,
            "slot": str,
            "one": str,
            # What a service calls it until it was fetched, then nothing.
            "fetched_as": str,
            "sound": str,
            # Whether it may stay when its person is forgotten; None before they were asked.
            "stays": bool,
        },
    ).info,
)
