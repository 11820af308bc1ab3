"""The pages: no script needed, in the language of the visitor, kind when something goes wrong."""

from __future__ import annotations

import re
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from html import unescape
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from bot import VERSION
from bot.channels.web import page_texts, pages
from bot.rendering.text import Reader, write
from handlers.core.messages import Reply, Text, name
from handlers.core.neighbourhood import offers
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.database import Database
from storage.neighbourhood.file import read_text
from storage.tables.base import metadata
from tests.bot.channels.web.site import Site, Visitor
from tests.conftest import TWO_ROOMS


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
    assert page.count('action="/say?lang=nl"') == 3
    answer = visitor.http.post("/say?lang=nl", data={"id": "1", "text": "/menu"})
    # It is what they chose from now on.
    assert answer.headers["location"] == "/#new"
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
    # The page of somebody new has the whole style in itself, which its policy names by its digest.
    styles = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    marks = [b64encode(sha256(style.encode()).digest()).decode() for style in styles]
    assert re.findall("'sha256-([^']*)'", policy) == marks
    assert answer.text.count("<style") == len(marks)
    assert " style=" not in answer.text
    assert not re.search(r"<script(?![^>]* src=)| on[a-z]+=", answer.text)


def test_the_whole_page_weighs_less_than_one_photo(visitor: Visitor) -> None:
    for _ in range(10):
        visitor.says("/hours")
    page = visitor.http.get("/").text
    # The picture for a home screen is fetched by whoever puts it there.
    files = re.findall(r'(?:src|href|data-sheet)="(/static/[^"]*(?:js|css|svg))"', page)
    bodies = {file: visitor.http.get(file) for file in files}
    assert len(bodies) == 14
    assert all("immutable" in body.headers["cache-control"] for body in bodies.values())
    assert len(page.encode()) + sum(len(body.content) for body in bodies.values()) < 107_000
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


def test_the_door_of_telegram_hangs_in_the_same_house(visitor: Visitor) -> None:
    assert visitor.http.get("/telegram").text == "hook"


def test_a_stop_lets_waiting_pages_go_at_once(new_site: Site, first: Visitor) -> None:
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(first.http.get, "/messages?after=0")
        while not new_site.web._mailbox._bells:
            pass
        new_site.stops()
        assert waiting.result(timeout=10).json() == []


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("☎ +31 20 555 0101", "+31205550101"),
        ("☎ +31 (0)20 555 0101", "+31205550101"),
        ("☎ (020) 555 0101", "+31205550101"),
        ("☎ 020-555 01 01", "+31205550101"),
        ("☎ \u206806-12345678\u2069", "+31612345678"),
        ("☎ 0800-0113", "08000113"),
        ("☎ 14 020", "14020"),
        ("☎ 112", "112"),
        ("Call 112", ""),
        ("☎ bel Fatima", ""),
    ],
)
def test_a_number_is_linked_so_that_it_dials(line: str, number: str) -> None:
    assert pages.phone(line) == number


def test_the_board_says_what_is_known_in_big_words(new_site: Site, first: Visitor) -> None:
    page = first.reads("/rooms")
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
    assert "🟢 H-buurt: open. Until 12:00." in first.reads("/rooms")
    assert "gesprongen leiding" in first.opens("/rooms?lang=nl")


def test_a_page_that_is_loaded_again_calls_the_day_as_it_is_called_then(
    new_site: Site, first: Visitor
) -> None:
    new_site.now += timedelta(hours=7)
    first.says("/hours h-buurt")
    first.stays()
    assert "closed. Tomorrow, Tuesday, from 10:00." in first.opens("/")
    new_site.now += timedelta(hours=15)
    page = first.opens("/")
    assert "closed. Today from 10:00." in page
    assert "Tomorrow, Tuesday" not in page
    new_site.now += timedelta(days=1)
    assert "closed. Yesterday, Tuesday, from 10:00." in first.opens("/")


