"""One table of all the words of all the lists, made once and kept beside the code.

To read sixteen lists takes a second; the table that comes of them is kept as Python
keeps its compiled modules: under ``__pycache__``, for exactly these files, and made anew where it
cannot be.
"""

from __future__ import annotations

import gc
import logging
import marshal
import os
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from locales.danger.file import DangerFile, read
from locales.danger.words import Beginnings, Parts, Words
from locales.resting import Pieces, Resting, resting

_log = logging.getLogger(__name__)
# A part of a phrase of a language as one number: so many bits are for the part.
PART_BITS = 14
# What stands between words that are kept together.
LINE = "\n"
# The words of a row behind its first one.
Row = tuple[str, ...]
# A kind, its parts, and whether it says "not" by itself.
Phrased = tuple[str, Parts, bool]


@dataclass(frozen=True)
class OfLanguage:
    """What is not looked up by word, of one language.

    ``closed``: its phrases, which are read once somebody speaks it.
    """

    language: str
    closed: Resting
    not_before: Parts
    not_after: Parts
    answers: dict[str, str]

    @cached_property
    def phrases(self) -> dict[int, tuple[Phrased, ...]]:
        """Under the rarest part of each."""
        under: dict[int, tuple[Phrased, ...]] = marshal.loads(self.closed)  # noqa: S302 - our own
        return under


class Rows:
    """Rows of words by their first one; those behind a word are read when it is first said.

    Of each first word there is a text between two of the ``ends``: a line for each row, its part
    and the words behind the first one.
    """

    def __init__(self, firsts: Words, texts: bytes, ends: bytes) -> None:
        self._numbers, self._texts, self._ends = firsts, Pieces(texts), array("I", ends)
        self._read: dict[str, Mapping[str, Sequence[tuple[Row, int]]]] = {}

    @classmethod
    def made(cls, texts: Mapping[str, str]) -> Rows:
        """Those of these texts, by their first word."""
        encoded = [text.encode() for text in texts.values()]
        ends = array("I", accumulate(map(len, encoded), initial=0))
        numbers = {first: (number,) for number, first in enumerate(texts)}
        return cls(Words.made(numbers), b"".join(encoded), ends.tobytes())

    @classmethod
    def unpacked(cls, firsts: Sequence[bytes], texts: bytes, ends: bytes) -> Rows:
        """The same again from its bytes."""
        return cls(Words.unpacked(*firsts), texts, ends)

    def packed(self) -> tuple[tuple[bytes, ...], bytes, bytes]:
        """All of it as bytes."""
        return self._numbers.packed(), self._texts.at(0, self._ends[-1]), self._ends.tobytes()

    def __contains__(self, word: object) -> bool:
        return word in self._numbers

    def behind(self, word: str) -> Mapping[str, Sequence[tuple[Row, int]]]:
        """By its second word: the words of a row behind its first one, and its part."""
        numbers = self._numbers.of(word)
        if not numbers:
            return NO_ROWS
        read = self._read.get(word)
        if read is None:
            (number,) = numbers
            by_second: dict[str, list[tuple[Row, int]]] = defaultdict(list)
            begin, end = self._ends[number : number + 2]
            for line in self._texts.at(begin, end - begin).decode().split(LINE):
                part, *row = line.split(" ")
                by_second[row[0]].append((tuple(row), int(part)))
            read = self._read[word] = dict(by_second)
        return read


NO_ROWS: Mapping[str, Sequence[tuple[Row, int]]] = MappingProxyType({})


class Table(NamedTuple):
    """Every word of every language: of which parts it is, each as one number.

    ``rows``: rows of words; ``beginnings``: the first letters of all stems; ``glued``: letters in
    front of words, and the languages that have them.
    """

    exact: Words
    stems: Words
    rows: Rows
    beginnings: Beginnings
    glued: dict[str, Parts]
    languages: tuple[OfLanguage, ...]


def load(folder: Path, kept: Path) -> Table:
    """The table of all ``<tag>/danger.txt`` in a folder; a list that cannot be read is left out."""
    lists = sorted(folder.glob("*/danger.txt"))
    # As Python tells which of its compiled modules are too old.
    stats = [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in lists]
    made_of = blake2b(repr((sys.version, CODE, stats)).encode())
    file = kept / f"danger.{made_of.hexdigest()[:32]}"
    # So much is made at once that to look for rubbish in between takes half the time.
    gc.disable()
    try:
        # Whoever can write there can change the code itself.
        return _opened(*marshal.loads(file.read_bytes()))  # noqa: S302
    except (OSError, ValueError, EOFError, TypeError):
        return _made(list(_texts(folder)), file)
    finally:
        gc.enable()


