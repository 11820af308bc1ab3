"""Stay here on this device: asked once something is worth keeping, in a browser only."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.messages import Below, Outcome, Reply, button, say
from storage.repositories.help_requests.states import OPEN


def offered(context: Context) -> Iterable[Reply]:
    """The question, to somebody of whom this turn kept something for the first time.

    Not on a phone that is not safe: there nobody wants to be known again. A role has its pictures.
    """
    browser = context.person.browser
    was_visitor = browser is None or browser.is_visitor
    if context.has_account or not was_visitor or context.is_leaving:
        return
    if context.store.browsers.is_visitor(context.person.id) is not False:
        return
    if context.store.roles.of(context.person.id):
        return
    requests = context.store.requests.of_person(context.person.id)
    if any(request.state in OPEN and not request.safe_here for request in requests):
        return
    lines = (
        say("body", "📌 Shall I know you here for 30 days?"),
        say("body", "Only on a phone of your own."),
    )
    yes = button(say("btn", "📌 Yes, stay here"), "stay")
    no = button(say("btn", "❌ No"), "stay.no")
    yield Reply(lines, ((yes, no),), below=Below.NOTHING)


def yes(context: Context, _: Nothing) -> Outcome:
    """It is a device of one's own."""
    if context.has_account:
        return Outcome((Reply((say("body", "I know you here always."),), replaces=True),))
    context.store.browsers.stay(context.person.id, context.now)
    lines = (
        say("body", "📌 I know you here for 30 days."),
        say("body", "Do you want to end it? Tap Leave."),
    )
    return Outcome((Reply(lines, replaces=True, below=Below.NOTHING),), keeps_question=True)


def no(context: Context, _: Nothing) -> Outcome:
    """It is somebody else's, or not safe."""
    del context
    lines = (
        say("body", "Good. I forget this page after half an hour."),
        say("body", "What you asked for goes on."),
    )
    return Outcome((Reply(lines, replaces=True, below=Below.NOTHING),), keeps_question=True)
