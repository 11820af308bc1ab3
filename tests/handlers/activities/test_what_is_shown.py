"""What residents see of activities is short; no second tap takes away what the first one gave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from bot.rendering.message import Rendered
from storage.database import Database
from storage.neighbourhood.file import read_text
from tests.conftest import MONDAY, TWO_ROOMS
from tests.handlers.activities.places import other_day
from tests.handlers.activities.test_activities import ACTIVITIES, coming, village
from tests.journeys.limits import size
from tests.support.talk import Neighbour, Street, keys_of

# What it is about is not the database.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SIGNS, LANGUAGES = 3, ("en", "nl")
# What takes something away begins with one of these.
TAKES_AWAY = ("❌", "🚫", "🗑️", "🔁")
LONG = "Lezen, schrijven en rekenen"


def long_names() -> str:
    """Titles in both languages, as long as they get, and a room with a long name."""
    named = ACTIVITIES.replace('en = "Coffee together"', f'en = "{LONG}"')
    return (TWO_ROOMS + named.replace('nl = "Koffie"', f'nl = "{LONG}"')).replace(
        'name = "H-buurt"', 'name = "Venserpolder"'
    )


@pytest.fixture
def street(database: Database) -> Street:
    return Street(database, read_text(long_names(), "t"), MONDAY)


def looks(street: Street, language: str) -> Neighbour:
    omar = street.neighbour(language).says("/activities h-buurt")
    return omar.taps(next(label for label in omar.buttons() if LONG in label))


def first(neighbour: Neighbour) -> Neighbour:
    """Taps the first button."""
    return neighbour.taps(neighbour.buttons()[0])


def is_full(street: Street) -> Neighbour:
    return looks(street, "en").taps("➕ With others").taps("2")


def an_offer(street: Street, language: str) -> Neighbour:
    holder, waiting = is_full(street), first(looks(street, language))
    holder.taps("❌ Not coming")
    return waiting


def a_place_that_passed(street: Street, language: str) -> Neighbour:
    waiting = an_offer(street, language)
    first(looks(street, "en"))
    street.at("09:01", days=1)
    street.tick()
    return waiting


def a_reminder(street: Street, language: str) -> Neighbour:
    omar = first(looks(street, language))
    street.at("18:00", days=1)
    street.tick()
    return omar


def key_holder(street: Street) -> Neighbour:
    fatma = street.key_holder("h-buurt").says("/activities h-buurt")
    return fatma.taps(next(label for label in fatma.buttons() if LONG in label))


def a_new_time(street: Street, language: str) -> Neighbour:
    omar = first(looks(street, language))
    key_holder(street).taps("🕘 Move it").taps("📆 Today").says("16:00").taps("🕘 Yes, move it")
    return omar


def a_new_time_while_waiting(street: Street, language: str) -> Neighbour:
    is_full(street)
    omar = first(looks(street, language))
    key_holder(street).taps("🕘 Move it").says("16:00").taps("🕘 Yes, move it")
    return omar


def a_new_time_for_a_kept_place(street: Street, language: str) -> Neighbour:
    omar = an_offer(street, language)
    key_holder(street).taps("🕘 Move it").says("16:00").taps("🕘 Yes, move it")
    return omar


def a_new_place(street: Street, language: str) -> Neighbour:
    omar = first(looks(street, language))
    other = long_names().replace('room = "h-buurt"\ndomain', 'room = "holendrecht"\ndomain', 1)
    street.load(read_text(other, "t"))
    street.tick()
    return omar


def a_cancellation(street: Street, language: str) -> Neighbour:
    omar = first(looks(street, language))
    key_holder(street).taps("🚫 Cancel it").taps("🚫 Yes, cancel it")
    return omar


def it_goes_on(street: Street, language: str) -> Neighbour:
    omar = first(looks(street, language))
    fatma = key_holder(street).taps("🚫 Cancel it").taps("🚫 Yes, cancel it")
    fatma.taps("♻️ It is on again")
    return omar


def out_of_the_file(street: Street, language: str) -> Neighbour:
    omar = first(looks(street, language))
    street.load(read_text(TWO_ROOMS + ACTIVITIES.replace('"coffee"', '"tea"'), "t"))
    street.tick()
    return omar


def fewer_places(street: Street, language: str) -> Neighbour:
    is_full(street)
    group = looks(street, language)
    group.taps(group.buttons()[1]).says("2")
    street.load(read_text(long_names().replace("places = 2", "places = 1"), "t"))
    street.tick()
    return group


UNASKED: tuple[Callable[[Street, str], Neighbour], ...] = (
    an_offer,
    a_place_that_passed,
    a_reminder,
    a_new_time,
    a_new_time_while_waiting,
    a_new_time_for_a_kept_place,
    a_new_place,
    a_cancellation,
    it_goes_on,
    out_of_the_file,
    fewer_places,
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("happens", UNASKED)
def test_what_comes_unasked_is_short_and_begins_without_its_subject(
    street: Street, happens: Callable[[Street, str], Neighbour], language: str
) -> None:
    omar = happens(street, language)
    assert len(omar.screen) > 1
    assert not too_much(omar.last), omar.last.text
    beginning = {"en": "There is news for you", "nl": "Er is nieuws voor je"}
    assert omar.last.text.startswith(beginning[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_so_it_is_for_whom_somebody_else_holds_the_phone(street: Street, language: str) -> None:
    omar = street.neighbour("en")
    omar.hands_over().taps("🦊")
    omar.says("/activities h-buurt")
    first(omar.taps(next(label for label in omar.buttons() if LONG in label)))
    omar.hands_over().taps("👤 First person")
    street.at("18:00", days=1)
    street.tick()
    assert f"🦊 ☕ {LONG}" in omar.last.text
    assert not too_much(omar.last)
    assert not too_much(omar.taps("✅ I'm coming").last)
    assert f"🦊 ☕ {LONG}" in omar.last.text


def too_much(message: Rendered) -> list[str]:
    return size(message, SIGNS).too_much()


MANY = "".join(
    f"""
