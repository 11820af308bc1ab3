"""Pure: a message of the outbox, a language and a channel's limits make what is sent."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

import locales
from bot.rendering.buttons import Rows, above_bar, cut, rows_of, units
from bot.rendering.direction import POP_ISOLATE, isolated, named, standing
from bot.rendering.message import Limits, Rendered
from handlers.core import message_json
from handlers.core.messages import IN_TONGUE, NEAR, Ability, Reply, Text, Tongue, Value, Weekday
from handlers.core.time_words import BY_DATE, SHORT, worded

# A day may end with a comma for what follows; before another mark it has none.
MEETING = re.compile(rf"[,،፣]({POP_ISOLATE}?)(?=\u00a0?[.,:;!?،؟؛۔።፣]|$)")
BEGINNING = re.compile(r"(?:^|\n|[.!?] )[^\w{}\n]*\{(\w+)\}")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom we write: the languages to try, the first one is what the person reads.

    ``today`` is the local day on which they read it; without one no day is "today".
    """

    chain: tuple[str, ...]
    today: date | None = None

    @classmethod
    def of(cls, chosen: str, default: str, today: date | None = None) -> Reader:
        """What was chosen or hinted, then the neighbourhood's language, then English."""
        known = locales.closest(chosen, tuple(locales.languages()))
        tags = dict.fromkeys(tag for tag in (known, default, locales.SOURCE) if tag)
        return cls(tuple(tags), today)

    def from_(self, tag: str) -> Reader:
        """The same reader where the languages before this one have nothing to say."""
        if tag == self.chain[0] or tag not in self.chain:
            return self
        return Reader(self.chain[self.chain.index(tag) :], self.today)


# How a value stands in a sentence of this language.
Put: TypeAlias = Callable[[Value, Reader, str], str]


@dataclass(frozen=True, slots=True)
class _Written:
    """What a message says in one language: the same for everybody who gets it."""

    text: str
    language: str
    tongues: tuple[str, ...]
    rows: Rows
    is_list: bool
    reply: Reply
    can_be_heard: bool


def render(
    payload: str,
    reader: Reader,
    limits: Limits,
    message: int,
    token: str,
    replaces: str = "",
    *,
    answers: str = "",
    is_secret: bool = False,
) -> tuple[Rendered, Reply]:
    """Write a message of the outbox down for one reader; ``token`` makes its buttons' own tokens.

    Many people get the same words (the hours, a cancelled activity): they are written once. What is
    secret is written anew each time, and nothing of it stays in memory.
    """
    write_it = _written.__wrapped__ if is_secret else _written
    written = write_it(payload, reader, limits, (locales.edition(), limits.voices.edition))
    own = f"{message:x}.{token}"
    rows = tuple(
        tuple(key.with_token(f"{own}.{number}") if number >= 0 else key for key, number in row)
        for row in written.rows
    )
    reply = written.reply
    shown = Rendered(
        id=message,
        text=written.text,
        language=written.language,
        is_rtl=locales.is_rtl(written.language),
        tongues=written.tongues,
        written_for=reader.chain[0],
        rows=rows,
        is_list=written.is_list,
        replaces=replaces if limits.can(Ability.CHANGE) else "",
        place=reply.place,
        attachment=reply.attachment,
        frees_keys=reply.frees_keys,
        voice=reply.voice if limits.can(Ability.HEAR) else "",
        commands=tuple((command, write(what, reader)) for command, what in reply.commands),
        answers=answers,
        under=reply.aloud.under if reply.aloud else "",
        can_be_heard=written.can_be_heard,
    )
    return shown, reply


@lru_cache(maxsize=512)
def _written(
    payload: str,
    reader: Reader,
    limits: Limits,
    edition: tuple[int, int],  # noqa: ARG001
) -> _Written:
    reply = message_json.from_json(payload)
    fit = [fitting(line, limits) for line in reply.lines]
    lines = [_line(line, reader) for line in fit]
    language = main_language(fit, [line.language for line in lines], reader)

    def label(text: Text) -> str:
        return write(fitting(text, limits), reader)

    buttons = above_bar(reply.rows) if limits.has_bar else reply.rows
    own = {said.language for line, said in zip(fit, lines, strict=True) if is_sentence(line)}
    is_spoken = limits.voices.can_say(fit, own or {language}, reader.chain)
    can_be_heard = is_spoken and not reply.aloud
    rows, instead, is_list = rows_of(buttons, label, limits, reply.page, can_be_heard=can_be_heard)
    most = min(limits.text, limits.body) if rows else limits.text
    is_heard = (reply.voice and limits.can(Ability.HEAR)) or reply.aloud
    if reply.attachment or reply.document or is_heard:
        most = min(most, limits.caption)
    text = cut("\n".join([*(line.text for line in lines), *instead]), most)
    tongues = tuple(
        language if line.slot == "name" else said.language
        for line, said in zip(fit, lines, strict=True)
        for _ in said.text.split("\n")
    )
    return _Written(text, language, tongues, rows, is_list, reply, can_be_heard)


def fitting(text: Text, limits: Limits) -> Text:
    """What is true in this channel: the sentence, or its other one where an ability is missing."""
    while text.needs and text.otherwise and not limits.can(Ability(text.needs)):
        text = text.otherwise
    return text


