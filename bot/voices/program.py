"""Says words and joins to them what others said, in a process of its own that ends after.

It reads parts as JSON from standard input and writes a word, a line's end and maybe OGG/Opus (mono,
a voice note) to standard output. It imports nothing of ours. What comes in is anybody's (words,
recordings of neighbours, the sound of another's program), and two libraries read it in C: before
they do, each process gives up memory, time, files, the network and other processes.
"""

from __future__ import annotations

import base64
import ctypes
import io
import json
import os
import resource
import sys
import wave
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

import av
from av.audio.resampler import AudioResampler

# In bytes, seconds of a processor, samples a second, bits a second.
MEMORY, CPU_SECONDS = 384 * 2**20, 20
SPEAKS, RATE, BIT_RATE = 22_050, 48_000, 24_000
# The longest clip, and the stillness after each part; in seconds.
LONGEST, PAUSE = 600, 0.4
# Words a minute: slower than the engine's own pace, for whoever learns the language.
PACE = 145
# Of <speak_lib.h>: give the samples back, when they are asked for; the pace; letters in UTF-8.
SYNCHRONOUS, PACE_IS, UTF8 = 2, 1, 1
NO_EXIT = 0x8000
# For a name in Latin letters, or a sign that they have no word for, voices open the files of the
# English one: later they cannot any more.
OF_ANOTHER = "a ɛ @ é"
# By how the bytes begin: a voice note is OGG, whatever else somebody calls one, and what a program
# says is WAV, of 16 bits, with as many samples a second as somebody can hear.
OGG, WAV, RATES = b"OggS", b"RIFF", range(4_000, 192_001)
# No voice is so low, of 32,767.
STILL = 100
ENCODER = {"application": "voip", "compression_level": "5"}
OPTIONS = {"max_streams": "2", "protocol_whitelist": "", "probesize": str(2**20)}
Heard = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class Refused(Exception):
    """No clip is made of it; the word says why."""


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


class Voice:
    """A voice of espeak-ng, which is loaded whole before it hears what it is to say."""

    def __init__(self, engine: Path, language: str) -> None:
        # A long path does not fit into the engine's own memory for it.
        os.chdir(engine)
        self._engine = ctypes.CDLL(str(engine / "libespeak-ng.so"))
        self._samples = bytearray()
        self._heard = Heard(self._hear)
        rate = self._engine.espeak_Initialize(SYNCHRONOUS, 0, b".", NO_EXIT)
        if rate != SPEAKS or self._engine.espeak_SetVoiceByName(language.encode()):
            raise Refused("mute")
        self._engine.espeak_SetSynthCallback(self._heard)
        self._engine.espeak_SetParameter(PACE_IS, PACE, 0)
        self.say(OF_ANOTHER)

    def _hear(self, samples: Any, count: int, _: object) -> int:
        if samples and count > 0:
            self._samples += ctypes.string_at(samples, 2 * count)
        # More than that nobody listens to: the engine stops.
        return int(len(self._samples) > 2 * SPEAKS * LONGEST)

    def say(self, words: str) -> bytes:
        """What words sound like, as 16-bit samples."""
        self._samples.clear()
        said = words.replace("\0", " ").encode(errors="replace")
        if self._engine.espeak_Synth(said, len(said) + 1, 0, 0, 0, UTF8, None, None):
            raise Refused("mute")
        return bytes(self._samples)


class Speech:
    """Has the words of one language said by a process beside this one, which can do nothing else.

    A voice has files to open first, and they are another's for each language.
    """

    def __init__(self, engine: Path, language: str, words: list[str]) -> None:
        here, there = os.pipe()
        self._process = os.fork()
        if not self._process:
            _say(engine, language, words, there)
        os.close(there)
        self._said = os.fdopen(here, "rb")

    def heard(self) -> list[bytes]:
        """What each of the words sounds like; raises Refused."""
        with self._said:
            said = self._said.read()
        if os.waitpid(self._process, 0)[1]:
            raise Refused("mute")
        heard = []
        while said:
            length = int.from_bytes(said[:4], "big")
            heard.append(said[4 : 4 + length])
            said = said[4 + length :]
        return heard


def _say(engine: Path, language: str, words: list[str], there: int) -> NoReturn:
    """The other process; what it wrote is whole when it ends well."""
    code = 1
    try:
        voice = Voice(engine, language)
        os.dup2(there, 1)
        os.closerange(3, 1024)
        give_up_rights()
        with os.fdopen(1, "wb", closefd=False) as out:
            for one in words:
                said = voice.say(one)
                out.write(len(said).to_bytes(4, "big") + said)
        code = 0
    finally:
        # Nothing of what this process was copied from goes on here.
        os._exit(code)


