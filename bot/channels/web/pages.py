"""Writes a page in the visitor's language; nothing in it comes from elsewhere."""

from __future__ import annotations

import gzip
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from functools import partial, reduce
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import structlog
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

import locales
from bot.channels.base import Declined
from bot.channels.web.page_texts import EVERYWHERE, OUR_MISTAKE, PROBLEM, SENTENCES, Words
from bot.rendering.pictures import drawn, on_page
from bot.rendering.text import Reader, write
from handlers.core.messages import Text
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.database import is_outage
from storage.keyring import KeyMissing

HERE = Path(__file__).parent
FOLDERS = ("static", "stay/static")
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
# The tablet of a room: it forgets by itself, and is nobody's app.
KIOSK = "kiosk=1"
# Spaces that say nothing in a style; before a colon or a bracket, and around +, they do.
IDLE = (b"\n", b" {", b"{ ", b"; ", b" }", b", ", b": ")
RETRY_AFTER = "5"
YEAR = 365 * 24 * 60 * 60
# Somebody looking over a shoulder sees the weather; it is served over https and asks nothing.
AWAY = "https://www.weeronline.nl/"
PHONE = re.compile(
    r"[\s\u200f]{0,9}☎\ufe0f?\s{0,9}\u2068?(\+?\(?[0-9][0-9 ()-]{0,40})\u2069?\s{0,9}"
)
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

    def __init__(self, view: Callable[[], NeighbourhoodView], public_url: str = "") -> None:
        self._view = view
        # Where these pages are read over TLS; empty when they are nowhere.
        self._safe = public_url if public_url.startswith("https://") else ""
        found = [path for folder in FOLDERS for path in sorted(HERE.glob(f"{folder}/*"))]
        files = [path for path in (*found, drawn.SPRITE) if path.suffix in TYPES]
        self.files = {path.name: (_lean(path), TYPES[path.suffix]) for path in files}
        self._packed = {name: gzip.compress(one) for name, (one, _) in self.files.items()}
        style = self.files.get("page.css", (b"", ""))[0]
        # The whole style, for a page that is to be seen at once; a policy allows it by this mark.
        self.style = Markup(style.decode())  # noqa: S704
        self.style_mark = b64encode(sha256(style).digest()).decode()
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
        sheet = f"/static/{self.version}/{drawn.SPRITE.name}"
        signs = " ".join(drawn.ALL)
        known = {"version": self.version, "away": AWAY, "sheet": sheet, "signs_drawn": signs}
        self._templates.globals |= known
        shown = partial(on_page.shown, sheet=sheet)
        self._templates.filters.update({"phone": phone, "shown": shown})

    def is_plain(self, request: Request) -> bool:
        """Whether a page is surely read in the open, where there is a safe address of it.

        A proxy says so, or nobody stands in between: we speak http only. Else a script looks.
        """
        if not self._safe:
            return False
        host, headers = request.client.host if request.client else "", request.headers
        if told := headers.get("x-forwarded-proto", ""):
            return told.split(",")[-1].strip().lower() == "http"
        is_proxied = "x-forwarded-for" in headers or "forwarded" in headers
        return not is_proxied and not is_here(host)

    @property
    def place(self) -> str:
        """What the neighbourhood is called."""
        return self._view().neighbourhood.name

    def hint(self, request: Request) -> str:
        """The language a visit asks for: in its address, or else by the device; empty when none."""
        offered = tuple(self.offered())
        accepted = (locales.closest(tongue, offered) for tongue in _accepted(request))
        return self.asked(request) or next(filter(None, accepted), "")

    def asked(self, request: Request) -> str:
        """The language that a visit's address names, if there is one of ours like it."""
        return locales.closest(request.query_params.get("lang", "")[:20], tuple(self.offered()))

    def offered(self) -> list[str]:
        """The neighbourhood's languages that there is a catalog for."""
        wanted = self._view().neighbourhood.languages
        return [tag for tag in wanted if tag in locales.languages()] or list(wanted)

    def reader(self, request: Request, chosen: str = "") -> Reader:
        """The languages to try for this visitor: what the address names is their newest wish."""
        default = self._view().neighbourhood.default_language
        return Reader.of(self.asked(request) or chosen or self.hint(request), default)

    def show(
        self, template: str, words: Words, reader: Reader, status: int = 200, **values: Any
    ) -> Response:
        """A page, its words written for this reader."""
        tag = spoken(reader)
        kiosk = KIOSK in str(values.get("query", ""))
        made = self._templates.get_template(template).render(
            t={key: write(text, reader) for key, text in words.items()},
            lang=tag,
            dir="rtl" if locales.is_rtl(tag) else "ltr",
            name=self._view().neighbourhood.name,
            safe=self._safe,
            **{"query": "", "style": "", "kiosk": kiosk, "is_plain": False, **values},
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
        answer = Response(content, media_type=kind, headers=forever if is_ours else None)
        return pack(request, answer, self._packed[request.path_params["name"]])

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
        page = self.show(
            "problem.html",
            PROBLEM,
            reader,
            status,
            query=query(request),
            sentence=write(sentence, reader),
        )
        page.headers.update(headers or {})
        return page


def pack(request: Request, answer: Response, packed: bytes = b"") -> Response:
    """The same answer, a third as long for a browser that can unpack it.

    Only for what holds nobody's secret beside what somebody else may have put there: the length of
    what is packed tells of both.
    """
    answer.headers["Vary"] = "Accept-Encoding"
    if "gzip" in request.headers.get("accept-encoding", ""):
        answer.body = packed or gzip.compress(answer.body, 6)
        answer.headers["Content-Encoding"] = "gzip"
        answer.headers["Content-Length"] = str(len(answer.body))
    return answer


def is_here(host: str) -> bool:
    """Whether an address is of this computer, where a proxy may stand before us."""
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return True


def query(request: Request) -> str:
    """What a visit's address asks for, to be carried on to the next one: a language, the tablet."""
    asked = request.query_params.get("lang", "")
    parts = [f"lang={asked}"] if LANGUAGE.fullmatch(asked) else []
    parts += [KIOSK] if is_kiosk(request) else []
    return "?" + "&".join(parts) if parts else ""


def lasting(request: Request) -> str:
    """What of it stays once something was heard: the language is what they chose from then on."""
    return f"?{KIOSK}" if is_kiosk(request) else ""


def is_kiosk(request: Request) -> bool:
    """Whether a visit is on the tablet of a room."""
    return request.query_params.get("kiosk") == "1"


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
    """A file without the space before its lines: a fifteenth of what a phone would fetch.

    A style is without the space around its marks as well.
    """
    if path.suffix == ".png":
        return path.read_bytes()
    lean = b"\n".join(line.lstrip(b" ") for line in path.read_bytes().split(b"\n"))
    if path.suffix == ".css":
        return reduce(lambda style, idle: style.replace(idle, idle.strip()), IDLE, lean)
    return lean


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
