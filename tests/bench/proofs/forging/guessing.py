"""Strangers guess the pictures of the day: ``python -m tests.bench.proofs.forging.guessing``.

First what chance they have, computed from the limits. Then a day on which as many visitors of one
address press every button they see, through the real pipeline and handlers; and days on which very
many addresses do nothing but guess. ``[VISITORS DAYS]`` asks for fewer.
"""

from __future__ import annotations

import math
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, select

from bot import logs
from bot.rendering.message import Rendered
from handlers.core.context import MOST_CONTACTS
from handlers.core.keyboards import PICTURES
from handlers.core.messages import Kind, Turn
from handlers.core.private.way_back import LENGTH
from handlers.everybody.browsers.come_back import MOST_EVERYWHERE, MOST_HERE
from handlers.rooms.pictures import asking, day_code
from storage.database import Database
from storage.keyring import KeyRing
from storage.neighbourhood.file import read_text
from storage.repositories.people.roles import KEY_HOLDER, Role
from storage.tables.rooms import participants
from storage.upkeep.migrate import migrate
from tests.conftest import MONDAY, TWO_ROOMS
from tests.support.talk import NUMBERS, Neighbour, Street, keys_of

VISITORS, DAYS = 10_000, 30
# As many requests and roles of a neighbourhood could be opened by pictures at a time.
WAYS_BACK = 500
HERE, TOO_LATE, RIGHT = "✅ I am here", "too late", "right"
HOME, TOGETHER = "192.0.2.1", 8


def main() -> None:
    """Print the chances, and what came of trying; exit 1 when a stranger moved a figure."""
    visitors, days = [int(word) for word in sys.argv[1:3]] or [VISITORS, DAYS]
    logs.set_up("critical", "text")
    random.seed(7)
    chances()
    with tempfile.TemporaryDirectory() as folder:
        street = opened(Path(folder))
        moved = pressing(street, visitors)
        met, refused = contacts(street), sorted(street.turns.refused(street.now))
        guessed, tried = guessing(street, days)
    print(
        f"{visitors:,} visitors of one address press everything: participants moved by {moved}, "
        f"contacts by {met} (at most {MOST_CONTACTS}), the alarm names {refused}; "
        f"{days} days of guessing from everywhere: {tried} codes tried, right on {guessed} days "
        f"(expected {days * asking.OF_ROOM / day_code.HOW_MANY:.2f})"
    )
    sys.exit(bool(moved) or met > MOST_CONTACTS)


def chances() -> None:
    """How likely it is that a code is guessed, by whom."""
    for who, most in (
        ("a visitor", asking.OF_VISITOR),
        ("an address", asking.OF_PLACE),
        ("all together, in one room", asking.OF_ROOM),
    ):
        print(f"{who}: {most} of {day_code.HOW_MANY} codes a day, {most / day_code.HOW_MANY:.3%}")
    ways = math.perm(len(PICTURES), LENGTH)
    for who, most in (("a place", MOST_HERE), ("all together", MOST_EVERYWHERE)):
        chance = most * WAYS_BACK / ways
        print(
            f"{who}: {most} of {ways:,} ways back a day ({math.log2(ways):.1f} bits), with "
            f"{WAYS_BACK} of them in use {chance:.5%}: one day in {1 / chance:,.0f}"
        )


def opened(folder: Path) -> Street:
    """A street whose room is open."""
    keys = KeyRing.make(folder / "keys")
    database = Database(f"sqlite:///{folder}/buurtbot.db", keys)
    event.listen(database.engine, "connect", in_no_hurry)
    migrate(database)
    street = Street(database, read_text(TWO_ROOMS, "two-rooms.toml"), MONDAY)
    street.at("10:05")
    opens(street)
    return street


def in_no_hurry(connection: Any, _: Any) -> None:
    """Nobody pulls the plug here: nobody waits for the disk."""
    connection.execute("PRAGMA synchronous = OFF")


def opens(street: Street) -> None:
    """A new key-holder opens the room, anew where it was left open."""
    fatma = street.neighbour()
    fatma.arrives()
    with street.database.writing() as store:
        store.roles.give(fatma.person, Role(KEY_HOLDER, "h-buurt"), street.now)
    fatma.says("/close 0").says("/open")


