"""The web chat's post: what a page may put in, and what a message looks like on a page."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar
from urllib.parse import parse_qsl

import structlog
from starlette.requests import Request

from bot import pages
from bot.channels.base import Key, Limits, Rendered
from bot.render import Reader, render, write
from handlers.vocabulary import Picture, Place, Priority
from storage.database import Database
from storage.messages import Message
from storage.people import Person
from storage.store import Store

LARGEST = 64 * 1024
LONGEST_ID = 40
SAFE_LINKS = ("https://", "http://", "tel:", "mailto:", "geo:", "/")
# What a web page can show is not limited by any service; these keep a page readable.
LIMITS = Limits(text=16_384, caption=4_096, label=60, row_widths=(60,))

# How many messages a page shows; a counter that was tapped often is many rows and one message.
SHOWN = 120
# Another copy of the program may have sent something; nobody rings our bell for that.
LOOK_AROUND, LOOK_AROUND_ALONE = 1.0, 5.0

Shown: TypeAlias = dict[str, Any]
T = TypeVar("T")
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """What one page said: exactly one of text, tap and place; all empty for an empty form."""

    id: str
    text: str = ""
    tap: str = ""
    place: Place | None = None
    message: str = ""
    automatic: bool = False


async def read_body(request: Request) -> bytes:
    """The body of a request, if it is not too long for a message."""
    taken, size = bytearray(), 0
    async for piece in request.stream():
        size += len(piece)
        # Who is cut off in mid-sentence never hears why: read on for a while, but keep nothing.
        if size > 64 * LARGEST:
            break
        taken += piece if size <= LARGEST else b""
    if size > LARGEST:
        raise pages.Refusal(413, pages.TOO_LONG)
    return bytes(taken)


def read_json(body: bytes) -> Letter:
    """The letter that the page's script posted."""
    try:
        parts = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise pages.Refusal(400, pages.UNREADABLE) from None
    if not isinstance(parts, dict):
        raise pages.Refusal(400, pages.UNREADABLE)
    text, tap, place = (parts.get(key) for key in ("text", "tap", "place"))
    if sum(one not in (None, "") for one in (text, tap, place)) != 1:
        raise pages.Refusal(400, pages.ONE_THING)
    if not isinstance(text or "", str) or not isinstance(tap or "", str):
        raise pages.Refusal(400, pages.UNREADABLE)
    return Letter(
        _id(parts.get("id")),
        _clean(text or ""),
        _clean(tap or ""),
        _place(place) if place is not None else None,
        number(parts.get("message")),
        parts.get("automatic") is True,
    )


def read_form(body: bytes) -> Letter:
    """The letter that a plain form posted."""
    try:
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=20))
    except ValueError:
        raise pages.Refusal(400, pages.UNREADABLE) from None
    text, tap = (_clean(fields.get(key, "")) for key in ("text", "tap"))
    if text and tap:
        raise pages.Refusal(400, pages.ONE_THING)
    return Letter(_id(fields.get("id")), text, tap, message=number(fields.get("message")))


def number(value: object) -> str:
    """A message's number as it was sent to us; empty when it is none."""
    text = str(value)
    return text if len(text) <= 18 and text.isascii() and text.isdigit() else ""


def _id(value: object) -> str:
    is_id = isinstance(value, str) and value.isascii() and value.isprintable()
    if not is_id or not 0 < len(str(value)) <= LONGEST_ID:
        raise pages.Refusal(400, pages.NO_NUMBER)
    return str(value)


