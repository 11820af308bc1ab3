"""What a message is once it is written in one language, and how much fits into it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from handlers.core.context import NO_VOICES, Voices
from handlers.core.enclosures import Attachment
from handlers.core.messages import Ability, Place, Text

# What has no limit in a channel.
ENDLESS = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What fits into a channel and what it can do; lengths are in UTF-16 units.

    ``row_widths`` are label lengths at 1, 2, 3 in a row, ``body`` is the text above buttons. With
    more than ``buttons`` they become a list of at most ``list_rows``, each with a title and, where
    that is too short for the label, a description. What is beyond them, or beyond ``keyboard``
    buttons, comes in pages. ``links_beside`` and ``place_beside`` say what
    may stand beside buttons. ``window``: so long after a person's last words they may be written
    to; None for ever. ``words_with_place``: a pin takes words
    beside its own. ``has_bar``: the last row of signs is always there by itself, so no message
    carries it.
    """

    text: int
    caption: int
    label: int
    row_widths: tuple[int, ...]
    body: int = ENDLESS
    buttons: int = ENDLESS
    list_rows: int = ENDLESS
    keyboard: int = 48
    row_title: int = ENDLESS
    row_description: int = 0
    links_beside: bool = True
    place_beside: bool = True
    words_with_place: bool = True
    window: timedelta | None = None
    has_bar: bool = False
    abilities: frozenset[Ability] = frozenset(Ability)
    # What can be said aloud.
    voices: Voices = NO_VOICES

    def can(self, ability: Ability) -> bool:
        """Whether the channel can do this, whenever it is wanted."""
        if ability == Ability.REMIND and self.window is not None:
            # What comes tomorrow may be refused then.
            return False
        return ability in self.abilities


@dataclass(frozen=True, slots=True)
class Key:
    """A rendered button: what stands on it, and its token or its link.

    ``more`` is the rest of a label in a list, on a line of its own.
    """

    label: str
    token: str = ""
    link: str = ""
    asks_place: bool = False
    more: str = ""

    def with_token(self, token: str) -> Key:
        """The same button for one message; `dataclasses.replace` takes twice as long."""
        return Key(self.label, token, self.link, self.asks_place, self.more)


@dataclass(frozen=True, slots=True)
class File:
    """A file that was made, as it is sent."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Clip:
    """A message said aloud, as OGG/Opus; ``is_shared``: there is nothing of anybody in it."""

    sound: bytes
    is_shared: bool


class NotMade(Exception):
    """A file or a clip was not made; the sentence says so to whoever wanted it.

    ``is_later``: there is too much to do now, and the same may well work in a moment.
    """

    def __init__(self, sentence: Text, *, is_later: bool = False) -> None:
        super().__init__(sentence.one)
        self.sentence, self.is_later = sentence, is_later


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as it is sent: plain text, buttons in rows.

    ``language`` is that of its sentences; where they are in several it is ``written_for``, the one
    that its reader reads. ``tongues`` has one for each line.
    ``is_list``: there are more buttons than stand side by side; each row is an entry of a list.
    ``replaces`` is the channel's own reference to the message that this one changes, ``voice`` its
    reference to a voice note, ``sound`` the recording itself where we have it, ``clip`` a message
    said aloud, and ``under`` its reference to that. ``can_be_heard``: so can this one. ``clears``
    and ``blanks`` are its references to what goes from the screen first: what may be deleted, and
    our own that is too old for it. ``answers`` is its reference to what was said, when it was asked
    for. ``frees_keys``: keys of the device that asked for a place go.
    """

    id: int
    text: str
    language: str
    is_rtl: bool
    tongues: tuple[str, ...] = ()
    written_for: str = ""
    rows: tuple[tuple[Key, ...], ...] = ()
    is_list: bool = False
    replaces: str = ""
    place: Place | None = None
    picture: bytes = b""
    attachment: Attachment | None = None
    document: File | None = None
    voice: str = ""
    sound: bytes = b""
    clip: Clip | None = None
    under: str = ""
    can_be_heard: bool = False
    commands: tuple[tuple[str, str], ...] = ()
    clears: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    answers: str = ""
    frees_keys: bool = False

    def with_picture(self, picture: bytes) -> Rendered:
        """The same message with a picture, as PNG."""
        return replace(self, picture=picture)

    def with_document(self, document: File) -> Rendered:
        """The same message with the file that was made for it."""
        return replace(self, document=document)
