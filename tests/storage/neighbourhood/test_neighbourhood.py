"""What an operator may count on when writing a neighbourhood file."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from storage.neighbourhood.checks import DOMAINS
from storage.neighbourhood.file import FileMistake, read_file, read_text
from storage.neighbourhood.model import Neighbourhood, Room, SpecialDay
from tests.support.paths import EXAMPLE

SMALL = """\
name = "Test"
timezone = "Europe/Amsterdam"
default_language = "nl"
languages = ["nl", "en"]

[[rooms]]
id = "one"
name = "One"
address = "Street 1"
hours = "Mo-Fr 10:00-17:00; PH off"

[[rooms]]
id = "two"
name = "Two"
address = "Street 2"
latitude = 52.3
longitude = 4.9
phone = "+31 20 000 0101"
hours = "20:00-02:00"
exceptions = [
  { date = 2026-07-01, closed = true, reason = "Keti Koti" },
  { date = 2027-03-10, hours = "13:00-16:00", reason = { nl = "Feest", en = "Party" } },
]

[[activities]]
id = "coffee"
room = "one"
domain = "meeting"
start = 2026-01-07T10:00:00
rrule = "FREQ=WEEKLY;BYDAY=WE"
minutes = 120
places = 12
[activities.title]
nl = "Koffie"

[[partners]]
id = "help"
name = "Help"
domains = ["debt", "budget"]
answer_within_days = 5

[population]
low = 4000
high = 6000

[[targets]]
year = 2026
rooms = 4
volunteers = 150
participants = 1700

[[costs]]
name = "Rent"
2026 = 1000

[[financing]]
name = "City"
2026 = 1000
2027 = 0

[urgent]
"Police" = "112"
"""


def change(old: str, new: str) -> str:
    """Change one thing in the small file."""
    assert SMALL.count(old) == 1, old
    return SMALL.replace(old, new)


def mistake(text: str) -> str:
    """Read a wrong file and hand back what the operator is told."""
    with pytest.raises(FileMistake) as caught:
        read_text(text, "my.toml")
    assert_plain(str(caught.value))
    return str(caught.value)


def assert_plain(words: str) -> None:
    """Check that these are one to three whole sentences without a programmer's words."""
    assert not re.search(r"pydantic|Input should|validation error|Traceback|__|type=", words)
    *sentences, last = words.split("\n")
    if not last.startswith("More mistakes after these:"):
        sentences.append(last)
    assert 1 <= len(sentences) <= 3
    assert all(sentence.endswith((".", "?")) for sentence in sentences)


def test_the_small_file_has_everything_that_was_written() -> None:
    found = read_text(SMALL, "my.toml")
    assert (found.name, found.zone) == ("Test", ZoneInfo("Europe/Amsterdam"))
    assert found.languages == ("nl", "en")
    two = found.room("two")
    assert two is not None
    assert (two.latitude, two.longitude, two.phone) == (52.3, 4.9, "+31 20 000 0101")
    assert [(day.date, day.hours, day.closed) for day in two.exceptions] == [
        (date(2026, 7, 1), None, True),
        (date(2027, 3, 10), "13:00-16:00", False),
    ]
    assert [day.reason for day in two.exceptions] == ["Keti Koti", {"nl": "Feest", "en": "Party"}]
    assert found.activities[0].start == datetime(2026, 1, 7, 10)  # noqa: DTZ001 - wall time
    assert found.partners[0].domains == ("debt", "budget")
    assert found.costs[0].amounts == {2026: 1000}
    assert found.financing[0].amounts == {2026: 1000, 2027: 0}
    assert found.urgent == {"Police": "112"}
    assert found.room("three") is None
    assert found.target(2026) == found.targets[0]
    assert found.target(2025) is None


def test_a_neighbourhood_needs_no_more_than_its_rooms() -> None:
    text = SMALL.partition("\n[[activities]]")[0]
    found = read_text(text, "my.toml")
    assert (found.activities, found.partners, found.targets) == ((), (), ())
    assert (found.costs, found.financing, found.population, found.urgent) == ((), (), None, {})


