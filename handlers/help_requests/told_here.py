"""A request on a phone that is not safe: what may be told there, and nothing else in its place.

Whoever reads along learns that something was asked, and no topic, no name, no place and no time.
"""

from __future__ import annotations

from handlers.core.context import Context
from handlers.core.messages import Text, say
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import CANCELLED, OPEN, TAKEN

ELSEWHERE = say("body", "I don't show more of it on this phone.")
IN_THE_ROOM = say("body", "In the room somebody can tell you more.")
# With a number below them.
CALL_US = say("body", "I don't show more of it here. You can call:")
LOOK_AGAIN = say("body", "I will not write to you here. Look again, or call:")


def is_told_here(request: Request) -> bool:
    """Whether a request may be shown on the phone from which it was asked.

    The one place that decides it: what is shown elsewhere, to somebody who proves whose it is, asks
    nothing of this.
    """
    return request.safe_here


def known_here(context: Context) -> list[Request]:
    """Which open requests whoever has the phone may read of here."""
    every = context.store.requests.of_person(context.person.id, context.profile)
    return [request for request in every if request.state in OPEN and is_told_here(request)]


def where_it_stands(context: Context, request: Request, number: int = 0) -> list[Text]:
    """A request in neutral words; with a number where there are more."""
    day = context.view.today(request.made_at)
    if number:
        asked = say("body", "{n}. Asked on {date}.", n=number, date=day)
    else:
        asked = say("body", "Asked on {date}.", date=day)
    return [asked, _state(request)]


def _state(request: Request) -> Text:
    if request.state in TAKEN:
        return say("body", "✉️ There is an answer for you.")
    if request.state in OPEN:
        return say("body", "⏳ I'm still asking for you.")
    if request.state == CANCELLED:
        return say("body", "✔️ It is cancelled.")
    return say("body", "🏁 It is closed.")
