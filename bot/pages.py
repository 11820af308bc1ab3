"""Every word of the web pages, and the one place that writes a page and guards what goes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult

import structlog
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import locales
from bot.render import Reader, write
from handlers.house import House
from handlers.vocabulary import Text, say
from storage.database import is_outage

HERE = Path(__file__).parent / "channels"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
RETRY_AFTER = "5"
YEAR = 365 * 24 * 60 * 60
# Somebody looking over a shoulder sees the weather; it is served over https and asks nothing.
AWAY = "https://www.weeronline.nl/"
PHONE = re.compile(r"\s*☎\ufe0f?\s*\u2068?(\+?[0-9][0-9 ()-]*)\u2069?\s*")

# A form that leads away is checked against this as well, also where it is redirected to.
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    f"form-action 'self' {AWAY}; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
log = structlog.get_logger(__name__)

Words = Mapping[str, Text]

EVERYWHERE: Words = {
    "rooms": say("page", "Neighbourhood rooms"),
    "all_rooms": say("btn", "🕙 All rooms"),
    "write": say("page", "💬 Write to us"),
    "map": say("page", "🗺️ Show on the map"),
}
CHAT: Words = {
    **EVERYWHERE,
    "conversation": say("page", "Conversation"),
    "your_message": say("page", "Your message"),
    "send": say("btn", "Send"),
    "leave": say("btn", "🚪 Leave"),
    "leave_how": say("page", "You leave this page at once. You can also press Escape two times."),
    "start": say("btn", "▶️ Start"),
    "welcome": say("page", "Welcome. Tap Start."),
    "earlier": say("page", "These messages are from before."),
    "fresh": say("page", "Tap Start to see how it is now."),
    "new": say("page", "Show new messages"),
    "you": say("page", "You:"),
    "we": say("page", "Neighbourhood room:"),
    "offline": say("page", "No connection. We keep trying. Nothing is lost."),
    "online": say("page", "The connection is back."),
    "waiting": say("page", "Waiting to be sent"),
    "not_sent": say("page", "This was not sent."),
    "no_place": say("page", "We could not find your place. You can choose a room yourself."),
}
BOARD: Words = {
    **EVERYWHERE,
    "ask": say("btn", "💬 Ask us"),
    "languages": say("page", "Language"),
    "old": say("page", "No connection. What you see may be old."),
}
PROBLEM: Words = {**EVERYWHERE, "home": say("btn", "🏠 Start")}

NOT_FOUND = say("page", "This page is not here.")
NOT_SO = say("page", "This page cannot do that.")
OUR_MISTAKE = say("page", "Sorry, that went wrong here. Please try again.")
TRY_LATER = say("page", "We cannot keep your message now. Please try again soon.")
FROM_ELSEWHERE = say("page", "This came from another website. We did nothing with it.")
TOO_LONG = say("page", "This message is too long.")
UNREADABLE = say("page", "We could not read this message.")
NO_NUMBER = say("page", "This message has no number of its own.")
ONE_THING = say("page", "Send one thing: words, a button or a place.")
NO_SUCH_PLACE = say("page", "This place is not on the map.")
SENTENCES = {404: NOT_FOUND, 405: NOT_SO, 503: TRY_LATER}


class Refusal(HTTPException):
    """A request that is not done, with the sentence that says why."""

    def __init__(
        self, status: int, sentence: Text, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, sentence.one, headers)
        self.sentence = sentence


class Pages:
    """Writes pages in the visitor's language; nothing in them comes from elsewhere."""

    def __init__(self, house: Callable[[], House]) -> None:
        self._house = house
        files = [path for path in sorted((HERE / "static").iterdir()) if path.suffix in TYPES]
        self.files = {path.name: (path.read_bytes(), TYPES[path.suffix]) for path in files}
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        digest = sha256(b"".join(content for content, _ in self.files.values()))
        self._templates.globals |= {"version": digest.hexdigest()[:8], "away": AWAY}
        self._templates.filters["phone"] = phone

    def hint(self, request: Request) -> str:
        """The language a visit asks for: in its address, or else by the device; empty when none."""
        asked = [request.query_params.get("lang", "")[:20], *_accepted(request)]
        offered = self.offered()
        return next((tag for one in asked if (tag := locales.closest(one, tuple(offered)))), "")

    def offered(self) -> list[str]:
        """The neighbourhood's languages that there is a catalog for."""
        wanted = self._house().neighbourhood.languages
        return [tag for tag in wanted if tag in locales.languages()] or list(wanted)

    def reader(self, request: Request, chosen: str = "") -> Reader:
        """The languages to try for this visitor."""
        default = self._house().neighbourhood.default_language
        return Reader.of(chosen or self.hint(request), default)

    def show(
        self, template: str, words: Words, reader: Reader, status: int = 200, **values: Any
    ) -> Response:
        """A page, its words written for this reader."""
        tag = spoken(reader)
        made = self._templates.get_template(template).render(
            t={key: write(text, reader) for key, text in words.items()},
            lang=tag,
            dir="rtl" if locales.is_rtl(tag) else "ltr",
            name=self._house().neighbourhood.name,
            **{"query": "", **values},
        )
        return HTMLResponse(made, status, {"Content-Language": tag})

    async def file(self, request: Request) -> Response:
        """A picture, a style or a script; its address changes whenever it does."""
        found = self.files.get(request.path_params["name"])
        if found is None:
            raise HTTPException(404)
        forever = {"Cache-Control": f"public, max-age={YEAR}, immutable"}
        return Response(found[0], media_type=found[1], headers=forever)

    def refuse(self, request: Request, problem: Exception) -> Response:
        """A kind sentence for whatever was not done; a page for people, a line for programs."""
        headers: Mapping[str, str] | None = None
        status = 503 if is_outage(problem) else 500
        if isinstance(problem, HTTPException):
            status, headers = problem.status_code, problem.headers
        if status == 503:
            headers = {"Retry-After": RETRY_AFTER, **(headers or {})}
        other = SENTENCES.get(status, OUR_MISTAKE)
        sentence = problem.sentence if isinstance(problem, Refusal) else other
        reader = self.reader(request)
        if _is_program(request):
            return PlainTextResponse(write(sentence, reader), status, headers)
        page = self.show("problem.html", PROBLEM, reader, status, sentence=write(sentence, reader))
        page.headers.update(headers or {})
        return page


