"""The pictures and files that go with a message: its own person fetches them from its page."""

from __future__ import annotations

import asyncio
import mimetypes
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar
from urllib.parse import quote

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.base import MakeClip, MakeDocument
from bot.channels.web import forms, pages
from bot.channels.web.chat.conversation import Mailbox
from bot.channels.web.view import LIMITS
from bot.rendering.chart import CannotDraw, draw
from bot.rendering.message import NotMade
from bot.rendering.text import Reader
from handlers.core import message_json
from handlers.core.enclosures import Aloud, Code, Document
from handlers.core.messages import Picture, Reply
from handlers.reports.files import documents
from storage.repositories.messages.sent import Message
from storage.repositories.people.people import Person
from storage.store import Store

# How many charts are kept for a reload: drawing one takes a second.
DRAWN = 16
TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
VOICE_TYPE = "audio/ogg"
# What a player asks for of a sound: one part of it.
RANGE = re.compile(r"bytes=([0-9]{0,9})-([0-9]{0,9})")
# What a refusal to make a file is to a browser; else it may try again.
STATUS = ((documents.NOT_YOURS, 403), (documents.OVER, 410))
T = TypeVar("T")
log = structlog.get_logger(__name__)


class Enclosures:
    """The pictures and files that go with a message, for the person only whose message it is."""

    def __init__(
        self,
        mailbox: Mailbox,
        token: Callable[[Request], Awaitable[str]],
        make_document: MakeDocument,
        make_clip: MakeClip,
    ) -> None:
        self._mailbox = mailbox
        self._token = token
        self._make_document = make_document
        self._make_clip = make_clip
        self._drawn: dict[int, bytes] = {}

    async def picture(self, request: Request) -> Response:
        """A chart."""
        row = await self._own(request)
        picture = self._read(row, lambda reply: reply.picture)
        if picture is None:
            # Also when there was one, and it is blank now.
            self._drawn.pop(row.id, None)
            raise HTTPException(404)
        drawn = self._drawn.get(row.id) or await self._draw(row, picture)
        if not row.is_secret:
            if len(self._drawn) >= DRAWN:
                self._drawn.clear()
            self._drawn[row.id] = drawn
        return Response(drawn, media_type="image/png")

    async def file(self, request: Request) -> Response:
        """A file: what is in it rests in the message, or is made now, as often as it is fetched."""
        person, row = await self._owned(request)
        if kept := self._read(row, _kept):
            return Response(kept[0], media_type=kept[1])
        if order := self._read(row, lambda reply: reply.document):
            return await self._document(person, row, order)
        raise HTTPException(404)

    async def voice(self, request: Request) -> Response:
        """A voice note, or a message said aloud: all of it, or the part that a player asks for."""
        person, row = await self._owned(request)
        if order := self._read(row, lambda reply: reply.aloud):
            sound = await self._said(person, order, request)
        else:
            name = self._read(row, lambda reply: reply.voice)
            sound = await self._mailbox.ask(partial(_sound, name))
        if not sound:
            # The talk is over.
            raise HTTPException(404)
        headers = {"Accept-Ranges": "bytes"}
        asked = RANGE.fullmatch(request.headers.get("range", ""))
        if not asked:
            return Response(sound, media_type=VOICE_TYPE, headers=headers)
        first, last = _part(asked[1], asked[2], len(sound))
        if first > last:
            headers["Content-Range"] = f"bytes */{len(sound)}"
            return Response(status_code=416, headers=headers)
        headers["Content-Range"] = f"bytes {first}-{last}/{len(sound)}"
        return Response(sound[first : last + 1], 206, headers, VOICE_TYPE)

    async def _said(self, person: Person, order: Aloud, request: Request) -> bytes:
        """A message of somebody's own that they still see, said aloud."""
        own = partial(self._mailbox.own, number=order.message)
        _, said = await self._mailbox.look(await self._token(request), own)
        if said is None:
            raise HTTPException(404)
        limits = replace(LIMITS, voices=self._mailbox.voices)
        try:
            return (await self._make_clip(order, person.id, limits)).sound
        except NotMade as why:
            raise pages.Refusal(503 if why.is_later else 410, why.sentence) from None

    async def _document(self, person: Person, row: Message, order: Document) -> Response:
        """The file of an order, for whoever may still have it."""
        reader = Reader.of(row.language, self._mailbox.default_language(), self._mailbox.today())
        try:
            if person.profile:
                # A role is the first person's on a phone, not that of whoever has it now.
                raise NotMade(documents.NOT_YOURS)
            made = await self._make_document(order, person.id, reader)
        except NotMade as why:
            status = next((one for said, one in STATUS if said == why.sentence), 503)
            raise pages.Refusal(status, why.sentence) from None
        name = quote(made.name, safe="")
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        return Response(made.content, media_type=TYPES[order.form], headers=headers)

    async def _own(self, request: Request) -> Message:
        """The message that an address names, if it is the visitor's own."""
        return (await self._owned(request))[1]

    async def _owned(self, request: Request) -> tuple[Person, Message]:
        """The visitor, and the message of theirs that an address names."""
        number = int(forms.number(request.path_params["message"]) or 0)
        own = partial(self._mailbox.own, number=number)
        person, row = await self._mailbox.look(await self._token(request), own)
        if person is None or row is None:
            raise HTTPException(404)
        return person, row

    def _read(self, row: Message, part: Callable[[Reply], T]) -> T:
        """A part of a message; of one that cannot be read any more nothing is there."""
        try:
            return part(message_json.from_json(row.payload))
        except Exception as problem:
            self._mailbox.note(row.id, problem)
            raise HTTPException(404) from None

    async def _draw(self, row: Message, picture: Picture | Code) -> bytes:
        reader = Reader.of(row.language, self._mailbox.default_language())
        try:
            return await asyncio.to_thread(draw, picture, reader)
        except Exception as problem:
            # The page has the figures in words as well.
            said = str(problem) if isinstance(problem, CannotDraw) else type(problem).__name__
            log.error("picture.failed", message=row.id, problem=said)
            raise HTTPException(404) from problem


def _sound(name: str, store: Store) -> bytes:
    """What was spoken to somebody, or recorded by a neighbour; empty when it is gone."""
    return store.recordings.sound(name) or store.voices.sound_named(name)


def _part(first: str, last: str, size: int) -> tuple[int, int]:
    """From which byte to which a player asks; from beyond the end: nothing (RFC 9110, 14.1.2)."""
    if not first:
        return (max(0, size - int(last)), size - 1) if last else (size, 0)
    return int(first), min(int(last) if last else size - 1, size - 1)


def _kept(reply: Reply) -> tuple[bytes, str] | None:
    """The small file that rests in a message, and what kind of file it is."""
    if reply.attachment is None:
        return None
    name, content = reply.attachment.name, reply.attachment.content
    return content.encode(), mimetypes.guess_type(name)[0] or "text/plain"
