"""The web chat: a page that hears turns and shows what rests in the outbox for its visitor."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime
from urllib.parse import urlsplit

import structlog
from starlette.routing import Route

from bot.channels.base import CarryOut, Fatal, Finding, Hear, MakeClip, MakeDocument, Program
from bot.channels.web import pages, server
from bot.channels.web import view as page_view
from bot.channels.web.boards.rooms import RoomsBoard
from bot.channels.web.boards.tied import TiedBoard
from bot.channels.web.chat.conversation import LOOK_AROUND, Mailbox
from bot.channels.web.chat.cookies import Cookies
from bot.channels.web.chat.page import ChatPage, May
from bot.channels.web.chat.visit import NAME, link_to
from bot.channels.web.partner.page import PartnerPage
from bot.channels.web.stay.address import Outside
from bot.channels.web.stay.page import StayPage
from bot.channels.web.stay.service import Services
from bot.channels.web.stay.signs import Signs
from bot.rendering.message import Rendered
from bot.settings import Settings
from handlers.core.context import NO_VOICES, Voices
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.database import Database
from storage.store import Store

log = structlog.get_logger(__name__)


class Web:
    """The web channel. Sending is only waking: the page itself fetches what was sent."""

    name, title, app = NAME, "Web", ""
    limits = page_view.LIMITS
    draws = False
    is_paced = False
    has_secret_addresses = True

    def __init__(
        self,
        database: Database,
        hear: Hear,
        carry_out: CarryOut,
        view: Callable[[], NeighbourhoodView],
        health: Callable[[Store | None], list[str]],
        clock: Callable[[], datetime],
        public_url: str,
        make_document: MakeDocument,
        make_clip: MakeClip,
        voices: Voices = NO_VOICES,
        may: May = lambda *_: True,
        push_services: tuple[str, ...] = (),
    ) -> None:
        self._public = urlsplit(public_url)
        self._pages = pages.Pages(view, public_url)
        self._mailbox = Mailbox(
            database,
            NAME,
            lambda: view().neighbourhood.default_language,
            lambda: view().today(clock()),
            clock,
            voices,
        )
        cookies = Cookies(database.keys, is_secure=self._public.scheme == "https")
        self._stopped = asyncio.Event()
        made = (make_document, make_clip)
        self.page = ChatPage(
            self._mailbox, cookies, hear, view, clock, self._public, self._pages, may, *made
        )
        outside = Outside(push_services)
        contact = public_url if self._public.scheme == "https" else ""
        self.signs = Signs(
            database,
            Services(database.keys, outside, clock, contact),
            lambda: view().neighbourhood.default_language,
            clock,
        )
        staying = StayPage(
            self._mailbox,
            self.page.visitors,
            carry_out,
            clock,
            self._public,
            outside,
            may,
            self._pages,
        )
        rooms = RoomsBoard(database, view, health, clock, public_url, self._pages, cookies)
        board = TiedBoard(database, carry_out, view, clock, self._public, self._pages, rooms)
        helping = PartnerPage(carry_out, view, clock, self._public, self._pages)
        self._others = [
            *staying.routes(),
            *rooms.routes(),
            *board.routes(),
            *helping.routes(),
        ]

    @classmethod
    def is_on(cls, settings: Settings) -> bool:
        """Always."""
        del settings
        return True

    @classmethod
    def made_for(cls, program: Program) -> Web:
        """The web chat; it is always there."""
        return cls(
            program.database,
            program.hear,
            program.carry_out,
            program.view,
            program.troubles,
            program.clock,
            program.settings.public_address,
            program.make_document,
            program.make_clip,
            program.voices,
            program.may,
            program.push_services,
        )

    @classmethod
    async def look(cls, settings: Settings) -> Finding:
        """Whether its port is free, or taken by us."""
        part = f"{NAME} ({settings.web_host}:{settings.web_port})"
        try:
            server.listen(settings).close()
        except Fatal as problem:
            # Whoever looks while the program runs finds the port taken, by us.
            if not server.is_ours(settings):
                return Finding(part, str(problem))
        return Finding(part, server.is_open_too(settings.public_url))

    @classmethod
    async def links_from(cls, settings: Settings, code: str) -> tuple[str, ...]:
        """The address of the page, with a code for it."""
        return (link_to(settings.public_address, code),)

    def links(self, code: str) -> tuple[str, ...]:
        """The address of the page, with a code for it."""
        return (link_to(self._public.geturl(), code),)

    def routes(self) -> list[Route]:
        """The chat page and what it asks for, the boards, and the page of a partner."""
        return [
            *self.page.routes(),
            Route("/static/{name}", self._pages.file),
            Route("/static/{version}/{name}", self._pages.file),
            *self._others,
        ]

    async def introduced(self) -> None:
        """Return at once: its address is in the settings."""

    async def run(self) -> None:
        """Hear turns until `stop`: the program's web server brings them; what others send wakes."""
        giving = asyncio.create_task(self.signs.run())
        while not self._stopped.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), LOOK_AROUND)
            try:
                await self._mailbox.look_around()
            except Exception as problem:
                # Each page looks by itself when it asks anew.
                log.warning("web.not_looked", problem=type(problem).__name__)
        await giving

    async def stop(self) -> None:
        """Let every waiting page go, and keep none waiting from now on."""
        self._stopped.set()
        self._mailbox.close()
        self.signs.stop()

    async def close(self) -> None:
        """Let go of the services of browsers."""
        await self.signs.close()

    async def send(self, address: str, message: Rendered) -> str:
        """Wake the page of somebody new; the message itself rests in the outbox."""
        self._mailbox.ring([address])
        return str(message.id)

    async def fetch(self, voice: str) -> bytes:
        """Nothing: what is spoken on a page comes along with its turn."""
        del voice
        return b""

    def renewed(self) -> None:
        """Do nothing: every page is written anew."""

    def delivered(self, persons: Collection[int]) -> None:
        """Wake the pages of these people: what was sent to them is committed as sent now."""
        self._mailbox.ring(persons)
        self.signs.ring()

    def is_group(self, address: str) -> bool:
        """Never: a page is read by whoever opened it."""
        del address
        return False

    def trouble(self) -> str:
        """Nothing of its own can be wrong with this channel."""
        return ""
