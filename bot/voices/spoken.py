"""Pure: what a voice says of a message, a part for each line, then its buttons with their numbers.

What was written is not looked at where we know what it means: times, days and numbers are still
what they are, and are said in words. What only eyes can use (pictures, marks of direction, links)
is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from unicodedata import category, digit, normalize
from unicodedata import name as character_name

import locales
from bot.rendering.buttons import above_bar, rows_of
from bot.rendering.message import Limits
from bot.rendering.pointing import labelled, pointing, without_pictures
from bot.rendering.text import Reader, filled, fitting, main_language
from bot.voices.clock import say_time, say_written
from bot.voices.engine import voices
from handlers.core import keyboards
from handlers.core.messages import (
    IN_TONGUE,
    NEAR,
    Button,
    Reply,
    Text,
    Tongue,
    Value,
    Weekday,
    name,
    say,
)
from handlers.core.time_words import BY_DATE, SHORT, worded
from locales.catalogs.checks import script_of

# A telephone number: behind its sign, or so many digits that it is no count of anything.
CALLED = re.compile(r"☎\ufe0f?\s*(\+?[\d(][\d\s\-()./]*)")
PHONE = re.compile(r"(?<!\w)\+?\(?\d(?:[ \u00a0\-()./]{0,3}\d){6,}(?!\w)")
# As many digits have two years, and a number with the marks of its thousands.
YEARS = re.compile(r"(?:19|20)\d\d\s?[-/\u2010-\u2015]\s?(?:19|20)\d\d")
THOUSANDS = re.compile(r"(?<![\w.,+])[1-9]\d{0,2}(?:\.\d{3})+(?![\w-]|[.,]\d{3})")
EMERGENCY = re.compile(r"(?<!\w)11\d(?!\w)")
LINK = re.compile(r"(?:https?://|tel:|mailto:|www\.)\S+")
GROUP = re.compile(r"\d+")
LONGEST_GROUP, PART_OF_GROUP = 4, 3
BETWEEN_NUMBERS = re.compile(r"(?<=\d) ?[-\u2010-\u2015] ?(?=\d)")
# Persian and Urdu part and join letters with these; all other signs without a shape say nothing.
JOINERS = "\u200c\u200d"
UNHEARD = {"So", "Sk", "Cf", "Cc", "Cs", "Co", "Cn", "Me"}
# Besides letters and digits a voice is given these; of what it does not know it breaks off.
MARKS = frozenset(".,;:!?'\"()/-+%&@€°،؛؟۔።፣፤፥፦፡’‘“”")
APOSTROPHE = str.maketrans("\u02bc", "'")
# What a half is made of, once it is digits.
FRACTION = str.maketrans("\u2044", "/")
SIGNS = re.compile(r"[\u2190-\u21ff\u2794-\u27bf\ufe00-\ufe0f•*#_|~<>^`\\{}\[\]]")
LOOSE_JOINER = re.compile(f"(?<!\\w)[{JOINERS}]+|[{JOINERS}]+(?!\\w)")
BEFORE_MARK = re.compile(r" ([.,;:!?،؛؟])")
DOTS = re.compile(r"(?: ?[·…])+ ?")
# What a sentence of ours puts behind a question, and what is left where a sign went.
TWO_MARKS = re.compile(r"([?!؟])[.:،,]+")
NO_PAUSE = re.compile(r"[,;:،] ?(?=[.,;:!?،؛؟])")
SPACES = re.compile(r"\s+")
# Where these stand a number that is typed is a count of people, and no button's.
COUNTS = {"count.add", "count.late"}


@dataclass(frozen=True, slots=True)
class Part:
    """What is heard in one breath: words in one language, or what a neighbour recorded of them.

    Where nothing can be said (a line of pictures) the words are empty.
    """

    words: str
    language: str
    recorded: bytes = b""


def spoken(
    reply: Reply,
    reader: Reader,
    limits: Limits,
    recorded: Callable[[Part], bytes] = lambda _: b"",
) -> tuple[Part, ...]:
    """All that is heard of a message: its lines, then its buttons; no part of it is empty.

    Of a line that a neighbour ``recorded`` that recording is heard.
    """
    lines = spoken_lines(reply.lines, reader, limits)
    language = _language(reply.lines, lines, reader)
    # A recording is found by the sentence alone, whichever buttons stand under it.
    labels = tuple(fitting(key.label, limits) for row in reply.rows for key in row)
    named = spoken_lines(reply.lines, reader, limits, labels)
    heard = [
        replace(part, recorded=recorded(alone)) for part, alone in zip(named, lines, strict=True)
    ]
    said = (*heard, *spoken_buttons(reply, reader, limits, language))
    return tuple(part for part in said if part.words)


def spoken_lines(
    lines: Sequence[Text], reader: Reader, limits: Limits, labels: Sequence[Text] | None = None
) -> tuple[Part, ...]:
    """How each line is said: as many parts as there are lines, in their order.

    With the ``labels`` of a message, a picture that points at a button is said by its words.
    """
    parts = tuple(_said(fitting(line, limits), reader, labels) for line in lines)
    language = _language(lines, parts, reader)
    return tuple(
        replace(part, language=language) if line.slot == "name" else part
        for line, part in zip(lines, parts, strict=True)
    )


def _language(lines: Sequence[Text], parts: Sequence[Part], reader: Reader) -> str:
    """In which language names are said: that of the sentences around them."""
    return main_language(lines, [part.language for part in parts], reader)


def spoken_buttons(
    reply: Reply, reader: Reader, limits: Limits, language: str = ""
) -> tuple[Part, ...]:
    """The buttons in sight but the last signs, each with the number that is typed for it.

    One with a picture only has its number, but is not said; a link has none. Names are said in
    ``language``, where it is another one than the reader's.
    """
    own = above_bar(reply.rows)
    shown, _, _ = rows_of(own, lambda _: "", limits, reply.page)
    in_sight = {number for row in shown for _, number in row}
    keys = [key for row in own for key in row]
    return tuple(_buttons(keys, in_sight, reader, limits, language or reader.chain[0]))


def _buttons(
    keys: Sequence[Button], in_sight: set[int], reader: Reader, limits: Limits, language: str
) -> Iterator[Part]:
    is_count = any(key.act and key.act.name in COUNTS for key in keys)
    typed = 0
    for place, key in enumerate(keys):
        typed += key.act is not None
        if key.act is None or place not in in_sight:
            continue
        label, listener = fitting(key.label, limits), reader
        if key.act.name == "language":
            # The names of some languages, which no voice can say that speaks another.
            label = keyboards.WHICH_LANGUAGE
        elif key.act.name == "language.choose" and (
            (tag := str(key.act.args["tag"])) in voices() or tag in limits.voices
        ):
            # Each language in its own voice: whoever speaks it hears where to go.
            listener = Reader.of(tag, reader.chain[0], reader.today)
        said = _said(label, listener)
        if label.slot == "name" and listener is reader:
            said = replace(said, language=language)
        if said.words:
            numbered = say("body", "Type {n} for: {label}.", n=typed, label=label)
            yield said if is_count else _said(numbered, listener)


def _said(text: Text, reader: Reader, labels: Sequence[Text] | None = None) -> Part:
    sentence = _sentence(text, reader, labels)
    return Part(_heard(sentence.text, sentence.language), sentence.language)


def _sentence(text: Text, reader: Reader, labels: Sequence[Text] | None = None) -> locales.Sentence:
    """A sentence whose values are said as they are heard; what stands around them is as written."""
    if text.slot == "name":
        return locales.Sentence(_named(text.one, reader.chain[0]), reader.chain[0])
    if text.slot == IN_TONGUE:
        said = text.values["said"]
        assert isinstance(said, Text)
        return _sentence(said, Reader.of(text.one, reader.chain[0], reader.today), labels)
    if text.slot == NEAR:
        return _sentence(worded(text, reader.today), reader)
    if text.slot == SHORT:
        day = text.values["day"]
        assert isinstance(day, date)
        # Short names of days are for the eye.
        is_dated = text.one == BY_DATE
        whole = say("day", "{date}", date=day) if is_dated else _weekday(day)
        return _sentence(whole, reader)
    values = {
        key: name(_digits(value)) if key == "phone" and isinstance(value, str) else value
        for key, value in text.values.items()
    }
    english = text.many if text.many and text.n != 1 else text.one
    points = labels is not None and bool(pointing(english))

    def put(value: Value, reader: Reader, tag: str) -> str:
        if isinstance(value, Text):
            words = _sentence(value, reader, labels).text
        else:
            words = _put(value, reader, tag)
        return without_pictures(words) if points else words

    found = filled(replace(text, values=values), reader, put)
    if labels is None or not points:
        return found

    def write(label: Text) -> str:
        written = _sentence(label, Reader((found.language,), reader.today))
        return written.text if written.language == found.language else ""

    return found._replace(text=labelled(english, found.text, labels, write))


def _weekday(day: date) -> Text:
    return say("day", "{weekday}", weekday=Weekday(day))


def _put(value: Value, reader: Reader, tag: str) -> str:
    match value:
        case Text():
            return _sentence(value, reader).text
        case Weekday():
            return locales.say_weekday(value.day, tag)
        case Tongue():
            return locales.say_language(value.tag, tag)
        case time():
            return say_time(value, tag)
        case date():
            return locales.say_date(value, tag)
        case int():
            # Without the marks of its thousands: a voice would take them for the end of a number.
            return str(value)
        case Decimal():
            return locales.say_decimal(value, tag)
        case str():
            return _named(value, tag)


def _named(words: str, tag: str) -> str:
    """A name, or what somebody wrote: its times and days are said, telephones digit by digit."""
    words = say_written(LINK.sub(" ", words), tag)
    words = CALLED.sub(lambda found: f"{_digits(found[1])} ", words)
    words = EMERGENCY.sub(lambda found: _digits(found[0]), PHONE.sub(_phone, words))
    return THOUSANDS.sub(lambda found: found[0].replace(".", ""), words)


def _phone(found: re.Match[str]) -> str:
    is_phone = not (YEARS.fullmatch(found[0]) or THOUSANDS.fullmatch(found[0]))
    return _digits(found[0]) if is_phone else found[0]


def _digits(number: str) -> str:
    """A number digit by digit, in the groups in which people write it: "0 2 0, 1 2 3, 4 5 6 7"."""
    groups = [part for group in GROUP.findall(number) for part in _short(group)]
    plus = "+ " if number.lstrip().startswith("+") else ""
    return plus + ", ".join(" ".join(str(digit(one)) for one in group) for group in groups)


def _short(group: str) -> Iterator[str]:
    """A group of digits in parts that one can keep in mind."""
    while len(group) > LONGEST_GROUP:
        yield group[:PART_OF_GROUP]
        group = group[PART_OF_GROUP:]
    yield group


def _heard(words: str, tag: str) -> str:
    """Words without what only eyes can use; empty where nothing is left to be said."""
    *lines, last = [SPACES.sub(" ", line) for line in words.strip().splitlines()] or [""]
    words = ". ".join([*filter(None, (line.rstrip(" .,;:") for line in lines)), last])
    words = BETWEEN_NUMBERS.sub(", ", say_written(LINK.sub(" ", words), tag))
    words = "".join(map(_sign, SIGNS.sub(" ", words)))
    words = _in_script(DOTS.sub(", ", LOOSE_JOINER.sub("", words)), tag)
    words = NO_PAUSE.sub("", BEFORE_MARK.sub(r"\1", words))
    words = TWO_MARKS.sub(r"\1", words).strip(" ,;:-")
    return words if any(map(str.isalnum, words)) else ""


def _in_script(words: str, tag: str) -> str:
    """Words without the letters of scripts that a voice of this language cannot read."""
    language = locales.languages().get(tag)
    scripts = {"LATIN", script_of(language.own_name) if language else ""}
    plain = normalize("NFKC", words.translate(APOSTROPHE)).translate(FRACTION)
    return SPACES.sub(" ", "".join(_read(sign, scripts) for sign in plain))


def _read(sign: str, scripts: AbstractSet[str]) -> str:
    if sign in MARKS or sign in JOINERS:
        return sign
    if sign.isdecimal():
        return str(digit(sign))
    return sign if character_name(sign, "").split(" ")[0] in scripts else " "


def _sign(sign: str) -> str:
    if sign in JOINERS or (kind := category(sign)) not in UNHEARD:
        return sign
    # Marks of direction stand within words, pictures between them.
    return "" if kind == "Cf" else " "
