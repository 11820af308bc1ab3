"""A message is said aloud: a voice note under it, and all else goes on meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest

from bot.app import now
from bot.voices import engine, speaker
from bot.voices.speaker import Speaker
from storage.repositories.people.roles import KEY_HOLDER, Role
from tests.bot.voices.voice import Voice, sound_of
from tests.support.talk import Street
from tests.support.village import Village, gives, village
from tests.telegram_standin import Awaited, BotApi, Message, User

LISTEN = "🔊"
Neighbour = User[Awaited]


@pytest.fixture
async def voice() -> Voice:
    return Voice("en", "nl", "ar")


@pytest.fixture
async def place(street: Street) -> AsyncIterator[Village]:
    """A program on a machine without a voice."""
    async with village(street.database) as made:
        yield made


@pytest.fixture
async def spoken(street: Street, voice: Voice) -> AsyncIterator[Village]:
    async with village(street.database, voice) as made:
        yield made


async def test_the_sign_stands_last_and_brings_what_is_read_and_the_numbers_of_its_buttons(
    spoken: Village, voice: Voice
) -> None:
    omar = spoken.api.user(language_code="en", stranger=False)
    await omar.says("/menu")
    await omar.sees("What do you need?")
    menu = omar.last
    assert menu.buttons[-1] == ["🏠", "🧑 A person", "🆘", LISTEN]
    await omar.taps(LISTEN)
    await spoken.quiet()
    (said,) = voice.said
    assert said.startswith("What do you need?\n")
    assert "Type 3 for: Opening hours." in said
    note = omar.last
    assert note.voice == sound_of(said)
    assert note.body["reply_to_message"]["message_id"] == menu.message_id
    assert note.body["voice"]["duration"] == 5
    # A number that is typed means what was heard with it.
    await omar.says("3")
    await omar.sees("H-buurt")


async def test_where_no_voice_is_installed_nothing_promises_one(place: Village) -> None:
    omar = place.api.user(language_code="en", stranger=False)
    await omar.says("/menu")
    await omar.sees("What do you need?")
    assert omar.last.buttons[-1] == ["🏠", "🧑 A person", "🆘"]
    await omar.taps("More")
    await omar.sees("What else?")
    assert not any(LISTEN in key for row in omar.last.buttons for key in row)
    await omar.says("listen")
    await omar.sees("I cannot speak this language yet.")


async def test_a_voice_that_takes_long_holds_up_nobody_not_even_who_listens(
    spoken: Village, voice: Voice
) -> None:
    omar, nour = (spoken.api.user(language_code="en", stranger=False) for _ in range(2))
    await omar.says("/menu")
    await omar.sees("What do you need?")
    voice.may_speak.clear()
    await omar.taps(LISTEN)
    await spoken.until(lambda: voice.said)
    await omar.says("/hours")
    await omar.sees("H-buurt")
    await nour.says("/urgent")
    await nour.sees("112")
    assert not any(message.voice for message in omar.screen)
    voice.may_speak.set()
    await spoken.until(lambda: omar.last.voice)
    await spoken.settled()
    assert len(voice.said) == 1


async def test_an_open_question_stays_open_and_takes_its_answer_after_it(
    spoken: Village, voice: Voice
) -> None:
    omar = spoken.api.user(language_code="en", stranger=False)
    await omar.says("/referral")
    await omar.sees("?")
    question = omar.last
    await omar.taps(LISTEN)
    await spoken.until(lambda: omar.last.voice)
    await omar.says("listen")
    await spoken.until(lambda: len(voice.said) == 2)
    await spoken.quiet()
    assert voice.said[0] == voice.said[1]
    label = question.buttons[0][0]
    await omar.taps(label)
    await spoken.quiet()
    assert "over" not in omar.last.words
    assert omar.last.words != question.words


async def test_arabic_is_said_in_arabic_and_typed_in_it(spoken: Village, voice: Voice) -> None:
    fatma = spoken.api.user(language_code="ar", stranger=False)
    await fatma.says("/menu")
    await spoken.quiet()
    assert fatma.last.buttons[-1][-1] == LISTEN
    await fatma.says("استمع")
    await spoken.until(lambda: fatma.last.voice)
    assert any("\u0600" <= letter <= "\u06ff" for letter in voice.said[0])


async def test_what_telegram_has_is_not_sent_to_it_again(spoken: Village, voice: Voice) -> None:
    for _ in range(2):
        neighbour = spoken.api.user(language_code="en", stranger=False)
        await neighbour.says("/urgent")
        await spoken.quiet()
        await neighbour.taps(LISTEN)
        await spoken.until(lambda one=neighbour: one.last.voice)  # type: ignore[misc]
    first, second = [call for call in spoken.api.calls if call.method == "sendVoice"]
    assert not isinstance(first.params["voice"], str)
    assert second.params["voice"].startswith("voice-")
    assert len(voice.kept) == 2


async def test_words_of_a_neighbour_are_said_and_kept_nowhere(
    spoken: Village, voice: Voice
) -> None:
    omar = spoken.api.user(language_code="en", stranger=False)
    await omar.says("/mydata")
    await spoken.quiet()
    await omar.taps(LISTEN)
    await spoken.until(lambda: omar.last.voice)
    assert "This is what I know about you" in voice.said[0]
    assert voice.kept == []


async def test_what_was_wiped_is_said_to_be_gone(spoken: Village, voice: Voice) -> None:
    omar = spoken.api.user(language_code="en", stranger=False)
    await omar.says("/hours")
    await spoken.quiet()
    with spoken.database.writing() as store:
        person = store.people.find("telegram", str(omar.id))
        assert person
        store.sent.empty(person.id, (), ())
    await omar.taps(LISTEN)
    await omar.sees("I don't have those words any more.")
    assert voice.said == []


async def test_somebody_elses_message_is_said_to_nobody_else(spoken: Village, voice: Voice) -> None:
    omar, thief = (spoken.api.user(language_code="en", stranger=False) for _ in range(2))
    await omar.says("/hours")
    await thief.says("/menu")
    await spoken.quiet()
    token = omar.last.inline[-1][-1]["callback_data"]
    await thief.taps_data(token)
    await spoken.quiet()
    assert voice.said == []
    assert not thief.last.voice


async def test_a_voice_that_fails_is_followed_by_words(spoken: Village, voice: Voice) -> None:
    omar = spoken.api.user(language_code="en", stranger=False)
    await omar.says("/hours")
    await spoken.quiet()
    voice.is_hoarse = True
    await omar.taps(LISTEN)
    await omar.sees("I cannot read this aloud.")


@pytest.mark.parametrize(
    "program",
    [
        "raise SystemExit(1)",
        "import os; os.abort()",
        "print('made'[:3])",
        "while True: pass",
        "import sys; sys.stdout.write('x' * 2**22)",
    ],
)
async def test_whatever_a_voice_does_its_listener_soon_reads_so_and_the_next_one_at_once(
    street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    broken = tmp_path / "program.py"
    broken.write_text(program)
    monkeypatch.setattr(engine, "PROGRAM", broken)
    monkeypatch.setattr(speaker, "TAKES", 1.0)
    real = Speaker(tmp_path / "clips", street.database.keys)
    async with village(street.database, cast("Voice", real)) as place:
        for _ in range(2):
            omar = place.api.user(language_code="en", stranger=False)
            await omar.says("/hours")
            await place.quiet()
            await omar.taps(LISTEN)
            await omar.sees("I cannot read this aloud.")


async def test_after_a_restart_in_the_middle_it_comes_all_the_same(
    street: Street, voice: Voice
) -> None:
    async with BotApi(limits=False) as api:
        first = Village(street.database, api, voice)
        await first.starts()
        omar = api.user(language_code="en", stranger=False)
        await omar.says("/menu")
        await first.quiet()
        voice.may_speak.clear()
        await omar.taps(LISTEN)
        await first.until(lambda: voice.said)
        await first.stops()
        voice = Voice("en")
        again = Village(street.database, api, voice)
        await again.starts()
        await again.until(lambda: omar.last.voice)
        await again.settled()
        assert len([one for one in omar.screen if one.voice]) == 1
        await again.stops()


async def test_whoever_listens_three_times_is_asked_once_and_then_all_comes_with_sound(
    spoken: Village, voice: Voice
) -> None:
    omar = spoken.api.user(language_code="en", stranger=False)
    await omar.says("/menu")
    await spoken.quiet()
    for times in range(1, 5):
        await omar.taps(LISTEN)
        await spoken.until(lambda n=times: len([m for m in omar.screen if m.voice]) == n)  # type: ignore[misc]
        assert ("always send sound" in omar.last.words) is (times == 3)
    assert omar.last.buttons == [["🔊 Always sound"]]
    await omar.taps("✅ Yes")
    await omar.sees("From now on you can hear every message.")
    await spoken.until(lambda: voice.said[-1].startswith("From now on"))
    await spoken.quiet()
    await omar.says("/hours")
    await spoken.until(lambda: "H-buurt" in voice.said[-1])
    await spoken.quiet()
    *_, words, sound = omar.screen
    assert "H-buurt" in words.words
    assert sound.voice == sound_of(voice.said[-1])
    await omar.says("/mydata")
    await omar.sees("You write to me")
    await omar.taps("More")
    await omar.sees("You hear every message.")
    await spoken.quiet()
    await omar.says("/menu")
    await omar.taps("More")
    await omar.taps("No sound")
    await spoken.quiet()
    before = len(voice.said)
    await omar.says("/hours")
    await spoken.quiet()
    assert len(voice.said) == before
    await omar.says("/forget")
    await spoken.quiet()
    await omar.taps("Yes, delete")
    await spoken.quiet()
    with spoken.database.reading() as store:
        # Whoever comes after them was never asked.
        now = store.people.find("telegram", str(omar.id))
        assert now is None or not (store.sound.is_on(now.id) or store.sound.was_asked(now.id))


async def test_who_lets_nobody_send_voice_notes_gets_a_file_to_play(
    spoken: Village, voice: Voice
) -> None:
    omar = spoken.api.user(language_code="en", stranger=False)
    await omar.says("/hours")
    await spoken.quiet()
    omar.chat.takes_voice_notes = False
    await omar.taps(LISTEN)
    await spoken.until(lambda: omar.last.document)
    assert omar.last.document == sound_of(voice.said[0])


async def test_the_languages_are_heard_by_their_names_in_their_own_voices(
    spoken: Village, voice: Voice
) -> None:
    omar = spoken.api.user(language_code="en", stranger=False)
    await omar.says("/language")
    await spoken.quiet()
    await omar.taps(LISTEN)
    await spoken.until(lambda: omar.last.voice)
    # In whose voice each of them is said, `tests/bot/voices` sees.
    assert "Nederlands" in voice.said[0]
    assert "العربية" in voice.said[0]


async def listens(neighbour: Neighbour, message: Message) -> None:
    """Tap 🔊 under a message from earlier."""
    data = message.inline[-1][-1]["callback_data"]
    await neighbour.taps_data(data, message_id=message.message_id)


async def a_key_holder_and_a_resident(place: Village, words: str) -> tuple[Neighbour, Neighbour]:
    """A resident wrote these words, and whoever has a key to the room reads them."""
    nour, omar = (place.api.user(language_code="en", stranger=False) for _ in range(2))
    await nour.says("/menu")
    await place.quiet()
    gives(place.database, nour.id, Role(KEY_HOLDER, "h-buurt"))
    await omar.says("/hours h-buurt")
    await place.quiet()
    await omar.says("/person")
    await place.quiet()
    await omar.says(words)
    await nour.sees(words)
    return nour, omar


GONE = "I don't have those words any more."
WORDS = "kanariepiet needs a letter read"


async def test_the_words_of_a_talk_are_said_to_whoever_reads_them_and_kept_nowhere(
    spoken: Village, voice: Voice
) -> None:
    nour, omar = await a_key_holder_and_a_resident(spoken, WORDS)
    told = next(one for one in reversed(nour.screen) if WORDS in one.words)
    await listens(nour, told)
    await spoken.until(lambda: nour.last.voice)
    assert WORDS in voice.said[-1]
    assert not any(WORDS in kept for kept in voice.kept)
    # Telegram is asked to keep nothing of it for the next one either.
    await listens(nour, told)
    await spoken.until(lambda: len([one for one in nour.screen if one.voice]) == 2)
    clips = [call for call in spoken.api.calls if call.method == "sendVoice"]
    assert not any(isinstance(call.params["voice"], str) for call in clips)
    # Nobody else, also who wrote them, hears what stands on her screen.
    await listens(omar, told)
    await spoken.quiet()
    assert not any(one.voice for one in omar.screen)
    # It is over: what was wiped is said to nobody any more.
    said = len(voice.said)
    with spoken.database.writing() as store:
        person = store.people.find("telegram", str(omar.id))
        assert person
        store.sent.wipe_about([("talk", talk.id) for talk in store.talks.all_of(person.id, "")])
    await listens(nour, told)
    await spoken.until(lambda: len(voice.said) > said)
    assert voice.said[-1].startswith("Somebody is writing in English.")
    assert not any(WORDS in one for one in voice.said[said:])


async def test_whoever_lost_a_role_hears_no_more_what_was_told_to_it(
    spoken: Village, voice: Voice
) -> None:
    nour, _ = await a_key_holder_and_a_resident(spoken, WORDS)
    told = next(one for one in reversed(nour.screen) if WORDS in one.words)
    with spoken.database.writing() as store:
        (role,) = [one for one in store.roles.everybody() if one.role.role == KEY_HOLDER]
        assert store.roles.suspend(role.id, now())
    await listens(nour, told)
    await nour.sees(GONE)
    assert voice.said == []
    with spoken.database.writing() as store:
        assert store.roles.give_back(role.id)
    await listens(nour, told)
    await spoken.until(lambda: voice.said and nour.last.voice)
    assert WORDS in voice.said[-1]
    said = len(voice.said)
    with spoken.database.writing() as store:
        assert store.roles.end(role.id, now())
    await nour.says("/menu")
    await nour.sees("What do you need?")
    menu = nour.last
    await listens(nour, told)
    await nour.sees(GONE)
    assert len(voice.said) == said
    # What everybody may read is heard as before.
    await listens(nour, menu)
    await spoken.until(lambda: nour.last.voice)
    assert voice.said[-1].startswith("What do you need?")


async def test_five_keys_in_the_last_row_are_pictures_alone_and_typed_as_before(
    spoken: Village,
) -> None:
    omar = spoken.api.user(language_code="en", stranger=False)
    await omar.says("/menu")
    await spoken.quiet()
    await omar.taps("More")
    await omar.sees("What else?")
    # On a narrow phone words would be cut after two letters.
    assert omar.last.buttons[-1] == ["🏠", "🌐", "🧑", "🆘", LISTEN]
    await omar.taps("🧑")
    await spoken.quiet()
    person = omar.last.words
    await omar.says("/menu")
    await spoken.quiet()
    await omar.taps("More")
    await omar.sees("What else?")
    await omar.says("a person")
    await spoken.quiet()
    assert omar.last.words == person
