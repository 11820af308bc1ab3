"""An operator's own voices: a program for each language, which reads words and writes their sound.

``voices/<tag>`` beside the keys is a file that can be started. It gets one line of UTF-8 on
standard input and writes WAV to standard output. It is the operator's, but not our work: it has a
time, a size and nothing of ours, and what it writes is looked at by another process, as what
neighbours recorded is.
"""

from __future__ import annotations

import asyncio
import os
import stat
from asyncio.subprocess import DEVNULL
from base64 import b64encode
from collections.abc import Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import IO

import structlog

import locales
from bot.processes import hear_out
from bot.voices import engine
from bot.voices.spoken import Part

# So long all own voices of a clip may take together, and so long one rests after trouble. In
# seconds.
TAKES, AFTER_TROUBLE = 10.0, 60.0
# Of one voice: what it may write, in blocks of 512 bytes (16 MB), its memory in kB, and the time of
# a processor, in seconds.
BLOCKS, MEMORY, CPU_SECONDS = 2**15, 2**20, 60
BOUNDED = f'ulimit -c 0; ulimit -f {BLOCKS}; ulimit -d {MEMORY}; ulimit -t {CPU_SECONDS}; exec "$0"'
# What ends a sentence: a voice that gets one line makes a pause there.
ENDS = ".!?؟۔։።…"
log = structlog.get_logger(__name__)


class OwnVoices:
    """The voices in a folder, looked at each time: a new one is heard at once."""

    def __init__(self, folder: Path | None) -> None:
        # They are started elsewhere.
        self._folder = folder and folder.absolute()
        # Which one rests, and until when.
        self._rests: dict[str, tuple[str, float]] = {}

    def mark(self, language: str) -> str:
        """What the voice of a language is at present; empty where there is none that can speak.

        A file that is changed is another voice.
        """
        if self._folder is None or language not in locales.languages():
            return ""
        path = self._folder / language
        try:
            look = path.stat()
        except OSError:
            return ""
        return "" if fault(path) else f"{look.st_mtime_ns} {look.st_size}"

    def marks(self, parts: Sequence[Part]) -> dict[str, str]:
        """The same of every language that somebody is to say here."""
        languages = dict.fromkeys(part.language for part in parts if not part.recorded)
        return {tag: mark for tag in languages if (mark := self.mark(tag))}

    async def say(
        self, parts: Sequence[Part], *, ahead: bool
    ) -> tuple[list[dict[str, str]], dict[str, str]]:
        """What `engine.spoken` is asked for, and the marks of the voices that spoke.

        In a voice of their own parts that follow each other are one sound. One that breaks off
        rests, and what it did not say is left in words.
        """
        now = asyncio.get_running_loop().time
        until = now() + TAKES
        runs = [(tag, list(run)) for tag, run in groupby(parts, key=_tongue)]
        marks = self.marks(parts)
        said: dict[str, list[bytes]] = {}
        for tag in list(marks):
            lines = [_line(run) for spoken, run in runs if spoken == tag]
            if self._rests_still(tag, marks[tag]) or now() >= until:
                del marks[tag]
                continue
            try:
                path = self._path(tag)
                said[tag] = [await sound(path, line, until - now(), ahead=ahead) for line in lines]
            except (OSError, TimeoutError) as problem:
                del marks[tag]
                self.rest(tag, type(problem).__name__)
        asked: list[dict[str, str]] = []
        for tag, run in runs:
            if tag in marks:
                asked.append({"sound": b64encode(said[tag].pop(0)).decode(), "language": tag})
            else:
                asked += [_asked(part) for part in run]
        return asked, marks

    def rest(self, language: str, problem: str) -> None:
        """Leave a voice in peace for a minute, or until there is another in its place."""
        log.warning("voice.own_trouble", language=language, problem=problem)
        until = asyncio.get_running_loop().time() + AFTER_TROUBLE
        self._rests[language] = (self.mark(language), until)

    def _rests_still(self, language: str, mark: str) -> bool:
        which, until = self._rests.get(language, ("", 0.0))
        return which == mark and asyncio.get_running_loop().time() < until

    def _path(self, language: str) -> Path:
        assert self._folder
        return self._folder / language


def fault(path: Path) -> str:
    """Why a file cannot be a voice, in words; empty where it can be tried."""
    try:
        mode = path.stat().st_mode
    except OSError as problem:
        return f"It cannot be read: {problem.strerror}."
    if not stat.S_ISREG(mode):
        return "It is no file."
    if mode & stat.S_IWOTH:
        return f"Everybody on this machine can change it: chmod o-w {path}"
    if not os.access(path, os.X_OK):
        return f"It cannot be started: chmod +x {path}"
    return ""


async def sound(path: Path, line: str, seconds: float, *, ahead: bool) -> bytes:
    """What a voice makes of a line, whatever that is; raises OSError or TimeoutError."""
    # Its files are memory, and a bound of the system holds for them: nothing of it can be endless,
    # nothing rests on a disk, and whatever it leaves running holds up nobody.
    with _memory("words") as given, _memory("sound") as said:
        given.write(f"{line}\n".encode(errors="replace"))
        given.seek(0)
        process = await asyncio.create_subprocess_exec(
            *("/bin/sh", "-c", BOUNDED, str(path)),
            stdin=given,
            stdout=said,
            stderr=DEVNULL,
            cwd="/",
            env={},
            start_new_session=True,
        )
        with suppress(ProcessLookupError):
            later = engine.LAST if ahead else engine.LATER
            os.setpriority(os.PRIO_PGRP, process.pid, later)
        await hear_out(process, None, seconds)
        said.seek(0)
        sound = said.read()
    if process.returncode or not sound:
        raise OSError("the voice broke off")
    return sound


def _memory(name: str) -> IO[bytes]:
    return os.fdopen(os.memfd_create(name), "w+b")


def _tongue(part: Part) -> str:
    return "" if part.recorded else part.language


def _line(parts: Sequence[Part]) -> str:
    """Parts as one line, each a sentence of its own."""
    said = [" ".join(part.words.split()) for part in parts]
    return " ".join(words if words[-1:] in ENDS else f"{words}." for words in said)


def _asked(part: Part) -> dict[str, str]:
    if part.recorded:
        return {"recorded": b64encode(part.recorded).decode()}
    return {"words": part.words, "language": part.language}
