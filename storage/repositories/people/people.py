"""People: an address in a channel, a language, and the question that is open with them."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from storage import sealed_rows
from storage.dialect import among, insert_new
from storage.keyring import KeyRing
from storage.repositories import hands
from storage.repositories.people.browsers import Browser, browser_of
from storage.repositories.people.present import present
from storage.repositories.people.profiles import languages_of
from storage.repositories.people.questions import Question, opened_question, sealed_question
from storage.repositories.people.roles import COORDINATOR, Role, RoleName, roles_of
from storage.tables.activities import signups
from storage.tables.people import dialogues, people, profiles

PERSON_BITS = 53  # Fits a JavaScript number, so that no page or log ever rounds it.


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """The question that is open: version tells an old question's buttons from the present one's."""

    flow: str
    step: str
    answers: Mapping[str, Any]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who wrote to us through one channel; known by number, never by name.

    ``profile`` is who of those that share the phone has it now; empty for the first of them.
    ``browser`` is None where accounts tell people apart.
    """

    id: int
    channel: str
    language: str = ""
    hint: str = ""
    left: bool = False
    contact_day: date | None = None
    roles: tuple[Role, ...] = ()
    dialogue: Dialogue | None = None
    profile: str = ""
    browser: Browser | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether their browser still opens them; an account always does."""
        return self.browser is None or self.browser.is_open(now, has_role=bool(self.roles))

    def rooms_as(self, role: RoleName) -> tuple[str, ...]:
        """The rooms this person has a role in."""
        return tuple(own.scope for own in self.roles if own.role == role)

    @property
    def is_coordinator(self) -> bool:
        """Whether this person coordinates the rooms of the neighbourhood."""
        return any(own.role == COORDINATOR for own in self.roles)


# Without what is asked apart, by whoever needs it.
_COLUMNS: list[Any] = [one for one in people.c if one.key not in {"listened", "with_sound"}]
_KNOWN: Select[Any] = (
    select(*_COLUMNS, dialogues.c.question, dialogues.c.version)
    .outerjoin(dialogues, dialogues.c.person_id == people.c.id)
    .where(among(people.c.address_hash, "hashes"))
)
_LOCKED = _KNOWN.order_by(people.c.id).with_for_update(of=people, key_share=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where somebody is reached, and in which language."""

    channel: str
    address: str
    language: str