def test_json_brings_back_the_same_neighbourhood() -> None:
    for found in (read_text(SMALL, "my.toml"), read_file(EXAMPLE)):
        assert Neighbourhood.from_json(found.to_json()) == found


def test_a_reason_is_told_in_the_first_language_that_it_has() -> None:
    room = read_text(SMALL, "my.toml").rooms[1]
    plain, table = room.exceptions
    assert plain.reason_in("ar", "nl") == "Keti Koti"
    assert [table.reason_in(*tags) for tags in (("ar", "en"), ("nl", "en"), ("ar",))] == [
        *("Party", "Feest", "Feest")
    ]
    assert SpecialDay(date=date(2026, 1, 1), closed=True).reason_in("nl") == ""


def test_nothing_can_be_changed_after_reading() -> None:
    found = read_text(SMALL, "my.toml")
    with pytest.raises(ValidationError, match="frozen"):
        found.name = "Other"


def test_a_room_made_by_hand_is_checked_too() -> None:
    with pytest.raises(ValidationError, match="cannot be read as opening hours"):
        Room(id="a", name="A", address="A", hours="ten to five")


@pytest.mark.parametrize("start", ["10:00:00", '"10:00"'])
def test_a_weekly_activity_may_give_its_time_only(start: str) -> None:
    found = read_text(change("2026-01-07T10:00:00", start), "my.toml")
    assert found.activities[0].start.strftime("%H:%M") == "10:00"


