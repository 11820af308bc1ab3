"""Clips that were made, sealed in a folder: nobody hears one who does not know its words."""

from __future__ import annotations

import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.keyring import NONCE_BYTES, KeyRing

# So many bytes of them are kept at most; and none that was not heard for so long, in seconds.
MOST, LONGEST = 200 * 2**20, 30 * 86_400.0
ENDING, BEING_WRITTEN = ".clip", ".part"
# Whoever began to write one so long ago was ended while writing; in seconds.
ABANDONED = 600.0
log = structlog.get_logger(__name__)


class Kept:
    """A clip is found, and opened, with all that it was made of. Two programs may share it.

    It was made of what somebody read, maybe of their own: what lies in the folder tells nothing.
    """

    def __init__(self, folder: Path, keys: KeyRing) -> None:
        self._folder, self._keys = folder, keys

    def find(self, made_of: str) -> bytes:
        """The clip that was made of this; empty where there is none, or not a whole one."""
        path = self._path(made_of)
        try:
            sealed = path.read_bytes()
            clip = self._sealer(made_of).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
        except (OSError, ValueError, InvalidTag):
            return b""
        with suppress(OSError):
            os.utime(path)
        return clip

    def keep(self, made_of: str, clip: bytes) -> None:
        """Keep a clip, as a whole or not at all; those that were heard longest ago make room."""
        path, nonce = self._path(made_of), secrets.token_bytes(NONCE_BYTES)
        sealed = nonce + self._sealer(made_of).encrypt(nonce, clip, None)
        # Two copies of the program may well have the same number, each in a machine of its own.
        being_written = path.with_suffix(f".{secrets.token_hex(4)}{BEING_WRITTEN}")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self._has_room(len(sealed)):
                return
            being_written.write_bytes(sealed)
            being_written.replace(path)
        except OSError as problem:
            # Without a place to keep them they are made each time.
            log.warning("clips.not_kept", problem=problem.strerror)
            with suppress(OSError):
                being_written.unlink(missing_ok=True)

    def _path(self, made_of: str) -> Path:
        return self._folder / f"{self._keys.find('clip', made_of).hex()}{ENDING}"

    def _sealer(self, made_of: str) -> AESGCM:
        return AESGCM(self._keys.find("clip.key", made_of))

    def _has_room(self, needed: int) -> bool:
        """Whether there is room for so many bytes, once those heard longest ago made some."""
        now, found, size = time.time(), [], needed
        for entry in os.scandir(self._folder):
            # Another copy of the program may just have deleted it, and what somebody else put there
            # may be no file, or not ours to delete: it costs no other clip.
            with suppress(OSError):
                look = entry.stat(follow_symlinks=False)
                # The clock went back: nobody knows when it was heard.
                heard = look.st_mtime if look.st_mtime <= now + ABANDONED else 0.0
                is_half = entry.name.endswith(BEING_WRITTEN)
                if is_half and now - heard > ABANDONED:
                    Path(entry.path).unlink(missing_ok=True)
                elif entry.name.endswith(ENDING):
                    found.append((heard, look.st_size, entry.path))
                    size += look.st_size
        for heard, freed, path in sorted(found):
            if size > MOST or (heard and now - heard > LONGEST):
                with suppress(OSError):
                    Path(path).unlink(missing_ok=True)
                    size -= freed
        return size <= MOST
