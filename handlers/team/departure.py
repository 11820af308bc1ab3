"""What ends when somebody with a task goes: their roles, and what they answered for passes on."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.core.context import Context
from handlers.core.messages import Reply
from handlers.help_requests import helpers
from storage.repositories.help_requests.states import THE_PROGRAM, Happening


def departed(context: Context, profile: str | None) -> Iterable[Reply]:
    """End the roles of whoever goes; others answer for what they leave behind.

    Who only leaves a browser keeps them: with the pictures another one opens them again. Roles
    belong to the first person of a phone: of anybody else on it only the log is emptied.
    """
    store, person = context.store, context.person.id
    if context.is_leaving:
        return []
    if profile is not None:
        store.audit.forget_profile(person, profile)
        return []
    # Whoever is gone cannot answer for a key that is given in their name.
    store.invitations.withdraw_of(person, context.now)
    store.boards.withdraw_of(person)
    if not store.roles.had_any(person):
        # Nobody without a role ever answered for anything.
        return []
    left = helpers.only_with(context.view, store, person)
    for request in store.requests.under_way():
        if request.taken_by == person:
            store.request_history.add(request.id, Happening.HELPER_GONE, THE_PROGRAM, context.now)
    for holder in store.roles.everybody():
        if holder.person == person:
            store.roles.end(holder.id, context.now)
    return helpers.tell_next(context.view, store, left, person)