@pytest.mark.parametrize("save_as", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_any_editor_may_save_the_file(tmp_path: Path, save_as: str, line_end: str) -> None:
    path = tmp_path / "my.toml"
    path.write_bytes(SMALL.replace("\n", line_end).encode(save_as))
    assert read_file(path) == read_text(SMALL, "my.toml")


@pytest.mark.parametrize(
    "hours",
    [
        "24/7",
        "off",
        "Mo-Fr 10:00-12:00,14:00-16:00; PH off",
        "Mo[1],Fr 20:00-02:00",
        "week 1-53/2 Sa 10:00-26:00",
        "Jan-Mar,Dec 24 10:00+",
        'Mo 10:00-12:00; Tu "by appointment"',
        "24/7; Sa 22:00-24:00 off",
        "mo-fr 10:00-12:00",
    ],
)
def test_hours_are_written_as_openstreetmap_has_them(hours: str) -> None:
    text = change('"20:00-02:00"', f"'{hours}'")
    assert read_text(text, "my.toml").rooms[1].hours == hours


MISTAKES = [
    # What is right, what is written instead; the line and the key told, and the advice.
    ('"Mo-Fr 10:00-17:00; PH off"', '"Mo-Fr 10-17"', 10, "rooms[1].hours (one)", "Mo-Fr 10:00-17"),
    ('"20:00-02:00"', '"sunrise-sunset"', 19, "rooms[2].hours (two)", "write clock times"),
    ('"20:00-02:00"', '"Mo-Fr 10:00-12:00; SH off"', 19, "rooms[2].hours (two)", "exceptions"),
    ('"20:00-02:00"', '"10:00-12:00; Jun 31 off"', 19, "rooms[2].hours (two)", "no year has"),
    ('"20:00-02:00"', '"24/7; 22:00-08:00 off"', 19, "rooms[2].hours (two)", "00:00-08:00 off"),
    ('"20:00-02:00"', '"week 1-910:00-12:00"', 19, "rooms[2].hours (two)", "a space"),
    ('"20:00-02:00"', '"week 58:00-9:30"', 19, "rooms[2].hours (two)", "a space"),
    ('"20:00-02:00"', '" "', 19, "rooms[2].hours (two)", "is empty"),
    ("Europe/Amsterdam", "Europe/Amstredam", 2, "timezone", "Europe/Amsterdam"),
    ("Europe/Amsterdam", "Europe", 2, "timezone", "Europe/Amsterdam"),
    ("Europe/Amsterdam", "../../etc/passwd", 2, "timezone", "Europe/Amsterdam"),
    ('id = "two"', 'id = "one"', 13, "rooms[2].id (one)", "its own id"),
    ('id = "two"', 'id = "Room two"', 13, "rooms[2].id (Room two)", "such as h-buurt"),
    ('id = "two"', f'id = "{"x" * 33}"', 13, "rooms[2].id", "1 to 32"),
    ('name = "Two"', "nam = 2", 14, "rooms[2].nam (two)", 'did you mean "name"?'),
    ('name = "Two"\n', "", 12, "rooms[2].name (two)", "is missing; write name ="),
    ('name = "Two"', "name = 2", 14, "rooms[2].name (two)", "between quotes"),
    ('name = "Two"', 'name = "T\\no"', 14, "rooms[2].name (two)", "on one line"),
    ('name = "Two"', 'languages = ["nl"]', 14, "rooms[2].languages (two)", "at the top"),
    ("latitude = 52.3", "latitude = 91", 16, "rooms[2].latitude (two)", "90 or less"),
    ("latitude = 52.3", "latitude = nan", 16, "rooms[2].latitude (two)", "90 or less"),
    ("longitude = 4.9", 'longitude = "4.9"', 17, "rooms[2].longitude (two)", "without quotes"),
    ("longitude = 4.9", "longitude = -181", 17, "rooms[2].longitude (two)", "-180 or more"),
    ('closed = true, reason = "Keti Koti"', "reason = 'x'", 20, "(two, 2026-07-01)", "neither"),
    ("closed = true", 'closed = true, hours = "9:00-10:00"', 20, "(two, 2026-07-01)", "both"),
    ("closed = true", "closed = 1", 20, "rooms[2].exceptions[1].closed", "true or false"),
    ("2027-03-10", "2026-07-01", 20, "rooms[2].exceptions[2].date (two", "its own date"),
    ("2027-03-10", '"tomorrow"', 20, "rooms[2].exceptions[2].date (two", "date = 2026-07-01"),
    ('"13:00-16:00"', '"Mo 13:00-16:00"', 20, "exceptions[2].hours (two", "only clock times"),
    ('"13:00-16:00"', '"13:00-16:75"', 20, "exceptions[2].hours (two", "only clock times"),
    ('room = "one"', 'room = "on"', 27, "activities[1].room (coffee)", 'did you mean "one"?'),
    ('"meeting"', '"meetings"', 28, "activities[1].domain (coffee)", 'did you mean "meeting"?'),
    ('"meeting"', "5", 28, "activities[1].domain (coffee)", "between quotes"),
    ("2026-01-07T10:00:00", "2026-01-07", 29, "activities[1].start (coffee)", "date and a time"),
    ("2026-01-07T10:00:00", "2026-01-07T10:00:00Z", 29, "activities[1].start", "without a zone"),
    ("2026-01-07T", "9999-12-31T", 29, "activities[1].start (coffee)", "year that nobody plans"),
    ("2026-01-07T", "0026-01-07T", 29, "activities[1].start (coffee)", "year that nobody plans"),
    ('"FREQ=WEEKLY;BYDAY=WE"', '""', 30, "activities[1].rrule (coffee)", "is empty"),
    (
        '"FREQ=WEEKLY;BYDAY=WE"',
        '"FREQ=SECONDLY"',
        30,
        "activities[1].rrule (coffee)",
        "does not repeat by days",
    ),
    (
        '"FREQ=WEEKLY;BYDAY=WE"',
        '"FREQ=WEEKLY;INTERVAL=0"',
        30,
        "activities[1].rrule (coffee)",
        "never gets to the next time",
    ),
    (
        '"FREQ=WEEKLY;BYDAY=WE"',
        '"FREQ=WEEKLY;COUNT=0"',
        30,
        "activities[1].rrule (coffee)",
        "no number of times",
    ),
    (
        '"FREQ=WEEKLY;BYDAY=WE"',
        '"FREQ=WEEKLY;BYDAY=XX"',
        30,
        "activities[1].rrule (coffee)",
        "is not a rule that calendars know",
    ),
    (
        '"FREQ=WEEKLY;BYDAY=WE"',
        '"FREQ=DAILY;BYHOUR=9"',
        30,
        "activities[1].rrule (coffee)",
        "has a time of day in it",
    ),
    (
        '"FREQ=WEEKLY;BYDAY=WE"',
        '"every Tuesday"',
        30,
        "activities[1].rrule (coffee)",
        "does not repeat by days",
    ),
    ("minutes = 120", "minutes = 0", 31, "activities[1].minutes (coffee)", "1 or more"),
    ("minutes = 120", "minutes = 1.5", 31, "activities[1].minutes (coffee)", "a whole number"),
    ('nl = "Koffie"', 'NL = "Koffie"', 34, "activities[1].title.NL (coffee)", "language tag"),
    ('nl = "Koffie"', "", 33, "activities[1].title (coffee)", "is empty; write title ="),
    ('["debt", "budget"]', '["debts"]', 39, "partners[1].domains[1] (help)", '"debt"?'),
    ('["debt", "budget"]', "[]", 39, "partners[1].domains (help)", "is empty"),
    ("low = 4000", "low = 7000", 42, "population", "the smaller number as low"),
    ("participants = 1700", "participants = -1", 50, "targets[1].participants", "0 or more"),
    ("rooms = 4", "rooms = '4'", 48, "targets[1].rooms", "write rooms = 4"),
    (
        'name = "City"\n2026 = 1000',
        'name = "City"\n2026 = -5',
        58,
        "financing[1].2026 (City)",
        "0 or",
    ),
    ('name = "Rent"\n2026 = 1000', 'name = "Rent"', 52, "costs[1] (Rent)", "2026 = 101000"),
    ('"112"', "112", 62, "urgent.Police", "between quotes"),
    ('["nl", "en"]', '"nl"', 4, "languages", "must be a list"),
    ('["nl", "en"]', '["nl", "nl"]', 4, "languages[2]", "once"),
    ('["nl", "en"]', '["en"]', 3, "default_language", "add it there"),
    ('["nl", "en"]', '["nl", "english"]', 4, "languages[2]", "pt-BR"),
]


@pytest.mark.parametrize(("right", "wrong", "line", "key", "advice"), MISTAKES)
def test_a_wrong_value_is_told_with_its_line_its_key_and_what_to_write(
    right: str, wrong: str, line: int, key: str, advice: str
) -> None:
    told = mistake(change(right, wrong))
    assert f"my.toml, line {line}: " in told
    assert key in told
    assert advice in told


def test_a_time_without_a_date_needs_plain_weekly_days() -> None:
    text = change("2026-01-07T10:00:00", "10:00:00").replace(";BYDAY=WE", ";INTERVAL=2;BYDAY=WE")
    assert "write the first date too" in mistake(text)


@pytest.mark.parametrize("key", ["name", "timezone", "default_language", "languages"])
def test_a_missing_key_is_named_with_an_example(key: str) -> None:
    text = re.sub(rf"^{key} = .*\n", "", SMALL, count=1, flags=re.MULTILINE)
    assert mistake(text).startswith(f"my.toml: {key} is missing; write {key} = ")


@pytest.mark.parametrize("rooms", ["", "rooms = []\n", '[rooms]\nid = "a"\n', "rooms = 4\n"])
def test_a_file_without_rooms_says_how_to_write_one(rooms: str) -> None:
    assert "[[rooms]] above each room" in mistake(SMALL.partition("\n[[rooms]]")[0] + "\n" + rooms)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (change('"20:00-02:00"', '"20:00-02:00'), 19),
        (change('name = "Two"', 'name "Two"'), 14),
        (change('name = "Two"', 'name = "Two"\nname = "Too"'), 15),
        (change("2027-03-10", "2027-02-30"), 22),
        (SMALL + "x = [", 63),
    ],
)
def test_what_is_not_toml_is_told_with_its_line(text: str, line: int) -> None:
    assert f"my.toml, line {line}: this " in mistake(text)


