"""Groups: roles and questions belong in a private chat; we say so once, and then keep quiet."""

from __future__ import annotations

from handlers.core.context import Scene
from handlers.core.messages import Button, Outcome, Reply, say


def answer(scene: Scene) -> Outcome:
    """Tell a group once that we talk in private only."""
    is_command = scene.turn.text.startswith("/")
    job = f"group {scene.person.id}"
    if not is_command or not scene.store.jobs.first_time(job, "told", scene.now):
        return Outcome(keeps_question=True)
    links = tuple(Button(say("btn", "💬 Write to me"), link=link) for link in scene.links("")[:1])
    line = say("body", "Please write to me privately.")
    return Outcome((Reply((line,), (links,) if links else ()),), keeps_question=True)
