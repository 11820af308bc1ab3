"""Neighbours who talk with the bot: `says`, `taps`, `sees`, with the clock in the test's hands.

No network and no sleeping: a turn goes through the real pipeline into the real database, the real
ticker looks at the clock, and the real delivery sends.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from bot.app import CHANNELS
from bot.channels.base import PersonLeft
from bot.exports.documents import Documents
from bot.pipeline.clock_watch import ClockWatch
from bot.pipeline.delivery import Delivery
from bot.pipeline.incoming import Turns
from bot.pipeline.ticker import Ticker
from bot.rendering.message import Key, Rendered
from handlers.core.messages import Kind, Place, Turn
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.neighbourhood.weekly_time import WeeklyTime
from storage.database import Database
from storage.neighbourhood.model import Neighbourhood
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.messages.outbox_sql import SENT
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, Role
from tests.support.doors import Doors, nobody_says, waits_for

NUMBERS = count(1)


class Street:
    """A neighbourhood with its people and its clock; another copy of it has the same doors."""

    def __init__(
        self,
        database: Database,
        neighbourhood: Neighbourhood,
        now: datetime,
        doors: dict[tuple[str, str], Neighbour] | None = None,
    ) -> None:
        self.database = database
        self.now = now
        self.zone = ZoneInfo(neighbourhood.timezone)
        self.report_time = WeeklyTime(0, time(7))
        # While the channels cannot be reached, what is queued waits.
        self.is_away = False
        self.doors = {} if doors is None else doors
        self.turns = Turns(database, links, lambda: None, channels=CHANNELS)
        self.clock_watch = ClockWatch(lambda: self.now)
        self._left: list[bool] = []
        self.delivery = self._delivery()
        # What was queued and would wait for ever, or not at all: nothing ever is.
        self.timeless: list[Outgoing] = []
        self._notice_what_is_timeless()
        self.load(neighbourhood)

    def _delivery(self) -> Delivery:
        return Delivery(
            self.database,
            {name: Doors(name, self.doors) for name in ("telegram", "web")},
            {},
            lambda: "nl",
            lambda: self.now,
            lambda persons: None,
            lambda: self.now.astimezone(self.zone).date(),
            lambda: self._left.append(True),
            self.clock_watch,
            Documents(self.database, self.view, lambda: self.now).make,
            nobody_says,
        )

    def _notice_what_is_timeless(self) -> None:
        rows = self.turns.rows
        real = rows.of

        def of(*args: Any) -> list[Outgoing]:
            made = real(*args)
            begins = [(row.not_before or self.now, row.valid_until) for row in made]
            self.timeless += [
                row
                for row, (begin, until) in zip(made, begins, strict=True)
                if until is None or until <= begin
            ]
            return made

        rows.of = of  # type: ignore[method-assign]

    def view(self) -> NeighbourhoodView:
        """The neighbourhood as it is loaded."""
        with self.database.reading() as store:
            loaded = store.neighbourhoods.current()
        assert loaded
        return NeighbourhoodView(loaded)

    def load(self, neighbourhood: Neighbourhood) -> None:
        with self.database.writing() as store:
            store.neighbourhoods.save(neighbourhood)

    def neighbour(self, language: str = "en", **more: Any) -> Neighbour:
        """Somebody who writes to the bot for the first time."""
        # Long, as the service has them: no short number is found in a date.
        return Neighbour(self, f"{710_000_000 + next(NUMBERS)}", language, **more)

    def key_holder(self, *rooms: str, language: str = "en") -> Neighbour:
        """Somebody who holds the key to these rooms."""
        return self._with_roles([Role(KEY_HOLDER, room) for room in rooms], language)

    def coordinator(self, language: str = "en") -> Neighbour:
        return self._with_roles([Role(COORDINATOR, "")], language)

    def at(self, clock: str, *, days: int = 0) -> None:
        """It is that local time now, so many days later."""
        hour, minute = clock.split(":")
        local = self.now.astimezone(self.zone) + timedelta(days=days)
        self.now = local.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)

    def later(self, **delta: float) -> None:
        self.now += timedelta(**delta)

    def tick(self) -> None:
        """The ticker looks at the clock once, and what it found is sent."""
        self.look()
        self.deliver()

    def is_back(self) -> None:
        """The channels can be reached again, and what still makes sense is sent."""
        self.is_away = False
        self.deliver()

    def look(self) -> None:
        """The ticker, as after a restart, looks at the clock once; nothing is sent yet."""
        watch = ClockWatch(lambda: self.now)
        watch.heard("date", self.now)
        committed: list[bool] = []
        ticker = Ticker(
            self.database,
            self.turns,
            self.report_time,
            lambda: self.now,
            lambda: committed.append(True),
            watch,
            lambda: None,
        )
        waits_for(ticker.tick())
        assert committed, "the ticker failed: see the log"

    def deliver(self) -> None:
        """Send everything in the outbox to the people it is for.

        When somebody left, the ticker looks at the clock at once, as in the program.
        """
        assert self.timeless == [], "these do not say until when they make sense"
        if self.is_away:
            return
        # The world outside has the same time.
        self.clock_watch.heard("date", self.now)
        for result in waits_for(self.delivery.send_due()):
            has_left = result.problem == "PersonLeft"
            assert result.state == SENT or has_left, f"{result.problem}: see the log"
        if self._left:
            self._left.clear()
            self.tick()

    def knows(self, neighbour: Neighbour) -> None:
        """What is sent to this address is read by this neighbour from now on."""
        self.doors[neighbour.channel, neighbour.address] = neighbour

    def _with_roles(self, roles: list[Role], language: str) -> Neighbour:
        made = self.neighbour(language)
        made.arrives()
        with self.database.writing() as store:
            for role in roles:
                store.roles.give(made.person, role, self.now)
        return made


@dataclass
class Neighbour:
    """One person on the other side."""

    street: Street
    address: str
    language: str = "en"
    channel: str = "telegram"
    private: bool = True
    screen: list[Rendered] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    # Their own words in the chat, by what the channel calls them.
    wrote: dict[str, str] = field(default_factory=dict)
    has_blocked: bool = False

    @property
    def person(self) -> int:
        with self.street.database.reading() as store:
            found = store.people.find(self.channel, self.address)
        assert found
        return found.id

    def arrives(self) -> None:
        """Is known to the bot, without having said anything."""
        with self.street.database.writing() as store:
            store.people.known([(self.channel, self.address, self.language)])
        self.street.knows(self)

    def stays(self) -> Neighbour:
        """Wants to be known again in this browser."""
        with self.street.database.writing() as store:
            store.browsers.stay(self.person, self.street.now)
        return self

    def says(self, text: str, **more: Any) -> Neighbour:
        return self.does(text=text, **more)

    def taps(self, label: str, *, on: Rendered | None = None) -> Neighbour:
        """Tap the newest button with this label, or the one on a message from earlier."""
        if (command := self._bar.get(label)) and on is None:
            return self.says(command)
        for message in [on] if on else reversed(self.screen):
            for key in keys_of(message):
                if label in {key.label, plain(key.label), *key.label.split(" ", 1)[1:]}:
                    return self.does(Kind.TAPPED, tap=key.token, message=str(message.id))
        raise AssertionError(f"no button {label!r} on the screen:\n{self.transcript()}")

    @property
    def _bar(self) -> dict[str, str]:
        """What the signs say that are always in sight where this neighbour is, if any are."""
        channel = next(kind for kind in CHANNELS if kind.name == self.channel)
        signs = {"🏠": "/menu", "🧑 A person": "/person", "A person": "/person", "🆘": "/urgent"}
        return signs if channel.limits.has_bar else {}

    def asks_what_is_known(self) -> Neighbour:
        """Read what is known of them, page by page."""
        read = self.says("/mydata").reads()
        while "➡️ More" in self.buttons():
            read += self.taps("➡️ More").reads()
        self.unread = read
        return self

    def hands_over(self) -> Neighbour:
        """Is asked who has the phone from now on."""
        return self.says("/menu").taps("More").taps("Somebody else")

    def replies(self, text: str, *, on: Rendered | None = None) -> Neighbour:
        """Answer a message itself, the newest one unless told otherwise."""
        return self.does(text=text, reply_to=str((on or self.last).id))

    def speaks(self, voice: str, **more: Any) -> Neighbour:
        """Send a voice note."""
        return self.does(Kind.VOICE, voice=voice, **more)

    def shares(self, latitude: float, longitude: float) -> Neighbour:
        return self.does(Kind.PLACE, place=Place(latitude, longitude))

    def does(self, kind: Kind = Kind.SAID, *, number: str = "", **parts: Any) -> Neighbour:
        """Any turn at all, through the whole pipeline."""
        number = number or f"turn-{next(NUMBERS)}"
        # What they write themselves stands in the chat as well, where the channel keeps one.
        if kind != Kind.TAPPED and self.channel == "telegram":
            parts = {"said_as": number, **parts}
            self.wrote[parts["said_as"]] = parts.get("text", "")
        turn = Turn(
            self.channel,
            self.address,
            number,
            self.street.now,
            kind,
            hint=self.language,
            private=self.private,
            **parts,
        )
        self.unread = []
        self.street.turns.do([turn])
        self.street.knows(self)
        self.street.deliver()
        return self

    def blocks(self) -> None:
        """Block the bot, which hears of it only when it sends something."""
        self.has_blocked = True

    def gets(self, message: Rendered) -> None:
        if self.has_blocked:
            raise PersonLeft
        gone = {*message.clears, *message.blanks}
        self.screen = [one for one in self.screen if str(one.id) not in gone]
        self.wrote = {one: text for one, text in self.wrote.items() if one not in gone}
        same = [one.id for one in self.screen if str(one.id) == message.replaces]
        if same:
            at = [one.id for one in self.screen].index(same[0])
            # A message that was changed keeps its place and its number.
            kept = {**{name: getattr(message, name) for name in Rendered.__slots__}, "id": same[0]}
            self.screen[at] = Rendered(**kept)
        else:
            self.screen.append(message)
        self.unread.append(message.text)

    def sees(self, *texts: str) -> Neighbour:
        """Every one of these is in what came since the last turn."""
        for text in texts:
            seen = plain("\n".join(self.unread))
            assert text in seen, f"{text!r} is not in:\n{seen}\n--- all:\n{self.transcript()}"
        return self

    def sees_not(self, *texts: str) -> Neighbour:
        for text in texts:
            assert text not in plain("\n".join(self.unread)), self.transcript()
        return self

    def hears_nothing(self) -> Neighbour:
        assert self.unread == [], self.transcript()
        return self

    def reads(self) -> list[str]:
        """Everything unread, which is read from now on."""
        read, self.unread = self.unread, []
        return read

    @property
    def last(self) -> Rendered:
        return self.screen[-1]

    def buttons(self) -> list[str]:
        return [key.label for key in keys_of(self.screen[-1])]

    def transcript(self) -> str:
        return "\n---\n".join(
            "\n".join([plain(one.text), *(f"[{key.label}]" for key in keys_of(one))])
            for one in self.screen
        )


def links(code: str) -> tuple[str, ...]:
    """Where a code leads, on this street."""
    return (f"https://example.org/?start={code}",)


def keys_of(message: Rendered) -> list[Key]:
    return [key for row in message.rows for key in row]


def plain(text: str) -> str:
    """A text without the marks that keep values whole, and lines on their side, in Arabic."""
    return text.translate(dict.fromkeys((0x200F, 0x2068, 0x2069)))
