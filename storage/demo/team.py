"""Those with a role: since when, who invited them, which screens they tied."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from storage.demo.plan import YEAR, Making
from storage.demo.residents import Residents
from storage.repositories.people.forgotten import KEPT as FORGOTTEN
from storage.repositories.people.people import PERSON_BITS
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, OPERATOR, PARTNER, Role
from storage.upkeep.retention import INVITATIONS

DAY = timedelta(days=1)


class Team:
    """Key-holders, coordinators, people of partners and an operator."""

    def __init__(self, making: Making, residents: Residents) -> None:
        self._making, self._residents = making, residents
        self._chance = making.chance("team")
        # Since when each key-holder of each room is one, in the order of the room's people.
        self.since: list[list[datetime]] = [
            sorted(self._long_ago() for _ in range(many)) for many in residents.holders
        ]

    def write(self) -> None:
        """Write down their roles, and what they did with them lately."""
        store, residents = self._making.store, self._residents
        for place, role, since in self._roles():
            store.roles.give(residents.ids[place], role, since)
            if residents.in_browser[place]:
                store.ways_back.to_person(residents.ids[place], secrets.token_hex(8))
        for place in residents.coordinators:
            store.report_choices.set(residents.ids[place], "month", is_on=True)
            store.alerts.set_minute(residents.ids[place], 8 * 60)
        for room, name in enumerate(self._making.rooms):
            self._keys(room, name)
            self._board(room, name)
        for _ in range(1 + len(self._making.rooms) // 2):
            person = self._chance.getrandbits(PERSON_BITS)
            store.forgotten.add(person, "", self._ago(FORGOTTEN - DAY))

    def _roles(self) -> Iterator[tuple[int, Role, datetime]]:
        residents, plan = self._residents, self._making.plan
        for room, name in enumerate(self._making.rooms):
            for turn, since in enumerate(self.since[room]):
                yield residents.of_room(room, turn), Role(KEY_HOLDER, name), since
        for place in residents.coordinators:
            yield place, Role(COORDINATOR, ""), self._long_ago()
        yield residents.coordinators[0], Role(OPERATOR, ""), self._long_ago()
        for place, partner in zip(
            residents.partner_people, plan.neighbourhood.partners, strict=True
        ):
            yield place, Role(PARTNER, partner.id), self._long_ago()

    def _keys(self, room: int, name: str) -> None:
        """Somebody left the team within the year; somebody was invited within the month."""
        store, residents = self._making.store, self._residents
        role = Role(KEY_HOLDER, name)
        former = residents.ids[residents.of_room(room, residents.holders[room])]
        left = self._ago(YEAR * DAY)
        store.roles.give(former, role, left - YEAR * DAY)
        store.roles.end(next(h.id for h in store.roles.everybody() if h.person == former), left)
        coordinator = residents.ids[self._chance.choice(residents.coordinators)]
        when = self._ago(INVITATIONS - DAY)
        code, _ = store.invitations.make(role, coordinator, when)
        invitation = store.invitations.find(code)
        newest = residents.ids[residents.of_room(room, residents.holders[room] - 1)]
        if invitation and self._chance.random() < 0.8:
            store.invitations.redeem(invitation.id, person=newest, now=when + DAY / 48)

    def _board(self, room: int, name: str) -> None:
        """A screen at the door that shows the pictures of the day, and who picked wrong ones."""
        store, residents, now = self._making.store, self._residents, self._making.now
        holder = residents.ids[residents.of_room(room, 0)]
        tied = self._ago(YEAR * DAY)
        code, _ = store.boards.make(name, holder, tied)
        board = store.boards.of_link(code)
        if board:
            store.boards.tie(board.id, secrets.token_urlsafe(16), tied)
            store.boards.seen(board.id, now)
        guest = residents.ids[residents.of_room(room, residents.holders[room] + 1)]
        store.day_codes.picked_wrong(guest, self._making.today, name, self._making.today)

    def _long_ago(self) -> datetime:
        return self._ago(YEAR * self._making.wanted.years * DAY)

    def _ago(self, longest: timedelta) -> datetime:
        return self._making.now - longest * self._chance.random()
