"""Words that do not belong in a chat: a citizen service number, called BSN.

In a request for help neither do bank accounts, amounts of money and addresses. A BSN is nine
digits that pass the eleven-test. People write it in many ways, so the digits are taken out of
whatever stands between them, in every script.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from stdnum import iban
from stdnum.nl import bsn

LENGTH = 9
BLANK = "█"
# Between two digits of one number: spaces, new lines, marks; never a letter or a mark of money.
GROUPS = re.compile(r"\d+(?:(?:(?:[^\w€$£+]|_|&nbsp;){1,8}|\+)\d+)*")
# With one of these near by, eight digits are a BSN whose leading zero was left out.
LABEL = re.compile(
    r"bsn|b\.s\.n|sofi|burgerservice|citizen service|vatanda[sş]|servicio ciudadano|المواطن",
    re.IGNORECASE,
)
ZEROS = re.compile(r"(?<!\d)00(?=\d{9}(?!\d))")
# What has nine digits or more and is something else: dates, hours, telephones, amounts. Each ends
# where such a number ends, so that a BSN right in front of it or behind it is seen.
DAY, MONTH, HOUR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:[01]?\d|2[0-4])"
DATE = re.compile(
    rf"(?<!\d)(?:(?<!\d[-/.]){DAY}([-/.]){MONTH}\1(?:19|20)\d\d(?!\1?\d)"
    rf"|(?<!\d ){DAY} {MONTH} (?:19|20)\d\d(?! ?\d)"
    rf"|(?:19|20)\d\d([-/]){MONTH}\2{DAY}(?!\2?\d)"
    # A year of two digits; with more digits behind it, it may be a BSN in pairs.
    rf"|(?<!\d[-/]){DAY}([-/]){MONTH}\3\d\d(?![-/]?\d| \d{{3}}))"
    rf"(?:,?[ T]{HOUR}[:.][0-5]\d(?!\d))?"
)
CLOCK = re.compile(
    rf"(?<![\d:]){HOUR}:[0-5]\d(?::[0-5]\d)?(?![\d:])"
    rf"|(?<!\d)(?<!\d\.){HOUR}\.[0-5]\d ?[-–] ?{HOUR}\.[0-5]\d(?!\.?\d)"
)
GAP = r"[ .)/–-]{1,3}"
ONE = r"(?:[ .()/-]{0,3}\d)"
# The Netherlands have nine digits behind 31, Suriname six or seven, America and Russia ten; other
# countries as few as there can be. Nine digits in one piece behind 00 or + are a BSN.
ABROAD = (
    rf"(?:\+|00)(?:31[ .-]?(?:\(0\))?{ONE}{{9}}|597(?:{ONE}{{7}}|[ .()/-]{{1,3}}\d{ONE}{{5}})"
    rf"|[17](?!\W+0){ONE}{{10}}|[2-9]\d(?!\W+0(?!\))){ONE}{{8,11}}?)"
    r"|31[ -]?(?:6[ -]?\d{8}|[1-9]\d[ -]?\d{7})"
)
# In the groups that people write; 3-3-3-1 is a BSN and how many children there are.
HERE = "|".join(
    GAP.join(rf"\d{{{length}}}" for length in grouped)
    for grouped in ("28", "244", "22222", "2332", "37", "334", "3322", "46", "433", "4222")
)
TURKISH = rf"05\d\d(?:\d{{7}}|{GAP}\d{{7}}|{GAP}\d{{3}}{GAP}(?:\d{{4}}|\d\d{GAP}\d\d))"
PHONE = re.compile(
    rf"(?<![\d+])(?:{ABROAD}|(?=0[1-9])(?:\d{{10}}|(?<!\d[ ./-])(?:{HERE}))|{TURKISH})(?!\d)"
)
AMOUNT = r"(?:[1-9]\d{0,2}(?:[.,]\d{3})+(?:[.,]\d\d)?|\d{1,7}[.,]\d\d)"
MONEY_SIGN = re.compile(
    rf"[€$£] ?{AMOUNT}(?!\d)|(?<![\d.,]){AMOUNT} ?(?:€(?! ?\d)|euro?\b)|(?<!\d)\d{{1,4}},-(?!\d)",
    re.IGNORECASE,
)
# Hundreds of millions are a BSN rather than an amount, and so are commas all along.
CENTS = re.compile(
    r"(?<!\d)(?<!\d,)(?:(?<!\d[ ./-])|(?<=,\d\d[ ./-]))"
    r"(?:\d{1,7}|\d{1,3}[. ]\d{3}|\d{1,2}(?:[. ]\d{3}){2}),\d\d(?!,?\d)"
)
OTHERS = (DATE, CLOCK, PHONE, MONEY_SIGN, CENTS)

ACCOUNT = re.compile(r"\b[a-z]{2}\d{2}(?:[ .-]?[a-z0-9]){11,30}", re.IGNORECASE)
MONEY_WORD = r"(?:€|\$|£|eur|euros?|€uro|lira|avro|tl|dollars?|يورو|دولار|cent(?:en|s)?)"
MONEY = re.compile(
    rf"{MONEY_WORD}\s?\d|\d[\d.,\s]*(?:,-|duizend|k|bin|mil|thousand|ألف)?\s?{MONEY_WORD}(?!\w)"
    r"|(?<!\d)\d{1,3}(?:\.?\d{3})*,\d\d(?!\d)|(?<![\d.])\d{1,3}(?:\.\d{3})+(?![\d.])|\d,-",
    re.IGNORECASE,
)
POSTCODE = re.compile(
    r"\b[1-9]\d{3}\s?(?!sa|sd|ss|om\b|is\b|in\b|op\b|en\b|to\b)[a-z]{2}\b", re.IGNORECASE
)
# Also the blocks of flats of the Bijlmer, which are no streets; telephones begin with a zero.
STREET = re.compile(
    r"(?:\w(?:straat|str\.|laan|weg|plein|gracht|kade|dreef|hof|singel|steeg|dijk|pad|oord|geest"
    r"|stein|burg|drecht|ring|wijk|sokak|sokağı|caddesi|mahallesi|street|road|avenue|square"
    r"|hoeve|bos|stee|veld|veen|hoofd|beek|berg)|\b(?:hakfort|florijn|gulden kruis))"
    r"(?:,| n[or]\.?)?\s+[1-9]\d{0,3}\b(?![:.]\d)"
    r"|\b(?:street|road|avenue|sokak|sokağı|cadde|caddesi|mahalle)\s*(?:no[.:]?\s*)?\d{1,4}\b"
    r"|\b(?:calle|avenida|plaza|rue)\s[\w\s.]{2,40}?\d{1,4}\b|\d{1,4}\s\w+\s(?:street|road|avenue)"
    r"|شارع",
    re.IGNORECASE,
)
# What somebody owes, and to whom.
DEBT = re.compile(r"\bschuld(?:en)?\s+(?:\w+\s+)?(?:bij\b|\d)", re.IGNORECASE)


def blanked(text: str) -> str:
    """The text with every BSN in it made unreadable; the same text when there is none."""
    for first, last in reversed(list(_numbers(text))):
        text = text[:first] + BLANK * 3 + text[last:]
    return text


def is_too_private(text: str) -> bool:
    """Whether words do not belong in a request for help: a BSN, a bank account, money, a home."""
    if next(_numbers(text), None):
        return True
    plain, _ = _plain(text)
    return bool(
        any(iban.is_valid(part) for part in _accounts(plain))
        or MONEY.search(plain)
        or POSTCODE.search(plain)
        or STREET.search(plain)
        or DEBT.search(plain)
    )


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where each BSN of a text stands: its first place, and the one after its last."""
    # Most of what people write has no number in it at all.
    if sum(sign.isnumeric() for sign in text) < LENGTH - 1:
        return
    plain, places = _plain(text)
    is_labelled = LABEL.search(plain) is not None
    # With that word near by a comma or a colon does not make it an amount or an hour.
    for mask in (DATE, PHONE) if is_labelled else OTHERS:
        plain = mask.sub(_hidden, plain)
    plain = ZEROS.sub(_hidden, plain)
    for run in GROUPS.finditer(plain):
        for first, last in _in_run(run[0], is_labelled=is_labelled):
            start, end = run.start() + first, run.start() + last
            yield places[start], places[end - 1] + 1


