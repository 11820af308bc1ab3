"""Who reads an announcement: a room, all rooms, an activity; and in which language each reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import locales
from handlers.core import time_words
from handlers.core.context import Context
from handlers.core.messages import Text, name, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.neighbourhood.activities import Activity
from storage.repositories.activities.occurrences import Key
from storage.repositories.messages.announcements import Reader

SOON = timedelta(days=7)
# As far as the times of an activity are looked for.
FAR = timedelta(days=400)
EVERYBODY = "*"
# Between an activity and the moment of one of its times; behind it nothing stands for all of them.
AT = "@"
# So few people that their number could tell who they are.
FEW = 5


def few_or(number: int) -> Text | int:
    """How many people, but for a few, whom their number could give away."""
    return number if number == 0 or number >= FEW else say("body", "a few")


def of_times(activity: str, start: datetime | None) -> str:
    """What stands for whoever signed up for one time of an activity, or for all times ahead."""
    return f"{activity}{AT}{int(start.timestamp()) if start else ''}"


def readers(context: Context, target: str) -> list[Reader] | None:
    """Everybody whom it reaches but whoever writes; None for a room or activity that is gone."""
    ours, store = context.view.rooms, context.store.announcements
    if AT in target:
        activity, _, start = target.partition(AT)
        if activity not in _activities(context.view):
            return None
        at = datetime.fromtimestamp(int(start), UTC) if start else None
        found = store.signed_up(activity, first=at or context.now, last=at or context.now + FAR)
    elif target == EVERYBODY or target in ours:
        rooms = tuple(ours) if target == EVERYBODY else (target,)
        found = store.readers(rooms, first=context.now, last=context.now + SOON)
    else:
        return None
    return [reader for reader in found if reader.person != context.person.id]


def room_of(context: Context, target: str) -> str:
    """The room that it is about; empty when that is all of them."""
    activity = _activities(context.view).get(target.partition(AT)[0]) if AT in target else None
    return activity.room if activity else target.replace(EVERYBODY, "")


def called(context: Context, target: str) -> Text:
    """Whom it is for, in words."""
    if target == EVERYBODY:
        return say("btn", "📍 All rooms")
    if AT not in target:
        return name(f"📍 {context.view.room_names.get(target, target)}")
    activity, _, start = target.partition(AT)
    title = title_of(context, activity)
    if not start:
        return say("body", "📅 {activity}, all times", activity=title)
    day = context.view.local(datetime.fromtimestamp(int(start), UTC)).date()
    return say("body", "📅 {activity}, {day}", activity=title, day=time_words.day_name(day))


def title_of(context: Context, activity: str) -> str:
    """What an activity is called, for whoever writes."""
    known = _activities(context.view).get(activity)
    default = context.view.neighbourhood.default_language
    return known.title_in(context.language, default) if known else activity


def activity_of(view: NeighbourhoodView, activity: str) -> Activity | None:
    """The activity with this id, while there is one."""
    return _activities(view).get(activity)


def times_ahead(context: Context) -> dict[str, list[datetime]]:
    """For which times ahead people signed up, by activity: the activity that comes first, first."""
    known = _activities(context.view)
    found: dict[str, list[datetime]] = {}
    for activity, start in sorted(context.store.signups.upcoming(context.now), key=_start):
        if activity in known:
            found.setdefault(activity, []).append(start)
    return found


def languages(context: Context, reached: Iterable[Reader]) -> Counter[str]:
    """How many people read each language."""
    tongues = {reader.person: reads(context, reader) for reader in reached}
    return Counter(tongues.values())


def reads(context: Context, reader: Reader) -> str:
    """The language in which somebody reads us."""
    return spoken(context.view, reader.language)


def spoken(view: NeighbourhoodView, language: str) -> str:
    """The language in which we write to whoever chose this one, or none."""
    chosen = locales.closest(language, tuple(locales.languages()))
    return chosen or view.neighbourhood.default_language


def _start(key: Key) -> tuple[datetime, str]:
    return key[1], key[0]


def _activities(view: NeighbourhoodView) -> dict[str, Activity]:
    return {activity.id: activity for activity in view.neighbourhood.activities}
