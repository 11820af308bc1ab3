"""100,000 forged taps: ``python -m tests.bench.proofs.forging.forged [TAPS]``.

Strangers tap tokens that are random, nearly right, of somebody else, of messages that are gone, or
used before. Not one of them may have an effect.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import delete, select

from handlers.core.messages import Kind, Turn
from storage.database import Database
from storage.keyring import KeyRing
from storage.neighbourhood.file import read_text
from storage.store import Store
from storage.tables.base import metadata
from storage.tables.messages import outbox
from storage.upkeep.migrate import migrate
from tests.conftest import MONDAY, TWO_ROOMS
from tests.support.peek import payloads
from tests.support.talk import Neighbour, Street, keys_of

TAPS = 100_000
AT_ONCE = 64
LETTERS = "0123456789abcdefABCDEF_-."
# What an answer leaves behind in any case.
NO_EFFECT = {"outbox", "seen", "dialogues", "contacts", "people", "web_visits"}


def main() -> None:
    """Print how many forged taps a second are turned away, and how many did something."""
    taps = int(sys.argv[1]) if len(sys.argv) > 1 else TAPS
    with tempfile.TemporaryDirectory() as folder:
        keys = KeyRing.make(Path(folder) / "keys")
        database = Database(f"sqlite:///{folder}/buurtbot.db", keys)
        migrate(database)
        street = Street(database, read_text(TWO_ROOMS, "two-rooms.toml"), MONDAY)
        began = time.monotonic()
        effects, aside = attack(street, taps)
        took = time.monotonic() - began
        database.close()
    print(f"{taps} forged taps in {took:.1f} s: {taps / took:.0f} a second")
    print(f"effects: {effects}; set aside: {aside}")


def attack(street: Street, taps: int, seed: int = 47) -> tuple[int, int]:
    """Tap so many times; returns in how many tables something changed, and how many failed."""
    chance = random.Random(seed)
    real, gone = _village(street)
    before = _kept(street)
    eves = [f"eve {one}" for one in range(AT_ONCE)]
    for first in range(0, taps, AT_ONCE):
        forged = (_token(chance, real, gone) for _ in range(AT_ONCE))
        turns = [
            Turn("web", eve, f"{first} {eve}", street.now, Kind.TAPPED, tap=token, message="1")
            for eve, token in zip(eves[: taps - first], forged, strict=False)
        ]
        street.turns.do(turns)
        if first % (AT_ONCE * 100) == 0:
            _tidy(street)
    after = _kept(street)
    changed = sum(before[one] != after[one] for one in before)
    return changed, len(after["set_aside"])


def _village(street: Street) -> tuple[list[str], list[str]]:
    """Real tokens of a key-holder's, a coordinator's and a resident's buttons; some are gone."""
    street.at("10:00")
    fatma, nour, omar = street.key_holder("h-buurt"), street.coordinator(), street.neighbour()
    second = street.coordinator()
    fatma.says("/open").says("/shifts")
    omar.says("/volunteer").says("/hours h-buurt").says("/activities")
    nour.says("/invite").taps("🛠️ Coordinator")
    nour.says("/manage").taps("🔑 H-buurt: 1")
    everybody: list[Neighbour] = [fatma, nour, omar, second]
    tokens = [
        key.token
        for one in everybody
        for shown in one.screen
        for key in keys_of(shown)
        if key.token
    ]
    old = omar.says("/menu").last
    gone = [key.token for key in keys_of(old)]
    with street.database.writing() as store:
        store.connection.execute(delete(outbox).where(outbox.c.id == old.id))
    return tokens, gone


def _token(chance: random.Random, real: list[str], gone: list[str]) -> str:
    """A token as an attacker could send it."""
    token = chance.choice(real)
    number, key, index = token.split(".")
    match chance.randrange(6):
        case 0:
            return token
        case 1:
            return chance.choice(gone)
        case 2:
            place = chance.randrange(len(key))
            return f"{number}.{key[:place]}{chance.choice(LETTERS)}{key[place + 1 :]}.{index}"
        case 3:
            return f"{chance.randrange(500):x}.{key}.{index}"
        case 4:
            return f"{number}.{key}.{chance.randrange(-99, 99)}"
        case _:
            return "".join(chance.choices(LETTERS, k=chance.randrange(64)))


def _tidy(street: Street) -> None:
    """Nobody fetches the answers: throw them away, so that the table does not slow us down."""
    told = payloads(street.database)
    over = [row.id for row, payload in told if "That question is over." in payload]
    with street.database.writing() as store:
        store.connection.execute(delete(outbox).where(outbox.c.id.in_(over)))


def _kept(street: Street) -> dict[str, list[str]]:
    with street.database.reading() as store:
        return {one: list(_rows(store, one)) for one in metadata.tables if one not in NO_EFFECT}


def _rows(store: Store, called: str) -> Iterator[str]:
    yield from sorted(
        repr(row) for row in store.connection.execute(select(metadata.tables[called]))
    )


if __name__ == "__main__":
    main()
