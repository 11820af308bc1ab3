"""What a file would undo of what was changed in the chat, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeAlias, TypeVar

from handlers.core.messages import Text
from handlers.manage.changes import figures
from handlers.manage.changes.danger_numbers import by_phone
from handlers.manage.changes.differences import PARTS, differences, of_plan
from locales import SOURCE
from storage.neighbourhood.activities import Activity, OtherTime
from storage.neighbourhood.danger import UrgentNumber
from storage.neighbourhood.model import Neighbourhood, Partner
from storage.neighbourhood.rooms import ClosedRoom, Room, SpecialDay
from storage.store import Store

T = TypeVar("T", Room, ClosedRoom, Activity, Partner, UrgentNumber)
K = TypeVar("K", Room, ClosedRoom, Activity, Partner)
Days: TypeAlias = dict[date, SpecialDay | OtherTime]


def undone_by(store: Store, loaded: Neighbourhood) -> list[Text]:
    """What was changed in the chat since the last file and is otherwise in this one; in English."""
    changed = store.neighbourhoods.of_chat()
    present = store.neighbourhoods.current() if changed else None
    if present is None:
        return []
    before = store.neighbourhoods.at_version(changed[0].number - 1)
    if before is None:
        # Too long ago to tell which of it is from a file.
        return differences(loaded, present, SOURCE)
    lost: dict[str, object] = {
        "rooms": _lost(*(_by_id(one.rooms) for one in (before, present, loaded))),
        "closed_rooms": _lost(*(_by_id(one.closed_rooms) for one in (before, present, loaded))),
        "activities": _lost(*(_by_id(one.activities) for one in (before, present, loaded))),
        "partners": _lost(*(_by_id(one.partners) for one in (before, present, loaded))),
        "urgent": _numbers_lost(before, present, loaded),
    }
    otherwise = [
        key
        for key in PARTS
        if getattr(before, key) != getattr(present, key) != getattr(loaded, key)
    ]
    lost |= {key: getattr(present, key) for key in otherwise}
    told = figures.undone(before, present, loaded)
    of_figures = of_plan(told, told)
    return [*differences(before, before.model_copy(update=lost), SOURCE), *of_figures]


def _numbers_lost(
    before: Neighbourhood, present: Neighbourhood, loaded: Neighbourhood
) -> tuple[UrgentNumber, ...]:
    """The same of the numbers for danger, which stand in an order that counts."""
    was, now, file = (by_phone(one.urgent_numbers) for one in (before, present, loaded))
    lost = _lost(was, now, file)
    if _in_same_order(was, now) or _in_same_order(file, now):
        return lost
    places = [*now]
    keyed = by_phone(lost)
    return tuple(keyed[key] for key in sorted(keyed, key=lambda key: _place(places, key)))


def _in_same_order(one: dict[str, UrgentNumber], other: dict[str, UrgentNumber]) -> bool:
    return [key for key in one if key in other] == [key for key in other if key in one]


def _place(places: list[str], key: str) -> int:
    return places.index(key) if key in places else len(places)


def _lost(was: dict[str, T], now: dict[str, T], file: dict[str, T]) -> tuple[T, ...]:
    """What was there before, with what the chat changed in it and the file has otherwise."""
    found: list[T] = []
    for key in dict.fromkeys([*was, *now]):
        old, new, other = was.get(key), now.get(key), file.get(key)
        if old and new:
            found.append(_part_lost(old, new, other))
        elif kept := new if other != new else old:
            # Made or taken away in the chat.
            found.append(kept)
    return tuple(found)


def _part_lost(old: T, new: T, other: T | None) -> T:
    fields = {
        key: getattr(new, key)
        for key in type(old).model_fields
        if getattr(old, key) != getattr(new, key)
        and (other is None or getattr(other, key) != getattr(new, key))
    }
    if "exceptions" in fields:
        were: Days = _by_day(old)
        are: Days = _by_day(new)
        come: Days = _by_day(other)
        days = {
            day: are.get(day) if come.get(day) != are.get(day) else were.get(day)
            for day in {*were, *are}
            if were.get(day) != are.get(day)
        }
        stay = {**were, **days}
        fields["exceptions"] = tuple(one for _, one in sorted(stay.items()) if one)
    return old.model_copy(update=fields)


def _by_id(some: Iterable[K]) -> dict[str, K]:
    return {one.id: one for one in some}


def _by_day(one: Room | Activity | Partner | UrgentNumber | None) -> Days:
    return {day.date: day for day in one.exceptions} if isinstance(one, Room | Activity) else {}