class People:
    """Queries about people."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def known(self, addresses: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], Person]:
        """The people behind these (channel, address, language hint), new ones made at once.

        On PostgreSQL their rows are locked until the transaction ends, so that two copies of the
        program keep one person's turns in order.
        """
        wanted = {
            self.hash(channel, address): (channel, address, hint)
            for channel, address, hint in sorted(addresses)
        }
        rows = self._rows(list(wanted))
        missing = [address_hash for address_hash in wanted if address_hash not in rows]
        if missing:
            for address_hash in missing:
                self._add(*wanted[address_hash])
            rows |= self._rows(missing)
        roles = roles_of(self._connection, [row.id for row in rows.values()])
        return {
            wanted[address_hash][:2]: _person(self._keys, row, roles.get(row.id, ()))
            for address_hash, row in rows.items()
        }

    def hash(self, channel: str, address: str) -> bytes:
        """Under what a person's address is found."""
        return _hash(self._keys, channel, address)

    def find(self, channel: str, address: str) -> Person | None:
        """The person at an address, if that address ever wrote to us."""
        return self._first(self._rows([self.hash(channel, address)], locking=False))

    def by_number(self, person: int) -> Person | None:
        """The person with a number, if there is one."""
        own = select(people.c.address_hash).where(people.c.id == person)
        address_hash = self._connection.execute(own).scalar()
        return self._first(self._rows([address_hash]) if address_hash else {})

    def address(self, person: int, sealed: bytes) -> str:
        """A person's address in its channel, opened."""
        return self._keys.open(sealed, "people", "address", person)

    def language_of(self, person: int, profile: str | None = None) -> str:
        """What a person chose, or else what their device hinted; empty when neither.

        ``profile`` is whom of those that share the phone; None for whoever has it now.
        """
        spoken = {} if profile is None else languages_of(self._connection, {(person, profile)})
        if profile is not None and spoken:
            return spoken[person, profile]
        own = select(people.c.language, people.c.hint).where(people.c.id == person)
        row = self._connection.execute(own).one()
        return str(row.language or row.hint)

    def choose_language(self, person: int, language: str) -> None:
        """Keep a choice; it is never overridden by a hint."""
        self._set(person, {"language": language})
        # Whoever has the phone now finds it again after somebody else had it.
        now = select(people.c.profile).where(people.c.id == person).scalar_subquery()
        own = update(profiles).where(profiles.c.person_id == person, profiles.c.profile == now)
        self._connection.execute(own, {"language": language})

    def hint_language(self, person: int, hint: str) -> None:
        """Keep what the device said about its language."""
        self._set(person, {"hint": hint})

    def count_contacts(self, persons: Collection[int], day: date) -> None:
        """Remember that these people were counted as contacts on this day."""
        counted = update(people).where(people.c.id.in_(persons)).values(contact_day=day)
        if persons:
            self._connection.execute(counted)

    def forget(self, person: int) -> None:
        """Delete a person: what is theirs goes along, and what they did stays without a name."""
        own = update(signups).where(signups.c.person_id == person)
        self._connection.execute(own, {"profile": ""})
        sealed_rows.forget(self._connection, self._keys, person)
        self._connection.execute(delete(people).where(people.c.id == person))

    def forget_former_helpers(self) -> None:
        """Whoever has no role any more, nor had one lately, is named with no help they gave."""
        hands.forget_former(self._connection, self._keys)

    def last_contact(self, person: int) -> date | None:
        """The last day on which somebody wrote."""
        contact = select(people.c.contact_day).where(people.c.id == person)
        day: date | None = self._connection.execute(contact).scalar_one()
        return day

    def leave(self, person: int, now: datetime) -> None:
        """The person blocked us: an ordinary thing, nothing more is sent."""
        self._set(person, {"left_at": now})

    def come_back(self, person: int) -> None:
        """The person let us in again."""
        self._set(person, {"left_at": None})

    def present(self, persons: Iterable[int]) -> set[int]:
        """Which of these people have not left us."""
        return present(self._connection, persons)

    def channels(self, persons: Iterable[int]) -> dict[int, str]:
        """Through which channel each of these people is reached."""
        wanted = select(people.c.id, people.c.channel).where(people.c.id.in_(list(persons)))
        return {row.id: row.channel for row in self._connection.execute(wanted)}

    def homes(self, persons: Iterable[int]) -> dict[int, Home]:
        """Where each of these people is reached."""
        wanted = select(people).where(people.c.id.in_(list(persons)))
        return {
            row.id: Home(
                channel=row.channel,
                address=self.address(row.id, row.address),
                language=row.language or row.hint,
            )
            for row in self._connection.execute(wanted)
        }

    def count(self) -> int:
        """How many are known."""
        return self._connection.execute(select(func.count()).select_from(people)).scalar_one()

    def move(self, person: int, *, channel: str, address: str) -> None:
        """The same chat goes on under another address."""
        # The new address may have written first; its row makes way for the older one.
        there = people.c.address_hash == self.hash(channel, address)
        newer = select(people.c.id).where(there, people.c.id != person)
        for number in self._connection.execute(newer).scalars().all():
            self.forget(number)
        self._set(person, where_reached(self._keys, person, channel, address))

    def hide_until(self, person: int, *, message: int) -> None:
        """Show a web conversation only from after this message on."""
        self._set(person, {"shown_after": message})

    def shown_after(self, person: int) -> int:
        """After which message a web conversation is shown."""
        after = select(people.c.shown_after).where(people.c.id == person)
        return int(self._connection.execute(after).scalar_one())

    def save_dialogue(self, person: int, dialogue: Dialogue, *, is_new: bool) -> None:
        """Keep the question that is open now."""
        question = Question(dialogue.flow, dialogue.step, dialogue.answers)
        row = {
            "question": sealed_question(self._keys, person, question),
            "version": dialogue.version,
        }
        if is_new:
            self._connection.execute(insert(dialogues), {"person_id": person, **row})
        else:
            changed = update(dialogues).where(dialogues.c.person_id == person)
            self._connection.execute(changed, row)

    def _first(self, rows: Mapping[bytes, Row[Any]]) -> Person | None:
        for row in rows.values():
            return _person(self._keys, row, roles_of(self._connection, [row.id]).get(row.id, ()))
        return None

    def _add(self, channel: str, address: str, hint: str) -> None:
        person = secrets.randbits(PERSON_BITS)
        row = {"id": person, "channel": channel, "hint": hint}
        row |= where_reached(self._keys, person, channel, address)
        self._connection.execute(insert_new(self._connection, people), row)

    def _rows(self, hashes: list[bytes], *, locking: bool = True) -> dict[bytes, Row[Any]]:
        rows = self._connection.execute(_LOCKED if locking else _KNOWN, {"hashes": hashes})
        return {row.address_hash: row for row in rows}

    def _set(self, person: int, columns: Mapping[str, object]) -> None:
        self._connection.execute(update(people).where(people.c.id == person), dict(columns))


def where_reached(keys: KeyRing, person: int, channel: str, address: str) -> dict[str, bytes]:
    """An address as it rests: found by a hash, and sealed for its person."""
    return {
        "address_hash": _hash(keys, channel, address),
        "address": keys.seal(address, "people", "address", person),
    }


def _hash(keys: KeyRing, channel: str, address: str) -> bytes:
    return keys.find("people.address", f"{channel}:{address}")


def _person(keys: KeyRing, row: Row[Any], roles: tuple[Role, ...]) -> Person:
    dialogue = (
        Dialogue(**opened_question(keys, row.id, row.question)._asdict(), version=row.version)
        if row.question is not None
        else None
    )
    return Person(
        id=row.id,
        channel=row.channel,
        language=row.language,
        hint=row.hint,
        left=row.left_at is not None,
        contact_day=row.contact_day,
        # A role belongs to the first person on a phone: no child closes the room.
        roles=() if row.profile else roles,
        dialogue=dialogue,
        profile=row.profile,
        browser=browser_of(row),
    )
