"""The reach report in the chat: the week's figures, by room, for any week."""

from __future__ import annotations

from datetime import datetime

from handlers import menu, reach, report_requests, report_words
from handlers.history import history, picture
from handlers.house import House
from handlers.invite import only_coordinators
from handlers.period import Period
from handlers.scene import Args, Scene
from handlers.vocabulary import Outcome, Reply, button, say
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
        return Outcome((Reply(lines, (menu.footer(),)),))
    if period.first > scene.today:
        line = say("body", "That week has not begun yet.")
        return Outcome((Reply((line,), (menu.footer(),)),))
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
    report = reach.make_report(scene.house, scene.store, Period.week(str(args["week"])), scene.now)
    return Outcome((Reply(report_words.by_room(report, scene.house), (menu.footer(),)),))


def requests(scene: Scene, args: Args) -> Outcome:
    """The same week's requests for help, in figures."""
    if not scene.person.is_coordinator:
        return only_coordinators(scene)
    report = reach.make_report(scene.house, scene.store, Period.week(str(args["week"])), scene.now)
    return Outcome((Reply(report_requests.summary(report, scene.house), (menu.footer(),)),))


def for_coordinator(house: House, store: Store, now: datetime, period: Period) -> Reply:
    """The whole neighbourhood's week, with a chart of the weeks before it."""
    report = reach.make_report(house, store, period, now)
    past = history(house, store, period, now)
    week = button(say("btn", "🏘️ By room"), "report.by_room", week=period.id)
    earlier = button(say("btn", "⬅️ Week before"), "report", text=period.previous().id)
    help_asked = button(say("btn", "⛑️ Requests for help"), "report.requests", week=period.id)
    more = ((help_asked,),) if report_requests.has_any(report) else ()
    return Reply(
        report_words.summary(report, house),
        ((week, earlier), *more, menu.footer()),
        picture=picture(report, past, house),
    )


def for_room(house: House, store: Store, now: datetime, period: Period, room: str) -> Reply:
    """One room's own week, for those who hold its key."""
    report = reach.make_report(house, store, period, now, [room])
    earlier = button(say("btn", "⬅️ Week before"), "report", text=period.previous().id)
    lines = report_words.room_summary(report, room, house)
    return Reply(lines, ((earlier,), menu.footer()))
