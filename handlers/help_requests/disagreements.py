"""What came of a request, as its helper and its person say it: where the two answers differ."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from handlers.core.messages import Button, Reply, Text, button, say
from handlers.core.neighbourhood.topics import LABELS
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.help_requests import assignment, helpers, resident_texts
from storage.repositories.help_requests import states
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import COMPLETED, FAILED, OPEN, CameOfIt, Happening
from storage.store import Store

# What ended longer ago is erased, or will be tonight.
KEPT = timedelta(days=32)
# Of a person's words, which outcomes of a helper mean the same.
_FITS = {
    states.SAID_HELPED: {states.GOT_HELP, states.NEEDS_ACTION, states.ELSEWHERE},
    states.SAID_NOBODY: {states.NO_CAPACITY, states.NOT_ELIGIBLE, states.NO_CONTACT},
    states.SAID_NO_NEED: {*states.OUTCOMES} - {states.GOT_HELP},
}


def do_differ(request: Request) -> bool:
    """Whether the helper and the person say different things of what came of it."""
    if not request.said:
        return False
    if request.state in OPEN:
        return request.said == states.SAID_NOBODY
    is_told = request.state in {COMPLETED, FAILED} and request.outcome in states.OUTCOMES
    return is_told and request.outcome not in _FITS[request.said]


def to_look_at(store: Store, person: int, today: date) -> list[Request]:
    """The requests whose two answers differ and that no coordinator looked at yet.

    Nobody looks at their own.
    """
    return [
        request
        for request in store.requests.told_by_person(today - KEPT)
        if request.person != person and do_differ(request) and not was_looked_at(store, request)
    ]


def was_looked_at(store: Store, request: Request) -> bool:
    """Whether a coordinator looked after the last of the two answers came."""
    answers = [at for at in (request.said_at, request.closed_at) if at]
    return any(
        step.what == Happening.LOOKED and step.at >= max(answers, default=step.at)
        for step in store.request_history.of(request.id)
    )


def difference(
    view: NeighbourhoodView, store: Store, request: Request, now: datetime
) -> list[Reply]:
    """A task for the coordinators where the two answers do not fit, once for each pair of them."""
    coordinators = helpers.other_coordinators(store, request) if do_differ(request) else []
    if not coordinators:
        return []
    # Numbers, for what was done once is kept in a short column.
    outcome = tuple(CameOfIt).index(request.outcome)
    pair = f"{request.id} {outcome} {states.SAID.index(request.said)}"
    if not store.done_once.quietly("answers differ", pair, now):
        return []
    lines, rows = difference_lines(view, store, request), (looked_row(request),)
    return [Reply(lines, rows, to=person) for person in coordinators]


def difference_lines(view: NeighbourhoodView, store: Store, request: Request) -> tuple[Text, ...]:
    """What either side says of a request, without a name."""
    outcome = resident_texts.TOLD.get(request.outcome, say("body", "still open"))
    return (
        say("body", "There are two different answers about a request."),
        say(
            "body",
            "Request {number} of {date}.",
            number=assignment.number_of_day(view, store, request),
            date=view.today(request.made_at),
        ),
        LABELS[request.domain],
        say("body", "Asked: {who}.", who=_who(view, request)),
        say("body", "The helper says: {what}.", what=outcome),
        say("body", "The person says: {what}.", what=resident_texts.SAID_ABOUT_THEM[request.said]),
    )


def looked_row(request: Request) -> tuple[Button, ...]:
    """The end of a coordinator's task."""
    return (button(say("btn", "✔️ I looked at it"), "my_requests.looked", request=request.id),)


def _who(view: NeighbourhoodView, request: Request) -> Text:
    return resident_texts.who(view, request.partner, request.room)
