"""The HTTP side: what api.telegram.org would answer."""

import asyncio
from asyncio import Task
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from inspect import iscoroutine
from typing import Any

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http_parser import RawRequestMessage
from aiohttp.streams import StreamReader
from aiohttp.web_protocol import RequestHandler

from tests.telegram_standin.content.uploads import FILE_BYTES
from tests.telegram_standin.http.params import Params, read_params
from tests.telegram_standin.http.replies import reply, reply_json
from tests.telegram_standin.methods import METHODS, REQUIRED, SPELLING
from tests.telegram_standin.records import Call
from tests.telegram_standin.traffic.errors import ApiError, too_many
from tests.telegram_standin.traffic.faults import Fault
from tests.telegram_standin.world import World

Door = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
LARGEST_CALL = FILE_BYTES + 2**20


class Hangup(Exception):
    """The connection is to be closed without an answer."""


class Odd(Exception):
    """The answer is to be another one than Telegram's."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


class Server:
    """Listens, and answers for the world behind it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.side_door: Door | None = None
        self.url = ""
        self._closing = asyncio.Event()
        self._api = f"/bot{world.setting.token}/"
        self._files = f"/file/bot{world.setting.token}/"
        self._runner: web.ServerRunner | None = None

    async def start(self) -> None:
        """Begin to listen."""
        # A poll whose caller has gone must not swallow updates: hence the cancellation.
        server = web.Server(
            self._serve, request_factory=large, handler_cancellation=True, access_log=None
        )
        self._runner = web.ServerRunner(server, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.world.setting.port).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def close(self) -> None:
        """Stop listening; whoever still waits gets an empty answer."""
        self._closing.set()
        self.world.inbox.end_poll()
        await self.world.webhook.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith(self._api):
            return await self._method(request, path.removeprefix(self._api))
        if path.startswith(self._files):
            file = self.world.files.at(path.removeprefix(self._files), self.world.clock())
            return web.Response(body=file.content) if file else reply(ApiError(404, "Not Found"))
        if self.side_door is not None and path.startswith("/_standin/"):
            return await self.side_door(request)
        wrong_token = path.startswith(("/bot", "/file/bot")) and path.count("/") > 1
        return reply(ApiError(401, "Unauthorized") if wrong_token else ApiError(404, "Not Found"))

    async def _method(self, request: web.BaseRequest, spelling: str) -> web.StreamResponse:
        method = SPELLING.get(spelling.lower())
        if method is None:
            return reply(ApiError(404, "Not Found: method not found"))
        call = Call(self.world.clock(), method)
        self.world.begin(call)
        try:
            return reply_json({"ok": True, "result": await self._perform(call, request)})
        except ApiError as refusal:
            call.error = refusal.description
            return reply(refusal)
        except Hangup:
            call.error = "no answer"
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        except Odd as odd:
            call.error = "an odd answer"
            return web.Response(body=odd.body, status=odd.status)
        except asyncio.CancelledError:
            call.error = "the caller went away"
            raise
        finally:
            self.world.end(call)

    async def _perform(self, call: Call, request: web.BaseRequest) -> Any:
        params = await read_params(request)
        call.params = {**params.values, **params.files}
        fault = self.world.faults.strike(call.method)
        if fault is not None:
            call.fault = fault.kind
            await self._suffer(fault, params)
        if fault is not None and fault.kind == "odd" and call.method == "getUpdates":
            # What was not read is still to be fetched.
            raise Odd(*fault.answer)
        params.require(REQUIRED[call.method])
        result = METHODS[call.method](self.world, params)
        call.result = await result if iscoroutine(result) else result
        if call.fault == "lose_reply":
            raise Hangup
        if fault is not None and fault.kind == "odd":
            raise Odd(*fault.answer)
        return call.result

    async def _suffer(self, fault: Fault, params: Params) -> None:
        """Let go wrong what goes wrong before the call has any effect."""
        kind = fault.kind
        if kind in {"hang", "delay"}:
            await self._pause(fault.seconds)
        if kind in {"hang", "drop", "drop_poll"}:
            raise Hangup
        if kind == "too_many":
            raise too_many(round(fault.seconds))
        if kind == "server_error":
            raise ApiError(HTTPStatus.INTERNAL_SERVER_ERROR, "Internal Server Error")
        if kind == "bad_gateway":
            raise ApiError(HTTPStatus.BAD_GATEWAY, "Bad Gateway")
        if kind in {"block", "migrate"}:
            self.world.spoil(kind, params)

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            pass


def large(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: RequestHandler,
    writer: AbstractStreamWriter,
    task: "Task[None]",
) -> web.BaseRequest:
    """Return a request that may carry a file as large as Telegram takes."""
    loop = asyncio.get_running_loop()
    return web.BaseRequest(
        message, payload, protocol, writer, task, loop, client_max_size=LARGEST_CALL
    )
