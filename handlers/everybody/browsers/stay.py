"""Stay here on this device: offered once something is worth keeping, in a browser only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.messages import Button, Outcome, Reply, button, say
from handlers.core.private import screen
from storage.repositories.help_requests.states import OPEN
from storage.repositories.people.people import Person
from storage.repositories.pushes import PushAddress
from storage.store import Store


class NoSigns(Exception):
    """Here no signs are shown: nothing of anybody is kept, or somebody else may read them."""


_KNOWN_HERE = (
    say("body", "📌 I'll know you here for 30 days."),
    say("body", "Do others use this phone or computer? Tap No."),
)


def offered(context: Context, replies: Sequence[Reply]) -> tuple[Reply, ...]:
    """The same answer, with the button under it when something of somebody was kept just now."""
    own = [place for place, reply in enumerate(replies) if reply.to is None]
    if not own or not _became_somebody(context):
        return tuple(replies)
    offer = (button(say("btn", "📌 Stay here"), "stay"),)
    answers = list(replies)
    answers[own[-1]] = replace(answers[own[-1]], rows=(*answers[own[-1]].rows, offer))
    return tuple(answers)


def yes(context: Context, _: Nothing) -> Outcome:
    """It is a device of one's own."""
    if context.has_account:
        return Outcome((Reply((say("body", "I'll always know you here."),)),), keeps_question=True)
    context.store.browsers.stay(context.person.id, context.now)
    return Outcome((Reply(_KNOWN_HERE, _no_button()),), keeps_question=True)


def no(context: Context, _: Nothing) -> Outcome:
    """Others use it too, or it is not safe."""
    context.store.browsers.stay_no_more(context.person.id)
    lines = (
        say("body", "Good. I'll forget this page after half an hour."),
        say("body", "What you asked for continues."),
    )
    return Outcome((Reply(lines, replaces=True),), keeps_question=True)


def _became_somebody(context: Context) -> bool:
    """Whether this turn kept something of somebody for the first time.

    Not on a phone that is not safe: there nobody wants to be known again. A role has its pictures.
    """
    browser, store, person = context.person.browser, context.store, context.person.id
    was_visitor = browser is None or browser.is_visitor
    if context.has_account or not was_visitor or context.is_leaving:
        return False
    if store.browsers.is_visitor(person) is not False or store.roles.of(person):
        return False
    requests = store.requests.of_person(person)
    return not any(request.state in OPEN and not request.safe_here for request in requests)


def shows_signs(store: Store, person: Person, address: PushAddress, now: datetime) -> Outcome:
    """From now on a browser shows a sign when there is news, so somebody stays in it.

    Raises NoSigns for whoever is nobody yet, and where the phone is not safe.
    """
    if person.browser is None or person.browser.is_visitor:
        raise NoSigns
    if not screen.is_safe_for_all(store, person):
        raise NoSigns
    has_signs = store.pushes.has(person.id)
    store.pushes.keep(person.id, address)
    if has_signs:
        # The same browser with a new address: nothing is new for whoever sits before it.
        return Outcome(())
    store.browsers.stay(person.id, now)
    lines = (say("body", "🔔 Good. This device shows a sign when there is news."), *_KNOWN_HERE)
    return Outcome((Reply(lines, _no_button(), to=person.id),))


def _no_button() -> tuple[tuple[Button, ...], ...]:
    return ((button(say("btn", "❌ No"), "stay.no"),),)
