"""Listens to a clip: how long it is, how loud, and how it was packed."""

from __future__ import annotations

import io
import math
from array import array
from typing import NamedTuple

import av
from av.audio.resampler import AudioResampler

RATE = 16_000


class Sound(NamedTuple):
    """What was heard: seconds, and the mean loudness of 32,768 (silence is 0)."""

    seconds: float
    loudness: float


def heard(clip: bytes) -> Sound:
    """A clip, decoded whole; it is a voice note as chats want it, or this fails."""
    shape, samples = AudioResampler("s16", "mono", RATE), array("h")
    with av.open(io.BytesIO(clip), format="ogg") as source:
        (stream,) = source.streams
        assert (stream.codec_context.name, stream.codec_context.channels) == ("opus", 1)
        for frame in source.decode(stream):
            for plain in shape.resample(frame):
                samples.frombytes(bytes(plain.planes[0])[: 2 * plain.samples])
    squares = sum(one * one for one in samples)
    return Sound(len(samples) / RATE, math.sqrt(squares / max(len(samples), 1)))