def longest(lines: Iterable[Text], limits: Limits) -> int:
    """How long these lines are in the language that needs the most for them."""
    readers = [Reader((tag, locales.SOURCE)) for tag in locales.languages()]
    lines = [fitting(line, limits) for line in lines]
    return max(units("\n".join(write_line(line, reader) for line in lines)) for reader in readers)


def write(text: Text, reader: Reader) -> str:
    """One sentence in the reader's language."""
    return _said(text, reader).text


def write_line(text: Text, reader: Reader) -> str:
    """The same as a line of its own, which begins where its language begins."""
    return _line(text, reader).text


def _line(text: Text, reader: Reader) -> locales.Sentence:
    said = _said(text, reader)
    return locales.Sentence(standing(said.text, said.language), said.language)


def main_language(lines: Sequence[Text], languages: Sequence[str], reader: Reader) -> str:
    """That of a message's sentences where all are in one, else the reader's.

    ``languages`` are those of its lines.
    """
    found = {tag for line, tag in zip(lines, languages, strict=True) if is_sentence(line)}
    return found.pop() if len(found) == 1 else reader.chain[0]


def is_sentence(line: Text) -> bool:
    """Whether a line is ours to translate.

    A name is the same everywhere, and what stands there in another language is meant so.
    """
    return line.slot not in {"name", IN_TONGUE}


def _said(text: Text, reader: Reader) -> locales.Sentence:
    if text.slot == "name":
        whole = "\n".join(named(line, reader.chain[0]) for line in text.one.split("\n"))
        return locales.Sentence(whole, reader.chain[0])
    if text.slot == IN_TONGUE:
        said = text.values["said"]
        assert isinstance(said, Text)
        return _said(said, Reader.of(text.one, reader.chain[0], reader.today))
    if text.slot == NEAR:
        return _said(worded(text, reader.today), reader)
    if text.slot == SHORT:
        day, tag = text.values["day"], reader.chain[0]
        assert isinstance(day, date)
        return locales.Sentence(locales.say_short(day, tag, with_date=text.one == BY_DATE), tag)
    return filled(text, reader, _put)


def filled(text: Text, reader: Reader, put: Put) -> locales.Sentence:
    """A sentence of the catalog with its values, each as ``put`` says it."""
    sentence = locales.sentence(reader.chain, text.slot, text.one, text.many, text.n)
    if not text.values:
        return sentence
    tag, other = sentence.language, language_of(text, reader)
    if other != tag and other in reader.chain:
        # Half of it is not there: all of it in the next language is better than two in one.
        return filled(text, reader.from_(other), put)
    reader = reader.from_(tag)
    values = {key: put(value, reader, tag) for key, value in text.values.items()}
    for key in _beginning(sentence.text) & text.values.keys():
        if _is_day(text.values[key], text.slot):
            values[key] = _capital(values[key], tag)
    try:
        said = sentence.text.format_map(values)
    except (LookupError, ValueError, TypeError, AttributeError) as problem:
        # A translator's slip must not cost the person the answer.
        _log.warning("the %s catalog breaks %r: %r", sentence.language, text.one, problem)
        english = text.many if text.many and text.n != 1 else text.one
        for key, value in values.items():
            english = english.replace(f"{{{key}}}", value)
        return locales.Sentence(english, locales.SOURCE)
    has_days = any(isinstance(value, Text) for value in text.values.values())
    return locales.Sentence(MEETING.sub(r"\1", said) if has_days else said, tag)


def language_of(text: Text, reader: Reader) -> str:
    """In which language a sentence is there with all the sentences that stand in it."""
    if text.slot in {"name", SHORT, IN_TONGUE}:
        return reader.chain[0]
    if text.slot == NEAR:
        text = worded(text, reader.today)
    found = locales.sentence(reader.chain, text.slot, text.one, text.many, text.n).language
    reader = reader.from_(found)
    for value in text.values.values():
        if isinstance(value, Text) and (other := language_of(value, reader)) != found:
            return other
    return found


@lru_cache(maxsize=4096)
def _beginning(sentence: str) -> frozenset[str]:
    """The values with which a sentence begins, or another one in it, maybe behind a picture."""
    return frozenset(BEGINNING.findall(sentence))


def _is_day(value: Value, slot: str) -> bool:
    """Whether it is a day in a sentence; in a list and on paper its name stays as it is."""
    if isinstance(value, Text):
        return value.slot == NEAR
    return isinstance(value, date | Weekday) and slot == "body"


def _capital(word: str, tag: str) -> str:
    """A word as it is written where a sentence begins."""
    first = "İ" if tag == "tr" and word[:1] == "i" else word[:1].upper()
    return first + word[1:]


def _value(value: Value, reader: Reader, tag: str) -> str:
    match value:
        case Text():
            return write_line(value, reader) if is_sentence(value) else write(value, reader)
        case Weekday():
            return locales.say_weekday(value.day, tag)
        case Tongue():
            return locales.say_language(value.tag, tag)
        case time():
            return f"{value:%H:%M}"
        case date():
            return locales.say_date(value, tag)
        case int():
            return locales.say_number(value, tag)
        case Decimal():
            return locales.say_decimal(value, tag)
        case _:
            return str(value)


def _put(value: Value, reader: Reader, tag: str) -> str:
    return isolated(_value(value, reader, tag), tag)
