"""What whole utterances mean, in every language that is heard: back, stop, open?, I have debts.

Each ``<tag>/escape.txt`` and ``<tag>/phrases.txt`` has a section for a meaning, and under it one
utterance a line, written as people write it: it is folded as the words of danger are. The first are
heard everywhere, the others where nothing is asked.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from locales import FOLDER
from locales.folding import END, PICTURES, words

ESCAPES, PHRASES = "escape.txt", "phrases.txt"
# Nobody says one of these things in more signs.
LONGEST = 60
BACK, STOP, MENU, HELP, PERSON, DANGER = "back", "stop", "menu", "help", "person", "danger"
YES, NO, SKIP, BYE, LANGUAGES = "yes", "no", "skip", "bye", "languages"
# Have the message said aloud.
LISTEN = "listen"
# A language by its name, a number in words, what is danger only as a whole message: ``[language
# nl]``, ``[number 2]``, ``[danger violence]``.
LANGUAGE, NUMBER = "language", "number"
WITH_TAG = {LANGUAGE, NUMBER, DANGER}
LEADING_OUT = {BACK, STOP, MENU, HELP, PERSON, DANGER, YES, NO, SKIP, BYE, LANGUAGES, LISTEN}
GREET, THANKS = "greet", "thanks"
# With which topic help begins.
TOPICS = ("debt", "forms", "housing", "work", "learning", "meeting", "health")
SCREENS = {
    *(GREET, THANKS, *TOPICS),
    *("hours", "rooms", "phone", "activities", "signup", "cancel", "volunteer", "voice"),
    *("forget", "data", "tell", "ask"),
}
# Words around what is meant: please, I want.
FILLER = "filler"
# So many of them stand before and behind at most.
MOST_AROUND = 2
KNOWN = {ESCAPES: LEADING_OUT, PHRASES: {*SCREENS, FILLER}}
# The number before a button: "1. Opening hours".
PLACE = re.compile(r"\d{1,2} ")
SECTION = re.compile(r"\[(\w+)(?: (\w+))?\]")
_log = logging.getLogger(__name__)


class Meaning(NamedTuple):
    """What somebody means; ``tag`` is which language, number or danger, where they name one."""

    what: str
    tag: str = ""


def meaning(text: str) -> Meaning | None:
    """What a whole utterance means; None when there is more in it, or something else."""
    if not 0 < len(text) <= LONGEST:
        return None
    said = folded(text)
    return _all().get(said) or _all().get(bare(said))


def number(text: str, tag: str) -> int | None:
    """The number that a whole utterance is in words of one language; None when it is none.

    In no other language: "un" is one here and a word for anything there.
    """
    return _numbers().get((tag, folded(text))) if 0 < len(text) <= LONGEST else None


def words_about(*meanings: str) -> frozenset[str]:
    """All words of the utterances that mean one of these, and of what stands around them."""
    return _words_about(frozenset({*meanings, FILLER}))


def bare(said: str) -> str:
    """Folded words without the number before them, and without please and I want around them."""
    said = PLACE.sub("", said, count=1)
    first, last = _fillers()
    for _ in range(MOST_AROUND):
        before = said
        for filler in first.get(said.partition(" ")[0], ()):
            said = said.removeprefix(f"{filler} ")
        for filler in last.get(said.rpartition(" ")[2], ()):
            said = said.removesuffix(f" {filler}")
        if said == before:
            break
    return said


def folded(text: str) -> str:
    """What is compared: words without marks, or pictures where there are no words."""
    said = [word for word in words(text) if word != END]
    return " ".join([word for word in said if not PICTURES.match(word)] or said)


@lru_cache(maxsize=2_048)
def folded_name(name: str) -> str:
    """A name of the neighbourhood's file, folded; never what somebody typed, for it stays here."""
    return folded(name)


def read(path: Path) -> Iterator[tuple[Meaning, str]]:
    """Every utterance of a file with what it means; raises ValueError that names a wrong line."""
    for number, meant, said in lines(path):
        is_known = meant.what in (WITH_TAG if meant.tag else KNOWN[path.name])
        if not is_known or not folded(said) or len(said) > LONGEST:
            raise ValueError(f"{path.parent.name}/{path.name}, line {number}: {said}")
        yield meant, said


def lines(path: Path) -> Iterator[tuple[int, Meaning, str]]:
    """Every line of a file that says something: its number, its section, and what it says.

    What stands before the first section has one without a name.
    """
    section = Meaning("")
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        said = line.partition("#")[0].strip()
        if head := SECTION.fullmatch(said):
            section = Meaning(head[1], head[2] or "")
        elif said:
            yield number, section, said


def files() -> list[Path]:
    """The files of each language that is heard: what leads out of a question before the rest."""
    return [path for name in KNOWN for path in sorted(FOLDER.glob(f"*/{name}"))]


@cache
def _all() -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for meant, said, _ in _every():
        if meant.what not in {FILLER, NUMBER}:
            found.setdefault(said, meant)
    return found


@cache
def _numbers() -> dict[tuple[str, str], int]:
    return {(tag, said): int(meant.tag) for meant, said, tag in _every() if meant.what == NUMBER}


@cache
def _words_about(meanings: frozenset[str]) -> frozenset[str]:
    said = (one for meant, one, _ in _every() if meant.what in meanings)
    return frozenset(word for one in said for word in one.split())


@cache
def _fillers() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """By their first word and by their last; longer ones first: "I would like to" before "I"."""
    first: dict[str, list[str]] = defaultdict(list)
    last: dict[str, list[str]] = defaultdict(list)
    for filler in sorted({said for meant, said, _ in _every() if meant.what == FILLER}, key=len)[
        ::-1
    ]:
        first[filler.partition(" ")[0]].append(filler)
        last[filler.rpartition(" ")[2]].append(filler)
    return first, last


def _every() -> Iterator[tuple[Meaning, str, str]]:
    """Every utterance, folded, with what it means and the language of its file."""
    for path in files():
        try:
            for meant, said in read(path):
                yield meant, folded(said), path.parent.name
        except (ValueError, OSError) as problem:
            _log.warning("whole utterances are left out: %s", problem)
