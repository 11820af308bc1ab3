"""The voices that are installed here, and a run of the program that speaks with them."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from bot.processes import hear_out

PROGRAM = Path(__file__).with_name("program.py")
# The wheel that brings espeak-ng along: the extra ``voices``.
WHEEL = "espeakng-loader"
# How much later than others it gets the processor: after whoever waits for an answer; and last of
# all what nobody waits for.
LATER, LAST = 10, 19
# What the program says first: a clip follows, or a sound that it was given cannot be played.
MADE, MUTE, REFUSED = b"made", b"mute", {b"unknown", b"long", b"silent"}


class NotHeard(Exception):
    """A sound that the program was given cannot be played, is too long, or is none.

    ``part``: which of the parts it came with; none where words cannot be said.
    """

    def __init__(self, why: str, part: int | None = None) -> None:
        super().__init__(why)
        self.part = part


@cache
def folder() -> Path | None:
    """Where the engine and its voices are; None without the extra."""
    found = find_spec(WHEEL.replace("-", "_"))
    return Path(found.origin).parent if found and found.origin else None


@cache
def voices() -> frozenset[str]:
    """The languages that are spoken here, ours and others; none without the extra."""
    engine = folder()
    known = engine.glob("espeak-ng-data/lang/*/*") if engine else ()
    return frozenset(path.name for path in known)


@cache
def edition() -> str:
    """What a clip depends on besides its parts: with another one it is made anew."""
    ours = blake2b(PROGRAM.read_bytes(), digest_size=8).hexdigest()
    return f"{version(WHEEL) if folder() else ''} {ours}"


async def spoken(parts: Sequence[Mapping[str, str]], seconds: float, *, ahead: bool) -> bytes:
    """A clip of these parts; raises NotHeard, TimeoutError or OSError.

    Each has ``words`` and their ``language``, or what was ``recorded`` of a neighbour, or the
    ``sound`` of an operator's own voice, in base64.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", str(PROGRAM), str(folder())),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        # Nothing of ours is in reach: no setting, no key, no folder.
        cwd="/",
        env={},
        start_new_session=True,
    )
    os.setpriority(os.PRIO_PROCESS, process.pid, LAST if ahead else LATER)
    said, _ = await hear_out(process, json.dumps(parts).encode(), seconds)
    word, _, clip = said.partition(b"\n")
    why, _, part = word.partition(b" ")
    if why in REFUSED and part.isdigit() and not process.returncode:
        raise NotHeard(why.decode(), int(part))
    if word == MUTE and not process.returncode:
        # These words; others it goes on saying.
        raise NotHeard(word.decode())
    if word != MADE or process.returncode:
        raise OSError("the voice broke off")
    return clip