def test_three_mistakes_are_told_and_the_others_counted() -> None:
    text = SMALL.replace("name = ", "nam = ")
    told = mistake(text).split("\n")
    assert len(told) == 4
    assert told[3].startswith("More mistakes after these: ")


def test_mistakes_are_told_from_the_top_down_and_each_only_once() -> None:
    text = change('name = "Two"', "name = 2").replace('address = "Street 2"\n', "")
    assert [sentence.split(": ")[0] for sentence in mistake(text).split("\n")] == [
        "my.toml, line 12",
        "my.toml, line 14",
    ]
    text = change('"20:00-02:00"', '"x"').replace('"Mo-Fr 10:00-17:00; PH off"', '"y"')
    assert mistake(text).count("\n") == 1


def test_no_line_is_told_where_a_text_over_several_lines_could_lead_astray() -> None:
    text = change('"Street 1"', '"""\\\n  Street 1"""').replace('"20:00-02:00"', '"x"')
    assert mistake(text).startswith('my.toml: rooms[2].hours (two) is "x"')


@pytest.mark.parametrize("text", ["x=" + "[" * 100_000, "x=" + "9" * 9999, "x=0x" + "f" * 9999])
def test_a_file_that_no_computer_should_read_is_refused_politely(text: str) -> None:
    assert "write it more simply" in mistake(text)


