"""What the dispatcher has to know of talks with a human."""

from __future__ import annotations

from handlers.conversations import (
    choose_room,
    contact_options,
    danger,
    neighbour,
    resident,
    timeouts,
)
from handlers.core.feature import Command, Feature, Given, Tap
from handlers.core.messages import Kind, say

FEATURE = Feature(
    name="conversations",
    commands={
        "person": Command(contact_options.show, Given, says=say("command", "Reach a person")),
    },
    taps={
        "person": Tap(contact_options.show, Given),
        "talk": Tap(resident.write, Given),
        "talk.room": Tap(choose_room.ask, Given),
        "talk.answer": Tap(resident.answer, Given),
        "talk.done": Tap(resident.done, Given),
        "urgent": Tap(danger.show, Given),
        "urgent.ask": Tap(danger.ask, Given),
    },
    kinds={Kind.VOICE: resident.voice},
    steps={**resident.STEPS, **neighbour.STEPS},
    due=(timeouts.due,),
    tables=("talks", "talk_lines"),
)
