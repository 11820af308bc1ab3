"""Makes the files that are ordered in the chat: one after the other, beside everything else."""

from __future__ import annotations

import asyncio
import pickle
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

import structlog

from bot.processes import hear_out
from bot.rendering.message import File, NotMade
from bot.rendering.text import Reader
from handlers.core.enclosures import Document
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.files import documents
from handlers.reports.files.documents import NotTheirs
from storage.database import Database, is_outage

# So many wait for their turn, and so long; the answer of a web page has to begin within 60 seconds.
MOST_WAITING, WAITING_SECONDS, MAKING_SECONDS = 4, 15, 35
# More is taken by no service that we send through.
MOST_BYTES = 50 * 2**20
# Whoever asks for the same once more soon after gets the same.
KEPT, KEPT_SECONDS, KEPT_BYTES = 4, 60.0, 5 * 2**20
HOME = Path(__file__).parents[2]
BEGINS = {"pdf": b"%PDF-", "xlsx": b"PK"}

Job: TypeAlias = tuple[Any, ...]
log = structlog.get_logger(__name__)


class Documents:
    """Makes the file of an order. The figures are looked up here, the file in another process.

    Whoever lost the role since they asked gets none.
    """

    def __init__(
        self,
        database: Database,
        view: Callable[[], NeighbourhoodView],
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._view = view
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self._waiting = 0
        self._kept: list[tuple[float, Job, bytes]] = []

    async def make(self, order: Document, person: int, reader: Reader) -> File:
        """The file in this reader's language; raises NotMade with the sentence that says why."""
        if self._clock() >= order.until:
            raise NotMade(documents.OVER)
        if self._waiting >= MOST_WAITING:
            raise NotMade(documents.TOO_MANY, is_later=True)
        self._waiting += 1
        try:
            await self._comes_up()
            try:
                content = await self._made(order, person, reader)
            finally:
                self._one_at_a_time.release()
        except NotTheirs:
            raise NotMade(documents.NOT_YOURS) from None
        except NotMade:
            raise
        except Exception as problem:
            log.error("document.failed", problem=type(problem).__name__)
            raise NotMade(documents.NOT_MADE, is_later=is_outage(problem)) from problem
        finally:
            self._waiting -= 1
        if len(content) > MOST_BYTES:
            raise NotMade(documents.TOO_LARGE)
        return File(order.name, content)

    async def _comes_up(self) -> None:
        """Wait for our turn, but not for ever."""
        try:
            await asyncio.wait_for(self._one_at_a_time.acquire(), WAITING_SECONDS)
        except TimeoutError:
            raise NotMade(documents.TOO_MANY, is_later=True) from None

    async def _made(self, order: Document, person: int, reader: Reader) -> bytes:
        job = await asyncio.to_thread(self._job, order, person, reader)
        now = time.monotonic()
        self._kept = [kept for kept in self._kept if now - kept[0] < KEPT_SECONDS][-KEPT:]
        for _, same, content in self._kept:
            if same == job:
                return content
        content = await _carried_out(pickle.dumps(job))
        if not content.startswith(BEGINS[order.form]):
            raise ValueError("no such file")
        if len(content) <= KEPT_BYTES:
            self._kept.append((now, job, content))
        return content

    def _job(self, order: Document, person: int, reader: Reader) -> Job:
        """All that makes a file what it is; the same again gives the same bytes."""
        view = self._view()
        with self._database.reading() as store:
            contents = documents.contents(view, store, order, person)
        return order.form, contents, view.neighbourhood, reader


async def _carried_out(job: bytes) -> bytes:
    """Have another process do it; raises TimeoutError, and ChildProcessError when it fails."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.exports.making"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=HOME,
        # What it starts itself, to draw, ends with it.
        start_new_session=True,
    )
    made, said = await hear_out(process, job, MAKING_SECONDS)
    if process.returncode:
        # Its last line names a kind of mistake; what stands before may hold names.
        kind = said.decode(errors="replace").strip().rpartition("\n")[2].partition(":")[0]
        raise ChildProcessError(kind[:80])
    return made
