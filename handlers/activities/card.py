"""One time of an activity as a neighbour sees it: what it is, how they stand, what they can tap.

What gives a place up stands at the end of the first row, never where one just tapped to get one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.activities import texts
from handlers.core.context import Context
from handlers.core.feature import FurtherOn
from handlers.core.keyboards import Rows, to_room
from handlers.core.messages import Button, Reply, Text, button, name, say
from handlers.core.neighbourhood.schedule import BEHIND, Occurrence
from handlers.core.questions import Answers
from storage.repositories.activities.occurrences import Key
from storage.repositories.activities.sign_ups import CAME, OFFERED, STANDING, WAITING, SignUp

LOOK_AHEAD = timedelta(days=28)
# Nothing in the file lasts longer: what began before is over.
LONGEST = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfOccurrence:
    """The arguments of a button about one time of an activity."""

    activity: str
    start: datetime

    @property
    def key(self) -> Key:
        """What names it in the store."""
        return self.activity, self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class OfSignUp:
    """The arguments of a button about a sign-up."""

    signup: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted(FurtherOn):
    """What somebody looks for: typed, in one room, of one kind, on one day; empty for all."""

    text: str = ""
    room: str = ""
    domain: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands with one time of an activity, and how many places are taken there.

    ``number`` is theirs on the waiting list; 0 when that is still to be found out. ``waiting``: how
    many people wait.
    """

    signup: SignUp | None
    taken: int
    number: int = 0
    waiting: int = 0


def card(
    context: Context,
    occurrence: Occurrence,
    *lines: Text,
    known: Standing | None = None,
    instead: Rows | None = None,
) -> Reply:
    """One time of an activity as a message, after the line that led there.

    ``instead`` are the first buttons, where they are not those of how somebody stands.
    """
    room = context.view.rooms[occurrence.activity.room]
    signups = _own(context)
    stands = known or _standing(context, occurrence, signups)
    signup, taken, now = stands.signup, stands.taken, context.now
    if not lines and occurrence.ends <= now and not occurrence.is_cancelled:
        lines = (say("body", "This is over."),)
    elif not lines and signup:
        lines = (texts.standing(context, signup, stands.number),)
    shown = [
        *lines,
        texts.heading(context, occurrence),
        texts.whole_time(occurrence, now),
        name(f"📍 {room.name}, {room.address}"),
    ]
    runs = may_run(context, occurrence)
    if not lines:
        # Whoever reads how they stand has read these before.
        coming = texts.crowd(taken, stands.waiting, is_exact=runs)
        shown += texts.facts(occurrence, taken, now, coming)
    elif runs and not occurrence.is_cancelled and occurrence.ends > now:
        crowd = context.store.signups.crowd(occurrence.key)
        coming = texts.crowd(crowd.taken, crowd.people_waiting, is_exact=True)
        shown += [coming] if coming else []
    first = _first(context, occurrence, signup, taken) if instead is None else instead
    rows = (*first, *_for_key_holders(context, occurrence), *_others(context, first, signups))
    return Reply(tuple(shown), rows, replaces=bool(context.turn.tap))


def key_in(answers: Answers) -> Key:
    """What names the occurrence that a question is about."""
    return str(answers["activity"]), datetime.fromisoformat(str(answers["start"]))


def find(context: Context, key: Key) -> Occurrence | None:
    """The occurrence with this name, as it is now."""
    change = context.store.occurrences.of([key]).get(key)
    return context.view.agenda.find(key, change)


def ahead(context: Context, wanted: Wanted) -> list[Occurrence]:
    """What is on now, then what comes in the next weeks; cancelled ones are left out."""
    first, last = context.now - LONGEST, context.now + LOOK_AHEAD
    changes = context.store.occurrences.between(first=first, last=last)
    return [
        occurrence
        for occurrence in context.view.agenda.between(first, last, changes, rooms=wanted.room)
        if not occurrence.is_cancelled
        and occurrence.ends > context.now
        and (not wanted.domain or occurrence.activity.domain == wanted.domain)
        and (not wanted.day or occurrence.begins.date() == wanted.day)
    ]


def own(context: Context) -> list[tuple[SignUp, Occurrence]]:
    """What somebody goes to, or waits for, and is not over."""
    return _not_over(context, _own(context))


def may_run(context: Context, occurrence: Occurrence) -> bool:
    """Whether this person may move, cancel or count it: a key-holder there, or a coordinator."""
    holds_key = any(room.id == occurrence.activity.room for room in context.own_rooms)
    return holds_key or context.person.is_coordinator


