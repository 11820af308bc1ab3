"""Browsers: for how long one opens somebody, and what is left of them when that is over.

Where accounts tell people apart nothing of this is kept. A browser that said nothing worth keeping
is a *visitor*: a row that is nobody, counted as a visit and gone when it was idle.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, or_, select, text, update

from storage.dialect import insert_new
from storage.keyring import KeyRing
from storage.repositories.people.roles import roles_in_use
from storage.sealed_rows import SealedRows
from storage.tables.base import metadata
from storage.tables.messages import outbox
from storage.tables.people import (
    IDLES,
    PARTED,
    STAYING,
    dialogues,
    people,
    push_addresses,
    subscriptions,
    web_visits,
)

# Somebody who did nothing for so long has gone away, maybe from somebody else's computer.
IDLE = timedelta(minutes=30)
# A shift at the door: whoever has a role is asked to show the way back once a day, not each hour.
ROLE_IDLE = timedelta(hours=8)
# "Stay here on this device".
STAYS = timedelta(days=30)
# How exactly it is written down when somebody did something.
NOTED = timedelta(minutes=1)
# How many visitors there may be at a time; the one that was idle longest makes place.
MOST_VISITORS = 5_000
# Why a browser opens somebody no more.
IDLED, LEFT = "idle", "left"
# What somebody leaves behind who taps Leave: what is open goes on, what others have to answer for
# stays. All else that is about them is deleted.
LEFT_BEHIND = {
    *("people", "roles", "ways_back", "audit", "capacities"),
    *("requests", "request_events", "request_notes"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """What a browser opens, and how sure it is that the same person sits before it.

    ``renewals`` is how often its cookie was made anew. ``needs_pictures``: nobody showed the way
    back since it was idle, so nothing of others is shown.
    """

    acted_at: datetime
    stays_until: datetime | None = None
    is_visitor: bool = False
    renewals: int = 0
    renewal_is_seen: bool = True
    needs_pictures: bool = False

    def stays(self, now: datetime) -> bool:
        """Whether this is a device on which somebody wants to stay."""
        return self.stays_until is not None and now < self.stays_until

    def shows(self, now: datetime) -> bool:
        """Whether what was said here before may still be seen."""
        return self.stays(now) or now - self.acted_at < IDLE

    def is_open(self, now: datetime, *, has_role: bool) -> bool:
        """Whether it opens that person at all."""
        return self.shows(now) or (has_role and now - self.acted_at < ROLE_IDLE)


def browser_of(row: Row[Any]) -> Browser | None:
    """The browser that stands with a person; None where accounts tell people apart."""
    if row.acted_at is None:
        return None
    return Browser(
        acted_at=row.acted_at,
        stays_until=row.stays_until,
        is_visitor=row.is_visitor,
        renewals=row.renewals,
        renewal_is_seen=row.renewal_is_seen,
        needs_pictures=row.needs_pictures,
    )


class Browsers:
    """Queries about browsers and the people they open."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def entered(self, person: int, now: datetime, day: date) -> None:
        """Somebody came whom no browser opened yet: a visitor, and a visit of this day."""
        is_nobody = person not in roles_in_use(self._connection, [person])
        self._set(person, {"acted_at": now, "is_visitor": is_nobody})
        self._connection.execute(insert_new(self._connection, web_visits), {"day": day, "n": 0})
        self._add_visits(day, 1)
        self._make_place()

    def acted(self, person: int, browser: Browser, now: datetime) -> None:
        """Somebody did something; after a while away nothing of before is shown any more."""
        if now - browser.acted_at < NOTED:
            return
        changed: dict[str, object] = {"acted_at": now}
        if now - browser.acted_at >= IDLE:
            changed |= {"needs_pictures": True}
        if not browser.shows(now):
            newest = select(func.max(outbox.c.id)).where(outbox.c.person_id == person)
            changed |= {"shown_after": func.coalesce(newest.scalar_subquery(), 0)}
        self._set(person, changed)

    def keep(self, person: int, day: date) -> None:
        """Something worth keeping was said: a visitor is somebody now, and no mere visit."""
        became = update(people).where(people.c.id == person, people.c.is_visitor)
        if self._connection.execute(became, {"is_visitor": False}).rowcount:
            self._add_visits(day, -1)

    def is_visitor(self, person: int) -> bool | None:
        """Whether of somebody in a browser nothing worth keeping was said; None: they are gone."""
        own = select(people.c.is_visitor).where(people.c.id == person)
        is_nobody: bool | None = self._connection.execute(own).scalar()
        return is_nobody

    def stay(self, person: int, now: datetime) -> None:
        """Open this person on this device for a month, whether anybody does something or not."""
        self._set(person, {"stays_until": now + STAYS})

    def stay_no_more(self, person: int) -> None:
        """Others use this device too: it opens somebody for as long as any other."""
        self._set(person, {"stays_until": None})
        # Whoever has it in their hands is to see no sign of it.
        self._no_signs(person)

    def renew(self, person: int, now: datetime) -> None:
        """Somebody may do more from now on: their cookie of until now ends."""
        renewed = {
            "renewals": people.c.renewals + 1,
            "renewal_is_seen": False,
            "needs_pictures": False,
            "is_visitor": False,
            "acted_at": now,
        }
        here = update(people).where(people.c.id == person, people.c.acted_at.is_not(None))
        self._connection.execute(here.values(renewed))

    def renewal_seen(self, person: int) -> None:
        """The new cookie arrived: the one before it opens nothing any more."""
        self._set(person, {"renewal_is_seen": True})

    def take_over(self, person: int, *, address_of: int, now: datetime) -> None:
        """A browser that opened a visitor opens this person from now on; the visitor is gone."""
        row = self._connection.execute(select(people).where(people.c.id == address_of)).one()
        address = self._keys.open(row.address, "people", "address", address_of)
        self._connection.execute(delete(people).where(people.c.id == address_of))
        # The browser of before is given no signs any more.
        self._no_signs(person)
        sealed = self._keys.seal(address, "people", "address", person)
        # How often a cookie was made anew, and which language is read, belong to the browser;
        # of those who shared the one before, the first has the role.
        moved = {
            "address_hash": row.address_hash,
            "address": sealed,
            "renewals": row.renewals,
            "hint": row.hint,
            "profile": "",
            "parted": "",
        }
        if row.language:
            moved |= {"language": row.language}
        newest = select(func.max(outbox.c.id)).where(outbox.c.person_id == person)
        shown = func.coalesce(newest.scalar_subquery(), 0)
        self._set(person, {**moved, "acted_at": now, "shown_after": shown})
        self.renew(person, now)

    def part(self, person: int, why: str = IDLED) -> None:
        """End what a browser opens: no cookie leads to this person any more, what is open goes on.

        Nothing that was said on that page is left.
        """
        for table in (outbox, dialogues, subscriptions, push_addresses):
            self._connection.execute(delete(table).where(table.c.person_id == person))
        gone = {
            "address_hash": secrets.token_bytes(32),
            "address": self._keys.seal("", "people", "address", person),
            "stays_until": None,
            "parted": why,
        }
        self._set(person, gone)

    def leave(self, person: int) -> None:
        """The same at once, on somebody's own word: only what is open is left of them."""
        for table in reversed(metadata.sorted_tables):
            about = table.info["about"]
            if table.name in LEFT_BEHIND:
                continue
            if "inside" in table.info:
                SealedRows(self._connection, self._keys, table).forget(person)
            elif about:
                self._connection.execute(delete(table).where(table.c[about] == person))
        self._set(person, {"language": "", "hint": "", "profile": ""})
        self.part(person, LEFT)

    def forget_idle_visitors(self, now: datetime) -> None:
        """Visitors who did nothing for a while were never here."""
        idle = and_(people.c.is_visitor, people.c.acted_at < now - IDLE, _does_not_stay(now))
        self._connection.execute(delete(people).where(idle))

    def idle(self, now: datetime) -> Sequence[int]:
        """Whom a browser opens no more because nobody did anything there."""
        # Each has an index; one question for both would look at everybody who stays.
        here = (~people.c.is_visitor, people.c.acted_at < now - IDLE)
        is_idle = (text(IDLES),)
        stayed = (text(STAYING), people.c.stays_until <= now)
        persons = [
            person
            for why in (is_idle, stayed)
            for person in self._connection.execute(select(people.c.id).where(*here, *why)).scalars()
        ]
        working = roles_in_use(self._connection, persons)
        shift = select(people.c.id).where(
            people.c.id.in_(working), people.c.acted_at >= now - ROLE_IDLE
        )
        kept = set(self._connection.execute(shift).scalars())
        return [person for person in persons if person not in kept]

    def parted(self, why: str) -> Sequence[int]:
        """Whom no browser opens any more."""
        gone = select(people.c.id).where(text(PARTED), people.c.parted == why)
        return list(self._connection.execute(gone).scalars())

    def visits(self, first: date, last: date) -> int | None:
        """How many visits there were from one day to another; None when none was counted."""
        own = select(func.sum(web_visits.c.n)).where(web_visits.c.day.between(first, last))
        n = self._connection.execute(own).scalar()
        return None if n is None else int(n)

    def _add_visits(self, day: date, n: int) -> None:
        counted = update(web_visits).where(web_visits.c.day == day, web_visits.c.n + n >= 0)
        self._connection.execute(counted.values(n=web_visits.c.n + n))

    def _make_place(self) -> None:
        """Whoever was idle longest goes, where there are too many."""
        count = select(func.count()).select_from(people).where(people.c.is_visitor)
        too_many = self._connection.execute(count).scalar_one() - MOST_VISITORS
        if too_many > 0:
            oldest = select(people.c.id).where(people.c.is_visitor).order_by(people.c.acted_at)
            gone = delete(people).where(people.c.id.in_(oldest.limit(too_many)))
            self._connection.execute(gone)

    def _no_signs(self, person: int) -> None:
        self._connection.execute(delete(push_addresses).where(push_addresses.c.person_id == person))

    def _set(self, person: int, columns: Mapping[str, object]) -> None:
        here = update(people).where(people.c.id == person)
        self._connection.execute(here.values(dict(columns)))


def _does_not_stay(now: datetime) -> ColumnElement[bool]:
    return or_(people.c.stays_until.is_(None), people.c.stays_until <= now)
