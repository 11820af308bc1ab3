"""What the tests of those who answer share: a look at the list, looks at contacts, old buttons."""

from __future__ import annotations

from handlers.core import message_json
from handlers.core.messages import Reply, button, name
from storage.repositories.help_requests.requests import Request
from storage.repositories.messages.outbox import Outgoing
from storage.tables.people import audit
from tests.support.peek import opened
from tests.support.talk import Neighbour, Street


def opens(helper: Neighbour, number: int = 1) -> Neighbour:
    """Go to the list and open a request."""
    return helper.says("/menu").taps("📂 Requests").taps(str(number))


def looks(street: Street) -> list[tuple[object, ...]]:
    """Every look at a contact: what, role, place, by, about, request."""
    with street.database.reading() as store:
        return [
            (row.what, row.role, row.scope, row.by_id, row.about_id, row.request_id)
            for row in opened(store, audit)
        ]


def forged(street: Street, eve: Neighbour, act: str, request: Request) -> None:
    """A tap on a button that does this act, though nobody was ever given it."""
    args: dict[str, str | int] = {
        "request": request.id,
        "reason": "no_capacity",
        "outcome": "got_help",
        "until": "2026-11-23",
        "partner": "debts",
        "domain": "nonsense",
        "link": 1,
        "yes": 1,
    }
    if not eve.screen:
        eve.says("/menu")
    reply = Reply((name("x"),), ((button(name("forged"), act, **args),),))
    with street.database.writing() as store:
        store.outbox.put([Outgoing(eve.person, message_json.to_json(reply))], street.now)
    street.deliver()
    eve.taps("forged")
    assert eve.unread, act
