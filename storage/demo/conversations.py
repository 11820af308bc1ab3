"""Who wrote to the bot on which day: contacts of all years, and what rests of the last weeks."""

from __future__ import annotations

import secrets
from array import array
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from storage.demo.plan import YEAR, Making
from storage.demo.residents import Residents
from storage.repositories.conversations.not_understood import PEOPLE
from storage.repositories.messages.letters import NO_WORDS
from storage.repositories.messages.outbox import SECRETS_KEPT, Outgoing, resting
from storage.repositories.messages.outbox_sql import SENT
from storage.repositories.messages.received import KEPT as RECEIVED
from storage.repositories.messages.received import mark
from storage.repositories.messages.sent import KEPT as SENT_KEPT
from storage.repositories.messages.sent import WORDS_KEPT
from storage.repositories.rooms.contacts import Contact, counted
from storage.tables.messages import jobs, outbox, seen
from storage.tables.people import people, web_visits
from storage.tables.rooms import contacts
from storage.upkeep.retention import BLANKED, FORMER, REQUESTS

# Each year so many more people wrote than in the year before, and of those who write so many
# write again on another day; so many ask about a room.
GROWTH, AGAIN, ABOUT_A_ROOM = 0.75, 0.35, 0.5
MORNING, NIGHT = 8 * 3_600, 22 * 3_600
# So many messages come in and go out when somebody writes.
TURNS, ANSWERS = (2, 5), (2, 4)
JOBS_KEPT = timedelta(days=399)


