"""An operator's own voice: any program that reads words and writes WAV, whatever else it does."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from bot.app import App
from bot.rendering.message import NotMade
from bot.settings import Settings
from bot.voices import engine, own, speaker
from bot.voices.speaker import Speaker
from bot.voices.spoken import Part
from storage.keyring import KeyRing
from tests.bot.voices.sound import Sound, heard
from tests.support.talk import Street
from tests.support.village import village

SOMALI, HELLO, BYE = Part("Soo dhawoow", "so"), Part("Hallo!", "nl"), Part("Tot morgen", "nl")
LOUD, PAUSE = 500, 0.4
# What a program may do: this one hums as long as it is told, and keeps in mind what it was given.
HUMS = """#!{python} -I
import io, math, os, sys, time, wave
seconds, rate, channels, width, low = {seconds}, {rate}, {channels}, {width}, {low}
said = sys.stdin.buffer.read()
open({asked!r}, "ab").write(said)
tone = [math.sin(440 * 6.283 * at / rate) for at in range(int(seconds * rate))]
samples = [int(low + 9_000 * one * (low == 0)) for one in tone for _ in range(channels)]
out = io.BytesIO()
with wave.open(out, "wb") as written:
    written.setparams((channels, width, rate, 0, "NONE", ""))
    packed = [one.to_bytes(4, "little", signed=True)[:width] for one in samples]
    written.writeframes(b"".join(packed))
sound = out.getvalue()
{then}
sys.stdout.buffer.write(sound)
"""
Puts = Callable[..., Path]


@pytest.fixture
def voice(tmp_path: Path, keys: KeyRing, monkeypatch: pytest.MonkeyPatch) -> Speaker:
    # A test runs beside others, and a voice lets everybody go first.
    monkeypatch.setattr(engine, "LATER", 0)
    monkeypatch.setattr(own, "TAKES", 30.0)
    monkeypatch.setattr(speaker, "TAKES", 60.0)
    monkeypatch.setattr(speaker, "WAITS", 60.0)
    (tmp_path / "voices").mkdir()
    return Speaker(tmp_path / "clips", keys, tmp_path / "voices")


@pytest.fixture
def puts(tmp_path: Path) -> Puts:
    """Puts a program in the place of the voice of a language."""

    def put(language: str, code: str = "", *, seconds: float = 2.0, **more: int) -> Path:
        shape = {"rate": 22_050, "channels": 1, "width": 2, "low": 0, **more}
        path = tmp_path / "voices" / language
        asked = str(tmp_path / "asked")
        path.write_text(
            HUMS.format(python=sys.executable, seconds=seconds, asked=asked, then=code, **shape)
        )
        path.chmod(0o700)
        return path

    return put


@pytest.fixture
def asked(tmp_path: Path) -> Callable[[], list[str]]:
    """What own voices were given to say, a line each time."""
    path = tmp_path / "asked"
    return lambda: path.read_text("utf-8").splitlines() if path.exists() else []


def left(tmp_path: Path) -> list[psutil.Process]:
    """What goes on of a voice."""
    place = str(tmp_path / "voices")
    every = psutil.process_iter(["cmdline"])
    return [one for one in every if place in " ".join(one.info["cmdline"] or ())]


def is_own(sound: Sound, seconds: float = 2.0) -> bool:
    return abs(sound.seconds - PAUSE - seconds) < 0.05 and sound.loudness > LOUD


async def is_refused(voice: Speaker, *parts: Part) -> bool:
    with pytest.raises(NotMade) as why:
        await voice.clip(parts)
    return why.value.sentence == speaker.NOT_NOW


async def test_it_is_heard_before_the_engines_and_another_in_its_place_at_once(
    voice: Speaker, puts: Puts, asked: Callable[[], list[str]]
) -> None:
    engines = await voice.clip([HELLO, BYE])
    puts("nl")
    first = await voice.clip([HELLO, BYE])
    assert is_own(heard(first))
    # One line, in which each part is a sentence: a voice that is slow to start is started once.
    assert asked() == ["Hallo! Tot morgen."]
    assert await voice.clip([HELLO, BYE]) == first == voice.kept([HELLO, BYE])
    assert len(asked()) == 1
    other = puts("nl", seconds=3.0)
    assert is_own(heard(await voice.clip([HELLO, BYE])), 3.0)
    other.unlink()
    assert await voice.clip([HELLO, BYE]) == engines


@pytest.mark.parametrize(("rate", "channels"), [(8_000, 1), (16_000, 2), (44_100, 2), (48_000, 1)])
async def test_any_rate_is_heard_as_it_was_said_one_side_or_two(
    voice: Speaker, puts: Puts, rate: int, channels: int
) -> None:
    puts("nl", rate=rate, channels=channels)
    assert is_own(heard(await voice.clip([HELLO])))


async def test_a_length_that_a_pipe_cannot_know_does_not_matter(voice: Speaker, puts: Puts) -> None:
    for length in (bytes(4), b"\xff" * 4, b"\0\xf0\xff\x7f"):
        puts("nl", f"sound = sound[:4] + {length} + sound[8:40] + {length} + sound[44:]")
        assert is_own(heard(await voice.clip([HELLO])))


async def test_a_language_that_no_engine_speaks_is_spoken_where_an_operator_has_a_voice(
    voice: Speaker, puts: Puts
) -> None:
    assert not voice.speaks("so")
    assert await is_refused(voice, SOMALI)
    puts("so")
    assert voice.speaks("so")
    both = heard(await voice.clip([SOMALI, HELLO]))
    alone = heard(await voice.clip([HELLO]))
    assert both.seconds == pytest.approx(2.0 + PAUSE + alone.seconds, abs=0.1)


async def test_what_a_neighbour_recorded_comes_before_it(
    voice: Speaker, puts: Puts, asked: Callable[[], list[str]]
) -> None:
    recording = await voice.clip([BYE])
    puts("nl")
    clip = heard(await voice.clip([Part("Hallo!", "nl", recording), BYE]))
    assert asked() == ["Tot morgen."]
    assert clip.seconds == pytest.approx(heard(recording).seconds + 2.0 + 2 * PAUSE, abs=0.1)


TROUBLE = {
    "crashes": "os.abort()",
    "ends with an error": "sys.exit(3)",
    "hangs": "time.sleep(600)",
    "stops in the middle": "os.write(1, sound[:60]); time.sleep(600)",
    "is endless": "while True: os.write(1, sound)",
    "is endless and minds no error": """
