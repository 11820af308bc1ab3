"""Where a browser is given a sign that there is news, when, and whether somebody looked since.

One sign goes out for all that came, and no second one before somebody looked. That a sign is to be
given is written down together with the message; while it is under way it is *lent* for a while, so
that a program that dies loses none.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import KW_ONLY, asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update

from storage import sealed_text
from storage.keyring import KeyMissing, KeyRing
from storage.repositories.people.roles import roles_in_use
from storage.sealed_rows import new_number
from storage.tables.people import people, push_addresses

# Whoever looks at the page meanwhile needs no sign.
GRACE = timedelta(seconds=10)
# For so long a sign is under way at the most; then another one goes out.
LENT = timedelta(minutes=2)
# News of yesterday is no reason to look up any more.
TOO_OLD = timedelta(days=1)
# Browsers get a new address now and then; the ones before it are dead and go.
MOST_EACH = 3
# Nearly all addresses are shorter than that, sealed they are as long as each other.
LENGTH = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class PushAddress:
    """What a browser gave: where a sign goes, with what it is sealed, and for which key of ours."""

    endpoint: str
    p256dh: str
    auth: str
    key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A sign that is to be given; ``address`` is None when no key opens it any more."""

    id: int
    person: int
    address: PushAddress | None
    language: str
    news_at: datetime
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Whether a browser is given signs, by which key, and whether one waits or was not seen yet."""

    key: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Told:
    """How a sign ended: given, or when to try again; neither: it is not given any more."""

    id: int
    _: KW_ONLY
    is_given: bool = False
    again_at: datetime | None = None


class Pushes:
    """Queries about addresses for signs of news."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def keep(self, person: int, address: PushAddress) -> None:
        """Give this browser signs from now on, for this person and for nobody who was in it."""
        found = self._hash(address.endpoint)
        same = push_addresses.c.address_hash == found
        self._connection.execute(delete(push_addresses).where(same))
        own = select(push_addresses.c.id).where(push_addresses.c.person_id == person)
        kept = self._connection.execute(own.order_by(push_addresses.c.id)).scalars().all()
        # No order is kept: of more than there can be any may go, the dead ones are found soon.
        self._remove(kept[MOST_EACH - 1 :])
        number = new_number()
        sealed = self._sealed(number, address)
        row = {"id": number, "person_id": person, "address_hash": found, "address": sealed}
        self._connection.execute(insert(push_addresses), row)

    def replace(self, person: int, endpoint: str) -> None:
        """An address of this person that their browser has given up."""
        gone = push_addresses.c.address_hash == self._hash(endpoint)
        own = push_addresses.c.person_id == person
        self._connection.execute(delete(push_addresses).where(gone, own))

    def forget(self, person: int) -> None:
        """Give this person no signs any more."""
        own = push_addresses.c.person_id == person
        self._connection.execute(delete(push_addresses).where(own))

    def state(self, person: int) -> State | None:
        """How it stands with the signs that somebody is given; None for whoever is given none."""
        own = select(push_addresses).where(push_addresses.c.person_id == person)
        rows = self._connection.execute(own).all()
        opened = [address for row in rows if (address := self._opened(row))]
        if not opened:
            return None
        is_open = any(row.news_at or row.told_at for row in rows)
        return State(key=max(address.key for address in opened), is_open=is_open)

    def has(self, person: int) -> bool:
        """Whether somebody is given signs."""
        own = select(push_addresses.c.id).where(push_addresses.c.person_id == person)
        return self._connection.execute(own.limit(1)).first() is not None

    def came(self, persons: Collection[int], now: datetime) -> None:
        """Something that they did not just ask for was sent to these people."""
        if not persons:
            return
        waits = {"news_at": now, "try_at": now + GRACE, "tries": 0}
        quiet = (push_addresses.c.news_at.is_(None), push_addresses.c.told_at.is_(None))
        theirs = push_addresses.c.person_id.in_(set(persons))
        self._connection.execute(update(push_addresses).where(theirs, *quiet), waits)

    def looked(self, person: int, at: datetime) -> None:
        """Somebody looked: they know all that came until then."""
        seen = {"news_at": None, "told_at": None, "try_at": None, "tries": 0}
        known = or_(push_addresses.c.news_at.is_(None), push_addresses.c.news_at <= at)
        own = push_addresses.c.person_id == person
        self._connection.execute(update(push_addresses).where(own, known), seen)

    def next_at(self) -> datetime | None:
        """When the next sign is to be given."""
        wanted = select(func.min(push_addresses.c.try_at)).where(
            push_addresses.c.try_at.is_not(None)
        )
        at: datetime | None = self._connection.execute(wanted).scalar()
        return at

    def take(self, now: datetime, most: int) -> list[Due]:
        """Signs to be given now, lent to whoever asks for a while."""
        # A clock that was ahead for a moment holds up nobody for a year.
        is_due = or_(push_addresses.c.try_at <= now, push_addresses.c.try_at > now + TOO_OLD)
        due = (
            select(push_addresses.c.id)
            .where(push_addresses.c.try_at.is_not(None), is_due)
            .order_by(push_addresses.c.try_at)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        numbers = self._connection.execute(due).scalars().all()
        if not numbers:
            return []
        mine = push_addresses.c.id.in_(numbers)
        lent = update(push_addresses).where(mine).values(try_at=now + LENT)
        self._connection.execute(lent)
        home = (people.c.language, people.c.hint, people.c.stays_until, people.c.parted)
        joined = select(push_addresses, *home).join(
            people, people.c.id == push_addresses.c.person_id
        )
        rows = self._connection.execute(joined.where(mine)).all()
        working = roles_in_use(self._connection, [row.person_id for row in rows])
        taken, over = [], []
        for row in rows:
            stays = row.stays_until is not None and row.stays_until > now
            if row.parted or not (stays or row.person_id in working) or row.news_at is None:
                over.append(row.id)
            else:
                taken.append(self._due(row))
        self._remove(over)
        return taken

    def settle(self, ended: Iterable[Told], now: datetime) -> None:
        """Write down how signs ended, many at once; who looked meanwhile is left alone."""
        rows = [
            {
                "row": one.id,
                "told": now if one.is_given else None,
                "again": one.again_at,
                "more": int(one.again_at is not None),
            }
            for one in ended
        ]
        if not rows:
            return
        waits = push_addresses.c.news_at.is_not(None)
        here = update(push_addresses).where(push_addresses.c.id == bindparam("row"), waits)
        once_more = [row for row in rows if row["again"]]
        over = [{"row": row["row"], "told": row["told"]} for row in rows if not row["again"]]
        if once_more:
            later = {"try_at": bindparam("again"), "tries": push_addresses.c.tries + 1}
            self._connection.execute(
                here.values(later),
                [{"row": row["row"], "again": row["again"]} for row in once_more],
            )
        if over:
            done: dict[str, Any] = {
                "news_at": None,
                "told_at": bindparam("told"),
                "try_at": None,
                "tries": 0,
            }
            self._connection.execute(here.values(done), over)

    def drop(self, dead: Sequence[int]) -> None:
        """These addresses lead nowhere any more."""
        self._remove(dead)

    def _remove(self, numbers: Sequence[int]) -> None:
        if numbers:
            gone = push_addresses.c.id.in_(numbers)
            self._connection.execute(delete(push_addresses).where(gone))

    def _due(self, row: Any) -> Due:
        return Due(
            id=row.id,
            person=row.person_id,
            address=self._opened(row),
            language=row.language or row.hint,
            news_at=row.news_at,
            tries=row.tries,
        )

    def _sealed(self, number: int, address: PushAddress) -> bytes:
        written = json.dumps(asdict(address))
        where = ("push_addresses", "address", number)
        return sealed_text.seal(self._keys, written, *where, shortest=LENGTH)

    def _opened(self, row: Any) -> PushAddress | None:
        try:
            where = ("push_addresses", "address", row.id)
            return PushAddress(**json.loads(sealed_text.unseal(self._keys, row.address, *where)))
        except (KeyMissing, ValueError, TypeError):
            return None

    def _hash(self, endpoint: str) -> bytes:
        return self._keys.find("push_addresses.endpoint", endpoint)
