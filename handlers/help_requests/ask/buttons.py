"""The buttons under what somebody reads of a request of their own."""

from __future__ import annotations

from handlers.core.messages import Button, button, say
from handlers.help_requests import told_here
from storage.repositories.help_requests.requests import Request


def mine() -> tuple[Button, ...]:
    """The way to one's own requests."""
    return (button(say("btn", "📂 My requests"), "my_requests"),)


def stop(request: Request) -> tuple[Button, ...]:
    """The way out of a request."""
    return (button(say("btn", "❌ Cancel request"), "my_requests.stop", request=request.id),)


def suits(request: Request) -> tuple[Button, ...]:
    """The way to say when one has time, for whoever wants to."""
    return (button(say("btn", "📆 When it suits me"), "my_requests.suits", request=request.id),)


def ask() -> tuple[Button, ...]:
    """The way to one more request."""
    return (button(say("btn", "⛑️ Ask for help"), "referral.again"),)


def ask_again(request: Request) -> tuple[Button, ...]:
    """The way back to the same request, after its end; on a phone that is not safe to any."""
    label = say("btn", "↩️ Ask again")
    if not told_here.is_told_here(request):
        return (button(label, "referral.again"),)
    return (button(label, "referral", domain=request.domain),)
