"""Every button of the main screens can be brought into view and hit, at every size."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.channels.web.chat import cookies
from storage.database import Database
from storage.keyring import KeyRing
from tests.bot.channels.web.site import Site, Visitor
from tests.support.paths import EXAMPLE

# What the main screens answer to; what a tap leads to comes after them.
SAID = ("/start", "/hours", "/hours holendrecht", "/activities", "/referral", "/person", "/urgent")
THEN = ("/language", "/menu")
WIDTHS = {320: 568, 390: 844, 1280: 800}
# What is wrong with what can be tapped, each brought into view as the keyboard brings it there.
WRONG = """least => [...document.querySelectorAll('button, a, textarea')].flatMap(one => {
  if (!one.getClientRects().length || one.closest('[hidden]')) return [];
  one.focus();
  if (document.activeElement !== one) return [`not reached: ${one.outerHTML}`];
  // A button that is taller than the screen can be hit wherever it is seen.
  const box = one.getBoundingClientRect();
  const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
  const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  const called = one.textContent.trim().slice(0, 40) || one.outerHTML;
  const size = `${box.width} x ${box.height}`;
  if (box.left < -1 || box.right > innerWidth + 1) return [`beside the screen: ${called}`];
  if (box.width < least || box.height < least) return [`small: ${called} ${size}`];
  const places = [[.5, .5], [.5, .15], [.5, .85]].map(([x, y]) =>
    document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y));
  const isHit = places.map(at => Boolean(at) && (at === one || one.contains(at)));
  return isHit[0] && (isHit[1] || isHit[2]) ? [] : [`under something: ${called} ${size}`];
})"""
# Words that are cut off or lie beside the screen.
BESIDE = """[...document.querySelectorAll('.bot p, .bot p span, h1, button, label')].filter(one =>
  one.getClientRects().length && !one.closest('.sr') &&
  (one.getBoundingClientRect().right > innerWidth + 1 || one.getBoundingClientRect().left < -1)
).map(one => one.textContent)"""


# What the keyboard meets next in the conversation that does not follow there: neither below, nor in
# the same row farther on in the direction of reading.
DISORDER = """() => {
  const isRtl = document.documentElement.dir === 'rtl';
  const all = [...document.querySelectorAll('#log button, #log a')].map(one => {
    const box = one.getBoundingClientRect();
    const at = isRtl ? -box.right : box.left;
    return {called: one.textContent, top: box.top, bottom: box.bottom, at};
  });
  return all.slice(1).filter((one, index) => {
    const before = all[index];
    return one.top < before.bottom - 1 && one.at <= before.at;
  }).map(one => one.called);
}"""


@pytest.fixture(scope="module")
def talked(
    sqlite_template: Path, keys: KeyRing, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, tuple[Site, str]]]:
    """Who saw the main screens, in a language that is read from either side: site and cookie."""
    path = tmp_path_factory.mktemp("talked") / "buurtbot.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}", keys)
    site = Site(database, text=EXAMPLE.read_text())
    made = {}
    for language in ("nl", "ar"):
        visitor = Visitor(site, language)
        visitor.opens()
        for said in (*SAID, *THEN):
            visitor.says(said)
        made[language] = (site, visitor.http.cookies[cookies.COOKIE])
    yield made
    site.stops()
    database.close()


@pytest.fixture(params=["nl", "ar"])
def page(
    request: pytest.FixtureRequest, browser: Browser, talked: dict[str, tuple[Site, str]]
) -> Iterator[Page]:
    site, cookie = talked[request.param]
    context = browser.new_context(locale=request.param, base_url=site.url)
    context.add_cookies([{"name": cookies.COOKIE, "value": cookie, "url": site.url}])
    page = context.new_page()
    page.goto("/")
    expect(page.locator(".bot")).not_to_have_count(0)
    yield page
    context.close()


def sized(page: Page, way: str, percent: int, width: int) -> None:
    """A window of this width with a page that is so much larger, by its zoom or by its letters."""
    part = percent / 100 if way == "zoomed" else 1
    page.set_viewport_size({"width": int(width / part), "height": int(WIDTHS[width] / part)})
    letters = 16 if way == "zoomed" else 16 * percent // 100
    line = page.context.new_cdp_session(page)
    line.send("Page.setFontSizes", {"fontSizes": {"standard": letters, "fixed": 13}})


@pytest.mark.long
@pytest.mark.parametrize("address", ["/", "/rooms", "/offline.html"])
@pytest.mark.parametrize("way", ["zoomed", "large letters"])
def test_every_button_can_be_reached_and_hit_at_every_size(
    page: Page, way: str, address: str
) -> None:
    page.goto(address)
    wrong: dict[str, Any] = {}
    for percent in (100, 200, 400):
        for width in WIDTHS:
            if way != "zoomed" and percent == 100:
                continue
            sized(page, way, percent, width)
            found = [*page.evaluate(WRONG, 24), *page.evaluate(BESIDE), *page.evaluate(DISORDER)]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append("wider than the screen")
            if found:
                wrong[f"{width} px, {percent} %"] = found
    assert not wrong, "\n".join(f"{size}: {found}" for size, found in wrong.items())
