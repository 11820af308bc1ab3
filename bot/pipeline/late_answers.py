"""What waited too long does not go out; who waited for an answer in vain hears so, once."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.pipeline.outbox_rows import LASTS
from handlers.core import message_json
from handlers.core.messages import Priority
from handlers.dispatch import wording
from storage.repositories.messages.outbox import Outgoing
from storage.store import Store

# Where very much was too late it is dropped part by part; that one message comes once.
ONCE_IN = timedelta(hours=1)


def drop(store: Store, now: datetime) -> bool:
    """Drop what makes no sense any more; instead of all their answers somebody gets one message.

    Returns whether there may be more of it.
    """
    late, is_more = store.queued.drop_late(now)
    payload = message_json.to_json(wording.here_again())
    until = now + LASTS[Priority.NOTICE]
    told = [
        Outgoing(person, payload, valid_until=until)
        for person in store.people.present(late)
        if not store.queued.was_told(person, payload, now - ONCE_IN)
    ]
    store.outbox.put(told, now)
    return is_more
