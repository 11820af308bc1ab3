"""The first answer is there at once: on a slow line, without a script, and nothing is written."""

from __future__ import annotations

from statistics import median
from time import perf_counter
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from handlers.core.messages import Kind
from tests.bot.channels.web.browsing import OUTSIDE, PHONE, conversation, elsewhere
from tests.bot.channels.web.site import Site, Visitor

# A phone in a cellar: what Chromium is told of the line (bytes a second) and of the processor.
LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SLOWER = 4
# Of a message that stands on the page: when it was first painted, in ms since the visit began.
WATCH = """
const look = () => {
  const one = document.querySelector('.bot p');
  if (!one || !one.offsetHeight) requestAnimationFrame(look);
  else requestAnimationFrame(() => { document.documentElement.dataset.seen = performance.now(); });
};
requestAnimationFrame(look);
"""


def slow(context: BrowserContext, page: Page) -> None:
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def test_on_a_slow_line_the_first_answer_is_seen_within_a_second(
    browser: Browser, site: Site
) -> None:
    took: list[float] = []
    # Once more where this machine had something else to do.
    while len(took) < 3 or (min(took) > 1000 and len(took) < 9):
        context = browser.new_context(viewport=PHONE, locale="en-GB", base_url=site.url)
        page = context.new_page()
        slow(context, page)
        page.add_init_script(WATCH)
        page.goto("/", wait_until="commit")
        expect(page.locator("html[data-seen]")).to_have_count(1)
        expect(page.locator(".bot").first).to_contain_text("H-buurt")
        took.append(float(page.locator("html").get_attribute("data-seen") or "inf"))
        context.close()
    print(f"\nfirst answer visible: {[round(one) for one in took]} ms, at most 1000")
    # What else goes on at this machine only ever adds to it.
    assert min(took) <= 1000, took


def test_the_first_byte_of_a_page_comes_within_a_tenth_of_a_second(site: Site) -> None:
    took = []
    with httpx.Client(base_url=site.url) as http:
        for _ in range(20):
            http.cookies.clear()
            began = perf_counter()
            with http.stream("GET", "/"):
                took.append((perf_counter() - began) * 1000)
    print(
        f"\nfirst byte of /: {median(took):.1f} ms in the middle, {max(took):.1f} at most, of 100"
    )
    assert median(took) <= 100, took


@pytest.mark.parametrize("path", ["/", "/?room=h-buurt", "/?lang=ar"])
def test_the_first_screen_is_looked_up_and_nothing_is_written(new_site: Site, path: str) -> None:
    def rows() -> Any:
        with new_site.database.snapshot() as store:
            tables = store.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
            names = [name for (name,) in tables if not name.startswith("sqlite")]
            return {
                name: store.exec_driver_sql(f'SELECT * FROM "{name}"').fetchall() for name in names
            }

    before = rows()
    shown = Visitor(new_site).opens(path)
    assert "H-buurt" in shown.split('id="log"')[1].split('id="start"')[0]
    assert new_site.heard == []
    assert rows() == before


@pytest.mark.parametrize("path", ["/", "/?room=h-buurt"])
def test_the_first_screen_is_word_for_word_what_is_answered(
    browser: Browser, new_site: Site, path: str
) -> None:
    seen = []
    for script in (False, True):
        context = browser.new_context(
            viewport=PHONE, locale="en-GB", base_url=new_site.url, java_script_enabled=script
        )
        page = context.new_page()
        page.goto(path)
        if script:
            expect(page.locator(".bot[data-id]")).to_have_count(1)
        expect(page.locator(".bot")).to_have_count(1)
        # When it was said is known once it was said.
        words = page.locator(".bot :not(time)").all_text_contents()
        seen.append(["".join(one.split()) for one in words if one.strip()])
        context.close()
    assert seen[0] == seen[1]


@pytest.mark.parametrize("path", ["/?lang=ar", "/?room=h-buurt"])
def test_every_button_of_the_first_screen_works_without_a_script(
    browser: Browser, site: Site, path: str
) -> None:
    context = browser.new_context(
        viewport=PHONE, locale="en-GB", base_url=site.url, java_script_enabled=False
    )
    context.route(OUTSIDE, elsewhere)
    page = context.new_page()
    page.goto(path)
    for label in page.locator(".first button").all_text_contents():
        context.clear_cookies()
        site.heard.clear()
        page.goto(path)
        page.locator(".first button").get_by_text(label, exact=True).click()
        expect(page.locator(".bot")).to_have_count(2)
        hello, tapped = site.heard
        assert hello.automatic
        assert (tapped.kind, tapped.text) == (Kind.SAID, label)
        expect(page.locator(".me p")).to_have_text(label)
        assert "not understand" not in page.locator(".bot").last.inner_text()
        expect(page.locator("#new")).to_be_in_viewport()
    context.close()


def test_a_button_of_the_first_screen_works_before_the_page_said_hello(
    browser: Browser, site: Site
) -> None:
    context = browser.new_context(viewport=PHONE, locale="en-GB", base_url=site.url)
    page = context.new_page()
    context.route("**/say", lambda route: route.abort(), times=1)
    page.goto("/")
    button = page.locator(".first button").get_by_text("Opening hours")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".first")).to_have_count(0)
    expect(page.locator(".bot")).to_have_count(2)
    assert page.locator(".bot").last.evaluate("one => one === document.activeElement")
    said = [one.removeprefix("You:") for one in conversation(page) if one.startswith("You:")]
    assert said == ["🕙Openinghours"]
    assert [turn.text for turn in site.heard] == ["/start", "🕙 Opening hours"]
    context.close()
