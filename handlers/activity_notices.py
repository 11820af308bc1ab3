"""What people who signed up are told as time passes: reminders, kept places, changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from handlers import menu, organising
from handlers.agenda import BEHIND, Occurrence
from handlers.house import House
from handlers.signup import NEWS, facts_for, pass_on
from handlers.vocabulary import Reply, button, say
from storage.occurrences import Change, Key
from storage.signups import CALLED_OFF, IN, OFFERED, PASSED, WAITING, SignUp
from storage.store import Store

DAY_BEFORE_AT = time(18)
SOON = timedelta(hours=2)
MORNING = time(9)
LOOK_AHEAD = timedelta(hours=36)
ASK_FOR = timedelta(hours=2)


def due(house: House, store: Store, now: datetime) -> Iterator[Reply]:
    """Every message about activities that is due now; asking again gives nothing new."""
    if not house.agenda.has_any():
        return
    yield from _changed_in_file(house, store, now)
    yield from _kept_places(house, store, now)
    changes = store.occurrences.between(now - LOOK_AHEAD, now + LOOK_AHEAD)
    for one in house.agenda.between(now - LOOK_AHEAD, now + LOOK_AHEAD, changes):
        if one.is_cancelled:
            yield from _once_more(house, store, one, now)
        elif one.begins > now:
            yield from _reminders(house, store, one, now)
        elif one.ends <= now < one.ends + ASK_FOR and one.came is None:
            yield from _how_many(house, store, one, now)


def _changed_in_file(house: House, store: Store, now: datetime) -> Iterator[Reply]:
    """Tell those who signed up for what the file or a holiday has changed since."""
    keys = store.signups.upcoming(now - BEHIND)
    changes = store.occurrences.of(keys) if keys else {}
    for key in sorted(keys):
        occurrence = house.agenda.find(key, changes.get(key))
        if occurrence is None:
            yield from _taken_out(store, key, changes, now)
        elif occurrence.begins <= now:
            continue
        elif occurrence.is_cancelled:
            yield from organising.call_off(house, store, occurrence, now)
        elif occurrence.is_moved and organising.told_as_moved(store, occurrence, now):
            yield from organising.tell_moved(house, store, occurrence, now)


def _taken_out(
    store: Store, key: Key, changes: dict[Key, Change], now: datetime
) -> Iterator[Reply]:
    """The file does not know the activity any more: nobody should travel for it."""
    moved = changes[key].moved_to if key in changes else None
    people = store.signups.at([key], [IN, WAITING, OFFERED])
    store.signups.change([one.id for one in people], state=CALLED_OFF, answer="seen")
    if (moved or key[1]) <= now:
        return
    line = say("body", "❌ An activity that you signed up for is cancelled.")
    row = (button(say("btn", "📅 Activities"), "activities"),)
    yield from (
        Reply((NEWS, line), (row, menu.footer()), to=one.person, face=one.face) for one in people
    )


def _kept_places(house: House, store: Store, now: datetime) -> Iterator[Reply]:
    """Pass on a place that nobody took in time, and give away what became free otherwise."""
    overdue = store.signups.overdue(now)
    for key in sorted(overdue):
        store.occurrences.lock(key)
        late = [
            one
            for one in store.signups.at([key], [OFFERED])
            if one.held_until and one.held_until <= now
        ]
        store.signups.change([one.id for one in late], state=PASSED, held_until=None)
        yield from (_passed(one) for one in late)
    for key in sorted(overdue | store.signups.waited_for(now - BEHIND)):
        yield from pass_on(house, store, key, now)


def _passed(signup: SignUp) -> Reply:
    lines = (NEWS, say("body", "Your place went to the next one on the list."))
    again = button(say("btn", "⏳ Waiting list"), "signup.accept", signup=signup.id)
    return Reply(lines, ((again,), menu.footer()), to=signup.person, face=signup.face)


def _reminders(
    house: House, store: Store, occurrence: Occurrence, now: datetime
) -> Iterator[Reply]:
    """The evening before, and two hours before; a moved activity has reminders of its own."""
    before = occurrence.begins.date() - timedelta(days=1)
    evening = datetime.combine(before, DAY_BEFORE_AT, house.zone)
    soon = occurrence.begins.astimezone(UTC) - SOON
    rule = "soon" if now >= soon else "day" if now >= evening else ""
    if not rule or not _first_time(store, f"remind {rule}", occurrence, now):
        return
    for one in store.signups.at([occurrence.key], [IN]):
        lines = (NEWS, say("body", "⏰ You signed up for this:"))
        comes = button(say("btn", "✅ I come"), "signup.comes", signup=one.id)
        no = button(say("btn", "❌ I don't come"), "signup.leave", signup=one.id)
        yield Reply(
            (*lines, *facts_for(house, occurrence, one, now)),
            ((comes,), (no,), menu.footer()),
            to=one.person,
            face=one.face,
        )


def _once_more(
    house: House, store: Store, occurrence: Occurrence, now: datetime
) -> Iterator[Reply]:
    """On the day itself, for those who did not say that they have read of it."""
    day = occurrence.begins.date()
    at = min(datetime.combine(day, MORNING, house.zone), occurrence.begins - SOON)
    if not at <= now < occurrence.begins:
        return
    people = [one for one in store.signups.at([occurrence.key], [CALLED_OFF]) if not one.answer]
    if not people or not _first_time(store, "cancelled today", occurrence, now):
        return
    line = say("body", "❌ This is cancelled:")
    for one in people:
        lines = (NEWS, line, *facts_for(house, occurrence, one, now))
        yield Reply(lines, (menu.footer(),), to=one.person, face=one.face)


def _how_many(house: House, store: Store, occurrence: Occurrence, now: datetime) -> Iterator[Reply]:
    """Ask who opened the room how many came, when it was open."""
    room = occurrence.activity.room
    opening = store.openings.latest(occurrence.begins.date()).get(room)
    opener = opening.opened_by if opening else None
    if opener is None or opener not in store.roles.key_holders(room):
        return
    if not _first_time(store, "how many", occurrence, now):
        return
    signed_up = store.signups.taken([occurrence.key]).get(occurrence.key, 0)
    language = store.people.language_of(opener)
    yield organising.ask_came(house, occurrence, signed_up, opener, language)


def _first_time(store: Store, job: str, occurrence: Occurrence, now: datetime) -> bool:
    period = f"{occurrence.begins.astimezone(UTC):%Y-%m-%dT%H:%M}"
    name = f"{job} {occurrence.activity.id} {occurrence.start:%y%m%dT%H%M}"
    return store.jobs.first_time(name, period, now)