def test_a_key_or_an_id_with_a_line_break_does_not_break_the_sentence() -> None:
    told = mistake(change('id = "two"', 'id = "t\\nw\\u0000o"\n"na\\nme" = 1'))
    assert told.count("\n") == 1
    assert "rooms[2].na me (t w o) is not a key" in told


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    old = tmp_path / "old.toml"
    old.write_bytes(SMALL.encode() + "# café\n".encode("latin-1"))
    for path, words in (
        (tmp_path / "none.toml", "is not there"),
        (tmp_path, "cannot be read (is a directory)"),
        (old, "line 63: this line holds a letter that is not UTF-8"),
    ):
        with pytest.raises(FileMistake) as caught:
            read_file(path)
        assert str(caught.value).startswith(str(path))
        assert words in str(caught.value)
        assert_plain(str(caught.value))


VALUES = (
    *("1", "-1", "0.5", "nan", "-inf", "true", '""', '"x"', "'nl'", "[]", "[[]]", "[1]", '["nl"]'),
    *("{}", "{ nl = 1 }", "[{}]", "1979-05-27", "07:32:00", "1979-05-27T07:32:00Z", "9" * 30),
    *('"\\u0000"', '"Mo-Fr"', '"10:00-12:00"', "", '"""', "0x_", "{ nl = { nl = 1 } }"),
)
LINES = SMALL.split("\n")


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Draw the small file with some lines lost, moved, doubled, cut or filled with nonsense."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        key, equals, _ = lines[at].partition(" = ")
        other = draw(st.sampled_from(LINES))
        cut = draw(st.integers(0, len(lines[at])))
        lines[at : at + 1] = draw(
            st.sampled_from(
                [
                    [],
                    [other],
                    [lines[at], lines[at]],
                    [lines[at][:cut]],
                    [lines[at][:cut] + draw(st.text(max_size=3)) + lines[at][cut:]],
                    [key + equals + draw(st.sampled_from(VALUES))],
                    [draw(st.sampled_from(VALUES)) + equals + key],
                ]
            )
        ) or [""]
    return "\n".join(lines)


@settings(deadline=None, max_examples=200)
@given(damaged())
def test_a_damaged_file_is_read_or_told_in_plain_words_and_nothing_else(text: str) -> None:
    try:
        found = read_text(text, "my.toml")
    except FileMistake as told:
        assert_plain(str(told))
    else:
        assert Neighbourhood.from_json(found.to_json()) == found


