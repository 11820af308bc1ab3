"""What a visitor does in a real browser, and what is seen there."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, ViewportSize, expect

from bot.channels.web.chat import cookies as web
from bot.rendering.pictures import drawn

PHONE: ViewportSize = {"width": 360, "height": 640}
OUTSIDE = re.compile(r"^(?!http://127\.0\.0\.1)")
expect.set_options(timeout=20_000)


def elsewhere(route: Route) -> None:
    """The rest of the internet, as far as a test sees it."""
    route.fulfill(body="<title>Weather</title>", content_type="text/html")


def swallow(route: Route) -> None:
    """The server hears it, but its answer gets lost."""
    route.fetch()
    route.abort()


def visit(context: BrowserContext, path: str) -> Page:
    """A new tab that has got its first answer."""
    page = context.new_page()
    page.on("pageerror", lambda problem: pytest.fail(str(problem)))
    page.goto(path)
    expect(page.locator(".bot[data-id]").first).to_be_visible()
    return page


def token_of(context: BrowserContext) -> str:
    """The secret that a browser was given."""
    value = next(one.get("value", "") for one in context.cookies() if one["name"] == web.COOKIE)
    return value[: web.TOKEN_LETTERS]


def says(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.press("#text", "Enter")


def taps(page: Page, label: str) -> None:
    page.get_by_role("button", name=drawn.without(label)).last.click()


def conversation(page: Page) -> list[str]:
    """What both sides said, without when."""
    articles = page.locator("#log article").evaluate_all(
        "all => all.map(one => Array.from(one.querySelectorAll(':scope > :not(time)'))"
        ".map(part => part.textContent).join(''))"
    )
    return ["".join(article.split()) for article in articles]


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent"))


def kept(page: Page) -> str:
    """Everything that the tab keeps."""
    return str(page.evaluate("JSON.stringify(sessionStorage)"))
