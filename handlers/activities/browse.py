"""What can I do here? What comes next, by day, by kind or in a room; and where somebody goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from handlers.activities.card import (
    OfOccurrence,
    card,
    facts,
    find,
    heading,
    may_run,
    named,
    standing,
    title,
    when,
)
from handlers.core import refusals, time_words
from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.keyboards import in_rows
from handlers.core.messages import Button, Outcome, Reply, Text, button, name, say
from handlers.core.neighbourhood import topics
from handlers.core.neighbourhood.schedule import BEHIND, Occurrence
from handlers.core.typed_input import find_room
from handlers.rooms import status
from storage.repositories.activities.occurrences import Key
from storage.repositories.activities.sign_ups import SignUp

SHOWN = 5
LOOK_AHEAD = timedelta(days=28)
# Nothing in the file lasts longer: what began before is over.
LONGEST = timedelta(days=1)
DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherOn:
    """The arguments of a button that goes on with a list: so many were shown before."""

    skip: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted(FurtherOn):
    """What somebody looks for: typed, in one room, of one kind, on one day; empty for all."""

    text: str = ""
    room: str = ""
    domain: str = ""
    day: date | None = None


def show(context: Context, args: Wanted) -> Outcome:
    """What comes next: everywhere, or of one day, one kind, one room."""
    wanted, typed = args, args.text
    room = find_room(typed, context.view.neighbourhood.rooms) if typed else None
    lines: list[Text] = []
    if room:
        wanted = replace(args, room=room.id)
    elif typed:
        lines.append(say("body", "I do not know a room with that name."))
    if not context.view.agenda.has_any():
        lines.append(say("body", "There are no activities yet."))
        lines.append(say("body", "You are always welcome in the room."))
        return Outcome((status.present(context, *lines),))
    coming = ahead(context, wanted)
    page = coming[wanted.skip : wanted.skip + SHOWN]
    if not page:
        lines.append(say("body", "There is nothing like this in the next 4 weeks."))
    lines += _list(context, page)
    rows: list[tuple[Button, ...]] = [
        (button(name(f"{number} {title(context, occurrence)}"), "activity", **named(occurrence)),)
        for number, occurrence in enumerate(page, 1)
    ]
    if len(coming) > wanted.skip + SHOWN:
        rows.append((button(say("btn", "➡️ More"), "activities", **_further(wanted)),))
    rows.append(
        (
            button(say("btn", "📆 By day"), "activities.days"),
            button(say("btn", "🔎 By kind"), "activities.kinds"),
        )
    )
    if own(context):
        rows.append((button(say("btn", "🎟️ My places"), "activities.mine"),))
    if context.own_rooms:
        rows.append((button(say("btn", "🔢 How many came?"), "activities.count"),))
    replaces = bool(context.turn.tap) and not typed
    return Outcome((Reply(tuple(lines), tuple(rows), replaces=replaces),))


def _further(wanted: Wanted) -> dict[str, str | int]:
    """The same list, further on, as a button carries it."""
    day = wanted.day.isoformat() if wanted.day else ""
    narrowed = {"room": wanted.room, "domain": wanted.domain, "day": day}
    return {**{key: value for key, value in narrowed.items() if value}, "skip": wanted.skip + SHOWN}


def days(context: Context, _: Nothing) -> Outcome:
    """The next days on which there is something to do."""
    coming = (occurrence.begins.date() for occurrence in ahead(context, Wanted()))
    busy_days = dict.fromkeys(day for day in coming if day >= context.today)
    rows = [
        (
            button(
                time_words.day_label(day),
                "activities",
                day=day.isoformat(),
            ),
        )
        for day in list(busy_days)[:DAYS]
    ]
    line = say("body", "Which day?")
    return Outcome((Reply((line,), tuple(rows), replaces=True),))


def kinds(context: Context, _: Nothing) -> Outcome:
    """The kinds of things there are to do."""
    domains = {occurrence.activity.domain for occurrence in ahead(context, Wanted())}
    buttons = [
        button(label, "activities", domain=domain)
        for domain, label in topics.LABELS.items()
        if domain in domains
    ]
    rows = [*in_rows(buttons)]
    line = say("body", "What are you looking for?")
    return Outcome((Reply((line,), tuple(rows), replaces=True),))


def mine(context: Context, args: FurtherOn) -> Outcome:
    """What somebody goes to, or waits for."""
    going = own(context)
    if not going:
        return show(context, Wanted())
    skip = args.skip if args.skip < len(going) else 0
    lines: list[Text] = []
    rows: list[tuple[Button, ...]] = []
    for signup, occurrence in going[skip : skip + SHOWN]:
        lines += [
            heading(context, occurrence),
            when(context, occurrence),
            standing(context, signup),
        ]
        rows.append((button(name(title(context, occurrence)), "activity", **named(occurrence)),))
    if len(going) > skip + SHOWN:
        rows.append((button(say("btn", "➡️ More"), "activities.mine", skip=skip + SHOWN),))
    return Outcome((Reply(tuple(lines), tuple(rows), replaces=bool(context.turn.tap)),))


def own(context: Context) -> list[tuple[SignUp, Occurrence]]:
    """What somebody goes to, or waits for, and is not over."""
    since = context.now - BEHIND
    signups = context.store.signups.of_person(context.person.id, context.person.profile, since)
    keys = [signup.key for signup in signups]
    changes = context.store.occurrences.of(keys) if keys else {}
    going: list[tuple[SignUp, Occurrence]] = []
    for signup in signups:
        occurrence = context.view.agenda.find(signup.key, changes.get(signup.key))
        if occurrence and occurrence.ends > context.now:
            going.append((signup, occurrence))
    return sorted(going, key=lambda pair: pair[1].begins)


def one_activity(context: Context, args: OfOccurrence) -> Outcome:
    """One time of an activity: what, when, where, and what you can do about it."""
    occurrence = find(context, args.key)
    if occurrence is None:
        return gone(context)
    return Outcome((card(context, occurrence),))


def gone(context: Context) -> Outcome:
    """An activity that the file does not have any more."""
    line = say("body", "This activity is not there any more.")
    shown = show(context, Wanted()).replies[0]
    return Outcome((Reply((line, *shown.lines), shown.rows),))


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


def _list(context: Context, page: Sequence[Occurrence]) -> list[Text]:
    keys = [occurrence.key for occurrence in page]
    taken = context.store.signups.taken(keys) if keys else {}
    lines: list[Text] = []
    for number, occurrence in enumerate(page, 1):
        # The number of its button.
        lines.append(name(f"{number} {heading(context, occurrence).one}"))
        lines += [
            when(context, occurrence),
            *facts(occurrence, taken.get(occurrence.key, 0), context.now),
        ]
    return lines


def to_run(context: Context, key: Key) -> Occurrence | Outcome:
    """The occurrence that is meant, if this person may change it now."""
    occurrence = find(context, key)
    if occurrence is None:
        return gone(context)
    if not may_run(context, occurrence):
        return refusals.ONLY_KEY_HOLDERS
    return occurrence
