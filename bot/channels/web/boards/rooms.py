"""What anybody may see without a word: the board of rooms, for people and machines; our health."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

import locales
from bot import VERSION
from bot.channels.web import page_texts, pages
from bot.channels.web.chat.cookies import Cookies
from bot.channels.web.forms import number
from bot.channels.web.pages import Pages
from bot.channels.web.view import map_link
from bot.rendering.text import Reader, write, write_line
from handlers.core import keyboards
from handlers.core.messages import say
from handlers.core.neighbourhood import offers
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.time_words import clock
from handlers.rooms import planned, status
from handlers.rooms.status import RoomStatus, State, sentence
from storage.database import Database
from storage.store import Store

LONGEST_LOOK = 3.0
# So many rooms stand on one page of the board; of more than that those first that open first.
A_PAGE = 20
# So often the board of all looks again.
SECONDS = 60
OPEN_TO_ALL = {"Access-Control-Allow-Origin": "*"}
log = structlog.get_logger(__name__)


class RoomsBoard:
    """The pages and figures about the rooms that are for everybody."""

    def __init__(
        self,
        database: Database,
        view: Callable[[], NeighbourhoodView],
        health: Callable[[Store | None], list[str]],
        now: Callable[[], datetime],
        public_url: str,
        shown_by: Pages,
        cookies: Cookies,
    ) -> None:
        self._database = database
        self._view = view
        self._health = health
        self._now = now
        self._url = public_url.rstrip("/")
        self._pages = shown_by
        self._cookies = cookies

    def routes(self) -> list[Route]:
        """Where these pages are found."""
        return [
            Route("/rooms", self._board),
            Route("/offline", self._offline),
            Route("/rooms.json", self._rooms),
            Route("/rooms/{room}/spaceapi.json", self._space),
            Route("/cookies", self._without_cookies),
            Route("/crowded", self._crowded),
            Route("/healthz", self._healthz),
        ]

    async def _board(self, request: Request) -> Response:
        return await self.show(request, "rooms.html", page_texts.BOARD, seconds=SECONDS)

    async def show(
        self, request: Request, template: str, words: page_texts.Words, **values: Any
    ) -> Response:
        """Every room with its state in big words; it looks again by itself."""
        view, statuses = await self._statuses()
        now = self._now()
        if len(statuses) > A_PAGE:
            statuses = sorted(statuses, key=status.how_soon)
        asked = request.query_params.get("skip", "")
        statuses, further = keyboards.part(statuses, int(asked) if number(asked) else 0, A_PAGE)
        reader = replace(self._pages.reader(request), today=view.today(now))
        return self._pages.show(
            template,
            words,
            reader,
            query=pages.query(request),
            is_plain=self._pages.is_plain(request),
            rooms=[_card(view, room_status, reader, now) for room_status in statuses],
            further=further,
            looked=write(say("page", "It is {time}.", time=clock(view.local(now))), reader),
            languages=[
                (tag, locales.languages()[tag].own_name)
                for tag in self._pages.offered()
                if tag in locales.languages()
            ],
            **values,
        )

    async def _offline(self, request: Request) -> Response:
        """What a browser keeps for when it has no connection: how it was, with whole dates."""
        view, statuses = await self._statuses()
        local, reader = view.local(self._now()), self._pages.reader(request)
        was = say("page", "This is from {date} at {time}.", date=local.date(), time=clock(local))
        rooms = [_card(view, room_status, reader, self._now()) for room_status in statuses]
        for room, shown in zip((one.room for one in statuses), rooms, strict=True):
            lines = planned.days_ahead(view, room, local.date(), *reader.chain)
            shown["lines"] = [write_line(line, reader) for line in lines]
        return self._pages.show(
            "offline.html", page_texts.OFFLINE, reader, looked=write(was, reader), rooms=rooms
        )

    async def _without_cookies(self, request: Request) -> Response:
        """What somebody can do whose browser keeps no cookies; the others are led to the chat."""
        if self._cookies.read(request)[0]:
            return RedirectResponse(f"/{pages.query(request)}", 303)
        return self._unheard(request, page_texts.COOKIES)

    async def _crowded(self, request: Request) -> Response:
        """What somebody can do from whose network very many new people came today."""
        return self._unheard(request, page_texts.TOO_MANY)

    def _unheard(self, request: Request, words: page_texts.Words) -> Response:
        return self._pages.show(
            "cookies.html",
            words,
            self._pages.reader(request),
            query=pages.query(request),
            rooms=[room for room in self._view().neighbourhood.rooms if room.phone],
            is_plain=self._pages.is_plain(request),
        )

    async def _rooms(self, _: Request) -> Response:
        """Every room with its state, for other programs."""
        _view, statuses = await self._statuses()
        return JSONResponse(
            [_figures(room_status) for room_status in statuses], headers=OPEN_TO_ALL
        )

    async def _space(self, request: Request) -> Response:
        """One room in the words of SpaceAPI 15 (https://spaceapi.io/docs/)."""
        view, statuses = await self._statuses()
        by_room = {room_status.room.id: room_status for room_status in statuses}
        room_status = by_room.get(request.path_params["room"])
        if room_status is None:
            raise HTTPException(404, headers=OPEN_TO_ALL)
        today = view.today(self._now())
        default = Reader.of("", view.neighbourhood.default_language, today)
        room, state = room_status.room, _state(room_status)
        state["message"] = write(sentence(room_status), default)
        location: dict[str, Any] = {
            "address": room.address,
            "timezone": view.neighbourhood.timezone,
        }
        if room.latitude is not None and room.longitude is not None:
            location |= {"lat": room.latitude, "lon": room.longitude}
        space = {
            "api_compatibility": ["15"],
            "space": room.name,
            "logo": f"{self._url}/static/logo.svg",
            "url": f"{self._url}/rooms",
            "location": location,
            "contact": {"phone": room.phone} if room.phone else {},
            "state": state,
        }
        if room.offers:
            space["ext_offers"] = list(room.offers)
        return JSONResponse(space, headers=OPEN_TO_ALL)

    async def _healthz(self, _: Request) -> Response:
        """Whether the database and the channels work; what is wrong when they do not."""
        loop = asyncio.get_running_loop()
        try:
            look = loop.run_in_executor(self._database.readers, self._touch)
            reasons = await asyncio.wait_for(look, LONGEST_LOOK)
        except Exception as problem:
            log.warning("health.database", problem=type(problem).__name__)
            silent = f"The database does not answer ({type(problem).__name__})."
            reasons = [*self._health(None), silent]
        if reasons:
            trouble = {"status": "trouble", "reasons": reasons, "version": VERSION}
            return JSONResponse(trouble, 503)
        return JSONResponse({"status": "ok", "version": VERSION})

    async def _statuses(self) -> tuple[NeighbourhoodView, Sequence[RoomStatus]]:
        loop = asyncio.get_running_loop()
        view = self._view()
        return view, await loop.run_in_executor(self._database.readers, self._look, view)

    def _look(self, view: NeighbourhoodView) -> tuple[RoomStatus, ...]:
        with self._database.reading() as store:
            return status.statuses(view, store, self._now())

    def _touch(self) -> list[str]:
        """What is wrong; raises when the database cannot be read."""
        with self._database.reading() as store:
            store.neighbourhoods.digest()
            return self._health(store)


def _card(
    view: NeighbourhoodView, room_status: RoomStatus, reader: Reader, now: datetime
) -> dict[str, Any]:
    """A room as the board shows it."""
    room, today = room_status.room, view.today(now)
    lines = planned.of_day(view, room, today)
    lines += planned.different_days(view, room, today, *reader.chain)
    has_pin = room.latitude is not None and room.longitude is not None
    return {
        "id": room.id,
        "name": room.name,
        "state": room_status.state.value,
        "sentence": write_line(sentence(room_status), reader),
        "lines": [write_line(line, reader) for line in lines],
        "offers": [write(offers.LABELS[one], reader) for one in offers.in_order(room.offers)],
        "address": room.address,
        "map": map_link(room.latitude or 0, room.longitude or 0) if has_pin else "",
        "phone": room.phone or "",
    }


def _figures(room_status: RoomStatus) -> dict[str, Any]:
    """A room for other programs; ``since`` is there only when a neighbour really opened."""
    room, following = room_status.room, room_status.following
    was_opened = room_status.state in {State.OPEN, State.UNKNOWN}
    return {
        "id": room.id,
        "name": room.name,
        "state": room_status.state.value,
        "since": _moment(room_status.since) if was_opened else None,
        "until": _moment(room_status.until),
        "next": following and {"from": _moment(following.start), "to": _moment(following.end)},
        "address": room.address,
        "latitude": room.latitude,
        "longitude": room.longitude,
        "phone": room.phone,
        "offers": list(room.offers),
    }


def _state(room_status: RoomStatus) -> dict[str, Any]:
    """Open or closed only when that is known; a published hour opens no door."""
    known = {State.OPEN: True, State.CLOSED: False}
    state: dict[str, Any] = {"open": known[room_status.state]} if room_status.state in known else {}
    if room_status.since and room_status.state is State.OPEN:
        state["lastchange"] = int(room_status.since.timestamp())
    return state


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