def _clean(text: str) -> str:
    """Half a character and the zero byte are no writing, and no database keeps them."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "")


def _place(value: Any) -> Place:
    try:
        latitude, longitude = value["latitude"], value["longitude"]
    except (TypeError, KeyError):
        raise pages.Refusal(400, pages.NO_SUCH_PLACE) from None
    if not (_within(latitude, 90) and _within(longitude, 180)):
        raise pages.Refusal(400, pages.NO_SUCH_PLACE)
    return Place(float(latitude), float(longitude))


def _within(degrees: object, most: int) -> bool:
    is_number = isinstance(degrees, int | float) and not isinstance(degrees, bool)
    return is_number and -most <= degrees <= most  # type: ignore[operator]


def _key(key: Key) -> Shown:
    if key.token:
        return {"label": key.label, "token": key.token, "asks_place": key.asks_place}
    link = key.link if key.link.startswith(SAFE_LINKS) else ""
    return {"label": key.label, "link": link, "asks_place": key.asks_place}


def _pin(place: Place) -> Shown:
    link = map_link(place.latitude, place.longitude)
    return {"name": place.name, "address": place.address, "link": link}


def map_link(latitude: float, longitude: float) -> str:
    """Where a map shows this place; opened by a tap only."""
    at = f"{latitude:.6f}", f"{longitude:.6f}"
    return f"https://www.openstreetmap.org/?mlat={at[0]}&mlon={at[1]}#map=18/{at[0]}/{at[1]}"


def _image(message: int, picture: Picture, reader: Reader) -> Shown:
    """A chart, and its figures in words for whoever does not see it."""
    bars = "; ".join(f"{label}: {'?' if n is None else n}" for label, n in picture.bars)
    return {"link": f"/pictures/{message}.png", "alt": f"{write(picture.title, reader)}. {bars}"}


def _file_row(message: int, made: Rendered) -> list[list[Shown]]:
    """A button of its own for the file that goes with a message."""
    if made.attachment is None:
        return []
    name = made.attachment.name
    return [[{"label": f"📎 {name}", "link": f"/files/{message}/{name}", "asks_place": False}]]


def shown(row: Message, default_language: str) -> Shown:
    """A message as a page shows it, in the language it was sent in."""
    reader = Reader.of(row.language, default_language)
    made, reply = render(row.payload, reader, LIMITS, row.id, row.token, row.replaces)
    return {
        "id": row.id,
        "replaces": int(row.replaces) if number(row.replaces) else None,
        "text": made.text,
        "language": made.language,
        "dir": "rtl" if made.is_rtl else "ltr",
        "rows": [*_file_row(row.id, made), *([_key(key) for key in keys] for keys in made.rows)],
        "place": _pin(made.place) if made.place else None,
        "picture": _image(row.id, reply.picture, reader) if reply.picture else None,
        # The last word to somebody who was forgotten: the page forgets what stood above it.
        "clears": row.priority == Priority.FAREWELL,
    }


def merged(messages: Iterable[Shown]) -> list[Shown]:
    """Each message once, where it first stood, with what it says now; ``root`` is its place."""
    places: dict[int, Shown] = {}
    for message in messages:
        root = message["replaces"] or message["id"]
        places[root] = {**message, "root": root}
    return list(places.values())


def is_all_sent(store: Store, person: Person) -> bool:
    """Whether nothing is under way to a person any more."""
    newest = store.messages.newest_id_of(person.id)
    return bool(store.messages.sent_after(person.id, newest - 1, 1))


class Mailbox:
    """What rests in the outbox for each page, and the pages that wait for more."""

    def __init__(
        self, database: Database, channel: str, default_language: Callable[[], str]
    ) -> None:
        self._database = database
        self._channel = channel
        self._default_language = default_language
        self._bells: dict[str | int, set[asyncio.Event]] = {}
        self._closed = False

    def ring(self, keys: Iterable[str | int]) -> None:
        """Wake the pages that wait under these tokens or persons."""
        for key in keys:
            for bell in self._bells.get(key, ()):
                bell.set()

    def close(self) -> None:
        """Let every waiting page go, and keep none waiting from now on."""
        self._closed = True
        self.ring(list(self._bells))

    def conversation(self, store: Store, person: Person) -> tuple[int, list[Shown]]:
        """After which message a conversation is shown, and its messages."""
        hidden = store.people.shown_after(person.id)
        return hidden, self.news(store, person, 0, ())

    def news(self, store: Store, person: Person, after: int, seen: Collection[int]) -> list[Shown]:
        """The messages after this one that a page has not seen yet, oldest first."""
        first = max(after, store.people.shown_after(person.id))
        rows = store.messages.sent_after(person.id, first, SHOWN)
        return [one for row in rows if row.id not in seen and (one := self._shown(row))]

    def own(self, store: Store, person: Person, number: int) -> Message | None:
        """The message with this number, if it was sent to this person and is still shown."""
        found = store.messages.get(number)
        is_own = (
            found and found.person == person.id and number > store.people.shown_after(person.id)
        )
        return found if is_own else None

    async def hide(self, token: str) -> None:
        """Show a conversation only from here on."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._database.writers, self._hide, token)

    async def look(
        self, token: str, ask: Callable[[Store, Person], T]
    ) -> tuple[Person | None, T | None]:
        """Look at what is kept for a visitor, if that visitor ever said something."""
        if not token:
            return None, None
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._database.readers, self._look, token, ask)

    async def wait(
        self, token: str, ask: Callable[[Store, Person], T], seconds: float
    ) -> tuple[Person | None, T | None]:
        """Look until there is something to see, or the time is over."""
        pause = LOOK_AROUND if self._database.is_postgres else LOOK_AROUND_ALONE
        bell = asyncio.Event()
        keys: set[str | int] = {token}
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        self._bells.setdefault(token, set()).add(bell)
        try:
            while True:
                bell.clear()
                person, found = await self.look(token, ask)
                if person and person.id not in keys:
                    # Once more: it may have come in before our bell hung there.
                    keys.add(person.id)
                    self._bells.setdefault(person.id, set()).add(bell)
                    continue
                left = end - loop.time()
                if found or self._closed or left <= 0:
                    return person, found
                with suppress(TimeoutError):
                    await asyncio.wait_for(bell.wait(), min(left, pause))
        finally:
            for key in keys:
                self._bells[key].discard(bell)
                if not self._bells[key]:
                    del self._bells[key]

    def _shown(self, row: Message) -> Shown | None:
        """A message as a page shows it; None for one that an older program wrote its own way."""
        try:
            return shown(row, self._default_language())
        except (ValueError, LookupError, TypeError) as problem:
            log.error("web.unreadable", message=row.id, problem=type(problem).__name__)
            return None

    def _look(
        self, token: str, ask: Callable[[Store, Person], T]
    ) -> tuple[Person | None, T | None]:
        with self._database.reading() as store:
            person = store.people.find(self._channel, token)
            return person, ask(store, person) if person else None

    def _hide(self, token: str) -> None:
        with self._database.writing() as store:
            person = store.people.find(self._channel, token)
            if person:
                store.people.hide_until(person.id, store.messages.newest_id_of(person.id))
