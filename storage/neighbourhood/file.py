"""Reads a neighbourhood file; each mistake in it becomes a sentence for the operator."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import (
    ValidationError,
)
from pydantic_core import ErrorDetails

from storage.neighbourhood.activities import Activity, OtherTime, Times
from storage.neighbourhood.base import TableOfFile
from storage.neighbourhood.checks import nearest, shown_value
from storage.neighbourhood.danger import UrgentNumber
from storage.neighbourhood.model import Neighbourhood, Partner
from storage.neighbourhood.plan import (
    Costs,
    District,
    DistrictTarget,
    Financing,
    Population,
    Target,
)
from storage.neighbourhood.rooms import ClosedRoom, Room, SpecialDay


class FileMistake(Exception):
    """What is wrong with a neighbourhood file, for its operator: one to three sentences."""


def read_file(path: Path) -> Neighbourhood:
    """Read and check a neighbourhood file; a ``FileMistake`` tells what to write instead."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise FileMistake(f"{path} is not there; check the name and the folder.") from None
    except OSError as error:
        why = (error.strerror or "unknown error").lower()
        raise FileMistake(f"{path} cannot be read ({why}); choose a file you may read.") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        what = "holds a letter that is not UTF-8; save the file as UTF-8"
        raise FileMistake(f"{path}, line {line}: this line {what}.") from None
    return read_text(text, str(path))


def read_text(text: str, name: str) -> Neighbourhood:
    """Read and check the text of a file; ``name`` is what a ``FileMistake`` calls the file."""
    data: dict[str, Any] = {}
    try:
        data = tomllib.loads(text)
        _gather_years(data)
        # By way of JSON: pydantic's strict mode takes a list for a tuple only from there.
        return Neighbourhood.loaded(json.dumps(data, default=lambda value: value.isoformat()))
    except tomllib.TOMLDecodeError as error:
        raise FileMistake(_syntax(str(error), text, name)) from None
    except ValidationError as error:
        raise FileMistake(_sentences(error.errors(), data, text, name)) from None
    except (RecursionError, ValueError):
        what = "holds a number too long or brackets too deep to read; write it more simply"
        raise FileMistake(f"{name} {what}.") from None


def _gather_years(data: dict[str, Any]) -> None:
    """Move the bare years of costs and financing under one key."""
    districts = [one for one in _list(data.get("districts")) if isinstance(one, dict)]
    costs = [row for table in (data, *districts) for row in _list(table.get("costs"))]
    rows = [*costs, *_list(data.get("financing"))]
    for row in (row for row in rows if isinstance(row, dict) and "amounts" not in row):
        years = [key for key in row if re.fullmatch("[0-9]{4}", key)]
        row["amounts"] = {key: row.pop(key) for key in years}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _syntax(error: str, text: str, name: str) -> str:
    """Put the parser's complaint in a sentence; without a line it means the end of the file."""
    reason, _, place = error.rpartition(" (at ")
    numbered = re.match("line ([0-9]+)", place)
    line = int(numbered[1]) if numbered else text.rstrip().count("\n") + 1
    if "overwrite" in reason or "twice" in reason or "mutate" in reason:
        return f"{name}, line {line}: this key or table was written before; keep one of the two."
    hint = "check the quotes, the brackets and the = sign on it and on the line before"
    return f"{name}, line {line}: this line cannot be read ({reason.lower()}); {hint}."


