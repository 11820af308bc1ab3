"""One send: what goes out, and what is to be written down of how it ended."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import structlog

from bot.channels.base import (
    LONGEST_PAUSE,
    Channel,
    MakeClip,
    MakeDocument,
    Moved,
    NotSent,
    PersonLeft,
    Refused,
    TryLater,
    Unsure,
)
from bot.pipeline import lost_words
from bot.pipeline.limits.send_limits import SendLimits
from bot.rendering.buttons import units
from bot.rendering.chart import CannotDraw, draw
from bot.rendering.message import Limits, NotMade, Rendered
from bot.rendering.text import Reader, render
from bot.voices.clips import Waiting, follow
from bot.voices.sounds import Sounds, is_kept
from handlers.core import message_json
from handlers.core.context import NO_VOICES
from handlers.core.enclosures import Aloud
from handlers.core.messages import Ability, Priority, Reply
from storage.repositories.messages.claims import Claimed, Result
from storage.repositories.messages.outbox_sql import (
    DROPPED,
    QUEUED,
    RESENDS,
    SENT,
    SET_ASIDE,
    UNCERTAIN,
)
from storage.repositories.messages.screen import NOTHING
from storage.repositories.volunteering.voices import is_neighbours
from storage.store import Store

LONGEST_BACK_OFF = 60.0
NEXT_TRY = 5.0
# What is said aloud takes a moment, and other messages go out meanwhile.
SOON = 0.25
# A service that is slow took it all the same: what is sent again too soon comes twice.
FIRST_RESEND = 30.0
# What can be asked for again is in the way when it comes again and again.
MENU_RESENDS = 1
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class News:
    """What happened and is not written down yet.

    ``lost``: who was sent what cannot be sent. ``unasked``: who was sent what they did not ask for,
    through a channel that shows it only to somebody who looks. ``heard``: what somebody wants said
    aloud too, who that is, and what it answered.
    """

    results: list[Result] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    moved: list[tuple[int, str, str]] = field(default_factory=list)
    reached: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    unasked: list[int] = field(default_factory=list)
    heard: list[tuple[int, Aloud, str]] = field(default_factory=list)

    def taken(self) -> News:
        """A copy that no send can add to while a thread writes it down."""
        return News(**{part: getattr(self, part)[:] for part in self.__slots__})

    def write_down(self, store: Store, now: datetime) -> None:
        """Do so in a transaction, with what follows from it for those whom it was sent to."""
        store.claims.settle(self.results)
        for person in self.gone:
            store.people.leave(person, now)
            store.outbox.drop_for(person)
        for person, channel, address in self.moved:
            store.people.move(person, channel=channel, address=address)
        lost_words.follow(store, self.lost, now)
        store.pushes.came(self.unasked, now)
        follow(store, self.heard, now)

    def drop(self, written: News) -> None:
        """Forget what was written down."""
        for part in self.__slots__:
            del getattr(self, part)[: len(getattr(written, part))]


class StillMade(Exception):
    """What goes along is being made; until then others go out."""


class Sending:
    """Sends one message after the other through its channel."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        send_limits: Mapping[str, SendLimits],
        default_language: Callable[[], str],
        clock: Callable[[], datetime],
        today: Callable[[], date],
        make_document: MakeDocument,
        make_clip: MakeClip,
        sounds: Sounds,
    ) -> None:
        self._channels = channels
        self._send_limits = send_limits
        self._default_language = default_language
        self._clock = clock
        self._today = today
        self._make_document = make_document
        self._clips = Waiting(make_clip)
        self._sounds = sounds

    async def outcome(self, row: Claimed, news: News) -> Result:
        """Send one message; what can never be sent is put aside, and something short follows it."""
        try:
            result = await self._tried(row, news)
            if result.state == SENT and _is_unasked(row, self._channels[row.channel].limits):
                news.unasked.append(row.person)
            return result
        except Refused as problem:
            log.error("send.refused", message=row.id, problem=str(problem))
            said = str(problem)
        except Exception as problem:
            log.exception("send.failed", message=row.id)
            said = type(problem).__name__
        if lost_words.is_followed(row):
            news.lost.append(row.person)
        return Result(row.id, SET_ASIDE, problem=said[:80])

    async def _tried(self, row: Claimed, news: News) -> Result:
        """What the service answered decides what becomes of it; raises Refused."""
        channel = self._channels[row.channel]
        try:
            message = await self._rendered(row, channel)
            if row.screen != NOTHING:
                message = replace(message, clears=row.screen.fresh, blanks=row.screen.old)
            sent_as = await channel.send(row.address, message)
        except (NotMade, StillMade) as why:
            # There is too much to do now, or a voice is speaking; meanwhile others are served.
            seconds = SOON if isinstance(why, StillMade) else NEXT_TRY
            return self._later(row, type(why).__name__, seconds, counts=False)
        except TryLater as wait:
            if wait.seconds > LONGEST_PAUSE:
                log.error("send.long_pause", channel=row.channel, asked=wait.seconds)
            self._send_limits[row.channel].pause(min(wait.seconds, LONGEST_PAUSE))
            return self._later(row, "TryLater", 0, counts=False)
        except NotSent as problem:
            return self._later(row, str(problem), self._back_off(row))
        except Unsure as problem:
            return self._once_more(row, str(problem))
        except PersonLeft:
            news.gone.append(row.person)
            return Result(row.id, DROPPED, problem="PersonLeft")
        except Moved as moved:
            news.moved.append((row.person, row.channel, moved.address))
            return self._later(row, "Moved", 0, counts=False)
        news.reached.append(row.person)
        if row.with_sound and message.can_be_heard and row.priority != Priority.FAREWELL:
            news.heard.append((row.person, Aloud(row.id, sent_as), row.said_as))
        cleared = row.person if row.screen != NOTHING else None
        # In it each line is found again as it went out, also where the first one was in another.
        return Result(row.id, SENT, language=message.written_for, sent_as=sent_as, cleared=cleared)

    def _once_more(self, row: Claimed, problem: str) -> Result:
        """It may have arrived: whether it goes out again, and when."""
        log.warning("send.uncertain", message=row.id, problem=problem)
        if row.replaces:
            # Changing a message twice is the same as once.
            return self._later(row, problem, self._back_off(row), was_uncertain=True)
        if row.uncertain >= (RESENDS if row.must_arrive else MENU_RESENDS):
            return Result(row.id, UNCERTAIN, problem=problem[:80], was_uncertain=True)
        return self._later(row, problem, FIRST_RESEND * 2**row.uncertain, was_uncertain=True)

    async def _rendered(self, row: Claimed, channel: Channel) -> Rendered:
        reader = Reader.of(row.language, self._default_language(), self._today())
        limits, own = channel.limits, (row.id, row.token, row.replaces)
        message, reply = render(
            row.payload, reader, limits, *own, answers=row.said_as, is_secret=row.is_secret
        )
        if reply.aloud and channel.draws:
            return await self._said(row, message, reply, reader, limits)
        # An older program put a chart and words that do not fit under it into row row.
        is_short = limits.can(Ability.PICTURE) and units(message.text) <= limits.caption
        if reply.picture and channel.draws and is_short:
            try:
                picture = await asyncio.to_thread(draw, reply.picture, reader)
            except CannotDraw as problem:
                # The figures are in the text too: better without the chart than not at all.
                log.error("picture.failed", message=row.id, problem=str(problem))
                return message
            return message.with_picture(picture)
        if is_kept(message.voice) and channel.draws:
            return await self._with_sound(row, message, reply, reader, channel)
        if reply.document and channel.draws:
            return await self._with_document(row, message, reply, reader, limits)
        return message

    async def _with_sound(
        self, row: Claimed, message: Rendered, reply: Reply, reader: Reader, channel: Channel
    ) -> Rendered:
        """A message with its voice note, which a page fetches by itself; or a sentence instead."""
        try:
            sound = await self._sounds.of(message.voice, channel.fetch)
        except NotMade as why:
            if why.is_later:
                raise
            # Of what a neighbour recorded the first line and the first row ask whether it is right.
            asks = is_neighbours(message.voice)
            lines = (why.sentence, *reply.lines[1:]) if asks else (*reply.lines, why.sentence)
            said = _instead(row, replace(reply, lines=lines, voice=""), reader, channel.limits)
            return replace(said, rows=said.rows[1:]) if asks else said
        return replace(message, sound=sound)

    async def _with_document(
        self, row: Claimed, message: Rendered, reply: Reply, reader: Reader, limits: Limits
    ) -> Rendered:
        """A message with its file, or a sentence instead; raises NotMade when it is for later."""
        assert reply.document
        try:
            made = await self._make_document(reply.document, row.person, reader)
        except NotMade as why:
            if why.is_later:
                raise
            log.warning("document.not_made", message=row.id, why=why.sentence.one)
            instead = replace(reply, lines=(why.sentence,), document=None)
            return _instead(row, instead, reader, limits, row.replaces)
        return message.with_document(made)

    async def _said(
        self, row: Claimed, message: Rendered, reply: Reply, reader: Reader, limits: Limits
    ) -> Rendered:
        """A message said aloud, or a sentence instead; raises StillMade until it is there."""
        assert reply.aloud
        try:
            clip = await self._clips.clip(reply.aloud, row.person, limits)
        except NotMade as why:
            if why.is_later:
                raise
            log.warning("aloud.not_made", message=row.id, why=why.sentence.one)
            instead = replace(reply, lines=(why.sentence, *reply.lines), aloud=None)
            # What stands there in words can be heard no more than what it stands for.
            return _instead(row, instead, reader, replace(limits, voices=NO_VOICES))
        if clip is None:
            raise StillMade
        return replace(message, clip=clip)

    def _later(
        self,
        row: Claimed,
        problem: str,
        seconds: float,
        *,
        counts: bool = True,
        was_uncertain: bool = False,
    ) -> Result:
        due = self._clock() + timedelta(seconds=seconds)
        return Result(
            row.id,
            QUEUED,
            problem=problem[:80],
            due_at=due,
            counts=counts,
            was_uncertain=was_uncertain,
        )

    def _back_off(self, row: Claimed) -> float:
        """Longer after every try, with chance in it, so that copies do not knock together."""
        return min(LONGEST_BACK_OFF, 0.5 * 2.0 ** min(row.attempts, 16)) * random.uniform(0.5, 1)  # noqa: S311


def _instead(
    row: Claimed, reply: Reply, reader: Reader, limits: Limits, replaces: str = ""
) -> Rendered:
    """Another message in place of one that could not be made whole."""
    said = message_json.to_json(reply)
    own = (row.id, row.token, replaces)
    return render(said, reader, limits, *own, answers=row.said_as, is_secret=row.is_secret)[0]


def _is_unasked(row: Claimed, limits: Limits) -> bool:
    """Whether somebody gets what they did not ask for, in a channel that calls nobody.

    Whom to call in danger was asked for; and whoever is forgotten is told nothing more.
    """
    is_last = row.priority in {Priority.DANGER, Priority.FAREWELL}
    return row.must_arrive and not is_last and not limits.can(Ability.REMIND)
