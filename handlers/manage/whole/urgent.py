"""The numbers for danger in the order in which they are read, and one with what can be changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.feature import FurtherOn, Needs, Tap
from handlers.core.keyboards import in_rows, more_row, part
from handlers.core.messages import Button, Outcome, Reply, Text, button, name, say
from handlers.manage.changes import danger_numbers
from handlers.manage.changes.danger_numbers import EVERYWHERE
from storage.neighbourhood.danger import UrgentNumber
from storage.neighbourhood.model import Neighbourhood


@dataclass(frozen=True, slots=True, kw_only=True)
class OfNumber:
    """The arguments of a button about a number for danger; see `danger_numbers.by_phone`."""

    number: str


def show(context: Context, args: FurtherOn) -> Outcome:
    """All of them in order, some at a time, each with its dangers."""
    every = list(danger_numbers.by_phone(context.view.neighbourhood.urgent_numbers).items())
    shown, further = part(every, args.skip)
    lines = [say("body", "🆘 The numbers for danger, in order:")]
    if not every:
        lines.append(say("body", "There is only 112."))
    rows: list[tuple[Button, ...]] = []
    for key, one in shown:
        lines += described(context, one)
        rows.append((to_number(key, one),))
    rows += more_row("plan.urgent", further)
    rows.append((button(say("btn", "➕ New number"), "plan.urgent.new"),))
    rows.append((button(say("btn", "🏙️ Neighbourhood"), "plan.whole"),))
    return Outcome((Reply(tuple(lines), tuple(rows), replaces=bool(context.turn.tap)),))


def one(context: Context, args: OfNumber) -> Outcome:
    """One of them, and what can be changed of it."""
    number = number_of(context.view.neighbourhood, args.number)
    if number is None:
        return refusals.OVER
    of = {"number": args.number}
    keys = [
        button(say("btn", "✏️ Change text"), "plan.urgent.change", what="label", **of),
        button(say("btn", "🆘 Which dangers"), "plan.urgent.change", what="kinds", **of),
    ]
    # Without 112 nobody would come.
    if number.phone != EVERYWHERE:
        keys.append(button(say("btn", "📞 Phone"), "plan.urgent.change", what="phone", **of))
    if not _is_first(context.view.neighbourhood, args.number):
        keys.append(button(say("btn", "⬆️ Move up"), "plan.urgent.change", what="up", **of))
    if number.phone != EVERYWHERE:
        keys.append(button(say("btn", "➖ Take out"), "plan.urgent.change", what="out", **of))
    rows = (*in_rows(keys), (to_numbers(),))
    lines = tuple(described(context, number))
    return Outcome((Reply(lines, rows, replaces=bool(context.turn.tap)),))


def number_of(now: Neighbourhood, key: str) -> UrgentNumber | None:
    """The number that a button is about."""
    return danger_numbers.by_phone(now.urgent_numbers).get(key)


def described(context: Context, number: UrgentNumber) -> list[Text]:
    """Its text and number, and in which dangers it is read."""
    label = number.label_in(*languages(context))
    lines = [name(label)] if label != number.phone else []
    kinds = danger_numbers.kinds(number)
    return [*lines, say("body", "☎ {phone}, for: {kinds}.", phone=number.phone, kinds=kinds)]


def languages(context: Context) -> tuple[str, str]:
    """In which languages its text is looked for."""
    return context.language, context.view.neighbourhood.default_language


def to_number(key: str, number: UrgentNumber) -> Button:
    """The way to one of them."""
    return button(name(f"☎ {number.phone}"), "plan.urgent.one", number=key)


def to_numbers() -> Button:
    """The way to all of them."""
    return button(say("btn", "🆘 Danger numbers"), "plan.urgent")


def _is_first(now: Neighbourhood, key: str) -> bool:
    return next(iter(danger_numbers.by_phone(now.urgent_numbers))) == key


TAPS: dict[str, Tap[Any]] = {
    "plan.urgent": Tap(show, FurtherOn, Needs.COORDINATOR, asks_pictures=True),
    "plan.urgent.one": Tap(one, OfNumber, Needs.COORDINATOR, asks_pictures=True),
}
