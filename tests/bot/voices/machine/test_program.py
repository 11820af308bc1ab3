"""The process that reads words and recordings of strangers can do nothing else by then."""

from __future__ import annotations

import subprocess
import sys

from bot.voices import engine


def told(code: str) -> list[str]:
    """What a process says that runs this beside the program."""
    here = {"PYTHONPATH": str(engine.PROGRAM.parent)}
    tried = subprocess.run(
        [sys.executable, "-c", code], env=here, capture_output=True, check=True, text=True
    )
    return tried.stdout.split()


def test_a_voice_speaks_though_it_can_open_nothing_and_hoard_nothing() -> None:
    tries = f"""
import pathlib, program, socket
voice = program.Voice(pathlib.Path({str(engine.folder())!r}), "nl")
program.give_up_rights()
for attempt in (lambda: open("/etc/passwd"), socket.socket, lambda: bytearray(2**29)):
    try:
        attempt()
    except (OSError, MemoryError) as problem:
        print(type(problem).__name__)
print(len(voice.say("hallo")) > 10_000)
"""
    assert told(tries) == ["OSError", "OSError", "MemoryError", "True"]


def test_neither_words_nor_recordings_are_looked_at_before_all_rights_are_given_up() -> None:
    """Whoever looks at one with rights breaks off here, and then there is no clip."""
    looks = f"""
import base64, pathlib, program, resource
BOUNDED = [resource.RLIMIT_AS, resource.RLIMIT_CPU]
NONE = [resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_NPROC]

def sound(*said):
    if said[1:] == (program.OF_ANOTHER,):
        return b""
    assert all(max(resource.getrlimit(what)) <= 2**29 for what in BOUNDED)
    assert all(resource.getrlimit(what) == (0, 0) for what in NONE)
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == (3, 3)
    return bytes(96_000)

program._warm_up()
program._warm_up = lambda: None
program.Voice.say = program.recorded = sound
parts = [{{"words": "hallo", "language": "nl"}}, {{"recorded": ""}}]
clip = program.made(pathlib.Path({str(engine.folder())!r}), parts)
print(clip[:4].decode())
"""
    assert told(looks) == ["OggS"]
