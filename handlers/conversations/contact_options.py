"""Reaching a person: the words first, telephones behind one button."""

from __future__ import annotations

from itertools import chain

from handlers.conversations import choose_room, danger, resident, texts
from handlers.core import keyboards
from handlers.core.context import Context
from handlers.core.feature import FurtherOn, Nothing, OfRoom
from handlers.core.messages import Outcome, Reply
from handlers.rooms import contacts, status


def show(context: Context, _: Nothing) -> Outcome:
    """The step for words, at once: what comes next goes to somebody who can read it."""
    return resident.write(context, OfRoom())


def phones(context: Context, args: FurtherOn) -> Outcome:
    """The telephones of the rooms, those that are open first; the step for words stays open."""
    rooms = [one.room for one in status.soonest_first(context) if one.room.phone]
    known = choose_room.known(context)
    rooms.sort(key=lambda room: not (known and room.id == known.id))
    shown, further = keyboards.part(rooms, args.skip)
    if not shown:
        return danger.every(context, Nothing())
    lines = chain.from_iterable(contacts.phone_lines(room) for room in shown)
    write = texts.write_rows(context.view, context.store, context.person.id)
    rows = (*write, keyboards.more("person.phones", further))
    return danger.still_open(context, Reply(tuple(lines), tuple(filter(None, rows))))
