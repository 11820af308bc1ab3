"""Pure: what a voice says of a message, a part for each line, then its buttons with their numbers.

Nothing of it is taken from what was written: times, days and numbers are still what they are, and
are said in words. What only eyes can use (pictures, marks of direction, links) is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rendering.message import Limits
from bot.rendering.text import Reader
from handlers.core.messages import Reply, Text


@dataclass(frozen=True, slots=True)
class Part:
    """What is heard in one breath: words in one language, or what a neighbour recorded of them.

    Where nothing can be said (a line of pictures) the words are empty.
    """

    words: str
    language: str
    recorded: bytes = b""


def spoken(reply: Reply, reader: Reader, limits: Limits) -> tuple[Part, ...]:
    """All that is heard of a message: its lines, then its buttons; no part of it is empty."""
    said = (*spoken_lines(reply.lines, reader, limits), *spoken_buttons(reply, reader, limits))
    return tuple(part for part in said if part.words)


def spoken_lines(lines: Sequence[Text], reader: Reader, limits: Limits) -> tuple[Part, ...]:
    """How each line is said: as many parts as there are lines, in their order.

    Where a neighbour recorded a line, `dataclasses.replace(part, recorded=...)` is heard instead.
    """
    raise NotImplementedError


def spoken_buttons(reply: Reply, reader: Reader, limits: Limits) -> tuple[Part, ...]:
    """ "Say or type 1 for ...": each button but the last signs, numbered as typed numbers count."""
    raise NotImplementedError
