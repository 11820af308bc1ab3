"""Programs of our own, and tasks, that do one thing and end."""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import Process
from contextlib import suppress

STOP_SECONDS = 1.8


async def ended(*tasks: asyncio.Task[None]) -> None:
    """Wait for tasks to end, but not for ever; what they raise is looked at later."""
    _, late = await asyncio.wait(tasks, timeout=STOP_SECONDS)
    for task in late:
        task.cancel()
    if late:
        await asyncio.wait(late, timeout=1)


async def hear_out(process: Process, given: bytes | None, seconds: float) -> tuple[bytes, bytes]:
    """What a process makes of this, and what it says of its mistakes; then it is over.

    It leads a group of its own: with it ends whatever it started, whether it was ready, took longer
    than so many ``seconds`` (a TimeoutError), or we were told to stop.
    """
    try:
        async with asyncio.timeout(seconds):
            return await process.communicate(given)
    finally:
        # Also where it ended by itself: what it started may go on.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        if process.returncode is None:
            await process.wait()
