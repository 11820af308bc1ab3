"""The cookie of a browser: a secret that is somebody's address, with a mark only we can make."""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import urlsafe_b64encode

from starlette.requests import Request
from starlette.responses import Response

from storage.keyring import KeyRing
from storage.repositories.people.browsers import STAYS

# What a page of version 0.1 was given; it says who somebody is only where we know them.
BEFORE = "buurtbot"
# What a page says by itself that was left while we could not be reached.
LEFT = "left"
# What was typed just now on a page without a script, sealed: see `own_words`.
SAID = "said"
# The prefix makes a browser keep it for this host alone, whatever another page of the domain says.
COOKIE, ONLY_HERE = "visitor", "__Host-"
TOKEN_LETTERS = 22
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
RENEWAL = re.compile(r"\.([1-9][0-9]{0,5})")


class Cookies:
    """Makes and reads the cookies of visitors.

    ``renewal`` is how often a cookie was made anew for the same secret: the one before it is worth
    nothing once the newer one arrived.
    """

    def __init__(self, keys: KeyRing, *, is_secure: bool) -> None:
        self._keys = keys
        self._is_secure = is_secure
        self.name = f"{ONLY_HERE}{COOKIE}" if is_secure else COOKIE

    def read(self, request: Request) -> tuple[str, int]:
        """The secret that a browser brings, and its renewal; empty when we did not make it."""
        value = request.cookies.get(self.name, "")
        token, numbered = value[:TOKEN_LETTERS], RENEWAL.fullmatch(value[2 * TOKEN_LETTERS :])
        renewal = int(numbered[1]) if numbered else 0
        is_ours = hmac.compare_digest(value.encode(), self._value(token, renewal).encode())
        return (token, renewal) if is_ours else ("", 0)

    def read_before(self, request: Request) -> str:
        """What a browser brings from version 0.1: anybody may have made it."""
        token = request.cookies.get(BEFORE, "")
        return token if TOKEN.fullmatch(token) else ""

    def give(self, answer: Response, token: str, renewal: int = 0) -> None:
        """Let a browser keep this secret, for as long as somebody can stay on a device."""
        self.keep(answer, self.name, self._value(token, renewal))

    def keep(
        self, answer: Response, name: str, value: str, seconds: int = int(STAYS.total_seconds())
    ) -> None:
        """Let a browser keep this; no script and no other page's form can use it."""
        answer.set_cookie(
            name, value, seconds, secure=self._is_secure, httponly=True, samesite="lax"
        )

    def drop(self, answer: Response) -> None:
        """Let a browser keep nothing more of ours."""
        answer.headers["Clear-Site-Data"] = '"cookies", "storage"'
        # Only browsers that trust the connection do the above.
        answer.delete_cookie(self.name, secure=self._is_secure, httponly=True, samesite="lax")
        for name in (LEFT, BEFORE, SAID):
            answer.delete_cookie(name)

    def _value(self, token: str, renewal: int) -> str:
        number = f".{renewal}" if renewal else ""
        mark = self._keys.find("web.cookie", token + number)
        return token + urlsafe_b64encode(mark).decode()[:TOKEN_LETTERS] + number


def new_token() -> str:
    """A secret for somebody new."""
    return secrets.token_urlsafe(16)
