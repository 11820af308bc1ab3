"""What a browser sends us, read with bounds: words, a button or a place."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.channels.web import page_texts, pages
from handlers.core.messages import Place

LARGEST = 64 * 1024
LONGEST_ID = 40
# How long a page waits until what it sent is stored.
LONGEST_STORING = 20.0


@dataclass(frozen=True, slots=True)
class Letter:
    """What one page said: exactly one of text, tap and place; all empty for an empty form.

    ``mark`` is what stands in our own forms only; ``hello`` is what the page would have said before
    it by itself, and the number of that.
    """

    id: str
    text: str = ""
    tap: str = ""
    place: Place | None = None
    message: str = ""
    automatic: bool = False
    mark: str = ""
    hello: tuple[str, str] = ("", "")


async def read_body(request: Request, most: int = LARGEST) -> bytes:
    """The body of a request, if it is not too long for what it is."""
    taken, size = bytearray(), 0
    async for piece in request.stream():
        size += len(piece)
        # Who is cut off in mid-sentence never hears why: read on for a while, but keep nothing.
        if size > 64 * LARGEST + most:
            break
        taken += piece if size <= most else b""
    if size > most:
        raise pages.Refusal(413, page_texts.TOO_LONG)
    return bytes(taken)


def read_json(body: bytes) -> Letter:
    """The letter that the page's script posted."""
    try:
        parts = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise pages.Refusal(400, page_texts.UNREADABLE) from None
    if not isinstance(parts, dict):
        raise pages.Refusal(400, page_texts.UNREADABLE)
    text, tap, place = (parts.get(key) for key in ("text", "tap", "place"))
    if sum(part not in (None, "") for part in (text, tap, place)) != 1:
        raise pages.Refusal(400, page_texts.ONE_THING)
    if not isinstance(text or "", str) or not isinstance(tap or "", str):
        raise pages.Refusal(400, page_texts.UNREADABLE)
    return Letter(
        identity(parts.get("id")),
        _clean(text or ""),
        _clean(tap or ""),
        _place(place) if place is not None else None,
        number(parts.get("message")),
        parts.get("automatic") is True,
    )


def read_form(body: bytes) -> Letter:
    """The letter that a plain form posted."""
    fields = read_fields(body)
    text, tap = (_clean(fields.get(key, "")) for key in ("text", "tap"))
    if text and tap:
        raise pages.Refusal(400, page_texts.ONE_THING)
    message, mark = number(fields.get("message")), fields.get("mark", "")
    hello = fields.get("hello", ""), fields.get("number", "")
    return Letter(identity(fields.get("id")), text, tap, message=message, mark=mark, hello=hello)


def read_fields(body: bytes) -> dict[str, str]:
    """What stands in the fields of a plain form."""
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=20))
    except ValueError:
        raise pages.Refusal(400, page_texts.UNREADABLE) from None


def number(value: object) -> str:
    """A message's number as it was sent to us; empty when it is none."""
    text = str(value)
    return text if len(text) <= 18 and text.isascii() and text.isdigit() else ""


def identity(value: object) -> str:
    """The number that a page gave to one thing, so that twice is once."""
    is_id = isinstance(value, str) and value.isascii() and value.isprintable()
    if not is_id or not 0 < len(str(value)) <= LONGEST_ID:
        raise pages.Refusal(400, page_texts.NO_NUMBER)
    return str(value)


def _clean(text: str) -> str:
    """Half a character and the zero byte are no writing, and no database keeps them."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "")


def _place(value: Any) -> Place:
    try:
        latitude, longitude = value["latitude"], value["longitude"]
    except (TypeError, KeyError):
        raise pages.Refusal(400, page_texts.NO_SUCH_PLACE) from None
    if not (_within(latitude, 90) and _within(longitude, 180)):
        raise pages.Refusal(400, page_texts.NO_SUCH_PLACE)
    return Place(float(latitude), float(longitude))


def _within(degrees: object, most: int) -> bool:
    is_number = isinstance(degrees, int | float) and not isinstance(degrees, bool)
    return is_number and -most <= degrees <= most  # type: ignore[operator]
