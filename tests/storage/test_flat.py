"""Nobody is looked at who has nothing due: a tick, a night, `/forget` do not grow with people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Index, event, inspect, update

from storage.repositories.help_requests.states import HELPER, NO_INTEREST, RESIDENT, Actor
from storage.repositories.people import questions
from storage.repositories.people.roles import KEY_HOLDER, Role
from storage.sealed_rows import SealedRows
from storage.tables.base import metadata
from storage.tables.help_requests import request_events, requests
from storage.tables.messages import outbox
from storage.tables.people import people
from storage.upkeep import retention
from tests.support.asking import asks, with_partners
from tests.support.canaries import rows_of
from tests.support.peek import opened
from tests.support.talk import Neighbour, Street

# What is not there for everybody, nor for every day: a look at all of it stays a short one.
FEW = {"neighbourhood", "roles", "invitations", "boards", "offers", "introductions", "wishes"}
FEW |= {"capacities", "set_aside", "forgotten", "path_steps", "subscriptions", "web_visits"}
FEW |= {"wrong_pictures", "guessed_rooms", "measured", "sent_reports", "report_choices"}
FEW |= {"recordings", "not_understood", "wrong_sentences", "alert_choices", "voices"}
MANY = {table.name for table in metadata.sorted_tables} - FEW


@pytest.fixture
def opens(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many sealed rows of each table were opened, and how many questions."""
    counts: Counter[str] = Counter()
    row, question = SealedRows._opened, questions.opened_question

    def of_row(rows: SealedRows, one: Any) -> Any:
        counts[rows._table.name] += 1
        return row(rows, one)

    def of_question(*where: Any) -> Any:
        counts["dialogues"] += 1
        return question(*where)

    monkeypatch.setattr(SealedRows, "_opened", of_row)
    monkeypatch.setattr(questions, "opened_question", of_question)
    return counts


def wrote_long_ago(street: Street, *neighbours: Neighbour) -> None:
    with street.database.writing() as store:
        numbers = [neighbour.person for neighbour in neighbours]
        silent = update(people).where(people.c.id.in_(numbers))
        store.connection.execute(silent.values(contact_day=street.now.date() - timedelta(days=9)))


def test_a_question_is_looked_at_once_an_hour_where_somebody_wrote_lately(
    street: Street, opens: Counter[str]
) -> None:
    others = [street.neighbour().says("/referral debt") for _ in range(5)]
    street.tick()
    wrote_long_ago(street, *others)
    street.neighbour().says("/referral debt")
    street.later(hours=1)
    opens.clear()
    street.tick()
    assert opens["dialogues"] == 1
    street.later(minutes=10)
    street.tick()
    assert opens["dialogues"] == 1


@pytest.mark.parametrize("pause", [timedelta(hours=23), timedelta(days=6)])
def test_what_was_answered_goes_before_its_day_is_over_or_after_a_pause_at_once(
    street: Street, pause: timedelta
) -> None:
    street.tick()
    omar = street.neighbour().says("/referral debt")
    street.now += pause
    street.tick()
    with street.database.reading() as store:
        known = store.people.find(omar.channel, omar.address)
    assert known
    assert known.dialogue
    assert known.dialogue.flow == ""


def test_a_night_opens_no_request_of_earlier_years(street: Street, opens: Counter[str]) -> None:
    with_partners(street)
    made = [asks(street) for _ in range(4)]
    with street.database.writing() as store:
        for request in made:
            resident = Actor(role=RESIDENT, person=request.person)
            store.request_moves.withdraw(request, resident, NO_INTEREST, street.now)
    for days in (31, 9, 1):
        street.later(days=days)
        opens.clear()
        with street.database.writing() as store:
            retention.forget_old(store, street.now.date(), street.now)
    assert opens["requests"] == 0
    with street.database.reading() as store:
        assert all(row.erased_at for row in opened(store, requests))


def test_whoever_never_had_a_role_is_forgotten_without_a_look_at_others(
    street: Street, opens: Counter[str]
) -> None:
    with_partners(street)
    omar = street.neighbour().says("/start")
    for _ in range(6):
        asks(street)
    asks(street, omar)
    person = omar.person
    opens.clear()
    with street.database.writing() as store:
        store.people.forget(person)
        few = dict(opens)
        assert rows_of(store, person) == []
    # Its request, before and after it was changed, and the one step of it.
    assert few.get("requests", 0) <= 4
    assert few.get("request_events", 0) <= 3


