"""What is counted here? Every figure says what it means, how much it is and from which openings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import locales
from handlers.reports.text.definitions import DEFINITIONS
from storage.neighbourhood.file import read_text
from tests.conftest import TWO_ROOMS
from tests.handlers.reports.made_reports import held, keep
from tests.handlers.reports.test_monday import ticks
from tests.support.peek import HOLE, INTERNAL, takes_keys_from
from tests.support.talk import Neighbour, Street, plain

WEEK = "2026-W47"


@pytest.fixture
def counted(street: Street) -> tuple[Neighbour, Neighbour]:
    """A week of H-buurt that is over: 12 came on Monday, Tuesday was not counted."""
    ticks(street, "2026-11-16 07:00")
    nour, fatma = street.coordinator(), street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open h-buurt")
    street.at("12:00")
    fatma.says("/close 12").says("2")
    street.at("10:05", days=1)
    fatma.says("/open h-buurt")
    street.at("12:00")
    fatma.says("/close").taps("I don't know")
    ticks(street, "2026-11-23 06:00")
    return nour, fatma


def figures_of(neighbour: Neighbour, asked: str) -> Neighbour:
    """The list of figures under a report."""
    neighbour.says(asked)
    if "All figures" in "".join(neighbour.buttons()):
        neighbour.taps("All figures")
    return neighbour.taps("What is counted?")


def test_every_figure_of_every_report_is_explained_with_its_value(
    counted: tuple[Neighbour, Neighbour],
) -> None:
    nour, _ = counted
    seen: list[str] = []
    figures_of(nour, f"/report {WEEK}")
    while True:
        page = nour.last
        numbers = [label for label in nour.buttons() if label.isdigit()]
        assert 1 <= len(numbers) <= 8
        for number in numbers:
            nour.taps(number, on=page)
            said = plain(nour.last.text).splitlines()
            assert said[0].startswith("📊 Week 47, 2 rooms.")
            seen += [said[1]]
            assert said[2] in {one.one for one in DEFINITIONS.values()}
        if "➡️ More" not in [key.label for row in page.rows for key in row]:
            break
        nour.taps("More", on=page)
    assert len(seen) == len(set(seen)) == len([key for key in DEFINITIONS if "money" not in key])
    assert "Visits: 12, from 1 of 2 openings." in seen
    assert "New faces: 2, asked at 1 of 2 openings." in seen
    assert "Measured since: Monday 16 November 2026." in seen
    assert "Came to activities: not known." in seen
    assert not [line for line in seen if HOLE.search(line) or INTERNAL.search(line)]


def test_a_figure_is_chosen_by_its_number_or_the_button_by_its_words(
    counted: tuple[Neighbour, Neighbour],
) -> None:
    nour, fatma = counted
    nour.says(f"/report {WEEK} h-buurt").says("what is counted?").sees("Which figure").says("6")
    nour.sees("Visits: 12, from 1 of 2 openings.", "The people inside, counted at each opening.")
    nour.says("which openings?").sees("12 visits, new faces: 2")
    fatma.says(f"/report {WEEK}").says("What is counted?").says("1").sees("Openings: 2.")


def test_the_openings_are_listed_with_their_hours_and_the_days_without_one(
    counted: tuple[Neighbour, Neighbour],
) -> None:
    for neighbour in counted:
        figures_of(neighbour, f"/report {WEEK} h-buurt").taps("6").taps("Which openings?")
        assert plain(neighbour.last.text).splitlines()[1:] == [
            "🔑 Monday 16 November, 10:00 to 12:00: 12 visits, new faces: 2.",
            "🔑 Tuesday 17 November, 10:05 to 12:00: not counted.",
            "⚠️ Wednesday 18 November: no opening was logged.",
            "⚠️ Friday 20 November: no opening was logged.",
        ]
        neighbour.taps("Other figures").sees("Which figure")


def test_what_was_corrected_added_or_never_closed_is_told(
    counted: tuple[Neighbour, Neighbour],
) -> None:
    nour, fatma = counted
    street = nour.street
    fatma.says("/shifts").taps("Tuesday 10:05").says("9").says("0")
    fatma.says("/shifts").taps("Monday 16 November 10:00").says("15").says("3")
    fatma.says("/shifts").taps("➕ One I forgot").taps("Wednesday 18 November").says(
        "10:00 - 12:00"
    )
    fatma.says("8").says("0")
    street.at("14:00")
    fatma.says("/open h-buurt")
    ticks(street, "2026-11-24 06:00")
    figures_of(nour, "/report 2026-11 h-buurt").taps("6").taps("Which openings?")
    monday, tuesday, wednesday, *_, last = plain(nour.last.text).splitlines()[1:]
    assert monday == (
        "🔑 Monday 16 November, 10:00 to 12:00: 15 visits, new faces: 3. "
        "✏️ Visits corrected on Monday 23 November, before: 12. "
        "✏️ New faces corrected on Monday 23 November, before: 2."
    )
    # What is counted for the first time is no correction.
    assert tuesday == "🔑 Tuesday 17 November, 10:05 to 12:00: 9 visits, new faces: 0."
    assert wednesday == (
        "🔑 Wednesday 18 November, 10:00 to 12:00: 8 visits, new faces: 0. "
        "Added on Monday 23 November."
    )
    assert last == (
        "🔑 Monday 23 November, 14:00 to 16:00: not counted. Nobody closed: the end is an estimate."
    )


def test_counting_on_and_undoing_is_no_correction(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    street.at("10:00")
    fatma.says("/open h-buurt").says("/count 3").says("/count 5")
    figures_of(fatma, "/report 2026-11").taps("6").taps("Which openings?")
    fatma.sees("🔑 Monday 16 November, from 10:00, not closed yet: 5 visits.")
    street.at("12:00")
    fatma.says("/close 12").says("2")
    street.at("15:00")
    fatma.says("/shifts").taps("Monday 10:00").says("20").taps("↩️ Undo").sees(
        "↩️ Undone: 20 people."
    )
    figures_of(fatma, "/report 2026-11").taps("6").taps("Which openings?")
    fatma.sees("10:00 to 12:00: 12 visits, new faces: 2.").sees_not("corrected")


def test_whoever_may_not_sees_nothing(counted: tuple[Neighbour, Neighbour]) -> None:
    nour, fatma = counted
    street = nour.street
    figures_of(nour, f"/report {WEEK}")
    listed = nour.last
    figures_of(fatma, f"/report {WEEK}")
    own = fatma.last
    fatma.sees_not("Requests", "Of the team", "Web visits", "Paid jobs", "Offered to help")
    for one in counted:
        takes_keys_from(street, one)
    nour.taps("6", on=listed).sees("Only the coordinator can do this.").sees_not("12")
    fatma.taps("6", on=own).sees_not("12", "Visits")


def test_a_room_that_left_the_file_meanwhile_answers_kindly(
    counted: tuple[Neighbour, Neighbour],
) -> None:
    nour, fatma = counted
    figures_of(nour, f"/report {WEEK} h-buurt").taps("6")
    figures_of(fatma, f"/report {WEEK}").taps("6")
    gone = TWO_ROOMS.replace('id = "h-buurt"', 'id = "new"').replace('"H-buurt"', '"New"')
    nour.street.load(read_text(gone, "gone.toml"))
    # The coordinator's report has it for as long as it has openings in that time.
    nour.taps("Which openings?").sees("12 visits, new faces: 2").sees_not("no opening was logged")
    nour.says(f"/report {WEEK}").taps("By room").taps("h-buurt").sees("12 visits, new faces: 2")
    fatma.taps("Which openings?").sees_not("12 visits")
    assert fatma.unread


def test_a_button_answers_again_and_again_from_an_old_message(
    counted: tuple[Neighbour, Neighbour],
) -> None:
    nour, _ = counted
    figures_of(nour, f"/report {WEEK} h-buurt")
    chosen = nour.last
    nour.says("/menu")
    for _ in range(2):
        nour.taps("6", on=chosen).sees("Visits: 12")
        figure = nour.last
        nour.taps("Which openings?", on=figure).sees("12 visits")


def test_all_of_it_is_told_in_every_language(counted: tuple[Neighbour, Neighbour]) -> None:
    nour, _ = counted
    meaning = DEFINITIONS["visits"]
    for language in ("nl", "ar", "tr", "es"):
        nour.language = language
        nour.says(f"/report {WEEK} h-buurt")
        nour.taps(locales.sentence((language,), "btn", "❓ What is counted?").text).says("6")
        told = locales.sentence((language, "en"), meaning.slot, meaning.one)
        assert told.language == language
        assert plain(nour.last.text).splitlines()[2] == told.text
        assert ("\u2068H-buurt\u2069" in nour.last.text) == (language == "ar")
        nour.taps(locales.sentence((language,), "btn", "🧾 Which openings?").text).sees("12")


def test_one_opening_that_holds_all_is_enough(street: Street) -> None:
    fatma = street.key_holder("holendrecht")
    ticks(street, "2026-11-16 07:00")
    street.at("10:00")
    fatma.says("/open holendrecht")
    street.at("12:00")
    fatma.says("/close 700").says("700")
    figures_of(fatma, "/report 2026").taps("6").sees("Visits: 700, from 1 of 1 openings.")
    fatma.taps("Which openings?").sees("700 visits, new faces: 700")


def test_a_year_of_openings_is_read_in_pages_and_none_is_lost(street: Street) -> None:
    fatma = street.key_holder("holendrecht")
    days = [date(2026, 9, 1) + timedelta(days=number) for number in range(23)]
    with street.database.writing() as store:
        times = [(f"{day} 10:00", f"{day} 12:00") for day in days]
        keep(store, *(held("holendrecht", *time, visits=1, opened_by=None) for time in times))
    ticks(street, "2026-09-24 06:00")
    figures_of(fatma, "/report 2026-09").taps("1").sees("Openings: 23.").taps("Which openings?")
    pages = [fatma.last.text]
    while "➡️ More" in fatma.buttons():
        pages.append(fatma.taps("More").last.text)
    assert sum(page.count("🔑") for page in pages) == 23
    assert len({page.splitlines()[1] for page in pages}) == len(pages)
