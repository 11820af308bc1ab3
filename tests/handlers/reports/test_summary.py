"""A report in words: short, plain, the answer first; and as a chart."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import date, timedelta

from hypothesis import given

from bot.rendering.buttons import units
from bot.rendering.text import write
from handlers.core.messages import Text
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.history import history, history_for_funder, picture
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from handlers.reports.reach.disclosure import for_funder
from handlers.reports.reach.figures import (
    Course,
    Report,
)
from handlers.reports.text import summary
from storage.neighbourhood.file import read_text
from storage.neighbourhood.model import Neighbourhood
from storage.repositories.help_requests.states import (
    ACCEPTED,
    CANCELLED,
    COMPLETED,
    HELPER,
    RESIDENT,
)
from storage.store import Store
from tests.handlers.reports.made_reports import (
    ENGLISH,
    FILE,
    NOW,
    PATIENT,
    W47,
    figures,
    held,
    keep,
    lines,
    reports,
    wrote,
)
from tests.support.asking import brought_to, written


def monday_morning(view: NeighbourhoodView, store: Store) -> Report:
    """Week 47 as the coordinator gets it: five openings, one of them not counted."""
    keep(
        store,
        held("h-buurt", "2026-11-16 10:00", "2026-11-16 12:00", visits=30, new_faces=4),
        held("h-buurt", "2026-11-16 13:00", "2026-11-16 16:00", visits=41, new_faces=1),
        held("h-buurt", "2026-11-18 10:00", "2026-11-18 12:00"),
        held("h-buurt", "2026-11-20 10:00", "2026-11-20 12:00", visits=1, new_faces=0, person=2),
        held("kg-buurt", "2026-11-18 14:00", "2026-11-18 17:00", visits=20, new_faces=2),
        held("kg-buurt", "2026-11-11 14:00", "2026-11-11 17:00", visits=18, new_faces=2),
    )
    for person, tag in enumerate(["nl", "nl", "ar"], start=1):
        wrote(store, date(2026, 11, 17), "", person, tag)
    return make_report(view, store, W47, NOW)


def test_the_answer_comes_first_on_monday_at_seven(view: NeighbourhoodView, store: Store) -> None:
    said = lines(summary.summary(monday_morning(view, store), view))
    assert said[:6] == [
        "📊 Week 47, 2 rooms. Monday 16 November to Sunday 22 November 2026.",
        "👥 92 visits.",
        "The week before: 18.",
        "✨ 7 new faces.",
        "🗓️ 5 of 12 planned openings were held.",
        "🧮 4 of 5 openings were counted.",
    ]
    assert said[6:12] == [
        "⏱️ Open for 12 hours in all. Planned: 32 hours.",
        "🔑 Run by residents alone: not known.",
        "📈 11 participants in 2026, asked at 5 of 6 openings.",
        "Of them 2 are volunteers.",
        "🎯 Plan by now: 1,161. Behind by 1,150.",
        "🔑 Volunteers in 2026: 2. Plan: 30.",
    ]
    people = "The rooms are for 4,000 to 6,000 residents or households."
    assert said[12] == f"📈 {people} Reached: 0.2 % to 0.3 %."
    assert said[13] == "🌱 Offered to help: 0. Started: 0. New key-holders: 0."
    assert said[14].startswith("💬 3 people wrote to the bot. Languages: ")
    assert said[15:] == [
        "⚠️ No opening was logged for H-buurt on Tuesday and Thursday.",
        "⚠️ No opening was logged for KG-buurt on Sunday.",
    ]


def test_key_holders_read_their_own_room(view: NeighbourhoodView, store: Store) -> None:
    report = monday_morning(view, store)
    assert lines(summary.room_summary(report, "h-buurt", view)) == [
        "📊 H-buurt, week 47. Monday 16 November to Sunday 22 November 2026.",
        "👥 72 visits.",
        "The week before: no opening was logged.",
        "✨ 5 new faces.",
        "🗓️ 4 of 10 planned openings were held.",
        "🧮 3 of 4 openings were counted.",
        "⏱️ Open for 9 hours in all. Planned: 25 hours.",
        "🔑 Run by residents alone: not known.",
        "🔑 2 people opened the room.",
        "⚠️ No opening was logged for H-buurt on Tuesday and Thursday.",
    ]
    assert lines(summary.by_room(report, view))[1:] == [
        "H-buurt: 72 visits. Openings counted: 3 of 4.",
        "KG-buurt: 20 visits. Openings counted: 1 of 1.",
    ]


def test_one_is_said_in_the_singular(view: NeighbourhoodView, store: Store) -> None:
    keep(store, held("kg-buurt", "2026-11-18 14:00", "2026-11-18 15:00", visits=1, new_faces=1))
    said = lines(summary.room_summary(make_report(view, store, W47, NOW), "kg-buurt", view))
    assert {
        "👥 1 visit.",
        "✨ 1 new face.",
        "🧮 1 of 1 opening was counted.",
        "⏱️ Open for 1 hour in all. Planned: 7 hours.",
        "🔑 1 person opened the room.",
    } <= set(said)


def test_what_was_not_counted_is_said_so(view: NeighbourhoodView, store: Store) -> None:
    keep(
        store,
        held("h-buurt", "2026-11-16 10:00", "2026-11-16 12:00"),
        held("h-buurt", "2026-11-09 10:00", "2026-11-09 12:00", visits=5),
        held("h-buurt", "2026-11-10 10:00", "2026-11-10 12:00"),
    )
    report = make_report(view, store, W47, NOW)
    said = lines(summary.summary(report, view))
    assert "👥 Visits: not counted." in said
    assert "The week before: 5, from 1 of 2 openings." in said
    assert "✨ New faces: not counted." in said
    assert "📈 Participants in 2026: not counted." in said
    assert not any(re.search(r"\b0 (visit|new face|participant)", line) for line in said)
    assert "H-buurt: visits not counted. Openings: 1." in lines(summary.by_room(report, view))


def test_new_faces_carry_their_own_coverage(view: NeighbourhoodView, store: Store) -> None:
    keep(
        store,
        held("h-buurt", "2026-11-16 10:00", "2026-11-16 12:00", visits=9, new_faces=2),
        held("h-buurt", "2026-11-17 10:00", "2026-11-17 12:00", visits=9),
    )
    said = lines(summary.summary(make_report(view, store, W47, NOW), view))
    assert "✨ 2 new faces, asked at 1 of 2 openings." in said


def test_a_week_without_openings_is_told_plainly(view: NeighbourhoodView, store: Store) -> None:
    said = lines(summary.summary(make_report(view, store, W47, NOW), view))
    assert "🧮 No opening was logged." in said
    assert "👥 Visits: not known." in said
    assert "📈 Participants in 2026: not known." in said
    assert not any("Behind" in line for line in said)
    assert not any("planned openings were held" in line for line in said)
    assert "⚠️ No opening was logged for H-buurt on 5 planned days." in said


def test_a_funder_reads_that_a_number_is_not_shown(view: NeighbourhoodView, store: Store) -> None:
    keep(store, held("h-buurt", "2026-11-16 10:00", "2026-11-16 12:00", visits=3, new_faces=2))
    said = lines(summary.summary(for_funder(make_report(view, store, W47, NOW)), view))
    assert "👥 Visits: not shown." in said
    assert "📈 Participants in 2026: not shown." in said


def test_where_there_is_one_room_only_the_whole_report_is_told(store: Store) -> None:
    view = NeighbourhoodView(street(1))
    said = lines(summary.summary(make_report(view, store, W47, NOW), view))
    assert said[0].startswith("📊 Week 47, 1 room.")
    assert "🎯 There is no plan for 2026." in said


def all_texts(text: Text) -> Iterator[Text]:
    yield text
    for value in text.values.values():
        if isinstance(value, Text):
            yield from all_texts(value)


@PATIENT
@given(reports() | reports().map(for_funder))
def test_every_summary_is_short_and_plain(report: Report) -> None:
    view = NeighbourhoodView(street(len(report.rooms)))
    said = [summary.monday(report, view), summary.summary(report, view)]
    said.append(summary.by_room(report, view))
    said += [summary.room_summary(report, room.id, view) for room in report.rooms]
    # A room of one's own has a line more for how long it was open.
    assert len(said[0]) <= (8 if len(report.rooms) > 1 else 10)
    # Under a picture Telegram takes 1,024 units.
    assert units("\n".join(lines(said[0]))) <= 1024
    for text in itertools.chain.from_iterable(map(all_texts, itertools.chain.from_iterable(said))):
        assert text.slot in {"report", "month", "column", "name"}
        assert not set("()[]") & set(text.one + text.many)
    for line in itertools.chain.from_iterable(map(lines, said)):
        for sentence in re.split(r"[.:] ", line):
            words = re.findall(r"[\w,]+", sentence)
            # A row of names is as long as it is.
            is_list = line.startswith(("⚠️", "❔")) or "Languages" in line
            assert len(words) <= 10 or is_list, sentence


def street(rooms: int) -> Neighbourhood:
    table = (
        '[[rooms]]\nid = "room-{n}"\nname = "Room {n}"\naddress = "A 1"\nhours = "Mo 10:00-12:00"\n'
    )
    head = FILE.partition("population")[0]
    return read_text(head + "".join(table.format(n=n) for n in range(rooms)), "street.toml")


def test_the_chart_shows_the_weeks_since_the_first_opening(
    view: NeighbourhoodView, store: Store
) -> None:
    keep(
        store,
        held("h-buurt", "2026-10-28 10:00", "2026-10-28 12:00", visits=30),
        held("h-buurt", "2026-11-04 10:00", "2026-11-04 12:00"),
        held("h-buurt", "2026-11-18 10:00", "2026-11-18 12:00", visits=12),
    )
    report = make_report(view, store, W47, NOW)
    past = history(view, store, W47, NOW)
    drawn = picture(report, past)
    bars = [(one.number, one.counted, one.openings) for one in drawn.bars]
    assert bars == [(30, 1, 1), (None, 0, 1), (None, 0, 0), (12, 1, 1)]
    assert lines(tuple(one.label for one in drawn.bars)) == [f"Week {n}" for n in range(44, 48)]
    assert len(past) == 8
    assert picture(report, past[-1:]).bars == drawn.bars[-1:]
    assert drawn.plan is None
    own = make_report(view, store, W47, NOW, ["h-buurt"])
    titled = picture(own, past)
    assert write(titled.title, ENGLISH) == "H-buurt: Visits per week"


def test_the_chart_has_nothing_from_the_future(view: NeighbourhoodView, store: Store) -> None:
    past = history(view, store, Period.year("2027"), NOW, count=3)
    assert [one.period.id for one in past] == ["2024", "2025", "2026"]
    months = history(view, store, Period.month("2026-11"), NOW, ["h-buurt"])
    assert [one.period.id for one in months][-2:] == ["2026-10", "2026-11"]


def test_a_funders_chart_is_as_silent_as_the_report_of_that_week(
    view: NeighbourhoodView, store: Store
) -> None:
    keep(
        store,
        held("h-buurt", "2026-11-11 10:00", "2026-11-11 12:00", visits=3),
        held("h-buurt", "2026-11-18 10:00", "2026-11-18 12:00", visits=12),
    )
    past = history_for_funder(history(view, store, W47, NOW))
    assert [one.visits for one in past[-2:]] == [None, 10]
    w46 = for_funder(make_report(view, store, Period.week("2026-W46"), NOW))
    assert past[-2].visits == w46.total.visits
    assert for_funder(make_report(view, store, W47, NOW)).previous.visits is None


def test_requests_for_help_are_counted_by_room_domain_and_partner(
    view: NeighbourhoodView, store: Store
) -> None:
    person = next(iter(store.people.known([("telegram", "1", "en")]).values())).id
    wanted = {"is_urgent": False, "times": "any", "safe_here": True}
    consent = {"consent_version": "1", "consent_language": "en", "language": "en"}
    day = timedelta(days=1)
    ended = NOW - 2 * day
    begun = ended - 3 * day
    here, home = (
        store.requests.make(
            person, "", begun, domain="debt", room=room, partner="debts", **wanted, **consent
        )
        for room in ("h-buurt", "")
    )
    taken = brought_to(
        store, here, ACCEPTED, HELPER, ended - day, scope="debts", answered_at=ended - day
    )
    assert taken
    brought_to(store, taken, COMPLETED, HELPER, ended, outcome="got_help")
    # Whoever stops a request says nothing of what came of it.
    brought_to(store, home, CANCELLED, RESIDENT, ended, outcome="no_longer_interested")
    report = make_report(view, store, W47, NOW)
    total, room = report.total.referrals, figures(report, "h-buurt").referrals
    assert (total.made, total.accepted, total.closed, total.got_help) == (2, 1, 1, 1)
    assert (room.made, room.accepted, room.closed, room.got_help) == (1, 1, 1, 1)
    assert total.by_domain["debt"] == 2
    assert report.requests
    whole = report.total.referrals
    assert (whole.median_days_to_answer, whole.median_days_to_outcome) == (2, 3)
    assert report.requests.by_partner == {"debts": Course(2, 1, 1, 1, 2, 3, {"got_help": 1})}
    assert report.requests.by_domain["debt"] == Course(2, 1, 1, 1, 2, 3, {"got_help": 1})
    assert report.requests.by_domain["housing"] == Course(0, 0, 0, 0)
    written(store, here.id, said="nobody_called")
    assert make_report(view, store, W47, NOW).total.referrals.got_help == 0
    written(store, home.id, said="got_help")
    told = make_report(view, store, W47, NOW).total.referrals
    assert (told.closed, told.got_help) == (2, 1)


def test_every_language_of_the_plan_has_its_name_in_the_report(
    view: NeighbourhoodView, store: Store
) -> None:
    spoken = ["nl", "en", "ar", "tr", "es", "pl", "fr", "uk", "ti", "so", "fa", "pt", "ur", "ru"]
    of_each = [tag for place, tag in enumerate(spoken) for _ in range(len(spoken) - place)]
    for person, tag in enumerate(of_each):
        wrote(store, date(2026, 11, 18), "", person, tag)
    (said,) = [
        line
        for line in lines(summary.summary(make_report(view, store, W47, NOW), view))
        if "wrote to the bot" in line
    ]
    assert "others" not in said
    assert said.count(",") == len(spoken) - 1
    assert "Languages: \u2068Nederlands 14, English 13, العربية 12, " in said
