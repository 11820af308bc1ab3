"""What the dispatcher has to know of the reports."""

from __future__ import annotations

from handlers.core.feature import Command, Feature, Needs, Nothing, OfRoom, Tap, Typed
from handlers.core.messages import say
from handlers.reports import asking, chat, funding, measuring, weekly
from handlers.reports.asking import OfPeriod
from handlers.reports.files import charts, documents

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
    },
    taps={
        "report": Tap(chat.show, Typed, Needs.ROLE),
        "report.by_room": Tap(chat.by_room, OfPeriod, Needs.COORDINATOR),
        "report.all": Tap(chat.everything, OfPeriod, Needs.COORDINATOR),
        "report.money": Tap(chat.money, OfPeriod, Needs.COORDINATOR),
        "report.periods": Tap(chat.periods, OfPeriod, Needs.COORDINATOR),
        "report.ask": Tap(asking.ask, OfPeriod, Needs.COORDINATOR),
        "report.requests": Tap(chat.requests, OfPeriod, Needs.COORDINATOR),
        "report.file": Tap(documents.send, documents.OfFile, Needs.ROLE),
        "report.charts": Tap(charts.choose, OfPeriod, Needs.COORDINATOR),
        "report.chart": Tap(charts.show, charts.OfChart, Needs.COORDINATOR),
        "report.since": Tap(measuring.show, Nothing, Needs.COORDINATOR),
        "report.since.room": Tap(measuring.choose, OfRoom, Needs.COORDINATOR),
    },
    steps=measuring.STEPS,
    due=(weekly.due, funding.due),
    tables=("measured",),
)
