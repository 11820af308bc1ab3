"""How fast we may send.

Telegram allows 30 messages a second, one a second in one chat with short bursts, and 20 a minute
in a group.

python-telegram-bot's own limiter knows the first and the last of these, but makes a caller wait
inside the send, where one slow chat holds a place that another could use. Delivery asks first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rates:
    """What a channel allows: messages a second in all, and in one chat after a burst."""

    per_second: int = 30
    burst: int = 5
    chat_burst: int = 5
    chat_seconds: float = 1.05
    group_per_minute: int = 20
    # So many messages of one person a minute are answered one by one: see `reply_limits`.
    person_per_minute: int = 20
    # A tap costs its sender less than words do, and who waits for its answer taps again.
    taps_per_minute: int = 60
    # Few at a time: what is under way when the power goes is what nobody can be sure of. At 30 a
    # second six are enough while Telegram takes less than a fifth of a second to answer.
    at_once: int = 6


# What the service counts. It counted a message when it has answered, at the latest: a second after
# that it has forgotten it. Where the answer takes long we go by when we sent it, and a little more.
SECOND, OURS = 1.002, 1.05
MINUTE = 60.5
# The way to Telegram is not always equally long: what leaves a second apart may arrive closer.
UNEVEN = 0.15
# So many go at once when all places of a second were taken: with the whole burst a crowd would be
# told in bursts for ever, and whoever asks in between waits for the next one.
CATCHING_UP = 2


@dataclass(slots=True)
class Place:
    """One of the thirty of a second, taken by a message until then."""

    until: float


class SendLimits:
    """Counts what was sent; ``clock`` gives seconds that only go forward."""

    def __init__(self, rates: Rates | None, clock: Callable[[], float]) -> None:
        self._rates = rates
        self._clock = clock
        self._sent: deque[Place] = deque()
        self._chats: dict[int, float] = {}
        self._groups: dict[int, deque[float]] = {}
        self._paused_until = 0.0
        # When the burst may be had in full again, and how long one message of it takes.
        self._full = 0.0
        self._step = 1.0 / rates.per_second if rates else 0.0

    @property
    def at_once(self) -> int:
        """How many sends may be under way at the same time."""
        return self._rates.at_once if self._rates else 1_000_000

    def free(self) -> int:
        """How many messages may go out right now; a large number without limits."""
        now = self._clock()
        if now < self._paused_until:
            return 0
        if self._rates is None:
            return 1_000_000
        was_full = len(self._sent) >= self._rates.per_second
        while self._sent and self._sent[0].until <= now:
            self._sent.popleft()
        if was_full:
            self._full = max(self._full, now + (self._rates.burst - CATCHING_UP) * self._step)
        # After a short burst one by one: thirty at once and then a second of silence would have
        # most of them under way at the same moment.
        tokens = self._rates.burst - max(0.0, self._full - now) / self._step
        return max(0, min(self._rates.per_second - len(self._sent), int(tokens + 1e-9)))

    def resting(self) -> list[int]:
        """The people whose chat has to wait a moment."""
        if self._rates is None:
            return []
        now = self._clock()
        # A chat whose bucket is full again needs no remembering.
        self._chats = {chat: full for chat, full in self._chats.items() if full > now}
        tired = [chat for chat, full in self._chats.items() if full - now > self._spare]
        full = [chat for chat in self._groups if self._group_is_full(chat, now)]
        self._groups = {chat: sent for chat, sent in self._groups.items() if sent}
        return tired + full

    def count(self, chat: int, *, is_group: bool) -> Place:
        """One message goes out to this chat now; `answered` takes what it gives."""
        now = self._clock()
        place = Place(now + OURS)
        if self._rates is None:
            return place
        self._sent.append(place)
        self._full = max(self._full, now) + self._step
        full = max(self._chats.get(chat, now), now)
        self._chats[chat] = full + self._rates.chat_seconds
        if is_group:
            self._groups.setdefault(chat, deque()).append(now)
        return place

    def answered(self, place: Place) -> None:
        """The service has answered, so it has counted that message by now."""
        place.until = min(place.until, self._clock() + SECOND)

    def pause(self, seconds: float) -> None:
        """The service asked us to wait: nothing goes out for so long."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)

    def paused_for(self) -> float:
        """For how many seconds more the service wants nothing from us."""
        return max(0.0, self._paused_until - self._clock())

    def wait(self) -> float | None:
        """In how many seconds more may go out; None when nothing holds us back."""
        now = self._clock()
        if now < self._paused_until:
            return self._paused_until - now
        if self._rates is None:
            return None
        moments = [full - self._spare for full in self._chats.values()]
        later = [moment - now for moment in moments if moment > now]
        if len(self._sent) >= self._rates.per_second:
            later.append(self._sent[0].until - now)
        elif self.free() <= 0:
            later.append(self._full - (self._rates.burst - 1) * self._step - now)
        later += [
            sent[0] + MINUTE - now
            for chat, sent in self._groups.items()
            if self._group_is_full(chat, now)
        ]
        return max(0.0, min(later)) if later else None

    @property
    def _spare(self) -> float:
        """How much of its burst a chat may have used up and still get a message now, in seconds."""
        assert self._rates
        return (self._rates.chat_burst - 1) * self._rates.chat_seconds - UNEVEN

    def _group_is_full(self, chat: int, now: float) -> bool:
        assert self._rates
        sent = self._groups[chat]
        while sent and sent[0] <= now - MINUTE:
            sent.popleft()
        return len(sent) >= self._rates.group_per_minute
