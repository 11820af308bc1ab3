"""Nobody has to tap more often than was promised."""

from __future__ import annotations

import pytest

from storage.database import Database
from storage.neighbourhood.model import Neighbourhood
from tests.journeys.journey import Journey, Walk
from tests.journeys.walk import on_a_monday
from tests.journeys.ways import every


@pytest.mark.parametrize("wanted", every(), ids=lambda wanted: wanted.what)
def test_a_journey_takes_no_more_taps_than_promised(
    database: Database, example: Neighbourhood, wanted: Journey
) -> None:
    walk = Walk(on_a_monday(database, example))
    wanted.walks(walk)
    assert walk.taken <= wanted.most
