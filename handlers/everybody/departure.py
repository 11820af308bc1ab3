"""What ends when somebody goes: each feature ends what is theirs, and tells those who wait."""

from __future__ import annotations

from handlers.core.context import Context
from handlers.core.messages import Reply


def of_everybody(context: Context) -> list[Reply]:
    """End what is of everybody on this phone; the messages to those who would wait."""
    return _ended(context, None)


def of_profile(context: Context, profile: str) -> list[Reply]:
    """End what is of one of those who share the phone; nothing that they were told stays on it."""
    store, person = context.store, context.person.id
    # Afterwards nobody knows any more what was theirs.
    own = {("talk", talk) for talk in store.talks.numbers_of(person, profile)}
    own |= {("request", request.id) for request in store.requests.of_person(person, profile)}
    own |= {("link", link.id) for link in store.partners.sent_to(person, profile)}
    told = _ended(context, profile)
    # Most of what was said does not tell to whom of them: all of it goes, on a page from sight too.
    store.sent.blank_of(person, own)
    for message in store.sent.sent_after(person, message=0, limit=1):
        store.people.hide_until(person, message=message.id)
    return told


def _ended(context: Context, profile: str | None) -> list[Reply]:
    return [reply for departed in context.departures for reply in departed(context, profile)]
