"""Some of several things, ticked one after the other; then on with a button."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import locales
from handlers.core import questions
from handlers.core.context import Context
from handlers.core.keyboards import in_rows
from handlers.core.messages import Outcome, Reply, Text, say
from handlers.core.questions import Answer, NotHere
from handlers.core.typed_input import NoNumber
from locales import SOURCE
from locales.phrases import folded

READY = "ready"
NONE_YET = say("body", "Please choose at least one.")


def ask(labels: Mapping[str, Text], ticked: str, *lines: Text) -> Reply:
    """Each thing with whether it is ticked; a button says what it will be, so twice is once."""
    chosen = ticked.split()
    keys = [
        questions.choice(say("choice", "✅ {what}", what=label), f"{key} 0")
        if key in chosen
        else questions.choice(say("choice", "⬜ {what}", what=label), f"{key} 1")
        for key, label in labels.items()
    ]
    ready = questions.choice(say("btn", "✔️ Ready"), READY)
    return Reply((*lines, say("body", "Tap to change. ✅ yes, ⬜ no.")), (*in_rows(keys), (ready,)))


def reader(labels: Mapping[str, Text]) -> questions.InLanguage:
    """Reads the name of a thing as it is typed: it is ticked, or not any more."""

    def read(typed: str, language: str) -> Answer | NoNumber:
        wanted = folded(typed)
        for key, label in labels.items():
            said = (
                locales.sentence((tag,), label.slot, label.one).text for tag in (language, SOURCE)
            )
            if wanted and wanted in {folded(one) for one in said}:
                return key
        return NotHere()

    return questions.InLanguage(read)


def shown(context: Context, asked: Outcome, answer: Answer) -> Outcome:
    """The same question after a tap, in its place; ready with nothing ticked is nothing yet."""
    lines = (NONE_YET,) if answer == READY else ()
    replies = (
        replace(one, lines=(*lines, *one.lines), replaces=bool(context.turn.tap))
        for one in asked.replies
    )
    return replace(asked, replies=tuple(replies))


def after(labels: Iterable[str], ticked: str, answer: Answer) -> str:
    """What is ticked after a tap, in the order of the things."""
    before = {*ticked.split()}
    key, _, is_on = str(answer).partition(" ")
    is_ticked = is_on == "1" if is_on else key not in before
    chosen = before | {key} if is_ticked else before - {key}
    return " ".join(one for one in labels if one in chosen)
