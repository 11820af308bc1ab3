"""What a helper can do with a request now, as buttons."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.core import keyboards
from handlers.core.context import Context
from handlers.core.keyboards import in_rows
from handlers.core.messages import Button, Text, button, say
from handlers.core.neighbourhood import whose_turn
from handlers.help_requests import helpers, writing
from handlers.help_requests.helpers import Helper
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import (
    ACCEPTED,
    IN_PROGRESS,
    ON_HOLD,
    REQUESTED,
    TAKEN,
)
from storage.repositories.people.roles import KEY_HOLDER, PARTNER


def rows(context: Context, request: Request, helper: Helper | None) -> keyboards.Rows:
    """The buttons under a request; a coordinator who only watches changes nothing there."""
    acts = [*_first(request, helper)] if helper else []
    if helper and request.state in TAKEN and helpers.can_tell(context.store, request):
        acts.append((writing.WRITE, "request.write"))
    if helpers.reader_of(context.view, context.store, request, context.person):
        acts.append((say("btn", "🔓 Show contact"), "request.reveal"))
    if helper:
        acts += _further(context, request, helper)
    if whose_turn.side(context.view, context.store, request).role == PARTNER:
        acts.append((say("btn", "🔗 Web link"), "request.link"))
    if context.person.is_coordinator and request.person != context.person.id:
        acts.append((say("btn", "➡️ Pass on"), "request.give"))
    return in_rows([_button(label, act, request) for label, act in acts])


def _first(request: Request, helper: Helper) -> Iterator[tuple[Text, str]]:
    if request.state == REQUESTED:
        yield say("btn", "✅ We help"), "request.accept"
        if helper.role == PARTNER:
            yield say("btn", "❌ We cannot help"), "request.refuse"
        if helper.role == KEY_HOLDER:
            yield say("btn", "❌ Not now"), "request.later"


def _further(context: Context, request: Request, helper: Helper) -> Iterator[tuple[Text, str]]:
    is_at_home = not request.room
    if request.state in TAKEN and (is_at_home or request.room in context.view.rooms):
        yield say("btn", "📆 Choose a day"), "request.meet"
    if request.state in {ACCEPTED, ON_HOLD}:
        yield say("btn", "▶️ We are helping"), "request.begin"
    if request.state in {ACCEPTED, IN_PROGRESS}:
        yield say("btn", "⏸️ On hold"), "request.hold"
    if request.state in TAKEN:
        yield say("btn", "🏁 Closed"), "request.end"
    if helper.role == PARTNER:
        yield say("btn", "📝 Note"), "request.note"


def _button(label: Text, act: str, request: Request) -> Button:
    return button(label, act, request=request.id)


def partner_row() -> tuple[Button, ...]:
    """What somebody who answers for a partner does besides: sending people, saying it is full."""
    return (
        button(say("btn", "➕ Send somebody"), "send"),
        button(say("btn", "🚦 Full or free"), "capacity"),
    )
