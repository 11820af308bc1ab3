"""What a stand-in is told at the start, and what it notes down."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypedDict

from tests.telegram_standin.chats.chats import Json

Clock = Callable[[], float]

BOT_ID = 4200000001
TOKEN = f"{BOT_ID}:" + "StandInOnly".ljust(35, "x")
USERNAME = "buurt_standin_bot"


@dataclass(slots=True)
class Call:
    """One call the bot made, and what came of it."""

    time: float
    method: str
    params: Json = field(default_factory=dict)
    result: Any = None
    error: str = ""
    fault: str = ""


@dataclass(slots=True)
class Tap:
    """A press on a button, and what the bot answered to it."""

    id: str
    at: float
    by: int
    answered: bool = False
    text: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """How a stand-in starts."""

    token: str = TOKEN
    username: str = USERNAME
    first_name: str = "Stand-in"
    clock: Clock = time.time
    limits: bool = True
    seed: int = 0
    first_update_id: int = 700_000_001
    port: int = 0
    keep_calls: bool = True


class Changes(TypedDict, total=False):
    """What of it can be set otherwise."""

    token: str
    username: str
    first_name: str
    clock: Clock
    limits: bool
    seed: int
    first_update_id: int
    port: int
    keep_calls: bool
