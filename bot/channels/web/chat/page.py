"""The chat page: what it shows, what it hears, what is new for it, and how somebody leaves it."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial
from urllib.parse import SplitResult

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.channels.base import Hear, MakeClip, MakeDocument
from bot.channels.web import forms, guard, page_texts, pages
from bot.channels.web import view as page_view
from bot.channels.web.bounds.limits import bounds_here
from bot.channels.web.bounds.polls import Polls
from bot.channels.web.chat import visit
from bot.channels.web.chat.conversation import Mailbox
from bot.channels.web.chat.cookies import BEFORE, LEFT, SAID, Cookies, new_token
from bot.channels.web.chat.enclosures import Enclosures
from bot.channels.web.chat.first_screen import FirstScreens
from bot.channels.web.chat.hearing import Hearing
from bot.channels.web.chat.moments import Moments
from bot.channels.web.chat.own_words import OwnWords
from bot.channels.web.chat.remuxer import Remuxer
from bot.channels.web.chat.who import Visitor, Visitors
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.repositories.people.browsers import IDLE

# After an outage all pages ask at the same moment; at the next time they do not any more.
SHORTEST_POLL, LONGEST_POLL = 15.0, 25.0
# A page without a script is written once: its answer gets a moment to be there.
LONGEST_ANSWER = 3.0
LONGEST_LEAVING = 1.0
# How many new browsers are heard from one place a day; whoever is known goes on being heard.
NEW, MOST_NEW = "new browsers", 1_000
# How many recordings are taken from one place a day.
SPOKEN, MOST_SPOKEN = "recordings", 500
May = Callable[[str, str, int], bool]
log = structlog.get_logger(__name__)


class ChatPage:
    """The page on which a visitor talks with us.

    ``may`` says whether something may be done once more today from a place on the internet.
    """

    def __init__(
        self,
        mailbox: Mailbox,
        cookies: Cookies,
        hear: Hear,
        view: Callable[[], NeighbourhoodView],
        clock: Callable[[], datetime],
        public: SplitResult,
        shown_by: pages.Pages,
        may: May,
        make_document: MakeDocument,
        make_clip: MakeClip,
    ) -> None:
        self._mailbox = mailbox
        self._cookies = cookies
        hearing = Hearing(mailbox, hear, clock)
        self._pass_on, self._end = hearing.pass_on, hearing.end
        self._view = view
        self._clock = clock
        self._public = public
        self._pages = shown_by
        self._may = may
        self.visitors = self._visitors = Visitors(mailbox, cookies, clock)
        self._own_words = OwnWords(mailbox.keys, cookies)
        self._first_screens = FirstScreens(mailbox, view, clock)
        self._enclosures = Enclosures(mailbox, self._token, make_document, make_clip)
        self._remuxer = Remuxer()
        self.polls = Polls(bounds_here())

    def routes(self) -> list[Route]:
        """The page and what it asks for."""
        return [
            Route("/", self._home),
            Route("/say", self._say, methods=["POST"]),
            Route("/speak", self._speak, methods=["POST"]),
            Route("/messages", self._messages),
            Route("/pictures/{message:int}.png", self._enclosures.picture),
            Route("/voices/{message:int}.ogg", self._enclosures.voice),
            Route("/files/{message:int}/{name:path}", self._enclosures.file),
            Route("/leave", self._leave, methods=["POST"]),
        ]

    async def _home(self, request: Request) -> Response:
        """The chat page, with the conversation as it stands."""
        visitor = await self._known(request)
        # Whoever is not known, or no more, begins as somebody new: nothing of theirs was heard yet.
        token = visitor.token if visitor.person else new_token()
        person, kept = await self._mailbox.look(visitor.token, self._mailbox.conversation)
        hidden, messages, signs = kept or (0, [], None)
        newest = messages[-1]["id"] if messages else 0
        reader = self._pages.reader(request, person.language if person else "")
        times = Moments(view=self._view(), reader=reader, now=self._clock())
        shown = list(times.stamped(page_view.merged(messages)))
        own = self._own_words.take(request, token)
        said, number = visit.first_words(request, times.view.rooms, hidden, newest, times.today)
        first = None
        if visitor.person is None:
            first = await self._first_screens.of(said, self._pages.hint(request))
        answer = self._pages.show(
            "chat.html",
            page_texts.CHAT,
            reader,
            query=pages.query(request),
            away=self._away(request),
            is_plain=self._pages.is_plain(request),
            messages=shown,
            times=times.page(),
            newest=max((message["id"] for message in shown), default=0),
            own=own,
            own_at=own.place(shown) if own else None,
            seen=[message["id"] for message in messages],
            style=self._pages.style if first else "",
            first=first,
            hidden=hidden,
            said=said,
            number=number,
            form=secrets.token_hex(8),
            signs=self._mailbox.sign_of(signs),
            mark=visit.mark_of_form(token),
            speaks=visit.can_speak(person),
            idle=int(IDLE.total_seconds()) + 60 if messages and not visitor.stays else 0,
        )
        if first:
            # Somebody new has nothing of ours yet: all that is needed to see it comes at once.
            answer.headers["Content-Security-Policy"] = guard.policy(self._pages.style_mark)
            answer = pages.pack(request, answer)
        self._cookies.give(answer, token, visitor.renewal)
        for name in (LEFT, BEFORE, SAID):
            if name in request.cookies:
                answer.delete_cookie(name)
        return answer

    async def _say(self, request: Request) -> Response:
        """Take in one thing that a visitor did; the answer means that it is stored."""
        is_ours = guard.keep_out_strangers(request, self._public)
        visitor = await self._known(request)
        token = visitor.token
        if not token:
            return self._stranger(request)
        if visitor.person is None and not self._may(NEW, visit.source(request), MOST_NEW):
            # What can be read without a word is read by as many as want to.
            if visit.is_form(request):
                return RedirectResponse(f"/crowded{pages.query(request)}", 303)
            raise pages.Refusal(429, page_texts.CROWDED)
        body = await forms.read_body(request)
        letter = forms.read_form(body) if visit.is_form(request) else forms.read_json(body)
        marks = {letter.mark, request.query_params.get("again", "")}
        if not is_ours and visit.mark_of_form(token) not in marks:
            raise pages.Refusal(403, page_texts.FROM_ELSEWHERE)
        wish, hint = self._pages.asked(request), self._pages.hint(request)
        if letter.text and self._first_screens.is_hello(letter.hello[0]):
            # Tapped before the page could say it: the button is one of the answer to that.
            hello = forms.Letter(
                letter.hello[1][: forms.LONGEST_ID], letter.hello[0], automatic=True
            )
            await self._pass_on(visit.turn(request, token, hello, hint, wish, self._clock()))
        newest = None
        if visit.is_form(request):
            _, newest = await self._mailbox.look(token, self._mailbox.newest)
        turn = visit.turn(request, token, letter, hint, wish, self._clock())
        slowed = ""
        if letter.text.strip() or letter.tap or letter.place:
            slowed = await self._pass_on(turn)
        if not visit.is_form(request):
            # All of it, also what is too long to be taken; that much is not read in between.
            blank = partial(visit.not_kept, letter.text)
            kept = await asyncio.to_thread(blank) if turn.was_cut else blank()
            shown = {"slowed": slowed} if slowed else {}
            return JSONResponse({"ok": True, **shown, **kept})
        await self._mailbox.wait(token, page_view.is_all_sent, LONGEST_ANSWER)
        # What the address asked for was heard: from now on it is what they chose. The newest is in
        # view: it stands under this name.
        answer = RedirectResponse(f"/{pages.lasting(request)}#new", 303)
        self._own_words.hand(answer, token, letter.text, newest or 0)
        self._visitors.renew(answer, await self._visitors.who(request))
        return answer

    async def _speak(self, request: Request) -> Response:
        """Take in what a visitor spoke; the answer means that it is stored."""
        is_ours = guard.keep_out_strangers(request, self._public)
        recording = await self._remuxer.read(request, visit.source(request))
        visitor = await self._known(request)
        if visitor.person is None:
            raise pages.Refusal(403, page_texts.NO_TALK)
        mark = request.query_params.get("again", "")
        if not is_ours and visit.mark_of_form(visitor.token) != mark:
            raise pages.Refusal(403, page_texts.FROM_ELSEWHERE)
        if not self._may(SPOKEN, visit.source(request), MOST_SPOKEN):
            raise pages.Refusal(403, page_texts.SPOKEN_TOO_OFTEN)
        number = forms.identity(request.query_params.get("id"))
        sound = await self._remuxer.voice_note(recording)
        hint, now = self._pages.hint(request), self._clock()
        slowed = await self._pass_on(visit.spoken(request, visitor.token, number, sound, hint, now))
        return JSONResponse({"ok": True, **({"slowed": slowed} if slowed else {})})

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
        token = new_token()
        again = f"again={visit.mark_of_form(token)}"
        answer = RedirectResponse(f"/say{query}{'&' if query else '?'}{again}", 307)
        self._cookies.give(answer, token)
        answer.delete_cookie(LEFT)
        return answer

    async def _known(self, request: Request) -> Visitor:
        """Who asks for a page; whoever left it while we could not be reached is gone first."""
        visitor = await self._visitors.who(request)
        if visitor.left:
            try:
                await asyncio.wait_for(self._end(visitor.left), LONGEST_LEAVING)
            except Exception as problem:
                # This browser has lost the cookie by now; what it opened ends when it is idle.
                log.warning("web.not_left", problem=type(problem).__name__)
        return visitor

    async def _token(self, request: Request) -> str:
        return (await self._visitors.who(request)).token

    async def _messages(self, request: Request) -> Response:
        """What is new for a page, at once or as soon as there is something."""
        asked = request.query_params
        after, seconds = asked.get("after", "0"), asked.get("wait", "")
        if not forms.number(after):
            raise pages.Refusal(400, page_texts.UNREADABLE)
        named = asked.get("seen", "").split(",")[:20]
        seen = {int(number) for number in named if forms.number(number)}
        news = partial(self._mailbox.news, after=int(after), seen=seen)
        patience = random.uniform(SHORTEST_POLL, LONGEST_POLL)  # noqa: S311
        if forms.number(seconds):
            patience = min(int(seconds), patience)
        visitor = await self._visitors.who(request)
        # Nobody was here for a while, or somebody left: such a page is to begin anew.
        is_over = bool(seen or int(after)) and not self._mailbox.shows(visitor.person)
        with self.polls.place(visit.source(request)) as has_place:
            waits = patience if has_place and not is_over else 0
            person, fresh = await self._mailbox.wait(
                visitor.token, news, waits, visitor.person, is_seen="away" not in asked
            )
        if is_over:
            return Response(status_code=410)
        reader = self._pages.reader(request, person.language if person else "")
        times = Moments(view=self._view(), reader=reader, now=self._clock())
        headers = {
            "Content-Language": pages.spoken(reader),
            "Speak": "1" if visit.can_speak(person) else "0",
            **times.headers(),
        }
        answer = JSONResponse(list(times.stamped(fresh or [])), headers=headers)
        self._visitors.renew(answer, visitor)
        if not has_place:
            # Too many wait: this page asks again and again instead.
            answer.headers["Retry-After"] = pages.RETRY_AFTER
        return answer

    async def _leave(self, request: Request) -> Response:
        """Let nothing lead from this browser to anybody; a plain form is led away at once."""
        is_ours = guard.keep_out_strangers(request, self._public)
        visitor, is_form = await self._visitors.who(request), visit.is_form(request)
        if not is_ours:
            fields = forms.read_fields(await forms.read_body(request))
            if visitor.token and fields.get("mark", "") != visit.mark_of_form(visitor.token):
                raise pages.Refusal(403, page_texts.FROM_ELSEWHERE)
        away = self._away(request)
        answer = RedirectResponse(away, 303) if is_form else Response(status_code=204)
        try:
            await asyncio.wait_for(self._end(visitor.token or visitor.left), LONGEST_LEAVING)
            self._cookies.drop(answer)
        except Exception as problem:
            # The next visit of this browser makes up for it.
            log.warning("web.not_left", problem=type(problem).__name__)
            self._cookies.keep(answer, LEFT, "1")
        return answer

    @staticmethod
    def _away(request: Request) -> str:
        """Where Leave leads; the tablet of a room is there for the next one."""
        return f"/{pages.lasting(request)}" if pages.is_kiosk(request) else pages.AWAY
