"""Bytes that rest in a file, of which only what is looked at takes memory.

The file has no name: to shorten one that others can reach would stop the program. Where there is no
room for one, they are in memory.
"""

from __future__ import annotations

import os
from contextlib import suppress
from mmap import ACCESS_READ, mmap
from tempfile import TemporaryFile
from typing import TypeAlias
from weakref import finalize

Resting: TypeAlias = mmap | bytes


def resting(content: bytes) -> Resting:
    """The same bytes, for what is looked at again and again."""
    with suppress(OSError, ValueError), TemporaryFile() as file:
        file.write(content)
        file.flush()
        return mmap(file.fileno(), 0, access=ACCESS_READ)
    return content


class Pieces:
    """Reads so many bytes from a place on, for what is looked at once.

    A look at mapped bytes brings all around it into memory, 64 kB each time.
    """

    def __init__(self, content: bytes) -> None:
        self._content, self._file = content, 0
        with suppress(OSError), TemporaryFile() as file:
            file.write(content)
            file.flush()
            self._content, self._file = b"", os.dup(file.fileno())
            finalize(self, os.close, self._file)

    def at(self, begin: int, length: int) -> bytes:
        """What stands there."""
        if self._file:
            return os.pread(self._file, length, begin)
        return self._content[begin : begin + length]
