"""No screen of a resident says more than somebody with an old phone and little time can read."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.keyring import KeyRing
from storage.neighbourhood.model import Neighbourhood
from tests.journeys.limits import EXCEPTIONS, MOST_EXCEPTIONS
from tests.journeys.walk import BEGINNINGS, DEEPEST, MAIN, Screen, on_a_monday, screens

# Dutch says the most. Before a change lands English is walked too, and both to their ends.
IS_WHOLE = bool(os.environ.get("CI"))
LANGUAGES = ("en", "nl") if IS_WHOLE else ("nl",)
NEAR = 3


@pytest.fixture(scope="module", params=LANGUAGES)
def walked(
    request: pytest.FixtureRequest,
    sqlite_template: Path,
    keys: KeyRing,
    example: Neighbourhood,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[list[Screen]]:
    """Every screen that somebody who reads this language can tap a way to."""
    path = tmp_path_factory.mktemp("walked") / "buurtbot.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}", keys)
    street = on_a_monday(database, example)
    yield list(
        screens(lambda: street.neighbour(request.param), BEGINNINGS, DEEPEST if IS_WHOLE else NEAR)
    )
    database.close()


def test_every_screen_is_short_but_for_the_few_that_have_a_reason(walked: list[Screen]) -> None:
    long = [f"{', '.join(found)}: {one.read()}" for one in walked if (found := one.too_much())]
    assert not long, "\n\n".join(long)


def test_the_main_screens_are_no_exceptions(walked: list[Screen]) -> None:
    main = [one for one in walked if len(one.way) == 1 and one.way[0] in MAIN]
    assert len(main) >= len(MAIN)
    assert [one.read() for one in main if one.size.too_much()] == []


@pytest.mark.long
def test_the_exceptions_are_few_and_each_is_needed(walked: list[Screen]) -> None:
    long = [one for one in walked if one.size.too_much()]
    assert len(long) <= MOST_EXCEPTIONS
    # Five languages fit; a neighbourhood has sixteen.
    assert {one.called for one in long} >= EXCEPTIONS.keys() - {"🌐 Which language do you read?"}
