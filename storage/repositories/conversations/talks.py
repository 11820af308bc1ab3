"""Talks: a resident who wants a human, and the neighbour who answers. What is said is sealed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from storage.keyring import KeyRing
from storage.repositories.conversations.recordings import Recordings, is_ours
from storage.repositories.people.present import present
from storage.sealed_rows import SealedRows, day_of
from storage.tables.conversations import talk_lines, talks


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

    ``request`` is the request for help it is about: then whoever helps with that one answers.
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
    request: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that was said: words, a voice note's reference, or a call for help."""

    by_resident: bool
    kind: LineKind
    words: str

    @property
    def is_recording(self) -> bool:
        """Whether its sound rests here, so that it can be heard in every channel."""
        return self.kind == VOICE and is_ours(self.words)


class Talks:
    """Queries about talks. Whoever changes one has it locked, or finds it as expected."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._talks = SealedRows(connection, keys, talks)
        self._lines = SealedRows(connection, keys, talk_lines)
        self._recordings = Recordings(connection, keys)

    def start(
        self,
        person: int,
        profile: str,
        *,
        room: str,
        circle: int,
        now: datetime,
        request: int | None = None,
    ) -> Talk:
        """A resident asks for somebody, or for whoever helps with a request of theirs."""
        row = {
            "person_id": person,
            "profile": profile,
            "room": room,
            "request": request,
            "state": OPEN,
            "circle": circle,
            "opened_at": now,
            "asked_at": now,
            "last_at": now,
        }
        return _talk(self._talks.add(row))

    def get(self, talk: int) -> Talk | None:
        """The talk with this number; locked until the turn ends."""
        row = self._talks.one(talk, locked=True)
        return _talk(row) if row else None

    def of(self, person: int, profile: str) -> Talk | None:
        """The talk that a resident has with a room now; locked until the turn ends."""
        return self.about(person, profile, None)

    def about(self, person: int, profile: str, request: int | None) -> Talk | None:
        """The talk that a resident has about a request for help; locked until the turn ends."""
        own = self.all_of(person, profile)
        return next((talk for talk in own if talk.request == request), None)

    def all_of(self, person: int, profile: str) -> list[Talk]:
        """Every talk that a resident has now; locked until the turn ends."""
        going_on = self._talks.of(person, talks.c.ended.is_(None), locked=True)
        return [_talk(row) for row in going_on if row.profile == profile]

    def give_to(self, before: tuple[int, str], person: int, profile: str, *, request: int) -> None:
        """The same person goes on under another number: what goes on is theirs there.

        That is the talk with a room, and the one about the request that they came back to.
        """
        for wanted in (None, request):
            talk = self.about(*before, wanted)
            if talk and self.about(person, profile, wanted) is None:
                self._talks.change(talk.id, {"person_id": person, "profile": profile})

    def answered_by(self, person: int) -> Talk | None:
        """The talk in which somebody answers now; of several the one that moved last."""
        going_on = self._talks.some(talks.c.ended.is_(None))
        taken = [row for row in going_on if row.taken_by == person and row.state == TAKEN]
        return _talk(max(taken, key=lambda row: (row.last_at, row.n))) if taken else None

    def going_on(self) -> list[tuple[Talk, bool]]:
        """Every talk that is not over, and whether its resident is still there."""
        every = [_talk(row) for row in self._talks.some(talks.c.ended.is_(None))]
        here = present(self._connection, {talk.person for talk in every})
        return [(talk, talk.person in here) for talk in every]

    def has_any(self, person: int) -> bool:
        """Whether somebody has a talk, also one that is over."""
        return bool(self._talks.of(person))

    def take(self, talk: Talk, person: int) -> bool:
        """The first who answers has it; False for whoever comes second."""
        return self._change(talk, OPEN, {"state": TAKEN, "taken_by": person})

    def read(self, talk: Talk) -> bool:
        """Somebody who answers opened it; True for the first time, so that it is told once."""
        told = {"told_read": True}
        return self._talks.change(talk.id, told, lambda row: not row.told_read) is not None

    def widen(self, talk: Talk, circle: int, now: datetime) -> bool:
        """Ask wider; False when another copy of the program did so."""
        wider = {"circle": circle, "asked_at": now}
        return self._change(talk, OPEN, wider, lambda row: row.circle == talk.circle)

    def free(self, talk: Talk, circle: int, now: datetime) -> bool:
        """Whoever answered does so no more: it is asked anew."""
        freed = {"state": OPEN, "taken_by": None, "circle": circle, "asked_at": now}
        return self._change(talk, TAKEN, freed, lambda row: row.taken_by == talk.taken_by)

    def close(self, talk: Talk, now: datetime) -> bool:
        """The talk is over and its words are wiped; False when it was over before."""
        closed = {"state": CLOSED, "closed_at": now}

        def is_same(row: Any) -> bool:
            return bool(row.last_at == talk.last_at)

        if not self._change(talk, talk.state, closed, is_same):
            return False
        self._wipe(self._of_talk(talk.id))
        return True

    def add(
        self,
        talk: Talk,
        kind: LineKind,
        words: str,
        now: datetime,
        *,
        by_resident: bool,
        sound: bytes = b"",
    ) -> Line:
        """Keep what was said, sealed, until the talk is over; of a recording also its sound."""
        words = self._recordings.keep(talk.id, sound) if sound else words
        row = {"at": now, "by_resident": by_resident, "kind": kind, "words": words}
        self._lines.add(row, talk_id=talk.id)
        self._talks.change(talk.id, {"last_at": now})
        return Line(by_resident=by_resident, kind=kind, words=words)

    def said(self, talk: Talk, *, by_resident: bool) -> list[Line]:
        """What one side said so far, oldest first."""
        return [
            Line(by_resident=row.by_resident, kind=LineKind(row.kind), words=row.words)
            for row in self._of_talk(talk.id)
            if row.by_resident == by_resident and row.words
        ]

    def written_since(
        self, person: int, profile: str, since: datetime, kind: LineKind | None = None
    ) -> int:
        """How many messages a resident sent, in whichever talk, after a moment."""
        own = [row.id for row in self._talks.of(person) if row.profile == profile]
        lines = self._of_talk(*own)
        return sum(row.by_resident and row.at > since and kind in {None, row.kind} for row in lines)

    def needs_help(self, talk: Talk) -> bool:
        """Whether a resident said in a talk that they need help now."""
        return any(row.kind == NEEDS_HELP for row in self._of_talk(talk.id))

    def answered_since(self, talk: Talk, since: datetime, kind: LineKind) -> int:
        """How many such messages the other side sent in a talk after a moment."""
        lines = self._of_talk(talk.id)
        return sum(row.kind == kind and row.at > since and not row.by_resident for row in lines)

    def numbers_of(self, person: int, profile: str | None = None) -> list[int]:
        """The talks in which somebody asked or answers; with ``profile`` what that one asked."""
        if profile is not None:
            return [row.id for row in self._talks.of(person) if row.profile == profile]
        return [row.id for row in self._talks.some() if person in {row.person_id, row.taken_by}]

    def wipe_answers(self, person: int) -> None:
        """Wipe what somebody wrote who answers others."""
        answered = [row.id for row in self._talks.some() if row.taken_by == person]
        self._wipe([row for row in self._of_talk(*answered) if not row.by_resident])

    def forget_profile(self, person: int, profile: str) -> None:
        """Drop the talks of one of those who share a phone, with what was said in them."""
        self._talks.remove(row for row in self._talks.of(person) if row.profile == profile)

    def forget_old(self, now: datetime) -> None:
        """Drop talks that were over 30 days ago."""
        over = self._talks.some(talks.c.ended <= day_of(now - KEPT))
        self._talks.remove(row for row in over if row.closed_at < now - KEPT)

    def _of_talk(self, *numbers: int) -> list[Any]:
        return self._lines.some(talk_lines.c.talk_id.in_(numbers)) if numbers else []

    def _wipe(self, lines: Iterable[Any]) -> None:
        lines = list(lines)
        self._recordings.wipe(row.words for row in lines if row.kind == VOICE)
        for row in lines:
            self._lines.change(row.id, {"words": ""})

    def _change(
        self,
        talk: Talk,
        before: TalkState,
        values: Mapping[str, object],
        is_same: Callable[[Any], bool] = lambda _: True,
    ) -> bool:
        def is_expected(row: Any) -> bool:
            return bool(row.state == before and is_same(row))

        return self._talks.change(talk.id, values, is_expected) is not None


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
        request=row.request,
    )
