"""What is said of one time of an activity: what, when, where, and how somebody stands with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from handlers.core import time_words
from handlers.core.context import Context
from handlers.core.messages import (
    Ability,
    Button,
    Text,
    Tongue,
    button,
    say,
    say_if,
    say_many,
)
from handlers.core.neighbourhood import topics
from handlers.core.neighbourhood.schedule import Occurrence
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.repositories.activities.occurrences import Key
from storage.repositories.activities.sign_ups import SignUp

# Fewer people than this may be known by whoever reads of them.
FEW = 3
# Signs in a list of activities, and what they mean.
ON, FULL, OWN = "🟢", "⏳", "✅"
MEANINGS = {
    ON: say("body", "🟢 On now, walk in."),
    FULL: say("body", "⏳ All places are taken, you can wait."),
    OWN: say("body", "✅ You are coming."),
}


def title(context: Context, occurrence: Occurrence) -> str:
    """The title for whoever asks."""
    return occurrence.activity.title_in(
        context.language, context.view.neighbourhood.default_language
    )


def heading(context: Context, occurrence: Occurrence) -> Text:
    """The title with its picture."""
    return topics.titled(occurrence.activity.domain, title(context, occurrence))


def named(occurrence: Occurrence) -> dict[str, str | int]:
    """What a button carries to name an occurrence."""
    return naming(occurrence.key)


def naming(key: Key) -> dict[str, str | int]:
    """What a button carries, or a question keeps, to name an occurrence."""
    activity, start = key
    return {"activity": activity, "start": start.isoformat()}


def item(context: Context, occurrence: Occurrence, sign: str = "", *, is_of_day: bool) -> Button:
    """One time of an activity in a list: the day, the time and the title on the button.

    In a list ``is_of_day`` the day stands above.
    """
    values: dict[str, Any] = {
        "sign": sign or topics.ICONS[occurrence.activity.domain],
        "time": time_words.clock(occurrence.begins),
        "title": title(context, occurrence),
    }
    if is_of_day:
        label = say("day", "{sign} {time} {title}", **values)
    else:
        day = time_words.short_day(occurrence.begins.date())
        label = say("day", "{sign} {day} {time} {title}", day=day, **values)
    return button(label, "activity", **named(occurrence))


def whole_time(occurrence: Occurrence, now: datetime) -> Text:
    """The day with the beginning and the end, and whether that is other than planned."""
    end = time_words.clock(occurrence.ends)
    values: dict[str, Any] = {
        "day": time_words.day_name(occurrence.begins.date()),
        "start": time_words.clock(occurrence.begins),
        "end": end,
    }
    if occurrence.is_cancelled:
        return say("body", "❌ Cancelled: {day} from {start} until {end}.", **values)
    if occurrence.is_on(now):
        # Nobody signs up any more, and nobody stands at the door with a list.
        return say("body", "🟢 On now, walk in. Until {time}.", time=end)
    if occurrence.is_moved and occurrence.ends > now:
        return say("body", "🕘 New time: {day} from {start} until {end}.", **values)
    return say("body", "{day} from {start} until {end}.", **values)


def when(context: Context, occurrence: Occurrence) -> Text:
    """The day, the time and the room in one line."""
    return day_and_time(context.view, occurrence.begins, occurrence.activity.room)


def day_and_time(view: NeighbourhoodView, begins: datetime, room: str) -> Text:
    """When and where, in one line."""
    return say("body", "{day} at {time}, {room}.", **_point(view, begins, room))


def new_time(view: NeighbourhoodView, begins: datetime, room: str) -> Text:
    """The same, where people know of another time."""
    return say("body", "🕘 New time: {day} at {time}, {room}.", **_point(view, begins, room))


def old_time(view: NeighbourhoodView, begins: datetime) -> Text:
    """When it was, for those who go along to another time."""
    local = view.local(begins)
    day = time_words.day_name(local.date())
    return say("body", "It was: {day} at {time}.", day=day, time=time_words.clock(local))


def new_place(view: NeighbourhoodView, begins: datetime, room: str) -> Text:
    """The same, where people know of another room."""
    return say("body", "📍 New room: {day} at {time}, {room}.", **_point(view, begins, room))


def called_off(view: NeighbourhoodView, begins: datetime, room: str) -> Text:
    """The same, where nobody should go."""
    return say("body", "❌ Cancelled: {day} at {time}, {room}.", **_point(view, begins, room))


def goes_on(view: NeighbourhoodView, begins: datetime, room: str) -> Text:
    """The same, where people were told that it is cancelled."""
    return say("body", "🎉 It is on again: {day} at {time}, {room}.", **_point(view, begins, room))


def _point(view: NeighbourhoodView, begins: datetime, room: str) -> dict[str, Any]:
    local = view.local(begins)
    return {
        "day": time_words.day_name(local.date()),
        "time": time_words.clock(local),
        "room": view.room_names[room],
    }


def crowd(taken: int, waiting: int, *, is_exact: bool) -> Text | None:
    """How many come and how many wait; None where nobody does.

    Exactly for who runs it; one or two are "a few" for others: they may know who.
    """
    if not taken and not waiting:
        return None
    if is_exact:
        come = say_many("body", "👥 {n} person comes.", "👥 {n} people come.", taken)
        wait = say_many("body", "{n} person waits.", "{n} people wait.", waiting)
    else:
        come = say("body", "👥 A few people come.")
        if taken >= FEW or not taken:
            come = say_many("body", "👥 {n} person comes.", "👥 {n} people come.", taken)
        wait = say("body", "A few people wait.")
        if waiting >= FEW:
            wait = say_many("body", "{n} person waits.", "{n} people wait.", waiting)
    return say("body", "{first} {second}", first=come, second=wait) if waiting else come


def facts(
    occurrence: Occurrence, taken: int, now: datetime, coming: Text | None
) -> tuple[Text, ...]:
    """What one must know before one comes, on one line: who comes, the places, the language.

    Nothing where it is over; ``coming`` is that of `crowd`.
    """
    if occurrence.is_cancelled or occurrence.ends <= now:
        return ()
    known = _places_and_language(occurrence, taken, now)
    if coming is None or occurrence.begins <= now:
        return (known,) if known else ()
    return (say("body", "{first} {second}", first=coming, second=known) if known else coming,)


def _places_and_language(occurrence: Occurrence, taken: int, now: datetime) -> Text | None:
    places, tongue = occurrence.activity.places, occurrence.activity.language
    language = Tongue(tongue) if tongue else ""
    if not places or occurrence.begins <= now:
        return say("body", "We speak {language} there.", language=language) if tongue else None
    if taken < places:
        if not tongue:
            return say_many("body", "{n} place left.", "{n} places left.", places - taken)
        return say_many(
            "body",
            "{n} place left. We speak {language} there.",
            "{n} places left. We speak {language} there.",
            places - taken,
            language=language,
        )
    if tongue:
        return say("body", "All places are taken. We speak {language} there.", language=language)
    return say("body", "All places are taken. There is a waiting list.")


def standing(context: Context, signup: SignUp, number: int = 0) -> Text:
    """How somebody stands with an activity; ``number`` is theirs on the list, where known."""
    match signup.state:
        case "in" | "came" if signup.size > 1:
            return say("body", "✅ You are coming, {n} people in all.", n=signup.size)
        case "in" | "came":
            return say("body", "✅ You are coming.")
        case "offered":
            assert signup.kept_until
            until = context.view.local(signup.kept_until)
            return say(
                "body",
                "🎟️ A place is kept for you: {day} until {time}.",
                day=time_words.day_name(until.date()),
                time=time_words.clock(until),
            )
        case _:
            number = number or context.store.signups.number_on_list(signup)
            return say_if(
                Ability.REMIND,
                say(
                    "body",
                    "⏳ You are number {n} on the waiting list. I'll write to you.",
                    n=number,
                ),
                say(
                    "body",
                    "⏳ You are number {n} on the waiting list. Look here for news.",
                    n=number,
                ),
            )


def expected(size: int, *, is_late: bool) -> Text:
    """What somebody hears who comes; with ``is_late`` no reminder follows any more."""
    if is_late:
        return say("body", "✅ Thank you. See you there!")
    if size == 1:
        return say_if(
            Ability.REMIND,
            say("body", "✅ We expect you. I'll remind you. Plans change? Tap ❌."),
            say("body", "✅ We expect you. Plans change? Tap ❌."),
        )
    return say_if(
        Ability.REMIND,
        say("body", "✅ We expect {n} people. I'll remind you. Plans change? Tap ❌.", n=size),
        say("body", "✅ We expect {n} people. Plans change? Tap ❌.", n=size),
    )
