"""Which reports come by themselves: a week, a month, a quarter, a year, as each person chooses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.messages import Outcome, Reply, button, say
from storage.store import Store

# The report of the own rooms, for those who hold a key.
OWN_ROOM = "room"
WEEK, MONTH, QUARTER, YEAR = "week", "month", "quarter", "year"
# Monday's message is enough for most; the first one of January tells how the year ended.
COMES = {WEEK: True, MONTH: False, QUARTER: False, YEAR: False, OWN_ROOM: True}
OF_COORDINATORS = (WEEK, MONTH, QUARTER, YEAR)
LABELS = {
    WEEK: (say("btn", "✅ Every week"), say("btn", "⬜ Every week")),
    MONTH: (say("btn", "✅ Every month"), say("btn", "⬜ Every month")),
    QUARTER: (say("btn", "✅ Every quarter"), say("btn", "⬜ Every quarter")),
    YEAR: (say("btn", "✅ Every year"), say("btn", "⬜ Every year")),
    OWN_ROOM: (say("btn", "✅ My room's week"), say("btn", "⬜ My room's week")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A kind of report, and whether it is to come from now on: 1 or 0."""

    kind: str
    on: int


def show(context: Context, _: Nothing) -> Outcome:
    """Which reports come by themselves, each with a button that turns it around."""
    kinds = _kinds(context)
    return Outcome((_screen(context, kinds),)) if kinds else refusals.ONLY_COORDINATORS


def choose(context: Context, args: Wanted) -> Outcome:
    """From now on this report comes, or it does not; the same button again changes nothing."""
    kinds = _kinds(context)
    if args.kind not in kinds:
        return refusals.ONLY_COORDINATORS if args.kind in OF_COORDINATORS else refusals.OVER
    context.store.report_choices.set(context.person.id, args.kind, is_on=bool(args.on))
    return Outcome((replace(_screen(context, kinds), replaces=True),))


def those_who_want(store: Store, kind: str, people: Iterable[int]) -> list[int]:
    """Those of these people to whom a report of this kind is to come."""
    chosen = store.report_choices.about(kind)
    return [person for person in people if chosen.get(person, COMES[kind])]


def _kinds(context: Context) -> tuple[str, ...]:
    """What this person can choose: whoever gets all rooms gets no room of their own besides."""
    if context.person.is_coordinator:
        return OF_COORDINATORS
    return (OWN_ROOM,) if context.own_rooms else ()


def _screen(context: Context, kinds: Iterable[str]) -> Reply:
    chosen = context.store.report_choices.of(context.person.id)
    rows = []
    for kind in kinds:
        is_on = chosen.get(kind, COMES[kind])
        label = LABELS[kind][0 if is_on else 1]
        rows.append((button(label, "report.when.choose", kind=kind, on=int(not is_on)),))
    lines = [
        say("body", "Which reports do you want to get?"),
        say("body", "Tap to change. ✅ you get it, ⬜ you don't."),
    ]
    if context.person.is_coordinator:
        lines.append(say("body", "The others come with the next week's report."))
    return Reply(tuple(lines), tuple(rows))
