"""A key-holder sees how her room is doing: on one screen, and its trend in a picture."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.feature import OfRoom, Typed
from handlers.core.keyboards import in_rows
from handlers.core.messages import Button, Outcome, Reply, Text, button, name, say
from handlers.core.typed_input import find_room
from handlers.reports import chat
from handlers.reports.behind.asked import report_of
from handlers.reports.history import has_bars, history, picture
from handlers.reports.own_room import celebrations, lines
from handlers.reports.period import Period
from handlers.reports.reach.year import year_to_date
from storage.neighbourhood.rooms import Room


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRoom(OfRoom):
    """The room whose figures are asked for: tapped, or typed behind the command."""

    text: str = ""


def show(context: Context, args: OwnRoom) -> Outcome:
    """One room in this week, last week and this year, and what there is to be glad of."""
    room = _asked(context, args)
    if isinstance(room, Outcome):
        return room
    view, store, today = context.view, context.store, context.today
    since = store.measured.since([room.id])
    begin = since.get(room.id)
    if begin is None:
        nothing = (lines.heading(room.name), lines.NOTHING_YET)
        return Outcome((Reply(nothing, _corrects(context, room)),))
    past = history(view, store, Period.of("week", today), context.now, [room.id])
    year = year_to_date(store, since, today.year, today)
    last, this = past[-2:]
    said = (
        lines.heading(room.name),
        lines.of_week(lines.THIS_WEEK, this, is_measured=begin <= this.period.last),
        lines.of_week(lines.LAST_WEEK, last, is_measured=begin <= last.period.last),
        *lines.of_year(year, today.year),
        *celebrations.of_visits(past, year.visits or 0),
        *celebrations.of_openings(view, store, room.id, past, begin, context.now),
    )
    return Outcome((Reply(said, _rows(context, room)),))


def trend(context: Context, args: OfRoom) -> Outcome:
    """The visits of the last weeks as a picture, and in words for whoever sees none."""
    room = _asked(context, OwnRoom(room=args.room))
    if isinstance(room, Outcome):
        return room
    week = Period.of("week", context.today)
    report = report_of(context, week.id, room.id)
    assert report
    past = history(context.view, context.store, week, context.now, [room.id])
    shown = picture(report, past)
    said: list[Text] = [lines.heading(room.name), *map(lines.of_bar, shown.bars)]
    if not has_bars(shown):
        said.append(say("body", "There is nothing to draw yet."))
        return Outcome((Reply(tuple(said)),))
    return Outcome((Reply(tuple(said), picture=shown),))


def _asked(context: Context, args: OwnRoom) -> Room | Outcome:
    """The room that is meant: named, tapped, the only one, or the answer to a question.

    Of a coordinator without a key it is whichever they name; all rooms stand in the report.
    """
    own, is_coordinator = context.own_rooms, context.person.is_coordinator
    if not own and not is_coordinator:
        return refusals.ONLY_KEY_HOLDERS
    if args.room and args.room not in context.view.rooms:
        return refusals.OVER
    typed = args.text.strip()
    # Among all rooms: a name that is another room's must not show one's own.
    rooms = context.view.neighbourhood.rooms
    named = context.view.rooms.get(args.room) or (find_room(typed, rooms) if typed else None)
    if named and (is_coordinator or named in own):
        return named
    if not own:
        return chat.show(context, Typed(text=typed))
    if len(own) == 1 and not named and not typed:
        return own[0]
    return Outcome((_ask_which(own, named, typed),))


def _ask_which(own: tuple[Room, ...], named: Room | None, typed: str) -> Reply:
    said = [say("body", "Which room?")]
    if named:
        said.insert(0, say("body", "You have no key to {room}.", room=named.name))
    elif typed:
        said.insert(0, say("body", "I do not know a room with that name."))
    buttons = [button(name(room.name), "figures", room=room.id) for room in own]
    return Reply(tuple(said), in_rows(buttons))


def _rows(context: Context, room: Room) -> tuple[tuple[Button, ...], ...]:
    """The trend, and last week's report in full."""
    week = Period.last_week(context.today).id
    first = (
        button(say("btn", "📈 Trend"), "figures.trend", room=room.id),
        button(say("btn", "📊 Report"), "report", text=f"{week} {room.id}"),
    )
    return (first, *_corrects(context, room))


def _corrects(context: Context, room: Room) -> tuple[tuple[Button, ...], ...]:
    """Whoever holds the key can put counts right, or add what was forgotten."""
    if room not in context.own_rooms:
        return ()
    return ((button(say("btn", "📋 My openings"), "shifts"),),)
