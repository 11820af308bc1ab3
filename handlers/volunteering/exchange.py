"""I can, I look for: small things between neighbours of one room, without names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from handlers.core import keyboards, refusals
from handlers.core.context import Context
from handlers.core.feature import Nothing, OfRoom
from handlers.core.keyboards import in_rows
from handlers.core.messages import Button, Outcome, Reply, Text, button, say
from handlers.core.time_words import word
from handlers.rooms import status
from handlers.volunteering.texts import SIDES, THINGS
from storage.neighbourhood.rooms import Room
from storage.repositories.volunteering.exchange import CAN, LOOK, Side, Wish

# So that one person does not fill a room's list.
MOST = 5
# So many lines of counts stand below the name of the room.
AT_ONCE = 3
# The second tap of a double tap comes within this.
TWICE = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherInRoom(OfRoom):
    """Of the rooms, or of what is done in one, so many were shown before."""

    skip: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SideOfRoom(FurtherInRoom):
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
    """The arguments of a button about something that somebody can do or looks for.

    ``fresh`` is 1 on the button that stands where the yes has just been.
    """

    wish: int
    fresh: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOfWish(OfWish):
    """In which room it is wanted instead; empty asks."""

    room: str = ""
    skip: int = 0


def show(context: Context, args: FurtherInRoom) -> Outcome:
    """What neighbours of a room can do and look for, as counts, and one's own things."""
    rooms = context.view.rooms
    room = rooms.get(args.room)
    if room is None and len(rooms) == 1:
        (room,) = rooms.values()
    if room is None:
        places = [
            button(status.label(one), "exchange", room=one.room.id)
            for one in status.soonest_first(context)
        ]
        rows = _paged(places, args.skip, "exchange")
        return _said(say("body", "In which room?"), rows=rows)
    return _board(context, room, skip=args.skip)


def pick(context: Context, args: SideOfRoom) -> Outcome:
    """Ask which thing it is."""
    known, side = context.view.rooms.get(args.room), args.side
    room = known if args.room else status.soonest(context).room
    if room is None or side not in {CAN, LOOK}:
        return show(context, FurtherInRoom())
    line = say("body", "What can you do?") if side == CAN else say("body", "What help do you need?")
    things = [
        button(label, "exchange.add", room=room.id, side=side, thing=thing)
        for thing, label in THINGS.items()
    ]
    rows = _paged(things, args.skip, "exchange.pick", room=args.room, side=side)
    return _said(line, rows=rows)


def add(context: Context, args: ThingToAdd) -> Outcome:
    """Note one thing; the same again is noted once."""
    room, side, thing = context.view.rooms.get(args.room), args.side, args.thing
    if room is None or side not in {CAN, LOOK} or thing not in THINGS:
        return show(context, FurtherInRoom())
    own = _own(context)
    same = [wish for wish in own if (wish.room, wish.side, wish.thing) == (room.id, side, thing)]
    if same:
        return _noted(context, same[0], room)
    if len(own) >= MOST:
        lines = (
            say("body", "You have {n} things here already.", n=len(own)),
            say("body", "Remove one first."),
        )
        return _said(*lines, rows=tuple((_end_button(wish),) for wish in own))
    context.store.exchange.add(
        context.person.id, room=room.id, side=Side(side), thing=thing, now=context.now
    )
    return _noted(context, _own(context)[-1], room)


def move(context: Context, args: PlaceOfWish) -> Outcome:
    """The same thing in another room: there it waits as if it were new."""
    wish = context.store.exchange.get(args.wish)
    if wish is None or wish.person != context.person.id or not wish.is_open:
        return refusals.OVER
    if args.room in context.view.rooms and args.room != wish.room:
        context.store.exchange.end(wish.id, context.now)
        wanted = ThingToAdd(room=args.room, side=wish.side, thing=wish.thing)
        return add(context, wanted)
    places = [
        button(status.label(one), "exchange.move", wish=wish.id, room=one.room.id)
        for one in status.soonest_first(context)
        if one.room.id != wish.room
    ]
    rows = _paged(places, args.skip, "exchange.move", wish=wish.id)
    return _said(say("body", "In which room?"), rows=rows)


