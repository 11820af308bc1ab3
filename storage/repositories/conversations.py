"""Talks: a resident who wants a human, and the neighbour who answers. What is said is sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from storage.keyring import KeyRing
from storage.tables.conversations import talk_lines, talks
from storage.tables.people import people


class TalkState(StrEnum):
    """Whether somebody answers already, or it is over."""

    OPEN = "open"
    TAKEN = "taken"
    CLOSED = "closed"


class LineKind(StrEnum):
    """How something was said: in words, with a voice note, or by a call for help."""

    WORDS = "words"
    VOICE = "voice"
    NEEDS_HELP = "help"


OPEN, TAKEN, CLOSED = TalkState.OPEN, TalkState.TAKEN, TalkState.CLOSED
WORDS, VOICE, NEEDS_HELP = LineKind.WORDS, LineKind.VOICE, LineKind.NEEDS_HELP
# As long as the outbox: until then a button may still lead to a talk.
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A resident and the room they ask; ``circle`` is how wide it was asked.

    ``profile`` is who of those that share the phone began it; for nobody else there.
    ``asked_at`` is when it was last asked anew or wider, ``last_at`` when somebody last wrote.
    """

    id: int
    person: int
    profile: str
    room: str
    state: TalkState
    circle: int
    asked_at: datetime
    last_at: datetime
    taken_by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that was said: words, a voice note's reference, or a call for help."""

    by_resident: bool
    kind: LineKind
    words: str


