"""Whom a partner sends is expected in the room; nobody tells more than they allow."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from handlers.core.messages import Kind, Turn
from storage.tables.help_requests import partner_links
from tests.support.asking import partner, with_partners
from tests.support.peek import code_with, everything_kept, opened
from tests.support.talk import Neighbour, Street, keys_of


@pytest.fixture
def village(street: Street) -> Street:
    return with_partners(street)


def sends(helper: Neighbour, language: str = "English") -> str:
    """Make a link for somebody with debts who speaks this language; gives its code."""
    helper.says("/menu").taps("➕ Send somebody").sees("What does somebody need in the room?")
    helper.taps("💶 Debts").sees("Which language do they speak?")
    own = next(label for label in helper.buttons() if label.startswith(language))
    helper.taps(own).sees("To which room?").taps("H-buurt")
    helper.sees("Give this link or picture to the person.", "It names nobody.")
    return helper.unread[-1].partition("?start=")[2].split()[0]


COME, STAY, TOPIC = "✅ Yes, tell them", "❌ No, tell nobody", "✅ They can know"


def test_the_link_says_what_it_is_in_the_persons_language(
    village: Street, five_languages: None
) -> None:
    code = sends(partner(village), "العربية")
    rosa = village.neighbour("de")
    rosa.says(f"/start {code}")
    assert "H-buurt" in rosa.unread[0]
    assert "كلمة" in rosa.unread[0]
    with village.database.reading() as store:
        assert store.people.language_of(rosa.person) == "ar"


@pytest.mark.parametrize("is_told_topic", [True, False])
def test_the_room_hears_nothing_before_a_yes_and_what_for_only_after_another(
    village: Street, *, is_told_topic: bool
) -> None:
    noor, fatma, rosa = partner(village), village.key_holder("h-buurt"), village.neighbour()
    rosa.says(f"/start {sends(noor)}").sees(
        "Debt House made this link for you.",
        "You can go to H-buurt for: 💶 Debts.",
        "Shall we tell the room that somebody new is coming?",
        "We do not say who it is, or why.",
    )
    fatma.hears_nothing()
    rosa.taps(COME).sees("H-buurt is expecting you.", "Shall the room know what it is about?")
    fatma.sees("Somebody new is coming to H-buurt.", "Please make them feel welcome.")
    fatma.sees_not("Debt", "Language", "English")
    fatma.reads()
    asked = rosa.last
    if is_told_topic:
        rosa.taps(TOPIC).sees("The room knows what it is about.")
        fatma.sees("It is for: 💶 Debts.", "Language: English.").sees_not("Debt House")
        rosa.taps(TOPIC, on=asked)
    else:
        rosa.taps("❌ Say nothing").sees("We tell them nothing.")
    fatma.reads()
    fatma.hears_nothing()


def test_a_no_uses_nothing_up_and_still_helps(village: Street) -> None:
    noor, fatma, rosa = partner(village), village.key_holder("h-buurt"), village.neighbour()
    code = sends(noor)
    rosa.says(f"/start {code}").taps(STAY)
    rosa.sees("We tell nobody.", "You are always welcome.", "Hofgeest 1")
    fatma.hears_nothing()
    with village.database.reading() as store:
        (kept,) = opened(store, partner_links)
    assert (kept.used_at, kept.used_by) == (None, None)
    rosa.says(f"/start {code}").taps(COME).sees("H-buurt is expecting you.")
    fatma.sees("Somebody new is coming to H-buurt.")


def test_of_two_who_both_were_asked_the_first_yes_counts(village: Street) -> None:
    noor, fatma = partner(village), village.key_holder("h-buurt")
    code = sends(noor)
    rosa, eve = (village.neighbour().says(f"/start {code}") for _ in range(2))
    eve.taps(COME).sees("H-buurt is expecting you.")
    fatma.reads()
    rosa.taps(COME).sees("This link has already been used.").sees_not("is expecting you")
    rosa.says(f"/start {code}").sees("This link has already been used.").sees_not("Debt")
    fatma.hears_nothing()


def test_a_yes_that_comes_too_late_is_told_so(village: Street) -> None:
    noor, fatma, rosa = partner(village), village.key_holder("h-buurt"), village.neighbour()
    rosa.says(f"/start {sends(noor)}")
    village.later(days=14, seconds=1)
    rosa.taps(COME).sees("This link is too old.")
    fatma.hears_nothing()


def test_the_link_comes_with_a_picture_to_scan(village: Street) -> None:
    noor = partner(village)
    code = sends(noor)
    assert code_with(village, noor.last.id) == f"https://example.org/?start={code}"


@pytest.mark.parametrize("is_asked_first", [True, False])
def test_the_partner_sees_arrived_or_not_yet_and_only_with_a_yes(
    village: Street, *, is_asked_first: bool
) -> None:
    noor, rosa = partner(village), village.neighbour()
    village.key_holder("h-buurt").says("/open")
    code = sends(noor)
    rosa.says(f"/start {code}").taps(COME).sees("May Debt House know that you arrived?")
    noor.says("/menu").taps("➕ Send somebody").sees_not("not yet", "arrived")
    if is_asked_first:
        rosa.taps("✅ Yes").sees("We only tell them: arrived, or not yet.")
        noor.says("/menu").taps("➕ Send somebody").sees("⏳ 💶 Debts, English: not yet.")
        rosa.taps("✅ I am here").sees("It's good that you're here.")
    else:
        rosa.taps("✅ I am here")
        noor.says("/menu").taps("➕ Send somebody").sees_not("not yet", "arrived")
        rosa.taps("✅ Yes")
    noor.says("/menu").taps("➕ Send somebody").sees("✅ 💶 Debts, English: arrived.")


def test_a_no_is_a_no_also_afterwards(village: Street) -> None:
    noor, rosa = partner(village), village.neighbour()
    code = sends(noor)
    rosa.says(f"/start {code}").taps(COME)
    question = next(one for one in rosa.screen if "May Debt House" in one.text)
    rosa.taps("❌ No", on=question).sees("We tell them nothing.")
    rosa.taps("✅ I am here")
    rosa.taps("✅ Yes", on=question).sees("We tell them nothing.")
    noor.says("/menu").taps("➕ Send somebody").sees_not("not yet", "arrived")
    with village.database.reading() as store:
        (kept,) = opened(store, partner_links)
    assert (kept.may_tell, kept.arrived_at) == (False, None)


def test_another_room_is_no_arrival(village: Street) -> None:
    noor, rosa = partner(village), village.neighbour()
    rosa.says(f"/start {sends(noor)}").taps(COME).taps("✅ Yes")
    rosa.says("/start room_holendrecht").taps("✅ I am here")
    noor.says("/menu").taps("➕ Send somebody").sees("not yet")


def test_a_link_works_for_the_first_who_opens_it_and_again_for_them_only(village: Street) -> None:
    noor, fatma = partner(village), village.key_holder("h-buurt")
    code = sends(noor)
    rosa, eve = village.neighbour(), village.neighbour()
    rosa.says(f"/start {code}").taps(COME).taps("✅ Yes")
    fatma.reads()
    rosa.says(f"/start {code}").sees("H-buurt is expecting you.").sees_not("May Debt House know")
    eve.says(f"/start {code}").sees("This link has already been used.").sees_not(
        "Debts", "Debt House"
    )
    fatma.hears_nothing()


def test_a_link_that_is_too_old_says_so(village: Street) -> None:
    noor = partner(village)
    code = sends(noor)
    village.later(days=14, seconds=1)
    village.neighbour().says(f"/start {code}").sees("This link is too old.")


@pytest.mark.parametrize("how", ["suspended", "forgotten"])
def test_a_link_of_somebody_who_may_not_send_any_more_alarms_no_room(
    village: Street, how: str
) -> None:
    noor, fatma, ana = partner(village), village.key_holder("h-buurt"), village.coordinator()
    code = sends(noor)
    if how == "suspended":
        ana.says("/manage").taps("🤝 Debt House: 1").taps("⏸️ Pause 1")
    else:
        noor.says("/forget").taps("Yes, delete")
    rosa = village.neighbour().says(f"/start {code}")
    rosa.sees("This link is too old. Please ask for a new one.", "Today from 10:00.")
    rosa.sees_not("is expecting you")
    fatma.hears_nothing()


def test_of_many_at_once_exactly_one_is_expected(village: Street, other_copy: Street) -> None:
    noor = partner(village)
    code = sends(noor)
    everybody = [village.neighbour() for _ in range(8)]
    for neighbour in everybody:
        neighbour.arrives()
        neighbour.says(f"/start {code}")
    gate = Barrier(len(everybody))

    def taps(at: int) -> None:
        key = next(one for one in keys_of(everybody[at].last) if one.label == COME)
        turn = Turn(
            "telegram",
            everybody[at].address,
            f"o-{at}",
            village.now,
            kind=Kind.TAPPED,
            tap=key.token,
        )
        gate.wait()
        (village, other_copy)[at % 2].turns.do([turn])

    with ThreadPoolExecutor(len(everybody)) as pool:
        list(pool.map(taps, range(len(everybody))))
    village.deliver()
    expected = [
        neighbour for neighbour in everybody if "is expecting you" in "\n".join(neighbour.reads())
    ]
    assert len(expected) == 1


def test_only_a_hash_of_the_code_is_kept(village: Street) -> None:
    noor = partner(village)
    code = sends(noor)
    assert code not in everything_kept(village)


def test_somebody_without_a_partner_sends_nobody(village: Street) -> None:
    fatma = village.key_holder("h-buurt")
    fatma.says("/menu")
    assert "➕ Send somebody" not in fatma.buttons()
