"""The pictures on a page: drawn alike by the server and by the script, and heard by nobody."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

from bot.rendering.pictures import drawn
from handlers.core.messages import Reply, button, name
from tests.bot.channels.web.browsing import says, token_of
from tests.bot.channels.web.site import Site

DRAWN = "all => all.map(one => one.innerHTML.replace(/\\s*\\n\\s*/g, ''))"


def test_a_room_is_the_same_card_when_it_comes_and_when_the_page_is_loaded_again(
    page: Page,
) -> None:
    says(page, "/hours h-buurt")
    card = page.locator(".bot.card")
    expect(card).to_have_count(1)
    expect(card.locator(".head b")).to_have_text("H-buurt")
    assert card.locator("p svg").count() >= 3
    came = card.locator("p").first.evaluate_all(DRAWN)
    buttons = card.locator(".row").evaluate_all(DRAWN)
    # Nobody hears a picture, but the words beside it.
    heard = page.locator("#aloud").inner_text()
    assert "H-buurt" in heard
    assert drawn.without(heard) == heard.strip()
    assert page.locator("svg:not([aria-hidden=true])").count() == 0
    # It is really drawn, from the one file: a shape that is not there has no size.
    sizes = page.locator(".card use").evaluate_all("all => all.map(one => one.getBBox().width)")
    assert all(sizes), sizes
    page.reload()
    expect(card).to_have_count(1)
    assert card.locator("p").first.evaluate_all(DRAWN) == came
    assert [one.count("<svg") for one in card.locator(".row").evaluate_all(DRAWN)] == [
        one.count("<svg") for one in buttons
    ]


def test_a_sign_inside_a_sentence_is_heard_by_the_name_of_its_button(
    page: Page, context: BrowserContext, site: Site
) -> None:
    line = name("✅ We expect you. Plans change? Tap ❌, or 🧺 Own, or look under 📂.")
    heard = "We expect you. Plans change? Tap ❌ Not coming, or 🧺 Own, or look under 📂."
    keys = (button(name("❌ Not coming"), "hours"), button(name("🧺 Own"), "hours"))
    reply = Reply((line,), (keys,))
    site.tells(token_of(context), reply)
    expect(page.locator("#aloud p")).to_have_text(heard)
    words = page.locator(".bot p").last
    came = words.evaluate_all(DRAWN)
    words.evaluate("one => getSelection().selectAllChildren(one)")
    assert heard in page.evaluate("getSelection().toString()")
    page.reload()
    assert words.evaluate_all(DRAWN) == came
