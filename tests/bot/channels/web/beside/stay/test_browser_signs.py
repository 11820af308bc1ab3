"""In a real browser: signs are asked for where they help, and never elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from storage.database import Database
from tests.bot.channels.web.beside.stay.conftest import SiteWithSigns
from tests.bot.channels.web.beside.stay.standin import Browser as Phone
from tests.bot.channels.web.browsing import OUTSIDE, PHONE, elsewhere, taps, token_of, visit
from tests.bot.channels.web.conftest import ARGUMENTS, WHOLE, chromium

pytestmark = pytest.mark.long

# No service of a maker of browsers is asked from a test: its part is played here.
STANDS_IN = """
(() => {
  const given = %s;
  let kept = null;
  const unsubscribe = async () => { kept = null; return true; };
  const made = { ...given, toJSON: () => given, unsubscribe };
  PushManager.prototype.getSubscription = async () => kept;
  PushManager.prototype.subscribe = async () => { kept = made; return made; };
  Notification.requestPermission = async () => {
    sessionStorage.setItem('asked', '1');
    return sessionStorage.getItem('says') || 'granted';
  };
})();
"""


@pytest.fixture(scope="module")
def whole_browser() -> Iterator[Browser]:
    """The headless shell shows no signs."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(WHOLE), args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def phone(signs: SiteWithSigns) -> Phone:
    return signs.service.browser()


@pytest.fixture
def context(whole_browser: Browser, signs: SiteWithSigns, phone: Phone) -> Iterator[BrowserContext]:
    made = whole_browser.new_context(viewport=PHONE, locale="en-GB", base_url=signs.url)
    made.route(OUTSIDE, elsewhere)
    made.grant_permissions(["notifications"], origin=signs.url)
    subscription = {one: value for one, value in phone.subscription().items() if one != "number"}
    made.add_init_script(STANDS_IN % json.dumps(subscription))
    yield made
    made.close()


def tell_me(page: Page) -> None:
    taps(page, "Opening hours")
    to_bell(page)


def to_bell(page: Page) -> None:
    taps(page, "H-buurt")
    expect(page.get_by_role("button", name="Days ahead")).to_be_visible()
    taps(page, "🔔 Tell me")


def test_signs_are_asked_for_at_the_bell_shown_without_a_topic_and_end_with_leave(
    database: Database, signs: SiteWithSigns, context: BrowserContext, phone: Phone
) -> None:
    page = visit(context, "/")
    taps(page, "Opening hours")
    expect(page.locator(".bot")).to_have_count(2)
    assert not page.evaluate("sessionStorage.getItem('asked')")
    assert page.locator(".offer").count() == 0
    to_bell(page)
    offer = page.locator(".offer")
    expect(offer).to_contain_text("Shall this device show a sign when there is news?")
    assert not page.evaluate("sessionStorage.getItem('asked')")
    # Refused by the browser: we say what is true then, and nothing is kept.
    page.evaluate("sessionStorage.setItem('says', 'denied')")
    offer.get_by_role("button", name="Yes").click()
    expect(offer).to_contain_text("Your browser said no.")
    page.evaluate("sessionStorage.setItem('says', 'granted')")
    page.reload()
    page.locator(".offer").get_by_role("button", name="Yes").click()
    expect(page.locator(".bot").last).to_contain_text("This device shows a sign")
    expect(page.locator(".offer")).to_have_count(0)
    person = signs.person(token_of(context))
    assert person
    with signs.database.reading() as store:
        assert store.pushes.has(person.id)
    # What our service hands to the browser is shown by the worker, when no page looks.
    words = json.dumps({"title": "News from your neighbourhood room.", "body": "Tap to look."})
    shown = push(page, words)
    assert shown == [["News from your neighbourhood room.", "Tap to look.", "news"]]
    # A second one takes its place; whoever looks has them closed.
    assert push(page, words) == shown
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Leave")).click()
    assert visit(context, "/").evaluate("document.querySelector('main').dataset.signs") == ""
    with signs.database.reading() as store:
        assert not store.pushes.has(person.id)


