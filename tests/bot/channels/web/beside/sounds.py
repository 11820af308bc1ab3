"""Recordings as browsers make them, and as somebody makes them who means harm."""

from __future__ import annotations

import io
import math
from array import array
from fractions import Fraction
from functools import cache

import av

RATE = 48_000
# What browsers record: how the file and the sound in it are packed.
CHROMIUM, FIREFOX, SAFARI, NEWER_SAFARI = (
    ("webm", "libopus"),
    ("ogg", "libopus"),
    ("mp4", "aac"),
    ("mp4", "libopus"),
)
BROWSERS = (CHROMIUM, FIREFOX, SAFARI, NEWER_SAFARI)
NAME = "Fatma at home"


@cache
def recorded(
    packed: tuple[str, str] = CHROMIUM,
    seconds: float = 1.0,
    loud: int = 8_000,
    *,
    streams: int = 1,
    video: bool = False,
) -> bytes:
    """A tone that lasts so long, with somebody's name in the file; silence when it is not loud."""
    out = io.BytesIO()
    with av.open(out, "w", format=packed[0]) as target:
        target.metadata["title"] = NAME
        voices = [target.add_stream(packed[1], rate=RATE, layout="mono") for _ in range(streams)]
        if video:
            picture = target.add_stream("libvpx" if packed[0] == "webm" else "mpeg4", rate=1)
            picture.width = picture.height = 16  # type: ignore[union-attr]
            picture.pix_fmt = "yuv420p"  # type: ignore[union-attr]
            target.mux(picture.encode(av.VideoFrame(16, 16, "yuv420p")))  # type: ignore[union-attr]
            target.mux(picture.encode(None))  # type: ignore[union-attr]
        size = 1_024 if packed[1] == "aac" else 960
        # One round of the tone fits into each part.
        tone = array("h", (int(loud * math.sin(at * math.tau * 20 / size)) for at in range(size)))
        for number in range(int(seconds * RATE / size)):
            for voice in voices:
                frame = av.AudioFrame("s16", "mono", size)
                frame.sample_rate, frame.pts = RATE, number * size
                frame.time_base = Fraction(1, RATE)
                frame.planes[0].update(tone.tobytes())
                target.mux(voice.encode(frame))
        for voice in voices:
            target.mux(voice.encode(None))
    return out.getvalue()


def heard(voice_note: bytes) -> float:
    """How many seconds are heard in a voice note, which is OGG/Opus and nothing else."""
    with av.open(io.BytesIO(voice_note), format="ogg") as source:
        (stream,) = source.streams
        assert stream.codec_context.name == "opus"
        assert not source.metadata
        assert not stream.metadata
        return sum(frame.samples for frame in source.decode(audio=0)) / RATE
