"""What a neighbour may count on at the web chat and the board: real HTTP, a real database."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from html import unescape
from itertools import count
from pathlib import Path
from socket import AF_INET, IPPROTO_TCP, SOCK_STREAM, socket
from typing import Any

import httpx
import pytest
import uvicorn
from sqlalchemy.exc import OperationalError
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.channels.web import channel, conversation, page_texts, pages, server, visit
from bot.pipeline.delivery import Delivery
from bot.pipeline.incoming import Turns
from bot.rendering.text import Reader, write
from handlers.core import message_json
from handlers.core.messages import (
    Ability,
    Picture,
    Place,
    Reply,
    Text,
    Turn,
    name,
    say,
    say_if,
)
from handlers.neighbourhood.view import NeighbourhoodView
from storage.database import Database
from storage.keyring import KeyRing
from storage.neighbourhood.file import read_text
from storage.repositories.messages.outbox import Outgoing, Result
from storage.repositories.messages.outbox_sql import SENT
from storage.repositories.people.people import Person
from storage.repositories.people.roles import KEY_HOLDER, Role
from tests.conftest import MONDAY, TWO_ROOMS

NUMBERS = count(1)


class Site:
    """The web chat at work: real pipeline, delivery and database behind a real web server.

    The clock and the state of the disk are in the test's hands.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = MONDAY.replace(hour=9, minute=2)
        self.troubles: list[str] = []
        self.is_storing = True
        self.heard: list[Turn] = []
        self.visitors: list[Visitor] = []
        neighbourhood = read_text(TWO_ROOMS, "two-rooms.toml")
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
        turns = Turns(self.database, lambda code: (f"{self.url}/?start={code}",), self.ring)

        async def hear(turn: Turn) -> None:
            self.heard.append(turn)
            if not self.is_storing:
                raise OSError("No space left on device")
            await turns.hear(turn)

        def breaks(_: Request) -> PlainTextResponse:
            raise ZeroDivisionError

        routes = [Route("/breaks", breaks), Route("/telegram", lambda _: PlainTextResponse("hook"))]
        clock: Callable[[], datetime] = lambda: self.now  # noqa: E731
        self.web = channel.Web(
            self.database,
            hear,
            turns.carry_out,
            lambda: self._view,
            lambda: self.troubles,
            clock,
            self.url,
        )
        self.delivery = Delivery(
            self.database, {"web": self.web}, {}, lambda: "nl", clock, self.web.delivered
        )
        serving = uvicorn.Server(
            uvicorn.Config(
                server.site(lambda: self._view, [*self.web.routes(), *routes]),
                log_config=None,
                lifespan="off",
                timeout_graceful_shutdown=2,
            )
        )
        working = [
            asyncio.create_task(one)
            for one in (turns.run(), self.delivery.run(), serving.serve(sockets=[self._listener]))
        ]
        self._ready.set()
        await self._stop.wait()
        await self.web.stop()
        serving.should_exit = True
        turns.stop()
        self.delivery.stop()
        await asyncio.gather(*working)

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


class Visitor:
    """A browser without a screen."""

    def __init__(self, site: Site, language: str = "en") -> None:
        self.site = site
        self.http = httpx.Client(
            base_url=site.url, headers={"Accept-Language": language}, timeout=10, trust_env=False
        )
        self.seen = 0
        site.visitors.append(self)

    @property
    def token(self) -> str:
        return self.http.cookies["buurtbot"]

    def opens(self, path: str = "/") -> str:
        answer = self.http.get(path)
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)

    def does(self, **said: Any) -> httpx.Response:
        body = json.dumps({"id": f"n{next(NUMBERS)}", **said})
        return self.http.post("/say", content=body, headers={"Content-Type": "application/json"})

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


@pytest.fixture(scope="module")
def open_site(
    sqlite_template: Path, keys: KeyRing, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    path = tmp_path_factory.mktemp("site") / "buurtbot.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}", keys)
    made = Site(database)
    yield made
    made.stops()
    database.close()


