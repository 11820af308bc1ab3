"""What a message is once it is written in one language, and how much fits into it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers.core.messages import Attachment, Place


@dataclass(frozen=True, slots=True)
class Limits:
    """How much fits, in UTF-16 units; ``row_widths`` are label lengths at 1, 2, 3 in a row."""

    text: int
    caption: int
    label: int
    row_widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """A rendered button: what stands on it, and its token or its link."""

    label: str
    token: str = ""
    link: str = ""
    asks_place: bool = False


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as it is sent: plain text in one language, buttons in rows.

    ``replaces`` is the channel's own reference to the message that this one changes, ``voice`` its
    reference to a voice note.
    """

    id: int
    text: str
    language: str
    is_rtl: bool
    rows: tuple[tuple[Key, ...], ...] = ()
    replaces: str = ""
    place: Place | None = None
    picture: bytes = b""
    attachment: Attachment | None = None
    voice: str = ""
    commands: tuple[tuple[str, str], ...] = ()

    def with_picture(self, picture: bytes) -> Rendered:
        """The same message with a picture, as PNG."""
        return replace(self, picture=picture)
