"""What every sentence promises its readers, whoever wrote it; where it does not, why, in words.

The import of a sheet, ``python -m locales.update --check`` and the tests all ask here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from unicodedata import bidirectional, category, is_normalized, name

# In UTF-16 units, with the longest values in it; a caption of Telegram ends at 1,024.
LENGTHS = {
    "btn": 20,
    "row": 24,
    "rowdesc": 72,
    "header": 60,
    "footer": 60,
    "command": 256,
    # Telegram shows two of them in 120 units.
    "bot": 64,
}
BODY, SHORTEST_COMMAND = 1024, 3
# Of a message as somebody reads it.
READ, LINES = 200, 4
WORDS = dict.fromkeys(("tr", "uk", "pl", "ti", "so"), 8)
MOST_WORDS = 10
# From so many words on nobody says by chance the same as in another language.
BY_CHANCE = 2
ON_A_KEYBOARD = {"Escape", "Esc"}
# Dutch words that are long, and that everybody here says daily.
DAILY = {"coördinator", "sleutelbeheerder", "sleutelbeheerders", "spraakberichten"}
LONG = re.compile(r"[^\W\d_]{15,}")
HOLE = re.compile(r"\{\w*\}|[{}]")
WORD = re.compile(r"[^\W\d_]+")
PICTURE = re.compile(r"[\u2190-\u2bff\U0001f000-\U0001faff]\ufe0f?")
# Joined with others, with a skin tone, or half a flag.
SPECIAL = re.compile(rf"{PICTURE.pattern}\u200d|[\U0001f3fb-\U0001f3ff\U0001f1e6-\U0001f1ff]")
# Marks that turn text around, and whatever else no eye can see; the program sets its own around
# every value. What joins letters or keeps them apart belongs to some scripts.
UNSEEN, SEEN = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp"), "\n\u200c\u200d"
# What has room for one line only.
ONE_LINE = {"btn", "choice", "column", "command", "day", "holiday", "month", "reason"}
# Smaller ones may be words: "four weeks".
NUMBER = re.compile(r"\d{3,}")
END = re.compile(r"[.!?؟۔።…]+(?:\s|$)|\n")
# These are written in more than one script at once.
MIXED = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA")
# The longest that stands in a hole; what is counted on a button is people in a group.
LONGEST = {"time": "00:00", "n": "100"}
LONGEST_NAME = "Buurtkamer De Groene Hoek aan de Zuidweg"


class Said(NamedTuple):
    """One form of a sentence, as a catalog says it; ``own_name`` is what its language is called."""

    tag: str
    slot: str
    source: str
    text: str
    own_name: str = ""


def units(text: str) -> int:
    """How long a text is as telephones count: in units of UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def most(slot: str) -> int:
    """How long a sentence of this slot may be."""
    return LENGTHS.get(slot, BODY)


def allowed(slot: str) -> int:
    """How long a translation may be: what fits there, or what is soon read."""
    return min(most(slot), READ)


def filled(text: str, own_name: str) -> str:
    """A sentence with the longest values in its holes."""
    known = {**LONGEST, "language": own_name}
    return HOLE.sub(lambda hole: known.get(hole[0][1:-1], LONGEST_NAME), text)


def sentence_lengths(text: str) -> list[int]:
    """How many words each sentence of a text has."""
    return [
        sum(bool(re.search(r"\w", one)) for one in part.split()) for part in END.split(text) if part
    ]


def _holes(it: Said) -> str:
    wanted, found = Counter(HOLE.findall(it.source)), Counter(HOLE.findall(it.text))
    lost, strange = [*(wanted - found).elements()], [*(found - wanted).elements()]
    if strange and lost:
        return f"{_list(strange)} is not in the English: write {_list(lost)}"
    if strange:
        return f"{_list(strange)} stands in it once more than in the English"
    return f"{_list(lost)} is missing: write it where the value shall stand" if lost else ""


def _pictures(it: Said) -> str:
    wanted, found = Counter(PICTURE.findall(it.source)), Counter(PICTURE.findall(it.text))
    if wanted == found:
        return ""
    return f"the pictures are others: the English has {_list([*wanted.elements()]) or 'none'}"


def _picture_first(it: Said) -> str:
    is_first = not PICTURE.match(it.source) or PICTURE.match(it.text)
    return "" if is_first else "the picture has to come first"


def _plain_pictures(it: Said) -> str:
    return "a flag, or a picture that is made of several" if SPECIAL.search(it.text) else ""


