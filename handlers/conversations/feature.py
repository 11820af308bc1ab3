"""What the dispatcher has to know of talks with a human."""

from __future__ import annotations

from handlers.conversations import (
    choose_room,
    contact_options,
    danger,
    endings,
    neighbour,
    resident,
    timeouts,
)
from handlers.conversations.danger import OfDanger
from handlers.conversations.which_talk import OfTalk
from handlers.core.feature import Command, Feature, FurtherOn, Nothing, OfRoom, Tap
from handlers.core.messages import Kind, say

FEATURE = Feature(
    name="conversations",
    commands={
        "person": Command(contact_options.show, Nothing, says=say("command", "Write to a person")),
        "urgent": Command(danger.show, Nothing),
    },
    taps={
        "person": Tap(contact_options.show, Nothing),
        "person.phones": Tap(contact_options.phones, FurtherOn),
        "talk": Tap(resident.write, OfRoom),
        "talk.room": Tap(choose_room.ask, FurtherOn),
        "talk.answer": Tap(resident.answer, OfTalk),
        "talk.done": Tap(endings.done, OfTalk),
        "urgent": Tap(danger.show, Nothing),
        "urgent.every": Tap(danger.every, Nothing),
        "urgent.kind": Tap(danger.one_kind, OfDanger),
        "urgent.ask": Tap(danger.ask, OfRoom),
    },
    kinds={Kind.VOICE: resident.voice},
    steps={**resident.STEPS, **neighbour.STEPS, **endings.STEPS},
    due=(timeouts.due,),
    on_departure=(endings.departed,),
    tables=("talks", "talk_lines", "recordings"),
)
