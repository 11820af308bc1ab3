"""What ends when somebody goes: each feature ends what is theirs, and tells those who wait."""

from __future__ import annotations

from dataclasses import replace

from handlers.activities import browse, waiting_list
from handlers.conversations import texts
from handlers.core.context import Context
from handlers.core.messages import Reply
from handlers.help_requests import helpers
from handlers.volunteering import trial
from storage.repositories.help_requests.states import NO_INTEREST, OPEN, RESIDENT, Actor


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
    told = [reply for departed in context.departures for reply in departed(context, profile)]
    return [*told, *_not_yet_of_features(context, profile)]


def _not_yet_of_features(context: Context, profile: str | None) -> list[Reply]:
    """What has no ``on_departure`` in its feature yet."""
    able = {departed.__module__.split(".")[1] for departed in context.departures}
    everybody = {"", *context.store.profiles.of(context.person.id), context.profile}
    profiles = sorted(everybody) if profile is None else [profile]
    told: list[Reply] = []
    if "activities" not in able:
        told += [reply for who in profiles for reply in _places(context, who)]
    if "help_requests" not in able:
        told += _requests(context, profile)
    if "volunteering" not in able and profile is None:
        for offer in context.store.offers.of(context.person.id):
            told += trial.called_off(context.view, context.store, offer)
    if "conversations" not in able:
        told += [reply for who in profiles for reply in _talk(context, who)]
        _wiped(context, profile)
    return told


def _places(context: Context, profile: str) -> list[Reply]:
    """Give places back; the next ones are asked."""
    theirs = replace(context, person=replace(context.person, profile=profile))
    # What is over stays in the figures, without them.
    told = [
        reply for signup, _ in browse.own(theirs) for reply in waiting_list.give_up(context, signup)
    ]
    context.store.signups.forget_face(context.person.id, profile)
    return told


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
    if profile is not None:
        store.partners.forget_face(context.person.id, profile)
    return told


def _talk(context: Context, profile: str) -> list[Reply]:
    """End the talk that goes on; whoever answers hears so."""
    own = context.store.talks.of(context.person.id, profile)
    if own is None or not context.store.talks.close(own, context.now):
        return []
    return texts.over(context.store, own, closed_by=context.person.id)


def _wiped(context: Context, profile: str | None) -> None:
    """Wipe what was said in talks."""
    store, person = context.store, context.person.id
    store.sent.wipe_about({("talk", talk) for talk in store.talks.numbers_of(person, profile)})
    if profile is None:
        store.talks.wipe_answers(person)
    else:
        store.talks.forget_face(person, profile)