def _length(it: Said) -> str:
    long = units(filled(it.text, it.own_name))
    if it.slot == "command" and long < SHORTEST_COMMAND:
        return f"too short: at least {SHORTEST_COMMAND} letters"
    if long <= most(it.slot):
        return ""
    return f"too long: {long} with its longest values, at most {most(it.slot)} fit here"


def _reading(it: Said) -> str:
    if units(it.text) > READ:
        return f"too long to read: {units(it.text)} letters, at most {READ}"
    lines = len(sentence_lengths(it.text))
    return f"too much: {lines} sentences, at most {LINES}" if lines > LINES else ""


def _short_sentences(it: Said) -> str:
    words, allowed = max([0, *sentence_lengths(it.text)]), WORDS.get(it.tag, MOST_WORDS)
    return "" if words <= allowed else f"a sentence of {words} words: at most {allowed}"


def _short_dutch(it: Said) -> str:
    long = {*LONG.findall(it.text.lower())} - DAILY if it.tag == "nl" else ()
    return f"a long word: {_list(sorted(long))}" if long else ""


def _script(it: Said) -> str:
    script = script_of(it.own_name)
    words = set(WORD.findall(HOLE.sub(" ", it.text))) - ON_A_KEYBOARD
    strange = [word for word in sorted(words) if not _is_in(word, script)]
    return f"letters of another script: {_list(strange)}" if strange and script else ""


def _tidiness(it: Said) -> str:
    if not is_normalized("NFC", it.text):
        return "letters and their signs are written apart (it has to be Unicode NFC)"
    return "" if it.text == it.text.strip() else "a space stands at the beginning or at the end"


def _invisible(it: Said) -> str:
    unseen = {one for one in it.text if category(one) in UNSEEN and one not in SEEN}
    signs = sorted(f"U+{ord(sign):04X}" for sign in unseen)
    return f"an invisible sign: {_list(signs)}" if signs else ""


def _words(it: Said) -> str:
    has_words = WORD.search(it.text) or not WORD.search(HOLE.sub(" ", it.source))
    return "" if has_words else "there is no word in it: leave it empty until you know one"


def _numbers(it: Said) -> str:
    wanted, found = Counter(NUMBER.findall(it.source)), Counter(NUMBER.findall(it.text))
    lost = _list([*wanted.elements()]) or "none of three digits"
    return "" if wanted == found else f"the numbers are others: the English has {lost}"


def _one_line(it: Said) -> str:
    breaks = it.slot in ONE_LINE and "\n" in it.text
    return "a new line begins in it, and there is room for one only" if breaks else ""


CHECKS: tuple[Callable[[Said], str], ...] = (
    _invisible,
    _words,
    _holes,
    _numbers,
    _one_line,
    _pictures,
    _picture_first,
    _plain_pictures,
    _length,
    _reading,
    _short_sentences,
    _short_dutch,
    _script,
    _tidiness,
)


def mistakes(
    tag: str, own_name: str, slot: str, source: str, forms: Sequence[str], dutch: str = ""
) -> Iterator[str]:
    """What is wrong with a translation, each thing in words; ``dutch``: what Dutch says there.

    ``forms``: one text, or one for each plural form. Nothing is wrong where all are empty.
    """
    if any(forms) and not all(forms):
        yield "a plural form is missing: fill in all of them"
    found = dict.fromkeys(
        what
        for text in forms
        for check in CHECKS
        if text and (what := check(Said(tag, slot, source, text, own_name)))
    )
    yield from found
    if tag == "en" or not forms or len(WORD.findall(HOLE.sub(" ", forms[0]))) <= BY_CHANCE:
        return
    if forms[0] == source:
        yield "it is the same as the English"
    elif tag != "nl" and forms[0] == dutch:
        yield "it is the same as the Dutch"


def script_of(own_name: str) -> str:
    """The script of a language, as Unicode calls it: that of its own name; empty for a mix."""
    script = name(own_name[0], "").split(" ")[0] if own_name else ""
    return "" if script in MIXED else script


def is_rtl(own_name: str) -> bool:
    """Whether a language is written from right to left: as its own name is."""
    return bidirectional(own_name[0]) in {"R", "AL"}


def _is_in(word: str, script: str) -> bool:
    return all(name(one, "").startswith((script, "MODIFIER LETTER")) for one in word)


def _list(found: Sequence[str]) -> str:
    return " ".join(found)
