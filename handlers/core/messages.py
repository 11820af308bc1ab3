"""What everything here shares: what a neighbour did, what we answer; it imports files only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import TypeAlias

from handlers.core.enclosures import Aloud, Attachment, Code, Document

# The most that is taken of words, in units of UTF-16, and of what is a name.
LONGEST_TEXT, LONGEST_NAME = 4_096, 256
REFERENCES = ("message", "said_as", "reply_to", "voice")
NAMES = ("channel", "sender", "external_id", "album", "tap", "hint", "wish", "source", *REFERENCES)


class Kind(StrEnum):
    """What sort of thing a neighbour did: blocked us (LEFT), or left a browser for good (WENT)."""

    SAID = "said"
    TAPPED = "tapped"
    PLACE = "place"
    VOICE = "voice"
    PICTURE = "picture"  # A photo or a file, and often of a letter.
    SENT_OTHER = "sent_other"
    EDITED = "edited"
    FORWARDED = "forwarded"
    LEFT = "left"
    WENT = "went"
    CAME_BACK = "came_back"


class Ability(StrEnum):
    """What a channel can do or not; a sentence that promises it says that it needs it."""

    REMIND = "remind"  # Write to somebody later, who did not just ask.
    VOICE = "voice"  # Let people speak to us wherever they can write.
    HEAR = "hear"  # Play a voice note.
    DELETE = "delete"  # Let people delete what they wrote, or the whole chat.
    CHANGE = "change"
    PICTURE = "picture"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the map, in degrees; with a name and an address when it is somewhere known."""

    latitude: float
    longitude: float
    name: str = ""
    address: str = ""

    def __post_init__(self) -> None:
        for words in ("name", "address"):
            object.__setattr__(self, words, getattr(self, words)[:LONGEST_NAME])


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing one neighbour did, in no channel's own terms.

    ``external_id``: twice is once. ``tap`` is the token of a button, ``message`` refers to what
    carried it, ``said_as`` to what they wrote, ``reply_to`` to what it answers, ``voice`` to a
    voice note. ``automatic``: a page did it. ``source``: a place on the internet. ``wish``: the
    language of an address. ``album``: sent together. ``likely``: a model's guesses.
    """

    channel: str
    sender: str
    external_id: str
    now: datetime
    kind: Kind = Kind.SAID
    text: str = ""
    tap: str = ""
    message: str = ""
    said_as: str = ""
    reply_to: str = ""
    voice: str = ""
    sound: bytes = field(default=b"", repr=False)
    place: Place | None = None
    hint: str = ""
    wish: str = ""
    private: bool = True
    automatic: bool = False
    source: str = ""
    was_blanked: bool = False
    was_cut: bool = False
    album: str = ""
    is_more: bool = False
    likely: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        for part in NAMES:
            if len(named := getattr(self, part)) > LONGEST_NAME:
                short = sha256(named.encode(errors="surrogatepass")).hexdigest()
                object.__setattr__(self, part, short)
        said = self.text[: LONGEST_TEXT + 1].encode("utf-16-le", "surrogatepass")
        if len(said) > (most := 2 * LONGEST_TEXT):
            object.__setattr__(self, "text", said[:most].decode("utf-16-le", "ignore"))
            object.__setattr__(self, "was_cut", True)


@dataclass(frozen=True, slots=True)
class Weekday:
    """A date that is said by the name of its day only: "Tuesday"."""

    day: date


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language that is said by its name in the reader's own: "Arabic"."""

    tag: str


# Slots of a day, worded when it is sent (`time_words`), and of a sentence in the language ``one``.
NEAR, IN_TONGUE = "near", "tongue"


@dataclass(frozen=True, slots=True)
class Text:
    """A whole sentence to be said in the reader's language.

    ``slot`` says where it stands (``btn``, ``body``, ...) and is the catalog's message context;
    ``one`` is the English source; ``many`` and ``n`` are there when the sentence counts. ``needs``
    is an ability; where the channel lacks it, ``otherwise`` is said instead.
    """

    slot: str
    one: str
    values: Mapping[str, Value] = field(default_factory=dict)
    many: str = ""
    n: int = 0
    needs: str = ""
    otherwise: Text | None = None


Value: TypeAlias = str | int | Decimal | time | date | Weekday | Tongue | Text


def say(slot: str, sentence: str, /, **values: Value) -> Text:
    """A sentence of the catalog, with its values still typed."""
    return Text(slot, sentence, values)


