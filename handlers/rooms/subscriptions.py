"""Tell me when a room opens or its hours change: one tap to begin, one tap to stop."""

from __future__ import annotations

from dataclasses import replace

from handlers.core.context import Context
from handlers.core.feature import FurtherOn, OfRoom
from handlers.core.keyboards import in_rows, more, part
from handlers.core.messages import Ability, Button, Outcome, Reply, Text, button, name, say, say_if
from handlers.core.private import screen
from handlers.core.time_words import clock, day_name
from handlers.rooms import closures, news, opening_hours, planned, status
from storage.neighbourhood.rooms import Room


def ask(context: Context, args: FurtherOn) -> Outcome:
    """Of which room? With one room there is nothing to ask."""
    rooms = context.view.neighbourhood.rooms
    if len(rooms) == 1:
        return subscribe(context, OfRoom(room=rooms[0].id))
    told = context.store.subscriptions.rooms_of(context.person.id)
    buttons = [_bell(room.id, room.name, is_told=room.id in told) for room in rooms]
    lines = [say("body", "Which room do you want to hear about?")]
    if told:
        lines.append(say("body", "Tap 🔕 to stop."))
    shown, further = part(buttons, args.skip)
    rows = in_rows([*shown, *more("tell", further)], 1)
    reply = Reply(tuple(lines), rows, replaces=bool(context.turn.tap))
    return Outcome((reply,), keeps_question=True)


def subscribe(context: Context, args: OfRoom) -> Outcome:
    """Tell this person of this room from now on."""
    room = context.view.rooms.get(args.room)
    if room is None:
        return planned.gone(context)
    # What changed before this tap is no news to somebody who comes now.
    closures.notice(context.store, context.now - context.now.resolution)
    context.store.subscriptions.add(context.person.id, room.id, context.now)
    context.count_contact()
    return _room(
        context,
        room.id,
        _from_now_on(context, room),
        say_if(
            Ability.REMIND,
            say(
                "body",
                "I'll write between {start} and {end}.",
                start=news.MORNING,
                end=news.EVENING,
            ),
            say("body", "This page cannot send you a message."),
        ),
        offers_signs=screen.may_show_signs(context),
    )


def _from_now_on(context: Context, room: Room) -> Text:
    """What comes; where nobody can be told, when to look: as the room is planned to open next."""
    following = status.of_room(context.view, context.store, room, context.now).following
    if following is None:
        return say_if(
            Ability.REMIND,
            say("body", "🔔 I'll tell you when {room} opens.", room=room.name),
            say("body", "🔔 Look here to see when {room} opens.", room=room.name),
        )
    return say_if(
        Ability.REMIND,
        say("body", "🔔 I'll tell you when {room} opens.", room=room.name),
        say(
            "body",
            "🔔 Look here again: {day} at {time}.",
            day=day_name(following.start.date()),
            time=clock(following.start),
        ),
    )


def stop(context: Context, args: OfRoom) -> Outcome:
    """Tell this person nothing more of this room, even when the room itself is gone."""
    room = args.room
    context.store.subscriptions.end(context.person.id, room)
    return _room(
        context, room, say("body", "🔕 I'll stop. I won't write about this room any more.")
    )


def _room(context: Context, room: str, *lines: Text, offers_signs: bool = False) -> Outcome:
    """How the room is now, where its button was tapped."""
    known = context.view.rooms.get(room)
    if known is None:
        gone = Reply(lines, replaces=True)
        return Outcome((gone,), keeps_question=True)
    now = status.of_room(context.view, context.store, known, context.now)
    shown = opening_hours.room_reply(context, now, *lines, status.sentence(now))
    return Outcome((replace(shown, replaces=True, offers_signs=offers_signs),), keeps_question=True)


def _bell(room: str, called: str, *, is_told: bool) -> Button:
    if is_told:
        return button(name(f"🔕 {called}"), "tell.stop", room=room)
    return button(name(f"🔔 {called}"), "tell.room", room=room)
