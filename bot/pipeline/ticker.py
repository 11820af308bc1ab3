"""A ticker: every half minute it asks the handlers what is due. No text, no SQL.

What was done is remembered in the database, so a restart, two copies or an outage change nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.pipeline.incoming import Turns
from handlers.core.feature import Moment
from handlers.core.neighbourhood.weekly_time import WeeklyTime
from handlers.dispatch import due as dispatch_due
from storage.database import Database
from storage.keyring import KeysOutOfReach
from storage.upkeep import erasing, forgotten_lists, processes, retention

SECONDS = 30
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
    ) -> None:
        self._database = database
        self._turns = turns
        self._report_time = report_time
        self._clock = clock
        self._committed = committed
        self._scheduler = AsyncIOScheduler()

    def start(self) -> None:
        """Tick from now on, for the first time at once."""
        self._scheduler.add_job(
            self.tick,
            "interval",
            seconds=SECONDS,
            next_run_time=datetime.now().astimezone(),
            # However late: a machine that slept looks at the clock when it wakes.
            misfire_grace_time=None,
        )
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _make_year(self, today: date) -> None:
        """Make the key of this year, and in December that of the next, before anybody needs it."""
        self._database.keys.make_year(today.year)
        if today.month == DECEMBER:
            self._database.keys.make_year(today.year + 1)

    def _forget_year(self, today: date) -> None:
        """Destroy the key of the year that is over: nobody can tell its marks apart any more."""
        if (today.month, today.day) >= KEY_KEPT:
            self._database.keys.forget_years_before(today.year)

    async def tick(self) -> None:
        """One look at the clock; trouble is logged and the next tick tries again."""
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._database.writers, self.do)
        except asyncio.CancelledError:
            # What is under way in the database ends by itself, also when we were told to stop.
            if self._scheduler.running:
                raise
        except Exception as problem:
            log.error("tick.failed", problem=type(problem).__name__)
        else:
            self._committed()

    def do(self) -> None:
        """Queue what is due, once; free what gone copies left; forget what is old."""
        now = self._clock()
        with self._database.writing() as store:
            processes.recover(store, self._database, now)
            view = self._turns.view(store)
            if view is None:
                return
            today = view.today(now)
            store.sent.wipe_secrets(now)
            deleted = store.farewells.tidy(now)
            due = dispatch_due.due(Moment(view, store, now, self._report_time))
            store.outbox.put(self._turns.rows.of(store, due), now)
            is_night = store.done_once.first_time("forget", today.isoformat(), now)
            if is_night:
                retention.forget_old(store, today, now)
            if deleted or is_night:
                erasing.remember(store, now)
        erasing.finish(self._database, now)
        forgotten_lists.keep(self._database, now, is_nightly=is_night)
        try:
            if self._database.keys.trouble:
                # Whether it is over by now: health is to say so.
                self._database.keys.try_writing()
            self._make_year(today)
            if is_night:
                self._forget_year(today)
        except KeysOutOfReach:
            # Health says why. What was due is done; the key is tried again at the next look.
            log.error("keys.out_of_reach")
