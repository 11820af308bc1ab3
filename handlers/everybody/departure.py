"""What ends when somebody goes: each feature ends what is theirs, and tells those who wait."""

from __future__ import annotations

from handlers.core.context import Context
from handlers.core.messages import Reply


def of_everybody(context: Context) -> list[Reply]:
    """End what is of everybody on this phone; the messages to those who would wait."""
    return _ended(context, None)


def of_profile(context: Context, profile: str) -> tuple[set[tuple[str, str | int]], list[Reply]]:
    """End what is of one of those who share the phone.

    The arguments of buttons that are to do nothing any more, and the messages to those who wait.
    """
    store, person = context.store, context.person.id
    # Afterwards nobody knows any more what was theirs.
    own: set[tuple[str, str | int]] = {
        *(("talk", talk) for talk in store.talks.numbers_of(person, profile)),
        *(("request", request.id) for request in store.requests.of_person(person, profile)),
        *(("link", link.id) for link in store.partners.sent_to(person, profile)),
    }
    return own, _ended(context, profile)


def _ended(context: Context, profile: str | None) -> list[Reply]:
    return [reply for departed in context.departures for reply in departed(context, profile)]
