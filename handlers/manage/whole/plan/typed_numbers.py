"""Numbers and amounts of money as people write them: "1.200", "1 200", "€ 12.500,-"."""

from __future__ import annotations

import re
import unicodedata

from handlers.core.messages import Text, say
from handlers.core.questions import NotHere
from handlers.core.typed_input import NoNumber

# More is a slip of the thumb. An amount has one figure less than a citizen service number, which
# nobody may send us.
MOST_COUNTED, MOST_EUROS = 1_000_000, 99_999_999
LONGEST = 30
# What stands between thousands: the same sign each time.
WHOLE = re.compile(r"\d{1,3}(?:([., '’٬،])\d{3})(?:\1\d{3})*|\d{1,15}")
CENTS = re.compile(r"(.*\d)[.,٫](\d{1,2}|[-–—])")
NO_DIGIT = re.compile(r"\D")
SPACES = re.compile(" +")
CURRENCY = re.compile(r"€|euros?|eur|avro|يورو")
TOO_BIG = say("body", "That number cannot be right.")
BELOW_NOTHING = say("body", "It cannot be less than 0.")
PLEASE_COUNT = say("body", "Please type a whole number, like {example}.", example=1200)
PLEASE_EUROS = say("body", "Please type whole euros, like {example}.", example=12500)


def read_count(typed: str) -> int | NoNumber:
    """How many, in any digits."""
    return _read(_plain(typed), MOST_COUNTED, PLEASE_COUNT)


def read_euros(typed: str) -> int | NoNumber:
    """How many whole euros; of cents only none may stand there."""
    text = CURRENCY.sub("", _plain(typed)).strip()
    if cents := CENTS.fullmatch(text):
        if cents[2].strip("-–—0"):
            return NotHere(why=PLEASE_EUROS)
        text = cents[1]
    return _read(text, MOST_EUROS, PLEASE_EUROS)


def _read(text: str, most: int, please: Text) -> int | NoNumber:
    if text[:1] in {"-", "−"} and WHOLE.fullmatch(text[1:].strip()):
        return NotHere(why=BELOW_NOTHING)
    if not WHOLE.fullmatch(text):
        return NotHere(why=please)
    number = int(NO_DIGIT.sub("", text))
    return number if number <= most else NotHere(why=TOO_BIG)


def _plain(typed: str) -> str:
    """The same in small letters, with 0 to 9 and plain spaces, without what shows nothing."""
    signs = (
        str(int(sign)) if sign.isdecimal() else " " if sign.isspace() else sign
        for sign in typed.strip().lower()
        if unicodedata.category(sign) != "Cf"
    )
    return SPACES.sub(" ", "".join(signs)).strip()
