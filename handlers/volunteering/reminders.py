"""What to tell about offers to help as time passes: who was forgotten, who comes today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.core.feature import Moment
from handlers.core.keyboards import NEWS
from handlers.core.messages import Reply, Text, button, say
from handlers.core.neighbourhood import subjects
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.rooms import status
from handlers.volunteering import trial
from storage.neighbourhood.rooms import Room
from storage.repositories.volunteering.offers import AGREED, ASKED, COMING, GIVE_UP, Offer
from storage.store import Store

ASK_AGAIN = timedelta(days=2)
REMIND = timedelta(hours=2)
# By then the trial has had time to be one.
AFTER = timedelta(hours=2)


def due(moment: Moment) -> Iterator[Reply]:
    """Everything about helping out that is due now; asking again gives nothing new."""
    view, store, now = moment.view, moment.store, moment.now
    offers = store.offers.under_way()
    here = store.people.present({offer.person for offer in offers})
    for offer in offers:
        room = view.rooms.get(offer.room)
        if offer.person not in here:
            # Whoever blocked us is not waited for, and nobody is told why.
            yield from trial.called_off(view, store, offer)
            store.offers.stop(offer)
        elif room is None or _is_called_off(view, offer, room, now):
            # A new file made it impossible: `due_changes` says so.
            continue
        elif offer.state in AGREED:
            yield from _agreed(moment, offer, room)
        else:
            yield from _unanswered(moment, offer, room)
    today = view.today(now)
    if moment.clock_is_right and store.done_once.first_time("steps", today.isoformat(), now):
        store.steps_to_work.forget_unanswered(today - GIVE_UP)


def due_changes(moment: Moment) -> Iterator[Reply]:
    """What a new file makes impossible: the room is gone, or closed when the trial would be."""
    view, store, now = moment.view, moment.store, moment.now
    yield from of_gone_rooms(view, store)
    for offer in store.offers.under_way():
        room = view.rooms.get(offer.room)
        if room and _is_called_off(view, offer, room, now):
            yield from trial.room_is_closed(view, store, offer, room, now)


def of_gone_rooms(view: NeighbourhoodView, store: Store) -> Iterator[Reply]:
    """End the offers to help in a room that is not there any more."""
    for offer in store.offers.under_way():
        if offer.room not in view.rooms:
            yield from trial.called_off(view, store, offer)
            store.offers.end(offer)
            yield _told(offer, say("body", "The room you wanted to help in is gone."))


def people_told(view: NeighbourhoodView, store: Store, offer: Offer, now: datetime) -> set[int]:
    """Who hears of an offer that a file makes impossible, or whose trial; nobody of another."""
    room = view.rooms.get(offer.room)
    if room is None:
        called_off = trial.called_off(view, store, offer)
        return {offer.person, *(one.to for one in called_off if one.to is not None)}
    if not _is_called_off(view, offer, room, now):
        return set()
    others = trial.those_who_meet(store, offer)
    if len(others) != 1:
        others = trial.those_told(store, offer)
    return {*others, offer.person} if offer.state in AGREED else set(others)


def _is_called_off(view: NeighbourhoodView, offer: Offer, room: Room, now: datetime) -> bool:
    """Whether there is no trial at the hour that was chosen, though it has not come yet."""
    is_ahead = offer.trial_at is not None and now < offer.trial_at
    return is_ahead and trial.is_closed(view, offer, room)


def _unanswered(moment: Moment, offer: Offer, room: Room) -> Iterator[Reply]:
    """Nobody took it up, or whoever did stopped half-way: ask again once, and end it kindly."""
    view, store, now = moment.view, moment.store, moment.now
    if offer.state != ASKED:
        is_late = offer.answered_at is None or offer.answered_at + ASK_AGAIN <= now
        if not is_late and (offer.trial_at is None or offer.trial_at > now):
            return
        offer = store.offers.give_back(offer)
    if moment.clock_is_right and offer.since + GIVE_UP <= now:
        store.offers.end(offer)
        sorry = say("body", "Sorry: nobody could answer your offer to help.")
        yield _told(offer, sorry, *_hours(view, store, room, now))
    elif offer.since + ASK_AGAIN <= now and store.done_once.quietly(
        "offer asked again", str(offer.id), now
    ):
        again = _coordinators(store, offer)
        store.queued.drop_about("offer", offer.id, persons=again)
        for notice in trial.notice(view, store, offer, again):
            still = say("body", "Nobody has answered yet.")
            yield replace(notice, lines=(*notice.lines, still))


def _agreed(moment: Moment, offer: Offer, room: Room) -> Iterator[Reply]:
    """Remind both before the trial; ask how it was after it."""
    view, store, now = moment.view, moment.store, moment.now
    at = offer.trial_at
    assert at
    period = f"{offer.id} {at:%Y-%m-%d %H:%M}"
    if now < at:
        # Whoever agreed a moment ago needs no reminder.
        is_fresh = offer.answered_at is not None and offer.answered_at + REMIND > at
        is_due = at - REMIND <= now and not is_fresh
        if is_due and store.done_once.quietly("trial today", period, now):
            # The question whether the day suits, if it still waits, is in the reminder too.
            store.queued.drop_about("offer", offer.id, persons=[offer.person])
            yield _reminder(view, offer, room)
            yield from _buddy_reminder(view, store, offer, room)
        return
    if moment.clock_is_right and at + GIVE_UP <= now:
        store.offers.end(offer)
        thanks = say("body", "Thank you for your try-out day in {room}.", room=room.name)
        yield _told(offer, thanks, *_hours(view, store, room, now))
        return
    if at + AFTER <= now and store.done_once.quietly("trial was", period, now):
        yield from trial.how_was_it(view, offer, trial.those_who_meet(store, offer))
    if at + AFTER + ASK_AGAIN <= now and store.done_once.quietly("trial was again", period, now):
        again = _coordinators(store, offer)
        store.queued.drop_about("offer", offer.id, persons=again)
        yield from trial.how_was_it(view, offer, again)


def _coordinators(store: Store, offer: Offer) -> list[int]:
    """The coordinators who are told of offers, without the one whose own it is."""
    return subjects.coordinators(store, subjects.OFFERS, besides=offer.person)


def _reminder(view: NeighbourhoodView, offer: Offer, room: Room) -> Reply:
    lines = (NEWS, *trial.welcome(view, offer, room))
    rows = (trial.coming_buttons(offer),)
    return Reply(lines, rows, to=offer.person, valid_until=offer.trial_at)


def _buddy_reminder(
    view: NeighbourhoodView, store: Store, offer: Offer, room: Room
) -> Iterator[Reply]:
    if offer.state == COMING:
        answer = say("body", "The volunteer is coming. Please be there.")
    else:
        answer = say("body", "The volunteer has not answered yet.")
    lines = (trial.line(view, offer, room), answer)
    for person in trial.those_who_meet(store, offer):
        yield Reply(lines, to=person, valid_until=offer.trial_at)


def _hours(view: NeighbourhoodView, store: Store, room: Room, now: datetime) -> tuple[Text, ...]:
    """How the room is now and when it opens next, so that somebody can simply walk in."""
    welcome = say("body", "You are always welcome in {room}.", room=room.name)
    return welcome, status.sentence(status.of_room(view, store, room, now))


def _told(offer: Offer, *lines: Text) -> Reply:
    again = button(say("btn", "🌱 I want to help"), "volunteer")
    return Reply((NEWS, *lines), ((again,),), to=offer.person)
