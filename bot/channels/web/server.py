"""The web server: the port it listens on, and all that is answered there."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException as HttpProblem
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from bot.channels.base import Fatal
from bot.channels.web.bounds.connections import Connections
from bot.channels.web.bounds.limits import bounds_here, raise_file_limit
from bot.channels.web.bounds.protocol import BoundedProtocol
from bot.channels.web.guard import Guard
from bot.channels.web.pages import Pages
from bot.settings import Settings
from handlers.core.neighbourhood.view import NeighbourhoodView

# How many are let in at a time: one that is too many has a file until it is looked at.
AT_ONCE = 8
# How many wait for that; beyond it their computers try again by themselves.
WAITING = 1024


class Server(uvicorn.Server):
    """A web server that leaves signals to the program, and ends who is late."""

    def __init__(self, app: Starlette, connections: Connections) -> None:
        config = uvicorn.Config(
            app,
            # A class, for all that uvicorn does with it.
            http=partial(BoundedProtocol, connections),  # type: ignore[arg-type]
            ws="none",
            log_config=None,
            access_log=False,
            lifespan="off",
            # Whose a request is, is found out where it is counted.
            proxy_headers=False,
            backlog=AT_ONCE,
            timeout_graceful_shutdown=2,
            server_header=False,
        )
        super().__init__(config)
        self._connections = connections

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to let people in."""
        await super().startup(sockets)
        for listener in sockets or ():
            listener.listen(WAITING)

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second: look who is late."""
        self._connections.end_late()
        return await super().on_tick(counter)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield


def site(view: Callable[[], NeighbourhoodView], routes: Sequence[BaseRoute]) -> Starlette:
    """Everything that is answered on the web, each answer with the same guard before it."""
    pages = Pages(view)
    return Starlette(
        routes=routes,
        middleware=[Middleware(Guard, pages=pages)],
        exception_handlers={HttpProblem: pages.refuse},
    )


def server(app: Starlette) -> Server:
    """The server of a site; it ends when ``should_exit`` is set."""
    return Server(app, Connections(bounds_here()))


def listen(settings: Settings) -> socket.socket:
    """The web port, taken before anything else starts; raises Fatal when it cannot be had."""
    raise_file_limit()
    family = socket.AF_INET6 if ":" in settings.web_host else socket.AF_INET
    # Named as TCP, so that asyncio sends small answers at once: 5 ms instead of 48 ms each.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.web_host, settings.web_port))
    except (socket.gaierror, UnicodeError):
        listener.close()
        raise Fatal(
            f"BUURTBOT_WEB_HOST is {settings.web_host}, and no computer is known by that name. "
            "Write an address of this computer, such as 127.0.0.1, or 0.0.0.0 for all of them."
        ) from None
    except OSError as problem:
        listener.close()
        raise Fatal(
            f"Port {settings.web_port} on {settings.web_host} cannot be used "
            f"({problem.strerror}). Stop what uses it, or set BUURTBOT_WEB_PORT."
        ) from None
    return listener


def is_ours(settings: Settings) -> bool:
    """Whether a program of ours answers at the web port."""
    return _is_ours(settings.web_host, settings.web_port)


def is_open_too(public_url: str, port: int = 80) -> str:
    """What is wrong when pages that have a safe address are read over http as well; else empty.

    Whoever types the address without its beginning comes there, and no cookie is kept.
    """
    parts = urlsplit(public_url)
    if parts.scheme != "https" or not parts.hostname or not _is_ours(parts.hostname, port):
        return ""
    return (
        f"The pages are answered at http://{parts.hostname} too, where browsers keep no cookie of "
        f"ours. Let the proxy lead that address to {public_url}."
    )


def _is_ours(host: str, port: int) -> bool:
    with closing(HTTPConnection(host, port, timeout=5)) as connection:
        try:
            connection.request("GET", "/healthz")
            health = json.load(connection.getresponse())
        except (OSError, HTTPException, ValueError):
            return False
    return isinstance(health, dict) and "status" in health
