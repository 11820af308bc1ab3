"""Has a recording made into a voice note: by another process, a few at a time, within bounds."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

import structlog
from starlette.requests import Request

from bot.channels.web import forms, page_texts, pages
from bot.channels.web.bounds.limits import Bounds
from bot.channels.web.bounds.polls import Polls
from bot.processes import hear_out

LARGEST = 2**20
# So many are made at a time, so many wait for that, and so long; in seconds.
AT_ONCE, MOST_WAITING, WAITING_SECONDS, MAKING_SECONDS = 2, 24, 12.0, 10.0
# So many are on their way to us at a time, so many of them from one address: each is memory.
COMING = Bounds(polls=64, polls_of_one=32)
PROGRAM = Path(__file__).with_name("remuxing.py")
# How the recordings of browsers begin: WebM, OGG, MP4. Nothing is started for anything else.
BEGINS = ((0, b"\x1aE\xdf\xa3"), (0, b"OggS"), (4, b"ftyp"))
MADE, SILENT, LONG, UNKNOWN, BUSY = b"made", b"silent", b"long", b"unknown", b"busy"
WHY = {
    SILENT: page_texts.SILENT,
    LONG: page_texts.SPOKEN_TOO_LONG,
    UNKNOWN: page_texts.NOT_PLAYED,
    BUSY: page_texts.TRY_LATER,
}
log = structlog.get_logger(__name__)


class Remuxer:
    """Makes OGG/Opus of what browsers record; ``seconds`` is how long one may take."""

    def __init__(self, seconds: float = MAKING_SECONDS) -> None:
        self._seconds = seconds
        self._places = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._coming = Polls(COMING)

    async def read(self, request: Request, source: str) -> bytes:
        """What a browser recorded; of more than we can hold nothing is kept. Raises a Refusal.

        It is read to its end: whoever is refused in mid-sentence never hears why.
        """
        with self._coming.place(source) as has_place:
            try:
                return await forms.read_body(request, LARGEST if has_place else 0)
            except pages.Refusal:
                if has_place:
                    raise
                raise pages.Refusal(503, page_texts.TRY_LATER) from None

    async def voice_note(self, recording: bytes) -> bytes:
        """The same sound with nothing else in it; raises a Refusal that says why there is none."""
        word, made = await self.look_at(recording)
        if word == MADE:
            return made
        why = WHY.get(word, page_texts.NOT_PLAYED)
        raise pages.Refusal(503 if word == BUSY else 422, why)

    async def look_at(self, recording: bytes) -> tuple[bytes, bytes]:
        """The word for what became of a recording, and the voice note, where one was made."""
        if not recording:
            return SILENT, b""
        if not any(recording[at : at + len(sign)] == sign for at, sign in BEGINS):
            return UNKNOWN, b""
        if self._waiting >= MOST_WAITING:
            return BUSY, b""
        self._waiting += 1
        try:
            # Wait for our turn, but not for ever.
            await asyncio.wait_for(self._places.acquire(), WAITING_SECONDS)
            try:
                word, made = await self._made(recording)
            finally:
                self._places.release()
        except TimeoutError:
            return BUSY, b""
        finally:
            self._waiting -= 1
        is_made = word == MADE and 0 < len(made) <= 2 * LARGEST
        return (MADE, made) if is_made else (word if word in WHY else UNKNOWN, b"")

    async def _made(self, recording: bytes) -> tuple[bytes, bytes]:
        """What the other process says of it, and the voice note; nothing when it was ended."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", str(PROGRAM)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            # Nothing of ours is in reach: no setting, no key, no folder.
            cwd="/",
            env={},
            start_new_session=True,
        )
        said = b""
        with suppress(TimeoutError):
            said, _ = await hear_out(process, recording, self._seconds)
        if process.returncode:
            log.warning("recording.ended", code=process.returncode)
        word, _, made = said.partition(b"\n")
        return word, made
