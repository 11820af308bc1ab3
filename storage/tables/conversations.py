"""The tables of what people say: to each other, and to us when we do not understand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Date, ForeignKey, Integer, LargeBinary, String, Table, Text

from storage.tables.base import (
    OF_NOBODY,
    SEALED,
    Inside,
    Number,
    day,
    mark,
    metadata,
    random_key,
    what,
)

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


# What nobody understood. Until three different people typed it within a year only a keyed hash is
# here, and as `marks` a keyed hash for each of them that is made anew for each utterance.
not_understood = Table(
    "not_understood",
    metadata,
    random_key(),
    Column("utterance_hash", LargeBinary(32), nullable=False, unique=True),
    Column("state", String(8), nullable=False),
    Column("year", Integer, nullable=False),
    Column("marks", LargeBinary, nullable=False),
    Column("since", Date, nullable=False),
    Column("language", String(16), nullable=False),
    Column("words", LargeBinary, nullable=False, info=SEALED),
    info=OF_NOBODY,
)


# Sentences of ours that people said are wrong, by slot and English source: how often, and no more.
wrong_sentences = Table(
    "wrong_sentences",
    metadata,
    Column("language", String(16), primary_key=True),
    Column("slot", String(16), primary_key=True),
    Column("one", Text, primary_key=True),
    Column("times", Integer, nullable=False),
    Column("last", Date, nullable=False),
    sqlite_with_rowid=False,
    info=OF_NOBODY,
)
