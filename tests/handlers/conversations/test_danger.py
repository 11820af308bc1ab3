"""What cannot wait: numbers at once, and nothing of it is kept or passed on."""

from __future__ import annotations

import logging
import re

import pytest

from handlers.conversations.danger import LABELS
from handlers.core.messages import Kind
from locales import danger
from storage.neighbourhood.file import read_text
from tests.conftest import TWO_ROOMS
from tests.handlers.conversations.talking import asks_for_a_person, opened, talks_kept, writes
from tests.storage.test_secrecy import everything
from tests.support.peek import everything_kept, failures, openings_of
from tests.support.talk import Neighbour, Street, plain

URGENT = "kanariepiet: my husband beats me"


NUMBERS = """
[[urgent]]
phone = "0800-0113"
label = { en = "Suicide line", nl = "Zelfmoordlijn" }
kinds = ["suicide"]
[[urgent]]
phone = "112"
label = { en = "Ambulance, fire, police", nl = "Ambulance, brandweer, politie" }
kinds = ["medical", "violence", "suicide", "child"]
[[urgent]]
phone = "0800-2000"
label = "Safe Home"
kinds = ["violence", "child"]
[[urgent]]
phone = "0800-9009"
label = "Failures"
kinds = ["power"]
[[urgent]]
phone = "0800-8020"
label = "Legal help"
kinds = ["home"]
"""
# What is typed, and the numbers that stand first.
KINDS = {
    "medical": ("my baby is not breathing", ["112"]),
    "violence": ("my husband beats me", ["112", "0800-2000"]),
    "suicide": ("i want to end my life", ["0800-0113", "112"]),
    "child": ("my daughter is missing", ["112", "0800-2000"]),
    "home": ("the landlord is evicting us", ["0800-8020"]),
    "power": ("they cut off our electricity", ["0800-9009"]),
    "hunger": ("we have no food", []),
}


@pytest.fixture
def village(street: Street) -> Street:
    """The street with a number for each danger."""
    street.load(read_text(TWO_ROOMS.split("[urgent]")[0] + NUMBERS, "numbers.toml"))
    return street


def numbers(neighbour: Neighbour) -> list[str]:
    """The numbers on the screen, in order."""
    return re.findall(r"☎ ([\d-]+)", plain(neighbour.last.text))


@pytest.mark.parametrize("kind", KINDS)
def test_each_danger_has_its_own_numbers_first_and_its_own_way_on(
    village: Street, kind: str
) -> None:
    said, first = KINDS[kind]
    omar = village.neighbour().says(said)
    assert numbers(omar)[: len(first)] == first
    assert danger.answer("en", kind) in omar.last.text
    assert omar.buttons()[-3:] == ["🏠", "🧑 A person", "🆘"]
    assert ("🙋" in " ".join(omar.buttons())) == (kind in {"home", "power"})
    omar.sees_not(said, "eighbour")


@pytest.mark.parametrize("kind", KINDS)
def test_a_tap_on_a_danger_shows_the_same_as_words(village: Street, kind: str) -> None:
    typed = village.neighbour().says(KINDS[kind][0])
    omar = village.neighbour().says("hello").taps("🆘")
    assert numbers(omar) == ["112", "0800-2000"], "the two that help with most dangers"
    omar.taps("📞 More numbers")
    assert numbers(omar) == ["0800-0113", "112", "0800-2000", "0800-9009", "0800-8020"]
    omar.taps(LABELS[kind].one)
    assert omar.last.text == typed.last.text
    assert omar.buttons() == typed.buttons()


def test_urgent_words_are_answered_with_numbers_in_any_language(street: Street) -> None:
    for said in (URGENT, "زوجي يضربني", "ELEKTRİĞİMİZ KESİLDİ", "me van a echar de casa"):
        omar = street.neighbour().says(said)
        omar.sees("☎ 112").sees_not("beats", "Your message")


