"""A page that has a safe address, opened over http: it says so, and so does the doctor."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.requests import Request

from bot.channels.web import page_texts, server
from bot.channels.web.pages import Pages
from bot.rendering.text import Reader
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.neighbourhood.file import read_text
from tests.bot.channels.web.site import Site
from tests.conftest import TWO_ROOMS

SAFE = "https://buurt.example.org"
PROXY, NEIGHBOUR = "127.0.0.1", "192.168.1.20"


def asked(client: str, **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: dict[str, Any] = {"type": "http", "path": "/", "query_string": b"", "headers": raw}
    return Request({**scope, "client": (client, 1), "method": "GET"})


@pytest.fixture
def pages() -> Pages:
    view = NeighbourhoodView(read_text(TWO_ROOMS, "two-rooms.toml"))
    return Pages(lambda: view, SAFE)


@pytest.mark.parametrize(
    ("request_", "is_plain"),
    [
        (asked(PROXY, x_forwarded_for="1.2.3.4", x_forwarded_proto="https"), False),
        (asked(PROXY, x_forwarded_for="1.2.3.4", x_forwarded_proto="http"), True),
        (asked(PROXY, x_forwarded_for="1.2.3.4"), False),
        (asked(PROXY), False),
        (asked(NEIGHBOUR, x_forwarded_for="1.2.3.4"), False),
        (asked(NEIGHBOUR), True),
        (asked("fe80::1%eth0"), True),
        (asked("::1"), False),
    ],
)
def test_a_page_says_that_it_is_read_in_the_open_where_that_is_sure(
    pages: Pages, request_: Request, *, is_plain: bool
) -> None:
    assert pages.is_plain(request_) is is_plain
    reader = Reader.of("en", "nl")
    shown = pages.show("problem.html", page_texts.PROBLEM, reader, sentence="", is_plain=is_plain)
    said = bytes(shown.body).decode()
    assert f'<a href="{SAFE}/">' in said
    # Else a script looks, and shows the same line.
    assert ('class="safe" hidden' in said) is not is_plain
    assert "safe.js" in said


def test_where_there_is_no_safe_address_nobody_is_sent_there(site: Site) -> None:
    view = NeighbourhoodView(read_text(TWO_ROOMS, "two-rooms.toml"))
    plain = Pages(lambda: view, "http://192.168.1.5:8080")
    assert not plain.is_plain(asked(NEIGHBOUR))
    reader = Reader.of("en", "nl")
    shown = plain.show("problem.html", page_texts.PROBLEM, reader, sentence="")
    assert b"safe" not in shown.body
    assert site.url


def test_the_doctor_says_when_http_is_answered_too(site: Site) -> None:
    port = int(site.url.rpartition(":")[2])
    said = server.is_open_too("https://127.0.0.1", port)
    assert "http://127.0.0.1" in said
    assert "https://127.0.0.1" in said
    # Nothing of ours answers there, or there is no safe address.
    assert server.is_open_too("https://127.0.0.1", 1) == ""
    assert server.is_open_too("http://127.0.0.1", port) == ""
    assert server.is_open_too("", port) == ""
