"""Steps of a dialogue: what we ask, how we read the answer, where it leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from handlers.core.context import Context
from handlers.core.messages import (
    LONGEST_TEXT,
    Button,
    Outcome,
    Question,
    Reply,
    Text,
    button,
    name,
    say,
)
from handlers.core.typed_input import NoNumber
from storage.repositories.people.questions import HELD

Answers = Mapping[str, str | int]
Answer = str | int
TAP = say("body", "Please tap a button.")
# The number of a button that shows another page of its message: so many, and which page it is.
PAGES = 9_000
# The number of the button that says its message aloud, which no message has so many of.
LISTEN = PAGES - 1
BACK = say("btn", "⬅️ Back")
# What the dispatcher keeps among the answers: the steps on the way here, and words that sounded
# like danger and may be an answer after all.
WALKED = "walked"


@dataclass(frozen=True, slots=True)
class NotHere(NoNumber):
    """Typed words are no answer to this question; ``why`` is said before it is asked again."""

    why: Text = TAP


def only_buttons(_: str) -> NoNumber:
    """Reads nothing: to this question a tap is the answer."""
    return NotHere()


@dataclass(frozen=True, slots=True)
class InLanguage:
    """Reads typed words where the language of the chat says what they mean: "half ten"."""

    read: Callable[[str, str], Answer | NoNumber]


@dataclass(frozen=True, slots=True)
class Step:
    """One question: ``ask`` says it, ``take`` reads typed words, ``then`` goes on with the answer.

    ``ask`` returns None when the question makes no sense any more. ``passes_words_on``: the words
    are for others, so what they say of danger is not the danger of whoever writes them.
    ``takes_any_words``: nothing tells words for this step from others, so anything else that the
    person does ends it. ``longest``: how many letters it takes; who types more is told so.
    ``is_consent``: it takes its own button or that button's exact label, and no other yes.
    ``shows_choice``: what was tapped may stand above the next question, for anybody to read.
    ``takes_place``: a shared location is the answer, and ``then`` finds it in the turn.
    ``takes_voice``: so is a voice note, which goes to nobody then.
    """

    ask: Callable[[Context, Answers], Reply | None]
    take: Callable[[str], Answer | NoNumber] | InLanguage
    then: Callable[[Context, Answers, Answer], Outcome]
    passes_words_on: bool = False
    takes_any_words: bool = False
    longest: int = LONGEST_TEXT
    is_consent: bool = False
    shows_choice: bool = False
    takes_place: bool = False
    takes_voice: bool = False

    def read(self, typed: str, language: str) -> Answer | NoNumber:
        """What typed words answer, in the language of the chat."""
        reader = self.take
        return reader.read(typed, language) if isinstance(reader, InLanguage) else reader(typed)


def open_step(context: Context, steps: Mapping[tuple[str, str], Step]) -> Step | None:
    """The step whose question is open with this person."""
    dialogue = context.person.dialogue
    return steps.get((dialogue.flow, dialogue.step)) if dialogue else None


def own_answers(answers: Answers) -> dict[str, str | int]:
    """What was answered so far, without what the dispatcher keeps beside it."""
    return {key: value for key, value in answers.items() if key not in {WALKED, HELD}}


def progress(at: int, of: int) -> Text:
    """Where somebody is on the way through some questions: a dot for each, full up to this one."""
    return name(" ".join("●" if number <= at else "○" for number in range(1, of + 1)))


def choice(label: Text, value: Answer) -> Button:
    """A button that answers the question it stands under."""
    return button(label, "answer", v=value)


# After so long words are not taken for words to a human any more.
LISTENS = timedelta(minutes=30)


def listening(flow_name: str, context: Context, answers: Answers) -> Question:
    """The step in which words go to a human, for half an hour."""
    until = int((context.now + LISTENS).timestamp())
    return Question(flow_name, "words", {**answers, "until": until})


def listens(context: Context, answers: Answers) -> bool:
    """Whether that half an hour is not over."""
    return int(answers.get("until", 0)) >= context.now.timestamp()
