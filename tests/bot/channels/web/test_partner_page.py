"""What a partner without the chat may count on: real HTTP, a real database of either kind."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from html import unescape
from http.cookiejar import DefaultCookiePolicy
from threading import Barrier

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from sqlalchemy import select, update

from handlers.core import message_json
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.database import Database
from storage.neighbourhood.file import read_text
from storage.repositories.help_requests import states
from storage.repositories.help_requests.requests import Request
from storage.repositories.people.roles import COORDINATOR, PARTNER, Role
from storage.tables.help_requests import partner_links, requests
from storage.tables.messages import outbox
from storage.tables.people import audit, roles
from tests.bot.channels.web.site import Site, signed
from tests.conftest import TWO_ROOMS
from tests.support.asking import CALLED, CONTACT, PARTNERS, brought_to
from tests.support.peek import opened, payloads


class Desk:
    """A site with one request for a partner, and the link to it."""

    def __init__(self, database: Database) -> None:
        self.site = Site(database)
        loaded = read_text(TWO_ROOMS + PARTNERS, "partners.toml")
        self.site._view = NeighbourhoodView(loaded)
        with database.writing() as store:
            store.neighbourhoods.save(loaded)
            people = store.people.known([("telegram", name, "en") for name in ("noor", "rosa")])
            self.noor, self.rosa = people["telegram", "noor"].id, people["telegram", "rosa"].id
            store.roles.give(self.noor, Role(PARTNER, "debts"), self.site.now)
            self.request = store.requests.make(
                self.rosa,
                "",
                self.site.now,
                language="ar",
                domain="debt",
                room="h-buurt",
                is_urgent=True,
                times="morning",
                safe_here=True,
                contact=CONTACT,
                call_me=CALLED,
                partner="debts",
                consent_version="1",
                consent_language="en",
            )
        self.code = self.link()

    def link(self, made_by: int | None = None) -> str:
        with self.site.database.writing() as store:
            maker = made_by or self.noor
            return store.partners.link_to_request(
                "debts", request=self.request.id, made_by=maker, now=self.site.now
            )[0]

    def visitor(self, language: str = "en") -> httpx.Client:
        made = httpx.Client(
            base_url=self.site.url,
            headers={"Accept-Language": language, "Origin": self.site.url},
            follow_redirects=True,
            timeout=10,
            trust_env=False,
        )
        self.site.visitors.append(type("", (), {"http": made})())  # type: ignore[arg-type]
        return made

    def opened(self) -> httpx.Client:
        """Somebody who opened the link and sees the request."""
        made = self.visitor()
        assert CONTACT in read(made.post(f"/help/{self.code}"))
        return made

    def now(self) -> Request:
        with self.site.database.writing() as store:
            found = store.requests.get(self.request.id)
        assert found
        return found

    def looks(self) -> list[tuple[object, ...]]:
        with self.site.database.reading() as store:
            return [
                (row.role, row.scope, row.by_id, row.about_id, row.request_id)
                for row in opened(store, audit)
            ]

    def told(self, person: int) -> list[str]:
        """Every sentence that somebody was sent, in English."""
        sent = payloads(self.site.database, outbox.c.person_id == person)
        return [line.one for _, payload in sent for line in message_json.from_json(payload).lines]


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    made = Desk(database)
    yield made
    made.site.stops()


def mark_on(page: str) -> str:
    """The mark that the page with the button holds."""
    return page.partition('name="mark" value="')[2].partition('"')[0]


def read(answer: httpx.Response, status: int = 200) -> str:
    assert answer.status_code == status, answer.text
    return signed(unescape(answer.text))


def test_a_preview_sees_nothing_and_uses_nothing_up(desk: Desk) -> None:
    robot = desk.visitor()
    for _ in range(5):
        page = read(robot.get(f"/help/{desk.code}"))
        assert robot.head(f"/help/{desk.code}").status_code == 200
        for secret in (CONTACT, CALLED, "Debt", "Arabic", "H-buurt"):
            assert secret not in page
    assert "🔓 Open the request" in page
    assert desk.looks() == []
    assert CONTACT in read(desk.visitor().post(f"/help/{desk.code}"))


def test_a_browser_that_keeps_no_cookies_uses_nothing_up(desk: Desk) -> None:
    visitor = desk.visitor()
    visitor.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    for query in ("", "?lang=en", "?again=1"):
        page = read(visitor.post(f"/help/{desk.code}{query}"), 428)
        assert "Your browser does not keep cookies." in page
        assert CONTACT not in page
    assert desk.looks() == []
    assert CONTACT in read(desk.visitor().post(f"/help/{desk.code}"))


def test_what_no_key_opens_any_more_is_trouble_and_not_the_end_of_the_page(desk: Desk) -> None:
    visitor = desk.opened()
    with desk.site.database.writing() as store:
        lost = update(requests).values(what=b"\0\7" + bytes(40))
        store.connection.execute(lost)
    assert "Please try again" in read(visitor.get("/help"), 503)
    assert "Please try again" in read(desk.visitor().post(f"/help/{desk.link()}"), 503)


def test_the_button_shows_the_request_once_and_writes_every_look_down(desk: Desk) -> None:
    visitor = desk.visitor()
    answer = visitor.post(f"/help/{desk.code}")
    page = read(answer)
    for said in (CONTACT, CALLED, "💶 Debts", "Language: Arabic.", "H-buurt", "cannot wait"):
        assert said in page, said
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    cookie = answer.history[0].headers["set-cookie"]
    for said in ("HttpOnly", "SameSite=strict", "Path=/help", "Max-Age=1800"):
        assert said in cookie
    look = ("partner", "debts", desk.noor, desk.rosa, desk.request.id)
    assert desk.looks() == [look]
    assert CONTACT in read(visitor.get("/help"))
    assert desk.looks() == [look, look]
    other = desk.visitor()
    assert "already been used" in read(other.post(f"/help/{desk.code}"), 410)
    assert "already been used" in read(other.get(f"/help/{desk.code}"), 410)
    assert desk.looks() == [look, look]


def test_of_many_at_once_exactly_one_opens_it(desk: Desk) -> None:
    everybody = [desk.visitor() for _ in range(6)]
    gate = Barrier(len(everybody))

    def opens(one: httpx.Client) -> int:
        gate.wait()
        return one.post(f"/help/{desk.code}").status_code

    with ThreadPoolExecutor(len(everybody)) as pool:
        found = list(pool.map(opens, everybody))
    assert sorted(found) == [200, *[410] * 5]
    assert len(desk.looks()) == 1


def test_two_quick_taps_on_the_button_open_it_once_for_the_same_visitor(desk: Desk) -> None:
    taps, stranger = [desk.visitor() for _ in range(6)], desk.visitor()
    mark = mark_on(read(taps[0].get(f"/help/{desk.code}")))
    strangers = mark_on(read(stranger.get(f"/help/{desk.code}")))
    gate = Barrier(len(taps))

    # A second tap goes out before the answer to the first is there: it has no cookie yet.
    def taps_it(one: httpx.Client) -> str:
        gate.wait()
        return read(one.post(f"/help/{desk.code}", data={"mark": mark}))

    with ThreadPoolExecutor(len(taps)) as pool:
        assert all(CONTACT in page for page in pool.map(taps_it, taps))
    sessions = {one.cookies["buurtbot_help"] for one in taps}
    assert len(sessions) == 1
    for data in ({"mark": strangers}, {"mark": "nonsense"}, {}):
        assert "already been used" in read(stranger.post(f"/help/{desk.code}", data=data), 410)
    desk.site.now += timedelta(minutes=31)
    late = taps[0].post(f"/help/{desk.code}", data={"mark": mark})
    assert "already been used" in read(late, 410)


def test_whoever_comes_back_to_the_link_sees_their_request_again(desk: Desk) -> None:
    visitor = desk.opened()
    again = visitor.post(f"/help/{desk.code}")
    assert [one.status_code for one in again.history] == [303]
    assert CONTACT in read(again)
    assert "already been used" in read(desk.visitor().post(f"/help/{desk.code}"), 410)


def test_a_mark_from_one_link_opens_no_other_request(desk: Desk) -> None:
    visitor = desk.visitor()
    mark = mark_on(read(visitor.get(f"/help/{desk.code}")))
    read(visitor.post(f"/help/{desk.code}", data={"mark": mark}))
    with desk.site.database.writing() as store:
        about = {"domain": "debt", "language": "ar", "room": "h-buurt", "is_urgent": False}
        consent = {"consent_version": "1", "consent_language": "en"}
        wanted = {"times": "morning", "safe_here": True, "partner": "debts"}
        second = store.requests.make(desk.rosa, "", desk.site.now, **about, **wanted, **consent)
        code, _ = store.partners.link_to_request(
            "debts", request=second.id, made_by=desk.noor, now=desk.site.now
        )
    other = desk.visitor()
    assert CONTACT not in read(other.post(f"/help/{code}", data={"mark": mark}))
    assert other.cookies["buurtbot_help"] != mark
    assert CONTACT in read(visitor.get("/help"))


def test_an_old_link_and_a_wrong_one_are_told_clearly(desk: Desk) -> None:
    visitor = desk.visitor()
    assert "link does not work" in read(visitor.get("/help/AAAAAAAAAAAAAAAAAAAAAA"), 404)
    assert "link does not work" in read(visitor.post("/help/nonsense"), 404)
    desk.site.now += timedelta(days=7)
    assert "too old" in read(visitor.get(f"/help/{desk.code}"), 410)
    assert "too old" in read(visitor.post(f"/help/{desk.code}"), 410)
    assert desk.looks() == []


def test_after_half_an_hour_the_page_is_closed(desk: Desk) -> None:
    visitor = desk.opened()
    desk.site.now += timedelta(minutes=31)
    assert "This page is closed now." in read(visitor.get("/help"), 410)
    assert "This page is closed now." in read(visitor.post("/help", data={"do": "accept"}), 410)
    assert "This page is closed now." in read(desk.visitor().get("/help"), 410)
    assert desk.now().state == states.REQUESTED


def test_after_half_an_hour_nothing_stands_on_a_page_that_nobody_closed(
    browser: Browser, desk: Desk
) -> None:
    context = browser.new_context(locale="en-GB", base_url=desk.site.url)
    page = context.new_page()
    page.goto(f"/help/{desk.code}")
    page.get_by_role("button").click()
    page.get_by_text(CONTACT).wait_for()
    page.goto("/rooms")
    # A second before the end: the page waits for it by itself.
    desk.site.now += timedelta(minutes=29, seconds=59)
    page.go_back()
    page.get_by_text(CONTACT).wait_for()
    desk.site.now += timedelta(seconds=1)
    page.get_by_text("This page is closed now.").wait_for()
    assert CONTACT not in page.content()
    context.close()


def test_accepting_and_ending_with_an_outcome(desk: Desk) -> None:
    visitor = desk.opened()
    page = read(visitor.post("/help", data={"do": "accept"}))
    assert "Somebody is helping." in page
    assert desk.now().state == states.ACCEPTED
    read(visitor.post("/help", data={"do": "accept"}))
    assert "▶️ We are helping" in page
    read(visitor.post("/help", data={"do": "begin"}))
    assert desk.now().state == states.IN_PROGRESS
    assert "choose one answer" in read(visitor.post("/help", data={"do": "end"}), 400)
    assert desk.now().state == states.IN_PROGRESS
    page = read(visitor.post("/help", data={"do": "end", "outcome": "got_help"}))
    assert "Your answer arrived." in page
    assert (desk.now().state, desk.now().outcome) == (states.COMPLETED, states.GOT_HELP)
    assert read(visitor.get("/help"), 410)
    told = desk.told(desk.rosa)
    assert told.count("✅ Somebody is going to help you.") == 1
    assert told[-1] == "There is news for you about the neighbourhood room."


def test_what_has_to_wait_is_put_on_hold_until_a_day(desk: Desk) -> None:
    visitor = desk.opened()
    hold = {"do": "hold", "until": "2026-11-23"}
    assert "⏸️ On hold" not in read(visitor.post("/help", data=hold))
    assert desk.now().state == states.REQUESTED
    assert "⏸️ On hold" in read(visitor.post("/help", data={"do": "accept"}))
    for day in ("", "nonsense", "2026-11-16", "2027-11-15"):
        page = read(visitor.post("/help", data={"do": "hold", "until": day}), 400)
        assert "choose one answer" in page, day
    assert desk.now().state == states.ACCEPTED
    page = read(visitor.post("/help", data=hold))
    assert "It is on hold until Monday 23 November." in page
    assert (desk.now().state, desk.now().on_hold_until) == (states.ON_HOLD, date(2026, 11, 23))
    assert "⏸️ Your help is on hold until {date}." in desk.told(desk.rosa)
    assert "⏸️ On hold" not in page
    read(visitor.post("/help", data={"do": "begin"}))
    assert desk.now().state == states.IN_PROGRESS


def test_refusing_with_a_reason_asks_the_next_and_closes_the_page(desk: Desk) -> None:
    visitor = desk.opened()
    assert read(visitor.post("/help", data={"do": "refuse", "reason": "nonsense"}), 400)
    data = {"do": "refuse", "reason": "no_capacity"}
    assert "Your answer arrived." in read(visitor.post("/help", data=data))
    after = desk.now()
    assert (after.state, after.partner) == (states.REQUESTED, "letters")
    assert read(visitor.post("/help", data=data), 410)
    assert desk.now() == after


@pytest.mark.parametrize("what", ["withdrawn", "escalated", "maker_suspended"])
def test_what_is_not_theirs_any_more_is_not_shown(desk: Desk, what: str) -> None:
    visitor, code = desk.opened(), desk.link()
    before = desk.looks()
    with desk.site.database.writing() as store:
        here = store.requests.get(desk.request.id)
        assert here
        if what == "withdrawn":
            brought_to(store, here, states.CANCELLED, states.RESIDENT, desk.site.now)
        elif what == "escalated":
            brought_to(
                store, here, states.REQUESTED, states.PROGRAM, desk.site.now, partner="letters"
            )
        else:
            gone = roles.update().where(roles.c.person_id == desk.noor)
            store.connection.execute(gone, {"ended_at": desk.site.now})
    sentence = {
        "withdrawn": "was cancelled",
        "escalated": "Somebody else has this request now.",
        "maker_suspended": "This page is closed now.",
    }[what]
    state = desk.now()
    for answer in (
        visitor.get("/help"),
        visitor.post("/help", data={"do": "accept"}),
        visitor.get(f"/help/{code}"),
        visitor.post(f"/help/{code}"),
    ):
        page = read(answer, 410)
        assert sentence in page
        assert CONTACT not in page
    assert desk.now() == state
    assert desk.looks() == before


def test_another_website_can_do_nothing(desk: Desk) -> None:
    visitor = desk.visitor()
    elsewhere = {"Origin": "https://evil.example"}
    assert "another website" in read(visitor.post(f"/help/{desk.code}", headers=elsewhere), 403)
    visitor = desk.opened()
    for origin in ("https://evil.example", "null"):
        data = {"do": "accept"}
        assert read(visitor.post("/help", data=data, headers={"Origin": origin}), 403)
    assert desk.now().state == states.REQUESTED


def test_no_code_is_kept_in_clear(desk: Desk) -> None:
    visitor = desk.opened()
    session = visitor.cookies["buurtbot_help"]
    with desk.site.database.reading() as store:
        kept = repr(store.connection.execute(select(partner_links)).all())
    assert desk.code not in kept
    assert session not in kept
    assert "does not work" in read(desk.visitor().get(f"/help/{session}"), 404)


def test_a_coordinators_link_works_too_and_a_residents_never(desk: Desk) -> None:
    with desk.site.database.writing() as store:
        people = store.people.known([("telegram", "nadia", "en"), ("telegram", "eve", "en")])
        nadia, eve = people["telegram", "nadia"].id, people["telegram", "eve"].id
        store.roles.give(nadia, Role(COORDINATOR, ""), desk.site.now)
    assert CONTACT in read(desk.visitor().post(f"/help/{desk.link(nadia)}"))
    assert desk.looks() == [("coordinator", "debts", nadia, desk.rosa, desk.request.id)]
    assert read(desk.visitor().post(f"/help/{desk.link(eve)}"), 410)


def test_both_pages_can_be_used_by_everybody(
    browser: Browser,
    desk: Desk,
) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 640},
        locale="en-GB",
        base_url=desk.site.url,
    )
    page = context.new_page()
    page.goto(f"/help/{desk.code}")
    for label in ("🔓 Open the request", "✅ We help", "⏸️ On hold"):
        # The button stands on the new page only: nothing looks at a page that is on its way out.
        button = page.get_by_role("button", name=label.partition(" ")[2])
        button.wait_for()
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found] == []
        if label == "⏸️ On hold":
            page.get_by_label("Until when is it on hold?").select_option(index=1)
        button.click()
    page.get_by_label("How did it go?").select_option("got_help")
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found] == []
    page.get_by_role("button", name="Closed").click()
    page.get_by_text("Your answer arrived.").wait_for()
    context.close()
    assert desk.now().state == states.COMPLETED


def test_where_nothing_was_left_a_room_can_pass_something_on(desk: Desk) -> None:
    with desk.site.database.writing() as store:
        store.requests.write(desk.request.id, {"contact": "", "call_me": ""})
    visitor = desk.visitor()
    assert "leave a message" not in read(visitor.post(f"/help/{desk.code}"))
    page = read(visitor.post("/help", data={"do": "accept"}))
    for said in ("They gave no name.", "leave a message in", "H-buurt", "☎ +31 20 555 0101"):
        assert said in page, said
