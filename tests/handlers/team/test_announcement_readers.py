"""An announcement is for a room or for an activity, and each reads it in their own language."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from storage.neighbourhood.file import read_text
from storage.repositories.activities.sign_ups import IN
from tests.conftest import TWO_ROOMS
from tests.handlers.team.test_announcing import PARTY, WORDS, writes
from tests.support.peek import everything_kept
from tests.support.talk import Neighbour, Street


def reader(street: Street, language: str) -> Neighbour:
    made = street.neighbour(language)
    made.arrives()
    with street.database.writing() as store:
        store.subscriptions.add(made.person, "h-buurt", street.now)
    return made


def comes(street: Street, one: Neighbour, weeks: int) -> None:
    """Is signed up for the party, so many weeks after its next time."""
    start = street.now.replace(day=18, hour=10, minute=0) + timedelta(weeks=weeks)
    with street.database.writing() as store:
        store.signups.add(
            one.person,
            "",
            ("party", start),
            room="h-buurt",
            day=start.date(),
            size=1,
            state=IN,
            now=street.now,
        )


def test_whoever_signed_up_for_an_activity_is_told_of_its_next_time_or_of_all(
    street: Street,
) -> None:
    street.load(read_text(TWO_ROOMS + PARTY, "party.toml"))
    street.at("10:00")
    nour, soon, later, nobody = street.coordinator(), *(street.neighbour() for _ in range(3))
    for one in (soon, later, nobody):
        one.arrives()
    writes_nothing = nour.says("/announce").says("Soup").buttons()
    assert "📅 One activity" not in writes_nothing
    comes(street, soon, 0)
    comes(street, later, 3)
    nour.says("/announce").says("Soup").taps("📅 One activity")
    nour.sees("Which activity is it about?").taps("Party").taps("Wednesday")
    nour.sees("This goes to a few people:").taps("📣 Send")
    soon.sees("Soup", "You get this because you signed up there.")
    later.hears_nothing()
    nour.taps("📣 How it goes").sees("📅 Party, Wednesday")
    nour.says("/announce").says("Bread").taps("📅 One activity").says("party")
    nour.taps("🗓️ All times ahead").taps("📣 Send")
    soon.sees("Bread")
    later.sees("Bread")
    nobody.hears_nothing()
    nour.taps("📣 How it goes").sees("📅 Party, all times")


def test_an_activity_that_is_gone_by_the_yes_is_not_announced_to(street: Street) -> None:
    street.load(read_text(TWO_ROOMS + PARTY, "party.toml"))
    street.at("10:00")
    nour, omar = street.coordinator(), street.neighbour()
    omar.arrives()
    comes(street, omar, 0)
    nour.says("/announce").says("Soup").taps("📅 One activity").taps("Party")
    nour.taps("🗓️ All times ahead")
    street.load(read_text(TWO_ROOMS, "no party.toml"))
    nour.taps("📣 Send").sees("That question is over.")
    omar.hears_nothing()


def test_each_reads_it_in_their_language_or_knows_which_one_it_is(street: Street) -> None:
    street.at("10:00")
    nour = street.coordinator()
    ours = [reader(street, tag) for tag in ("en", "nl", "nl", "ar", "tr")]
    english, dutch, _, arab, turk = ours
    writes(nour).sees("In another language too?", "Other languages: a few people.")
    adding = [label for label in nour.buttons() if label.startswith("➕")]
    assert adding == ["➕ Dutch", "➕ Arabic", "➕ Turkish"]
    nour.taps("➕ Arabic").sees("Type it in Arabic.")
    nour.says("س" * 513).sees("Too long in Arabic: 13 letters too many.")
    # The question outlives a restart, and nobody can read what was typed.
    nour.street = Street(street.database, street.view().neighbourhood, street.now, street.doors)
    nour.says("شوربة يوم الجمعة").sees("🌐 English: a few people.", WORDS)
    nour.sees("🌐 Arabic: a few people.", "شوربة يوم الجمعة")
    assert "شوربة" not in everything_kept(street)
    nour.taps("➕ Dutch").says("⬅️ Back").sees("شوربة يوم الجمعة")
    nour.taps("➕ Dutch").says("Vrijdag soep").taps("📣 Send")
    english.sees(WORDS).sees_not("ask a person")
    dutch.sees("Vrijdag soep").sees_not(WORDS)
    arab.sees("شوربة يوم الجمعة").sees_not(WORDS)
    turk.sees("Koordinatör yazıyor, dil İngilizce:", WORDS, "birine sorabilirsiniz")
    assert [len(one.unread) for one in ours] == [1] * 5
    nour.taps("📣 How it goes").sees(WORDS, "Vrijdag soep", "شوربة يوم الجمعة")


def test_the_first_text_may_be_in_another_language_than_the_screen(street: Street) -> None:
    street.at("10:00")
    nour, dutch, english = street.coordinator(), reader(street, "nl"), reader(street, "en")
    writes(nour, "Vrijdag soep").taps("🌐 Not English").sees("In which language is your text?")
    nour.taps("Nederlands").sees("Other languages: a few people.")
    assert "➕ English" in nour.buttons()
    nour.taps("📣 Send")
    dutch.sees("Vrijdag soep").sees_not("Vraag iemand")
    english.sees("writes, in Dutch:", "Vrijdag soep", "You can ask a person what it says.")


def test_a_draft_of_before_is_still_sent(street: Street) -> None:
    street.at("10:00")
    nour, omar = street.coordinator(), reader(street, "en")
    writes(nour, "Soup")
    with street.database.writing() as store:
        found = store.people.find("telegram", nour.address)
        assert found
        assert found.dialogue
        old = {key: found.dialogue.answers[key] for key in ("words", "room")}
        store.people.save_dialogue(found.id, replace(found.dialogue, answers=old), is_new=False)
    nour.says("📣 Send").sees("✅ Sent.")
    omar.sees("Soup")
