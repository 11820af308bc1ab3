"""A report that was sent stays as it was sent: once for each period, sealed, listed, opened."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from storage.tables.reports import sent_reports
from storage.upkeep import retention
from tests.handlers.reports.test_monday import is_now, my_reports, quiet_street, ticks
from tests.support.peek import takes_keys_from
from tests.support.talk import Neighbour, Street, plain

__all__ = ["quiet_street"]


def kept(street: Street) -> list[str]:
    """Of which periods a report is kept."""
    with street.database.reading() as store:
        return [one.period for one in store.sent_reports.newest(skip=0, many=999)]


def counted(street: Street, visits: int = 15) -> tuple[Neighbour, Neighbour]:
    """A coordinator, and a key-holder who opened on Monday and counted."""
    nour, fatma = street.coordinator(), street.key_holder("h-buurt")
    is_now(street, "2026-11-20", "10:00")
    fatma.says("/open").says(f"/close {visits}").says("2")
    return nour, fatma


def corrects(street: Street, fatma: Neighbour, visits: int) -> None:
    """On Monday at noon the count of Friday is another one."""
    is_now(street, "2026-11-23", "12:00")
    fatma.says("/shifts").taps("Friday 10:00").says(str(visits)).says("2").sees(f"{visits} people")


def test_a_report_opens_as_it_was_sent_also_after_a_correction(quiet_street: Street) -> None:
    street = quiet_street
    nour, fatma = counted(street)
    ticks(street, "2026-11-23 07:00")
    as_sent = nour.last
    corrects(street, fatma, 51)
    nour.says("/report").taps("Other times").taps("Sent reports")
    nour.sees("🗂️ These reports were sent.", "week 47 of 2026: sent on Monday 23 November.")
    nour.taps("2026-W47").sees("🗂️ As it was sent on Monday 23 November 2026, at 07:00.")
    assert plain(as_sent.text) in plain(nour.last.text)
    nour.sees("15 visits").sees_not("51")
    nour.taps("As it is now").sees("51 visits", "figures changed since it was sent.")


def test_it_is_kept_once_for_all_who_get_it_and_only_when_it_went_to_somebody(
    quiet_street: Street,
) -> None:
    street = quiet_street
    ticks(street, "2026-11-23 07:00")
    assert kept(street) == []
    street.coordinator(), street.coordinator(), street.key_holder("h-buurt")
    ticks(street, "2026-11-30 07:00", "2026-11-30 07:01", "2026-12-07 07:00")
    assert kept(street) == ["2026-W49", "2026-W48"]


def test_a_report_that_only_key_holders_got_is_kept_too(quiet_street: Street) -> None:
    quiet_street.key_holder("h-buurt")
    ticks(quiet_street, "2026-11-23 07:00")
    assert kept(quiet_street) == ["2026-W47"]


def test_what_was_sent_is_not_changed_by_sending_it_again(quiet_street: Street) -> None:
    street = quiet_street
    _, fatma = counted(street)
    ticks(street, "2026-11-23 07:00")
    corrects(street, fatma, 51)
    with street.database.writing() as store:
        store.done_once.forget("weekly report", "2026-W47")
        store.done_once.forget("reports looked at", "2026-11-23")
    street.tick()
    with street.database.reading() as store:
        sent = store.sent_reports.get("2026-W47")
    assert sent
    assert json.loads(sent.content)["figures"]["total"]["visits"] == 15


def test_a_long_list_has_pages(quiet_street: Street) -> None:
    street = quiet_street
    nour = street.coordinator()
    with street.database.writing() as store:
        for week in range(1, 12):
            day = date.fromisocalendar(2025, week, 7)
            store.sent_reports.keep(f"2025-W{week:02}", day, "{}", street.now)
    nour.says("/report").taps("Other times").taps("Sent reports").sees("week 11 of 2025")
    nour.sees_not("week 3 of").taps("More").sees("week 3 of 2025", "week 1 of 2025")
    assert "➡️ More" not in nour.buttons()


def test_without_a_report_that_was_sent_the_list_says_so(quiet_street: Street) -> None:
    quiet_street.coordinator().says("/report").taps("Other times").taps("Sent reports").sees(
        "No report was sent yet."
    )


def test_whoever_is_coordinator_no_more_opens_none(quiet_street: Street) -> None:
    nour, _ = counted(quiet_street)
    ticks(quiet_street, "2026-11-23 07:00")
    nour.says("/report").taps("Other times").taps("Sent reports")
    takes_keys_from(quiet_street, nour)
    nour.taps("2026-W47").sees("Only the coordinator can do this.").sees_not("visits")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_nothing_of_it_can_be_read_without_the_keys(quiet_street: Street) -> None:
    counted(quiet_street)
    ticks(quiet_street, "2026-11-23 07:00")
    with quiet_street.database.reading() as store:
        (content,) = store.connection.execute(select(sent_reports.c.content)).scalars()
    assert len(content) < 5_000
    assert b"visits" not in content


def test_it_is_kept_for_the_three_years_after_its_own(quiet_street: Street) -> None:
    counted(quiet_street)
    ticks(quiet_street, "2026-11-23 07:00")
    for today, left in ((date(2029, 12, 31), ["2026-W47"]), (date(2030, 1, 1), [])):
        with quiet_street.database.writing() as store:
            retention.forget_old(store, today, quiet_street.now)
        assert kept(quiet_street) == left


def test_what_was_chosen_goes_with_the_role(quiet_street: Street) -> None:
    street = quiet_street
    nour, fatma = street.coordinator(), street.key_holder("h-buurt")
    for one, label in ((nour, "Every month"), (fatma, "My room's week")):
        my_reports(one).taps(label)
    takes_keys_from(street, fatma)
    with street.database.writing() as store:
        retention.forget_old(store, street.now.date(), street.now)
        assert store.report_choices.of(nour.person) == {"month": True}
        assert store.report_choices.of(fatma.person) == {}