def _hidden(match: re.Match[str]) -> str:
    return "x" * len(match[0])


def _in_run(run: str, *, is_labelled: bool) -> Iterator[tuple[int, int]]:
    """Whole groups of digits that make a BSN together, left to right, none twice."""
    groups = [match.span() for match in re.finditer(r"\d+", run)]
    taken = 0
    for at, (first, _) in enumerate(groups):
        if first < taken:
            continue
        digits = ""
        for start, last in groups[at:]:
            digits += run[start:last]
            if len(digits) > LENGTH:
                break
            is_whole = len(digits) == LENGTH or (is_labelled and len(digits) == LENGTH - 1)
            if is_whole and bsn.is_valid(digits):
                yield first, last
                taken = last
                break


def _plain(text: str) -> tuple[str, list[int]]:
    """The text in plain digits, without signs that take no room, and where each sign stood."""
    kept: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        if sign.isascii():
            kept.append(sign)
        elif (digit := unicodedata.digit(sign, None)) is not None:
            kept.append(str(digit))
        elif unicodedata.category(sign) in {"Cf", "Mn", "Me"}:
            # A keycap, a zero-width space, a soft hyphen: one sees the number without it.
            continue
        else:
            kept.append(sign)
        places.append(place)
    return "".join(kept), places


def _accounts(plain: str) -> Iterator[str]:
    """What may be the number of a bank account; words right after it belong to it or not."""
    for match in ACCOUNT.finditer(plain):
        whole = re.sub(r"[ .-]", "", match[0])
        yield from (whole[:length] for length in range(15, len(whole) + 1))
