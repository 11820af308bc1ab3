"""In a real browser: from right to left each line stands right, and no header is cut."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

import locales
from bot.channels.web.chat import cookies
from handlers.core.messages import Reply, name, say
from storage.database import Database
from storage.keyring import KeyRing
from tests.bot.channels.web.site import Site, Visitor
from tests.support.paths import EXAMPLE

RTL = [tag for tag, language in locales.languages().items() if language.is_rtl]
WIDTHS = (320, 360)
# A sentence for coordinators only, which Persian and Urdu do not say: it comes in Dutch.
OF_AN_OFFICE = say("body", "🌐 Here is a title in each language.")
# What of the header is cut, or lies beside the screen.
CUT = """[...document.querySelectorAll('header, header *')].filter(one => {
  if (one.closest('.sr, svg, img') || !one.getClientRects().length) return false;
  const box = one.getBoundingClientRect();
  const all = document.createRange();
  all.selectNodeContents(one);
  const words = all.getBoundingClientRect();
  const around = one.closest('button') ? one.closest('button').getBoundingClientRect() : box;
  return box.left < -.5 || box.right > innerWidth + .5
    || words.left < around.left - .5 || words.right > around.right + .5;
}).map(one => one.outerHTML.slice(0, 200))"""
# The lines whose sign, where one leads them, is not the first thing on the right.
STRAYS = """lines => lines.flatMap(line => {
  const sign = line.querySelector('svg');
  if (!sign) return [];
  const before = document.createRange();
  before.setStart(line, 0);
  before.setEndBefore(sign);
  if (before.toString().replace(/[\\s\\u200f\\u2066-\\u2069]/g, '')) return [];
  const texts = document.createTreeWalker(line, NodeFilter.SHOW_TEXT), words = [];
  while (texts.nextNode()) {
    const one = document.createRange();
    one.selectNodeContents(texts.currentNode);
    if (!texts.currentNode.parentElement.closest('svg, .sr')) words.push(...one.getClientRects());
  }
  const right = Math.max(...words.map(one => one.right));
  const isStray = words.length && sign.getBoundingClientRect().right < right - 2;
  return isStray ? [line.textContent.trim()] : [];
})"""


@pytest.fixture(scope="module")
def everywhere(
    sqlite_template: Path, keys: KeyRing, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The example, with what there is in its rooms."""
    path = tmp_path_factory.mktemp("everywhere") / "buurtbot.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}", keys)
    made = Site(database, text=EXAMPLE.read_text())
    yield made
    made.stops()
    database.close()


def screen(browser: Browser, site: Site, tag: str, **more: Any) -> Page:
    made = browser.new_context(locale=tag, base_url=site.url, service_workers="block", **more)
    return made.new_page()


def test_in_no_language_is_anything_of_the_header_cut(browser: Browser, everywhere: Site) -> None:
    wrong = {}
    for tag in locales.languages():
        page = screen(browser, everywhere, tag)
        for path in ("/", "/rooms"):
            page.goto(f"{path}?lang={tag}")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 640})
                found = page.evaluate(CUT)
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    found.append("wider than the screen")
                if found:
                    wrong[tag, path, width] = found
        page.context.close()
    assert not wrong, "\n".join(f"{where}: {found}" for where, found in wrong.items())


@pytest.mark.parametrize("tag", RTL)
@pytest.mark.parametrize("path", ["/rooms", "/offline"])
def test_every_line_of_the_board_begins_on_the_right(
    browser: Browser, everywhere: Site, tag: str, path: str
) -> None:
    page = screen(browser, everywhere, tag)
    page.goto(f"{path}?lang={tag}")
    lines = page.locator(".room h2, .room p:not(.ask)")
    assert lines.count() > 12
    assert lines.evaluate_all(STRAYS) == []
    page.context.close()


@pytest.mark.parametrize("tag", RTL)
@pytest.mark.parametrize("how", ["script", "plain"])
def test_every_line_of_the_chat_begins_on_the_right_and_dutch_among_it_is_read_whole(
    browser: Browser, everywhere: Site, tag: str, how: str
) -> None:
    visitor = Visitor(everywhere, tag)
    visitor.opens()
    for said in ("/hours holendrecht", "/activities", "/urgent"):
        visitor.says(said)
    lines = (OF_AN_OFFICE, name("📍 Plein 9, Amsterdam"), name("📖 Dutch class"))
    everywhere.tells(visitor.token, Reply((say("body", "All rooms are open as usual."), *lines)))
    visitor.news()
    page = screen(browser, everywhere, tag, java_script_enabled=how == "script")
    value = visitor.http.cookies[cookies.COOKIE]
    page.context.add_cookies([{"name": cookies.COOKIE, "value": value, "url": everywhere.url}])
    page.goto("/")
    told = page.locator(".bot").filter(has_text="Plein 9").last
    expect(told).to_have_attribute("dir", "rtl")
    dutch = told.locator("p span[lang=nl]").filter(has_text=".").first
    if tag != "ar":
        expect(dutch).to_contain_text("taal")
    strays = page.locator(".bot > p > span:not([lang=nl])").evaluate_all(STRAYS)
    assert strays == []
    page.context.close()


def test_urdu_is_in_nastaliq_with_room_between_its_lines(
    browser: Browser, everywhere: Site
) -> None:
    page = screen(browser, everywhere, "ur")
    line = page.context.new_cdp_session(page)
    line.send("DOM.enable")
    line.send("CSS.enable")

    def fonts(part: str) -> set[str]:
        """Those that its letters are really drawn in."""
        root = line.send("DOM.getDocument")["root"]["nodeId"]
        node = line.send("DOM.querySelector", {"nodeId": root, "selector": part})["nodeId"]
        found = line.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        return {one["familyName"] for one in found}

    for path, parts in (
        ("/", ("h1 span", "#leave button", ".bot p span", "#say button")),
        ("/rooms", ("h2", ".room .line", ".ask .button")),
    ):
        page.goto(f"{path}?lang=ur")
        for part in parts:
            assert "Noto Nastaliq Urdu" in fonts(part), part
            height = page.locator(part).first.evaluate(
                "one => (look => parseFloat(look.lineHeight) / parseFloat(look.fontSize))"
                "(getComputedStyle(one))"
            )
            assert height == pytest.approx(1.9, abs=0.05), part
    # A street and a number are in the letters of every page.
    assert "Noto Nastaliq Urdu" not in fonts(".room bdi")
    page.goto("/rooms?lang=fa")
    assert "Noto Nastaliq Urdu" not in fonts("h2")
    page.context.close()
