"""Nothing that a visitor says gets lost, doubled or out of order, whatever the network does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from handlers.core.messages import Reply, name
from tests.bot.channels.web.browsing import (
    OUTSIDE,
    PHONE,
    elsewhere,
    kept,
    says,
    swallow,
    taps,
    token_of,
    visit,
)
from tests.bot.channels.web.site import Site

OFFLINE = "No connection. We keep trying. Nothing is lost."
NO_STORAGE = """
Object.defineProperty(window, 'sessionStorage', {
  get() { throw new DOMException('Storage is switched off.', 'SecurityError'); },
});
"""


@pytest.fixture
def forgetful(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A browser that keeps nothing for any page."""
    site.heard.clear()
    context = browser.new_context(viewport=PHONE, locale="en-GB", base_url=site.url)
    context.route(OUTSIDE, elsewhere)
    context.add_init_script(NO_STORAGE)
    yield context
    context.close()


def heard(site: Site) -> list[str]:
    """What the server heard, each thing once."""
    turns = {turn.external_id: turn.text or turn.tap for turn in site.heard}
    return list(turns.values())


def test_a_lost_connection_loses_nothing_and_doubles_nothing(
    page: Page, context: BrowserContext, site: Site
) -> None:
    context.set_offline(True)
    says(page, "/hours")
    taps(page, "Activities")
    says(page, "/menu")
    expect(page.locator("#notice")).to_have_text(OFFLINE)
    expect(page.locator(".me.late")).to_have_count(3)
    expect(page.locator(".me.late small").first).to_have_text("Waiting to be sent")
    tapped = page.locator("button.busy").get_attribute("value")
    context.set_offline(False)
    expect(page.locator(".bot")).to_have_count(4)
    expect(page.locator(".me.late")).to_have_count(0)
    expect(page.locator("#notice")).not_to_contain_text("No connection")
    assert [turn.text or turn.tap for turn in site.heard] == ["/start", "/hours", tapped, "/menu"]


@pytest.mark.long
@pytest.mark.parametrize("way", ["typed", "tapped"])
def test_an_answer_that_got_lost_on_its_way_is_not_stored_twice(
    page: Page, site: Site, way: str
) -> None:
    page.route("**/say", swallow, times=1)
    if way == "typed":
        says(page, "/hours")
    else:
        taps(page, "Opening hours")
    expect(page.locator(".bot")).to_have_count(2)
    expect(page.locator(".me")).to_have_count(1)
    says(page, "/menu")
    expect(page.locator(".bot")).to_have_count(3)
    assert len({turn.external_id for turn in site.heard}) == 3
    assert len(site.heard) == 4


def test_an_answer_that_got_lost_before_a_reload_is_not_stored_twice(
    page: Page, site: Site
) -> None:
    page.route("**/say", swallow)
    says(page, "/hours")
    expect(page.locator(".me.late")).to_have_count(1)
    page.unroute("**/say")
    page.reload()
    says(page, "/menu")
    expect(page.locator(".bot")).to_have_count(3)
    expect(page.locator(".me")).to_have_count(2)
    assert heard(site) == ["/start", "/hours", "/menu"]


def test_news_that_got_lost_on_its_way_comes_once(page: Page) -> None:
    page.route("**/messages*", swallow, times=1)
    says(page, "/hours")
    expect(page.locator(".bot")).to_have_count(2)
    says(page, "/menu")
    expect(page.locator(".bot")).to_have_count(3)
    expect(page.locator("#notice")).not_to_contain_text("No connection")


def test_what_waits_to_be_sent_survives_a_reload_in_its_order(page: Page, site: Site) -> None:
    page.route("**/say", lambda route: route.abort())
    says(page, "/hours")
    says(page, "/activities")
    says(page, "/menu")
    expect(page.locator(".me.late")).to_have_count(3)
    page.unroute("**/say")
    page.reload()
    expect(page.locator(".bot")).to_have_count(4)
    expect(page.locator(".me p")).to_have_text(["/hours", "/activities", "/menu"])
    expect(page.locator(".me.late")).to_have_count(0)
    assert [turn.text for turn in site.heard] == ["/start", "/hours", "/activities", "/menu"]


def test_a_tap_while_another_is_under_way_comes_after_it(page: Page, site: Site) -> None:
    waiting: list[Route] = []
    page.route("**/say", lambda route: waiting.append(route), times=1)  # noqa: PLW0108
    with page.expect_request("**/say"):
        taps(page, "Opening hours")
    taps(page, "Activities")
    expect(page.locator("button.busy")).to_have_count(2)
    first, second = (button.get_attribute("value") for button in page.locator(".busy").all())
    assert [turn.text for turn in site.heard] == ["/start"]
    waiting[0].continue_()
    expect(page.locator(".bot")).to_have_count(3)
    expect(page.locator("button.busy")).to_have_count(0)
    expect(page.locator(".me")).to_have_count(2)
    assert [turn.tap for turn in site.heard[1:]] == [first, second]


def test_one_thing_at_a_time_is_on_its_way(page: Page, site: Site) -> None:
    on_their_way: set[Request] = set()
    most = 0

    def sent(request: Request) -> None:
        nonlocal most
        if request.url.endswith("/say"):
            on_their_way.add(request)
            most = max(most, len(on_their_way))

    page.on("request", sent)
    page.on("response", lambda answer: on_their_way.discard(answer.request))
    for number in range(6):
        says(page, f"/hours {number}")
    expect(page.locator(".bot")).to_have_count(7)
    assert most == 1
    assert heard(site)[1:] == [f"/hours {number}" for number in range(6)]


def test_news_comes_to_every_tab_once_and_words_stay_where_they_were_said(
    page: Page, context: BrowserContext, site: Site
) -> None:
    other = visit(context, "/")
    says(page, "/hours")
    for tab in (page, other):
        expect(tab.locator(".bot")).to_have_count(2)
    token = token_of(context)
    site.tells(token, Reply((name("The room is open again"),)))
    for tab in (page, other):
        expect(tab.locator(".bot")).to_have_count(3)
        expect(tab.locator(".bot").last).to_contain_text("The room is open again")
    expect(page.locator(".me")).to_have_count(1)
    expect(other.locator(".me")).to_have_count(0)
    assert "/hours" not in kept(other)


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


def test_a_page_that_may_keep_nothing_works_all_the_same(
    forgetful: BrowserContext, site: Site
) -> None:
    page = visit(forgetful, "/")
    forgetful.set_offline(True)
    says(page, "/hours")
    taps(page, "Activities")
    expect(page.locator(".me.late")).to_have_count(2)
    forgetful.set_offline(False)
    expect(page.locator(".bot")).to_have_count(3)
    expect(page.locator(".me.late")).to_have_count(0)
    page.reload()
    expect(page.locator(".bot")).to_have_count(3)
    assert len(site.heard) == 3
    page.get_by_role("button", name="Leave").click()
    page.wait_for_url(OUTSIDE)
