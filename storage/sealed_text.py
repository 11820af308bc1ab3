"""Texts that are sealed so that not even their length tells what they say.

A text is filled up to one of a few lengths, packed where it would need a longer one, and sealed for
its place.
"""

from __future__ import annotations

import zlib

from storage.keyring import KeyRing

# In front of a text stands whether it is packed, and how long it is.
HEAD_BYTES = 4
PLAIN, PACKED = b"\0", b"\1"
# Packing harder takes longer, and seldom reaches a shorter length.
LEVEL = 1


def seal(keys: KeyRing, text: str, *where: str | int, shortest: int) -> bytes:
    """A text as it may rest: ``shortest`` bytes long, or twice, four times, ... as long."""
    how, content = PLAIN, text.encode()
    if HEAD_BYTES + len(content) > shortest:
        how, content = PACKED, zlib.compress(content, LEVEL)
    length = shortest
    while length < HEAD_BYTES + len(content):
        length *= 2
    head = how + len(content).to_bytes(HEAD_BYTES - 1, "big")
    return keys.seal_bytes((head + content).ljust(length, b"\0"), *where)


def unseal(keys: KeyRing, sealed: bytes, *where: str | int) -> str:
    """The text that `seal` made this of, for the same place; raises KeyMissing."""
    filled = keys.open_bytes(sealed, *where)
    end = HEAD_BYTES + int.from_bytes(filled[1:HEAD_BYTES], "big")
    content = filled[HEAD_BYTES:end]
    return (zlib.decompress(content) if filled[:1] == PACKED else content).decode()
