"""What comes in is bounded at one door, and nobody is left without a word."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from bot.pipeline.answers import _blanked
from handlers.core.messages import LONGEST_NAME, LONGEST_TEXT, Place, Turn
from handlers.core.typed_input import as_typed, readable
from handlers.dispatch.registry import STEPS
from handlers.rooms import near
from tests.conftest import MONDAY
from tests.handlers.conversations.talking import asks_for_a_person
from tests.hostile.rights.village import Village
from tests.hostile.test_naughty import _ask, _crowd, _turn, village  # noqa: F401 - the fixture
from tests.support.talk import Street

SIGNS = ["x", "é", "م", "😀", "\ud800", "👩‍🍳"]
TOO_LONG = "That is too long."


def turn(**parts: Any) -> Turn:
    given = {"channel": "web", "sender": "omar", "external_id": "1", "now": MONDAY, **parts}
    return Turn(**given)


def units(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@pytest.mark.parametrize("sign", SIGNS)
def test_every_part_of_a_turn_is_bounded_whatever_it_is_made_of(sign: str) -> None:
    """A part that is added later is found here: whatever is text in a turn has an end."""
    # What is heard in it, and what a model makes of it, has an end where it is made.
    for part in fields(Turn):
        if part.type == "bool" or part.name in {"now", "kind", "place", "sound", "likely"}:
            continue
        said = getattr(turn(**{part.name: sign * 100_000}), part.name)
        assert units(said) <= (LONGEST_TEXT if part.name == "text" else LONGEST_NAME), part.name
    for part in ("name", "address"):
        place = Place(52.3, 4.9, **{part: sign * 100_000})
        assert len(getattr(place, part)) <= LONGEST_NAME


def test_as_much_as_telegram_sends_is_taken_whole() -> None:
    for whole in ("x" * LONGEST_TEXT, "😀" * (LONGEST_TEXT // 2), "م" * LONGEST_TEXT):
        assert turn(text=whole).text == whole
        assert not turn(text=whole).was_cut
        longer = turn(text=f"{whole}!")
        assert (longer.text, longer.was_cut) == (whole, True)


def test_a_character_is_never_cut_in_half() -> None:
    assert turn(text="x" + "😀" * LONGEST_TEXT).text == "x" + "😀" * (LONGEST_TEXT // 2 - 1)


def test_two_long_names_stay_two_names() -> None:
    """The same turn twice is one turn; two turns must not become one by being cut."""
    one, other = (turn(external_id="x" * 1_000 + end) for end in "ab")
    assert one.external_id != other.external_id
    assert turn(external_id="x" * 1_000 + "a") == one
    assert turn(tap="x" * LONGEST_NAME).tap == "x" * LONGEST_NAME


def test_a_turn_is_marked_when_a_number_was_taken_out_of_it_and_only_then() -> None:
    for kept in ("no number", "", "~~~", "ÿ", "012", "111222334"):
        same = turn(text=kept)
        assert _blanked(same) is same
    # Whether it comes before or behind what stands in its place makes no difference.
    for number in ("111222333", "１１１２２２３３３", "𝟏𝟏𝟏𝟐𝟐𝟐𝟑𝟑𝟑"):
        blanked = _blanked(turn(text=f"it is {number}."))
        assert blanked == turn(text="it is ███.", was_blanked=True)


def test_what_is_too_long_to_take_is_answered_kindly(street: Street) -> None:
    omar = street.neighbour()
    omar.says("I have a long story. " * 400).sees(TOO_LONG, "at most 4,096 characters")
    assert "🕙 Opening hours" in omar.buttons()
    omar.says("/hours " + "x" * LONGEST_TEXT).sees(TOO_LONG)
    omar.says("/hours h-buurt").sees("H-buurt")


def test_danger_is_heard_in_a_long_message_too(street: Street) -> None:
    street.neighbour("nl").says("mijn man slaat mij. " + "en toen. " * 600).sees("112", "te lang")


def test_every_open_question_says_how_much_it_takes_and_stays_open(
    village: Village,  # noqa: F811
) -> None:
    street, crowd = village.street, _crowd(village.street, "web")
    # What asks for a place takes no words.
    asking = [place for place in STEPS if place != near.WHERE]
    steps = asking[::5] if street.database.is_postgres else asking
    for place in steps:
        longest = STEPS[place].longest
        assert longest <= LONGEST_TEXT
        street.later(minutes=6)
        _ask(village, place, crowd[:1])
        before = _dialogue(street)
        street.turns.do([_turn(street, "web", 0, "word " * (longest // 5 + 1), place)])
        told = _newest(street)
        assert "too long" in told, (place, told[:300])
        assert f'"n": {longest}' in told or f'"n":{longest}' in told, (place, told[:300])
        assert _dialogue(street) == before, place


def _dialogue(street: Street) -> object:
    with street.database.reading() as store:
        found = store.people.find("web", "0")
    assert found
    return found.dialogue


def _newest(street: Street) -> str:
    with street.database.reading() as store:
        person = store.people.find("web", "0")
        assert person
        newest = store.sent.newest_of(person.id)
    assert newest
    return str(newest.payload)


@pytest.mark.parametrize(
    "words",
    [
        "first line\nsecond line\n\n  third, a little to the right",
        "می‌خواهم کمک کنم",
        "👩‍🍳 cooks for 👨‍👩‍👧‍👦 and 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "क्‍ष and ❤️ and 1️⃣",
        "a sign from next year: \U0001fae9\U0001fa8f",
        "\U0001fae9",
        "two  spaces",
        "שלום\u200e ok",
    ],
)
def test_words_for_a_human_arrive_as_they_were_typed(street: Street, words: str) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    asks_for_a_person(omar).says(words).sees("Sent")
    assert any(words in one for one in fatma.unread)


def test_only_what_is_no_writing_or_turns_our_words_around_is_left_out() -> None:
    assert as_typed("a\u202eb\x00c\u2066d\ud800e\r\nf") == "abcde\nf"
    assert readable(" one\n two\u202e ") == "one two"
    for nothing in ("", " \n ", "\u200b", "\u200d\u2060", "\x00\x1b", "\u0301", "\ufe0f"):
        assert as_typed(nothing) == readable(nothing) == ""
