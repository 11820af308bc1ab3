"""Writes a page in the visitor's language; nothing in it comes from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import structlog
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

import locales
from bot.channels.base import Declined
from bot.channels.web.page_texts import EVERYWHERE, OUR_MISTAKE, PROBLEM, SENTENCES, Words
from bot.rendering.text import Reader, write
from handlers.core.messages import Text
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.database import is_outage
from storage.keyring import KeyMissing

HERE = Path(__file__).parent
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
RETRY_AFTER = "5"
YEAR = 365 * 24 * 60 * 60
# Somebody looking over a shoulder sees the weather; it is served over https and asks nothing.
AWAY = "https://www.weeronline.nl/"
PHONE = re.compile(r"\s{0,9}☎\ufe0f?\s{0,9}\u2068?(\+?\(?[0-9][0-9 ()-]{0,40})\u2069?\s{0,9}")
# The 0 that is only dialled within a country, and what stands between digits.
NOT_DIALLED = re.compile(r"(?<=[0-9 ])\(0\)|[^0-9+]")
# A Dutch number with its area; one for all of the country (0800) is shorter or longer.
DUTCH = re.compile(r"\A0([1-9][0-9]{8})\Z")
LANGUAGE = re.compile("[A-Za-z0-9-]{1,20}")
QUALITY = re.compile(r"\s{0,9}q=([01](?:\.[0-9]{0,3})?)\s{0,9}")

log = structlog.get_logger(__name__)


class Refusal(HTTPException, Declined):
    """A request that is not done, with the sentence that says why."""

    def __init__(
        self, status: int, sentence: Text, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, sentence.one, headers)
        self.sentence = sentence


class Pages:
    """Writes pages in the visitor's language; nothing in them comes from elsewhere."""

    def __init__(self, view: Callable[[], NeighbourhoodView]) -> None:
        self._view = view
        files = [path for path in sorted((HERE / "static").iterdir()) if path.suffix in TYPES]
        self.files = {path.name: (_lean(path), TYPES[path.suffix]) for path in files}
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        # Part of the address of every file: a module imports the others from beside itself, so
        # whatever of them changes, all are fetched anew and none meets an older one.
        self.version = sha256(repr(self.files).encode()).hexdigest()[:8]
        self._templates.globals |= {"version": self.version, "away": AWAY}
        self._templates.filters["phone"] = phone

    def hint(self, request: Request) -> str:
        """The language a visit asks for: in its address, or else by the device; empty when none."""
        asked = [request.query_params.get("lang", "")[:20], *_accepted(request)]
        offered = self.offered()
        return next(
            (tag for tongue in asked if (tag := locales.closest(tongue, tuple(offered)))), ""
        )

    def offered(self) -> list[str]:
        """The neighbourhood's languages that there is a catalog for."""
        wanted = self._view().neighbourhood.languages
        return [tag for tag in wanted if tag in locales.languages()] or list(wanted)

    def reader(self, request: Request, chosen: str = "") -> Reader:
        """The languages to try for this visitor."""
        default = self._view().neighbourhood.default_language
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
            name=self._view().neighbourhood.name,
            **{"query": "", **values},
        )
        return HTMLResponse(made, status, {"Content-Language": tag})

    async def file(self, request: Request) -> Response:
        """A picture, a style or a script; its address changes whenever one of them does.

        While a new release starts, a page of the other one may ask here: it gets no script, which
        leaves it a page without scripts, and nothing that a browser would keep under its address.
        """
        content, kind = self.files.get(request.path_params["name"], (b"", ""))
        is_ours = request.path_params.get("version", self.version) == self.version
        if not kind or (kind == TYPES[".js"] and not is_ours):
            raise HTTPException(404)
        forever = {"Cache-Control": f"public, max-age={YEAR}, immutable"}
        return Response(content, media_type=kind, headers=forever if is_ours else None)

    def refuse(self, request: Request, problem: Exception) -> Response:
        """A kind sentence for whatever was not done; a page for people, a line for programs."""
        headers: Mapping[str, str] | None = None
        # A key that is missing can be put back, as a database that is away comes back.
        status = 503 if is_outage(problem) or isinstance(problem, KeyMissing) else 500
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


def query(request: Request) -> str:
    """The language that a visit's address asks for, to be carried on to the next address."""
    asked = request.query_params.get("lang", "")
    return f"?lang={asked}" if LANGUAGE.fullmatch(asked) else ""


def spoken(reader: Reader) -> str:
    """The language a page is really in."""
    return language_of(EVERYWHERE["rooms"], reader)


def language_of(sentence: Text, reader: Reader) -> str:
    """The language in which this reader gets a sentence."""
    return locales.sentence(reader.chain, sentence.slot, sentence.one).language


def phone(line: str) -> str:
    """The number to dial, from any country, when a line is a telephone number, else empty."""
    number = PHONE.fullmatch(line)
    return DUTCH.sub(r"+31\1", NOT_DIALLED.sub("", number[1])) if number else ""


def _lean(path: Path) -> bytes:
    """A file without the space before its lines: a fifteenth of what a phone would fetch."""
    return b"\n".join(line.lstrip(b" ") for line in path.read_bytes().split(b"\n"))


def _accepted(request: Request) -> Iterable[str]:
    """The languages a browser accepts, the most wanted first (RFC 9110, 12.5.4)."""
    wanted: list[tuple[float, str]] = []
    for named in request.headers.get("accept-language", "").split(",")[:20]:
        tag, _, weight = named.partition(";")
        quality = QUALITY.fullmatch(weight)
        wanted.append((float(quality[1]) if quality else 1.0, tag.strip()[:20]))
    return [tag for weight, tag in sorted(wanted, key=lambda wish: -wish[0]) if weight > 0]


def _is_program(request: Request) -> bool:
    path, kind = request.url.path, request.headers.get("content-type", "")
    return (
        path in {"/messages", "/healthz", "/speak"}
        or path.endswith((".json", ".png", ".ogg"))
        or "json" in kind
    )
