"""A web chat, its visitors, and a real browser."""

from __future__ import annotations

import shutil
from asyncio import AbstractEventLoop, _set_running_loop, get_running_loop
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from storage.database import Database
from storage.keyring import KeyRing
from tests.bot.channels.web.browsing import OUTSIDE, PHONE, elsewhere, visit
from tests.bot.channels.web.site import Site, Visitor
from tests.support.paths import lacks

# The same browser twice: without its windows a tab takes a fifth of the time.
WHOLE, WITHOUT_WINDOWS = "chromium", "chromium-headless-shell"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    # Whatever a page leads to, nothing is asked of the internet.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def chromium(package: str = WITHOUT_WINDOWS) -> str:
    """Where this machine has Debian's Chromium."""
    return shutil.which(package) or lacks(f"Install Chromium: sudo apt-get install -y {package}")


@pytest.fixture(scope="session")
def launched() -> Iterator[tuple[Browser, AbstractEventLoop]]:
    """One browser for all tests, and the loop it works in: to start one takes a second."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        loop = get_running_loop()
        # Between the tests with a browser others have loops of their own.
        _set_running_loop(None)
        yield opened, loop
        _set_running_loop(loop)
        opened.close()


@pytest.fixture(scope="module")
def browser(launched: tuple[Browser, AbstractEventLoop]) -> Iterator[Browser]:
    opened, loop = launched
    _set_running_loop(loop)
    yield opened
    _set_running_loop(None)


@pytest.fixture(scope="module")
def open_site(
    sqlite_template: Path, keys: KeyRing, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    path = tmp_path_factory.mktemp("site") / "buurtbot.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}", keys)
    made = Site(database)
    yield made
    made.stops()
    database.close()


@pytest.fixture
def site(open_site: Site) -> Site:
    """A site that others visited before; nobody opened a room there."""
    open_site.heard.clear()
    return open_site


@pytest.fixture
def new_site(
    sqlite_template: Path, keys: KeyRing, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Site]:
    """A site that nobody visited; tests that ask for `database` too get it on either kind."""
    path = tmp_path / "buurtbot.db"
    if "database" in request.fixturenames:
        database = request.getfixturevalue("database")
    else:
        shutil.copy(sqlite_template, path)
        database = Database(f"sqlite:///{path}", keys)
    made = Site(database)
    yield made
    made.stops()
    if "database" not in request.fixturenames:
        database.close()


@pytest.fixture
def visitor(site: Site) -> Visitor:
    made = Visitor(site)
    made.opens()
    return made


@pytest.fixture
def first(new_site: Site) -> Visitor:
    """The first visitor of a new site."""
    made = Visitor(new_site)
    made.opens()
    return made


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A phone of somebody who was never here."""
    site.is_storing = True
    # What works beside the pages has tests of its own.
    made = browser.new_context(
        viewport=PHONE, locale="en-GB", base_url=site.url, service_workers="block"
    )
    made.route(OUTSIDE, elsewhere)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return visit(context, "/")
