"""Hands one sign to the service of a browser, and says what its answer means."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from datetime import datetime, timedelta

import aiohttp
import structlog

from bot.channels.web.stay import sealing
from bot.channels.web.stay.address import NoAddress, Outside
from storage.keyring import KeyMissing, KeyRing
from storage.repositories.pushes import TOO_OLD, PushAddress

# How long a service has for an answer.
PATIENCE = 10.0
# A service keeps a sign for a browser that is not there; tomorrow it is no news any more.
KEPT = int(TOO_OLD.total_seconds())
# A clock may be off by hours on either side; a service takes no more than a day.
SIGNED_FOR, SIGNED_ANEW = timedelta(hours=12), timedelta(hours=1)
SHORTEST_PAUSE, LONGEST_PAUSE = 5.0, 15 * 60.0
# After so many failures in a row nothing is sent to a service for a while.
FAILURES = 5
# One sign takes the place of the one before it, also where it waits for a browser.
TOPIC = "news"
DEAD = {404, 410}
WAIT = {408, 425, 429}
MOST_SERVICES = 1_000
log = structlog.get_logger(__name__)


class Dead(Exception):
    """Nobody is at this address any more."""


class Useless(Exception):
    """The service will not take this sign, however often it comes."""


class Later(Exception):
    """It may be taken after a pause of ``seconds``."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"asked to wait {seconds:.0f} s")
        self.seconds = seconds


class Services:
    """The services of browsers, and which of them need a pause."""

    def __init__(
        self, keys: KeyRing, outside: Outside, clock: Callable[[], datetime], contact: str
    ) -> None:
        self._keys = keys
        self._outside = outside
        self._clock = clock
        self._contact = contact
        self._session: aiohttp.ClientSession | None = None
        self._signed: dict[tuple[str, int], tuple[datetime, str]] = {}
        self._rests: dict[str, float] = {}
        self._failed: dict[str, int] = {}

    async def close(self) -> None:
        """Let go of all connections."""
        if self._session:
            await self._session.close()

    async def give(self, address: PushAddress, words: bytes, tries: int) -> None:
        """Give one sign; raises Dead, Useless or Later."""
        try:
            origin = self._outside.check(address.endpoint)
            headers = self._headers(origin, address.key)
            body = sealing.sealed(words, address.p256dh, address.auth)
        except (NoAddress, sealing.NoKey, KeyMissing):
            # Kept by an older program, or its key is gone: the page asks for a new one.
            raise Dead from None
        left = self._rests.get(origin, 0.0) - asyncio.get_running_loop().time()
        if left > 0:
            raise Later(_spread(left))
        try:
            status, wait = await self._post(address.endpoint, body, headers)
        except (OSError, TimeoutError, aiohttp.ClientError, ValueError) as problem:
            self._has_failed(origin)
            log.info("push.not_given", service=origin, problem=type(problem).__name__)
            raise Later(_back_off(tries)) from problem
        self._understood(origin, status, wait, tries)

    def _understood(self, origin: str, status: int, wait: str, tries: int) -> None:
        """What a service answered."""
        if status in WAIT or status >= 500:
            seconds = min(max(_seconds(wait), _back_off(tries)), LONGEST_PAUSE)
            self._rest(origin, seconds) if status == 429 else self._has_failed(origin)
            raise Later(_spread(seconds))
        self._failed.pop(origin, None)
        if status in DEAD:
            raise Dead
        if not 200 <= status < 300:
            # Too long, not signed as it wants, led elsewhere: the same again helps nobody.
            log.warning("push.refused", service=origin, status=status)
            raise Useless

    async def _post(self, endpoint: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        """What a service answers: its status, and for how long it wants a pause."""
        if self._session is None:
            connector = aiohttp.TCPConnector(resolver=self._outside.resolver(), limit=0)
            timeout = aiohttp.ClientTimeout(total=PATIENCE)
            self._session = aiohttp.ClientSession(
                connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()
            )
        asked = self._session.post(endpoint, data=body, headers=headers, allow_redirects=False)
        async with asked as answer:
            wait = answer.headers.get("Retry-After", "")
            if answer.content_length != 0:
                # Whatever it says, and however long: nobody reads it.
                answer.close()
            return answer.status, wait

    def _headers(self, origin: str, number: int) -> dict[str, str]:
        now = self._clock()
        made, authorization = self._signed.get((origin, number), (now, ""))
        if not authorization or abs(now - made) >= SIGNED_ANEW:
            key = sealing.private_key(self._keys.push_key(number))
            until = int((now + SIGNED_FOR).timestamp())
            authorization = sealing.signed(origin, until, key, self._contact)
            if len(self._signed) >= MOST_SERVICES:
                self._signed.clear()
            self._signed[origin, number] = (now, authorization)
        return {
            "Authorization": authorization,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(KEPT),
            "Topic": TOPIC,
            "Urgency": "normal",
        }

    def _has_failed(self, origin: str) -> None:
        if len(self._failed) >= MOST_SERVICES:
            self._failed.clear()
        self._failed[origin] = self._failed.get(origin, 0) + 1
        if self._failed[origin] >= FAILURES:
            self._failed[origin] = 0
            self._rest(origin, SHORTEST_PAUSE)

    def _rest(self, origin: str, seconds: float) -> None:
        if len(self._rests) >= MOST_SERVICES:
            self._rests.clear()
        self._rests[origin] = asyncio.get_running_loop().time() + seconds


def _seconds(wanted: str) -> float:
    """How long a service wants a pause; a date, or anything else, is no number."""
    return float(wanted[:9]) if wanted.isascii() and wanted.isdigit() else 0.0


def _back_off(tries: int) -> float:
    return float(min(SHORTEST_PAUSE * 2 ** min(tries, 10), LONGEST_PAUSE))


def _spread(seconds: float) -> float:
    """Whoever waits for the same comes back one after the other."""
    return seconds * random.uniform(1, 1.25)  # noqa: S311
