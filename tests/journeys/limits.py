"""How much a message to a resident may say, and what may say more, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.rendering.message import Rendered
from bot.rendering.text import units

LETTERS, LINES, BUTTONS, SIGNS = 200, 4, 6, 4
# A line is short where it fits a phone with large text in three.
LONGEST_LINE = 100
# So many screens may say more, each of one of these kinds, told by its first sentence.
MOST_EXCEPTIONS = 15
NUMBERS, CONSENT = "☎", "Do you agree?"
EXCEPTIONS: Mapping[str, str] = {
    NUMBERS: "each number stands under its name on a line of its own: a thumb in a hurry finds it",
    CONSENT: "whoever taps 📖 wants to read all that a yes means, at once",
    "⛑️ What do you need help with?": "one list: a group of topics would be a tap more and a guess",
    "What else?": "one list: who reads a draft finds ✏️ there too, and behind no further tap",
    "🌐 Which language do you read?": "whoever looks for theirs sees all languages at once",
}


@dataclass(frozen=True, slots=True)
class Size:
    """What a message asks of its reader: letters in UTF-16 units, lines, buttons, signs."""

    letters: int
    lines: int
    longest: int
    buttons: int
    signs: int

    def too_much(self) -> list[str]:
        """What is beyond the limits, in words."""
        found = {
            f"{self.letters} letters": self.letters > LETTERS,
            f"{self.lines} lines": self.lines > LINES,
            f"a line of {self.longest}": self.longest > LONGEST_LINE,
            f"{self.buttons} buttons": self.buttons > BUTTONS,
            f"{self.signs} signs": self.signs > SIGNS,
        }
        return [what for what, is_beyond in found.items() if is_beyond]


def size(message: Rendered, signs: int) -> Size:
    """How much a message says; ``signs`` of its buttons stand in its last row."""
    lines = [line for line in message.text.splitlines() if line]
    return Size(
        units(message.text),
        len(lines),
        max(map(units, lines), default=0),
        sum(map(len, message.rows)) - signs,
        signs,
    )
