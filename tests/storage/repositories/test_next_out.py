"""Who may get a message now: as slow a look as one likes finds the same as the marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, insert, select, text, update

from storage.database import Database
from storage.repositories.messages.claims import Result
from storage.repositories.messages.next_out import (
    LOOKED_AT_AT_ONCE,
    NOBODY,
    look_at_everybody,
)
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.messages.outbox_sql import (
    CLAIMED,
    DROPPED,
    FAREWELL,
    QUEUED,
    SENT,
    SET_ASIDE,
    UNCERTAIN,
    MessageState,
)
from storage.store import Store
from storage.tables.messages import LOOK, outbox
from storage.tables.people import people
from tests.storage.repositories.plans import kept_plan, listening

NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)
SOON = timedelta(seconds=10)
EVERYBODY = 2
MOST = 5


class Line:
    """An outbox, its clock, and what was claimed and has not ended."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOW
        with database.writing() as store:
            store.connection.execute(delete(outbox))
            known = [("telegram", str(number), "nl") for number in range(EVERYBODY)]
            self.persons = [person.id for person in store.people.known(known).values()]

    def does(self, step: Callable[[Line, Store], object]) -> None:
        with self.database.writing() as store:
            step(self, store)

    def rows(self, store: Store) -> list[Any]:
        return list(store.connection.execute(select(outbox).order_by(outbox.c.id)).all())

    def claims(self, store: Store, limit: int = 99) -> None:
        """What is claimed is what whoever reads every row finds, in that order."""
        wanted = sorted(self.may_go(store), key=lambda row: (row.priority, row.id))[:limit]
        claimed = store.claims.take({"telegram": limit}, self.now)
        assert [one.id for one in claimed] == sorted(row.id for row in wanted)

    def may_go(self, store: Store) -> list[Any]:
        unsent = [row for row in self.rows(store) if row.state in {QUEUED, CLAIMED}]
        return [
            row
            for row in unsent
            if row.state == QUEUED
            and row.due_at <= self.now
            and not any(self.stands_before(other, row) for other in unsent)
        ]

    def stands_before(self, other: Any, row: Any) -> bool:
        if other.person_id != row.person_id or other.id == row.id:
            return False
        if other.state == CLAIMED:
            return True
        if other.uncertain and other.due_at > self.now:
            return False
        return bool((other.priority, other.id) < (row.priority, row.id))


def puts(
    line: Line,
    store: Store,
    *,
    who: Sequence[int],
    priority: int,
    seconds: int,
    delayed: bool,
    replaces: str,
) -> None:
    due = line.now + timedelta(seconds=seconds) if seconds else None
    when: dict[str, Any] = {"delayed_until" if delayed else "not_before": due}
    # What changes the same message takes the place of an earlier change that still waits.
    more: dict[str, Any] = {**when, "replaces": replaces}
    put = [Outgoing(line.persons[one], "words", priority, **more) for one in who]
    store.outbox.put(put, line.now)


def ends(
    line: Line, store: Store, *, which: int, state: MessageState, seconds: int, unsure: bool
) -> None:
    under_way = [row for row in line.rows(store) if row.state == CLAIMED]
    if under_way:
        again = state == QUEUED
        due = line.now + timedelta(seconds=seconds) if again else None
        row = under_way[which % len(under_way)].id
        store.claims.settle([Result(row, state, due_at=due, was_uncertain=unsure and again)])


def taken_back(line: Line, store: Store, *, which: int, how: str) -> None:
    waiting = [row for row in line.rows(store) if row.state == QUEUED]
    if not waiting:
        return
    row = waiting[which % len(waiting)]
    if how == "drop":
        store.queued.drop([row.id])
    elif how == "put off":
        store.queued.put_off([row.id], line.now + SOON)
    elif how == "delayed":
        store.queued.drop_delayed(row.person_id)
    elif how == "older":
        store.queued.drop_older(row.due_at)
    else:
        store.outbox.drop_for(row.person_id)


def time_goes_on(line: Line, store: Store, *, seconds: int) -> None:
    line.now += timedelta(seconds=seconds)
    store.queued.drop_late(line.now - timedelta(days=1))


def is_gone(line: Line, store: Store) -> None:
    """The process that sent is gone, and another one finds what it left."""
    store.claims.recover([line.database.run], line.now)


def lost_a_claim(line: Line, store: Store) -> None:
    store.claims.give_back([])
    look_at_everybody(store.connection)


