"""The places at an activity: freed ones are offered to those who wait, and kept for a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from handlers.core import keyboards, time_words
from handlers.core.context import Scene
from handlers.core.messages import Reply, Text, button, name, say, say_many
from handlers.core.topics import titled
from handlers.neighbourhood.schedule import Occurrence
from handlers.neighbourhood.view import House
from storage.neighbourhood.model import Room
from storage.repositories.activities.occurrences import Key
from storage.repositories.activities.sign_ups import (
    ACTIVE,
    CANCELLED,
    DECLINED,
    OFFERED,
    PASSED,
    WAITING,
    SignUp,
)
from storage.store import Store

# How long a freed place is kept: a quarter of the time that is left, within these.
LONGEST_HOLD, SHORTEST_HOLD = timedelta(hours=24), timedelta(minutes=30)


def held(scene: Scene, key: Key) -> Occurrence | None:
    """The occurrence as it is once nobody else can change it any more; None: it is not there."""
    change = scene.store.occurrences.lock(key)
    occurrence = scene.house.agenda.find(key, change)
    if occurrence is None or change:
        return occurrence
    # The first one to touch it; another copy of the program may be just as fast.
    change = occurrence.hold(scene.store, scene.now)
    return scene.house.agenda.find(key, change)


def give_up(scene: Scene, signup: SignUp) -> tuple[Reply, ...]:
    """Free a place, or a number on the list; the messages to those who are asked next."""
    scene.store.occurrences.lock(signup.key)
    # It may have changed while another copy of the program held it.
    present = scene.store.signups.get(signup.id)
    if present is None or present.state not in ACTIVE:
        return ()
    state = DECLINED if present.state == OFFERED else CANCELLED
    scene.store.signups.change([signup.id], state=state, held_until=None)
    if present.state == WAITING:
        return ()
    return tuple(pass_on(scene.house, scene.store, signup.key, scene.now))


def pass_on(house: House, store: Store, key: Key, now: datetime) -> list[Reply]:
    """Offer freed places to those who wait, the first one that they are enough for first.

    Who waits for more places than there are is told so.
    """
    occurrence = house.agenda.find(key, store.occurrences.lock(key))
    if (occurrence.begins if occurrence else key[1]) <= now:
        # Nobody waits any more for what has begun, and no tick has to look at it again.
        late = [one.id for one in store.signups.at([key], [WAITING])]
        store.signups.change(late, state=PASSED)
        return []
    if occurrence is None or occurrence.is_cancelled:
        return []
    places = occurrence.activity.places
    free = places - store.signups.taken([key]).get(key, 0) if places else None
    waiting = store.signups.at([key], [WAITING])
    here = store.people.present(one.person for one in waiting if one.person)
    told: list[Reply] = []
    for one in waiting:
        if one.person not in here:
            store.signups.change([one.id], state=PASSED)
        elif places and one.size > places:
            # The file has fewer places now: they would wait for nothing.
            store.signups.change([one.id], state=PASSED)
            told.append(_too_large(house, occurrence, one, now))
        elif free is None or one.size <= free:
            until = held_until(house, occurrence, now)
            store.signups.change([one.id], state=OFFERED, held_until=until)
            told.append(_offer(house, occurrence, one, until, now))
            free = None if free is None else free - one.size
    return told


def held_until(house: House, occurrence: Occurrence, now: datetime) -> datetime:
    """How long a place is kept: 24 hours, less and less as the start nears, 30 minutes at least.

    Nobody has to answer at night: what would end between 22:00 and 08:00 ends at 09:00, when that
    is still before the start. Where nobody is turned away it is kept until the start.
    """
    if not occurrence.activity.places:
        return occurrence.begins.astimezone(UTC)
    left = occurrence.begins.astimezone(UTC) - now.astimezone(UTC)
    until = now + min(max(left / 4, SHORTEST_HOLD), LONGEST_HOLD, left)
    local = house.local(until)
    if local.hour >= 22 or local.hour < 8:
        day = local.date() + timedelta(days=local.hour >= 22)
        morning = local.replace(
            year=day.year, month=day.month, day=day.day, hour=9, minute=0, second=0, microsecond=0
        )
        until = morning if morning < occurrence.begins - SHORTEST_HOLD else until
    return until.astimezone(UTC)


def kept_until(house: House, until: datetime, now: datetime) -> Text:
    """Until when a place is kept, for whom it is kept for."""
    local = house.local(until)
    return say(
        "body",
        "I keep it for you: {day} until {time}.",
        day=time_words.day_name(local.date(), house.today(now)),
        time=time_words.clock(local),
    )


def is_news(store: Store, occurrence: Occurrence, now: datetime) -> bool:
    """Whether people know of another time than this one; from now on they know this one.

    Whoever asks holds the occurrence.
    """
    known = store.jobs.last([occurrence.told_job]).get(occurrence.told_job)
    if not occurrence.is_news_to(known):
        return False
    store.jobs.only(occurrence.told_job, occurrence.period, now)
    return True


def facts_for(house: House, occurrence: Occurrence, signup: SignUp, now: datetime) -> list[Text]:
    """What, when and where, for somebody who is written to unasked."""
    activity = occurrence.activity
    languages = (signup.language, signup.language[:2], house.neighbourhood.default_language)
    room = house.rooms[activity.room]
    lines = [
        titled(activity.domain, activity.title_in(*languages)),
        day_and_time(house, occurrence.begins, room, now),
    ]
    return [name(signup.face), *lines] if signup.face else lines


def day_and_time(house: House, begins: datetime, room: Room, now: datetime) -> Text:
    """When and where, in one line."""
    local = house.local(begins)
    return say(
        "body",
        "{day} at {time}, {room}.",
        day=time_words.day_name(local.date(), house.today(now)),
        time=time_words.clock(local),
        room=room.name,
    )


def _offer(
    house: House, occurrence: Occurrence, signup: SignUp, until: datetime, now: datetime
) -> Reply:
    lines = (
        keyboards.NEWS,
        say("body", "A place is free for you:"),
        *facts_for(house, occurrence, signup, now),
        kept_until(house, until, now),
    )
    yes = button(say("btn", "✅ I come"), "signup.accept", signup=signup.id)
    no = button(say("btn", "❌ I don't come"), "signup.leave", signup=signup.id)
    return Reply(lines, ((yes,), (no,), keyboards.footer()), to=signup.person, face=signup.face)


def _too_large(house: House, occurrence: Occurrence, signup: SignUp, now: datetime) -> Reply:
    places = occurrence.activity.places or 0
    lines = (
        keyboards.NEWS,
        *facts_for(house, occurrence, signup, now),
        say_many("body", "There is only {n} place.", "There are only {n} places.", places),
        say("body", "You are not on the list any more."),
    )
    row = (button(say("btn", "📅 Activities"), "activities"),)
    return Reply(lines, (row, keyboards.footer()), to=signup.person, face=signup.face)
