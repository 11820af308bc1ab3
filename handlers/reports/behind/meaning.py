"""What is counted here? A figure of a report: what it means, how much it is, and from what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.keyboards import in_rows, more_row, part
from handlers.core.messages import Button, Outcome, Reply, Text, button, name, say
from handlers.reports.behind import values
from handlers.reports.behind.asked import PAGE, Asked, RoomInPeriod, asked
from handlers.reports.text.definitions import DEFINITIONS
from handlers.reports.text.labels import BESIDES, LABELS
from handlers.reports.text.money import for_whom

NAMES: Mapping[str, Text] = {**LABELS, **BESIDES}
# What the openings of a room add up to; of the participants they are a part.
OF_OPENINGS = (
    *("openings", "openings_counted", "planned", "planned_covered", "minutes_open"),
    *("minutes_planned", "visits", "new_faces", "participants"),
)
# What no room has: web visits are those of the bot as a whole.
OF_ALL = ("web_visits", *values.OF_YEAR)
# What is told of people who asked for help, or went a step to work, is for the coordinator.
REQUESTS, STEPS, TEAM = "referrals", "steps_to_work", "team_contacts"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureInPeriod(RoomInPeriod):
    """One figure of a report, by its key."""

    figure: str


def what_button(week: str, room: str = "") -> Button:
    """Under a report: what each of its figures means."""
    return button(say("btn", "❓ What is counted?"), "report.what", week=week, room=room)


def choose(context: Context, args: RoomInPeriod) -> Outcome:
    """Which figure: some of them with their values, each with a number to tap or to type."""
    found = asked(context, args)
    if isinstance(found, Outcome):
        return found
    keys, further = part(_keys(context, found), args.skip, PAGE)
    lines = [found.heading, say("body", "Which figure do you want to know more about?")]
    lines += [_line(found, key, place) for place, key in enumerate(keys, 1)]
    of = {"week": args.week, "room": args.room}
    buttons = [
        button(name(str(place)), "report.figure", **of, figure=key, skip=args.skip)
        for place, key in enumerate(keys, 1)
    ]
    rows = (*in_rows(buttons, 4), *more_row("report.what", further, **of))
    return Outcome((Reply(tuple(lines), rows),))


def explain(context: Context, args: FigureInPeriod) -> Outcome:
    """One figure: how much it is, what is counted, and the way to the openings it is made of."""
    found = asked(context, args)
    if isinstance(found, Outcome):
        return found
    if args.figure not in _keys(context, found):
        return refusals.OVER
    of = {"week": args.week, "room": args.room}
    lines = [found.heading, _valued(found, args.figure), DEFINITIONS[args.figure]]
    population = context.view.neighbourhood.population
    if args.figure == "share" and population:
        lines.append(for_whom(population))
    openings = button(say("btn", "🧾 Which openings?"), "report.openings", **of)
    others = button(say("btn", "❓ Other figures"), "report.what", **of, skip=args.skip)
    rows = (*([(openings,)] if args.figure in OF_OPENINGS else []), (others,))
    return Outcome((Reply(tuple(lines), rows),))


def _keys(context: Context, found: Asked) -> list[str]:
    """The figures that this reader is told, of one room or of all together."""
    keys = [key for key in DEFINITIONS if key in NAMES]
    if found.room:
        keys = [key for key in keys if key not in OF_ALL]
    if found.report.money is None:
        keys = [key for key in keys if not key.startswith("money")]
    if not context.person.is_coordinator:
        keys = [key for key in keys if key != TEAM and not key.startswith((REQUESTS, STEPS))]
    return keys


def _line(found: Asked, key: str, place: int) -> Text:
    return say("report", "{place}. {figure}", place=place, figure=_valued(found, key))


def _valued(found: Asked, key: str) -> Text:
    if key in values.OF_YEAR:
        return say(
            "report",
            "{figure} in {year}: {value}.",
            figure=NAMES[key],
            year=str(found.report.year),
            value=values.of_year(found.report, key),
        )
    value = values.of_period(found.figures, key)
    return say("report", "{figure}: {value}.", figure=NAMES[key], value=value)
