"""What whole utterances mean, in every language that is heard: back, stop, menu, the languages.

Each ``<tag>/escape.txt`` has a section for a meaning, and under it one utterance a line, written as
people write it: it is folded as the words of danger are.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from locales import FOLDER
from locales.folding import END, PICTURES, words

FILE = "escape.txt"
# Nobody says one of these things in more signs.
LONGEST = 60
BACK, STOP, MENU, HELP, PERSON, DANGER = "back", "stop", "menu", "help", "person", "danger"
YES, NO, SKIP, BYE, LANGUAGES = "yes", "no", "skip", "bye", "languages"
# A language by its name: ``[language nl]``.
LANGUAGE = "language"
MEANINGS = {BACK, STOP, MENU, HELP, PERSON, DANGER, YES, NO, SKIP, BYE, LANGUAGES}
SECTION = re.compile(r"\[(\w+)(?: (\w+))?\]")
_log = logging.getLogger(__name__)


class Meaning(NamedTuple):
    """What somebody means; ``tag`` is of which language, where they name one."""

    what: str
    tag: str = ""


def meaning(text: str) -> Meaning | None:
    """What a whole utterance means; None when there is more in it, or something else."""
    return _all().get(folded(text)) if 0 < len(text) <= LONGEST else None


def folded(text: str) -> str:
    """What is compared: words without marks, or pictures where there are no words."""
    said = [word for word in words(text) if word != END]
    return " ".join([word for word in said if not PICTURES.match(word)] or said)


def read(path: Path) -> Iterator[tuple[Meaning, str]]:
    """Every utterance of a file with what it means; raises ValueError that names a wrong line."""
    now: Meaning | None = None
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        said = line.partition("#")[0].strip()
        if not said:
            continue
        if head := SECTION.fullmatch(said):
            now = Meaning(head[1], head[2] or "")
            is_known = now.what == LANGUAGE if now.tag else now.what in MEANINGS
        else:
            is_known = now is not None and bool(folded(said)) and len(said) <= LONGEST
        if not is_known:
            raise ValueError(f"{path.parent.name}/{path.name}, line {number}: {said}")
        if now and not head:
            yield now, said


def files() -> list[Path]:
    """The file of each language that is heard."""
    return sorted(FOLDER.glob(f"*/{FILE}"))


@cache
def _all() -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for path in files():
        try:
            for what, said in read(path):
                found.setdefault(folded(said), what)
        except (ValueError, OSError) as problem:
            _log.warning("the words that lead out of a question are left out: %s", problem)
    return found