class Clip:
    """What is heard one after the other, in one shape."""

    def __init__(self) -> None:
        self._samples = bytearray()

    def add(self, sound: bytes) -> None:
        """One part, as 16-bit samples, and the stillness after it; raises Refused when too long."""
        self._samples += sound + bytes(2 * int(RATE * PAUSE))
        if len(self._samples) > 2 * RATE * LONGEST:
            raise Refused("long")

    def encoded(self) -> bytes:
        """All of it as OGG/Opus."""
        out = io.BytesIO()
        with av.open(out, "w", format="ogg", options={"fflags": "+bitexact"}) as target:
            voice = target.add_stream("libopus", rate=RATE, layout="mono", options=ENCODER)
            voice.codec_context.bit_rate, voice.codec_context.thread_count = BIT_RATE, 1
            for frame in _frames(self._samples, RATE):
                target.mux(voice.encode(frame))
            target.mux(voice.encode(None))
        return out.getvalue()


def _frames(samples: bytes | bytearray, rate: int) -> Iterator[Any]:
    """Samples a second at a time: of more, some is lost where memory is bounded."""
    for at in range(0, len(samples), 2 * rate):
        part = bytes(samples[at : at + 2 * rate])
        frame = av.AudioFrame("s16", "mono", len(part) // 2)
        frame.sample_rate = rate
        frame.planes[0].update(part)
        yield frame


def _plain(frames: Iterable[Any]) -> bytes:
    """Sound of any shape, in ours; raises Refused when it is too long."""
    shape, most = AudioResampler("s16", "mono", RATE), 2 * RATE * LONGEST
    plain = bytearray()
    for frame in chain(frames, (None,)):
        for one in shape.resample(frame):
            plain += bytes(one.planes[0])[: 2 * one.samples]
        if len(plain) > most:
            raise Refused("long")
    return bytes(plain)


def recorded(recording: bytes) -> bytes:
    """What a neighbour recorded, as samples; raises Refused, or whatever av raises."""
    return _decoded(recording, OGG, "ogg", "opus")


def sounded(sound: bytes) -> bytes:
    """What an operator's own voice said, as samples; the same, and also when it is still."""
    plain = _decoded(sound, WAV, "wav", "pcm_s16le")
    samples = memoryview(plain).cast("h")
    if not samples or (max(samples) < STILL and min(samples) > -STILL):
        raise Refused("silent")
    return plain


def _decoded(sound: bytes, beginning: bytes, shape: str, codec: str) -> bytes:
    if not sound.startswith(beginning):
        raise Refused("unknown")
    source: Any = av.open(io.BytesIO(sound), format=shape, options=OPTIONS)
    with source:
        streams = list(source.streams)
        if len(streams) != 1 or streams[0].type != "audio":
            raise Refused("unknown")
        context: Any = streams[0].codec_context
        context.thread_count = 1
        is_ours = context.name == codec and context.channels in {1, 2}
        if not is_ours or context.sample_rate not in RATES:
            raise Refused("unknown")
        return _plain(source.decode(streams[0]))


def made(engine: Path, parts: list[dict[str, str]]) -> bytes:
    """The clip of these parts; raises Refused, or whatever av raises."""
    said = [part for part in parts if "words" in part]
    speeches = {
        tag: Speech(engine, tag, [part["words"] for part in said if part["language"] == tag])
        for tag in dict.fromkeys(part["language"] for part in said)
    }
    _warm_up()
    heard = {tag: iter(speech.heard()) for tag, speech in speeches.items()}
    give_up_rights()
    clip = Clip()
    for place, part in enumerate(parts):
        try:
            _add(clip, part, heard)
        except Exception as why:
            # Whatever it is, it cannot be heard; whoever asked knows whose it is.
            word = why if isinstance(why, Refused) else "unknown"
            raise Refused(f"{word} {place}") from why
    return clip.encoded()


def _add(clip: Clip, part: dict[str, str], heard: dict[str, Iterator[bytes]]) -> None:
    if "recorded" in part:
        clip.add(recorded(base64.b64decode(part["recorded"])))
    elif "sound" in part:
        clip.add(sounded(base64.b64decode(part["sound"])))
    elif sound := next(heard[part["language"]]):
        clip.add(_plain(_frames(sound, SPEAKS)))


def _warm_up() -> None:
    """Do all of it once with a sound of our own: later nothing can be loaded any more."""
    clip, still = Clip(), bytes(SPEAKS)
    clip.add(_plain(_frames(still, SPEAKS)))
    recorded(clip.encoded())
    own = io.BytesIO()
    with wave.open(own, "wb") as written:
        written.setparams((1, 2, SPEAKS, 0, "NONE", ""))
        written.writeframes(still)
    with suppress(Refused):
        sounded(own.getvalue())


def main() -> None:
    """Read what is to be heard, and say what became of it."""
    out = os.dup(1)
    os.dup2(2, 1)
    try:
        answer = b"made\n" + made(Path(sys.argv[1]), json.load(sys.stdin))
    except Exception as why:
        answer = f"{why}\n".encode() if isinstance(why, Refused) else b"mute\n"
    with os.fdopen(out, "wb") as written:
        written.write(answer)


if __name__ == "__main__":
    main()
