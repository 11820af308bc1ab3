"""Reading aloud: what is heard is what was to be said, and no voice holds anybody up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import psutil
import pytest

from bot.channels.telegram.channel import Telegram
from bot.rendering.message import NotMade
from bot.rendering.text import Reader
from bot.voices import engine, speaker
from bot.voices.speaker import Speaker
from bot.voices.spoken import Part, spoken
from handlers.core.messages import Reply, name, say
from storage.keyring import KeyRing
from tests.bot.voices.sound import heard

HOURS = {
    "nl": "De buurtkamer is vandaag open van tien uur tot vier uur.",
    "ar": "غرفة الحي مفتوحة اليوم من الساعة العاشرة إلى الساعة الرابعة.",
}
DUTCH, ARABIC = (Part(words, tag) for tag, words in HOURS.items())
SPOKEN = ("nl", "en", "ar", "tr", "ti", "es", "pap", "uk", "fa", "pl", "pt", "fr", "ur")
# No human says a letter faster, or would listen to one that is said slower; in seconds.
QUICK, SLOW = 0.03, 0.2
# As loud as this is speech; a microphone that is off is below 40.
LOUD = 500
# Does what a voice of C may do some day: it ends in the middle, waits for ever, says anything.
CRASHES, HANGS = "import os; os.abort()", "import signal; signal.pause()"
FLOODS = "import sys; sys.stdout.write('no voice at all ' * 99999)"
# Hears what was asked, and lets the real program answer.
LISTENS = """
import runpy, sys, io
asked = sys.stdin.read()
open({asked!r}, "a").write(asked + "\\n")
sys.stdin = io.StringIO(asked)
sys.argv[0] = {real!r}
runpy.run_path({real!r}, run_name="__main__")
"""
Replace = Callable[[str], None]


@pytest.fixture
def voice(tmp_path: Path, keys: KeyRing, monkeypatch: pytest.MonkeyPatch) -> Speaker:
    # A test runs beside others, and a voice lets everybody go first.
    monkeypatch.setattr(engine, "LATER", 0)
    monkeypatch.setattr(speaker, "TAKES", 60.0)
    monkeypatch.setattr(speaker, "WAITS", 60.0)
    return Speaker(tmp_path / "clips", keys)


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Replace:
    """Puts another program in the place of the voice."""

    def replace(code: str) -> None:
        path = tmp_path / "program.py"
        path.write_text(code)
        monkeypatch.setattr(engine, "PROGRAM", path)

    return replace


@pytest.fixture
def asked(tmp_path: Path, program: Replace) -> Callable[[], list[list[dict[str, str]]]]:
    """What the voice was asked to say, each time."""
    path = tmp_path / "asked"
    program(LISTENS.format(asked=str(path), real=str(engine.PROGRAM)))
    return lambda: [json.loads(line) for line in path.read_text().splitlines()]


def processes() -> list[psutil.Process]:
    mine = psutil.Process().children(recursive=True)
    return [one for one in mine if "program.py" in " ".join(one.cmdline())]


async def is_refused(voice: Speaker, *parts: Part) -> bool:
    with pytest.raises(NotMade) as why:
        await voice.clip(parts)
    assert why.value.sentence == speaker.NOT_NOW
    return True


@pytest.mark.parametrize("tag", HOURS)
async def test_a_clip_is_as_long_as_its_words_and_is_heard(voice: Speaker, tag: str) -> None:
    words = HOURS[tag]
    once = heard(await voice.clip([Part(words, tag)]))
    assert QUICK < once.seconds / len(words) < SLOW
    assert once.loudness > LOUD
    thrice = heard(await voice.clip([Part(words, tag)] * 3))
    assert thrice.seconds == pytest.approx(3 * once.seconds, abs=0.2)


async def test_the_voice_is_given_the_spoken_form_of_a_message_and_nothing_else(
    voice: Speaker, asked: Callable[[], list[list[dict[str, str]]]]
) -> None:
    lines = (
        say("body", "🟢 {room}: open. Until {time}.", room="Holendrecht", time=time(16, 30)),
        name("☎ 020 123 4567"),
        name("🆘"),
    )
    reader = Reader.of("ar", "nl", date(2026, 12, 2))
    await voice.clip(spoken(Reply(lines), reader, Telegram.limits))
    assert asked() == [
        [
            {
                "words": "Holendrecht: مفتوحة. حتى الساعة الرابعة والنصف عصرا.",
                "language": "ar",
            },
            {"words": "0 2 0, 1 2 3, 4 5 6 7", "language": "ar"},
        ]
    ]


@pytest.mark.parametrize("tag", ["nl", "ar", "ti", "fa", "uk", "ur"])
async def test_a_name_in_other_letters_is_said_too(voice: Speaker, tag: str) -> None:
    for words in ("Holendrecht", "غرفة", "ክፍሊ", "центр", "中文 ½ €"):
        assert heard(await voice.clip([Part(words, tag)]))


@pytest.mark.parametrize("tag", SPOKEN)
async def test_whatever_name_number_or_sign_stands_in_a_message_it_is_heard(
    voice: Speaker, tag: str
) -> None:
    """A voice that opens a file for one of them breaks off, and nobody hears any of it."""
    odd = ("☎ +31 20 000 0103", "a@b.nl 5% €3 & # ½ ² № é ß", "１２３ ٤٥ ۶", "ɛɔŋ ÀÇŸŁ ſʒ")
    others = (
        "Іван центр",
        "Γιώργος",
        "שלום",
        "غرفة",
        "ክፍሊ",
        "你好",
        "한국어",
        "हिन्दी",
        "ไทย",
        "აბგ հայ",
    )
    lines = tuple(map(name, (*odd, *others, "Holendrecht")))
    parts = spoken(Reply(lines), Reader.of(tag, "nl", date(2026, 12, 2)), Telegram.limits)
    assert heard(await voice.clip(parts)).loudness > LOUD


async def test_words_that_cannot_be_said_cost_no_other_message(
    voice: Speaker, program: Replace, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = engine.PROGRAM
    program("import sys; sys.stdin.read(); print('mute')")
    assert await is_refused(voice, DUTCH)
    monkeypatch.setattr(engine, "PROGRAM", real)
    assert heard(await voice.clip([DUTCH])).loudness > LOUD


async def test_lines_in_two_languages_are_one_clip_each_in_its_own_voice(voice: Speaker) -> None:
    alone = [heard(await voice.clip([one])).seconds for one in (DUTCH, ARABIC)]
    both = heard(await voice.clip([DUTCH, ARABIC]))
    assert both.seconds == pytest.approx(sum(alone), abs=0.2)
    # Another language makes other sounds of the same words.
    english = await voice.clip([Part(DUTCH.words, "en")])
    assert english != await voice.clip([DUTCH])


async def test_a_neighbours_recording_is_heard_among_the_words(
    voice: Speaker, asked: Callable[[], list[list[dict[str, str]]]]
) -> None:
    recorded = await voice.clip([ARABIC])
    spoken_alone = heard(await voice.clip([DUTCH])).seconds
    neighbour = Part(ARABIC.words, "ar", recorded)
    both = heard(await voice.clip([neighbour, DUTCH]))
    assert both.seconds == pytest.approx(heard(recorded).seconds + spoken_alone + 0.4, abs=0.2)
    assert both.loudness > LOUD
    assert "words" not in asked()[-1][0]
    # A language without a voice is heard where neighbours lent theirs.
    assert not voice.speaks("srn")
    assert heard(await voice.clip([Part("Fa waka?", "srn", recorded)])).loudness > LOUD


@pytest.mark.parametrize("recording", [b"no sound", b"OggS" + b"\0" * 999, b"\x1aE\xdf\xa3" * 99])
async def test_a_recording_that_cannot_be_played_costs_no_other_message(
    voice: Speaker, recording: bytes
) -> None:
    assert await is_refused(voice, Part("Hallo", "nl", recording))
    assert heard(await voice.clip([DUTCH])).loudness > LOUD


@pytest.mark.parametrize("code", [CRASHES, HANGS, FLOODS])
async def test_a_voice_that_breaks_costs_nobody_more_than_the_deadline_and_speaks_again(
    voice: Speaker,
    program: Replace,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
) -> None:
    real, now = engine.PROGRAM, asyncio.get_running_loop().time
    program(code)
    monkeypatch.setattr(speaker, "TAKES", 1.5)
    before = now()
    assert all(await asyncio.gather(is_refused(voice, DUTCH), is_refused(voice, ARABIC)))
    # The second does not wait for it as long as the first.
    assert now() - before < 3
    assert processes() == []
    # For a minute it is not tried again, and everybody hears so at once.
    monkeypatch.setattr(engine, "PROGRAM", real)
    before = now()
    assert await is_refused(voice, DUTCH)
    assert now() - before < 0.5
    monkeypatch.setattr(voice, "_rests_until", 0.0)
    monkeypatch.setattr(speaker, "TAKES", 60.0)
    assert heard(await voice.clip([DUTCH])).loudness > LOUD


async def test_whoever_stands_far_back_hears_at_once_that_it_is_too_much(
    voice: Speaker, program: Replace, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(HANGS)
    monkeypatch.setattr(speaker, "MOST_WAITING", 3)
    waiting = [asyncio.create_task(voice.clip([Part(f"{n}", "nl")])) for n in range(3)]
    await asyncio.sleep(0)
    assert await is_refused(voice, DUTCH)
    for one in waiting:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert processes() == []


async def test_what_many_want_to_hear_is_said_once(
    voice: Speaker, asked: Callable[[], list[list[dict[str, str]]]]
) -> None:
    clips = await asyncio.gather(*(voice.clip([DUTCH]) for _ in range(6)))
    assert len(set(clips)) == 1
    assert len(asked()) == 1
    assert voice.kept([DUTCH]) == clips[0]
    assert voice.kept([ARABIC]) == b""


@pytest.mark.long
@pytest.mark.parametrize(
    "words",
    [
        *("", " ", "...", "\0", "\ud800", "👩‍🍳" * 50, "\u202e\u2066", "?" * 200),
        *("[[foo]] <speak>&amp;", "9" * 400, "a" * 4_096, "שלום " * 90, "ሰላም" * 60, "\n" * 99),
    ],
)
async def test_whatever_is_to_be_said_the_next_message_is_said(voice: Speaker, words: str) -> None:
    for tag in ("nl", "ar"):
        try:
            assert heard(await voice.clip([Part(words, tag)])).seconds < 1_000
        except NotMade:
            assert not any(map(str.isalnum, words))
    assert heard(await voice.clip([DUTCH])).loudness > LOUD


async def test_without_the_extra_nothing_is_spoken_and_nothing_fails(
    voice: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "voices", frozenset)
    assert not voice.speaks("nl")
    assert voice.kept([DUTCH]) == b""
    assert await is_refused(voice, DUTCH)
    assert processes() == []


def test_the_languages_that_are_spoken_are_those_with_a_voice(voice: Speaker) -> None:
    assert all(map(voice.speaks, SPOKEN))
    assert not any(map(voice.speaks, ("so", "tw", "srn", "xx", "", "..", "nl/../nl")))
