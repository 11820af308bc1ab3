"""Clips are made once, tell nothing to whoever finds the folder, and never fill the disk."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE, STDOUT

import pytest

from bot.rendering.message import NotMade
from bot.voices import engine, kept, speaker
from bot.voices.kept import Kept
from bot.voices.speaker import Speaker
from bot.voices.spoken import Part
from storage.keyring import KeyRing
from tests.bot.voices.sound import heard

HELLO = Part("Je vraag over schulden is aangekomen.", "nl")
SOUND = os.urandom(1_000)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "clips"


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test runs beside others, and a voice lets everybody go first."""
    monkeypatch.setattr(engine, "LATER", 0)
    monkeypatch.setattr(speaker, "TAKES", 60.0)
    monkeypatch.setattr(speaker, "WAITS", 60.0)


@pytest.fixture
def clips(folder: Path, keys: KeyRing) -> Kept:
    return Kept(folder, keys)


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def grow_old(path: Path, seconds: float) -> None:
    look = path.stat()
    os.utime(path, (look.st_atime - seconds, look.st_mtime - seconds))


async def test_a_clip_is_heard_again_after_a_restart_and_by_the_other_copy_of_the_program(
    patient: None, folder: Path, keys: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await Speaker(folder, keys).clip([HELLO])
    monkeypatch.setattr(engine, "PROGRAM", Path("/nobody/speaks"))
    again = Speaker(folder, KeyRing(keys.path))
    assert again.kept([HELLO]) == made == await again.clip([HELLO])
    assert heard(made).loudness > 0
    # What lies there is no sound, and has no name, for whoever has other keys or none.
    (path,) = files(folder)
    assert b"Ogg" not in path.read_bytes()
    assert await asyncio.to_thread(lambda: folder.stat().st_mode & 0o077) == 0
    stranger = Speaker(folder, KeyRing.make(folder.parent / "other-keys"))
    assert stranger.kept([HELLO]) == b""
    # Another voice, or another program, is another sound.
    monkeypatch.setattr(engine, "edition", lambda: "the next one")
    with pytest.raises(NotMade):
        await again.clip([HELLO])


def test_those_heard_longest_ago_make_room(
    clips: Kept, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST", 4_500)
    for number in range(4):
        clips.keep(f"{number}", SOUND)
        for path in files(folder):
            grow_old(path, 60)
    assert clips.find("0") == SOUND
    clips.keep("new", SOUND)
    assert [name for name in ("0", "1", "2", "3", "new") if clips.find(name)] == [
        *("0", "2", "3", "new")
    ]
    assert sum(path.stat().st_size for path in files(folder)) <= 4_500


def test_what_nobody_heard_for_a_month_goes_and_what_was_left_half_written(
    clips: Kept, folder: Path
) -> None:
    clips.keep("old", SOUND)
    clips.keep("young", SOUND)
    half, somebodys = folder / "x.1.part", folder / "y.2.part"
    half.write_bytes(b"half")
    somebodys.write_bytes(b"still being written")
    grow_old(half, kept.ABANDONED + 1)
    old = clips._path("old")
    grow_old(old, kept.LONGEST + 1)
    clips.keep("newest", SOUND)
    assert not old.exists()
    assert not half.exists()
    assert somebodys.exists()
    assert clips.find("young") == clips.find("newest") == SOUND


def test_after_a_clock_that_went_back_what_is_new_is_kept_and_the_bound_holds(
    clips: Kept, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST", 4_500)
    for number in range(4):
        clips.keep(f"{number}", SOUND)
    for path in files(folder):
        grow_old(path, -86_400)
    half = folder / "x.1.part"
    half.write_bytes(b"half")
    grow_old(half, -86_400)
    for number in range(4, 8):
        clips.keep(f"{number}", SOUND)
    assert [number for number in range(8) if clips.find(f"{number}")] == [4, 5, 6, 7]
    assert not half.exists()


def test_what_cannot_be_deleted_there_costs_no_clip_until_the_folder_is_full(
    clips: Kept, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for odd in ("old.clip", "new.clip", "old.part"):
        (folder / odd / "x").mkdir(parents=True)
        if odd.startswith("old"):
            grow_old(folder / odd, 2 * kept.LONGEST)
    (folder / "nowhere.clip").symlink_to("/nowhere")
    clips.keep("a", SOUND)
    assert clips.find("a") == SOUND
    # Nothing can make room: nothing more is written.
    monkeypatch.setattr(kept, "MOST", 900)
    clips.keep("b", SOUND)
    assert clips.find("b") == b""
    assert not list(folder.glob("*.*.part"))


@pytest.mark.parametrize("left", [0, 5, 40, 900])
def test_a_clip_that_is_not_whole_is_none_and_is_made_anew(
    clips: Kept, folder: Path, left: int
) -> None:
    clips.keep("x", SOUND)
    (path,) = files(folder)
    path.write_bytes(path.read_bytes()[:left])
    assert clips.find("x") == b""
    clips.keep("x", SOUND)
    assert clips.find("x") == SOUND


async def test_where_nothing_can_be_kept_it_is_spoken_all_the_same(
    patient: None, keys: KeyRing
) -> None:
    # A file stands where the folder should.
    voice = Speaker(keys.path, keys)
    assert heard(await voice.clip([HELLO])).loudness > 0
    assert voice.kept([HELLO]) == b""


async def test_what_is_somebodys_own_is_said_and_rests_nowhere(
    patient: None, folder: Path, keys: KeyRing
) -> None:
    voice = Speaker(folder, keys)
    assert heard(await voice.clip([HELLO], keeps=False)).loudness > 0
    assert not await asyncio.to_thread(folder.exists)
    assert voice.kept([HELLO]) == b""


# One of two copies of the program: keeps and finds, over a folder that is always too full.
COPY = """
import sys
from pathlib import Path
from bot.voices import kept
from storage.keyring import KeyRing
kept.MOST, kept.os.getpid = 20_000, lambda: 1
clips = kept.Kept(Path(sys.argv[1]), KeyRing(Path(sys.argv[2])))
found = 0
for turn in range(400):
    name = str(turn % 23)
    clip = clips.find(name)
    assert clip in (b"", name.encode() * 1_000), name
    found += bool(clip)
    clips.keep(name, name.encode() * 1_000)
assert clips.find(name) in (b"", name.encode() * 1_000)
print(found)
"""


def test_two_copies_over_one_folder_never_hear_half_a_clip_and_never_fill_it(
    folder: Path, keys: KeyRing
) -> None:
    # Each in a machine of its own has the same number there.
    command = [sys.executable, "-c", COPY, str(folder), str(keys.path)]
    copies = [
        subprocess.Popen(command, stdout=PIPE, stderr=STDOUT, text=True, cwd=Path.cwd())
        for _ in range(2)
    ]
    told = [copy.communicate(timeout=60)[0] for copy in copies]
    assert [copy.returncode for copy in copies] == [0, 0], told
    # No word of trouble either, and what one kept the other found.
    assert all(one.strip().isdigit() for one in told), told
    left = files(folder)
    assert all(path.suffix == kept.ENDING for path in left)
    assert sum(path.stat().st_size for path in left) <= 20_000 + 2_100
