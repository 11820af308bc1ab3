"""The pages of a visitor, and what rests in the outbox for each of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import TypeVar

import structlog

from bot.channels.web.page_texts import NO_WORDS
from bot.channels.web.view import Shown, closed, says_instead, shown, with_voices
from handlers.core.context import NO_VOICES, Voices
from storage.database import Database
from storage.keyring import KeyMissing, KeyRing
from storage.repositories.messages.letters import BLANK
from storage.repositories.messages.sent import Message
from storage.repositories.people.people import Person
from storage.repositories.pushes import State
from storage.store import Store

# How many messages a page shows; a counter that was tapped often is many rows and one message.
SHOWN = 120
# Another copy of the program may have sent something; nobody rings our bell for that.
LOOK_AROUND, LOOK_AROUND_ALONE = 1.0, 5.0
# A page asks anew before that; what was sent meanwhile is looked at, and no more than so much.
LATELY, MOST_LATELY = timedelta(seconds=30), 1_000
# How many messages that cannot be shown are remembered, so that each is logged once.
NOTED = 10_000

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
        clock: Callable[[], datetime],
        voices: Voices = NO_VOICES,
    ) -> None:
        self._database = database
        self._channel = channel
        self.default_language = default_language
        self.today = today
        self._clock = clock
        self.voices = voices
        # By token, and by person once one is known by it.
        self._bells: dict[str | int, set[asyncio.Event]] = {}
        self._seen_lately: set[int] = set()
        self._closed = False
        self._noted: set[int] = set()
        # For whom a sign of news waits, or was given, and who looks just now.
        self._looking: set[int] = set()

    @property
    def keys(self) -> KeyRing:
        """The keys of this installation."""
        return self._database.keys

    async def newest_push(self) -> int:
        """The number of our newest key for signs, made when it is needed first."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._database.writers, self.keys.newest_push)

    def ring(self, keys: Iterable[str | int]) -> None:
        """Wake the pages that wait under these tokens or persons."""
        for key in keys:
            for bell in self._bells.get(key, ()):
                bell.set()

    def close(self) -> None:
        """Let every waiting page go, and keep none waiting from now on."""
        self._closed = True
        self.ring(list(self._bells))

    def conversation(self, store: Store, person: Person) -> tuple[int, list[Shown], State | None]:
        """After which message a conversation is shown, its messages, and how signs stand."""
        hidden = store.people.shown_after(person.id)
        if not self.shows(person):
            # What a tab keeps of before goes as well.
            hidden = max(hidden, store.sent.newest_id_of(person.id))
        return hidden, self.news(store, person, 0, ()), self.signs(store, person)

    def news(self, store: Store, person: Person, after: int, seen: Collection[int]) -> list[Shown]:
        """The messages after this one that a page has not seen yet, oldest first."""
        if not self.shows(person):
            return []
        first = max(after, store.people.shown_after(person.id))
        rows = store.sent.sent_after(person.id, message=first, limit=SHOWN)
        signs = self.signs(store, person)
        if signs and signs.is_open:
            self._looking.add(person.id)
        shown = [self._shown(row, tells=bool(signs)) for row in rows if row.id not in seen]
        return self._with_clips(store, person, with_voices(store, shown))

    def sign_of(self, state: State | None) -> str:
        """What a page is told: whether its browser shows signs, and whether with an older key."""
        if state is None:
            return ""
        try:
            return "on" if state.key == self._database.keys.newest_push() else "old"
        except KeyMissing:
            return "on"

    def signs(self, store: Store, person: Person) -> State | None:
        """How it stands with signs of news; None where this browser is given none."""
        browser = person.browser
        # Only somebody who stays here is given signs: for the others nothing is looked up.
        if browser is None or browser.stays_until is None:
            return None
        return store.pushes.state(person.id)

    def newest(self, store: Store, person: Person) -> int:
        """The number of the newest message that somebody has."""
        return store.sent.newest_id_of(person.id)

    def own(self, store: Store, person: Person, number: int) -> Message | None:
        """The message with this number, if it was sent to this person and is still shown."""
        try:
            message = store.sent.get(number)
        except (KeyMissing, ValueError) as problem:
            self.note(number, problem)
            return None
        if message is None or message.person != person.id or not self.shows(person):
            return None
        return message if number > store.people.shown_after(person.id) else None

    def shows(self, person: Person | None) -> bool:
        """Whether a page may show what was said to this person until now."""
        if person is None or person.browser is None:
            return person is not None
        return person.browser.shows(self._clock())

    async def find(self, token: str) -> Person | None:
        """Who is known by this secret, whether it still opens them or not."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._database.readers, self._find, token)

    async def renewal_seen(self, person: Person) -> None:
        """A browser has its new cookie: the one before it opens nothing any more."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._database.writers, self._renewal_seen, person.id)

    async def look(
        self, token: str, ask: Callable[[Store, Person], T], *, is_seen: bool = True
    ) -> tuple[Person | None, T | None]:
        """Look at what is kept for a visitor whom a browser opens now.

        ``is_seen``: somebody sits before it, and knows all that came until now.
        """
        if not token:
            return None, None
        loop = asyncio.get_running_loop()
        now = self._clock()
        person, seen = await loop.run_in_executor(self._database.readers, self._look, token, ask)
        if is_seen and person and person.id in self._looking:
            self._looking.discard(person.id)
            try:
                await loop.run_in_executor(self._database.writers, self._looked, person.id, now)
            except Exception as problem:
                # Another sign is given: that is better than a page that is not shown.
                log.warning("web.look_not_kept", problem=type(problem).__name__)
        return person, seen

    async def ask(self, question: Callable[[Store], T]) -> T:
        """Look at what is kept, for nobody in particular."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._database.readers, self._ask, question)

    async def wait(
        self,
        token: str,
        ask: Callable[[Store, Person], T],
        seconds: float,
        person: Person | None = None,
        *,
        is_seen: bool = True,
    ) -> tuple[Person | None, T | None]:
        """Look until there is something to see, or the time is over.

        Between two looks it waits for its bell; ``person`` is who was known by this secret before.
        What comes while it waits nobody may have seen: the page says so by asking anew.
        """
        pause = LOOK_AROUND if self._database.is_postgres else LOOK_AROUND_ALONE
        # Whoever is forgotten is somebody else from then on, known by the same secret.
        bell, keys = asyncio.Event(), {token, person.id if person else token}
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        for key in keys:
            self._bells.setdefault(key, set()).add(bell)
        try:
            while True:
                bell.clear()
                person, seen = await self.look(token, ask, is_seen=is_seen)
                is_seen = False
                if person and person.id not in keys:
                    # Once more: it may have come in before our bell hung there.
                    keys.add(person.id)
                    self._bells.setdefault(person.id, set()).add(bell)
                    continue
                left = end - loop.time()
                if seen or self._closed or left <= 0:
                    return person, seen
                with suppress(TimeoutError):
                    # Whom we do not know yet, another copy may come to know.
                    await asyncio.wait_for(bell.wait(), left if person else min(left, pause))
        finally:
            for key in keys:
                self._bells[key].discard(bell)
                if not self._bells[key]:
                    del self._bells[key]

    async def look_around(self) -> None:
        """Wake the pages to which another copy of the program sent something: one look for all."""
        persons = {key for key in self._bells if isinstance(key, int)}
        if not persons or not self._database.is_postgres:
            return
        loop = asyncio.get_running_loop()
        sent = await loop.run_in_executor(self._database.readers, self._sent_lately)
        self.ring(persons.intersection(sent[row] for row in sent.keys() - self._seen_lately))
        self._seen_lately = set(sent)

    def note(self, message: int, problem: Exception) -> None:
        """Log that a message cannot be shown, once: its number and why, never its words."""
        if message in self._noted:
            return
        if len(self._noted) >= NOTED:
            self._noted.clear()
        self._noted.add(message)
        log.error("web.unreadable", message=message, problem=type(problem).__name__)

    def _shown(self, row: Message, *, tells: bool) -> Shown:
        """A message as a page shows it, whatever an older program or a lost key made of it."""
        try:
            if not row.payload:
                raise KeyMissing
            return shown(
                row, self.default_language(), self.today(), tells=tells, voices=self.voices
            )
        except Exception as problem:
            self.note(row.id, problem)
            return closed(row, self.default_language())

    def _with_clips(self, store: Store, person: Person, messages: list[Shown]) -> list[Shown]:
        """The same with where they are said aloud; of those whose words are gone, that they are."""
        for message in messages:
            said = message["aloud"] and self.own(store, person, message["aloud"])
            if said and not said.payload.startswith(BLANK):
                message["voice"] = f"/voices/{message['id']}.ogg"
            elif message["aloud"]:
                says_instead(message, NO_WORDS)
        return messages

    def _look(
        self, token: str, ask: Callable[[Store, Person], T]
    ) -> tuple[Person | None, T | None]:
        with self._database.reading() as store:
            person = store.people.find(self._channel, token)
            if person is None or not person.is_open(self._clock()):
                return None, None
            return person, ask(store, person)

    def _ask(self, question: Callable[[Store], T]) -> T:
        with self._database.reading() as store:
            return question(store)

    def _looked(self, person: int, now: datetime) -> None:
        with self._database.writing() as store:
            store.pushes.looked(person, now)

    def _sent_lately(self) -> dict[int, int]:
        with self._database.reading() as store:
            now = self._clock()
            return store.sent.lately(now - LATELY, now, MOST_LATELY)

    def _find(self, token: str) -> Person | None:
        with self._database.reading() as store:
            return store.people.find(self._channel, token)

    def _renewal_seen(self, person: int) -> None:
        with self._database.writing() as store:
            store.browsers.renewal_seen(person)
