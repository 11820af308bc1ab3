"""A feature of four questions that no other change touches: who comes to a picnic."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handlers.core.context import Context
from handlers.core.feature import Command, Typed
from handlers.core.messages import Outcome, Question, Reply, Text, name, say
from handlers.core.neighbourhood.topics import LABELS
from handlers.core.questions import Answer, Answers, NotHere, Step, choice
from handlers.core.typed_input import NoNumber
from handlers.dispatch.registry import COMMANDS, STEPS

FLOW = "picnic"
ABOUT, SAFE, CALLED, AGREE = "What about?", "Outside?", "Who are you?", "Do you really agree?"
ORDER = {"about": ABOUT, "safe": SAFE, "called": CALLED, "agree": AGREE}
YES, NO, SKIP = say("btn", "✅ Yes"), say("btn", "❌ No"), say("btn", "➡️ Skip")
CHOICES: dict[str, tuple[tuple[Text, Answer], ...]] = {
    "about": ((LABELS["debt"], "debt"), (LABELS["forms"], "forms")),
    "safe": ((YES, 1), (NO, 0)),
    "called": ((SKIP, ""),),
    "agree": ((name("✅ Yes, all of it"), 1), (name("❌ No, nothing"), 0)),
}


def begin(_context: Context, _: Typed) -> Outcome:
    """The first question."""
    return _go("about", {})


def _go(step: str, answers: Answers) -> Outcome:
    return Outcome((_asked(step),), Question(FLOW, step, answers))


def _asked(step: str) -> Reply:
    rows = tuple((choice(label, value),) for label, value in CHOICES[step])
    return Reply((name(ORDER[step]),), rows)


def _step(step: str, take: Callable[[str], Answer | NoNumber], **more: bool) -> Step:
    def then(_context: Context, answers: Answers, answer: Answer) -> Outcome:
        known = {**answers, step: answer}
        following = [*ORDER, ""][[*ORDER].index(step) + 1]
        if following:
            return _go(following, known)
        brought = ", ".join(f"{key}={known[key]}" for key in ORDER)
        return Outcome((Reply((name(f"✅ Written: {brought}"),)),))

    return Step(lambda _context, _answers: _asked(step), take, then, **more)


def _tap(_: str) -> NoNumber:
    return NotHere()


@pytest.fixture
def picnic(monkeypatch: pytest.MonkeyPatch) -> None:
    """The feature is there for one test."""
    monkeypatch.setitem(COMMANDS, "picnic", Command(begin, Typed))
    for step, take, more in (
        ("about", _tap, {}),
        ("safe", _tap, {"shows_choice": True}),
        ("called", str, {}),
        ("agree", _tap, {"is_consent": True}),
    ):
        monkeypatch.setitem(STEPS, (FLOW, step), _step(step, take, **more))
