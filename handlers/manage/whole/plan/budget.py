"""The lines of a year's costs, and of who pays: found, changed, checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from handlers.core.questions import Answers
from handlers.manage.changes import agreed
from handlers.manage.changes.figures import numbered
from handlers.manage.whole.plan import years
from locales.phrases import folded
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.plan import Costs, Financing, above_the_whole, amount

COSTS, FINANCING = "costs", "financing"
# What is changed: an amount, all of a year, a line of a year, whether and until when it is sure.
AMOUNT, NEW, AGAIN, OUT = "amount", "new", "again", "out"
ASKED_FOR, DECIDED, UNTIL = "asked", "decided", "until"
Line: TypeAlias = Costs | Financing


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The lines of one table: what all together cost, a district does, or who pays."""

    kind: str
    district: str
    lines: tuple[Line, ...]

    def of_year(self, year: int) -> list[Line]:
        """Those with an amount in a year."""
        return [line for line in self.lines if year in line.amounts]

    def sum(self, year: int) -> int | None:
        """What they come to, without the extras."""
        return amount((one for one in self.lines if not _is_extra(one)), year)

    def extras(self, year: int) -> int | None:
        """What the extras come to."""
        return amount((one for one in self.lines if _is_extra(one)), year)

    def find(self, mark: str) -> Line | None:
        """The line that a button is about; None once it is gone."""
        marks = {mark_of(number, line): line for number, line in numbered(self.lines)}
        return marks.get(mark)

    def named(self, wanted: str, year: int) -> Line | None:
        """The line with that name; the first without an amount in this year, where some are so."""
        same = [line for line in self.lines if folded(line.name) == folded(wanted)]
        return next((line for line in same if year not in line.amounts), (*same, None)[0])

    def mark(self, line: Line) -> str:
        """What a button names a line by."""
        return next(mark_of(number, one) for number, one in numbered(self.lines) if one is line)

    def into(self, now: Neighbourhood, lines: Iterable[Line]) -> Neighbourhood:
        """The neighbourhood with these lines instead; one without any amount is gone."""
        kept = tuple(line for line in lines if line.amounts)
        return years.with_place(now, self.district, **{self.kind: kept})

    def replaced(self, now: Neighbourhood, old: Line, new: Line) -> Neighbourhood:
        """The neighbourhood with one of them otherwise."""
        return self.into(now, [new if line is old else line for line in self.lines])


def read(now: Neighbourhood, kind: str, district: str) -> Sheet | None:
    """The lines of a table; None where there is no such table."""
    place = years.place_of(now, district)
    if place is None or kind not in {COSTS, FINANCING} or (kind == FINANCING and district):
        return None
    lines: Sequence[Line] = now.financing if kind == FINANCING else place.costs
    return Sheet(kind=kind, district=district, lines=tuple(lines))


def mark_of(number: int, line: Line) -> str:
    """What tells a line from the others: its name, and how many before it have that too."""
    return agreed.mark(line.name, f" {number}")


def with_amount(line: Line, year: int, euros: int | None) -> Line:
    """The same with another amount for a year, or without one."""
    amounts = {one: number for one, number in line.amounts.items() if one != year}
    if euros is not None:
        amounts[year] = euros
    return line.model_copy(update={"amounts": dict(sorted(amounts.items()))})


def new_line(kind: str, name: str, year: int, euros: int, *, is_asked: bool) -> Line:
    """A line that was not there."""
    if kind == COSTS:
        return Costs(name=name, amounts={year: euros})
    return Financing(name=name, amounts={year: euros}, state="asked" if is_asked else "decided")


def with_state(line: Line, *, is_asked: bool) -> Line:
    """The same, decided or only asked for."""
    return line.model_copy(update={"state": "asked" if is_asked else "decided"})


def with_until(line: Line, until: date | None) -> Line:
    """The same, sure until another day."""
    return line.model_copy(update={"until": until})


def changed_so(now: Neighbourhood, answers: Answers) -> Neighbourhood | None:
    """The neighbourhood with the line as it was answered; None when that cannot be."""
    sheet = read(now, str(answers["kind"]), str(answers["district"]))
    year, what = int(answers["year"]), answers["do"]
    if sheet is None:
        return None
    if what == AGAIN:
        return _again(now, sheet, year)
    line = line_of(sheet, answers)
    if what == NEW:
        amount, is_asked = int(answers["euros"]), answers.get("state") == ASKED_FOR
        if line:
            with_it = with_amount(line, year, amount)
            if isinstance(line, Financing):
                with_it = with_state(with_it, is_asked=is_asked)
            return sheet.replaced(now, line, with_it)
        new = new_line(sheet.kind, str(answers["name"]), year, amount, is_asked=is_asked)
        return sheet.into(now, [*sheet.lines, new])
    if line is None:
        return None
    if what in {AMOUNT, OUT}:
        amount_now = int(answers["euros"]) if what == AMOUNT else None
        return sheet.replaced(now, line, with_amount(line, year, amount_now))
    if not isinstance(line, Financing):
        return None
    if what == UNTIL:
        until = date.fromisoformat(str(answers["until"])) if answers["until"] else None
        return sheet.replaced(now, line, with_until(line, until))
    return sheet.replaced(now, line, with_state(line, is_asked=what == ASKED_FOR))


def _again(now: Neighbourhood, sheet: Sheet, year: int) -> Neighbourhood | None:
    """Every amount of the year before once more; of a year that has some already none."""
    if sheet.of_year(year) or not sheet.of_year(year - 1):
        return None
    return sheet.into(
        now,
        [
            with_amount(line, year, line.amounts[year - 1]) if year - 1 in line.amounts else line
            for line in sheet.lines
        ],
    )


def seen(now: Neighbourhood, answers: Answers) -> str:
    """What tells the lines of that year from what they were when they were shown."""
    sheet = read(now, str(answers["kind"]), str(answers["district"]))
    if sheet is None:
        return ""
    if answers["do"] == AGAIN:
        return agreed.mark(repr(sheet.lines))
    return agreed.mark(repr(line_of(sheet, answers)))


def line_of(sheet: Sheet, answers: Answers) -> Line | None:
    """The line that is meant: by a button, or by its name where somebody typed one."""
    if "name" in answers:
        return sheet.named(str(answers["name"]), int(answers["year"]))
    return sheet.find(str(answers["line"]))


def is_too_much(changed: Neighbourhood) -> bool:
    """Whether the districts would cost more than all together: a file like that is refused."""
    return any(above_the_whole(changed.costs, changed.districts))


def _is_extra(line: Line) -> bool:
    return isinstance(line, Costs) and line.extra
