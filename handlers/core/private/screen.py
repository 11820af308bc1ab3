"""Nothing of what was said before stays on a phone that is not safe, or goes to other hands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from handlers.core.context import Context
from handlers.core.messages import Reply
from storage.repositories.people.people import Person
from storage.store import Store

# The answer to "may we write to you on this phone?", in the open question; 0 is a no.
IS_SAFE = "safe"
# What a button of a message about somebody's requests does.
NEWS_OF_REQUESTS = ("my_requests",)


def emptied(context: Context, reply: Reply, gone: Collection[tuple[str, str | int]] = ()) -> Reply:
    """A message above which nothing stands any more, on the phone, on every page, in the outbox.

    ``gone`` are arguments of buttons that are to do nothing any more, such as ("talk", 12).
    """
    store, person = context.store, context.person.id
    store.sent.empty(person, gone, NEWS_OF_REQUESTS)
    store.people.hide_until(person, message=store.sent.newest_id_of(person))
    return replace(reply, clears=True, replaces=False)


def may_show_signs(context: Context) -> bool:
    """Whether a browser may offer to show a sign when there is news, whoever looks at it."""
    return not context.has_account and is_safe_for_all(context.store, context.person)


def is_safe_for_all(store: Store, person: Person) -> bool:
    """Whether nobody of those who share a phone said that it is not safe."""
    every = store.requests.of_person(person.id)
    return not _said_so_just_now(person) and all(request.safe_here for request in every)


def is_phone_safe(context: Context) -> bool:
    """Whether whoever has the phone did not say that it is not safe, of a request or just now."""
    if _said_so_just_now(context.person):
        return False
    return not context.store.requests.is_any_unsafe(context.person.id, context.profile)


def _said_so_just_now(person: Person) -> bool:
    question = person.dialogue
    return question is not None and question.answers.get(IS_SAFE) == 0
