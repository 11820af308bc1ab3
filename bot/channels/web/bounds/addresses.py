"""Whose a request is, for counting: an address on the internet, as far as it can be believed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network, ip_address

# What a proxy writes is short; whoever writes more is not believed.
LONGEST = 100
HERE = "here"
BRACKETS = re.compile(r"\[([^\]]{1,99})\](?::[0-9]{1,5})?")
PORT = re.compile(r"([^:]{1,99}):[0-9]{1,5}")
ALONE = re.compile(r"(.{0,99})")
Headers = Iterable[tuple[bytes, bytes]]


def whose(peer: str, headers: Headers = ()) -> str:
    """The address that a request counts for; ``peer`` is who connected, empty on a unix socket.

    Only a proxy on this machine is believed, and of what it says the last hop only: that one it
    added itself, anybody can write the others. Who has an IPv6 address has 2^64 of them.
    """
    own, is_near = _peer(peer)
    if not is_near:
        return own
    return _counted(_bare(_last_hop(headers))) or own


@lru_cache(maxsize=1024)
def _peer(peer: str) -> tuple[str, bool]:
    """What somebody who connected counts for, and whether that was on this machine."""
    own = _counted(peer)
    if not own:
        return HERE, not peer
    address = ip_address(peer)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return own, (mapped or address).is_loopback


def _counted(text: str) -> str:
    """An address as it is counted; empty when it is none."""
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address) >> 64 << 64, 64)))


def _last_hop(headers: Headers) -> str:
    """The last hop of the last line; ``Forwarded`` (RFC 7239) counts where the other is not."""
    lines = {name: value for name, value in headers if name in {b"x-forwarded-for", b"forwarded"}}
    line = lines.get(b"x-forwarded-for", lines.get(b"forwarded", b""))
    hop = line[-LONGEST:].rpartition(b",")[2].decode("ascii", "replace").strip()
    if b"x-forwarded-for" in lines:
        return hop
    pairs = (pair.strip().partition("=") for pair in hop.split(";"))
    said = [value for name, _, value in pairs if name.lower() == "for"]
    return said[0] if len(said) == 1 else ""


def _bare(hop: str) -> str:
    """A hop without its quotes, brackets and port; empty when that is not how it is written."""
    if len(hop) > 1 and hop[0] == hop[-1] == '"':
        hop = hop[1:-1]
    written = BRACKETS if hop.startswith("[") else PORT if hop.count(":") == 1 else ALONE
    found = written.fullmatch(hop)
    return found[1] if found else ""
