"""Helping out and what neighbours can do for each other: no button does what its holder may not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from handlers.core import message_json
from handlers.core.feature import Moment
from handlers.core.messages import Reply, button, name
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.volunteering import introductions as volunteering_introductions
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.people.roles import KEY_HOLDER, Role
from storage.repositories.volunteering.exchange import Side
from storage.repositories.volunteering.offers import AGREED, OPEN, OfferState
from storage.repositories.volunteering.steps_to_work import WorkStep
from storage.tables.people import invitations
from storage.tables.rooms import participants
from storage.tables.volunteering import introductions, offers, path_steps, wishes
from tests.support.peek import answers_well, takes_keys_from
from tests.support.talk import Neighbour, Street

OWNED = (offers, path_steps, wishes, introductions, invitations)
# What a stranger could try, on what belongs to somebody else.
FORGED: list[tuple[str, dict[str, str | int]]] = [
    ("volunteer.answer", {"yes": 1}),
    ("volunteer.answer", {"yes": 0}),
    ("volunteer.stop", {}),
    ("volunteer.when", {"when": "evening"}),
    ("exchange.move", {"room": "holendrecht"}),
    ("offers.come", {}),
    ("offers.later", {}),
    ("offers.back", {}),
    ("offers.day", {"start": "2026-11-17T10:00:00+01:00"}),
    ("offers.buddy", {}),
    ("offers.other", {}),
    ("offers.meet", {}),
    ("joining.judge", {"yes": 1}),
    ("joining.judge", {"yes": 0}),
    ("joining.key", {}),
    ("path", {"room": "h-buurt"}),
    ("path.choose", {}),
    ("path.propose", {"step": "paid"}),
    ("path.answer", {"yes": 1}),
    ("path.answer", {"yes": 0}),
    ("path.remove", {}),
    ("exchange.end", {}),
    ("introducing.answer", {"yes": 1}),
    ("introducing.answer", {"yes": 0}),
]


def taps_forged(street: Street, eve: Neighbour, act: str, **args: str | int) -> None:
    """A button that was never meant for this person."""
    forged = Reply((name("forged"),), ((button(name("tap"), act, **args),),))
    with street.database.writing() as store:
        store.outbox.put([Outgoing(eve.person, message_json.to_json(forged))], street.now)
    street.deliver()
    answers_well(eve.taps("tap"))


def kept(street: Street) -> list[list[tuple[Any, ...]]]:
    with street.database.reading() as store:
        return [
            *(
                [tuple(row) for row in store.connection.execute(select(table).order_by(table.c.id))]
                for table in OWNED
            ),
            [tuple(row) for row in store.connection.execute(select(participants))],
        ]


def village(street: Street, state: str) -> dict[str, int]:
    """Somebody's offer in this state, a step that waits for a yes, and a pair that is asked.

    Gives their numbers.
    """
    omar, zoe, nour = street.neighbour(), street.neighbour(), street.coordinator()
    fatma = street.key_holder("h-buurt")
    for neighbour in (omar, zoe):
        neighbour.arrives()
    with street.database.writing() as store:
        offer = store.offers.make(
            omar.person, room="h-buurt", what="keyholder", when="any", now=street.now
        )
        fields = {"answered_by": fatma.person, "answered_at": street.now, "buddy_id": fatma.person}
        at = {"trial_at": street.now.replace(day=17, hour=9)} if state in AGREED else {}
        store.offers._change(offer, OfferState(state), {**fields, **at})
        step = store.steps_to_work.propose(
            omar.person,
            room="h-buurt",
            step=WorkStep.LEARNING,
            day=street.now.date(),
            proposed_by=nour.person,
        )
        store.exchange.add(omar.person, room="h-buurt", side=Side.CAN, thing="bike", now=street.now)
        store.exchange.add(zoe.person, room="h-buurt", side=Side.LOOK, thing="bike", now=street.now)
        (can,), (look,) = (store.exchange.open_of(one.person) for one in (omar, zoe))
        pair = store.exchange.introduce(can=can.id, look=look.id, now=street.now)
    assert pair
    return {"offer": offer.id, "step": step, "wish": can.id, "introduction": pair}


@pytest.mark.long
@pytest.mark.parametrize("state", [*OPEN, "joined"])
def test_a_stranger_and_a_former_key_holder_change_nothing(street: Street, state: str) -> None:
    made = village(street, state)
    eve, former = street.neighbour(), street.key_holder("h-buurt")
    other = street.key_holder("holendrecht")
    eve.arrives()
    takes_keys_from(street, former)
    before = kept(street)
    for act, more in FORGED:
        numbers = {**made, **more}
        for stranger in (eve, former, other):
            taps_forged(street, stranger, act, **numbers)
            assert kept(street) == before, act


def test_of_one_pair_in_two_copies_each_is_asked_once(street: Street, other_copy: Street) -> None:
    people = [street.neighbour() for _ in range(4)]
    for neighbour in people:
        neighbour.arrives()
    with street.database.writing() as store:
        for neighbour, side in zip(people, ("can", "can", "look", "look"), strict=True):
            store.exchange.add(
                neighbour.person, room="h-buurt", side=Side(side), thing="bike", now=street.now
            )
    ready = Barrier(2)

    def match(place: Street) -> list[int | None]:
        ready.wait()
        with place.database.writing() as store:
            current = store.neighbourhoods.current()
            assert current
            moment = Moment(NeighbourhoodView(current), store, place.now, place.report_time)
            return [reply.to for reply in volunteering_introductions.due(moment)]

    with ThreadPoolExecutor(2) as both:
        asked = [to for done in both.map(match, (street, other_copy)) for to in done]
    assert sorted(asked, key=str) == sorted((neighbour.person for neighbour in people), key=str)


def test_a_volunteer_is_not_judge_of_the_own_offer(street: Street) -> None:
    made = village(street, "coming")
    with street.database.writing() as store:
        offer = store.offers.get(made["offer"])
    assert offer
    before = kept(street)
    omar = next(
        neighbour for neighbour in street.doors.values() if neighbour.person == offer.person
    )
    with street.database.writing() as store:
        store.roles.give(omar.person, Role(KEY_HOLDER, "h-buurt"), street.now)
    street.later(days=3)
    taps_forged(street, omar, "joining.judge", offer=made["offer"], yes=1)
    assert kept(street) == before