def test_the_language_that_was_heard_is_answered_beside_the_one_of_the_chat(
    village: Street,
) -> None:
    omar = village.neighbour("nl").says("mój mąż mnie bije")
    omar.sees(danger.answer("pl", "violence"), danger.answer("nl", "violence"))
    # A label that the file does not have in Polish is in the chat's language.
    omar.sees("Ambulance, brandweer, politie\n☎ 112")
    assert danger.answer("pl", "person") in omar.buttons()
    ana = village.neighbour("nl").says("mijn man slaat mij")
    assert ana.last.text.count(danger.answer("nl", "violence")) == 1


def test_of_two_dangers_the_best_number_of_each_stands_first(village: Street) -> None:
    omar = village.neighbour().says("my husband beats me. I want to kill myself")
    assert numbers(omar)[:2] == ["0800-0113", "112"]


def test_no_power_and_no_home_lead_to_urgent_help_without_needless_questions(
    village: Street,
) -> None:
    village.load(read_text(village_with_partner(), "partner.toml"))
    omar = village.neighbour().says(KINDS["power"][0]).taps("🙋 Ask for help now")
    omar.sees("Where do you want to meet?").taps("H-buurt")
    omar.sees("How can we reach you?").taps("✅ Here, it is safe").sees("💶 Debts")
    omar.taps("✅ Yes, ask").sees("Debt help")
    with village.database.reading() as store:
        (request,) = store.requests.of_person(omar.person, "")
    assert (request.is_urgent, request.times, request.domain) == (True, "any", "debt")


def village_with_partner() -> str:
    partner = """
[[partners]]
id = "debts"
name = "Debt help"
domains = ["debt", "housing"]
answer_within_days = 5
"""
    return TWO_ROOMS.split("[urgent]")[0] + NUMBERS + partner


def test_somebody_hungry_hears_where_it_is_open_now(village: Street) -> None:
    omar = village.neighbour().says("we have no food")
    omar.sees(danger.answer("en", "closed"), "☎ +31 20 555 0101")
    village.key_holder("holendrecht").says("/open")
    omar.says("we have no food").sees("Holendrecht", danger.answer("en", "food"))
    omar.sees_not("H-buurt")


def test_a_room_is_told_only_where_that_is_safe_and_somebody_is_there(village: Street) -> None:
    tell = danger.answer("en", "tell")
    for kind in KINDS:
        assert tell not in village.neighbour().says(KINDS[kind][0]).buttons(), kind
    fatma = opened(village)
    for kind, (said, _) in KINDS.items():
        omar = village.neighbour().says(said)
        assert (tell in omar.buttons()) == (kind == "medical"), kind
    omar = village.neighbour().says(KINDS["medical"][0]).taps(tell)
    omar.sees("The room knows now")
    fatma.sees("🆘 Somebody needs help now.")


def test_a_group_hears_the_number_and_to_write_privately(village: Street) -> None:
    group = village.neighbour(private=False)
    group.says("my baby is not breathing").sees("in private", "112")
    group.says("the room is nice").hears_nothing()


def test_a_picture_alone_is_answered_in_the_language_of_the_chat(village: Street) -> None:
    omar = village.neighbour("nl").says("🔥")
    omar.sees(danger.answer("nl", "medical"), "☎ 112")
    village.neighbour(private=False).says("🔥").sees("112")


def test_a_forwarded_message_is_heard_too(village: Street) -> None:
    village.neighbour().does(Kind.FORWARDED, text=URGENT).sees("☎ 112")


def test_the_button_says_the_same(street: Street) -> None:
    street.key_holder("h-buurt")
    street.neighbour().says("/person").taps("🆘 It cannot wait").sees("Please call now:", "☎ 112")


def test_an_open_question_waits(street: Street) -> None:
    fatma = opened(street).says("/close").says("help, suicide").sees("☎ 112")
    fatma.says("15").sees("for the first time this year?")
    assert openings_of(street)[0].visits == 15


def test_a_command_stays_a_command(street: Street) -> None:
    street.neighbour().says("/hours suicide").sees("I do not know a room").sees_not("call now")


def test_danger_is_heard_after_a_word_that_only_looks_like_a_command(street: Street) -> None:
    street.neighbour().says("/help kanariepiet I want to kill myself").sees("☎ 112")
    street.neighbour().says("/hulp ik wil dood").sees("☎ 112")
    street.neighbour().says("/hulp me").sees("I do not know that command.")


