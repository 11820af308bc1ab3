"""Brings a backup back into an empty place, without those who were forgotten since.

All of it is one transaction: tables, rows, migrations, and what has to be taken out again. When
anything is wrong the place stays as empty as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.cli.backup import Backup
from bot.cli.tools import tell
from handlers.core.context import Context
from handlers.core.messages import Turn
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.dispatch.registry import DEPARTURES
from handlers.everybody import forget
from storage.database import Database, StorageProblem
from storage.keyring import KeyRing
from storage.repositories.people.forgotten import Forgotten
from storage.repositories.people.people import Person
from storage.store import Store
from storage.upkeep import dump, erasing, forgotten_lists, refill
from storage.upkeep.forgotten_lists import ForgottenList

# What waited longer may have arrived in another way, or make no sense any more.
LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came back: rows; how many people were forgotten again, how many messages dropped.

    ``until`` is up to when nobody is missing on the lists; None when they say nothing.
    """

    rows: int
    forgotten: int
    not_sent: int
    until: datetime | None


def _listed(keys: KeyRing, file: Path, named: Path | None) -> ForgottenList:
    """Who must not come back: what every list says that is in reach."""
    here, there = forgotten_lists.beside_keys(keys), forgotten_lists.in_folder(file.parent, keys)
    last = forgotten_lists.beside_backup(keys)
    found = [path for path in (here, there, last) if path and path.exists()]
    paths = dict.fromkeys([*([named] if named else []), *found])
    if not paths:
        raise StorageProblem(
            f"There is no list of forgotten people, neither {here} nor {there}: whoever "
            "was forgotten since the backup would come back. Name the list with --forgotten FILE; "
            "if there is none any more, --forgotten /dev/null restores without it."
        )
    whole = ForgottenList()
    for path in paths:
        whole = whole.with_other(forgotten_lists.read(path, keys))
    return whole


def restore(
    database: Database,
    file: Path,
    now: datetime,
    progress: Callable[[int], None],
    *,
    forgotten: Path | None = None,
    sends_waiting: bool = False,
) -> Restored:
    """Fill an empty place from a backup; raises StorageProblem, KeyMissing or OSError.

    ``forgotten`` names a list of who was forgotten since, beside those that are found.
    """
    with file.open("rb") as source:
        backup = Backup(source, file, database.keys)
        if backup.schema > dump.SCHEMA:
            made_by = f"buurtbot {backup.version}" if backup.version else "a newer buurtbot"
            raise StorageProblem(
                f"The backup was made by {made_by} and has schema {backup.schema}; this program "
                f"knows {dump.SCHEMA}. Install that version or a newer one, and restore again."
            )
        listed = _listed(database.keys, file, forgotten)
        with refill.filling(database) as store:
            counts = refill.write_all(
                store.connection, database.keys, backup.schema, backup.rows(progress)
            )
            rows = sum(counts.values())
            if backup.counts is not None and backup.counts != counts:
                whole = sum(backup.counts.values())
                raise StorageProblem(
                    f"The backup {file} should hold {whole} rows, and {rows} came back. "
                    "Take another copy."
                )
            old = now - LONGEST_WAIT
            not_sent = 0 if sends_waiting else store.queued.drop_older(old)
            count = _forget(store, listed.people, now)
            # They stood in the file for a moment.
            erasing.remember(store, now)
    erasing.finish(database, now)
    forgotten_lists.keep(database, now)
    return Restored(rows=rows, forgotten=count, not_sent=not_sent, until=listed.until)


def _forget(store: Store, people: Collection[Forgotten], now: datetime) -> int:
    """Forget these as `/forget` did; whoever waits for them hears so, they themselves nothing."""
    loaded = store.neighbourhoods.current()
    view = NeighbourhoodView(loaded) if loaded else None
    count = 0
    # What the backup knows was done before it; a picture may be somebody else's by now.
    for who in sorted(set(people) - set(store.forgotten.everybody())):
        store.forgotten.add(who.person, who.profile, who.at)
        person = store.people.by_number(who.person)
        if person is None:
            continue
        count += 1
        if view is None:
            # Nobody has anything yet that could wait for them.
            store.people.forget(person.id)
            continue
        tell(store, forget.once_more(_context(store, view, person, now), who.profile), now)
    return count


def _context(store: Store, view: NeighbourhoodView, person: Person, now: datetime) -> Context:
    turn = Turn(person.channel, "", "", now)
    return Context(turn, person, store, view, lambda _: (), departures=DEPARTURES)
