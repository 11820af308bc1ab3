"""What is asked of a room both when it is new and when it moves: its address, its place."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.core import questions
from handlers.core.context import Context
from handlers.core.messages import Button, Place, Reply, Text, say, say_many
from handlers.core.questions import Answer, Answers, NotHere
from handlers.core.typed_input import NoNumber
from handlers.manage.rooms import reading
from handlers.rooms import near
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.rooms import Room

LONGEST_NAME, LONGEST_ADDRESS, LONGEST_PHONE = 40, 100, 40
NOWHERE = "nowhere"
# A room so far from all others, in kilometres, may be a slip on the map.
FAR = 5
NO_WORDS = say("body", "I cannot see any words. Please write again.")


def read_words(typed: str) -> Answer | NoNumber:
    """A name or an address as it is typed, on one line: there has to be a letter or a number."""
    line = reading.one_line(typed)
    return line if any(sign.isalnum() for sign in line) else NotHere(why=NO_WORDS)


def ask_address(*first: Text) -> Reply:
    """Where it is, as people write it."""
    return Reply((*first, say("body", "What is the address? Type it.")))


def ask_place(*first: Text) -> Reply:
    """Where that is on the map; it may be on none."""
    lines = (
        *first,
        say("body", "Send me where the room is: a location."),
        say("body", "Everybody can see it on the map."),
    )
    share = Button(say("btn", "📍 Share location"), asks_place=True)
    none = questions.choice(say("btn", "❌ Not on the map"), NOWHERE)
    return Reply(lines, ((share,), (none,)))


def only_places(_: str) -> NoNumber:
    """Here a shared location answers."""
    return NotHere(why=say("body", "I need a location, not words."))


def shared(context: Context, value: Answer) -> dict[str, str] | None:
    """The place that was shared, as a question keeps it, empty for none; None for no answer."""
    if value == NOWHERE:
        return {"latitude": "", "longitude": ""}
    place = context.turn.place
    if place is None:
        return None
    # About a metre: more says nothing of a room.
    return {"latitude": f"{place.latitude:.5f}", "longitude": f"{place.longitude:.5f}"}


def kept_place(answers: Answers) -> dict[str, float | None]:
    """The same as a room has it."""
    keys = ("latitude", "longitude")
    return {key: float(answers[key]) if answers[key] else None for key in keys}


def lines_of(room: Room, others: Neighbourhood) -> Iterator[Text]:
    """Where a room is, and whether that may be a slip."""
    yield say("body", "Address: {address}", address=room.address)
    if room.latitude is None or room.longitude is None:
        yield say("body", "It is not on the map yet.")
        return
    here = Place(room.latitude, room.longitude)
    known = [one for one in others.rooms if one.id != room.id and one.latitude is not None]
    nearest = min((near.metres(here, one) for one in known), default=0)
    if nearest < FAR * 1000:
        yield say("body", "It is on the map.")
        return
    yield say_many(
        "body",
        "⚠️ On the map {n} kilometre from every other room.",
        "⚠️ On the map {n} kilometres from every other room.",
        round(nearest / 1000),
    )
