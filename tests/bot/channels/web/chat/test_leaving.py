"""Leave: nothing leads from that browser to anybody any more, whoever has its cookie."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from bot.channels.web import pages
from handlers.core.messages import Kind
from storage.database import Database
from storage.repositories.help_requests.states import OPEN
from tests.bot.channels.web.site import Site, Visitor
from tests.storage.rows_of import rows_of


def asks_for_help(visitor: Visitor, site: Site) -> int:
    """Somebody has an open request; its number."""
    visitor.says("/menu")
    person = site.person(visitor.token)
    assert person
    with site.database.writing() as store:
        store.browsers.keep(person.id, site.now.date())
        told = {"contact": "0612345678", "call_me": "Ama", "consent_version": "1"}
        made = store.requests.make(
            person.id,
            "",
            site.now,
            domain="debt",
            is_urgent=False,
            times="any",
            safe_here=True,
            consent_language="en",
            **told,
        )
    return made.id


def copy_of(visitor: Visitor) -> Visitor:
    """Somebody else who has a copy of the cookie, made before Leave."""
    other = Visitor(visitor.site)
    other.http.cookies.update(visitor.http.cookies)
    return other


@pytest.mark.parametrize("has_script", [True, False])
@pytest.mark.parametrize("role", ["", "key-holder"])
def test_after_leave_the_cookie_opens_nothing_in_any_tab(
    new_site: Site, first: Visitor, role: str, *, has_script: bool
) -> None:
    if role:
        [asked] = first.says(f"/start {new_site.invites()}")
        first.taps(asked, "Yes")
        first.news(wait=0)
    first.says("I have debts, my name is Ama")
    other_tab = copy_of(first)
    answer = first.http.post("/leave", **({} if has_script else {"data": {"x": "1"}}))
    assert answer.status_code == (204 if has_script else 303)
    assert answer.headers["clear-site-data"] == '"cookies", "storage"'
    assert "visitor" not in first.http.cookies
    assert other_tab.http.get("/messages", params={"after": 1, "seen": "1"}).status_code == 410
    page = other_tab.opens()
    assert 'data-seen=""' in page
    for words in ("/mydata", "/open", "/menu"):
        said = str(other_tab.says(words))
        assert "Ama" not in said
        assert "debts" not in said
        assert "I open" not in said
        assert "hold a key of" not in said


def test_what_is_no_open_request_is_erased_at_once_and_the_request_goes_on(
    database: Database, new_site: Site, first: Visitor
) -> None:
    request = asks_for_help(first, new_site)
    person = new_site.person(first.token)
    assert person
    with database.writing() as store:
        store.subscriptions.add(person.id, "h-buurt", new_site.now)
        store.talks.start(person.id, "", room="h-buurt", circle=0, now=new_site.now)
    first.says("/hours")
    first.http.post("/leave")
    with database.writing() as store:
        asked = store.requests.get(request)
        assert asked
        assert asked.state in OPEN
        assert asked.contact == "0612345678"
    assert rows_of(database, person.id) == {"people", "requests"}
    assert new_site.person(first.http.cookies.get("visitor", "")[:22]) is None


def test_somebody_without_an_open_request_is_gone_whole(
    database: Database, new_site: Site, first: Visitor
) -> None:
    first.says("/hours")
    person = new_site.person(first.token)
    assert person
    first.http.post("/leave")
    assert rows_of(database, person.id) == set()


def test_what_is_just_being_answered_is_erased_too(
    database: Database, new_site: Site, first: Visitor
) -> None:
    before = copy_of(first)
    with ThreadPoolExecutor(1) as other:
        said = other.submit(first.does, text="/hours")
        while not new_site.heard:
            pass
        before.http.post("/leave")
        assert said.result().status_code == 200
    copy = copy_of(first)
    copy.says("/menu")
    copy.seen = 0
    assert all("H-buurt" not in one["text"] for one in copy.news())


def test_leaving_twice_or_as_nobody_is_no_mistake(new_site: Site, first: Visitor) -> None:
    heard = len(new_site.heard)
    for _ in range(2):
        assert first.http.post("/leave").status_code == 204
    assert Visitor(new_site).http.post("/leave").status_code == 204
    assert len(new_site.heard) == heard


def test_leaving_is_made_up_for_where_nothing_could_be_stored(
    new_site: Site, first: Visitor
) -> None:
    first.says("my secret words /hours")
    token = first.token
    new_site.is_storing = False
    answer = first.http.post("/leave", data={"x": "1"})
    assert answer.status_code == 303
    assert answer.headers["location"] == pages.AWAY
    assert first.http.cookies["left"] == "1"
    # Until then a page of this browser shows nothing either.
    assert first.http.get("/messages", params={"after": 1}).status_code == 410
    new_site.is_storing = True
    page = first.opens()
    assert 'data-seen=""' in page
    assert "left" not in first.http.cookies
    assert new_site.person(token) is None
    assert new_site.heard[-1].kind is Kind.WENT


def test_whoever_left_reads_the_first_screen_also_while_nothing_can_be_stored(
    new_site: Site, first: Visitor
) -> None:
    first.says("/hours")
    old = first.token
    first.http.cookies.set("left", "1", domain="127.0.0.1")
    new_site.is_storing = False
    assert 'data-seen=""' in first.opens()
    assert first.token != old


def test_a_word_said_after_leaving_in_another_tab_is_of_somebody_new(
    new_site: Site, first: Visitor
) -> None:
    first.says("/hours")
    old = first.token
    first.http.cookies.set("left", "1", domain="127.0.0.1")
    first.http.follow_redirects = True
    answer = first.does(text="/menu")
    assert [one.status_code for one in answer.history] == [307]
    assert answer.status_code == 200
    assert first.token != old
    assert new_site.person(old) is None


def test_another_website_cannot_make_somebody_leave(new_site: Site, first: Visitor) -> None:
    first.says("/hours")
    with httpx.Client(
        base_url=new_site.url, cookies=first.http.cookies, trust_env=False
    ) as elsewhere:
        headers = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
        assert elsewhere.post("/leave", headers=headers).status_code == 403
    assert new_site.person(first.token)
