"""One request for help on the web, for a partner without the chat: a link that works once.

Opening the address shows nothing and uses nothing up, for programs that preview links open it too.
Its button does; from then on this browser may see and answer that one request for half an hour.
The page with the button holds a mark, so that a second tap on it is known as the same somebody's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar
from urllib.parse import SplitResult, quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.channels.base import CarryOut, Command
from bot.channels.web import forms, guard, page_texts, pages
from bot.channels.web.pages import Pages, Refusal
from bot.channels.web.partner import links
from bot.rendering.text import write, write_line
from handlers.core.messages import Outcome, Reply, Text, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.help_requests import helper_texts
from handlers.help_requests.answer import actions, progress
from handlers.help_requests.helpers import Helper
from storage.repositories.help_requests import requests, states
from storage.repositories.help_requests.partners import LASTS, SESSION, Link, new_code
from storage.repositories.people.roles import PARTNER
from storage.store import Store

COOKIE = "buurtbot_help"
# Whether a browser keeps cookies: without one the link would be used up for nothing.
TRIAL = "buurtbot_trial"
# After these the request is still theirs.
GOES_ON = {"accept", "begin", "hold"}
PATH = "/help"
T = TypeVar("T")

OPEN: page_texts.Words = {
    **page_texts.EVERYWHERE,
    "title": say("page", "Somebody is asking for your help."),
    "how": say("page", "The button opens the request. It works once."),
    "private": say("page", "Open it only where nobody else looks."),
    "open": say("btn", "🔓 Open the request"),
}
SHOWN: page_texts.Words = {
    **page_texts.EVERYWHERE,
    "title": say("page", "Request for help"),
    "recorded": say("page", "We note that you opened this. The person can see that."),
    "minutes": say("page", "This page closes after 30 minutes."),
    "later": say("page", "Do you need it later? Ask for a new link, or to join the chat."),
    "accept": say("btn", "✅ We help"),
    "refuse": say("btn", "❌ We cannot help"),
    "why": say("page", "Why can you not help?"),
    "begin": say("btn", "▶️ We are helping"),
    "until": progress.UNTIL_WHEN,
    "hold": say("btn", "⏸️ On hold"),
    "end": say("btn", "🏁 Closed"),
    "outcome": say("page", "How did it go?"),
    "choose": say("page", "Choose one"),
}
THANKS = say("page", "Thank you. Your answer arrived.")
NO_COOKIES = say(
    "page", "Your browser does not keep cookies. Allow them. Then open the link again."
)
CHOOSE = say("page", "Please go back and choose one answer.")


class PartnerPage:
    """Shows one request to whoever has its link, and takes their answer."""

    def __init__(
        self,
        carry_out: CarryOut,
        view: Callable[[], NeighbourhoodView],
        now: Callable[[], datetime],
        public: SplitResult,
        shown_by: Pages,
    ) -> None:
        self._carry_out = carry_out
        self._view = view
        self._now = now
        self._public = public
        self._pages = shown_by

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
        code, now = str(request.path_params["code"]), self._now()

        def look(store: Store) -> Link:
            return links.unused(self._view(), store, code, now)

        await self._done("help.offer", look)
        reader = self._pages.reader(request)
        query, mark = pages.query(request), new_code()
        return self._pages.show("help_open.html", OPEN, reader, code=code, query=query, mark=mark)

    async def _open(self, request: Request) -> Response:
        """Use the link up, once; this browser may see the request for half an hour."""
        guard.keep_out_strangers(request, self._public)
        code = str(request.path_params["code"])
        if not request.cookies.get(TRIAL):
            return self._tried(request)
        fields = forms.read_fields(await forms.read_body(request))
        own = (fields.get("mark", ""), _session(request))

        def use(store: Store) -> str:
            return links.use(self._view(), store, code, own, self._now())

        session = await self._done("help.open", use)
        answer = RedirectResponse(f"{PATH}{pages.query(request)}", 303)
        self._keep(answer, COOKIE, session)
        return answer

    def _tried(self, request: Request) -> Response:
        """Give a cookie and have the same asked again; who comes back without it keeps none."""
        if "again" in request.query_params:
            raise Refusal(428, NO_COOKIES)
        code, query = quote(request.path_params["code"], safe=""), pages.query(request)
        answer = RedirectResponse(f"{PATH}/{code}{query}{'&' if query else '?'}again=1", 307)
        self._keep(answer, TRIAL, "1")
        return answer

    def _keep(self, answer: Response, name: str, value: str) -> None:
        answer.set_cookie(
            name,
            value,
            int(LASTS[SESSION].total_seconds()),
            path=PATH,
            secure=self._public.scheme == "https",
            httponly=True,
            samesite="strict",
        )

    async def _see(self, request: Request) -> Response:
        """The request with its contact; every look is written down."""
        view, now = self._view(), self._now()

        def look(store: Store) -> tuple[requests.Request, list[Text], int]:
            wanted, maker = links.opened_here(view, store, _session(request), now)
            lines = helper_texts.whole(view, wanted, now)
            # Who made the link may have opened it as well: it is written down as theirs.
            if actions.read(store, wanted, maker, now):
                is_here = bool(wanted.person and store.people.present([wanted.person]))
                lines += helper_texts.contact_lines(wanted, is_here=is_here)
            if wanted.state in states.TAKEN and not wanted.contact:
                lines += helper_texts.leave_word(view, wanted)
            return wanted, lines, links.closes_in(store, _session(request), now)

        request_shown, lines, seconds = await self._done("help.see", look)
        reader = replace(self._pages.reader(request), today=view.today(now))
        labels = helper_texts.OUTCOME_LABELS
        days = progress.coming_weeks(view.today(now))
        page = self._pages.show(
            "help.html",
            SHOWN,
            reader,
            query=pages.query(request),
            lines=[write_line(line, reader) for line in lines],
            is_new=request_shown.state == states.REQUESTED,
            may_begin=request_shown.state in {states.ACCEPTED, states.ON_HOLD},
            may_hold=request_shown.state in {states.ACCEPTED, states.IN_PROGRESS},
            days=[(day.isoformat(), write(progress.day_label(day), reader)) for day in days],
            reasons=[(reason, write(labels[reason], reader)) for reason in helper_texts.REASONS],
            outcomes=[(outcome, write(label, reader)) for outcome, label in labels.items()],
        )
        # Then the page asks again by itself, and reads that it was closed.
        page.headers["Refresh"] = str(seconds)
        return page

    async def _answer(self, request: Request) -> Response:
        """Take an answer in; an answer that comes twice does nothing more."""
        guard.keep_out_strangers(request, self._public)
        fields, view = forms.read_fields(await forms.read_body(request)), self._view()

        def take(store: Store) -> tuple[bool, Outcome]:
            wanted, maker = links.opened_here(view, store, _session(request), self._now())
            return self._taken_in(store, wanted, Helper(PARTNER, maker.scope), fields)

        goes_on = await self._passed_on("help.answer", take)
        if goes_on:
            return RedirectResponse(f"{PATH}{pages.query(request)}", 303)
        reader = self._pages.reader(request)
        answer = self._pages.show(
            "problem.html", page_texts.PROBLEM, reader, sentence=write(THANKS, reader)
        )
        answer.delete_cookie(COOKIE, path=PATH)
        return answer

    def _taken_in(
        self, store: Store, wanted: requests.Request, helper: Helper, fields: Mapping[str, str]
    ) -> tuple[bool, Outcome]:
        """Whether the request is still theirs after this answer, and who hears of it."""
        now, what = self._now(), fields.get("do")
        told: list[Reply] | None = None
        if what == "accept":
            told = actions.accept(self._view(), store, wanted, helper, now)
        elif what == "begin":
            told = actions.begin(store, wanted, helper, now)
        elif what == "hold":
            until = progress.day_to_wait_for(fields.get("until"), self._view().today(now))
            if until is None:
                raise Refusal(400, CHOOSE)
            told = actions.hold(store, wanted, helper, until, now)
        elif what == "refuse":
            reason = _one_of(fields.get("reason"), helper_texts.REASONS)
            told = actions.refuse(self._view(), store, wanted, helper, reason, now)
        elif what == "end":
            outcome = _one_of(fields.get("outcome"), states.OUTCOMES)
            told = actions.end(store, wanted, helper, outcome, now)
        else:
            raise Refusal(400, CHOOSE)
        return told is None or what in GOES_ON, Outcome(tuple(told or ()))

    async def _done(self, name: str, work: Callable[[Store], T]) -> T:
        """Have something done that nobody else hears of."""
        return await self._passed_on(name, lambda store: (work(store), Outcome()))

    async def _passed_on(self, name: str, work: Callable[[Store], tuple[T, Outcome]]) -> T:
        """Hand this to the pipeline, as whatever is said in the chat."""
        command = Command(name, self._now(), work)
        try:
            return await asyncio.wait_for(self._carry_out(command), forms.LONGEST_STORING)
        except TimeoutError as problem:
            raise Refusal(503, page_texts.TRY_LATER) from problem


def _session(request: Request) -> str:
    return request.cookies.get(COOKIE, "")


def _one_of(chosen: str | None, offered: tuple[str, ...]) -> str:
    if chosen not in offered:
        raise Refusal(400, CHOOSE)
    return chosen
