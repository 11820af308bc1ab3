"""What others have to hear when somebody goes: places and tasks pass on, a talk is over."""

from __future__ import annotations

from dataclasses import replace

from handlers.activities import browse, waiting_list
from handlers.conversations import texts
from handlers.core.context import Scene
from handlers.core.messages import Reply
from handlers.help_requests import helpers
from handlers.volunteering import trial
from storage.repositories.help_requests.states import (
    CANCELLED,
    NO_INTEREST,
    OPEN,
    PROGRAM,
    RESIDENT,
)


def all_over(scene: Scene) -> list[Reply]:
    """End everything of everybody on this phone; the messages to those who would wait."""
    own = {"", *scene.store.faces.of(scene.person.id), scene.face}
    told = [reply for face in sorted(own) for reply in _places(scene, face)]
    told += _requests(scene, None)
    for offer in scene.store.offers.of(scene.person.id):
        told += trial.called_off(scene.house, scene.store, offer)
    store, person = scene.store, scene.person.id
    store.messages.wipe_about({("talk", one) for one in store.talks.numbers_of(person)})
    store.talks.wipe_answers(person)
    # Whoever is gone cannot answer for a key that is given in their name.
    store.invitations.withdraw_of(person, scene.now)
    talks = [reply for face in sorted(own) for reply in _talk(scene, face)]
    return [*told, *_tasks(scene), *talks]


def of_face(scene: Scene, face: str) -> list[Reply]:
    """End what is of one of those who share the phone: their places, requests, talks."""
    store, person = scene.store, scene.person.id
    own = {("talk", one) for one in store.talks.numbers_of(person, face)}
    store.messages.wipe_about(own)
    own |= {("request", one.id) for one in store.requests.of_person(person, face)}
    own |= {("link", one.id) for one in store.partners.sent_to(person, face)}
    told = [*_places(scene, face), *_requests(scene, face), *_talk(scene, face)]
    store.talks.forget_face(person, face)
    store.partners.forget_face(person, face)
    store.audit.forget_face(person, face)
    # Most of what was said does not tell to whom of them: all of it goes, on a page from sight too.
    store.messages.blank_of(person, own)
    for shown in store.messages.sent_after(person, 0, 1):
        store.people.hide_until(person, shown.id)
    return told


def _places(scene: Scene, face: str) -> list[Reply]:
    """Give places back; the next ones are asked."""
    theirs = replace(scene, person=replace(scene.person, face=face))
    # What is over stays in the figures, without them.
    freed = [reply for one, _ in browse.own(theirs) for reply in waiting_list.give_up(scene, one)]
    scene.store.signups.forget_face(scene.person.id, face)
    return freed


def _requests(scene: Scene, face: str | None) -> list[Reply]:
    """Withdraw requests and erase what they say; whoever helps hears only that one is over."""
    store, now = scene.store, scene.now
    told: list[Reply] = []
    for request in store.requests.of_person(scene.person.id, face):
        store.messages.wipe_about({("request", request.id)})
        if request.state in OPEN:
            told += helpers.tell_withdrawn(scene.house, store, request)
            outcome = request.outcome or NO_INTEREST
            store.requests.move(
                request, CANCELLED, RESIDENT, now, outcome=outcome, withdrawn_at=now
            )
        store.requests.erase(request.id, now)
    return told


def _tasks(scene: Scene) -> list[Reply]:
    """The roles end, and what nobody else answers for others passes on."""
    store, person = scene.store, scene.person.id
    left = helpers.only_with(scene.house, store, person)
    for one in store.requests.under_way():
        if one.taken_by == person:
            store.requests.note_event(one.id, helpers.HELPER_GONE, PROGRAM, "", None, scene.now)
    for held in store.roles.everybody():
        if held.person == person:
            store.roles.end(held.id, scene.now)
    return helpers.tell_next(scene.house, store, left, person)


def _talk(scene: Scene, face: str) -> list[Reply]:
    """End the talk that goes on; whoever answers hears so."""
    own = scene.store.talks.of(scene.person.id, face)
    if own is None or not scene.store.talks.close(own, scene.now):
        return []
    return texts.over(scene.store, own, closed_by=scene.person.id)
