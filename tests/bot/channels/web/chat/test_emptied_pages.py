"""In a real browser nothing stays of what was said before "not safe", or before other hands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.bot.channels.web.browsing import OUTSIDE, PHONE, elsewhere, kept, says, taps, visit
from tests.bot.channels.web.site import Site

pytestmark = pytest.mark.long

NOT_SAFE = "No, another way"
EMPTIED = "This page does not show it any more."


def asks(page: Page) -> None:
    """The way to the question about the phone, with a word of one's own on it."""
    says(page, "/referral")
    expect(page.locator(".bot").last).to_contain_text("What do you need help with?")
    says(page, "I have debts and no sleep")
    expect(page.locator(".bot").last).to_contain_text("Please tap a button.")
    goes_on(page, "Debts", "Where do you want to meet?")
    goes_on(page, "H-buurt", "How can we reach you?")


def goes_on(page: Page, label: str, then: str) -> None:
    taps(page, label)
    expect(page.locator(".bot").last).to_contain_text(then)


def shows_nothing(page: Page, *words: str) -> None:
    """Neither the page nor the tab holds any of these, in capitals or not."""
    held = (page.content() + kept(page)).casefold()
    assert [word for word in words if word.casefold() in held] == []


def test_from_a_no_on_nothing_of_it_is_in_any_tab_nor_after_a_reload(
    page: Page, context: BrowserContext
) -> None:
    other = visit(context, "/")
    says(other, "my debts are high")
    page.bring_to_front()
    asks(page)
    goes_on(page, NOT_SAFE, EMPTIED)
    expect(page.locator("#log article")).to_have_count(1)
    shows_nothing(page, "debts", "it can wait")
    shows_nothing(other, "debts")
    says(page, "via my sister")
    expect(page.locator(".bot").last).to_contain_text("For you: I'll ask")
    expect(page.locator("#log article")).to_have_count(1)
    page.get_by_role("button", name="Yes, ask").last.click()
    expect(page.locator("#log")).to_contain_text("I will not write to you here.")
    for seen in (page, other, visit(context, "/")):
        seen.reload()
        expect(seen.locator("#log")).to_contain_text("I will not write to you here.")
        shows_nothing(seen, "debts", "sister", "mornings")
    goes_on(page, "My requests", "I'm still asking for you.")
    shows_nothing(page, "debts")


def test_the_way_back_leads_to_nothing(page: Page) -> None:
    asks(page)
    page.goto("/rooms")
    page.go_back()
    expect(page.locator(".bot").last).to_contain_text("How can we reach you?")
    goes_on(page, NOT_SAFE, EMPTIED)
    page.goto("/rooms")
    page.go_back()
    expect(page.locator(".bot").last).to_contain_text(EMPTIED)
    shows_nothing(page, "debts")


def test_a_tab_that_nobody_looked_at_forgets_before_it_is_read_again(
    page: Page, context: BrowserContext
) -> None:
    """A tab that was put to sleep is loaded anew: no message tells it any more."""
    asks(page)
    page.fill("#text", "my debts")
    page.route("**/messages*", lambda route: route.abort())
    other = visit(context, "/")
    goes_on(other, NOT_SAFE, EMPTIED)
    page.unroute("**/messages*")
    page.reload()
    expect(page.locator(".bot").last).to_contain_text(EMPTIED)
    expect(page.locator("#text")).to_have_value("")
    shows_nothing(page, "debts")


def test_words_of_after_it_stay_where_they_were_said(page: Page) -> None:
    asks(page)
    goes_on(page, NOT_SAFE, EMPTIED)
    says(page, "/menu")
    expect(page.locator(".bot")).to_have_count(2)
    expect(page.locator(".me")).to_have_count(1)
    page.reload()
    expect(page.locator(".me")).to_contain_text("/menu")


def hands_over(page: Page) -> None:
    says(page, "/menu")
    goes_on(page, "More", "What else?")
    goes_on(page, "Somebody else", "Who is it?")
    taps(page, "🦊")
    expect(page.locator("#log article")).to_have_count(1)


def test_whoever_gets_the_phone_sees_nothing_of_the_first_one(
    page: Page, context: BrowserContext
) -> None:
    other = visit(context, "/")
    other.fill("#text", "half a secret")
    page.bring_to_front()
    says(page, "a secret of mine")
    expect(page.locator(".me")).to_have_count(1)
    hands_over(page)
    shows_nothing(page, "a secret of mine")
    for seen in (page, other, visit(context, "/")):
        seen.reload()
        expect(seen.locator("#log article")).to_have_count(1)
        expect(seen.locator("#text")).to_have_value("")
        shows_nothing(seen, "secret")


def test_what_waited_to_be_sent_is_not_sent_in_the_name_of_the_next_one(
    page: Page, context: BrowserContext, site: Site
) -> None:
    page.route("**/say", lambda route: route.abort())
    says(page, "a secret of mine")
    expect(page.locator(".me.late")).to_have_count(1)
    other = visit(context, "/")
    hands_over(other)
    expect(page.locator(".me")).to_have_count(0)
    page.unroute("**/say")
    says(page, "/menu")
    expect(page.locator(".bot").last).to_contain_text("🦊")
    assert [turn.text for turn in site.heard if "secret" in turn.text] == []


@pytest.fixture
def plain_page(browser: Browser, site: Site) -> Iterator[Page]:
    """A browser that runs no script."""
    context = browser.new_context(
        viewport=PHONE, locale="en-GB", base_url=site.url, java_script_enabled=False
    )
    context.route(OUTSIDE, elsewhere)
    page = context.new_page()
    page.goto("/")
    yield page
    context.close()


def posts(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.locator("#say button").click()


def test_without_a_script_nothing_of_it_is_read_either(plain_page: Page) -> None:
    page = plain_page
    posts(page, "/referral")
    posts(page, "debts")
    expect(page.locator(".bot").last).to_contain_text("Where do you want to meet?")
    taps(page, "H-buurt")
    expect(page.locator(".bot").last).to_contain_text("How can we reach you?")
    assert "Debts" in page.content()
    taps(page, NOT_SAFE)
    expect(page.locator(".bot")).to_have_count(1)
    assert "Debts" not in page.content()
    page.go_back()
    expect(page.locator(".bot").last).to_contain_text(EMPTIED)
    assert "Debts" not in page.content()
    page.reload()
    assert "Debts" not in page.content()


def test_without_a_script_the_next_one_sees_nothing_of_the_first(plain_page: Page) -> None:
    page = plain_page
    posts(page, "/referral debt")
    expect(page.locator(".bot").last).to_contain_text("Where do you want to meet?")
    posts(page, "/menu")
    taps(page, "More")
    taps(page, "Somebody else")
    taps(page, "🦊")
    expect(page.locator(".bot")).to_have_count(1)
    assert "Debts" not in page.content()
    page.go_back()
    expect(page.locator(".bot").last).to_be_visible()
    assert "Debts" not in page.content()
