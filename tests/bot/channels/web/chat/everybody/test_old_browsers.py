"""What a browser lacks costs nobody the answer: fetch, a script, a style, storage, cookies."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.bot.channels.web.browsing import OUTSIDE, PHONE, elsewhere
from tests.bot.channels.web.site import Site, Visitor

LACKS = {
    "fetch": "delete window.fetch",
    "AbortController": "delete window.AbortController",
    "BroadcastChannel": "delete window.BroadcastChannel",
    "storage": "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error(); }})",
    "both": "delete window.fetch; delete window.BroadcastChannel",
}


def opened(browser: Browser, site: Site, *, has_script: bool = True) -> BrowserContext:
    made = browser.new_context(
        viewport=PHONE, locale="en-GB", base_url=site.url, java_script_enabled=has_script
    )
    made.route(OUTSIDE, elsewhere)
    return made


def talks(page: Page) -> None:
    """The first answer, a tap, typed words, and their answers, each in view."""
    page.goto("/")
    expect(page.locator(".bot").first).to_contain_text("H-buurt")
    page.get_by_role("button", name="Opening hours").first.click()
    expect(page.locator(".bot")).to_have_count(2)
    expect(page.locator(".bot").last).to_be_in_viewport()
    page.fill("#text", "hello there")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".bot")).to_have_count(3)
    expect(page.locator(".me p").last).to_have_text("hello there")
    expect(page.locator(".me").last).to_be_in_viewport()
    expect(page.locator(".bot").last).to_be_in_viewport()
    expect(page.locator("#notice")).to_be_empty()


@pytest.mark.long
@pytest.mark.parametrize("lacking", LACKS)
def test_a_browser_that_lacks_something_talks_all_the_same(
    browser: Browser, site: Site, lacking: str
) -> None:
    context = opened(browser, site)
    context.add_init_script(LACKS[lacking])
    page = context.new_page()
    page.on("pageerror", lambda problem: pytest.fail(str(problem)))
    talks(page)
    context.close()


def test_without_a_script_every_answer_is_in_view_and_the_words_are_shown_once(
    browser: Browser, site: Site
) -> None:
    context = opened(browser, site, has_script=False)
    page = context.new_page()
    talks(page)
    # What is said to the page before it was shown is forgotten with it.
    page.reload()
    expect(page.locator(".bot")).to_have_count(3)
    expect(page.locator(".me")).to_have_count(0)
    assert [one["name"] for one in context.cookies()] == ["visitor"]
    for _ in range(4):
        page.get_by_role("button", name="Menu").click()
    expect(page.locator(".bot").last).to_be_in_viewport()
    # No button has the keyboard: Enter twice does nothing twice.
    assert page.evaluate("document.activeElement === document.body")
    page.get_by_role("button", name="Leave").click()
    page.wait_for_url(OUTSIDE)
    assert context.cookies() == []
    context.close()


def test_without_a_style_all_is_there_in_the_order_in_which_it_is_read(
    browser: Browser, site: Site
) -> None:
    context = opened(browser, site, has_script=False)
    page = context.new_page()
    page.route("**/page.css", lambda route: route.abort())
    talks(page)
    words = page.locator("body").inner_text()
    order = ["Leave", "H-buurt", "Opening hours", "hello there", "What do you need", "Send"]
    last = order[-2:]
    places = [words.rindex(one) if one in last else words.index(one) for one in order]
    assert places == sorted(places)
    context.close()


def test_typed_words_come_back_to_their_own_browser_once_and_rest_nowhere(site: Site) -> None:
    here, other = Visitor(site), Visitor(site)
    for one in (here, other):
        one.opens()
        one.says("/menu")

    def posts(text: str) -> str:
        answer = here.http.post("/say", data={"id": f"n{len(text)}", "text": text})
        assert answer.headers["location"] == "/#new"
        assert text[:5] not in answer.headers["location"] + str(answer.headers)
        return str(here.http.cookies["said"])

    sealed = posts("my <b>rent</b> is late, 111222333")
    # Another browser that has got hold of it sees nothing.
    other.http.cookies.set("said", sealed)
    assert "rent" not in other.opens()
    shown = here.http.get("/").text
    assert "my &lt;b&gt;rent&lt;/b&gt; is late" in shown
    assert "111222333" not in shown
    assert "said" not in here.http.cookies
    assert "rent" not in here.opens()
    # What is very long fits, and nothing that is not ours breaks the page.
    assert len(posts("é" * 3_000)) < 3_500
    assert "é…" in here.opens()
    for broken in ("", "x", "AAAA", sealed[:40], sealed[:-4] + "AAAA"):
        here.http.cookies.set("said", broken)
        assert 'class="me"' not in here.opens()


def test_where_the_answer_empties_the_screen_the_words_are_not_shown(site: Site) -> None:
    here = Visitor(site)
    here.opens()
    here.says("/referral")
    here.http.post("/say", data={"id": "w1", "text": "💶 Debts"})
    here.opens()
    here.http.post("/say", data={"id": "w2", "text": "H-buurt"})
    here.opens()
    here.http.post("/say", data={"id": "w3", "text": "❌ No, another way"})
    page = here.opens()
    assert "Debts" not in page
    assert 'class="me"' not in page


def test_words_in_any_script_have_their_own_direction(page: Page, site: Site) -> None:
    assert page.locator("#text").get_attribute("dir") == "auto"
    page.goto("/?lang=ar")
    page.fill("#text", "hello, is it open?")
    direction = "getComputedStyle(document.getElementById('text')).direction"
    assert page.evaluate(direction) == "ltr"
    page.fill("#text", "")
    assert page.evaluate(direction) == "rtl"
