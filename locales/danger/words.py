"""Which parts each word is of: a hundred thousand words in a few large things.

As many small ones would take ten times the memory, and a while to read.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain
from typing import NamedTuple
from zlib import crc32

from locales.resting import Resting, resting

# By so many letters the beginnings of words are looked up first.
FIRST_LETTERS = 3
Parts = tuple[int, ...]


class Beginnings(NamedTuple):
    """The first letters of words, a byte for each that may be: few others seem known."""

    marks: bytes

    @classmethod
    def of(cls, words: Iterable[str]) -> Beginnings:
        """Those of these words."""
        marks = bytearray(1 << 16)
        for word in words:
            marks[cls._place(word)] = True
        return cls(bytes(marks))

    def has(self, word: str) -> bool:
        """Whether a word may begin like one of them."""
        return bool(self.marks[self._place(word)])

    @staticmethod
    def _place(word: str) -> int:
        return crc32(word[:FIRST_LETTERS].encode(errors="surrogatepass")) & 0xFFFF


class Words(NamedTuple):
    """Words, and the parts of each.

    ``slots``: where a word is looked for first, and from there on until an empty one; each has the
    number of a word, from 1. That word stands in ``texts`` between two of the ``ends``, its parts
    stand in ``parts`` between two of ``first``.
    """

    slots: memoryview
    texts: Resting
    ends: memoryview
    first: memoryview
    parts: memoryview

    @classmethod
    def made(cls, of: Mapping[str, Parts]) -> Words:
        """The words with these parts."""
        texts = [word.encode() for word in of]
        # At least half of it is empty, so that a word that nobody knows is soon at an end.
        slots = array("I", bytes(4 << (2 * len(texts)).bit_length()))
        most = len(slots) - 1
        for number, text in enumerate(texts, start=1):
            at = crc32(text) & most
            while slots[at]:
                at = (at + 1) & most
            slots[at] = number
        ends, first = (accumulate(map(len, some), initial=0) for some in (texts, of.values()))
        numbers = (array("I", some).tobytes() for some in (ends, first, chain(*of.values())))
        return cls.unpacked(slots.tobytes(), b"".join(texts), *numbers)

    @classmethod
    def unpacked(cls, slots: bytes, texts: bytes, *numbers: bytes) -> Words:
        """The same again from its bytes."""
        where, ends, first, parts = (
            memoryview(resting(part)).cast("I") for part in (slots, *numbers)
        )
        return cls(where, resting(texts), ends, first, parts)

    def packed(self) -> tuple[bytes, ...]:
        """All of it as bytes."""
        return tuple(bytes(part) for part in self)

    def __contains__(self, word: object) -> bool:
        text = str(word).encode(errors="surrogatepass")
        return self._number(crc32(text), text) > 0

    def of(self, word: str) -> Sequence[int]:
        """The parts of a word; none when nobody knows it."""
        text = word.encode(errors="surrogatepass")
        number = self._number(crc32(text), text)
        return self.parts[self.first[number - 1] : self.first[number]] if number else ()

    def of_beginnings(self, word: str) -> Iterator[int]:
        """The parts of what a word begins with, from its first few letters on."""
        slots, most, mark = self.slots, len(self.slots) - 1, 0
        for end, letter in enumerate(word, start=1):
            mark = crc32(letter.encode(errors="surrogatepass"), mark)
            if slots[mark & most] and end >= FIRST_LETTERS:
                number = self._number(mark, word[:end].encode(errors="surrogatepass"))
                if number:
                    yield from self.parts[self.first[number - 1] : self.first[number]]

    def _number(self, mark: int, text: bytes) -> int:
        slots, most = self.slots, len(self.slots) - 1
        at = mark & most
        while number := slots[at]:
            if self.texts[self.ends[number - 1] : self.ends[number]] == text:
                return number
            at = (at + 1) & most
        return 0
