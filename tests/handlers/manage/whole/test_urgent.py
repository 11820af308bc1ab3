"""The numbers for danger are changed in the chat, are read in the next turn, and 112 stays."""

from __future__ import annotations

import pytest

from storage.neighbourhood.danger import UrgentNumber
from storage.neighbourhood.file import read_text
from tests.conftest import TWO_ROOMS
from tests.support.talk import Neighbour, Street

YES, READY = "✅ Yes, do it", "✔️ Ready"
LINES = """
[[urgent]]
phone = "0800-0113"
label = { en = "Talk line", nl = "Praatlijn" }
kinds = ["suicide"]

[[urgent]]
phone = "112"
label = "112"
kinds = ["medical", "violence", "suicide"]

[[urgent]]
phone = "0800-2000"
label = { en = "Safe Home" }
kinds = ["violence", "child"]
"""


@pytest.fixture
def village(street: Street) -> Street:
    street.load(read_text(TWO_ROOMS.partition("[urgent]")[0] + LINES, "lines.toml"))
    return street


def numbers(street: Street, nadia: Neighbour | None = None) -> Neighbour:
    nadia = nadia or street.coordinator()
    return nadia.says("/manage").taps("🏙️ Neighbourhood").taps("🆘 Danger numbers")


def kept(street: Street) -> list[str]:
    return [one.phone for one in street.view().neighbourhood.urgent_numbers]


def number(street: Street, phone: str) -> UrgentNumber:
    return next(one for one in street.view().neighbourhood.urgent_numbers if one.phone == phone)


def new(nadia: Neighbour, phone: str, label: str, *kinds: str) -> Neighbour:
    nadia.taps("➕ New number").says(phone).says(label)
    for kind in kinds:
        nadia.taps(f"⬜ {kind}")
    return nadia.taps(READY)


def test_a_new_number_is_read_in_the_very_next_turn(village: Street) -> None:
    omar, rosa = village.neighbour(), village.neighbour(channel="web")
    nadia = new(numbers(village), "0800 9009", "No gas or power", "💡 No power or water")
    nadia.sees("New number for danger: 0800 9009, No gas or power.", "Nobody has to be told.")
    omar.says("/urgent").taps("💡 No power or water").sees_not("0800 9009")
    nadia.taps(YES).sees("✅ Done.")
    for one in (omar, rosa):
        one.says("/urgent").taps("💡 No power or water").sees("No gas or power", "☎ 0800 9009")


def test_the_old_table_is_read_and_written_as_a_list(street: Street) -> None:
    new(numbers(street), "0800-0113", "Talk line", "🕯️ I want to die").taps(YES)
    assert kept(street) == ["112", "0800-0113"]
    assert isinstance(street.view().neighbourhood.urgent, tuple)


def test_112_goes_into_a_list_in_which_it_stood_for_itself(street: Street) -> None:
    street.load(read_text(TWO_ROOMS.partition("[urgent]")[0], "none.toml"))
    nadia = numbers(street).sees("There is only 112.")
    new(nadia, "020 555 0999", "Doctor", "🚑 Hurt, sick, fire").sees("112").taps(YES)
    omar = street.neighbour().says("/urgent").taps("🚑 Hurt, sick, fire")
    omar.sees("☎ 112", "☎ 020 555 0999")


def test_112_neither_goes_nor_changes_nor_comes_too_late_to_be_read(village: Street) -> None:
    nadia = numbers(village).taps("☎ 112")
    assert not {"➖ Take out", "📞 Phone"} & set(nadia.buttons())
    nadia.taps("🆘 Which dangers").says("hurt, sick, fire").taps(READY)
    nadia.sees("112 stays among the first two numbers for this:", "🚑 Hurt, sick, fire")
    for phone, label in (("020 555 0991", "One"), ("020 555 0992", "Two")):
        new(numbers(village, nadia), phone, label, "🚑 Hurt, sick, fire").taps(YES)
    for phone in ("020 555 0991", "020 555 0991", "020 555 0992"):
        numbers(village, nadia).taps(f"☎ {phone}").taps("⬆️ Move up").taps(YES)
    numbers(village, nadia).taps("☎ 020 555 0992").taps("⬆️ Move up").sees("112 stays among")
    assert kept(village) == ["0800-0113", "020 555 0991", "112", "020 555 0992", "0800-2000"]


def test_the_last_number_for_a_danger_is_named_before_it_goes(village: Street) -> None:
    nadia = numbers(village).taps("☎ 0800-2000").taps("➖ Take out")
    nadia.sees("This number is gone: 0800-2000, Safe Home.")
    nadia.sees("⚠️ Only 112 is left for: 🧒 A child in danger.", "🛡️ I am being hurt.")
    nadia.taps("❌ No").taps("➖ Take out").taps(YES).sees("✅ Done.")
    assert kept(village) == ["0800-0113", "112"]
    nadia.taps("↩️ Undo").sees("New number for danger: 0800-2000, Safe Home.")
    assert kept(village)[-1] == "0800-2000"


@pytest.mark.parametrize("typed", ["12", "call me", "0800"])
def test_a_number_that_no_phone_can_call_is_asked_again(village: Street, typed: str) -> None:
    nadia = numbers(village).taps("☎ 0800-2000").taps("📞 Phone").says(typed)
    nadia.sees("No phone can call this number.").says("0800 0113").sees("is there already")
    nadia.says("0800-2001").taps(YES)
    assert number(village, "0800-2001").kinds == ("violence", "child")


def test_its_text_changes_in_the_language_of_the_chat(village: Street) -> None:
    nadia = numbers(village).taps("☎ 0800-0113").taps("✏️ Change text").says("When you want to die")
    nadia.sees("another text: When you want to die.", "in your language only").taps(YES)
    assert number(village, "0800-0113").label == {"en": "When you want to die", "nl": "Praatlijn"}


@pytest.mark.parametrize("urgent", ["list", "table"])
def test_a_text_without_a_language_stays_what_everybody_else_reads(
    street: Street, urgent: str
) -> None:
    loaded = street.view().neighbourhood
    plain = {"list": (UrgentNumber(phone="112", label="Help now"),), "table": {"Help now": "112"}}
    street.load(loaded.model_copy(update={"urgent": plain[urgent]}))
    layla = street.coordinator("ar").says("/manage").taps("🏙️ الحي").taps("🆘 أرقام الخطر")
    layla.taps("☎ 112").taps("✏️ تغيير النص").says("طوارئ").sees("بلغتك فقط").says("نعم")
    assert number(street, "112").label == {loaded.default_language: "Help now", "ar": "طوارئ"}
    street.neighbour().says("/urgent").taps("🚑 Hurt, sick, fire").sees("Help now")


def test_two_who_change_the_numbers_are_asked(village: Street) -> None:
    first = numbers(village).taps("☎ 112").taps("⬆️ Move up").sees("☎ 112 comes before 0800-0113.")
    second = numbers(village).taps("☎ 0800-2000").taps("➖ Take out")
    first.taps(YES).sees("✅ Done.")
    second.taps(YES).sees("Somebody else changed this a moment ago.", "This number is gone")
    assert kept(village) == ["112", "0800-0113", "0800-2000"]
    second.taps(YES)
    assert kept(village) == ["112", "0800-0113"]


def test_in_arabic(village: Street) -> None:
    layla = village.coordinator("ar").says("/manage").taps("🏙️ الحي").taps("🆘 أرقام الخطر")
    layla.taps("☎ 0800-2000").taps("✏️ تغيير النص").says("بيت آمن").says("نعم").sees("✅")
    assert number(village, "0800-2000").label_in("ar") == "بيت آمن"