def _made(texts: list[tuple[str, bytes]], file: Path) -> Table:
    files = []
    for tag, text in texts:
        try:
            files.append(read(text.decode(), tag))
        except ValueError as problem:
            _log.warning("the list of words of danger is left out: %s", problem)
    table = build(files)
    if len(files) == len(texts):
        with suppress(OSError):
            _keep(file, marshal.dumps(packed(table)))
    return table


def mistakes(folder: Path, table: Table) -> Iterator[str]:
    """Why lists are not in the table, the first mistake of each."""
    heard = {one.language for one in table.languages}
    for tag, text in _texts(folder):
        if tag not in heard:
            try:
                read(text.decode(), tag)
            except ValueError as problem:
                yield str(problem)


def _texts(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.glob("*/danger.txt")):
        yield path.parent.name, path.read_bytes()


def build(files: list[DangerFile]) -> Table:
    """Put the lists of all languages into one table."""
    exact: dict[str, Parts] = {}
    stems: dict[str, Parts] = {}
    rows: dict[str, list[str]] = defaultdict(list)
    glued: dict[str, list[int]] = defaultdict(list)
    for number, file in enumerate(files):
        of = _parts_of(file, number << PART_BITS)
        for words, into in ((file.exact, exact), (file.stems, stems)):
            for word, atoms in words.items():
                parts = dict.fromkeys(part for atom in atoms for part in of.get(atom, ()))
                into[word] = (*into.get(word, ()), *parts)
        for first, following in file.rows.items():
            for rest, atom in following:
                rows[first] += [" ".join((str(part), *rest)) for part in of.get(atom, ())]
        for letters in dict.fromkeys(file.glued):
            glued[letters].append(number)
    return Table(
        exact=Words.made(exact),
        stems=Words.made(stems),
        rows=Rows.made({first: LINE.join(lines) for first, lines in rows.items() if lines}),
        beginnings=Beginnings.of(stems),
        glued={letters: tuple(numbers) for letters, numbers in glued.items()},
        languages=tuple(_of_language(file) for file in files),
    )


def _of_language(file: DangerFile) -> OfLanguage:
    often = Counter(part for phrase in file.phrases for part in phrase.parts)
    under: dict[int, list[Phrased]] = defaultdict(list)
    for phrase in file.phrases:
        rarest = min(phrase.parts, key=lambda part: often[part])
        under[rarest].append((phrase.kind, phrase.parts, phrase.says_not))
    return OfLanguage(
        file.language,
        marshal.dumps({part: tuple(phrases) for part, phrases in under.items()}),
        tuple(file.not_before),
        tuple(file.not_after),
        file.answers,
    )


def _parts_of(file: DangerFile, own: int) -> dict[int, list[int]]:
    """In which parts a group or a word stands."""
    of: dict[int, list[int]] = defaultdict(list)
    for part, atoms in enumerate(file.parts):
        for atom in atoms:
            of[atom].append(own | part)
    return of


def packed(table: Table) -> Any:
    """The same as texts and bytes, a few large ones."""
    return (
        table.exact.packed(),
        table.stems.packed(),
        table.rows.packed(),
        table.beginnings.marks,
        table.glued,
        tuple(
            (one.language, bytes(one.closed), one.not_before, one.not_after, one.answers)
            for one in table.languages
        ),
    )


def _opened(exact: Any, stems: Any, rows: Any, beginnings: bytes, glued: Any, spoken: Any) -> Table:
    return Table(
        exact=Words.unpacked(*exact),
        stems=Words.unpacked(*stems),
        rows=Rows.unpacked(*rows),
        beginnings=Beginnings(beginnings),
        glued=glued,
        languages=tuple(
            OfLanguage(language, resting(phrases), *others) for language, phrases, *others in spoken
        ),
    )


def _keep(file: Path, content: bytes) -> None:
    """Whole or not at all, in the place of what older lists left."""
    file.parent.mkdir(exist_ok=True)
    for old in file.parent.glob("danger.*"):
        old.unlink(missing_ok=True)
    own = file.with_suffix(f".{os.getpid()}")
    own.write_bytes(content)
    own.replace(file)


# Another way of reading makes another table.
CODE = tuple(
    Path(__file__).parent.joinpath(name).read_bytes()
    for name in ("file.py", "table.py", "words.py", "../folding.py")
)
