"""Hears danger in what somebody types, in sixteen languages, and says the sentences of the answer.

All the words of all the languages stand in one table; a message is looked up word by word, so its
cost grows with its length and hardly with the lists. Nothing is kept of what was heard.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, groupby, product
from typing import NamedTuple

from locales import FOLDER, SOURCE
from locales.danger.file import HARMLESS, KINDS
from locales.danger.table import PART_BITS, OfLanguage, Table, load
from locales.danger.words import FIRST_LETTERS
from locales.folding import END, PICTURES, words

# The list of pictures, which are heard when nothing else was typed.
WITHOUT_WORDS = "und"
# How many other words may stand among those of a phrase.
AMONG = 4
# Of a word that is said several times so many on either side are tried.
NEAREST = 2
# A word that nobody knows and that has so many letters may be one with a slip in it.
MAY_BE_WRONG = 6
# Of a longer word only its beginning is looked up.
LONGEST_WORD = 30
# No more letters than these are glued to the front of a word.
LONGEST_GLUED = 6
# How far from a phrase a "not" still denies it.
NEAR_NOT = 1
PART_MASK = (1 << PART_BITS) - 1
# A language that knows so many words more is the one that somebody speaks.
CLEARLY = 2
# Sentences lie so far apart that no phrase reaches from one into the next.
APART = 100
# Of a word that is said again and again, so many at the beginning and at the end are looked at.
OFTEN = 50
# From so many letters in a row on somebody spells; no word is longer than that.
SPELT, LONGEST_SPELT = 4, 16
SINGLE, SPELT_OUT = (1).__eq__, bytes(SPELT * [True])
# Nobody spells more than this.
MOST_SPELT = 200


class Heard(NamedTuple):
    """What somebody is in, the most pressing first, and in which language it was said."""

    kinds: tuple[str, ...]
    language: str


def hear(text: str, language: str = "") -> Heard | None:
    """What danger somebody speaks of, in any language; None when in none.

    ``language`` is the one of the chat: what could be of several languages is of that one.
    """
    said = _unspelt(words(text))
    has_words = not all(word == END or PICTURES.fullmatch(word) for word in said)
    heard: dict[str, tuple[str, ...]] = {}
    known: dict[str, int] = {}
    for number, one in _by_language(said).items():
        spoken = table().languages[number]
        if has_words and spoken.language == WITHOUT_WORDS:
            continue
        known[spoken.language] = one.words
        kinds = one.kinds(spoken)
        if kinds:
            heard[spoken.language] = kinds
    if language not in heard:
        # What the chat's own language knows at least as well, or another one clearly better, and
        # finds harmless, is not danger in a language that happens to have the same words.
        own = known.get(language, 0)
        other = max((words for tag, words in known.items() if tag not in heard), default=0)
        least = max(own, other - CLEARLY)
        heard = {tag: kinds for tag, kinds in heard.items() if known[tag] > least}
    if not heard:
        return None
    spoken_in = language if language in heard else max(heard, key=lambda tag: known[tag])
    # Pictures are answered in the language of the chat.
    return Heard(heard[spoken_in], language if spoken_in == WITHOUT_WORDS else spoken_in)


def language_of(text: str) -> str:
    """The language whose lists know most of the words; empty when none knows any."""
    known = _by_language(words(text))
    most = max(known, key=lambda number: known[number].words, default=None)
    return "" if most is None else table().languages[most].language


def answer(language: str, key: str) -> str:
    """A sentence or a label of the answer in a language, in English where it has no list."""
    answers = {one.language: one.answers for one in table().languages}
    return answers.get(language, answers.get(SOURCE, {})).get(key, "")


@cache
def table() -> Table:
    """What is heard, in every language there is a list for."""
    return load(FOLDER, FOLDER / "__pycache__")


def _by_language(said: Sequence[str]) -> dict[int, _Said]:
    """What of it is known in each language, by the number of the language."""
    known = table()
    places, starts = _where(said)
    said = (*said, END)
    ends: dict[int, int] = {}
    found: dict[int, _Said] = defaultdict(lambda: _Said(ends))
    for word, stands in places.items():
        parts = _parts(known, word)
        for number in {part >> PART_BITS for part in parts}:
            found[number].words += 1
        for part in parts:
            found[part >> PART_BITS].stands[part & PART_MASK].append(stands)
        behind = known.rows.behind(word)
        for place, at in zip(stands, starts[word], strict=True) if behind else ():
            for rest, part in behind.get(said[at + 1], ()):
                if (*said[at + 1 : at + 1 + len(rest)],) == rest:
                    ends[place] = max(place + len(rest), ends.get(place, place))
                    one = found[part >> PART_BITS]
                    one.words += part & PART_MASK not in one.rows
                    one.rows[part & PART_MASK].append((place, len(rest)))
    return found


def _where(said: Sequence[str]) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Where each word stands, sentences far apart, and which words of the message it is."""
    places: dict[str, list[int]] = defaultdict(list)
    starts: dict[str, list[int]] = defaultdict(list)
    apart = 0
    for at, word in enumerate(said):
        if word == END:
            apart += APART
        else:
            places[word].append(at + apart)
            starts[word].append(at)
    for word, stands in places.items():
        if len(stands) > 2 * OFTEN:
            for lists in (places, starts):
                lists[word] = lists[word][:OFTEN] + lists[word][-OFTEN:]
    return places, starts


