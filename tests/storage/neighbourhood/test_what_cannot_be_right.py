"""Hours, repeats and telephone numbers that cannot be right are refused with their line."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.neighbourhood.file import FileMistake, read_text
from storage.neighbourhood.model import Neighbourhood
from tests.storage.neighbourhood.small_file import SMALL, change


def mistake(old: str, new: str) -> str:
    with pytest.raises(FileMistake) as caught:
        read_text(change(old, new), "my.toml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("hours", "why"),
    [
        ("Mo-Fr 20:00-13:00", "ends before it begins"),
        ("17:00-10:00", "ends before it begins"),
        ("Mo 10:00-12:00; Tu 9:00-5:00", "ends before it begins"),
        ("10:00-10:00", "ends before it begins"),
        ("Mo-Fr 10:00-12:00,16:00-13:00; PH off", "ends before it begins"),
        ("Mo 10:00-14:00,13:00-16:00", "overlap"),
        ("13:00-16:00,10:00-14:00", "overlap"),
        ("Mo-Fr 09:00-18:00,12:00-13:00", "overlap"),
        ("Mo-Fr 10:00-14:00, We 13:00-17:00", "overlap"),
        ("Mo 20:00-04:00; Tu 02:00-10:00", "overlap"),
        ("Sa 22:00-03:00,00:00-05:00; Su 01:00-02:00", "overlap"),
    ],
)
def test_hours_that_nobody_means_are_refused(hours: str, why: str) -> None:
    told = mistake('"20:00-02:00"', f'"{hours}"')
    assert told.startswith("my.toml, line 19: rooms[2].hours (two)")
    assert why in told


@pytest.mark.parametrize(
    "hours",
    [
        "20:00-02:00",
        "Mo,We 18:00-02:00",
        "Fr-Sa 14:00-02:00",
        "22:00-08:00",
        "10:00-26:00",
        "24/7",
        "Fr 20:00-24:00; Sa 00:00-02:00",
        "Mo 20:00-04:00; Tu 04:00-10:00",
        "Mo-Fr 10:00-12:00,12:00-14:00",
        "Mo-Fr 10:00-14:00, We 19:00-21:00",
        "Mo-Fr 10:00-17:00; We 13:00-21:00",
        "Sa 00:00-02:00,22:00-02:00",
        "24/7; 22:00-24:00 off; 00:00-08:00 off",
        'Mo-Fr 10:00-12:00 "ring twice"; PH off',
    ],
)
def test_nights_and_breaks_are_taken(hours: str) -> None:
    escaped = hours.replace('"', '\\"')
    read_text(change('"20:00-02:00"', f'"{escaped}"'), "my.toml")


@pytest.mark.parametrize("hours", ["16:00-13:00", "13:00-16:00,15:00-18:00"])
def test_a_special_day_is_looked_at_as_well(hours: str) -> None:
    told = mistake('"13:00-16:00"', f'"{hours}"')
    assert "line 20" in told
    assert "exceptions[2].hours" in told


@pytest.mark.parametrize(
    "until",
    [
        "20261207",
        "2026-12-07",
        "20261207T090000Z",
        "20261207T080000Z",
        "20261207T000000Z",
        "20261206T230000Z",
        "20261207T225959Z",
        "20261207T235959Z",
        "20261207T100000",
        "20261207T090000",
        "20261207T000000",
        "20261207T235959",
    ],
)
@pytest.mark.parametrize("rule", ["FREQ=WEEKLY;BYDAY=MO", "FREQ=DAILY"])
def test_the_last_day_of_a_rule_is_in_it_however_it_is_written(until: str, rule: str) -> None:
    file = change("FREQ=WEEKLY;BYDAY=WE", f"{rule};UNTIL={until}")
    view = NeighbourhoodView(read_text(file, "my.toml"))
    first, last = datetime(2026, 12, 6, tzinfo=UTC), datetime(2026, 12, 20, tzinfo=UTC)
    days = [one.begins.day for one in view.agenda.between(first, last, {})]
    assert days == ([7] if "WEEKLY" in rule else [6, 7])


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("FREQ=WEEKLY;BYDAY=WE;UNTIL=20261332", "is no day"),
        ("FREQ=WEEKLY;BYDAY=WE;UNTIL=20260230", "is no day"),
        ("FREQ=WEEKLY;BYDAY=WE;UNTIL=20261207T250000Z", "is no day"),
        ("FREQ=WEEKLY;BYDAY=WE;UNTIL=december", "is no day"),
        ("FREQ=WEEKLY;BYDAY=WE;UNTIL=", "is no day"),
        ("FREQ=WEEKLY;BYDAY=WE;UNTIL=261207", "is no day"),
        ("FREQ=WEEKLY;BYDAY=WE;UNTIL=07-12-2026", "is no day"),
        ("FREQ=WEEKLY;BYDAY=WE;COUNT=5;UNTIL=20261207", "two ends"),
        ("FREQ=WEEKLY;BYDAY=WE;UNTIL=20261207;UNTIL=20271207", "same key twice"),
    ],
)
def test_an_end_of_a_rule_that_cannot_be_is_refused_with_its_line(rule: str, why: str) -> None:
    told = mistake("FREQ=WEEKLY;BYDAY=WE", rule)
    assert told.startswith("my.toml, line 30: activities[1].rrule (coffee)")
    assert why in told


PHONE = '"+31 20 000 0101"'


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("+31 20 000 0101", "+31 20 000 0101"),
        ("+31 (0)20 555 0101", "+31 20 555 0101"),
        ("+31(0)205550101", "+31 20 555 0101"),
        ("0031 20 555 0101", "+31 20 555 0101"),
        ("(020) 555 01 01", "020 555 0101"),
        ("020-555 01 01", "020-555 01 01"),
        ("0205550101", "020 555 0101"),
        ("020.555.0101", "020 555 0101"),
        ("020/5550101", "020 555 0101"),
        ("06-12345678", "06-12345678"),
        ("+32 2 555 12 12", "+32 2 555 12 12"),
        ("0800-0113", "0800-0113"),
        ("112", "112"),
        ("113", "113"),
        ("14020", "14 020"),
        ("٠٢٠ ٥٥٥ ٠١٠١", "020 555 0101"),
    ],
)
def test_a_number_is_shown_as_people_write_it(written: str, shown: str) -> None:
    found = read_text(change(PHONE, f'"{written}"'), "my.toml")
    assert found.rooms[1].phone == shown
    # And what is shown is taken back as it is.
    again = read_text(change(PHONE, f'"{shown}"'), "my.toml")
    assert again.rooms[1].phone == shown


@pytest.mark.parametrize(
    "written",
    [
        "bel Fatima",
        "020 555",
        "020",
        "+31 20 555",
        "020 555 01011",
        "tel. 020 555 0101",
        "020 555 0101 (Fatima)",
        "020 555 0101 / 06 12345678",
        "020 555 0101 ext 5",
        "1-800-FLOWERS",
        "06-00000001",
        "00000000",
        "+99 123",
        "-",
        "☎",
    ],
)
def test_what_no_telephone_can_dial_is_refused_with_its_line(written: str) -> None:
    told = mistake(PHONE, f'"{written}"')
    assert told.startswith("my.toml, line 18: rooms[2].phone (two)")
    assert '"020 555 0101"' in told


def test_partners_and_numbers_for_danger_are_looked_at_as_well() -> None:
    assert "partners[1].phone" in mistake('name = "Help"', 'name = "Help"\nphone = "ask Ali"')
    assert "no telephone" in mistake('"Police" = "112"', '"Police" = "bel de politie"')


def test_a_file_that_was_loaded_before_still_lets_the_program_start() -> None:
    before = read_text(SMALL, "my.toml").to_json()
    for new, old in {
        "+31 20 000 0101": "bel Fatima",
        "20:00-02:00": "20:00-14:00",
        "13:00-16:00": "13:00-16:00,15:00-17:00",
        "BYDAY=WE": "BYDAY=WE;COUNT=5;COUNT=6",
    }.items():
        with pytest.raises(FileMistake):
            read_text(change(new, old), "my.toml")
        before = before.replace(new, old)
    found = Neighbourhood.from_json(before)
    assert found.rooms[1].phone == "bel Fatima"
    assert Neighbourhood.from_json(found.to_json()) == found
