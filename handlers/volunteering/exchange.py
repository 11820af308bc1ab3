"""I can, I look for: small things between neighbours of one room, without names."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.core import keyboards, refusals
from handlers.core.context import Context
from handlers.core.feature import OfRoom
from handlers.core.keyboards import in_rows
from handlers.core.messages import Button, Outcome, Reply, Text, button, name, say
from handlers.core.time_words import word
from handlers.rooms import status
from handlers.volunteering.texts import SIDES, THINGS
from storage.neighbourhood.model import Room
from storage.repositories.volunteering.exchange import CAN, LOOK, Side, Wish

# So that one person does not fill a room's list.
MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SideOfRoom(OfRoom):
    """Whether somebody can do something for others in a room, or looks for it there.

    Without a room it is the one that is open, or opens first.
    """

    side: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingToAdd(SideOfRoom):
    """What somebody can do or looks for."""

    thing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfWish:
    """The arguments of a button about something that somebody can do or looks for."""

    wish: int


def show(context: Context, args: OfRoom) -> Outcome:
    """What neighbours of a room can do and look for, as counts, and one's own things."""
    rooms = context.view.rooms
    room = rooms.get(args.room)
    if room is None and len(rooms) == 1:
        (room,) = rooms.values()
    if room is None:
        places = [button(name(other.name), "exchange", room=other.id) for other in rooms.values()]
        return _said(say("body", "In which room?"), rows=in_rows(places))
    return _board(context, room)


def pick(context: Context, args: SideOfRoom) -> Outcome:
    """Ask which thing it is."""
    known, side = context.view.rooms.get(args.room), args.side
    room = known if args.room else status.soonest(context).room
    if room is None or side not in {CAN, LOOK}:
        return show(context, OfRoom())
    line = say("body", "What can you do?") if side == CAN else say("body", "What do you look for?")
    things = [
        button(label, "exchange.add", room=room.id, side=side, thing=thing)
        for thing, label in THINGS.items()
    ]
    return _said(line, rows=in_rows(things))


def add(context: Context, args: ThingToAdd) -> Outcome:
    """Note one thing; the same again is noted once."""
    room, side, thing = context.view.rooms.get(args.room), args.side, args.thing
    if room is None or side not in {CAN, LOOK} or thing not in THINGS:
        return show(context, OfRoom())
    own = _own(context)
    if any((wish.room, wish.side, wish.thing) == (room.id, side, thing) for wish in own):
        return _board(context, room, say("body", "✅ That is noted already."))
    if len(own) >= MOST:
        lines = (
            say("body", "You have {n} things here already.", n=len(own)),
            say("body", "Take one away first."),
        )
        return _said(*lines, rows=tuple((_end_button(wish),) for wish in own))
    context.store.exchange.add(
        context.person.id, room=room.id, side=Side(side), thing=thing, now=context.now
    )
    lines = (
        say("body", "✅ Noted. You hear it here when it fits."),
        say("body", "It ends by itself after 60 days."),
    )
    return _board(context, room, *lines)


def end(context: Context, args: OfWish) -> Outcome:
    """Take away what somebody could do or looked for."""
    wish = context.store.exchange.get(args.wish)
    if wish is None or wish.person != context.person.id:
        return refusals.OVER
    context.store.exchange.end(wish.id, context.now)
    done = say("body", "✅ Taken away.")
    room = context.view.rooms.get(wish.room)
    return _board(context, room, done) if room else _said(done)


def _board(context: Context, room: Room, *first: Text) -> Outcome:
    counts = context.store.exchange.counts(room.id)
    lines = [*first, say("body", "🔄 Neighbours for each other in {room}.", room=room.name)]
    for thing, label in THINGS.items():
        can, look = counts.get((thing, CAN), 0), counts.get((thing, LOOK), 0)
        if can or look:
            line = say(
                "body", "{thing}: {can} can, {look} looking.", thing=label, can=can, look=look
            )
            lines.append(line)
    own = [wish for wish in _own(context) if wish.room == room.id]
    for wish in own:
        thing_name = word(THINGS, wish.thing)
        if wish.side == CAN:
            lines.append(say("body", "You can: {thing}.", thing=thing_name))
        else:
            lines.append(say("body", "You look for: {thing}.", thing=thing_name))
    sides = (
        button(SIDES[CAN], "exchange.pick", room=room.id, side=CAN),
        button(SIDES[LOOK], "exchange.pick", room=room.id, side=LOOK),
    )
    return _said(*lines, rows=(sides, *((_end_button(wish),) for wish in own)))


def _own(context: Context) -> list[Wish]:
    """Somebody's own open things, in rooms that are still there."""
    rooms = context.view.rooms
    return [
        wish for wish in context.store.exchange.open_of(context.person.id) if wish.room in rooms
    ]


def _end_button(wish: Wish) -> Button:
    label = say("choice", "❌ Stop: {what}", what=word(THINGS, wish.thing))
    return button(label, "exchange.end", wish=wish.id)


def _said(*lines: Text, rows: keyboards.Rows = ()) -> Outcome:
    return Outcome((Reply(lines, tuple(rows), replaces=True),))