def test_whose_last_role_is_gone_is_named_nowhere_any_more(street: Street) -> None:
    with_partners(street)
    fatma, request = street.key_holder("h-buurt"), asks(street, partner="", room="h-buurt")
    with street.database.writing() as store:
        taken = store.request_moves.accept(
            request, Actor(role=HELPER, scope="h-buurt", person=fatma.person), street.now
        )
        assert taken
        store.partners.set_capacity("debts", fatma.person, full_until=None, now=street.now)
        (own,) = [one for one in store.roles.everybody() if one.person == fatma.person]
        assert own.role == Role(KEY_HOLDER, "h-buurt")
        store.roles.end(own.id, street.now)
        assert "requests.taken_by" in rows_of(store, fatma.person)
        retention.forget_old(store, street.now.date(), street.now)
        assert "requests.taken_by" in rows_of(store, fatma.person)
    street.later(days=366)
    fatma.says("/hours")
    with street.database.writing() as store:
        retention.forget_old(store, street.now.date(), street.now)
        left = {one for one in rows_of(store, fatma.person) if not one.startswith("people")}
    assert left <= {"outbox.person_id", "dialogues.person_id"}


def test_the_steps_of_a_request_go_along_to_another_number(street: Street) -> None:
    with_partners(street)
    omar, again = street.neighbour().says("/start"), street.neighbour().says("/start")
    request = asks(street, omar)
    with street.database.writing() as store:
        store.requests.give_to(request.id, again.person, "")
        assert [row.person_id for row in opened(store, request_events)] == [again.person]


@pytest.fixture
def asked(street: Street) -> Iterator[list[tuple[str, Any]]]:
    """What is asked of the database, but for looks by a row's own number."""
    said: list[tuple[str, Any]] = []

    def heard(connection: Any, _: Any, statement: str, parameters: Any, *__: Any) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            said.append((statement, parameters))

    event.listen(street.database.engine, "before_cursor_execute", heard)
    yield said
    event.remove(street.database.engine, "before_cursor_execute", heard)


def part(index: Index) -> bool:
    """Whether an index is about few rows of its table."""
    return index.dialect_options["sqlite"]["where"] is not None


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_tick_and_a_night_find_what_is_due_by_an_index(
    street: Street, asked: list[tuple[str, Any]]
) -> None:
    """On SQLite, which says how it looks without knowing how much there is."""
    with_partners(street)
    fatma = street.key_holder("h-buurt")
    fatma.says("/open")
    asks(street)
    street.tick()
    asked.clear()
    street.later(hours=1)
    street.look()
    street.later(days=1)
    street.look()
    statements = dict(asked)
    with street.database.engine.connect() as connection:
        scanned = {
            (step[3], statement)
            for statement, parameters in statements.items()
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            if step[3].startswith("SCAN ")
        }
    # An index of a few rows is as good.
    few = {index.name for table in metadata.sorted_tables for index in table.indexes if part(index)}
    assert [
        (how, statement)
        for how, statement in scanned
        if how.split()[1] in MANY and how.split()[-1] not in few
    ] == []


def test_whoever_is_forgotten_is_found_in_every_table_by_an_index(street: Street) -> None:
    with street.database.engine.connect() as connection:
        for table in metadata.sorted_tables:
            named = {key.parent.name for key in table.foreign_keys if key.column is people.c.id}
            if not named or table.name in FEW:
                continue
            look = inspect(connection)
            known = [*look.get_indexes(table.name), *look.get_unique_constraints(table.name)]
            first = {index["column_names"][0] for index in known}
            first |= {look.get_pk_constraint(table.name)["constrained_columns"][0]}
            assert named <= first, table.name


def test_no_index_of_what_goes_out_can_be_taken_for_another() -> None:
    """How many wait changes from one minute to the next, and PostgreSQL counts now and then.

    Of two indexes about the same rows it takes the smaller one, and reads all of that.
    """
    about = [str(one.dialect_options["sqlite"]["where"]) for one in outbox.indexes]
    words = [where for where in about if where != "None"]
    assert len(words) == len(set(words)) >= 5
