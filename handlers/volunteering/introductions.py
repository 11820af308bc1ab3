"""Two wishes that fit: each of the two is asked, and only two yeses introduce them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.core import keyboards, refusals, time_words
from handlers.core.context import Context
from handlers.core.feature import Moment
from handlers.core.keyboards import NEWS
from handlers.core.messages import Outcome, Reply, Text, Value, button, say
from handlers.core.neighbourhood.timetable import Block
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.time_words import word
from handlers.rooms import closures
from handlers.volunteering.texts import THINGS, picture
from storage.neighbourhood.rooms import Room
from storage.repositories.volunteering.exchange import CAN, LOOK, Introduction, Wish
from storage.store import Store

LASTS = timedelta(days=60)
# Somebody who was asked is asked about nobody else for this long.
PATIENCE = timedelta(days=7)
# Nobody gets ready and goes out in less.
SOONEST = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerToIntroduction:
    """Whether somebody wants to meet the other; 1 is a yes."""

    introduction: int
    yes: int


def due(moment: Moment) -> Iterator[Reply]:
    """End what is old, then ask those whose wishes fit."""
    view, store, now = moment.view, moment.store, moment.now
    wishes: list[Wish] = []
    for wish in store.exchange.open():
        if wish.since + LASTS > now or not moment.clock_is_right:
            wishes.append(wish)
            continue
        store.exchange.end(wish.id, now)
        if wish.room in view.rooms:
            yield _ended(wish)
    yield from _matches(view, store, [wish for wish in wishes if wish.room in view.rooms], now)


def due_changes(moment: Moment) -> Iterator[Reply]:
    """A new file closed the room when two were to meet there: both hear when it opens next."""
    view, store, now = moment.view, moment.store, moment.now
    # Both wishes were open then, and the next opening is not farther away than they last.
    for pair in store.exchange.agreed(now - 2 * LASTS):
        at, room = pair.meet_at, view.rooms.get(pair.can.room)
        if at is None or at <= now or (room and view.timetables[room.id].block_at(at)):
            continue
        if not store.done_once.quietly("meeting is off", f"{pair.id} {at.isoformat()}", now):
            continue
        here = store.people.present({pair.can.person, pair.look.person})
        block = None
        if room and len(here) > 1:
            block = view.timetables[room.id].next_block(max(at, now + SOONEST))
        for wish in (pair.can, pair.look):
            if wish.person in here:
                yield _not_then(view, store, wish, at, block)
        if room and block:
            store.exchange.meet(pair.id, block.start)
            yield from _tell_holders(store, room, pair.can, pair.look, block)


def people_told(view: NeighbourhoodView, store: Store, room_id: str, now: datetime) -> set[int]:
    """Who hears that two do not meet in this room when they thought."""
    people: set[int] = set()
    room = view.rooms.get(room_id)
    for pair in store.exchange.meeting_in(room_id, now):
        if pair.meet_at is None or (room and view.timetables[room.id].block_at(pair.meet_at)):
            continue
        two = {pair.can.person, pair.look.person}
        here = store.people.present(two)
        people |= here
        next_time = max(pair.meet_at, now + SOONEST)
        if room and len(here) > 1 and view.timetables[room.id].next_block(next_time):
            people |= {one for one in store.roles.key_holders(room.id) if one not in two}
    return people


def answer(context: Context, args: AnswerToIntroduction) -> Outcome:
    """Yes or no to meeting somebody; the other never hears of a no."""
    introduction = context.store.exchange.introduction(args.introduction)
    if introduction is None or context.person.id not in {
        introduction.can.person,
        introduction.look.person,
    }:
        return refusals.OVER
    own, other = introduction.can, introduction.look
    if own.person != context.person.id:
        own, other = other, own
    before, other_said = introduction.answer_of(own.id), introduction.answer_of(other.id)
    if before and other_said:
        return _said(say("body", "You both said yes already. Have a nice meeting!"))
    if before is False or args.yes != 1:
        context.store.exchange.answer(introduction, own.id, is_yes=False)
        return _said(say("body", "✅ All right. I won't ask you this again."))
    room = context.view.rooms.get(own.room)
    if room is None or not own.is_open:
        return refusals.OVER
    is_there = other.is_open and other.person in context.store.people.present([other.person])
    if is_there or not other_said:
        context.store.exchange.answer(introduction, own.id, is_yes=True)
    if is_there and other_said:
        return _introduced(context, room, introduction.id, own, other)
    return _said(
        say("body", "✅ Thank you."),
        say("body", "If you both say yes, you'll see it here."),
    )


def _matches(
    view: NeighbourhoodView, store: Store, wishes: list[Wish], now: datetime
) -> Iterator[Reply]:
    """One question at a time for each wish, the oldest ones first."""
    cans = [wish for wish in wishes if wish.side == CAN]
    looks = [wish for wish in wishes if wish.side == LOOK]
    pairs = [
        (can, look)
        for look in looks
        for can in cans
        if (can.room, can.thing) == (look.room, look.thing) and can.person != look.person
    ]
    if not pairs:
        return
    known = store.exchange.introductions_among({wish.person for pair in pairs for wish in pair})
    busy = {wish for introduction in known for wish in _waiting(introduction, now)}
    asked = {
        (_both(introduction.can, introduction.look), introduction.can.room, introduction.can.thing)
        for introduction in known
        if False in {introduction.can_yes, introduction.look_yes} or introduction.at + LASTS > now
    }
    for can, look in pairs:
        pair = _both(can, look)
        if {can.id, look.id} & busy or (pair, can.room, can.thing) in asked:
            continue
        number = store.exchange.introduce(can=can.id, look=look.id, now=now)
        if number is None:
            continue
        busy |= {can.id, look.id}
        asked.add((pair, can.room, can.thing))
        room = view.rooms[can.room]
        yield _question(can, number, say("body", "Somebody in {room} needs:", room=room.name))
        yield _question(
            look, number, say("body", "Somebody in {room} can help with:", room=room.name)
        )


def _both(can: Wish, look: Wish) -> frozenset[int]:
    """The two people, in no order."""
    return frozenset((can.person, look.person))


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
        say("body", "You only meet if you both say yes."),
    )
    yes = button(say("btn", "✅ Yes"), "introducing.answer", introduction=number, yes=1)
    no = button(say("btn", "❌ No"), "introducing.answer", introduction=number, yes=0)
    return Reply(lines, ((yes, no),), to=wish.person, valid_until=wish.since + LASTS)


def _introduced(context: Context, room: Room, number: int, own: Wish, other: Wish) -> Outcome:
    """Both said yes: a time, and a word to say to the key-holder; no names and no numbers."""
    block = context.view.timetables[room.id].next_block(context.now + SOONEST)
    if block:
        context.store.exchange.meet(number, block.start)
    lines = _meet(room, own.thing, block)
    done = _said(say("body", "✅ You both said yes."), *lines, wish=own)
    until = block.start if block else None
    told = Reply((NEWS, *lines), _rows(other), to=other.person, valid_until=until)
    others = _tell_holders(context.store, room, own, other, block)
    return replace(done, replies=(*done.replies, told, *others))


def _not_then(
    view: NeighbourhoodView,
    store: Store,
    wish: Wish,
    at: datetime,
    block: Block | None,
) -> Reply:
    room = view.rooms.get(wish.room)
    if room is None:
        why = [say("body", "This room is not there any more.")]
    else:
        languages = (store.people.language_of(wish.person), view.neighbourhood.default_language)
        why = closures.on_day(view, room, view.today(at), *languages)
    if room is None or block is None:
        no = say("body", "You will not meet then.")
        return Reply((NEWS, *why, no), to=wish.person, valid_until=at)
    lines = _meet(room, wish.thing, block)
    until = block.start
    return Reply((NEWS, *why, *lines), _rows(wish), to=wish.person, valid_until=until)


def _meet(room: Room, thing: str, block: Block | None) -> tuple[Text, Text]:
    """When and where, for the two."""
    meet = say("body", "Meet each other in {room}.", room=room.name)
    if block:
        where = _where(room, block)
        meet = say("body", "Meet each other in {room}: {day} at {time}.", **where)
    return meet, say("body", "Say this to the key-holder: {sign}", sign=picture(THINGS, thing))


def _tell_holders(
    store: Store, room: Room, own: Wish, other: Wish, block: Block | None
) -> list[Reply]:
    """Tell the key-holders: "ask the key-holder" must not lead to somebody who knows of nothing."""
    known = say("body", "🔄 Two neighbours meet in {room}.", room=room.name)
    if block:
        where = _where(room, block)
        known = say("body", "🔄 Two neighbours meet in {room}: {day} at {time}.", **where)
    sign = say("body", "They say this to you: {sign}", sign=picture(THINGS, own.thing))
    two = {own.person, other.person}
    holders = [person for person in store.roles.key_holders(room.id) if person not in two]
    until = block.start if block else None
    return [Reply((known, sign), to=person, valid_until=until) for person in holders]


def _where(room: Room, block: Block) -> dict[str, Value]:
    day = time_words.day_name(block.start.date())
    return {"room": room.name, "day": day, "time": time_words.clock(block.start)}


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
    return Reply(lines, ((yes, button(say("btn", "❌ No"), "menu")),), to=wish.person)


def _said(*lines: Text, wish: Wish | None = None) -> Outcome:
    rows = _rows(wish) if wish else ()
    return Outcome((Reply(lines, rows, replaces=True),), keeps_question=True)


def _rows(wish: Wish) -> keyboards.Rows:
    """A button that ends the wish: whoever met need not be asked about others."""
    return ((button(say("btn", "❌ Stop"), "exchange.end", wish=wish.id),),)
