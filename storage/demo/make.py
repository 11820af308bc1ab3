"""Makes a neighbourhood that does not exist, in an empty place, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, select, text

from storage.demo.activities import Activities
from storage.demo.conversations import Conversations
from storage.demo.neighbours import Neighbours
from storage.demo.openings import Openings
from storage.demo.plan import Making, Plan, Wanted
from storage.demo.requests import Requests
from storage.demo.residents import Residents
from storage.demo.team import Team
from storage.keyring import KeyRing
from storage.store import Store
from storage.tables.base import metadata
from storage.upkeep import clock


def make(
    store: Store,
    keys: KeyRing,
    plan: Plan,
    wanted: Wanted,
    now: datetime,
    tell: Callable[[int], object],
) -> int:
    """Write down everything that a neighbourhood has after so many years; returns its rows.

    ``tell`` hears how many rows there are so far.
    """
    store.neighbourhoods.save(plan.neighbourhood)
    making = Making(store, keys, plan, wanted, now, tell)
    residents = Residents(making)
    residents.write()
    team = Team(making, residents)
    team.write()
    Openings(making, residents, team).write()
    Activities(making, residents).write()
    Requests(making, residents).write()
    Neighbours(making, residents).write()
    Conversations(making, residents).write()
    clock.remember(store, now)
    if store.connection.dialect.name == "postgresql":
        # As it does by itself after a while.
        store.connection.execute(text("ANALYZE"))
    # Of the years that are over nobody can tell the marks apart any more.
    keys.forget_years_before(making.today.year)
    counts = [select(func.count()).select_from(table) for table in metadata.sorted_tables]
    return sum(store.connection.execute(count).scalar_one() for count in counts)
