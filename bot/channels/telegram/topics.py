"""In which topic of a chat something was said: an answer goes back there.

It stands in the channel's own reference to what was said, which is kept with each answer anyway:
"41@7" is message 41 in topic 7, "@7" a tap there, "41@d7" a topic of a channel's direct messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MARK, DIRECT = "@", "d"


def referred(message: Mapping[str, Any], number: str) -> str:
    """The reference to a message with its topic; of a tap there is no number."""
    direct = message.get("direct_messages_topic")
    topic = direct.get("topic_id") if isinstance(direct, dict) else None
    if type(topic) is int and topic > 0:
        return f"{number}{MARK}{DIRECT}{topic}"
    topic = message.get("message_thread_id") if message.get("is_topic_message") is True else None
    return f"{number}{MARK}{topic}" if type(topic) is int and topic > 0 else number


def message_of(reference: str) -> str:
    """The number of the message itself."""
    return reference.partition(MARK)[0]


def topic_of(reference: str) -> dict[str, int]:
    """What a send says of the topic; nothing where there is none."""
    topic = reference.partition(MARK)[2]
    number = topic.removeprefix(DIRECT)
    if not number.isdecimal():
        return {}
    name = "message_thread_id" if number == topic else "direct_messages_topic_id"
    return {name: int(number)}
