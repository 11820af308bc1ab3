"""In which language something was typed, by words that people type in it: enough to offer it."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from itertools import chain

from locales import FOLDER
from locales.folding import END, words
from locales.phrases import ESCAPES, LANGUAGE, PHRASES, lines

EXAMPLES = "examples.txt"
# One word is a name, or borrowed.
FEWEST = 2


def tongue(text: str, spoken: str) -> str:
    """The language of a text, if it is another than the one ``spoken``; empty when it is not sure.

    Sure is what knows two words at least, and more of them than any other language does.
    """
    known = Counter(chain.from_iterable(_tags().get(word, ()) for word in set(_said(text))))
    (first, most), (_, second) = [*known.most_common(2), ("", 0), ("", 0)][:2]
    return first if first != spoken and most >= FEWEST and most > second else ""


def _said(text: str) -> list[str]:
    return [word for word in words(text) if word != END]


@cache
def _tags() -> dict[str, tuple[str, ...]]:
    """The languages in whose files a word stands."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in (ESCAPES, PHRASES, EXAMPLES):
        for path in sorted(FOLDER.glob(f"*/{name}")):
            tag = path.parent.name
            for _, meant, said in lines(path):
                # A language's name stands in every file, and says nothing of its own.
                if meant.what != LANGUAGE:
                    for word in _said(said):
                        found[word].add(tag)
    return {word: tuple(sorted(tags)) for word, tags in found.items()}
