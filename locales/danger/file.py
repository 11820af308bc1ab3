"""Reads ``<tag>/danger.txt``: the words that are heard in a language, and what is answered in it.

How it is written stands in docs/translator.md: groups (``@he = he man ex``), sections
(``[violence]``) with a phrase a line, and ``[answers]``. The words of a phrase stand in one
sentence, in any order, close to one another; ``hit/hits`` is either, ``evict*`` any ending,
``"end it"`` words that follow one another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from locales.folding import letters

KINDS = ("medical", "suicide", "violence", "child", "home", "power", "hunger")
HARMLESS = "harmless"
# Words that say "not", in front of what they deny or behind it, and letters that stand in front of
# a word without a space ("and", "the").
NOT_BEFORE, NOT_AFTER, GLUED = "not before", "not after", "glued"
ANSWERS = "answers"
SECTIONS = {*KINDS, HARMLESS, NOT_BEFORE, NOT_AFTER, GLUED}
# Fewer letters begin too many words.
SHORTEST_STEM = 3


class WrongLine(ValueError):
    """A line that cannot be read: the file, the line, and why."""


class Phrase(NamedTuple):
    """Words of which one of each part must stand close to the others; parts are numbers."""

    kind: str
    parts: tuple[int, ...]
    says_not: bool


@dataclass(slots=True)
class DangerFile:
    """The lists of one language.

    An atom is a group of words that mean the same, or one word; a part of a phrase is some atoms.
    ``exact`` and ``stems`` say of which atoms a word is; ``rows`` of which atoms a row of words is
    that begins with it.
    """

    language: str
    exact: dict[str, list[int]] = field(default_factory=dict)
    stems: dict[str, list[int]] = field(default_factory=dict)
    rows: dict[str, list[tuple[tuple[str, ...], int]]] = field(default_factory=dict)
    parts: list[tuple[int, ...]] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    not_before: list[int] = field(default_factory=list)
    not_after: list[int] = field(default_factory=list)
    glued: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)


def read(text: str, language: str) -> DangerFile:
    """Read a file; raises `WrongLine` for what cannot be read."""
    heard, _, answered = text.partition(f"\n[{ANSWERS}]\n")
    return _Reader(language).read(letters(heard), answered)


class _Reader:
    def __init__(self, language: str) -> None:
        self._file = DangerFile(language)
        self._groups: dict[str, list[str]] = {}
        self._atoms: dict[str, int] = {}
        self._parts: dict[tuple[int, ...], int] = {}
        self._not: set[str] = set()
        self._denying: dict[str, bool] = {}

    def read(self, heard: str, answered: str) -> DangerFile:
        section = ""
        for number, line in enumerate(heard.split("\n"), 1):
            said = line.partition("#")[0].strip()
            if not said:
                continue
            try:
                section = self._line(section, said)
            except WrongLine as problem:
                where = f"{self._file.language}/danger.txt, line {number}"
                raise WrongLine(f"{where}: {line.strip()[:80]!r}: {problem}") from None
        for line in answered.splitlines():
            key, colon, sentence = line.partition(":")
            if colon and not line.startswith("#"):
                self._file.answers[key.strip()] = sentence.strip()
        return self._file

    def _line(self, section: str, said: str) -> str:
        """Read a line; returns the section that it and what follows stand in."""
        if said[0] == "[":
            if said[1:-1] not in SECTIONS:
                raise WrongLine(f"there is no section {said}")
            return said[1:-1]
        if said[0] == "@" and "=" in said:
            name, _, meant = said[1:].partition("=")
            self._groups[name.strip()] = [
                one for word in _words(meant) for one in self._meant(word)
            ]
        elif section == GLUED:
            self._file.glued += said.split()
        elif section in {NOT_BEFORE, NOT_AFTER}:
            denying = self._file.not_before if section == NOT_BEFORE else self._file.not_after
            for word in _words(said):
                self._not.add(word)
                denying.append(self._part(word))
        elif not section:
            raise WrongLine("it stands in front of the first section")
        else:
            parts = list(_words(said))
            says_not = any(self._says_not(one) for part in parts for one in part.split("/"))
            phrase = Phrase(section, tuple(self._part(part) for part in parts), says_not)
            self._file.phrases.append(phrase)
        return section

    def _says_not(self, called: str) -> bool:
        """Whether a word, or one of a group, denies something."""
        if called not in self._denying:
            said = {word for row in self._meant(called) for word in row.split()}
            self._denying[called] = not self._not.isdisjoint(said)
        return self._denying[called]

    def _meant(self, part: str) -> Iterator[str]:
        """The words of a part: its alternatives, and those of the groups it names."""
        for one in part.split("/"):
            if one[:1] != "@":
                yield one
            elif one[1:] in self._groups:
                yield from self._groups[one[1:]]
            else:
                raise WrongLine(f"there is no group {one}")

    def _part(self, called: str) -> int:
        atoms = tuple(self._atom(one) for one in dict.fromkeys(called.split("/")) if one)
        number = self._parts.setdefault(atoms, len(self._parts))
        if number == len(self._file.parts):
            self._file.parts.append(atoms)
        return number

    def _atom(self, called: str) -> int:
        number = self._atoms.get(called)
        if number is None:
            number = self._atoms[called] = len(self._atoms)
            for word in dict.fromkeys(one.replace("-", " ") for one in self._meant(called)):
                self._add(word, number)
        return number

    def _add(self, word: str, atom: int) -> None:
        first, *rest = word.split() or [""]
        if not first:
            raise WrongLine("there is no word in it")
        if rest:
            self._file.rows.setdefault(first, []).append((tuple(rest), atom))
        elif first[-1] == "*":
            if len(first) <= SHORTEST_STEM:
                raise WrongLine(f"{first} begins too many words")
            self._file.stems.setdefault(first[:-1], []).append(atom)
        else:
            self._file.exact.setdefault(first, []).append(atom)


def _words(said: str) -> Iterator[str]:
    """The words of a line; what stands between quotation marks is one."""
    if '"' not in said:
        yield from said.split()
        return
    part, is_quoted = "", False
    for sign in said + " ":
        if sign == '"':
            if is_quoted and not part:
                raise WrongLine("there is no word between the quotation marks")
            is_quoted = not is_quoted
        elif sign == " " and not is_quoted:
            if part:
                yield part
            part = ""
        else:
            part += sign
    if part:
        raise WrongLine("a quotation mark is missing")
