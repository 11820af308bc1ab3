"""What a neighbour may count on in a real browser: Debian's Chromium, steered by Playwright."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Route,
    ViewportSize,
    expect,
)

import locales
from bot.channels.web import pages
from bot.rendering.text import Reader
from handlers.core.messages import Reply, name
from storage.database import Database
from storage.keyring import KeyRing
from tests.bot.channels.web.test_web import Site

PHONE: ViewportSize = {"width": 360, "height": 640}
OUTSIDE = re.compile(r"^(?!http://127\.0\.0\.1)")
expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def site(
    sqlite_template: Path, keys: KeyRing, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    path = tmp_path_factory.mktemp("browser") / "buurtbot.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}", keys)
    made = Site(database)
    yield made
    made.stops()
    database.close()


@pytest.fixture
def new_site(sqlite_template: Path, keys: KeyRing, tmp_path: Path) -> Iterator[Site]:
    """A site of its own, to open a room there."""
    path = tmp_path / "buurtbot.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}", keys)
    made = Site(database)
    yield made
    made.stops()
    database.close()


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A phone of somebody who was never here."""
    site.heard.clear()
    site.is_storing = True
    made = browser.new_context(viewport=PHONE, locale="en-GB", base_url=site.url)
    made.route(OUTSIDE, elsewhere)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return visit(context, "/")


def elsewhere(route: Route) -> None:
    """The rest of the internet, as far as a test sees it."""
    route.fulfill(body="<title>Weather</title>", content_type="text/html")


def visit(context: BrowserContext, path: str) -> Page:
    """A new tab that has got its first answer."""
    page = context.new_page()
    page.on("pageerror", lambda problem: pytest.fail(str(problem)))
    page.goto(path)
    expect(page.locator(".bot").first).to_be_visible()
    return page