def test_help_is_the_main_menu_as_in_other_bots(street: Street) -> None:
    omar, fatma = street.neighbour(), street.key_holder("h-buurt")
    for typed in ("/help", "/HELP", "/help@buurtbot", "/help me"):
        omar.says(typed).sees("What do you need?").sees_not("112", "I do not know")
    assert fatma.says("/help").buttons() == fatma.says("/menu").buttons()


@pytest.mark.parametrize("kind", [Kind.SENT_OTHER, Kind.EDITED, Kind.VOICE])
def test_danger_is_heard_under_a_photo_and_in_a_message_that_was_changed(
    street: Street, kind: Kind
) -> None:
    fatma = opened(street).says("/close")
    voice = {"voice": "file"} if kind is Kind.VOICE else {}
    fatma.does(kind, text="kanariepiet: they evict us tomorrow", **voice).sees("☎ 112")
    fatma.does(kind, text="this is my letter", **voice).sees_not("☎ 112")
    fatma.says("12").sees("for the first time this year?")
    omar = asks_for_a_person(street.neighbour())
    omar.does(kind, text=URGENT, **voice).sees("☎ 112")
    assert "kanariepiet" not in everything_kept(street)


def test_what_is_written_to_a_person_is_passed_on_all_the_same(street: Street) -> None:
    ali, nour, fatma = street.key_holder("h-buurt"), street.coordinator(), opened(street)
    omar = asks_for_a_person(street.neighbour())
    omar.says(URGENT).sees("☎ 112", "✅ Sent.")
    assert omar.unread[0].startswith(danger.answer("en", "violence"))
    fatma.sees(URGENT)
    omar.taps("🆘").taps("🆘 Tell the room").sees("The room knows now", "☎ 112")
    for neighbour in (fatma, ali, nour):
        neighbour.sees("🆘 Somebody needs help now.")
        assert "🆘" not in neighbour.last.text.splitlines()[0]
    omar.taps("🆘").taps("🆘 Tell the room").sees("The room knows that you need help.")
    omar.says("/person").says("Please come to the door").sees("Sent.")
    ali.sees("Please come to the door").replies("I'm coming")
    omar.sees("I'm coming")


def test_in_a_talk_that_goes_on_a_false_alarm_costs_nothing(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour())
    fatma.replies("hello").reads()
    omar.replies(URGENT).sees("☎ 112", "✅ Sent.")
    fatma.sees(URGENT)


def test_with_nobody_to_ask_the_numbers_remain(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    omar = asks_for_a_person(street.neighbour())
    omar.taps("🆘 It cannot wait")
    fatma.does(Kind.LEFT)
    omar.taps("🆘 Tell the room").sees("Nobody can read messages here now.", "☎ 112")
    assert talks_kept(street) == 0


def test_a_neighbour_who_answers_may_speak_of_danger(street: Street) -> None:
    fatma = opened(street)
    omar = writes(street.neighbour(), "I am afraid")
    fatma.replies("Is it domestic violence? Call 112.").sees("✅ Sent.")
    omar.sees("Is it domestic violence?")
    fatma.taps("💬 Answer").says("Or suicide?").sees("✅ Sent.")
    fatma.says(URGENT).sees("☎ 112")
    omar.sees_not("husband")


def test_nothing_of_it_is_ever_kept(
    street: Street, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    fatma = opened(street)
    omar = street.neighbour().says(URGENT)
    omar.says("/referral").says(URGENT).taps("🆘").says(URGENT)
    omar.does(Kind.FORWARDED, text=URGENT).does(Kind.EDITED, text=URGENT)
    street.neighbour(private=False).says(URGENT)
    fatma.says("/close").says(URGENT)
    street.tick()
    assert "kanariepiet" not in everything_kept(street)
    assert b"kanariepiet" not in everything(street.database)
    assert "kanariepiet" not in caplog.text
    assert "kanariepiet" not in capsys.readouterr().out
    assert failures(street) == []


def test_a_file_without_numbers_still_names_one(street: Street) -> None:
    street.load(read_text(TWO_ROOMS.split("[urgent]")[0], "no-numbers.toml"))
    street.neighbour().says(URGENT).sees("☎ 112")
