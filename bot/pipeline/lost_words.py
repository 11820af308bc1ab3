"""What a channel refuses for good is followed by something short: nobody is met with silence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.pipeline.outbox_rows import LASTS
from handlers.core import message_json
from handlers.core.messages import Priority
from handlers.dispatch import wording
from storage.repositories.messages.claims import Claimed
from storage.repositories.messages.outbox import Outgoing
from storage.store import Store


def is_followed(row: Claimed) -> bool:
    """Whether something is said instead: not of that itself, nor to somebody who was forgotten."""
    return row.priority != Priority.FAREWELL and row.payload != _instead()


def follow(store: Store, persons: Sequence[int], now: datetime) -> None:
    """Say so, once for each message that was lost, to those who are still here."""
    here = store.people.present(persons) if persons else set()
    until = now + LASTS[Priority.ANSWER]
    told = [Outgoing(one, _instead(), valid_until=until) for one in persons if one in here]
    store.outbox.put(told, now)


def _instead() -> str:
    return message_json.to_json(wording.not_shown())