def test_the_board_says_what_there_is_in_a_room_and_of_another_nothing(
    new_site: Site, first: Visitor
) -> None:
    there = TWO_ROOMS.replace("exceptions = [", 'offers = ["step-free", "food"]\nexceptions = [', 1)
    new_site._view = NeighbourhoodView(read_text(there, "offers.toml"))
    page = first.http.get("/rooms?lang=nl").text
    for one in ("step-free", "food"):
        words = write(offers.LABELS[one], Reader.of("nl", "nl")).partition(" ")[2]
        assert page.count(f"</svg> {words}</span>") == 1, words
    one, other = first.http.get("/rooms.json").json()
    assert (one["offers"], other["offers"]) == (["step-free", "food"], [])
    spaces = [first.http.get(f"/rooms/{room['id']}/spaceapi.json").json() for room in (one, other)]
    assert [space.get("ext_offers") for space in spaces] == [["step-free", "food"], None]


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
    assert (after["state"], after["since"]) == ("open", "2026-11-16T10:00:00+01:00")
    found = space()
    assert found["api_compatibility"] == ["15"]
    assert found["state"]["open"] is True
    assert found["state"]["lastchange"] == int((new_site.now - timedelta(minutes=2)).timestamp())
    assert found["location"]["lat"] == 52.3122
    assert found["location"]["timezone"] == "Europe/Amsterdam"
    assert found["contact"] == {"phone": "+31 20 555 0101"}
    assert first.http.get(found["logo"]).status_code == 200
    new_site.now += timedelta(hours=3)
    later = rooms()["h-buurt"]
    assert (later["state"], later["until"]) == ("open", "2026-11-16T16:00:00+01:00")
    assert space()["state"]["open"] is True
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
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "version": VERSION})
    new_site.troubles = ["Telegram refuses our token."]
    answer = first.http.get("/healthz")
    assert answer.status_code == 503
    reasons = ["Telegram refuses our token."]
    assert answer.json() == {"status": "trouble", "reasons": reasons, "version": VERSION}
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


class Forgetful:
    """A browser that keeps no cookie, with a script or without one."""

    def __init__(self, site: Site, language: str = "en") -> None:
        self.http = Visitor(site, language).http
        self.http.follow_redirects = True
        self.http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def asks(self, method: str, path: str, **sent: Any) -> httpx.Response:
        return self.http.request(method, path, **sent)


def people_and_rows(site: Site) -> list[int]:
    with site.database.reading() as store:
        return [
            store.connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        ]


SAYS: list[dict[str, Any]] = [
    {"data": {"id": "1", "text": "/start"}},
    {"data": {"id": "1", "tap": "1.a.0", "message": "1"}},
    {"json": {"id": "1", "text": "/start", "automatic": True}},
    {"json": {"id": "1", "text": "/start abc-DEF_123"}},
    {"json": {"id": "1", "tap": "1.a.0", "message": "1"}},
    {"json": {"id": "1", "place": {"latitude": 52, "longitude": 4}}},
    {"json": {}},
]


@pytest.mark.parametrize("said", SAYS)
@pytest.mark.parametrize("cookie", ["", "buurtbot=short", "other=" + "A" * 22])
def test_a_browser_that_keeps_no_cookie_is_told_so_and_counts_nobody(
    site: Site, said: dict[str, Any], cookie: str
) -> None:
    before = people_and_rows(site)
    browser = Forgetful(site)
    for _ in range(3):
        browser.asks("GET", "/")
        answer = browser.asks("POST", "/say", headers={"Cookie": cookie}, **said)
        if "json" in said:
            assert answer.status_code == 428
            assert answer.text == page_texts.NO_COOKIES.one
            answer = browser.asks("GET", "/cookies")
        assert answer.status_code == 200
        page = unescape(answer.text)
        assert page_texts.NO_COOKIES.one in page
        assert 'href="tel:+31205550101"' in page
        assert "H-buurt" in page
        assert 'href="/rooms"' in page
    assert site.heard == []
    assert people_and_rows(site) == before


@pytest.mark.parametrize("language", ["nl", "ar", "tr", "es"])
def test_that_cookies_are_missing_is_said_in_the_language_of_the_visit(
    site: Site, language: str
) -> None:
    sentence = write(page_texts.NO_COOKIES, Reader.of(language, "nl"))
    assert sentence != page_texts.NO_COOKIES.one
    for device, query in ((language, ""), ("en", f"?lang={language}")):
        browser = Forgetful(site, device)
        page = browser.asks("POST", f"/say{query}", data={"id": "1", "text": "x"}).text
        assert sentence in unescape(page)
        assert f'href="/rooms{query}"' in page
        answer = browser.asks("POST", f"/say{query}", json={"id": "1", "text": "x"})
        assert answer.text == sentence


def test_a_browser_that_only_lost_its_cookie_says_it_again_by_itself(site: Site) -> None:
    for said in ({"json": {"id": "1", "text": "/hours"}}, {"data": {"id": "1", "text": "/hours"}}):
        visitor = Visitor(site)
        visitor.http.follow_redirects = True
        answer = visitor.http.post("/say?lang=nl", headers={"Origin": site.url}, **said)
        assert answer.status_code == 200
        assert site.heard[-1].text == "/hours"
        assert site.heard[-1].sender == visitor.token
        assert site.heard[-1].hint == "nl"
        assert "H-buurt" in str(visitor.news())
        assert visitor.http.get("/cookies").url.path == "/"
    assert len(site.heard) == 2


def test_another_website_gets_nobody_a_cookie(site: Site) -> None:
    for path in ("/say", "/say?again=1"):
        answer = Visitor(site).http.post(path, json={}, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
