"""The web chat: what is said is answered once, to whoever said it, and to nobody else."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse

from bot.channels.web.chat import cookies, enclosures, visit
from handlers.core import message_json
from handlers.core.messages import Ability, Bar, Picture, Place, Reply, name, say, say_if
from storage.database import Database
from storage.keyring import KeyRing
from storage.repositories.messages.claims import Result
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.messages.outbox_sql import SENT
from tests.bot.channels.web.site import Site, Visitor, signed


def test_a_first_visit_needs_no_account_and_leaves_no_trace_with_us(site: Site) -> None:
    visitor = Visitor(site)
    answer = visitor.http.get("/")
    assert "▶️ Start" in signed(answer.text)
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie
    assert re.search(r"Max-Age=2592000", cookie)
    assert cookie.startswith("visitor=")
    assert site.person(visitor.token) is None
    assert visitor.news(wait=0) == []


def test_behind_https_the_cookie_never_travels_in_the_open_nor_to_a_neighbour(
    keys: KeyRing,
) -> None:
    answer = PlainTextResponse("")
    cookies.Cookies(keys, is_secure=True).give(answer, cookies.new_token())
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-visitor=")
    assert {"Secure", "Path=/", "HttpOnly", "SameSite=lax"} <= {*cookie.split("; ")}
    assert "Domain" not in cookie


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


@pytest.mark.parametrize("before", ["", "x ", "x " * 2_100, "é " * 5_000])
def test_a_private_number_is_gone_from_the_page_also_behind_too_many_words(
    visitor: Visitor, before: str
) -> None:
    answer = visitor.does(text=f"{before}bsn 111222333, thanks")
    assert answer.json() == {"ok": True, "text": f"{before}bsn ███, thanks"}
    assert visitor.does(text=f"{before}thanks").json() == {"ok": True}


ELSEWHERE: list[dict[str, str]] = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "nonsense"},
    {"Origin": "{url}.x"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "{url}", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "null", "Sec-Fetch-Site": "none"},
]


@pytest.mark.parametrize("says", ELSEWHERE)
@pytest.mark.parametrize("kind", ["json", "data"])
def test_another_website_cannot_speak_for_a_visitor(
    site: Site, visitor: Visitor, kind: str, says: dict[str, str]
) -> None:
    page = visitor.opens()
    fields = {"id": "1", "text": "/menu", "mark": visit.mark_of_form(visitor.token)}
    assert fields["mark"] in page
    headers = {name: value.format(url=site.url) for name, value in says.items()}
    with httpx.Client(base_url=site.url, cookies=visitor.http.cookies, trust_env=False) as other:
        for path in ("/say", "/leave"):
            sent: dict[str, Any] = {kind: fields}
            assert other.post(path, headers=headers, **sent).status_code == 403
    assert site.heard == []


@pytest.mark.parametrize("mark", ["", "0" * 16, "of another visitor", "own"])
def test_an_old_browser_that_says_no_origin_proves_itself_by_our_own_form(
    new_site: Site, first: Visitor, mark: str
) -> None:
    first.opens()
    marks = {"own": first.token, "of another visitor": cookies.new_token()}
    mark = visit.mark_of_form(marks[mark]) if mark in marks else mark
    is_own = mark == visit.mark_of_form(first.token)
    with httpx.Client(base_url=new_site.url, cookies=first.http.cookies, trust_env=False) as old:
        said = old.post("/say", data={"id": "1", "text": "/menu", "mark": mark})
        left = old.post("/leave", data={"mark": mark})
    assert (said.status_code, left.status_code) == ((303, 303) if is_own else (403, 403))
    # What was said, and that somebody left.
    assert len(new_site.heard) == 2 * is_own


@pytest.mark.parametrize(
    "kind", ["text/plain", "text/plain;json", "text/plain; x=application/json"]
)
def test_only_what_no_form_can_send_needs_no_mark(
    new_site: Site, first: Visitor, kind: str
) -> None:
    first.opens()
    said = json.dumps({"id": "1", "text": "/menu"})
    with httpx.Client(base_url=new_site.url, cookies=first.http.cookies, trust_env=False) as old:
        refused = old.post("/say", content=said, headers={"Content-Type": kind})
        assert refused.status_code == 403
        own = {"Content-Type": "application/json; charset=utf-8"}
        assert old.post("/say", content=said, headers=own).status_code == 200
    assert len(new_site.heard) == 1


def test_an_old_browser_that_lost_its_cookie_says_it_again_by_itself(new_site: Site) -> None:
    with httpx.Client(base_url=new_site.url, trust_env=False, follow_redirects=True) as old:
        page = old.post("/say", data={"id": "1", "text": "/hours", "mark": "0" * 16})
        assert "H-buurt" in page.text
    assert [turn.text for turn in new_site.heard] == ["/hours"]


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
        store.claims.settle([Result(early, SENT, language="en")])
    first.seen = 0
    assert [one["id"] for one in first.news()] == [greeting["id"], early]
    with new_site.database.writing() as store:
        store.claims.settle([Result(late, SENT, language="en")])
    missed = first.http.get(f"/messages?after=0&seen={greeting['id']},{early}").json()
    assert [one["id"] for one in missed] == [late]


@pytest.mark.parametrize("name", [cookies.COOKIE, "__Host-visitor", cookies.BEFORE])
def test_who_brings_a_secret_that_we_did_not_make_is_somebody_new(
    site: Site, visitor: Visitor, name: str
) -> None:
    visitor.says("/hours")
    own = site.cookie(visitor.token)
    slip = own[:-1] + ("A" if own[-1] != "A" else "B")
    other = own[: cookies.TOKEN_LETTERS] + site.cookie(cookies.new_token())[cookies.TOKEN_LETTERS :]
    for forged in (
        "A" * 22,
        "A" * 44,
        "../../etc",
        "' OR 1=1 --",
        slip,
        other,
        own[:-1],
        own * 200,
    ):
        stranger = Visitor(site)
        stranger.http.cookies.set(name, forged, domain="127.0.0.1")
        page = stranger.opens()
        assert "Planned" not in page
        assert 'data-seen=""' in page
        assert stranger.token not in {forged[: cookies.TOKEN_LETTERS], visitor.token}
        assert stranger.news(wait=0) == []


def test_the_cookie_of_version_0_1_is_read_once_and_only_of_whom_we_know(
    new_site: Site, first: Visitor
) -> None:
    first.says("/hours")
    known, before = Visitor(new_site), first.token
    known.http.cookies.set(cookies.BEFORE, before, domain="127.0.0.1")
    assert known.says("/menu")
    assert "H-buurt" in known.opens()
    assert cookies.BEFORE not in known.http.cookies
    assert known.token == before
    chosen = Visitor(new_site)
    chosen.http.cookies.set(cookies.BEFORE, "chosen-by-the-visitor-", domain="127.0.0.1")
    assert chosen.does(text="/menu").status_code == 307
    chosen.opens()
    assert chosen.says("/menu")
    assert new_site.person("chosen-by-the-visitor-") is None


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
        enclosures, "draw", lambda picture, reader: b"\x89PNG " + reader.chain[0].encode()
    )
    visitor.says("/menu")
    chart = Picture(
        say("report", "Visits per week"),
        (Bar(name("46"), 1200, 3, 4), Bar(name("47"), None)),
        say("column", "Openings counted"),
    )
    site.tells(visitor.token, Reply((name("Here"),), picture=chart))
    [message] = visitor.news()
    assert message["picture"]["alt"] == (
        "Visits per week. 46: 1,200 (Openings counted: 3 of 4). 47: not counted"
    )
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
    assert '<a class="button call" href="tel:+31205550101">' in page
    assert 'rel="noopener noreferrer"' in page
