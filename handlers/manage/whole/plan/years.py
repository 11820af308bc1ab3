"""Which year, and of which part of the neighbourhood; what a change of it touches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.feature import FurtherOn
from handlers.core.keyboards import in_rows, more_row, part
from handlers.core.messages import Button, Outcome, Reply, Text, button, name, say
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.plan import District

# So many years stand on one screen: what is older is behind "More".
MOST_YEARS = 4
# So many reports are looked through: a year has some seventy, and they are kept for three.
REPORTS = 300
Place: TypeAlias = Neighbourhood | District


@dataclass(frozen=True, slots=True, kw_only=True)
class OfDistrict(FurtherOn):
    """The arguments of a button about a district's plan; without one, about that of all."""

    district: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfYear(OfDistrict):
    """The arguments of a button about one year of a plan."""

    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Districts(FurtherOn):
    """The arguments of a button to the districts; ``leads`` is where each of them does."""

    leads: str


def place_of(now: Neighbourhood, district: str) -> Place | None:
    """All together, or a district by its id; None when it is not there any more."""
    if not district:
        return now
    return next((one for one in now.districts if one.id == district), None)


def with_place(now: Neighbourhood, district: str, **update: object) -> Neighbourhood:
    """The neighbourhood with other figures of all together, or of a district."""
    if not district:
        return now.model_copy(update=update)
    districts = (
        one.model_copy(update=update) if one.id == district else one for one in now.districts
    )
    return now.model_copy(update={"districts": tuple(districts)})


def is_planned(context: Context, there: Iterable[int], year: int) -> bool:
    """Whether this is a year that one chooses from: this, the next, those that are there."""
    return year in {*_this_and_next(context), *there}


def choose(
    context: Context,
    args: OfDistrict,
    line: Text,
    there: Iterable[int],
    acts: tuple[str, str],
    *others: Button,
) -> Outcome:
    """Which year, the newest first; ``acts``: where a year leads, and where this is again."""
    of_year, again = acts
    now = context.view.neighbourhood
    years = sorted({*_this_and_next(context), *there}, reverse=True)
    shown, further = part(years, args.skip, MOST_YEARS)
    own = {"district": args.district}
    keys = [button(name(f"🗓️ {year}"), of_year, year=year, **own) for year in shown]
    rows = (*in_rows(keys), *more_row(again, further, **own))
    of_part = (to_districts(again),) if now.districts else ()
    rows = (*rows, (*others, *of_part), (back(),)) if others or of_part else (*rows, (back(),))
    lines = (*heading(now, args.district), line)
    return Outcome((Reply(lines, rows, replaces=bool(context.turn.tap)),))


def districts(context: Context, args: Districts) -> Outcome:
    """Which district."""
    if args.leads not in {"plan.targets", "plan.money"}:
        return refusals.OVER
    shown, further = part(context.view.neighbourhood.districts, args.skip)
    rows: list[tuple[Button, ...]] = [
        (button(name(f"📍 {one.name}"), args.leads, district=one.id),) for one in shown
    ]
    rows += more_row("plan.districts", further, leads=args.leads)
    line = say("body", "📍 Which part of the neighbourhood?")
    return Outcome((Reply((line,), (*rows, (back(),)), replaces=bool(context.turn.tap)),))


def heading(now: Neighbourhood, district: str) -> tuple[Text, ...]:
    """The district that it is about; nothing for all together."""
    place = place_of(now, district)
    return (name(f"📍 {place.name}"),) if isinstance(place, District) else ()


def notes(context: Context, year: int) -> list[Text]:
    """What one has to know before a year's plan is changed: it is over, it was reported."""
    lines = []
    if year < context.today.year:
        lines.append(say("body", "⚠️ {year} is over already.", year=str(year)))
    sent = context.store.sent_reports.newest(skip=0, many=REPORTS)
    if any(one.period.startswith(str(year)) for one in sent):
        lines.append(say("body", "Reports that went out stay as they were."))
    return lines


def to_districts(act: str) -> Button:
    """The way to the plans of the districts."""
    return button(say("btn", "📍 A district"), "plan.districts", leads=act)


def back() -> Button:
    """The way to what else can be changed of the neighbourhood."""
    return button(say("btn", "🏙️ Neighbourhood"), "plan.whole")


def _this_and_next(context: Context) -> tuple[int, int]:
    return context.today.year, context.today.year + 1
