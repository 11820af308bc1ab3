"""What to tell whom as time passes. Worked out from the database at every tick, each thing once."""

from __future__ import annotations

from dataclasses import replace

from handlers.core.feature import Moment
from handlers.core.messages import Priority, Reply
from handlers.dispatch.registry import FEATURES
from handlers.dispatch.wording import finished


def due(moment: Moment) -> list[Reply]:
    """Every message that is due now; asking again gives nothing new."""
    # What a file changed comes first: no reminder tells what the file does not say any more.
    works = [work for feature in FEATURES for work in (*feature.on_file_change, *feature.due)]
    return [finished(_as_notice(reply)) for work in works for reply in work(moment)]


def _as_notice(reply: Reply) -> Reply:
    """What nobody asked for waits behind answers; news for very many waits longest."""
    return reply if reply.priority != Priority.ANSWER else replace(reply, priority=Priority.NOTICE)
