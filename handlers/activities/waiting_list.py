"""The places at an activity: freed ones are offered to those who wait, and kept for a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from handlers.activities import card, texts
from handlers.core import keyboards, time_words
from handlers.core.context import Context
from handlers.core.messages import Ability, Reply, Text, button, name, say, say_if, say_many
from handlers.core.neighbourhood.schedule import Occurrence
from handlers.core.neighbourhood.topics import titled
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.neighbourhood.activities import Activity
from storage.repositories.activities.occurrences import Key
from storage.repositories.activities.sign_ups import (
    ACTIVE,
    WAITING,
    SignUp,
)
from storage.repositories.people.profiles import FIRST
from storage.store import Store

# How long a freed place is kept: a quarter of the time that is left, within these.
LONGEST_KEPT, SHORTEST_KEPT = timedelta(hours=24), timedelta(minutes=30)
# So long somebody who gave something back can think again.
UNDO = timedelta(minutes=10)
ON_THE_LIST = say_if(
    Ability.REMIND,
    say("body", "You are on the waiting list. I'll write to you."),
    say("body", "You are on the waiting list. Look here for news."),
)


def locked(context: Context, key: Key) -> Occurrence | None:
    """The occurrence as it is once nobody else can change it any more; None: it is not there."""
    change = context.store.occurrences.lock(key)
    occurrence = context.view.agenda.find(key, change)
    if occurrence is None or change:
        return occurrence
    # The first one to touch it; another copy of the program may be just as fast.
    change = occurrence.hold(context.store, context.now)
    return context.view.agenda.find(key, change)


def give_up(context: Context, signup: SignUp) -> tuple[Reply, ...]:
    """Free a place, or a number on the list; the messages to those who are asked next."""
    context.store.occurrences.lock(signup.key)
    # It may have changed while another copy of the program had it locked.
    present = context.store.signups.get(signup.id)
    if present is None or present.state not in ACTIVE:
        return ()
    context.store.signup_moves.give_back(present, context.now + UNDO)
    if present.state == WAITING:
        return ()
    return tuple(pass_on(context.view, context.store, signup.key, context.now))


def departed(context: Context, profile: str | None) -> list[Reply]:
    """Give back the places of somebody who goes, and ask those who wait for them.

    What is over stays in the figures, without them.
    """
    person, store = context.person, context.store
    profiles = {FIRST, context.profile, *store.profiles.of(person.id)}
    told: list[Reply] = []
    for leaving in sorted(profiles) if profile is None else [profile]:
        theirs = replace(context, person=replace(person, profile=leaving))
        for signup, _ in card.own(theirs):
            told += give_up(context, signup)
        store.signup_moves.forget_profile(person.id, leaving)
    return told


def pass_on(view: NeighbourhoodView, store: Store, key: Key, now: datetime) -> list[Reply]:
    """Offer freed places to those who wait, the first one that they are enough for first.

    Who waits for more places than there are is told so.
    """
    occurrence = view.agenda.find(key, store.occurrences.lock(key))
    if (occurrence.begins if occurrence else key[1]) <= now:
        # Nobody waits any more for what has begun, and no tick has to look at it again.
        late = [signup.id for signup in store.signups.at([key], [WAITING])]
        store.signup_moves.pass_over(late)
        return []
    if occurrence is None or occurrence.is_cancelled:
        return []
    places = occurrence.activity.places
    free = places - store.signups.taken([key]).get(key, 0) if places else None
    waiting = store.signups.at([key], [WAITING])
    here = store.people.present(signup.person for signup in waiting if signup.person)
    told: list[Reply] = []
    for signup in waiting:
        if signup.person not in here:
            store.signup_moves.pass_over([signup.id])
        elif places and signup.size > places:
            # The file has fewer places now: they would wait for nothing.
            store.signup_moves.pass_over([signup.id])
            told.append(_too_large(view, occurrence, signup))
        elif free is None or signup.size <= free:
            until = kept_until(view, occurrence, now)
            store.signup_moves.offer([signup.id], until)
            told.append(_offer(view, occurrence, signup, until))
            free = None if free is None else free - signup.size
    return told


def kept_until(view: NeighbourhoodView, occurrence: Occurrence, now: datetime) -> datetime:
    """How long a place is kept: 24 hours, less and less as the start nears, 30 minutes at least.

    Nobody has to answer at night: what would end between 22:00 and 08:00 ends at 09:00, when that
    is still before the start. Where nobody is turned away it is kept until the start.
    """
    if not occurrence.activity.places:
        return occurrence.begins.astimezone(UTC)
    left = occurrence.begins.astimezone(UTC) - now.astimezone(UTC)
    until = now + min(max(left / 4, SHORTEST_KEPT), LONGEST_KEPT, left)
    local = view.local(until)
    if local.hour >= 22 or local.hour < 8:
        day = local.date() + timedelta(days=local.hour >= 22)
        morning = local.replace(
            year=day.year, month=day.month, day=day.day, hour=9, minute=0, second=0, microsecond=0
        )
        until = morning if morning < occurrence.begins - SHORTEST_KEPT else until
    return until.astimezone(UTC)


def kept_line(view: NeighbourhoodView, until: datetime) -> Text:
    """Until when a place is kept, for whom it is kept for."""
    local = view.local(until)
    return say(
        "body",
        "I'll keep it for you: {day} until {time}.",
        day=time_words.day_name(local.date()),
        time=time_words.clock(local),
    )


def is_news(store: Store, occurrence: Occurrence, now: datetime) -> bool:
    """Whether people know of another time than this one; from now on they know this one.

    Whoever asks has locked the occurrence.
    """
    known = store.done_once.last([occurrence.told_job]).get(occurrence.told_job)
    if not occurrence.is_news_to(known):
        return False
    store.done_once.only(occurrence.told_job, occurrence.period, now)
    return True


def facts_for(
    view: NeighbourhoodView, occurrence: Occurrence, signup: SignUp, when: Text | None = None
) -> tuple[Text, Text]:
    """What, when and where, for somebody who is written to unasked."""
    activity = occurrence.activity
    when = when or texts.day_and_time(view, occurrence.begins, activity.room)
    return what_for(view, activity, signup), when


def what_for(view: NeighbourhoodView, activity: Activity, signup: SignUp) -> Text:
    """What it is; in front whom of those that share a phone it is about."""
    languages = (signup.language, signup.language[:2], view.neighbourhood.default_language)
    what = titled(activity.domain, activity.title_in(*languages))
    return name(f"{signup.profile} {what.one}") if signup.profile else what


def _offer(
    view: NeighbourhoodView, occurrence: Occurrence, signup: SignUp, until: datetime
) -> Reply:
    local = view.local(until)
    lines = (
        keyboards.NEWS,
        *facts_for(view, occurrence, signup),
        say(
            "body",
            "🎟️ A place is free for you! I'll keep it: {day} until {time}.",
            day=time_words.day_name(local.date()),
            time=time_words.clock(local),
        ),
    )
    yes = button(say("btn", "✅ I'm coming"), "signup.accept", signup=signup.id)
    no = button(say("btn", "❌ Not coming"), "signup.leave", signup=signup.id)
    return Reply(lines, ((yes, no),), to=signup.person, profile=signup.profile, valid_until=until)


def _too_large(view: NeighbourhoodView, occurrence: Occurrence, signup: SignUp) -> Reply:
    places = occurrence.activity.places or 0
    lines = (
        keyboards.NEWS,
        *facts_for(view, occurrence, signup),
        say_many(
            "body",
            "There is only {n} place now. You are off the list. Come with fewer?",
            "There are only {n} places now. You are off the list. Come with fewer?",
            places,
        ),
    )
    look = button(say("btn", "📅 Look at it"), "activity", **texts.named(occurrence))
    return Reply(
        lines, ((look,),), to=signup.person, profile=signup.profile, valid_until=occurrence.begins
    )
