"""The main screens are said before anybody asks, when there is nothing else to do, and once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import CHANNELS
from bot.channels.telegram.channel import Telegram
from bot.pipeline.incoming import Turns
from bot.rendering.message import Limits, NotMade
from bot.voices import ahead, engine
from bot.voices.ahead import SCREENS, Ahead
from bot.voices.clips import Clips
from bot.voices.neighbours import NeighboursVoices
from bot.voices.speaker import NOT_NOW, Speaker
from handlers.core import message_json
from handlers.core.enclosures import Aloud
from handlers.core.messages import Reply, say
from storage.keyring import KeyRing
from storage.repositories.messages.outbox import Outgoing
from tests.support.talk import Neighbour, Street, links

SPOKEN = frozenset({"en", "nl", "ar"})
Asked = list[tuple[bool, list[Mapping[str, str]]]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What the engine was asked to say, and whether that was ahead of need."""
    told: Asked = []

    async def spoken(parts: Sequence[Mapping[str, str]], _: float, *, ahead: bool) -> bytes:
        told.append((ahead, list(parts)))
        return b"OggS" + repr(parts).encode()

    monkeypatch.setattr(engine, "spoken", spoken)
    return told


class Place:
    """A street where messages are said aloud, as often as another copy of the program does."""

    def __init__(self, street: Street, folder: Path, keys: KeyRing) -> None:
        self.street = street
        database, day = street.database, street_day(street)
        voices = NeighboursVoices(database, SPOKEN, day)
        street.turns = Turns(database, links, lambda: None, channels=CHANNELS, voices=voices)
        self.limits = Limits(**{**_parts(Telegram.limits), "voices": voices})
        self.clips = Clips(database, Speaker(folder, keys), voices, street.view, day)
        clock = lambda: street.now  # noqa: E731
        self.ahead = Ahead(self.clips, database, street.view, clock, [self.limits], voices)

    def hears(self, neighbour: Neighbour) -> None:
        """Somebody taps 🔊 under what they read last."""
        order = Aloud(neighbour.last.id, "")
        asyncio.run(self.clips.make(order, neighbour.person, self.limits))


def _parts(limits: Limits) -> dict[str, Any]:
    return {name: getattr(limits, name) for name in Limits.__slots__}


def street_day(street: Street) -> Callable[[], Any]:
    return lambda: street.now.astimezone(street.zone).date()


@pytest.fixture
def place(street: Street, tmp_path: Path, keys: KeyRing, asked: Asked) -> Place:
    return Place(street, tmp_path / "clips", keys)


def test_whoever_listens_to_a_main_screen_hears_what_is_there_already(
    place: Place, asked: Asked
) -> None:
    omar, fatma = (place.street.neighbour(language) for language in ("en", "ar"))
    for neighbour in (omar, fatma):
        neighbour.says("/start")
    asyncio.run(place.ahead.make())
    made = len(asked)
    assert all(is_ahead for is_ahead, _ in asked)
    chosen = place.street.neighbour("tr").says("/language").taps("English")
    for neighbour in (omar, fatma, chosen):
        for screen in SCREENS:
            if screen == "☰ More" and neighbour is fatma:
                # Of a draft one says there which words are wrong: those that were read before.
                continue
            if screen == "☰ More":
                neighbour.says("/menu")
                neighbour.taps(next(key for key in neighbour.buttons() if "☰" in key))
            else:
                neighbour.says(screen)
            place.hears(neighbour)
            assert len(asked) == made, f"{screen} was not there:\n{neighbour.last.text}"


def test_only_what_people_here_read_is_said_and_what_nobody_speaks_is_left_out(
    place: Place, asked: Asked
) -> None:
    place.street.neighbour("ar").says("/start")
    place.street.neighbour("so").says("/start")
    asyncio.run(place.ahead.make())
    assert {parts[0]["language"] for _, parts in asked} == {"ar"}


def test_nothing_is_made_twice_nor_by_the_other_copy_of_the_program(
    place: Place, asked: Asked, tmp_path: Path, keys: KeyRing
) -> None:
    place.street.neighbour("en").says("/start")
    asyncio.run(place.ahead.make())
    said = [repr(parts) for _, parts in asked]
    assert len(said) >= len(SCREENS) - 1
    assert len(set(said)) == len(said)
    asyncio.run(place.ahead.make())
    asyncio.run(Place(place.street, tmp_path / "clips", keys).ahead.make())
    assert len(asked) == len(said)


def test_it_waits_while_somebody_waits_for_a_message_and_for_nothing_of_another_day(
    place: Place, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    omar = place.street.neighbour("en").says("/start")
    place.street.is_away = True
    omar.says("/hours")
    tomorrow = place.street.now + timedelta(days=1)
    row = Outgoing(
        omar.person,
        message_json.to_json(Reply((say("body", "Today"),))),
        not_before=tomorrow,
        valid_until=tomorrow + timedelta(days=1),
    )
    with place.street.database.writing() as store:
        store.outbox.put([row], place.street.now)
    looked: list[int] = []
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        if seconds != ahead.LOOK_AGAIN:
            await real(seconds)
            return
        looked.append(len(asked))
        assert len(looked) <= 3
        if len(looked) == 3:
            await asyncio.to_thread(place.street.is_back)

    monkeypatch.setattr(ahead.asyncio, "sleep", sleep)
    asyncio.run(place.ahead.make())
    # Nothing was said until that message was on its way; what goes out tomorrow holds up nothing.
    assert looked == [0, 0, 0]
    assert asked


def test_it_begins_after_a_while_and_goes_on_after_an_error(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str | float] = []
    troubles: list[Exception] = [OSError("away"), NotMade(NOT_NOW)]

    async def sleep(seconds: float) -> None:
        told.append(seconds)
        if len(told) > 6:
            raise asyncio.CancelledError

    async def make() -> None:
        told.append("made")
        if troubles:
            raise troubles.pop()

    monkeypatch.setattr(ahead.asyncio, "sleep", sleep)
    monkeypatch.setattr(place.ahead, "make", make)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(place.ahead.run())
    begins, again = ahead.FIRST, ahead.ANEW
    assert told == [begins, "made", again, "made", again, "made", again]
    assert 10 <= begins < again


def test_a_screen_that_cannot_be_said_holds_up_no_other(
    place: Place, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    works, refused = place.clips.prepare, []

    async def prepare(*reply: Any) -> None:
        if not refused:
            refused.append(reply)
            raise NotMade(NOT_NOW)
        await works(*reply)

    place.street.neighbour("ar").says("/start")
    monkeypatch.setattr(place.clips, "prepare", prepare)
    asyncio.run(place.ahead.make())
    assert len(asked) >= len(SCREENS) - 2


def test_where_no_voice_is_nothing_is_made(street: Street) -> None:
    class Never:
        async def prepare(self, *_: object) -> None:
            raise AssertionError

    street.neighbour("en").says("/start")
    clips: Any = Never()
    shown = [Telegram.limits]
    idle = Ahead(clips, street.database, street.view, lambda: street.now, shown, frozenset())
    asyncio.run(idle.make())
