"""Whether the computer's clock can be believed: what is destroyed by a wrong one stays destroyed.

Two witnesses: what Telegram says of the time, and when we last looked at a clock that was right.
Inside one run the seconds of the machine are a third one: they go on when the clock is set.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# So far apart Telegram's time and ours may be.
APART = timedelta(minutes=10)
# So long a computer may have been switched off, and still nobody is asked.
LONGEST_AWAY = timedelta(days=7)
# What a witness said longer ago is not counted on to now.
WITNESS_SECONDS = 3600.0
DATE_SECONDS = 5.0
# Between two looks a clock that is set right by little steps stays within this.
JUMP = timedelta(minutes=2)


class ClockWatch:
    """Compares the clock with its witnesses; ``seconds`` only go forward."""

    def __init__(
        self, clock: Callable[[], datetime], seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._seconds = seconds
        # By who it was: the time that was said, and at which of our seconds.
        self._heard: dict[str, tuple[datetime, float]] = {}
        self._next_date = 0.0
        self._last_look: tuple[datetime, float] | None = None

    def heard_date(self, header: str) -> None:
        """What the `Date` of an answer says (RFC 9110, 6.6.1); what cannot be read says nothing.

        To read one takes longer than to send a message, so it is done now and then.
        """
        if self._seconds() < self._next_date:
            return
        self._next_date = self._seconds() + DATE_SECONDS
        try:
            said = parsedate_to_datetime(header)
        except (ValueError, TypeError, OverflowError):
            return
        self.heard("date", said if said.tzinfo else said.replace(tzinfo=UTC))

    def heard(self, witness: str, moment: datetime) -> None:
        """Somebody else's clock shows this now."""
        self._heard[witness] = (moment, self._seconds())

    def jumped(self) -> bool:
        """Whether the clock moved otherwise than time did since this was asked last."""
        now, seconds = self._clock(), self._seconds()
        last, self._last_look = self._last_look, (now, seconds)
        if last is None:
            return False
        passed = timedelta(seconds=seconds - last[1])
        return abs((now - last[0]) - passed) > JUMP

    def agrees(self, last_seen: datetime | None) -> bool:
        """Whether nothing speaks against the clock; ``last_seen`` is when it was right last."""
        now = self._clock()
        if any(abs(now - said) <= APART for said in self._said()):
            return True
        return last_seen is None or last_seen - APART <= now <= last_seen + LONGEST_AWAY

    def _said(self) -> list[datetime]:
        """What the witnesses would say now."""
        seconds = self._seconds()
        return [
            moment + timedelta(seconds=seconds - at)
            for moment, at in self._heard.values()
            if seconds - at <= WITNESS_SECONDS
        ]