def says(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.press("#text", "Enter")


def taps(page: Page, label: str) -> None:
    page.get_by_role("button", name=label).last.click()


def conversation(page: Page) -> list[str]:
    said = page.locator("#log article").all_text_contents()
    return ["".join(one.split()) for one in said]


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent"))


def test_the_first_visit_is_answered_before_anything_is_asked(page: Page, site: Site) -> None:
    expect(page.locator(".bot")).to_have_count(1)
    expect(page.locator(".bot")).to_contain_text("H-buurt")
    expect(page.locator(".me")).to_have_count(0)
    assert [(turn.text, turn.automatic) for turn in site.heard] == [("/start", True)]
    page.reload()
    says(page, "/menu")
    expect(page.locator(".bot")).to_have_count(2)
    assert [turn.text for turn in site.heard] == ["/start", "/menu"]


def test_a_reload_keeps_the_conversation_as_it_was(page: Page) -> None:
    says(page, "hello there")
    expect(page.locator(".bot")).to_have_count(2)
    taps(page, "Opening hours")
    expect(page.locator(".bot")).to_have_count(3)
    page.fill("#text", "half a sen")
    before = conversation(page)
    assert [one for one in before if one.startswith("You:")] == [
        "You:hellothere",
        "You:🕙Openinghours",
    ]
    page.reload()
    assert conversation(page) == before
    expect(page.locator("#text")).to_have_value("half a sen")


def test_a_lost_connection_loses_nothing_and_doubles_nothing(
    page: Page, context: BrowserContext, site: Site
) -> None:
    context.set_offline(True)
    says(page, "/hours")
    says(page, "/menu")
    expect(page.locator("#notice")).to_have_text("No connection. We keep trying. Nothing is lost.")
    expect(page.locator(".me.late")).to_have_count(2)
    context.set_offline(False)
    expect(page.locator(".bot")).to_have_count(3)
    expect(page.locator(".me.late")).to_have_count(0)
    expect(page.locator("#notice")).not_to_contain_text("No connection")
    assert [turn.text for turn in site.heard] == ["/start", "/hours", "/menu"]


def test_an_answer_that_got_lost_on_its_way_is_not_stored_twice(page: Page, site: Site) -> None:
    def swallow(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/say", swallow, times=1)
    says(page, "/hours")
    expect(page.locator(".bot")).to_have_count(2)
    expect(page.locator(".me")).to_have_count(1)
    says(page, "/menu")
    expect(page.locator(".bot")).to_have_count(3)
    assert len({turn.external_id for turn in site.heard}) == 3
    assert len(site.heard) == 4


def test_what_waits_to_be_sent_survives_a_reload(page: Page, site: Site) -> None:
    page.route("**/say", lambda route: route.abort())
    says(page, "/hours")
    expect(page.locator(".me.late")).to_have_count(1)
    page.unroute("**/say")
    page.reload()
    expect(page.locator(".bot")).to_have_count(2)
    expect(page.locator(".me")).to_have_count(1)
    assert [turn.text for turn in site.heard] == ["/start", "/hours"]


def test_while_nothing_can_be_stored_the_page_keeps_the_text(page: Page, site: Site) -> None:
    site.is_storing = False
    says(page, "/hours")
    expect(page.locator(".me.late small")).to_have_text("Waiting to be sent")
    site.is_storing = True
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(".bot")).to_have_count(2)
    expect(page.locator(".me.late")).to_have_count(0)


def test_what_is_refused_says_so_and_holds_up_nothing(page: Page) -> None:
    says(page, "x" * 70_000)
    expect(page.locator(".me small").first).to_contain_text("This message is too long.")
    says(page, "/menu")
    expect(page.locator(".bot")).to_have_count(2)


def test_a_quick_exit_leaves_at_once_and_forgets(
    page: Page, context: BrowserContext, site: Site
) -> None:
    says(page, "I have debts")
    expect(page.locator(".bot")).to_have_count(2)
    with page.expect_request("**/leave"):
        page.get_by_role("button", name="Leave").click()
    page.wait_for_url(pages.AWAY)
    page.go_back()
    assert not page.url.startswith(site.url)
    again = visit(context, "/")
    expect(again.locator(".bot")).to_have_count(1)
    assert "debts" not in again.content()
    assert again.evaluate("JSON.stringify(sessionStorage)").count("debts") == 0


def test_whoever_is_forgotten_leaves_nothing_in_the_tab_either(page: Page) -> None:
    says(page, "I have debts")
    expect(page.locator(".bot")).to_have_count(2)
    says(page, "/forget")
    expect(page.locator(".bot")).to_have_count(3)
    page.get_by_text("🗑️").last.click()
    expect(page.locator(".bot")).to_have_count(1)
    expect(page.locator(".bot")).to_contain_text("✅")
    expect(page.locator(".me")).to_have_count(0)
    assert "debts" not in page.content()
    assert "debts" not in page.evaluate("JSON.stringify(sessionStorage)")


def test_escape_pressed_twice_leaves_from_every_tab(page: Page, context: BrowserContext) -> None:
    says(page, "I have debts")
    other = visit(context, "/")
    page.keyboard.press("Escape")
    expect(page.locator("#text")).to_be_visible()
    page.keyboard.press("Escape")
    page.wait_for_url(pages.AWAY)
    other.wait_for_url(pages.AWAY)


def test_leaving_without_a_connection_is_made_up_for_at_the_next_visit(
    page: Page, context: BrowserContext
) -> None:
    says(page, "I have debts")
    expect(page.locator(".bot")).to_have_count(2)
    page.route("**/leave", lambda route: route.abort())
    page.get_by_role("button", name="Leave").click()
    page.wait_for_url(pages.AWAY)
    again = visit(context, "/")
    expect(again.locator(".bot")).to_have_count(1)
    expect(again.locator(".bot")).to_contain_text("Welcome")


def test_everything_works_without_a_script(browser: Browser, site: Site) -> None:
    context = browser.new_context(
        viewport=PHONE, locale="en-GB", base_url=site.url, java_script_enabled=False
    )
    context.route(OUTSIDE, elsewhere)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("button", name="Start").click()
    expect(page.locator(".bot")).to_have_count(1)
    page.get_by_role("button", name="Opening hours").click()
    expect(page.locator(".bot")).to_have_count(2)
    page.get_by_label("Your message").fill("/menu")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".bot")).to_have_count(3)
    page.get_by_role("button", name="Leave").click()
    page.wait_for_url(pages.AWAY)
    page.goto("/")
    expect(page.locator(".bot")).to_have_count(0)
    context.close()