while True:
    try:
        os.write(1, sound)
    except OSError:
        pass
""",
    "takes all the memory": "sound = bytearray(2**31)",
    "says nothing": "sound = b''",
    "says a beginning alone": "sound = sound[:44]",
    "says other words": "sound = b'not a sound at all' * 999",
    "says RIFF of another kind": "sound = b'RIFF' + bytes(4) + b'AVI LIST' + bytes(9_999)",
}


@pytest.mark.parametrize("code", TROUBLE.values(), ids=TROUBLE)
async def test_whatever_it_does_the_engine_says_it_and_a_language_without_one_has_a_sentence(
    voice: Speaker,
    puts: Puts,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    asked: Callable[[], list[str]],
    code: str,
) -> None:
    engines = await voice.clip([HELLO])
    monkeypatch.setattr(own, "TAKES", 1.0)
    puts("nl", code)
    puts("so", code)
    before = time.monotonic()
    assert await voice.clip([HELLO]) == engines
    assert await is_refused(voice, HELLO, SOMALI)
    assert time.monotonic() - before < 15
    assert left(tmp_path) == []
    # For a minute it is not tried again.
    tried = len(asked())
    before = time.monotonic()
    assert await voice.clip([HELLO]) == engines
    assert await is_refused(voice, SOMALI)
    assert time.monotonic() - before < 1
    assert len(asked()) == tried == 2
    # Another in its place is heard at once.
    monkeypatch.setattr(own, "TAKES", 30.0)
    puts("nl")
    assert is_own(heard(await voice.clip([HELLO])))


@pytest.mark.parametrize("shape", [{"width": 1}, {"width": 4}, {"low": 7}, {"rate": 1_000}])
async def test_what_is_still_or_of_another_shape_is_said_by_the_engine(
    voice: Speaker, puts: Puts, shape: dict[str, int]
) -> None:
    engines = await voice.clip([HELLO])
    puts("nl", **shape)
    assert await voice.clip([HELLO]) == engines


async def test_one_that_breaks_off_takes_no_other_along(
    voice: Speaker, puts: Puts, asked: Callable[[], list[str]]
) -> None:
    puts("nl", "sound = b'RIFF, but not really'")
    puts("ar")
    arabic = Part("مرحبا", "ar")
    both = heard(await voice.clip([HELLO, arabic]))
    assert is_own(heard(await voice.clip([arabic])))
    assert asked()[:2] == ["Hallo!", "مرحبا."]
    dutch = heard(await voice.clip([HELLO])).seconds
    assert both.seconds == pytest.approx(dutch + 2.0 + PAUSE, abs=0.1)


async def test_a_file_that_is_no_program_is_no_voice(
    voice: Speaker, puts: Puts, tmp_path: Path
) -> None:
    engines = await voice.clip([HELLO])
    path, place = puts("nl"), tmp_path / "voices"
    for mode in (0o600, 0o702):
        path.chmod(mode)
        assert await voice.clip([HELLO]) == engines
    path.unlink()
    path.mkdir()
    assert await voice.clip([HELLO]) == engines
    (place / "so").symlink_to(place / "nowhere")
    (place / "tw").symlink_to(place / "tw")
    for tag in ("so", "tw", "..", "", "xx", "../voices/nl"):
        assert not voice.speaks(tag)
    # Where a link leads to one it is one.
    (place / "so").unlink()
    (place / "so").symlink_to(puts("program-of-mine"))
    assert is_own(heard(await voice.clip([SOMALI])))


async def test_one_that_is_taken_away_meanwhile_is_no_trouble(
    voice: Speaker, puts: Puts, monkeypatch: pytest.MonkeyPatch
) -> None:
    engines = await voice.clip([HELLO])
    path = puts("nl")
    marks = voice._own.marks

    def marked(parts: list[Part]) -> dict[str, str]:
        found = marks(parts)
        path.unlink(missing_ok=True)
        return found

    monkeypatch.setattr(voice._own, "marks", marked)
    assert await voice.clip([HELLO]) == engines
    # And in the middle of its words it says them to their end.
    puts("nl", f"os.unlink({str(path)!r})")
    monkeypatch.setattr(voice._own, "marks", marks)
    assert is_own(heard(await voice.clip([BYE])))


async def test_what_it_leaves_running_ends_or_holds_up_nobody(
    voice: Speaker, puts: Puts, tmp_path: Path
) -> None:
    goes_on = "\nif not os.fork():\n    time.sleep(600)\n"
    puts("nl", goes_on)
    before = time.monotonic()
    assert is_own(heard(await voice.clip([HELLO])))
    assert left(tmp_path) == []
    # One that leaves its group, and keeps what it was given to write to.
    puts("nl", "\nif not os.fork():\n    os.setsid()\n    time.sleep(20)\n")
    assert is_own(heard(await voice.clip([HELLO])))
    assert time.monotonic() - before < 15
    for one in left(tmp_path):
        one.kill()


async def test_nothing_of_ours_is_in_its_reach_and_whoever_waits_goes_first(
    voice: Speaker, puts: Puts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "LATER", 10)
    monkeypatch.setenv("BUURTBOT_TELEGRAM_TOKEN", "1:secret")
    told = tmp_path / "told"
    code = f"""
