"""What can I do here? What comes next, by day, by kind or in one room; and what one goes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from handlers.activities.card import (
    card,
    facts,
    heading,
    here,
    may_run,
    named,
    standing,
    title,
    when,
)
from handlers.core import refusals, time_words, topics
from handlers.core.context import Args, Context
from handlers.core.messages import Below, Button, Outcome, Reply, Text, button, name, say
from handlers.core.questions import Answers
from handlers.core.typed_input import find_room
from handlers.neighbourhood.schedule import BEHIND, Occurrence
from handlers.rooms import status
from storage.repositories.activities.sign_ups import SignUp

SHOWN = 5
LOOK_AHEAD = timedelta(days=28)
DAYS = 7


def show(context: Context, args: Args) -> Outcome:
    """What comes next: everywhere, or of one day, one kind, one room."""
    wanted = {key: args[key] for key in ("room", "domain", "day", "skip") if key in args}
    typed = str(args.get("text", ""))
    room = find_room(typed, context.view.neighbourhood.rooms) if typed else None
    lines: list[Text] = []
    if room:
        wanted["room"] = room.id
    elif typed:
        lines.append(say("body", "I do not know a room with that name."))
    if not context.view.agenda.has_any():
        lines.append(say("body", "There are no activities yet."))
        lines.append(say("body", "You are always welcome in the room."))
        return Outcome((Reply((*lines, *status.present(context)), below=Below.MAIN_MENU),))
    found = ahead(context, wanted)
    skip = int(wanted.get("skip", 0))
    page = found[skip : skip + SHOWN]
    if not page:
        lines.append(say("body", "There is nothing like this in the next 4 weeks."))
    lines += _list(context, page)
    numbered = enumerate(page, 1)
    rows: list[tuple[Button, ...]] = [
        (button(name(f"{n} {title(context, one)}"), "activity", **named(one)),)
        for n, one in numbered
    ]
    if len(found) > skip + SHOWN:
        rows.append((button(say("btn", "➡️ More"), "activities", **more(wanted, skip)),))
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


def more(wanted: Mapping[str, str | int], skip: int) -> dict[str, str | int]:
    """The same list, further on."""
    return {**wanted, "skip": skip + SHOWN}


def days(context: Context, _: Args) -> Outcome:
    """The next days on which there is something to do."""
    found = dict.fromkeys(one.begins.date() for one in ahead(context, {}))
    rows = [
        (
            button(
                time_words.day_label(day, context.today),
                "activities",
                day=day.isoformat(),
            ),
        )
        for day in list(found)[:DAYS]
    ]
    line = say("body", "Which day?")
    return Outcome((Reply((line,), tuple(rows), replaces=True),))


def kinds(context: Context, _: Args) -> Outcome:
    """The kinds of things there are to do."""
    found = {one.activity.domain for one in ahead(context, {})}
    buttons = [
        button(label, "activities", domain=domain)
        for domain, label in topics.LABELS.items()
        if domain in found
    ]
    rows = [tuple(buttons[first : first + 2]) for first in range(0, len(buttons), 2)]
    line = say("body", "What are you looking for?")
    return Outcome((Reply((line,), tuple(rows), replaces=True),))


def mine(context: Context, args: Args) -> Outcome:
    """What somebody goes to, or waits for."""
    there = own(context)
    if not there:
        return show(context, {})
    skip = int(args.get("skip", 0))
    skip = skip if skip < len(there) else 0
    lines: list[Text] = []
    rows: list[tuple[Button, ...]] = []
    for one, occurrence in there[skip : skip + SHOWN]:
        lines += [heading(context, occurrence), when(context, occurrence), standing(context, one)]
        rows.append((button(name(title(context, occurrence)), "activity", **named(occurrence)),))
    if len(there) > skip + SHOWN:
        rows.append((button(say("btn", "➡️ More"), "activities.mine", **more({}, skip)),))
    return Outcome((Reply(tuple(lines), tuple(rows), replaces=bool(context.turn.tap)),))


def own(context: Context) -> list[tuple[SignUp, Occurrence]]:
    """What somebody goes to, or waits for, and is not over."""
    since = context.now - BEHIND
    signed_up = context.store.signups.of_person(context.person.id, context.person.profile, since)
    keys = [one.key for one in signed_up]
    changes = context.store.occurrences.of(keys) if keys else {}
    agenda = context.view.agenda
    found = [(one, agenda.find(one.key, changes.get(one.key))) for one in signed_up]
    there = [(one, occurrence) for one, occurrence in found if occurrence]
    there.sort(key=lambda pair: pair[1].begins)
    return [pair for pair in there if pair[1].ends > context.now]


def one_activity(context: Context, args: Args) -> Outcome:
    """One time of an activity: what, when, where, and what you can do about it."""
    occurrence = here(context, args)
    if occurrence is None:
        return gone(context)
    return Outcome((card(context, occurrence),))


def gone(context: Context) -> Outcome:
    """An activity that the file does not have any more."""
    line = say("body", "This activity is not there any more.")
    shown = show(context, {}).replies[0]
    return Outcome((Reply((line, *shown.lines), shown.rows),))


def ahead(context: Context, wanted: Mapping[str, str | int]) -> list[Occurrence]:
    """What is still to come in the next weeks, as wanted; cancelled ones are left out."""
    first, last = context.now, context.now + LOOK_AHEAD
    changes = context.store.occurrences.between(first=first, last=last)
    room = str(wanted.get("room", ""))
    found = context.view.agenda.between(first, last, changes, rooms=room)
    domain, day = wanted.get("domain"), wanted.get("day")
    return [
        one
        for one in found
        if not one.is_cancelled
        and (not domain or one.activity.domain == domain)
        and (not day or one.begins.date() == date.fromisoformat(str(day)))
    ]


def _list(context: Context, page: Sequence[Occurrence]) -> list[Text]:
    taken = context.store.signups.taken([one.key for one in page]) if page else {}
    lines: list[Text] = []
    for number, one in enumerate(page, 1):
        # The number of its button.
        lines.append(name(f"{number} {heading(context, one).one}"))
        lines += [when(context, one), *facts(one, taken.get(one.key, 0))]
    return lines


def to_run(context: Context, args: Args | Answers) -> Occurrence | Outcome:
    """The occurrence that is meant, if this person may change it now."""
    occurrence = here(context, args)
    if occurrence is None:
        return gone(context)
    if not may_run(context, occurrence):
        return refusals.ONLY_KEY_HOLDERS
    return occurrence
