"""Makes a voice note of what a browser recorded, in a process of its own that can do nothing else.

It reads a recording from standard input and writes a word, a line's end and maybe OGG/Opus to
standard output. It imports nothing of ours. What comes in is anybody's: before it is looked at,
this process gives up memory, time, files, the network and other processes.
"""

from __future__ import annotations

import io
import os
import resource
import sys
from array import array
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from typing import Any

import av
from av.audio.resampler import AudioResampler

MEMORY, CPU_SECONDS = 384 * 2**20, 8
LONGEST, RATE = 60, 48_000
# A button that is let go a moment late, and what an encoder adds at the end.
GRACE = 1.5
SHORTEST = 0.3
# The loudest that is still no sound: a microphone that is off.
SILENCE = 40
BIT_RATE = 24_000
# By how the bytes begin, and never by what was said of them: which reader may read them at all.
READERS = ((0, b"\x1aE\xdf\xa3", "matroska"), (0, b"OggS", "ogg"), (4, b"ftyp", "mov"))
# One more than there may be.
OPTIONS = {"max_streams": "2", "protocol_whitelist": "", "probesize": str(2**20)}
# The lengths of a frame of Opus by its first byte, in samples (RFC 6716, 3.1).
SILK, HYBRID, CELT = (480, 960, 1920, 2880), (480, 960), (120, 240, 480, 960)


class Refused(Exception):
    """It is not made into a voice note; the word says why."""


def give_up_rights() -> None:
    """From now on no memory beyond a bound, little time, no new file, socket, thread or process."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 3),
    ):
        resource.setrlimit(what, (most, most))


def reader_of(recording: bytes) -> str:
    """Which reader may look at these bytes; empty for none."""
    return next((name for at, sign, name in READERS if recording[at : at + len(sign)] == sign), "")


def made(recording: bytes) -> bytes:
    """A recording as OGG/Opus with nothing else in it; raises Refused, or whatever av raises."""
    name = reader_of(recording)
    if not name:
        raise Refused("unknown")
    with av.open(io.BytesIO(recording), format=name, options=OPTIONS) as source:
        streams = list(source.streams)
        if len(streams) != 1 or streams[0].type != "audio":
            raise Refused("unknown")
        stream = streams[0]
        context: Any = stream.codec_context
        context.thread_count = 1
        codec, channels = context.name, context.channels
        if codec not in {"opus", "aac"} or channels not in {1, 2}:
            raise Refused("unknown")
        ears = Ears()
        packets = _packets(source, stream, ears)
        written = _copied(packets, stream) if codec == "opus" else _encoded(packets)
    if ears.seconds < SHORTEST or ears.loudest <= SILENCE:
        raise Refused("silent")
    return written


class Ears:
    """Hears all of it: whether it can be played at all, for how long, and how loud it is."""

    def __init__(self) -> None:
        self.samples, self.loudest = 0, 0
        self._plain = AudioResampler("s16", "mono", RATE)

    @property
    def seconds(self) -> float:
        """How much was heard until now."""
        return self.samples / RATE

    def hear(self, frame: Any) -> list[Any]:
        """Listen to a part of it; gives it in one shape. Raises Refused as soon as it is long."""
        plain = self._plain.resample(frame)
        for one in plain:
            self.samples += one.samples
            heard = array("h", bytes(one.planes[0])[: 2 * one.samples])
            self.loudest = max(self.loudest, max(heard, default=0), -min(heard, default=0))
        if self.seconds > LONGEST + GRACE:
            raise Refused("long")
        return plain


def _packets(source: Any, stream: Any, ears: Ears) -> Iterator[tuple[bytes, list[Any]]]:
    """Each packet of a stream, with what is heard in it."""
    for packet in source.demux(stream):
        frames = packet.decode()
        yield bytes(packet), [plain for frame in frames for plain in ears.hear(frame)]


def _copied(packets: Iterator[tuple[bytes, list[Any]]], stream: Any) -> bytes:
    """The same Opus in a file of ours: its head, and its times, are made anew."""
    out = io.BytesIO()
    with av.open(out, "w", format="ogg", options={"fflags": "+bitexact"}) as target:
        voice = target.add_stream_from_template(stream)
        voice.metadata.clear()
        voice.codec_context.extradata = _head(stream)
        at = 0
        for content, _ in packets:
            if not content:
                continue
            packet = av.Packet(content)
            packet.stream, packet.time_base = voice, Fraction(1, RATE)
            packet.pts = packet.dts = at
            packet.duration = _samples_in(content)
            at += packet.duration
            if at > (LONGEST + GRACE) * RATE:
                raise Refused("long")
            target.mux(packet)
    return out.getvalue()


def _encoded(packets: Iterator[tuple[bytes, list[Any]]]) -> bytes:
    """What was heard, as Opus."""
    out = io.BytesIO()
    with av.open(out, "w", format="ogg", options={"fflags": "+bitexact"}) as target:
        voice = target.add_stream("libopus", rate=RATE, layout="mono")
        voice.codec_context.bit_rate, voice.codec_context.thread_count = BIT_RATE, 1
        for _, heard in packets:
            for frame in heard:
                frame.pts = None
                target.mux(voice.encode(frame))
        target.mux(voice.encode(None))
    return out.getvalue()


def _head(stream: Any) -> bytes:
    """The head of an Opus stream (RFC 7845, 5.1), of which only its channels and skip are kept."""
    given = bytes(stream.codec_context.extradata or b"")
    if len(given) < 19 or not given.startswith(b"OpusHead") or given[18]:
        raise Refused("unknown")
    channels = stream.codec_context.channels
    skip = min(int.from_bytes(given[10:12], "little"), RATE // 10)
    parts = (bytes([1, channels]), skip.to_bytes(2, "little"), RATE.to_bytes(4, "little"))
    return b"OpusHead" + b"".join(parts) + b"\0\0\0"


def _samples_in(packet: bytes) -> int:
    """How long a packet of Opus lasts, in samples (RFC 6716, 3.2)."""
    kind, code = packet[0] >> 3, packet[0] & 3
    size = SILK[kind & 3] if kind < 12 else HYBRID[kind & 1] if kind < 16 else CELT[kind & 3]
    count = (1, 2, 2, (packet[1] & 63) if len(packet) > 1 else 0)[code]
    if not 0 < size * count <= RATE * 120 // 1000:
        raise Refused("unknown")
    return size * count


def _warm_up() -> None:
    """Do all of it once with a sound of our own: later nothing can be loaded any more."""
    quiet = av.AudioFrame("s16", "mono", RATE)
    quiet.sample_rate = RATE
    with suppress(Refused):
        made(_encoded(iter([(b"", [quiet])])))


def main() -> None:
    """Read one recording, and say what became of it."""
    out = os.dup(1)
    os.dup2(2, 1)
    _warm_up()
    give_up_rights()
    try:
        answer = b"made\n" + made(sys.stdin.buffer.read())
    except Refused as why:
        answer = f"{why}\n".encode()
    except Exception:
        # Whatever it is, it is no voice note.
        answer = b"unknown\n"
    with os.fdopen(out, "wb") as written:
        written.write(answer)


if __name__ == "__main__":
    main()
