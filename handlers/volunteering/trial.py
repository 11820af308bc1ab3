"""A trial in a room: what everybody concerned is told and asked, and whom we ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import locales
from handlers.core import keyboards, time_words
from handlers.core.keyboards import NEWS, in_rows
from handlers.core.messages import Button, Reply, Text, Tongue, button, name, say
from handlers.core.neighbourhood import subjects
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.time_words import WHEN, time_label, word
from handlers.rooms import closures
from handlers.rooms.status import next_blocks
from handlers.volunteering.texts import WHAT
from storage.neighbourhood.rooms import Room
from storage.repositories.volunteering.offers import AGREED, ASKED, COMING, OPEN, Offer
from storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class OfOffer:
    """The arguments of a button about an offer to help."""

    offer: int


def staff(store: Store, offer: Offer) -> list[int]:
    """Whoever may answer for the room: its key-holders and the coordinators."""
    able = {*store.roles.key_holders(offer.room), *store.roles.coordinators()}
    return sorted(able - {offer.person})


def those_told(store: Store, offer: Offer) -> list[int]:
    """Those of them who are told of it: the key-holders, and who coordinates such offers."""
    told = subjects.coordinators(store, subjects.OFFERS, besides=offer.person)
    return sorted({*store.roles.key_holders(offer.room), *told} - {offer.person})


def those_who_meet(store: Store, offer: Offer) -> list[int]:
    """The buddy; else who took the offer up; without a key any more, everybody of the room."""
    able = staff(store, offer)
    for person in (offer.buddy, offer.answered_by):
        if person in able:
            return [person] if person else []
    holders = set(store.roles.key_holders(offer.room))
    return [person for person in able if person in holders] or those_told(store, offer)


def notice(view: NeighbourhoodView, store: Store, offer: Offer, to: Iterable[int]) -> list[Reply]:
    """Tell these people that somebody wants to help, never who."""
    tag = locales.closest(store.people.language_of(offer.person), tuple(locales.languages()))
    language = Tongue(tag or view.neighbourhood.default_language)
    lines = (
        say(
            "body",
            "🌱 Somebody wants to help in {room}: {what}. {when}.",
            room=view.rooms[offer.room].name,
            what=word(WHAT, offer.what),
            when=word(WHEN, offer.when),
        ),
        say("body", "🌐 Language: {language}.", language=language),
    )
    yes = button(say("btn", "✅ Come and see"), "offers.come", offer=offer.id)
    no = button(say("btn", "❌ Not now"), "offers.later", offer=offer.id)
    return [Reply(lines, ((yes, no),), to=person) for person in to]


def day_rows(view: NeighbourhoodView, offer: Offer, room: Room, now: datetime) -> keyboards.Rows:
    """A button for each of the next openings, and a way back."""
    days = [
        button(
            time_label(view, block.start, now),
            "offers.day",
            offer=offer.id,
            start=block.start.isoformat(),
        )
        for block in next_blocks(view, room, now)
    ]
    back = button(say("btn", "↩️ Undo"), "offers.back", offer=offer.id)
    return (*in_rows(days), (back,))


def line(view: NeighbourhoodView, offer: Offer, room: Room) -> Text:
    """When and where the trial is, for the room."""
    return say("body", "🌱 Try-out day in {room}: {day} from {time}.", **_where(view, offer, room))


def welcome(view: NeighbourhoodView, offer: Offer, room: Room) -> tuple[Text, ...]:
    """When and where the trial is, for the volunteer."""
    said = say("body", "You are welcome in {room}: {day} from {time}.", **_where(view, offer, room))
    return (said, say("body", "A key-holder will meet you."), name(f"📍 {room.address}"))


def coming_buttons(offer: Offer) -> tuple[Button, ...]:
    """The volunteer's answers to a day; the day goes along, for it may change."""
    assert offer.trial_at
    at = offer.trial_at.isoformat()
    cannot = button(say("btn", "❌ I cannot"), "volunteer.answer", offer=offer.id, at=at, yes=0)
    if offer.state == COMING:
        return (cannot,)
    comes = button(say("btn", "✅ I'm coming"), "volunteer.answer", offer=offer.id, at=at, yes=1)
    return (comes, cannot)


