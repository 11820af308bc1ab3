"""Which request a web link opens, or a browser that opened one; else the page that says why not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from math import ceil

from bot.channels.web.pages import Refusal
from handlers.core.messages import say
from handlers.core.neighbourhood import whose_turn
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.help_requests.helpers import Helper
from storage.repositories.help_requests import requests, states
from storage.repositories.help_requests.partners import ANSWER, SESSION, Link
from storage.repositories.people.roles import COORDINATOR, PARTNER, Role
from storage.store import Store

CODE = re.compile(r"[A-Za-z0-9_-]{22}")
# A request, and who made the link to it: in which role, for which partner.
Found = tuple[requests.Request, Helper]

UNKNOWN = say("page", "This link does not work. Please ask for a new one.")
USED = say("page", "This link has already been used. Please ask for a new one.")
OLD = say("page", "This link is too old. Please ask for a new one.")
CLOSED = say("page", "This page is closed now. Please ask for a new link.")
TAKEN_BACK = say("page", "This request was cancelled. You do not need to do anything.")
ENDED = say("page", "This request is closed. Thank you.")
ELSEWHERE = say("page", "Somebody else has this request now. Thank you.")

_NOTHING_TO_DO = {states.CANCELLED, states.MISTAKE}


def unused(view: NeighbourhoodView, store: Store, code: str, now: datetime) -> Link:
    """The link behind a code, if it still opens something."""
    link = _link(store, code)
    if link.used_at:
        raise Refusal(410, USED)
    if link.expires_at <= now:
        raise Refusal(410, OLD)
    _found(view, store, link)
    return link


def use(view: NeighbourhoodView, store: Store, code: str, own: Iterable[str], now: datetime) -> str:
    """Use a link up, once, for the code of a session; whoever did so gets that session again.

    ``own``: the mark of the page that was tapped, then the session this browser has. Of two quick
    taps a browser sends the second before it hears what the first one gave: the mark is in both.
    """
    link, (mark, *others) = _link(store, code), own
    if store.partners.use_link(link.id, person=None, now=now):
        _found(view, store, link)
        # A mark that opened something before opens nothing else.
        is_new = CODE.fullmatch(mark) and store.partners.find_link(SESSION, mark) is None
        return store.partners.start_session(
            link.partner,
            request=link.request,
            made_by=link.made_by,
            now=now,
            code=mark if is_new else "",
        )
    for code_here in (mark, *others):
        session_link = _session(store, code_here, now)
        if session_link and session_link.request == link.request:
            return code_here
    unused(view, store, code, now)
    raise Refusal(410, USED)


def opened_here(view: NeighbourhoodView, store: Store, session: str, now: datetime) -> Found:
    """The request that this browser may see now."""
    link = _session(store, session, now)
    if link is None:
        raise Refusal(410, CLOSED)
    return _found(view, store, link)


def closes_in(store: Store, session: str, now: datetime) -> int:
    """In how many seconds this browser sees nothing any more."""
    link = _session(store, session, now)
    return ceil((link.expires_at - now).total_seconds()) if link else 0


def _link(store: Store, code: str) -> Link:
    link = store.partners.find_link(ANSWER, code) if CODE.fullmatch(code) else None
    if link is None:
        raise Refusal(404, UNKNOWN)
    return link


def _session(store: Store, code: str, now: datetime) -> Link | None:
    link = store.partners.find_link(SESSION, code) if CODE.fullmatch(code) else None
    return link if link and link.expires_at > now else None


def _found(view: NeighbourhoodView, store: Store, link: Link) -> Found:
    wanted = store.requests.get(link.request) if link.request else None
    if wanted is None or wanted.withdrawn_at or wanted.state in _NOTHING_TO_DO:
        raise Refusal(410, TAKEN_BACK)
    if wanted.state in states.ENDED:
        raise Refusal(410, ENDED)
    if whose_turn.side(view, store, wanted) != Role(PARTNER, link.partner):
        raise Refusal(410, ELSEWHERE)
    # A link is worth as much as the one who made it: without their role it opens nothing.
    roles = store.roles.of(link.made_by) if link.made_by is not None else ()
    able = [role for role in (Role(PARTNER, link.partner), Role(COORDINATOR, "")) if role in roles]
    if not able:
        raise Refusal(410, CLOSED)
    return wanted, Helper(able[0].role, link.partner, link.made_by)