def test_everything_works_with_the_keyboard_alone(page: Page, site: Site) -> None:
    page.keyboard.press("Tab")
    assert focused(page) == "🚪 Leave"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert focused(page) == "🕙 Opening hours"
    page.keyboard.press("Enter")
    expect(page.locator(".bot")).to_have_count(2)
    assert focused(page) == "🕙 Opening hours"
    page.locator("#text").focus()
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    page.keyboard.press("Enter")
    expect(page.locator(".bot")).to_have_count(3)
    assert site.heard[-1].text == "one\ntwo"
    assert page.locator("#text").evaluate("one => one === document.activeElement")
    expect(page.locator("#text")).to_have_value("")


def test_a_counter_counts_in_place_in_both_tabs(browser: Browser, new_site: Site) -> None:
    context = browser.new_context(viewport=PHONE, locale="en-GB", base_url=new_site.url)
    page = visit(context, f"/?start={new_site.invites()}")
    assert page.url == new_site.url + "/"
    taps(page, "Yes")
    taps(page, "I open")
    plus = page.get_by_role("button", name="+1", exact=True)
    expect(plus).to_have_count(1)
    other = visit(context, "/")
    plus.focus()
    for number in (1, 2, 3):
        page.keyboard.press("Enter")
        expect(page.locator(".bot").last).to_contain_text(f"People counted: {number}")
    assert focused(page) == "+1"
    expect(page.locator(".me", has_text="+1")).to_have_count(0)
    expect(plus).to_have_count(1)
    expect(other.locator(".bot").last).to_contain_text("People counted: 3")
    before = len(conversation(page))
    page.reload()
    assert len(conversation(page)) == before
    expect(page.locator(".bot").last).to_contain_text("People counted: 3")
    context.close()


def test_code_in_what_is_said_is_shown_as_text(page: Page, site: Site) -> None:
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    evil = "/<img src=x onerror=alert(1)>\"'<script>alert(2)</script>\u202e"
    says(page, evil)
    expect(page.locator(".bot").nth(1)).to_contain_text("I do not know that command.")
    expect(page.locator(".me p")).to_have_text(evil)
    assert page.locator(".me p").get_attribute("dir") == "auto"
    page.reload()
    expect(page.locator(".me p")).to_have_text(evil)
    assert page.locator("#log img, #log script").count() == 0


def test_a_place_is_shared_only_on_a_tap_and_only_roughly(
    page: Page, context: BrowserContext, site: Site
) -> None:
    taps(page, "Opening hours")
    taps(page, "Near me")
    share = page.get_by_role("button", name="Share my place")
    share.click()
    expect(page.locator(".note")).to_contain_text("We could not find your place.")
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": 52.312345678, "longitude": 4.961234567})
    share.click()
    expect(page.locator(".bot").last).to_contain_text("metres from you")
    place = site.heard[-1].place
    assert place
    assert (place.latitude, place.longitude) == (52.3123, 4.9612)


def test_a_telephone_number_can_be_tapped(page: Page, context: BrowserContext, site: Site) -> None:
    token = next(one["value"] for one in context.cookies() if one["name"] == "buurtbot")
    site.tells(token, Reply((name("Call us"), name("☎ +31 20 555 0101"))))
    expect(page.locator('.bot a[href="tel:+31205550101"]')).to_be_visible()
    page.reload()
    expect(page.locator('.bot a[href="tel:+31205550101"]')).to_be_visible()


