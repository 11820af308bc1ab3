"""The web chat on a port of its own, and visitors who talk with it."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Callable
from datetime import date, datetime
from html import unescape
from itertools import count
from socket import AF_INET, IPPROTO_TCP, SOCK_STREAM, socket
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.app import CHANNELS
from bot.channels.web import channel, server
from bot.channels.web.bounds.connections import Connections
from bot.channels.web.bounds.limits import Bounds
from bot.channels.web.bounds.polls import Polls
from bot.channels.web.chat import cookies
from bot.exports.documents import Documents
from bot.pipeline.clock_watch import ClockWatch
from bot.pipeline.delivery import Delivery
from bot.pipeline.incoming import Turns
from bot.voices.clips import Clips
from bot.voices.neighbours import NeighboursVoices
from handlers.core import message_json
from handlers.core.messages import Reply, Turn
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.database import Database
from storage.neighbourhood.file import read_text
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.people.people import Person
from storage.repositories.people.roles import KEY_HOLDER, Role
from tests.bot.voices.voice import Voice
from tests.conftest import MONDAY, TWO_ROOMS

NUMBERS = count(1)


class Site:
    """The web chat at work: real pipeline, delivery and database behind a real web server.

    The clock and the state of the disk are in the test's hands.
    """

    def __init__(
        self,
        database: Database,
        bounds: Bounds | None = None,
        text: str = TWO_ROOMS,
        push_services: tuple[str, ...] = (),
        voice: Voice | None = None,
    ) -> None:
        self.database = database
        self.voice = voice or Voice()
        spoken = frozenset(self.voice.languages)
        self.voices = NeighboursVoices(database, spoken, self._today)
        self._push_services = push_services
        self.bounds = bounds or Bounds()
        # What the web server counts its deadlines by; in a hurry each look is minutes later.
        self.seconds, self.hurries = 0.0, False
        self.now = MONDAY.replace(hour=9, minute=2)
        self.troubles: list[str] = []
        self.is_storing = True
        self.heard: list[Turn] = []
        self.visitors: list[Visitor] = []
        neighbourhood = read_text(text, "neighbourhood.toml")
        with database.writing() as store:
            store.neighbourhoods.save(neighbourhood)
        self._view = NeighbourhoodView(neighbourhood)
        self._listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP)
        self._listener.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        # Who connects early waits in the queue of the socket: nobody has to wait for the start.
        self._listener.listen()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))
        self._thread.start()
        assert self._ready.wait(10)

    async def _run(self) -> None:
        self.loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        turns = self.turns = Turns(
            self.database,
            lambda code: (f"{self.url}/?start={code}",),
            self.ring,
            channels=CHANNELS,
            voices=self.voices,
        )

        async def hear(turn: Turn) -> str:
            self.heard.append(turn)
            if not self.is_storing:
                raise OSError("No space left on device")
            return await turns.hear(turn)

        def breaks(_: Request) -> PlainTextResponse:
            raise ZeroDivisionError

        routes = [Route("/breaks", breaks), Route("/telegram", lambda _: PlainTextResponse("hook"))]
        clock: Callable[[], datetime] = lambda: self.now  # noqa: E731
        making = Documents(self.database, lambda: self._view, clock)
        self.clips = Clips(self.database, self.voice, self.voices, lambda: self._view, self._today)
        self.web = channel.Web(
            self.database,
            hear,
            turns.carry_out,
            lambda: self._view,
            lambda _: self.troubles,
            clock,
            self.url,
            making.make,
            self.clips.make,
            self.voices,
            lambda what, source, most: turns.may(what, source, most, self.now),
            self._push_services,
        )
        self.delivery = Delivery(
            self.database,
            {"web": self.web},
            {},
            lambda: "nl",
            clock,
            self.web.delivered,
            self._today,
            lambda: None,
            ClockWatch(clock),
            making.make,
            self.clips.make,
        )
        self.web.page.polls = Polls(self.bounds)
        self.connections = Connections(self.bounds, self._passed)
        app = server.site(lambda: self._view, [*self.web.routes(), *routes])
        serving = server.Server(app, self.connections)
        working = [
            asyncio.create_task(one)
            for one in (turns.run(), self.delivery.run(), serving.serve(sockets=[self._listener]))
        ]
        looking = asyncio.create_task(self.voices.run())
        self._ready.set()
        await self._stop.wait()
        looking.cancel()
        await self.web.stop()
        await self.web.close()
        serving.should_exit = True
        turns.stop()
        self.delivery.stop()
        await asyncio.gather(*working)

    def _today(self) -> date:
        return self._view.today(self.now)

    def _passed(self) -> float:
        self.seconds += 300 * self.hurries
        return self.seconds

    def ring(self) -> None:
        self.delivery.ring()

    def stops(self) -> None:
        if not self._thread.is_alive():
            return
        self.loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)
        assert not self._thread.is_alive()
        for visitor in self.visitors:
            visitor.http.close()

    def invites(self, room: str = "h-buurt") -> str:
        """The code of an invitation for a key-holder."""
        with self.database.writing() as store:
            return store.invitations.make(Role(KEY_HOLDER, room), None, self.now)[0]

    def cookie(self, token: str) -> str:
        """What a browser keeps to whom we gave this secret."""
        answer = Response()
        cookies.Cookies(self.database.keys, is_secure=False).give(answer, token)
        return answer.headers["set-cookie"].partition(";")[0].partition("=")[2]

    def person(self, token: str) -> Person | None:
        with self.database.reading() as store:
            return store.people.find("web", token)

    def tells(self, token: str, reply: Reply) -> None:
        """Send somebody a message out of the blue."""
        person = self.person(token)
        assert person
        with self.database.writing() as store:
            store.outbox.put([Outgoing(person.id, message_json.to_json(reply))], self.now)
        self.loop.call_soon_threadsafe(self.ring)


def signed(page: str) -> str:
    """A page with the sign that each of its pictures stands for."""
    return re.sub(r"<svg[^>]*><desc>([^<]*)</desc><use[^>]*></svg>", r"\1", page)


class Visitor:
    """A browser without a screen."""

    def __init__(self, site: Site, language: str = "en") -> None:
        self.site = site
        self.http = httpx.Client(
            base_url=site.url,
            headers={"Accept-Language": language},
            timeout=10,
            trust_env=False,
            event_hooks={"request": [self._says_where_from]},
        )
        self.seen = 0
        site.visitors.append(self)

    def _says_where_from(self, request: httpx.Request) -> None:
        """As browsers do of whatever is no question."""
        if request.method == "POST":
            request.headers.setdefault("Origin", self.site.url)

    @property
    def token(self) -> str:
        return self.http.cookies[cookies.COOKIE][: cookies.TOKEN_LETTERS]

    def opens(self, path: str = "/") -> str:
        answer = self.http.get(path)
        assert answer.status_code == 200, answer.text
        return signed(unescape(answer.text))

    def reads(self, path: str = "/") -> str:
        """The page without what only keeps a name on one line."""
        return re.sub(r'<span(?: class="whole")?>|</span>', "", self.opens(path))

    def does(self, **said: Any) -> httpx.Response:
        body = json.dumps({"id": f"n{next(NUMBERS)}", **said})
        return self.http.post("/say", content=body, headers={"Content-Type": "application/json"})

    def stays(self) -> None:
        """This is a device of one's own."""
        person = self.site.person(self.token)
        assert person
        with self.site.database.writing() as store:
            store.browsers.stay(person.id, self.site.now)

    def says(self, text: str) -> list[dict[str, Any]]:
        """Say something; returns what is answered."""
        assert self.does(text=text).json() == {"ok": True}
        return self.news()

    def taps(self, message: dict[str, Any], label: str) -> list[dict[str, Any]]:
        token = next(
            key["token"] for row in message["rows"] for key in row if label in key["label"]
        )
        root = message["replaces"] or message["id"]
        assert self.does(tap=token, message=root).json() == {"ok": True}
        return self.news()

    def news(self, **more: Any) -> list[dict[str, Any]]:
        got: list[dict[str, Any]] = self.http.get(
            "/messages", params={"after": self.seen, **more}
        ).json()
        self.seen = max([self.seen, *(one["id"] for one in got)])
        return got
