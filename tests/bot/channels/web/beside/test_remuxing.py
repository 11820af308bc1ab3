"""A recording becomes a voice note in a process of its own, whatever it is made of."""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
from collections.abc import Callable
from functools import partial

import psutil
import pytest

from bot.channels.web import page_texts, pages
from bot.channels.web.chat.remuxer import LARGEST, PROGRAM, Remuxer
from handlers.core.messages import Text
from tests.bot.channels.web.beside.sounds import BROWSERS, NAME, SAFARI, heard, recorded

UNKNOWN, SILENT, LONG = page_texts.NOT_PLAYED, page_texts.SILENT, page_texts.SPOKEN_TOO_LONG


async def refused(recording: bytes, seconds: float = 6) -> Text:
    with pytest.raises(pages.Refusal) as why:
        await Remuxer(seconds).voice_note(recording)
    assert why.value.status_code == 422
    return why.value.sentence


@pytest.mark.parametrize("packed", BROWSERS)
async def test_what_any_browser_records_is_heard_and_says_nothing_else(
    packed: tuple[str, str],
) -> None:
    recording = recorded(packed)
    assert NAME.encode() in recording
    made = await Remuxer().voice_note(recording)
    assert heard(made) == pytest.approx(1, abs=0.1)
    assert NAME.encode() not in made
    assert made == await Remuxer().voice_note(recording)


@pytest.mark.parametrize(
    ("why", "recording"),
    [
        (SILENT, b""),
        (UNKNOWN, b"hello"),
        (UNKNOWN, b"<html>" * 99),
        (UNKNOWN, b"#EXTM3U\nfile:///etc/passwd\n"),
        (UNKNOWN, b"\x1aE\xdf\xa3" + b"\xff" * 999),
        (UNKNOWN, b"OggS" + b"\0" * 999),
        (UNKNOWN, b"\0\0\0\x18ftypisom" + b"\0" * 999),
        (UNKNOWN, lambda: recorded()[:300]),
        (UNKNOWN, partial(recorded, streams=2)),
        (UNKNOWN, partial(recorded, video=True)),
        (UNKNOWN, partial(recorded, ("mp4", "mp3"))),
        (SILENT, partial(recorded, loud=0)),
        (SILENT, partial(recorded, SAFARI, loud=0)),
        (SILENT, partial(recorded, seconds=0.1)),
        (LONG, partial(recorded, seconds=63)),
        (LONG, partial(recorded, SAFARI, seconds=300, loud=0)),
    ],
)
async def test_what_is_no_voice_note_is_refused_with_a_sentence(
    why: Text, recording: bytes | Callable[[], bytes]
) -> None:
    sent = recording if isinstance(recording, bytes) else recording()
    assert len(sent) <= LARGEST
    assert await refused(sent) == why


async def test_a_minute_is_taken_also_by_a_thumb_that_is_late() -> None:
    assert heard(await Remuxer().voice_note(recorded(SAFARI, seconds=60.5))) > 60


def test_nothing_that_a_file_claims_is_believed() -> None:
    """Its bytes damaged one by one: it is refused, or heard, and never for longer than it is."""
    whole = recorded()

    async def every() -> list[bytes | Text]:
        remuxer = Remuxer()

        async def one(at: int) -> bytes | Text:
            damaged = whole[:at] + b"\xff" * 4 + whole[at + 4 :]
            try:
                return await remuxer.voice_note(damaged)
            except pages.Refusal as problem:
                return problem.sentence

        return await asyncio.gather(*(one(at) for at in range(4, 440, 70)))

    for made in asyncio.run(every()):
        assert heard(made) < 2 if isinstance(made, bytes) else made in (UNKNOWN, SILENT, LONG)


async def test_what_takes_too_long_is_ended_and_leaves_no_process() -> None:
    before = children()
    assert await refused(recorded(), seconds=0.01) == UNKNOWN
    assert children() == before


def children() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


LIMITS = {
    resource.RLIMIT_AS: 384 * 2**20,
    resource.RLIMIT_CPU: 8,
    resource.RLIMIT_NOFILE: 3,
    resource.RLIMIT_NPROC: 0,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
}


def test_the_other_process_gave_up_memory_time_files_and_the_network_before_it_reads() -> None:
    with subprocess.Popen(
        [sys.executable, "-I", str(PROGRAM)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={},
        pipesize=4_096,
    ) as process:
        assert process.stdin
        # More than a pipe holds: when all is taken, it has begun to read.
        process.stdin.write(b"x" * 20_000)
        process.stdin.flush()
        now = {what: resource.prlimit(process.pid, what) for what in LIMITS}
        process.stdin.close()
        assert process.stdout
        assert process.stdout.read() == b"unknown\n"
    assert now == {what: (most, most) for what, most in LIMITS.items()}


def test_nothing_can_be_opened_or_hoarded_there() -> None:
    tries = """
import remuxing, socket
remuxing.give_up_rights()
for attempt in (lambda: open("/etc/passwd"), socket.socket, lambda: bytearray(2**29)):
    try:
        attempt()
    except (OSError, MemoryError) as problem:
        print(type(problem).__name__)
"""
    here = {"PYTHONPATH": str(PROGRAM.parent)}
    tried = subprocess.run(
        [sys.executable, "-c", tries], env=here, capture_output=True, check=True, text=True
    )
    assert tried.stdout.split() == ["OSError", "OSError", "MemoryError"]
