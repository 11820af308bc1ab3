"""No question is a dead end: back, stop, a language, a false alarm, a second tap or phone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.repositories.people.questions import HELD
from tests.handlers.dispatch.picnic import ABOUT, AGREE, CALLED, SAFE
from tests.support.talk import Neighbour, Street

pytestmark = pytest.mark.usefixtures("picnic")
START = "You are at the start."
FAREWELL = "I am here when you need me."
OVER = "That question is over."


def asked(street: Street, *taps: str) -> Neighbour:
    omar = street.neighbour().says("/picnic")
    for label in taps:
        omar.taps(label)
    return omar


def to_name(street: Street) -> Neighbour:
    return asked(street, "Debts", "Yes").sees(CALLED)


def answers(street: Street, neighbour: Neighbour) -> dict[str, object]:
    with street.database.reading() as store:
        person = store.people.find("telegram", neighbour.address)
    assert person
    assert person.dialogue
    return dict(person.dialogue.answers)


def test_back_leads_through_every_question_to_the_menu(street: Street) -> None:
    omar = to_name(street).says("Omar").sees(AGREE)
    for seen in (CALLED, SAFE, ABOUT, "What do you need?"):
        omar.taps("⬅️ Back").sees(seen)
    for _ in range(10):
        omar.says("back").sees(START)


def test_what_came_after_the_question_before_is_gone(street: Street) -> None:
    omar = asked(street, "Debts", "No").says("Omar").sees(AGREE)
    omar.says("back").says("terug").sees(SAFE)
    assert answers(street, omar)["about"] == "debt"
    assert "called" not in answers(street, omar)
    omar.taps("Yes").says("Rosa").taps("Yes, all of it")
    omar.sees("✅ Written: about=debt, safe=1, called=Rosa, agree=1")


def test_back_after_the_yes_says_where_one_is(street: Street) -> None:
    omar = to_name(street).taps("Skip")
    agree = omar.last
    omar.taps("Yes, all of it").says("back").sees(START)
    street.later(minutes=1)
    omar.taps("⬅️ Back", on=agree).sees(OVER)


@pytest.mark.parametrize("word", ["stop", "Stop.", "STOPPEN", "توقف", "dur", "ደው በል", "🛑"])
def test_stop_is_nobodys_name(street: Street, word: str) -> None:
    omar = to_name(street).says(word).sees(FAREWELL)
    omar.says("Rosa").sees("I did not understand.")


@pytest.mark.parametrize("called", ["Maya", "Ayo", "Stop by on Tuesday", "Mr. No", "Rosa"])
def test_a_name_is_a_name(street: Street, called: str) -> None:
    omar = to_name(street).says(called).sees(AGREE).taps("Yes, all of it")
    omar.sees(f"called={called}")


def test_help_is_help_and_danger_is_danger(street: Street) -> None:
    omar = to_name(street).says("help").sees("🆘 is for danger.")
    assert {"🧑 A person", "🆘"} <= set(omar.buttons())
    to_name(street).says("help me he hits me").sees("☎ 112")
    to_name(street).says("🆘").sees("☎ 112")
    to_name(street).says("menü").sees("What do you need?")
    street.key_holder("h-buurt")
    to_name(street).says("een mens").sees("What do you want to say?")
    omar.says("a person").sees("What do you want to say?")


@pytest.mark.parametrize(
    ("word", "means"),
    [("ajuda", "🆘 is for danger."), ("القائمة", "What do you need?"), ("doei", FAREWELL)],
)
def test_outside_a_question_the_same_words_work(street: Street, word: str, means: str) -> None:
    street.neighbour().says(word).sees(means)


def test_yes_no_skip_and_what_stands_on_a_button_answer_in_any_language(street: Street) -> None:
    omar = street.neighbour().says("/picnic").says("schulden").sees(SAFE)
    omar.says("evet").sees(CALLED).says("overslaan").sees(AGREE)
    omar.taps("Yes, all of it").sees("about=debt, safe=1, called=,")
    asked(street, "Letters").says("እወ").sees(CALLED)
    asked(street, "Letters").says("nee").sees(CALLED)
    # Where nothing can be skipped, it is no answer.
    asked(street, "Letters").says("skip").sees("Please tap a button.", SAFE)


def test_consent_takes_its_own_button_and_no_other_yes(street: Street) -> None:
    omar = to_name(street).taps("Skip")
    for word in ("yes", "ja", "evet", "نعم", "እወ", "👍", "ok", "1", "skip"):
        omar.says(word).sees("Please tap a button.", AGREE)
    omar.says("yes, ALL of it").sees("✅ Written")


def test_a_language_in_the_middle_asks_the_same_in_it(street: Street) -> None:
    omar = to_name(street).says("Nederlands").sees("Vanaf nu schrijf ik in het Nederlands.", CALLED)
    assert "⬅️ Terug" in omar.buttons()
    omar.says("🌐").taps("English").sees("From now on I'll write in English.", CALLED)
    omar.says("Omar").sees(AGREE).says("türkçe").sees(AGREE)
    omar.taps("Yes, all of it").sees("about=debt, safe=1, called=Omar")


@pytest.mark.usefixtures("few_languages")
def test_a_language_that_is_heard_and_not_written_yet_shows_those_that_are(street: Street) -> None:
    omar = to_name(street).says("ትግርኛ").sees("🌐 Which language do you read?")
    omar.says("Omar").sees(AGREE)


def test_an_invitation_is_said_again_in_the_language_that_was_chosen(street: Street) -> None:
    nour = street.coordinator().says("/invite h-buurt")
    code = nour.last.text.split("start=")[1].split()[0]
    fatma = street.neighbour().says(f"/start {code}").sees("Do you want this?")
    language = next(label for label in fatma.buttons() if label.startswith("🌐"))
    fatma.taps(language).taps("Nederlands").sees(
        "Vanaf nu schrijf ik in het Nederlands.", "Wil je dit?"
    )
    assert not any(label.startswith("🌐") for label in fatma.buttons())
    fatma.says("english").sees("Do you want this?").taps("Yes").sees("Welcome to the team!")


def test_a_false_alarm_takes_the_words_for_the_answer(street: Street) -> None:
    omar = to_name(street).says("he hits me").sees("☎ 112")
    with street.database.reading() as store:
        newest = store.sent.newest_of(omar.person)
    assert newest
    assert "he hits me" not in newest.payload
    omar.taps("↩️ Something else").sees(AGREE).taps("Yes, all of it").sees("called=he hits me")


def test_what_is_held_goes_with_the_next_answer_or_with_the_hour(street: Street) -> None:
    omar = to_name(street).says("he hits me")
    assert answers(street, omar)[HELD] == "he hits me"
    omar.says("Rosa").sees(AGREE)
    assert HELD not in answers(street, omar)
    rosa = to_name(street).says("he hits me")
    street.later(hours=2)
    street.tick()
    assert HELD not in answers(street, rosa)
    rosa.taps("↩️ Something else").sees(CALLED)


def test_outside_a_question_a_false_alarm_has_nothing_to_return_to(street: Street) -> None:
    omar = street.neighbour().says("he hits me").sees("☎ 112")
    assert "↩️ Something else" not in omar.buttons()


def test_a_question_that_was_answered_becomes_the_next_one(street: Street) -> None:
    omar = asked(street, "Debts").sees(SAFE).taps("Yes")
    assert len(omar.screen) == 1
    omar.sees("✅ Yes", CALLED)


def test_below_something_newer_the_next_question_comes_below(street: Street) -> None:
    omar = asked(street, "Debts")
    safe = omar.last
    omar.says("nonsense").sees("Please tap a button.").taps("Yes", on=safe)
    assert omar.last.text == CALLED
    assert len(omar.screen) == 3


def test_the_second_tap_reads_the_same_good_news(street: Street) -> None:
    omar = asked(street, "Debts")
    safe = omar.last
    omar.taps("Yes", on=safe).taps("Yes", on=safe).sees(CALLED).sees_not(OVER)
    assert len(omar.screen) == 1
    street.later(minutes=1)
    omar.taps("Yes", on=safe).sees(OVER)


def test_a_question_of_one_phone_is_answered_on_the_other_and_after_a_restart(
    street: Street,
) -> None:
    omar = asked(street, "Debts")
    safe = omar.last
    other = Street(street.database, street.view().neighbourhood, street.now)
    twin = Neighbour(other, omar.address, screen=[safe])
    twin.taps("Yes", on=safe).sees(CALLED).taps("⬅️ Back").sees(SAFE)
    street.later(minutes=1)
    omar.taps("Yes", on=safe).sees(OVER, SAFE).taps("Yes").sees(CALLED)
    twin.says("Rosa").sees(AGREE)


def test_a_question_from_before_goes_back_to_the_menu(street: Street) -> None:
    omar = to_name(street)
    with street.database.writing() as store:
        person = store.people.find("telegram", omar.address)
        assert person
        assert person.dialogue
        before = replace(person.dialogue, answers={"about": "debt", "safe": 1})
        store.people.save_dialogue(person.id, before, is_new=False)
    omar.taps("⬅️ Back").sees("What do you need?")
    assert len(omar.screen) == 1


@pytest.mark.parametrize(
    ("word", "asks"),
    [("yes", "Do you agree?|Agreed?"), ("perhaps", ""), ("nee", "How else can they")],
)
def test_a_yes_or_a_no_counts_where_the_buttons_say_it_in_other_words(
    street: Street, word: str, asks: str
) -> None:
    omar = street.neighbour().says("/referral care").taps("H-buurt").sees("phone")
    omar.says(word)
    said = "\n".join(omar.unread)
    assert any(one in said for one in (asks or "Please tap a button.").split("|")), said
