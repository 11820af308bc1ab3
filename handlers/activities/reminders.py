"""What people who signed up are told as time passes: reminders, kept places, changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta

from handlers.activities import texts
from handlers.activities.change_notices import (
    LAST,
    SOON,
    TOLD_AGAIN,
    TOLD_OFF,
    call_off,
    cancelled,
    come_or_not,
    known,
    overtake,
    reminder,
    take_along,
    take_off,
    tell_moved,
    tell_place,
)
from handlers.activities.running import attendance
from handlers.activities.waiting_list import facts_for, is_news, pass_on, what_for
from handlers.core import time_words
from handlers.core.feature import Moment
from handlers.core.keyboards import NEWS
from handlers.core.messages import Reply, Text, button, name, say
from handlers.core.neighbourhood.schedule import BEHIND, Occurrence
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.repositories.activities.occurrences import Key
from storage.repositories.activities.sign_ups import (
    IN,
    OFF,
    SEEN,
    STANDING,
    SignUp,
)
from storage.store import Store

MORNING = time(9)
LOOK_AHEAD = timedelta(hours=36)
ASK_FOR = timedelta(hours=2)


def due(moment: Moment) -> Iterator[Reply]:
    """Every message about activities that is due now; asking again gives nothing new."""
    view, store, now = moment.view, moment.store, moment.now
    yield from _kept_places(view, store, now)
    changes = store.occurrences.between(first=now - LOOK_AHEAD, last=now + LOOK_AHEAD)
    for occurrence in view.agenda.between(now - LOOK_AHEAD, now + LOOK_AHEAD, changes):
        if occurrence.is_cancelled:
            yield from _once_more(view, store, occurrence, now)
        elif occurrence.begins > now:
            yield from _reminders(view, store, occurrence, now)
        elif occurrence.ends <= now < occurrence.ends + ASK_FOR and occurrence.came is None:
            yield from _how_many(view, store, occurrence, now)


def due_changes(moment: Moment) -> Iterator[Reply]:
    """Tell those who signed up for what the file or a holiday has changed since."""
    view, store, now = moment.view, moment.store, moment.now
    rooms = store.signups.upcoming(now - BEHIND)
    if not rooms:
        return
    changes = store.occurrences.of(rooms)
    occurrences = {key: view.agenda.find(key, changes.get(key)) for key in sorted(rooms)}
    heard = store.done_once.last(
        occurrence.told_job for occurrence in occurrences.values() if occurrence
    )
    for key, occurrence in occurrences.items():
        change = changes.get(key)
        begins = occurrence.begins if occurrence else (change and change.moved_to) or key[1]
        if begins <= now:
            # What was stays in the figures.
            continue
        if occurrence is None:
            yield from _taken_out(view, store, key, begins, now)
            continue
        here = {occurrence.activity.room}
        if occurrence.is_cancelled:
            yield from call_off(view, store, occurrence, now)
        elif occurrence.is_news_to(heard.get(occurrence.told_job)) or rooms[key] != here:
            yield from _other(view, store, key, now)


def _other(view: NeighbourhoodView, store: Store, key: Key, now: datetime) -> Iterator[Reply]:
    """It is at another time or in another room than people know; one copy of us tells them."""
    occurrence = view.agenda.find(key, store.occurrences.lock(key))
    if occurrence and not occurrence.is_cancelled:
        tell = tell_moved if is_news(store, occurrence, now) else tell_place
        yield from tell(view, store, occurrence, now)


def _taken_out(
    view: NeighbourhoodView, store: Store, key: Key, begins: datetime, now: datetime
) -> Iterator[Reply]:
    """The file does not know this time any more: nobody should travel for it.

    When it has one other time on that day, or else in that week, people go along to it; where a
    key-holder had moved the old one, or they have an answer for the other, they are shown it.
    """
    # Another copy of the program must not find them on the list as well.
    store.occurrences.lock(key)
    signups = store.signups.at([key], STANDING)
    other = _other_time(view, store, key, now) if signups else None
    if other and begins == key[1]:
        is_news(store, other, now)
        # Those who are there already have theirs first: for who comes along the news is enough.
        yield from _reminders(view, store, other, now)
        told, signups = take_along(view, store, begins, other, signups, now)
        yield from told
    take_off(store, signups, SEEN)
    line = say("body", "❌ An activity that you signed up for is cancelled.")
    rows = [(button(say("btn", "📅 Activities"), "activities"),)]
    if other:
        label = say("btn", "🕘 {time}", time=time_words.clock(other.begins))
        rows.insert(0, (button(label, "activity", **texts.named(other)),))
    overtake(store, signups)
    for signup in known(signups):
        lines = (NEWS, line, *_what_it_was(view, signup, begins))
        yield Reply(
            lines, tuple(rows), to=signup.person, profile=signup.profile, valid_until=begins
        )


def _other_time(
    view: NeighbourhoodView, store: Store, key: Key, now: datetime
) -> Occurrence | None:
    """The only time that the file has there now, if it is still ahead; locked."""
    times = view.agenda.in_place_of(key)
    if len(times) != 1:
        return None
    other = view.agenda.find(times[0].key, times[0].hold(store, now))
    return other if other and not other.is_cancelled and other.begins > now else None


def _what_it_was(view: NeighbourhoodView, signup: SignUp, begins: datetime) -> list[Text]:
    """As much as the file still knows: its title when other times are left, its room."""
    lines: list[Text] = []
    activities = {activity.id: activity for activity in view.past_activities}
    activity = activities.get(signup.activity)
    if activity:
        lines.append(what_for(view, activity, signup))
    elif signup.profile:
        lines.append(name(signup.profile))
    if signup.room in view.room_names:
        lines.append(texts.day_and_time(view, begins, signup.room))
    return lines


def _kept_places(view: NeighbourhoodView, store: Store, now: datetime) -> Iterator[Reply]:
    """Pass on a place that nobody took in time, and give away what became free otherwise.

    Whoever is gone hears nothing of it.
    """
    overdue = {signup.key for signup in store.signups.overdue(now)}
    for key in sorted(overdue):
        store.occurrences.lock(key)
        # As it is now that no other copy of the program can change it.
        late = [signup for signup in store.signups.overdue(now) if signup.key == key]
        store.signup_moves.pass_over([signup.id for signup in late])
        here = store.people.present(signup.person for signup in late if signup.person)
        told = [signup for signup in late if signup.person in here]
        yield from _passed(view, store, key, told, now)
    for key in sorted(overdue | store.signups.waited_for(now - BEHIND)):
        yield from pass_on(view, store, key, now)


def _passed(
    view: NeighbourhoodView, store: Store, key: Key, late: Sequence[SignUp], now: datetime
) -> Iterator[Reply]:
    occurrence = view.agenda.find(key, store.occurrences.of([key]).get(key))
    if occurrence is None or occurrence.is_cancelled or occurrence.begins <= now:
        # What has begun needs no word about a place any more.
        return
    if store.signups.crowd(key).waiting:
        line = say("body", "Your place went to the next one on the list.")
        label = say("btn", "⏳ Waiting list")
    else:
        # After a cancellation a place is kept that nobody else asked for.
        line = say("body", "You are not on the list any more.")
        label = say("btn", "✅ I'm coming")
    for signup in late:
        lines = (NEWS, *facts_for(view, occurrence, signup), line)
        again = button(label, "signup.accept", signup=signup.id)
        yield Reply(
            lines,
            ((again,),),
            to=signup.person,
            profile=signup.profile,
            valid_until=occurrence.begins,
        )


def _reminders(
    view: NeighbourhoodView, store: Store, occurrence: Occurrence, now: datetime
) -> Iterator[Reply]:
    """The evening before, and two hours before; a moved activity has reminders of its own."""
    rule = reminder(view, occurrence, now)
    if not rule or not _first_time(store, rule, occurrence, now):
        return
    # The second one takes over from the first.
    until = occurrence.begins if rule == LAST else occurrence.begins.astimezone(UTC) - SOON
    signups = store.signups.at([occurrence.key], [IN])
    overtake(store, signups)
    for signup in signups:
        lines = (NEWS, say("body", "⏰ You signed up for this:"))
        yield Reply(
            (*lines, *facts_for(view, occurrence, signup)),
            (come_or_not(signup),),
            to=signup.person,
            profile=signup.profile,
            valid_until=until,
        )


def _once_more(
    view: NeighbourhoodView, store: Store, occurrence: Occurrence, now: datetime
) -> Iterator[Reply]:
    """On the day itself, for those who did not say that they have read of it."""
    day = occurrence.begins.date()
    at = min(datetime.combine(day, MORNING, view.zone), occurrence.begins - SOON)
    if not at <= now < occurrence.begins:
        return
    called_off = store.signups.at([occurrence.key], OFF)
    silent = [signup for signup in called_off if not signup.answer]
    if not silent:
        return
    # Whoever heard of it a moment ago need not hear it at once again.
    job = occurrence.job(TOLD_OFF)
    if now < store.done_once.noticed(job, occurrence.period, now) + SOON:
        return
    if not _first_time(store, TOLD_AGAIN, occurrence, now):
        return
    overtake(store, silent)
    for signup in silent:
        yield cancelled(view, occurrence, signup)


def _how_many(
    view: NeighbourhoodView, store: Store, occurrence: Occurrence, now: datetime
) -> Iterator[Reply]:
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
    yield attendance.ask_came(view, occurrence, signed_up, opener, language)


def _first_time(store: Store, rule: str, occurrence: Occurrence, now: datetime) -> bool:
    return store.done_once.first_time(occurrence.job(rule), occurrence.period, now)
