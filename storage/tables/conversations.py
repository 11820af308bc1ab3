"""The tables of talks between a resident and a neighbour."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Table

from storage.tables.base import Inside, Number, day, mark, metadata, random_key, what

# A resident who wants a human. `circle` is how wide it was asked.
talks = Table(
    "talks",
    metadata,
    random_key(),
    mark(),
    # The day on which it was over.
    day("ended", of="closed_at", nullable=True),
    what(),
    info=Inside(
        about="person_id",
        people=("taken_by",),
        goes=True,
        fields={
            "person_id": int,
            # Whose of those that share the phone; empty for the first of them.
            "profile": str,
            "room": str,
            # Which request for help it is about, and so who answers; none where a room does.
            "request": int,
            "state": str,
            "circle": int,
            "opened_at": datetime,
            "asked_at": datetime,
            "last_at": datetime,
            "taken_by": int,
            "closed_at": datetime,
            # Whether the resident was told that somebody has read it; nothing in older rows.
            "told_read": bool,
        },
    ).info,
)


# What was said in a talk; its words are wiped when it is closed.
talk_lines = Table(
    "talk_lines",
    metadata,
    random_key(),
    Column(
        "talk_id", Number, ForeignKey("talks.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    what(),
    info=Inside(
        fields={"at": datetime, "by_resident": bool, "kind": str, "words": str},
    ).info,
)


# The sound of a voice note that was spoken on a page; it goes when its line is wiped.
recordings = Table(
    "recordings",
    metadata,
    random_key(),
    Column(
        "talk_id", Number, ForeignKey("talks.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    what(),
    info=Inside(fields={"sound": str}).info,
)
