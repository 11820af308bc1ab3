"""What goes with a message: a small file as it is; what is made when it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

# An order that waited longer is not carried out, nor does its link give anything.
LASTS = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A small text file that goes with a message, such as a date for a calendar."""

    name: str
    content: str


@dataclass(frozen=True, slots=True)
class Code:
    """A link as a picture of squares, for the camera of a phone; it is drawn when it is sent."""

    link: str


@dataclass(frozen=True, slots=True)
class Aloud:
    """An order for a message to be said aloud; it is made when it is sent.

    ``message`` is its number, ``under`` the channel's own reference to where it stands.
    """

    message: int
    under: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """An order for a report as a file, in the reader's language; it is made when it is sent.

    ``form`` is "pdf" or "xlsx", ``period`` such as "2026-W47", ``room`` is empty for all of them.
    ``asked`` is when somebody wanted it: what came later is not in it, and it is not made for ever.
    """

    form: str
    period: str
    room: str
    asked: datetime

    @property
    def name(self) -> str:
        """What the file is called, the same whenever it is made."""
        parts = ["report", self.period, *([self.room] if self.room else [])]
        return f"{'-'.join(parts)}.{self.form}"

    @property
    def until(self) -> datetime:
        """From when on it was asked for too long ago."""
        return self.asked + LASTS
