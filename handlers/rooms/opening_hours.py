"""Is it open? Every room with its state; one room with its way there, phone, special day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from handlers.core import keyboards, time_words
from handlers.core.context import Context
from handlers.core.feature import FurtherOn, OfRoom
from handlers.core.keyboards import beyond, in_rows, more
from handlers.core.messages import (
    Button,
    Outcome,
    Place,
    Reply,
    Text,
    Weekday,
    button,
    name,
    say,
)
from handlers.core.neighbourhood import offers
from handlers.core.typed_input import find_room
from handlers.rooms import planned, status
from handlers.rooms.status import RoomStatus, State
from storage.neighbourhood.rooms import Room

# So many rooms are told at once, in one message that is still read; so many are several.
AT_ONCE, SEVERAL = 4, 3
# What the lines of one message may come to, and what each has besides the name of its room.
LETTERS, BESIDES_NAME = 190, 42
# A message has so many lines at most, and a room that is typed so many letters.
LINES, LONGEST_NAME = 4, 60
# Fewer letters than this mean no room where nobody asked for one.
SHORTEST_NAME, NEARLY_WHOLE = 4, 0.75
WEEK = timedelta(days=7)
ABOUT = say("btn", "📍 About this room")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted(FurtherOn):
    """Which rooms: the one that was typed, or all of them from one on."""

    text: str = ""


def show(context: Context, args: Wanted) -> Outcome:
    """Every room and whether it is open; with the name of a room, that room alone."""
    if args.text:
        room = find_room(args.text, context.view.neighbourhood.rooms)
        if room:
            return one_room(context, OfRoom(room=room.id))
        unknown = say("body", "I do not know a room with that name.")
        return _page(context, args, unknown)
    news = planned.next_different(context.view, context.today, *planned.languages(context))
    return _page(context, args, news=news)


def named(context: Context, text: str) -> Outcome | None:
    """The room whose name was typed alone, without a question that asked for it."""
    if not SHORTEST_NAME <= len(text.strip()) <= LONGEST_NAME:
        return None
    room = find_room(text, context.view.neighbourhood.rooms)
    if room is None or len(text.strip()) < len(room.name) * NEARLY_WHOLE:
        return None
    return one_room(context, OfRoom(room=room.id))


def lines_of(rooms: Sequence[RoomStatus], today: date) -> list[Text]:
    """How each of these rooms is, a line each; of several as short as it is still true."""
    if len(rooms) < SEVERAL:
        return [status.sentence(one) for one in rooms]
    waiting = [one for one in rooms if one.state is State.USUALLY_OPEN]
    if len(waiting) == 1 and len(rooms) < AT_ONCE:
        waiting = []
    return [
        _waiting(one, is_last=one is waiting[-1]) if one in waiting else _short(one, today)
        for one in rooms
    ]


def fitting(rooms: Sequence[RoomStatus], most: int) -> int:
    """Of how many of the first of these rooms one message can tell."""
    while most > 1 and _letters(rooms[:most]) > LETTERS:
        most -= 1
    return most


def one_room(context: Context, args: OfRoom) -> Outcome:
    """One room: its state, its next opening or special day, address and phone."""
    room = context.view.rooms.get(args.room)
    if room is None:
        return planned.gone(context)
    if context.has_account and not context.turn.automatic:
        context.store.contacts.wrote(
            [context.contact(room.id)],
            context.today,
        )
    now = status.of_room(context.view, context.store, room, context.now)
    return Outcome((room_reply(context, now, *_details(context, now)),), keeps_question=True)


def room_reply(context: Context, now: RoomStatus, *lines: Text) -> Reply:
    """These lines about a room, with all that can be done about it, for as long as they hold."""
    valid_until = status.holds_until([now], context.now)
    return Reply(lines, _room_rows(context, now), valid_until=valid_until)


def way(context: Context, args: OfRoom) -> Outcome:
    """The room as a pin on the map, the way there on foot, and what there is in it."""
    room = context.view.rooms.get(args.room)
    if room is None:
        return planned.gone(context)
    lines = (name(f"📍 {room.name}"), name(room.address), *offers.lines(room.offers))
    back = (button(name(f"🕙 {room.name}"), "hours.room", room=room.id),)
    if room.latitude is None or room.longitude is None:
        about = Reply(lines, (back,))
        return Outcome((about,), keeps_question=True) if room.offers else one_room(context, args)
    place = Place(room.latitude, room.longitude, room.name, room.address)
    route = Button(say("btn", "🚶 How to walk there"), link=_route(room.latitude, room.longitude))
    return Outcome((Reply(lines, ((route,), back), place=place),), keeps_question=True)


def check_in_button(room: Room) -> Button:
    """The button for somebody who is in this room."""
    return button(say("btn", "✅ I am here"), "checkin", room=room.id)


def room_buttons(rooms: Sequence[RoomStatus]) -> keyboards.Rows:
    """A button for each of these rooms."""
    return in_rows([_room_button(one) for one in rooms])


# What is said of a room is the same for whoever asks in that minute.
@lru_cache(maxsize=256)
def _room_button(one: RoomStatus) -> Button:
    return button(name(one.room.name), "hours.room", room=one.room.id)


def _page(context: Context, args: Wanted, *lines: Text, news: Sequence[Text] = ()) -> Outcome:
    """One message of the rooms, with the way to the others, to the nearest and to news of them."""
    rooms = status.statuses(context.view, context.store, context.now)
    is_long = len(rooms) > AT_ONCE
    if is_long:
        rooms = status.soonest_first(context)
    skip = args.skip if 0 <= args.skip < len(rooms) else 0
    left = rooms[skip:]
    most = AT_ONCE - len(lines)
    if is_long:
        most = fitting(left, SEVERAL if news and not skip else most)
    shown = left[:most]
    told = [*lines, *lines_of(shown, context.today)]
    if news and not skip and len(told) < LINES:
        told.append(news[0])
        news = news[1:]
    way_on = more("hours", beyond(len(rooms), skip, len(shown)))
    # For as long as these rooms are as it says.
    reply = Reply(
        tuple(told),
        (*room_buttons(shown), *_besides(context, rooms, way_on, is_news=bool(news) and not skip)),
        replaces=bool(context.turn.tap and skip),
        valid_until=status.holds_until(shown, context.now),
    )
    return Outcome((reply,), keeps_question=True)


def _besides(
    context: Context, rooms: Sequence[RoomStatus], way_on: tuple[Button, ...], *, is_news: bool
) -> keyboards.Rows:
    """What stands below the rooms: no more than fits, the rest one tap further."""
    near = button(say("btn", "📍 Near me"), "hours.ask_place")
    bell = button(say("btn", "🔔 When it opens"), "tell")
    different = button(say("btn", "❗ Other hours"), "hours.news")
    is_on_the_map = any(one.room.latitude is not None for one in rooms)
    first = (near,) if is_on_the_map else ()
    is_last = bool(way_on) and way_on[0].act is not None and way_on[0].act.args["skip"] == 0
    if way_on:
        row = (bell, *way_on) if is_last else (*first, *way_on)
        return (row, (different,)) if is_news else (row,)
    last = _bell(context, rooms[0].room) if len(rooms) == 1 else bell
    if is_news and len(rooms) >= AT_ONCE:
        # The way to be told stands under what is different.
        return ((*first, different),)
    return ((*first, last), (different,)) if is_news else ((*first, last),)


def _letters(rooms: Sequence[RoomStatus]) -> int:
    return sum(len(one.room.name) + BESIDES_NAME for one in rooms)


@lru_cache(maxsize=256)
def _waiting(one: RoomStatus, *, is_last: bool) -> Text:
    """A room that is usually open; that nobody has opened yet is said with the last of them."""
    room = one.room.name
    match one.until:
        case None if is_last:
            return say("several", "🟡 {room}: day and night. 🟡 Nobody has opened yet.", room=room)
        case None:
            return say("several", "🟡 {room}: usually open day and night.", room=room)
        case until if is_last:
            return say(
                "several",
                "🟡 {room}: usually open until {time}. 🟡 Nobody has opened yet.",
                room=room,
                time=time_words.clock(until),
            )
        case until:
            return say(
                "several",
                "🟡 {room}: usually open now, until {time}.",
                room=room,
                time=time_words.clock(until),
            )


@lru_cache(maxsize=256)
def _short(one: RoomStatus, today: date) -> Text:
    """A room among others, in as few words as are true."""
    room, until = one.room.name, one.until
    match one.state:
        case State.UNKNOWN if until:
            time = time_words.clock(until)
            return say("several", "⚪ {room}: not known since {time}.", room=room, time=time)
        case State.CLOSED if one.following:
            start = one.following.start
            is_near = timedelta(0) < start.date() - today < WEEK
            day = say("day", "{weekday}", weekday=Weekday(start.date()))
            return say(
                "several",
                "🔴 {room}: closed. {day} from {time}.",
                room=room,
                day=day if is_near else time_words.day_name(start.date()),
                time=time_words.clock(start),
            )
        case _:
            return status.sentence(one)


def _details(context: Context, now: RoomStatus) -> list[Text]:
    """The state, what comes next, where it is, whom to call: each once, in four lines."""
    room = now.room
    different = planned.soonest_different(context, room)
    # In pictures only: their words stand where the way is told.
    where = " ".join([f"📍 {room.address}", *filter(None, [offers.pictures(room.offers)])])
    reach = [name(where), *([name(f"☎ {room.phone}")] if room.phone else [])]
    following = []
    if now.following and now.state is not State.CLOSED:
        start = now.following.start
        following = [
            say(
                "body",
                "Next time: {day} from {time}.",
                day=time_words.day_name(start.date()),
                time=time_words.clock(start),
            )
        ]
    # Who travels for nothing is worse off than who looks under the days.
    ahead = [*([different] if different else []), *following]
    return [status.sentence(now), *ahead[: LINES - 1 - len(reach)], *reach]


def _bell(context: Context, room: Room) -> Button:
    """One tap to be told of a room, one tap to be told no more."""
    if is_told(context, room):
        return button(say("btn", "🔕 Stop"), "tell.stop", room=room.id)
    return button(say("btn", "🔔 Tell me"), "tell.room", room=room.id)


def is_told(context: Context, room: Room) -> bool:
    """Whether somebody asked for news of a room."""
    return room.id in context.store.subscriptions.rooms_of(context.person.id)


def _room_rows(context: Context, now: RoomStatus) -> keyboards.Rows:
    """Where 🔔 stood nothing is stopped afterwards: a second tap of a double tap does no harm."""
    room = now.room
    first = [button(say("btn", "📅 What is on here"), "activities", room=room.id)]
    if room.latitude is not None or room.offers:
        is_known = room.latitude is not None
        way_there = say("btn", "📍 How to get there") if is_known else ABOUT
        first.insert(0, button(way_there, "hours.way", room=room.id))
    here = [] if now.state is State.CLOSED else [check_in_button(room)]
    days = [button(say("btn", "📆 Days ahead"), "hours.days", room=room.id)]
    every = [button(say("btn", "🕙 All rooms"), "hours")] if len(context.view.rooms) > 1 else []
    bell = _bell(context, room)
    if is_told(context, room):
        return (tuple(first), *in_rows([*here, *every, *days]), (bell,))
    return (tuple(first), *in_rows([*here, bell, *days, *every]))


def _route(latitude: float, longitude: float) -> str:
    """The way on foot from wherever somebody is, in the maps of their phone; a tap opens it."""
    to = f"{latitude:.6f},{longitude:.6f}"
    return f"https://www.google.com/maps/dir/?api=1&destination={to}&travelmode=walking"
