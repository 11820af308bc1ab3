"""What came of a request, as its helper and its person say it: where the two answers differ."""

from __future__ import annotations

from storage import requests
from storage.requests import COMPLETED, FAILED, OPEN, Request
from storage.store import Store

# A step of a request: a coordinator looked at two answers that differ.
LOOKED = "difference_looked"
# Of a person's words, which outcomes of a helper mean the same.
_FITS = {
    requests.SAID_HELPED: {requests.GOT_HELP, requests.NEEDS_ACTION, requests.ELSEWHERE},
    requests.SAID_NOBODY: {requests.NO_CAPACITY, requests.NOT_ELIGIBLE, requests.NO_CONTACT},
    requests.SAID_NO_NEED: {*requests.OUTCOMES} - {requests.GOT_HELP},
}


def do_differ(request: Request) -> bool:
    """Whether the helper and the person say different things of what came of it."""
    if not request.said:
        return False
    if request.state in OPEN:
        return request.said == requests.SAID_NOBODY
    is_told = request.state in {COMPLETED, FAILED} and request.outcome in requests.OUTCOMES
    return is_told and request.outcome not in _FITS[request.said]


def to_look_at(store: Store, person: int) -> list[Request]:
    """The requests whose two answers differ and that no coordinator looked at yet.

    Nobody looks at their own.
    """
    every = store.requests.told_by_person()
    return [
        one
        for one in every
        if one.person != person and do_differ(one) and not was_looked_at(store, one)
    ]


def was_looked_at(store: Store, request: Request) -> bool:
    """Whether a coordinator looked after the last of the two answers came."""
    answers = [at for at in (request.said_at, request.closed_at) if at]
    steps = store.requests.events(request.id)
    return any(one.what == LOOKED and one.at >= max(answers, default=one.at) for one in steps)