Place: TypeAlias = tuple[str | int, ...]
# What pydantic adds to a place, and no operator wrote.
TAGS = {"text", "table", "list"}
INVENTED = {*TAGS, "amounts", "[key]"}
MODELS: dict[Place, type[TableOfFile]] = {
    (): Neighbourhood,
    ("rooms",): Room,
    ("rooms", "exceptions"): SpecialDay,
    ("closed_rooms",): ClosedRoom,
    ("closed_rooms", "exceptions"): SpecialDay,
    ("closed_rooms", "activities"): Activity,
    ("closed_rooms", "activities", "exceptions"): OtherTime,
    ("closed_rooms", "activities", "earlier"): Times,
    ("activities",): Activity,
    ("activities", "exceptions"): OtherTime,
    ("activities", "earlier"): Times,
    ("partners",): Partner,
    ("districts",): District,
    ("districts", "population"): Population,
    ("districts", "targets"): DistrictTarget,
    ("districts", "costs"): Costs,
    ("population",): Population,
    ("targets",): Target,
    ("costs",): Costs,
    ("financing",): Financing,
    ("urgent",): UrgentNumber,
}
EXAMPLES = {
    "name": 'name = "Zuidoost"',
    "rooms.name": 'name = "H-buurt"',
    "timezone": 'timezone = "Europe/Amsterdam"',
    "default_language": 'default_language = "nl"',
    "languages": 'languages = ["nl", "en"]',
    "rooms": "[[rooms]] above each room, with its id, name, address and hours",
    "closed_rooms": "[[closed_rooms]] above each room that closed for good, with its last day",
    "closed_rooms.activities": "[[closed_rooms.activities]] above each activity that was there",
    "targets.rooms": "rooms = 4",
    "activities": "[[activities]] above each activity",
    "partners": "[[partners]] above each partner",
    "targets": "[[targets]] above each year",
    "costs": "[[costs]] above each line of the budget",
    "financing": "[[financing]] above each source of money",
    "population": "[population] on a line of its own, with low and high under it",
    "urgent": "[[urgent]] above each number to call in danger, with its phone and its label",
    "urgent.phone": 'phone = "112"',
    "label": 'label = { nl = "Politie", en = "Police" }',
    "kinds": 'kinds = ["medical", "violence"]',
    "amounts": "2026 = 101000",
    "districts": "[[districts]] above each district, with its id and name",
    "districts.targets": "targets = [{ year = 2026, rooms = 4 }]",
    "districts.costs": 'costs = [{ name = "Rent", 2026 = 101000 }]',
    "districts.population": "population = { low = 4000, high = 6000 }",
    "district": 'district = "zuidoost"',
    "offers": 'offers = ["step-free", "toilet"]',
    "of": 'of = "households"',
    "extra": "extra = true",
    "kind": 'kind = "city"',
    "state": 'state = "decided"',
    "until": "until = 2027-12-31",
    "counted": "counted = { 2026 = 9500 }",
    "id": 'id = "h-buurt"',
    "address": 'address = "Holendrechtplein 9"',
    "latitude": "latitude = 52.31",
    "longitude": "longitude = 4.97",
    "phone": 'phone = "+31 20 000 0101"',
    "hours": 'hours = "Mo-Fr 10:00-17:00; PH off"',
    "exceptions": 'exceptions = [{ date = 2026-07-01, closed = true, reason = "Keti Koti" }]',
    "date": "date = 2026-07-01",
    "closed": "closed = true",
    "reason": 'reason = "Keti Koti"',
    "room": 'room = "h-buurt"',
    "title": 'title = { nl = "Koffie", en = "Coffee" }',
    "domain": 'domain = "meeting"',
    "rrule": 'rrule = "FREQ=WEEKLY;BYDAY=TU"',
    "start": "start = 2026-09-01T10:00:00",
    "minutes": "minutes = 90",
    "places": "places = 12",
    "language": 'language = "nl"',
    "activities.exceptions": "exceptions = [{ date = 2026-12-24, cancelled = true }]",
    "cancelled": "cancelled = true",
    "domains": 'domains = ["debt", "budget"]',
    "answer_within_days": "answer_within_days = 5",
    "low": "low = 4000",
    "high": "high = 6000",
    "year": "year = 2026",
    "volunteers": "volunteers = 150",
    "participants": "participants = 1700",
}
# The first pattern that fits pydantic's name of the mistake gives the words.
WORDS = (
    ("missing", "is missing; write {example}"),
    ("too_short", "is empty; write {example}"),
    ("greater_than_equal", "is {value}, but must be {ge:,.0f} or more"),
    ("less_than_equal", "is {value}, but must be {le:,.0f} or less"),
    ("string|literal", "is {value}, but must be a text between quotes; write {example}"),
    ("int|float", "is {value}, but must be {number}; write {example}"),
    (
        "datetime|timezone",
        "is {value}, but must be a date and a time without a zone; write {example}",
    ),
    ("date", "is {value}, but must be a date; write {example}"),
    ("bool", "is {value}, but must be true or false without quotes; write {example}"),
    ("tuple", "is {value}, but must be a list; write {example}"),
    ("", "is {value}, but must be a table with keys in it; write {example}"),
)


