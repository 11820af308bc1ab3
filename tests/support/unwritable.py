"""Ways in which a file cannot be written for a while, also for root; reading it goes on."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from storage.whole_file import UNFINISHED
from tests.support.paths import lacks

# What a person who runs nothing else is called on every Linux.
NOBODY = 65_534


@contextmanager
def read_only_disk(file: Path) -> Iterator[None]:
    """The folder of the file is on a disk that became read-only."""
    folder = str(file.parent)
    done = subprocess.run(["mount", "--bind", folder, folder], capture_output=True, check=False)
    if done.returncode:
        lacks("nothing can be mounted here")
    subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


@contextmanager
def file_in_the_way(file: Path) -> Iterator[None]:
    """Something stands where the file is written before it is whole."""
    other = file.with_name(file.name + UNFINISHED)
    other.mkdir()
    try:
        yield
    finally:
        other.rmdir()


@contextmanager
def no_room(_: Path) -> Iterator[None]:
    """Not a byte can be written anywhere: only for what writes nothing else meanwhile."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def no_right(file: Path) -> Iterator[None]:
    """The folder belongs to somebody else, who lets others read only."""
    if os.geteuid():
        file.parent.chmod(0o500)
        try:
            yield
        finally:
            file.parent.chmod(0o700)
        return
    way = [one for one in file.parents if one.stat().st_mode & 0o055 != 0o055]
    modes = {one: one.stat().st_mode for one in [*way, file]}
    for one in modes:
        one.chmod(0o755)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        for one, mode in modes.items():
            one.chmod(mode)


@contextmanager
def full_disk(_: Path) -> Iterator[None]:
    """The disk takes nothing any more; only where the file is kept, not where the database is."""
    with pytest.MonkeyPatch.context() as patch:

        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        patch.setattr("storage.whole_file.os.fsync", full)
        yield


Way = Callable[[Path], AbstractContextManager[None]]
# Those that a database beside it does not notice, and all.
BESIDE: tuple[Way, ...] = (read_only_disk, file_in_the_way, full_disk)
WAYS: tuple[Way, ...] = (*BESIDE, no_room, no_right)
