"""What neighbours do with and for each other: talks, offers to help, steps, and small things."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

from storage.demo.plan import YEAR, Making
from storage.demo.residents import Residents
from storage.repositories.conversations.talks import VOICE, WORDS
from storage.repositories.help_requests.partners import SENT
from storage.repositories.rooms.participants import VOLUNTEER
from storage.repositories.volunteering.exchange import CAN, LOOK
from storage.repositories.volunteering.offers import Offer
from storage.repositories.volunteering.steps_to_work import WorkStep

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
HELPS = ("cook", "language", "repair", "forms", "children", "garden", "welcome")
TIMES = ("morning", "afternoon", "evening", "weekend", "any")
THINGS = ("bike", "sew", "cook", "dutch", "computer", "letters", "paint", "walk", "plants", "carry")
STEPS = (WorkStep.VOLUNTEER, WorkStep.LEARNING, WorkStep.SHELTERED, WorkStep.PAID)
QUESTION, ANSWER = "Mag ik mijn zus meenemen?", "Ja, kom gerust samen."
# In a room: who joined in all the years, talks in a month, wishes in two.
JOINED, TALKS, WISHES = 6, 6, 8
# At first the key-holders of the room are asked.
HOLDERS = 1
# The bytes of a voice note: five seconds, half a minute.
SOUND = 20_000, 120_000
# Of one sentence: two seconds, ten.
SENTENCE = 8_000, 40_000
TALKS_KEPT, WISHES_KEPT = 29 * DAY, 59 * DAY


class Neighbours:
    """What goes on in each room between its people."""

    def __init__(self, making: Making, residents: Residents) -> None:
        self._making, self._residents = making, residents
        self._store, self._now = making.store, making.now
        self._chance = making.chance("neighbours")
        self._blocks: dict[str, list[datetime]] = {name: [] for name in making.rooms}
        for block in making.plan.blocks:
            self._blocks[block.room].append(block.start)

    def write(self) -> None:
        """Write it down as it happens, room by room."""
        for room, name in enumerate(self._making.rooms):
            guests = self._guests(room)
            for _ in range(TALKS):
                self._talk(room, name, next(guests))
            self._speaks(name, next(guests))
            for _ in range(JOINED):
                self._joins(room, name, next(guests))
            self._lends_voice(next(guests))
            self._offers(room, name, guests)
            self._wishes(name, [next(guests) for _ in range(WISHES)])
        partners = self._making.plan.neighbourhood.partners
        for place, partner in zip(self._residents.partner_people, partners, strict=True):
            self._partner(partner.id, self._residents.ids[place])

    def _talk(self, room: int, name: str, person: int) -> None:
        """A resident asks, a key-holder answers; of those that are over the words are gone."""
        talks, chance = self._store.talks, self._chance
        at = self._ago(TALKS_KEPT)
        talk = talks.start(person, "", room=name, circle=HOLDERS, now=at)
        talks.add(talk, WORDS, QUESTION, at, by_resident=True)
        answered = at + chance.uniform(0.1, 3) * HOUR
        if answered > self._now:
            return
        talks.take(talk, self._holder(room))
        talks.add(talk, WORDS, ANSWER, answered, by_resident=False)
        taken = talks.get(talk.id)
        if taken and answered + DAY < self._now:
            talks.close(taken, answered + DAY)

    def _speaks(self, name: str, person: int) -> None:
        """A resident spoke on a page a while ago; nobody answered yet."""
        talks, at = self._store.talks, self._ago(HOUR)
        talk = talks.start(person, "", room=name, circle=HOLDERS, now=at)
        sound = self._chance.randbytes(self._chance.randint(*SOUND))
        talks.add(talk, VOICE, "", at, by_resident=True, sound=sound)

    def _lends_voice(self, person: int) -> None:
        """Somebody recorded a sentence, and another one listened to it."""
        voices, today = self._store.voices, self._making.today
        sound = self._chance.randbytes(self._chance.randint(*SENTENCE))
        recorded = voices.make(
            person,
            language=self._making.plan.neighbourhood.default_language,
            heard=self._chance.randbytes(32),
            slot="body",
            one="What do you need?",
            today=today,
            sound=sound,
        )
        voices.confirm(recorded.id, today)
        voices.approve(recorded.id)

    def _joins(self, room: int, name: str, person: int) -> None:
        """Somebody who came for a trial, and helps since then; some go on to work."""
        offers, steps = self._store.offers, self._store.steps_to_work
        years = YEAR * self._making.wanted.years - 10
        at = self._now - 10 * DAY - years * self._chance.random() * DAY
        offer = self._taken(room, self._offer(name, person, at), at + DAY)
        joined = at + 5 * DAY
        offers.join(offers.comes(offer), joined)
        day = joined.astimezone(self._making.zone).date()
        self._store.participants.reached(person, name, day, VOLUNTEER)
        coordinator = self._residents.ids[self._residents.coordinators[0]]
        for number, step in enumerate(self._chance.sample(STEPS, self._chance.randint(0, 2))):
            made = steps.propose(person, room=name, step=step, day=day, proposed_by=coordinator)
            if number == 0 or self._chance.random() < 0.7:
                steps.agree(made, joined + HOUR)

    def _offers(self, room: int, name: str, guests: Iterator[int]) -> None:
        """One waits, one comes for a trial soon, one came to nothing within the year."""
        offers = self._store.offers
        self._offer(name, next(guests), self._ago(DAY))
        at = self._ago(DAY)
        offers.comes(self._taken(room, self._offer(name, next(guests), at), at))
        at = self._ago((YEAR - 10) * DAY)
        offers.refuse(self._offer(name, next(guests), at), at + DAY)

    def _offer(self, name: str, person: int, at: datetime) -> Offer:
        what, when = self._chance.choice(HELPS), self._chance.choice(TIMES)
        return self._store.offers.make(person, room=name, what=what, when=when, now=at)

    def _taken(self, room: int, offer: Offer, at: datetime) -> Offer:
        """A key-holder chooses a day, and another one meets the volunteer then."""
        offers = self._store.offers
        blocks = self._blocks[offer.room]
        after = bisect_right(blocks, at + 2 * DAY)
        taken = offers.take(offer, self._holder(room), at)
        taken = offers.choose_day(taken, blocks[min(after, len(blocks) - 1)])
        return offers.invite(taken, self._holder(room), at)

    def _wishes(self, name: str, persons: list[int]) -> None:
        """What people can do and look for; two of them were brought together, and met."""
        exchange, chance = self._store.exchange, self._chance
        thing, at = chance.choice(THINGS), self._ago((YEAR - 60) * DAY) - 20 * DAY
        for person, side in zip(persons, (CAN, LOOK), strict=False):
            exchange.add(person, room=name, side=side, thing=thing, now=at)
        can, look = (exchange.open_of(person)[0] for person in persons[:2])
        number = exchange.introduce(can=can.id, look=look.id, now=at)
        pair = exchange.introduction(number) if number else None
        if pair:
            exchange.answer(pair, can.id, is_yes=True)
            exchange.answer(pair, look.id, is_yes=chance.random() < 0.7)
        for wish in (can, look):
            exchange.end(wish.id, at + 10 * DAY)
        for person in persons[2:]:
            side = chance.choice((CAN, LOOK))
            thing = chance.choice(THINGS)
            exchange.add(person, room=name, side=side, thing=thing, now=self._ago(WISHES_KEPT))

    def _partner(self, partner: str, person: int) -> None:
        """Whether it is full, and whom it sent to a room within two weeks."""
        store, chance = self._store, self._chance
        full = self._making.today + 10 * DAY if chance.random() < 0.3 else None
        store.partners.set_capacity(partner, person, full_until=full, now=self._ago(10 * DAY))
        for room in range(0, len(self._making.rooms), 4):
            at = self._ago(13 * DAY)
            code, _ = store.partners.link_to_room(
                partner,
                domain="forms",
                language="nl",
                room=self._making.rooms[room],
                made_by=person,
                now=at,
            )
            link = store.partners.find_link(SENT, code)
            if link and chance.random() < 0.6:
                guest = next(self._guests(room))
                store.partners.use_link(link.id, person=guest, now=at + HOUR)

    def _guests(self, room: int) -> Iterator[int]:
        """People of a room without a role, one after the other."""
        residents = self._residents
        for turn in count(residents.holders[room]):
            place = residents.of_room(room, turn)
            if not residents.is_team(place):
                yield residents.ids[place]

    def _holder(self, room: int) -> int:
        residents = self._residents
        return residents.ids[
            residents.of_room(room, self._chance.randrange(residents.holders[room]))
        ]

    def _ago(self, longest: timedelta) -> datetime:
        return self._now - longest * self._chance.random()