import resource
names = [name for name in os.environ if name not in ("PWD", "LC_CTYPE", "SHLVL", "_", "OLDPWD")]
held = sorted(os.listdir("/proc/self/fd"), key=int)[:-1]
bounds = [max(resource.getrlimit(what)) for what in
    (resource.RLIMIT_FSIZE, resource.RLIMIT_DATA, resource.RLIMIT_CPU, resource.RLIMIT_CORE)]
time.sleep(0.2)
open({str(told)!r}, "w").write(repr([names, held, os.getcwd(), os.nice(0), bounds]))
"""
    puts("nl", code)
    assert is_own(heard(await voice.clip([HELLO])))
    assert told.read_text() == repr(
        [[], ["0", "1", "2"], "/", 10, [16 * 2**20, 2**30, own.CPU_SECONDS, 0]]
    )
    await voice.clip([BYE], ahead=True)
    assert ", 19, [" in told.read_text()


async def test_in_somali_a_message_has_the_sign_and_is_heard_with_its_numbers(
    voice: Speaker, street: Street, puts: Puts, asked: Callable[[], list[str]]
) -> None:
    puts("so")
    async with village(street.database, voice) as place:
        sahra = place.api.user(language_code="so", stranger=False)
        await sahra.says("/menu")
        await place.quiet()
        words = sahra.last.words.split("\n")[-1]
        assert sahra.last.buttons[-1][-1] == "🔊"
        await sahra.taps("🔊")
        await place.until(lambda: sahra.last.voice)
        assert is_own(heard(sahra.last.voice))
    (line,) = asked()
    assert words in line
    assert line.count("3") == 1


async def test_the_program_looks_for_it_beside_its_keys(
    voice: Speaker, street: Street, puts: Puts, tmp_path: Path
) -> None:
    puts("so")
    settings = Settings(telegram_token="1:a", keys_file=tmp_path / "keys")  # type: ignore[arg-type]
    app = App(settings, street.database, street.view())
    spoken = app.channels["telegram"].limits.voices
    assert [tag for tag in ("nl", "so", "tw") if tag in spoken] == ["nl", "so"]


async def test_many_listeners_and_whoever_goes_away_leave_no_process(
    voice: Speaker, puts: Puts, tmp_path: Path
) -> None:
    puts("nl", "time.sleep(600)")
    waiting = [asyncio.create_task(voice.clip([Part(f"{n}", "nl")])) for n in range(3)]
    while not left(tmp_path):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    for one in waiting:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert left(tmp_path) == []
