"""A push service of our own on this computer, and browsers that get their addresses from it.

It keeps the rules of RFC 8030, 8291 and 8292 as they are written there, apart from how the program
does: whoever does not sign is refused, and what no browser can open is counted. The first part of
an address says how it behaves.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

STATUS = {
    "gone": 410,
    "missing": 404,
    "large": 413,
    "broken": 503,
    "denied": 403,
    "busy": 429,
    # Where a lie leads nobody should come.
    "leads": 302,
    "hidden": 201,
}
DAY = 24 * 60 * 60


def plain(value: str) -> bytes:
    return urlsafe_b64decode(value + "==")


def wrapped(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")


@dataclass
class Browser:
    """A browser with an address for signs, and the signs it was given."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey
    auth: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    signs: list[dict[str, Any]] = field(default_factory=list)
    # Whose signs it takes; the first who gives one.
    of: str = ""

    @property
    def point(self) -> bytes:
        form = serialization.PublicFormat.UncompressedPoint
        return self.key.public_key().public_bytes(serialization.Encoding.X962, form)

    def subscription(self, **more: Any) -> dict[str, Any]:
        """What its script posts."""
        keys = {"p256dh": wrapped(self.point), "auth": wrapped(self.auth)}
        return {"endpoint": self.endpoint, "keys": keys, "number": 1, **more}

    def opens(self, body: bytes) -> dict[str, Any]:
        """What a sign says (RFC 8188 and 8291)."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        theirs, cipher = body[21 : 21 + length], body[21 + length :]
        assert len(cipher) <= size
        sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        shared = self.key.exchange(ec.ECDH(), sender)
        mixed = _mac(_mac(self.auth, shared), b"WebPush: info\0" + self.point + theirs + b"\1")
        prk = _mac(salt, mixed)
        key = _mac(prk, b"Content-Encoding: aes128gcm\0\1")[:16]
        nonce = _mac(prk, b"Content-Encoding: nonce\0\1")[:12]
        words = AESGCM(key).decrypt(nonce, cipher, None).rstrip(b"\0")
        assert words[-1:] == b"\2", "the last record says that it is the last"
        said: dict[str, Any] = json.loads(words[:-1])
        return said


class PushService:
    """The service; ``clock`` says what time it is there, in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.browsers: dict[str, Browser] = {}
        self.counts: Counter[str] = Counter()
        self.sizes: set[int] = set()
        self.at_once = self.most_at_once = 0
        self.delay = 0.0
        self.problems: list[str] = []
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    def browser(self, kind: str = "good") -> Browser:
        """Another browser; ``kind`` is how the service answers for it."""
        path = f"/{kind}/{secrets.token_urlsafe(12)}"
        made = Browser(self.origin + path, ec.generate_private_key(ec.SECP256R1()))
        self.browsers[path] = made
        return made

    def stops(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        self.origin = f"http://{host}:{port}"
        self._ready.set()
        await self._stop.wait()
        await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return await self._taken(request)
        finally:
            self.at_once -= 1

    async def _taken(self, request: web.Request) -> web.StreamResponse:
        kind = request.path.split("/")[1]
        self.counts[kind] += 1
        if self.delay:
            await asyncio.sleep(self.delay)
        if kind == "endless":
            return await _endless(request)
        if kind != "good":
            headers = {"Retry-After": "7", "Location": f"{self.origin}/hidden/x"}
            return web.Response(status=STATUS[kind], headers=headers)
        browser = self.browsers[request.path]
        try:
            key = self._signer(request.headers)
        except (AssertionError, InvalidSignature, KeyError, ValueError) as problem:
            self.problems.append(repr(problem))
            return web.Response(status=403)
        browser.of = browser.of or key
        if browser.of != key:
            return web.Response(status=403)
        try:
            body = await request.read()
        except ConnectionResetError:
            # Whoever sends was killed.
            return web.Response(status=400)
        self.sizes.add(len(body))
        if len(body) > 4096:
            return web.Response(status=413)
        try:
            browser.signs.append(browser.opens(body))
        except (AssertionError, InvalidTag, ValueError) as problem:
            self.problems.append(repr(problem))
        return web.Response(status=201, headers={"Location": f"{self.origin}/message"})

    def _signer(self, headers: Any) -> str:
        """The key of whoever sends, if their signature is good (RFC 8292)."""
        assert headers["Content-Encoding"] == "aes128gcm"
        assert int(headers["TTL"]) >= 0
        assert headers["Urgency"] in {"very-low", "low", "normal", "high"}
        assert 0 < len(headers["Topic"]) <= 32
        scheme, _, parts = headers["Authorization"].partition(" ")
        assert scheme == "vapid"
        named = dict(part.strip().split("=", 1) for part in parts.split(","))
        said, _, mark = named["t"].rpartition(".")
        head, claims = (json.loads(plain(part)) for part in said.split("."))
        assert head["alg"] == "ES256"
        assert claims["aud"] == self.origin
        assert 0 < claims["exp"] - self._clock() <= DAY
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), plain(named["k"]))
        signature = plain(mark)
        assert len(signature) == 64
        r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
        point.verify(encode_dss_signature(r, s), said.encode(), ec.ECDSA(hashes.SHA256()))
        return named["k"]


async def _endless(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse(status=201)
    await answer.prepare(request)
    for _ in range(10_000):
        await answer.write(b"x" * 65_536)
    return answer


def _mac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, hashlib.sha256)
