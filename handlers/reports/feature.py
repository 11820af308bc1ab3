"""What the dispatcher has to know of the reports."""

from __future__ import annotations

from handlers.core.feature import Command, Feature, Needs, Tap, Typed
from handlers.core.messages import say
from handlers.reports import chat, funding, weekly
from handlers.reports.chat import OfWeek

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
        "report.by_room": Tap(chat.by_room, OfWeek, Needs.COORDINATOR),
        "report.requests": Tap(chat.requests, OfWeek, Needs.COORDINATOR),
    },
    due=(weekly.due, funding.due),
)
