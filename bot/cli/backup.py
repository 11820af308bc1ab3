"""A consistent copy of everything while the program runs, sealed; and back into an empty place.

One line of JSON for each row, every table in the order that its references need; compressed, then
sealed in pieces with the key ring of the installation. The ring itself is not in it: whoever finds
a backup can do nothing with it, and whoever keeps one must keep the ring elsewhere.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from storage.database import Database, StorageProblem
from storage.upkeep.dump import SCHEMA, Row, read_all, write_all

MAGIC = b"buurtbot backup 1\n"
ROWS_AT_ONCE = 2_000


def back_up(database: Database, file: Path, progress: Callable[[int], None]) -> int:
    """Write a copy; the file is there whole or not at all. Returns how many rows it holds."""
    if file.exists() and not file.is_file():
        raise StorageProblem(f"{file} is not a file that a backup can be written to.")
    rows = 0
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name)
    except OSError as problem:
        # Of the file that was asked for, not of ours beside it.
        raise OSError(problem.errno, problem.strerror, str(file)) from None
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(MAGIC)
            _put(out, database, 0, json.dumps({"schema": SCHEMA}).encode())
            number = 0
            for number, piece in enumerate(_pieces(read_all(database)), 1):
                rows += len(piece)
                _put(out, database, number, "\n".join(piece).encode())
                progress(rows)
            _put(out, database, number + 1, b"end")
            out.flush()
            os.fsync(out.fileno())
        made.replace(file)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
    return rows


def restore(database: Database, file: Path, progress: Callable[[int], None]) -> int:
    """Fill an empty database from a copy, in one transaction. Returns how many rows came back."""
    return write_all(database, _read(database, file, progress))


def _read(database: Database, file: Path, progress: Callable[[int], None]) -> Iterator[Row]:
    pieces = _get(database, file)
    schema = json.loads(next(pieces))["schema"]
    if schema != SCHEMA:
        raise StorageProblem(
            f"The backup has schema {schema} and this program {SCHEMA}. "
            "Restore it with the version that made it, then upgrade."
        )
    rows = 0
    for piece in pieces:
        if piece == b"end":
            return
        for line in piece.decode().split("\n"):
            table, values = json.loads(line)
            rows += 1
            yield table, {key: _plain(value) for key, value in values.items()}
        progress(rows)
    raise _cut_off(file)


def _cut_off(file: Path) -> StorageProblem:
    return StorageProblem(f"The backup {file} is cut off: its end is missing.")


def _pieces(rows: Iterator[Row]) -> Iterator[list[str]]:
    piece: list[str] = []
    for table, values in rows:
        piece.append(json.dumps([table, values], default=_as_json, ensure_ascii=False))
        if len(piece) == ROWS_AT_ONCE:
            yield piece
            piece = []
    if piece:
        yield piece


def _put(out: Any, database: Database, number: int, content: bytes) -> None:
    sealed = database.keys.seal_bytes(gzip.compress(content, mtime=0), "backup", number)
    out.write(len(sealed).to_bytes(4, "big") + sealed)


def _get(database: Database, file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        if source.read(len(MAGIC)) != MAGIC:
            raise StorageProblem(f"{file} is not a backup of buurtbot.")
        number = 0
        while length := source.read(4):
            size = int.from_bytes(length, "big")
            sealed = source.read(size)
            if len(length) < 4 or len(sealed) < size:
                raise _cut_off(file)
            yield gzip.decompress(database.keys.open_bytes(sealed, "backup", number))
            number += 1


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
