"""A small file that is there whole or not at all, also after somebody pulled the plug."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# What is being written stands beside the file under its name and this, until it is whole.
UNFINISHED = ".new"


class WholeFile:
    """One file that only its owner reads; what raises is `OSError`.

    Whoever reads sees what was there before or what came after, never something half. A link is
    followed, so that the file stays where it was put.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other process from changing the file meanwhile."""
        folder = os.open(self._real.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def read(self) -> str:
        """What stands in it; a byte that is no text stays what it was."""
        return self._real.read_text("utf-8", errors="surrogateescape")

    def make(self, text: str) -> bool:
        """Write the file, unless there is one: then False, and that one is left as it is."""
        real = self._real
        made = [one for one in (real.parent, *real.parent.parents) if not one.exists()]
        real.parent.mkdir(parents=True, exist_ok=True)
        with self.alone():
            unfinished = self._unfinished(text)
            try:
                # Never over another one, also one that somebody without our lock puts there.
                os.link(unfinished, real)
            except FileExistsError:
                return False
            finally:
                unfinished.unlink(missing_ok=True)
            for folder in (real.parent, *(one.parent for one in made)):
                _keep_names(folder)
        return True

    def write(self, text: str) -> None:
        """Put this in its place; whoever may change the file at the same time does so `alone`."""
        unfinished = self._unfinished(text)
        try:
            unfinished.replace(self._real)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        _keep_names(self._real.parent)

    def try_writing(self) -> None:
        """Do all that `write` does, and leave everything as it was."""
        with self.alone():
            if not self._real.exists():
                self._unfinished("x" * 64).unlink()
                return
            before = self._real.stat()
            self.write(self.read())
            # Nobody has to read again what did not change.
            os.utime(self._real, ns=(before.st_atime_ns, before.st_mtime_ns))

    @property
    def _real(self) -> Path:
        return Path(os.path.realpath(self.path))

    def _unfinished(self, text: str) -> Path:
        """The text on the disk, under a name of its own; with the owner that the file has."""
        real = self._real
        unfinished = real.with_name(real.name + UNFINISHED)
        # What a process left that was killed here is written over: it may be full of keys.
        unfinished.unlink(missing_ok=True)
        try:
            handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape") as file:
                with suppress(FileNotFoundError, PermissionError):
                    # Whoever runs a command as root takes the file from nobody.
                    owner = real.stat()
                    os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        return unfinished


def _keep_names(folder: Path) -> None:
    """Have the disk keep which names are in a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
