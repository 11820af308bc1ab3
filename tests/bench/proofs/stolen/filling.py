"""A few days of a neighbourhood, through the real program, and the truth about its rows."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from storage.database import Database
from storage.neighbourhood.file import read_text
from storage.store import Store
from tests.conftest import MONDAY
from tests.handlers.conversations.talking import writes
from tests.handlers.help_requests.asking_steps import PARTNERS, asks, partner
from tests.handlers.volunteering.helping import wants_to_help
from tests.handlers.volunteering.test_exchange import can, looks_for
from tests.handlers.volunteering.test_steps import proposes
from tests.support.talk import Neighbour, Street

# Who stands behind a row: by table and number, whom it is about and who answers it.
Truth = dict[tuple[str, int], "Behind"]
FIRST, MINUTES = "09:30", 480
STEPS = ("Learning place", "Paid job", "Supported job")
PLACES = ("H-buurt", "Holendrecht")


@dataclass(frozen=True, slots=True)
class Behind:
    """Whose row it is, and who helps there; None where nobody does."""

    resident: int
    helper: int | None


@dataclass
class Place:
    """A street with its people, drawn by lot and always the same for one seed."""

    street: Street
    chance: random.Random
    residents: list[Neighbour] = field(default_factory=list)
    truth: Truth = field(default_factory=dict)


def fill(database: Database, *, people: int, days: int, seed: int) -> Truth:
    """Let so many people live here for so many days; it is the morning after the last one."""
    street = Street(database, read_text(PARTNERS, "partners.toml"), MONDAY)
    place = Place(street, random.Random(seed))
    holders = [street.key_holder(room) for room in ("h-buurt", "holendrecht") for _ in range(3)]
    helpers = [partner(street, name) for name in ("debts", "quick") for _ in range(2)]
    nour = street.coordinator()
    place.residents = [street.neighbour() for _ in range(people)]
    for one in place.residents[: people // 8]:
        _joined(street, one)
    for _ in range(days):
        _day(place, holders, helpers, nour)
        street.at("06:00", days=1)
        street.look()
    return place.truth


def _day(place: Place, holders: list[Neighbour], helpers: list[Neighbour], nour: Neighbour) -> None:
    chance, street = place.chance, place.street
    came = chance.sample(place.residents, k=len(place.residents) // 2)
    acts: list[Callable[[], object]] = [
        partial(_does_something, place, one) for one in came for _ in range(chance.randint(1, 2))
    ]
    acts += [partial(_opens, one) for one in holders]
    acts += [partial(_answers, place, one) for one in (*holders, *helpers) for _ in range(3)]
    acts += [partial(_proposes, place, nour) for _ in range(4)]
    chance.shuffle(acts)
    street.at(FIRST)
    for act in acts:
        street.later(seconds=chance.randint(70, MINUTES * 60 // len(acts)))
        act()
        street.tick()
        with street.database.writing() as store:
            _note(place, store)


def _joined(street: Street, who: Neighbour) -> None:
    """Somebody who helps in the room already."""
    who.arrives()
    with street.database.writing() as store:
        offer = store.offers.make(
            who.person, room="h-buurt", what="cook", when="any", now=street.now
        )
        store.offers.join(offer, street.now)


def _does_something(place: Place, who: Neighbour) -> None:
    """Most people ask when the room is open; some want more than that."""
    chance, room = place.chance, place.chance.choice(PLACES)
    wish: list[Callable[[], object]] = [
        partial(asks, who, chance.choice(("Debts", "Letters", "Care")), room),
        partial(writes, who, "I need a hand", room),
        partial(wants_to_help, who, chance.choice(("Cooking", "Repairing")), room),
        partial(can, who, room=room),
        partial(looks_for, who, room=room),
    ]
    everyday: list[Callable[[], object]] = [
        partial(who.says, "/hours"),
        partial(who.says, "/activities"),
    ]
    tried(chance.choice([*wish, *everyday]))


def _opens(who: Neighbour) -> None:
    who.says("/open")


def _answers(place: Place, who: Neighbour) -> None:
    """Somebody goes on with what was asked of them, or with whatever is on their screen."""
    labels = ["Come and see", "We help", "I'll meet them", "Yes", "Got help", "Ended"]
    tried(partial(who.taps, place.chance.choice(labels)))
    if place.chance.random() < 0.5 and who.screen:
        who.replies("Come by")


def _proposes(place: Place, nour: Neighbour) -> None:
    step, number = place.chance.choice(STEPS), f"{place.chance.randint(1, 6)}"
    tried(partial(proposes, nour, step, number))


def tried(act: Callable[[], object]) -> None:
    """Do it, if there is a button for it."""
    try:
        act()
    except AssertionError as problem:
        if "no button" not in str(problem):
            raise


def _note(place: Place, store: Store) -> None:
    """What the repositories know of everybody, who have the keys."""
    for one in place.residents:
        found = store.people.find(one.channel, one.address)
        if not found:
            continue
        person = found.id
        for request in store.requests.of_person(person):
            place.truth["requests", request.id] = Behind(person, request.taken_by)
        for number in store.talks.numbers_of(person, ""):
            talk = store.talks.get(number)
            if talk:
                place.truth["talks", number] = Behind(person, talk.taken_by)
        for offer in store.offers.of(person):
            place.truth["offers", offer.id] = Behind(person, offer.answered_by)
        for step in store.steps_to_work.of(person):
            place.truth["path_steps", step.id] = Behind(person, step.proposed_by)
        for wish in store.exchange.open_of(person):
            place.truth["wishes", wish.id] = Behind(person, None)