@settings(deadline=None, max_examples=100)
@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_any_text_at_all_is_no_reason_to_crash(text: str) -> None:
    with pytest.raises(FileMistake):
        read_text(text, "my.toml")


def test_the_example_holds_the_figures_of_the_plan() -> None:
    plan = read_file(EXAMPLE)
    years = (2017, 2018, 2019, 2020)
    assert [sum(line.amounts[year] for line in plan.costs) for year in years] == [
        *(285_000, 521_000, 614_000, 606_000)
    ]
    assert [sum(line.amounts[year] for line in plan.financing) for year in years] == [
        *(285_000, 521_000, 614_000, 614_000)
    ]
    targets = {row.year: (row.rooms, row.volunteers, row.participants) for row in plan.targets}
    assert targets == {
        2017: (3, 90, 1100),
        2018: (4, 110, 1300),
        2019: (4, 130, 1500),
        2020: (4, 150, 1700),
        2026: (4, 150, 1700),
        2027: (4, 150, 1700),
    }
    assert plan.population is not None
    assert (plan.population.low, plan.population.high) == (4000, 6000)


def test_the_example_shows_all_that_a_file_can_hold() -> None:
    plan = read_file(EXAMPLE)
    assert [room.id for room in plan.rooms] == [
        "holendrecht",
        "h-buurt",
        "venserpolder",
        "kg-buurt",
    ]
    assert {domain for partner in plan.partners for domain in partner.domains} == set(DOMAINS)
    assert len(plan.partners) == 5
    assert all({"nl", "en", "ar", "tr", "es"} <= set(deed.title) for deed in plan.activities)
    order = "nl en ar tr ti es pap uk fa so tw srn pl pt fr ur"
    assert list(plan.languages) == order.split()
    assert "112" in plan.urgent.values()


def test_no_phone_rings_by_the_example() -> None:
    plan = read_file(EXAMPLE)
    phones = [room.phone for room in plan.rooms] + [partner.phone for partner in plan.partners]
    assert all(phone is not None and phone.startswith("+31 20 000 ") for phone in phones)


def test_a_rule_for_a_day_that_no_year_has_is_refused_at_once() -> None:
    never = SMALL.replace("FREQ=WEEKLY;BYDAY=WE", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")
    with pytest.raises(FileMistake, match="never happens"):
        read_text(never, "test.toml")


@pytest.mark.parametrize("until", ["20100101", "20260106", "20260107T095959Z", "2010-01-01"])
def test_a_rule_that_ends_before_it_begins_is_refused_with_its_line(until: str) -> None:
    ended = SMALL.replace("FREQ=WEEKLY;BYDAY=WE", f"FREQ=WEEKLY;BYDAY=WE;UNTIL={until}")
    with pytest.raises(FileMistake, match=r"line 25: .*coffee.* never happens.*UNTIL"):
        read_text(ended, "test.toml")


def test_a_rule_that_happens_once_before_it_ends_is_taken() -> None:
    read_text(SMALL.replace("BYDAY=WE", "BYDAY=WE;UNTIL=20260107T100000"), "test.toml")


@pytest.mark.parametrize(
    ("exception", "problem"),
    [
        ("{ date = 2026-12-02 }", "has neither start nor cancelled"),
        ("{ date = 2026-12-02, cancelled = true, start = 2026-12-02T14:00:00 }", "has both"),
        (
            "{ date = 2026-12-02, cancelled = true }, { date = 2026-12-02, cancelled = true }",
            "second",
        ),
    ],
)
def test_a_time_that_differs_is_either_moved_or_cancelled(exception: str, problem: str) -> None:
    file = SMALL.replace("minutes = 120", f"minutes = 120\nexceptions = [{exception}]")
    with pytest.raises(FileMistake, match=problem):
        read_text(file, "test.toml")
