"""One connection as uvicorn serves it, with deadlines and without tracebacks."""

from __future__ import annotations

from asyncio import Transport
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from bot.channels.web.bounds.addresses import whose
from bot.channels.web.bounds.connections import Connections, Stage

_LAST = b"Connection: close\r\nContent-Length: 0\r\n\r\n"
LATE = b"HTTP/1.1 408 Request Timeout\r\n" + _LAST
FULL = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\n" + _LAST


class BoundedProtocol(H11Protocol):
    """Tells `Connections` what it is at whenever that changes."""

    def __init__(self, connections: Connections, **parts: Any) -> None:
        super().__init__(**parts)
        self._connections = connections
        self._at: tuple[Stage | None, RequestResponseCycle | None] = (None, None)

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Begin, if there is room for one more."""
        if not self._connections.has_room():
            self.transport = transport
            transport.write(FULL)
            transport.abort()
            return
        super().connection_made(transport)
        self._peer = self.client[0] if self.client else ""
        self._enter(Stage.HEAD, whose(self._peer))

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._connections.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in what came."""
        if self._at[0] is Stage.IDLE:
            self._enter(Stage.HEAD, whose(self._peer))
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """Go on with whatever came meanwhile."""
        super().on_response_complete()
        self._look()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP; in the middle of an answer there is nothing left to say."""
        try:
            super().send_400_response(msg)
        except h11.LocalProtocolError:
            self.transport.abort()

    def shutdown(self) -> None:
        """The program stops: who has not said everything yet is let go, the others are answered."""
        if self.conn.their_state is h11.SEND_BODY:
            self.transport.abort()
        else:
            super().shutdown()

    def drop(self, *, is_late: bool) -> None:
        """End it now; who is late with a request is told so, unless an answer is under way."""
        is_answered = self.cycle is not None and self.cycle.response_started
        is_new = self.cycle is None or self.cycle.response_complete
        has_begun = not is_new or bool(self.conn.trailing_data[0])
        if is_late and has_begun and (is_new or not is_answered):
            self.transport.write(LATE)
        self.transport.abort()

    def _look(self) -> None:
        """Find out what it is at now."""
        if self.transport.is_closing():
            return
        if self.conn.their_state is h11.SEND_BODY:
            stage = Stage.BODY
        elif self.conn.their_state is not h11.IDLE:
            stage = Stage.ANSWER
        elif self.cycle is None or self.conn.trailing_data[0]:
            stage = Stage.HEAD
        else:
            stage = Stage.IDLE
        if (stage, self.cycle) != self._at:
            is_known = stage in {Stage.BODY, Stage.ANSWER}
            self._enter(stage, whose(self._peer, self.headers if is_known else ()))

    def _enter(self, stage: Stage, address: str) -> None:
        self._at = stage, self.cycle
        self._connections.enter(self, stage, address)