def _sentences(errors: list[ErrorDetails], data: dict[str, Any], text: str, name: str) -> str:
    lines = _lines(text)
    mistakes = []
    for error in errors:
        if error["type"] == "too_short" and error["input"]:
            continue  # Pydantic counts only what is right; the rest has its own sentence.
        place = tuple(part for part in error["loc"] if part not in INVENTED)
        line = next((lines[place[:n]] for n in range(len(place), 0, -1) if place[:n] in lines), 0)
        where = f"{name}, line {line}" if line else name
        sentence = _one_line(f"{where}: {_label(error['loc'], data)} {_problem(error)}")
        mistakes.append((line, sentence if sentence.endswith("?") else f"{sentence}."))
    mistakes.sort(key=lambda entry: entry[0])
    sentences = [sentence for _, sentence in mistakes[:3]]
    if len(mistakes) > len(sentences):
        sentences.append(f"More mistakes after these: {len(mistakes) - len(sentences)}.")
    return "\n".join(sentences)


def _one_line(text: str) -> str:
    """Keep what somebody wrote as a key or an id from breaking the sentence that names it."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _problem(error: ErrorDetails) -> str:
    named = [part for part in error["loc"] if isinstance(part, str) and part not in TAGS]
    words = named or ["the file"]
    if error["type"] == "mistake":
        return error["msg"]
    if error["type"] == "extra_forbidden":
        if len(words) > 1 and words[-1] in Neighbourhood.model_fields:
            return "does not belong here; write it at the top, above the first line with [ ]"
        fields = MODELS[tuple(words[:-1])].model_fields
        keys = ["a year" if key == "amounts" else key for key in fields]
        return f"is not a key that is known here; {nearest(words[-1], keys)}"
    pattern = next(words for kind, words in WORDS if re.match(kind, error["type"]))
    examples = (EXAMPLES.get(key) for key in (".".join(words[-2:]), *reversed(words)))
    return pattern.format(
        value=shown_value(error["input"]),
        number="a whole number" if error["type"].startswith("int") else "a number without quotes",
        example=next((example for example in examples if example), "another value"),
        **error.get("ctx", {}),
    )


def _label(place: Place, data: dict[str, Any]) -> str:
    """Name a place the way people count: ``rooms[2].hours (h-buurt)``."""
    label, names = "", []
    here: Any = data
    for part in place:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            here = None  # A key that is missing.
        if isinstance(here, dict):
            names += [str(here[key])[:40] for key in ("id", "date", "name") if key in here][:1]
        if part not in INVENTED:
            label += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return (label.removeprefix(".") or "the file") + (f" ({', '.join(names)})" if names else "")


def _lines(text: str) -> dict[Place, int]:
    """Find the line of each table and key that begins a line; tomllib does not tell."""
    lines_of: dict[Place, int] = {}
    count: dict[Place, int] = {}
    here: Place = ()
    # A text over several lines may hold anything: then better no line than a wrong one.
    rows = [] if '"""' in text or "'''" in text else text.split("\n")
    for number, row in enumerate(rows, 1):
        if header := re.fullmatch(r"\s*(\[\[?)\s*([\w.-]+)\s*\]\]?\s*(#.*)?", row):
            here = ()
            for part in header[2].split("."):
                here = (*here, count[here] - 1, part) if here in count else (*here, part)
            if header[1] == "[[":
                count[here] = count.get(here, 0) + 1
                here = (*here, count[here] - 1)
            lines_of.setdefault(here, number)
        elif key := re.match(r'\s*(?:"([^"]*)"|([\w-]+))\s*[.=]', row):
            lines_of.setdefault((*here, key[1] or key[2]), number)
    return lines_of
