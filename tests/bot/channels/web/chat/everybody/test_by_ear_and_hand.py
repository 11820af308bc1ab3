"""By keyboard and by ear: Enter twice undoes nothing, words are read without their buttons."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from handlers.core.messages import Reply, button, name
from storage.database import Database
from storage.keyring import KeyRing
from tests.bot.channels.web.browsing import PHONE, says, taps, token_of, visit
from tests.bot.channels.web.site import Site
from tests.support.paths import EXAMPLE

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
HAS_KEYBOARD = "one => one === document.activeElement"


@pytest.fixture(scope="module")
def example_site(
    sqlite_template: Path, keys: KeyRing, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    path = tmp_path_factory.mktemp("example") / "buurtbot.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}", keys)
    made = Site(database, text=EXAMPLE.read_text())
    # The lesson that comes next has places.
    made.now = made.now.replace(hour=10, minute=30)
    yield made
    made.stops()
    database.close()


@pytest.fixture
def example_context(browser: Browser, example_site: Site) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport=PHONE, locale="en-GB", base_url=example_site.url)
    yield made
    made.close()


def test_enter_twice_keeps_the_place_that_enter_once_took(
    example_context: BrowserContext, example_site: Site
) -> None:
    page = visit(example_context, "/")
    says(page, "/activities")
    expect(page.locator(".bot")).to_have_count(2)
    page.get_by_role("button", name="I'm coming").last.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Not coming")).to_have_count(1)
    assert page.locator(".bot").last.evaluate(HAS_KEYBOARD)
    heard = len(example_site.heard)
    page.keyboard.press("Enter")
    says(page, "/menu")
    expect(page.locator(".bot")).to_have_count(3)
    assert [turn.text for turn in example_site.heard[heard:]] == ["/menu"]
    expect(page.get_by_role("button", name="Not coming")).to_have_count(1)


def test_the_answer_to_a_tap_has_the_keyboard_and_its_words_are_its_name(page: Page) -> None:
    page.get_by_role("button", name="Opening hours").focus()
    page.keyboard.press("Enter")
    answer = page.locator(".bot").last
    expect(page.locator(".bot")).to_have_count(2)
    assert answer.evaluate(HAS_KEYBOARD)
    words = page.locator(f"#{answer.get_attribute('aria-labelledby')}")
    assert words.inner_text() == answer.locator("p").inner_text()
    # Twice is once, and Tab leads to its first button.
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert answer.locator("button").first.evaluate(HAS_KEYBOARD)
    expect(page.locator("#aloud")).to_be_empty()


def test_news_are_read_aloud_without_their_buttons_and_take_no_keyboard(
    page: Page, context: BrowserContext, site: Site
) -> None:
    page.locator("#text").focus()
    reply = Reply((name("The room is open."), name("Come in.")), ((button(name("Tap"), "hours"),),))
    site.tells(token_of(context), reply)
    expect(page.locator("#aloud p")).to_have_text("The room is open.\nCome in.")
    assert page.locator("#log").get_attribute("aria-live") == "off"
    assert page.locator("#aloud").get_attribute("aria-live") == "polite"
    assert page.locator("#text").evaluate(HAS_KEYBOARD)
    # Whoever comes back to the page hears nothing anew.
    page.reload()
    expect(page.locator("#aloud")).to_be_empty()


def test_what_can_be_tapped_has_a_name_and_names_keep_their_hyphen(page: Page) -> None:
    taps(page, "Opening hours")
    expect(page.locator(".bot")).to_have_count(2)
    found = Axe().run(page, options={"runOnly": RULES}).response
    assert [(one["id"], one["nodes"]) for one in found["violations"]] == []
    for one in page.locator("button:visible, a:visible, textarea:visible").all():
        called = one.evaluate(
            "one => one.ariaLabel || one.textContent || one.labels[0].textContent"
        )
        assert any(letter.isalpha() or letter.isdigit() for letter in called), called
    for width in range(170, 420, 25):
        page.set_viewport_size({"width": width, "height": 640})
        lines = page.locator(".whole:visible").evaluate_all(
            "all => all.map(one => [one.textContent, one.getClientRects().length])"
        )
        assert {words.rstrip(":") for words, _ in lines} >= {"H-buurt"}
        assert all(count == 1 for _, count in lines), (width, lines)


def test_in_forced_colours_and_in_the_dark_everything_is_still_told_apart(page: Page) -> None:
    says(page, "hello")
    expect(page.locator(".bot")).to_have_count(2)
    for forced, scheme in (("active", "light"), ("active", "dark"), ("none", "dark")):
        page.emulate_media(forced_colors=forced, color_scheme=scheme)  # type: ignore[arg-type]
        edges = page.locator(".bot p, .me p, button:visible, textarea").evaluate_all(
            "all => all.map(one => parseFloat(getComputedStyle(one).borderTopWidth))"
        )
        assert min(edges) >= 1 or forced == "none"
        page.locator(".bot button").last.focus()
        page.keyboard.press("Tab")
        ring = "getComputedStyle(document.activeElement).outlineWidth"
        assert page.evaluate(ring) == "3px"
        found = Axe().run(page, options={"runOnly": ["color-contrast"]}).response
        assert found["violations"] == [] or forced == "active"
