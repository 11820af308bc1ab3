"""What every page of ours is sent with, and who may speak in a visitor's name."""

from __future__ import annotations

from urllib.parse import SplitResult

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.web.page_texts import FROM_ELSEWHERE
from bot.channels.web.pages import AWAY, Pages, Refusal, log

# A form that leads away is checked against this as well, also where it is redirected to.
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    f"form-action 'self' {AWAY}; frame-ancestors 'none'"
)

# What a browser says of a page that is not ours; a neighbour in the same domain is not, either.
ELSEWHERE = {"cross-site", "same-site"}
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def policy(style_mark: str) -> str:
    """The policy of a page that has this one style in itself."""
    return f"{POLICY}; style-src 'self' 'sha256-{style_mark}'"


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
        except ClientDisconnect:
            # Whoever hangs up in mid-sentence waits for no answer.
            return
        except Exception as problem:
            # Which page and what kind of mistake; never what somebody said.
            log.error("page.failed", path=_loggable(scope["path"]), problem=type(problem).__name__)
            if begun:
                raise
            answer = self._pages.refuse(Request(scope), problem)
            await answer(scope, receive, guarded)


def keep_out_strangers(request: Request, public: SplitResult) -> bool:
    """Another website may not speak in a visitor's name; ``public`` is our own address.

    Returns whether it is sure that a page of ours says this. Old browsers say neither from which
    page nor from which site something comes: there the mark in our forms tells.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    is_own = site == "same-origin"
    if origin not in {None, "null"}:
        scheme, _, host = str(origin).partition("://")
        is_own = host == request.headers.get("host")
        is_own = is_own or (scheme, host) == (public.scheme, public.netloc)
    # Browsers hide the origin of a plain form on a page without a referrer.
    if site in ELSEWHERE or (origin is not None and not is_own):
        raise Refusal(403, FROM_ELSEWHERE)
    # A form of another page cannot send this kind, and a script of one would be asked first.
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return is_own or kind == "application/json"


def _loggable(path: str) -> str:
    """A path without the code that opens a request for help."""
    return "/help" if path.startswith("/help/") else path
