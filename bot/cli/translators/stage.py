"""The bot on a stage: the real turns over a throw-away database, with people of the example."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, cast

import bot
from bot import app
from bot.channels.base import Channel
from bot.cli.example import load_first
from bot.cli.tools import CannotDo
from bot.exports.documents import Documents
from bot.pipeline.clock_watch import ClockWatch
from bot.pipeline.delivery import Delivery
from bot.pipeline.incoming import Turns
from bot.rendering.message import Clip, Key, NotMade, Rendered
from bot.voices.speaker import NOT_NOW
from handlers.core.messages import Kind, Place, Turn
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.database import Database
from storage.keyring import KeyRing
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, Role, RoleName

EXAMPLE = Path(bot.__file__).parents[1] / "examples" / "zuidoost.toml"
RESIDENT, KEY_HOLDS, COORDINATES = "resident", "key-holder", "coordinator"
PEOPLE = (RESIDENT, KEY_HOLDS, COORDINATES)
# Where somebody is who shares it: in the middle of the example.
HERE = Place(52.315, 4.965)
# Signs that keep values whole on a telephone, and lines on their side; a terminal and a sheet show
# them as boxes.
ISOLATES = dict.fromkeys((0x200F, 0x2068, 0x2069))


class Screen:
    """A channel that ends here: what is sent is kept for whoever looks. Delivery asks no more."""

    draws = False

    def __init__(self, kind: type[Channel]) -> None:
        # What fits is as it is on a telephone.
        self.limits = kind.limits
        self.sent: list[tuple[str, Rendered]] = []

    def is_group(self, _: str) -> bool:
        """Nobody here is many people."""
        return False

    async def send(self, address: str, message: Rendered) -> str:
        """Keep a message."""
        self.sent.append((address, message))
        return message.replaces or str(message.id)


class Shown(NamedTuple):
    """A message and who reads it."""

    who: str
    message: Rendered

    def lines(self) -> list[str]:
        """The message as it is read, each button with its number."""
        text = self.message.text.translate(ISOLATES).split("\n")
        numbered = enumerate(keys_of(self.message), 1)
        return [*text, *(f"[{n}] {key.label.translate(ISOLATES)}" for n, key in numbered)]


async def _silent(*_: object) -> Clip:
    """A terminal reads nothing aloud; no message of its own has a button for it."""
    raise NotMade(NOT_NOW)


def keys_of(message: Rendered) -> list[Key]:
    """The buttons of a message, in the order in which they are read."""
    return [key for row in message.rows for key in row]


class Stage:
    """People who talk with the bot; what they do is really done, here only."""

    def __init__(self, database: Database, view: NeighbourhoodView, runner: asyncio.Runner) -> None:
        self._database = database
        self._view = view
        self._runner = runner
        # As on a telephone: the first channel is the one that most people use.
        self._kind = app.CHANNELS[0]
        self._screen = Screen(self._kind)
        self._turns = Turns(database, _links, lambda: None, channels=app.CHANNELS)
        self._delivery = Delivery(
            database,
            cast("dict[str, Channel]", {self._kind.name: self._screen}),
            {},
            lambda: view.neighbourhood.default_language,
            app.now,
            lambda _: None,
            lambda: view.today(app.now()),
            lambda: None,
            ClockWatch(app.now),
            Documents(database, lambda: view, app.now).make,
            _silent,
        )
        self._numbers = count(1)
        self._hints: dict[str, str] = {}
        self._last: dict[str, Rendered] = {}

    def enters(self, who: str, tag: str, role: RoleName | None = None) -> None:
        """Somebody who reads this language, maybe with a role."""
        self._hints[who] = tag
        with self._database.writing() as store:
            person = store.people.known([(self._kind.name, who, tag)])[self._kind.name, who]
            store.people.choose_language(person.id, tag)
            if role:
                room = next(iter(self._view.rooms)) if role == KEY_HOLDER else ""
                store.roles.give(person.id, Role(role, room), app.now())

    def says(self, who: str, text: str) -> list[Shown]:
        """Somebody writes this."""
        return self._does(who, text=text)

    def taps(self, who: str, number: int) -> list[Shown]:
        """Somebody taps a button under the last message they read, by its number."""
        message = self._last.get(who)
        keys = keys_of(message) if message else []
        if message is None or not 1 <= number <= len(keys):
            return []
        key = keys[number - 1]
        if key.asks_place:
            return self._does(who, Kind.PLACE, place=HERE)
        if not key.token:
            return []
        return self._does(who, Kind.TAPPED, tap=key.token, message=str(message.id))

    def buttons(self, who: str) -> list[Key]:
        """What can be tapped under the last message somebody read."""
        return keys_of(self._last[who]) if who in self._last else []

    def _does(
        self,
        who: str,
        kind: Kind = Kind.SAID,
        *,
        text: str = "",
        tap: str = "",
        message: str = "",
        place: Place | None = None,
    ) -> list[Shown]:
        turn = Turn(
            self._kind.name,
            who,
            f"{next(self._numbers)}",
            app.now(),
            kind,
            text=text,
            tap=tap,
            message=message,
            place=place,
            hint=self._hints[who],
        )
        self._turns.do([turn])
        self._screen.sent.clear()
        self._runner.run(self._delivery.send_due())
        shown = [Shown(*one) for one in self._screen.sent]
        self._last.update({one.who: one.message for one in shown})
        return shown


@contextmanager
def opened() -> Iterator[Stage]:
    """A stage with the example neighbourhood; nothing of it is left afterwards."""
    # Alembic takes a fifth of a second that no other command needs.
    from storage.upkeep.migrate import migrate  # noqa: PLC0415

    if not EXAMPLE.exists():
        raise CannotDo(f"The example neighbourhood {EXAMPLE.name} is not here.")
    with TemporaryDirectory() as folder, asyncio.Runner() as runner:
        keys = KeyRing.make(Path(folder) / "keys")
        database = Database(f"sqlite:///{folder}/stage.db", keys)
        try:
            migrate(database)
            load_first(database, EXAMPLE, app.now())
            yield Stage(database, app.check_storage(database), runner)
        finally:
            database.close()


def with_three_people(stage: Stage, tag: str) -> None:
    """Everybody there is, in one language."""
    for who, role in zip(PEOPLE, (None, KEY_HOLDER, COORDINATOR), strict=True):
        stage.enters(who, tag, role)


def _links(code: str) -> tuple[str, ...]:
    return (f"https://example.org/?start={code}",)
