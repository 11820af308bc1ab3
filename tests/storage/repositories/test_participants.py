"""Different people are counted once, without anybody being able to tell who they were."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from storage.database import Database
from storage.keyring import KeyRing
from storage.repositories.rooms.marks import Different
from storage.repositories.rooms.participants import CHECKIN
from storage.store import Store
from storage.tables.people import people
from storage.tables.rooms import participants

ROOMS = ("holendrecht", "h-buurt", "kg-buurt")
MONDAY, SUNDAY = date(2026, 11, 16), date(2026, 11, 22)
OLD_YEAR, NEW_YEAR = date(2026, 12, 31), date(2027, 1, 2)
PEOPLE = range(1, 6)


@contextmanager
def scratch(database: Database) -> Iterator[Store]:
    """A store whose changes are gone afterwards."""
    with database.writing() as store:
        point = store.connection.begin_nested()
        rows = [
            {"id": one, "channel": "web", "address": b"", "address_hash": bytes([one])}
            for one in PEOPLE
        ]
        store.connection.execute(insert(people), rows)
        yield store
        point.rollback()


def test_who_comes_twice_on_a_day_is_counted_once(database: Database) -> None:
    with scratch(database) as store:
        reached = store.participants.reached
        assert reached(1, "h-buurt", MONDAY, CHECKIN)
        assert not reached(1, "h-buurt", MONDAY, CHECKIN)
        assert reached(1, "h-buurt", SUNDAY, CHECKIN)
        assert reached(1, "kg-buurt", MONDAY, CHECKIN)
        assert reached(1, "h-buurt", MONDAY, "activity")
        assert reached(2, "h-buurt", MONDAY, CHECKIN)
        found = store.participants.counts(dict.fromkeys(ROOMS, MONDAY), last=SUNDAY)
    assert found == Different(by_room={"h-buurt": 2, "kg-buurt": 1}, together=2)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(PEOPLE),
            st.sampled_from(ROOMS),
            st.dates(MONDAY - timedelta(days=2), SUNDAY + timedelta(days=2)),
            st.sampled_from([CHECKIN, "activity", "help"]),
        ),
        max_size=25,
    )
)
def test_counts_are_what_counting_by_hand_gives(
    database: Database, came: list[tuple[int, str, date, str]]
) -> None:
    with scratch(database) as store:
        for one in came:
            store.participants.reached(*one)
        found = store.participants.counts(dict.fromkeys(ROOMS[:2], MONDAY), last=SUNDAY)
    real = [one for one in came if one[1] in ROOMS[:2] and MONDAY <= one[2] <= SUNDAY]
    assert found.together == len({person for person, *_ in real})
    for room in ROOMS[:2]:
        by_hand = {person for person, where, *_ in real if where == room}
        assert found.by_room.get(room, 0) == len(by_hand)


def test_one_person_is_one_participant_in_a_week_of_two_years(database: Database) -> None:
    with scratch(database) as store:
        store.participants.reached(1, "h-buurt", OLD_YEAR, CHECKIN)
        store.participants.reached(1, "kg-buurt", NEW_YEAR, CHECKIN)
        store.participants.reached(2, "kg-buurt", NEW_YEAR, CHECKIN)
        found = store.participants.counts(
            dict.fromkeys(ROOMS, date(2026, 12, 28)), last=date(2027, 1, 3)
        )
        assert found == Different(by_room={"h-buurt": 1, "kg-buurt": 2}, together=2)
        marks = store.connection.execute(select(participants.c.mark).distinct()).all()
    assert len(marks) == 3


def test_who_was_forgotten_still_counts(database: Database) -> None:
    with scratch(database) as store:
        store.participants.reached(1, "h-buurt", OLD_YEAR, CHECKIN)
        store.participants.reached(2, "h-buurt", OLD_YEAR, CHECKIN)
        store.connection.execute(people.delete().where(people.c.id == 1))
        found = store.participants.counts(dict.fromkeys(ROOMS, OLD_YEAR), last=NEW_YEAR)
    assert found.together == 2


def test_a_key_that_was_destroyed_is_not_made_again_for_a_report(
    sqlite_template: Path, tmp_path: Path
) -> None:
    ring = KeyRing.make(tmp_path / "keys")
    (tmp_path / "one.db").write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{tmp_path}/one.db", ring)
    with scratch(database) as store:
        store.participants.reached(1, "h-buurt", OLD_YEAR, CHECKIN)
        store.participants.reached(1, "h-buurt", NEW_YEAR, CHECKIN)
        assert ring.forget_years_before(2027) == [2026]
        found = store.participants.counts(dict.fromkeys(ROOMS, OLD_YEAR), last=NEW_YEAR)
    database.close()
    # Nothing links the two marks any more: that is what destroying the key is for.
    assert found.together == 2
    assert "year 2026" not in (tmp_path / "keys").read_text()


def test_nobody_is_nobody(database: Database) -> None:
    with scratch(database) as store:
        assert store.participants.counts(
            dict.fromkeys(ROOMS, OLD_YEAR), last=NEW_YEAR
        ) == Different(by_room={}, together=0)
        assert store.participants.counts(dict.fromkeys([], MONDAY), last=SUNDAY) == Different(
            by_room={}, together=0
        )
