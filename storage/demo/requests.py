"""Requests for help: by topic, of whom they were asked, and what came of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from storage.demo.plan import YEAR, Making
from storage.demo.residents import Residents
from storage.neighbourhood.checks import Domain
from storage.repositories.help_requests.requests import ERASED
from storage.repositories.help_requests.states import (
    ACCEPTED,
    CANCELLED,
    COMPLETED,
    COULD_NOT,
    ELSEWHERE,
    FAILED,
    GOT_HELP,
    HELPER,
    IN_PROGRESS,
    NEEDS_ACTION,
    NO_CONTACT,
    NO_INTEREST,
    PROGRAM,
    REQUESTED,
    RESIDENT,
    SAID_HELPED,
    SAID_NOBODY,
    CameOfIt,
    Happening,
    Mover,
    Step,
)
from storage.repositories.people.audit import READ_REQUEST
from storage.repositories.people.roles import KEY_HOLDER, PARTNER
from storage.repositories.rooms.participants import ASKED_HELP, counted
from storage.sealed_rows import new_number
from storage.tables.help_requests import request_events, request_notes, requests
from storage.tables.people import audit
from storage.tables.rooms import participants
from storage.upkeep.retention import ACCEPTED_WORDS, CLOSED, EVENTS, UNACCEPTED

DAY = timedelta(days=1)
# So many in a room and year, and never more than this part of its people ask.
EACH_YEAR, OF_ITS_PEOPLE = 75, 0.3
UNANSWERED = 0.16
TOPICS: dict[Domain, int] = {
    "forms": 27,
    "debt": 20,
    "budget": 10,
    "housing": 14,
    "meeting": 6,
    "wellbeing": 4,
    "care": 5,
    "learning": 7,
    "participation": 2,
    "work": 4,
    "enterprise": 1,
}
TIMES = ("morning", "afternoon", "evening", "weekend", "any")
OUTCOMES: dict[CameOfIt, int] = {
    GOT_HELP: 66,
    ELSEWHERE: 12,
    NEEDS_ACTION: 8,
    NO_CONTACT: 7,
    COULD_NOT: 7,
}
WENT_WELL = (GOT_HELP, ELSEWHERE, NEEDS_ACTION)
NOTE = "Gebeld, komt met de brieven."


@dataclass(slots=True)
class _Request:
    """A request as it stands now: its columns, and who made which step when."""

    number: int
    person: int
    values: dict[str, Any]
    steps: list[tuple[datetime, Step, Mover, int | None]] = field(default_factory=list)


class Requests:
    """All requests of all years, in the order in which they were made."""

    def __init__(self, making: Making, residents: Residents) -> None:
        self._making, self._residents = making, residents
        self._partners = {
            domain: (partner, residents.ids[place])
            for place, partner in zip(
                residents.partner_people, making.plan.neighbourhood.partners, strict=True
            )
            for domain in partner.domains
        }

    def write(self) -> None:
        """Write them down with their steps, their notes, who looked, and who was reached."""
        making = self._making
        each = min(EACH_YEAR, int(self._residents.in_room(0) * OF_ITS_PEOPLE))
        for year in range(making.wanted.years):
            many = each * len(making.rooms)
            made = list(self._of_year(year, many))
            making.add_sealed(requests, ((one.number, one.values, {}) for one in made))
            making.add_sealed(request_events, self._steps(made))
            making.add_sealed(request_notes, self._notes(made))
            making.add_sealed(audit, self._looks(made))
            making.add(participants, self._reached(made))

    def _of_year(self, year: int, many: int) -> Iterator[_Request]:
        chance, making = self._making.chance(f"requests {year}"), self._making
        first = making.first_day + timedelta(days=YEAR * year)
        days = sorted(chance.randrange(YEAR) for _ in range(many))
        for day in days:
            at = making.at(first + timedelta(days=day + 1), chance.randrange(32_000, 75_000))
            yield self._request(chance, at)

    def _request(self, chance: random.Random, at: datetime) -> _Request:
        residents, plan = self._residents, self._making.plan
        room = chance.randrange(len(self._making.rooms))
        place = residents.of_room(room, residents.holders[room] + chance.randrange(10**6))
        (domain,) = chance.choices(list(TOPICS), list(TOPICS.values()))
        partner, helper = self._partners[domain]
        scope = partner.id
        if chance.random() < 0.4:
            scope = ""
            helper = residents.ids[
                residents.of_room(room, chance.randrange(residents.holders[room]))
            ]
        request = _Request(
            new_number(),
            residents.ids[place],
            {
                "person_id": residents.ids[place],
                "language": residents.language(place),
                "domain": domain,
                # Somebody who cannot come asks the room itself.
                "room": self._making.rooms[room] if not scope or chance.random() < 0.8 else "",
                "is_urgent": chance.random() < 0.06,
                "times": chance.choice(TIMES),
                "safe_here": chance.random() < 0.94,
                "contact": f"+31 20 000 {chance.randrange(10_000):04}",
                "partner": scope,
                "asked_at": at,
                "consent_at": at,
                "consent_version": plan.consent,
                "consent_language": residents.language(place),
                "made_at": at,
                "closed_at": None,
            },
        )
        self._goes_on(chance, request, helper)
        self._over_its_time(request)
        return request

    def _goes_on(self, chance: random.Random, request: _Request, helper: int) -> None:
        """What happens to it, as far as it has happened by now."""
        values, made_at = request.values, request.values["made_at"]
        self._step(request, made_at, REQUESTED, RESIDENT, request.person)
        accepted = made_at + chance.uniform(0.1, 6) * DAY
        if chance.random() < UNANSWERED:
            values["due_at"] = made_at + UNACCEPTED
            if chance.random() < 0.5:
                self._end(request, made_at + UNACCEPTED, FAILED, PROGRAM, COULD_NOT)
            else:
                self._end(request, accepted, CANCELLED, RESIDENT, NO_INTEREST)
        elif not self._step(request, accepted, ACCEPTED, HELPER, helper):
            values["due_at"] = made_at + 7 * DAY
        else:
            values |= {"taken_by": helper, "answered_at": accepted}
            begun = accepted + chance.uniform(0.5, 5) * DAY
            self._helped(chance, request, helper, begun)

    def _helped(
        self, chance: random.Random, request: _Request, helper: int, begun: datetime
    ) -> None:
        """They meet, the helper writes down what came of it, and one of two says so as well."""
        (outcome,) = chance.choices(list(OUTCOMES), list(OUTCOMES.values()))
        went_well = outcome in WENT_WELL
        ended = begun + chance.uniform(1, 35) * DAY
        if self._step(request, begun, IN_PROGRESS, HELPER, helper):
            request.values["meet_at"] = begun
            state = COMPLETED if went_well else FAILED
            self._end(request, ended, state, HELPER, outcome)
        said_at = ended + DAY
        if chance.random() < 0.5 and self._step(
            request, said_at, Happening.SAID, RESIDENT, request.person
        ):
            said = SAID_HELPED if went_well else SAID_NOBODY
            request.values |= {"said": said, "said_at": said_at}

    def _step(
        self, request: _Request, at: datetime, what: Step, mover: Mover, person: int | None
    ) -> bool:
        """Whether this has happened already; then it is so."""
        if at >= self._making.now:
            return False
        request.steps.append((at, what, mover, person))
        if not isinstance(what, Happening):
            request.values |= {"state": what, "changed_at": at}
        return True

    def _end(
        self, request: _Request, at: datetime, state: Step, mover: Mover, outcome: CameOfIt
    ) -> None:
        by = request.person if mover == RESIDENT else request.values.get("taken_by")
        if self._step(request, at, state, mover, by):
            request.values |= {"outcome": outcome, "closed_at": at, "due_at": None}
            if mover == RESIDENT:
                request.values["withdrawn_at"] = at

    def _over_its_time(self, request: _Request) -> None:
        """What the nights since then took out."""
        now, values = self._making.now, request.values
        closed_at, answered_at = values.get("closed_at"), values.get("answered_at")
        if (answered_at or now) < now - ACCEPTED_WORDS or (closed_at and not answered_at):
            values["contact"] = ""
        was_taken_back = values["state"] == CANCELLED and not answered_at
        kept = UNACCEPTED if was_taken_back else CLOSED
        if closed_at and closed_at < now - kept:
            values |= {**ERASED, "erased_at": closed_at + kept}
            request.steps = [
                (at, what, mover, None if by == request.person else by)
                for at, what, mover, by in request.steps
            ]

    def _steps(self, made: list[_Request]) -> Iterator[tuple[int, dict[str, Any], dict[str, Any]]]:
        before = self._making.now - EVENTS + DAY
        for request in made:
            for at, what, mover, person in request.steps:
                if at > before:
                    step = {"at": at, "what": what, "role": mover, "person_id": person}
                    scope = request.values["partner"] or request.values["room"]
                    clear = {"request_id": request.number}
                    yield new_number(), {**step, "scope": scope}, clear

    def _notes(self, made: list[_Request]) -> Iterator[tuple[int, dict[str, Any], dict[str, Any]]]:
        for request in made:
            at = request.values.get("answered_at")
            if at and request.values["partner"] and request.values.get("contact"):
                note = {"partner": request.values["partner"], "at": at, "words": NOTE}
                yield new_number(), note, {"request_id": request.number}

    def _looks(self, made: list[_Request]) -> Iterator[tuple[int, dict[str, Any], dict[str, Any]]]:
        before = self._making.now - EVENTS + DAY
        for request in made:
            values = request.values
            for at, what, _, person in request.steps:
                if what == ACCEPTED and at > before:
                    look = {
                        "at": at,
                        "what": READ_REQUEST,
                        "role": PARTNER if values["partner"] else KEY_HOLDER,
                        "scope": values["partner"] or values["room"],
                        "by_id": person,
                        "about_id": request.person,
                        "request_id": request.number,
                    }
                    yield new_number(), look, {}

    def _reached(self, made: list[_Request]) -> Iterator[dict[str, Any]]:
        """Whoever asked in a room was reached once somebody helped."""
        keys, zone = self._making.keys, self._making.zone
        done = set()
        for request in made:
            for at, what, _, _ in request.steps:
                day, room = at.astimezone(zone).date(), request.values["room"]
                if what == ACCEPTED and room and (day, room, request.person) not in done:
                    done.add((day, room, request.person))
                    mark = keys.of_year(day.year, request.person)
                    yield counted(keys, day, room, mark, ASKED_HELP)
