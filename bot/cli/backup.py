"""A consistent copy of everything while the program runs, sealed; and how such a file is read.

One line of JSON for each row, every table in the order that its references need; compressed, then
sealed in pieces with the key ring of the installation. Each piece opens in its own place of its
own backup only, and the last one says how many rows there were. The ring itself is not in it:
whoever finds a backup can do nothing with it, and whoever keeps one must keep the ring elsewhere.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
import secrets
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from storage.database import Database, StorageProblem
from storage.keyring import KeyMissing, KeyRing
from storage.upkeep.dump import SCHEMA, Row, read_all

MAGIC = b"buurtbot backup 2\n"
# Its pieces knew their place and not their backup, and nobody had counted the rows.
MAGIC_BEFORE = b"buurtbot backup 1\n"
ID_BYTES = RING_BYTES = 16
MORE, LAST = b"\0", b"\1"
ROWS_AT_ONCE = 2_000


def back_up(database: Database, file: Path, now: datetime, progress: Callable[[int], None]) -> int:
    """Write a copy; the file is there whole or not at all. Returns how many rows it holds."""
    if file.exists() and not file.is_file():
        raise StorageProblem(f"{file} is not a file that a backup can be written to.")
    counts: Counter[str] = Counter()
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name)
    except OSError as problem:
        # Of the file that was asked for, not of ours beside it.
        raise OSError(problem.errno, problem.strerror, str(file)) from None
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            writer = _Writer(out, database.keys)
            head = {"schema": SCHEMA, "version": version("buurtbot"), "made_at": now.isoformat()}
            writer.put(json.dumps(head).encode())
            for piece in _pieces(read_all(database), counts):
                writer.put("\n".join(piece).encode())
                progress(counts.total())
            writer.put(json.dumps({"rows": counts}).encode(), LAST)
            out.flush()
            os.fsync(out.fileno())
        made.replace(file)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
    return counts.total()


class Backup:
    """A backup that is read: what it says of itself, and its rows.

    ``counts`` is how many rows of each table it holds, once all of them were read; None where
    nobody had counted.
    """

    def __init__(self, source: IO[bytes], file: Path, keys: KeyRing) -> None:
        self._file = file
        magic = source.read(len(MAGIC))
        self._pieces = {
            MAGIC: lambda: _pieces_of(source, file, keys),
            MAGIC_BEFORE: lambda: _pieces_of_before(source, file, keys),
        }.get(magic, self._is_none)()
        head = json.loads(next(self._pieces))
        self.schema, self.version = str(head["schema"]), str(head.get("version", ""))
        self.counts: Mapping[str, int] | None = None

    def rows(self, progress: Callable[[int], None]) -> Iterator[Row]:
        """Every row, parents before children; raises StorageProblem when it is not whole."""
        read = 0
        for piece in self._pieces:
            if piece == b"end":
                continue
            for line in piece.decode().split("\n"):
                parts = json.loads(line)
                if isinstance(parts, dict):
                    self.counts = parts["rows"]
                    continue
                table, values = parts
                read += 1
                yield table, {key: _plain(value) for key, value in values.items()}
            progress(read)

    def _is_none(self) -> Iterator[bytes]:
        raise StorageProblem(f"{self._file} is not a backup of buurtbot.")


class _Writer:
    """Seals pieces, each for its place in this one backup."""

    def __init__(self, out: IO[bytes], keys: KeyRing) -> None:
        self._out, self._keys = out, keys
        self._id, self._number = secrets.token_bytes(ID_BYTES), 0
        out.write(MAGIC + self._id + bytes.fromhex(keys.fingerprint()))

    def put(self, content: bytes, kind: bytes = MORE) -> None:
        where = _place(self._id, self._number, kind)
        sealed = self._keys.seal_bytes(gzip.compress(content, mtime=0), *where)
        self._out.write(len(sealed).to_bytes(4, "big") + kind + sealed)
        self._number += 1


def _pieces_of(source: IO[bytes], file: Path, keys: KeyRing) -> Iterator[bytes]:
    own, ring = source.read(ID_BYTES), source.read(RING_BYTES).hex()
    number, kind = 0, MORE
    while kind != LAST:
        sealed, kind = _next(source, file, with_kind=True)
        if not number and ring != keys.fingerprint():
            raise KeyMissing(
                f"The backup {file} was sealed with other keys than those in {keys.path}. "
                "Put back the key file that belongs to it (BUURTBOT_KEYS_FILE)."
            )
        yield _opened(keys, sealed, file, *_place(own, number, kind))
        number += 1
    _check_end(source, file)


def _pieces_of_before(source: IO[bytes], file: Path, keys: KeyRing) -> Iterator[bytes]:
    number, piece = 0, b""
    while piece != b"end":
        sealed, _ = _next(source, file, with_kind=False)
        if number:
            piece = _opened(keys, sealed, file, "backup", number)
        else:
            piece = gzip.decompress(keys.open_bytes(sealed, "backup", number))
        yield piece
        number += 1
    _check_end(source, file)


def _next(source: IO[bytes], file: Path, *, with_kind: bool) -> tuple[bytes, bytes]:
    length, kind = source.read(4), source.read(1) if with_kind else MORE
    sealed = source.read(int.from_bytes(length, "big"))
    if len(length) < 4 or not kind or len(sealed) < int.from_bytes(length, "big"):
        raise StorageProblem(f"The backup {file} is cut off: its end is missing.")
    return sealed, kind


def _opened(keys: KeyRing, sealed: bytes, file: Path, *where: str | int) -> bytes:
    try:
        return gzip.decompress(keys.open_bytes(sealed, *where))
    except KeyMissing as problem:
        if len(sealed) > 2 and not keys.can_open(sealed):
            raise
        raise StorageProblem(
            f"The backup {file} is damaged: a piece of it was changed, is in the wrong place or "
            "belongs to another backup. Take another copy."
        ) from problem


def _check_end(source: IO[bytes], file: Path) -> None:
    if source.read(1):
        raise StorageProblem(
            f"The backup {file} has something behind its end. Take another copy of it."
        )


def _place(own: bytes, number: int, kind: bytes) -> tuple[str | int, ...]:
    return "backup", own.hex(), number, "last" if kind == LAST else "more"


def _pieces(rows: Iterator[Row], counts: Counter[str]) -> Iterator[list[str]]:
    piece: list[str] = []
    for table, values in rows:
        counts[table] += 1
        piece.append(json.dumps([table, values], default=_as_json, ensure_ascii=False))
        if len(piece) == ROWS_AT_ONCE:
            yield piece
            piece = []
    if piece:
        yield piece


def _as_json(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    return {"text": value.isoformat()}


def _plain(value: Any) -> Any:
    match value:
        case {"bytes": text}:
            return base64.b64decode(text)
        case {"text": text}:
            return text
        case _:
            return value
