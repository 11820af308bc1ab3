"""The people: where they write from, in which language, when they wrote last, what they asked."""

from __future__ import annotations

import secrets
from array import array
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from storage.demo.place import LANGUAGES
from storage.demo.plan import YEAR, Making
from storage.repositories.people.browsers import STAYS
from storage.repositories.people.people import PERSON_BITS, where_reached
from storage.repositories.people.questions import CLOSED, sealed_question
from storage.repositories.pushes import PushAddress
from storage.tables.people import dialogues, people, subscriptions

# Lately more people wrote than long ago.
LATELY = 1.7
# Of those who wrote within the month, so many did in a browser, where they stay.
IN_A_BROWSER = 0.3
# And so many of these want a sign when there is news.
SIGNS = 0.2
MONTH = 29
KEY_HOLDERS = (15, 30)
# So many of a room's people want to be told of it, and never more than these.
TOLD, MOST_TOLD = 0.12, 150
# Telegram never gave out numbers this high: whatever is sent by mistake reaches nobody.
NOBODYS_CHAT = 4_000_000_000_000_000
# With who comes without a phone a room reaches 400 to 700 people in a year.
REGULARS = 300
PICTURES = ("🌻", "⚽", "🐟", "🎈")


class Residents:
    """Everybody who is known, by place in a row: a million of them need little memory.

    The first ones hold the keys of the rooms, the last ones coordinate or answer for a partner.
    """

    def __init__(self, making: Making) -> None:
        self._making = making
        chance = making.chance("residents")
        self.count, self._rooms = making.wanted.people, len(making.rooms)
        self.tags = list(LANGUAGES)
        tongues = range(len(self.tags))
        most = min(KEY_HOLDERS[1], self.count // self._rooms // 2)
        fewest = min(KEY_HOLDERS[0], most)
        self.holders = [chance.randint(fewest, most) for _ in making.rooms]
        partners = len(making.plan.neighbourhood.partners)
        self.partner_people = range(self.count - partners, self.count)
        few = 1 + self._rooms // 8
        self.coordinators = range(self.count - partners - few, self.count - partners)
        self.ids, self.last = array("Q"), array("i")
        self.tongue = bytearray(chance.choices(tongues, list(LANGUAGES.values()), k=self.count))
        self.in_browser = bytearray(self.count)
        today = making.today.toordinal()
        for place in range(self.count):
            self.ids.append(chance.getrandbits(PERSON_BITS))
            ago = int(YEAR * chance.random() ** LATELY)
            if self.is_team(place):
                ago = min(ago, chance.randrange(4))
            self.last.append(today - ago)
            self.in_browser[place] = ago < MONTH and chance.random() < IN_A_BROWSER

    def of_room(self, room: int, turn: int) -> int:
        """One of those who come to a room; the first ones hold its key."""
        return room + self._rooms * (turn % self.in_room(room))

    def in_room(self, room: int) -> int:
        """How many come to a room."""
        return (self.count - room + self._rooms - 1) // self._rooms

    def regulars(self, room: int) -> int:
        """How many of them ever come in; the others only write."""
        return min(self.in_room(room), REGULARS)

    def room_of(self, place: int) -> int:
        """The room to which somebody comes."""
        return place % self._rooms

    def is_team(self, place: int) -> bool:
        """Whether somebody has a role."""
        turn, room = divmod(place, self._rooms)
        return turn < self.holders[room] or place >= self.coordinators[0]

    def language(self, place: int) -> str:
        """What somebody reads."""
        return self.tags[self.tongue[place]]

    def last_day(self, place: int) -> date:
        """When somebody wrote last."""
        return date.fromordinal(self.last[place])

    def write(self) -> None:
        """Write down everybody, and what is kept of them alone."""
        making = self._making
        making.add(people, self._people())
        making.add(dialogues, self._dialogues())
        making.add(subscriptions, self._subscriptions())
        self._signs()
        chance = making.chance("shared phones")
        for room in range(self._rooms):
            place = self.of_room(room, self.holders[room] + chance.randrange(4))
            making.store.profiles.add(self.ids[place], chance.choice(PICTURES))

    def _signs(self) -> None:
        """Of those who stay in a browser some are given signs of news there."""
        chance = self._making.chance("signs")
        for place, person in enumerate(self.ids):
            if self.in_browser[place] and chance.random() < SIGNS:
                address = PushAddress(
                    # A name that stands for nobody on the internet (RFC 2606).
                    endpoint=f"https://push.invalid/{secrets.token_urlsafe(120)}",
                    p256dh=secrets.token_urlsafe(65),
                    auth=secrets.token_urlsafe(16),
                    key=1,
                )
                self._making.store.pushes.keep(person, address)

    def _people(self) -> Iterator[dict[str, Any]]:
        chance, keys = self._making.chance("people"), self._making.keys
        for place, person in enumerate(self.ids):
            is_web = bool(self.in_browser[place])
            channel = "web" if is_web else "telegram"
            address = secrets.token_urlsafe(16) if is_web else str(NOBODYS_CHAT + place)
            last = self._making.at(self.last_day(place), chance.randrange(32_000, 75_000))
            ago = (self._making.now - last).days
            has_left = not is_web and ago < MONTH and not self.is_team(place)
            yield {
                "id": person,
                "channel": channel,
                **where_reached(keys, person, channel, address),
                "language": self.language(place) if chance.random() < 0.7 else "",
                "hint": self.language(place),
                "left_at": last if has_left and chance.random() < 0.02 else None,
                "contact_day": self.last_day(place),
                "acted_at": last if is_web else None,
                "stays_until": last + STAYS if is_web else None,
                "is_visitor": False,
            }
        for _ in range(self._rooms // 2 + 1):
            yield self._visitor(self._making.now - timedelta(minutes=chance.randrange(1, 25)))

    def _visitor(self, acted_at: Any) -> dict[str, Any]:
        """Somebody who looks around in a browser just now: nobody, so far."""
        person = secrets.randbits(PERSON_BITS)
        return {
            "id": person,
            "channel": "web",
            **where_reached(self._making.keys, person, "web", secrets.token_urlsafe(16)),
            "language": "",
            "hint": "nl",
            "left_at": None,
            "contact_day": None,
            "acted_at": acted_at,
            "stays_until": None,
            "is_visitor": True,
        }

    def _dialogues(self) -> Iterator[dict[str, Any]]:
        """Two of five were asked something once; of those who wrote today some are still."""
        chance = self._making.chance("dialogues")
        today = self._making.today.toordinal()
        for place, person in enumerate(self.ids):
            if chance.random() < 0.4:
                is_open = self.last[place] == today and chance.random() < 0.1
                question = self._making.plan.question if is_open else CLOSED
                yield {
                    "person_id": person,
                    "question": sealed_question(self._making.keys, person, question),
                    "version": chance.randint(1, 40),
                }

    def _subscriptions(self) -> Iterator[dict[str, Any]]:
        chance = self._making.chance("subscriptions")
        for room, name in enumerate(self._making.rooms):
            many = min(int(self.in_room(room) * TOLD) + 1, MOST_TOLD)
            for turn in chance.sample(range(self.in_room(room)), many):
                place = self.of_room(room, turn)
                since = self.last_day(place) - timedelta(days=chance.randrange(YEAR))
                yield {
                    "person_id": self.ids[place],
                    "room": name,
                    "since": self._making.at(since, 40_000),
                }