[[activities]]
id = "circle-{number}"
room = "{("h-buurt", "holendrecht")[number % 2]}"
domain = "{("meeting", "forms", "learning", "debt", "budget", "care", "work")[number % 7]}"
start = 2026-01-05T{10 + number % 8}:00:00
rrule = "FREQ=WEEKLY;BYDAY={("MO", "TU", "WE", "TH", "FR")[number % 5]}"
minutes = 30
places = 6
language = "nl"
[activities.title]
en = "Circle {number}"
nl = "Kring {number}"
"""
    for number in range(40)
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_forty_activities_every_page_is_short_and_all_are_reached(
    database: Database, language: str
) -> None:
    street = Street(database, read_text(TWO_ROOMS + MANY, "t"), MONDAY)
    omar = street.neighbour(language).says("/activities")
    assert not too_much(omar.last)
    # By day and by kind stand behind the card too.
    for number in (2, 3, 4):
        omar.says("/activities")
        omar.taps(omar.buttons()[number])
        found = set(pages(omar))
        if number == 2:
            assert {label.rpartition(" ")[2] for label in found} >= held(street)
        assert len(found) > 6


def pages(neighbour: Neighbour) -> Iterator[str]:
    """The labels of all pages of a list."""
    for _ in range(40):
        assert not too_much(neighbour.last), neighbour.last.text
        yield from neighbour.buttons()[:-SIGNS]
        more = next((label for label in neighbour.buttons() if label.startswith("➡️")), None)
        if more is None:
            return
        neighbour.taps(more)
    raise AssertionError("a list without an end")


def held(street: Street) -> set[str]:
    """The numbers of those that are held in these weeks."""
    last = datetime(2026, 12, 14, 9, tzinfo=UTC)
    ahead = street.view().agenda.between(street.now, last, {})
    return {one.activity.id.partition("-")[2] for one in ahead if not one.is_cancelled}


def positions(message: Rendered) -> dict[tuple[int, int], str]:
    return {
        (at, beside): key.label
        for at, row in enumerate(message.rows)
        for beside, key in enumerate(row)
    }


def taps_everywhere(
    make: Callable[[], Neighbour], deep: int
) -> Iterator[tuple[str, tuple[int, int], Rendered]]:
    """What was tapped, where it stood, and what stands there then: all ways of so many taps."""
    seen: set[tuple[str, ...]] = set()
    waiting: list[tuple[int, ...]] = [()]
    while waiting:
        way = waiting.pop(0)
        neighbour = walked(make, way)
        shown = positions(neighbour.last)
        for number, (place, label) in enumerate(shown.items()):
            if label in {"🏠", "🆘"} or "🧑" in label or "➡️" in label:
                continue
            other = walked(make, way)
            other.taps(label, on=other.last)
            yield label, place, other.last
            shape = tuple(positions(other.last).values())
            if shape not in seen and len(way) < deep:
                seen.add(shape)
                waiting.append((*way, number))


def walked(make: Callable[[], Neighbour], way: tuple[int, ...]) -> Neighbour:
    neighbour = make()
    for number in way:
        neighbour.taps(list(positions(neighbour.last).values())[number], on=neighbour.last)
    return neighbour


# Quicker: the second of two taps, of a key-holder.
@pytest.mark.long
@pytest.mark.parametrize("channel", ["telegram", "web"])
@pytest.mark.parametrize("taken", [0, 1, 2])
def test_what_takes_away_never_stands_where_one_just_tapped_to_get(
    database: Database, channel: str, taken: int
) -> None:
    street = Street(database, village(), MONDAY)
    for _ in range(taken):
        coming(street).taps("✅ I'm coming")

    def somebody() -> Neighbour:
        return street.neighbour(channel=channel).says("/activities h-buurt")

    checked = 0
    for label, place, then in taps_everywhere(somebody, deep=2):
        if label.startswith(TAKES_AWAY):
            continue
        checked += 1
        there = positions(then).get(place, "")
        assert not there.startswith(TAKES_AWAY), (label, place, then.rows)
    assert checked > 20


@pytest.mark.parametrize("language", ["en", "nl", "ar", "tr", "es"])
def test_what_stands_side_by_side_fits_so_in_every_language(street: Street, language: str) -> None:
    omar = first(looks(street, "en"))
    first(looks(street, "en"))
    waiting = first(looks(street, "en"))
    for one in (omar, waiting):
        with street.database.writing() as store:
            store.people.choose_language(one.person, language)
        one.says("/activities")
        assert len(one.last.rows[0]) == 2, one.transcript()
        assert keys_of(one.last)[1].label.startswith("❌")


def test_a_key_holder_does_not_cancel_with_the_second_of_two_taps(street: Street) -> None:
    fatma = key_holder(street)
    place = next(at for at, label in positions(fatma.last).items() if label == "🚫 Cancel it")
    fatma.taps("🚫 Cancel it")
    assert positions(fatma.last).get(place) is None


def test_a_card_of_a_past_day_shows_the_next_time(database: Database) -> None:
    street = Street(database, village(), MONDAY)
    omar = coming(street)
    card = omar.last
    street.at("12:00", days=3)
    for label in ("➕ With others", "✅ I'm coming"):
        omar.taps(label, on=card).sees("This is over.", "Yesterday, Wednesday,")
    omar.taps("Wed 10:00 Coffee together").sees("2 places left.").taps("✅ I'm coming")
    omar.sees("✅ We expect you.")


def test_an_activity_that_left_the_file_leads_to_what_there_is(database: Database) -> None:
    street = Street(database, village(), MONDAY)
    omar = coming(street)
    card = omar.last
    street.load(village(ACTIVITIES.replace('"coffee"', '"tea"')))
    for label in ("✅ I'm coming", "➕ With others"):
        omar.taps(label, on=card).sees("This activity is not there any more.")
        assert "📖 Tue 14:00 Dutch class" in omar.buttons()
    street.load(village(""))
    omar.taps("✅ I'm coming", on=card).sees("This activity is not there any more.")


def test_a_group_of_eleven_is_told_whom_to_ask(database: Database) -> None:
    street = Street(database, village(ACTIVITIES.replace("places = 2", "places = 30")), MONDAY)
    omar = coming(street).taps("➕ With others").says("11")
    omar.sees("I can note at most 10 people.", "How many people are coming?")
    assert not too_much(omar.last)
    omar.says("10").sees("✅ We expect 10 people.")


def test_what_was_moved_says_its_new_time_once(database: Database) -> None:
    street = Street(database, village(other_day(ACTIVITIES, "2026-11-18T14:00:00")), MONDAY)
    omar = street.neighbour().says("/activities h-buurt").taps("Wed 14:00 Coffee together")
    omar.sees("🕘 New time: Wednesday from 14:00 until 15:30.")
    assert len(omar.last.text.splitlines()) == 4
