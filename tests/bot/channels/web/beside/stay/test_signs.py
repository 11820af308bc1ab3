"""A sign that there is news: for whoever wants it, once, and of nothing else."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import select, update

from handlers.core.messages import Reply, say
from storage.repositories.people.browsers import STAYS
from storage.repositories.pushes import GRACE, LENT, MOST_EACH, TOO_OLD
from storage.tables.people import push_addresses
from storage.upkeep import browsers
from tests.bot.channels.web.beside.stay.conftest import SiteWithSigns
from tests.bot.channels.web.beside.stay.standin import Browser
from tests.bot.channels.web.site import Site, Visitor

SOON = GRACE + timedelta(seconds=1)
NEWS = Reply((say("body", "🔕 I'll stop. I won't write about this room any more."),))
SIGN = {"title": "News from your neighbourhood room.", "body": "Tap to look."}


def gives(site: Site) -> None:
    """Give all signs that are due."""
    asyncio.run_coroutine_threadsafe(site.web.signs.round(), site.loop).result(30)


def takes(visitor: Visitor, browser: Browser, **more: Any) -> httpx.Response:
    """What the script does after a yes."""
    number = visitor.http.get("/push").json()["number"]
    return posts(visitor, browser.subscription(number=number, **more))


def posts(visitor: Visitor, said: object) -> httpx.Response:
    headers = {"Content-Type": "application/json"}
    return visitor.http.post("/push", content=json.dumps(said), headers=headers)


def tells(site: Site, visitor: Visitor) -> None:
    """Something comes that nobody asked for, and is on its page."""
    person = site.person(visitor.token)
    assert person
    with site.database.reading() as store:
        before = store.sent.newest_id_of(person.id)
    site.tells(visitor.token, NEWS)
    for _ in range(500):
        with site.database.reading() as store:
            sent = store.sent.sent_after(person.id, message=before, limit=1)
            if sent and not site.delivery._news.results:
                return
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0.01), site.loop).result(5)
    raise AssertionError("It was not sent.")


def hears_of_a_room(visitor: Visitor) -> list[dict[str, Any]]:
    """Somebody of whom something is kept, and to whom signs are offered."""
    visitor.opens()
    [rooms] = visitor.says("/hours")
    [room] = visitor.taps(rooms, "H-buurt")
    return visitor.taps(room, "🔔")


def somebody(
    site: SiteWithSigns, kind: str = "good", language: str = "en"
) -> tuple[Visitor, Browser]:
    visitor, browser = Visitor(site, language), site.service.browser(kind)
    hears_of_a_room(visitor)
    assert takes(visitor, browser).status_code == 200
    sees(visitor)
    return visitor, browser


def sees(visitor: Visitor) -> None:
    """A page shows what comes, and asks anew."""
    visitor.news()
    visitor.news(wait=0)


def rows(site: Site) -> list[Any]:
    with site.database.reading() as store:
        return list(store.connection.execute(select(push_addresses)).all())


def test_news_is_told_by_a_sign_that_says_nothing_of_it(signs: SiteWithSigns) -> None:
    omar, browser = Visitor(signs), signs.service.browser()
    [told] = hears_of_a_room(omar)
    assert told["offers"]
    assert "Look here again" in told["text"]
    assert takes(omar, browser).status_code == 200
    [good] = omar.news()
    assert "This device shows a sign" in good["text"]
    assert "30 days" in good["text"]
    # From now on it is true that somebody is told; and nothing is offered any more.
    page = omar.reads()
    assert "I'll tell you when H-buurt opens" in page.replace("\u2068", "").replace("\u2069", "")
    assert "data-offers" not in page
    assert 'data-signs="on"' in page
    gives(signs)
    tells(signs, omar)
    gives(signs)
    assert browser.signs == []
    signs.now += SOON
    gives(signs)
    assert [{part: one[part] for part in SIGN} for one in browser.signs] == [SIGN]
    assert signs.service.problems == []


def test_no_second_sign_before_somebody_looked(signs: SiteWithSigns) -> None:
    omar, browser = somebody(signs)
    for _ in range(3):
        tells(signs, omar)
        signs.now += SOON
        gives(signs)
    assert len(browser.signs) == 1
    omar.news()
    gives(signs)
    tells(signs, omar)
    signs.now += SOON
    gives(signs)
    assert len(browser.signs) == 2


def test_whoever_looks_at_the_page_gets_no_sign(signs: SiteWithSigns) -> None:
    omar, browser = somebody(signs)
    tells(signs, omar)
    omar.news()
    signs.now += SOON
    gives(signs)
    assert browser.signs == []
    # Nor does an answer bring one, or what is said in danger.
    omar.says("/hours")
    omar.says("I want to kill myself")
    signs.now += SOON
    gives(signs)
    assert browser.signs == []


def hangs_up(visitor: Visitor) -> None:
    """A page waits for news, and then its phone is locked: the question is dropped on its way."""
    site, url = visitor.site, urlsplit(visitor.site.url)
    cookie = "; ".join(f"{one.name}={one.value}" for one in visitor.http.cookies.jar)
    asked = f"GET /messages?after={visitor.seen} HTTP/1.1\r\nHost: {url.netloc}\r\n"
    with socket.create_connection((url.hostname or "", url.port or 0), 5) as connection:
        connection.sendall(f"{asked}Cookie: {cookie}\r\n\r\n".encode())
        until(site, lambda: bool(site.web._mailbox._bells))


def until(site: Site, is_so: Callable[[], bool]) -> None:
    for _ in range(500):
        if is_so():
            return
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0.01), site.loop).result(5)
    raise AssertionError("It never was so.")


def test_a_page_that_hung_up_before_news_came_did_not_see_it(signs: SiteWithSigns) -> None:
    omar, browser = somebody(signs)
    hangs_up(omar)
    tells(signs, omar)
    until(signs, lambda: not signs.web._mailbox._bells)
    signs.now += SOON
    gives(signs)
    assert len(browser.signs) == 1


def test_a_page_that_nobody_looks_at_ends_no_sign(signs: SiteWithSigns) -> None:
    omar, browser = somebody(signs)
    tells(signs, omar)
    # It fetches what is new, so that its title can tell of it; nobody sees that.
    omar.news(wait=0, away=1)
    # Nor is anything seen by the worker, which asks for our key.
    omar.http.get("/push")
    signs.now += SOON
    gives(signs)
    assert len(browser.signs) == 1
    omar.news(wait=0)
    tells(signs, omar)
    signs.now += SOON
    gives(signs)
    assert len(browser.signs) == 2


def test_a_sign_is_in_the_language_of_its_reader_and_all_are_as_long(signs: SiteWithSigns) -> None:
    told = {language: somebody(signs, language=language) for language in ("nl", "ar", "tr")}
    for visitor, _ in told.values():
        tells(signs, visitor)
    signs.now += SOON
    gives(signs)
    shown = {language: browser.signs[0] for language, (_, browser) in told.items()}
    assert {language: one["lang"] for language, one in shown.items()} == {one: one for one in told}
    assert [one["dir"] for one in shown.values()] == ["ltr", "rtl", "ltr"]
    assert len({one["title"] for one in shown.values()}) == 3
    assert len(signs.service.sizes) == 1


def test_a_dead_address_is_forgotten_at_once_and_no_other(signs: SiteWithSigns) -> None:
    kinds = ("gone", "missing", "large", "broken", "denied", "leads", "busy", "endless", "good")
    people = {kind: somebody(signs, kind) for kind in kinds}
    for visitor, _ in people.values():
        tells(signs, visitor)
    signs.now += SOON
    gives(signs)
    with signs.database.reading() as store:
        left = {
            kind
            for kind, (visitor, _) in people.items()
            if (person := signs.person(visitor.token)) and store.pushes.has(person.id)
        }
    assert left == set(kinds) - {"gone", "missing"}
    assert 'data-signs=""' in people["gone"][0].opens()
    assert signs.service.counts["hidden"] == 0
    # What will never be taken is not tried again.
    signs.now += timedelta(minutes=20)
    gives(signs)
    counts = signs.service.counts
    never = ("gone", "missing", "large", "denied", "leads", "endless", "good")
    assert {kind: counts[kind] for kind in never} == dict.fromkeys(never, 1)


def test_yesterdays_news_is_told_to_nobody(signs: SiteWithSigns) -> None:
    omar, _ = somebody(signs, "broken")
    tells(signs, omar)
    for _ in range(40):
        signs.now += timedelta(hours=1)
        gives(signs)
    before = signs.service.counts["broken"]
    assert 1 < before <= 1 + TOO_OLD // timedelta(hours=1)
    assert [row.try_at for row in rows(signs)] == [None]


@pytest.mark.parametrize("way", ["leaves", "forgets", "says no", "is not safe", "time"])
def test_no_sign_is_given_any_more_to_whoever_does_not_want_it(
    signs: SiteWithSigns, way: str
) -> None:
    omar, browser = somebody(signs)
    person = signs.person(omar.token)
    assert person
    tells(signs, omar)
    signs.now += SOON
    if way == "leaves":
        omar.http.post("/leave", content="{}", headers={"Content-Type": "application/json"})
    elif way == "forgets":
        omar.news()
        [asked] = omar.says("/forget")
        omar.taps(asked, "Yes")
    elif way == "says no":
        [good] = [one for one in omar.http.get("/messages").json() if "30 days" in one["text"]]
        omar.taps(good, "No")
        tells(signs, omar)
    elif way == "is not safe":
        with signs.database.writing() as store:
            store.browsers.stay_no_more(person.id)
    else:
        signs.now += STAYS
        with signs.database.writing() as store:
            browsers.tidy(store, signs.now)
    assert rows(signs) == []
    signs.now += SOON
    gives(signs)
    assert browser.signs == []


def test_a_browser_that_was_left_gives_signs_to_the_next_one_only(signs: SiteWithSigns) -> None:
    omar, browser = somebody(signs)
    # Its cookie is gone, its address is the same.
    lea = Visitor(signs)
    hears_of_a_room(lea)
    assert takes(lea, browser).status_code == 200
    sees(lea)
    tells(signs, omar)
    signs.now += SOON
    gives(signs)
    assert browser.signs == []
    tells(signs, lea)
    signs.now += SOON
    gives(signs)
    assert len(browser.signs) == 1


def test_somebody_has_a_few_addresses_at_most(signs: SiteWithSigns) -> None:
    omar, _ = somebody(signs)
    for _ in range(5):
        assert takes(omar, signs.service.browser()).status_code == 200
    assert len(rows(signs)) == MOST_EACH
    # A new address of the same browser takes the place of the one before it.
    last, new = signs.service.browser(), signs.service.browser()
    takes(omar, last)
    takes(omar, new, instead=last.endpoint)
    tells(signs, omar)
    signs.now += SOON
    gives(signs)
    assert last.signs == []
    assert len(new.signs) == 1


def test_a_program_that_dies_while_it_tells_loses_nobody(signs: SiteWithSigns) -> None:
    omar, browser = somebody(signs)
    tells(signs, omar)
    signs.now += SOON
    with signs.database.writing() as store:
        # Taken by a copy that is gone before it gave it, or before it wrote that down.
        assert len(store.pushes.take(signs.now, 10)) == 1
        assert store.pushes.take(signs.now, 10) == []
    gives(signs)
    assert browser.signs == []
    signs.now += LENT + timedelta(seconds=1)
    gives(signs)
    assert len(browser.signs) == 1


def test_a_clock_that_was_far_ahead_silences_nobody(signs: SiteWithSigns) -> None:
    omar, browser = somebody(signs)
    tells(signs, omar)
    with signs.database.writing() as store:
        ahead = signs.now + timedelta(days=400)
        store.connection.execute(update(push_addresses).values(try_at=ahead))
    gives(signs)
    assert len(browser.signs) == 1


def test_new_keys_leave_old_addresses_their_own_until_the_page_renews_them(
    signs: SiteWithSigns,
) -> None:
    omar, browser = somebody(signs)
    before = signs.database.keys.newest_push()
    signs.database.keys.rotate()
    assert 'data-signs="old"' in omar.opens()
    tells(signs, omar)
    signs.now += SOON
    gives(signs)
    assert len(browser.signs) == 1
    new = signs.service.browser()
    number = omar.http.get("/push").json()["number"]
    assert number == before + 1
    said = {**new.subscription(number=number), "instead": browser.endpoint}
    assert posts(omar, said).status_code == 200
    assert 'data-signs="on"' in omar.opens()
    # Nobody is told twice that signs are shown.
    assert not any("30 days" in one["text"] for one in omar.news())
    assert len(rows(signs)) == 1
    assert signs.service.problems == []


def test_only_a_page_of_somebody_we_know_asks_for_signs(signs: SiteWithSigns) -> None:
    stranger, browser = Visitor(signs), signs.service.browser()
    assert stranger.http.get("/push").status_code == 403
    stranger.opens()
    stranger.says("/hours")
    # Nothing worth keeping was said: there is nothing to tell.
    assert takes(stranger, browser).status_code == 403
    hears_of_a_room(stranger)
    for wrong in (
        {},
        [],
        {"number": 1},
        browser.subscription(number=700),
        browser.subscription(number="1"),
        browser.subscription(number=True),
        browser.subscription(endpoint="https://127.0.0.1/x"),
        browser.subscription(endpoint=signs.url),
    ):
        assert posts(stranger, wrong).status_code == 400, wrong
    from_elsewhere = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    said = json.dumps(browser.subscription())
    assert stranger.http.post("/push", content=said, headers=from_elsewhere).status_code == 403
    assert rows(signs) == []


def test_a_phone_that_is_not_safe_shows_no_signs(signs: SiteWithSigns) -> None:
    omar = Visitor(signs)
    omar.opens()
    omar.says("/hours")
    person = signs.person(omar.token)
    assert person
    with signs.database.writing() as store:
        store.requests.make(
            person.id,
            "",
            signs.now,
            language="en",
            domain="debt",
            room="h-buurt",
            is_urgent=False,
            times="",
            safe_here=False,
            contact="",
            call_me="",
            partner="",
            due_at=signs.now,
            consent_version=1,
            consent_language="en",
        )
    assert not hears_of_a_room(omar)[-1]["offers"]
    assert takes(omar, signs.service.browser()).status_code == 403
    assert rows(signs) == []


def test_what_rests_tells_nothing_without_the_keys(signs: SiteWithSigns) -> None:
    _, browser = somebody(signs)
    [row] = rows(signs)
    assert browser.endpoint.encode() not in row.address
    _, other = somebody(signs)
    assert {len(one.address) for one in rows(signs)} == {len(row.address)}
    assert other.endpoint != browser.endpoint
