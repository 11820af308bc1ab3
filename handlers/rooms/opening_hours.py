"""Is it open? Every room with its state; one room with its way there, phone and special days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import asin, ceil, cos, radians, sin, sqrt

from handlers.core import keyboards, time_words
from handlers.core.context import Context
from handlers.core.feature import Nothing, OfRoom, Typed
from handlers.core.keyboards import in_rows
from handlers.core.messages import (
    Below,
    Button,
    Outcome,
    Place,
    Reply,
    Text,
    button,
    name,
    say,
    say_many,
)
from handlers.core.typed_input import find_room
from handlers.rooms import planned, status
from handlers.rooms.status import RoomStatus
from storage.neighbourhood.model import Room

EARTH_METRES = 6_371_000
# Somebody who walks with a child or a bag; the way is so much longer than the line over the map.
METRES_A_MINUTE, DETOUR, LONGEST_WALK = 75, 1.3, 60
# Above this many rooms a button each would bury the answer.
ROOM_BUTTONS = 8


def show(context: Context, args: Typed) -> Outcome:
    """Every room and whether it is open; with the name of a room, that room alone."""
    wanted = args.text
    if wanted:
        room = find_room(wanted, context.view.neighbourhood.rooms)
        if room:
            return one_room(context, OfRoom(room=room.id))
    rooms = status.statuses(context.view, context.store, context.now)
    lines = [status.sentence(room_now) for room_now in rooms]
    if wanted:
        lines.insert(0, say("body", "I do not know a room with that name."))
    lines += planned.next_different(
        context.view, context.view.neighbourhood.rooms, context.today, *_languages(context)
    )
    reply = _overview(context, lines, [room_now.room for room_now in rooms])
    return Outcome((_while_true(context, reply, rooms),), keeps_question=True)


def near(context: Context) -> Outcome:
    """Every room, the nearest first, for somebody who shared where they are; that is not kept."""
    place = context.turn.place
    assert place
    rooms = status.statuses(context.view, context.store, context.now)
    far = {room_now.room.id: _metres(place, room_now.room) for room_now in rooms}
    ordered = sorted(rooms, key=lambda room_now: far[room_now.room.id])
    lines: list[Text] = []
    for room_now in ordered:
        lines.append(status.sentence(room_now))
        if far[room_now.room.id] < EARTH_METRES:
            lines.append(_distance(far[room_now.room.id]))
    reply = _overview(context, lines, [room_now.room for room_now in ordered], asks_place=False)
    reply = _while_true(context, reply, rooms)
    return Outcome((replace(reply, is_secret=True),), keeps_question=True)


def one_room(context: Context, args: OfRoom) -> Outcome:
    """One room: its state, address, phone, next opening and special days."""
    room = context.view.rooms.get(args.room)
    if room is None:
        return show(context, Typed())
    if context.has_account and not context.turn.automatic:
        context.store.contacts.wrote(
            [context.contact(room.id)],
            context.today,
        )
    now = status.of_room(context.view, context.store, room, context.now)
    reply = Reply(tuple(_details(context, now)), _room_rows(context, now))
    return Outcome((_while_true(context, reply, [now]),), keeps_question=True)


def way(context: Context, args: OfRoom) -> Outcome:
    """The room as a pin on the map."""
    room = context.view.rooms.get(args.room)
    if room is None or room.latitude is None or room.longitude is None:
        return show(context, Typed())
    place = Place(room.latitude, room.longitude, room.name, room.address)
    lines = (name(f"📍 {room.name}"), name(room.address))
    return Outcome((Reply(lines, place=place),), keeps_question=True)


def _while_true(context: Context, reply: Reply, rooms: Sequence[RoomStatus]) -> Reply:
    """The answer for as long as these rooms are as it says."""
    return replace(reply, valid_until=status.holds_until(rooms, context.now))


def _details(context: Context, now: RoomStatus) -> list[Text]:
    room = now.room
    lines = [status.sentence(now)]
    if now.since and now.state is status.State.OPEN and not now.is_day_and_night:
        opened = say("body", "A neighbour opened at {time}.", time=time_words.clock(now.since))
        lines.append(opened)
    if now.following and now.state is not status.State.CLOSED:
        start = now.following.start
        following = say(
            "body",
            "Next time: {day} from {time}.",
            day=time_words.day_name(start.date()),
            time=time_words.clock(start),
        )
        lines.append(following)
    lines += planned.of_day(context.view, room, context.today)
    lines += planned.different_days(context.view, room, context.today, *_languages(context))
    lines.append(name(f"📍 {room.address}"))
    if room.phone:
        lines.append(name(f"☎ {room.phone}"))
    return lines


def _languages(context: Context) -> tuple[str, str]:
    return context.language, context.view.neighbourhood.default_language


def _overview(
    context: Context, lines: list[Text], rooms: list[Room], *, asks_place: bool = True
) -> Reply:
    rows: list[tuple[Button, ...]] = []
    if len(rooms) <= ROOM_BUTTONS:
        buttons = [button(name(room.name), "hours.room", room=room.id) for room in rooms]
        rows += in_rows(buttons)
    if asks_place and any(room.latitude is not None for room in rooms):
        rows.append((button(say("btn", "📍 Near me"), "hours.ask_place"),))
    if len(rooms) == 1:
        rows.append((_bell(context, rooms[0]),))
    else:
        rows.append((button(say("btn", "🔔 Tell me when open"), "tell"),))
    return Reply(tuple(lines), tuple(rows))


def ask_place(_context: Context, _: Nothing) -> Outcome:
    """Ask where somebody is, by a button of the device itself."""
    lines = (
        say("body", "Share where you are with the button below."),
        say("body", "I use it once and do not keep it."),
    )
    share = Button(say("btn", "📍 Share my place"), asks_place=True)
    return Outcome((Reply(lines, ((share,),), below=Below.NOTHING),), keeps_question=True)


def _bell(context: Context, room: Room) -> Button:
    """One tap to be told of a room, one tap to be told no more."""
    if room.id in context.store.subscriptions.rooms_of(context.person.id):
        return button(say("btn", "🔕 Stop"), "tell.stop", room=room.id)
    return button(say("btn", "🔔 Tell me"), "tell.room", room=room.id)


def _room_rows(context: Context, now: RoomStatus) -> keyboards.Rows:
    room = now.room
    first: list[Button] = []
    if room.latitude is not None:
        first.append(button(say("btn", "📍 Way there"), "hours.way", room=room.id))
    first.append(button(say("btn", "🕙 All rooms"), "hours"))
    bell = (_bell(context, room),)
    if now.state is status.State.CLOSED:
        return (tuple(first), bell)
    return (tuple(first), (check_in_button(room),), bell)


def _metres(place: Place, room: Room) -> float:
    """The distance over the globe in metres (haversine); rooms without a place come last."""
    if room.latitude is None or room.longitude is None:
        return float(EARTH_METRES * 4)
    here, there = radians(place.latitude), radians(room.latitude)
    width = radians(room.longitude - place.longitude)
    height = there - here
    half = sin(height / 2) ** 2 + cos(here) * cos(there) * sin(width / 2) ** 2
    return 2 * EARTH_METRES * asin(sqrt(half))


def _distance(metres: float) -> Text:
    """How long it takes on foot, by streets and not through walls."""
    minutes = max(1, ceil(metres * DETOUR / METRES_A_MINUTE))
    if minutes > LONGEST_WALK:
        return say("body", "🚶 More than an hour on foot.")
    if minutes > 10:
        minutes = round(minutes / 5) * 5
    return say_many("body", "🚶 {n} minute on foot.", "🚶 {n} minutes on foot.", minutes)


def check_in_button(room: Room) -> Button:
    """The button for somebody who is in this room."""
    return button(say("btn", "✅ I am here"), "checkin", room=room.id)
