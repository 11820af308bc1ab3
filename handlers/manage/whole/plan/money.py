"""What a year costs and who pays: the lines with their amounts and their sum."""

from __future__ import annotations

from typing import Any

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.feature import Needs, Tap
from handlers.core.keyboards import in_rows, more_row, part
from handlers.core.messages import Button, Outcome, Reply, Text, Value, button, name, say
from handlers.core.questions import BACK
from handlers.manage.whole.plan import amounts, budget, years
from handlers.manage.whole.plan.amounts import OfLine, OfSheet
from handlers.manage.whole.plan.budget import COSTS, FINANCING, Line, Sheet
from handlers.manage.whole.plan.years import OfDistrict, OfYear
from handlers.reports.text.money import euros
from storage.neighbourhood.plan import Costs, Financing

# So many lines stand on one screen.
PAGE = 4


def show(context: Context, args: OfDistrict) -> Outcome:
    """Of which year."""
    now = context.view.neighbourhood
    place = years.place_of(now, args.district)
    if place is None:
        return refusals.OVER
    lines: list[Line] = [*place.costs, *(() if args.district else now.financing)]
    there = (year for line in lines for year in line.amounts)
    asked = say("body", "💶 Costs and money: which year?")
    return years.choose(context, args, asked, there, ("plan.budget", "plan.money"))


def of_year(context: Context, args: OfYear) -> Outcome:
    """What a year costs and who pays; of a district the costs only."""
    own: dict[str, str | int] = {"district": args.district, "year": args.year}
    if args.district:
        return lines(context, OfSheet(kind=COSTS, district=args.district, year=args.year))
    now = context.view.neighbourhood
    sheets = [budget.read(now, kind, "") for kind in (COSTS, FINANCING)]
    said = [_sum(sheet, args.year) for sheet in sheets if sheet]
    keys = [
        button(say("btn", "💶 Costs"), "plan.lines", kind=COSTS, **own),
        button(say("btn", "🤝 Who pays"), "plan.lines", kind=FINANCING, **own),
    ]
    rows = (*in_rows(keys), (button(BACK, "plan.money"),))
    return Outcome((Reply(tuple(said), rows, replaces=bool(context.turn.tap)),))


def lines(context: Context, args: OfSheet) -> Outcome:
    """Each line with its amount, and the sum; a tap leads to one of them."""
    now = context.view.neighbourhood
    sheet = amounts.sheet_of(context, args.kind, args.district, args.year)
    if sheet is None:
        return refusals.OVER
    own: dict[str, str | int] = {"kind": args.kind, "district": args.district, "year": args.year}
    every = list(enumerate(sheet.of_year(args.year), 1))
    shown, further = part(every, args.skip, PAGE)
    said = [*years.heading(now, args.district), _sum(sheet, args.year)]
    if (extras := sheet.extras(args.year)) is not None:
        said.append(say("body", "Extra plans besides: {euros}.", euros=euros(extras)))
    rows: list[tuple[Button, ...]] = []
    for number, line in shown:
        amount = euros(line.amounts[args.year])
        said.append(say("body", "{n} {name}: {euros}", n=number, name=line.name, euros=amount))
        label = name(f"{number} {line.name}")
        rows.append((button(label, "plan.line", line=sheet.mark(line), **own),))
    rows += more_row("plan.lines", further, **own)
    more = [button(say("btn", "➕ New line"), "plan.sum", what=budget.NEW, **own)]
    if not every and sheet.of_year(args.year - 1):
        label = say("choice", "↻ Again as in {year}", year=str(args.year - 1))
        more.append(button(label, "plan.sum", what=budget.AGAIN, **own))
    to_year = button(BACK, "plan.money", district=args.district)
    if not args.district:
        to_year = button(BACK, "plan.budget", year=args.year)
    replies = (
        Reply(tuple(said), (*rows, *in_rows(more, 1), (to_year,)), replaces=_tapped(context)),
    )
    return Outcome(replies)


def one(context: Context, args: OfLine) -> Outcome:
    """A line, and what can be changed of it."""
    sheet = amounts.sheet_of(context, args.kind, args.district, args.year)
    line = sheet.find(args.line) if sheet else None
    if sheet is None or line is None:
        return refusals.OVER
    own: dict[str, str | int] = {
        "kind": args.kind,
        "district": args.district,
        "year": args.year,
        "line": args.line,
    }
    said = [name(line.name), amounts.amount_in(line, args.year)]
    keys = [button(say("btn", "✏️ Change amount"), "plan.sum", what=budget.AMOUNT, **own)]
    if isinstance(line, Financing):
        said += _sure(line)
        is_asked = line.state == "asked"
        label = say("btn", "✅ It is decided") if is_asked else say("btn", "⏳ Only asked for")
        what = budget.DECIDED if is_asked else budget.ASKED_FOR
        keys.append(button(label, "plan.sum", what=what, **own))
        keys.append(button(say("btn", "🗓️ Until when"), "plan.sum", what=budget.UNTIL, **own))
    elif isinstance(line, Costs):
        room = context.view.rooms.get(line.room or "")
        said += [name(f"📍 {room.name}")] if room else []
        said += [say("body", "This is an extra plan.")] if line.extra else []
    if args.year in line.amounts:
        label = say("choice", "➖ Not in {year}", year=str(args.year))
        keys.append(button(label, "plan.sum", what=budget.OUT, **own))
    back = button(BACK, "plan.lines", **{key: own[key] for key in ("kind", "district", "year")})
    replies = (Reply(tuple(said), (*in_rows(keys, 1), (back,)), replaces=_tapped(context)),)
    return Outcome(replies)


def _sum(sheet: Sheet, year: int) -> Text:
    values: dict[str, Value] = {"year": str(year), "euros": euros(sheet.sum(year))}
    if sheet.kind == COSTS:
        return say("body", "💶 Costs in {year}: {euros}.", **values)
    return say("body", "💶 Money for {year}: {euros}.", **values)


def _sure(line: Financing) -> list[Text]:
    """Whether the money is there, and until when."""
    said = [
        say("body", "It is decided.")
        if line.state == "decided"
        else say("body", "It is only asked for.")
    ]
    if line.until:
        year = str(line.until.year)
        said.append(say("body", "It is sure until {day} {year}.", day=line.until, year=year))
    return said


def _tapped(context: Context) -> bool:
    return bool(context.turn.tap)


TAPS: dict[str, Tap[Any]] = {
    "plan.money": Tap(show, OfDistrict, Needs.COORDINATOR, asks_pictures=True),
    "plan.budget": Tap(of_year, OfYear, Needs.COORDINATOR, asks_pictures=True),
    "plan.lines": Tap(lines, OfSheet, Needs.COORDINATOR, asks_pictures=True),
    "plan.line": Tap(one, OfLine, Needs.COORDINATOR, asks_pictures=True),
    **amounts.TAPS,
}
STEPS = amounts.STEPS