class Guard:
    """Gives every answer its headers, and turns a mistake of ours into a kind page."""

    def __init__(self, app: ASGIApp, pages: Pages) -> None:
        self._app = app
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        begun = False

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for key, value in HEADERS.items():
                    headers.setdefault(key, value)
            await send(message)

        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            await self._app(scope, receive, guarded)
        except Exception as problem:
            # Which page and what kind of mistake; never what somebody said.
            log.error("page.failed", path=_loggable(scope["path"]), problem=type(problem).__name__)
            if begun:
                raise
            answer = self._pages.refuse(Request(scope), problem)
            await answer(scope, receive, guarded)


def keep_out_strangers(request: Request, public: SplitResult) -> None:
    """Another website may not speak in a visitor's name; ``public`` is our own address."""
    origin = request.headers.get("origin")
    if origin is None:
        return
    if origin == "null":
        # Browsers hide the origin of a plain form on a page without a referrer.
        is_own = request.headers.get("sec-fetch-site") == "same-origin"
    else:
        scheme, _, host = origin.partition("://")
        is_own = host == request.headers.get("host")
        is_own = is_own or (scheme, host) == (public.scheme, public.netloc)
    if not is_own:
        raise Refusal(403, FROM_ELSEWHERE)


def query(request: Request) -> str:
    """The language that a visit's address asks for, to be carried on to the next address."""
    asked = request.query_params.get("lang", "")
    return f"?lang={asked}" if re.fullmatch("[A-Za-z0-9-]{1,20}", asked) else ""


def spoken(reader: Reader) -> str:
    """The language a page is really in."""
    sentence = EVERYWHERE["rooms"]
    return locales.sentence(reader.chain, sentence.slot, sentence.one).language


def phone(line: str) -> str:
    """The number to dial when a line is a telephone number, else empty."""
    found = PHONE.fullmatch(line)
    return re.sub(r"[^0-9+]", "", found[1]) if found else ""


def _accepted(request: Request) -> Iterable[str]:
    """The languages a browser accepts, the most wanted first (RFC 9110, 12.5.4)."""
    wanted: list[tuple[float, str]] = []
    for one in request.headers.get("accept-language", "").split(",")[:20]:
        tag, _, weight = one.partition(";")
        found = re.fullmatch(r"\s*q=([01](?:\.[0-9]{0,3})?)\s*", weight)
        wanted.append((float(found[1]) if found else 1.0, tag.strip()[:20]))
    return [tag for weight, tag in sorted(wanted, key=lambda one: -one[0]) if weight > 0]


def _loggable(path: str) -> str:
    """A path without the code that opens a request for help."""
    return "/help" if path.startswith("/help/") else path


def _is_program(request: Request) -> bool:
    path, kind = request.url.path, request.headers.get("content-type", "")
    return path in {"/messages", "/healthz"} or path.endswith((".json", ".png")) or "json" in kind
