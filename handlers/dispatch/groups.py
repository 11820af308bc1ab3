"""Groups: roles and questions belong in a private chat; we say so once, and then keep quiet."""

from __future__ import annotations

from handlers.core.context import Context
from handlers.core.messages import Below, Button, Outcome, Reply, say


def answer(context: Context) -> Outcome:
    """Tell a group once that we talk in private only."""
    is_command = context.turn.text.startswith("/")
    job = f"group {context.person.id}"
    if not is_command or not context.store.done_once.first_time(job, "told", context.now):
        return Outcome(keeps_question=True)
    links = tuple(Button(say("btn", "💬 Write to me"), link=link) for link in context.links("")[:1])
    line = say("body", "Please write to me privately.")
    return Outcome(
        (Reply((line,), (links,) if links else (), below=Below.NOTHING),), keeps_question=True
    )
