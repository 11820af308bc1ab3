"""The words for helping out: what people do, when it suits them, and the steps on their way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from handlers.core.messages import Text, say
from handlers.core.time_words import word
from storage.repositories.volunteering.exchange import CAN, LOOK

# Nothing that comes unasked shows its topic in the first line.

HOLDS_KEY = "keyholder"
COOKING = say("btn", "🍲 Cooking")
TALKING = say("btn", "🗣️ Speaking Dutch")
LETTERS = say("btn", "📄 Letters, forms")
PLANTS = say("btn", "🪴 Garden, plants")

# What somebody can help with in a room.
WHAT: Mapping[str, Text] = {
    "cook": COOKING,
    "language": TALKING,
    "repair": say("btn", "🧰 Repairing"),
    "forms": LETTERS,
    "children": say("btn", "🧸 Children"),
    "garden": PLANTS,
    "welcome": say("btn", "☕ Coffee and tea"),
    HOLDS_KEY: say("btn", "🔑 Holding a key"),
}
# On which side of it somebody stands, when neighbours do things for each other.
SIDES: Mapping[str, Text] = {
    CAN: say("btn", "🎁 I can help"),
    LOOK: say("btn", "🔍 I need"),
}
# What neighbours can do for each other.
THINGS: Mapping[str, Text] = {
    "bike": say("btn", "🚲 Repair a bike"),
    "sew": say("btn", "🧵 Sewing"),
    "cook": COOKING,
    "dutch": TALKING,
    "computer": say("btn", "💻 Computer, phone"),
    "letters": LETTERS,
    "paint": say("btn", "🔨 Paint or drill"),
    "hair": say("btn", "💈 Haircut"),
    "walk": say("btn", "👟 Walk together"),
    "plants": PLANTS,
    "music": say("btn", "🎵 Play music"),
    "carry": say("btn", "🛒 Carry or move"),
}
# The way from visitor to paid job, in its usual order; nobody has to take every step.
STEPS: Mapping[str, Text] = {
    "visitor": say("btn", "👣 Visitor"),
    "volunteer": say("btn", "🌱 Volunteer"),
    "keyholder": say("btn", "🔑 Key-holder"),
    "learning": say("btn", "🎓 Learning place"),
    "sheltered": say("btn", "⛱️ Sheltered work"),
    "supported": say("btn", "🧩 Supported job"),
    "paid": say("btn", "💼 Paid job"),
}


def picture(words: Mapping[str, Text], key: str) -> str:
    """The picture in front of a word."""
    return word(words, key).one.partition(" ")[0]


def since(step: str, day: date) -> Text:
    """A step as the person reads it."""
    match step:
        case "visitor":
            return say("body", "You have visited the room since {date}.", date=day)
        case "volunteer":
            return say("body", "You have been a volunteer since {date}.", date=day)
        case "keyholder":
            return say("body", "You have held a key since {date}.", date=day)
        case "learning":
            return say("body", "You have had a work-learning place since {date}.", date=day)
        case "sheltered":
            return say("body", "You have had sheltered work since {date}.", date=day)
        case "supported":
            return say("body", "You have had a supported job since {date}.", date=day)
        case _:
            return say("body", "You have had a paid job since {date}.", date=day)
