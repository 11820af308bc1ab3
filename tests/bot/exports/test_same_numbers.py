"""Whoever compares two files of one report finds the same numbers, and so does the chat.

The reports are made up: the numbers of each file are read back and held against the JSON.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import openpyxl
import pypdf
import pytest

from bot.exports import report as exports_report
from bot.exports import typeset
from bot.rendering import chart, text
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports import tables
from handlers.reports.reach.calculation import make_report
from handlers.reports.reach.counted import ByResidents, Coverage, Steps
from handlers.reports.reach.disclosure import for_funder
from handlers.reports.reach.figures import (
    Before,
    DistrictReport,
    Figures,
    Plan,
    Referrals,
    Report,
    RoomReport,
    Share,
    YearToDate,
)
from handlers.reports.reach.money_figures import Funder, Money, NextYear, RoomMoney
from handlers.reports.text import money, summary
from handlers.reports.text.labels import LABELS
from storage.neighbourhood.checks import DOMAINS
from storage.neighbourhood.file import read_text
from tests.bot.exports.test_report_files import ENGLISH, VIEW, W47, report
from tests.conftest import TWO_ROOMS
from tests.support.talk import Street, plain

BLANK = '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="9"></svg>'
NONE, UNKNOWN = Before(), r"not (?:known|counted|shown)"
HELP = Referrals(21, 14, 9, 8, dict.fromkeys(DOMAINS, 0) | {"debt": 21}, 3, 17)
EVERYTHING = Figures(
    **{key: 1_000 + place for place, key in enumerate(Figures.__dataclass_fields__)}
    | {
        "referrals": HELP,
        "measuring_since": date(2026, 3, 2),
        "attended_counted": Coverage(31, 47),
        "by_residents": ByResidents(53, 59),
        "steps_to_work": Steps(61, 67, 71, 73, 79, 83, 89),
    }
)
MONEY = Money(
    **dict.fromkeys(Money.__dataclass_fields__, None)
    | {
        "year": 2026,
        "days": 327,
        "days_of_year": 365,
        "costs": 606_000,
        "financing": 614_000,
        "decided": 600_000,
        "asked": 14_000,
        "difference": 8_000,
        "per_participant": 604,
        "per_visit": 17,
        "elsewhere": (),
        "funders": (Funder("Funds", 20_000, False, date(2027, 6, 30), 20),),
        "by_room": (RoomMoney("one", "H-buurt", 420, 101_000, None),),
        "by_district": (),
        "next_year": NextYear(2027, None, None),
    }
)


def of(*figures: Figures, **more: Any) -> Report:
    """A report of so many rooms, of which the last figures are those of all together."""
    *rooms, total = figures
    parts = tuple(
        RoomReport(["one", "two"][n] if n < 2 else f"room-{n}", f"Room {n}.", one, NONE)
        for n, one in enumerate(rooms)
    )
    made = replace(report(), rooms=parts, total=total, previous=NONE, languages={"nl": 6})
    return replace(made, **more)


def sixty() -> Report:
    rooms = [replace(EVERYTHING, visits=100 * n + 7, openings=n + 9) for n in range(60)]
    whole = sum(room.visits or 0 for room in rooms)
    return of(*rooms, replace(EVERYTHING, visits=whole))


NOTHING = {
    "year_to_date": YearToDate(),
    "targets": Plan(2026),
    "population": Share(),
    "languages": {},
}
MADE = {
    "two rooms, one of them not counted": replace(report(), languages={"nl": 6, "tr": 3}),
    "nothing known": of(Figures(), Figures(), **NOTHING),
    "one opening holding all": of(
        replace(Figures(), openings=0), EVERYTHING, EVERYTHING, money=MONEY
    ),
    "60 rooms": sixty(),
    "two districts": of(
        EVERYTHING,
        EVERYTHING,
        EVERYTHING,
        districts=tuple(
            DistrictReport(
                *(part, f"Part {part}", (f"room-{part}",), EVERYTHING),
                *(YearToDate(612, 8, 1, 900), Plan(2026, 1, 9, 650, 582)),
                Share(2_000, 3_000, 20, 31),
            )
            for part in ("north", "south")
        ),
    ),
    "a target of 0": of(EVERYTHING, EVERYTHING, targets=Plan(2026, 0, 0, 0, 0)),
    "a year without targets or amounts": of(EVERYTHING, EVERYTHING, targets=Plan(2026)),
}
EACH = pytest.mark.parametrize("audience", ["team", "funder"])
ALL = pytest.mark.parametrize("kind", MADE)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chart, "as_svg", lambda pictures, *_: [BLANK] * len(pictures))


def written(kind: str, audience: str, form: str) -> bytes:
    return exports_report.write(MADE[kind], (), VIEW, ENGLISH, form, audience)


def known(kind: str, audience: str) -> dict[str, Any]:
    """The report as the JSON has it."""
    found: dict[str, Any] = json.loads(written(kind, audience, "json"))
    return found


def lines_of(found: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each room and the total, by what it is called, with its figures in one line."""
    for room in found["rooms"]:
        yield room["name"], flat(room)
    for district in found["districts"]:
        yield f"District {district['name']}", flat(district)
    yield "Total", flat(found["total"])


