"""The sentences of one catalog, looked up where they rest."""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Callable
from functools import lru_cache
from gettext import NullTranslations, c2py
from typing import Any
from zlib import crc32

from locales.resting import Pieces

# How gettext's own ``.mo`` file begins: its mark, its version, how many entries there are, where
# their lengths and places stand. What is asked stands in the order of its bytes.
HEAD = struct.Struct("=5I")
MARK = 0x950412DE
# An entry of a table: how long it is, and where it stands.
PLACE = struct.Struct("=2I")
# Between a slot and its sentence, and between the forms of a number.
SLOT, FORM = "\4", "\0"
# So many sentences of a language are kept as they were said last.
MOST_KEPT = 2_048
# Behind it stands what the whole of it adds up to: nothing of it is read before it is said.
SUM = struct.Struct("=I")


def closed(made: bytes) -> bytes:
    """A ``.mo`` file with its sum, as it is kept."""
    return made + SUM.pack(crc32(made))


def plural_of(rule: str) -> Callable[[int], int]:
    """Which form a number takes by a rule, as gettext reads it; raises ValueError."""
    form: Callable[[int], int] = c2py(rule.partition("plural=")[2].strip().rstrip(";"))
    return form


class Sentences(NullTranslations):
    """A ``.mo`` file, of which only what is said takes memory.

    gettext reads all of it into small texts: for sixteen languages that is five megabytes, most of
    which nobody ever hears. Where there is no translation it says nothing, so that one can tell.
    Raises ValueError, LookupError or struct.error for a file that is damaged.
    """

    def _parse(self, fp: Any) -> None:
        content = fp.read()
        made, kept = content[: -SUM.size], content[-SUM.size :]
        mark, _, self._count, asked, said = HEAD.unpack_from(made)
        if mark != MARK or SUM.unpack(kept)[0] != crc32(made):
            raise ValueError("damaged")
        self._pieces, self._asked, self._said = Pieces(made), asked, said
        head = (line.partition(":") for line in self._text(said, 0).decode().splitlines())
        self._info = {name.strip().lower(): value.strip() for name, _, value in head}
        self.plural = plural_of(self._info["plural-forms"])
        self._forms = lru_cache(MOST_KEPT)(self._read)

    def info(self) -> dict[str, str]:
        """What stands in its head, by name."""
        return self._info

    def pgettext(self, context: str, message: str) -> str:
        """A sentence in its slot; nothing where it is not translated."""
        forms = self._forms(context + SLOT + message)
        return forms[self.plural(1) if len(forms) > 1 else 0] if forms else ""

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002
        """The form of a sentence for a number; nothing where it is not translated."""
        forms, form = self._forms(context + SLOT + msgid1), self.plural(n)
        return forms[form] if form < len(forms) else ""

    def every(self, slot: str) -> list[str]:
        """All that is said in a slot, but for what counts."""
        begins = (slot + SLOT).encode()
        first = bisect_left(range(self._count), begins, key=self._key)
        until = bisect_left(range(self._count), begins + b"\xff", key=self._key)
        said = (self._text(self._said, at).decode() for at in range(first, until))
        return [one for one in said if FORM not in one]

    def _read(self, asked: str) -> tuple[str, ...]:
        """The forms of a sentence, by its slot and its first form in English."""
        wanted = asked.encode()
        at = bisect_left(range(self._count), wanted, key=self._key)
        if at == self._count or self._key(at) != wanted:
            return ()
        return tuple(self._text(self._said, at).decode().split(FORM))

    def _key(self, at: int) -> bytes:
        return self._text(self._asked, at).partition(FORM.encode())[0]

    def _text(self, table: int, number: int) -> bytes:
        length, begin = PLACE.unpack(self._pieces.at(table + number * PLACE.size, PLACE.size))
        return self._pieces.at(begin, length)
