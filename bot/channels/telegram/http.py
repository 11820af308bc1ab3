"""python-telegram-bot's way to the network, over aiohttp: half the time of its own httpx.

It also tells apart what httpx's errors blur: not reached (safe to try again) from no answer.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlencode

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

# python-telegram-bot 22 warns at each RetryAfter until it is told that we read its new form.
os.environ.setdefault("PTB_TIMEDELTA", "true")

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 20.0
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class NotReached(NetworkError):
    """No connection: the request was certainly not taken in."""


class NoAnswer(TimedOut):
    """The request went out and no answer came: nobody knows."""


class ServerTrouble(NetworkError):
    """The service answered with a 5xx."""


class Request(BaseRequest):
    """One pool of connections."""

    def __init__(self, connections: int) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer; long polls add their own."""
        return ANSWER_SECONDS

    async def initialize(self) -> None:
        """Open the pool."""
        connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60)
        self._session = aiohttp.ClientSession(connector=connector)

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session:
            await self._session.close()

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
        timeout = aiohttp.ClientTimeout(total=None, connect=CONNECT_SECONDS, sock_read=seconds)
        try:
            body, headers = _body(request_data)
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout
            ) as answer:
                content = await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as problem:
            raise NotReached(type(problem).__name__) from None
        except (TimeoutError, aiohttp.ClientError, OSError) as problem:
            raise NoAnswer(type(problem).__name__) from None
        if answer.status >= 500:
            raise ServerTrouble(f"HTTP {answer.status}")
        return answer.status, content


def _body(data: RequestData | None) -> tuple[Any, dict[str, str]]:
    if data is None:
        return None, {}
    if not data.multipart_data:
        return urlencode(data.json_parameters).encode(), FORM
    form = aiohttp.FormData()
    for key, value in data.json_parameters.items():
        form.add_field(key, value)
    for key, (filename, content, mime) in data.multipart_data.items():
        form.add_field(key, content, filename=filename, content_type=mime)
    return form, {}