@pytest.fixture
def site(open_site: Site) -> Site:
    """A site that others visited before; nobody opened a room there."""
    open_site.heard.clear()
    return open_site


@pytest.fixture
def new_site(
    sqlite_template: Path, keys: KeyRing, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Site]:
    """A site that nobody visited; tests that ask for `database` too get it on either kind."""
    path = tmp_path / "buurtbot.db"
    if "database" in request.fixturenames:
        database = request.getfixturevalue("database")
    else:
        shutil.copy(sqlite_template, path)
        database = Database(f"sqlite:///{path}", keys)
    made = Site(database)
    yield made
    made.stops()
    if "database" not in request.fixturenames:
        database.close()


@pytest.fixture
def visitor(site: Site) -> Visitor:
    made = Visitor(site)
    made.opens()
    return made


@pytest.fixture
def first(new_site: Site) -> Visitor:
    """The first visitor of a new site."""
    made = Visitor(new_site)
    made.opens()
    return made


def test_a_first_visit_needs_no_account_and_leaves_no_trace_with_us(site: Site) -> None:
    visitor = Visitor(site)
    answer = visitor.http.get("/")
    assert "▶️ Start" in answer.text
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie
    assert re.search(r"Max-Age=31536000", cookie)
    assert site.person(visitor.token) is None
    assert visitor.news(wait=0) == []


def test_behind_https_the_cookie_never_travels_in_the_open() -> None:
    made = channel.Web(None, None, None, lambda: None, list, None, "https://rooms.example")  # type: ignore[arg-type, return-value]
    answer = PlainTextResponse("")
    made._keep(answer, visit.COOKIE, "x")
    assert "Secure" in answer.headers["set-cookie"]


def test_what_is_said_is_answered_in_the_language_of_the_device(visitor: Visitor) -> None:
    answer = visitor.says("/hours")
    assert "H-buurt" in answer[0]["text"]
    assert answer[0]["language"] == "en"
    assert answer[0]["dir"] == "ltr"
    assert answer[0]["replaces"] is None
    assert "H-buurt" in visitor.opens()


def test_the_same_thing_twice_is_answered_once(new_site: Site, first: Visitor) -> None:
    for _ in range(3):
        assert first.does(id="same", text="/menu").json() == {"ok": True}
    [menu] = first.news()
    [hours] = first.says("/hours")
    first.seen = 0
    assert [one["id"] for one in first.news()] == [menu["id"], hours["id"]]
    assert len({turn.external_id for turn in new_site.heard}) == 2
    assert all(len(turn.external_id) <= 80 for turn in new_site.heard)


def test_a_counter_counts_in_place_also_after_a_reload(new_site: Site, first: Visitor) -> None:
    [asked] = first.says(f"/start {new_site.invites()}")
    first.taps(asked, "Yes")
    [opened] = first.says("/open")
    [one] = first.taps(opened, "+1")
    [two] = first.taps(one, "+5")
    assert one["replaces"] == two["replaces"] == opened["id"]
    assert "6" in two["text"]
    page = first.opens()
    assert page.count("People counted") == 1
    assert f'data-id="{opened["id"]}"' in page
    assert next(key["token"] for row in two["rows"] for key in row) in page
    assert opened["rows"][0][0]["token"] not in page


UNREADABLE: list[tuple[int, bytes | dict[str, Any]]] = [
    (400, b"{"),
    (400, b"[]"),
    (400, b'"hello"'),
    (400, b"[" * 30_000),
    (400, b'{"text": "\xff", "id": "1"}'),
    (400, {"text": "hello"}),
    (400, {"id": "", "text": "hello"}),
    (400, {"id": 7, "text": "hello"}),
    (400, {"id": "a\0b", "text": "hello"}),
    (400, {"id": "x" * 41, "text": "hello"}),
    (400, {"id": "1"}),
    (400, {"id": "1", "text": ["hello"]}),
    (400, {"id": "1", "text": "hello", "tap": "1.a.0"}),
    (400, {"id": "1", "place": "here"}),
    (400, {"id": "1", "place": {"latitude": 52}}),
    (400, {"id": "1", "place": {"latitude": "52", "longitude": 4}}),
    (400, {"id": "1", "place": {"latitude": 91, "longitude": 4}}),
    (400, {"id": "1", "place": {"latitude": True, "longitude": 4}}),
    (400, b'{"id": "1", "place": {"latitude": NaN, "longitude": 4}}'),
    (400, b'{"id": "1", "place": {"latitude": 1e999, "longitude": 4}}'),
    (413, {"id": "1", "text": "x" * 70_000}),
    (413, b" " * 1_000_000),
]