def flat(figures: Mapping[str, Any]) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for key, part in figures.items():
        inside = flat(part) if isinstance(part, dict) else None
        whole |= {f"{key}_{at}": one for at, one in inside.items()} if inside else {key: part}
    return {key: whole.get(key) for key in LABELS} if "minutes_open" in figures else whole


def numbers(words: str) -> list[int]:
    return [int(one.replace(",", "")) for one in re.findall(r"\d[\d,]*", words)]


@ALL
@EACH
def test_every_number_of_the_json_is_whole_or_null(kind: str, audience: str) -> None:
    def walk(part: Any) -> Iterator[Any]:
        inside = part.values() if isinstance(part, dict) else part
        if isinstance(part, dict | list):
            for one in inside:
                yield from walk(one)
        else:
            yield part

    assert {type(one) for one in walk(known(kind, audience))} <= {int, str, bool, type(None)}


@ALL
@EACH
def test_the_rows_have_the_same_numbers(kind: str, audience: str) -> None:
    content = written(kind, audience, "csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    for row, (_, figures) in zip(rows, lines_of(known(kind, audience)), strict=True):
        for key, number in figures.items():
            assert row[key] == ("" if number is None else str(number)), key


@ALL
@EACH
def test_the_spreadsheet_has_the_same_numbers_on_every_sheet(kind: str, audience: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(kind, audience, "xlsx")))
    found = known(kind, audience)
    sheets = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}
    labels = {label.one: key for key, label in LABELS.items()}
    head, *rows = sheets["Rooms"]
    for row, (name, figures) in zip(rows, lines_of(found), strict=False):
        told = dict(zip(head, row, strict=True))
        assert told["Room"] == name
        assert {key: typed(told[label]) for label, key in labels.items()} == figures
        if name.startswith("District"):
            continue
        sheet = sheets["Overview" if name == "Total" else name]
        alone = {labels[line[0]]: typed(line[1]) for line in sheet if line[0] in labels}
        assert alone == figures
    year = {row[1]: row[2:5] for row in sheets["Year"]}
    sums, plan = found["year_to_date"], found["targets"]
    reached = (sums["participants"], plan["participants"], plan["expected_by_now"])
    assert year["Participants"] == reached
    assert year["Visits"][0] == sums["visits"]
    share = found["population"]["share_low"]
    assert year["Reached, lowest percentage"][0] == (None if share is None else share / 100)
    if found["money"]:
        euros = {row[1]: row[2] for row in sheets["Money"]}
        assert (euros["Costs"], euros["Financing"]) == (606_000, 614_000)
        assert euros["For each participant"] == found["money"]["per_participant"]
        *funder, until = sheets["Funders"][1][1:5]
        assert funder == ["Funds", 20_000, "Only asked"]
        assert typed(until) == "2027-06-30"


