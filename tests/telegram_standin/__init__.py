"""A stand-in for Telegram's Bot API, for tests and benchmarks.

It answers over real HTTP on the loopback address, so that a bot talks to it as to the real thing;
people and groups are objects a test lets speak. `python -m tests.telegram_standin --help` runs
it alone.
"""

from tests.telegram_standin.chats.chats import Location, Message, Standing
from tests.telegram_standin.chats.flavours import Awaited, Blocking
from tests.telegram_standin.chats.groups import Channel, Group
from tests.telegram_standin.chats.people import User
from tests.telegram_standin.records import Call, Tap
from tests.telegram_standin.running import BotApi, BotApiInThread

__all__ = [
    "Awaited",
    "Blocking",
    "BotApi",
    "BotApiInThread",
    "Call",
    "Channel",
    "Group",
    "Location",
    "Message",
    "Standing",
    "Tap",
    "User",
]
