"""A mistake in the file is told with its line, its key and what to write."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.neighbourhood.file import FileMistake, read_file, read_text
from storage.neighbourhood.model import Neighbourhood
from tests.storage.neighbourhood.small_file import SMALL, change


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
    ("Europe/Amsterdam", "localtime", 2, "timezone", "Europe/Amsterdam"),
    ("Europe/Amsterdam", "Factory", 2, "timezone", "Europe/Amsterdam"),
    ("Europe/Amsterdam", "posixrules", 2, "timezone", "Europe/Amsterdam"),
    ("Europe/Amsterdam", "right/Europe/Amsterdam", 2, "timezone", "Europe/Amsterdam"),
    ("Europe/Amsterdam", "europe/amsterdam", 2, "timezone", "Europe/Amsterdam"),
    ("Europe/Amsterdam", "EST5EDT", 2, "timezone", "Europe/"),
    ("Europe/Amsterdam", "Etc/GMT+5", 2, "timezone", "Europe/"),
    ("Europe/Amsterdam", "/etc/localtime", 2, "timezone", "Europe/"),
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
    (
        'name = "Two"',
        'name = "Two"\noffers = ["toilets"]',
        15,
        "rooms[2].offers[1] (two)",
        'did you mean "toilet"?',
    ),
    (
        'name = "Two"',
        'name = "Two"\noffers = ["food", "food"]',
        15,
        "rooms[2].offers (two)",
        "write each once",
    ),
    ('name = "Two"', 'name = "Two"\noffers = "food"', 15, "rooms[2].offers (two)", "be a list"),
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


def test_a_rule_for_a_day_that_no_year_has_is_refused_at_once() -> None:
    never = SMALL.replace("FREQ=WEEKLY;BYDAY=WE", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")
    with pytest.raises(FileMistake, match="never happens"):
        read_text(never, "test.toml")


@pytest.mark.parametrize("until", ["20100101", "20260106", "20260106T225959Z", "2010-01-01"])
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
