"""The files of a page come in one version or not at all: an old module never meets a new one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import BrowserContext, Request, expect

from bot.channels.web import pages
from tests.bot.channels.web.site import Site

FILES = [path for folder in pages.FOLDERS for path in sorted(pages.HERE.glob(f"{folder}/*"))]
MODULES = {
    "chat.js",
    "connection.js",
    "kept.js",
    "moments.js",
    "poll.js",
    "queue.js",
    "tabs.js",
    "view.js",
    "words.js",
}
# Fetched after them: the page is the same without them.
LATER = {"staying.js", "installing.js"}


@pytest.mark.parametrize("file", FILES, ids=[path.name for path in FILES])
def test_a_change_of_any_file_changes_the_address_of_all(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = pages.Pages(None).version  # type: ignore[arg-type]
    own = file.relative_to(pages.HERE)
    for folder in pages.FOLDERS:
        shutil.copytree(pages.HERE / folder, tmp_path / folder)
    monkeypatch.setattr(pages, "HERE", tmp_path)
    assert pages.Pages(None).version == before  # type: ignore[arg-type]
    with (tmp_path / own).open("a") as changed:
        changed.write("p{}\n")
    assert pages.Pages(None).version != before  # type: ignore[arg-type]


def test_what_moves_from_one_file_to_the_next_changes_the_address_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "static"
    folder.mkdir()
    monkeypatch.setattr(pages, "HERE", tmp_path)
    versions = set()
    for first, second in (("ab", "c"), ("a", "bc")):
        (folder / "first.js").write_text(first)
        (folder / "second.js").write_text(second)
        versions.add(pages.Pages(None).version)  # type: ignore[arg-type]
    assert len(versions) == 2


def test_a_script_of_another_version_is_not_given_out(site: Site) -> None:
    with httpx.Client(base_url=site.url) as http:
        address = re.findall(r'src="(/static/[^"]*chat\.js)"', http.get("/").text)[0]
        ours = http.get(address)
        assert "immutable" in ours.headers["cache-control"]
        version = address.split("/")[2]
        for module in MODULES:
            assert http.get(f"/static/{version}/{module}").status_code == 200
            assert http.get(f"/static/00000000/{module}").status_code == 404
        style = http.get("/static/00000000/page.css")
        assert style.status_code == 200
        assert style.headers["cache-control"] == "no-store"
        # The board's file for machines names the picture without a version.
        assert http.get("/static/logo.svg").status_code == 200


def test_each_module_is_fetched_once_and_all_in_one_version(context: BrowserContext) -> None:
    page = context.new_page()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(urlsplit(request.url).path))
    page.goto("/", wait_until="load")
    expect(page.locator(".bot")).to_have_count(1)
    scripts = [path.split("/") for path in fetched if path.endswith(".js")]
    assert sorted(parts[-1] for parts in scripts) == sorted(MODULES | LATER)
    assert len({parts[2] for parts in scripts}) == 1
    preloaded = page.locator("link[rel=modulepreload]").evaluate_all(
        "links => links.map(link => link.href)"
    )
    assert {link.split("/")[-1] for link in preloaded} == MODULES - {"chat.js"}


@pytest.mark.long
@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_page_without_one_of_its_modules_is_a_page_without_scripts(
    context: BrowserContext, module: str
) -> None:
    page = context.new_page()
    page.route(f"**/{module}", lambda route: route.fulfill(status=404))
    page.goto("/")
    page.get_by_role("button", name="Opening hours").click()
    expect(page.locator(".bot")).to_have_count(2)


def test_the_whole_page_weighs_less_than_one_photo(context: BrowserContext) -> None:
    page = context.new_page()
    requests: list[Request] = []
    page.on("requestfinished", lambda request: requests.append(request))  # noqa: PLW0108
    page.goto("/", wait_until="load")
    expect(page.locator(".bot[data-id]")).to_have_count(1)
    answers = [answer for request in requests if (answer := request.response())]
    sizes = {answer.url: len(answer.body()) for answer in answers}
    assert len(sizes) == 16, sizes
    assert sum(sizes.values()) < 89_000, (sum(sizes.values()), sizes)
    assert all(url.startswith("http://127.0.0.1") for url in sizes)
