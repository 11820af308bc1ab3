"""Pure: whether what a message says is for everybody, or holds what is of one person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import locales
from handlers.core.messages import Reply, Text
from storage.neighbourhood.model import Neighbourhood

WORD = re.compile(r"\w+")
# A number of more digits is a telephone, or somebody's; fewer are a house, or a place in a list.
LONG_NUMBER = 4


class PublicWords:
    """The names and numbers that everybody may hear: those of the neighbourhood file."""

    def __init__(self, neighbourhood: Neighbourhood) -> None:
        said = [*_strings(neighbourhood.model_dump(mode="json"))]
        said += [language.own_name for language in locales.languages().values()]
        self._words = {word for one in said for word in _words(one)}
        self._numbers = {number for one in said if (number := _digits(one))}

    def hold(self, reply: Reply) -> bool:
        """Whether a message names nothing else: what is in it was not said of, or by, somebody."""
        texts = [*reply.lines, *(key.label for row in reply.rows for key in row)]
        return all(self._knows(name) for text in texts for name in _named(text))

    def _knows(self, name: str) -> bool:
        number = _digits(name)
        # As the file writes it, or as people do: without the country.
        is_known = len(number) < LONG_NUMBER or any(
            known.endswith(number.lstrip("0")) for known in self._numbers
        )
        return is_known and all(word in self._words for word in _words(name))


def _named(text: Text) -> Iterator[str]:
    """The names in a sentence; its own words, times and days are the same for everybody."""
    if text.slot == "name":
        yield text.one
    for value in text.values.values():
        if isinstance(value, Text):
            yield from _named(value)
        elif isinstance(value, str):
            yield value


def _strings(part: Any) -> Iterator[str]:
    """Every text in a document, however deep."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from _strings(key)
            yield from _strings(value)
    elif isinstance(part, list):
        for value in part:
            yield from _strings(value)


def _words(said: str) -> list[str]:
    return [word for word in WORD.findall(said.casefold()) if not word.isdecimal()]


def _digits(said: str) -> str:
    return "".join(letter for letter in said if letter.isdecimal())
