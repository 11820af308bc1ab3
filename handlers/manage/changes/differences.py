"""What differs between two versions of a neighbourhood, in words for those who look after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handlers.core.messages import Text, say
from handlers.core.neighbourhood import offers
from handlers.manage.changes import danger_numbers, figures, organisations
from storage.neighbourhood.activities import Activity
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.rooms import Room, SpecialDay

# Of these only that they are different is said.
PARTS: dict[str, Text] = {
    "languages": say("body", "The languages are different."),
    "default_language": say("body", "The languages are different."),
    "name": say("body", "The name or the clock is different."),
    "timezone": say("body", "The name or the clock is different."),
}
# What is told of a room by itself; the rest is "other details".
TOLD = ("name", "hours", "address", "exceptions", "offers")


def differences(before: Neighbourhood, after: Neighbourhood, *languages: str) -> list[Text]:
    """A line for each thing that is different, rooms first; titles in one of the languages."""
    lines = [*_rooms(before, after, languages), *_closed_rooms(before, after)]
    lines += _activities(before, after, languages)
    lines += organisations.differences(before, after)
    lines += danger_numbers.differences(before, after, languages)
    lines += [said for key, said in PARTS.items() if getattr(before, key) != getattr(after, key)]
    different = [key for key in figures.PLAN if getattr(before, key) != getattr(after, key)]
    lines += of_plan(figures.told(before, after), different)
    return [line for number, line in enumerate(lines) if line not in lines[:number]]


def of_plan(told: figures.Lines, different: Iterable[str]) -> list[Text]:
    """The figures that are others, and of a table without one only that it is different."""
    return [line for key in different for line in told.get(key) or [figures.PLAN[key]]]


def of_day(room: Room, special: SpecialDay, *languages: str) -> list[Text]:
    """How a room is open on a special day, with the reason."""
    name, day = room.name, special.date
    if special.closed:
        lines = [say("body", "{room}: closed on {day}.", room=name, day=day)]
    else:
        hours = str(special.hours).replace(",", ", ")
        lines = [
            say(
                "body",
                "{room}: other hours on {day}: {hours}.",
                room=name,
                day=day,
                hours=hours,
            )
        ]
    if special.reason:
        reason = special.reason_in(*languages)
        lines.append(say("body", "Reason: {reason}.", reason=reason))
    if special.yearly:
        lines.append(say("body", "Every year on this day."))
    return lines


def _offers(room: Room) -> Text:
    if not room.offers:
        return say("body", "{room}: nothing is said of what there is.", room=room.name)
    there = offers.listed(room.offers)
    return say("body", "{room}, what there is: {list}.", room=room.name, list=there)


def _rooms(
    before: Neighbourhood, after: Neighbourhood, languages: tuple[str, ...]
) -> Iterator[Text]:
    old, new = ({room.id: room for room in one.rooms} for one in (before, after))
    were, are = ({room.id for room in one.closed_rooms} for one in (before, after))
    for key, room in new.items():
        if key in old:
            yield from _room(old[key], room, languages)
        elif key not in were:
            yield say("body", "New room: {room}.", room=room.name)
    for key, room in old.items():
        if key not in new and key not in are:
            yield say("body", "This room is gone: {room}.", room=room.name)


def _closed_rooms(before: Neighbourhood, after: Neighbourhood) -> Iterator[Text]:
    old, new = ({room.id: room for room in one.closed_rooms} for one in (before, after))
    for key, room in new.items():
        was = old.get(key)
        if was is None:
            yield say("body", "{room} closed for good.", room=room.name)
            continue
        if was.until != room.until:
            day, year = room.until, str(room.until.year)
            yield say(
                "body", "{room}: the last day was {day} {year}.", room=room.name, day=day, year=year
            )
        if was.model_copy(update={"until": room.until}) != room:
            yield say("body", "{room} closed, and has other details.", room=room.name)
    for room in (room for key, room in old.items() if key not in new):
        if after.room(room.id):
            yield say("body", "{room} opens again.", room=room.name)
        else:
            yield say("body", "This closed room is gone: {room}.", room=room.name)


def _room(old: Room, new: Room, languages: tuple[str, ...]) -> Iterator[Text]:
    if old.name != new.name:
        yield say("body", "{old} has a new name: {room}.", old=old.name, room=new.name)
    if old.hours != new.hours:
        yield say("body", "{room} has new opening hours.", room=new.name)
    if old.address != new.address:
        address = new.address
        yield say("body", "{room} has a new address: {address}.", room=new.name, address=address)
    if old.offers != new.offers:
        yield _offers(new)
    were, days = ({day.date: day for day in room.exceptions} for room in (old, new))
    for day in sorted(were.keys() | days.keys()):
        if day not in days:
            yield say("body", "{room}: as usual on {day}.", room=new.name, day=day)
        elif days[day] != were.get(day):
            yield from of_day(new, days[day], *languages)
    if old.model_dump(exclude=set(TOLD)) != new.model_dump(exclude=set(TOLD)):
        yield say("body", "{room} has other details.", room=new.name)


def _activities(
    before: Neighbourhood, after: Neighbourhood, languages: tuple[str, ...]
) -> Iterator[Text]:
    old, new = (_by_id(one.activities) for one in (before, after))
    for key, one in new.items():
        if key not in old:
            yield say("body", "New activity: {title}.", title=one.title_in(*languages))
        elif one != old[key]:
            yield say("body", "This activity changed: {title}.", title=one.title_in(*languages))
    for one in (one for key, one in old.items() if key not in new):
        yield say("body", "This activity is gone: {title}.", title=one.title_in(*languages))


def _by_id(activities: Iterable[Activity]) -> dict[str, Activity]:
    return {one.id: one for one in activities}
