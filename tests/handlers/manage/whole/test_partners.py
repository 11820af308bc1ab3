"""Organisations are made, changed and taken out in the chat; nobody's request gets lost."""

from __future__ import annotations

import pytest

from storage.neighbourhood.model import Partner
from storage.repositories.help_requests import states
from tests.handlers.help_requests.partner_steps import opens
from tests.support.asking import asks, now_of, partner, with_partners
from tests.support.talk import Neighbour, Street

YES, READY = "✅ Yes, do it", "✔️ Ready"
NEWS = "There is news for you about the neighbourhood room."
ENDED = f"{NEWS}\nOne of your tasks ended. Thank you for all you did!"


@pytest.fixture
def village(street: Street) -> Street:
    return with_partners(street)


def organisations(village: Street, nadia: Neighbour | None = None) -> Neighbour:
    nadia = nadia or village.coordinator()
    return nadia.says("/manage").taps("🏙️ Neighbourhood").taps("🤝 Organisations")


def of_debts(village: Street, nadia: Neighbour | None = None) -> Neighbour:
    return organisations(village, nadia).taps("🤝 Debt House")


def known(village: Street) -> dict[str, Partner]:
    return {one.name: one for one in village.view().neighbourhood.partners}


def test_a_new_organisation_is_asked_from_then_on_and_its_people_are_invited(
    village: Street,
) -> None:
    nadia = organisations(village).taps("➕ New organisation").says("Language House")
    nadia.taps(READY).sees("Please choose at least one.")
    nadia.taps("⬜ 📖 Learn").taps("⬜ 🙋 Join in").says("join in")
    nadia.taps(READY).says("15").sees("from 1 to 14").says("٥")
    nadia.says("12").sees("No phone can call this number.").says("020 555 0301")
    nadia.sees("🤝 Language House", "It answers for: 📖 Learn.", "within 5 working days")
    assert "Language House" not in known(village)
    nadia.taps(YES).sees("✅ Done.", "Phone: 020 555 0301")
    made = known(village)["Language House"]
    assert (made.domains, made.answer_within_days) == (("learning",), 5)
    nadia.taps("✉️ Invite").sees("Send this link to Language House.")
    organisations(village, nadia).taps("🤝 Language House").sees("Nobody answers for it here yet.")


def test_each_thing_of_it_is_changed_seen_first_and_taken_back(village: Street) -> None:
    nadia = of_debts(village).sees("⚪ Debt House: not known", "Phone: +31 20 555 0201")
    nadia.taps("⏳ Days to answer").taps("❌ No promise").sees("promised no days", "Nobody has to")
    nadia.taps(YES).taps("↩️ Undo").sees("Debt House answers within 2 working days.")
    assert known(village)["Debt House"].answer_within_days == 2
    of_debts(village, nadia).taps("📞 Phone").says("no phone").taps(YES)
    of_debts(village, nadia).taps("🏷️ Name").says("letter desk").sees("Another organisation has")
    nadia.says("Money Help").sees("Debt House has a new name: Money Help.").taps(YES)
    after = known(village)["Money Help"]
    assert (after.id, after.phone) == ("debts", None)
    nadia.says("/manage").taps("📆 Days and hours").taps("👀 What changed")
    nadia.sees("Debt House has a new name: Money Help.", "Debt House has no number any more.")


def test_a_topic_for_which_nobody_is_left_is_named_before_the_yes(village: Street) -> None:
    nadia = of_debts(village).taps("⛑️ Topics").taps("✅ 🪙 Money at home").taps(READY)
    nadia.sees("Debt House answers for: 💶 Debts.")
    nadia.sees("⚠️ No organisation answers for this any more: 🪙 Money at home.")
    nadia.taps(YES)
    assert known(village)["Debt House"].domains == ("debt",)


def test_two_who_change_the_same_are_asked(village: Street) -> None:
    first = of_debts(village).taps("⏳ Days to answer").says("4")
    second = of_debts(village).taps("⏳ Days to answer").taps("⏳ 10")
    first.taps(YES).sees("✅ Done.")
    second.taps(YES).sees("Somebody else changed this a moment ago.", "within 10 working days")
    assert known(village)["Debt House"].answer_within_days == 4
    second.taps(YES).sees("✅ Done.")
    assert known(village)["Debt House"].answer_within_days == 10


def test_two_who_make_the_same_make_one(village: Street) -> None:
    both = [organisations(village).taps("➕ New organisation").says("Food Bank") for _ in range(2)]
    for nadia in both:
        nadia.taps("⬜ 🧡 Care").taps(READY).taps("❌ No promise").taps("❌ No phone")
    both[0].taps(YES).sees("✅ Done.")
    both[1].taps(YES).sees("Another organisation has this name.").says("Soup Bank")
    both[1].taps(READY).taps("❌ No promise").taps("❌ No phone").taps(YES).sees("✅ Done.")
    assert {"Food Bank", "Soup Bank"} <= set(known(village))
    ids = {one.id for one in village.view().neighbourhood.partners}
    assert len(ids) == 4