def test_no_is_no(signs: SiteWithSigns, context: BrowserContext) -> None:
    page = visit(context, "/")
    tell_me(page)
    page.locator(".offer").get_by_role("button", name="No, thanks").click()
    expect(page.locator(".offer")).to_have_count(0)
    page.reload()
    expect(page.locator("[data-offers]")).to_have_count(1)
    assert page.locator(".offer").count() == 0
    assert signs.person(token_of(context))


def push(page: Page, words: str) -> list[list[str]]:
    """What a browser shows when its service hands it a sign."""
    session = page.context.new_cdp_session(page)
    found: list[str] = []

    def known(said: Any) -> None:
        found.extend(one["registrationId"] for one in said["registrations"])

    session.on("ServiceWorker.workerRegistrationUpdated", known)
    session.send("ServiceWorker.enable")
    # A machine that is busy takes its time, and what is handed to no worker is gone.
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    for _ in range(1_000):
        if found:
            break
        page.wait_for_timeout(20)
    origin = page.evaluate("location.origin")
    said = {"origin": origin, "registrationId": found[0], "data": words}
    session.send("ServiceWorker.deliverPushMessage", said)
    shown: list[list[str]] = page.evaluate(
        """async () => {
          const registration = await navigator.serviceWorker.ready;
          for (let tries = 0; tries < 1000; tries += 1) {
            const all = await registration.getNotifications();
            if (all.length) return all.map(one => [one.title, one.body, one.tag]);
            await new Promise(resolve => setTimeout(resolve, 20));
          }
          return [];
        }"""
    )
    session.detach()
    return shown


def test_without_a_connection_everybody_sees_how_the_rooms_were_and_nobody_a_conversation(
    signs: SiteWithSigns, context: BrowserContext
) -> None:
    page = visit(context, "/")
    taps(page, "Opening hours")
    expect(page.locator(".bot")).to_have_count(2)
    page.evaluate(
        """async () => {
          while (!navigator.serviceWorker.controller || !(await caches.match('/offline'))) {
            await new Promise(resolve => setTimeout(resolve, 20));
          }
        }"""
    )
    signs.stops()
    page.goto("/")
    expect(page.locator("main")).to_contain_text("You have no connection now.")
    shown = page.locator("main").text_content() or ""
    # The state of then, with the day and the time of then; no "today" that is another day tomorrow.
    assert "at 10:02" in shown
    assert "+31 20 555 0101" in shown
    assert "Today" not in shown
    assert page.locator(".bot").count() == 0
    # It looks as it should: its style is kept too.
    ink = page.evaluate("getComputedStyle(document.querySelector('h1 span + span')).display")
    assert ink == "block"
    kept = page.evaluate(
        """async () => {
          const [name] = await caches.keys();
          return (await (await caches.open(name)).keys()).map(one => one.url);
        }"""
    )
    assert all("/offline" in url or "/static/" in url for url in kept)


def test_the_page_can_be_an_app_and_no_is_no(context: BrowserContext) -> None:
    page = visit(context, "/")
    manifest = page.evaluate(
        "async () => (await fetch(document.querySelector('link[rel=manifest]').href)).json()"
    )
    assert manifest["name"].startswith("Neighbourhood rooms · ")
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
    for icon in manifest["icons"]:
        got = page.request.get(icon["src"])
        size = int(icon["sizes"].partition("x")[0])
        assert got.body()[:8] == b"\x89PNG\r\n\x1a\n"
        assert int.from_bytes(got.body()[16:20], "big") == size
    asks = """() => {
      const event = new Event('beforeinstallprompt', { cancelable: true });
      event.prompt = () => sessionStorage.setItem('prompted', '1');
      window.dispatchEvent(event);
    }"""
    hint = page.locator(".install")
    page.evaluate(asks)
    # At the first visit nobody is bothered.
    assert hint.count() == 0
    second = visit(context, "/")
    second.evaluate(asks)
    hint = second.locator(".install")
    expect(hint).to_contain_text("Put this page on your phone as an app?")
    hint.get_by_role("button", name="No, thanks").click()
    third = visit(context, "/")
    third.evaluate(asks)
    assert third.locator(".install").count() == 0
