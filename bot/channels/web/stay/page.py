"""What a page asks for so that its browser shows signs: the key of ours, and taking its address."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from urllib.parse import SplitResult

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

import locales
from bot.channels.base import CarryOut, Command
from bot.channels.web import forms, guard, page_texts, pages
from bot.channels.web.chat import visit
from bot.channels.web.chat.conversation import Mailbox
from bot.channels.web.chat.page import May
from bot.channels.web.chat.who import Visitors
from bot.channels.web.stay import address, sealing
from bot.channels.web.stay.address import Outside
from bot.rendering.text import write
from handlers.core.messages import Outcome
from handlers.everybody.browsers import stay
from storage.keyring import KeyMissing
from storage.store import Store

# The last one fills a square to its edges: a phone cuts it to the form that it likes.
ICONS = (("192", 192, "any"), ("512", 512, "any"), ("maskable", 512, "maskable"))
# How often a day browsers of one place may say where their signs go.
SIGNS, MOST_SIGNS = "push addresses", 300


class StayPage:
    """What a page asks for so that its browser shows signs."""

    def __init__(
        self,
        mailbox: Mailbox,
        visitors: Visitors,
        carry_out: CarryOut,
        clock: Callable[[], datetime],
        public: SplitResult,
        outside: Outside,
        may: May,
        shown_by: pages.Pages,
    ) -> None:
        self._mailbox = mailbox
        self._visitors = visitors
        self._carry_out = carry_out
        self._clock = clock
        self._public = public
        self._outside = outside
        self._may = may
        self._pages = shown_by

    def routes(self) -> list[Route]:
        """What it answers."""
        return [
            Route("/manifest.webmanifest", self._manifest),
            Route("/sw.js", self._worker),
            Route("/push", self._key),
            Route("/push", self._take, methods=["POST"]),
        ]

    async def _manifest(self, request: Request) -> Response:
        """What a phone shows of the page when it is an app: its name, its pictures, its colours."""
        reader = self._pages.reader(request)
        tag, rooms = pages.spoken(reader), write(page_texts.EVERYWHERE["rooms"], reader)
        at = f"/static/{self._pages.version}"
        icons = [
            {"src": f"{at}/icon-{name}.png", "sizes": f"{size}x{size}", "purpose": purpose}
            for name, size, purpose in ICONS
        ]
        made = {
            "id": "/",
            "name": f"{rooms} · {self._pages.place}",
            "short_name": rooms,
            "lang": tag,
            "dir": "rtl" if locales.is_rtl(tag) else "ltr",
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": "#fbf7f0",
            "theme_color": "#0b5e57",
            "icons": [{**icon, "type": "image/png"} for icon in icons],
        }
        headers = {"Cache-Control": "no-cache"}
        kind = "application/manifest+json"
        return Response(json.dumps(made, ensure_ascii=False), media_type=kind, headers=headers)

    async def _worker(self, request: Request) -> Response:
        """The script that works beside the pages; asked for anew whenever a page is opened."""
        reader = self._pages.reader(request)
        sign = {"title": page_texts.SIGN, "body": page_texts.SIGN_TAP}
        known = {
            "sign": {part: write(text, reader) for part, text in sign.items()},
            "version": self._pages.version,
        }
        before = f"self.known = {json.dumps(known)};\n"
        content, kind = self._pages.files["worker.js"]
        headers = {"Cache-Control": "no-cache"}
        return Response(before.encode() + content, media_type=kind, headers=headers)

    async def _key(self, request: Request) -> Response:
        """Our public key, for which a browser asks its service for an address."""
        visitor = await self._visitors.who(request)
        if visitor.person is None:
            raise pages.Refusal(403, page_texts.NO_SIGNS)
        number = await self._mailbox.newest_push()
        key = sealing.private_key(self._mailbox.keys.push_key(number))
        point = sealing.written(sealing.public_point(key))
        # A worker asks for it too, while nobody looks at a page.
        _, state = await self._mailbox.look(visitor.token, self._mailbox.signs, is_seen=False)
        signs = self._mailbox.sign_of(state)
        return JSONResponse({"key": point, "number": number, "signs": signs})

    async def _take(self, request: Request) -> Response:
        """The address of a browser, from now on for whoever sits before it."""
        is_ours = guard.keep_out_strangers(request, self._public)
        visitor = await self._visitors.who(request)
        if visitor.person is None or not is_ours:
            raise pages.Refusal(403, page_texts.NO_SIGNS)
        if not self._may(SIGNS, visit.source(request), MOST_SIGNS):
            raise pages.Refusal(429, page_texts.NO_SIGNS)
        try:
            said = json.loads((await forms.read_body(request)).decode())
            if said.get("off") is True:
                return await self._end(visitor.person.id)
            number = said.pop("number")
            self._mailbox.keys.push_key(number if type(number) is int else 0)
            taken = address.read(said, number, self._outside)
        except (ValueError, RecursionError, AttributeError, KeyError, KeyMissing):
            raise pages.Refusal(400, page_texts.NO_SIGNS) from None
        gone, token, now = said.get("instead", ""), visitor.token, self._clock()

        def work(store: Store) -> tuple[None, Outcome]:
            person = store.people.find(visit.NAME, token)
            if person is None or not person.is_open(now):
                raise pages.Refusal(403, page_texts.NO_SIGNS)
            try:
                outcome = stay.shows_signs(store, person, taken, now)
            except stay.NoSigns:
                raise pages.Refusal(403, page_texts.NO_SIGNS) from None
            if isinstance(gone, str) and gone and gone != taken.endpoint:
                store.pushes.replace(person.id, gone[: address.LONGEST])
            return None, outcome

        await self._carry_out(Command("push", now, work))
        return JSONResponse({"ok": True})

    async def _end(self, person: int) -> Response:
        """Its browser shows no signs any more."""

        def work(store: Store) -> tuple[None, Outcome]:
            store.pushes.forget(person)
            return None, Outcome(())

        await self._carry_out(Command("push", self._clock(), work))
        return JSONResponse({"ok": True})
