"""What others have to hear when somebody goes: places and tasks pass on, a talk is over."""

from __future__ import annotations

from dataclasses import replace

from handlers.activities import browse, waiting_list
from handlers.conversations import texts
from handlers.core.context import Context
from handlers.core.messages import Reply
from handlers.help_requests import helpers
from handlers.volunteering import trial
from storage.repositories.help_requests.states import (
    NO_INTEREST,
    OPEN,
    RESIDENT,
    THE_PROGRAM,
    Actor,
    Happening,
)


def all_over(context: Context) -> list[Reply]:
    """End everything of everybody on this phone; the messages to those who would wait."""
    own = {"", *context.store.profiles.of(context.person.id), context.profile}
    told = [reply for profile in sorted(own) for reply in _places(context, profile)]
    told += _requests(context, None)
    for offer in context.store.offers.of(context.person.id):
        told += trial.called_off(context.view, context.store, offer)
    store, person = context.store, context.person.id
    store.sent.wipe_about({("talk", one) for one in store.talks.numbers_of(person)})
    store.talks.wipe_answers(person)
    # Whoever is gone cannot answer for a key that is given in their name.
    store.invitations.withdraw_of(person, context.now)
    talks = [reply for profile in sorted(own) for reply in _talk(context, profile)]
    return [*told, *_tasks(context), *talks]


def of_face(context: Context, profile: str) -> list[Reply]:
    """End what is of one of those who share the phone: their places, requests, talks."""
    store, person = context.store, context.person.id
    own = {("talk", one) for one in store.talks.numbers_of(person, profile)}
    store.sent.wipe_about(own)
    own |= {("request", one.id) for one in store.requests.of_person(person, profile)}
    own |= {("link", one.id) for one in store.partners.sent_to(person, profile)}
    told = [*_places(context, profile), *_requests(context, profile), *_talk(context, profile)]
    store.talks.forget_face(person, profile)
    store.partners.forget_face(person, profile)
    store.audit.forget_face(person, profile)
    # Most of what was said does not tell to whom of them: all of it goes, on a page from sight too.
    store.sent.blank_of(person, own)
    for shown in store.sent.sent_after(person, message=0, limit=1):
        store.people.hide_until(person, message=shown.id)
    return told


def _places(context: Context, profile: str) -> list[Reply]:
    """Give places back; the next ones are asked."""
    theirs = replace(context, person=replace(context.person, profile=profile))
    # What is over stays in the figures, without them.
    freed = [reply for one, _ in browse.own(theirs) for reply in waiting_list.give_up(context, one)]
    context.store.signups.forget_face(context.person.id, profile)
    return freed


def _requests(context: Context, profile: str | None) -> list[Reply]:
    """Withdraw requests and erase what they say; whoever helps hears only that one is over."""
    store, now = context.store, context.now
    told: list[Reply] = []
    for request in store.requests.of_person(context.person.id, profile):
        store.sent.wipe_about({("request", request.id)})
        if request.state in OPEN:
            told += helpers.tell_withdrawn(context.view, store, request)
            outcome = request.outcome or NO_INTEREST
            store.request_moves.withdraw(request, Actor(role=RESIDENT), outcome, now)
        store.requests.erase(request.id, now)
    return told


def _tasks(context: Context) -> list[Reply]:
    """The roles end, and what nobody else answers for others passes on."""
    store, person = context.store, context.person.id
    left = helpers.only_with(context.view, store, person)
    for one in store.requests.under_way():
        if one.taken_by == person:
            store.request_history.add(one.id, Happening.HELPER_GONE, THE_PROGRAM, context.now)
    for holder in store.roles.everybody():
        if holder.person == person:
            store.roles.end(holder.id, context.now)
    return helpers.tell_next(context.view, store, left, person)


def _talk(context: Context, profile: str) -> list[Reply]:
    """End the talk that goes on; whoever answers hears so."""
    own = context.store.talks.of(context.person.id, profile)
    if own is None or not context.store.talks.close(own, context.now):
        return []
    return texts.over(context.store, own, closed_by=context.person.id)
