"""Prints a poster for the door of a room: its name, its hours, and a code that leads to the bot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from urllib.parse import urlsplit

import locales
from bot.exports import typeset
from bot.rendering import text as rendering_text
from bot.rendering.text import Reader
from handlers.core.messages import Text
from handlers.core.neighbourhood import offers
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.rooms import poster
from handlers.rooms.poster import Day
from storage.neighbourhood.rooms import Room


@dataclass(frozen=True, slots=True)
class Link:
    """An address that opens the chat, and the app it takes; none for the web."""

    address: str
    app: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """A poster as the bytes of a PDF, and the languages that no font here can write."""

    content: bytes
    left_out: tuple[str, ...]


def make(
    view: NeighbourhoodView,
    room: Room,
    links: Sequence[Link],
    today: date,
    form: Literal["pdf", "png"] = "pdf",
) -> Printed:
    """The poster of a room in the neighbourhood's language, with a code for each of the links."""
    neighbourhood = view.neighbourhood
    wanted = neighbourhood.default_language
    said = poster.poster(view, room, today)
    greetings, left_out = _greetings((wanted, *neighbourhood.languages))
    # What a language does not say yet is said in the next one of the neighbourhood.
    chain = dict.fromkeys((wanted, *neighbourhood.languages, locales.SOURCE))
    reader = Reader(tuple(tag for tag in chain if tag not in left_out))

    def write(text: Text) -> str:
        return rendering_text.write(text, reader)

    def day(shown: Day) -> dict[str, Any]:
        times = [
            write(poster.DAY_AND_NIGHT) if start == end else f"{start:%H:%M} – {end:%H:%M}"
            for start, end in shown.times
        ]
        return {
            "day": write(shown.label),
            "times": times or [write(poster.CLOSED)],
            "closed": not times,
            "rare": write(poster.SOMETIMES) if shown.is_rare else "",
            "reason": shown.reason,
        }

    words = {
        **typeset.tongue(reader.chain[0]),
        "pictures": typeset.pictures(
            door="🟢", clock="🕙", people="👥", phone="📱", place="📍", call="☎"
        ),
        "house": neighbourhood.name,
        "room": room.name,
        "address": room.address,
        "phone": room.phone or "",
        "greetings": greetings,
        "offers": [
            typeset.pictured(write(offers.LABELS[one])) for one in offers.in_order(room.offers)
        ],
        "everybody": write(poster.EVERYBODY),
        "hours": write(poster.HOURS),
        "week": [day(shown) for shown in said.week],
        "special-title": write(poster.SPECIAL),
        "special": [day(shown) for shown in said.special],
        "scan": write(poster.SCAN),
        "codes": [
            {
                "svg": _code(link.address),
                "label": link.app or write(poster.ON_THE_WEB),
                "address": _readable(link.address),
            }
            for link in sorted(links, key=lambda link: bool(link.app))
        ],
    }
    return Printed(typeset.page("poster", words, today, form), left_out)


def _greetings(tags: Iterable[str]) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """The welcome in each language that has a catalog, and those that cannot be printed."""
    made: list[dict[str, Any]] = []
    left_out: list[str] = []
    for tag in dict.fromkeys(tags):
        text = poster.WELCOME
        welcome = locales.sentence((tag,), text.slot, text.one)
        if welcome.language != tag or tag not in locales.languages():
            continue
        if not typeset.can_print(welcome.text):
            left_out.append(tag)
        elif all(greeting["text"] != welcome.text for greeting in made):
            made.append({**typeset.tongue(tag), "text": welcome.text})
    english = {**typeset.tongue(locales.SOURCE), "text": poster.WELCOME.one}
    return made or [english], tuple(left_out)


def _code(link: str) -> str:
    """A QR code as SVG; a quarter of it may be torn or dirty."""
    # The library is only needed here: a bot that runs does not carry it along.
    import segno  # noqa: PLC0415

    return segno.make(link, error="q", micro=False).svg_inline(border=0, scale=4)


def _readable(link: str) -> str:
    """What somebody types who cannot scan: the address without its beginning and its code."""
    parts = urlsplit(link)
    return f"{parts.netloc}{parts.path}".rstrip("/")
