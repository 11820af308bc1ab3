"""Who went a step on the way from visitor to paid job, as far as the bot saw it or was told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.reach.counted import Steps
from storage.repositories.people.roles import KEPT, KEY_HOLDER
from storage.repositories.rooms.marks import Different, Groups, different
from storage.repositories.rooms.measured import Begins
from storage.repositories.volunteering.steps_to_work import WorkStep
from storage.store import Store

DAY = timedelta(days=1)
# A year is told of in the January after it: what went in its first days is missing then.
TELLS = KEPT + 31 * DAY
NOTED = (WorkStep.LEARNING, WorkStep.SHELTERED, WorkStep.SUPPORTED, WorkStep.PAID)
# Who, in which room, on which day.
Done = tuple[Hashable, str, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepped:
    """The steps of each room, of each group of rooms, of all together; empty for some rooms."""

    by_room: Mapping[str, Steps] = field(default_factory=dict)
    by_group: Mapping[str, Steps] = field(default_factory=dict)
    together: Steps = field(default_factory=Steps)


def stepped(
    view: NeighbourhoodView,
    store: Store,
    begins: Begins,
    last: date,
    now: datetime,
    joined: Different,
    groups: Groups,
) -> Stepped:
    """Who went which step in these rooms, in each from its day on; ``joined`` were counted before.

    Offers that came to nothing and keys that were given back are erased after a year: of a time
    that lies further back neither is known.
    """
    if not begins:
        return Stepped()
    first = min(begins.values())
    start = datetime.combine(first, time(), view.zone)
    end = datetime.combine(last + DAY, time(), view.zone)

    def counted(many: Iterable[Done]) -> Different:
        people: dict[str, set[Hashable]] = defaultdict(set)
        for who, room, day in many:
            if room in begins and begins[room] <= day:
                people[room].add(who)
        return different(people, groups)

    found = {"started": joined}
    if first >= view.today(now - TELLS):
        offers = store.offers.made_between(first=start, last=end)
        keys = store.roles.given(KEY_HOLDER, list(begins), first=start, last=end)
        found["offered"] = counted(
            (offer.person, offer.room, view.local(offer.since).date()) for offer in offers
        )
        found["key_holders"] = counted(
            (given.person, given.scope, view.local(given.at).date()) for given in keys
        )
    noted = store.steps_to_work.agreed_between(first, last)
    found |= {
        step.value: counted((one.person, one.room, one.day) for one in noted if one.step == step)
        for step in NOTED
    }
    return Stepped(
        by_room={
            room: _steps({step: one.by_room.get(room, 0) for step, one in found.items()})
            for room in begins
        },
        by_group={
            group: _steps({step: one.by_group[group] for step, one in found.items()})
            for group in groups
        },
        together=_steps({step: one.together for step, one in found.items()}),
    )


def _steps(numbers: Mapping[str, int]) -> Steps:
    """The numbers of one room or of several; a step that has to be noted is never nought."""
    return Steps(**{step: many or (None if step in NOTED else 0) for step, many in numbers.items()})
