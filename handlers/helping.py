"""The helpers' side of a request for help: who is told that something waits, or is over."""

from __future__ import annotations

from datetime import datetime

from handlers import menu
from handlers.help_words import NEWS
from handlers.house import House
from handlers.vocabulary import Reply, say
from storage.requests import Request
from storage.store import Store


def tell_helpers(_house: House, store: Store, request: Request, _now: datetime) -> list[Reply]:
    """Tell whoever may answer a request that something waits, and nothing more."""
    return [Reply((NEWS,), (menu.footer(),), to=one) for one in _those_who_help(store, request)]


def tell_withdrawn(_house: House, store: Store, request: Request) -> list[Reply]:
    """Tell those who had a request that there is nothing to do any more; never why."""
    line = say("body", "A request was taken back. There is nothing to do.")
    return [Reply((line,), (menu.footer(),), to=one) for one in _those_who_help(store, request)]


def _those_who_help(store: Store, request: Request) -> list[int]:
    if request.partner:
        able = store.roles.partner_people(request.partner)
    else:
        able = [*store.roles.key_holders(request.room), *store.roles.coordinators()]
    able = [one for one in dict.fromkeys(able) if one != request.person]
    return [request.taken_by] if request.taken_by in able else able
