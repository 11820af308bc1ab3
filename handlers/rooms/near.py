"""Near me: the nearest rooms for somebody who shares where they are, the first ones for others.

A channel may ask for the place with keys of its own, which stay until a message takes them away:
that is what the question "near" remembers. Words are answered as if it were not open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import asin, ceil, cos, radians, sin, sqrt

from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.messages import (
    Below,
    Button,
    Kind,
    Outcome,
    Place,
    Priority,
    Question,
    Reply,
    Text,
    button,
    say,
    say_many,
)
from handlers.core.questions import Answers, NotHere, Step
from handlers.rooms import opening_hours, status
from handlers.rooms.status import RoomStatus
from storage.neighbourhood.rooms import Room

WHERE = ("near", "place")
EARTH_METRES = 6_371_000
# Somebody who walks with a child or a bag; the way is so much longer than the line over the map.
METRES_A_MINUTE, DETOUR, LONGEST_WALK = 75, 1.3, 60
# So many are near; what is said of a walk comes to so many letters.
NEAREST, WALK = 3, 26


def ask_place(context: Context, _: Nothing) -> Outcome:
    """Ask where somebody is, by a button of the device itself; beside it stand the rooms."""
    lines = (
        say("body", "Share where you are with the button below."),
        say("body", "I use it once and do not keep it."),
    )
    share = Button(say("btn", "📍 Share location"), asks_place=True)
    first = status.soonest_first(context)[: opening_hours.AT_ONCE]
    others = Reply(
        (say("body", "Or tap a room. You can also type its name."),),
        (*opening_hours.room_buttons(first), (_all_rooms(),)),
    )
    replies = (Reply(lines, ((share,),), below=Below.NOTHING), others)
    if context.person.dialogue or not context.has_account:
        return Outcome(replies, keeps_question=True)
    return Outcome(replies, Question(*WHERE))


def near(context: Context) -> Outcome:
    """The nearest rooms, for somebody who shared where they are; that is not kept."""
    place = context.turn.place
    assert place
    rooms = status.soonest_first(context)
    far = {one.room.id: metres(place, one.room) for one in rooms}
    ordered = sorted(rooms, key=lambda one: far[one.room.id])
    minutes = [_minutes(far[one.room.id]) for one in ordered]
    if minutes[0] > LONGEST_WALK:
        first: Sequence[RoomStatus] = rooms[:NEAREST]
        away = say("body", "You are far away now. You are welcome when you are back.")
        lines = [away, *opening_hours.lines_of(first, context.today)]
    else:
        walks = [one for one, walk in zip(ordered, minutes, strict=True) if walk <= LONGEST_WALK]
        first = walks[:NEAREST]
        while len(first) > 1 and _letters(first) > opening_hours.LETTERS:
            first = first[:-1]
        told = opening_hours.lines_of(first, context.today)
        lines = [_with_walk(line, walk) for line, walk in zip(told, minutes, strict=False)]
    reply = Reply(
        tuple(lines),
        (*opening_hours.room_buttons(first), (_all_rooms(),)),
        is_secret=True,
        valid_until=status.holds_until(first, context.now),
    )
    return Outcome((reply,), keeps_question=True)


def put_away(context: Context, outcome: Outcome) -> Outcome:
    """The answer to whatever somebody did, after a word that takes the keys for the place away."""
    own = [reply for reply in outcome.replies if reply.to is None]
    is_asked = outcome.question is not None and outcome.question.flow == WHERE[0]
    goes_on = all(reply.aloud for reply in own)
    if is_asked or goes_on or any(reply.priority == Priority.DANGER for reply in own):
        return outcome
    # A place that leads to a question is an answer, and is kept until the yes.
    is_answer = outcome.question is not None
    has_shared = context.turn.kind is Kind.PLACE and context.has_account and not is_answer
    dialogue = context.person.dialogue
    is_open = dialogue is not None and dialogue.flow == WHERE[0]
    if not (has_shared or is_open):
        return outcome
    word = (
        say("body", "📍 Thank you. I do not keep where you are.")
        if has_shared
        else say("body", "👍 It works without your location too.")
    )
    freed = Reply((word,), below=Below.NOTHING, frees_keys=True)
    answers = (replace(reply, replaces=False) for reply in outcome.replies)
    keeps = outcome.keeps_question and not is_open
    return replace(outcome, replies=(freed, *answers), keeps_question=keeps)


def _all_rooms() -> Button:
    return button(say("btn", "🕙 All rooms"), "hours")


def _letters(rooms: Sequence[RoomStatus]) -> int:
    return sum(len(one.room.name) + opening_hours.BESIDES_NAME + WALK for one in rooms)


def metres(place: Place, room: Room) -> float:
    """How far a room is over the globe (haversine); rooms without a place come last."""
    if room.latitude is None or room.longitude is None:
        return float(EARTH_METRES * 4)
    here, there = radians(place.latitude), radians(room.latitude)
    width = radians(room.longitude - place.longitude)
    height = there - here
    half = sin(height / 2) ** 2 + cos(here) * cos(there) * sin(width / 2) ** 2
    return 2 * EARTH_METRES * asin(sqrt(half))


def _minutes(metres: float) -> int:
    """How long it takes on foot, by streets and not through walls."""
    minutes = max(1, ceil(metres * DETOUR / METRES_A_MINUTE))
    return round(minutes / 5) * 5 if minutes > 10 else minutes


def _with_walk(line: Text, minutes: int) -> Text:
    """How a room is, and how long the way there is."""
    return say_many(
        "body",
        "{state} 🚶 {n} minute on foot.",
        "{state} 🚶 {n} minutes on foot.",
        minutes,
        state=line,
    )


def _ask(_context: Context, _: Answers) -> Reply | None:
    """Nothing is asked again: whatever somebody does next is answered by itself."""
    return None


def _take(_: str) -> NotHere:
    return NotHere()


def _then(_context: Context, _: Answers, _answer: str | int) -> Outcome:
    return Outcome(keeps_question=True)


STEPS = {WHERE: Step(_ask, _take, _then)}
