"""When Telegram's no is believed: a proxy says it once, Telegram says it again and again."""

from __future__ import annotations

import time
from collections import deque

from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.base import Fatal
from bot.channels.telegram.api import WebhookRefused

# So often in a row our token is refused before there is nothing more to hope for.
REFUSALS_BELIEVED = 5
# An old program that is just ending is no second copy; one that goes on is heard so often.
CONFLICTS_BELIEVED, CONFLICT_SECONDS = 3, 60.0


class Refusals:
    """Counts what waiting may not mend."""

    def __init__(self) -> None:
        self._in_a_row = 0
        self._conflicts: deque[float] = deque(maxlen=CONFLICTS_BELIEVED)

    def well(self) -> None:
        """Telegram did what it was asked for."""
        self._in_a_row = 0

    def count(self, problem: TelegramError) -> None:
        """Telegram did not; raises Fatal when waiting will not mend it."""
        if isinstance(problem, WebhookRefused):
            raise Fatal(str(problem)) from None
        if isinstance(problem, Conflict) and self._is_second_copy(time.monotonic()):
            raise Fatal(
                "Another program is reading this bot's messages from Telegram. "
                "Stop the other one; only one can run with polling."
            ) from None
        self._in_a_row = self._in_a_row + 1 if isinstance(problem, InvalidToken) else 0
        if self._in_a_row >= REFUSALS_BELIEVED:
            raise Fatal(
                "Telegram refuses the token. Check BUURTBOT_TELEGRAM_TOKEN with @BotFather, "
                "and BUURTBOT_TELEGRAM_API_URL if you set it."
            ) from None

    def _is_second_copy(self, now: float) -> bool:
        """Whether Telegram spoke of another program so often lately that there is one."""
        self._conflicts.append(now)
        is_often = len(self._conflicts) == CONFLICTS_BELIEVED
        return is_often and now - self._conflicts[0] < CONFLICT_SECONDS
