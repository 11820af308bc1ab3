"""The lists of who was forgotten, beside the key ring and beside the last backup.

The database may be lost, or go back to an older copy: these files say who must not come back with
it. A file names its format and its ring, and then one sealed line for each: ``MOMENT PERSON
PROFILE``, and at the end ``until MOMENT``, for up to then nobody is missing. What the database
knows and what a file knows are brought together each time, so neither loses anybody.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage.database import Database, StorageProblem
from storage.keyring import KeyMissing, KeyRing
from storage.repositories.people.forgotten import KEPT, Forgotten
from storage.whole_file import WholeFile

HEAD = "buurtbot forgotten 1"
UNTIL = "until"
PLACE = ("forgotten", "list")
TROUBLE = "forgotten"


@dataclass(frozen=True, slots=True)
class ForgottenList:
    """Who was forgotten, and up to when nobody is missing; None for a list that says nothing."""

    people: frozenset[Forgotten] = frozenset()
    until: datetime | None = None

    def with_other(self, other: ForgottenList) -> ForgottenList:
        """Both together: whoever stands in one of them."""
        known = [until for until in (self.until, other.until) if until]
        return ForgottenList(self.people | other.people, max(known, default=None))


def in_folder(folder: Path, keys: KeyRing) -> Path:
    """The list in a folder; each ring has its own there."""
    return folder / f"forgotten-{keys.fingerprint()[:8]}"


def beside_keys(keys: KeyRing) -> Path:
    """The list beside the key ring."""
    return in_folder(keys.path.parent, keys)


def beside_backup(keys: KeyRing) -> Path | None:
    """The list beside the last backup; None before the first one."""
    try:
        folder = _note(keys).read().removesuffix("\n")
    except OSError:
        return None
    return in_folder(Path(folder), keys) if folder else None


def backed_up_to(database: Database, folder: Path, now: datetime) -> None:
    """From now on the list is kept in this folder too; raises OSError."""
    for path in (beside_keys(database.keys), in_folder(folder, database.keys)):
        write(database, now, path)
    note = _note(database.keys)
    with note.alone():
        note.write(f"{folder.resolve()}\n")


def read(path: Path, keys: KeyRing) -> ForgottenList:
    """What a list says; raises StorageProblem for what is none, and OSError.

    A line at the end that was cut off was never finished: it says nothing.
    """
    text = WholeFile(path).read()
    if not text.strip():
        return ForgottenList()
    head, *lines = text.split("\n")
    if head.rsplit(" ", 1)[0] != HEAD:
        raise StorageProblem(f"{path} is not a list of forgotten people.")
    if head.rsplit(" ", 1)[1] != keys.fingerprint():
        raise StorageProblem(
            f"The list of forgotten people {path} belongs to another key file. "
            f"Name the one of this place, or put its key file back in {keys.path}."
        )
    # What stands behind the last line break is cut off, or nothing.
    *whole, _ = lines or [""]
    people, until = set(), []
    for number, line in enumerate(whole, 2):
        try:
            first, _, rest = keys.open_bytes(base64.b64decode(line), *PLACE).decode().partition(" ")
            if first == UNTIL:
                until.append(datetime.fromisoformat(rest))
                continue
            person, _, profile = rest.partition(" ")
            people.add(Forgotten(datetime.fromisoformat(first), int(person), profile))
        except (KeyMissing, ValueError):
            raise StorageProblem(
                f"The list of forgotten people {path} is damaged in line {number}. "
                "Name another copy of it."
            ) from None
    moments = [*until, *(one.at for one in people)]
    return ForgottenList(frozenset(people), max(moments, default=None))


def write(database: Database, now: datetime, path: Path, since: datetime | None = None) -> None:
    """Have a list know everybody, from ``since`` on; raises OSError, StorageProblem, KeyMissing."""
    with database.reading() as store:
        known = ForgottenList(frozenset(store.forgotten.everybody()), now)
    file = WholeFile(path)
    with file.alone():
        there = read(path, database.keys) if path.exists() else ForgottenList()
        whole = known.with_other(there)
        kept = sorted(one for one in whole.people if since is None or one.at >= since)
        file.write(_text(database.keys, kept, whole.until or now))


def keep(database: Database, now: datetime, *, is_nightly: bool = False) -> None:
    """Have every list know everybody; what cannot be written is trouble, and tried again.

    A folder of a backup that is not there now, such as a disk that was taken away, waits.
    """
    with database.reading() as store:
        marks = store.forgotten.unlisted()
    if not (marks or is_nightly or TROUBLE in database.troubles):
        return
    trouble = ""
    for path in _places(database.keys):
        try:
            write(database, now, path, now - KEPT if is_nightly else None)
        except OSError as problem:
            trouble = (
                f"Who was forgotten cannot be written down in {path}: {problem.strerror}. "
                "Give the program the right to write there, and room."
            )
        except (StorageProblem, KeyMissing) as problem:
            trouble = str(problem)
    if trouble:
        database.troubles[TROUBLE] = trouble
        return
    database.troubles.pop(TROUBLE, None)
    if marks:
        with database.writing() as store:
            store.forgotten.listed(marks)


def try_writing(keys: KeyRing) -> None:
    """Try what `keep` does, and leave everything as it was; raises OSError."""
    for path in _places(keys):
        WholeFile(path).try_writing()


def _places(keys: KeyRing) -> list[Path]:
    places = [beside_keys(keys), beside_backup(keys)]
    return list(dict.fromkeys(place for place in places if place and place.parent.is_dir()))


def _note(keys: KeyRing) -> WholeFile:
    """Says where the last backup is."""
    return WholeFile(keys.path.with_name(f"{keys.path.name}.last-backup"))


def _text(keys: KeyRing, people: Iterable[Forgotten], until: datetime) -> str:
    said = [f"{one.at.isoformat()} {one.person} {one.profile}" for one in people]
    said.append(f"{UNTIL} {until.isoformat()}")
    lines = [base64.b64encode(keys.seal(line, *PLACE)).decode() for line in said]
    return "\n".join([f"{HEAD} {keys.fingerprint()}", *lines]) + "\n"
