"""A message as it rests: what it says and what its buttons do, each sealed, and as long as others.

Apart, so that the words can go after a day without anybody opening anything, and the buttons go on
working for a month.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from storage.keyring import KeyRing
from storage.sealed_text import seal, unseal

# Nearly everything that is said fits into these, packed: a list of 20 rooms, numbers to call.
WORDS_BYTES, BUTTONS_BYTES = 1024, 512
# The rows of buttons are the last part of a message's JSON.
ROWS = ',"rows":'
NO_ROWS = "[]"
BLANK = '{"lines":[]'
WIPED = f"{BLANK}{ROWS}{NO_ROWS}}}"
SECRET, OPEN = "secret", "open"
# What cannot be opened now waits this long for its key, and holds up nobody meanwhile.
KEY_WAIT = timedelta(minutes=1)
# What stands instead of words that had their time.
NO_WORDS = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a message says and does, and what of it no column may tell once it went out."""

    payload: str
    priority: int = 0
    is_secret: bool = False
    replaces: str = ""


def sealed(keys: KeyRing, letter: Letter, token: str) -> dict[str, Any]:
    """The two columns of a message as it rests."""
    at = letter.payload.rfind(ROWS + "[")
    # Without rows it is all words.
    words, rows = (
        (letter.payload[:at], letter.payload[at + len(ROWS) : -1])
        if at >= 0
        else (letter.payload, "")
    )
    mark = SECRET if letter.is_secret else OPEN
    line = f"{letter.priority} {mark} {letter.replaces}"
    place = ("outbox", "words", token)
    return {
        "words": seal(keys, f"{line}\n{words}", *place, shortest=WORDS_BYTES),
        "buttons": seal(keys, rows, "outbox", "buttons", token, shortest=BUTTONS_BYTES),
    }


def opened(keys: KeyRing, row: Any) -> Letter:
    """A message that rests; of one whose words are gone the buttons. Raises KeyMissing."""
    rows = _rows(keys, row)
    if row.words == NO_WORDS:
        return Letter(payload=f"{BLANK}{ROWS}{rows or NO_ROWS}}}")
    line, _, words = unseal(keys, row.words, "outbox", "words", row.token).partition("\n")
    priority, mark, replaces = line.split(" ", 2)
    return Letter(
        payload=f"{words}{ROWS}{rows}}}" if rows else words,
        priority=int(priority),
        is_secret=mark == SECRET,
        replaces=replaces,
    )


def head(keys: KeyRing, row: Any) -> tuple[int, bool]:
    """The priority of a message that rests, and whether its words are secret; raises KeyMissing."""
    if row.words == NO_WORDS:
        return 0, False
    line = unseal(keys, row.words, "outbox", "words", row.token).partition("\n")[0]
    priority, mark, _ = line.split(" ", 2)
    return int(priority), mark == SECRET


def is_about(keys: KeyRing, row: Any, args: Collection[tuple[str, str | int]]) -> bool:
    """Whether a button of a message has one of these arguments, such as ("talk", 12)."""
    rows = _rows(keys, row)
    # Most have none; nobody has to read them whole.
    if not any(f'"{name}":' in rows for name, _ in args):
        return False
    return any(pair in args for _, given in _acts(rows) for pair in given.items())


def does(keys: KeyRing, row: Any, names: Collection[str]) -> bool:
    """Whether a button of a message does one of these, such as "my_requests"; raises KeyMissing."""
    return any(name in names for name, _ in _acts(_rows(keys, row)))


def _acts(rows: str) -> list[Any]:
    """What each button does, and its arguments."""
    lines = json.loads(f"{BLANK}{ROWS}{rows or NO_ROWS}}}")["rows"]
    return [button["act"] for line in lines for button in line if "act" in button]


def _rows(keys: KeyRing, row: Any) -> str:
    return unseal(keys, row.buttons, "outbox", "buttons", row.token)
