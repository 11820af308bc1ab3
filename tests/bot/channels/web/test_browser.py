"""What a neighbour may count on in a real browser: Debian's Chromium, steered by Playwright."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

import locales
from bot.channels.web import page_texts, pages
from bot.rendering.text import Reader
from handlers.core.messages import Reply, name
from tests.bot.channels.web.browsing import (
    OUTSIDE,
    PHONE,
    conversation,
    elsewhere,
    focused,
    kept,
    says,
    taps,
    token_of,
    visit,
)
from tests.bot.channels.web.conftest import ARGUMENTS, WHOLE, chromium
from tests.bot.channels.web.site import Site


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


def test_everything_works_without_a_script(browser: Browser, site: Site) -> None:
    context = browser.new_context(
        viewport=PHONE, locale="en-GB", base_url=site.url, java_script_enabled=False
    )
    context.route(OUTSIDE, elsewhere)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("button", name="Opening hours").click()
    expect(page.locator(".bot")).to_have_count(2)
    page.get_by_label("Your message").fill("/menu")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".bot")).to_have_count(3)
    with page.expect_request(pages.AWAY):
        page.get_by_role("button", name="Leave").click()
    page.wait_for_url(OUTSIDE)
    page.goto("/")
    expect(page.locator(".bot:not(.first)")).to_have_count(0)
    context.close()


def reaches(page: Page, label: str) -> None:
    """Go there with the Tab key; where it begins is the browser's affair."""
    for _ in range(60):
        if focused(page) == label:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{label} is not reached")


def test_everything_works_with_the_keyboard_alone(page: Page, site: Site) -> None:
    reaches(page, "🚪 Leave")
    reaches(page, "🕙 Opening hours")
    page.keyboard.press("Enter")
    expect(page.locator(".bot")).to_have_count(2)
    assert page.locator(".bot").last.evaluate("one => one === document.activeElement")
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


def test_a_private_number_goes_from_its_bubble_and_from_what_the_tab_keeps(page: Page) -> None:
    says(page, "my number is 111222333, is it open?")
    expect(page.locator(".bot")).to_have_count(2)
    for _ in range(2):
        expect(page.locator(".me p")).to_contain_text("is it open?")
        assert "111222333" not in page.content() + kept(page)
        page.reload()


def test_a_place_is_shared_only_on_a_tap_and_only_roughly(
    page: Page, context: BrowserContext, site: Site
) -> None:
    taps(page, "Opening hours")
    taps(page, "Near me")
    share = page.get_by_role("button", name="Share location")
    share.click()
    expect(page.locator(".note")).to_contain_text("We could not see where you are.")
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": 52.312345678, "longitude": 4.961234567})
    share.click()
    expect(page.locator(".bot").last).to_contain_text("on foot")
    place = site.heard[-1].place
    assert place
    assert (place.latitude, place.longitude) == (52.3123, 4.9612)


def test_a_telephone_number_can_be_tapped(page: Page, context: BrowserContext, site: Site) -> None:
    token = token_of(context)
    numbers = ("+31 20 555 0101", "(020) 555 0102", "+31 (0)20 555 0103", "0800-0113")
    site.tells(token, Reply((name("Call us"), *(name(f"☎ {number}") for number in numbers))))
    for _ in range(2):
        for dialled in ("+31205550101", "+31205550102", "+31205550103", "08000113"):
            expect(page.locator(f'.bot a[href="tel:{dialled}"]')).to_be_visible()
        page.reload()


def test_whoever_comes_back_later_is_told_that_this_was_before(
    page: Page, context: BrowserContext
) -> None:
    expect(page.locator("#start")).to_be_hidden()
    later = visit(context, "/")
    expect(later.locator("#start")).to_contain_text("These are older messages.")
    later.get_by_role("button", name="Start").last.click()
    expect(later.locator(".bot")).to_have_count(2)
    expect(later.locator("#start")).to_be_hidden()
    expect(page.locator(".bot")).to_have_count(2)


def test_a_language_that_is_chosen_in_the_chat_changes_the_page_around_it(page: Page) -> None:
    page.fill("#text", "not yet")
    taps(page, "🌐 Nederlands · العربية · Türkçe · …")
    expect(page.locator(".bot").last).to_contain_text("Which language")
    taps(page, "Nederlands")
    spoken = pages.spoken(Reader.of("nl", "nl"))
    expect(page.locator("html")).to_have_attribute("lang", spoken)
    expect(page.locator("#text")).to_have_value("not yet")
    expect(page.locator(".bot")).to_have_count(3)


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
    # When something was said stands beside it, smaller.
    letters = page.locator("body *:not(article > time):visible").evaluate_all(
        "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(letters) >= 18


def test_a_browser_that_keeps_no_cookies_is_told_so_at_once(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    # Only the whole browser reads what is set in a profile.
    wanted = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(wanted))
    context = browser.browser_type.launch_persistent_context(
        tmp_path,
        executable_path=chromium(WHOLE),
        args=ARGUMENTS,
        viewport=PHONE,
        locale="en-GB",
        base_url=site.url,
    )
    page = context.new_page()
    for path in ("/", "/?start=abc-DEF_123", "/?room=h-buurt"):
        page.goto(path)
        expect(page.get_by_text(page_texts.NO_COOKIES.one)).to_be_visible()
        expect(page.get_by_role("link", name="+31 20 555 0101")).to_be_visible()
        expect(page.get_by_role("link", name="All rooms")).to_be_visible()
    context.close()
    assert site.heard == []
