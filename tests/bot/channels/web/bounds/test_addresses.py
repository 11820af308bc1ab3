"""Whose a request is: a proxy on this machine is believed, what stands before its hop is not."""

from __future__ import annotations

import pytest

from bot.channels.web.bounds.addresses import HERE, whose
from tests.support import stopwatch

PROXY = "127.0.0.1"
XFF, RFC7239 = b"x-forwarded-for", b"forwarded"


def said(*lines: str, name: bytes = XFF) -> list[tuple[bytes, bytes]]:
    return [(b"host", b"rooms.example"), *((name, line.encode("latin-1")) for line in lines)]


@pytest.mark.parametrize(
    ("lines", "address"),
    [
        (["192.0.2.7"], "192.0.2.7"),
        (["203.0.113.9, 198.51.100.1, 192.0.2.7"], "192.0.2.7"),
        (["203.0.113.9", "192.0.2.7"], "192.0.2.7"),
        (["203.0.113.9,192.0.2.1", "junk", " 192.0.2.7 "], "192.0.2.7"),
        (["192.0.2.7:50123"], "192.0.2.7"),
        (["2001:db8:1:2:3:4:5:6"], "2001:db8:1:2::/64"),
        (["2001:db8:1:2:ffff::1"], "2001:db8:1:2::/64"),
        (["[2001:db8:1:2::1]"], "2001:db8:1:2::/64"),
        (["[2001:db8:1:2::1]:443"], "2001:db8:1:2::/64"),
        (["fe80::1%eth0"], "fe80::/64"),
        (["[fe80::1%25eth0]:80"], "fe80::/64"),
        (["::ffff:192.0.2.7"], "192.0.2.7"),
        (["[::ffff:c000:207]:1"], "192.0.2.7"),
        (['"192.0.2.7"'], "192.0.2.7"),
        (["1.2.3.4," * 2_500 + "192.0.2.7"], "192.0.2.7"),
        (["1.2.3.4"] * 10_000 + ["192.0.2.7"], "192.0.2.7"),
    ],
)
def test_the_last_hop_is_the_one_that_our_own_proxy_added(lines: list[str], address: str) -> None:
    for peer in (PROXY, "127.8.9.1", "::1", "::ffff:127.0.0.1", ""):
        assert whose(peer, said(*lines)) == address


@pytest.mark.parametrize(
    ("lines", "address"),
    [
        (["for=192.0.2.7"], "192.0.2.7"),
        (["For=192.0.2.7;proto=https;by=203.0.113.43"], "192.0.2.7"),
        (['for=203.0.113.9, for="[2001:db8:1:2::1]:4711"'], "2001:db8:1:2::/64"),
        (["for=203.0.113.9", 'by=10.0.0.1; for="192.0.2.7:80"'], "192.0.2.7"),
    ],
)
def test_the_header_of_the_standard_is_understood_too(lines: list[str], address: str) -> None:
    assert whose(PROXY, said(*lines, name=RFC7239)) == address


JUNK = [
    "",
    " ",
    ",",
    "192.0.2.7,",
    "unknown",
    "_hidden",
    "localhost",
    "192.0.2.256",
    "192.0.2",
    "0192.0.2.7",
    "192.0.2.7:",
    "192.0.2.7:port",
    "192.0.2.7 198.51.100.1",
    "[192.0.2.7",
    "[2001:db8::1",
    "[2001:db8::1]443",
    "2001:db8::1]:443",
    "[]",
    "[]:80",
    "2001:db8::1::2",
    "fe80::1%",
    '"',
    '""',
    "²",
    "1.2.3.4\xff",
    "' OR 1=1 --",
    "x" * 16_000,
    "192.0.2.7" + " " * 200,
    "1" * 5_000,
]


@pytest.mark.parametrize("junk", JUNK)
def test_junk_counts_for_whoever_brought_it_and_not_for_an_earlier_hop(junk: str) -> None:
    for line in (junk, f"203.0.113.9,{junk}"):
        assert whose(PROXY, said(line)) == PROXY
    assert whose(PROXY, said("203.0.113.9", junk)) == PROXY
    for line in (junk, f"for={junk}", f"for=203.0.113.9,for={junk}", "for=1.2.3.4;for=1.2.3.4"):
        assert whose(PROXY, said(line, name=RFC7239)) == PROXY


def test_what_a_visitor_writes_beside_our_proxy_changes_nothing() -> None:
    both = [*said("for=203.0.113.9", name=RFC7239), *said("203.0.113.9, 192.0.2.7")]
    assert whose(PROXY, both) == whose(PROXY, both[::-1]) == "192.0.2.7"


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "10.0.0.1"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("128.0.0.1", "128.0.0.1"),
        ("::2", "::/64"),
        ("a name", HERE),
    ],
)
def test_nobody_from_elsewhere_is_believed(peer: str, address: str) -> None:
    for name in (XFF, RFC7239):
        for line in ("192.0.2.7", "for=192.0.2.7", "127.0.0.1"):
            assert whose(peer, said(line, name=name)) == address


def test_a_proxy_that_says_nothing_is_one_address_itself() -> None:
    assert whose("127.0.0.1") == "127.0.0.1"
    assert whose("") == HERE


def test_the_longest_head_is_read_in_no_time() -> None:
    longest = said(*(f"{n % 256}.0.0.1" for n in range(10_000)), "x," * 30_000)
    assert whose(PROXY, longest) == PROXY
    assert stopwatch.seconds(lambda: whose(PROXY, longest)) < 0.1
