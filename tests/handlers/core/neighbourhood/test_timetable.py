"""What one may count on when asking when a room plans to be open."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import opening_hours
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.core.neighbourhood.timetable import Block, Timetable
from storage.neighbourhood.file import read_file
from storage.neighbourhood.rooms import Room, SpecialDay
from storage.neighbourhood.times import hours
from tests.support.paths import EXAMPLE

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SPRING = date(2026, 3, 29)
AUTUMN = date(2026, 10, 25)
MONDAY = date(2026, 11, 23)


def room(hours: str, *exceptions: SpecialDay) -> Room:
    return Room(id="r", name="R", address="A", hours=hours, exceptions=exceptions)


def at(day: date, clock: str, zone: ZoneInfo = AMSTERDAM) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), zone)


def day(number: int) -> date:
    """Count the days of the test week: 0 is its Monday."""
    return MONDAY + timedelta(days=number)


def shown(blocks: Iterable[Block]) -> list[str]:
    """Write blocks the way people do: ``Mon 23 10:00-17:00``."""
    return [f"{block.start:%a %d %H:%M}-{block.end:%H:%M}" for block in blocks]


def week(hours: str, *exceptions: SpecialDay) -> list[str]:
    return shown(Timetable(room(hours, *exceptions), AMSTERDAM).blocks(day(0), day(6)))


def test_a_week_has_its_blocks_in_order() -> None:
    assert week("Mo 14:00-16:00,10:00-12:00; Sa 11:00-15:00") == [
        "Mon 23 10:00-12:00",
        "Mon 23 14:00-16:00",
        "Sat 28 11:00-15:00",
    ]


def test_spans_that_touch_or_overlap_are_one_block() -> None:
    assert week("Mo 10:00-12:00,12:00-13:00,12:30-14:00") == ["Mon 23 10:00-14:00"]


def test_weeks_months_and_counted_weekdays_are_as_openstreetmap_has_them() -> None:
    assert week("week 48 Mo 10:00-12:00; week 47 Tu 10:00-12:00") == ["Mon 23 10:00-12:00"]
    assert week("Nov Mo 10:00-12:00; Dec Tu 10:00-12:00") == ["Mon 23 10:00-12:00"]
    assert week("Mo[-2] 10:00-12:00; Tu[4] 10:00-12:00; We[1] 10:00-12:00") == [
        "Mon 23 10:00-12:00",
        "Tue 24 10:00-12:00",
    ]


def test_a_later_rule_replaces_an_earlier_one_for_its_days() -> None:
    assert week("Mo-Tu 10:00-12:00; Tu 13:00-14:00, We 9:00-10:00; We off") == [
        "Mon 23 10:00-12:00",
        "Tue 24 13:00-14:00",
    ]


def test_public_holidays_of_the_netherlands_are_known() -> None:
    open_daily = Timetable(room("Mo-Su 10:00-12:00; PH off"), AMSTERDAM)
    holidays = ["2026-01-01", "2026-04-06", "2026-04-27", "2026-05-14", "2026-12-25", "2027-03-29"]
    for holiday in map(date.fromisoformat, holidays):
        assert open_daily.blocks(holiday, holiday) == ()
    holiday_only = Timetable(room("PH 10:00-12:00"), AMSTERDAM)
    assert shown(holiday_only.blocks(date(2026, 4, 26), date(2026, 4, 28))) == [
        "Mon 27 10:00-12:00"
    ]


def test_a_night_belongs_to_the_day_it_starts() -> None:
    nights = Timetable(room("Fr 20:00-02:00"), AMSTERDAM)
    assert shown(nights.blocks(day(4), day(4))) == ["Fri 27 20:00-02:00"]
    assert nights.blocks(day(5), day(5)) == ()
    assert nights.block_at(at(day(5), "01:59")) == nights.blocks(day(4), day(4))[0]
    assert nights.block_at(at(day(5), "02:00")) is None


def test_a_night_may_be_written_past_24() -> None:
    assert week("Fr 20:00-26:00") == ["Fri 27 20:00-02:00"]


@pytest.mark.parametrize(
    "hours", ["Fr 20:00-02:00; Sa off", "Fr 20:00-02:00; Sa 12:00-14:00", "Th,Fr 20:00-02:00"]
)
def test_a_night_is_not_cut_by_the_rule_of_the_next_day(hours: str) -> None:
    assert "Fri 27 20:00-02:00" in week(hours)


def test_a_night_is_not_cut_by_a_holiday_or_a_special_day_that_follows() -> None:
    eve = date(2026, 4, 26)
    nights = Timetable(room("20:00-02:00; PH off"), AMSTERDAM)
    assert shown(nights.blocks(eve, eve + timedelta(days=1))) == ["Sun 26 20:00-02:00"]
    assert week("Fr,Sa 20:00-02:00", SpecialDay(date=day(5), closed=True)) == ["Fri 27 20:00-02:00"]
    assert week("Fr 20:00-02:00", SpecialDay(date=day(5), hours="01:00-03:00")) == [
        "Fri 27 20:00-02:00",
        "Sat 28 01:00-03:00",
    ]


def test_a_night_is_found_on_every_day_of_the_calendar() -> None:
    nights = Timetable(room("20:00-44:00"), AMSTERDAM)
    for number in range(70):
        now = at(day(number), "19:59")
        assert nights.block_at(now) == nights.blocks(day(number - 1), day(number - 1))[0]


def test_of_two_blocks_that_overlap_the_one_that_began_last_holds() -> None:
    both = Timetable(room("Fr 20:00-04:00; Sa 02:00-08:00"), AMSTERDAM)
    assert shown(filter(None, [both.block_at(at(day(5), "03:00"))])) == ["Sat 28 02:00-08:00"]
    inner = Timetable(room("Fr 20:00-34:00; Sa 02:00-03:00"), AMSTERDAM)
    assert shown(filter(None, [inner.block_at(at(day(5), "03:00"))])) == ["Fri 27 20:00-10:00"]


def test_always_open_is_split_at_midnight() -> None:
    assert week("24/7")[:2] == ["Mon 23 00:00-00:00", "Tue 24 00:00-00:00"]
    assert len(week("00:00-24:00")) == 7
    assert len(week("24/7", SpecialDay(date=day(1), closed=True))) == 6


@pytest.mark.parametrize(
    ("text", "nights"),
    [
        ("Fr 20:00-24:00; Sa 00:00-02:00", ["Fri 27 20:00-02:00"]),
        ("Sa 00:00-02:00; Fr 20:00-24:00", ["Fri 27 20:00-02:00"]),
        ("Fr 14:00-16:00,20:00-24:00; Sa 00:00-02:00,10:00-12:00", ["Fri 27 20:00-02:00"]),
        ("Fr 18:00-24:00; Sa 00:00-12:00", ["Fri 27 18:00-12:00"]),
        ("20:00-24:00,00:00-02:00", ["Mon 23 20:00-02:00", "Sun 29 20:00-02:00"]),
        ("Su 22:00-24:00; Mo 00:00-03:00", ["Sun 29 22:00-03:00"]),
    ],
)
def test_what_touches_at_midnight_is_one_night(text: str, nights: list[str]) -> None:
    found = week(text)
    assert set(nights) <= set(found)
    assert not any(" 00:00-" in block for block in found)
    table = Timetable(room(text), AMSTERDAM)
    assert all(table.block_at(block.start) == block for block in table.blocks(day(0), day(6)))


def test_a_special_morning_stays_a_day_of_its_own() -> None:
    night, morning = "Fr 20:00-24:00; Sa 00:00-02:00", SpecialDay(date=day(5), hours="00:00-03:00")
    assert week(night, morning) == ["Fri 27 20:00-00:00", "Sat 28 00:00-03:00"]
    assert week(night, SpecialDay(date=day(5), closed=True)) == ["Fri 27 20:00-00:00"]
    assert week(night, SpecialDay(date=day(4), closed=True)) == ["Sat 28 00:00-02:00"]


def test_open_ended_hours_last_until_midnight() -> None:
    assert week("Mo 22:00+; Tu 20:00-02:00") == ["Mon 23 22:00-00:00", "Tue 24 20:00-02:00"]


def test_unknown_hours_are_not_planned() -> None:
    assert week('Mo 10:00-12:00; Tu 10:00-12:00 unknown; We "by appointment"') == [
        "Mon 23 10:00-12:00"
    ]
    assert week("Mo 00:00-24:00; Mo 20:00-02:00 unknown, Mo 9:00-10:00") == ["Mon 23 09:00-10:00"]
    assert week("24/7 open, Mo 20:00-02:00 unknown")[:2] == [
        "Mon 23 00:00-20:00",
        "Tue 24 00:00-00:00",
    ]
    assert week('Mo 10:00-12:00 open "bring a cup"') == ["Mon 23 10:00-12:00"]
    assert week('Mo 10:00-12:00 || "by appointment"') == ["Mon 23 10:00-12:00"]


def test_a_special_day_replaces_all_hours_of_its_day_and_says_why() -> None:
    party: Mapping[str, str] = {"nl": "Feest", "en": "Party"}
    special = SpecialDay(date=day(1), hours="13:00-14:00, 20:00-01:00", reason=party)
    closed = SpecialDay(date=day(2), closed=True, reason="Burst pipe")
    table = Timetable(room("Mo-Fr 10:00-17:00; PH off", closed, special), AMSTERDAM)
    assert [(*shown([block]), block.reason) for block in table.blocks(day(0), day(3))] == [
        ("Mon 23 10:00-17:00", None),
        ("Tue 24 13:00-14:00", party),
        ("Tue 24 20:00-01:00", party),
        ("Thu 26 10:00-17:00", None),
    ]
    assert table.special_days(day(0), day(6)) == (special, closed)
    assert table.special_days(day(2), day(2)) == (closed,)
    assert table.special_day(day(1)) == special
    assert table.special_day(day(0)) is None
    assert len(set(table.blocks(day(0), day(3)))) == 4


def test_a_special_day_opens_even_on_a_holiday() -> None:
    holiday = date(2026, 4, 27)
    special = SpecialDay(date=holiday, hours="13:00-16:00")
    table = Timetable(room("Mo-Su 10:00-12:00; PH off", special), AMSTERDAM)
    assert shown(table.blocks(holiday, holiday)) == ["Mon 27 13:00-16:00"]


@pytest.mark.parametrize(
    ("hours", "on", "minutes"),
    [
        ("24/7", SPRING, [23 * 60]),
        ("24/7", AUTUMN, [25 * 60]),
        ("20:00-04:00", SPRING - timedelta(days=1), [7 * 60]),
        ("20:00-04:00", AUTUMN - timedelta(days=1), [9 * 60]),
        ("01:00-02:30", SPRING, [60]),
        ("02:15-02:45", SPRING, []),
        ("02:30-05:00", SPRING, [120]),
        ("02:15-02:45", AUTUMN, [30]),
        ("01:00-02:30", AUTUMN, [90]),
        ("10:00-12:00", AUTUMN, [120]),
    ],
)
def test_a_block_counts_real_minutes_when_the_clock_changes(
    hours: str, on: date, minutes: list[int]
) -> None:
    blocks = Timetable(room(hours), AMSTERDAM).blocks(on, on)
    assert [block.minutes for block in blocks] == minutes


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    table = Timetable(room("Su 02:00-02:30"), AMSTERDAM)
    assert table.block_at(at(AUTUMN, "02:15")) is not None
    assert table.block_at(at(AUTUMN, "02:15").replace(fold=1)) is None


def test_now_may_come_in_any_zone_but_needs_one() -> None:
    table = Timetable(room("Mo 10:00-12:00"), AMSTERDAM)
    assert table.block_at(datetime(2026, 11, 23, 9, 0, tzinfo=UTC)) is not None
    assert table.block_at(datetime(2026, 11, 23, 8, 59, tzinfo=UTC)) is None
    with pytest.raises(ValueError, match="time zone"):
        table.block_at(datetime(2026, 11, 23, 9))  # noqa: DTZ001 - the point


def test_the_next_block_starts_later_than_now_and_within_sixty_days() -> None:
    table = Timetable(room("2027 Jan 31 10:00-12:00"), AMSTERDAM)
    start = at(date(2027, 1, 31), "10:00")
    assert shown(filter(None, [table.next_block(start - timedelta(days=60))])) == [
        "Sun 31 10:00-12:00"
    ]
    assert table.next_block(start - timedelta(days=60, seconds=1)) is None
    assert table.next_block(start - timedelta(seconds=1)) is not None
    assert table.next_block(start) is None
    assert Timetable(room("off"), AMSTERDAM).next_block(start) is None


def test_the_ends_of_the_calendar_are_no_reason_to_crash() -> None:
    table = Timetable(room("24/7"), AMSTERDAM)
    for edge in (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)):
        assert table.block_at(edge) is None
        assert table.next_block(edge) is None
    assert table.blocks(date.min, date(1800, 1, 1)) == ()
    assert table.blocks(date(9999, 12, 30), date.max) == ()
    assert table.blocks(day(1), day(0)) == ()


@dataclass
class Counted:
    """The real engine, with a count of the questions that reached it."""

    text: str
    country: str
    asked: int = 0

    def intervals(self, start: datetime, end: datetime) -> object:
        self.asked += 1
        return opening_hours.OpeningHours(self.text, country=self.country).intervals(start, end)


def test_a_question_asked_before_is_answered_from_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    engines: list[Counted] = []

    def engine(text: str, country: str) -> Counted:
        engines.append(Counted(text, country))
        return engines[-1]

    monkeypatch.setattr(hours, "OpeningHours", engine)
    table = Timetable(room("Mo-Fr 10:00-12:00; PH off"), AMSTERDAM)
    table.next_block(at(day(0), "09:00"))
    asked = engines[0].asked
    assert asked > 0
    for minute in range(24 * 60):
        now = at(day(0), "00:00") + timedelta(minutes=minute)
        table.block_at(now)
        table.next_block(now)
    table.blocks(day(0), day(6))
    assert engines[0].asked == asked


def test_many_threads_get_the_answers_that_one_gets() -> None:
    place = room("Mo-Fr 10:00-12:00,20:00-02:00; PH off")
    nows = [at(day(0), "00:30") + timedelta(hours=7 * number) for number in range(300)]
    alone = Timetable(place, AMSTERDAM)
    right = [(alone.block_at(now), alone.next_block(now)) for now in nows]
    shared = Timetable(place, AMSTERDAM)

    def ask(seed: int) -> bool:
        order = random.Random(seed).sample(range(len(nows)), len(nows))
        return all(
            (shared.block_at(nows[n]), shared.next_block(nows[n])) == right[n] for n in order
        )

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(16)))


def test_every_activity_of_the_example_begins_while_its_room_plans_to_be_open() -> None:
    plan = read_file(EXAMPLE)
    for activity in plan.activities:
        place = plan.room(activity.room)
        assert place is not None
        start = activity.start.replace(tzinfo=plan.zone)
        block = Timetable(place, plan.zone).block_at(start)
        assert block is not None
        assert start + timedelta(minutes=activity.minutes) <= block.end


# --- Wild hours against a slow answer that is easy to believe ------------------------------------

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
ZONES = ("Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut", "UTC")
NAMED = (SPRING, AUTUMN, date(2026, 3, 8), date(2026, 11, 1), date(2026, 4, 5), date(2026, 10, 4))
Span = tuple[int, int]
Spans = tuple[Span, ...]


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def written(spans: Spans) -> str:
    """Write spans as hours; what ends on the next day sometimes as 02:00, sometimes as 26:00."""
    texts = []
    for start, end in spans:
        around = end > 1440 and end - start <= 1440 and end % 2
        texts.append(f"{clock(start)}-{clock(end - 1440 if around else end)}")
    return ",".join(texts)


@dataclass(frozen=True)
class Plan:
    """Hours in a form that needs no parser: spans of minutes per weekday and per special day."""

    weekdays: Mapping[int, Spans]
    special: Mapping[date, Spans]
    zone: ZoneInfo

    def timetable(self) -> Timetable:
        rules = [f"{WEEKDAYS[n]} {written(spans)}" for n, spans in self.weekdays.items() if spans]
        exceptions = [
            SpecialDay(date=on, hours=written(spans) or None, closed=not spans)
            for on, spans in self.special.items()
        ]
        return Timetable(room("; ".join(rules) or "off", *exceptions), self.zone)

    def blocks(self, on: date) -> list[tuple[float, float]]:
        """Walk through each minute of the day and the next; give seconds since 1970."""
        runs, next_day = self.runs(on), on + timedelta(days=1)
        if self.is_one_night(on):
            runs = runs[1:]
        if runs and self.is_one_night(next_day):
            runs = [*runs[:-1], (runs[-1][0], 1440 + self.runs(next_day)[0][1])]
        moments = [tuple(self.first_moment(on, minute) for minute in run) for run in runs]
        return [(start, end) for start, end in moments if start < end]

    def runs(self, on: date) -> list[Span]:
        """From which minute to which the hours of a day go."""
        spans = self.special.get(on, self.weekdays.get(on.weekday(), ()))
        inside = [any(start <= m < end for start, end in spans) for m in range(2 * 1440)]
        edges = [n for n, (was, now) in enumerate(pairwise([False, *inside, False])) if was != now]
        return list(zip(edges[::2], edges[1::2], strict=True))

    def is_one_night(self, morning: date) -> bool:
        """Whether a night touches at midnight, written in two parts, the second on a usual day."""
        before, after = self.runs(morning - timedelta(days=1)), self.runs(morning)
        if not before or not after or morning in self.special:
            return False
        is_night = before[-1][0] > 0 and before[-1][1] == 1440
        return is_night and after[0][0] == 0 and after[0][1] < 1440

    def first_moment(self, on: date, minutes: int) -> float:
        """Look at the wall clock each minute until it shows this time or a later one."""
        wall = datetime.combine(on, time()) + timedelta(minutes=minutes)
        moment = wall.replace(tzinfo=self.zone).astimezone(UTC) - timedelta(hours=3)
        while moment.astimezone(self.zone).replace(tzinfo=None) < wall:
            moment += timedelta(minutes=1)
        return moment.timestamp()


@st.composite
def some_spans(draw: st.DrawFn) -> Spans:
    starts = draw(st.lists(st.integers(0, 1439) | st.just(0), max_size=3))
    ends = st.just(1440)
    return tuple((start, draw(st.integers(start + 1, 2880) | ends)) for start in starts)


@st.composite
def some_plans(draw: st.DrawFn) -> tuple[Plan, date]:
    """Draw a plan and a day that has something happening around it."""
    on = draw(st.sampled_from(NAMED) | st.dates(date(1970, 1, 10), date(2100, 1, 1)))
    on += timedelta(days=draw(st.integers(-2, 2)))
    weekdays = draw(st.dictionaries(st.integers(0, 6), some_spans()))
    near = st.integers(-2, 3).map(lambda number: on + timedelta(days=number))
    special = draw(st.dictionaries(near, some_spans(), max_size=3))
    return Plan(weekdays, special, ZoneInfo(draw(st.sampled_from(ZONES)))), on


@settings(deadline=None, max_examples=60)
@given(some_plans())
def test_blocks_are_those_that_a_walk_through_every_minute_finds(case: tuple[Plan, date]) -> None:
    plan, on = case
    days = [on + timedelta(days=number) for number in (-1, 0, 1)]
    blocks = plan.timetable().blocks(days[0], days[-1])
    found = [(block.start.timestamp(), block.end.timestamp()) for block in blocks]
    assert found == [span for walked in days for span in plan.blocks(walked)]
    assert [block.minutes for block in blocks] == [(end - start) // 60 for start, end in found]


@settings(deadline=None, max_examples=60)
@given(some_plans(), st.integers(-48 * 60, 48 * 60))
def test_now_and_next_are_those_that_a_look_at_each_block_finds(
    case: tuple[Plan, date], minutes: int
) -> None:
    plan, on = case
    table = plan.timetable()
    now = datetime.combine(on, time(12), UTC) + timedelta(minutes=minutes)
    blocks = table.blocks(on - timedelta(days=5), on + timedelta(days=65))
    running = [block for block in blocks if block.start.astimezone(UTC) <= now]
    running = [block for block in running if now < block.end.astimezone(UTC)]
    coming = [block for block in blocks if block.start.astimezone(UTC) > now]
    coming = [block for block in coming if block.start.astimezone(UTC) <= now + timedelta(days=60)]
    assert table.block_at(now) == (running[-1] if running else None)
    assert table.next_block(now) == (coming[0] if coming else None)


SELECTORS = ("", "Mo ", "Fr-Su ", "PH ", "Sa[1] +1 day ", "week 1-53/2 ", "Feb 3-Mar 1 ", "easter ")
TIMES = ("", "24/7", "10:00-12:00,11:00-13:00", "22:00-02:00", "9:00-30:00/02:00", "20:00+")
WORDS = ("", " off", " closed", " unknown", " open", ' "by phone"', ' open "by phone"')
SEPARATORS = ("; ", ", ", " || ", ";", ",")


@st.composite
def wild_hours(draw: st.DrawFn) -> str:
    """Draw hours as somebody might write them who knows all of the grammar, or nothing of it."""
    text = ""
    for _ in range(draw(st.integers(1, 4))):
        text += draw(st.sampled_from(SEPARATORS)) if text else ""
        text += draw(st.sampled_from(SELECTORS)) + draw(st.sampled_from(TIMES))
        text += draw(st.sampled_from(WORDS))
    noise = draw(st.text(max_size=2) | st.just(""))
    at_sign = draw(st.integers(0, len(text)))
    return text[:at_sign] + noise + text[at_sign:]


@settings(deadline=None, max_examples=200)
@given(wild_hours())
def test_any_hours_that_a_room_accepts_can_be_planned_with(hours: str) -> None:
    try:
        place = room(hours)
    except ValueError:
        return
    blocks = Timetable(place, AMSTERDAM).blocks(date(2026, 2, 26), date(2026, 3, 31))
    assert all(block.minutes > 0 for block in blocks)
    assert list(blocks) == sorted(blocks, key=lambda block: block.start.timestamp())


def test_a_yearly_day_is_the_same_from_its_date_on_and_one_of_its_own_comes_before_it() -> None:
    keti_koti = SpecialDay(date=date(2026, 7, 1), closed=True, reason="Keti Koti", yearly=True)
    leap = SpecialDay(date=date(2028, 2, 29), hours="10:00-11:00", yearly=True)
    once = SpecialDay(date=date(2028, 7, 1), hours="12:00-14:00")
    table = Timetable(room("Mo-Su 10:00-17:00", keti_koti, leap, once), AMSTERDAM)
    assert table.special_day(date(2025, 7, 1)) is None
    for year in (2026, 2027, 2029):
        special = table.special_day(date(year, 7, 1))
        assert special == keti_koti.model_copy(update={"date": date(year, 7, 1)})
        assert table.blocks(date(year, 7, 1), date(year, 7, 1)) == ()
    assert table.special_day(date(2028, 7, 1)) == once
    assert table.special_day(date(2029, 3, 1)) is None
    days = [one.date for one in table.special_days(date(2026, 1, 1), date(2032, 12, 31))]
    assert days == [
        *(date(year, 7, 1) for year in (2026, 2027)),
        date(2028, 2, 29),
        *(date(year, 7, 1) for year in range(2028, 2032)),
        date(2032, 2, 29),
        date(2032, 7, 1),
    ]
