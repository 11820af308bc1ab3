"""The tablet of a room forgets whoever stood before it."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.bot.channels.web.browsing import conversation, kept, says, taps, token_of, visit
from tests.bot.channels.web.site import Site, Visitor

KIOSK = "/?kiosk=1"


def passes(page: Page, seconds: int) -> None:
    page.clock.run_for(seconds * 1000)


def test_after_a_minute_without_a_touch_nothing_is_left_for_the_next_one(
    context: BrowserContext, site: Site
) -> None:
    page = context.new_page()
    page.clock.install()
    page.goto(KIOSK)
    expect(page.locator(".bot")).to_have_count(1)
    says(page, "kanariepiet")
    expect(page.locator(".me")).to_have_count(1)
    taps(page, "🕙 Opening hours")
    page.fill("#text", "not yet said")
    before = token_of(context)
    passes(page, 52)
    warning = page.locator(".kiosk")
    expect(warning).to_contain_text("This page clears itself in 10 seconds.")
    warning.get_by_role("button", name="I am still here").click()
    expect(warning).to_have_count(0)
    passes(page, 45)
    assert "kanariepiet" in "".join(conversation(page))
    passes(page, 20)
    page.wait_for_url(f"**{KIOSK}")
    expect(page.locator(".bot")).to_have_count(1)
    assert "kanariepiet" not in "".join(conversation(page))
    assert "kanariepiet" not in kept(page)
    assert page.input_value("#text") == ""
    assert token_of(context) != before
    assert site.person(before) is None
    # Back leads to nobody either.
    page.goto("/rooms?kiosk=1")
    page.go_back()
    assert "kanariepiet" not in "".join(conversation(page))


def test_who_walks_away_from_the_board_of_rooms_leaves_nothing_on_the_tablet(
    context: BrowserContext, site: Site
) -> None:
    page = context.new_page()
    page.clock.install()
    page.goto(KIOSK)
    says(page, "kanariepiet")
    expect(page.locator(".bot")).to_have_count(2)
    before = token_of(context)
    page.get_by_role("link", name="All rooms").click()
    expect(page.locator(".room").first).to_be_visible()
    # Its scripts run, and count, later than the rooms are seen.
    page.wait_for_load_state()
    # The board of rooms looks again by itself every minute: that is no touch.
    passes(page, 62)
    page.wait_for_url(f"**{KIOSK}")
    expect(page.locator(".bot")).to_have_count(1)
    assert "kanariepiet" not in "".join(conversation(page))
    assert "kanariepiet" not in kept(page)
    assert token_of(context) != before
    assert site.person(before) is None


def test_the_tablet_is_nobodys_app_and_stays_the_tablet_on_every_page(
    context: BrowserContext,
) -> None:
    page = visit(context, KIOSK)
    scripts = page.locator("script").evaluate_all("all => all.map(one => one.src)")
    assert not any("staying" in one or "installing" in one for one in scripts)
    assert page.locator("link[rel=manifest]").count() == 0
    page.get_by_role("link", name="All rooms").click()
    expect(page.locator(".room").first).to_be_visible()
    links = page.locator("a[href*='lang=']").evaluate_all("all => all.map(one => one.search)")
    assert links
    assert all("kiosk=1" in one for one in links)
    page.locator("nav a").first.click()
    assert "kiosk=1" in page.url


def test_leave_leads_back_to_the_tablet_also_without_a_script(site: Site) -> None:
    tablet = Visitor(site)
    page = tablet.opens(KIOSK)
    mark = re.search(r'name="mark" value="([^"]+)"', page)
    assert mark
    assert 'action="/leave?kiosk=1"' in page
    answer = tablet.http.post("/leave?kiosk=1", data={"mark": mark[1]})
    assert answer.headers["location"] == KIOSK
    assert tablet.http.post("/leave", data={"mark": ""}).headers["location"].startswith("https://")
