"""The reach report in the chat: the week's figures, by room, for any week."""

from __future__ import annotations

from datetime import datetime

from handlers.core import keyboards
from handlers.core.context import Args, Scene
from handlers.core.messages import Outcome, Reply, button, say
from handlers.neighbourhood.view import House
from handlers.reports import calculation
from handlers.reports.history import history, picture
from handlers.reports.period import Period
from handlers.reports.text import requests as text_requests
from handlers.reports.text import summary
from handlers.team.invitations import only_coordinators
from storage.store import Store


def show(scene: Scene, args: Args) -> Outcome:
    """The report of a week, last week if none is named; key-holders see their own rooms."""
    if not scene.person.is_coordinator and not scene.own_rooms:
        return only_coordinators(scene)
    typed = str(args.get("text", "")).strip()
    try:
        period = Period.week(typed) if typed else Period.last_week(scene.today)
    except ValueError:
        lines = (
            say("body", "I do not know that week."),
            say("body", "Type it like this: {example}", example=f"/report {scene.today:%G-W%V}"),
        )
        return Outcome((Reply(lines, (keyboards.footer(),)),))
    if period.first > scene.today:
        line = say("body", "That week has not begun yet.")
        return Outcome((Reply((line,), (keyboards.footer(),)),))
    if scene.person.is_coordinator:
        return Outcome((for_coordinator(scene.house, scene.store, scene.now, period),))
    own = [room.id for room in scene.own_rooms]
    return Outcome(
        tuple(for_room(scene.house, scene.store, scene.now, period, room) for room in own)
    )


def by_room(scene: Scene, args: Args) -> Outcome:
    """The same week, a line for each room."""
    if not scene.person.is_coordinator:
        return only_coordinators(scene)
    report = calculation.make_report(
        scene.house, scene.store, Period.week(str(args["week"])), scene.now
    )
    return Outcome((Reply(summary.by_room(report, scene.house), (keyboards.footer(),)),))


def requests(scene: Scene, args: Args) -> Outcome:
    """The same week's requests for help, in figures."""
    if not scene.person.is_coordinator:
        return only_coordinators(scene)
    report = calculation.make_report(
        scene.house, scene.store, Period.week(str(args["week"])), scene.now
    )
    return Outcome((Reply(text_requests.summary(report, scene.house), (keyboards.footer(),)),))


def for_coordinator(house: House, store: Store, now: datetime, period: Period) -> Reply:
    """The whole neighbourhood's week, with a chart of the weeks before it."""
    report = calculation.make_report(house, store, period, now)
    past = history(house, store, period, now)
    week = button(say("btn", "🏘️ By room"), "report.by_room", week=period.id)
    earlier = button(say("btn", "⬅️ Week before"), "report", text=period.previous().id)
    help_asked = button(say("btn", "⛑️ Requests for help"), "report.requests", week=period.id)
    more = ((help_asked,),) if text_requests.has_any(report) else ()
    return Reply(
        summary.summary(report, house),
        ((week, earlier), *more, keyboards.footer()),
        picture=picture(report, past, house),
    )


def for_room(house: House, store: Store, now: datetime, period: Period, room: str) -> Reply:
    """One room's own week, for those who hold its key."""
    report = calculation.make_report(house, store, period, now, [room])
    earlier = button(say("btn", "⬅️ Week before"), "report", text=period.previous().id)
    lines = summary.room_summary(report, room, house)
    return Reply(lines, ((earlier,), keyboards.footer()))
