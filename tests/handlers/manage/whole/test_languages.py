"""The languages and their order change in the chat: never the last one, nobody loses theirs."""

from __future__ import annotations

import pytest

from storage.neighbourhood.file import read_text
from storage.neighbourhood.written import to_toml
from storage.repositories.neighbourhoods import Source
from storage.repositories.people.roles import COORDINATOR, Role
from tests.conftest import TWO_ROOMS
from tests.handlers.manage.rooms.test_special_days import versions
from tests.support.talk import Neighbour, Street

FEWER = TWO_ROOMS.replace('["nl", "en", "ar", "tr", "es"]', '["nl", "en", "pap"]')


def languages(street: Street, nadia: Neighbour | None = None) -> Neighbour:
    nadia = nadia or street.coordinator()
    return nadia.says("/manage").taps("🏙️ Neighbourhood").taps("🌐 Languages")


def order(street: Street) -> str:
    return " ".join(street.view().neighbourhood.languages)


def test_a_language_moves_up_and_is_offered_so(street: Street) -> None:
    nadia = languages(street).sees("in this order", "Whoever has not chosen reads Dutch.")
    assert nadia.buttons()[:3] == ["🌐 1 Dutch", "🌐 2 English", "🌐 3 Arabic"]
    nadia.taps("🌐 4 Turkish").taps("⬆️ Move up").sees("Turkish becomes number 3.")
    nadia.taps("⬆️ Higher").sees("Turkish becomes number 2.", "Nobody has to be told.")
    nadia.taps("✅ Yes, do it").sees("✅ Done.", "Turkish becomes number 2.")
    assert order(street) == "nl tr en ar es"
    omar = street.neighbour("en").says("/language")
    assert omar.buttons()[:4] == ["English", "Nederlands", "Türkçe", "العربية"]
    nadia.taps("↩️ Undo").sees("The languages are different.")
    assert order(street) == "nl en ar tr es"


def test_who_reads_what_was_taken_out_goes_on_reading_it(street: Street) -> None:
    ayse = street.neighbour("tr").says("/hours")
    nadia = languages(street).taps("🌐 4 Turkish").taps("➖ Take out")
    nadia.sees("Turkish is not in the list any more.", "Whoever reads it already keeps it.")
    nadia.taps("✅ Yes, do it").sees("✅ Done.")
    assert order(street) == "nl en ar es"
    ayse.says("/hours").sees("kapalı")
    written = read_text(to_toml(street.view().neighbourhood), "again.toml")
    assert written.to_json() == street.view().neighbourhood.to_json()


def test_how_many_use_it_is_said_and_of_a_few_not_how_many(street: Street) -> None:
    for _ in range(2):
        street.neighbour("ar").says("/hours")
    for _ in range(5):
        street.neighbour("tr").says("/hours")
    nadia = languages(street).taps("🌐 3 Arabic").sees("wrote in it this year: a few.")
    nadia.taps("⬅️ Back").taps("🌐 4 Turkish").sees("wrote in it this year: 5.")
    nadia.taps("⬅️ Back").taps("🌐 5 Spanish").sees("wrote in it this year: 0.")


@pytest.mark.usefixtures("few_languages")
def test_what_is_read_by_everybody_else_stays_until_another_is(street: Street) -> None:
    street.load(read_text(FEWER, "fewer.toml"))
    nadia = languages(street).taps("🌐 1 Dutch").sees("Whoever has not chosen reads Dutch.")
    assert not {"➖ Take out", "⬆️ Move up", "👋 First language"} & set(nadia.buttons())
    # There are no sentences in Papiamento yet.
    nadia.taps("⬅️ Back").taps("🌐 3 Papiamento")
    assert "👋 First language" not in nadia.buttons()
    shown = nadia.taps("⬅️ Back").taps("🌐 2 English").last
    nadia.taps("👋 First language")
    nadia.sees("Whoever has not chosen reads English.").taps("✅ Yes, do it").sees("✅ Done.")
    assert street.view().neighbourhood.default_language == "en"
    nadia.taps("➖ Take out", on=shown).sees("Whoever has not chosen reads English.")
    assert order(street) == "nl en pap"
    nadia.taps("🌐 Languages").taps("🌐 1 Dutch").taps("➖ Take out").taps("✅ Yes, do it")
    assert order(street) == "en pap"


@pytest.mark.usefixtures("few_languages")
def test_one_that_there_are_sentences_in_is_added(street: Street) -> None:
    nadia = languages(street)
    assert "➕ Another language" not in nadia.buttons()
    street.load(read_text(FEWER, "fewer.toml"))
    nadia = languages(street, nadia).taps("➕ Another language")
    assert set(nadia.buttons()) >= {"➕ Arabic", "➕ Turkish", "➕ Spanish"}
    nadia.taps("➕ Arabic").sees("Arabic comes last in the list.").taps("✅ Yes, do it")
    assert order(street) == "nl en pap ar"


def test_two_who_change_the_same_are_asked_and_twice_is_once(street: Street) -> None:
    first = languages(street).taps("🌐 3 Arabic").taps("➖ Take out")
    second, third = languages(street), languages(street)
    second.taps("🌐 5 Spanish").taps("⬆️ Move up")
    asked = third.taps("🌐 3 Arabic").taps("➖ Take out").last
    first.taps("✅ Yes, do it").sees("✅ Done.")
    second.taps("✅ Yes, do it").sees("It is like that already.")
    third.taps("✅ Yes, do it").sees("It is like that already.")
    third.taps("✅ Yes, do it", on=asked)
    assert versions(street) == [Source.CHAT, Source.FILE]
    second.taps("🌐 Languages").taps("🌐 4 Spanish").taps("➖ Take out")
    languages(street, first).taps("🌐 2 English").taps("⬆️ Move up").taps("✅ Yes, do it")
    second.taps("✅ Yes, do it").sees("Somebody else changed this a moment ago.", "Spanish is not")
    second.taps("✅ Yes, do it").sees("✅ Done.")
    assert order(street) == "en nl tr"


def test_typed_in_arabic_and_in_a_browser(street: Street) -> None:
    rosa = street.neighbour("ar", channel="web")
    rosa.arrives()
    with street.database.writing() as store:
        store.roles.give(rosa.person, Role(COORDINATOR, ""), street.now)
    rosa.says("/manage")
    for sign in ("🏙️", "🌐", "الإنجليزية", "⬆️"):
        rosa.taps(next(label for label in rosa.buttons() if sign in label))
    rosa.says("نعم").sees("✅")
    assert order(street) == "en nl ar tr es"