def typed(cell: Any) -> Any:
    """What stands in a cell as the JSON has it; a number that is not whole is none of ours."""
    assert cell is None or type(cell) is int or isinstance(cell, datetime)
    return cell.date().isoformat() if isinstance(cell, datetime) else cell


def on_paper(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(plain(" ".join(page.extract_text() for page in pages)).split())


@ALL
@EACH
def test_paper_has_the_same_numbers_and_every_line_of_the_text(kind: str, audience: str) -> None:
    said = on_paper(written(kind, audience, "pdf"))
    for name, figures in lines_of(known(kind, audience)):
        pairs = (("planned_covered", "planned"), ("openings_counted", "openings"))
        cells = [
            UNKNOWN
            if None in {figures[part], figures[whole]}
            else f"{figures[part]:,} of {figures[whole]:,}"
            for part, whole in pairs
        ]
        for key in tables.ON_PAPER:
            number = figures[key]
            shown = f"{number:,}" if isinstance(number, int) else number
            cells.append(UNKNOWN if number is None else str(shown))
        assert re.search(" ".join([re.escape(name), *cells]), said), (name, cells)
    lines = written(kind, audience, "text").decode().splitlines()
    made = for_funder(MADE[kind]) if audience == "funder" else MADE[kind]
    amounts = money.summary(made.money) if made.money else ()
    for line in (*summary.summary(made, VIEW), *amounts):
        told = text.write(line, ENGLISH)
        assert told in lines
        assert plain(typeset.without_picture(told)) in said


CLAIMS = (
    (r"^👥 ([\d,]+) visits?\.", ("total", "visits")),
    (r"^🧮 ([\d,]+) of [\d,]+ openings? w", ("total", "openings_counted")),
    (r"^🧮 [\d,]+ of ([\d,]+) openings? w", ("total", "openings")),
    (r"^🗓️ ([\d,]+) of [\d,]+ planned", ("total", "planned_covered")),
    (r"^📈 ([\d,]+) participants?", ("year_to_date", "participants")),
    (r"^🎯 Plan by now: ([\d,]+)", ("targets", "expected_by_now")),
    (r"^💬 ([\d,]+) (?:person|people)", ("total", "contacts")),
    (r"^💶 Costs in 2026: ([\d,]+)", ("money", "costs")),
)


@ALL
@EACH
def test_the_text_says_the_same_numbers(kind: str, audience: str) -> None:
    found = known(kind, audience)
    lines = written(kind, audience, "text").decode().splitlines()
    for pattern, (part, key) in CLAIMS:
        for line in lines:
            if match := re.search(pattern, line):
                assert numbers(match[1]) == [found[part][key]], line
    if kind != "nothing known":
        assert any(re.search(CLAIMS[0][0], line) for line in lines)
    for room in found["rooms"]:
        (line,) = [one for one in lines if one.startswith(f"{room['name']}: ")][:1] or [""]
        if match := re.search(r": ([\d,]+) visits?\. .*: ([\d,]+) of ([\d,]+)\.", line):
            told = [room["visits"], room["openings_counted"], room["openings"]]
            assert numbers(" ".join(match.groups())) == told


def test_the_chat_says_what_the_files_say(street: Street) -> None:
    fatma, nour = street.key_holder("h-buurt"), street.coordinator()
    street.at("10:00")
    fatma.says("/open").says("/close 15").says("2")
    nour.says("/report 2026-W47").taps("All figures")
    told = plain(nour.last.text).splitlines()
    view = NeighbourhoodView(read_text(TWO_ROOMS, "file.toml"))
    with street.database.reading() as store:
        made = make_report(view, store, W47, street.now)
    lines = plain(exports_report.as_text(made, view, ENGLISH)).splitlines()
    assert "👥 15 visits." in told
    assert told == lines[: len(told)]
    nour.says("/report 2026-W47").taps("By room")
    assert plain(nour.last.text).splitlines()[1:] == lines[len(told) + 1 :][:2]
