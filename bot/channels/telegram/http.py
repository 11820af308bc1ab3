"""python-telegram-bot's way to the network, over aiohttp: half the time of its own httpx.

It also tells apart what httpx's errors blur: not reached (safe to try again) from no answer.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import cache
from typing import Any

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

# python-telegram-bot 22 warns at each RetryAfter until it is told that we read its new form.
os.environ.setdefault("PTB_TIMEDELTA", "true")

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 20.0
# Beyond the wait for its first byte: an answer that drips in ends too.
DRIP_SECONDS = 10.0
# A hundred updates, each of them as large as Telegram makes them, are a tenth of this.
LARGEST_ANSWER = 16 * 2**20
JSON = {"Content-Type": "application/json"}
# No part of what is asked stands in itself.
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class NotReached(NetworkError):
    """No connection: the request was certainly not taken in."""


class NoAnswer(TimedOut):
    """The request went out and no answer came: nobody knows."""


class ServerTrouble(NetworkError):
    """The service answered with a 5xx."""


class OddAnswer(TelegramError):
    """An answer that is not Telegram's, or not what was asked for: a proxy's, a captive portal's.

    What was asked may have been done.
    """


class Request(BaseRequest):
    """One pool of connections; ``dated`` is handed the `Date` of each answer."""

    def __init__(self, connections: int, dated: Callable[[str], None] | None = None) -> None:
        self._connections = connections
        self._dated = dated
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer; long polls add their own."""
        return ANSWER_SECONDS

    async def initialize(self) -> None:
        """Open the pool."""
        connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60)
        no_cookies = aiohttp.DummyCookieJar()
        self._session = aiohttp.ClientSession(connector=connector, cookie_jar=no_cookies)

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session:
            await self._session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; raises OddAnswer for what Telegram does not say."""
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError) as problem:
            raise OddAnswer(type(problem).__name__) from None
        if not isinstance(answer, dict):
            raise OddAnswer(type(answer).__name__)
        is_refusal = answer.get("ok") is False and isinstance(answer.get("description"), str)
        if not is_refusal and (answer.get("ok") is not True or "result" not in answer):
            raise OddAnswer("neither done nor refused")
        return answer

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """Ask once; raises NotReached, NoAnswer or ServerTrouble, without the address in it."""
        if self._session is None:
            await self.initialize()
        assert self._session
        seconds = read_timeout if isinstance(read_timeout, int | float) else ANSWER_SECONDS
        try:
            body, headers = _body(request_data)
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=_timeout(seconds)
            ) as answer:
                content = await _read(answer)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as problem:
            raise NotReached(type(problem).__name__) from None
        except (TimeoutError, aiohttp.ClientError, OSError) as problem:
            raise NoAnswer(type(problem).__name__) from None
        if self._dated:
            self._dated(answer.headers.get("Date", ""))
        if answer.status >= 500:
            raise ServerTrouble(f"HTTP {answer.status}")
        return answer.status, content


@cache
def _timeout(seconds: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(
        total=CONNECT_SECONDS + seconds + DRIP_SECONDS, connect=CONNECT_SECONDS, sock_read=seconds
    )


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    """The whole of an answer, if it is not far too large to be one."""
    content = bytearray()
    async for chunk in answer.content.iter_any():
        content += chunk
        if len(content) > LARGEST_ANSWER:
            answer.close()
            raise OddAnswer("too large")
    return bytes(content)


def _body(data: RequestData | None) -> tuple[Any, dict[str, str]]:
    if data is None:
        return None, {}
    if not data.multipart_data:
        # As a form every Arabic letter would be six.
        return _encoded(data.parameters).encode(), JSON
    form = aiohttp.FormData()
    for key, value in data.json_parameters.items():
        form.add_field(key, value)
    for key, (filename, content, mime) in data.multipart_data.items():
        form.add_field(key, content, filename=filename, content_type=mime)
    return form, {}
