"""What waited too long does not go out; who waited for an answer in vain hears so, once."""

from __future__ import annotations

from datetime import datetime

from bot.pipeline.outbox_rows import LASTS
from handlers.core import message_json
from handlers.core.messages import Priority
from handlers.dispatch import wording
from storage.repositories.messages.outbox import Outgoing
from storage.store import Store


def drop(store: Store, now: datetime) -> None:
    """Drop what makes no sense any more; instead of all their answers somebody gets one message."""
    late = store.queued.drop_late(now)
    if not late:
        return
    payload = message_json.to_json(wording.here_again())
    until = now + LASTS[Priority.NOTICE]
    told = [
        Outgoing(person, payload, valid_until=until)
        for person in store.people.present(late)
        if not store.queued.waits(person, payload)
    ]
    store.outbox.put(told, now)
