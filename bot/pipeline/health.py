"""What is wrong with the program now: noted by those who see it, asked by those who tell it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.pipeline.limits.send_limits import SendLimits
from handlers.team.alarms import Alarm
from storage.database import Database
from storage.store import Store

# A message that must arrive and waits for longer is not under way any more.
LONGEST_WAIT = timedelta(minutes=15)
# The ticker looks every half minute.
LONGEST_LOOK = 120.0
# Telegram asks for a few seconds now and then.
LONGEST_PAUSE = 60.0


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is wrong: which kind, and a sentence for whoever looks after the program."""

    alarm: Alarm
    reason: str


class Health:
    """Knows what went wrong and did not go well since; ``seconds`` only go forward."""

    def __init__(
        self,
        database: Database,
        channel_troubles: Callable[[], list[str]],
        send_limits: Mapping[str, SendLimits],
        seconds: Callable[[], float] = time.monotonic,
        refused: Callable[[], set[str]] = set,
    ) -> None:
        self._database = database
        self._channel_troubles = channel_troubles
        self._send_limits = send_limits
        self._refused = refused
        self._seconds = seconds
        self._last_look = seconds()

    def looked(self) -> None:
        """The ticker did all that was due."""
        self._last_look = self._seconds()

    def troubles(self) -> list[Trouble]:
        """What is wrong, as far as it is known without a look at the database."""
        found = [Trouble(Alarm.CHANNEL, reason) for reason in self._channel_troubles()]
        if self._database.trouble:
            reason = f"Nothing can be stored ({self._database.trouble})."
            found.append(Trouble(Alarm.STORAGE, reason))
        found += [Trouble(Alarm.FILES, reason) for reason in self._database.what_is_wrong()]
        age = self._seconds() - self._last_look
        if age > LONGEST_LOOK:
            reason = f"What is due was not looked at for {age / 60:.0f} minutes."
            found.append(Trouble(Alarm.CLOCKWORK, reason))
        if refused := self._refused():
            what = ", ".join(sorted(refused))
            reason = f"Too much came from one place on the internet today: {what}."
            found.append(Trouble(Alarm.CROWD, reason))
        for channel, limits in self._send_limits.items():
            left = limits.paused_for()
            if left > LONGEST_PAUSE:
                reason = f"{channel} asked us to send nothing for {left / 60:.0f} more minutes."
                found.append(Trouble(Alarm.PAUSED, reason))
        return found

    def waiting(self, store: Store, now: datetime) -> list[Trouble]:
        """What waits for too long, where it should go out."""
        oldest = store.queued.oldest(list(self._send_limits), now)
        if oldest is None or now - oldest <= LONGEST_WAIT:
            return []
        minutes = (now - oldest) / timedelta(minutes=1)
        reason = f"A message that must arrive has waited for {minutes:.0f} minutes."
        return [Trouble(Alarm.WAITING, reason)]
