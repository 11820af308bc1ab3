"""The web chat: a page that hears turns and shows what rests in the outbox for its visitor."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.channels.base import CarryOut, Fatal, Finding, Hear, Program
from bot.channels.web import forms, guard, page_texts, pages, server, visit
from bot.channels.web import view as page_view
from bot.channels.web.board import Board
from bot.channels.web.bounds.limits import bounds_here
from bot.channels.web.bounds.polls import Polls
from bot.channels.web.conversation import Enclosures, Mailbox
from bot.channels.web.partner.page import PartnerPage
from bot.channels.web.visit import NAME, link_to
from bot.rendering.message import Rendered
from bot.settings import Settings
from handlers.core.messages import Turn
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.database import Database
from storage.store import Store

LONGEST_POLL = 25.0
# A page without a script is written once: its answer gets a moment to be there.
LONGEST_ANSWER = 3.0
LONGEST_LEAVING = 1.0
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
    ) -> None:
        self._hear = hear
        self._view = view
        self._clock = clock
        self._public = urlsplit(public_url)
        self._pages = pages.Pages(view)
        self._mailbox = Mailbox(
            database,
            NAME,
            lambda: view().neighbourhood.default_language,
            lambda: view().today(clock()),
        )
        self._cookies = visit.Cookies(database.keys, is_secure=self._public.scheme == "https")
        self._enclosures = Enclosures(self._mailbox, self._cookies)
        self._orders: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._stopped = asyncio.Event()
        self.polls = Polls(bounds_here())
        board = Board(database, view, health, clock, public_url, self._pages, self._cookies)
        helping = PartnerPage(carry_out, view, clock, self._public, self._pages)
        self._others = [*board.routes(), *helping.routes()]

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
        )

    @classmethod
    async def look(cls, settings: Settings) -> Finding:
        """Whether its port is free, or taken by us."""
        part = f"{NAME} ({settings.web_host}:{settings.web_port})"
        try:
            server.listen(settings).close()
        except Fatal as problem:
            # Whoever looks while the program runs finds the port taken, by us.
            return Finding(part, "" if server.is_ours(settings) else str(problem))
        return Finding(part)

    @classmethod
    async def links_from(cls, settings: Settings, code: str) -> tuple[str, ...]:
        """The address of the page, with a code for it."""
        return (link_to(settings.public_address, code),)

    def links(self, code: str) -> tuple[str, ...]:
        """The address of the page, with a code for it."""
        return (link_to(self._public.geturl(), code),)

    def routes(self) -> list[Route]:
        """The chat page and what it asks for, the board, and the page of a partner."""
        return [
            Route("/", self._home),
            Route("/say", self._say, methods=["POST"]),
            Route("/messages", self._messages),
            Route("/pictures/{message:int}.png", self._enclosures.picture),
            Route("/files/{message:int}/{name:path}", self._enclosures.file),
            Route("/leave", self._leave, methods=["POST"]),
            Route("/static/{name}", self._pages.file),
            Route("/static/{version}/{name}", self._pages.file),
            *self._others,
        ]

    async def introduced(self) -> None:
        """Return at once: its address is in the settings."""

    async def run(self) -> None:
        """Hear turns until `stop`; the program's web server brings them."""
        await self._stopped.wait()

    async def stop(self) -> None:
        """Let every waiting page go, and keep none waiting from now on."""
        self._stopped.set()
        self._mailbox.close()

    async def close(self) -> None:
        """Do nothing: there is nothing to let go of."""

    async def send(self, address: str, message: Rendered) -> str:
        """Wake the page of somebody new; the message itself rests in the outbox."""
        self._mailbox.ring([address])
        return str(message.id)

    def delivered(self, persons: Collection[int]) -> None:
        """Wake the pages of these people: what was sent to them is committed as sent now."""
        self._mailbox.ring(persons)

    def is_group(self, address: str) -> bool:
        """Never: a page is read by whoever opened it."""
        del address
        return False

    def trouble(self) -> str:
        """Nothing of its own can be wrong with this channel."""
        return ""

    async def _home(self, request: Request) -> Response:
        """The chat page, with the conversation as it stands."""
        known = await self._token(request)
        token = known or visit.new_token()
        if known and request.cookies.get(visit.LEFT):
            await self._hide(known)
        person, kept = await self._mailbox.look(known, self._mailbox.conversation)
        hidden, messages = kept or (0, [])
        newest = messages[-1]["id"] if messages else 0
        view = self._view()
        today = view.today(self._clock())
        said, number = visit.first_words(request, view.rooms, hidden, newest, today)
        answer = self._pages.show(
            "chat.html",
            page_texts.CHAT,
            self._pages.reader(request, person.language if person else ""),
            query=pages.query(request),
            messages=page_view.merged(messages),
            seen=[message["id"] for message in messages],
            hidden=hidden,
            said=said,
            number=number,
            form=secrets.token_hex(8),
            mark=visit.mark_of_form(token),
        )
        self._cookies.give(answer, token)
        for name in (visit.LEFT, visit.BEFORE):
            if name in request.cookies:
                answer.delete_cookie(name)
        return answer

    async def _say(self, request: Request) -> Response:
        """Take in one thing that a visitor did; the answer means that it is stored."""
        is_ours = guard.keep_out_strangers(request, self._public)
        token = await self._token(request)
        if not token:
            return self._stranger(request)
        body = await forms.read_body(request)
        letter = forms.read_form(body) if visit.is_form(request) else forms.read_json(body)
        marks = {letter.mark, request.query_params.get("again", "")}
        if not is_ours and visit.mark_of_form(token) not in marks:
            raise pages.Refusal(403, page_texts.FROM_ELSEWHERE)
        turn = visit.turn(request, token, letter, self._pages.hint(request), self._clock())
        if letter.text.strip() or letter.tap or letter.place:
            await self._pass_on(turn)
        if not visit.is_form(request):
            return JSONResponse({"ok": True, **visit.not_kept(turn)})
        await self._mailbox.wait(token, page_view.is_all_sent, LONGEST_ANSWER)
        return RedirectResponse(f"/{pages.query(request)}", 303)

    def _stranger(self, request: Request) -> Response:
        """Nothing is heard without a cookie: each time it would be somebody new.

        A browser that only lost its cookie gets another one, and says the same again by itself;
        one that keeps none is told so.
        """
        query = pages.query(request)
        if "again" in request.query_params:
            if visit.is_form(request):
                return RedirectResponse(f"/cookies{query}", 303)
            raise pages.Refusal(428, page_texts.NO_COOKIES)
        token = visit.new_token()
        again = f"again={visit.mark_of_form(token)}"
        answer = RedirectResponse(f"/say{query}{'&' if query else '?'}{again}", 307)
        self._cookies.give(answer, token)
        return answer

    async def _token(self, request: Request) -> str:
        """The visitor's own secret; what version 0.1 gave counts for whom we know from then."""
        token = self._cookies.token(request)
        if token or not (before := self._cookies.token_before(request)):
            return token
        person, _ = await self._mailbox.look(before, lambda *_: None)
        return before if person else ""

    async def _messages(self, request: Request) -> Response:
        """What is new for a page, at once or as soon as there is something."""
        asked = request.query_params
        after, seconds = asked.get("after", "0"), asked.get("wait", "")
        if not forms.number(after):
            raise pages.Refusal(400, page_texts.UNREADABLE)
        named = asked.get("seen", "").split(",")[:20]
        seen = {int(number) for number in named if forms.number(number)}
        news = partial(self._mailbox.news, after=int(after), seen=seen)
        patience = min(int(forms.number(seconds) or LONGEST_POLL), LONGEST_POLL)
        with self.polls.place(visit.source(request)) as has_place:
            waits = patience if has_place else 0
            person, fresh = await self._mailbox.wait(await self._token(request), news, waits)
        reader = self._pages.reader(request, person.language if person else "")
        answer = JSONResponse(fresh or [], headers={"Content-Language": pages.spoken(reader)})
        if not has_place:
            # Too many wait: this page asks again and again instead.
            answer.headers["Retry-After"] = pages.RETRY_AFTER
        return answer

    async def _leave(self, request: Request) -> Response:
        """Forget on this page what was said; a plain form is led away at once."""
        is_ours = guard.keep_out_strangers(request, self._public)
        token, is_form = await self._token(request), visit.is_form(request)
        if not is_ours:
            fields = forms.read_fields(await forms.read_body(request))
            if token and fields.get("mark", "") != visit.mark_of_form(token):
                raise pages.Refusal(403, page_texts.FROM_ELSEWHERE)
        answer = RedirectResponse(pages.AWAY, 303) if is_form else Response(status_code=204)
        try:
            await asyncio.wait_for(self._hide(token), LONGEST_LEAVING)
            answer.delete_cookie(visit.LEFT)
        except Exception as problem:
            log.warning("web.not_hidden", problem=type(problem).__name__)
            self._cookies.keep(answer, visit.LEFT, "1")
        return answer

    async def _pass_on(self, turn: Turn) -> None:
        async with self._order(turn.sender):
            try:
                await asyncio.wait_for(self._hear(turn), forms.LONGEST_STORING)
            except Exception as problem:
                log.warning("web.not_stored", problem=type(problem).__name__)
                raise pages.Refusal(503, page_texts.TRY_LATER) from problem

    async def _hide(self, token: str) -> None:
        """Show nothing any more of what was said until now, nor of what is being answered."""
        async with self._order(token):
            await self._mailbox.hide(token)

    def _order(self, token: str) -> asyncio.Lock:
        """One thing after the other for each visitor, whatever the network makes of it."""
        return self._orders.setdefault(token, asyncio.Lock())
