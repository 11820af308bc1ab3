"""A real browser, Debian's Chromium, and a site for it to visit."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from storage.database import Database
from storage.keyring import KeyRing
from tests.bot.channels.web.browsing import OUTSIDE, PHONE, elsewhere, visit
from tests.bot.channels.web.test_web import Site

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        how = "Chromium is missing. Install it: sudo apt-get install -y chromium"
        assert os.environ.get("CI") != "true", how
        pytest.skip(how)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def site(
    sqlite_template: Path, keys: KeyRing, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    path = tmp_path_factory.mktemp("browser") / "buurtbot.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}", keys)
    made = Site(database)
    yield made
    made.stops()
    database.close()


@pytest.fixture
def new_site(sqlite_template: Path, keys: KeyRing, tmp_path: Path) -> Iterator[Site]:
    """A site of its own, to open a room there."""
    path = tmp_path / "buurtbot.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}", keys)
    made = Site(database)
    yield made
    made.stops()
    database.close()


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A phone of somebody who was never here."""
    site.heard.clear()
    site.is_storing = True
    made = browser.new_context(viewport=PHONE, locale="en-GB", base_url=site.url)
    made.route(OUTSIDE, elsewhere)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return visit(context, "/")
