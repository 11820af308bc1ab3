"""One rule of days: a partner has those it promised, two where it promised none, 14 at most."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from handlers.core.neighbourhood.working_days import earlier, later
from handlers.help_requests import assignment
from storage.neighbourhood.file import FileMistake, read_text
from storage.neighbourhood.model import Neighbourhood
from storage.repositories.help_requests import states
from tests.conftest import TWO_ROOMS
from tests.handlers.help_requests.partner_steps import opens
from tests.support.asking import PARTNERS, asks, now_of, partner, steps, view_of
from tests.support.talk import Neighbour, Street

PROMISE = "answer_within_days = 2"


def promising(street: Street, days: str) -> Street:
    """The same two partners; the first has promised something else."""
    street.load(read_text(TWO_ROOMS + PARTNERS.replace(PROMISE, days, 1), "partners.toml"))
    return street


def asks_for_help(resident: Neighbour) -> Neighbour:
    """A resident asks by taps, and says yes."""
    resident.says("/referral debt").taps("H-buurt").taps("✅ Here, it is safe")
    return resident.taps("✅ Yes, ask")


@pytest.mark.parametrize(
    ("promised", "told", "read"),
    [
        ("answer_within_days = 1", "Tuesday, 09:00", "until Tuesday."),
        ("answer_within_days = 3", "Thursday 09:00", "until Thursday."),
        # Two working days where the file promises none.
        ("", "Wednesday 09:00", "until Wednesday."),
        # A weekend is in between.
        ("answer_within_days = 5", "Monday 23 November 09:00", "until Monday 23 November."),
    ],
)
def test_a_partner_has_the_days_it_promised_and_everybody_is_told_the_same_day(
    village: Street, promised: str, told: str, read: str
) -> None:
    noor, rosa = partner(promising(village, promised)), village.neighbour()
    asks_for_help(rosa).sees("Asked: Debt House.", read)
    noor.sees("Please answer before: ", told)
    opens(noor).sees("Please answer before")


def test_it_is_reminded_a_working_day_before_the_end_and_then_the_next_one_is_asked(
    village: Street,
) -> None:
    noor, lars = partner(promising(village, "answer_within_days = 5")), partner(village, "letters")
    asks_for_help(village.neighbour())
    noor.reads()
    # Monday to Friday; the days are over on the Monday after.
    village.at("08:59", days=4)
    village.tick()
    noor.hears_nothing()
    village.at("09:00")
    village.tick()
    village.tick()
    assert noor.reads() == ["A request still waits for your answer."]
    village.at("08:59", days=3)
    village.tick()
    lars.hears_nothing()
    village.at("09:00")
    village.tick()
    lars.sees("There is a new request for you.", "Please answer before: Wednesday")


def test_two_working_days_of_the_fourteen_are_left_to_the_coordinators(village: Street) -> None:
    noor, nadia = partner(promising(village, "answer_within_days = 14")), village.coordinator()
    lars, rosa = partner(village, "letters"), village.neighbour()
    asks_for_help(rosa).sees("until Thursday 26 November.")
    with village.database.reading() as store:
        (request,) = store.requests.under_way()
    ends = request.made_at + timedelta(days=14)
    assert request.due_at == earlier(view_of(village), ends, 2)
    noor.sees("Please answer before: ", "26 November 09:00").reads()
    village.at("09:00", days=10)
    village.tick()
    # Another partner would have no time left.
    lars.hears_nothing()
    nadia.sees("There is a new request for you.").reads()
    village.at("08:59", days=4)
    village.tick()
    assert now_of(village, request).state == states.REQUESTED
    village.at("09:00")
    village.tick()
    assert now_of(village, request).state == states.FAILED


def test_a_refusal_near_the_end_leads_to_the_coordinators(village: Street) -> None:
    noor, lars = partner(promising(village, "answer_within_days = 14")), partner(village, "letters")
    nadia = village.coordinator()
    request = asks(village, due_at=village.now + timedelta(days=14))
    village.at("10:00", days=11)
    opens(noor).taps("❌ We cannot help").taps("🚦 No space for more")
    lars.hears_nothing()
    nadia.sees("There is a new request for you.")
    assert steps(village, request) == ["requested", "rejected", "no_capacity", "requested"]


@pytest.mark.parametrize(
    ("promised", "days"), [(1, 1), (2, 2), (5, 5), (14, 14), (30, 14), (365, 14)]
)
def test_a_file_of_before_with_more_days_means_fourteen(promised: int, days: int) -> None:
    kept = read_text(TWO_ROOMS + PARTNERS, "my.toml").to_json()
    old = kept.replace('"answer_within_days":2', f'"answer_within_days":{promised}', 1)
    first, second = Neighbourhood.from_json(old).partners
    assert (first.days_to_answer, second.days_to_answer) == (days, 2)


@pytest.mark.parametrize("days", [15, 366])
def test_whoever_loads_more_than_fourteen_days_now_is_told_so(days: int) -> None:
    with pytest.raises(FileMistake) as told:
        read_text(
            TWO_ROOMS + PARTNERS.replace(PROMISE, f"answer_within_days = {days}", 1), "my.toml"
        )
    assert f"answer_within_days (debts) is {days}, but must be 14 or less" in str(told.value)
    assert "line " in str(told.value)


def test_a_room_has_two_working_days(village: Street) -> None:
    view, now = view_of(village), village.now
    assert assignment.first_due(view, "", now) == later(view, now, 2)


@pytest.mark.parametrize(
    ("before", "day"),
    [
        ("2026-11-16T10:00", "2026-11-12T10:00"),
        # Christmas and a weekend are in between.
        ("2026-12-29T10:00", "2026-12-24T10:00"),
        # From a Sunday on.
        ("2026-11-15T10:00", "2026-11-12T10:00"),
    ],
)
def test_working_days_are_counted_back_as_well(village: Street, before: str, day: str) -> None:
    view = view_of(village)
    moment = datetime.fromisoformat(before).replace(tzinfo=view.zone)
    assert earlier(view, moment, 2) == datetime.fromisoformat(day).replace(tzinfo=view.zone)
