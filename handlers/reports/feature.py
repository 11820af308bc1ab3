"""What the dispatcher has to know of the reports."""

from __future__ import annotations

from handlers.core.feature import Command, Feature, FurtherOn, Needs, Nothing, OfRoom, Tap, Typed
from handlers.core.messages import say
from handlers.reports import chat, measuring
from handlers.reports.behind import asking, by_room, meaning, openings
from handlers.reports.behind.asked import FurtherInPeriod, OfPeriod, RoomInPeriod
from handlers.reports.files import charts, documents
from handlers.reports.own_room import figures
from handlers.reports.own_room.figures import OwnRoom
from handlers.reports.sent import choice, funding, going_out, listing
from handlers.reports.sent.choice import Wanted

FEATURE = Feature(
    name="reports",
    commands={
        "report": Command(
            chat.show,
            Typed,
            Needs.ROLE,
            says=say("command", "The weekly report"),
            stands_with=Needs.COORDINATOR,
        ),
        "figures": Command(
            figures.show,
            OwnRoom,
            Needs.ROLE,
            says=say("command", "How our room is doing"),
            stands_with=Needs.KEY_HOLDER,
        ),
    },
    taps={
        "report": Tap(chat.show, Typed, Needs.ROLE),
        "figures": Tap(figures.show, OwnRoom, Needs.ROLE),
        "figures.trend": Tap(figures.trend, OfRoom, Needs.ROLE),
        "report.by_room": Tap(by_room.show, FurtherInPeriod, Needs.COORDINATOR),
        "report.missing": Tap(by_room.missing, OfPeriod, Needs.COORDINATOR),
        "report.what": Tap(meaning.choose, RoomInPeriod, Needs.ROLE),
        "report.figure": Tap(meaning.explain, meaning.FigureInPeriod, Needs.ROLE),
        "report.openings": Tap(openings.show, RoomInPeriod, Needs.ROLE),
        "report.all": Tap(chat.everything, OfPeriod, Needs.COORDINATOR),
        "report.money": Tap(chat.money, OfPeriod, Needs.COORDINATOR),
        "report.money.funders": Tap(chat.funders, OfPeriod, Needs.COORDINATOR),
        "report.money.rooms": Tap(by_room.money, FurtherInPeriod, Needs.COORDINATOR),
        "report.periods": Tap(chat.periods, OfPeriod, Needs.COORDINATOR),
        "report.ask": Tap(asking.ask, OfPeriod, Needs.COORDINATOR),
        "report.requests": Tap(chat.requests, OfPeriod, Needs.COORDINATOR),
        "report.file": Tap(documents.send, documents.OfFile, Needs.ROLE),
        "report.charts": Tap(charts.choose, OfPeriod, Needs.COORDINATOR),
        "report.chart": Tap(charts.show, charts.OfChart, Needs.COORDINATOR),
        "report.since": Tap(measuring.show, FurtherOn, Needs.COORDINATOR),
        "report.revised": Tap(chat.revised, OfPeriod, Needs.COORDINATOR),
        "report.sent": Tap(listing.show, FurtherOn, Needs.COORDINATOR),
        "report.sent.one": Tap(listing.one, OfPeriod, Needs.COORDINATOR),
        "report.when": Tap(choice.show, Nothing, Needs.ROLE),
        "report.when.choose": Tap(choice.choose, Wanted, Needs.ROLE),
        "report.since.room": Tap(measuring.choose, OfRoom, Needs.COORDINATOR),
    },
    steps=measuring.STEPS,
    due=(going_out.due, funding.due),
    tables=("measured", "sent_reports", "report_choices"),
)