class Conversations:
    """Everybody who wrote, day by day."""

    def __init__(self, making: Making, residents: Residents) -> None:
        self._making, self._residents = making, residents

    def write(self) -> None:
        """Write down the contacts, the newest messages, and what was done once."""
        making = self._making
        for back in reversed(range(making.wanted.years)):
            first = making.today - timedelta(days=YEAR * (back + 1) - 1)
            days = self._days(back)
            making.add(contacts, self._contacts(first, days))
            if back == 0:
                making.add(seen, self._seen(first, days))
                making.add(outbox, self._outbox(first, days))
        making.add(web_visits, self._visits())
        making.add(jobs, self._done())
        self._not_understood()
        chance = making.chance("failed turns")
        for _ in range(1 + len(making.rooms) // 10):
            making.store.received.put_aside(
                channel="telegram",
                external_id=secrets.token_hex(4),
                problem="TypeError",
                now=making.now - timedelta(days=29 * chance.random()),
            )

    def _days(self, back: int) -> list[array[int]]:
        """Who wrote on each day of a year that began so many years ago, each once a day."""
        chance, residents = self._making.chance(f"contacts {back}"), self._residents
        days = [array("I") for _ in range(YEAR)]
        first = self._making.today.toordinal() - YEAR + 1
        for place in range(int(residents.count * GROWTH**back)):
            # Of the last year it is known when somebody wrote last.
            last = residents.last[place] - first if back == 0 else chance.randrange(YEAR)
            days[max(last, 0)].append(place)
            before = last
            while before > 0 and chance.random() < AGAIN:
                before = chance.randrange(before)
                days[before].append(place)
        return days

    def _contacts(self, first: date, days: Sequence[array[int]]) -> Iterator[dict[str, Any]]:
        chance, residents, keys = (
            self._making.chance(f"{first}"),
            self._residents,
            self._making.keys,
        )
        for number, places in enumerate(days):
            day = first + timedelta(days=number)
            for place in places:
                language, is_team = residents.language(place), residents.is_team(place)
                person = residents.ids[place]
                hidden = keys.of_year(day.year, person)
                rooms = ["", self._making.rooms[residents.room_of(place)]]
                is_about = not residents.in_browser[place] and chance.random() < ABOUT_A_ROOM
                for room in rooms if is_about else rooms[:1]:
                    wrote = Contact(person=person, language=language, room=room, is_team=is_team)
                    yield counted(wrote, day, hidden)

    def _seen(self, first: date, days: Sequence[array[int]]) -> Iterator[dict[str, Any]]:
        """The marks of what came in within the last days."""
        chance, making = self._making.chance("received"), self._making
        for number, places in list(enumerate(days))[1 - RECEIVED.days :]:
            for place in places:
                channel = "web" if self._residents.in_browser[place] else "telegram"
                for _ in range(chance.randint(*TURNS)):
                    at = making.at(first + timedelta(days=number), chance.randrange(MORNING, NIGHT))
                    yield {"mark": mark(making.keys, channel, secrets.token_hex(8)), "at": at}

    def _outbox(self, first: date, days: Sequence[array[int]]) -> Iterator[dict[str, Any]]:
        """What was answered within the month, and what those read who look around just now."""
        chance = self._making.chance("answers")
        for number, places in list(enumerate(days))[1 - SENT_KEPT.days :]:
            day = first + timedelta(days=number)
            # In the order in which it was said; of a place so many times as there are answers.
            said = [
                (chance.randrange(MORNING, NIGHT), place)
                for place in places
                for _ in range(chance.randint(*ANSWERS))
            ]
            for seconds, place in sorted(said):
                yield self._sent(place, day, seconds, chance.randrange(10**9))
        visitors = self._making.store.connection.execute(people.select().filter_by(is_visitor=True))
        for visitor in visitors.all():
            row = self._answered(visitor.id, visitor.acted_at, 0)
            yield {**row, "language": visitor.hint, "sent_as": ""}

    def _sent(self, place: int, day: date, seconds: int, which: int) -> dict[str, Any]:
        residents = self._residents
        row = self._answered(residents.ids[place], self._making.at(day, seconds), which)
        is_web = residents.in_browser[place]
        if not is_web and row["due_at"] < self._making.now - WORDS_KEPT:
            row["words"] = NO_WORDS
        sent_as = "" if is_web else str(which)
        return {**row, "language": residents.language(place), "sent_as": sent_as}

    def _answered(self, person: int, at: Any, which: int) -> dict[str, Any]:
        answers, making = self._making.plan.answers, self._making
        message = Outgoing(person, answers[which % len(answers)])
        row = resting(making.keys, message, at, "")
        is_looked_at = at < making.now - SECRETS_KEPT
        done = {"state": SENT.value, "wanted_at": None, "valid_until": None, "must_arrive": True}
        return {**row, **done, "wipe_at": None if is_looked_at else row["wipe_at"]}

    def _visits(self) -> Iterator[dict[str, Any]]:
        chance, making = self._making.chance("web visits"), self._making
        for number in range(YEAR * making.wanted.years):
            day = making.first_day + timedelta(days=number + 1)
            yield {"day": day, "n": chance.randint(0, 3 * len(making.rooms))}

    def _not_understood(self) -> None:
        """Words that three people typed, and some that one did; and a sentence that is wrong."""
        making = self._making
        for words, many in (("mag mijn hond mee", PEOPLE), ("zijn er koekjes", 1)):
            for number in range(many):
                heard = making.store.not_understood.heard(words, number, making.today)
                if heard:
                    making.store.not_understood.rests(heard, words, "nl", making.today)
        making.store.wrong_sentences.note("tr", "body", "What do you need?", making.today)

    def _done(self) -> Iterator[dict[str, Any]]:
        """What the program did each hour, each night and each Monday, as long as it is kept."""
        now = self._making.now
        for back in range(JOBS_KEPT.days):
            day = self._making.today - timedelta(days=back)
            yield {"job": "forget", "period": day.isoformat(), "at": self._making.at(day, 60)}
            if day.weekday() == 0:
                week = day - timedelta(days=7)
                at = self._making.at(day, 7 * 3_600)
                yield {"job": "weekly report", "period": f"{week:%G-W%V}", "at": at}
        for back in range(JOBS_KEPT.days * 24):
            hour = now - timedelta(hours=back)
            yield {"job": "parted", "period": f"{hour:%Y-%m-%d %H}", "at": hour}
        # Up to where the last night looked.
        for job, period in (
            (FORMER, ""),
            (REQUESTS, self._making.today.isoformat()),
            (BLANKED, (now - WORDS_KEPT).isoformat()),
        ):
            yield {"job": job, "period": period, "at": now}
