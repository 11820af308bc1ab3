"""What is secret in the database, and the key ring file that opens it.

The ring is a text file, one key a line: ``KIND NAME BASE64``. Kinds: ``index`` (one; makes the
keyed hashes that rows are found by), ``seal`` (the last one seals, all of them open) and
``year`` (one a calendar year; counts different people without naming them).
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import hmac
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
KEY_BYTES = 32


class KeyMissing(Exception):
    """The ring is not there, cannot be read, or lacks a key that data was sealed with."""


class KeyRing:
    """Seals and opens personal fields, and hashes what rows are looked up by."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read()

    @classmethod
    def make(cls, path: Path) -> KeyRing:
        """Write a new ring, readable by its owner only, and open it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, f"index 1 {_new_key()}\nseal 1 {_new_key()}\n")
        return cls(path)

    def fingerprint(self) -> str:
        """What tells this ring from another one, without telling anything about its keys."""
        return self.find("ring", "fingerprint")[:16].hex()

    def find(self, field: str, value: str) -> bytes:
        """The keyed hash under which a row with this value is found."""
        message = f"{field}\0{value}".encode()
        return hmac.digest(self._index, message, hashlib.sha256)

    def seal(self, value: str, *where: str | int) -> bytes:
        """Encrypt a value for one place (table, column, row): it opens nowhere else."""
        return self.seal_bytes(value.encode(), *where)

    def seal_bytes(self, value: bytes, *where: str | int) -> bytes:
        """The same for bytes: key number, nonce, ciphertext with its tag."""
        self._look_again()
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._sealers[self._newest].encrypt(nonce, value, _place(where))
        return self._newest.to_bytes(2, "big") + nonce + sealed

    def open(self, sealed: bytes, *where: str | int) -> str:
        """Decrypt what `seal` made for the same place; raises KeyMissing for anything else."""
        return self.open_bytes(sealed, *where).decode()

    def open_bytes(self, sealed: bytes, *where: str | int) -> bytes:
        """The same for bytes."""
        number = int.from_bytes(sealed[:2], "big")
        if number not in self._sealers:
            # Another process rotated the keys: its new key is in the file by now.
            self._read()
        nonce, rest = sealed[2 : 2 + NONCE_BYTES], sealed[2 + NONCE_BYTES :]
        try:
            return self._sealers[number].decrypt(nonce, rest, _place(where))
        except (KeyError, InvalidTag, ValueError) as problem:
            raise KeyMissing(
                f"What is sealed cannot be opened with the keys in {self._path}. "
                "Put back the key file that belongs to it (BUURTBOT_KEYS_FILE)."
            ) from problem

    def sealed_with_newest(self, sealed: bytes) -> bool:
        """Whether a value needs no sealing again after a rotation."""
        return int.from_bytes(sealed[:2], "big") == self._newest

    def rotate(self) -> int:
        """Add a new sealing key; it is used from now on. Returns its number."""
        with self._alone():
            self._read()
            number = self._newest + 1
            self._add(f"seal {number} {_new_key()}")
        return number

    def of_year(self, year: int, person: int, profile: str = "") -> bytes:
        """A person's mark for counting different people within one calendar year.

        ``profile`` is who of those that share the phone; the first of them is the person.
        Nobody can tell whose it is once the year's key is destroyed.
        """
        if year not in self._years:
            with self._alone():
                self._read()
                if year not in self._years:
                    self._add(f"year {year} {_new_key()}")
        who = f"{person}{profile}".encode()
        return hmac.digest(self._years[year], who, hashlib.sha256)[:16]

    def knows_year(self, year: int) -> bool:
        """Whether the counting key of a year is still there."""
        self._look_again()
        return year in self._years

    def forget_years_before(self, year: int) -> list[int]:
        """Destroy the counting keys of earlier years; returns which were destroyed."""
        old = sorted(known for known in self._years if known < year)
        if old:
            with self._alone():
                self._rewrite(lambda words: not (words[0] == "year" and int(words[1]) < year))
        return old

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep every other process from changing the ring meanwhile."""
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def _look_again(self) -> None:
        """Read the ring again if another process changed it; while it is away, go on as it was."""
        try:
            changed = self._path.stat().st_mtime_ns != self._read_at
        except OSError:
            return
        if changed:
            self._read()

    def _read(self) -> None:
        try:
            self._read_at = self._path.stat().st_mtime_ns
            lines = self._path.read_text("ascii").splitlines()
            keys = [line.split() for line in lines if line.strip()]
            opened = [(kind, int(name), base64.b64decode(key)) for kind, name, key in keys]
            self._index = next(key for kind, _, key in opened if kind == "index")
            self._sealers = {name: AESGCM(key) for kind, name, key in opened if kind == "seal"}
            self._newest = max(self._sealers)
        except OSError as problem:
            raise KeyMissing(
                f"The key file {self._path} cannot be read: {problem.strerror}."
            ) from problem
        except (ValueError, StopIteration) as problem:
            raise KeyMissing(
                f"The key file {self._path} is damaged. Put back the copy from your backup."
            ) from problem
        self._years = {name: key for kind, name, key in opened if kind == "year"}

    def _add(self, line: str) -> None:
        text = self._path.read_text("ascii")
        _write(self._path, text.rstrip("\n") + "\n" + line + "\n")
        self._read()

    def _rewrite(self, keeps: Callable[[list[str]], bool]) -> None:
        lines = self._path.read_text("ascii").splitlines()
        kept = [line for line in lines if line.strip() and keeps(line.split())]
        _write(self._path, "\n".join(kept) + "\n")
        self._read()


def _place(where: tuple[str | int, ...]) -> bytes:
    return "\0".join(str(part) for part in where).encode()


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _write(path: Path, text: str) -> None:
    """Write whole or not at all: a half-written ring would lock everybody out."""
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    temporary = Path(made)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o600)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
