"""Two hundred people tap the last ten places at once."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot.pipeline.incoming import Turns
from handlers.core.messages import Kind, Turn
from storage.database import Database
from storage.keyring import KeyRing
from storage.neighbourhood.file import read_text
from storage.repositories.messages.outbox import Outgoing
from storage.tables.activities import signups
from storage.tables.people import people
from tests.conftest import MONDAY, TWO_ROOMS
from tests.handlers.activities.test_activities import ACTIVITIES
from tests.support.talk import Street, keys_of, links

PEOPLE, PLACES = 200, 10


@pytest.fixture
def street(database: Database) -> Street:
    file = TWO_ROOMS + ACTIVITIES.replace("places = 2", f"places = {PLACES}")
    return Street(database, read_text(file, "test.toml"), MONDAY)


async def test_ten_come_in_and_the_others_wait_in_the_order_of_their_taps(street: Street) -> None:
    taps = cards(street)

    turns = Turns(street.database, links, lambda: None)
    working = asyncio.create_task(turns.run())
    await asyncio.gather(*(turns.hear(tap) for tap in taps))
    turns.stop()
    await working
    assert states(street) == ["in"] * PLACES + ["waiting"] * (PEOPLE - PLACES)
    assert order(street) == [tap.sender for tap in taps]


async def test_two_copies_of_the_program_give_no_place_away_twice(
    street: Street, database_url: str, keys: KeyRing
) -> None:
    taps = cards(street)
    other = Database(database_url, keys)

    copies = [Turns(database, links, lambda: None) for database in (street.database, other)]
    working = [asyncio.create_task(copy.run()) for copy in copies]
    heard = (copies[number % 2].hear(tap) for number, tap in enumerate(taps))
    await asyncio.gather(*heard)
    for copy in copies:
        copy.stop()
    await asyncio.gather(*working)
    other.close()
    assert states(street) == ["in"] * PLACES + ["waiting"] * (PEOPLE - PLACES)
    assert sorted(order(street)) == sorted(tap.sender for tap in taps)


def cards(street: Street) -> list[Turn]:
    """Everybody looks at the same activity; what each of them taps next."""
    first = street.neighbour()
    first.says("/activities h-buurt").taps("Wed 10:00 Coffee together")
    position = next(n for n, key in enumerate(keys_of(first.last)) if key.label == "✅ I'm coming")
    neighbours = [street.neighbour() for _ in range(PEOPLE)]
    taps = []
    with street.database.writing() as store:
        shown = store.sent.newest_of(first.person)
        assert shown
        known = store.people.known(
            [(neighbour.channel, neighbour.address, "en") for neighbour in neighbours]
        )
        everybody = [known[neighbour.channel, neighbour.address] for neighbour in neighbours]
        store.outbox.put([Outgoing(person.id, shown.payload) for person in everybody], street.now)
        for neighbour, person in zip(neighbours, everybody, strict=True):
            card = store.sent.newest_of(person.id)
            assert card
            tap = f"{card.id:x}.{card.token}.{position}"
            number = f"last-places-{neighbour.address}"
            taps.append(
                Turn(neighbour.channel, neighbour.address, number, street.now, Kind.TAPPED, tap=tap)
            )
    return taps


def states(street: Street) -> list[str]:
    with street.database.reading() as store:
        query = select(signups.c.state).order_by(signups.c.id)
        return list(store.connection.execute(query).scalars())


def order(street: Street) -> list[str]:
    """The addresses of those who signed up, first come first."""
    with street.database.reading() as store:
        query = select(people.c.id, people.c.address).join(
            signups, signups.c.person_id == people.c.id
        )
        rows = store.connection.execute(query.order_by(signups.c.id)).all()
        return [store.people.address(row.id, row.address) for row in rows]
