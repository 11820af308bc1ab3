"""Words that do not belong in a request for help: private numbers, money, homes, debts."""

from __future__ import annotations

import re

from handlers.core.private.numbers import has_any
from handlers.core.private.reading import read

# All of these look at small letters without marks; every repetition has a bound.
MONEY_WORD = r"(?:€|\$|£|₺|eur|euros?|€uro|lira|avro|tl|dollars?|يورو|دولار|cent(?:en|s)?)"
MONEY = re.compile(
    rf"{MONEY_WORD}\s?\d"
    rf"|\d[\d.,\s]{{0,12}}(?:,-|duizend|k|bin|mil|thousand|الف)?\s?{MONEY_WORD}(?!\w)"
    r"|(?<!\d)\d{1,3}(?:\.?\d{3}){0,4},\d\d(?!\d)|(?<![\d.])\d{1,3}(?:\.\d{3}){1,4}(?![\d.])|\d,-"
)
POSTCODE = re.compile(r"\b[1-9]\d{3}\s?(?!sa|sd|ss|om\b|is\b|in\b|op\b|en\b|to\b)[a-z]{2}\b")
# Also the blocks of flats of the Bijlmer, which are no streets; telephones begin with a zero.
STREET = re.compile(
    r"(?:\w(?:straat|str\.|laan|weg|plein|gracht|kade|dreef|hof|singel|steeg|dijk|pad|oord|geest"
    r"|stein|burg|drecht|ring|wijk|sokak|sokagi|caddesi|mahallesi|street|road|avenue|square"
    r"|hoeve|bos|stee|veld|veen|hoofd|beek|berg)|\b(?:hakfort|florijn|gulden kruis))"
    r"(?:,| n[or]\.?)?\s{1,5}[1-9]\d{0,3}\b(?![:.]\d)"
    r"|\b(?:street|road|avenue|sokak|sokagi|cadde|caddesi|mahalle)\s{0,5}(?:no[.:]?\s{0,5})?\d{1,4}\b"
    r"|\b(?:calle|avenida|plaza|rue)\s[\w\s.]{2,40}?\d{1,4}\b"
    r"|\d{1,4}\s\w{1,30}\s(?:street|road|avenue)|شارع"
)
# What somebody owes, and to whom.
DEBT = re.compile(r"\bschuld(?:en)?\s{1,5}(?:\w{1,30}\s{1,5})?(?:bij\b|\d)")


def is_too_private(text: str) -> bool:
    """Whether words do not belong in a request for help: a BSN, a bank account, money, a home."""
    plain = read(text).plain
    patterns = (MONEY, POSTCODE, STREET, DEBT)
    return has_any(text) or any(pattern.search(plain) for pattern in patterns)
