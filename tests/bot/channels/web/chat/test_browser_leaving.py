"""Whoever leaves is gone at once, from every tab, and leaves nothing behind."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

from bot.channels.web import pages
from storage.repositories.people.browsers import IDLE
from tests.bot.channels.web.browsing import kept, says, taps, visit
from tests.bot.channels.web.site import Site


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
    page.get_by_role("button", name="Yes, delete").last.click()
    expect(page.locator(".bot")).to_have_count(1)
    expect(page.locator(".bot")).to_contain_text("✅")
    expect(page.locator(".me")).to_have_count(0)
    assert "debts" not in page.content()
    assert "debts" not in page.evaluate("JSON.stringify(sessionStorage)")


def test_a_number_that_nobody_may_keep_leaves_the_page_and_the_tab_as_well(page: Page) -> None:
    """The rest of what was said stays, after a reload too."""
    says(page, "my number is 111 222 333, thank you")
    expect(page.locator(".me")).to_contain_text("my number is ███, thank you")
    expect(page.locator(".bot").last).to_contain_text("I did not keep it")
    for _ in range(2):
        assert "111 222" not in kept(page)
        assert "111 222 333" not in page.content()
        page.reload()
        expect(page.locator(".me")).to_contain_text("my number is ███, thank you")


def test_a_tab_that_is_loaded_after_half_an_hour_shows_no_words_of_before(
    page: Page, site: Site
) -> None:
    """Also one that was asleep, or showed something else, when the half hour was over."""
    says(page, "I have debts")
    expect(page.locator(".bot")).to_have_count(2)
    page.fill("#text", "and half a secret")
    page.goto("/rooms")
    site.now += IDLE
    page.go_back()
    expect(page.locator(".bot")).to_have_count(1)
    expect(page.locator(".me")).to_have_count(0)
    expect(page.locator("#text")).to_have_value("")
    assert "debts" not in kept(page)
    says(page, "/menu")
    expect(page.locator(".bot")).to_have_count(2)
    page.reload()
    expect(page.locator(".me")).to_contain_text("/menu")


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


def test_escape_held_down_or_pressed_once_does_not_leave(page: Page) -> None:
    for _ in range(3):
        page.keyboard.down("Escape")
    page.keyboard.up("Escape")
    says(page, "/menu")
    expect(page.locator(".bot")).to_have_count(2)


def test_what_waited_to_be_sent_is_dropped_by_leaving(
    page: Page, context: BrowserContext, site: Site
) -> None:
    page.route("**/say", lambda route: route.abort())
    says(page, "I have debts")
    expect(page.locator(".me.late")).to_have_count(1)
    page.get_by_role("button", name="Leave").click()
    page.wait_for_url(pages.AWAY)
    page.unroute("**/say")
    page.goto("/")
    expect(page.locator(".bot")).to_have_count(1)
    expect(page.locator(".me")).to_have_count(0)
    assert "debts" not in kept(page)
    assert [turn.text for turn in site.heard if "debts" in turn.text] == []


def test_a_tap_of_the_moment_before_leaving_is_not_kept_either(context: BrowserContext) -> None:
    # An answer without a page leaves the browser where it is.
    context.route(pages.AWAY, lambda route: route.fulfill(status=204))
    page = context.new_page()
    page.clock.install()
    page.goto("/")
    expect(page.locator(".bot")).to_have_count(1)
    page.route("**/say", lambda route: route.abort())
    taps(page, "Opening hours")
    page.get_by_role("button", name="Leave").click()
    page.clock.run_for(2_000)
    assert kept(page) == "{}"
