"""What a room may count on of the screen at its door: real HTTP, a real database and browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from http.cookiejar import DefaultCookiePolicy

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from bot.channels.web.boards.tied import SECONDS
from handlers.rooms.pictures import day_code
from storage.database import Database
from storage.repositories.people.roles import KEY_HOLDER, Role
from storage.tables.rooms import boards
from tests.bot.channels.web.browsing import OUTSIDE, PHONE, elsewhere
from tests.bot.channels.web.site import Site

TAP = "Are you here? Tap these pictures, in this order."
LATER = "The pictures come when the room is open."
USED = "This link has already been used. Please ask for a new one."


class Door:
    """A site with one key-holder, who opened the room, and the screens at its door."""

    def __init__(self, database: Database) -> None:
        self.site = Site(database)
        with database.writing() as store:
            self.fatma = store.people.known([("telegram", "fatma", "en")])["telegram", "fatma"].id
            store.roles.give(self.fatma, Role(KEY_HOLDER, "h-buurt"), self.site.now)

    def opens(self) -> None:
        now = self.site.now
        with self.site.database.writing() as store:
            end = now + timedelta(hours=3)
            store.openings.open(
                "h-buurt", now.date(), self.fatma, now=now, expected_end=end, end_is_planned=True
            )

    def closes(self) -> None:
        with self.site.database.writing() as store:
            opening = store.openings.open_now()["h-buurt"]
            now = self.site.now
            store.openings.close(opening, self.fatma, closed_at=now, now=now, visits=None)

    def link(self) -> str:
        with self.site.database.writing() as store:
            return store.boards.make("h-buurt", self.fatma, self.site.now)[0]

    def code(self) -> str:
        with self.site.database.reading() as store:
            return day_code.of_day(store, "h-buurt", self.site.now.date())

    def tied(self) -> int:
        with self.site.database.reading() as store:
            tied = select(func.count()).where(boards.c.tied_at.is_not(None))
            return int(store.connection.execute(tied).scalar_one())

    def ends(self) -> None:
        with self.site.database.writing() as store:
            store.boards.end("h-buurt")

    def screen(self, language: str = "en") -> httpx.Client:
        made = httpx.Client(
            base_url=self.site.url,
            headers={"Accept-Language": language, "Origin": self.site.url},
            follow_redirects=True,
            timeout=10,
            trust_env=False,
        )
        self.site.visitors.append(type("", (), {"http": made})())  # type: ignore[arg-type]
        return made

    def board(self, language: str = "en") -> httpx.Client:
        """A screen that was tied."""
        made, link = self.screen(language), self.link()
        read(made.get("/board", params={"tie": link}))
        made.post("/board", data={"tie": link})
        return made


def read(answer: httpx.Response, status: int = 200) -> str:
    assert answer.status_code == status, answer.text
    return unescape(answer.text)


def shows(page: str, code: str) -> bool:
    return all(f"{place} <b>{one}</b>" in page for place, one in enumerate(code, 1))


@pytest.fixture
def door(database: Database) -> Iterator[Door]:
    made = Door(database)
    made.opens()
    yield made
    made.site.stops()


def test_a_tied_screen_shows_the_rooms_and_the_pictures_of_its_own(door: Door) -> None:
    screen, link = door.screen(), door.link()
    page = read(screen.get("/board", params={"tie": link}))
    assert "Show the pictures of the day on this screen?" in page
    assert "H-buurt" in page
    page = read(screen.post("/board", data={"tie": link}))
    assert TAP in page
    assert shows(page, door.code())
    assert "H-buurt:</span> open" in page
    assert "Holendrecht" in page
    assert page.count("<b>") == 3, "of its own room only"
    assert link not in page
    assert read(screen.get("/board")) == page


def test_a_preview_of_the_link_ties_nothing(door: Door) -> None:
    link = door.link()
    for _ in range(3):
        preview = door.screen()
        preview.get("/board", params={"tie": link})
        preview.head("/board", params={"tie": link})
        assert TAP not in read(preview.get("/board"))
    assert door.tied() == 0
    screen = door.screen()
    screen.get("/board", params={"tie": link})
    assert TAP in read(screen.post("/board", data={"tie": link}))


def test_a_link_ties_one_screen_and_a_second_tap_on_it_is_the_same(door: Door) -> None:
    link, screen, other = door.link(), door.screen(), door.screen()
    for one in (screen, other):
        one.get("/board", params={"tie": link})
    for _ in range(2):
        assert TAP in read(screen.post("/board", data={"tie": link}))
    assert USED in read(other.post("/board", data={"tie": link}), 410)
    assert USED in read(other.get("/board", params={"tie": link}), 410)
    assert TAP not in read(other.get("/board"))
    assert door.tied() == 1


def test_a_link_is_good_for_fifteen_minutes(door: Door) -> None:
    link, screen = door.link(), door.screen()
    screen.get("/board", params={"tie": link})
    door.site.now += timedelta(minutes=15)
    old = "This link is too old. Please ask for a new one."
    assert old in read(screen.post("/board", data={"tie": link}), 410)
    assert old in read(screen.get("/board", params={"tie": link}), 410)
    assert door.tied() == 0


def test_an_unknown_link_and_a_page_from_elsewhere_tie_nothing(door: Door) -> None:
    screen, link = door.screen(), door.link()
    unknown = "This link does not work. Please ask for a new one."
    for code in ("x", "a" * 22, "é\0", link[::-1]):
        assert unknown in read(screen.get("/board", params={"tie": code}), 404)
    screen.get("/board", params={"tie": link})
    strange = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    assert screen.post("/board", data={"tie": link}, headers=strange).status_code == 403
    assert unknown in read(screen.post("/board", data={}), 404)
    assert door.tied() == 0


def test_a_browser_that_keeps_no_cookies_uses_no_link_up(door: Door) -> None:
    screen, link = door.screen(), door.link()
    screen.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    screen.get("/board", params={"tie": link})
    page = read(screen.post("/board", data={"tie": link}), 428)
    assert "Your browser does not keep cookies." in page
    other = door.screen()
    other.get("/board", params={"tie": link})
    assert TAP in read(other.post("/board", data={"tie": link}))


def test_a_cookie_that_we_did_not_make_shows_nothing(door: Door) -> None:
    screen = door.board()
    value = screen.cookies["board"]
    for made_up in (value[:22], f"{value[:22]}{'A' * 22}", "é", value[::-1]):
        other = door.screen()
        other.cookies.set("board", made_up.encode("ascii", "ignore").decode())
        assert TAP not in read(other.get("/board"))


def test_a_board_that_was_taken_away_shows_nothing_at_its_next_look(door: Door) -> None:
    screen = door.board()
    assert TAP in read(screen.get("/board"))
    assert SECONDS <= 30
    door.ends()
    answer = screen.get("/board")
    assert answer.url.path == "/rooms"
    assert not shows(read(answer), door.code())


def test_while_the_room_is_closed_there_are_no_pictures(door: Door) -> None:
    screen, code = door.board(), door.code()
    door.closes()
    page = read(screen.get("/board"))
    assert LATER in page
    assert not set(code) & set(page)


def test_at_midnight_the_pictures_change_and_over_midnight_they_stay(door: Door) -> None:
    screen, code = door.board(), door.code()
    door.site.now += timedelta(days=1)
    while door.code() == code:
        door.site.now += timedelta(days=1)
    assert shows(read(screen.get("/board")), code), "the room is open since then"
    door.closes()
    door.opens()
    assert shows(read(screen.get("/board")), door.code())


def test_a_board_that_nobody_switched_on_for_sixty_days_is_none(door: Door) -> None:
    screen = door.board()
    for _ in range(3):
        door.site.now += timedelta(days=59)
        assert screen.get("/board").url.path == "/board"
    door.site.now += timedelta(days=60)
    assert screen.get("/board").url.path == "/rooms"


def test_a_screen_that_is_tied_to_another_link_is_one_board(door: Door) -> None:
    screen, link = door.board(), door.link()
    screen.get("/board", params={"tie": link})
    assert TAP in read(screen.post("/board", data={"tie": link}))
    assert door.tied() == 1


def test_no_public_page_or_file_holds_the_pictures(door: Door) -> None:
    """Every route that anybody may ask, also from the tied screen, but the board itself."""
    code, screens = door.code(), (door.screen(), door.board())
    routes = {route.path for route in door.site.web.routes()}
    asked = {
        path.replace("{room}", "h-buurt")
        .replace("{name}", name)
        .replace("{name:path}", "x")
        .replace("{version}", door.site.web._pages.version)
        .replace("{message:int}", "1")
        .replace("{code}", "x")
        for path in routes - {"/board"}
        for name in door.site.web._pages.files
    }
    assert {"/rooms", "/rooms.json", "/rooms/h-buurt/spaceapi.json", "/messages"} <= asked
    for screen in screens:
        for path in sorted(asked):
            answer = screen.get(path, params={"wait": "0"})
            assert not set(code) & set(answer.text), path
    stranger = screens[0].get("/board")
    assert stranger.url.path == "/rooms"
    assert not set(code) & set(stranger.text)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_are_for_everybody(browser: Browser, door: Door, language: str) -> None:
    context = browser.new_context(viewport=PHONE, locale=language, base_url=door.site.url)
    context.route(OUTSIDE, elsewhere)
    page = context.new_page()
    page.goto(f"/board?tie={door.link()}")
    assert Axe().run(page).violations_count == 0
    page.locator("main button").click()
    page.wait_for_url("**/board")
    expect(page.locator(".code b")).to_have_text(list(door.code()))
    assert Axe().run(page).violations_count == 0
    boxes = [one.bounding_box() for one in page.locator(".code span").all()]
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] for box in boxes)
    # It looks again by itself; here it is told to.
    door.ends()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_url("**/rooms")
    expect(page.locator(".code")).to_have_count(0)
    context.close()


def test_without_a_script_a_board_is_tied_and_somebody_is_here(
    browser: Browser, door: Door
) -> None:
    def without_script() -> Page:
        context = browser.new_context(
            viewport=PHONE, locale="en-GB", base_url=door.site.url, java_script_enabled=False
        )
        context.route(OUTSIDE, elsewhere)
        return context.new_page()

    board, phone = without_script(), without_script()
    board.goto(f"/board?tie={door.link()}")
    board.get_by_role("button", name="Show them here").click()
    expect(board.locator(".code b")).to_have_count(3)
    code = board.locator(".code b").all_text_contents()
    phone.goto("/?room=h-buurt")
    phone.get_by_role("button", name="I am here").last.click()
    for place, one in enumerate(code, 1):
        phone.get_by_role("button", name=one).last.click()
        if place < 3:
            expect(phone.locator(".bot").last).to_contain_text(f"{place} {one}")
    expect(phone.locator("#log")).to_contain_text("✅ Welcome!")
    for page in (board, phone):
        page.context.close()
