"""The words every room shares: what a neighbour did, and what we answer.

A leaf: it imports nothing of ours, so that every room may import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeAlias


class Kind(StrEnum):
    """What sort of thing a neighbour did."""

    SAID = "said"
    TAPPED = "tapped"
    PLACE = "place"
    VOICE = "voice"
    SENT_OTHER = "sent_other"
    EDITED = "edited"
    FORWARDED = "forwarded"
    LEFT = "left"
    CAME_BACK = "came_back"


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the map, in degrees; with a name and an address when it is somewhere known."""

    latitude: float
    longitude: float
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing one neighbour did, in no channel's own terms.

    ``external_id`` is unique within the channel: the same one twice is the same turn.
    ``tap`` is the opaque token of a button, ``message`` the channel's own reference to the
    message that carried it, ``reply_to`` to the message that words answer. ``voice`` is the
    channel's own reference to a voice note. ``automatic`` marks what a page did by itself, not a
    person. ``was_blanked``: a number that nobody may keep was taken out of ``text``.
    """

    channel: str
    sender: str
    external_id: str
    now: datetime
    kind: Kind = Kind.SAID
    text: str = ""
    tap: str = ""
    message: str = ""
    reply_to: str = ""
    voice: str = ""
    place: Place | None = None
    hint: str = ""
    private: bool = True
    automatic: bool = False
    was_blanked: bool = False


@dataclass(frozen=True, slots=True)
class Weekday:
    """A date that is said by the name of its day only: "Tuesday"."""

    day: date


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language that is said by its name in the reader's own: "Arabic"."""

    tag: str


@dataclass(frozen=True, slots=True)
class Text:
    """A whole sentence to be said in the reader's language.

    ``slot`` says where it stands (``btn``, ``body``, ...) and is the catalog's message context;
    ``one`` is the English source; ``many`` and ``n`` are there when the sentence counts.
    """

    slot: str
    one: str
    values: Mapping[str, Value] = field(default_factory=dict)
    many: str = ""
    n: int = 0


Value: TypeAlias = str | int | time | date | Weekday | Tongue | Text


def say(slot: str, sentence: str, /, **values: Value) -> Text:
    """A sentence of the catalog, with its values still typed."""
    return Text(slot, sentence, values)


def say_many(slot: str, one: str, many: str, n: int, /, **values: Value) -> Text:
    """A sentence that counts; ``{n}`` is its number, the language picks the form."""
    return Text(slot, one, {"n": n, **values}, many, n)


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
class Picture:
    """A chart to be drawn for the reader: figures, never pixels.

    ``bars`` are (label, visits or None when nothing was counted), oldest first.
    """

    title: Text
    bars: tuple[tuple[str, int | None], ...]
    value_name: Text


@dataclass(frozen=True, slots=True)
class Attachment:
    """A small text file that goes with a message, such as a date for a calendar."""

    name: str
    content: str


class Priority:
    """What goes out first when many messages wait; smaller is sooner."""

    # Whom to call in danger: before anything else, also when somebody sends very many messages.
    DANGER = -1
    ANSWER = 0
    # The last word to somebody who was forgotten; nothing else has it (`messages.farewells`).
    FAREWELL = 1
    NOTICE = 5
    # News for very many people; a question to a key-holder must not wait behind it.
    NEWS = 6


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to one person: lines, buttons in rows, maybe a pin, a picture, a file, a voice.

    ``to`` is the person's number, None for whoever the turn came from. ``replaces`` changes the
    message whose button was tapped instead of adding one. ``commands`` is the person's command
    menu from now on, where the channel has one. ``is_secret``: its words are wiped soon after;
    with ``afterwards`` it says that from then on, and its buttons go on working.
    ``face``: whom of those that share a phone it is for, when nobody asked; empty for the first.
    ``not_before``: when it goes out, for what has to wait until the morning.
    """

    lines: tuple[Text, ...]
    rows: tuple[tuple[Button, ...], ...] = ()
    to: int | None = None
    replaces: bool = False
    place: Place | None = None
    picture: Picture | None = None
    attachment: Attachment | None = None
    voice: str = ""
    priority: int = Priority.ANSWER
    commands: tuple[tuple[str, Text], ...] = ()
    is_secret: bool = False
    afterwards: tuple[Text, ...] = ()
    profile: str = ""
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """The open step of a dialogue: which flow, which step, and what was answered so far."""

    flow: str
    step: str
    answers: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn leads to: replies, and the question that is open afterwards (None: none).

    ``keeps_question`` leaves whatever question was open as it was. ``erases``: what was deleted
    must be gone from the files of the database too, at once.
    """

    replies: tuple[Reply, ...] = ()
    question: Question | None = None
    keeps_question: bool = False
    erases: bool = False
