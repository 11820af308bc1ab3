"""What every channel is: its limits as data, what it is given to send, and how sends fail."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Protocol

from handlers.vocabulary import Attachment, Place, Turn


@dataclass(frozen=True, slots=True)
class Limits:
    """How much fits, in UTF-16 units; ``row_widths`` are label lengths at 1, 2, 3 in a row."""

    text: int
    caption: int
    label: int
    row_widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """A rendered button: what stands on it, and its token or its link."""

    label: str
    token: str = ""
    link: str = ""
    asks_place: bool = False


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as it is sent: plain text in one language, buttons in rows.

    ``replaces`` is the channel's own reference to the message that this one changes, ``voice`` its
    reference to a voice note.
    """

    id: int
    text: str
    language: str
    is_rtl: bool
    rows: tuple[tuple[Key, ...], ...] = ()
    replaces: str = ""
    place: Place | None = None
    picture: bytes = b""
    attachment: Attachment | None = None
    voice: str = ""
    commands: tuple[tuple[str, str], ...] = ()

    def with_picture(self, picture: bytes) -> Rendered:
        """The same message with a picture, as PNG."""
        return replace(self, picture=picture)


class SendError(Exception):
    """A send that did not work; the class says what to do about it."""


class TryLater(SendError):
    """The service asks the whole bot to wait ``seconds``; nothing was sent."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"asked to wait {seconds:.0f} s")
        self.seconds = seconds


class NotSent(SendError):
    """It certainly did not arrive: trying again is safe."""


class Unsure(SendError):
    """Nobody knows whether it arrived."""


class Refused(SendError):
    """Our own mistake: the same message will never be accepted."""


class PersonLeft(SendError):
    """The person blocked us: an ordinary thing."""


class Moved(SendError):
    """The chat goes on under another address."""

    def __init__(self, address: str) -> None:
        super().__init__("the chat moved")
        self.address = address


class Fatal(Exception):
    """The program must stop: another copy polls, or the service refuses our token."""


Hear = Callable[[Turn], Awaitable[None]]
"""Hands a turn to the pipeline; returns only when it is committed."""


class Channel(Protocol):
    """One way to reach people."""

    name: str
    limits: Limits
    # Whether a message's picture is to be drawn when it is sent, or the channel asks for it later.
    draws: bool

    async def run(self) -> None:
        """Hear turns until `stop`; raises Fatal when it cannot go on."""
        ...

    async def stop(self) -> None:
        """Stop hearing; what was heard is still answered."""
        ...

    async def close(self) -> None:
        """Let go of connections, after the last answer was sent."""
        ...

    async def send(self, address: str, message: Rendered) -> str:
        """Send a message; returns the channel's own reference to it. Raises SendError."""
        ...

    def trouble(self) -> str:
        """What is wrong with this channel now, in a sentence; empty when it works."""
        ...
