"""The composition root: builds everything, starts it, and stops it with nothing lost."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

import structlog
import uvicorn
from starlette.routing import Route

from bot.channels.base import Channel, Fatal
from bot.channels.telegram.channel import Telegram
from bot.channels.web.channel import Web
from bot.pipeline.delivery import Delivery
from bot.pipeline.incoming import Turns
from bot.pipeline.outbox_rows import OutboxRows
from bot.pipeline.reply_limits import ReplyLimits
from bot.pipeline.send_limits import Rates, SendLimits
from bot.pipeline.ticker import Ticker
from bot.settings import Settings
from handlers.neighbourhood.view import NeighbourhoodView
from storage.database import Database, StorageProblem, speaking
from storage.keyring import KeyMissing, KeyRing

STOP_SECONDS = 1.8
# How long the links that are printed wait for the bot's own name.
NAME_SECONDS = 4.0
log = structlog.get_logger(__name__)


def now() -> datetime:
    """The present moment; everything else is handed the time."""
    return datetime.now(UTC)


def open_storage(settings: Settings, *, making_keys: bool = True) -> Database:
    """Open the database with its key ring; raises StorageProblem or KeyMissing."""
    url = settings.database_url.get_secret_value()
    path = settings.keys_file
    if path.exists():
        return Database(url, KeyRing(path))
    if not making_keys or not is_fresh(settings):
        raise KeyMissing(
            f"The key file {path} is missing, and the database cannot be read without it. "
            "Put back the copy from your backup (BUURTBOT_KEYS_FILE)."
        )
    try:
        return Database(url, KeyRing.make(path))
    except OSError as problem:
        raise KeyMissing(f"The key file {path} cannot be written: {problem.strerror}.") from problem


def check_storage(database: Database) -> NeighbourhoodView:
    """The neighbourhood, if the database is ready for work; raises StorageProblem or KeyMissing."""
    database.check_schema()
    with speaking(database.url), database.reading() as store:
        if not store.neighbourhoods.keys_fit():
            raise KeyMissing(
                "The key file does not belong to this database. "
                "Put back the one it was made with (BUURTBOT_KEYS_FILE)."
            )
        current = store.neighbourhoods.current()
    if current is None:
        raise StorageProblem("No neighbourhood is loaded yet. Run: buurtbot load FILE")
    return NeighbourhoodView(current)


def listen(settings: Settings) -> socket.socket:
    """The web port, taken before anything else starts; raises Fatal when it cannot be had."""
    family = socket.AF_INET6 if ":" in settings.web_host else socket.AF_INET
    # Named as TCP, so that asyncio sends small answers at once: 5 ms instead of 48 ms each.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.web_host, settings.web_port))
    except OSError as problem:
        listener.close()
        raise Fatal(
            f"Port {settings.web_port} on {settings.web_host} cannot be used "
            f"({problem.strerror}). Stop what uses it, or set BUURTBOT_WEB_PORT."
        ) from None
    return listener


class App:
    """One running program: its channels, the pipeline, delivery and the ticker."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        view: NeighbourhoodView,
        *,
        rates: Rates | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._settings = settings
        self._database = database
        self._first_view = view
        self._stopping = asyncio.Event()
        captions = {channel.name: channel.limits.caption for channel in (Telegram, Web)}
        rows = OutboxRows(captions)
        self._turns = Turns(database, self.links, self._committed, ReplyLimits(rates), rows)
        self.telegram = self._make_telegram(clock)
        routes: list[Route] = [self.telegram.route()] if self.telegram else []
        self.web = Web(
            database,
            self._turns.hear,
            self._turns.carry_out,
            self._view,
            self._troubles,
            clock,
            settings.public_address,
            routes,
        )
        self._channels: list[Channel] = [self.web, *([self.telegram] if self.telegram else [])]
        self._delivery = Delivery(
            database,
            {channel.name: channel for channel in self._channels},
            {"telegram": SendLimits(rates, time.monotonic)},
            lambda: self._view().neighbourhood.default_language,
            clock,
            self._delivered,
        )
        self._ticker = Ticker(database, self._turns, settings.report_time, clock, self._committed)

    def links(self, code: str) -> tuple[str, ...]:
        """The addresses that carry a code to us, Telegram's first."""
        links = [f"{self._settings.public_address}/" + (f"?start={code}" if code else "")]
        if self.telegram and self.telegram.username:
            start = f"?start={code}" if code else ""
            links.insert(0, f"https://t.me/{self.telegram.username}{start}")
        return tuple(links)

    def stop(self) -> None:
        """Ask the program to end."""
        self._stopping.set()

    async def run(self, listener: socket.socket, started: Callable[[], None] | None) -> None:
        """Work until `stop` or a signal; raises Fatal when it cannot go on.

        ``started`` is called once every channel has said what it is called.
        """
        loop = asyncio.get_running_loop()
        for one in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(one, self.stop)
        server = _server(self.web)
        thinking = asyncio.create_task(self._turns.run())
        sending = asyncio.create_task(self._delivery.run())
        hearing = [asyncio.create_task(channel.run()) for channel in self._channels]
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        self._ticker.start()
        if started:
            await self._introduced()
            started()
        stopping = asyncio.create_task(self._stopping.wait())
        running = {thinking, sending, serving, stopping, *hearing}
        ended, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        log.info("stopping")
        self._ticker.stop()
        for channel in self._channels:
            await channel.stop()
        server.should_exit = True
        await _all(serving, *hearing)
        self._turns.stop()
        await _all(thinking)
        self._delivery.stop()
        await _all(sending)
        stopping.cancel()
        for channel in self._channels:
            await channel.close()
        for task in ended - {stopping}:
            task.result()

    async def _introduced(self) -> None:
        """Wait a moment for Telegram to tell the bot's name, which the links need."""
        if self.telegram:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.telegram.introduced.wait(), NAME_SECONDS)

    def _make_telegram(self, clock: Callable[[], datetime]) -> Telegram | None:
        token = self._settings.telegram_token.get_secret_value()
        if not token:
            return None
        return Telegram(
            token, self._settings.telegram_api_url, self._turns.hear, clock, self._settings.webhook
        )

    def _view(self) -> NeighbourhoodView:
        return self._turns.present_view or self._first_view

    def _committed(self) -> None:
        self._delivery.ring()

    def _delivered(self, persons: Iterable[int]) -> None:
        self.web.delivered(persons)

    def _troubles(self) -> list[str]:
        return [trouble for channel in self._channels if (trouble := channel.trouble())]


class _Server(uvicorn.Server):
    """A web server that leaves signals to the program."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield


def _server(web: Web) -> uvicorn.Server:
    config = uvicorn.Config(
        web.app,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=2,
        server_header=False,
    )
    return _Server(config)


async def _all(*tasks: asyncio.Task[None]) -> None:
    """Wait for tasks to end, but not for ever; what they raise is looked at later."""
    _, late = await asyncio.wait(tasks, timeout=STOP_SECONDS)
    for task in late:
        task.cancel()
    if late:
        await asyncio.wait(late, timeout=1)


def is_fresh(settings: Settings) -> bool:
    """Whether the database was never used, so that a new key ring does no harm."""
    # No key is used for this look.
    database = Database(settings.database_url.get_secret_value(), None)  # type: ignore[arg-type]
    try:
        return database.is_fresh()
    finally:
        database.close()
