"""What the coordinators may count on in the figures about requests for help."""

from __future__ import annotations

import pytest

from bot.exports import detail_tables
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from handlers.reports.reach.disclosure import for_funder
from handlers.reports.reach.figures import Answers, Course
from tests.support.asking import asks, now_of, partner, view_of, with_partners
from tests.support.talk import Street


@pytest.fixture
def village(street: Street) -> Street:
    return with_partners(street)


def figures(street: Street) -> Answers:
    """What the report of this week says about requests."""
    with street.database.reading() as store:
        report = make_report(view_of(street), store, Period.week("2026-W47"), street.now)
    assert report.requests
    return report.requests


def test_a_partner_that_refused_or_kept_silent_was_asked_too(village: Street) -> None:
    noor, lena = partner(village), partner(village, "letters")
    refused = asks(village)
    village.later(days=1)
    noor.taps("📂 Requests").taps("1").taps("❌ We cannot help").taps("🚦 No space for more")
    silent = asks(village, due_at=village.now)
    village.tick()
    village.later(days=1)
    lena.taps("📂 Requests").taps("1").taps("✅ We help")
    village.later(days=1)
    lena.taps("🏁 Closed").taps("✅ Got help")
    expected = {
        "debts": Course(2, 0, 0, 0, 1),
        "letters": Course(2, 1, 1, 1, 1, 2, {"got_help": 1}),
    }
    assert figures(village).by_partner == expected
    for request in (refused, silent):
        with village.database.writing() as store:
            store.requests.erase(request.id, village.now)
    assert figures(village).by_partner == expected


def test_whoever_kept_silent_stays_counted_when_the_request_is_erased(village: Street) -> None:
    partner(village), partner(village, "letters")
    request = asks(village, due_at=village.now)
    for _ in ("debts", "letters"):
        village.tick()
        village.later(days=5)
    both = {"debts": Course(1, 0, 0, 0), "letters": Course(1, 0, 0, 0)}
    assert now_of(village, request).partner == ""
    assert figures(village).by_partner == both
    with village.database.writing() as store:
        store.requests.erase(request.id, village.now)
    assert figures(village).by_partner == both


def test_what_its_person_stopped_is_not_counted_as_closed(village: Street) -> None:
    rosa = village.neighbour()
    asks(village, rosa)
    rosa.says("/referral").taps("❌ Cancel request")
    assert figures(village).by_partner == {"debts": Course(1, 0, 0, 0)}


def test_on_monday_the_coordinators_read_how_requests_went(village: Street) -> None:
    nour, noor = village.coordinator(), partner(village)
    rosa = village.neighbour()
    asks(village, rosa)
    noor.taps("📂 Requests").taps("1").taps("✅ We help")
    village.later(days=2)
    noor.taps("🏁 Closed").taps("✅ Got help")
    nour.says("/report 2026-W47").taps("⛑️ Requests for help")
    nour.sees(
        "📊 Week 47",
        "1 request for help. Accepted: 1.",
        "1 request ended with an outcome. Got help: 1.",
        "Days to the first answer: 0.",
        "Days to the outcome: 2.",
        "Debt House: 1 request. Accepted: 1. Got help: 1. Days to answer: 0.",
        "💶 Debts: 1 request. Accepted: 1. Got help: 1. Days to answer: 0.",
    )


def test_requests_are_told_by_topic_and_language_to_the_team_alone(village: Street) -> None:
    nour = village.coordinator()
    for language, domain in (("ar", "debt"), ("ar", "debt"), ("sw", "debt"), ("nl", "housing")):
        gone = asks(village, language=language, domain=domain)
    with village.database.writing() as store:
        store.requests.erase(gone.id, village.now)
        report = make_report(view_of(village), store, Period.week("2026-W47"), village.now)
    assert report.requests
    told = {one: dict(own) for one, own in report.requests.by_topic_and_language.items() if own}
    # Of an erased request nobody knows the language any more.
    assert told == {"debt": {"ar": 2, "sw": 1}, "housing": {"und": 1}}
    nour.says("/report 2026-W47").taps("⛑️ Requests for help")
    nour.sees("Debts: 3 requests.", "Languages: العربية 2, Swahili 1.", "Languages: not known 1.")
    (sheet,) = [detail_tables.topics_by_language(report)]
    assert [line.cells for line in sheet.lines] == [(2, 1, 0), (0, 0, 1)]
    for_others = for_funder(report)
    assert "requests" not in for_others.to_dict()
    assert detail_tables.topics_by_language(for_others).lines == ()


def test_a_week_without_requests_has_no_button_for_them(village: Street) -> None:
    nour = village.coordinator()
    asks(village)
    nour.says("/report 2026-W46").sees("📊 Week 46")
    assert "⛑️ Requests for help" not in nour.buttons()
    nour.says("/report 2026-W47")
    assert "⛑️ Requests for help" in nour.buttons()


def test_what_ended_in_one_room_is_counted_in_no_other(village: Street) -> None:
    noor = partner(village)
    asks(village)
    noor.says("/menu").taps("📂 Requests").taps("1").taps("✅ We help")
    noor.taps("🏁 Closed").taps("✅ Got help")
    with village.database.reading() as store:
        report = make_report(view_of(village), store, Period.week("2026-W47"), village.now)
    closed = {room.id: room.figures.referrals.closed for room in report.rooms}
    assert closed == {"h-buurt": 1, "holendrecht": None}
