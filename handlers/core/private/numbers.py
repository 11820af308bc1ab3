"""Numbers that nobody may keep: a citizen service number, called BSN, and that of an account.

A BSN is nine digits that pass the eleven-test. People write it in many ways: the digits are taken
out of whatever they are written in and whatever stands between them. See decision 0031.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Collection, Iterator
from itertools import accumulate

from handlers.core.private.number_words import Digits, Said, numbers_of, words_in
from handlers.core.private.other_numbers import HIDDEN, LABEL, without
from handlers.core.private.reading import Reading, read

LENGTH = 9
BLANK = "███"
TOKEN = re.compile(r"\d+|[^\W\d_]+")
DIGIT = re.compile(r"\d")
LETTERS = re.compile(r"[^\W\d_]+")
# Letters and marks that are read as digits; a word of nothing but these may be one.
LOOKS = {"0": "oоοօøθ", "1": "liіιӏ|", "2": "z", "5": "s", "8": "b"}
AS_DIGITS = str.maketrans({letter: digit for digit, same in LOOKS.items() for letter in same})
ALL = "".join(LOOKS.values())
CLEAR = LOOKS["0"] + LOOKS["1"]
LOOKALIKE = rf"(?:[{CLEAR}]+|[{ALL}]*\d[\d{ALL}]*)"
LOOKALIKES = re.compile(rf"(?<![\w|]){LOOKALIKE}(?:[^\w|]{{1,3}}{LOOKALIKE})*(?![\w|])")
# What somebody says who dictates a number.
SPOKEN = re.compile(
    "dan|daarna|streep|streepje|punt|spatie|komma|schuin|liggend|min|minus|plus|then|dash|dot|space"
    "|comma|slash|hyphen|guion|punto|espacio|coma|luego|despues|tire|nokta|bosluk|virgul|sonra|ثم"
    "|نقطه|شرطه|فاصله|بعدها"
    # And who sends it in parts.
    "|eerste|tweede|derde|laatste|volgende|deel|helft|rest|cijfers|first|second|third|last|next|part"
    "|half|digits|primera?|segund[ao]|tercera?|ultim[ao]|parte|mitad|resto|cifras|birinci|ikinci"
    "|ucuncu|son|kisim|yarisi|rakam|الاول|الثاني|الثالث|الجزء|النصف|الباقي"
)
# Whole lines of words; and a mark of a page.
LINES = re.compile(r"[^\w\n]{0,99}\n(?s:.*)\n[^\w\n]{0,99}")
TAG = re.compile(r"</?[a-z][^<>]{0,60}>")
LINKS = frozenset({"en", "and", "y", "ve", "و"})
# One letter that is a word of its own, or a measure: 10 a 12, 3 x 4, 5 m.
OWN_WORD = frozenset("aexyouhmlgiو")
REVERSED = re.compile(
    r"achterste|van achter|andersom|omgekeerd|back to front|revers"
    r"|backward|al reves|\bters\b|معكوس|بالعكس"
)
LONGEST_WORDS, LONGEST_LABELLED = 20, 60
ACCOUNT = re.compile(r"(?<![^\W_])[a-z]{2}[ .-]?\d{2}(?:[ .\n-]{0,2}[a-z0-9]){11,30}")
SHORTEST_ACCOUNT = 15
# What a sign counts as in the test of an account: a is 10, z is 35.
VALUES = {sign: str(int(sign, 36)) for sign in string.digits + string.ascii_lowercase}
DUTCH = re.compile(r"nl\d\d[a-z]{4}(\d{10})")


# What a link of ours brings is nobody's number, whatever its letters and digits come to.
CODE = re.compile(r"/start(?:@\w{1,64})? [A-Za-z0-9_-]{22}")


def blanked(text: str) -> str:
    """The text with every private number in it made unreadable; the same text without one."""
    if CODE.fullmatch(text):
        return text
    end = len(text)
    pieces: list[str] = []
    for first, last in reversed(_merged(_places(text))):
        pieces += [text[last:end], BLANK]
        end = first
    return text[:end] + "".join(reversed(pieces)) if pieces else text


def has_any(text: str) -> bool:
    """Whether a private number is in a text."""
    return next(iter(_places(text)), None) is not None


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Where each private number of a text stands: its first place, and the one after its last."""
    # Most of what people write is too short; only a sign for twelve is more than one digit.
    if len(text) < (LENGTH - 1 if text.isascii() else LENGTH // 2):
        return
    reading = read(text)
    plain = reading.plain
    if DIGIT.search(plain) is None:
        # Then there may be words for digits, and nothing else needs to be told from them.
        if next(_parts(plain), None):
            yield from _in(reading, plain, is_labelled=LABEL.search(plain) is not None)
        return
    for first, last in _accounts(plain):
        yield reading.place(first, last)
        plain = plain[:first] + HIDDEN * (last - first) + plain[last:]
    plain, is_labelled = without(plain)
    # "l" may be a digit, or a letter between two.
    for seen in dict.fromkeys((plain, LOOKALIKES.sub(_as_digits, plain))):
        yield from _in(reading, seen, is_labelled=is_labelled)


def _in(reading: Reading, plain: str, *, is_labelled: bool) -> Iterator[tuple[int, int]]:
    """Where each BSN stands; "one" may be a digit, or a word like others."""
    parts = list(_parts(plain))
    written = [part for part in parts if _is_written(plain, part)]
    for some in (parts,) if len(parts) == len(written) else (parts, written):
        for first, last in _numbers(plain, some, is_labelled=is_labelled):
            yield reading.place(first, last)


def _merged(places: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places in their order, those that overlap as one."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(places):
        if merged and first < merged[-1][1]:
            merged[-1] = merged[-1][0], max(last, merged[-1][1])
        else:
            merged.append((first, last))
    return merged


def _as_digits(match: re.Match[str]) -> str:
    """Letters for digits only where a real digit is with them: "I" alone is a word."""
    found = match[0]
    return found.translate(AS_DIGITS) if any(sign.isdigit() for sign in found) else found


def _numbers(plain: str, parts: list[Digits], *, is_labelled: bool) -> Iterator[tuple[int, int]]:
    """Where digits are that make a BSN together."""
    lengths = (LENGTH, LENGTH - 1) if is_labelled else (LENGTH,)
    may_be_reversed = is_labelled or REVERSED.search(plain) is not None
    for run in _runs(plain, parts, is_labelled=is_labelled):
        for first, last, digits in _whole(run, lengths):
            both_ways = may_be_reversed or first == last
            if _is_bsn(digits) or (both_ways and _is_bsn(digits[::-1])):
                yield run[first].start, run[last].end


def _is_bsn(digits: str) -> bool:
    # Two megabytes for what few type: nine digits in a row.
    from stdnum.nl import bsn  # noqa: PLC0415

    digits = digits.zfill(LENGTH)
    return bsn.checksum(digits) == 0 and int(digits) > 0


def _runs(plain: str, parts: list[Digits], *, is_labelled: bool) -> Iterator[list[Digits]]:
    """Parts of digits that may be of one number, as they stand one behind the other."""
    run: list[Digits] = []
    for part in parts:
        if run and not _are_joined(plain, run[-1], part, is_labelled=is_labelled):
            yield run
            run = []
        run.append(part)
    yield run


def _whole(run: list[Digits], lengths: Collection[int]) -> Iterator[tuple[int, int, str]]:
    """Neighbours of a run with so many digits in all: the first, the last, their digits."""
    if any(len(part.readings) > 1 for part in run):
        yield from _whole_of_words(run, lengths)
        return
    digits = "".join(part.readings[0] for part in run)
    begins = list(accumulate((len(part.readings[0]) for part in run), initial=0))
    last_of = {end: last for last, end in enumerate(begins[1:])}
    for first, begin in enumerate(begins[:-1]):
        for end in (begin + length for length in lengths):
            if end in last_of:
                yield first, last_of[end], digits[begin:end]


def _whole_of_words(run: list[Digits], lengths: Collection[int]) -> Iterator[tuple[int, int, str]]:
    """The same where some of them can be read in two ways."""
    for first in range(len(run)):
        known = [""]
        for last in range(first, min(first + LENGTH, len(run))):
            known = [one + more for one in known for more in run[last].readings]
            known = [one for one in known if len(one) <= LENGTH]
            if not known:
                break
            yield from ((first, last, one) for one in known if len(one) in lengths)


def _parts(plain: str) -> Iterator[Digits]:
    """Every number of a text, in digits or in words, as digits."""
    words: list[Said] = []
    for match in TOKEN.finditer(plain):
        start, end = match.span()
        is_number = match[0][0].isdigit()
        said = [] if is_number else words_in(plain, start, end)
        if words and not (said and HIDDEN not in plain[words[-1].end : start]):
            yield from numbers_of(plain, words)
            words = []
        words += said
        if is_number:
            yield Digits(start, end, (match[0],))
    yield from numbers_of(plain, words)


def _are_joined(plain: str, before: Digits, behind: Digits, *, is_labelled: bool) -> bool:
    """Whether two parts of digits may be of one number, by what stands between them."""
    gap = plain[before.end : behind.start]
    if HIDDEN in gap:
        return False
    gap = TAG.sub(" ", gap)
    words = LETTERS.findall(gap)
    if not words:
        # Two amounts are two amounts.
        return all(unicodedata.category(sign) != "Sc" for sign in gap)
    if LINES.fullmatch(gap) or all(SPOKEN.fullmatch(word) for word in words):
        return True
    if is_labelled and len(gap) <= LONGEST_LABELLED:
        return True
    if all(word in LINKS for word in words) and _is_digit(before) and _is_digit(behind):
        return True
    if not (_is_written(plain, before) and _is_written(plain, behind)):
        return False
    length = sum(map(len, words))
    if _is_digit(before) and _is_digit(behind):
        return length <= LONGEST_WORDS
    is_glued = not any(sign.isspace() for sign in gap)
    if is_glued:
        return length <= LONGEST_WORDS
    return length == 1 and words[0] not in OWN_WORD


def _is_written(plain: str, part: Digits) -> bool:
    """Whether it is in digits, not in words."""
    return plain[part.start].isdigit()


def _is_digit(part: Digits) -> bool:
    """Whether it is one digit, maybe in a word."""
    return part.readings[0] == part.readings[0][:1]


def _accounts(plain: str) -> Iterator[tuple[int, int]]:
    """Where the number of an account stands; words right behind it belong to it or not."""
    begin = 0
    while match := ACCOUNT.search(plain, begin):
        places = [at for at in range(*match.span()) if plain[at] not in " .\n-"]
        length = _length_of_account("".join(plain[at] for at in places))
        # Words right behind a number may begin another one.
        begin = places[length - 1] + 1 if length else places[3]
        if length:
            yield places[0], begin


def _length_of_account(whole: str) -> int:
    """How many of these signs are an account's number, or a Dutch one's with a BSN in it; or 0."""
    from stdnum import iban  # noqa: PLC0415
    from stdnum.nl import bsn  # noqa: PLC0415

    head = int("".join(VALUES[sign] for sign in whole[:4]))
    rest = 0
    for length, sign in enumerate(whole[4:], 5):
        rest = int(f"{rest}{VALUES[sign]}") % 97
        # Two letters and two digits go behind the others: six digits in all.
        is_whole = length >= SHORTEST_ACCOUNT and (rest * 10**6 + head) % 97 == 1
        if is_whole and iban.is_valid(whole[:length]):
            return length
    dutch = DUTCH.match(whole)
    is_private = dutch and any(bsn.is_valid(dutch[1][at : at + LENGTH]) for at in (0, 1))
    return dutch.end() if dutch and is_private else 0
