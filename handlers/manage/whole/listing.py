"""What can be changed of the whole neighbourhood, a button for each thing."""

from __future__ import annotations

from typing import Any

from handlers.core.context import Context
from handlers.core.feature import Needs, Nothing, Tap
from handlers.core.messages import Button, Outcome, Reply, button, say


def show(context: Context, _: Nothing) -> Outcome:
    """Which thing is to be changed."""
    rows: tuple[tuple[Button, ...], ...] = (
        (button(say("btn", "🤝 Organisations"), "plan.partners"),),
        (button(say("btn", "🆘 Danger numbers"), "plan.urgent"),),
        (button(say("btn", "🌐 Languages"), "plan.languages"),),
        (button(say("btn", "🎯 Targets"), "plan.targets"),),
        (button(say("btn", "💶 Costs and money"), "plan.money"),),
        (button(say("btn", "🛠️ Manage"), "manage"),),
    )
    line = say("body", "🏙️ The neighbourhood: what do you want to change?")
    return Outcome((Reply((line,), rows, replaces=bool(context.turn.tap)),))


TAPS: dict[str, Tap[Any]] = {
    "plan.whole": Tap(show, Nothing, Needs.COORDINATOR, asks_pictures=True)
}
