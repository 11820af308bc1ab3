"""Very many rooms, one that is gone, a long note, two phones, nobody there: a person stays near."""

from __future__ import annotations

import pytest

from handlers.core.messages import Kind
from storage.neighbourhood.file import read_text
from tests.conftest import TWO_ROOMS
from tests.handlers.conversations.talking import WORDS, opened, talks_kept
from tests.support.peek import failures, loads
from tests.support.talk import Street

SIGNS = {"🏠", "🧑 A person", "🆘"}


def with_rooms(street: Street, number: int) -> None:
    head, first, _ = TWO_ROOMS.split("[[rooms]]")
    room = first.replace('"h-buurt"', '"room-{n}"').replace('"H-buurt"', '"Room {n}"')
    rooms = [first, *(room.replace("{n}", str(n)) for n in range(2, number + 1))]
    text = "[[rooms]]".join([head, *rooms]) + "[urgent]\n112 = '112'\n"
    street.load(read_text(text, "many-rooms.toml"))


@pytest.mark.parametrize("number", [60, 120])
def test_every_list_of_rooms_has_pages(street: Street, number: int) -> None:
    with_rooms(street, number)
    street.coordinator()
    ways = (
        ("/person", "🕙 Another room"),
        ("/person", "📞 Phone numbers"),
        ("/volunteer", "🍲 Cooking"),
        ("/volunteer", "➡️ More", "🔄 Help each other"),
    )
    for first, *rest in ways:
        omar = street.neighbour().says(first)
        for label in rest:
            omar.taps(label)
        seen = omar.last.text, omar.buttons()
        omar.taps("➡️ More")
        assert (omar.last.text, omar.buttons()) != seen, "another page"
        for _, buttons in (seen, (omar.last.text, omar.buttons())):
            assert len(set(buttons) - SIGNS) <= 6, buttons
        assert len(omar.last.text.splitlines()) <= 10
    assert failures(street) == []


def test_a_room_that_left_the_file_while_one_writes_loses_no_words(street: Street) -> None:
    nour, fatma = street.coordinator(), opened(street)
    omar = street.neighbour().says("/person").sees("A neighbour of H-buurt reads it.")
    loads(street, ('id = "h-buurt"', 'id = "elsewhere"'))
    fatma.reads()
    omar.says(WORDS).sees("✅ Sent.")
    nour.sees(WORDS)


@pytest.mark.parametrize("voice", ["ten minutes", "silence"])
def test_a_voice_note_of_any_length_goes_to_a_human(street: Street, voice: str) -> None:
    fatma = opened(street)
    street.neighbour().says("/person").speaks(voice).sees("🎧 We got your voice note.")
    fatma.sees("Somebody is writing in English.")


def test_the_same_tap_twice_and_a_second_phone_open_one_step(street: Street) -> None:
    fatma = opened(street)
    omar = street.neighbour().says("/start")
    menu = omar.last
    omar.taps("🧑 A person", on=menu).taps("🧑 A person", on=menu)
    omar.sees("What do you want to say?").says(WORDS).sees("✅ Sent.")
    # A second phone of the same account: the talk is where it was.
    omar.taps("🧑 A person", on=menu).says("one more thing").sees("✅ Sent.")
    fatma.sees("one more thing")
    assert talks_kept(street) == 1


def test_where_nobody_can_read_no_button_says_so(street: Street) -> None:
    fatma = opened(street)
    omar = street.neighbour().says("/person").says(WORDS)
    fatma.replies("Come in")
    fatma.does(Kind.LEFT)
    omar.taps("✔️ Done").sees("This chat is finished.")
    assert "💬 Write to a person" not in omar.buttons()
    omar.says("/person").sees("Nobody can read messages here now.", "☎ +31 20 555 0101")
    omar.sees("🟢 H-buurt: open.")
