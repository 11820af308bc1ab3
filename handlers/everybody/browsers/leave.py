"""Leave: a browser lets go of somebody. What is open goes on without it, all else is erased."""

from __future__ import annotations

from handlers.core.context import Context
from handlers.core.messages import Outcome
from handlers.everybody import departure
from storage.repositories.help_requests.states import OPEN


def leave(context: Context) -> Outcome:
    """End what this browser opens, at once; nobody hears a last word, somebody may look on."""
    store, person = context.store, context.person.id
    told = departure.of_everybody(context)
    is_open = any(request.state in OPEN for request in store.requests.of_person(person))
    if is_open or store.roles.of(person):
        store.browsers.leave(person)
    else:
        if not store.browsers.is_visitor(person):
            store.forgotten.add(person, "", context.now)
        store.people.forget(person)
    return Outcome(tuple(told), keeps_question=True, erases=True)
