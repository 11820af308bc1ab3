"""A period adds up to exactly what somebody with paper and pencil would have counted."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, text

from storage.database import Database
from storage.dialect import fill
from storage.keyring import KeyRing
from storage.repositories.people.roles import KEY_HOLDER
from storage.repositories.rooms.reach import EVERYWHERE, Reach, Span, Sums
from storage.store import Store
from storage.tables.people import people
from storage.tables.rooms import contacts, openings, participants
from tests.storage.repositories.plans import kept_plan, listening

ROOMS = ("holendrecht", "h-buurt", "kg-buurt")
MONDAY = date(2026, 11, 16)
SUNDAY = date(2026, 11, 22)
PEOPLE = range(1, 5)
# A step of each opening that there is.
STEPS = """
INSERT INTO changes (opening_id, what, at, person_id, before, after)
SELECT id, 'opened', opened_at, opened_by, '{}', '{}' FROM openings
"""
MORNING = datetime(2026, 11, 23, 6, tzinfo=UTC)


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


def opening(day: date = MONDAY, room: str = "h-buurt", **values: Any) -> dict[str, Any]:
    """A row as a key-holder leaves it: open from 10:00 to 12:00, not counted."""
    start = datetime.combine(day, time(10), UTC)
    end = start + timedelta(hours=2)
    person = values.pop("person", 1)
    return {
        "room": room,
        "day": day,
        "opened_at": start,
        "expected_end": end,
        "end_is_planned": True,
        "closed_at": end,
        "undone_at": None,
        "opened_by": person,
        "helper": mark(day.year, person),
        "visits": None,
        "new_faces": None,
        **values,
    }


def mark(year: int, person: int) -> bytes:
    return hashlib.sha256(f"{year} {person}".encode()).digest()[:16]


def keep(store: Store, *rows: dict[str, Any]) -> Reach:
    if rows:
        store.connection.execute(insert(openings), list(rows))
    return store.reach


def wrote(store: Store, *rows: tuple[date, str, int, str]) -> Reach:
    keys = ("day", "room", "mark", "language")
    table = [
        dict(zip(keys, (day, room, mark(day.year, person), tag), strict=True))
        for day, room, person, tag in rows
    ]
    if table:
        store.connection.execute(insert(contacts), table)
    return store.reach


NUMBERS = st.none() | st.integers(0, 60)
OPENINGS = st.lists(
    st.builds(
        opening,
        day=st.dates(MONDAY - timedelta(days=3), SUNDAY + timedelta(days=3)),
        room=st.sampled_from(ROOMS),
        person=st.sampled_from(PEOPLE),
        visits=NUMBERS,
        new_faces=NUMBERS,
        undone_at=st.none() | st.just(datetime(2026, 11, 25, tzinfo=UTC)),
        opened_at=st.integers(0, 14 * 24 * 60).map(
            lambda minutes: datetime(2026, 11, 12, tzinfo=UTC) + timedelta(minutes=minutes)
        ),
    ),
    max_size=25,
)
OVER_BOTH = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@OVER_BOTH
@given(rows=OPENINGS)
def test_sums_are_what_counting_by_hand_gives(
    database: Database, rows: list[dict[str, Any]]
) -> None:
    wanted = ROOMS[:2]
    with scratch(database) as store:
        reach = keep(store, *rows)
        sums = reach.sums(dict.fromkeys(wanted, MONDAY), last=SUNDAY)
        spans = reach.spans(dict.fromkeys(wanted, MONDAY), last=SUNDAY)
        helpers = reach.volunteers(dict.fromkeys(wanted, MONDAY), last=SUNDAY)
    counting = [
        row
        for row in rows
        if row["room"] in wanted and MONDAY <= row["day"] <= SUNDAY and not row["undone_at"]
    ]
    for room in wanted:
        own = [row for row in counting if row["room"] == room]
        visits = [row["visits"] for row in own if row["visits"] is not None]
        new_faces = [row["new_faces"] for row in own if row["new_faces"] is not None]
        by_hand = Sums(
            openings=len(own),
            counted=len(visits),
            visits=sum(visits),
            asked=len(new_faces),
            new_faces=sum(new_faces),
        )
        assert sums.get(room, Sums()) == by_hand
        stretches = [
            Span(**{key: row[key] for key in ("day", "opened_at", "expected_end", "closed_at")})
            for row in own
        ]
        assert sorted(spans.get(room, []), key=repr) == sorted(stretches, key=repr)
        assert helpers.by_room.get(room, 0) == len({row["opened_by"] for row in own})
    assert helpers.together == len({row["opened_by"] for row in counting})


@OVER_BOTH
@given(
    rows=st.sets(
        st.tuples(
            st.dates(MONDAY - timedelta(days=2), SUNDAY + timedelta(days=2)),
            st.sampled_from([EVERYWHERE, *ROOMS]),
            st.sampled_from(PEOPLE),
        ),
        max_size=30,
    ),
    tags=st.lists(st.sampled_from(["nl", "ar", "ti"]), min_size=30, max_size=30),
)
def test_contacts_are_different_people(
    database: Database, rows: set[tuple[date, str, int]], tags: list[str]
) -> None:
    said = [(*row, tag) for row, tag in zip(sorted(rows), tags, strict=False)]
    with scratch(database) as store:
        reach = wrote(store, *said)
        together = reach.contacts(dict.fromkeys([EVERYWHERE], MONDAY), last=SUNDAY)
        by_room = reach.contacts_by_room(dict.fromkeys(ROOMS, MONDAY), last=SUNDAY)
        languages = reach.languages(dict.fromkeys(ROOMS, MONDAY), last=SUNDAY)
    in_time = [row for row in said if MONDAY <= row[0] <= SUNDAY]
    assert together == len({person for _, room, person, _ in in_time if room == EVERYWHERE})
    for room in ROOMS:
        assert by_room.get(room, 0) == len({row[2] for row in in_time if row[1] == room})
    for tag in ("nl", "ar", "ti"):
        by_hand = {row[2] for row in in_time if row[1] != EVERYWHERE and row[3] == tag}
        assert languages.get(tag, 0) == len(by_hand)


def test_one_person_is_one_volunteer_in_a_week_of_two_years(database: Database) -> None:
    with scratch(database) as store:
        reach = keep(store, opening(date(2026, 12, 30)), opening(date(2027, 1, 2), "kg-buurt"))
        helpers = reach.volunteers(dict.fromkeys(ROOMS, date(2026, 12, 28)), last=date(2027, 1, 3))
    assert helpers.together == 1
    assert helpers.by_room == {"h-buurt": 1, "kg-buurt": 1}


def test_a_volunteer_who_was_forgotten_still_counts(database: Database) -> None:
    with scratch(database) as store:
        gone = opening(person=2) | {"opened_by": None}
        reach = keep(store, gone, opening(MONDAY, "kg-buurt"), gone | {"room": "kg-buurt"})
        assert reach.volunteers(dict.fromkeys(ROOMS, MONDAY), last=SUNDAY).together == 2


def test_an_opening_that_goes_on_counts_and_has_no_end(database: Database) -> None:
    with scratch(database) as store:
        reach = keep(store, opening(closed_at=None, visits=3))
        assert reach.sums(dict.fromkeys(ROOMS, MONDAY), last=MONDAY) == {
            "h-buurt": Sums(openings=1, counted=1, visits=3)
        }
        assert (
            reach.spans(dict.fromkeys(ROOMS, MONDAY), last=MONDAY)["h-buurt"][0].closed_at is None
        )


def test_nothing_adds_up_to_nothing(database: Database) -> None:
    with scratch(database) as store:
        assert store.reach.sums(dict.fromkeys(ROOMS, MONDAY), last=SUNDAY) == {}
        assert store.reach.sums(dict.fromkeys([], MONDAY), last=SUNDAY) == {}
        assert store.reach.spans(dict.fromkeys(ROOMS, MONDAY), last=SUNDAY) == {}
        assert store.reach.volunteers(dict.fromkeys(ROOMS, MONDAY), last=SUNDAY).together == 0
        assert store.reach.contacts(dict.fromkeys([EVERYWHERE], MONDAY), last=SUNDAY) == 0
        assert store.reach.languages(dict.fromkeys([EVERYWHERE], MONDAY), last=SUNDAY) == {}


def test_no_query_reads_through_the_years(
    sqlite_template: Path, tmp_path: Path, keys: KeyRing
) -> None:
    shutil.copy(sqlite_template, tmp_path / "one.db")
    database = Database(f"sqlite:///{tmp_path}/one.db", keys)
    told: list[str] = []
    with database.reading() as store:
        driver = store.connection.connection.dbapi_connection
        assert driver
        driver.set_trace_callback(told.append)
        for query in ("sums", "spans", "volunteers", "contacts", "contacts_by_room", "languages"):
            # Each room may begin on a day of its own.
            begins = {room: MONDAY + timedelta(days=day) for day, room in enumerate(ROOMS)}
            getattr(store.reach, query)(begins, last=SUNDAY)
        store.participants.counts(dict.fromkeys(ROOMS, MONDAY), last=SUNDAY)
        store.reach.by_residents(begins, last=SUNDAY, now=MORNING)
        store.roles.given(KEY_HOLDER, ROOMS, first=MORNING, last=MORNING)
        store.measured.since(ROOMS)
        driver.set_trace_callback(None)
        for query in [one for one in told if one.startswith("SELECT")]:
            plan = [
                row.detail for row in store.connection.execute(text(f"EXPLAIN QUERY PLAN {query}"))
            ]
            assert any(step.startswith("SEARCH") for step in plan), plan
            tables = [step for step in plan if "VIRTUAL TABLE" not in step]
            assert not any(step.startswith("SCAN") for step in tables), plan
    database.close()
    assert len(told) >= 9


@pytest.mark.long
@pytest.mark.parametrize("database", ["postgres"], indirect=True)
@pytest.mark.parametrize("is_counted", [True, False])
def test_with_a_thousand_rooms_no_query_reads_a_whole_table(
    database: Database, *, is_counted: bool
) -> None:
    rooms = [f"room-{number}" for number in range(1000)]
    weeks = [MONDAY - timedelta(weeks=week) for week in range(26)]
    seen = [
        {"day": day, "room": room, "mark": mark(day.year, number)}
        for day in weeks
        for number, room in enumerate(rooms)
    ]
    with scratch(database) as store:
        fill(store.connection, openings, [opening(day, room) for day in weeks for room in rooms])
        fill(store.connection, contacts, [{**one, "language": "nl"} for one in seen])
        fill(store.connection, participants, [{**one, "how": "checkin"} for one in seen])
        store.connection.execute(text(STEPS))
        if is_counted:
            store.connection.execute(text("ANALYZE"))
        # Each may begin on a day of its own.
        begins = {room: MONDAY + timedelta(days=day % 3) for day, room in enumerate(rooms)}
        with listening(database) as asked:
            for query in ("sums", "spans", "volunteers", "contacts", "contacts_by_room"):
                getattr(store.reach, query)(begins, last=SUNDAY)
            store.reach.languages(begins, last=SUNDAY)
            store.reach.by_residents(begins, last=SUNDAY, now=MORNING)
            store.participants.counts(begins, last=SUNDAY)
            store.participants.seen_again(begins, last=SUNDAY)
            assert len(store.measured.since(rooms)) == len(rooms)
        plans = [kept_plan(store.connection, said) for said, _ in asked]
    assert len(plans) >= 9
    for plan in plans:
        for table in ("openings", "changes", "contacts", "participants"):
            assert f"Seq Scan on {table}" not in plan, plan
