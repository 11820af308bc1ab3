"""The composition root: builds everything, starts it, and stops it with nothing lost."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import time
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime
from socket import socket

import structlog

import locales
from bot.channels.base import Channel, Program
from bot.channels.telegram.channel import Telegram
from bot.channels.web import server as web_server
from bot.channels.web.channel import Web
from bot.channels.web.chat.remuxer import Remuxer
from bot.exports.documents import Documents
from bot.guesses.guesser import Guesser
from bot.guesses.listener import Listener
from bot.pipeline.alarms import Alarms
from bot.pipeline.clock_watch import ClockWatch
from bot.pipeline.delivery import Delivery
from bot.pipeline.health import Health
from bot.pipeline.incoming import Turns
from bot.pipeline.limits.reply_limits import ReplyLimits
from bot.pipeline.limits.send_limits import Rates, SendLimits
from bot.pipeline.ticker import Ticker
from bot.processes import ended
from bot.settings import Settings
from bot.voices.ahead import Ahead
from bot.voices.clips import Clips
from bot.voices.neighbours import NeighboursVoices
from bot.voices.sounds import Sounds
from bot.voices.speaker import Speaker
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.team.alarms import Alarm
from locales import danger
from storage.database import Database, StorageProblem, speaking
from storage.keyring import KeyMissing, KeyRing
from storage.store import Store

# One line a channel, in the order in which people read their links.
CHANNELS: tuple[type[Channel], ...] = (
    Telegram,
    Web,
)
# How long the links that are printed wait until the channels know them.
SWITCH_SECONDS = 0.0005
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
    # Another first start may have made both since the look for the file.
    if (not making_keys or not is_fresh(settings)) and not path.exists():
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


def listen(settings: Settings) -> socket:
    """The web port, taken before anything else starts; raises Fatal when it cannot be had."""
    return web_server.listen(settings)


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
        push_services: tuple[str, ...] = (),
        speaker: Speaker | None = None,
    ) -> None:
        self._database = database
        self._first_view = view
        self._clock = clock
        self._stopping = asyncio.Event()
        # What is heard is there before the first message comes.
        danger.table()
        speaker = speaker or Speaker(settings.clips_folder, database.keys, settings.voices_folder)
        spoken = frozenset(tag for tag in locales.languages() if speaker.speaks(tag))
        self._voices = voices = NeighboursVoices(database, spoken, self._today)
        flood = ReplyLimits(rates)
        self._turns = turns = Turns(database, self.links, self._committed, flood, CHANNELS, voices)
        self._guesser = Guesser()
        watch = ClockWatch(clock)
        making = Documents(database, self._view, clock)
        clips = Clips(database, speaker, voices, self._view, self._today)
        program = Program(
            settings,
            database,
            Listener(self._turns.hear, self._guesser, database).hear,
            self._turns.carry_out,
            self._view,
            self._troubles,
            clock,
            watch,
            self._may if rates else lambda *_: True,
            making.make,
            clips.make,
            voices,
            push_services,
        )
        self.channels: dict[str, Channel] = {
            kind.name: kind.made_for(program) for kind in CHANNELS if kind.is_on(settings)
        }
        send_limits = {
            channel.name: SendLimits(rates, time.monotonic)
            for channel in self.channels.values()
            if channel.is_paced
        }

        def default_language() -> str:
            return self._view().neighbourhood.default_language

        self._delivery = Delivery(
            database,
            self.channels,
            send_limits,
            default_language,
            clock,
            self._delivered,
            self._today,
            self._somebody_left,
            watch,
            making.make,
            clips.make,
            Sounds(database, Remuxer().look_at),
        )
        self._turns.delivery = self._delivery
        shown = [channel.limits for channel in self.channels.values()]
        self._ahead = Ahead(clips, database, self._view, clock, shown, voices)
        self._health = Health(
            database, self._channel_troubles, send_limits, refused=lambda: turns.refused(clock())
        )
        self._ticker = Ticker(
            database,
            self._turns,
            settings.report_time,
            clock,
            self._committed,
            watch,
            self._health.looked,
            self._renewed,
        )
        self._alarms = Alarms(
            database,
            self._health,
            self.channels,
            self._turns.rows,
            default_language,
            clock,
            self._committed,
        )

    def _somebody_left(self) -> None:
        """A place that was kept for them goes to the next one at once."""
        self._ticker.soon()

    def _renewed(self) -> None:
        """Catalogs changed: what a service keeps of our words is said to it anew."""
        for channel in self.channels.values():
            channel.renewed()

    def links(self, code: str) -> tuple[str, ...]:
        """The addresses that carry a code to us, in the order of the channels."""
        return tuple(link for channel in self.channels.values() for link in channel.links(code))

    async def introduced(self) -> None:
        """Wait until every channel knows its own links."""
        await asyncio.gather(*(channel.introduced() for channel in self.channels.values()))

    def stop(self) -> None:
        """Ask the program to end."""
        self._stopping.set()

    async def run(self, listener: socket, started: Callable[[], None] | None) -> None:
        """Work until `stop` or a signal; raises Fatal when it cannot go on.

        ``started`` is called once every channel has said what it is called.
        """
        # What is on its way goes on while a thread thinks; else it would wait ten times as long.
        sys.setswitchinterval(SWITCH_SECONDS)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        routes = [route for channel in self.channels.values() for route in channel.routes()]
        server = web_server.server(web_server.site(self._view, routes))
        thinking = asyncio.create_task(self._turns.run())
        # First of all what waits is looked at: after an outage some of it is not true any more.
        looking = [asyncio.create_task(one.run()) for one in (self._ticker, self._alarms)]
        sending = asyncio.create_task(self._delivery.run())
        hearing = [asyncio.create_task(channel.run()) for channel in self.channels.values()]
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        beside = [asyncio.create_task(one.run()) for one in (self._voices, self._ahead)]
        if started:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.introduced(), NAME_SECONDS)
            started()
        stopping = asyncio.create_task(self._stopping.wait())
        running = {thinking, sending, serving, stopping, *hearing, *looking}
        over, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        log.info("stopping")
        self._ticker.stop()
        self._alarms.stop()
        for one in beside:
            one.cancel()
        for channel in self.channels.values():
            await channel.stop()
        server.should_exit = True
        await ended(serving, *hearing, *looking, *beside)
        self._turns.stop()
        await ended(thinking)
        await self._guesser.stop()
        self._delivery.stop()
        await ended(sending)
        stopping.cancel()
        for channel in self.channels.values():
            await channel.close()
        for task in over - {stopping}:
            task.result()

    def _may(self, what: str, source: str, most: int) -> bool:
        return self._turns.may(what, source, most, self._clock())

    def _view(self) -> NeighbourhoodView:
        return self._turns.present_view or self._first_view

    def _today(self) -> date:
        return self._view().today(self._clock())

    def _committed(self) -> None:
        self._delivery.ring()

    def _delivered(self, persons: Collection[int]) -> None:
        for channel in self.channels.values():
            channel.delivered(persons)

    def _channel_troubles(self) -> list[str]:
        return [trouble for channel in self.channels.values() if (trouble := channel.trouble())]

    def _troubles(self, store: Store | None) -> list[str]:
        """What is wrong, in sentences; with a look at the database also what waits for too long."""
        waiting = self._health.waiting(store, self._clock()) if store else []
        troubles = (*self._health.troubles(), *waiting)
        # A crowd is not our trouble: everybody else is answered.
        return [trouble.reason for trouble in troubles if trouble.alarm is not Alarm.CROWD]


def is_fresh(settings: Settings) -> bool:
    """Whether the database was never used, so that a new key ring does no harm; without a key."""
    database = Database(settings.database_url.get_secret_value(), None)  # type: ignore[arg-type]
    try:
        return database.is_fresh()
    finally:
        database.close()
