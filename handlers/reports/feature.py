"""What the dispatcher has to know of the reports."""

from __future__ import annotations

from handlers.core.feature import Command, Feature, Given, Needs, Tap
from handlers.core.messages import say
from handlers.reports import chat, weekly

FEATURE = Feature(
    name="reports",
    commands={
        "report": Command(
            chat.show,
            Given,
            Needs.ROLE,
            says=say("command", "The weekly report"),
            stands_with=Needs.COORDINATOR,
        ),
    },
    taps={
        "report": Tap(chat.show, Given, Needs.ROLE),
        "report.by_room": Tap(chat.by_room, Given, Needs.ROLE),
        "report.requests": Tap(chat.requests, Given, Needs.ROLE),
    },
    due=(weekly.due,),
)
