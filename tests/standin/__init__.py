"""A stand-in for Telegram's Bot API, for tests and benchmarks.

It answers over real HTTP on the loopback address, so that a bot talks to it as to the real thing;
people and groups are objects a test lets speak. `python -m tests.standin --help` runs it alone.
"""

from tests.standin.chats import Location, Message, Standing
from tests.standin.flavours import Awaited, Blocking
from tests.standin.groups import Channel, Group
from tests.standin.people import User
from tests.standin.records import Call, Tap
from tests.standin.running import BotApi, BotApiInThread

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
