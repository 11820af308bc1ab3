"""A key file that cannot be written is an outage: nothing is lost, and health says so in words."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import CHANNELS, App
from bot.pipeline.incoming import Turns
from bot.settings import Settings
from handlers.core.messages import Turn
from storage.database import Database, is_outage
from storage.keyring import KeyRing, KeysOutOfReach
from storage.neighbourhood.file import read_text
from storage.tables.messages import set_aside
from storage.tables.rooms import contacts
from tests.conftest import MONDAY, TWO_ROOMS
from tests.support.asking import view_of
from tests.support.talk import Street
from tests.support.unwritable import BESIDE, Way

NEW_YEAR = datetime.fromisoformat("2027-01-01T00:00:10+01:00")
DECEMBER = datetime.fromisoformat("2026-12-01T00:00:10+01:00")


@pytest.fixture
def street(database_url: str, tmp_path: Path) -> Iterator[Street]:
    """A neighbourhood with a key ring of its own, which knows 2026 only."""
    (tmp_path / "ring").mkdir()
    made = Database(database_url, KeyRing.make(tmp_path / "ring" / "keys"))
    yield Street(made, read_text(TWO_ROOMS, "two-rooms.toml"), MONDAY)
    made.close()


def rows(street: Street, table: object) -> int:
    with street.database.reading() as store:
        return len(store.connection.execute(select(table)).all())  # type: ignore[call-overload]


@pytest.mark.parametrize("way", BESIDE)
def test_what_comes_in_on_new_years_day_waits_until_the_key_can_be_written(
    street: Street, way: Way
) -> None:
    ring = street.database.keys.path
    street.neighbour().says("/start")

    async def whole() -> None:
        turns = Turns(street.database, lambda _: (), lambda: None, channels=CHANNELS)
        working = asyncio.create_task(turns.run())
        turn = Turn("telegram", "710000001", "new year", NEW_YEAR, text="/hours")
        with way(ring):
            heard = asyncio.create_task(turns.hear(turn))
            async with asyncio.timeout(20):
                while not street.database.what_is_wrong():  # noqa: ASYNC110 - it rings no bell
                    await asyncio.sleep(0.01)
            assert not heard.done()
            assert not working.done()
            (said,) = street.database.what_is_wrong()
            assert f"The key file {ring} cannot be written" in said
        await asyncio.wait_for(heard, 20)
        turns.stop()
        await working

    asyncio.run(whole())
    assert rows(street, set_aside) == 0
    assert rows(street, contacts) == 2
    assert street.database.what_is_wrong() == []


@pytest.mark.parametrize("way", BESIDE)
def test_what_is_due_goes_out_although_the_next_key_cannot_be_written(
    street: Street, way: Way
) -> None:
    nour = street.coordinator()
    street.now = MONDAY
    street.look()
    with way(street.database.keys.path):
        street.now = datetime.fromisoformat("2026-12-07T07:00:10+01:00")
        street.tick()
        nour.sees("Week")
        assert "cannot be written" in street.database.what_is_wrong()[0]
    street.later(minutes=1)
    street.tick()
    assert street.database.what_is_wrong() == []
    assert street.database.keys.knows_year(2027)


@pytest.mark.parametrize("way", BESIDE)
def test_that_the_key_file_can_be_written_again_is_seen_where_no_key_is_needed(
    street: Street, way: Way
) -> None:
    street.look()
    with way(street.database.keys.path), pytest.raises(KeysOutOfReach):
        street.database.keys.make_year(2030)
    assert street.database.what_is_wrong()
    street.later(minutes=1)
    street.look()
    assert street.database.what_is_wrong() == []


def test_the_next_years_key_is_made_in_december_and_new_year_writes_nothing(
    street: Street,
) -> None:
    street.look()
    assert not street.database.keys.knows_year(2027)
    street.now = DECEMBER
    street.look()
    assert street.database.keys.knows_year(2027)
    street.now = NEW_YEAR
    before = street.database.keys.path.stat().st_mtime_ns
    street.neighbour().says("/hours").says("/person")
    street.look()
    assert street.database.keys.path.stat().st_mtime_ns == before


def test_a_ring_without_this_years_key_makes_it_when_somebody_is_counted(street: Street) -> None:
    street.now = NEW_YEAR
    street.neighbour().says("/hours")
    assert street.database.keys.knows_year(2027)


def test_health_says_what_is_wrong_with_the_key_file(street: Street) -> None:
    ring = street.database.keys
    app = App(Settings(keys_file=ring.path), street.database, view_of(street))
    assert app._troubles(None) == []
    ring.path.rename(ring.path.with_name("elsewhere"))
    with pytest.raises(KeysOutOfReach) as caught:
        ring.make_year(2030)
    assert is_outage(caught.value)
    assert app._troubles(None) == [str(caught.value)]
