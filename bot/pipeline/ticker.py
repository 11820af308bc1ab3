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
from storage.upkeep import processes, retention

SECONDS = 30
log = structlog.get_logger(__name__)
# A year's key is kept for the last reports of that year, and not a day longer.
KEY_KEPT = (1, 31)


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
        self._ticking: set[asyncio.Task[None]] = set()

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

    def soon(self) -> None:
        """Tick at once: a place of somebody who is gone must not wait for half a minute."""
        if self._scheduler.running:
            ticking = asyncio.get_running_loop().create_task(self.tick())
            self._ticking.add(ticking)
            ticking.add_done_callback(self._ticking.discard)

    def stop(self) -> None:
        """Tick no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

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
            store.sent.wipe_secrets(now)
            deleted = store.farewells.tidy(now)
            due = dispatch_due.due(Moment(view, store, now, self._report_time))
            store.outbox.put(self._turns.rows.of(store, due, now), now)
            if store.done_once.first_time("forget", view.today(now).isoformat(), now):
                retention.forget_old(store, view.today(now), now)
                self._forget_year(view.today(now))
                deleted = True
        if deleted:
            self._database.scrub(rewrite=True)
