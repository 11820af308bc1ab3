"""The plan figure by figure: what is promised, what it costs, who pays; each told by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from handlers.core.messages import Text, Value, name, say
from handlers.reports.text.money import euros
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.plan import Amounts, Costs, District, Financing

NOWHERE = object()
NOT_AGREED = say("body", "not agreed")
# Of the rest of these only that it is different is said.
PLAN: dict[str, Text] = {
    "targets": say("body", "The yearly targets are different."),
    "population": say("body", "The yearly targets are different."),
    "costs": say("body", "The costs or the money are different."),
    "financing": say("body", "The costs or the money are different."),
    "districts": say("body", "The districts are different."),
}
# What that rest is: of a line of costs, of who pays, of a district and its people.
REST = ("room", "extra", "kind", "counted", "of", "id")
COUNTED: Mapping[str, Text] = {
    "rooms": say("body", "Rooms"),
    "volunteers": say("body", "Volunteers"),
    "participants": say("body", "Participants"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Which figure: its table, of which line or count, of which year and district.

    ``part`` is what else is known of it; ``number`` tells lines with one name apart.
    """

    table: str
    what: str = ""
    year: int = 0
    district: str = ""
    part: str = ""
    number: int = 0

    @property
    def field(self) -> str:
        """Where it stands in the neighbourhood."""
        return "districts" if self.district else self.table


Worth: TypeAlias = int | str | date | tuple[int, int] | Amounts | None
Figures: TypeAlias = Mapping[Figure, Worth]
Lines: TypeAlias = dict[str, list[Text]]


def told(before: Neighbourhood, after: Neighbourhood) -> Lines:
    """A line for each figure that is different, by the field of the neighbourhood it stands in."""
    return _told(dict(_figures(before)), dict(_figures(after)))


def undone(before: Neighbourhood, present: Neighbourhood, loaded: Neighbourhood) -> Lines:
    """The same for what was changed since, and is otherwise in a file; each field of such."""
    was, now, comes = (dict(_figures(one)) for one in (before, present, loaded))
    lost = [
        key
        for key in dict.fromkeys([*was, *now])
        if was.get(key, NOWHERE) != now.get(key) != comes.get(key)
    ]
    lines = _told(*({key: one[key] for key in lost if key in one} for one in (was, now)))
    return {key.field: lines.get(key.field, []) for key in lost}


def numbered(lines: Iterable[Costs | Financing]) -> Iterator[tuple[int, Costs | Financing]]:
    """Lines, with how many before each have its name."""
    seen: Counter[str] = Counter()
    for line in lines:
        yield seen[line.name], line
        seen[line.name] += 1


def _figures(neighbourhood: Neighbourhood) -> Iterator[tuple[Figure, Worth]]:
    """Every figure of the plan that there is."""
    yield from _of_place(neighbourhood, "")
    for district in neighbourhood.districts:
        yield from _of_place(district, district.name)
        yield Figure(table="districts", district=district.name, part="id"), district.id
    for number, line in numbered(neighbourhood.financing):
        assert isinstance(line, Financing)
        for year, amount in line.amounts.items():
            yield Figure(table="financing", what=line.name, year=year, number=number), amount
        until = line.until or ""
        rest = {"state": line.state, "until": until, "kind": line.kind, "counted": line.counted}
        for part, worth in rest.items():
            yield Figure(table="financing", what=line.name, part=part, number=number), worth


def _of_place(place: Neighbourhood | District, district: str) -> Iterator[tuple[Figure, Worth]]:
    """What is promised of a place, and what it costs."""
    for target in place.targets:
        for what in COUNTED:
            of = Figure(table="targets", what=what, year=target.year, district=district)
            yield of, getattr(target, what)
    if place.population:
        worth = place.population.low, place.population.high
        yield Figure(table="population", district=district), worth
        yield Figure(table="population", district=district, part="of"), place.population.of
    for number, line in numbered(place.costs):
        for year, amount in line.amounts.items():
            of = Figure(table="costs", what=line.name, year=year, district=district, number=number)
            yield of, amount
        assert isinstance(line, Costs)
        for part in ("room", "extra"):
            of = Figure(table="costs", what=line.name, part=part, district=district, number=number)
            yield of, getattr(line, part)


def _told(was: Figures, now: Figures) -> Lines:
    lines: Lines = {}
    for key in dict.fromkeys([*was, *now]):
        old, new = was.get(key), now.get(key)
        if old == new:
            continue
        line = _line(key, old, new)
        if key.part in REST:
            # Of what is new or gone its figures are told.
            line = PLAN[key.field] if key in was and key in now else None
        if line and line not in lines.get(key.field, []):
            lines.setdefault(key.field, []).append(line)
    return lines


def _line(key: Figure, old: Worth, new: Worth) -> Text | None:
    if key.part == "until":
        return _until(key.what, old, new)
    if key.part == "state":
        return _state(key.what, old, new)
    values: dict[str, Value] = {"new": _worth(key, new), "old": _worth(key, old)}
    what = COUNTED[key.what] if key.table == "targets" else name(key.what)
    if key.table == "population":
        what = say("body", "For how many people")
    if key.district:
        what = say("body", "{district}: {what}", what=what, district=key.district)
    if not key.year:
        return say("body", "{what}: {new}. Before: {old}.", what=what, **values)
    values["year"] = str(key.year)
    return say("body", "{what} in {year}: {new}. Before: {old}.", what=what, **values)


def _state(funder: str, old: Worth, new: Worth) -> Text | None:
    """Whether money is there; nothing of a line that is gone, and of a new one the news only."""
    if new == "asked":
        return say("body", "{funder}: this money is only asked for.", funder=funder)
    if new == "decided" and old:
        return say("body", "{funder}: this money is decided.", funder=funder)
    return None


def _until(funder: str, old: Worth, new: Worth) -> Text | None:
    if isinstance(new, date):
        year = str(new.year)
        return say("body", "{funder}: sure until {day} {year}.", funder=funder, day=new, year=year)
    if old and new is not None:
        return say("body", "{funder}: nobody knows until when.", funder=funder)
    return None


def _worth(key: Figure, value: Worth) -> Text | int:
    if isinstance(value, tuple):
        return say("body", "{low} to {high}", low=value[0], high=value[1])
    if not isinstance(value, int):
        return NOT_AGREED
    return value if key.table == "targets" else euros(value)
