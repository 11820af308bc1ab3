"""The real program, talking over HTTP with a Bot API that obeys Telegram's rules."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import TWO_ROOMS
from tests.support.program import Program
from tests.telegram_standin import BotApiInThread


@pytest.fixture(scope="module")
def api() -> Iterator[BotApiInThread]:
    with BotApiInThread() as api:
        yield api


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory, api: BotApiInThread) -> Iterator[Program]:
    folder = tmp_path_factory.mktemp("program")
    (folder / "rooms.toml").write_text(TWO_ROOMS)
    settings = {"TELEGRAM_TOKEN": api.token, "TELEGRAM_API_URL": api.url}
    made = Program(folder, settings)
    made.sets_up(folder / "rooms.toml")
    with made.running():
        yield made


def test_a_resident_reads_the_hours_in_the_language_of_the_device(
    program: Program, api: BotApiInThread
) -> None:
    omar = api.user(language_code="en")
    omar.follows_link()
    omar.sees("Welcome")
    omar.says("/hours")
    omar.sees("H-buurt")


def test_a_sentence_that_no_list_knows_is_offered_what_it_may_mean(
    program: Program, api: BotApiInThread
) -> None:
    omar = api.user(language_code="en")
    omar.says("bon dia")
    omar.sees("Hello!")
    omar.says("what is the number that I have to ring")
    omar.sees("Is it one of these?")
    omar.taps("Phone numbers")
    omar.sees("☎")


def test_an_invitation_makes_a_key_holder_only_after_a_yes_and_only_once(
    program: Program, api: BotApiInThread
) -> None:
    code = program.invites("keyholder", "--room", "h-buurt")
    fatma, thief = api.user(language_code="en"), api.user(language_code="en")
    fatma.follows_link(code)
    fatma.sees("Key-holder of H-buurt")
    thief.says("/open")
    thief.sees("Only key-holders")
    fatma.taps("Yes")
    fatma.sees("Welcome to the team")
    thief.follows_link(code)
    thief.sees("already been used")
    fatma.says("/open")
    fatma.sees("H-buurt has been open")
    fatma.taps("+5")
    fatma.sees("People counted: 5")
    fatma.says("/close ٢٣")
    fatma.sees("first time this year")