def test_whoever_comes_back_later_is_told_that_this_was_before(
    page: Page, context: BrowserContext
) -> None:
    expect(page.locator("#start")).to_be_hidden()
    later = visit(context, "/")
    expect(later.locator("#start")).to_contain_text("These messages are from before.")
    later.get_by_role("button", name="Start").last.click()
    expect(later.locator(".bot")).to_have_count(2)
    expect(later.locator("#start")).to_be_hidden()
    expect(page.locator(".bot")).to_have_count(2)


def test_a_language_that_is_chosen_in_the_chat_changes_the_page_around_it(page: Page) -> None:
    page.fill("#text", "not yet")
    taps(page, "Nederlands")
    spoken = pages.spoken(Reader.of("nl", "nl"))
    expect(page.locator("html")).to_have_attribute("lang", spoken)
    expect(page.locator("#text")).to_have_value("not yet")
    expect(page.locator(".bot")).to_have_count(2)


def test_the_board_at_the_door_looks_again_by_itself(browser: Browser, new_site: Site) -> None:
    context = browser.new_context(locale="en-GB", base_url=new_site.url)
    board = context.new_page()
    board.clock.install()
    board.goto("/rooms")
    expect(board.locator(".room.usually_open")).to_contain_text("Nobody has opened yet.")
    board.get_by_role("link", name="Hofgeest 1").focus()
    key_holder = visit(context, f"/?start={new_site.invites()}")
    taps(key_holder, "Yes")
    taps(key_holder, "I open")
    expect(key_holder.locator(".bot")).to_have_count(3)
    board.clock.run_for(61_000)
    expect(board.locator(".room.open")).to_contain_text("H-buurt: open.")
    context.set_offline(True)
    board.clock.run_for(61_000)
    expect(board.locator("#notice")).to_have_text("No connection. What you see may be old.")
    expect(board.locator(".room.open")).to_be_visible()
    context.close()


@pytest.mark.parametrize("language", ["en", "nl", "ar"])
def test_nobody_is_shut_out(browser: Browser, site: Site, language: str) -> None:
    context = browser.new_context(viewport=PHONE, locale=language, base_url=site.url)
    page = visit(context, "/")
    spoken = pages.spoken(Reader.of(language, "nl"))
    direction = "rtl" if locales.is_rtl(spoken) else "ltr"
    expect(page.locator("html")).to_have_attribute("lang", spoken)
    expect(page.locator("html")).to_have_attribute("dir", direction)
    says(page, "hello")
    expect(page.locator(".bot")).to_have_count(2)
    context.set_offline(True)
    says(page, "hello")
    expect(page.locator(".me.late")).to_have_count(1)
    accessible(page)
    context.set_offline(False)
    page.goto("/rooms")
    accessible(page)
    page.goto("/nothing")
    accessible(page)
    context.close()


def accessible(page: Page) -> None:
    """Axe finds nothing serious, all fits on the screen, and a thumb can hit every button."""
    everything, colours = {"resultTypes": ["violations"]}, {"runOnly": ["color-contrast"]}
    for scheme, options in (("dark", colours), ("light", everything)):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options=options).response["violations"]
        serious = [one for one in found if one["impact"] in {"serious", "critical"}]
        assert not serious, [(one["id"], one["nodes"]) for one in serious]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    sizes = page.locator("button:visible, a.button:visible, textarea:visible").evaluate_all(
        "all => all.map(one => [one.textContent, one.offsetHeight, one.offsetWidth])"
    )
    assert all(height >= 48 and width >= 48 for _, height, width in sizes), sizes
    letters = page.locator("body *:visible").evaluate_all(
        "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(letters) >= 18


def test_the_whole_page_weighs_less_than_one_photo(context: BrowserContext) -> None:
    page = context.new_page()
    sizes: dict[str, int] = {}
    page.on("response", lambda answer: sizes.update({answer.url: len(answer.body())}))
    page.goto("/", wait_until="load")
    expect(page.locator(".bot").first).to_be_visible()
    assert any(url.endswith("/") for url in sizes)
    assert sum(sizes.values()) < 60_000, sizes
    assert all(url.startswith("http://127.0.0.1") for url in sizes)