def pressing(street: Street, visitors: int) -> int:
    """Press every button there is, and pictures at random; returns how many people that made."""
    before = reached(street)
    seen: Counter[str] = Counter()
    for first in range(0, visitors, TOGETHER):
        crowd = [street.neighbour(channel="web") for _ in range(min(TOGETHER, visitors - first))]
        street.turns.do([said(one, text="/start room_h-buurt") for one in crowd])
        for one in crowd:
            street.knows(one)
        street.deliver()
        doors = [one.last for one in crowd]
        # Have something kept, and stay: whoever does so is a person, once the pictures are seen.
        street.turns.do([said(one, text="/hours h-buurt") for one in crowd])
        street.deliver()
        for sign in ("🔔", "📌"):
            street.turns.do([tapped(one, *beginning(one, sign)) for one in crowd])
            street.deliver()
        # First what makes somebody a person, and last what would count them.
        labels = sorted((key.label for key in keys_of(doors[0])), key=lambda label: label == HERE)
        for label in labels:
            street.turns.do([tapped(*pair, label) for pair in zip(crowd, doors, strict=True)])
            street.deliver()
        seen.update(picked(one, HOME) for one in crowd)
    print(f"what {visitors:,} visitors of one address met: {dict(seen)}")
    return reached(street) - before


def guessing(street: Street, days: int) -> tuple[int, int]:
    """Guess from ever new addresses until the room takes no more; on how many days it was right."""
    right = tried = 0
    for _ in range(days):
        street.at("10:05", days=1)
        opens(street)
        was_right = False
        for number in range(asking.OF_ROOM):
            stranger = street.neighbour(channel="web").says("/start room_h-buurt")
            tap(stranger, HERE, source := f"198.51.{number}.1")
            came = picked(stranger, source)
            if came == f"{TOO_LATE} at once":
                break
            tried += asking.OF_VISITOR
            was_right |= came == RIGHT
        right += was_right
    return right, tried


def picked(stranger: Neighbour, source: str) -> str:
    """Pick pictures at random as long as they are asked for; what came of it.

    Every answer stands in the place of the first message, on which "I am here" was tapped, in the
    language that was pressed last.
    """
    if not is_asked(stranger):
        return outcome(stranger) + " at once"
    for _ in range(asking.OF_VISITOR):
        for one in random.sample(day_code.OFFERED, day_code.LENGTH):
            tap(stranger, one, source)
            if not is_asked(stranger):
                return outcome(stranger)
    raise AssertionError(f"more than {asking.OF_VISITOR} wrong codes were taken")


def is_asked(stranger: Neighbour) -> bool:
    """Whether pictures can be tapped."""
    return day_code.OFFERED[0] in [key.label for key in keys_of(stranger.screen[0])]


def outcome(stranger: Neighbour) -> str:
    """What the answer without pictures means: it begins with a sign in every language."""
    signs = {"✅": RIGHT, "👋": TOO_LATE}
    return signs[stranger.screen[0].text[0]]


def beginning(stranger: Neighbour, sign: str) -> tuple[Rendered, str]:
    """The newest message with a button that begins with this sign, and its label."""
    return next(
        (message, key.label)
        for message in reversed(stranger.screen)
        for key in keys_of(message)
        if key.label.startswith(sign)
    )


def tapped(stranger: Neighbour, door: Rendered, label: str) -> Turn:
    """A tap on what stands on a message."""
    token = next(key.token for key in keys_of(door) if key.label == label)
    return said(stranger, kind=Kind.TAPPED, tap=token, message=str(door.id))


def said(stranger: Neighbour, **parts: Any) -> Turn:
    """What a stranger at home says or taps."""
    number, now = f"turn-{next(NUMBERS)}", stranger.street.now
    return Turn("web", stranger.address, number, now, hint="en", source=HOME, **parts)


def tap(stranger: Neighbour, label: str, source: str) -> None:
    """Tap what stands on the first message, from an address."""
    message = stranger.screen[0]
    token = next(key.token for key in keys_of(message) if key.label == label)
    stranger.does(Kind.TAPPED, tap=token, message=str(message.id), source=source)


def contacts(street: Street) -> int:
    """How many people on the web are counted as contacts today."""
    day = street.now.astimezone(street.zone).date()
    with street.database.reading() as store:
        return store.reach.contacts(dict.fromkeys([""], day), last=day)


def reached(street: Street) -> int:
    """How many marks of people there are."""
    with street.database.reading() as store:
        marks = select(func.count(func.distinct(participants.c.mark)))
        return int(store.connection.execute(marks).scalar_one())


if __name__ == "__main__":
    main()
