"""A request moves on: whoever had it hears once that it is not theirs any more, and no more."""

from __future__ import annotations

from storage.repositories.help_requests import states
from tests.handlers.help_requests.partner_steps import opens
from tests.support.asking import CALLED, CONTACT, asks, now_of, partner
from tests.support.talk import Street

MOVED = "A request went to somebody else. You do not need to do anything."


def test_whoever_did_not_answer_in_time_hears_once_that_it_went_on(village: Street) -> None:
    noor, sami, lars = partner(village), partner(village), partner(village, "letters")
    asks(village)
    village.at("09:00", days=1)
    village.tick()
    noor.reads()
    sami.reads()
    village.at("09:00", days=1)
    village.tick()
    village.tick()
    assert noor.reads() == sami.reads() == [MOVED]
    noor.taps("📂 Requests").sees("There are no requests for you now.")
    assert "There is a new request for you." in "".join(lars.reads())


def test_no_word_of_what_it_was_about_is_in_it(village: Street) -> None:
    noor, rosa = partner(village), village.neighbour()
    partner(village, "letters")
    asks(village, rosa)
    village.at("09:00", days=2)
    village.tick()
    noor.sees(MOVED).sees_not("Debt", "Letter", "H-buurt", "Arabic", CONTACT, CALLED)


def test_who_refuses_hears_it_in_the_answer_and_the_others_of_the_partner_in_a_notice(
    village: Street,
) -> None:
    noor, sami = partner(village), partner(village)
    partner(village, "letters")
    asks(village)
    sami.reads()
    opens(noor).taps("❌ We cannot help").taps("🚦 No space for more")
    assert sami.reads() == [MOVED]
    assert MOVED not in "".join(noor.reads())
    village.tick()
    noor.hears_nothing()
    sami.hears_nothing()


def test_the_key_holders_of_a_room_hear_it_too(village: Street) -> None:
    fatma, nadia = village.key_holder("h-buurt"), village.coordinator()
    request = asks(village, partner="")
    fatma.reads()
    village.at("09:00", days=2)
    village.tick()
    village.tick()
    assert [said for said in fatma.reads() if said == MOVED] == [MOVED]
    assert nadia.reads()[-1].startswith("There is a new request for you.")
    assert now_of(village, request).state == states.REQUESTED


def test_who_is_asked_next_is_not_told_that_somebody_else_is(village: Street) -> None:
    """One person answers for both: what counts for them is that there is something to do."""
    noor = partner(village)
    nadia = village.coordinator()
    asks(village, partner="letters")
    # The Letter Desk has nobody here: the coordinators were asked for it, and are again.
    nadia.sees("There is a new request for you.").reads()
    village.at("09:00", days=2)
    village.tick()
    noor.sees("There is a new request for you.")
    nadia.sees(MOVED).reads()
    village.at("09:00", days=2)
    village.tick()
    nadia.sees("There is a new request for you.").sees_not(MOVED)
    noor.sees(MOVED)
