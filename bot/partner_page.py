"""One request for help on the web, for a partner without the chat: a link that works once.

Opening the address shows nothing and uses nothing up, for programs that preview links open it too.
Its button does; from then on this browser may see and answer that one request for half an hour.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar
from urllib.parse import SplitResult, parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot import pages
from bot.channels import mailbox
from bot.pages import Pages, Refusal
from bot.render import write
from handlers import helping, request_moves, request_words, wire
from handlers.helping import Helper
from handlers.house import House
from handlers.vocabulary import Priority, Reply, Text, say
from storage import requests
from storage.database import Database
from storage.outbox import Outgoing
from storage.partners import ANSWER, LASTS, SESSION, Link
from storage.roles import COORDINATOR, PARTNER, Role
from storage.store import Store

COOKIE = "buurtbot_help"
PATH = "/help"
CODE = re.compile(r"[A-Za-z0-9_-]{22}")
T = TypeVar("T")
Found = tuple[requests.Request, Helper]

OPEN: pages.Words = {
    **pages.EVERYWHERE,
    "title": say("page", "Somebody asks for your help."),
    "how": say("page", "The button opens the request. It works once."),
    "private": say("page", "Open it only where nobody else looks."),
    "open": say("btn", "🔓 Open the request"),
}
SHOWN: pages.Words = {
    **pages.EVERYWHERE,
    "title": say("page", "Request for help"),
    "recorded": say("page", "It is written down that you looked. The person can see that."),
    "minutes": say("page", "This page closes after 30 minutes."),
    "accept": say("btn", "✅ We help"),
    "refuse": say("btn", "❌ Refuse"),
    "why": say("page", "Why can you not help?"),
    "begin": say("btn", "▶️ It goes on"),
    "end": say("btn", "🏁 Ended"),
    "outcome": say("page", "What came of it?"),
    "choose": say("page", "Choose one"),
}
UNKNOWN = say("page", "We do not know this link. Please ask for a new one.")
USED = say("page", "This link was used already. Please ask for a new one.")
OLD = say("page", "This link is too old. Please ask for a new one.")
CLOSED = say("page", "This page was closed. Please ask for a new link.")
TAKEN_BACK = say("page", "This request was taken back. There is nothing to do.")
ENDED = say("page", "This request is ended. Thank you.")
ELSEWHERE = say("page", "Somebody else has this request now. Thank you.")
THANKS = say("page", "Thank you. Your answer arrived.")
CHOOSE = say("page", "Please go back and choose one answer.")


class PartnerPage:
    """Shows one request to whoever has its link, and takes their answer."""

    def __init__(
        self,
        database: Database,
        house: Callable[[], House],
        now: Callable[[], datetime],
        public: SplitResult,
        shown_by: Pages,
        committed: Callable[[], None] | None = None,
    ) -> None:
        self._database = database
        self._house = house
        self._now = now
        self._public = public
        self._pages = shown_by
        self._committed = committed

    def routes(self) -> list[Route]:
        """Where these pages are found."""
        return [
            Route(PATH, self._see),
            Route(PATH, self._answer, methods=["POST"]),
            Route(f"{PATH}/{{code}}", self._offer),
            Route(f"{PATH}/{{code}}", self._open, methods=["POST"]),
        ]

    async def _offer(self, request: Request) -> Response:
        """A page with one button and no data: nothing is used up by looking."""
        code = _code(request)
        await self._in_storage(lambda store: self._unused(store, code))
        reader = self._pages.reader(request)
        query = pages.query(request)
        return self._pages.show("help_open.html", OPEN, reader, code=code, query=query)

    async def _open(self, request: Request) -> Response:
        """Use the link up, once; this browser may see the request for half an hour."""
        pages.keep_out_strangers(request, self._public)
        code = _code(request)

        def use(store: Store) -> str:
            link = self._unused(store, code)
            if not store.partners.use_link(link.id, None, self._now()):
                raise Refusal(410, USED)
            session, _ = store.partners.make_link(
                SESSION, link.partner, link.made_by, self._now(), request_id=link.request
            )
            return session

        session = await self._in_storage(use)
        answer = RedirectResponse(f"{PATH}{pages.query(request)}", 303)
        answer.set_cookie(
            COOKIE,
            session,
            int(LASTS[SESSION].total_seconds()),
            path=PATH,
            secure=self._public.scheme == "https",
            httponly=True,
            samesite="strict",
        )
        return answer

    async def _see(self, request: Request) -> Response:
        """The request with its contact; every look is written down."""

        def look(store: Store) -> tuple[requests.Request, list[Text]]:
            found, helper = self._held(store, request)
            house, now = self._house(), self._now()
            lines = request_words.whole(house, found, now)
            if request_moves.read(store, found, helper, now):
                lines += request_words.contact_lines(found)
            return found, lines

        found, lines = await self._in_storage(look)
        reader = self._pages.reader(request)
        labels = request_words.OUTCOME_LABELS
        return self._pages.show(
            "help.html",
            SHOWN,
            reader,
            query=pages.query(request),
            lines=[write(line, reader) for line in lines],
            is_new=found.state == requests.REQUESTED,
            may_begin=found.state in {requests.ACCEPTED, requests.ON_HOLD},
            reasons=[(one, write(labels[one], reader)) for one in request_words.REASONS],
            outcomes=[(one, write(label, reader)) for one, label in labels.items()],
        )

    async def _answer(self, request: Request) -> Response:
        """Take an answer in; an answer that comes twice does nothing more."""
        pages.keep_out_strangers(request, self._public)
        fields = _fields(await mailbox.read_body(request))

        def take(store: Store) -> bool:
            found, helper = self._held(store, request)
            return self._taken_in(store, found, helper, fields)

        goes_on = await self._in_storage(take)
        if self._committed:
            self._committed()
        if goes_on:
            return RedirectResponse(f"{PATH}{pages.query(request)}", 303)
        reader = self._pages.reader(request)
        answer = self._pages.show(
            "problem.html", pages.PROBLEM, reader, sentence=write(THANKS, reader)
        )
        answer.delete_cookie(COOKIE, path=PATH)
        return answer

    def _taken_in(
        self, store: Store, found: requests.Request, helper: Helper, fields: Mapping[str, str]
    ) -> bool:
        """Whether the request is still theirs after this answer."""
        now, what = self._now(), fields.get("do")
        told: list[Reply] | None = None
        if what == "accept":
            told = request_moves.accept(store, found, helper, now)
        elif what == "begin":
            told = request_moves.begin(store, found, helper, now)
        elif what == "refuse":
            reason = _one_of(fields.get("reason"), request_words.REASONS)
            told = request_moves.refuse(self._house(), store, found, helper, reason, now)
        elif what == "end":
            outcome = _one_of(fields.get("outcome"), requests.OUTCOMES)
            told = request_moves.end(store, found, helper, outcome, now)
        else:
            raise Refusal(400, CHOOSE)
        rows = [
            Outgoing(one.to, wire.to_json(one), Priority.NOTICE, face=one.face)
            for one in told or []
            if one.to
        ]
        here = store.people.present({one.person for one in rows})
        store.outbox.put([one for one in rows if one.person in here], now)
        return told is None or what in {"accept", "begin"}

    def _unused(self, store: Store, code: str) -> Link:
        """The link behind a code, if it still opens something; else the page that says why not."""
        link = store.partners.find_link(ANSWER, code)
        if link is None:
            raise Refusal(404, UNKNOWN)
        if link.used_at:
            raise Refusal(410, USED)
        if link.expires_at <= self._now():
            raise Refusal(410, OLD)
        self._found(store, link)
        return link

    def _held(self, store: Store, request: Request) -> Found:
        """The request that this browser may see now."""
        code = request.cookies.get(COOKIE, "")
        link = store.partners.find_link(SESSION, code) if CODE.fullmatch(code) else None
        if link is None or link.expires_at <= self._now():
            raise Refusal(410, CLOSED)
        return self._found(store, link)

    def _found(self, store: Store, link: Link) -> Found:
        found = store.requests.get(link.request) if link.request else None
        if found is None or found.withdrawn_at or found.state in _NOTHING_TO_DO:
            raise Refusal(410, TAKEN_BACK)
        if found.state in requests.ENDED:
            raise Refusal(410, ENDED)
        if helping.side(self._house(), store, found) != Role(PARTNER, link.partner):
            raise Refusal(410, ELSEWHERE)
        # A link is worth as much as the one who made it: without their role it opens nothing.
        able = {Role(PARTNER, link.partner), Role(COORDINATOR, "")}
        if link.made_by is None or not able & set(store.roles.of(link.made_by)):
            raise Refusal(410, CLOSED)
        return found, Helper(PARTNER, link.partner)

    async def _in_storage(self, work: Callable[[Store], T]) -> T:
        def do() -> T:
            with self._database.writing() as store:
                return work(store)

        return await asyncio.get_running_loop().run_in_executor(self._database.writers, do)


_NOTHING_TO_DO = {requests.CANCELLED, requests.MISTAKE}


def _code(request: Request) -> str:
    code = str(request.path_params["code"])
    if not CODE.fullmatch(code):
        raise Refusal(404, UNKNOWN)
    return code


def _fields(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=20))
    except ValueError:
        raise Refusal(400, pages.UNREADABLE) from None


def _one_of(chosen: str | None, offered: tuple[str, ...]) -> str:
    if chosen not in offered:
        raise Refusal(400, CHOOSE)
    return chosen
