"""What can I do here? One thing first; then all, by day, by kind, in a room; one's own places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from handlers.activities import texts
from handlers.activities.card import (
    OfOccurrence,
    Wanted,
    ahead,
    card,
    find,
    may_run,
    own,
)
from handlers.core import keyboards, refusals, time_words
from handlers.core.context import Context
from handlers.core.feature import FurtherOn
from handlers.core.keyboards import Rows, in_rows
from handlers.core.messages import Outcome, Reply, Text, button, name, say
from handlers.core.neighbourhood import topics
from handlers.core.neighbourhood.schedule import Occurrence
from handlers.core.typed_input import find_room
from handlers.rooms import status
from storage.repositories.activities.occurrences import Key
from storage.repositories.activities.sign_ups import OFFERED, WAITING

# What fits on a screen, and how many are shown when there is more than that.
FITS, SHOWN = 6, 5
One = TypeVar("One")
EMPTY = say("body", "There is nothing like this in the next 4 weeks.")


def show(context: Context, args: Wanted) -> Outcome:
    """One thing to do, in full; or a list of what comes on one day, of one kind, in one room."""
    if not context.view.agenda.has_any():
        lines = (
            say("body", "There are no activities yet."),
            say("body", "You are always welcome in the room."),
        )
        return Outcome((status.present(context, *lines),))
    if args != Wanted():
        return everything(context, args)
    going = [pair for pair in own(context) if not pair[1].is_cancelled]
    # A place that is kept passes on when nobody answers.
    going.sort(key=lambda pair: pair[0].state != OFFERED)
    coming = [occurrence for _, occurrence in going] or ahead(context, args)
    if not coming:
        return everything(context, args)
    shown = card(context, coming[0])
    if may_run(context, coming[0]):
        # The card has what a key-holder does with it, the question how many came among that.
        return Outcome((shown,))
    return Outcome((replace(shown, rows=(*shown.rows, *_to_count(context))),))


def everything(context: Context, args: Wanted) -> Outcome:
    """What comes next as a list: everywhere, or of one day, one kind, one room."""
    wanted, typed = args, args.text
    room = find_room(typed, context.view.neighbourhood.rooms) if typed else None
    if room:
        wanted = replace(args, room=room.id)
    coming = ahead(context, wanted)
    page, further = _page(coming, wanted.skip)
    if typed and not room:
        head = say("body", "I do not know a room with that name.")
    else:
        head = _what(context, wanted) if page else EMPTY
    meanings, rows = _listed(context, page, is_of_day=bool(wanted.day))
    if further:
        rows += (keyboards.more("activities.all", further, **_narrowed(wanted)),)
    elif len(page) < FITS:
        rows += ((button(say("btn", "📅 Activities"), "activities"),),)
    replaces = bool(context.turn.tap) and not typed
    rows += _to_count(context)
    return Outcome((Reply((head, *meanings), rows, replaces=replaces),))


def days(context: Context, args: FurtherOn) -> Outcome:
    """The days on which there is something to do."""
    coming = (occurrence.begins.date() for occurrence in ahead(context, Wanted()))
    busy = dict.fromkeys(day for day in coming if day >= context.today)
    page, further = _page(list(busy), args.skip)
    rows: Rows = tuple(
        (button(time_words.day_label(day), "activities", day=day.isoformat()),) for day in page
    )
    if further:
        rows += (keyboards.more("activities.days", further),)
    return Outcome((Reply((say("body", "Which day?") if page else EMPTY,), rows, replaces=True),))


def kinds(context: Context, args: FurtherOn) -> Outcome:
    """The kinds of things there are to do."""
    domains = {occurrence.activity.domain for occurrence in ahead(context, Wanted())}
    labels = [(domain, label) for domain, label in topics.LABELS.items() if domain in domains]
    page, further = _page(labels, args.skip)
    rows = in_rows([button(label, "activities", domain=domain) for domain, label in page])
    if further:
        rows += (keyboards.more("activities.kinds", further),)
    line = say("body", "What are you looking for?") if page else EMPTY
    return Outcome((Reply((line,), rows, replaces=True),))


def mine(context: Context, args: FurtherOn) -> Outcome:
    """What somebody goes to, or waits for."""
    going = [occurrence for _, occurrence in own(context)]
    if not going:
        return show(context, Wanted())
    page, further = _page(going, args.skip)
    meanings, rows = _listed(context, page, is_of_day=False)
    if further:
        rows += (keyboards.more("activities.mine", further),)
    elif len(page) < FITS:
        rows += ((button(say("btn", "📅 All activities"), "activities.all"),),)
    lines = (say("body", "🎟️ My activities"), *meanings)
    return Outcome((Reply(lines, rows, replaces=bool(context.turn.tap)),))


def one_activity(context: Context, args: OfOccurrence) -> Outcome:
    """One time of an activity: what, when, where, and what you can do about it."""
    occurrence = find(context, args.key)
    if occurrence is None:
        return gone(context)
    return Outcome((card(context, occurrence),))


def gone(context: Context) -> Outcome:
    """An activity that the file does not have any more."""
    line = say("body", "This activity is not there any more.")
    if not context.view.agenda.has_any():
        return Outcome((status.present(context, line),))
    shown = everything(context, Wanted()).replies[0]
    return Outcome((replace(shown, lines=(line, *shown.lines[1:]), replaces=False),))


def to_run(context: Context, key: Key) -> Occurrence | Outcome:
    """The occurrence that is meant, if this person may change it now."""
    occurrence = find(context, key)
    if occurrence is None:
        return gone(context)
    if not may_run(context, occurrence):
        return refusals.ONLY_KEY_HOLDERS
    return occurrence


def _page(things: Sequence[One], skip: int) -> tuple[Sequence[One], int | None]:
    skip = skip if 0 <= skip < len(things) else 0
    return keyboards.part(things, skip, SHOWN if len(things) - skip > FITS else FITS)


def _what(context: Context, wanted: Wanted) -> Text:
    """What a list is of."""
    if wanted.day:
        return time_words.day_label(wanted.day)
    if wanted.domain in topics.LABELS:
        return topics.LABELS[wanted.domain]
    if wanted.room in context.view.rooms:
        return name(f"📍 {context.view.rooms[wanted.room].name}")
    return say("body", "📅 This is what you can do.")


def _narrowed(wanted: Wanted) -> dict[str, str | int]:
    """What a list is of, as a button carries it."""
    day = wanted.day.isoformat() if wanted.day else ""
    narrowed = {"room": wanted.room, "domain": wanted.domain, "day": day}
    return {key: value for key, value in narrowed.items() if value}


def _listed(
    context: Context, page: Sequence[Occurrence], *, is_of_day: bool
) -> tuple[list[Text], Rows]:
    """A button for each, and what the signs on them mean."""
    keys = [occurrence.key for occurrence in page]
    taken = context.store.signups.taken(keys) if keys else {}
    stands = {signup.key: signup.state for signup, _ in own(context)} if keys else {}
    signs: list[str] = []
    for occurrence in page:
        state, places = stands.get(occurrence.key), occurrence.activity.places
        is_full = bool(places and taken.get(occurrence.key, 0) >= places)
        if state and state != WAITING:
            signs.append(texts.OWN)
        elif occurrence.is_on(context.now):
            signs.append(texts.ON)
        else:
            signs.append(texts.FULL if is_full or state else "")
    rows = tuple(
        (texts.item(context, occurrence, sign, is_of_day=is_of_day),)
        for occurrence, sign in zip(page, signs, strict=True)
    )
    return [meaning for sign, meaning in texts.MEANINGS.items() if sign in signs], rows


def _to_count(context: Context) -> Rows:
    if not context.own_rooms:
        return ()
    return ((button(say("btn", "🔢 How many came?"), "activities.count"),),)
