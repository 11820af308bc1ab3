"""What is secret in the database, and the key ring file that opens it.

The ring is a text file, one key a line: ``KIND NAME BASE64``. Kinds: ``index`` (one; makes the
keyed hashes that rows are found by), ``seal`` (the last one seals, all of them open) and
``year`` (one a calendar year; counts different people without naming them) and ``push`` (the newest
signs what we send to browsers; one that was asked for with an older key goes on with that one).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.whole_file import WholeFile

NONCE_BYTES = 12
KEY_BYTES = 32


class KeyMissing(Exception):
    """The ring is not there, cannot be read, or lacks a key that data was sealed with."""


class KeysOutOfReach(KeyMissing):
    """The ring cannot be written or read just now: waiting helps, as with a database."""


class KeyRing:
    """Seals and opens personal fields, and hashes what rows are looked up by."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = WholeFile(path)
        self._index = b""
        self._hash = hmac.new(b"", digestmod=hashlib.sha256)
        self._unreadable = self._unwritable = ""
        self._read()

    @classmethod
    def make(cls, path: Path) -> KeyRing:
        """Write a new ring, readable by its owner only, and open it; raises OSError.

        Where there is one already, made by another start at the same moment, that one is opened.
        """
        WholeFile(path).make(f"index 1 {_new_key()}\nseal 1 {_new_key()}\n")
        return cls(path)

    @property
    def trouble(self) -> str:
        """What was wrong with the file when it was needed last, for an operator; else empty."""
        return self._unreadable or self._unwritable

    def fingerprint(self) -> str:
        """What tells this ring from another one, without telling anything about its keys."""
        return self.find("ring", "fingerprint")[:16].hex()

    def check_file(self) -> None:
        """Raise KeysOutOfReach unless these keys are still in the file."""
        self._read()

    def try_writing(self) -> None:
        """Do all that a new key needs, and leave everything as it was; raises KeysOutOfReach."""
        with self._writing():
            self._file.try_writing()

    def find(self, field: str, value: str) -> bytes:
        """The keyed hash under which a row with this value is found."""
        # A copy of what has read the key already. `hmac.digest` lets another thread go first, each
        # time: a tenth of a millisecond where many turns come in.
        hashed = self._hash.copy()
        hashed.update(f"{field}\0{value}".encode())
        return hashed.digest()

    def seal(self, value: str, *where: str | int) -> bytes:
        """Encrypt a value for one place (table, column, row): it opens nowhere else."""
        return self.seal_bytes(value.encode(), *where)

    def seal_bytes(self, value: bytes, *where: str | int) -> bytes:
        """The same for bytes: key number, nonce, ciphertext with its tag."""
        self._look_again()
        # Looked up once: another thread may find a newer key between two looks.
        newest, nonce = self._newest, secrets.token_bytes(NONCE_BYTES)
        sealed = self._sealers[newest].encrypt(nonce, value, _place(where))
        return newest.to_bytes(2, "big") + nonce + sealed

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
                f"What is sealed cannot be opened with the keys in {self.path}. "
                "Put back the key file that belongs to it (BUURTBOT_KEYS_FILE)."
            ) from problem

    def seal_again(self, sealed: bytes, *where: str | int) -> bytes:
        """The same value, sealed with the newest key; raises KeyMissing."""
        return self.seal_bytes(self.open_bytes(sealed, *where), *where)

    def can_open(self, sealed: bytes) -> bool:
        """Whether the key that this was sealed with is in the ring."""
        return int.from_bytes(sealed[:2], "big") in self._sealers

    def newest(self) -> bytes:
        """How everything begins that is sealed now."""
        self._look_again()
        return self._newest.to_bytes(2, "big")

    def rotate(self) -> int:
        """Add a new sealing key; it is used from now on. Returns its number."""
        with self._alone():
            self._read()
            number = self._newest + 1
            self._add(f"seal {number} {_new_key()}")
            if self._pushes:
                self._add(f"push {max(self._pushes) + 1} {_new_key()}")
        return number

    def push_key(self, number: int) -> bytes:
        """The key with this number for what we send to browsers; raises KeyMissing."""
        if number not in self._pushes:
            self._read()
        try:
            return self._pushes[number]
        except KeyError:
            raise KeyMissing(f"{self.path} has no push key {number} any more.") from None

    def newest_push(self) -> int:
        """The number of the newest of these keys, made when it is needed first.

        Raises KeysOutOfReach when it cannot be made.
        """
        self._look_again()
        if not self._pushes:
            with self._alone():
                self._read()
                if not self._pushes:
                    self._add(f"push 1 {_new_key()}")
        return max(self._pushes)

    def of_year(self, year: int, person: int, profile: str = "") -> bytes:
        """A person's mark for counting different people within one calendar year.

        ``profile`` is who of those that share the phone; the first of them is the person.
        Nobody can tell whose it is once the year's key is destroyed.
        """
        self.make_year(year)
        return self._mark(year, person, profile)

    def found_of_year(self, year: int, person: int, profile: str = "") -> bytes | None:
        """The same mark to look for what was counted; None when nothing was counted that year."""
        try:
            return self._mark(year, person, profile) if self.knows_year(year) else None
        except KeyError:
            # Another process destroyed it between the two.
            return None

    def knows_year(self, year: int) -> bool:
        """Whether the counting key of a year is still there."""
        self._look_again()
        return year in self._years

    def make_year(self, year: int) -> None:
        """Make the counting key of a year, unless it is there; raises KeysOutOfReach."""
        if year in self._years:
            return
        with self._alone():
            self._read()
            if year not in self._years:
                self._add(f"year {year} {_new_key()}")

    def forget_years_before(self, year: int) -> list[int]:
        """Destroy the counting keys of earlier years; returns which were destroyed."""
        old = sorted(known for known in self._years if known < year)
        if old:
            with self._alone():
                self._rewrite(lambda words: not (words[0] == "year" and int(words[1]) < year))
        return old

    def _mark(self, year: int, person: int, profile: str) -> bytes:
        who = f"{person}{profile}".encode()
        return hmac.digest(self._years[year], who, hashlib.sha256)[:16]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep every other process from changing the ring meanwhile."""
        with self._writing(), self._file.alone():
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Say in words why the ring cannot be written; it is trouble until it can be again."""
        try:
            yield
        except OSError as problem:
            self._unwritable = (
                f"The key file {self.path} cannot be written: {problem.strerror}. "
                "Give the program the right to write it and its folder, and room on that disk."
            )
            raise KeysOutOfReach(self._unwritable) from problem
        self._unwritable = ""

    def _look_again(self) -> None:
        """Read the ring again if another process changed it; while it is away, go on as it was."""
        try:
            changed = self.path.stat().st_mtime_ns != self._read_at
        except OSError:
            return
        if changed or self._unreadable:
            self._read()

    def _read(self) -> None:
        try:
            read_at = self.path.stat().st_mtime_ns
            lines = self._file.read().splitlines()
            keys = [line.split() for line in lines if line.strip()]
            opened = [(kind, int(name), base64.b64decode(key)) for kind, name, key in keys]
            index = next(key for kind, _, key in opened if kind == "index")
            sealers = {name: AESGCM(key) for kind, name, key in opened if kind == "seal"}
            newest = max(sealers)
        except OSError as problem:
            raise self._cannot_read(f"cannot be read: {problem.strerror}.") from problem
        except (ValueError, StopIteration) as problem:
            raise self._cannot_read("is damaged. Put back the copy from your backup.") from problem
        if self._index not in {b"", index}:
            # What was sealed until now would be lost, and nobody would be known any more.
            raise self._cannot_read("was replaced by another one. Put back the one from before.")
        self._index, self._sealers, self._newest = index, sealers, newest
        self._hash = hmac.new(index, digestmod=hashlib.sha256)
        self._years = {name: key for kind, name, key in opened if kind == "year"}
        self._pushes = {name: key for kind, name, key in opened if kind == "push"}
        self._read_at = read_at
        self._unreadable = ""

    def _cannot_read(self, why: str) -> KeysOutOfReach:
        self._unreadable = f"The key file {self.path} {why}"
        return KeysOutOfReach(self._unreadable)

    def _add(self, line: str) -> None:
        self._file.write(self._file.read().rstrip("\n") + "\n" + line + "\n")
        self._read()

    def _rewrite(self, keeps: Callable[[list[str]], bool]) -> None:
        lines = self._file.read().splitlines()
        kept = [line for line in lines if line.strip() and keeps(line.split())]
        self._file.write("\n".join(kept) + "\n")
        self._read()


def _place(where: tuple[str | int, ...]) -> bytes:
    return "\0".join(str(part) for part in where).encode()


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