def claims(line: Line, store: Store, *, limit: int = 99) -> None:
    line.claims(store, limit)


def arrives(line: Line, store: Store) -> None:
    under_way = [row.id for row in line.rows(store) if row.state == CLAIMED]
    store.claims.settle([Result(row, SENT) for row in under_way])


SECONDS = st.sampled_from([0, 0, 0, 5, 10])
STEPS = st.one_of(
    st.builds(
        partial,
        st.just(puts),
        who=st.lists(st.integers(0, EVERYBODY - 1), min_size=2, max_size=MOST),
        priority=st.sampled_from([-1, 0, 0, 5]),
        seconds=SECONDS,
        delayed=st.booleans(),
        replaces=st.sampled_from(["", "", "7"]),
    ),
    st.builds(
        partial,
        st.just(ends),
        which=st.integers(0, 9),
        state=st.sampled_from([SENT, SENT, QUEUED, QUEUED, UNCERTAIN, SET_ASIDE]),
        seconds=SECONDS,
        unsure=st.booleans(),
    ),
    st.builds(
        partial,
        st.just(taken_back),
        which=st.integers(0, 9),
        how=st.sampled_from(["drop", "put off", "delayed", "older", "leaves"]),
    ),
    st.builds(partial, st.just(time_goes_on), seconds=st.sampled_from([1, 5, 10, 20])),
    st.builds(partial, st.just(claims), limit=st.sampled_from([1, 2, 99, 99])),
    st.sampled_from([is_gone, lost_a_claim]),
)


@pytest.mark.long
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=5, max_size=16))
def test_whatever_happened_a_claim_takes_what_may_go_and_forgets_nobody(
    database: Database, steps: list[Any]
) -> None:
    line = Line(database)
    for step in steps:
        line.does(step)
    # All that is left goes out in the end.
    for _ in range(len(steps) * MOST):
        line.does(claims)
        line.does(arrives)
        line.now += SOON
        with database.reading() as store:
            if not any(row.state == QUEUED for row in line.rows(store)):
                return
    raise AssertionError("somebody was forgotten")


@pytest.fixture(params=["counted", "not counted yet"])
def crowded(database: Database, request: pytest.FixtureRequest) -> Database:
    """Two thousand who wait, one of them for hundreds, and a long history."""
    with database.writing() as store:
        known = [("telegram", str(number), "nl") for number in range(2000)]
        persons = [person.id for person in store.people.known(known).values()]
        put = [Outgoing(one, "words") for one in [*persons, *[persons[0]] * 300]]
        store.outbox.put(put, NOW - timedelta(days=2))
        over = dict(store.connection.execute(select(outbox).limit(1)).mappings().one())
        over |= {"state": SENT, "goes_by": ""}
        del over["id"]
        history = [{**over, "token": str(number)} for number in range(3000)]
        store.connection.execute(insert(outbox), history)
    if request.param == "counted":
        at_once = database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        with at_once as connection:
            connection.execute(text("ANALYZE"))
    return database


def test_a_start_marks_nobody_who_stands_behind_others(crowded: Database) -> None:
    with crowded.writing() as store:
        store.claims.take({"telegram": 5}, NOW)
        marks = select(outbox.c.id, outbox.c.goes_by).order_by(outbox.c.id)
        before = store.connection.execute(marks).all()
        flying = [row.id for row in store.connection.execute(select(outbox)) if row.run]
        store.claims.give_back(flying)
        look_at_everybody(store.connection)
        assert store.connection.execute(marks).all() == before


@pytest.mark.long
def test_a_start_over_thousands_looks_at_a_part_of_them_at_a_time(crowded: Database) -> None:
    looked_for = select(func.count()).select_from(outbox).where(outbox.c.goes_by == LOOK)
    with crowded.writing() as store:
        store.connection.execute(update(outbox).where(outbox.c.state == QUEUED).values(goes_by=""))
        after: int | None = NOBODY
        found = [0]
        while after is not None:
            after = store.claims.look_again(after)
            found.append(store.connection.execute(looked_for).scalar_one())
        # One for each person, of whom the first has three hundred more.
        assert found == [0, LOOKED_AT_AT_ONCE - 300, 2000]


