"""What a page without a script shows once of what was typed on it: never kept here.

The words go back to the browser that said them, sealed, beside the answer to its form, and come
with the question for the page that follows at once. That page shows them and has them dropped.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.chat.cookies import SAID, Cookies
from bot.channels.web.view import Shown
from handlers.core.private import numbers
from storage.keyring import KeyRing

# A page follows at once, or not at all; a cookie holds so much.
SECONDS, LONGEST = 60, 500
FIELD = "web.said"


@dataclass(frozen=True, slots=True)
class Said:
    """Words, and the newest message when they were said."""

    text: str
    after: int

    def place(self, messages: Sequence[Shown]) -> int | None:
        """Before which message they stand; nowhere where the screen was emptied after them."""
        news = [at for at, message in enumerate(messages) if message["id"] > self.after]
        if any(messages[at]["clears"] for at in news):
            return None
        return next((at for at in news if messages[at]["root"] > self.after), len(messages))


class OwnWords:
    """Hands a browser its own words, and takes them from it once."""

    def __init__(self, keys: KeyRing, cookies: Cookies) -> None:
        self._keys = keys
        self._cookies = cookies

    def hand(self, answer: Response, token: str, text: str, after: int) -> None:
        """Let a browser bring what was typed to the next page; commands are no words."""
        if not text.strip() or text.startswith("/"):
            return
        shown = numbers.blanked(text)
        cut = shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"
        sealed = self._keys.seal(json.dumps([cut, after], ensure_ascii=False), FIELD, token)
        self._cookies.keep(answer, SAID, urlsafe_b64encode(sealed).decode(), SECONDS)

    def take(self, request: Request, token: str) -> Said | None:
        """What somebody said just now; nothing when it is of somebody else, or not of ours."""
        try:
            sealed = urlsafe_b64decode(request.cookies.get(SAID, ""))
            text, after = json.loads(self._keys.open(sealed, FIELD, token)) if sealed else ("", 0)
        except Exception:
            # Anybody may have made it, and any key may be gone.
            return None
        return Said(text, after) if text else None
