"""Two wishes that fit: each of the two is asked, and only two yeses introduce them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from handlers import menu, status
from handlers.help_words import THINGS, picture, word
from handlers.house import House
from handlers.menu import NEWS
from handlers.numbers import number_in
from handlers.scene import Args, Scene
from handlers.vocabulary import Outcome, Reply, Text, Value, button, say
from storage.neighbourhood import Room
from storage.store import Store
from storage.wishes import CAN, LOOK, Introduction, Wish

LASTS = timedelta(days=60)
# Somebody who was asked is asked about nobody else for this long.
PATIENCE = timedelta(days=7)
# Nobody gets ready and goes out in less.
SOONEST = timedelta(hours=2)


def due(house: House, store: Store, now: datetime) -> Iterator[Reply]:
    """End what is old, then ask those whose wishes fit."""
    wishes: list[Wish] = []
    for one in store.wishes.open():
        if one.since + LASTS > now:
            wishes.append(one)
            continue
        store.wishes.end(one.id, now)
        if one.room in house.rooms:
            yield _ended(one)
    yield from _matches(house, store, [one for one in wishes if one.room in house.rooms], now)


def answer(scene: Scene, args: Args) -> Outcome:
    """Yes or no to meeting somebody; the other never hears of a no."""
    found = scene.store.wishes.introduction(number_in(args, "introduction"))
    if found is None or scene.person.id not in {found.can.person, found.look.person}:
        return menu.over(scene)
    own, other = found.can, found.look
    if own.person != scene.person.id:
        own, other = other, own
    before, other_said = found.answer_of(own.id), found.answer_of(other.id)
    if before and other_said:
        return _said(say("body", "You both said yes already. Have a nice meeting!"))
    if before is False or args.get("yes") != 1:
        scene.store.wishes.answer(found, own.id, is_yes=False)
        return _said(say("body", "✅ All right. You are not asked this again."))
    room = scene.house.rooms.get(own.room)
    if room is None or not own.is_open:
        return menu.over(scene)
    is_there = other.is_open and other.person in scene.store.people.present([other.person])
    if is_there or not other_said:
        scene.store.wishes.answer(found, own.id, is_yes=True)
    if is_there and other_said:
        return _introduced(scene, room, own, other)
    return _said(
        say("body", "✅ Thank you."),
        say("body", "Does it fit for both? Then you hear it here."),
    )


def _matches(house: House, store: Store, wishes: list[Wish], now: datetime) -> Iterator[Reply]:
    """One question at a time for each wish, the oldest ones first."""
    cans = [one for one in wishes if one.side == CAN]
    looks = [one for one in wishes if one.side == LOOK]
    pairs = [
        (can, look)
        for look in looks
        for can in cans
        if (can.room, can.thing) == (look.room, look.thing) and can.person != look.person
    ]
    if not pairs:
        return
    known = store.wishes.introductions_among({one.person for pair in pairs for one in pair})
    busy = {wish for one in known for wish in _waiting(one, now)}
    asked = {
        (frozenset((one.can.person, one.look.person)), one.can.room, one.can.thing)
        for one in known
        if False in {one.can_yes, one.look_yes} or one.at + LASTS > now
    }
    for can, look in pairs:
        pair = frozenset((can.person, look.person))
        if {can.id, look.id} & busy or (pair, can.room, can.thing) in asked:
            continue
        number = store.wishes.introduce(can.id, look.id, now)
        if number is None:
            continue
        busy |= {can.id, look.id}
        asked.add((pair, can.room, can.thing))
        room = house.rooms[can.room]
        yield _question(can, number, say("body", "Somebody in {room} looks for:", room=room.name))
        yield _question(look, number, say("body", "Somebody in {room} can do:", room=room.name))


def _waiting(introduction: Introduction, now: datetime) -> set[int]:
    """The wishes whose people are still thinking, or said yes; who said no is free at once."""
    if introduction.at + PATIENCE <= now:
        return set()
    both = (introduction.can.id, introduction.look.id)
    return {wish for wish in both if introduction.answer_of(wish) is not False}


def _question(wish: Wish, number: int, line: Text) -> Reply:
    lines = (
        NEWS,
        line,
        say("body", "{thing}. Do you want to meet?", thing=word(THINGS, wish.thing)),
        say("body", "Both say yes? Only then you meet."),
    )
    yes = button(say("btn", "✅ Yes"), "introducing.answer", introduction=number, yes=1)
    no = button(say("btn", "❌ No"), "introducing.answer", introduction=number, yes=0)
    return Reply(lines, ((yes, no), menu.footer()), to=wish.person)


def _introduced(scene: Scene, room: Room, own: Wish, other: Wish) -> Outcome:
    """Both said yes: a time, and a word to say to the key-holder; no names and no numbers."""
    sign = picture(THINGS, own.thing)
    block = scene.house.timetables[room.id].next_block(scene.now + SOONEST)
    meet = say("body", "Meet each other in {room}.", room=room.name)
    known = say("body", "🔄 Two neighbours meet in {room}.", room=room.name)
    if block:
        day, time = status.day_name(block.start.date(), scene.today), status.clock(block.start)
        where: dict[str, Value] = {"room": room.name, "day": day, "time": time}
        meet = say("body", "Meet each other in {room}: {day} at {time}.", **where)
        known = say("body", "🔄 Two neighbours meet in {room}: {day} at {time}.", **where)
    lines = (meet, say("body", "Say this to the key-holder: {sign}", sign=sign))
    done = _said(say("body", "✅ You both said yes."), *lines, wish=own)
    told = Reply((NEWS, *lines), _rows(other), to=other.person)
    # Or "ask the key-holder" would lead to somebody who knows of nothing.
    asked = (known, say("body", "They say this to you: {sign}", sign=sign))
    two = {own.person, other.person}
    holders = [one for one in scene.store.roles.key_holders(room.id) if one not in two]
    others = [Reply(asked, (menu.footer(),), to=one) for one in holders]
    return replace(done, replies=(*done.replies, told, *others))


def _ended(wish: Wish) -> Reply:
    """A wish that nobody took away; maybe it is still wanted."""
    lines = (
        NEWS,
        say("body", "{thing}: this ended after 60 days.", thing=word(THINGS, wish.thing)),
        say("body", "Do you still want it?"),
    )
    yes = button(
        say("btn", "✅ Yes"), "exchange.add", room=wish.room, side=wish.side, thing=wish.thing
    )
    return Reply(lines, ((yes, button(say("btn", "❌ No"), "menu")), menu.footer()), to=wish.person)


def _said(*lines: Text, wish: Wish | None = None) -> Outcome:
    rows = _rows(wish) if wish else (menu.footer(),)
    return Outcome((Reply(lines, rows, replaces=True),), keeps_question=True)


def _rows(wish: Wish) -> menu.Rows:
    """Who met does not need to be asked about others."""
    return ((button(say("btn", "❌ Stop"), "exchange.end", wish=wish.id),), menu.footer())
