"""One table of all the words of all the lists, made once and kept beside the code.

To read sixteen lists takes a tenth of a second; the table that comes of them is kept as Python
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
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from locales.danger_file import DangerFile, read

_log = logging.getLogger(__name__)
# By so many letters the beginnings of words are looked up first.
FIRST_LETTERS = 3
# A part of a phrase of a language as one number: so many bits are for the part.
PART_BITS = 14
Parts = tuple[int, ...]
# The words of a row behind its first one.
Row = tuple[str, ...]
# A kind, its parts, and whether it says "not" by itself.
Phrased = tuple[str, Parts, bool]


class OfLanguage(NamedTuple):
    """What is not looked up by word, of one language; phrases stand under their rarest part."""

    language: str
    phrases: dict[int, tuple[Phrased, ...]]
    not_before: Parts
    not_after: Parts
    answers: dict[str, str]


class Table(NamedTuple):
    """Every word of every language: of which parts it is, each as one number.

    ``rows``: rows of words by their first and second one; ``beginnings``: the first letters of all
    stems; ``glued``: letters in front of words, and the languages that have them.
    """

    exact: dict[str, Parts]
    stems: dict[str, Parts]
    rows: dict[str, dict[str, tuple[tuple[Row, int], ...]]]
    beginnings: frozenset[str]
    glued: dict[str, Parts]
    languages: tuple[OfLanguage, ...]


def load(folder: Path, kept: Path) -> Table:
    """The table of all ``<tag>/danger.txt`` in a folder; a list that cannot be read is left out."""
    texts = list(_texts(folder))
    made_of = blake2b(repr((sys.version, CODE)).encode())
    for tag, text in texts:
        made_of.update(tag.encode() + text)
    file = kept / f"danger.{made_of.hexdigest()[:32]}"
    # So much is made at once that to look for rubbish in between takes half the time.
    gc.disable()
    try:
        # Whoever can write there can change the code itself.
        return _opened(*marshal.loads(file.read_bytes()))  # noqa: S302
    except (OSError, ValueError, EOFError, TypeError):
        return _made(texts, file)
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
            _keep(file, marshal.dumps(_closed(table)))
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
    rows: dict[str, dict[str, tuple[tuple[Row, int], ...]]] = defaultdict(dict)
    glued: dict[str, list[int]] = defaultdict(list)
    for number, file in enumerate(files):
        of = _parts_of(file, number << PART_BITS)
        for words, into in ((file.exact, exact), (file.stems, stems)):
            for word, atoms in words.items():
                parts = dict.fromkeys(part for atom in atoms for part in of.get(atom, ()))
                into[word] = (*into.get(word, ()), *parts)
        for first, following in file.rows.items():
            for rest, atom in following:
                more = tuple((rest, part) for part in of.get(atom, ()))
                rows[first][rest[0]] = (*rows[first].get(rest[0], ()), *more)
        for letters in dict.fromkeys(file.glued):
            glued[letters].append(number)
    return Table(
        exact=exact,
        stems=stems,
        rows=dict(rows),
        beginnings=frozenset(stem[:FIRST_LETTERS] for stem in stems),
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
        {part: tuple(phrases) for part, phrases in under.items()},
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


def _closed(table: Table) -> Any:
    """The same in a few large things: they are read faster than a hundred thousand small ones."""
    languages = tuple(tuple(one) for one in table.languages)
    return (_packed(table.exact), _packed(table.stems), *table[2:-1], languages)


def _opened(exact: Any, stems: Any, *rest: Any) -> Table:
    *others, languages = rest
    spoken = tuple(OfLanguage(*one) for one in languages)
    return Table._make([_unpacked(*exact), _unpacked(*stems), *others, spoken])


def _packed(words: dict[str, Parts]) -> tuple[str, bytes, tuple[Parts, ...]]:
    """All words in one text, and for each which of the different parts it has."""
    different = {parts: number for number, parts in enumerate(dict.fromkeys(words.values()))}
    numbers = array("I", (different[parts] for parts in words.values()))
    return "\n".join(words), numbers.tobytes(), tuple(different)


def _unpacked(words: str, numbers: bytes, different: tuple[Parts, ...]) -> dict[str, Parts]:
    if not words:
        return {}
    return dict(
        zip(words.split("\n"), map(different.__getitem__, array("I", numbers)), strict=True)
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
    Path(__file__).with_name(name).read_bytes()
    for name in ("danger_file.py", "danger_table.py", "folding.py")
)
