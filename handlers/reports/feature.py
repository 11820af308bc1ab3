"""What the dispatcher has to know of the reports."""

from __future__ import annotations

from handlers.core.feature import Command, Feature, Needs, Tap, Typed
from handlers.core.messages import say
from handlers.reports import asking, chat, funding, weekly
from handlers.reports.asking import OfPeriod

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
        "report.periods": Tap(chat.periods, OfPeriod, Needs.COORDINATOR),
        "report.ask": Tap(asking.ask, OfPeriod, Needs.COORDINATOR),
        "report.requests": Tap(chat.requests, OfPeriod, Needs.COORDINATOR),
    },
    due=(weekly.due, funding.due),
)
