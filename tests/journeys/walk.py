"""Every screen that a resident can tap a way to, from `/start` on.

A way is walked from its beginning by somebody new, so that what was asked on it is still asked at
its end. Two screens of the same shape (the cards of two rooms) are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.rendering.message import Rendered
from handlers.core import message_json
from handlers.core.messages import Kind, Reply, Text
from storage.database import Database
from storage.neighbourhood.model import Neighbourhood
from tests.journeys.limits import CONSENT, EXCEPTIONS, NUMBERS, Size, size
from tests.support.talk import Neighbour, Street

# The last row leads out of everything; it is walked once, from the first screen.
SIGNS = frozenset({"menu", "person", "urgent", "language"})
# So many things are done one after the other; a screen further away is reached by none.
DEEPEST = 9
WHEN = datetime(2026, 11, 16, 10, 30, tzinfo=UTC)
# The ten screens that everybody meets first.
MAIN = (
    "/start",
    "/start room_holendrecht",
    "/menu",
    "/hours",
    "/hours holendrecht",
    "/activities",
    "/person",
    "/volunteer",
    "/mydata",
    "/forget",
)
BEGINNINGS = (*MAIN, "/language", "/referral")
Way = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """One message: the way to it, how it was written and read, and what tells its shape.

    ``was`` is what stood there before the last tap, where that changed a message.
    """

    way: Way
    shape: tuple[str, ...]
    reply: Reply
    shown: Rendered
    was: Rendered | None = None

    @property
    def size(self) -> Size:
        return size(self.shown, signs_of(self.reply))

    @property
    def called(self) -> str:
        """What tells its kind: numbers to call, a consent, else its first sentence."""
        sentences = [line.one for line in self.reply.lines if line.slot != "name"]
        if sum(line.one.startswith(NUMBERS) for line in self.reply.lines) > 1:
            return NUMBERS
        return CONSENT if CONSENT in sentences else next(iter(sentences), "")

    def too_much(self) -> list[str]:
        """What is beyond the limits of a message that is no exception."""
        return [] if self.called in EXCEPTIONS else self.size.too_much()

    def read(self) -> str:
        """The message as it is read, below the way to it."""
        buttons = " ".join(f"[{key.label}]" for row in self.shown.rows for key in row)
        return "\n".join([" > ".join(self.way), self.shown.text, buttons])


def on_a_monday(database: Database, neighbourhood: Neighbourhood) -> Street:
    """The example neighbourhood at half past eleven, with one room open."""
    street = Street(database, neighbourhood, WHEN)
    street.key_holder("holendrecht").says("/open")
    return street


def signs_of(reply: Reply) -> int:
    """How many buttons stand in the last row, where that is the one that leads out."""
    if not reply.rows:
        return 0
    last = [button.act.name if button.act else "" for button in reply.rows[-1]]
    return len(last) if "menu" in last and {*last} <= SIGNS else 0


def screens(
    make: Callable[[], Neighbour],
    beginnings: Iterable[str],
    deepest: int = DEEPEST,
    steps: list[Screen] | None = None,
) -> Iterator[Screen]:
    """Every screen behind these typed beginnings; ``make`` gives somebody nobody knows.

    ``steps`` gets what every step brought, also where that is a screen seen before.
    """
    seen: set[tuple[str, ...]] = set()
    waiting: list[Way] = [(typed,) for typed in beginnings]
    while waiting:
        way = waiting.pop(0)
        for screen in _walked(make(), way):
            if steps is not None:
                steps.append(screen)
            if screen.shape in seen:
                continue
            seen.add(screen.shape)
            yield screen
            if len(way) < deepest:
                waiting += [(*way, step) for step in _steps(screen)]


def _walked(neighbour: Neighbour, way: Way) -> list[Screen]:
    """What the last step of a way brings; nothing where it leads nowhere any more."""
    street = neighbour.street
    for step in way:
        before = {one.id: one for one in neighbour.screen}
        if step.startswith(("/", "…")):
            neighbour.says(step.removeprefix("…"))
        else:
            token = _token(neighbour, step)
            if token is None:
                return []
            neighbour.does(Kind.TAPPED, tap=token[0], message=token[1])
    new = [one for one in neighbour.screen if before.get(one.id) != one]
    with street.database.reading() as store:
        found = []
        for one in new:
            token = next((key.token for row in one.rows for key in row if key.token), "")
            number = int(token.partition(".")[0], 16) if token else one.id
            message = store.sent.get(number)
            if message is not None:
                reply = message_json.from_json(message.payload)
                found.append(Screen(way, shape(reply), reply, one, before.get(one.id)))
    return found


def _token(neighbour: Neighbour, label: str) -> tuple[str, str] | None:
    for message in reversed(neighbour.screen):
        for row in message.rows:
            for key in row:
                if key.label == label and key.token:
                    return key.token, str(message.id)
    return None


def shape(reply: Reply) -> tuple[str, ...]:
    """What a message says and does, without names and numbers, each thing once."""
    lines = dict.fromkeys(_shape(line) for line in reply.lines)
    acts = dict.fromkeys(
        f"[{button.act.name if button.act else 'link'} {_shape(button.label)}]"
        for row in reply.rows
        for button in row
    )
    return (*lines, *acts)


def _shape(text: Text) -> str:
    return "·" if text.slot == "name" else text.one


def _steps(screen: Screen) -> list[str]:
    """The buttons of a screen that lead somewhere else, of those of one kind the first."""
    kinds: dict[str, str] = {}
    written = [key for row in screen.shown.rows for key in row]
    asked = [button for row in screen.reply.rows for button in row]
    is_first = len(screen.way) == 1
    for key, button in zip(written, asked, strict=False):
        if button.act and (is_first or button.act.name not in SIGNS):
            kinds.setdefault(f"{button.act.name} {_shape(button.label)}", key.label)
    return list(kinds.values())