def test_what_was_with_one_that_goes_is_with_another_and_each_hears_it_once(
    village: Street,
) -> None:
    nadia, noor, lars = village.coordinator(), partner(village), partner(village, "letters")
    rosa = village.neighbour()
    taken, waits = asks(village, rosa), asks(village)
    opens(noor).taps("✅ We help")
    for one in (noor, rosa, nadia):
        one.reads()
    of_debts(village, nadia).sees("📂 2 open requests.").taps("➖ Take out").sees("Who gets them?")
    nadia.taps("Letter Desk").sees(
        "This organisation is gone: Debt House.", "2 open requests go to"
    )
    nadia.sees("👥 1 person loses this task.", "Undo brings it back, but not its people.")
    nadia.sees("🪙 Money at home", "4 people get a message.")
    assert now_of(village, taken).partner == "debts"
    nadia.taps(YES).sees("✅ Done.")
    assert noor.reads() == [ENDED]
    assert len(lars.reads()) == 1
    assert len(rosa.reads()) == 1
    for request in (taken, waits):
        after = now_of(village, request)
        assert (after.state, after.partner) == (states.REQUESTED, "letters")
    assert len(nadia.reads()) == 1
    # It comes back without those who answered for it.
    nadia.says("/manage").taps("📆 Days and hours").taps("👀 What changed").taps("↩️ Undo")
    of_debts(village, nadia).sees("Nobody answers for it here yet.").sees_not("open request")


def test_what_nobody_else_may_read_goes_to_the_coordinators(village: Street) -> None:
    nadia, omar, noor = village.coordinator(), village.coordinator(), partner(village)
    rosa = village.neighbour()
    request = asks(village, rosa, domain="budget")
    of_debts(village, nadia).taps("➖ Take out")
    assert "Letter Desk" not in nadia.buttons()
    nadia.taps("🛠️ Coordinators").sees("1 open request goes to: the coordinators.")
    noor.reads()
    nadia.taps(YES).sees("✅ Done.").taps("📂 Requests").taps("1").sees("🪙 Money at home")
    assert noor.reads() == [ENDED]
    omar.sees("There is a new request for you.")
    after = now_of(village, request)
    assert (after.state, after.partner, after.due_at) == (states.REQUESTED, "", None)


def test_what_came_since_it_was_shown_is_asked_about_again(village: Street) -> None:
    nadia = of_debts(village).taps("➖ Take out").sees("This organisation is gone: Debt House.")
    request = asks(village)
    nadia.taps(YES).sees("Something changed there a moment ago.", "Who gets them?")
    assert now_of(village, request).partner == "debts"
    nadia.taps("Letter Desk").taps(YES).sees("✅ Done.")
    assert now_of(village, request).partner == "letters"


def test_whoever_takes_up_a_topic_later_reads_no_request_of_before_without_a_yes(
    village: Street,
) -> None:
    noor, nadia, rosa = partner(village), village.coordinator(), village.neighbour()
    request = asks(village, rosa)
    village.later(minutes=1)
    organisations(village, nadia).taps("➕ New organisation").says("The Bank")
    nadia.taps("⬜ 💶 Debts").taps(READY).taps("❌ No promise").taps("❌ No phone").taps(YES)
    opens(nadia).taps("➡️ Pass on").taps("The Bank").sees("I ask the person first.")
    opens(noor).taps("❌ We cannot help").taps("🚦 No space for more")
    assert now_of(village, request).partner == "letters"
    of_letters = organisations(village, nadia).taps("🤝 Letter Desk").taps("➖ Take out")
    assert "The Bank" not in of_letters.buttons()
    of_letters.taps("🛠️ Coordinators").taps(YES)
    assert now_of(village, request).partner == ""


def test_a_coordinator_writes_down_what_it_says_on_the_phone(village: Street) -> None:
    nadia = of_debts(village).taps("🚦 Full or free").taps("🟢 Free again").sees("Noted")
    nadia.taps("🤝 Debt House").sees("🟢 Debt House: there is space.")


def test_in_arabic_and_typed(village: Street) -> None:
    layla = village.coordinator("ar").says("/manage").taps("🏙️ الحي").taps("🤝 المنظمات")
    layla.taps("🤝 Debt House").taps("🏷️ الاسم").says("بيت المال").says("نعم").sees("✅")
    assert "بيت المال" in known(village)
