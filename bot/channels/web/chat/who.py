"""Whom a browser opens: by its cookie, as long as it was not idle for too long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.chat.conversation import Mailbox
from bot.channels.web.chat.cookies import LEFT, Cookies
from storage.repositories.people.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who asks for a page: their secret, empty for a stranger, and who that is, if known.

    ``renewal`` is the newest of their cookie. ``left``: the secret of somebody who went away while
    we could not be reached. ``stays``: on this device.
    """

    token: str = ""
    renewal: int = 0
    has_newest: bool = True
    person: Person | None = None
    left: str = ""
    stays: bool = False


class Visitors:
    """Tells who asks for a page."""

    def __init__(self, mailbox: Mailbox, cookies: Cookies, clock: Callable[[], datetime]) -> None:
        self._mailbox = mailbox
        self._clock = clock
        self.cookies = cookies

    async def who(self, request: Request) -> Visitor:
        """Who this is; a stranger where the cookie is not ours, too old, or was left."""
        visitor = await self._by_cookie(request)
        # Only a cookie that opens somebody can end that.
        return Visitor(left=visitor.token) if LEFT in request.cookies else visitor

    async def _by_cookie(self, request: Request) -> Visitor:
        token, renewal = self.cookies.read(request)
        before = "" if token else self.cookies.read_before(request)
        if not token and not before:
            return Visitor()
        person = await self._mailbox.find(token or before)
        if person is None:
            # Whoever had a role here begins with another secret.
            return Visitor(token="" if renewal else token)
        browser = person.browser
        if browser is None:
            return Visitor(token=token or before, person=person)
        is_newest = renewal == browser.renewals
        is_last = renewal == browser.renewals - 1 and not browser.renewal_is_seen
        if not person.is_open(self._clock()) or not (is_newest or is_last):
            return Visitor()
        if is_newest and not browser.renewal_is_seen:
            await self._mailbox.renewal_seen(person)
        return Visitor(
            token=token or before,
            renewal=browser.renewals,
            has_newest=is_newest,
            person=person,
            stays=browser.stays(self._clock()),
        )

    def renew(self, answer: Response, visitor: Visitor) -> None:
        """Give somebody who may do more from now on a new cookie, until it was seen."""
        if not visitor.has_newest:
            self.cookies.give(answer, visitor.token, visitor.renewal)
