"""Nobody stops the web server by holding connections: whoever is late or too many is let go."""

from __future__ import annotations

import logging
import resource
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from socket import SHUT_WR, SO_RCVBUF, SOL_SOCKET, create_connection, socket

import pytest
import structlog

from bot.channels.web.bounds import limits
from bot.channels.web.bounds.limits import Bounds
from storage.database import Database
from storage.keyring import KeyRing
from tests.bot.channels.web.site import Site, Visitor

BOUNDS = Bounds(connections=12, unfinished=4, polls=3, polls_of_one=2)
HALF_HEAD = b"GET /rooms.json HTTP/1.1\r\nHost: x\r\nX-Slow: "
WHOLE = b"GET /rooms.json HTTP/1.1\r\nHost: x\r\n\r\n"
HALF_BODY = b"POST /leave HTTP/1.1\r\nHost: x\r\nCookie: visitor=%b\r\nContent-Length: 99\r\n"
NOW_BODY = b"\r\n{"
COOKIE = b"A" * 22


@pytest.fixture(scope="module")
def narrow_site(
    sqlite_template: Path, keys: KeyRing, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    path = tmp_path_factory.mktemp("site") / "buurtbot.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}", keys)
    made = Site(database, BOUNDS)
    yield made
    made.stops()
    database.close()


@pytest.fixture
def narrow(narrow_site: Site) -> Iterator[Site]:
    """A web server with room for few, that nobody is connected to."""
    yield narrow_site
    narrow_site.hurries = True
    until(lambda: not len(narrow_site.connections))
    narrow_site.hurries = False


@pytest.fixture
def call(narrow: Site) -> Iterator[Callable[..., socket]]:
    """Connects, and says this much."""
    opened: list[socket] = []

    def connect(*said: bytes) -> socket:
        opened.append(made := create_connection(address(narrow), timeout=10))
        for piece in said:
            made.sendall(piece)
        return made

    yield connect
    for one in opened:
        one.close()


def until(is_so: Callable[[], bool]) -> None:
    """Wait, but not for ever."""
    end = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < end


def address(site: Site) -> tuple[str, int]:
    return "127.0.0.1", int(site.url.rpartition(":")[2])


def heard(line: socket) -> bytes:
    """Everything that comes until the other side hangs up."""
    got = b""
    with suppress(ConnectionResetError):
        while piece := line.recv(65_536):
            got += piece
    return got


