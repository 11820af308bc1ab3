"""A figure that is another one than the report that was sent told says so: what it was, and why."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.exports.report import as_text
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from handlers.reports.reach.disclosure import for_funder
from handlers.reports.reach.figures import Report
from handlers.reports.reach.revised import FIGURES, YEAR, Revision, Why, public
from handlers.reports.sent import going_out
from handlers.reports.text import summary
from handlers.reports.text.labels import LABELS
from storage.neighbourhood.file import read_text
from storage.repositories.rooms.openings import Opening
from storage.repositories.rooms.participants import CHECKIN
from storage.store import Store
from storage.tables.rooms import openings
from tests.handlers.reports.made_reports import (
    ENGLISH,
    FILE,
    NOW,
    W47,
    held,
    keep,
    lines,
    local,
)
from tests.handlers.reports.sent.test_sent_reports import corrects, counted
from tests.handlers.reports.test_monday import quiet_street, ticks
from tests.support.talk import Street

__all__ = ["quiet_street"]
LATER = NOW + timedelta(hours=5)
FRIDAY = date(2026, 11, 20)
PLACES = (("total", FIGURES), ("rooms.h-buurt", FIGURES), ("year_to_date", YEAR))


def logged(store: Store, day: str = "2026-11-20", **values: object) -> Opening:
    """An opening of before the report, with its change."""
    keep(store, held("h-buurt", f"{day} 10:00", f"{day} 12:00", **values))
    (made,) = store.openings.between(
        ["h-buurt"], first=date.fromisoformat(day), last=date.fromisoformat(day)
    )
    return made


def added(store: Store, now: datetime, day: str = "2026-11-19") -> Opening:
    """A forgotten opening, logged at that moment."""
    store.people.known([("telegram", "1", "en")])
    person = store.people.find("telegram", "1")
    assert person
    opened, closed = local(f"{day} 10:00"), local(f"{day} 12:00")
    times = {"opened_at": opened, "closed_at": closed, "now": now}
    made = store.openings.add_past("h-buurt", date.fromisoformat(day), person.id, **times)
    assert made
    return made[0]


def sent(view: NeighbourhoodView, store: Store, period: Period = W47) -> Report:
    """The report of a period goes out now."""
    report = make_report(view, store, period, NOW)
    going_out.keep(view, store, report, NOW)
    return report


def revised(view: NeighbourhoodView, store: Store, **more: object) -> dict[str, Revision]:
    report = make_report(view, store, W47, LATER, **more)  # type: ignore[arg-type]
    return {one.figure: one for one in report.revised}


def test_nothing_is_revised_that_was_not_sent_or_did_not_change(
    view: NeighbourhoodView, store: Store
) -> None:
    made = logged(store, visits=15, new_faces=2)
    assert make_report(view, store, W47, NOW).to_dict()["revised"] == []
    sent(view, store)
    assert make_report(view, store, W47, LATER).to_dict()["revised"] == []
    store.openings.count(made, _fatma(store), visits=51, now=LATER)
    assert make_report(view, store, Period.month("2026-11"), LATER).revised == ()


def _fatma(store: Store) -> int:
    return next(iter(store.people.known([("telegram", "1", "en")]).values())).id


def test_a_count_that_was_corrected_says_what_it_was_and_is(
    view: NeighbourhoodView, store: Store
) -> None:
    made = logged(store, visits=15, new_faces=2)
    sent(view, store)
    store.openings.count(made, _fatma(store), visits=51, now=LATER)
    told = make_report(view, store, W47, LATER).to_dict()["revised"]
    assert told == [
        {"figure": path, "was": 15, "now": 51, "why": "corrected"}
        for path in ("total.visits", "rooms.h-buurt.visits", "year_to_date.visits")
    ]


def _counts_late(store: Store, made: Opening) -> None:
    store.openings.count(made, _fatma(store), visits=51, now=LATER)


def _adds(store: Store, _: Opening) -> None:
    opening = added(store, LATER)
    store.openings.count(opening, _fatma(store), visits=9, now=LATER)


def _closes_earlier(store: Store, made: Opening) -> None:
    earlier = made.opened_at + timedelta(hours=1)
    store.openings.close(made, _fatma(store), closed_at=earlier, now=LATER)


def _measures(store: Store, _: Opening) -> None:
    store.measured.set("h-buurt", date(2026, 11, 21))


def _checks_in(store: Store, _: Opening) -> None:
    store.participants.reached(77, "h-buurt", FRIDAY, CHECKIN)


@pytest.mark.parametrize(
    ("visits", "does", "reasons"),
    [
        (15, _counts_late, {"visits": Why.CORRECTED}),
        (None, _counts_late, {"visits": Why.LOGGED_LATER, "openings_counted": Why.LOGGED_LATER}),
        (
            15,
            _adds,
            {
                **dict.fromkeys(("openings", "minutes_open", "visits"), Why.LOGGED_LATER),
                **dict.fromkeys(("planned_covered", "openings_counted"), Why.LOGGED_LATER),
                "volunteers": Why.LOGGED_LATER,
                "participants": Why.LOGGED_LATER,
            },
        ),
        (15, _closes_earlier, {"minutes_open": Why.CORRECTED}),
        (
            15,
            _measures,
            dict.fromkeys(
                (
                    *("openings", "planned_covered", "minutes_open", "openings_counted"),
                    *("visits", "new_faces", "planned", "minutes_planned", "volunteers"),
                    "participants",
                ),
                Why.MEASURED_SINCE,
            ),
        ),
        (15, _checks_in, {"participants": Why.NOT_KNOWN}),
    ],
    ids=["corrected", "counted later", "added", "closed earlier", "measured", "not known"],
)
def test_the_reason_is_what_was_done_and_else_not_known(
    view: NeighbourhoodView,
    store: Store,
    visits: int | None,
    does: Callable[[Store, Opening], None],
    reasons: dict[str, Why],
) -> None:
    made = logged(store, visits=visits, new_faces=2)
    before = sent(view, store)
    does(store, made)
    found = revised(view, store)
    own = {
        path.removeprefix("rooms.h-buurt."): one.why
        for path, one in found.items()
        if path.startswith("rooms.h-buurt.")
    }
    assert own == reasons
    assert {one.why for path, one in found.items() if path.startswith("total.")} <= {
        *reasons.values()
    }
    now = make_report(view, store, W47, LATER)
    for path, one in found.items():
        assert (one.was, one.now) == (_at(before, path), _at(now, path)), path


def _at(report: Report, path: str) -> object:
    """A figure of a report by its path."""
    where, *rest = path.split(".")
    told = report.to_dict()
    found = told[where]
    if where == "rooms":
        found = next(room for room in found if room["id"] == rest.pop(0))
    for part in rest:
        found = found[part]
    return found


def test_when_several_things_were_done_it_says_that_there_are_several(
    view: NeighbourhoodView, store: Store
) -> None:
    made = logged(store, visits=15, new_faces=2)
    sent(view, store)
    _adds(store, made)
    _counts_late(store, made)
    found = revised(view, store)
    assert found["rooms.h-buurt.visits"] == Revision("rooms.h-buurt.visits", 15, 60, Why.SEVERAL)
    assert found["rooms.h-buurt.openings"].why is Why.LOGGED_LATER


def test_a_change_of_before_that_is_taken_back_is_a_correction(
    view: NeighbourhoodView, store: Store
) -> None:
    logged(store, visits=15, new_faces=2)
    before, after = NOW - timedelta(minutes=3), NOW + timedelta(minutes=3)
    opening = added(store, before)
    sent(view, store)
    undone = store.openings.undo(1, person=_fatma(store), rooms=["h-buurt"], now=after)
    assert undone
    assert undone.id == opening.id
    assert revised(view, store)["rooms.h-buurt.openings"].why is Why.CORRECTED


def test_other_hours_in_the_file_are_the_reason_where_nothing_else_is(
    view: NeighbourhoodView, store: Store
) -> None:
    logged(store, visits=15, new_faces=2)
    sent(view, store)
    longer = FILE.replace("10:00-12:00,13:00-16:00", "10:00-11:30")
    found = revised(NeighbourhoodView(read_text(longer, "file.toml")), store)
    own = {path: one.why for path, one in found.items() if path.startswith("rooms.h-buurt.")}
    assert own == {
        f"rooms.h-buurt.{figure}": Why.HOURS_CHANGED for figure in ("planned", "minutes_planned")
    }
    assert found["total.planned"].why is Why.HOURS_CHANGED


def test_a_report_of_one_room_tells_of_that_room_only(
    view: NeighbourhoodView, store: Store
) -> None:
    made = logged(store, visits=15, new_faces=2)
    sent(view, store)
    _counts_late(store, made)
    assert [*revised(view, store, rooms=["h-buurt"])] == ["rooms.h-buurt.visits"]
    assert revised(view, store, rooms=["kg-buurt"]) == {}


def test_a_correction_of_an_earlier_week_changes_the_year_so_far_only(
    view: NeighbourhoodView, store: Store
) -> None:
    made = logged(store, "2026-11-10", visits=15, new_faces=2)
    sent(view, store)
    store.openings.count(made, _fatma(store), visits=20, now=LATER)
    assert revised(view, store) == {
        "year_to_date.visits": Revision("year_to_date.visits", 15, 20, Why.CORRECTED)
    }


def test_every_figure_that_can_change_has_its_words(view: NeighbourhoodView, store: Store) -> None:
    report = make_report(view, store, W47, NOW)
    assert {one.replace(".", "_") for one in FIGURES} <= LABELS.keys()
    every = tuple(
        Revision(f"{place}.{figure}", None, 3, why)
        for why in Why
        for place, figures in PLACES
        for figure in figures
    )
    for one in every:
        said = lines(summary.summary(replace(report, revised=(one,)), view))
        assert "was not known, now 3." in said[-1]
    many = as_text(replace(report, revised=every), view, ENGLISH)
    assert f"✏️ {len(every)} figures changed since it was sent." in many
    assert f"And {len(every) - 12} more figures." in many


def test_a_funder_sees_what_is_public_and_that_something_else_changed(
    view: NeighbourhoodView, store: Store
) -> None:
    made = logged(store, visits=40, new_faces=7)
    sent(view, store)
    _closes_earlier(store, made)
    store.openings.count(made, _fatma(store), visits=42, now=LATER)
    shown = for_funder(make_report(view, store, W47, LATER))
    assert {one.figure for one in shown.revised} == {
        "total.minutes_open",
        "rooms.h-buurt.minutes_open",
    }
    assert shown.suppressed
    hidden = {path for path in shown.suppressed if path.startswith("revised.")}
    assert hidden == {
        f"revised.{path}.visits" for path in ("total", "rooms.h-buurt", "year_to_date")
    }
    told = shown.to_dict()
    assert {one["figure"] for one in told["revised"]} == {one.figure for one in shown.revised}
    assert "42" not in as_text(shown, view, ENGLISH)


def test_no_count_of_people_is_public() -> None:
    people = {
        "visits",
        "new_faces",
        "participants",
        "volunteers",
        "contacts",
        "signups",
        "attended",
    }
    people |= {"missed", "team_contacts", "web_visits", "accepted", "closed", "got_help", "made"}
    every = [Revision(f"total.{figure}", 1, 2, Why.NOT_KNOWN) for figure in (*FIGURES, *YEAR)]
    assert not people & {one.figure.rpartition(".")[2] for one in public(every)}


def test_the_chat_says_that_figures_changed_and_shows_each_with_its_reason(
    quiet_street: Street,
) -> None:
    street = quiet_street
    nour, fatma = counted(street)
    ticks(street, "2026-11-23 07:00")
    nour.sees_not("changed")
    corrects(street, fatma, 51)
    nour.says("/report").sees("✏️ 3 figures changed since it was sent.").sees_not("was 15")
    assert nour.last.text.count("\n") < 8
    nour.taps("What changed?").sees(
        "All rooms, Visits: was 15, now 51. It was corrected.",
        "H-buurt, Visits: was 15, now 51. It was corrected.",
        "The year so far, Visits: was 15, now 51.",
    )
    nour.says("/report").taps("All figures").sees("All rooms, Visits: was 15, now 51.")
    fatma.says("/report").sees("H-buurt, Visits: was 15, now 51.").sees_not("All rooms")
    other = street.key_holder("holendrecht")
    other.says("/report").sees_not("changed", "H-buurt")


def test_a_forgotten_opening_that_is_added_is_logged_later(quiet_street: Street) -> None:
    street = quiet_street
    nour, fatma = counted(street)
    ticks(street, "2026-11-23 07:00")
    street.at("09:00")
    fatma.says("/shifts").taps("➕ One I forgot").taps("Thursday 19 November")
    fatma.says("10:00 12:00").sees("✅ Added.")
    fatma.taps("10").taps("1")
    nour.says("/report").taps("What changed?").sees(
        "H-buurt, Openings: was 1, now 2. It was logged later.",
        "H-buurt, Visits: was 15, now 25. It was logged later.",
    )


def test_an_old_button_whose_figures_are_as_they_were_says_so(quiet_street: Street) -> None:
    street = quiet_street
    nour, fatma = counted(street)
    ticks(street, "2026-11-23 07:00")
    corrects(street, fatma, 51)
    changed = nour.says("/report").last
    fatma.taps("↩️ Undo")
    nour.taps("What changed?", on=changed).sees("Nothing changed since it was sent.")


@pytest.mark.parametrize("typed", ["-1", "−5", "-12", "−٣"])
def test_a_correction_below_zero_is_refused_with_a_sentence(
    quiet_street: Street, typed: str
) -> None:
    street = quiet_street
    nour, fatma = counted(street)
    ticks(street, "2026-11-23 07:00")
    street.at("12:00")
    fatma.says("/shifts").taps("Friday 10:00").says(typed).sees("number").sees_not("✅")
    nour.says("/report").sees("15 visits").sees_not("changed")


def test_what_an_older_program_did_not_tell_is_no_revision(
    view: NeighbourhoodView, store: Store
) -> None:
    logged(store, visits=15, new_faces=2)
    report = make_report(view, store, W47, NOW).to_dict()
    for line in (report["total"], *report["rooms"]):
        del line["minutes_planned"], line["missed"], line["referrals"]
    content = json.dumps({"figures": report, "said": ""})
    store.sent_reports.keep("2026-W47", W47.last, content, NOW)
    assert make_report(view, store, W47, LATER).revised == ()
    store.connection.execute(update(openings).values(visits=None))
    assert make_report(view, store, W47, LATER).revised