def say_many(slot: str, one: str, many: str, n: int, /, **values: Value) -> Text:
    """A sentence that counts; ``{n}`` is its number, the language picks the form."""
    return Text(slot, one, {"n": n, **values}, many, n)


def say_if(ability: Ability, sentence: Text, otherwise: Text) -> Text:
    """A sentence for channels that can do this, and what is true in the others."""
    return replace(sentence, needs=ability, otherwise=otherwise)


def name(word: str) -> Text:
    """A proper name or a number as it is: the same in every language."""
    return Text("name", word)


@dataclass(frozen=True, slots=True)
class Act:
    """What a button does: the name of an act in the router's table, with its arguments."""

    name: str
    args: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Button:
    """One thing to tap: an act of ours, or else a link to open."""

    label: Text
    act: Act | None = None
    link: str = ""
    asks_place: bool = False


def button(label: Text, act: str, /, **args: str | int) -> Button:
    """A button that does an act."""
    return Button(label, Act(act, args))


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure of a chart, None if nobody counted; ``counted`` of its ``openings`` have it."""

    label: Text
    number: int | None
    counted: int = 0
    openings: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart to be drawn for the reader; ``coverage``: what was done at openings that count."""

    title: Text
    bars: tuple[Bar, ...]
    coverage: Text | None = None
    plan: Bar | None = None


class Priority:
    """What goes out first when many messages wait; smaller is sooner."""

    DANGER = -1  # Whom to call in danger: before all else, also for who sends very many messages.
    ANSWER = 0
    FAREWELL = 1  # The last word to somebody who was forgotten; nothing else has it.
    ALOUD = 2  # A message that is said aloud: it never holds up words.
    NOTICE = 5
    NEWS = 6  # News for very many people; a question to a key-holder must not wait behind it.


class Below(StrEnum):
    """What stands under a message's own buttons; the dispatcher adds it."""

    FOOTER = "footer"  # The last row, the same nearly everywhere: home, a person, danger.
    MAIN_MENU = "main_menu"  # What this person most likely wants, and the way to the rest.
    NOTHING = "nothing"  # A question that wants its own answer first.


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to one person: lines, buttons in rows, maybe a pin, a picture, a file, a voice.

    ``to`` is the person's number, None for whoever the turn came from. ``replaces``: it changes the
    message whose button was tapped. The dispatcher makes ``commands`` of the person's ``roles``.
    ``is_secret``: its words are wiped soon after; then it says ``afterwards``. ``profile``: whom of
    those on a phone it is for, when nobody asked. ``not_before``, ``valid_until``: when it may go.
    ``clears`` the screen, ``frees_keys`` for a place, ``page`` of buttons; ``aloud``: it is sound.
    """

    lines: tuple[Text, ...]
    rows: tuple[tuple[Button, ...], ...] = ()
    to: int | None = None
    replaces: bool = False
    place: Place | None = None
    picture: Picture | Code | None = None
    attachment: Attachment | None = None
    document: Document | None = None
    voice: str = ""
    aloud: Aloud | None = None
    priority: int = Priority.ANSWER
    commands: tuple[tuple[str, Text], ...] = ()
    is_secret: bool = False
    afterwards: tuple[Text, ...] = ()
    profile: str = ""
    not_before: datetime | None = None
    valid_until: datetime | None = None
    roles: tuple[str, ...] | None = None
    below: Below = Below.FOOTER
    clears: bool = False
    page: int = 0
    frees_keys: bool = False
    offers_signs: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """The open step of a dialogue: which flow, which step, and what was answered so far."""

    flow: str
    step: str
    answers: Mapping[str, str | int] = field(default_factory=dict)


class Refusal(StrEnum):
    """Why nothing is done; the dispatcher says it, and what can be done instead."""

    OVER = "over"
    ONLY_KEY_HOLDERS = "only_key_holders"
    ONLY_COORDINATORS = "only_coordinators"
    FIRST_PERSON = "first_person"
    WHO_IS_IT = "who_is_it"
    PICTURES = "pictures"
    NOT_UNDERSTOOD = "not_understood"
    ONLY_WORDS = "only_words"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn leads to: replies, and the question that is open afterwards (None: none).

    ``keeps_question`` leaves whatever question was open as it was; with a ``question`` it is that
    one still, with other answers, and its buttons go on working. ``erases``: what was deleted
    must be gone from the database's files at once. ``refusal``: why nothing was done, said first.
    """

    replies: tuple[Reply, ...] = ()
    question: Question | None = None
    keeps_question: bool = False
    erases: bool = False
    refusal: Refusal | None = None
