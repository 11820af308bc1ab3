"""A report as a file in the chat: who may have it, what is said with it, and what is in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.enclosures import Document
from handlers.core.messages import Button, Outcome, Reply, Text, button, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.files.typed import FORMS, PDF, XLSX, Wanted
from handlers.reports.history import Month, Past, history, when, year_so_far
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from handlers.reports.reach.counted import Steps
from handlers.reports.reach.figures import Figures, Referrals, Report
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, Role
from storage.store import Store

# So many files come of one line; who holds more keys names a room.
MOST = 4
# What is said instead of a file, whenever it should have been made.
NOT_MADE = say("body", "Sorry, the file was not made. Please ask again later.")
NOT_YOURS = say("body", "You cannot get this file any more.")
OVER = say("body", "This file is not here any more. Ask for it again.")
TOO_LARGE = say("body", "This file is too large. Ask for one room.")
TOO_MANY = say("body", "Many files are being made. Please try again soon.")


class NotTheirs(Exception):
    """Somebody may not have a report any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfFile:
    """Which report, and as which kind of file; without a room it is that of all rooms."""

    week: str
    form: str
    room: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """The figures that stand in a file."""

    report: Report
    past: tuple[Past, ...]
    months: tuple[Month, ...]


def buttons(period: Period, room: str = "") -> tuple[Button, ...]:
    """The same report as a file."""
    of = {"week": period.id, "room": room}
    return (
        button(say("btn", "📄 PDF"), "report.file", form=PDF, **of),
        button(say("btn", "📊 Spreadsheet"), "report.file", form=XLSX, **of),
    )


def forms_there_are(context: Context) -> Reply:
    """What is said to whoever wants another kind of file."""
    return Reply(
        (
            say("body", "I can make these files: {one}, {two}.", one=PDF, two=XLSX),
            _example(context, PDF),
        )
    )


def send(context: Context, args: OfFile) -> Outcome:
    """The file that a button is for."""
    try:
        period = Period.named(args.week)
    except ValueError:
        return refusals.OVER
    is_there = args.form in FORMS and (not args.room or args.room in context.view.rooms)
    if not is_there or period.first > context.today:
        return refusals.OVER
    if not may_have(context.person.roles, args.room):
        return refusals.ONLY_COORDINATORS
    return Outcome((_order(context, period, args.form, args.room),))


def send_wanted(context: Context, wanted: Wanted) -> Outcome:
    """The files that somebody typed; key-holders get one for each of their own rooms."""
    rooms = [wanted.room.id] if wanted.room else [""]
    if not wanted.room and not context.person.is_coordinator:
        rooms = [room.id for room in context.own_rooms]
    orders = [(form, room) for room in rooms for form in wanted.forms]
    if len(orders) > MOST:
        example = _example(context, f"{wanted.forms[0]} {context.own_rooms[0].name}")
        return Outcome((Reply((say("body", "Name one room, please."), example)),))
    return Outcome(tuple(_order(context, wanted.period, form, room) for form, room in orders))


def may_have(roles: Iterable[Role], room: str) -> bool:
    """Whether somebody with these roles gets the report of a room; empty for that of all rooms."""
    own = set(roles)
    return Role(COORDINATOR, "") in own or (bool(room) and Role(KEY_HOLDER, room) in own)


def contents(view: NeighbourhoodView, store: Store, order: Document, person: int) -> Contents:
    """The figures for a file, as they are now, up to the day on which it was asked for.

    Raises NotTheirs when this person may not have it any more, and ValueError when the
    order cannot be carried out, such as for a room that is gone.
    """
    roles = store.roles.of(person)
    if not may_have(roles, order.room):
        raise NotTheirs
    period, rooms = Period.named(order.period), [order.room] if order.room else None
    report = make_report(view, store, period, order.asked, rooms)
    past = history(view, store, period, order.asked, rooms)
    months = year_so_far(view, store, report)
    if Role(COORDINATOR, "") not in roles:
        report = for_key_holder(report)
    return Contents(report, past, months)


def for_key_holder(report: Report) -> Report:
    """A room's report without what could point to a neighbour, and without money."""
    rooms = tuple(replace(room, figures=_without_people(room.figures)) for room in report.rooms)
    left_out: dict[str, Any] = {
        "languages": {},
        "requests": None,
        "money": None,
        "districts": (),
    }
    return replace(report, rooms=rooms, total=_without_people(report.total), **left_out)


def _without_people(figures: Figures) -> Figures:
    """Without what was asked for, and without steps that only the coordinator is told of."""
    return replace(figures, referrals=Referrals(), steps_to_work=Steps())


def _order(context: Context, period: Period, form: str, room: str) -> Reply:
    document = Document(form, period.id, room, context.now)
    named: Text = (
        say(
            "body",
            "📄 The report of {room}: {period}.",
            room=context.view.rooms[room].name,
            period=when(period),
        )
        if room
        else say("body", "📄 The report of {period}.", period=when(period))
    )
    lines: Sequence[Text] = [
        named,
        say("body", "This is what we knew on {day}.", day=context.today),
    ]
    if not context.person.is_coordinator:
        lines = [*lines, say("body", "Not in it: requests for help, languages, money, steps.")]
    return Reply(tuple(lines), document=document, valid_until=document.until)


def _example(context: Context, more: str) -> Text:
    example = f"/report {context.today:%G-W%V} {more}"
    return say("body", "Type it like this: {example}", example=example)
