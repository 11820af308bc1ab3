"""What the coordinators may count on in the figures about requests for help."""

from __future__ import annotations

import pytest

from handlers.figures import Answers, Course
from handlers.period import Period
from handlers.reach import make_report
from tests.journeys.asking import asks, house_of, partner, with_partners
from tests.talk import Street


@pytest.fixture
def village(street: Street) -> Street:
    return with_partners(street)


def figures(street: Street) -> Answers:
    """What the report of this week says about requests."""
    with street.database.reading() as store:
        report = make_report(house_of(street), store, Period.week("2026-W47"), street.now)
    assert report.requests
    return report.requests


def test_a_partner_that_refused_or_kept_silent_was_asked_too(village: Street) -> None:
    noor, lena = partner(village), partner(village, "letters")
    refused = asks(village)
    village.later(days=1)
    noor.taps("📂 Requests").taps("1").taps("❌ Refuse").taps("🚦 No room for more")
    silent = asks(village, due_at=village.now)
    village.tick()
    village.later(days=1)
    lena.taps("📂 Requests").taps("1").taps("✅ We help")
    village.later(days=1)
    lena.taps("🏁 Ended").taps("✅ Got help")
    expected = {"debts": Course(2, 0, 0, 0, 1), "letters": Course(2, 1, 1, 1, 1, 2)}
    assert figures(village).by_partner == expected
    for request in (refused, silent):
        with village.database.writing() as store:
            store.requests.erase(request.id, village.now)
    assert figures(village).by_partner == expected


def test_what_its_person_stopped_is_not_counted_as_closed(village: Street) -> None:
    rosa = village.neighbour()
    asks(village, rosa)
    rosa.says("/referral").taps("❌ Stop it")
    assert figures(village).by_partner == {"debts": Course(1, 0, 0, 0)}
