"""A page in use: an open one that gets old, an answer that takes long, two tabs, the way back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from handlers.core.messages import Reply, name
from tests.bot.channels.web.browsing import (
    OUTSIDE,
    PHONE,
    conversation,
    elsewhere,
    kept,
    says,
    swallow,
    taps,
    token_of,
    visit,
)
from tests.bot.channels.web.site import Site

# What a phone's clock shows that is a day ahead, or behind.
DAY_OFF = "{ const real = Date.now; Date.now = () => real() %s 86400000; }"
LOOKS = "document.dispatchEvent(new Event('visibilitychange'))"
AWAY = "Object.defineProperty(document, 'hidden', { value: %s, configurable: true });" + LOOKS
COUNTS_SIGNS = """() => {
  window.seen = 0;
  const count = all => all.forEach(({ addedNodes }) => addedNodes.forEach(node => {
    window.seen += node.className === 'typing';
  }));
  new MutationObserver(count).observe(document.getElementById('log'), { childList: true });
}"""


@pytest.fixture
def phone(browser: Browser, new_site: Site) -> Iterator[BrowserContext]:
    """The first phone of a new site."""
    made = browser.new_context(
        viewport=PHONE, locale="en-GB", base_url=new_site.url, reduced_motion="reduce"
    )
    made.route(OUTSIDE, elsewhere)
    yield made
    made.close()


def stays(site: Site, context: BrowserContext) -> None:
    person = site.person(token_of(context))
    assert person
    with site.database.writing() as store:
        store.browsers.stay(person.id, site.now)


def goes_away(page: Page) -> None:
    page.evaluate(AWAY % "true")


def comes_back(page: Page) -> None:
    page.evaluate(AWAY % "false")


def times(page: Page) -> list[str]:
    return page.locator("#log > article > time").all_text_contents()


@pytest.mark.parametrize("ahead", ["+", "-"])
def test_a_page_that_stays_open_says_what_is_old_whatever_the_phone_shows(
    phone: BrowserContext, new_site: Site, ahead: str
) -> None:
    phone.add_init_script(DAY_OFF % ahead)
    page = visit(phone, "/")
    says(page, "/hours H-buurt")
    expect(page.locator(".bot")).to_have_count(2)
    stays(new_site, phone)
    assert times(page) == ["10:02"] * 3
    expect(page.locator(".old")).to_have_count(0)
    other = visit(phone, "/")
    # Ten minutes later somebody looks at it again.
    new_site.now += timedelta(minutes=10)
    for tab in (page, other):
        goes_away(tab)
        comes_back(tab)
        expect(tab.locator(".old")).to_have_count(2)
        expect(tab.locator(".age").last).to_contain_text("This is old: 10:02.")
    page.get_by_role("button", name="Look again").last.click()
    expect(page.locator(".bot").last).not_to_have_class(re.compile("old"))
    expect(page.locator(".bot")).to_have_count(3)
    expect(page.locator(".me").last).to_contain_text("Look again")
    assert times(page)[-2:] == ["10:12", "10:12"]
    # The next day it writes itself anew, and loses nothing that was said or begun.
    page.fill("#text", "half a sen")
    said = conversation(page)
    new_site.now += timedelta(days=1)
    goes_away(page)
    comes_back(page)
    expect(page.locator(".day")).to_have_text(["yesterday"])
    expect(page.locator("#text")).to_have_value("half a sen")
    assert [one for one in conversation(page) if one.startswith("You:")] == [
        one for one in said if one.startswith("You:")
    ]
    expect(page.locator(".age").last).to_contain_text("This is old: yesterday, 10:12.")
    says(page, "/menu")
    expect(page.locator(".bot")).to_have_count(4)
    expect(page.locator(".day")).to_have_text(["yesterday", "today"])
    page.reload()
    expect(page.locator(".day")).to_have_text(["yesterday", "today"])
    order = page.locator("#log > *").evaluate_all("all => all.map(one => one.className)")
    assert [one.split()[0] for one in order][-3:] == ["day", "me", "bot"]
    assert page.locator(".day + .me + .bot").count() == 1


def test_an_answer_that_takes_long_has_a_sign_and_goes_with_it(phone: BrowserContext) -> None:
    page = visit(phone, "/")
    held: list[Route] = []
    page.route("**/say", lambda route: held.append(route))  # noqa: PLW0108
    page.evaluate(COUNTS_SIGNS)
    says(page, "/menu")
    expect(page.locator(".typing")).to_have_count(1)
    assert page.locator(".typing").inner_text().strip() == "We are writing to you."
    moves = "one => getComputedStyle(one).animationName"
    assert page.locator(".typing i").first.evaluate(moves) == "none"
    expect(page.locator(".me + .typing")).to_have_count(1)
    held[0].continue_()
    expect(page.locator(".bot")).to_have_count(2)
    expect(page.locator(".typing")).to_have_count(0)
    page.unroute("**/say")
    says(page, "/hours")
    expect(page.locator(".bot")).to_have_count(3)
    # It was read aloud once, and an answer that comes at once has none.
    assert page.evaluate("window.seen") == 1


def test_the_title_tells_of_news_until_somebody_looks(
    phone: BrowserContext, new_site: Site
) -> None:
    page = visit(phone, "/")
    title, asked = page.title(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    goes_away(page)
    page.wait_for_timeout(300)
    # It asks once, waits for nothing, says that nobody looks, and then rests for half a minute.
    assert [url.partition("&wait=")[2] for url in asked] == ["0&away=1"]
    for number in (1, 2):
        new_site.tells(token_of(phone), Reply((name(f"news {number}"),)))
        wakes(page, f"news {number}")
        assert page.title() == f"({number}) {title}"
    comes_back(page)
    assert page.title() == title
    new_site.tells(token_of(phone), Reply((name("while one looks"),)))
    expect(page.locator(".bot").last).to_contain_text("while one looks")
    assert page.title() == title


def wakes(page: Page, words: str) -> None:
    """A page that nobody looks at asks now and then; here it need not wait for that."""
    news = page.locator(".bot", has_text=words)
    for _ in range(100):
        page.evaluate("window.dispatchEvent(new Event('online'))")
        page.wait_for_timeout(50)
        if news.count():
            return
    pytest.fail(f"{words} did not come")


def test_two_tabs_the_way_back_and_a_reload_lose_nothing_and_double_nothing(
    phone: BrowserContext, new_site: Site
) -> None:
    page = visit(phone, "/")
    other = visit(phone, "/")
    expect(other.locator(".bot")).to_have_count(1)
    # Both say something at once; each has the answers to both, once.
    says(page, "/menu")
    says(other, "/hours")
    for tab in (page, other):
        expect(tab.locator(".bot")).to_have_count(3)
    # A reload while it is under way: the server heard it, its answer got lost on the way.
    page.route("**/say", swallow, times=1)
    says(page, "/hours Holendrecht")
    page.wait_for_timeout(100)
    page.reload()
    for tab in (page, other):
        expect(tab.locator(".bot")).to_have_count(4)
    assert [one for one in conversation(page) if one.startswith("You:")] == [
        "You:/menu",
        "You:/hoursHolendrecht",
    ]
    assert '"queue":"[]"' in kept(page)
    # Somebody looks elsewhere, comes back by the button of the browser half an hour later.
    stays(new_site, phone)
    page.get_by_role("link", name="All rooms").first.click()
    page.wait_for_url("**/rooms")
    new_site.now += timedelta(minutes=35)
    page.go_back()
    expect(page.locator(".bot")).to_have_count(4)
    expect(page.locator(".bot.old").last).to_contain_text("This is old: 10:02.")
    # What came twice has the same number.
    assert len({turn.external_id for turn in new_site.heard}) == 4


def test_an_address_with_a_language_is_plain_again_once_something_was_said(
    phone: BrowserContext, new_site: Site
) -> None:
    page = visit(phone, "/")
    says(page, "/language")
    expect(page.locator(".bot")).to_have_count(2)
    taps(page, "Nederlands")
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    page.goto("/?lang=ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert page.url.endswith("/?lang=ar")
    says(page, "/menu")
    expect(page.locator(".bot").last).to_have_attribute("lang", "ar")
    assert page.url == f"{new_site.url}/"
    expect(page.locator("html")).to_have_attribute("lang", "ar")
