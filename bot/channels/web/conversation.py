"""The pages of a visitor, and what rests in the outbox for each of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from datetime import date
from typing import TypeVar

import structlog

from bot.channels.web.view import Shown, shown
from storage.database import Database
from storage.repositories.messages.sent import Message
from storage.repositories.people.people import Person
from storage.store import Store

# How many messages a page shows; a counter that was tapped often is many rows and one message.
SHOWN = 120
# Another copy of the program may have sent something; nobody rings our bell for that.
LOOK_AROUND, LOOK_AROUND_ALONE = 1.0, 5.0

T = TypeVar("T")
log = structlog.get_logger(__name__)


class Mailbox:
    """What rests in the outbox for each page, and the pages that wait for more."""

    def __init__(
        self,
        database: Database,
        channel: str,
        default_language: Callable[[], str],
        today: Callable[[], date],
    ) -> None:
        self._database = database
        self._channel = channel
        self._default_language = default_language
        self._today = today
        self._bells: dict[str | int, set[asyncio.Event]] = {}
        self._closed = False

    def ring(self, keys: Iterable[str | int]) -> None:
        """Wake the pages that wait under these tokens or persons."""
        for key in keys:
            for bell in self._bells.get(key, ()):
                bell.set()

    def close(self) -> None:
        """Let every waiting page go, and keep none waiting from now on."""
        self._closed = True
        self.ring(list(self._bells))

    def conversation(self, store: Store, person: Person) -> tuple[int, list[Shown]]:
        """After which message a conversation is shown, and its messages."""
        hidden = store.people.shown_after(person.id)
        return hidden, self.news(store, person, 0, ())

    def news(self, store: Store, person: Person, after: int, seen: Collection[int]) -> list[Shown]:
        """The messages after this one that a page has not seen yet, oldest first."""
        first = max(after, store.people.shown_after(person.id))
        rows = store.sent.sent_after(person.id, message=first, limit=SHOWN)
        return [message for row in rows if row.id not in seen and (message := self._shown(row))]

    def own(self, store: Store, person: Person, number: int) -> Message | None:
        """The message with this number, if it was sent to this person and is still shown."""
        message = store.sent.get(number)
        is_own = (
            message and message.person == person.id and number > store.people.shown_after(person.id)
        )
        return message if is_own else None

    async def hide(self, token: str) -> None:
        """Show a conversation only from here on."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._database.writers, self._hide, token)

    async def look(
        self, token: str, ask: Callable[[Store, Person], T]
    ) -> tuple[Person | None, T | None]:
        """Look at what is kept for a visitor, if that visitor ever said something."""
        if not token:
            return None, None
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._database.readers, self._look, token, ask)

    async def wait(
        self, token: str, ask: Callable[[Store, Person], T], seconds: float
    ) -> tuple[Person | None, T | None]:
        """Look until there is something to see, or the time is over."""
        pause = LOOK_AROUND if self._database.is_postgres else LOOK_AROUND_ALONE
        bell = asyncio.Event()
        keys: set[str | int] = {token}
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        self._bells.setdefault(token, set()).add(bell)
        try:
            while True:
                bell.clear()
                person, seen = await self.look(token, ask)
                if person and person.id not in keys:
                    # Once more: it may have come in before our bell hung there.
                    keys.add(person.id)
                    self._bells.setdefault(person.id, set()).add(bell)
                    continue
                left = end - loop.time()
                if seen or self._closed or left <= 0:
                    return person, seen
                with suppress(TimeoutError):
                    await asyncio.wait_for(bell.wait(), min(left, pause))
        finally:
            for key in keys:
                self._bells[key].discard(bell)
                if not self._bells[key]:
                    del self._bells[key]

    def _shown(self, row: Message) -> Shown | None:
        """A message as a page shows it; None for one that an older program wrote its own way."""
        try:
            return shown(row, self._default_language(), self._today())
        except (ValueError, LookupError, TypeError) as problem:
            log.error("web.unreadable", message=row.id, problem=type(problem).__name__)
            return None

    def _look(
        self, token: str, ask: Callable[[Store, Person], T]
    ) -> tuple[Person | None, T | None]:
        with self._database.reading() as store:
            person = store.people.find(self._channel, token)
            return person, ask(store, person) if person else None

    def _hide(self, token: str) -> None:
        with self._database.writing() as store:
            person = store.people.find(self._channel, token)
            if person:
                store.people.hide_until(person.id, message=store.sent.newest_id_of(person.id))
