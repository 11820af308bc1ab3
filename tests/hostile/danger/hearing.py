"""How well danger is heard: of the sentences of a part, per language and per kind."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from locales import danger
from locales.danger import guess
from tests.support.paths import ROOT

SENTENCES = ROOT / "tests" / "hostile" / "danger" / "sentences"
# No danger; some danger, whichever.
NONE, ANY = "none", "any"
# What lists are made with, what they are measured by, and what was heard by the lists of before.
TUNE, HELD, BEFORE, MORE = "tune", "held", "before", "more"
# What is wanted, on sentences not seen.
RECALL = {
    **dict.fromkeys(("nl", "en", "ar", "tr", "es", "fr", "pl", "uk", "pt"), 0.90),
    **dict.fromkeys(("fa", "ur", "so", "ti", "pap", "srn", "tw"), 0.75),
}
ALARMS = 0.10
# What was reached with the second look, recall and false alarms in percent; it may get no worse.
REACHED = {
    "nl": (94, 9),
    "en": (91, 10),
    "ar": (91, 8),
    "tr": (93, 10),
    "es": (92, 10),
    "fr": (92, 6),
    "pl": (93, 9),
    "uk": (91, 6),
    "pt": (92, 8),
    "fa": (88, 7),
    "ur": (80, 10),
    "so": (83, 9),
    "ti": (81, 9),
    "pap": (87, 7),
    "srn": (83, 6),
    "tw": (76, 8),
}


@dataclass
class Score:
    """What was heard of the sentences of one language."""

    heard: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    asked: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The share of dangers of which a right kind is among the first two heard."""
        dangers = [kind for kind in self.asked if kind != NONE]
        return sum(self.heard[kind] for kind in dangers) / sum(self.asked[kind] for kind in dangers)

    @property
    def alarms(self) -> float:
        """The share of look-alikes that are taken for a danger."""
        return self.heard[NONE] / self.asked[NONE]


def languages(part: str = TUNE) -> list[str]:
    return sorted(path.stem for path in (SENTENCES / part).glob("*.tsv"))


def sentences(part: str, language: str) -> list[tuple[tuple[str, ...], str]]:
    """The kinds that are right, and the sentence."""
    lines = _file(part, language).read_text("utf-8").splitlines()
    return [(tuple(kinds.split(",")), said) for kinds, said in (line.split("\t") for line in lines)]


def score(part: str, language: str, *, guesses: bool = False) -> Score:
    """What the lists hear; with ``guesses`` also what the second look makes of the rest."""
    made = Score()
    for kinds, said in sentences(part, language):
        heard = danger.hear(said, language)
        first_two = heard.kinds[:2] if heard else guess.guess(said) if guesses else ()
        made.asked[kinds[0]] += 1
        some = kinds in {(NONE,), (ANY,)}
        is_heard = bool(first_two) if some else bool({*kinds} & {*first_two})
        made.heard[kinds[0]] += is_heard
        if is_heard == (kinds == (NONE,)):
            made.wrong.append(f"{','.join(kinds)}\t{said}\t{','.join(first_two)}")
    return made


def _file(part: str, language: str) -> Path:
    return SENTENCES / part / f"{language}.tsv"