@pytest.mark.parametrize(("status", "said"), UNREADABLE)
def test_what_cannot_be_read_is_refused_with_a_plain_sentence(
    visitor: Visitor, status: int, said: bytes | dict[str, Any]
) -> None:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    answer = visitor.http.post("/say", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/plain")
    assert 10 < len(answer.text) < 100
    assert visitor.site.heard == []


@pytest.mark.parametrize("text", ["x" * 60_000, "\ud800 half", "zero \0 byte", "👩‍👩‍👧 ٣", " "])
def test_any_writing_is_taken_in(visitor: Visitor, text: str) -> None:
    answer = visitor.does(text=text)
    assert answer.status_code == 200
    assert text.isspace() or visitor.news()


def test_another_website_cannot_speak_for_a_visitor(site: Site, visitor: Visitor) -> None:
    for origin in (
        "https://evil.example",
        "null",
        "http://127.0.0.1:1",
        "nonsense",
        site.url + ".x",
    ):
        for path in ("/say", "/leave"):
            said = {"id": "1", "text": "/menu"}
            answer = visitor.http.post(path, json=said, headers={"Origin": origin})
            assert answer.status_code == 403, origin
    assert site.heard == []
    own = visitor.http.post("/say", json={"id": "1", "text": "/menu"}, headers={"Origin": site.url})
    assert own.status_code == 200


def test_while_nothing_can_be_stored_the_page_is_asked_to_try_again(
    new_site: Site, first: Visitor
) -> None:
    new_site.is_storing = False
    answer = first.does(id="kept", text="/hours")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert "try again" in answer.text
    assert first.news(wait=0) == []
    new_site.is_storing = True
    assert first.does(id="kept", text="/hours").status_code == 200
    assert len(first.news()) == 1


def test_an_answer_comes_as_soon_as_it_is_there_in_every_tab(
    database: Database, new_site: Site, first: Visitor
) -> None:
    with ThreadPoolExecutor(3) as others:
        waiting = [others.submit(first.http.get, "/messages?after=0") for _ in range(3)]
        first.does(text="/hours")
        answers = [one.result(timeout=10).json() for one in waiting]
    assert answers[0] == answers[1] == answers[2]
    assert len(answers[0]) == 1


def test_a_message_that_was_overtaken_by_a_later_one_still_comes(
    database: Database, new_site: Site, first: Visitor
) -> None:
    [greeting] = first.says("/menu")
    person = new_site.person(first.token)
    assert person
    with new_site.database.writing() as store:
        payload = message_json.to_json(Reply((name("late"),)))
        later = new_site.now + timedelta(hours=1)
        store.outbox.put([Outgoing(person.id, payload)], later)
        late = store.sent.newest_id_of(person.id)
        store.outbox.put([Outgoing(person.id, payload)], later)
        early = store.sent.newest_id_of(person.id)
        store.outbox.settle([Result(early, SENT, "en")])
    first.seen = 0
    assert [one["id"] for one in first.news()] == [greeting["id"], early]
    with new_site.database.writing() as store:
        store.outbox.settle([Result(late, SENT, "en")])
    missed = first.http.get(f"/messages?after=0&seen={greeting['id']},{early}").json()
    assert [one["id"] for one in missed] == [late]


def test_nobody_reads_along_with_a_made_up_or_broken_cookie(site: Site, visitor: Visitor) -> None:
    visitor.says("/hours")
    for forged in ("A" * 22, "../../etc", "' OR 1=1 --", visitor.token[:-1], "x" * 5000):
        stranger = Visitor(site)
        stranger.http.cookies.set("buurtbot", forged)
        assert "Planned" not in stranger.opens()
        assert 'data-seen=""' in stranger.opens()
        assert stranger.news(wait=0) == []


def test_a_page_promises_only_what_a_page_can_do(site: Site, visitor: Visitor) -> None:
    visitor.says("/menu")
    promise = say("body", "✅ Good! We expect you. I remind you before it starts.")
    here = say("body", "✅ Good! We expect you. Look here again before it starts.")
    site.tells(visitor.token, Reply((say_if(Ability.REMIND, promise, here),)))
    [message] = visitor.news()
    assert message["text"] == here.one


def test_a_picture_is_for_the_person_only_whose_message_it_is(
    site: Site, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        channel, "draw", lambda picture, reader: b"\x89PNG " + reader.chain[0].encode()
    )
    visitor.says("/menu")
    chart = Picture(name("Visits"), (("46", 12), ("47", None)), name("visits"))
    site.tells(visitor.token, Reply((name("Here"),), picture=chart))
    [message] = visitor.news()
    assert message["picture"]["alt"] == "Visits. 46: 12; 47: ?"
    link = message["picture"]["link"]
    answer = visitor.http.get(link)
    assert answer.content.startswith(b"\x89PNG")
    assert answer.headers["cache-control"] == "no-store"
    assert Visitor(site).http.get(link).status_code == 404
    other = Visitor(site)
    other.opens()
    other.says("/menu")
    assert other.http.get(link).status_code == 404
    assert visitor.http.get("/pictures/99999999999999999999.png").status_code == 404
    visitor.http.post("/leave")
    assert visitor.http.get(link).status_code == 404


def test_a_place_is_shown_with_its_name_and_a_map(site: Site, visitor: Visitor) -> None:
    visitor.says("/menu")
    pin = Place(52.3122, 4.9611, "H-buurt", "Hofgeest 1")
    site.tells(visitor.token, Reply((name("📍"), name("☎ +31 20 555 0101")), place=pin))
    [message] = visitor.news()
    assert message["place"]["link"].startswith(
        "https://www.openstreetmap.org/?mlat=52.312200&mlon=4.9"
    )
    page = visitor.opens()
    assert "<span>Hofgeest 1</span>" in page
    assert '<a href="tel:+31205550101">' in page
    assert 'rel="noopener noreferrer"' in page


def test_leaving_hides_what_was_said_but_forgets_no_role(new_site: Site, first: Visitor) -> None:
    [asked] = first.says(f"/start {new_site.invites()}")
    first.taps(asked, "Yes")
    assert first.http.post("/leave").status_code == 204
    page = first.opens()
    assert 'data-seen=""' in page
    assert "key-holder" not in page.lower().split("<main")[1]
    first.seen = 0
    assert first.news(wait=0) == []
    number = re.search(r'data-say="/start" data-number="([^"]+)"', page)
    assert number
    assert first.does(id=number[1], text="/start", automatic=True).status_code == 200
    assert "I open" in str(first.news())
    assert new_site.heard[-1].automatic


def test_leaving_hides_also_what_is_just_being_answered(
    database: Database, new_site: Site, first: Visitor
) -> None:
    with ThreadPoolExecutor(1) as other:
        said = other.submit(first.does, text="/hours")
        while not new_site.heard:
            pass
        first.http.post("/leave")
        assert said.result().status_code == 200
    first.says("/menu")
    first.seen = 0
    assert all("H-buurt" not in one["text"] for one in first.news())


def test_leaving_works_even_when_nothing_can_be_stored(
    site: Site, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.says("/hours")

    def fails(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(conversation.Mailbox, "_hide", fails)
        answer = visitor.http.post("/leave", data={"x": "1"})
        assert answer.status_code == 303
        assert answer.headers["location"] == pages.AWAY
    assert 'data-seen=""' in visitor.opens()
    assert "left" not in visitor.http.cookies


def test_without_a_script_forms_do_the_same(new_site: Site, first: Visitor) -> None:
    def submits(path: str, **fields: str) -> str:
        answer = first.http.post(path, data=fields, headers={"Origin": new_site.url})
        assert answer.status_code == 303
        return first.opens(answer.headers["location"])

    page = first.opens()
    number = re.search(r'name="id" value="([^"]+)"', page)
    assert number
    page = submits("/say", id=number[1], text="/start")
    assert "H-buurt" in page
    again = submits("/say", id=number[1], text="/start")
    assert again.count("<article") == page.count("<article")
    tap = re.search(r'name="tap" value="([^"]+)">🕙', page)
    root = re.search(r'name="message" value="([^"]+)"', page)
    assert tap
    assert root
    page = submits("/say", id=number[1], tap=tap[1], message=root[1])
    assert page.count("<article") == 2
    page = submits("/say", id=number[1], text="  ")
    assert page.count("<article") == 2
    assert first.http.post("/say", data={"id": "1", "text": "a", "tap": "b"}).status_code == 400
    answer = first.http.post("/leave", data={})
    assert answer.status_code in {204, 303}


def test_a_link_brings_its_code_or_its_room_and_a_reload_says_nothing_twice(
    site: Site, visitor: Visitor
) -> None:
    def own_words(path: str) -> tuple[str, str]:
        found = re.search(r'data-say="([^"]*)" data-number="([^"]*)"', visitor.opens(path))
        assert found
        return found[1], found[2]

    code = own_words("/?start=abc-DEF_123")
    assert code[0] == "/start abc-DEF_123"
    assert code == own_words("/?start=abc-DEF_123")
    assert code[1] != own_words("/?start=other")[1]
    assert own_words("/?room=h-buurt")[0] == "/start room_h-buurt"
    assert own_words("/?room=nowhere")[0] == "/start"
    assert len(own_words("/?start=" + "x" * 500)[0]) < 80
    before = own_words("/?room=h-buurt")
    visitor.says("/start")
    assert own_words("/") == ("", "")
    assert own_words("/?room=h-buurt")[1] != before[1]


@pytest.mark.parametrize(
    ("query", "accepts", "hint"),
    [
        ("", "en-GB,nl;q=0.8", "en"),
        ("", "xx, nl;q=0.5, en;q=0.9", "en"),
        ("", "en;q=0, nl", "nl"),
        ("", "", ""),
        ("", "q=;;,,;q=2,*", ""),
        ("?lang=nl", "en", "nl"),
        ("?lang=NL_be", "en", "nl"),
        ("?lang=klingon", "en", "en"),
    ],
)
def test_the_language_comes_from_the_address_or_else_from_the_device(
    site: Site, query: str, accepts: str, hint: str
) -> None:
    visitor = Visitor(site, accepts)
    visitor.opens("/" + query)
    visitor.http.post("/say" + query, json={"id": "1", "text": "/menu"})
    assert site.heard[-1].hint == hint


def test_the_language_of_a_visit_stays_on_every_form(visitor: Visitor) -> None:
    page = visitor.opens("/?lang=nl")
    assert page.count('action="/say?lang=nl"') == 2
    answer = visitor.http.post("/say?lang=nl", data={"id": "1", "text": "/menu"})
    assert answer.headers["location"] == "/?lang=nl"
    assert 'action="/say"' in visitor.opens('/?lang="><script>')


def test_a_chosen_language_is_the_language_of_the_page(site: Site, visitor: Visitor) -> None:
    visitor.says("/menu")
    person = site.person(visitor.token)
    assert person
    with site.database.writing() as store:
        store.people.choose_language(person.id, "nl")
    reader = Reader.of("nl", "nl")
    assert write(page_texts.CHAT["your_message"], reader) in visitor.opens()
    answer = visitor.http.get("/messages?after=0")
    assert answer.headers["content-language"] == pages.spoken(reader)


@pytest.mark.parametrize(
    "path", ["/", "/rooms", "/rooms.json", "/messages?wait=0", "/nothing", "/breaks"]
)
def test_nothing_from_elsewhere_gets_into_a_page(visitor: Visitor, path: str) -> None:
    answer = visitor.http.get(path)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'self'; img-src 'self' data:;")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    sources = re.findall(r'(?:src|<link[^>]*href)="([^"]*)"', answer.text)
    assert all(source.startswith("/") for source in sources)
    assert "<style" not in answer.text
    assert " style=" not in answer.text
    assert not re.search(r"<script(?![^>]* src=)| on[a-z]+=", answer.text)


def test_the_whole_page_weighs_less_than_one_photo(visitor: Visitor) -> None:
    for _ in range(10):
        visitor.says("/hours")
    page = visitor.opens()
    files = re.findall(r'(?:src|href)="(/static/[^"]*)"', page)
    bodies = {file: visitor.http.get(file) for file in files}
    assert len(bodies) == 3
    assert all("immutable" in body.headers["cache-control"] for body in bodies.values())
    assert len(page.encode()) + sum(len(body.content) for body in bodies.values()) < 60_000
    assert visitor.http.get("/static/../web.py").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status", "sentence"),
    [
        ("GET", "/nothing", 404, page_texts.NOT_FOUND),
        ("GET", "/static/secret.txt", 404, page_texts.NOT_FOUND),
        ("POST", "/rooms", 405, page_texts.NOT_SO),
        ("GET", "/breaks", 500, page_texts.OUR_MISTAKE),
    ],
)
def test_what_goes_wrong_gets_a_kind_page_with_a_way_home(
    visitor: Visitor, method: str, path: str, status: int, sentence: Text
) -> None:
    answer = visitor.http.request(method, path)
    assert answer.status_code == status
    reader = Reader.of("en", "nl")
    assert write(sentence, reader) in unescape(answer.text)
    assert 'href="/"' in answer.text
    assert "Traceback" not in answer.text
    assert "ZeroDivision" not in answer.text


@pytest.mark.parametrize(
    "evil",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "\u202egnp.exe"],
)
def test_code_in_what_is_said_is_shown_as_text(site: Site, visitor: Visitor, evil: str) -> None:
    visitor.says("/menu")
    site.tells(visitor.token, Reply((name(evil),)))
    assert visitor.news()[0]["text"] == evil
    raw = visitor.http.get("/").text
    assert "<script>alert" not in raw
    assert "<img src=x" not in raw
    assert evil in unescape(raw)


def test_a_page_says_so_while_the_database_is_away(
    site: Site, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_away(*_: object) -> None:
        raise OperationalError("SELECT", {}, OSError())

    monkeypatch.setattr(site.database, "reading", is_away)
    for path in ("/", "/rooms", "/messages?wait=0"):
        answer = visitor.http.get(path)
        assert answer.status_code == 503
        assert "retry-after" in answer.headers
        assert "Please try again" in answer.text


def test_a_message_that_cannot_be_read_any_more_hides_no_other(
    site: Site, visitor: Visitor
) -> None:
    [greeting] = visitor.says("/menu")
    person = site.person(visitor.token)
    assert person
    with site.database.writing() as store:
        for payload in ("", "{}", '{"lines": 7, "rows": []}'):
            store.outbox.put([Outgoing(person.id, payload)], site.now + timedelta(hours=1))
            store.outbox.settle([Result(store.sent.newest_id_of(person.id), SENT, "en")])
    visitor.seen = 0
    assert [one["id"] for one in visitor.news()] == [greeting["id"]]


def test_the_door_of_telegram_hangs_in_the_same_house(visitor: Visitor) -> None:
    assert visitor.http.get("/telegram").text == "hook"


def test_a_stop_lets_waiting_pages_go_at_once(new_site: Site, first: Visitor) -> None:
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(first.http.get, "/messages?after=0")
        while not new_site.web._mailbox._bells:
            pass
        new_site.stops()
        assert waiting.result(timeout=10).json() == []


def test_the_board_says_what_is_known_in_big_words(new_site: Site, first: Visitor) -> None:
    page = first.opens("/rooms")
    assert '<noscript><meta http-equiv="refresh" content="60"></noscript>' in page
    assert "🟡 H-buurt: usually open now, until 12:00. Nobody has opened yet." in page
    assert "Planned today: 10:00 until 12:00." in page
    assert "Planned today: 13:00 until 16:00." in page
    assert "Thursday closed. Reason: burst pipe." in page
    assert "🔴 Holendrecht: closed. Today from 18:00." in page
    assert 'href="tel:+31205550101"' in page
    assert "Hofgeest 1" in page
    [asked] = first.says(f"/start {new_site.invites()}")
    first.taps(asked, "Yes")
    first.says("/open")
    assert "🟢 H-buurt: open. Until 12:00." in first.opens("/rooms")
    assert "gesprongen leiding" in first.opens("/rooms?lang=nl")


def test_other_programs_may_read_which_room_is_really_open(new_site: Site, first: Visitor) -> None:
    def rooms() -> dict[str, Any]:
        answer = first.http.get("/rooms.json")
        assert answer.headers["access-control-allow-origin"] == "*"
        return {one["id"]: one for one in answer.json()}

    def space() -> dict[str, Any]:
        answer = first.http.get("/rooms/h-buurt/spaceapi.json")
        assert answer.headers["access-control-allow-origin"] == "*"
        found: dict[str, Any] = answer.json()
        return found

    before = rooms()["h-buurt"]
    assert (before["state"], before["since"]) == ("usually_open", None)
    assert before["until"] == "2026-11-16T12:00:00+01:00"
    assert before["next"] == {
        "from": "2026-11-16T13:00:00+01:00",
        "to": "2026-11-16T16:00:00+01:00",
    }
    assert rooms()["holendrecht"]["state"] == "closed"
    assert "open" not in space()["state"]
    [asked] = first.says(f"/start {new_site.invites()}")
    first.taps(asked, "Yes")
    first.says("/open")
    after = rooms()["h-buurt"]
    assert (after["state"], after["since"]) == ("open", "2026-11-16T10:02:00+01:00")
    found = space()
    assert found["api_compatibility"] == ["15"]
    assert found["state"]["open"] is True
    assert found["state"]["lastchange"] == int(new_site.now.timestamp())
    assert found["location"]["lat"] == 52.3122
    assert found["location"]["timezone"] == "Europe/Amsterdam"
    assert found["contact"] == {"phone": "+31 20 555 0101"}
    assert first.http.get(found["logo"]).status_code == 200
    new_site.now += timedelta(hours=3)
    assert rooms()["h-buurt"]["state"] == "unknown"
    assert "open" not in space()["state"]
    closed = first.http.get("/rooms/holendrecht/spaceapi.json").json()
    assert closed["state"]["open"] is False
    missing = first.http.get("/rooms/nowhere/spaceapi.json")
    assert missing.status_code == 404
    assert missing.text == write(page_texts.NOT_FOUND, Reader.of("en", "nl"))


def test_health_is_good_or_says_what_is_wrong(
    database: Database, new_site: Site, first: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = first.http.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    new_site.troubles = ["Telegram refuses our token."]
    answer = first.http.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "trouble", "reasons": ["Telegram refuses our token."]}
    new_site.troubles = []

    def is_gone(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(new_site.database, "reading", is_gone)
    answer = first.http.get("/healthz")
    assert answer.status_code == 503
    assert "database" in answer.json()["reasons"][0]


def test_every_button_of_a_page_fits_on_a_telephone() -> None:
    words = {**page_texts.CHAT, **page_texts.BOARD, **page_texts.PROBLEM}
    assert all(len(text.one) <= 20 for text in words.values() if text.slot == "btn")