def invited(view: NeighbourhoodView, offer: Offer, room: Room) -> Reply:
    """Ask the volunteer whether the day suits."""
    lines = (NEWS, *welcome(view, offer, room))
    return Reply(lines, (coming_buttons(offer),), to=offer.person, valid_until=offer.trial_at)


def cannot_come(
    view: NeighbourhoodView, store: Store, offer: Offer, room: Room, now: datetime
) -> list[Reply]:
    """The volunteer cannot come that day; ``offer`` is as it was before."""
    why = say("body", "The volunteer cannot come then.")
    return _another_day(view, store, offer, room, now, lambda _: (why,))


def is_closed(view: NeighbourhoodView, offer: Offer, room: Room) -> bool:
    """Whether the room is not open any more when the trial would be: its hours have changed."""
    return offer.trial_at is not None and not view.timetables[room.id].block_at(offer.trial_at)


def room_is_closed(
    view: NeighbourhoodView, store: Store, offer: Offer, room: Room, now: datetime
) -> list[Reply]:
    """The file closed the room for that day: nobody travels for nothing.

    ``offer`` is as it was before.
    """
    assert offer.trial_at
    day = view.today(offer.trial_at)

    def closed(person: int) -> tuple[Text, ...]:
        languages = (store.people.language_of(person), view.neighbourhood.default_language)
        return tuple(closures.on_day(view, room, day, *languages))

    def why(person: int) -> tuple[Text, ...]:
        return (*closed(person), say("body", "There is no try-out day then."))

    told = _another_day(view, store, offer, room, now, why)
    if offer.state not in AGREED:
        # The volunteer has not heard of that day.
        return told
    again = say("body", "There is no try-out day then. The room will answer you here again.")
    lines = (NEWS, *closed(offer.person), again)
    return [Reply(lines, to=offer.person, valid_until=offer.trial_at), *told]


def _another_day(
    view: NeighbourhoodView,
    store: Store,
    offer: Offer,
    room: Room,
    now: datetime,
    why: Callable[[int], tuple[Text, ...]],
) -> list[Reply]:
    """Whoever was to meet the volunteer hears why not, and chooses another day.

    When nobody who knows of it can answer, everybody is asked again.
    """
    asked = those_who_meet(store, offer)
    if len(asked) != 1:
        again = store.offers.give_back(offer)
        return notice(view, store, again, those_told(store, again))
    again = store.offers.take(offer, asked[0], now)
    lines = (
        line(view, offer, room),
        *why(asked[0]),
        say("body", "Which other day is good?"),
    )
    return [Reply(lines, day_rows(view, again, room, now), to=asked[0])]


def called_off(view: NeighbourhoodView, store: Store, offer: Offer) -> list[Reply]:
    """Tell whoever took an offer up that it is over; ``offer`` is as it was before."""
    if offer.state not in OPEN or offer.state == ASKED:
        return []
    room = view.rooms.get(offer.room)
    lines = [NEWS, say("body", "This room is not there any more.")]
    if room:
        lines = [say("body", "The volunteer for {room} stopped.", room=room.name)]
    lines.append(say("body", "There is no try-out day. Thank you for your help."))
    return [Reply(tuple(lines), to=person) for person in those_who_meet(store, offer)]


def how_was_it(view: NeighbourhoodView, offer: Offer, to: Iterable[int]) -> list[Reply]:
    """Ask whether the trial went well."""
    lines = (
        line(view, offer, view.rooms[offer.room]),
        say("body", "Did the try-out day go well?"),
    )
    yes = button(say("btn", "✅ Yes, joins"), "joining.judge", offer=offer.id, yes=1)
    no = button(say("btn", "❌ Not now"), "joining.judge", offer=offer.id, yes=0)
    reply = Reply(lines, ((yes, no),))
    return [replace(reply, to=person) for person in to]


def _where(view: NeighbourhoodView, offer: Offer, room: Room) -> dict[str, Any]:
    assert offer.trial_at
    moment = view.local(offer.trial_at)
    day = time_words.day_name(moment.date())
    return {"room": room.name, "day": day, "time": time_words.clock(moment)}
