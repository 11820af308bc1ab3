"""What holds on every screen: short enough for an old phone, and Enter twice undoes nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from unicodedata import category

import pytest

from bot.rendering.pictures import drawn
from storage.database import Database
from storage.keyring import KeyRing
from storage.neighbourhood.model import Neighbourhood
from tests.journeys.limits import EXCEPTIONS, MOST_EXCEPTIONS
from tests.journeys.walk import BEGINNINGS, DEEPEST, MAIN, Screen, on_a_monday, screens
from tests.support.talk import Neighbour, Street

pytestmark = pytest.mark.long

# Dutch says the most. Before a change lands English is walked too, and all to their ends.
IS_WHOLE = bool(os.environ.get("CI"))
LANGUAGES = ("en", "nl") if IS_WHOLE else ("nl",)
STEPS = DEEPEST if IS_WHOLE else 3
# The team has more screens than residents.
STEPS_OF_TEAM = 4 if IS_WHOLE else 2
OF_TEAM = ("/menu", "/open", "/count", "/close", "/shifts", "/report", "/invite")
# Where a second Enter finds the very same button again, and why that takes nothing from anybody.
ONCE_MORE = {
    "➡️ More": "another page: nothing changes by it",
    "↩️ Undo": "the second tap of a double tap: the same news once more",
    "+1": "one more came in",
    "+5": "five more came in",
}


@pytest.fixture(scope="module")
def street(
    sqlite_template: Path,
    keys: KeyRing,
    example: Neighbourhood,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Street]:
    path = tmp_path_factory.mktemp("walked") / "buurtbot.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}", keys)
    yield on_a_monday(database, example)
    database.close()


@pytest.fixture(scope="module", params=LANGUAGES)
def tapped(request: pytest.FixtureRequest, street: Street) -> tuple[list[Screen], list[Screen]]:
    """Every screen that somebody who reads this language can tap a way to, and every tap there."""
    steps: list[Screen] = []
    found = screens(lambda: street.neighbour(request.param), BEGINNINGS, STEPS, steps)
    return list(found), steps


@pytest.fixture
def walked(tapped: tuple[list[Screen], list[Screen]]) -> list[Screen]:
    return tapped[0]


def test_every_screen_is_short_but_for_the_few_that_have_a_reason(walked: list[Screen]) -> None:
    long = [f"{', '.join(found)}: {one.read()}" for one in walked if (found := one.too_much())]
    assert not long, "\n\n".join(long)


def test_the_main_screens_are_no_exceptions(walked: list[Screen]) -> None:
    main = [one for one in walked if len(one.way) == 1 and one.way[0] in MAIN]
    assert len(main) >= len(MAIN)
    assert [one.read() for one in main if one.size.too_much()] == []


def test_on_the_main_screens_every_button_that_begins_with_a_sign_is_drawn(
    walked: list[Screen],
) -> None:
    main = [one for one in walked if len(one.way) == 1 and one.way[0] in MAIN]
    labels = {key.label for one in main for row in one.shown.rows for key in row}
    signs = {label.split(" ")[0] for label in labels if category(label[0]) == "So"}
    assert len(signs) > 15
    assert {sign for sign in signs if drawn.without(sign)} == set()


def test_the_exceptions_are_few_and_each_is_needed(walked: list[Screen]) -> None:
    long = [one for one in walked if one.size.too_much()]
    assert len(long) <= MOST_EXCEPTIONS
    # Five languages fit, and a neighbourhood has sixteen; ✏️ stands in drafts only.
    not_here = {"🌐 Which language do you read?", "What else?"}
    assert {one.called for one in long} >= EXCEPTIONS.keys() - not_here


def again(step: Screen) -> str:
    """What a second Enter taps after this step; nothing where no button has the keyboard.

    That is as the page has it: on a message that came, never on a button of it; on a button of one
    that changed only where all buttons are the same again.
    """
    if step.was is None:
        return ""
    before = [key.label for row in step.was.rows for key in row]
    asked = [button for row in step.reply.rows for button in row]
    now = [key.label for row in step.shown.rows for key in row]
    at = before.index(step.way[-1]) if step.way[-1] in before else -1
    return asked[at].label.one if now == before and 0 <= at < len(asked) else ""


def undone(steps: list[Screen]) -> list[str]:
    return [
        f"{label}: {step.read()}"
        for step in steps
        if (label := again(step)) and label not in ONCE_MORE
    ]


def test_enter_twice_on_any_button_undoes_nothing(
    tapped: tuple[list[Screen], list[Screen]],
) -> None:
    assert len(tapped[1]) > len(tapped[0]) > 80
    assert undone(tapped[1]) == []


@pytest.mark.parametrize("who", ["key_holder", "coordinator"])
def test_enter_twice_undoes_nothing_of_the_team(street: Street, who: str) -> None:
    def make() -> Neighbour:
        return street.key_holder("h-buurt") if who == "key_holder" else street.coordinator()

    steps: list[Screen] = []
    assert len(list(screens(make, OF_TEAM, STEPS_OF_TEAM, steps))) > 10
    assert undone(steps) == []
