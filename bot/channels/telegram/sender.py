"""How a message is sent to Telegram, and what its answers mean."""

from __future__ import annotations

from typing import Any

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.base import Moved, NotSent, PersonLeft, Refused, SendError, TryLater, Unsure
from bot.rendering.message import Rendered


def send_error(problem: TelegramError) -> SendError:
    """What an answer of Telegram to a send means for the message."""
    match problem:
        case RetryAfter():
            return TryLater(seconds_to_wait(problem))
        case ChatMigrated():
            return Moved(str(problem.new_chat_id))
        case Forbidden():
            return PersonLeft()
        case InvalidToken():
            return NotSent(type(problem).__name__)
        case BadRequest() if "chat not found" in problem.message.lower():
            return PersonLeft()
        case BadRequest():
            return Refused(problem.message)
        case TimedOut():
            return Unsure(problem.message)
        case NetworkError() | Conflict():
            # Not reached, or an answer that nothing was done: a 5xx, a 409.
            return NotSent(problem.message)
        case _:
            # An answer that is not Telegram's: a proxy's, a captive portal's.
            return Unsure(problem.message)


def keyboard_of(message: Rendered) -> dict[str, Any] | None:
    """The buttons as Telegram wants them; None for a message without."""
    rows = [
        [
            {"text": key.label, "url": key.link}
            if key.link
            else {"text": key.label, "callback_data": key.token}
            for key in row
        ]
        for row in message.rows
        if not any(key.asks_place for key in row)
    ]
    if rows:
        return {"inline_keyboard": rows}
    asks = [key for row in message.rows for key in row if key.asks_place]
    if not asks:
        return None
    share = {"text": asks[0].label, "request_location": True}
    return {"keyboard": [[share]], "resize_keyboard": True, "one_time_keyboard": True}


def seconds_to_wait(problem: RetryAfter) -> float:
    """How long Telegram asks us to wait."""
    wait = problem.retry_after
    return wait if isinstance(wait, int | float) else wait.total_seconds()
