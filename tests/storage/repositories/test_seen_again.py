"""Who was seen again, and who came in more ways than one, is what counting by hand gives."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, insert, text

from storage.database import Database
from storage.repositories.rooms.participants import (
    ACTIVITY,
    ASKED_HELP,
    CHECKIN,
    VOLUNTEER,
    SeenAgain,
)
from storage.store import Store
from storage.tables.rooms import openings
from tests.storage.repositories.test_participants import PEOPLE, ROOMS, scratch

MONDAY, SUNDAY = date(2026, 11, 16), date(2026, 11, 22)
OLD_YEAR, NEW_YEAR = date(2026, 12, 31), date(2027, 1, 2)
DAY = timedelta(days=1)
WEEK = {MONDAY + number * DAY for number in range(7)}
OVER_BOTH = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
VISITS = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE),
        st.sampled_from(ROOMS),
        st.dates(MONDAY - 2 * DAY, SUNDAY + 2 * DAY),
        st.sampled_from([CHECKIN, CHECKIN, ACTIVITY, ASKED_HELP, VOLUNTEER]),
    ),
    max_size=40,
)
OPENED = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE),
        st.sampled_from(ROOMS),
        st.dates(MONDAY - 2 * DAY, SUNDAY + 2 * DAY),
        st.booleans(),
    ),
    max_size=8,
)


def opens(store: Store, person: int, room: str, day: date, *, is_undone: bool = False) -> None:
    """Somebody who opened a room, as it rests afterwards."""
    start = datetime.combine(day, time(10), UTC)
    row = {
        "room": room,
        "day": day,
        "opened_at": start,
        "expected_end": start + timedelta(hours=2),
        "end_is_planned": True,
        "closed_at": start + timedelta(hours=2),
        "undone_at": start if is_undone else None,
        "opened_by": person,
        "helper": store.participants._keys.of_year(day.year, person),
    }
    store.connection.execute(insert(openings), row)


@OVER_BOTH
@given(VISITS)
def test_who_came_again_is_what_counting_by_hand_gives(
    database: Database, visits: list[tuple[int, str, date, str]]
) -> None:
    with scratch(database) as store:
        for visit in visits:
            store.participants.reached(*visit)
        found = store.participants.seen_again(dict.fromkeys(ROOMS[:2], MONDAY), last=SUNDAY)
    within = [one for one in visits if one[1] in ROOMS[:2] and MONDAY <= one[2] <= SUNDAY]
    days: dict[int, set[date]] = {}
    for person, _, day, how in within:
        if how == CHECKIN:
            days.setdefault(person, set()).add(day)
    there = {(person, room, day) for person, room, day, how in within if how == CHECKIN}
    asked = {
        person
        for person, room, day, how in within
        if how == ASKED_HELP or (how == ACTIVITY and (person, room, day) not in there)
    }
    many = [len(of_one) for of_one in days.values()]
    assert found == SeenAgain(
        checked_in=len(days),
        once=many.count(1),
        twice=many.count(2),
        days=sum(many),
        asked=len(asked),
        both=len(asked & set(days)),
    )


def test_two_rooms_on_a_day_are_one_day(database: Database) -> None:
    with scratch(database) as store:
        for room in ROOMS:
            store.participants.reached(1, room, MONDAY, CHECKIN)
        found = store.participants.seen_again(dict.fromkeys(ROOMS, MONDAY), last=SUNDAY)
    assert (found.checked_in, found.once, found.days) == (1, 1, 1)


def test_a_sign_up_that_the_check_in_itself_confirms_is_no_second_look(database: Database) -> None:
    with scratch(database) as store:
        for how in (CHECKIN, ACTIVITY):
            store.participants.reached(1, "h-buurt", MONDAY, how)
        store.participants.reached(2, "h-buurt", MONDAY, ACTIVITY)
        found = store.participants.seen_again(dict.fromkeys(ROOMS, MONDAY), last=SUNDAY)
    assert (found.asked, found.both) == (1, 0)


@OVER_BOTH
@given(VISITS, OPENED)
def test_whoever_opened_a_room_is_among_its_participants_and_counted_once(
    database: Database,
    visits: list[tuple[int, str, date, str]],
    opened: list[tuple[int, str, date, bool]],
) -> None:
    with scratch(database) as store:
        for visit in visits:
            store.participants.reached(*visit)
        for person, room, day, is_undone in opened:
            opens(store, person, room, day, is_undone=is_undone)
        found = store.participants.counts(dict.fromkeys(ROOMS[:2], MONDAY), last=SUNDAY)
        volunteers = store.reach.volunteers(dict.fromkeys(ROOMS[:2], MONDAY), last=SUNDAY)
    reached = {(who, where, how == VOLUNTEER) for who, where, day, how in visits if day in WEEK}
    reached |= {
        (who, where, True) for who, where, day, undone in opened if day in WEEK and not undone
    }
    for room in ROOMS[:2]:
        own = [one for one in reached if one[1] == room]
        assert found.by_room.get(room, 0) == len({who for who, *_ in own})
        assert volunteers.by_room.get(room, 0) == len({who for who, _, helps in own if helps})
    of_both = [one for one in reached if one[1] in ROOMS[:2]]
    assert found.together == len({who for who, *_ in of_both})
    assert volunteers.together == len({who for who, _, helps in of_both if helps})


@OVER_BOTH
@given(
    st.lists(
        st.tuples(
            st.sampled_from(PEOPLE),
            st.sampled_from(ROOMS),
            st.sampled_from([OLD_YEAR, NEW_YEAR]),
            st.sampled_from([CHECKIN, VOLUNTEER, "opens"]),
        ),
        max_size=12,
    )
)
def test_volunteers_are_never_more_than_participants_also_around_new_year(
    database: Database, did: list[tuple[int, str, date, str]]
) -> None:
    with scratch(database) as store:
        for person, room, day, how in did:
            if how == "opens":
                opens(store, person, room, day)
            else:
                store.participants.reached(person, room, day, how)
        found = store.participants.counts(dict.fromkeys(ROOMS, OLD_YEAR), last=NEW_YEAR)
        volunteers = store.reach.volunteers(dict.fromkeys(ROOMS, OLD_YEAR), last=NEW_YEAR)
    assert found.together == len({person for person, *_ in did})
    assert volunteers.together == len({person for person, *_, how in did if how != CHECKIN})
    assert all(number <= found.by_room[room] for room, number in volunteers.by_room.items())


def test_a_key_holder_who_was_forgotten_stays_a_participant(database: Database) -> None:
    with scratch(database) as store:
        opens(store, 1, "h-buurt", MONDAY)
        store.people.forget(1)
        assert store.participants.counts(dict.fromkeys(ROOMS, MONDAY), last=SUNDAY).together == 1
        assert store.reach.volunteers(dict.fromkeys(ROOMS, MONDAY), last=SUNDAY).together == 1


def test_who_was_seen_again_and_who_was_reached_is_found_by_an_index(database: Database) -> None:
    asked: list[tuple[str, Any]] = []

    def heard(connection: Any, _: Any, statement: str, parameters: Any, *__: Any) -> None:
        asked.append((statement, parameters))

    with database.writing() as store:
        event.listen(database.engine, "before_cursor_execute", heard)
        store.participants.seen_again(dict.fromkeys(ROOMS, MONDAY), last=SUNDAY)
        store.participants.counts(dict.fromkeys(ROOMS, MONDAY), last=SUNDAY)
        store.reach.volunteers(dict.fromkeys(ROOMS, MONDAY), last=SUNDAY)
        event.remove(database.engine, "before_cursor_execute", heard)
        if database.is_postgres:
            # Of an empty table it reads all of it: that is no sign of how it reads a full one.
            store.connection.execute(text("SET LOCAL enable_seqscan = off"))
        explain = "EXPLAIN " if database.is_postgres else "EXPLAIN QUERY PLAN "
        looks = [
            " ".join(str(row) for row in store.connection.exec_driver_sql(explain + what, values))
            for what, values in asked
        ]
    assert len(looks) == 4
    for look in looks:
        assert "Index" in look if database.is_postgres else "SEARCH" in look, look
        assert "Seq Scan" not in look
        assert "SCAN " not in look