def answered(line: socket) -> bytes:
    """One whole answer."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += line.recv(65_536)
    head, _, body = got.partition(b"\r\n\r\n")
    length = head.lower().partition(b"content-length: ")[2].split()[:1]
    while len(body) < int(*length):
        body += line.recv(65_536)
    return head


def is_served(site: Site) -> bool:
    """Whether somebody who comes now, on a connection of their own, gets an answer."""
    with create_connection(address(site), timeout=10) as line:
        line.sendall(WHOLE)
        return answered(line).startswith(b"HTTP/1.1 200")


def is_open(line: socket) -> bool:
    line.setblocking(False)
    try:
        return line.recv(1) != b""
    except BlockingIOError:
        return True
    except ConnectionResetError:
        return False
    finally:
        line.settimeout(10)


def body_of(address: bytes) -> bytes:
    return HALF_BODY % COOKIE + b"X-Forwarded-For: " + address + b"\r\n" + NOW_BODY


@pytest.mark.parametrize("half", [b"", HALF_HEAD, HALF_BODY % COOKIE + NOW_BODY])
def test_many_unfinished_requests_of_one_address_keep_nobody_out(
    narrow: Site, call: Callable[..., socket], half: bytes
) -> None:
    lines = [call(half) for _ in range(3 * BOUNDS.connections)]
    assert is_served(narrow)
    assert len(narrow.connections) <= BOUNDS.unfinished + 1
    # Not whoever came last is let go: a visitor would be the last.
    assert heard(lines[0]) == b""
    assert [is_open(line) for line in lines].count(True) <= BOUNDS.unfinished
    assert is_open(lines[-1])
    lines[-1].sendall(b"\r\n\r\n" if half == HALF_HEAD else WHOLE if not half else b"}" + b" " * 97)
    wanted = b"HTTP/1.1 204" if NOW_BODY in half else b"HTTP/1.1 200"
    assert answered(lines[-1]).startswith(wanted)


def test_each_address_has_its_own_unfinished_requests(
    narrow: Site, call: Callable[..., socket]
) -> None:
    def newest() -> object:
        # The server goes on meanwhile: a copy stands still.
        of_one = list(narrow.connections._unfinished.get("203.0.113.9", {}).copy())
        return of_one[-1] if of_one else None

    def comes() -> socket:
        """One more of that address, and the server has read where it is from."""
        before = newest()
        line = call(body_of(b"192.0.2.1, 203.0.113.9"))
        until(lambda: newest() is not before)
        return line

    other = call(body_of(b"203.0.113.9, 192.0.2.1"))
    many = [comes() for _ in range(BOUNDS.unfinished + 2)]
    assert heard(many[0]) == heard(many[1]) == b""
    assert is_open(many[-1])
    assert is_open(other)


@pytest.mark.parametrize(
    ("said", "seconds", "answer"),
    [
        (b"", BOUNDS.head, b""),
        (b"G", BOUNDS.head, b"HTTP/1.1 408"),
        (HALF_HEAD, BOUNDS.head, b"HTTP/1.1 408"),
        (HALF_BODY % COOKIE, BOUNDS.head, b"HTTP/1.1 408"),
        (HALF_BODY % COOKIE + NOW_BODY, BOUNDS.body, b"HTTP/1.1 408"),
    ],
)
def test_a_request_has_a_deadline_in_all_however_slowly_it_drips(
    narrow: Site, call: Callable[..., socket], said: bytes, seconds: float, answer: bytes
) -> None:
    line = call(said)
    assert is_served(narrow)
    for _ in range(2):
        narrow.seconds += seconds * 0.45
        if said:
            line.sendall(b"x")
        assert is_served(narrow)
        assert is_open(line)
    narrow.seconds += seconds * 0.11
    assert heard(line).startswith(answer)


def test_after_an_answer_the_time_begins_with_the_next_byte(
    narrow: Site, call: Callable[..., socket]
) -> None:
    line = call(WHOLE)
    assert answered(line).startswith(b"HTTP/1.1 200")
    narrow.seconds += BOUNDS.head + 1
    assert is_served(narrow)
    line.sendall(HALF_HEAD)
    assert is_open(line)
    line.sendall(b"\r\n\r\n")
    assert answered(line).startswith(b"HTTP/1.1 200")
    line.sendall(b"G")
    assert is_served(narrow)
    narrow.seconds += BOUNDS.head + 1
    assert heard(line).startswith(b"HTTP/1.1 408")


def test_a_body_that_nobody_wants_has_its_deadline_too(
    narrow: Site, call: Callable[..., socket]
) -> None:
    line = call(b"POST /rooms HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{")
    assert answered(line).startswith(b"HTTP/1.1 405")
    narrow.seconds += BOUNDS.body * 0.9
    line.sendall(b"x")
    narrow.seconds += BOUNDS.body * 0.2
    assert b"408" not in heard(line)


def test_an_answer_that_nobody_takes_has_its_deadline(narrow: Site) -> None:
    with socket() as line:
        line.setsockopt(SOL_SOCKET, SO_RCVBUF, 4096)
        line.connect(address(narrow))
        style = f"/static/{narrow.web._pages.version}/page.css"
        line.sendall(f"GET {style} HTTP/1.1\r\nHost: x\r\n\r\n".encode() * 1_000)
        until(lambda: any(one.flow.write_paused for one in list(narrow.connections._at)))  # type: ignore[attr-defined]
        narrow.seconds += BOUNDS.answer - 1
        assert is_served(narrow)
        assert len(narrow.connections) >= 1
        narrow.seconds += 2
        until(lambda: len(narrow.connections) <= 1)
        assert is_served(narrow)


def test_nonsense_after_the_answer_ends_the_connection_without_a_word(
    narrow: Site, call: Callable[..., socket], caplog: pytest.LogCaptureFixture
) -> None:
    line = call(CHUNKED.replace(b"/leave", b"/rooms"))
    assert answered(line).startswith(b"HTTP/1.1 405")
    line.sendall(b"no number\r\n")
    assert heard(line) == b""
    assert [one for one in caplog.records if one.exc_info] == []


def test_whoever_is_answered_makes_room_for_whoever_comes(
    narrow: Site, call: Callable[..., socket]
) -> None:
    lines = []
    for _ in range(2 * BOUNDS.connections):
        lines.append(call(WHOLE))
        assert answered(lines[-1]).startswith(b"HTTP/1.1 200")
    assert len(narrow.connections) == BOUNDS.connections
    assert heard(lines[0]) == b""
    assert is_open(lines[-1])


def test_when_all_are_being_answered_the_next_one_is_asked_to_come_again(
    sqlite_template: Path, keys: KeyRing, tmp_path: Path
) -> None:
    shutil.copy(sqlite_template, tmp_path / "buurtbot.db")
    database = Database(f"sqlite:///{tmp_path / 'buurtbot.db'}", keys)
    site = Site(database, Bounds(connections=2, polls=9))
    waiting = [Visitor(site), Visitor(site)]
    try:
        with ThreadPoolExecutor(2) as others:
            polls = [others.submit(one.http.get, "/messages") for one in waiting]
            until(lambda: len(site.web._mailbox._bells.get("", ())) == 2)
            answer = Visitor(site).http.get("/rooms.json")
            site.stops()
            assert [one.result(10).json() for one in polls] == [[], []]
    finally:
        site.stops()
        database.close()
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0


def test_pages_that_wait_for_news_have_a_limit_of_their_own(narrow: Site) -> None:
    def polls(address: str, **asked: str) -> bool:
        """Whether this page gets a place to wait in."""
        heads = {"X-Forwarded-For": address}
        answer = Visitor(narrow).http.get("/messages", params=asked, headers=heads)
        return "retry-after" not in answer.headers

    with ThreadPoolExecutor(BOUNDS.polls) as others:
        first = [others.submit(polls, "192.0.2.1") for _ in range(BOUNDS.polls_of_one)]
        until(lambda: narrow.web.page.polls._waiting.total() == BOUNDS.polls_of_one)
        assert not polls("192.0.2.1")
        last = others.submit(polls, "192.0.2.2")
        until(lambda: narrow.web.page.polls._waiting.total() == BOUNDS.polls)
        assert not polls("192.0.2.3")
        assert is_served(narrow)
        narrow.loop.call_soon_threadsafe(narrow.web._mailbox.close)
        assert all(one.result(10) for one in [*first, last])
    assert not narrow.web.page.polls._waiting
    narrow.web._mailbox._closed = False


GET = b"GET / HTTP/1.1\r\nHost: x\r\n"
POST = b"POST /leave HTTP/1.1\r\nHost: x\r\nCookie: visitor=" + COOKIE + b"\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
ODD = {
    "no head": b"\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "another version": b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    "http/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "tls": bytes.fromhex("1603010200010001fc0303") + bytes(500),
    "ssh": b"SSH-2.0-OpenSSH_9.2\r\n",
    "zero bytes": bytes(2_000),
    "one huge header": GET + b"X: " + b"x" * 65_536 + b"\r\n\r\n",
    "one huge address": b"GET /" + b"x" * 65_536 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "many headers": GET + b"" + b"X: y\r\n" * 20_000 + b"\r\n",
    "a huge cookie": GET + b"Cookie: visitor=" + b"x" * 9_000 + b"\r\n\r\n",
    "not utf-8": b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    "not utf-8 by number": b"GET /%ff%fe%00?start=%ff&room=%00 HTTP/1.1\r\nHost: \xff\r\n\r\n",
    "a header of no letters": GET + b"\xff: x\r\nAccept-Language: \xff\r\n\r\n",
    "a folded header": GET + b"X: a\r\n b\r\n\r\n",
    "a header without a name": GET + b": y\r\n\r\n",
    "two hosts": GET + b"Host: y\r\n\r\n",
    "half a line": b"GET / HTTP/1.1\nHost: x\n\n",
    "an odd method": b"\x01BREW / HTTP/1.1\r\nHost: x\r\n\r\n",
    "an unknown method": b"BREW / HTTP/1.1\r\nHost: x\r\n\r\n",
    "an address elsewhere": b"GET http://evil.example/ HTTP/1.1\r\nHost: x\r\n\r\n",
    "a tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n",
    "a star": b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    "a websocket": GET + b"Connection: upgrade\r\nUpgrade: websocket\r\n\r\n",
    "http/2 in the open": GET + b"Connection: upgrade\r\nUpgrade: h2c\r\n\r\n",
    "too short a length": POST + b"Content-Length: 2\r\n\r\n{}" + b"y" * 500,
    "two lengths": POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}}",
    "no length": POST + b"Content-Length: -1\r\n\r\n{}",
    "words for a length": POST + b"Content-Length: two\r\n\r\n{}",
    "an endless length": POST + b"Content-Length: " + b"9" * 400 + b"\r\n\r\n{}",
    "a length and chunks": CHUNKED[:-2] + b"Content-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "another coding": POST + b"Transfer-Encoding: gzip\r\n\r\n{}",
    "no size of a chunk": CHUNKED + b"{}\r\n0\r\n\r\n",
    "too short a chunk": CHUNKED + b"1\r\n{}\r\n0\r\n\r\n",
    "a negative chunk": CHUNKED + b"-2\r\n{}\r\n0\r\n\r\n",
    "an endless chunk": CHUNKED + b"f" * 30 + b"\r\n{}\r\n",
    "a bad chunk after a good one": CHUNKED + b"2\r\n{}\r\nzz\r\n",
    "a bad chunk of a body nobody wants": CHUNKED.replace(b"/leave", b"/rooms") + b"zz\r\n",
    "odd trailers": CHUNKED + b"2\r\n{}\r\n0\r\nX: \xff\r\n: y\r\n\r\n",
    "waits to be asked": POST + b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n{}",
    "waits for nobody": POST.replace(b"/leave", b"/") + b"Expect: 100-continue\r\n\r\n",
    "expects something else": POST + b"Content-Length: 2\r\nExpect: tea\r\n\r\n{}",
    "many at once": b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n" * 40,
    "good and then bad": WHOLE + b"\xff\xff\r\n\r\n",
    "good and then half": WHOLE + HALF_HEAD,
}


@pytest.mark.parametrize("ends", ["and hangs up", "and waits"])
def test_whatever_is_no_request_is_answered_or_let_go_without_a_word_in_the_log(
    site: Site, caplog: pytest.LogCaptureFixture, ends: str
) -> None:
    lines = {odd: create_connection(address(site), timeout=10) for odd in ODD}
    with caplog.at_level(logging.DEBUG), structlog.testing.capture_logs() as log:
        for odd, line in lines.items():
            with suppress(ConnectionResetError, BrokenPipeError):
                line.sendall(ODD[odd])
                if ends == "and hangs up":
                    line.shutdown(SHUT_WR)
        assert is_served(site)
        site.hurries = True
        for odd, line in lines.items():
            answer = heard(line)
            line.close()
            assert not answer or answer.startswith(b"HTTP/1.1 "), odd
            assert b"HTTP/1.1 5" not in answer, odd
        site.hurries = False
    assert is_served(site)
    bad = [one.getMessage() for one in caplog.records if one.exc_info or one.levelname == "ERROR"]
    assert bad == log == []


def test_a_stop_waits_for_nobody_who_has_not_said_everything(
    new_site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    halves = [b"", HALF_HEAD, HALF_BODY % COOKIE + NOW_BODY, WHOLE]
    lines = [create_connection(address(new_site), timeout=10) for _ in halves]
    for line, half in zip(lines, halves, strict=True):
        line.sendall(half)
    assert is_served(new_site)
    began = time.monotonic()
    new_site.stops()
    assert time.monotonic() - began < 1.5
    for line in lines:
        heard(line)
        line.close()
    assert [one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == []


def test_files_are_kept_for_the_rest_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    have = [256, 256]
    monkeypatch.setattr(resource, "getrlimit", lambda _: tuple(have))
    monkeypatch.setattr(resource, "setrlimit", lambda _, wanted: have.__setitem__(0, wanted[0]))
    for soft, hard, files in (
        (256, 256, 256),
        (1024, 4096, 4096),
        (1024, 1_048_576, limits.MOST_FILES),
        (64, resource.RLIM_INFINITY, limits.MOST_FILES),
        (1_000_000, 1_000_000, 1_000_000),
    ):
        have[:] = [soft, hard]
        limits.raise_file_limit()
        assert have[0] == files
        bounds = limits.bounds_here()
        assert bounds.connections <= max(files - limits.RESERVE, files // 2)
        assert bounds.polls < bounds.connections <= limits.MOST_CONNECTIONS
