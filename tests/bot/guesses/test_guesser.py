"""The model that looks at sentences: it is really asked, and whatever happens stops nobody."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import replace

import numpy as np
import psutil
import pytest
import pytest_asyncio

from bot.guesses import guesser
from bot.guesses.guesser import MODEL, Guesser
from bot.guesses.listener import A_MINUTE, Listener
from handlers.core.messages import Turn
from storage.database import Database
from tests.conftest import MONDAY
from tests.locales.typed.sentences import digest
from tests.support.talk import Street

DEBTS = "ik kan al mijn rekeningen niet meer betalen"


@pytest_asyncio.fixture
async def model(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Guesser]:
    monkeypatch.setattr(guesser, "AFTER_TROUBLE", 0.0)
    # A test runs beside others: the first answer may take its time.
    monkeypatch.setattr(guesser, "WAITS", 20.0)
    made = Guesser()
    yield made
    await made.stop()


def children() -> list[psutil.Process]:
    mine = psutil.Process().children(recursive=True)
    return [one for one in mine if "program.py" in " ".join(one.cmdline())]


async def test_a_sentence_that_nobody_wrote_down_is_understood(model: Guesser) -> None:
    guesses = await model.guess(DEBTS)
    assert guesses[0][0] == "debt"
    assert all(0 <= chance <= 1 for _, chance in guesses)
    (first, _), *_ = await model.guess("quelqu'un peut garder mes enfants")
    assert first == "ask"


@pytest.mark.long
@pytest.mark.parametrize(
    "text", ["\ud800", "\0\0", "a" * 4_096, "\n\n", '"]\n[', "👩‍🍳" * 900, "ሰላም" * 500, ""]
)
async def test_whatever_is_typed_the_next_one_is_answered(model: Guesser, text: str) -> None:
    await model.guess(text)
    assert (await model.guess(DEBTS))[0][0] == "debt"


async def test_it_is_one_process_and_gone_with_the_program(model: Guesser) -> None:
    await asyncio.gather(*(model.guess(f"{DEBTS} {number}") for number in range(8)))
    assert len(children()) == 1
    await model.stop()
    assert children() == []


async def test_what_many_type_is_looked_at_once_and_nobodys_words_are_kept(
    model: Guesser, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [model.guess(DEBTS) for _ in range(12)]
    assert len(set(await asyncio.gather(*asked))) == 1
    (process,) = children()
    process.kill()
    assert (await model.guess(DEBTS))[0][0] == "debt"
    assert DEBTS not in repr(vars(model))
    monkeypatch.setattr(guesser, "MOST_KNOWN", 2)
    for number in range(4):
        await model.guess(f"{DEBTS} {number}")
    assert len(model._known) == 2


async def test_killed_in_between_it_is_there_again(model: Guesser) -> None:
    await model.guess(DEBTS)
    (process,) = children()
    process.kill()
    process.wait(10)
    found = [await model.guess(f"{DEBTS} {number}") for number in range(2)]
    assert found[1][0][0] == "debt"


async def test_an_answer_that_nobody_waits_for_is_given_to_nobody_else(model: Guesser) -> None:
    await model.guess(DEBTS)
    (process,) = children()
    os.kill(process.pid, signal.SIGSTOP)
    asking = asyncio.create_task(model.guess("wanneer zijn jullie open"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert (await model.guess(f"{DEBTS} nog een keer"))[0][0] == "debt"


async def test_one_that_stands_still_is_waited_for_a_moment_only(
    model: Guesser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await model.guess(DEBTS)
    (process,) = children()
    os.kill(process.pid, signal.SIGSTOP)
    monkeypatch.setattr(guesser, "WAITS", 0.05)
    assert await model.guess("wanneer zijn jullie open") == ()


async def test_with_little_memory_it_never_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guesser, "memory", lambda: 2**30 - 1)
    assert await Guesser().guess(DEBTS) == ()
    assert children() == []


async def test_nobody_overtakes_themselves_and_nobody_waits_for_another(
    model: Guesser, database: Database
) -> None:
    heard: list[tuple[str, str, bool]] = []

    async def hear(turn: Turn) -> str:
        heard.append((turn.sender, turn.text, bool(turn.likely)))
        return turn.text

    listener = Listener(hear, model, database)
    texts = [DEBTS, "/hours", "wat kost het om mee te eten", "12", DEBTS]
    turns = [Turn("web", "omar", str(n), MONDAY, text=text) for n, text in enumerate(texts)]
    asked = [asyncio.create_task(listener.hear(turn)) for turn in turns]
    other = asyncio.create_task(listener.hear(Turn("web", "sara", "9", MONDAY, text="/hours")))
    assert await asyncio.gather(*asked) == texts
    await other
    assert [text for who, text, _ in heard if who == "omar"] == texts
    assert [was for who, _, was in heard if who == "omar"] == [True, False, True, False, True]
    assert heard[0] == ("sara", "/hours", False)


async def test_who_is_asked_something_or_in_danger_or_floods_is_not_looked_at(
    model: Guesser, street: Street
) -> None:
    heard: list[Turn] = []

    async def hear(turn: Turn) -> str:
        heard.append(turn)
        return ""

    omar = street.neighbour().says("/referral")
    listener = Listener(hear, model, street.database)
    said = Turn("telegram", omar.address, "1", MONDAY, text=DEBTS)
    for turn in (said, replace(said, sender="2", text="mijn man slaat mij elke dag")):
        await listener.hear(turn)
    await listener.hear(replace(said, sender="3", text="mijn bsn is 123456782 en nu"))
    assert [one.likely for one in heard] == [()] * 3
    assert children() == []
    for number in range(A_MINUTE + 5):
        await listener.hear(replace(said, sender="4", text=f"{DEBTS} {number}"))
    assert [bool(one.likely) for one in heard[3:]] == [True] * A_MINUTE + [False] * 5


async def test_a_model_that_stands_still_costs_everybody_one_moment_together(
    model: Guesser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await model.guess(DEBTS)
    (process,) = children()
    os.kill(process.pid, signal.SIGSTOP)
    monkeypatch.setattr(guesser, "WAITS", 0.2)
    monkeypatch.setattr(guesser, "AFTER_TROUBLE", 60.0)
    began = asyncio.get_running_loop().time()
    asked = [model.guess(f"{DEBTS} {number}") for number in range(16)]
    assert set(await asyncio.gather(*asked)) == {()}
    assert asyncio.get_running_loop().time() - began < 2


async def test_told_to_stop_in_the_middle_it_is_over_for_good(model: Guesser) -> None:
    await model.guess(DEBTS)
    (process,) = children()
    os.kill(process.pid, signal.SIGSTOP)
    asking = asyncio.create_task(model.guess("wanneer zijn jullie open"))
    await asyncio.sleep(0)
    await model.stop()
    assert await asking == ()
    assert await model.guess("waar zitten jullie dan") == ()
    assert children() == []


def test_the_model_was_made_of_the_phrases_and_examples_that_there_are() -> None:
    """Else: python -m tests.locales.typed.learn."""
    with np.load(MODEL, allow_pickle=False) as kept:
        assert str(kept["digest"]) == digest()