def end(context: Context, args: OfWish) -> Outcome:
    """Take away what somebody could do or looked for."""
    wish = context.store.exchange.get(args.wish)
    if wish is None or wish.person != context.person.id:
        return refusals.OVER
    room = context.view.rooms.get(wish.room)
    if args.fresh == 1 and wish.is_open and room and context.now - wish.since < TWICE:
        return _noted(context, wish, room)
    context.store.exchange.end(wish.id, context.now)
    done = say("body", "✅ Removed.")
    return _board(context, room, done) if room else _said(done)


def _noted(context: Context, wish: Wish, room: Room) -> Outcome:
    """It waits now: for what, where, and until when."""
    can_do = say("body", "✅ Noted. You can help with: {thing}.", thing=word(THINGS, wish.thing))
    looks = say("body", "✅ Noted. You need: {thing}.", thing=word(THINGS, wish.thing))
    lines = (
        can_do if wish.side == CAN else looks,
        say("body", "If somebody in {room} matches, you'll see it here.", room=room.name),
        say("body", "It ends by itself after 60 days."),
    )
    others = [button(say("btn", "👥 Who else?"), "exchange", room=room.id)]
    if len(context.view.rooms) > 1:
        others.insert(0, button(say("btn", "🕙 Another room"), "exchange.move", wish=wish.id))
    undo = button(say("btn", "↩️ Undo"), "exchange.end", wish=wish.id, fresh=1)
    return _said(*lines, rows=(tuple(others), (undo,)))


def _board(context: Context, room: Room, *first: Text, skip: int = 0) -> Outcome:
    counts = context.store.exchange.counts(room.id)
    things = [
        (thing, counts.get((thing, CAN), 0), counts.get((thing, LOOK), 0)) for thing in THINGS
    ]
    # What is looked for most stands first.
    wanted = sorted((one for one in things if one[1] or one[2]), key=lambda one: (-one[2], -one[1]))
    shown, further = keyboards.part(wanted, skip, most=AT_ONCE - len(first))
    head = say("body", "🔄 Neighbours for each other in {room}.", room=room.name)
    lines = [*first, head, *(_count(*one) for one in shown)]
    sides = (
        button(SIDES[CAN], "exchange.pick", room=room.id, side=CAN),
        button(SIDES[LOOK], "exchange.pick", room=room.id, side=LOOK),
    )
    own = [wish for wish in _own(context) if wish.room == room.id]
    mine = (button(say("btn", "🗂️ My things"), "exchange.mine"),) if own else ()
    last = (*mine, *keyboards.more("exchange", further, room=room.id))
    return _said(*lines, rows=(sides, last) if last else (sides,))


def mine(context: Context, _: Nothing) -> Outcome:
    """What somebody can do and looks for, each with a button that ends it."""
    own = _own(context)
    if not own:
        return show(context, FurtherInRoom())
    again = button(say("btn", "🔄 Help each other"), "exchange")
    rows = ((again,), *((_end_button(wish),) for wish in own))
    return _said(say("body", "🗂️ This is yours. Tap one to stop it."), rows=rows)


def _count(thing: str, can: int, look: int) -> Text:
    label = THINGS[thing]
    if not look:
        return say("body", "{thing}: {can} offered.", thing=label, can=can)
    if not can:
        return say("body", "{thing}: {look} needed.", thing=label, look=look)
    return say("body", "{thing}: {can} offered, {look} needed.", thing=label, can=can, look=look)


def _paged(buttons: list[Button], skip: int, act: str, /, **args: str | int) -> keyboards.Rows:
    shown, further = keyboards.part(buttons, skip)
    return in_rows([*shown, *keyboards.more(act, further, **args)])


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
