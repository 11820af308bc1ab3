"""A ticker: every half minute it asks the handlers what is due, and looks for new catalogs.

What was done is remembered in the database, so a restart, two copies or an outage change nothing.
It waits by the seconds of the machine, whatever somebody sets its clock to.
"""

from __future__ import annotations

import asyncio
import ctypes
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime

import structlog

import locales
from bot.pipeline.clock_watch import ClockWatch
from bot.pipeline.incoming import Turns
from handlers.core.feature import Moment
from handlers.core.neighbourhood.weekly_time import WeeklyTime
from handlers.dispatch import due as dispatch_due
from storage.database import Database
from storage.keyring import KeysOutOfReach
from storage.store import Store
from storage.upkeep import browsers, erasing, forgotten_lists, processes, retention
from storage.upkeep import clock as kept_clock

SECONDS = 30.0
log = structlog.get_logger(__name__)
# A year's key is kept for the last reports of that year, and not a day longer.
KEY_KEPT = (1, 31)
DECEMBER = 12


class Ticker:
    """Does what is due, and once a night forgets what is old."""

    def __init__(
        self,
        database: Database,
        turns: Turns,
        report_time: WeeklyTime,
        clock: Callable[[], datetime],
        committed: Callable[[], None],
        watch: ClockWatch,
        looked: Callable[[], None],
        renewed: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._turns = turns
        self._report_time = report_time
        self._clock = clock
        self._committed = committed
        self._watch = watch
        self._looked = looked
        self._renewed = renewed
        self._is_first_look = True
        self._has_more_to_wipe = False
        self._is_stopping = False
        self._bell = asyncio.Event()

    async def run(self) -> None:
        """Tick until `stop`, for the first time at once."""
        while not self._is_stopping:
            self._bell.clear()
            await self.tick()
            try:
                await asyncio.wait_for(self._bell.wait(), SECONDS)
            except TimeoutError:
                continue

    def soon(self) -> None:
        """Tick at once: a place of somebody who is gone must not wait for half a minute."""
        self._bell.set()

    def stop(self) -> None:
        """Tick no more."""
        self._is_stopping = True
        self._bell.set()

    async def tick(self) -> None:
        """One look at the clock; trouble is logged and the next tick tries again."""
        await self._look_for_catalogs()
        await asyncio.to_thread(_give_back_memory)
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._database.writers, self.do)
            # Part by part, so that whoever writes to us meanwhile is not kept waiting.
            while self._has_more_to_wipe and not self._is_stopping:
                await loop.run_in_executor(self._database.writers, self._wipe_more)
        except Exception as problem:
            log.error("tick.failed", problem=type(problem).__name__)
        else:
            self._looked()
            self._committed()

    async def _look_for_catalogs(self) -> None:
        """Beside the writers: a catalog that somebody corrected keeps nobody waiting."""
        try:
            if await asyncio.to_thread(locales.renew):
                self._renewed()
        except Exception as problem:
            log.error("catalogs.failed", problem=type(problem).__name__)

    def do(self) -> None:
        """Queue what is due, once; free what gone copies left; forget what is old."""
        now = self._clock()
        self._has_more_to_wipe = False
        with self._database.writing() as store:
            processes.recover(store, self._database, now)
            view = self._turns.view(store)
            if view is None:
                return
            today = view.today(now)
            is_right = self._watch.agrees(kept_clock.last_seen(store))
            if self._is_set_anew(is_right=is_right):
                log.warning("clock.jumped", now=now.isoformat(timespec="seconds"))
                return
            deleted = is_right and self._wipe(store, now)
            moment = Moment(view, store, now, self._report_time, clock_is_right=is_right)
            due = dispatch_due.due(moment)
            store.outbox.put(self._turns.rows.of(store, due, now), now)
            is_night = is_right and store.done_once.first_time("forget", today.isoformat(), now)
            if is_night:
                retention.forget_old(store, today, now)
            if deleted or is_night:
                erasing.remember(store, now)
        erasing.finish(self._database, now)
        forgotten_lists.keep(self._database, now, is_nightly=is_night)
        if is_right:
            self._look_after_keys(today, is_nightly=is_night)

    def _is_set_anew(self, *, is_right: bool) -> bool:
        """Whether the clock says something new: one look at it does nothing, the next one may."""
        is_new, self._is_first_look = self._is_first_look and not is_right, False
        return self._watch.jumped() or is_new

    def _wipe(self, store: Store, now: datetime) -> bool:
        """Wipe what has had its hour; True when the files have to be rid of it too."""
        kept_clock.remember(store, now)
        self._has_more_to_wipe = store.sent.wipe_secrets(now)
        were_forgotten = browsers.tidy(store, now)
        return store.farewells.tidy(now) or were_forgotten

    def _wipe_more(self) -> None:
        with self._database.writing() as store:
            self._has_more_to_wipe = store.sent.wipe_secrets(self._clock())

    def _look_after_keys(self, today: date, *, is_nightly: bool) -> None:
        """Make the keys of the years before anybody needs them; destroy the one that is over.

        Of a year that is over nobody can tell the marks apart any more.
        """
        keys = self._database.keys
        try:
            if keys.trouble:
                # Whether it is over by now: health is to say so.
                keys.try_writing()
            keys.make_year(today.year)
            if today.month == DECEMBER:
                keys.make_year(today.year + 1)
            if is_nightly and (today.month, today.day) >= KEY_KEPT:
                keys.forget_years_before(today.year)
        except KeysOutOfReach:
            # Health says why. What was due is done; the key is tried again at the next look.
            log.error("keys.out_of_reach")


def _give_back_memory() -> None:
    """What was freed and is still held goes back to the machine: after a start, or a long report.

    Only the C library of Linux holds so much; where there is another one nothing happens.
    """
    with suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
