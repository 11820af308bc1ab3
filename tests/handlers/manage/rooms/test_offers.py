"""What there is in a room is tapped on and off, seen first, read by residents, undone."""

from __future__ import annotations

import pytest

from storage.neighbourhood.file import read_text
from storage.neighbourhood.written import to_toml
from storage.repositories.neighbourhoods import Source
from storage.repositories.people.roles import COORDINATOR, Role
from tests.conftest import TWO_ROOMS
from tests.handlers.manage.rooms.test_details import of_room, room
from tests.handlers.manage.rooms.test_special_days import versions
from tests.journeys.limits import size
from tests.support.talk import Neighbour, Street, plain

EVERYTHING = ["step-free", "toilet", "quiet-hour", "children", "women-only", "food"]


def offers(street: Street, nadia: Neighbour | None = None) -> Neighbour:
    return of_room(street, nadia).taps("♿ What there is")


def with_everything(street: Street) -> None:
    """The first room offers all that there is a word for."""
    there = ", ".join(f'"{one}"' for one in EVERYTHING)
    text = TWO_ROOMS.replace("exceptions = [", f"offers = [{there}]\nexceptions = [", 1)
    street.load(read_text(text, "test.toml"))


def test_each_thing_is_tapped_and_one_yes_keeps_it(street: Street) -> None:
    nadia = offers(street).sees("Nothing is said of what there is.", "Tap what there is")
    nadia.says("No steps").taps("⬜ 🧸 Children").taps("⬜ 🥣 Food").taps("✅ 🥣 Food")
    nadia.sees("H-buurt, from now on:", "♿ No steps, 🧸 Children", "Nobody has to be told.")
    assert room(street).offers == ()
    nadia.taps("✅ Yes, do it").sees("✅ Done.", "♿ No steps, 🧸 Children")
    assert room(street).offers == ("step-free", "children")
    written = read_text(to_toml(street.view().neighbourhood), "again.toml")
    assert written.to_json() == street.view().neighbourhood.to_json()
    nadia.says("/manage").taps("📆 Days and hours").taps("👀 What changed")
    nadia.sees("H-buurt, what there is: ♿ No steps, 🧸 Children.").taps("↩️ Undo")
    nadia.sees("H-buurt: nothing is said of what there is.")
    assert room(street).offers == ()


def test_without_a_yes_and_with_the_same_yes_twice(street: Street) -> None:
    nadia = offers(street).taps("⬜ 🚻 Toilet").taps("❌ No").sees("Address: Hofgeest 1")
    assert versions(street) == [Source.FILE]
    shown = nadia.taps("♿ What there is").last
    # A double tap, and a tap on the screen of before: each says what there is after it.
    nadia.taps("⬜ 🚻 Toilet").taps("⬜ 🚻 Toilet", on=shown).sees("🚻 Toilet", "from now on:")
    asked = nadia.last
    nadia.taps("✅ Yes, do it").taps("✅ Yes, do it", on=asked)
    assert versions(street) == [Source.CHAT, Source.FILE]
    assert room(street).offers == ("toilet",)


def test_two_who_change_the_same_are_asked(street: Street) -> None:
    first, second = offers(street).taps("⬜ 🚻 Toilet"), offers(street).taps("⬜ 🥣 Food")
    first.taps("✅ Yes, do it").sees("✅ Done.")
    second.taps("✅ Yes, do it").sees("Somebody else changed this a moment ago.")
    assert room(street).offers == ("toilet",)
    second.taps("⬜ 🚻 Toilet").taps("✅ Yes, do it").sees("✅ Done.")
    assert room(street).offers == ("toilet", "food")


@pytest.mark.parametrize("language", ["en", "nl", "ar"])
def test_the_card_has_the_pictures_and_the_way_the_words(street: Street, language: str) -> None:
    with_everything(street)
    omar = street.neighbour(language).says("/hours h-buurt").sees("♿ 🚻 🤫 🧸 👩 🥣")
    assert size(omar.last, 3).too_much() == []
    omar.taps(next(label for label in omar.buttons() if label.startswith("📍")))
    assert size(omar.last, 3).too_much() == []
    lines = omar.last.text.splitlines()
    assert [sum(sign in line for sign in "♿🚻🤫🧸👩🥣") for line in lines] == [0, 0, 3, 3]
    assert any(letter.isalpha() for letter in lines[2])


def test_a_room_of_which_nobody_said_anything_is_said_to_lack_nothing(street: Street) -> None:
    street.neighbour().says("/hours h-buurt").sees_not("♿", "🚻", "⬜", "❌")


def test_a_room_that_is_not_on_the_map_says_what_there_is_too(street: Street) -> None:
    with_everything(street)
    text = to_toml(street.view().neighbourhood)
    lines = [line for line in text.splitlines() if "itude = " not in line]
    street.load(read_text("\n".join(lines), "test.toml"))
    omar = street.neighbour().says("/hours h-buurt").taps("📍 About this room")
    omar.sees("Hofgeest 1", "♿ No steps, 🚻 Toilet, 🤫 Quiet hour").taps("🕙 H-buurt")


def test_typed_in_arabic_and_in_a_browser(street: Street) -> None:
    rosa = street.neighbour("ar", channel="web")
    rosa.arrives()
    with street.database.writing() as store:
        store.roles.give(rosa.person, Role(COORDINATOR, ""), street.now)
    rosa.says("/manage")
    for sign in ("📆", "H-buurt", "📍", "♿", "⬜ ♿"):
        rosa.taps(next(label for label in rosa.buttons() if sign in plain(label)))
    rosa.says("نعم").sees("✅")
    assert room(street).offers == ("step-free",)
