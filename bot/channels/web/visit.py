"""Who opens a page and what they do there: their secret, their turn, the first words."""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Collection
from datetime import date, datetime
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web import pages
from bot.channels.web.bounds.addresses import whose
from bot.channels.web.forms import Letter
from handlers.core.messages import Kind, Turn
from handlers.core.private import numbers
from storage.keyring import KeyRing

NAME = "web"
# What a page of version 0.1 was given; it says who somebody is only where we know them.
BEFORE, LEFT = "buurtbot", "left"
# The prefix makes a browser keep it for this host alone, whatever another page of the domain says.
COOKIE, ONLY_HERE = "visitor", "__Host-"
TOKEN_LETTERS = 22
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


class Cookies:
    """A visitor's own secret, which is their address, with a mark that only we can make."""

    def __init__(self, keys: KeyRing, *, is_secure: bool) -> None:
        self._keys = keys
        self._is_secure = is_secure
        self.name = f"{ONLY_HERE}{COOKIE}" if is_secure else COOKIE

    def token(self, request: Request) -> str:
        """The secret that a browser brings; empty when there is none or we did not make it."""
        value = request.cookies.get(self.name, "")
        token = value[:TOKEN_LETTERS]
        return token if hmac.compare_digest(value.encode(), self._value(token).encode()) else ""

    def token_before(self, request: Request) -> str:
        """What a browser brings from version 0.1: anybody may have made it."""
        token = request.cookies.get(BEFORE, "")
        return token if TOKEN.fullmatch(token) else ""

    def give(self, answer: Response, token: str) -> None:
        """Let a browser keep this secret."""
        self.keep(answer, self.name, self._value(token))

    def keep(self, answer: Response, name: str, value: str) -> None:
        """Let a browser keep this for a year; no script and no other page's form can use it."""
        answer.set_cookie(
            name, value, pages.YEAR, secure=self._is_secure, httponly=True, samesite="lax"
        )

    def _value(self, token: str) -> str:
        mark = self._keys.find("web.cookie", token)
        return token + urlsafe_b64encode(mark).decode()[:TOKEN_LETTERS]


def new_token() -> str:
    """A secret for somebody new."""
    return secrets.token_urlsafe(16)


def link_to(address: str, code: str) -> str:
    """The address that opens the page and hands it a code."""
    return f"{address}/" + (f"?start={code}" if code else "")


def mark_of_form(token: str) -> str:
    """What stands in the forms of a page: no other page can know it."""
    return digest("form", token)


def is_form(request: Request) -> bool:
    """Whether a page without a script sent this."""
    return "urlencoded" in request.headers.get("content-type", "")


def digest(*parts: str) -> str:
    """A short mark of these words; nobody can tell the words from it."""
    return sha256("\0".join(parts).encode()).hexdigest()[:16]


def source(request: Request) -> str:
    """The place on the internet that a request counts for."""
    return whose(request.client.host if request.client else "", request.headers.raw)


def turn(request: Request, sender: str, letter: Letter, hint: str, now: datetime) -> Turn:
    """What a visitor did, as a turn."""
    number = letter.id
    if is_form(request):
        # A page that is gone back to has the same number again, for another thing maybe.
        number = digest(number, letter.message, letter.text, letter.tap)
    return Turn(
        channel=NAME,
        sender=sender,
        external_id=f"{digest(sender)}:{number}",
        now=now,
        kind=Kind.TAPPED if letter.tap else Kind.PLACE if letter.place else Kind.SAID,
        text=letter.text,
        tap=letter.tap,
        message=letter.message,
        place=letter.place,
        hint=hint,
        automatic=letter.automatic,
        source=source(request),
    )


def not_kept(turn: Turn) -> dict[str, str]:
    """What a page shows from now on in the place of words with a private number; else nothing."""
    text = numbers.blanked(turn.text)
    return {"text": text} if text != turn.text else {}


def first_words(
    request: Request, rooms: Collection[str], hidden: int, newest: int, today: date
) -> tuple[str, str]:
    """What a page says by itself when it is opened, and its number: a reload says nothing twice."""
    code = " ".join(request.query_params.get("start", "").split())[:64]
    room = request.query_params.get("room", "")
    if code:
        return f"/start {code}", f"start-{digest(code, str(hidden))}"
    if room in rooms:
        # The poster on the door is read again another day: that deserves a new answer.
        return f"/start room_{room}", f"start-{digest(room, str(newest), str(hidden))}"
    if not newest:
        return "/start", f"start-{digest(today.isoformat(), str(hidden))}"
    return "", ""
