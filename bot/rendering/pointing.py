"""Pure: pictures that stand for a button within a sentence: "Plans change? Tap ❌."."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from bot.rendering.buttons import LISTEN_TO
from handlers.conversations.texts import cannot_wait
from handlers.core import keyboards
from handlers.core.messages import Text
from handlers.dispatch.typed.screens import FIXED
from handlers.help_requests.ask import buttons as request_buttons
from locales.catalogs.checks import PICTURE

# What a label would follow: a letter that begins it, a digit, or a value.
POINTS = re.compile(r"\s*$|\n|[^\w\s{]| [a-z]")
SMALL = re.compile(r" [a-z]")
# They show what is chosen, on many buttons at once.
TICKS = frozenset("✅⬜")
# Buttons that are always somewhere, for a message that has none with the picture.
ALWAYS: tuple[Text, ...] = (
    keyboards.footer()[1].label,
    *(FIXED[what].label for what in ("person", "volunteer", "cancel", "stop")),
    request_buttons.mine()[0].label,
    LISTEN_TO,
    cannot_wait().label,
    # Said where they stand, in more than one place.
    *(Text("btn", one) for one in ("📋 My openings", "🛠️ Manage", "✏️ Wrong words")),
)


@lru_cache(maxsize=1024)
def pointing(english: str) -> frozenset[tuple[str, int]]:
    """The pictures of a source that point at a button, each with how many of it stand before."""
    return frozenset(_pointing(english))


def _pointing(english: str) -> Iterator[tuple[str, int]]:
    before: Counter[str] = Counter()
    for found in PICTURE.finditer(english):
        picture, rest = found[0], english[found.end() :]
        is_first = not english[: found.start()].strip()
        if picture not in TICKS and (SMALL if is_first else POINTS).match(rest):
            yield picture, before[picture]
        before[picture] += 1


def without_pictures(words: str) -> str:
    """Words as a value of a sentence that points: its own pictures would be taken for others."""
    return PICTURE.sub(" ", words)


def labelled(english: str, said: str, labels: Sequence[Text], write: Callable[[Text], str]) -> str:
    """A sentence with the words of a button for each picture that points at it.

    A button of its message comes first, if one alone has the picture; ``write`` says a label in
    the language of the sentence, and nothing where it has no words for it.
    """
    points, before = pointing(english), Counter[str]()

    def word(found: re.Match[str]) -> str:
        picture = found[0]
        before[picture] += 1
        if (picture, before[picture] - 1) not in points:
            return picture
        for known in (labels, ALWAYS):
            written = [write(label).strip() for label in known]
            words = {one.removeprefix(picture).strip() for one in written if one[:1] == picture[:1]}
            if len(words - {""}) == 1:
                return (words - {""}).pop()
        return picture

    return PICTURE.sub(word, said)
