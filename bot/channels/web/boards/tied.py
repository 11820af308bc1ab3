"""The board at the door: a browser that a key-holder tied shows the pictures of its room.

A link asks first and ties nothing by being looked at; its button does, once. The pictures stand in
this page alone, as letters: in no address, no file and nothing that programs read.
"""

from __future__ import annotations

import asyncio
import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import SplitResult

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.channels.base import CarryOut, Command
from bot.channels.web import forms, guard, page_texts, pages
from bot.channels.web.boards.rooms import RoomsBoard
from bot.channels.web.pages import Pages, Refusal
from bot.channels.web.partner.links import OLD, UNKNOWN, USED
from bot.channels.web.partner.page import NO_COOKIES
from handlers.core.messages import Outcome, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.rooms.pictures import day_code
from storage.database import Database
from storage.keyring import KeyRing
from storage.repositories.rooms.boards import Board
from storage.store import Store

PATH, COOKIE = "/board", "board"
# The prefix makes a browser keep it for this host alone, whatever another page of the domain says.
ONLY_HERE = "__Host-"
LETTERS = 22
CODE = re.compile(r"[A-Za-z0-9_-]{22}")
# So often it looks again: what was taken away is gone from the screen by then.
SECONDS = 30
# How often it is written down that somebody still uses a board.
SEEN = timedelta(hours=12)
T = TypeVar("T")

SHOWN: page_texts.Words = {
    **page_texts.BOARD,
    "tap": say("page", "Are you here? Tap these pictures, in this order."),
    "later": say("page", "The pictures come when the room is open."),
}
TIE: page_texts.Words = {
    **page_texts.EVERYWHERE,
    "title": say("page", "Show the pictures of the day on this screen?"),
    "where": say("page", "Only on a screen that stays in the room."),
    "once": say("page", "The link works once."),
    "tie": say("btn", "🖼️ Show them here"),
}


class TiedBoard:
    """Ties browsers to rooms, and shows each the pictures of its room."""

    def __init__(
        self,
        database: Database,
        carry_out: CarryOut,
        view: Callable[[], NeighbourhoodView],
        now: Callable[[], datetime],
        public: SplitResult,
        shown_by: Pages,
        rooms: RoomsBoard,
    ) -> None:
        self._database = database
        self._carry_out = carry_out
        self._view = view
        self._now = now
        self._public = public
        self._pages = shown_by
        self._rooms = rooms
        self._cookie = _Cookie(database.keys, is_secure=public.scheme == "https")

    def routes(self) -> list[Route]:
        """Where these pages are found."""
        return [Route(PATH, self._see), Route(PATH, self._tie, methods=["POST"])]

    async def _see(self, request: Request) -> Response:
        """The rooms with the pictures of one; for any other browser the rooms alone."""
        if code := request.query_params.get("tie", ""):
            return await self._ask(request, code)
        secret = self._cookie.secret(request)
        board, pictures = await self._read(lambda store: self._here(store, secret))
        room = self._view().rooms.get(board.room) if board else None
        if board is None or room is None:
            return RedirectResponse(f"/rooms{pages.query(request)}", 303)
        await self._note(board)
        return await self._rooms.show(
            request,
            "board.html",
            SHOWN,
            seconds=SECONDS,
            room=room.name,
            pictures=list(enumerate(pictures, 1)),
        )

    async def _ask(self, request: Request, code: str) -> Response:
        """A page with one button: whatever only looks at a link ties nothing."""
        secret, now = self._cookie.secret(request), self._now()
        board = await self._read(lambda store: _offered(store, code, secret, now))
        room = self._view().rooms.get(board.room)
        if room is None:
            raise Refusal(404, UNKNOWN)
        reader = self._pages.reader(request)
        query = pages.query(request)
        answer = self._pages.show(
            "board_tie.html", TIE, reader, room=room.name, code=code, query=query
        )
        self._cookie.give(answer, secret or secrets.token_urlsafe(16))
        return answer

    async def _tie(self, request: Request) -> Response:
        """Make this browser the board of a link; the same browser twice is one board."""
        guard.keep_out_strangers(request, self._public)
        fields = forms.read_fields(await forms.read_body(request))
        secret, now = self._cookie.secret(request), self._now()
        if not secret:
            # The link stays good for a browser that can be a board.
            raise Refusal(428, NO_COOKIES)

        def tie(store: Store) -> None:
            board = _offered(store, fields.get("tie", ""), secret, now)
            if board.tied_at is None and not store.boards.tie(board.id, secret, now):
                raise Refusal(410, OLD)

        await self._done("board.tie", tie)
        return RedirectResponse(f"{PATH}{pages.query(request)}", 303)

    def _here(self, store: Store, secret: str) -> tuple[Board | None, str]:
        """The board that a browser is, and what it shows now."""
        board = store.boards.of_browser(secret, self._now()) if secret else None
        return board, day_code.now(store, board.room) if board else ""

    async def _note(self, board: Board) -> None:
        """Write down that somebody still uses it; the page does not wait for a full disk."""
        now = self._now()
        if board.seen_at is None or now - board.seen_at < SEEN:
            return
        try:
            await self._done("board.seen", lambda store: store.boards.seen(board.id, now))
        except Exception as problem:
            pages.log.warning("board.not_noted", problem=type(problem).__name__)

    async def _read(self, look: Callable[[Store], T]) -> T:
        def read() -> T:
            with self._database.reading() as store:
                return look(store)

        return await asyncio.get_running_loop().run_in_executor(self._database.readers, read)

    async def _done(self, name: str, work: Callable[[Store], None]) -> None:
        """Hand this to the pipeline, as whatever is said in the chat."""

        def done(store: Store) -> tuple[None, Outcome]:
            work(store)
            return None, Outcome()

        command = Command(name, self._now(), done)
        try:
            await asyncio.wait_for(self._carry_out(command), forms.LONGEST_STORING)
        except TimeoutError as problem:
            raise Refusal(503, page_texts.TRY_LATER) from problem


class _Cookie:
    """What makes a browser a board: a secret with a mark that only we can make."""

    def __init__(self, keys: KeyRing, *, is_secure: bool) -> None:
        self._keys = keys
        self._is_secure = is_secure
        self._name = f"{ONLY_HERE}{COOKIE}" if is_secure else COOKIE

    def secret(self, request: Request) -> str:
        """The secret that a browser brings; empty when there is none or we did not make it."""
        value = request.cookies.get(self._name, "")
        secret = value[:LETTERS]
        is_ours = hmac.compare_digest(value.encode(), self._value(secret).encode())
        return secret if is_ours and CODE.fullmatch(secret) else ""

    def give(self, answer: Response, secret: str) -> None:
        """Let a browser keep this for a year; no script and no other page's form can use it."""
        answer.set_cookie(
            self._name,
            self._value(secret),
            pages.YEAR,
            secure=self._is_secure,
            httponly=True,
            samesite="lax",
        )

    def _value(self, secret: str) -> str:
        mark = self._keys.find("web.board", secret)
        return secret + urlsafe_b64encode(mark).decode()[:LETTERS]


def _offered(store: Store, code: str, secret: str, now: datetime) -> Board:
    """The board behind a link that still ties one, or that made a board of this very browser."""
    board = store.boards.of_link(code) if CODE.fullmatch(code) else None
    if board is None:
        raise Refusal(404, UNKNOWN)
    if board.tied_at:
        here = store.boards.of_browser(secret, now) if secret else None
        if here is None or here.id != board.id:
            raise Refusal(410, USED)
    elif board.expires_at <= now:
        raise Refusal(410, OLD)
    return board
