"""A small neighbourhood, rows in its database, and reports made up for funders."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from bot.rendering.text import Reader, write
from handlers.core.messages import Text
from handlers.reports.period import Period
from handlers.reports.reach.figures import (
    Before,
    Figures,
    Plan,
    Report,
    RoomReport,
    Share,
    YearToDate,
)
from storage.neighbourhood.file import read_text
from storage.store import Store
from storage.tables.rooms import contacts, openings

ENGLISH = Reader(("en",))


# A busy machine is not a mistake.
PATIENT = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


# Monday 23 November 2026, 07:00 in Amsterdam: week 47 is over.
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)


W47 = Period.week("2026-W47")


FILE = """
name = "Teststreet"
timezone = "Europe/Amsterdam"
default_language = "nl"
languages = ["nl", "en"]
population = { low = 4000, high = 6000 }

[[rooms]]
id = "h-buurt"
name = "H-buurt"
address = "Hofgeest 1"
hours = "Mo-Fr 10:00-12:00,13:00-16:00"

[[rooms]]
id = "kg-buurt"
name = "KG-buurt"
address = "Kraaiennest 2"
hours = "We 14:00-17:00; Su 22:00-02:00"

[[targets]]
year = 2026
rooms = 2
volunteers = 30
participants = 1300
"""


def held(room: str, start: str, end: str | None = None, **values: Any) -> dict[str, Any]:
    """An opening from local time to local time; nobody counted unless told."""
    opened = local(start)
    person = values.pop("person", 1)
    return {
        "room": room,
        "day": opened.date(),
        "opened_at": opened,
        "expected_end": opened + timedelta(hours=3),
        "end_is_planned": True,
        "closed_at": local(end) if end else None,
        "undone_at": None,
        "helper": f"{opened.year} {person}".encode().ljust(16),
        "visits": None,
        "new_faces": None,
        **values,
    }


def local(moment: str) -> datetime:
    zone = read_text(FILE, "file.toml").zone
    return datetime.fromisoformat(moment).replace(tzinfo=zone)


def keep(store: Store, *rows: dict[str, Any]) -> None:
    if rows:
        store.connection.execute(insert(openings), list(rows))


def measure(store: Store, since: date = date(2000, 1, 1)) -> None:
    """Both rooms are measured since long ago."""
    for room in ("h-buurt", "kg-buurt"):
        store.measured.set(room, since)


def wrote(store: Store, day: date, room: str, person: int, tag: str) -> None:
    row = {"day": day, "room": room, "mark": bytes([person]) * 16, "language": tag}
    store.connection.execute(insert(contacts), row)


def figures(report: Report, room: str) -> Figures:
    return next(one.figures for one in report.rooms if one.id == room)


MINUTE = timedelta(minutes=1)


@st.composite
def rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Openings around week 47, any length, some of them undone, one of them going on."""
    made = []
    for number in range(draw(st.integers(0, 14))):
        start = local("2026-11-14 00:00") + draw(st.integers(0, 10 * 24 * 60)) * MINUTE
        row = held("h-buurt", str(start.replace(tzinfo=None)))
        end = start + draw(st.sampled_from([0, 1, 30, 90, 200, 600])) * MINUTE
        row |= {
            "room": draw(st.sampled_from(["h-buurt", "kg-buurt"])),
            "closed_at": end,
            "visits": draw(st.none() | st.integers(0, 30)),
            "new_faces": draw(st.none() | st.integers(0, 9)),
            "undone_at": draw(st.sampled_from([None, None, NOW])),
            "helper": bytes([draw(st.integers(1, 4))]) * 16,
        }
        if number == 0 and draw(st.booleans()):
            row |= {"closed_at": None, "expected_end": end}
        made.append(row)
    return made


COUNT = st.none() | st.integers(0, 9) | st.integers(0, 300)


LANGUAGES = st.dictionaries(st.sampled_from(["nl", "ar", "ti", "tr"]), st.integers(1, 60))


@st.composite
def reports(draw: st.DrawFn) -> Report:
    days = st.lists(st.dates(W47.first, W47.last), max_size=5, unique=True)
    parts = [
        RoomReport(
            f"room-{number}",
            f"Room {number}",
            draw_figures(draw),
            Before(draw(COUNT), draw(st.integers(0, 9)), draw(st.integers(0, 9))),
            tuple(draw(days)),
        )
        for number in range(draw(st.integers(1, 6)))
    ]

    def whole(key: str) -> int | None:
        known = [getattr(part.figures, key) for part in parts]
        return sum(one for one in known if one is not None) if any(known) else known[0]

    keys = ("visits", "new_faces", "contacts", "participants", "volunteers")
    total = replace(draw_figures(draw), **{key: whole(key) for key in keys})
    before = [part.previous.visits for part in parts]
    return Report(
        draw(st.sampled_from([W47, Period.month("2026-11"), Period.year("2026")])),
        date(2026, 11, 22),
        tuple(parts),
        total,
        Before(sum(one or 0 for one in before), 9, 8),
        YearToDate(draw(COUNT), draw(st.integers(0, 90)), 2, draw(COUNT), 90, 80, 85),
        draw(st.sampled_from([Plan(2026), Plan(2026, 2, 30, 1300, 100)])),
        Share(4000, 6000),
        draw(LANGUAGES),
    )


def draw_figures(draw: st.DrawFn) -> Figures:
    small = st.integers(0, 9)
    return Figures(
        *(draw(small) for _ in range(4)),
        draw(st.integers(0, 9999)),
        *(draw(COUNT) for _ in range(5)),
        draw(small),
    )


def lines(texts: tuple[Text, ...]) -> list[str]:
    return [write(text, ENGLISH) for text in texts]
