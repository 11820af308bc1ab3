"""Whoever was forgotten does not come back with a backup; what waited too long does not go out."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from bot.cli.backup import back_up
from bot.cli.restore import Restored, restore
from storage.database import Database, StorageProblem
from storage.keyring import KeyRing
from storage.neighbourhood.file import read_text
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.people.forgotten import Forgotten
from storage.tables.messages import forgotten, outbox
from storage.tables.people import people
from storage.upkeep import forgotten_lists
from tests.bot.cli.test_cli import Run, buurtbot, ready, rooms
from tests.conftest import MONDAY, TWO_ROOMS
from tests.handlers.activities.test_activities import ACTIVITIES
from tests.handlers.conversations.talking import asks_for_a_person
from tests.storage.test_secrecy import everything
from tests.support.canaries import Canaries, in_the_file, rows_of
from tests.support.peek import failures
from tests.support.talk import Neighbour, Street
from tests.support.unwritable import file_in_the_way

pytestmark = pytest.mark.long

__all__ = ["buurtbot", "ready", "rooms"]
# Where it is about files, one kind of database is enough.
ONE_KIND = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FILE = read_text(TWO_ROOMS + ACTIVITIES, "test.toml")


def quietly(_: int) -> None:
    """Nobody looks at the progress here."""


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing.make(tmp_path / "ring" / "keys")


@pytest.fixture
def street(database_url: str, ring: KeyRing) -> Iterator[Street]:
    """A neighbourhood with a key ring, and lists, of its own."""
    database = Database(database_url, ring)
    yield Street(database, FILE, MONDAY)
    database.close()


@pytest.fixture
def new(sqlite_template: Path, ring: KeyRing, tmp_path: Path) -> Iterator[Database]:
    """An empty place with the same key ring."""
    shutil.copy(sqlite_template, tmp_path / "new.db")
    made = Database(f"sqlite:///{tmp_path / 'new.db'}", ring)
    yield made
    made.close()


def copied(street: Street, folder: Path) -> Path:
    """A backup in this folder, made as the command makes it."""
    folder.mkdir(exist_ok=True)
    back_up(street.database, folder / "copy", street.now, quietly)
    forgotten_lists.backed_up_to(street.database, folder, street.now)
    return folder / "copy"


def back(street: Street, database: Database, file: Path, **how: object) -> Restored:
    return restore(database, file, street.now, quietly, **how)  # type: ignore[arg-type]


def forgets(neighbour: Neighbour) -> int:
    """Two taps; gives the number of whoever it was."""
    person = neighbour.person
    neighbour.says("/forget").taps("Yes, delete").sees("I know nothing about you")
    return person


def lives_on(street: Street, database: Database) -> Street:
    """The same people, with what was restored."""
    other = Street(database, FILE, street.now, street.doors)
    for neighbour in street.doors.values():
        neighbour.street = other
    return other


def test_of_somebody_who_was_forgotten_nothing_comes_back(
    street: Street, new: Database, tmp_path: Path
) -> None:
    """A canary in every column of every table: all are in the backup, none comes back."""
    omar, other = street.neighbour(), street.neighbour()
    omar.says("/start").says("/hours h-buurt")
    other.says("/start")
    person = omar.person
    with street.database.writing() as store:
        canaries = Canaries(store, street.database.keys, person, street.now)
        canaries.put()
    needles = [*(one.encode() for one in canaries.words), *canaries.bytes, in_the_file(person)]
    file = copied(street, tmp_path / "copies")
    forgets(omar)
    done = back(street, new, file)
    assert (done.forgotten, done.rows > 20) == (1, True)
    content = everything(new)
    assert [one for one in needles if one in content] == []
    with new.reading() as store:
        assert rows_of(store, person) == []
        assert store.people.by_number(other.person)
    listed = b"".join(path.read_bytes() for path in tmp_path.rglob("forgotten-*"))
    assert str(person).encode() not in content + listed
    assert listed.count(b"buurtbot forgotten") == 2


def test_whoever_waits_for_them_hears_so_and_places_pass_on(
    street: Street, new: Database, tmp_path: Path
) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    fatma.says("/open")
    asks_for_a_person(omar).says("hello there")
    fatma.taps("💬 Answer").says("hello")
    file = copied(street, tmp_path / "copies")
    forgets(omar)
    fatma.reads()
    omar.reads()
    back(street, new, file)
    after = lives_on(street, new)
    after.later(seconds=1)
    after.tick()
    fatma.sees("is finished")
    omar.hears_nothing()
    assert failures(after) == []


def test_one_of_those_who_share_a_phone_stays_forgotten_and_who_came_later_stays(
    street: Street, new: Database, tmp_path: Path
) -> None:
    omar = street.neighbour()
    omar.says("/start").hands_over().taps("🐢")
    omar.taps("English").says("/person")
    early = copied(street, tmp_path / "early")
    street.later(minutes=1)
    forgets_picture(omar, "🐢")
    street.later(minutes=1)
    omar.hands_over().taps("🐢").taps("English")
    late = copied(street, tmp_path / "late")
    back(street, new, early)
    with new.reading() as store:
        assert store.profiles.of(omar.person) == set()
        found = store.people.by_number(omar.person)
        assert found
        assert found.profile == ""
    fresh = Database(f"sqlite:///{tmp_path / 'fresh.db'}", street.database.keys)
    back(street, fresh, late)
    with fresh.reading() as store:
        assert store.profiles.of(omar.person) == {"🐢"}
    fresh.close()


def forgets_picture(neighbour: Neighbour, picture: str) -> None:
    neighbour.hands_over().taps("Remove").taps(picture)
    neighbour.sees("is gone from this phone")


@ONE_KIND
@pytest.mark.parametrize("where", ["beside the keys", "beside the backup", "named", "all"])
def test_every_list_that_is_in_reach_counts(
    street: Street, new: Database, tmp_path: Path, where: str
) -> None:
    omar = street.neighbour()
    omar.says("/start")
    file = copied(street, tmp_path / "copies")
    person = forgets(omar)
    keys = street.database.keys
    places = {
        "beside the keys": forgotten_lists.beside_keys(keys),
        "beside the backup": forgotten_lists.in_folder(file.parent, keys),
        "named": tmp_path / "a list",
    }
    shutil.copy(places["beside the keys"], places["named"])
    for name, path in places.items():
        if where not in {name, "all"}:
            path.unlink()
    named = places["named"] if where == "named" else None
    done = back(street, new, file, forgotten=named)
    assert (done.forgotten, done.until) == (1, MONDAY)
    with new.reading() as store:
        assert store.people.by_number(person) is None
        # The restored place knows it too, for the next time.
        assert [one.person for one in store.forgotten.everybody()] == [person]


@ONE_KIND
def test_without_a_list_it_stops_and_says_how_to_go_on(
    street: Street, new: Database, tmp_path: Path
) -> None:
    street.neighbour().says("/start")
    file = copied(street, tmp_path / "copies")
    for path in tmp_path.rglob("forgotten-*"):
        path.unlink()
    with pytest.raises(StorageProblem, match=r"no list of forgotten people.*--forgotten /dev/null"):
        back(street, new, file)
    assert count(new, people) == 0
    done = back(street, new, file, forgotten=Path("/dev/null"))
    assert (done.forgotten, done.until) == (0, None)
    assert count(new, people) == 1


def count(database: Database, table: object) -> int:
    with database.reading() as store:
        found = select(func.count()).select_from(table)  # type: ignore[arg-type]
        return int(store.connection.execute(found).scalar_one())


@ONE_KIND
@pytest.mark.parametrize(
    ("cut", "known"), [(1, 2), (20, 2), (-1, 2), ("two lines", 1), ("nothing", 0)]
)
def test_a_line_that_was_never_finished_is_no_mistake(
    street: Street, cut: int | str, known: int
) -> None:
    """The power went while it was written: what stands whole before it counts."""
    keys = street.database.keys
    for _ in range(2):
        omar = street.neighbour()
        omar.says("/start")
        forgets(omar)
    path = forgotten_lists.beside_keys(keys)
    lines = path.read_text().splitlines(keepends=True)
    if cut == "two lines":
        text = "".join(lines[:2]) + lines[2][:30]
    elif cut == "nothing":
        text = ""
    else:
        text = "".join(lines[:-1]) + lines[-1][: int(cut)]
    path.write_text(text)
    assert len(forgotten_lists.read(path, keys).people) == known


@ONE_KIND
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("another ring", "belongs to another key file"),
        ("no list", "is not a list of forgotten people"),
        ("a changed line", "is damaged in line 2"),
        ("a foreign line", "is damaged in line 2"),
        ("a folder", "Is a directory"),
        ("not there", "No such file"),
    ],
)
def test_what_is_no_list_of_this_place_is_named_and_nothing_is_restored(
    street: Street, new: Database, tmp_path: Path, change: str, says: str
) -> None:
    omar = street.neighbour()
    omar.says("/start")
    file = copied(street, tmp_path / "copies")
    forgets(omar)
    named = tmp_path / "list"
    other = KeyRing.make(tmp_path / "other" / "keys")
    lines = forgotten_lists.beside_keys(street.database.keys).read_text().splitlines()
    if change == "another ring":
        named.write_text("\n".join([f"buurtbot forgotten 1 {other.fingerprint()}", *lines[1:], ""]))
    elif change == "no list":
        named.write_bytes(b"\xff\x00 a diary\nof mine\n")
    elif change == "a changed line":
        named.write_text("\n".join([lines[0], lines[1][:-8] + "AAAAAAA=", *lines[2:], ""]))
    elif change == "a foreign line":
        named.write_text("\n".join([lines[0], "Zm9v", *lines[1:], ""]))
    elif change == "a folder":
        named.mkdir()
    with pytest.raises((StorageProblem, OSError), match=says):
        back(street, new, file, forgotten=named)
    assert count(new, people) == 0


@ONE_KIND
def test_the_lists_beside_the_keys_and_beside_the_last_backup_hear_of_it_at_once(
    street: Street, tmp_path: Path
) -> None:
    for folder in ("first", "last"):
        copied(street, tmp_path / folder)
    omar = street.neighbour()
    omar.says("/start")
    person = forgets(omar)
    keys = street.database.keys
    gone = {Forgotten(MONDAY, person)}
    for folder, known in {"ring": gone, "last": gone, "first": set()}.items():
        path = forgotten_lists.in_folder(tmp_path / folder, keys)
        assert forgotten_lists.read(path, keys).people == known, folder
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_list_that_cannot_be_written_stops_nobody_and_is_made_up_for(
    street: Street, database_url: str, tmp_path: Path
) -> None:
    keys = street.database.keys
    path = forgotten_lists.beside_keys(keys)
    omar, ana = street.neighbour(), street.neighbour()
    for one in (omar, ana):
        one.says("/start")
    copied(street, tmp_path / "copies")
    there = forgotten_lists.in_folder(tmp_path / "copies", keys)
    with file_in_the_way(path):
        persons = {forgets(omar), forgets(ana)}
        assert {one.person for one in forgotten_lists.read(there, keys).people} == persons
        assert f"cannot be written down in {path}" in street.database.what_is_wrong()[0]
        street.later(minutes=1)
        street.tick()
        assert street.database.what_is_wrong()
    # Another process, which did not hear of it itself.
    later = Database(database_url, KeyRing(keys.path))
    forgotten_lists.keep(later, street.now)
    assert {one.person for one in forgotten_lists.read(path, keys).people} == persons
    later.close()
    street.later(minutes=1)
    street.tick()
    assert street.database.what_is_wrong() == []


@ONE_KIND
def test_a_folder_of_a_backup_that_was_taken_away_is_made_up_for_at_night(
    street: Street, tmp_path: Path
) -> None:
    copied(street, tmp_path / "disk")
    (tmp_path / "disk").rename(tmp_path / "taken away")
    omar = street.neighbour()
    omar.says("/start")
    person = forgets(omar)
    assert street.database.what_is_wrong() == []
    (tmp_path / "taken away").rename(tmp_path / "disk")
    street.later(days=1)
    street.look()
    keys = street.database.keys
    there = forgotten_lists.read(forgotten_lists.in_folder(tmp_path / "disk", keys), keys)
    assert there.people == {Forgotten(MONDAY, person)}
    assert there.until == street.now


def test_after_400_days_nobody_is_listed_any_more(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/start")
    forgets(omar)
    keys = street.database.keys
    for days, known in ((400, 1), (1, 0)):
        street.later(days=days)
        street.look()
        assert count(street.database, forgotten) == known
        listed = forgotten_lists.read(forgotten_lists.beside_keys(keys), keys)
        assert len(listed.people) == known
        assert listed.until == street.now


@ONE_KIND
def test_a_new_database_with_the_same_keys_loses_nobody_of_the_list(
    street: Street, new: Database
) -> None:
    omar = street.neighbour()
    omar.says("/start")
    person = forgets(omar)
    forgotten_lists.keep(new, street.now + timedelta(days=1), is_nightly=True)
    keys = street.database.keys
    listed = forgotten_lists.read(forgotten_lists.beside_keys(keys), keys)
    assert listed.people == {Forgotten(MONDAY, person)}


def waits(street: Street, person: int, since: datetime, state: str = "queued") -> None:
    """A message to somebody that waits since then."""
    with street.database.writing() as store:
        store.outbox.put([Outgoing(person, '{"lines":[["body","News"]],"rows":[]}')], since)
        newest = select(func.max(outbox.c.id)).scalar_subquery()
        changed = update(outbox).where(outbox.c.id == newest).values(state=state, run=1)
        store.connection.execute(changed)


@pytest.mark.parametrize(("sends", "read"), [(False, 2), (True, 4)])
def test_what_waited_for_over_a_day_goes_out_only_when_told_so(
    street: Street, new: Database, tmp_path: Path, *, sends: bool, read: int
) -> None:
    omar = street.neighbour()
    omar.says("/start")
    for state in ("queued", "claimed"):
        waits(street, omar.person, MONDAY, state)
        waits(street, omar.person, MONDAY + timedelta(hours=20), state)
    file = copied(street, tmp_path / "copies")
    street.later(hours=25)
    assert back(street, new, file, sends_waiting=sends).not_sent == (0 if sends else 2)
    omar.reads()
    lives_on(street, new).tick()
    assert omar.unread.count("News") == read


def test_the_command_says_how_far_its_list_reaches_and_what_it_left_out(
    ready: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("copies").mkdir()
    ready("backup", "copies/today").works()
    monkeypatch.setenv("BUURTBOT_DATABASE_URL", "sqlite:///new/buurtbot.db")
    done = ready("restore", "copies/today").works()
    until = r"This list of forgotten people reaches until \d{4}-\d\d-\d\d \d\d:\d\d UTC"
    assert re.search(until, done.out)
    assert re.search(r"^\d+ rows are back", done.out, re.MULTILINE)
    ready("check").works()
    ready("restore", "copies/today").fails("not empty")
    for path in [*Path("data").glob("forgotten-*"), *Path("copies").glob("forgotten-*")]:
        path.unlink()
    monkeypatch.setenv("BUURTBOT_DATABASE_URL", "sqlite:///newer/buurtbot.db")
    ready("restore", "copies/today").fails("--forgotten FILE", "/dev/null")
    ready("restore", "copies/today", "--forgotten", "no-such").fails("no-such")
    Path("empty").touch()
    done = ready("restore", "copies/today", "--forgotten", "empty").works()
    assert "is empty" in done.out
