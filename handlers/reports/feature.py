"""What the dispatcher has to know of the reports."""

from __future__ import annotations

from handlers.core.feature import Command, Feature, Needs, Nothing, OfRoom, Tap, Typed
from handlers.core.messages import say
from handlers.reports import asking, chat, funding, measuring
from handlers.reports.asking import OfPeriod
from handlers.reports.sent import choice, going_out, listing
from handlers.reports.sent.choice import Wanted
from handlers.reports.sent.listing import OfPage

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
        "report.revised": Tap(chat.revised, OfPeriod, Needs.COORDINATOR),
        "report.sent": Tap(listing.show, OfPage, Needs.COORDINATOR),
        "report.sent.one": Tap(listing.one, OfPeriod, Needs.COORDINATOR),
        "report.when": Tap(choice.show, Nothing, Needs.ROLE),
        "report.when.choose": Tap(choice.choose, Wanted, Needs.ROLE),
        "report.since": Tap(measuring.show, Nothing, Needs.COORDINATOR),
        "report.since.room": Tap(measuring.choose, OfRoom, Needs.COORDINATOR),
    },
    steps=measuring.STEPS,
    due=(going_out.due, funding.due),
    tables=("measured", "sent_reports", "report_choices"),
)