def test_with_thousands_waiting_a_claim_reads_only_what_it_takes(crowded: Database) -> None:
    explain = "EXPLAIN " if crowded.is_postgres else "EXPLAIN QUERY PLAN "
    with crowded.writing() as store:
        store.claims.take({"telegram": 5}, NOW)
        store.connection.execute(
            update(outbox).where(outbox.c.state == QUEUED).values(goes_by=LOOK)
        )
        with listening(crowded) as asked:
            claimed = store.claims.take({"telegram": 5}, NOW, [1, 2])
            store.claims.settle([Result(one.id, SENT) for one in claimed])
            store.queued.drop_late(NOW - timedelta(days=9))
            store.queued.of_priority(5, NOW)
            store.claims.recover(store.claims.runs() | {1}, NOW)
            store.claims.give_back([])
            store.claims.look_again(NOBODY)
        plans = [
            "\n".join(
                str(row[-1]) for row in store.connection.exec_driver_sql(explain + said, values)
            )
            for said, values in asked
            if "outbox" in said and not isinstance(values, list)
        ]
        if crowded.is_postgres:
            plans += [kept_plan(store.connection, said) for said, _ in asked if "outbox" in said]
    together = "\n\n".join(plans)
    scans = "Seq Scan on outbox" if crowded.is_postgres else "SCAN outbox\n"
    assert scans not in f"{together}\n", together
    # Nothing is read to be held against something else.
    assert "Hash " not in together, together
    # Which of two that will do PostgreSQL takes goes by what it has counted.
    few = ("going", "unsent_person") if crowded.is_postgres else ("looked_for", "unsent_until")
    for index in ("flying", *few):
        assert f"ix_outbox_{index}" in together, together
    assert len(plans) >= 4


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
@pytest.mark.parametrize("crowded", ["counted"], indirect=True)
def test_postgresql_expects_to_find_the_next_few_before_it_has_read_all_who_wait(
    crowded: Database,
) -> None:
    """Else it reads and sorts all of them once it keeps a plan: 0.9 s a claim with 200,000."""
    with crowded.writing() as store:
        with listening(crowded) as asked:
            store.claims.take({"telegram": 5}, NOW)
        (first,) = [said for said, _ in asked if "valid_until" in said]
        plan = kept_plan(store.connection, first)
    costs = re.findall(r"(?:Limit|ix_outbox_going on outbox) +\(cost=[\d.]+\.\.([\d.]+)", plan)
    for_few, for_all = (float(cost) for cost in costs[:2])
    assert for_few < for_all / 5, plan


def test_a_change_that_takes_the_place_of_what_was_first_lets_the_next_go(
    database: Database,
) -> None:
    line = Line(database)
    ana = line.persons[0]
    with database.writing() as store:
        store.outbox.put([Outgoing(ana, "menu", replaces="7")], NOW)
        store.outbox.put([Outgoing(ana, "words")], NOW)
        store.outbox.put([Outgoing(ana, "menu again", replaces="7")], NOW)
    line.does(claims)
    line.does(arrives)
    line.does(claims)
    with database.reading() as store:
        assert [row.state for row in line.rows(store)] == [DROPPED, SENT, CLAIMED]


def test_who_has_nothing_else_waiting_gets_an_answer_without_another_look(
    database: Database,
) -> None:
    with database.writing() as store:
        known = store.people.known([("telegram", "1", "nl"), ("web", "2", "nl")])
        store.outbox.put([Outgoing(one.id, "words") for one in known.values()], NOW)
        marks = select(people.c.channel, outbox.c.goes_by).join(people)
        assert all(home == mark for home, mark in store.connection.execute(marks))


def test_the_last_word_to_somebody_who_came_back_holds_up_nobody(database: Database) -> None:
    with database.writing() as store:
        (omar,) = store.people.known([("telegram", "1", "nl")]).values()
        stranger = store.farewells.begin(omar.id, "nl", NOW)
        store.outbox.put([Outgoing(stranger, "gone", FAREWELL)], NOW)
        (first,) = store.claims.take({"telegram": 1}, NOW)
        store.claims.settle([Result(first.id, QUEUED, due_at=NOW)])
        # They write again, and their answer comes before the last word that is to be tried again.
        store.outbox.put([Outgoing(stranger, "hello")], NOW)
        store.claims.take({"web": 1}, NOW)
        store.farewells.tidy(NOW)
        said = []
        while claimed := store.claims.take({"telegram": 9}, NOW):
            said += [one.payload for one in claimed]
            store.claims.settle([Result(one.id, SENT) for one in claimed])
    assert sorted(said) == ["gone", "hello"]
