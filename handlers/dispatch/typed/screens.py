"""The screen that each thing people type leads to, and the button that offers it.

Showing is all that words do: nobody is signed up, taken off, or passed on by what they typed.
"""

from __future__ import annotations

from collections.abc import Callable

from handlers.conversations import choose_room
from handlers.core.context import Context
from handlers.core.keyboards import other_languages, to_room
from handlers.core.messages import Act, Below, Button, Outcome, Reply, Text, button, say
from handlers.core.neighbourhood.topics import LABELS
from handlers.dispatch.registry import TAPS
from handlers.everybody import forget
from handlers.rooms import status
from storage.neighbourhood.rooms import Room

Offer = Callable[[Context], Button]
# What is typed about these begins a request for help with this topic.
TOPICS = {
    **{topic: topic for topic in ("debt", "forms", "housing", "work", "learning", "meeting")},
    "health": "wellbeing",
}
# Said at once, with the main menu: nobody wanted more.
ANSWERS: dict[str, tuple[Text, ...]] = {
    "greet": (say("body", "👋 Hello!"), say("body", "What do you need?")),
    "thanks": (say("body", "You're welcome. I am here when you need me."),),
    # Nothing was asked that they could have meant.
    **dict.fromkeys(
        ("yes", "no", "skip"),
        (say("body", "I did not ask anything now."), say("body", "What do you need?")),
    ),
}
WHO_KNOWS = say("body", "A neighbour in the room can tell you that.")


def _always(one: Button) -> Offer:
    return lambda _: one


# The same for everybody, whatever they looked at.
FIXED: dict[str, Button] = {
    "hours": button(say("btn", "🕙 Opening hours"), "hours"),
    "phone": button(say("btn", "📞 Phone numbers"), "person.phones"),
    "activities": button(say("btn", "📅 Activities"), "activities"),
    "signup": button(say("btn", "📅 Activities"), "activities"),
    "cancel": button(say("btn", "🎟️ My activities"), "activities.mine"),
    **{what: button(LABELS[topic], "referral", domain=topic) for what, topic in TOPICS.items()},
    "help": button(say("btn", "⛑️ I need help"), "referral"),
    "volunteer": button(say("btn", "🌱 I want to help"), "volunteer"),
    "voice": button(say("btn", "🎤 Lend your voice"), "voices"),
    "person": button(say("btn", "💬 Write to a person"), "person"),
    "ask": button(say("btn", "💬 Ask the room"), "person"),
    "forget": forget.offer(),
    "data": button(say("btn", "📦 My data"), "mydata"),
    "tell": button(say("btn", "🔔 When it opens"), "tell"),
    "stop": button(say("btn", "🔕 Stop"), "tell"),
}
BUTTONS: dict[str, Offer] = {
    **{what: _always(fixed) for what, fixed in FIXED.items()},
    "rooms": lambda context: to_room(_room(context)),
    "language": other_languages,
}

# Buttons that change nothing but what is seen.
SHOWING = {
    *("hours", "hours.room", "hours.way", "hours.days", "hours.news", "hours.ask_place"),
    *("activities", "activities.all", "activities.days", "activities.kinds", "activities.mine"),
    *("activity", "signup.others", "referral", "volunteer", "more", "menu", "language", "mydata"),
    *("person", "person.phones", "urgent", "urgent.every", "my_requests", "exchange", "forget"),
}


def shown(context: Context, what: str) -> Outcome | None:
    """The screen for what somebody means; None where there is none."""
    if what in ANSWERS:
        return Outcome((Reply(ANSWERS[what], below=Below.MAIN_MENU),))
    offer = BUTTONS.get(what)
    if offer is None:
        return None
    if what == "ask":
        # What they write next must not go to a human by surprise.
        rows = ((offer(context),), (BUTTONS["phone"](context),))
        return Outcome((Reply((WHO_KNOWS,), rows),))
    act = offer(context).act
    # With one room the bell would ring from now on, and words only show.
    if act is None or act.name == "tell":
        act = to_room(_room(context)).act or Act("hours")
    return TAPS[act.name].does(context, act.args)


def _room(context: Context) -> Room:
    """The room that somebody looked at last, or that they can walk into first."""
    return choose_room.known(context) or status.soonest(context).room
