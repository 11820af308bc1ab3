"""The address that a browser gives us for signs of news: anybody can make one up.

So it is taken from the internet only: over https, at its usual port, by a name, and never from a
network at home, from this computer, or from where computers in a cloud are told their secrets.
What a name stands for is looked up when we connect, and we connect to what was looked at.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from bot.channels.web.stay import sealing
from storage.repositories.pushes import PushAddress

LONGEST = 800
LONGEST_HOST = 253
# Names that are for no more than one network, whatever they stand for there.
AT_HOME = (".local", ".localhost", ".internal", ".lan", ".home", ".home.arpa", ".intranet", ".test")
NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotOutside(OSError):
    """A name stands for a place that nothing is sent to."""


class NoAddress(ValueError):
    """Nothing that a sign can be sent to."""


@dataclass(frozen=True, slots=True)
class Outside:
    """Where signs may go. ``trusted`` are origins that a test has on this computer, over http."""

    trusted: tuple[str, ...] = ()

    def check(self, endpoint: str) -> str:
        """The origin of an address; raises NoAddress."""
        if len(endpoint) > LONGEST or not endpoint.isascii() or not endpoint.isprintable():
            raise NoAddress
        try:
            parts = urlsplit(endpoint)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise NoAddress from None
        origin = f"{parts.scheme}://{parts.netloc}"
        if any(sign in endpoint for sign in " \\#") or "@" in parts.netloc:
            raise NoAddress
        if origin in self.trusted:
            return origin
        if parts.scheme != "https" or port not in {None, 443} or not _is_outside(host):
            raise NoAddress
        return f"https://{host}"

    def resolver(self) -> AbstractResolver:
        """Looks names up, and knows of no place that nothing is sent to."""
        hosts = {urlsplit(origin).hostname or "" for origin in self.trusted}
        return _Resolver(frozenset(hosts))


class _Resolver(AbstractResolver):
    def __init__(self, trusted: frozenset[str]) -> None:
        self._names = ThreadedResolver()
        self._trusted = trusted

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a name, none when one of them is not outside."""
        found = await self._names.resolve(host, port, family)
        if host not in self._trusted and not are_outside([one["host"] for one in found]):
            raise NotOutside(f"{host} is not on the internet")
        return found

    async def close(self) -> None:
        """Nothing is kept open."""
        await self._names.close()


def are_outside(addresses: Sequence[str]) -> bool:
    """Whether all of these are on the internet; none at all is not."""
    return bool(addresses) and all(_is_public(address) for address in addresses)


def read(parts: object, key: int, outside: Outside) -> PushAddress:
    """What a browser posted as its address; raises NoAddress."""
    keys = parts.get("keys") if isinstance(parts, dict) else None
    if not isinstance(parts, dict) or not isinstance(keys, dict):
        raise NoAddress
    endpoint, p256dh, auth = parts.get("endpoint"), keys.get("p256dh"), keys.get("auth")
    if not (isinstance(endpoint, str) and isinstance(p256dh, str) and isinstance(auth, str)):
        raise NoAddress
    if len(p256dh) > 100 or len(auth) > 40 or not (p256dh + auth).isascii():
        raise NoAddress
    outside.check(endpoint)
    try:
        sealing.point_of(p256dh)
        sealing.secret_of(auth)
    except sealing.NoKey:
        raise NoAddress from None
    return PushAddress(endpoint=endpoint, p256dh=p256dh, auth=auth, key=key)


def _is_outside(host: str) -> bool:
    """Whether a host is a name as the internet has them; a number is none."""
    if not host or len(host) > LONGEST_HOST or "." not in host or host.endswith(AT_HOME):
        return False
    # The last part of a name has letters: "127.1" and "0x7f.1" are numbers to some computers.
    *_, last = host.rstrip(".").split(".")
    return last.isalpha() or last.startswith("xn--")


def _is_public(written: str) -> bool:
    try:
        address: Address = ipaddress.ip_address(written.partition("%")[0])
    except ValueError:
        return False
    inner: Address | None = None
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        # Teredo, and what networks at home had before fc00::/7.
        if address.teredo or address.is_site_local:
            return False
    if inner is not None:
        address = inner
    return address.is_global and not (address.is_multicast or address.is_reserved)