def _parts(known: Table, word: str) -> list[int]:
    """The parts that a word is of, also behind letters that are glued to it."""
    parts = _of_word(known, word)
    for end in range(1, min(LONGEST_GLUED, len(word) - FIRST_LETTERS) + 1):
        languages = known.glued.get(word[:end])
        if languages:
            bare = _of_word(known, word[end:])
            parts += [part for part in bare if part >> PART_BITS in languages]
    if not parts and MAY_BE_WRONG <= len(word) <= LONGEST_WORD:
        for slip in _without_slip(word):
            parts += _of_word(known, slip)
    return parts


def _without_slip(word: str) -> Iterator[str]:
    """What was meant where a thumb struck a letter too much, or two in the wrong order."""
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]
        if word[at - 1] != word[at]:
            yield word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]


def _of_word(known: Table, word: str) -> list[int]:
    parts = [*known.exact.of(word)]
    if known.beginnings.has(word):
        parts += known.stems.of_beginnings(word[:LONGEST_WORD])
    return parts


@dataclass(slots=True)
class _Said:
    """What was said in one language.

    ``ends``: where the rows of words end that begin at a place; ``stands``: where the words of each
    part stand, ``rows``: where its rows begin, with how many more words each has; ``words``: how
    many different words are known.
    """

    ends: Mapping[int, int]
    stands: dict[int, list[list[int]]] = field(default_factory=lambda: defaultdict(list))
    rows: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    words: int = 0
    _harmless: set[int] = field(default_factory=set)
    _places: dict[int, list[int]] = field(default_factory=dict)

    def kinds(self, spoken: OfLanguage) -> tuple[str, ...]:
        """The dangers, the most pressing first, without what is harmless together."""
        there = {*self.stands, *self.rows}
        near = [
            phrase
            for part in there
            for phrase in spoken.phrases.get(part, ())
            if there.issuperset(phrase[1])
        ]
        if all(kind == HARMLESS for kind, _, _ in near):
            return ()
        self._harmless = {
            place
            for kind, parts, _ in near
            if kind == HARMLESS
            for together in self._together(parts)
            for first in together
            for place in range(first, self.ends.get(first, first) + 1)
        }
        self._places.clear()
        before, after = (
            sorted(place for part in there.intersection(parts) for place in self._where(part))
            for parts in (spoken.not_before, spoken.not_after)
        )
        found = set()
        for kind, parts, says_not in near:
            if kind == HARMLESS or kind in found:
                continue
            for together in self._together(parts):
                first, last = min(together), max(self.ends.get(place, place) for place in together)
                denied = not says_not and (
                    _any(before, first - NEAR_NOT, last) or _any(after, first, last + NEAR_NOT)
                )
                if not denied:
                    found.add(kind)
                    break
        return tuple(kind for kind in KINDS if kind in found)

    def _together(self, parts: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """Where one word of each part stands, close to one another."""
        rarest, *others = sorted((self._where(part) for part in parts), key=len)
        reach = len(others) + AMONG
        for place in rarest:
            near = [_near(places, place, reach) for places in others]
            for taken in product((place,), *near) if all(near) else ():
                if len({*taken}) == len(parts) and max(taken) - min(taken) <= reach:
                    yield taken
                    break

    def _where(self, part: int) -> list[int]:
        """Where one of its words stands, without what is harmless."""
        places = self._places.get(part)
        if places is None:
            every = {*chain.from_iterable(self.stands.get(part, ()))} - self._harmless
            every.update(
                first
                for first, more in self.rows.get(part, ())
                if self._harmless.isdisjoint(range(first, first + more + 1))
            )
            places = self._places[part] = sorted(every)
        return places


def _near(places: Sequence[int], to: int, reach: int) -> Sequence[int]:
    """The nearest few places that are no further away than this."""
    at = bisect_left(places, to)
    around = places[max(0, at - NEAREST) : at + NEAREST + 1]
    near = (place for place in around if abs(place - to) <= reach)
    return sorted(near, key=lambda place: abs(place - to))


def _any(places: Sequence[int], first: int, last: int) -> bool:
    """Whether one of these places lies in between."""
    at = bisect_left(places, first)
    return at < len(places) and places[at] <= last


def _unspelt(said: list[str]) -> list[str]:
    """Letters that stand one by one ("h e l p", "h.e.l.p") are read as the words they spell."""
    if SPELT_OUT not in bytes(map(SINGLE, map(len, said))):
        return said
    read: list[str] = []
    for is_single, run in groupby(said, lambda word: len(word) == 1):
        together = [*run]
        spelt = "".join(together).replace(END, "")
        if is_single and len(spelt) >= SPELT:
            read += [END, *_spelt(spelt[:MOST_SPELT]), END]
        else:
            read += together
    return read


def _spelt(letters: str) -> Iterator[str]:
    """The longest known words in a row of letters, one after the other."""
    known, at = table(), 0
    while at < len(letters):
        for end in range(min(len(letters), at + LONGEST_SPELT), at, -1):
            word = letters[at:end]
            if end == at + 1 or any(word in one for one in (known.exact, known.stems, known.rows)):
                yield word
                at = end
                break
