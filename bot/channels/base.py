"""What every channel is: what it can do, what it is given to send, and how sends fail."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from starlette.routing import BaseRoute

from bot.rendering.message import Clip, File, Limits, Rendered
from bot.rendering.text import Reader
from bot.settings import Settings
from handlers.core.context import Voices
from handlers.core.enclosures import Aloud, Document
from handlers.core.messages import Outcome, Turn
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.database import Database
from storage.store import Store

T = TypeVar("T")
# Whatever a service asks for: a mistake on its side must not silence us for a week.
LONGEST_PAUSE = 15 * 60.0


class SendError(Exception):
    """A send that did not work; the class says what to do about it.

    What the service said about it is written down: of its signs those stay that can be.
    """

    def __init__(self, said: str = "") -> None:
        super().__init__(said.encode(errors="replace").decode().replace("\0", ""))


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


class Declined(Exception):
    """A command that cannot be carried out: nothing of it stays, and it is not tried again."""


@dataclass(frozen=True, slots=True)
class Command(Generic[T]):
    """Something that is done beside the chat, such as an answer on a page of its own.

    ``work`` gives what its page wants to know, and whom to tell; it raises Declined when there is
    nothing to do. It may be called again when the database was in trouble.
    """

    name: str
    now: datetime
    work: Callable[[Store], tuple[T, Outcome]]


Hear = Callable[[Turn], Awaitable[str]]
"""Hands a turn to the pipeline; returns only when it is committed.

A tap whose answer has to wait gets words to show at once; empty for all others."""


class Witness(Protocol):
    """Somebody who hears what time it is elsewhere, so that a wrong clock is noticed."""

    def heard_date(self, header: str) -> None:
        """What the `Date` of an answer says."""
        ...

    def heard(self, witness: str, moment: datetime) -> None:
        """Somebody else's clock shows this now."""
        ...


class CarryOut(Protocol):
    """Hands a command to the pipeline; gives what came of it, only when it is committed."""

    async def __call__(self, command: Command[T], /) -> T:
        """Raises Declined, or what went wrong three times."""
        ...


MakeDocument = Callable[[Document, int, Reader], Awaitable[File]]
"""Makes the file of an order for this person and in this language; raises NotMade."""

MakeClip = Callable[[Aloud, int, Limits], Coroutine[Any, Any, Clip]]
"""Has a message of this person said aloud, as their channel shows it; raises NotMade."""


@dataclass(frozen=True, slots=True)
class Program:
    """What the program has for its channels: where what they hear goes, and what they may see."""

    settings: Settings
    database: Database
    hear: Hear
    carry_out: CarryOut
    view: Callable[[], NeighbourhoodView]
    troubles: Callable[[Store | None], list[str]]
    clock: Callable[[], datetime]
    witness: Witness
    # Whether something may be done once more today from a place on the internet, so often at most.
    may: Callable[[str, str, int], bool]
    make_document: MakeDocument
    make_clip: MakeClip
    # Where that can be done.
    voices: Voices
    # Services of browsers that a test has on this computer; on the internet there are others.
    push_services: tuple[str, ...] = ()

    def default_language(self) -> str:
        """The neighbourhood's own language, as its file says now."""
        return self.view().neighbourhood.default_language


@dataclass(frozen=True, slots=True)
class Finding:
    """What the doctor saw of a part: its name, and what is wrong with it, if anything."""

    part: str
    wrong: str = ""


class Channel(Protocol):
    """One way to reach people."""

    # What it is called in our tables, what people call it, and which app it takes, if any.
    name: str
    title: str
    app: str
    limits: Limits
    # Whether a picture or a file is to be made when it is sent, or the channel asks for it later.
    draws: bool
    # Whether its service takes only so many messages a second.
    is_paced: bool
    # Whether an address is a secret that opens the conversation, so that it stands in no file.
    has_secret_addresses: bool

    @classmethod
    def is_on(cls, settings: Settings) -> bool:
        """Whether the settings switch it on."""
        ...

    @classmethod
    def made_for(cls, program: Program) -> Channel:
        """The channel as the settings want it."""
        ...

    @classmethod
    async def look(cls, settings: Settings) -> Finding:
        """Whether it would work with these settings; nothing needs to run."""
        ...

    @classmethod
    async def links_from(cls, settings: Settings, code: str) -> tuple[str, ...]:
        """The same as `links`, when nothing runs; empty when its service is not reached."""
        ...

    def links(self, code: str) -> tuple[str, ...]:
        """The addresses that carry a code to us here; none as long as they are not known."""
        ...

    def routes(self) -> Sequence[BaseRoute]:
        """What it answers on the web."""
        ...

    async def introduced(self) -> None:
        """Return as soon as the channel knows its own links."""
        ...

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

    async def fetch(self, voice: str) -> bytes:
        """A voice note by the channel's own name for it; raises NotMade."""
        ...

    def delivered(self, persons: Collection[int]) -> None:
        """What was sent to these people is committed as sent."""
        ...

    def renewed(self) -> None:
        """Catalogs changed: say anew what its service keeps of our words."""
        ...

    def is_group(self, address: str) -> bool:
        """Whether many people read what is sent to this address."""
        ...

    def trouble(self) -> str:
        """What is wrong with this channel now, in a sentence; empty when it works."""
        ...
