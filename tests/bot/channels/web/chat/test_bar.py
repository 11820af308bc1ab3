"""The bar of signs: always in sight, in the page's language, with and without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.channels.web.page_texts import BAR
from bot.rendering.text import Reader, write
from handlers.core import keyboards
from tests.bot.channels.web.browsing import (
    OUTSIDE,
    PHONE,
    conversation,
    elsewhere,
    focused,
    says,
    taps,
    visit,
)
from tests.bot.channels.web.site import Site

LEADS = {"home": "/menu", "languages": "/language", "person": "/person", "danger": "/urgent"}
# Of a button, the newest message or the field: whether it is seen whole, and nothing lies over it.
IS_SEEN = """one => {
  const box = one.getBoundingClientRect();
  const at = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
  const isInside = box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight + 1;
  return isInside && box.right <= innerWidth + 1 && (at === one || one.contains(at));
}"""


def called(sign: str, language: str = "en") -> str:
    return write(BAR[sign], Reader.of(language, "en"))


def test_the_bar_has_what_the_last_row_has_and_the_languages(page: Page) -> None:
    shown = page.locator("#foot .row button").all_text_contents()
    signs = [write(sign.label, Reader.of("en", "en")) for sign in keyboards.footer()]
    assert shown == [signs[0], "🌐", *signs[1:]]
    assert page.locator(".bot button", has_text="🆘").count() == 0
    page.reload()
    assert page.locator(".bot button", has_text="🆘").count() == 0


@pytest.mark.parametrize("sign", LEADS)
def test_a_sign_leads_where_it_says_and_the_keyboard_stays_on_it(
    page: Page, site: Site, sign: str
) -> None:
    page.fill("#text", "half a sen")
    page.get_by_role("button", name=called(sign)).focus()
    here = focused(page)
    page.keyboard.press("Enter")
    expect(page.locator(".bot")).to_have_count(2)
    assert site.heard[-1].text == LEADS[sign]
    assert conversation(page)[1] == f"You:{here}".replace(" ", "")
    assert focused(page) == here
    expect(page.locator("#text")).to_have_value("half a sen")


def test_the_bar_works_without_a_script(browser: Browser, site: Site) -> None:
    context = browser.new_context(
        viewport=PHONE, locale="ar", base_url=site.url, java_script_enabled=False
    )
    context.route(OUTSIDE, elsewhere)
    page = context.new_page()
    page.goto("/")
    for number, sign in enumerate(LEADS, 1):
        page.get_by_role("button", name=called(sign, "ar")).click()
        expect(page.locator(".bot")).to_have_count(number)
    assert [turn.text for turn in site.heard] == [*LEADS.values()]
    context.close()


@pytest.mark.long
@pytest.mark.parametrize(
    ("width", "height", "letters"),
    [(320, 568, "100%"), (320, 568, "200%"), (160, 284, "100%"), (844, 390, "100%")],
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_bar_covers_neither_the_newest_message_nor_the_field(
    browser: Browser, site: Site, width: int, height: int, letters: str, language: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale=language, base_url=site.url
    )
    page = visit(context, "/")
    if letters != "100%":
        sizes = {"fontSizes": {"standard": 32, "fixed": 26}}
        context.new_cdp_session(page).send("Page.setFontSizes", sizes)
    for words in ("one", "/hours"):
        says(page, words)
    expect(page.locator(".bot")).to_have_count(3)
    field = page.locator("#text")
    for one in (*page.locator("#foot .row button").all(), field, page.locator("#say button")):
        assert one.evaluate(IS_SEEN), one.text_content()
    last = page.locator(".bot").last.locator("button").last
    last.evaluate("one => one.focus()")
    assert last.evaluate(IS_SEEN)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()


def test_a_sign_is_heard_where_there_is_no_connection(page: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    taps(page, called("danger"))
    expect(page.locator(".me.late p")).to_have_text("🆘")
    expect(page.locator(".me.late small")).to_have_text("Waiting to be sent")
    context.set_offline(False)
    expect(page.locator(".bot").last).to_contain_text("Please call now")
