"""A neighbour lends their voice in Telegram: recorded, approved by another one, heard by all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

import locales
from bot.pipeline import sending
from bot.voices import engine, neighbours, speaker
from bot.voices.speaker import Speaker
from handlers.core.messages import Text
from locales.catalogs.alone import alone
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, Role
from storage.repositories.volunteering.voices import APPROVED, WAITING
from storage.tables.volunteering import voices
from tests.bot.channels.web.beside.sounds import CHROMIUM, FIREFOX, recorded
from tests.bot.voices.sound import heard
from tests.bot.voices.voice import Voice
from tests.support.paths import lacks
from tests.support.talk import Street
from tests.support.village import Village, gives, village
from tests.telegram_standin import BotApi

LISTEN = "🔊"
NEED, ELSE = ("body", "What do you need?"), ("body", "What else?")
HELD = (Role(KEY_HOLDER, "h-buurt"),)


@pytest.fixture(autouse=True)
def two_sentences(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """There are only two sentences to be said."""
    monkeypatch.setattr(neighbours, "alone", lambda: (NEED, ELSE))
    # A test runs beside others, and a voice lets everybody go first.
    monkeypatch.setattr(engine, "LATER", 0)
    monkeypatch.setattr(speaker, "TAKES", 60.0)
    monkeypatch.setattr(speaker, "WAITS", 60.0)
    neighbours._sentences.cache_clear()
    yield
    neighbours._sentences.cache_clear()


@pytest.fixture
async def place(street: Street, tmp_path: Path) -> AsyncIterator[Village]:
    """A program that says what it says aloud."""
    real = Speaker(tmp_path / "clips", street.database.keys)
    async with village(street.database, cast("Voice", real)) as made:
        yield made


def neighbour(place: Village, *roles: Role, language: str = "so") -> Any:
    made = place.api.user(language_code=language, stranger=False)
    if roles:
        gives(place.database, made.id, *roles)
    return made


def joins(place: Village, user: Any) -> None:
    """Somebody helps in a room since their trial."""
    with place.database.writing() as store:
        person = store.people.find("telegram", str(user.id))
        assert person
        now = place.app._clock()
        offer = store.offers.make(person.id, room="h-buurt", what="cook", when="any", now=now)
        store.offers.join(offer, now)


def said(sentence: tuple[str, str], tag: str = "so") -> str:
    return locales.sentence((tag, "en"), *sentence).text


def kept(place: Village) -> list[tuple[str, bytes]]:
    with place.database.reading() as store:
        rows = store.connection.execute(voices.select()).all()
        return [(row.state, store.voices.sound(row.id)) for row in rows]


async def begins(place: Village, user: Any) -> None:
    """As far as the first sentence, or what waits for an ear."""
    await user.says("/voice")
    await place.quiet()
    await user.taps("▶️")
    await place.quiet()


async def says(place: Village, user: Any, sound: bytes) -> None:
    await user.sends_voice(sound)
    await place.quiet()


async def until_heard(place: Village, many: int) -> None:
    await place.until(lambda: len(place.app._voices._recorded) == many)


async def test_what_two_volunteers_recorded_and_approved_is_heard_where_no_machine_speaks(
    place: Village,
) -> None:
    hodan, amina, omar = neighbour(place), neighbour(place, *HELD), neighbour(place)
    await omar.says("/menu")
    await hodan.says("/menu")
    await place.quiet()
    assert omar.last.words.splitlines()[0] == said(NEED)
    assert LISTEN not in omar.last.buttons[-1]
    joins(place, hodan)
    await hodan.says("/volunteer")
    await place.quiet()
    await hodan.taps("🎤")
    await place.quiet()
    await hodan.taps("▶️")
    await place.quiet()
    assert said(NEED) in hodan.last.words
    await says(place, hodan, recorded(FIREFOX, seconds=3))
    # They hear themselves.
    assert hodan.last.voice
    assert heard(hodan.last.voice).seconds == pytest.approx(3, abs=0.2)
    assert said(NEED) in hodan.last.words
    await hodan.taps("✅")
    await place.quiet()
    # Asked once whether it may stay, then for the next one.
    await hodan.taps("✅")
    await place.quiet()
    assert said(ELSE) in hodan.last.words
    # Not before a second one said yes; and that is nobody who recorded it.
    await omar.says("/menu")
    await place.quiet()
    assert LISTEN not in omar.last.buttons[-1]
    await begins(place, hodan)
    assert said(ELSE) in hodan.last.words
    await begins(place, amina)
    assert said(NEED) in amina.last.words
    assert heard(amina.last.voice).seconds == pytest.approx(3, abs=0.2)
    await amina.taps("✅")
    await until_heard(place, 1)
    assert [state for state, _ in kept(place)] == [APPROVED]
    await omar.says("/menu")
    await place.quiet()
    assert omar.last.buttons[-1][-1] == LISTEN
    await omar.taps(LISTEN)
    await place.until(lambda: omar.last.voice)
    # The one line that the message has, and the stillness behind it: no button that nobody says.
    assert heard(omar.last.voice).seconds == pytest.approx(3.4, abs=0.3)
    # What is typed follows the same rule.
    await omar.says("listen")
    await place.until(lambda: len([one for one in omar.screen if one.voice]) == 2)
    await omar.says("/hours")
    await place.quiet()
    assert not any(LISTEN in key for row in omar.last.buttons for key in row)


async def test_a_neighbours_voice_comes_before_the_machines_in_the_line_it_is_of(
    place: Village,
) -> None:
    if "nl" not in engine.voices():
        lacks("Install the voices: make .venv/tested")
    ann, ben = neighbour(place, *HELD, language="nl"), neighbour(place, *HELD, language="nl")
    await ann.says("/menu")
    await place.quiet()
    await ann.taps(LISTEN)
    await place.until(lambda: ann.last.voice)
    before = heard(ann.last.voice).seconds
    await begins(place, ann)
    await says(place, ann, recorded(FIREFOX, seconds=20))
    await ann.taps("✅")
    await place.quiet()
    await begins(place, ben)
    await ben.taps("✅")
    await until_heard(place, 1)
    await ben.says("/menu")
    await place.quiet()
    await ben.taps(LISTEN)
    await place.until(lambda: ben.last.voice)
    # The buttons are said by the machine as before.
    assert 17 < heard(ben.last.voice).seconds - before < 20.5


# Each is made where it is said: every worker reads this file, and one of them plays ten minutes.
WRONG: dict[str, tuple[Callable[[], bytes], str]] = {
    "silence": (lambda: recorded(FIREFOX, loud=0), "I cannot hear anything."),
    "half a minute and more": (lambda: recorded(FIREFOX, seconds=40), "That is too long."),
    "ten minutes": (lambda: recorded(FIREFOX, seconds=600), "That is too long."),
    "larger than a voice note is": (lambda: b"OggS" + bytes(2**20), "That is too long."),
    "a film": (lambda: recorded(CHROMIUM, video=True), "I cannot play this."),
    "no sound at all": (lambda: b"%PDF-1.7 a letter", "I cannot play this."),
}


@pytest.mark.parametrize("what", WRONG)
async def test_what_cannot_be_a_sentence_is_kept_nowhere_and_the_question_stays(
    place: Village, what: str
) -> None:
    sound, why = WRONG[what]
    nour = neighbour(place, *HELD, language="en")
    await begins(place, nour)
    await says(place, nour, sound())
    await nour.sees(why)
    assert NEED[1] in nour.last.words
    assert not nour.last.voice
    assert kept(place) == []
    assert not any("✅" in key for row in nour.last.buttons for key in row)
    # By the button, and at once.
    await nour.taps("↻")
    await place.quiet()
    assert NEED[1] in nour.last.words
    await says(place, nour, recorded(FIREFOX))
    assert nour.last.voice
    assert len(kept(place)) == 1


async def test_a_voice_note_goes_to_no_human_while_a_sentence_is_asked_and_to_one_afterwards(
    place: Village,
) -> None:
    nour, room = neighbour(place, *HELD, language="en"), neighbour(place, *HELD, language="en")
    await begins(place, nour)
    await says(place, nour, recorded(FIREFOX))
    await says(place, nour, recorded(FIREFOX, seconds=2))
    # The second one is in the place of the first.
    assert len(kept(place)) == 1
    assert not any(one.from_bot for one in room.screen)
    await nour.taps("⬅️")
    await place.quiet()
    await says(place, nour, recorded(FIREFOX))
    await room.sees("It is for")
    assert len(kept(place)) == 1


async def test_a_file_that_telegram_lost_is_asked_for_again_and_trouble_is_waited_out(
    place: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "NEXT_TRY", 0.1)
    nour = neighbour(place, *HELD, language="en")
    await begins(place, nour)
    place.api.faults.add("server_error", times=2, methods={"getFile"})
    await nour.sends_voice(recorded(FIREFOX))
    await place.until(lambda: nour.last.voice)
    await place.quiet()
    # Telegram knows nothing of the next one.
    monkeypatch.setattr(place.api.world.files, "tell", lambda *_: None)
    await nour.sends_voice(recorded(FIREFOX, seconds=2))
    await nour.sees("The voice note is gone.")
    await place.quiet()
    assert NEED[1] in nour.last.words
    assert kept(place) == []
    await nour.taps("↻")
    await nour.sees("Please say this sentence:")


async def test_whoever_has_no_part_in_a_room_records_nothing_and_a_role_that_ends_ends_it(
    place: Village,
) -> None:
    omar, nour = neighbour(place, language="en"), neighbour(place, *HELD, language="en")
    await omar.says("/voice")
    await omar.sees("Neighbours who help in a room can do this.")
    await begins(place, nour)
    asked = nour.last
    with place.database.writing() as store:
        person = store.people.find("telegram", str(nour.id))
        assert person
        (role,) = store.roles.everybody()
        store.roles.end(role.id, place.app._clock())
    await says(place, nour, recorded(FIREFOX))
    await nour.sees("Neighbours who help in a room can do this.")
    await nour.taps_data(asked.inline[0][0]["callback_data"], message_id=asked.message_id)
    await nour.sees("Neighbours who help in a room can do this.")
    assert kept(place) == []


async def test_buttons_of_before_and_taps_that_come_twice_do_no_harm(place: Village) -> None:
    nour, ben = neighbour(place, *HELD, language="en"), neighbour(place, *HELD, language="en")
    await begins(place, nour)
    await says(place, nour, recorded(FIREFOX))
    mine = nour.last
    yes = mine.inline[0][0]["callback_data"]
    # Nobody else says yes for them.
    await ben.says("/menu")
    await place.quiet()
    await ben.taps_data(yes)
    await place.quiet()
    assert [state for state, _ in kept(place)] == ["made"]
    for _ in range(2):
        await nour.taps_data(yes, message_id=mine.message_id)
        await place.quiet()
    assert [state for state, _ in kept(place)] == [WAITING]
    again = next(key for row in mine.inline for key in row if "↻" in key["text"])
    await nour.taps_data(again["callback_data"], message_id=mine.message_id)
    await place.quiet()
    assert [state for state, _ in kept(place)] == [WAITING]
    await begins(place, ben)
    theirs = ben.last
    bad = next(key for row in theirs.inline for key in row if "❌" in key["text"])
    good = theirs.inline[0][0]["callback_data"]
    for data in (bad["callback_data"], bad["callback_data"], good):
        await ben.taps_data(data, message_id=theirs.message_id)
        await place.quiet()
    # It is gone, and the sentence is asked for again; of nobody was its person told.
    assert kept(place) == []
    assert NEED[1] in ben.last.words


async def test_a_program_that_stops_anywhere_loses_nothing(
    street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "NEXT_TRY", 0.1)
    real = cast("Voice", Speaker(tmp_path / "clips", street.database.keys))
    async with BotApi(limits=False) as api:

        async def restarted(before: Village | None) -> Village:
            if before:
                await before.stops()
            made = Village(street.database, api, real)
            await made.starts()
            return made

        place = await restarted(None)
        nour, ben = neighbour(place, *HELD, language="en"), neighbour(place, *HELD, language="en")
        await begins(place, nour)
        place = await restarted(place)
        # It stops while the recording is on its way.
        api.faults.add("hang", times=1, methods={"getFile"}, seconds=1)
        await nour.sends_voice(recorded(FIREFOX))
        await place.until(lambda: kept(place))
        place = await restarted(place)
        await place.until(lambda: nour.last.voice, 40)
        await place.settled()
        assert len([one for one in nour.screen if one.from_bot and one.voice]) == 1
        place = await restarted(place)
        await nour.taps("✅")
        await place.quiet()
        place = await restarted(place)
        await nour.taps("❌")
        await nour.sees(ELSE[1])
        await begins(place, ben)
        place = await restarted(place)
        await ben.taps("✅")
        await place.quiet()
        place = await restarted(place)
        await until_heard(place, 1)
        await place.stops()


async def test_a_sentence_that_changes_is_silent_at_once_and_asked_for_again(
    place: Village,
) -> None:
    nour = neighbour(place, Role(COORDINATOR, ""))
    with place.database.writing() as store:
        person = store.people.find("telegram", str(nour.id))
        assert person
        old = neighbours._hash("Maxaad u baahan tahay hadda?")
        when = {"slot": NEED[0], "one": NEED[1], "today": place.app._today()}
        made = store.voices.make(person.id, language="so", heard=old, sound=b"x", **when)
        store.voices.confirm(made.id, place.app._today())
        store.voices.approve(made.id)
    place.app._voices.changed()

    def stale() -> list[object]:
        with place.database.reading() as store:
            return [one.stale_since for one in store.voices.entries("so")]

    await place.until(lambda: stale() == [place.app._today()])
    await nour.says("/menu")
    await place.quiet()
    assert LISTEN not in nour.last.buttons[-1]
    await begins(place, nour)
    assert said(NEED) in nour.last.words


async def test_whoever_takes_their_voice_back_is_heard_no_more(place: Village) -> None:
    nour, ben = neighbour(place, *HELD), neighbour(place, *HELD)
    await begins(place, nour)
    await says(place, nour, recorded(FIREFOX))
    await nour.taps("✅")
    await place.quiet()
    await begins(place, ben)
    await ben.taps("✅")
    await until_heard(place, 1)
    await nour.says("/menu")
    await place.quiet()
    menu = nour.last
    assert menu.buttons[-1][-1] == LISTEN
    await nour.says("/voice")
    await place.quiet()
    await nour.taps("🗑️")
    await place.quiet()
    assert len(kept(place)) == 1
    await nour.taps("🗑️")
    await until_heard(place, 0)
    assert kept(place) == []
    # A button of before says honestly that there is no voice.
    await nour.taps_data(menu.inline[-1][-1]["callback_data"], message_id=menu.message_id)
    await place.quiet()
    assert not nour.last.voice


def test_what_is_asked_for_stands_alone_in_every_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "alone", alone)
    neighbours._sentences.cache_clear()
    assert len(alone()) > 100
    assert not [one for _, one in alone() if "{" in one]
    assert alone().index(NEED) < 60
    for tag in locales.languages():
        every = neighbours._sentences(tag, 0)
        assert len(every) > 0.9 * len(alone()), tag
        assert len({one.heard for one in every}) == len(every)
    assert Text(*NEED)
