"""What each value of a neighbourhood file may be, and the words for what it may not.

The words follow the name of the key: it "is ..., which is not ...; write ... instead".
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from difflib import get_close_matches
from functools import cache
from typing import Annotated, Literal, TypeAlias, get_args
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    NaiveDatetime,
    Tag,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from storage.neighbourhood.base import is_new

Domain: TypeAlias = Literal[
    "debt",
    "budget",
    "forms",
    "housing",
    "meeting",
    "wellbeing",
    "care",
    "learning",
    "participation",
    "work",
    "enterprise",
]
DOMAINS: tuple[Domain, ...] = get_args(Domain)
# What a number for danger is for; docs/dangers.md says what each of them holds.
Danger: TypeAlias = Literal["medical", "violence", "suicide", "home", "power", "child", "hunger"]
DANGERS: tuple[Danger, ...] = get_args(Danger)
# What there may be in a room. What is not said of a room is not known: it is no no.
Offer: TypeAlias = Literal["step-free", "toilet", "quiet-hour", "children", "women-only", "food"]
OFFERS: tuple[Offer, ...] = get_args(Offer)

# Where the time zones of places stand. Others, such as "localtime" and "Factory", are another one
# on every computer, or none.
PARTS_OF_EARTH = {
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
}
# How many working days somebody has to answer who promised nothing, and whoever promised much.
WORKING_DAYS, MOST_DAYS = 2, 14
# Without these some letters fall apart; they turn no line around.
JOINERS = "\u200c\u200d"


def wrong(problem: str) -> PydanticCustomError:
    """Say what is wrong with a value, in words that follow the name of its key."""
    return PydanticCustomError("mistake", "{problem}", {"problem": problem})


def shown_value(value: object) -> str:
    """Quote what stands in the file, not more than one can take in."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."


def nearest(word: str, words: Iterable[str]) -> str:
    """Suggest what was probably meant, or name all there is when nothing comes near."""
    known = list(words)
    near = get_close_matches(word, known, 1)
    return f'did you mean "{near[0]}"?' if near else f"choose from {', '.join(known)}"


def _text(value: str) -> str:
    if not value.strip():
        raise wrong("is empty; write a text, or leave the whole line out if it is not needed")
    if any(
        unicodedata.category(letter) in {"Cc", "Cf"} and letter not in JOINERS for letter in value
    ):
        raise wrong("holds a line break or another sign that cannot be shown; keep it on one line")
    return " ".join(value.split())


def _id(value: str) -> str:
    if not re.fullmatch("[a-z0-9-]{1,32}", value):
        raise wrong(
            f"is {shown_value(value)}, but it goes into links and commands; "
            "write 1 to 32 small letters a-z, digits or hyphens, such as h-buurt"
        )
    return value


def _tag(value: str) -> str:
    if not re.fullmatch("[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?", value):
        raise wrong(
            f"is {shown_value(value)}, which is not a language tag; "
            "write nl, srn or pt-BR for example"
        )
    return value


def repeated(values: Iterable[object]) -> Iterator[int]:
    """The places of the values that stood there before."""
    seen: set[object] = set()
    for number, value in enumerate(values):
        if value in seen:
            yield number
        seen.add(value)


def each_once(values: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse what stands in a list for the second time."""
    if again := next(repeated(values), None):
        raise wrong(f"has {shown_value(values[again])} for the second time; write each once")
    return values


def one_of(what: str, words: Iterable[str]) -> BeforeValidator:
    """Accept a few words only; ``what`` is what they are called, with its article."""

    def check(value: object) -> object:
        if isinstance(value, str) and value not in words:
            raise wrong(f"is {shown_value(value)}, which is not {what}; {nearest(value, words)}")
        return value

    return BeforeValidator(check)


@cache
def _places() -> set[str]:
    """The time zones of places; to look through the disk for them takes a while."""
    return {name for name in available_timezones() if name.partition("/")[0] in PARTS_OF_EARTH}


def zone_name(value: str) -> str:
    """Check the name of a time zone: of a place, and the same on every computer."""
    if value not in {*_places(), "UTC"}:
        near = get_close_matches(value, _places(), 1, 0.8) or ["Europe/Amsterdam"]
        raise wrong(
            f'is {shown_value(value)}, which is not a time zone; write for example "{near[0]}"'
        )
    return value


def start_moment(value: object) -> object:
    """Let a weekly activity give its time only; some Monday long ago then stands for the date."""
    if isinstance(value, str):
        with suppress(ValueError):
            return dt.datetime.fromisoformat(
                value if re.search("[T ]", value) else f"{LONG_AGO}T{value}"
            )
    return value


def year_of_today(value: dt.datetime) -> dt.datetime:
    """Refuse a year that is a slip of the finger."""
    if not 1900 <= value.year <= 2999:
        raise wrong(
            f"is {value.isoformat()}, in a year that nobody plans for; "
            "write for example 2026-09-01T10:00:00"
        )
    return value


def days_to_answer(value: int, info: ValidationInfo) -> int:
    """Refuse a promise so long that nobody should wait for it, in a file that is loaded now."""
    if value > MOST_DAYS and is_new(info):
        raise wrong(f"is {value}, but must be {MOST_DAYS} or less: nobody waits longer for help")
    return value


# A Monday from before this program: nobody starts an activity of today on it.
LONG_AGO = dt.date(2018, 1, 1)

Text = Annotated[str, AfterValidator(_text)]
Id = Annotated[str, AfterValidator(_id)]
LanguageTag = Annotated[str, AfterValidator(_tag)]
Texts = Annotated[Mapping[LanguageTag, Text], Field(min_length=1)]
TextOrTexts = Annotated[
    Annotated[Text, Tag("text")] | Annotated[Texts, Tag("table")],
    Discriminator(lambda value: "table" if isinstance(value, Mapping) else "text"),
]
Start = Annotated[NaiveDatetime, BeforeValidator(start_moment), AfterValidator(year_of_today)]
KnownDanger = Annotated[Danger, one_of("a danger", DANGERS)]
KnownOffer = Annotated[Offer, one_of("something that a room offers", OFFERS)]
KnownDomain = Annotated[Domain, one_of("a domain", DOMAINS)]
Number = Annotated[int, Field(ge=0, le=1_000_000_000)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]
DaysToAnswer = Annotated[int, Field(ge=1), AfterValidator(days_to_answer)]
Year = Annotated[int, Field(ge=1900, le=2999)]
