"""A small proxy: gives requests to several programs in turn, as nginx does before two copies."""

from __future__ import annotations

import asyncio
import re
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Sequence
from types import TracebackType
from typing import Self

LENGTH = re.compile(rb"(?i)\r\ncontent-length: *([0-9]+)")
END = b"\r\n\r\n"


class Proxy:
    """Listens in a thread of its own; who does not answer is passed by."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._programs = deque(ports)
        self._idle: dict[int, list[_Program]] = {port: [] for port in ports}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        listening = self._loop.create_server(lambda: _Asker(self), "127.0.0.1", 0)
        server = asyncio.run_coroutine_threadsafe(listening, self._loop).result()
        self.port = server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def pass_on(self, request: bytes, asker: _Asker) -> None:
        """Give a request to whoever is next."""
        self._programs.rotate(1)
        port = self._programs[0]
        if idle := self._idle[port]:
            idle.pop().ask(request, asker)
        else:
            asker.task = self._loop.create_task(self._connect(request, asker))

    async def _connect(self, request: bytes, asker: _Asker) -> None:
        for port in tuple(self._programs):
            idle = self._idle[port]
            try:
                _, program = await self._loop.create_connection(
                    lambda idle=idle: _Program(idle),  # type: ignore[misc]
                    "127.0.0.1",
                    port,
                )
            except OSError:
                continue
            program.ask(request, asker)
            return
        asker.hang_up()


class _Whole(asyncio.Protocol, ABC):
    """Whoever is at one end: collects until a request, or an answer, is there as a whole."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport
        self._parts = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._parts += data
        head = self._parts.find(END)
        if head < 0:
            return
        length = LENGTH.search(self._parts, 0, head)
        if len(self._parts) >= head + len(END) + (int(length[1]) if length else 0):
            whole, self._parts = self._parts, b""
            self.came(whole)

    @abstractmethod
    def came(self, whole: bytes) -> None:
        """All of it is there."""


class _Asker(_Whole):
    """Telegram."""

    def __init__(self, proxy: Proxy) -> None:
        super().__init__()
        self._proxy = proxy
        self.task: asyncio.Task[None]

    def came(self, whole: bytes) -> None:
        self._proxy.pass_on(whole, self)

    def hang_up(self) -> None:
        """Nobody answers: it will ask again."""
        self.transport.close()


class _Program(_Whole):
    """One of the copies."""

    def __init__(self, idle: list[_Program]) -> None:
        super().__init__()
        self._idle = idle
        self._asker: _Asker | None = None

    def ask(self, request: bytes, asker: _Asker) -> None:
        """Pass a request on."""
        self._asker = asker
        self.transport.write(request)

    def came(self, whole: bytes) -> None:
        asker, self._asker = self._asker, None
        self._idle.append(self)
        if asker:
            asker.transport.write(whole)

    def connection_lost(self, _: Exception | None) -> None:
        if self in self._idle:
            self._idle.remove(self)
        if self._asker:
            self._asker.hang_up()
