"""What there is in a room, each thing with its picture; of what nobody said nothing is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from handlers.core.messages import Text, say
from storage.neighbourhood.checks import OFFERS

LABELS: Mapping[str, Text] = {
    "step-free": say("choice", "♿ No steps"),
    "toilet": say("choice", "🚻 Toilet"),
    "quiet-hour": say("choice", "🤫 Quiet hour"),
    "children": say("choice", "🧸 Children"),
    "women-only": say("choice", "👩 Women's hour"),
    "food": say("choice", "🥣 Food"),
}
# So many stand in one line of a message.
IN_A_LINE = 3


def pictures(offers: Sequence[str]) -> str:
    """The pictures alone, for a line that has no place for words."""
    return " ".join(LABELS[one].one.partition(" ")[0] for one in in_order(offers))


def lines(offers: Sequence[str]) -> list[Text]:
    """What there is in words, some in each line."""
    ours = in_order(offers)
    parts = (ours[first : first + IN_A_LINE] for first in range(0, len(ours), IN_A_LINE))
    return [listed(part) for part in parts]


def listed(offers: Sequence[str]) -> Text:
    """What there is, in one line; there must be something."""
    first, *others = (LABELS[one] for one in in_order(offers))
    for other in others:
        first = say("body", "{list}, {one}", list=first, one=other)
    return first


def in_order(offers: Iterable[str]) -> list[str]:
    """The same in the one order in which they are shown everywhere."""
    return [one for one in OFFERS if one in set(offers)]
