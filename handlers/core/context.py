"""What a handler is given: the turn, the person, the store and the neighbourhood."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple, Protocol

import locales
from handlers.core.messages import Kind, Reply, Text, Turn
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.neighbourhood.rooms import Room
from storage.repositories.people.browsers import IDLE
from storage.repositories.people.people import Person
from storage.repositories.people.roles import KEY_HOLDER
from storage.repositories.rooms.contacts import Contact
from storage.store import Store

Args = Mapping[str, str | int]
# How many browsers of one place on the internet are people a day: a full room on one Wi-Fi.
MOST_CONTACTS = 40


class May(Protocol):
    """Whether something may be done once more today, so often at most.

    From one place on the internet, or by one account; ``everywhere``: by everybody together. It
    counts as done then, unless ``takes`` is False: that only asks.
    """

    def __call__(
        self, what: str, most: int, /, *, takes: bool = True, everywhere: bool = False
    ) -> bool:
        """True as long as it may."""
        ...


def may_always(what: str, most: int, /, *, takes: bool = True, everywhere: bool = False) -> bool:
    """No limit at all."""
    del what, most, takes, everywhere
    return True


class Spoken(NamedTuple):
    """A sentence of ours that stands alone: what it is, and a hash of the words heard of it."""

    slot: str
    one: str
    heard: bytes


class Voices:
    """What is said aloud in this installation; here nothing.

    ``edition`` counts how often that changed.
    """

    edition = 0

    def __contains__(self, language: object) -> bool:
        """Whether there is a voice that says any words of a language."""
        return False

    def can_say(
        self, lines: Sequence[Text], languages: AbstractSet[str], chain: tuple[str, ...]
    ) -> bool:
        """Whether these lines can be heard, whose sentences are in these languages.

        Who hears them reads the languages of the chain.
        """
        del lines, languages, chain
        return False

    def sentences(self, language: str) -> tuple[Spoken, ...]:
        """What a neighbour can record in a language, in the order in which people meet it."""
        del language
        return ()

    def changed(self) -> None:
        """What neighbours recorded is another from the next commit on."""


NO_VOICES = Voices()


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """What people call a channel, which app it takes if any, and whether addresses are secrets."""

    title: str
    app: str
    has_secret_addresses: bool


@dataclass(frozen=True, slots=True)
class Context:
    """One turn of one person, with everything there is to think with.

    ``links`` makes the addresses that carry a code to us, one for each channel; ``channels`` is
    what is known of each, also of one that is switched off. ``departures`` end what is of somebody
    who goes, or of one of those that share a phone.
    """

    turn: Turn
    person: Person
    store: Store
    view: NeighbourhoodView
    links: Callable[[str], tuple[str, ...]]
    channels: Mapping[str, ChannelFacts] = field(default_factory=dict)
    departures: tuple[Callable[[Context, str | None], Iterable[Reply]], ...] = ()
    may: May = may_always
    voices: Voices = NO_VOICES

    def channel(self, name: str) -> ChannelFacts:
        """What is known of a channel; one that is gone goes by its name in our tables."""
        unknown = ChannelFacts(name, name, has_secret_addresses=True)
        return self.channels.get(name, unknown)

    @property
    def has_account(self) -> bool:
        """Whether two who write through this channel are two people: their accounts say so."""
        return not self.channel(self.person.channel).has_secret_addresses

    @property
    def can_listen(self) -> bool:
        """Whether the language of the chat is spoken here."""
        return self.language in self.voices

    def count_contact(self) -> None:
        """Something worth keeping was said: now a browser stands for somebody, and counts once.

        From one place on the internet not for more people a day than a full room has.
        """
        if self.has_account:
            return
        self.store.browsers.keep(self.person.id, self.today)
        contacts, person = self.store.contacts, self.person.id
        if not contacts.wrote_on(person, self.today) and self.may("contacts", MOST_CONTACTS):
            contacts.wrote([self.contact()], self.today)

    def contact(self, room: str = "") -> Contact:
        """Whoever did this as a contact, of a room or of the bot as a whole."""
        team = bool(self.person.roles)
        return Contact(person=self.person.id, language=self.language, room=room, is_team=team)

    @property
    def needs_pictures(self) -> bool:
        """Whether somebody with a role was away from their browser for a while: is it still them.

        Whoever has no pictures yet cannot be asked for them.
        """
        browser = self.person.browser
        if browser is None or not (browser.needs_pictures or self.now - browser.acted_at >= IDLE):
            return False
        return self.store.ways_back.has(self.person.id)

    @property
    def is_leaving(self) -> bool:
        """Whether somebody leaves a browser: what is open goes on without it."""
        return self.turn.kind is Kind.WENT

    @property
    def now(self) -> datetime:
        """When the turn came in."""
        return self.turn.now

    @property
    def today(self) -> date:
        """The local day of the turn."""
        return self.view.today(self.turn.now)

    @property
    def language(self) -> str:
        """What the person chose, else what the device hints, else the neighbourhood's own."""
        offered = tuple(locales.languages())
        chosen = self.person.language or locales.closest(
            self.turn.hint or self.person.hint, offered
        )
        return chosen or self.view.neighbourhood.default_language

    @property
    def profile(self) -> str:
        """Who of those that share this phone has it now; empty for the first of them."""
        return self.person.profile

    @property
    def own_rooms(self) -> tuple[Room, ...]:
        """The rooms this person holds a key to."""
        return self.view.only(self.person.rooms_as(KEY_HOLDER))
