"""What is remembered of sign-ups, and for how long."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from storage.database import Database
from storage.repositories.activities.moves import KEPT
from storage.repositories.activities.sign_ups import IN
from storage.tables.activities import signups

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 18)
KEY = ("coffee", datetime(2026, 11, 18, 9, 0, tzinfo=UTC))


def test_a_month_later_nobody_knows_who_came_and_how_many_is_still_known(
    database: Database,
) -> None:
    with database.writing() as store:
        known = store.people.known([("telegram", "7", "en")])
        person = next(iter(known.values())).id
        store.signups.add(person, "", KEY, room="h-buurt", day=DAY, size=3, state=IN, now=NOW)
        store.signup_moves.forget_old(DAY + KEPT)
        assert store.connection.execute(select(signups.c.person_id)).scalar() == person
        store.signup_moves.forget_old(DAY + KEPT + timedelta(days=1))
        assert store.connection.execute(select(signups.c.person_id)).scalar() is None
        assert store.signups.sizes(["h-buurt"], first=DAY, last=DAY, states=[IN]) == {
            ("h-buurt", KEY): 3
        }


def test_somebody_who_is_forgotten_leaves_the_number_of_people(database: Database) -> None:
    with database.writing() as store:
        known = store.people.known([("telegram", "7", "en")])
        person = next(iter(known.values())).id
        made = store.signups.add(
            person, "", KEY, room="h-buurt", day=DAY, size=1, state=IN, now=NOW
        )
        store.connection.exec_driver_sql(f"DELETE FROM people WHERE id = {person}")
        left = store.signups.get(made.id)
        assert left is not None
        assert left.person is None