class Talks:
    """Queries about talks. Whoever changes one has it locked, or finds it as expected."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def start(self, person: int, profile: str, *, room: str, circle: int, now: datetime) -> Talk:
        """A resident asks for somebody."""
        row = {
            "person_id": person,
            "profile": profile,
            "room": room,
            "state": OPEN,
            "circle": circle,
            "opened_at": now,
            "asked_at": now,
            "last_at": now,
        }
        made = self._connection.execute(insert(talks).returning(talks.c.id), row)
        return Talk(
            id=made.scalar_one(),
            person=person,
            profile=profile,
            room=room,
            state=OPEN,
            circle=circle,
            asked_at=now,
            last_at=now,
            taken_by=None,
        )

    def get(self, talk: int) -> Talk | None:
        """The talk with this number; locked until the turn ends."""
        locked = _TALK.where(talks.c.id == talk).with_for_update()
        row = self._connection.execute(locked).one_or_none()
        return _talk(row) if row else None

    def of(self, person: int, profile: str) -> Talk | None:
        """The talk that a resident has now; locked until the turn ends."""
        own = and_(talks.c.person_id == person, talks.c.profile == profile)
        going_on = _TALK.where(own, talks.c.state != CLOSED)
        row = self._connection.execute(going_on.with_for_update()).first()
        return _talk(row) if row else None

    def give_to(self, before: int, profile_before: str, person: int, profile: str) -> None:
        """The same person goes on under another number: the talk that goes on is theirs there."""
        talk = self.of(before, profile_before)
        if talk and self.of(person, profile) is None:
            own = update(talks).where(talks.c.id == talk.id)
            self._connection.execute(own, {"person_id": person, "profile": profile})

    def answered_by(self, person: int) -> Talk | None:
        """The talk in which somebody answers now; of several the one that moved last."""
        taken = _TALK.where(talks.c.taken_by == person, talks.c.state == TAKEN)
        row = self._connection.execute(taken.order_by(talks.c.last_at.desc()).limit(1)).first()
        return _talk(row) if row else None

    def going_on(self) -> list[tuple[Talk, bool]]:
        """Every talk that is not over, and whether its resident is still there."""
        every = (
            select(*talks.c, people.c.left_at)
            .join(people, people.c.id == talks.c.person_id)
            .where(talks.c.state != CLOSED)
            .order_by(talks.c.id)
        )
        return [(_talk(row), row.left_at is None) for row in self._connection.execute(every)]

    def take(self, talk: Talk, person: int) -> bool:
        """The first who answers has it; False for whoever comes second."""
        return self._change(talk, OPEN, {"state": TAKEN, "taken_by": person})

    def widen(self, talk: Talk, circle: int, now: datetime) -> bool:
        """Ask wider; False when another copy of the program did so."""
        same = talks.c.circle == talk.circle
        return self._change(talk, OPEN, {"circle": circle, "asked_at": now}, same)

    def free(self, talk: Talk, circle: int, now: datetime) -> bool:
        """Whoever answered does so no more: it is asked anew."""
        same = talks.c.taken_by == talk.taken_by
        freed = {"state": OPEN, "taken_by": None, "circle": circle, "asked_at": now}
        return self._change(talk, TAKEN, freed, same)

    def close(self, talk: Talk, now: datetime) -> bool:
        """The talk is over and its words are wiped; False when it was over before."""
        same = talks.c.last_at == talk.last_at
        if not self._change(talk, talk.state, {"state": CLOSED, "closed_at": now}, same):
            return False
        wiped = update(talk_lines).where(talk_lines.c.talk_id == talk.id).values(words=b"")
        self._connection.execute(wiped)
        return True

    def add(
        self, talk: Talk, kind: LineKind, words: str, now: datetime, *, by_resident: bool
    ) -> None:
        """Keep what was said, sealed, until the talk is over."""
        row = {
            "talk_id": talk.id,
            "at": now,
            "by_resident": by_resident,
            "kind": kind,
            "words": b"",
        }
        made = self._connection.execute(insert(talk_lines).returning(talk_lines.c.id), row)
        self._seal(made.scalar_one(), words)
        moved = update(talks).where(talks.c.id == talk.id).values(last_at=now)
        self._connection.execute(moved)

    def said(self, talk: Talk, *, by_resident: bool) -> list[Line]:
        """What one side said so far, oldest first."""
        lines = (
            select(talk_lines)
            .where(talk_lines.c.talk_id == talk.id, talk_lines.c.by_resident.is_(by_resident))
            .where(func.length(talk_lines.c.words) > 0)
            .order_by(talk_lines.c.id)
        )
        return [
            Line(
                by_resident=row.by_resident,
                kind=LineKind(row.kind),
                words=self._keys.open(row.words, *_place(row.id)),
            )
            for row in self._connection.execute(lines)
        ]

    def written_since(
        self, person: int, profile: str, since: datetime, kind: LineKind | None = None
    ) -> int:
        """How many messages a resident sent, in whichever talk, after a moment."""
        own = and_(talks.c.person_id == person, talks.c.profile == profile)
        lines = (
            select(func.count())
            .select_from(talk_lines.join(talks, talks.c.id == talk_lines.c.talk_id))
            .where(own, talk_lines.c.by_resident.is_(True))
            .where(talk_lines.c.at > since)
        )
        if kind:
            lines = lines.where(talk_lines.c.kind == kind)
        return self._connection.execute(lines).scalar_one()

    def numbers_of(self, person: int, profile: str | None = None) -> list[int]:
        """The talks in which somebody asked or answers; with ``profile`` what that one asked."""
        own = or_(talks.c.person_id == person, talks.c.taken_by == person)
        if profile is not None:
            own = and_(talks.c.person_id == person, talks.c.profile == profile)
        return list(self._connection.execute(select(talks.c.id).where(own)).scalars())

    def wipe_answers(self, person: int) -> None:
        """Wipe what somebody wrote who answers others."""
        answered = select(talks.c.id).where(talks.c.taken_by == person)
        own = and_(talk_lines.c.talk_id.in_(answered), talk_lines.c.by_resident.is_(False))
        self._connection.execute(update(talk_lines).where(own).values(words=b""))

    def forget_profile(self, person: int, profile: str) -> None:
        """Drop the talks of one of those who share a phone, with what was said in them."""
        own = and_(talks.c.person_id == person, talks.c.profile == profile)
        self._connection.execute(delete(talks).where(own))

    def forget_old(self, now: datetime) -> None:
        """Drop talks that were over 30 days ago."""
        self._connection.execute(delete(talks).where(talks.c.closed_at < now - KEPT))

    def _seal(self, line: int, words: str) -> None:
        sealed = self._keys.seal(words, *_place(line))
        changed = update(talk_lines).where(talk_lines.c.id == line).values(words=sealed)
        self._connection.execute(changed)

    def _change(
        self,
        talk: Talk,
        before: TalkState,
        columns: Mapping[str, object],
        *same: ColumnElement[bool],
    ) -> bool:
        expected = update(talks).where(talks.c.id == talk.id, talks.c.state == before, *same)
        return self._connection.execute(expected, dict(columns)).rowcount == 1


_TALK = select(talks)


def _place(line: int) -> tuple[str, str, int]:
    return "talk_lines", "words", line


def _talk(row: Any) -> Talk:
    return Talk(
        id=row.id,
        person=row.person_id,
        profile=row.profile,
        room=row.room,
        state=TalkState(row.state),
        circle=row.circle,
        asked_at=row.asked_at,
        last_at=row.last_at,
        taken_by=row.taken_by,
    )
