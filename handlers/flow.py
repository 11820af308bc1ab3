"""Steps of a dialogue: what we ask, how we read the answer, where it leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from handlers.numbers import NoNumber
from handlers.scene import Scene
from handlers.vocabulary import Button, Outcome, Reply, Text, button, say

Answers = Mapping[str, str | int]
Answer = str | int
TAP = say("body", "Please tap a button.")


@dataclass(frozen=True, slots=True)
class NotHere(NoNumber):
    """Typed words are no answer to this question; ``why`` is said before it is asked again."""

    why: Text = TAP


@dataclass(frozen=True, slots=True)
class Step:
    """One question: ``ask`` says it, ``take`` reads typed words, ``then`` goes on with the answer.

    ``ask`` returns None when the question makes no sense any more.
    """

    ask: Callable[[Scene, Answers], Reply | None]
    take: Callable[[str], Answer | NoNumber]
    then: Callable[[Scene, Answers, Answer], Outcome]


def choice(label: Text, value: Answer) -> Button:
    """A button that answers the question it stands under."""
    return button(label, "answer", v=value)