def full_or_not(occurrence: Occurrence, taken: int) -> Text:
    """What signing up is called: there is a place, or a list."""
    places = occurrence.activity.places
    return (
        say("btn", "⏳ Waiting list") if places and taken >= places else say("btn", "✅ I'm coming")
    )


def _own(context: Context) -> list[SignUp]:
    since = context.now - BEHIND
    return context.store.signups.of_person(context.person.id, context.person.profile, since)


def _not_over(context: Context, signups: list[SignUp]) -> list[tuple[SignUp, Occurrence]]:
    keys = [signup.key for signup in signups]
    changes = context.store.occurrences.of(keys) if keys else {}
    going: list[tuple[SignUp, Occurrence]] = []
    for signup in signups:
        occurrence = context.view.agenda.find(signup.key, changes.get(signup.key))
        if occurrence and occurrence.ends > context.now:
            going.append((signup, occurrence))
    return sorted(going, key=lambda pair: pair[1].begins)


def _standing(context: Context, occurrence: Occurrence, active: list[SignUp]) -> Standing:
    """How somebody stands, whose sign-ups that still count are known."""
    signups, person = context.store.signups, context.person
    latest = next((one for one in active if one.key == occurrence.key), None)
    if latest is None and occurrence.begins <= context.now + LONGEST:
        # Only who came already is not among them.
        latest = signups.latest(person.id, person.profile, occurrence.key)
    crowd = signups.crowd(occurrence.key)
    own = latest if latest and latest.state in STANDING else None
    return Standing(own, crowd.taken, waiting=crowd.people_waiting)


def _first(context: Context, occurrence: Occurrence, own: SignUp | None, taken: int) -> Rows:
    """What there is to do with it, or with the next time of it where it is too late for this."""
    named = texts.named(occurrence)
    if occurrence.is_cancelled or occurrence.ends <= context.now:
        return _next_time(context, occurrence)
    if occurrence.begins <= context.now:
        room = context.view.rooms[occurrence.activity.room]
        return ((to_room(room),),)
    if own is None:
        join = button(full_or_not(occurrence, taken), "signup", **named)
        return ((join, button(say("btn", "➕ With others"), "signup.others", **named)),)
    no = button(say("btn", "❌ Not coming"), "signup.leave", signup=own.id)
    if own.state == OFFERED:
        return ((button(say("btn", "✅ I'm coming"), "signup.accept", signup=own.id), no),)
    if own.state == WAITING:
        wait_no_more = button(say("btn", "❌ Stop waiting"), "signup.leave", signup=own.id)
        return ((by_day(), wait_no_more),)
    calendar = button(say("btn", "📎 Calendar"), "activity.calendar", **named)
    return ((calendar,) if own.state == CAME else (calendar, no),)


def _next_time(context: Context, occurrence: Occurrence) -> Rows:
    coming = ahead(context, Wanted(room=occurrence.activity.room))
    same = (one for one in coming if one.activity.id == occurrence.activity.id)
    later = next((one for one in same if one.begins > context.now), None)
    return ((texts.item(context, later, is_of_day=False),),) if later else ()


def _others(context: Context, first: Rows, signups: list[SignUp]) -> Rows:
    """The way to everything else there is."""
    has_days = any(one.act and one.act.name == "activities.days" for row in first for one in row)
    narrow = [] if has_days else [by_day()]
    narrow.append(button(say("btn", "🔎 By kind"), "activities.kinds"))
    rows = [(button(say("btn", "📅 All activities"), "activities.all"),), tuple(narrow)]
    if len(signups) > 1 and len(_not_over(context, signups)) > 1:
        rows.append((button(say("btn", "🎟️ My activities"), "activities.mine"),))
    return tuple(rows)


def by_day() -> Button:
    """The way to one day."""
    return button(say("btn", "📆 By day"), "activities.days")


def _for_key_holders(context: Context, occurrence: Occurrence) -> Rows:
    if not may_run(context, occurrence):
        return ()
    named = texts.named(occurrence)
    if occurrence.is_cancelled:
        if occurrence.begins <= context.now:
            return ()
        return ((button(say("btn", "♻️ It is on again"), "activity.revive", **named),),)
    if occurrence.begins <= context.now:
        return ((button(say("btn", "🔢 How many came?"), "activity.came", **named),),)
    return (
        (
            button(say("btn", "🕘 Move it"), "activity.move", **named),
            button(say("btn", "🚫 Cancel it"), "activity.cancel", **named),
        ),
    )
