"""What a coordinator is told of, and at what time: a database of before, and two that meet."""

from __future__ import annotations

from alembic import command

from storage.database import Database
from storage.repositories.people.roles import COORDINATOR, Role
from storage.upkeep.migrate import config, migrate
from tests.storage.upkeep.test_migrations import HERE, differences, empty

__all__ = ["empty"]


def test_a_coordinator_of_before_is_told_of_all_at_nine_and_can_choose_otherwise(
    empty: Database,
) -> None:
    with empty.engine.begin() as connection:
        command.upgrade(config(connection, empty.keys), "0019")
    with empty.writing() as store:
        (nour,) = store.people.known([("telegram", "1", "nl")]).values()
        store.roles.give(nour.id, Role(COORDINATOR, ""), HERE)
    migrate(empty)
    with empty.writing() as store:
        assert (store.alerts.of(nour.id).minute, store.alerts.everybody()) == (9 * 60, {})
        for _ in range(2):
            store.alerts.set_minute(nour.id, 8 * 60)
            store.alerts.mute(nour.id, {"silent"})
        assert [one.minute for one in store.alerts.everybody().values()] == [8 * 60]
        days = [store.alerts.begin(nour.id, HERE.date()) for _ in range(2)]
        assert [one is None for one in days] == [False, True]
    assert differences(empty) == []
