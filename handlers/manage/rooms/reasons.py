"""Why a room is closed on a day or keeps other hours: tapped or typed, in more languages too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import locales
from handlers.core import questions
from handlers.core.keyboards import in_rows
from handlers.core.messages import Reply, Text, Tongue, say
from handlers.core.questions import Answers
from handlers.manage.rooms import reading
from storage.neighbourhood.rooms import Room

# What is tapped; each reads it in their own language.
REASONS: Mapping[str, Text] = {
    "holiday": say("reason", "Public holiday"),
    "repairs": say("reason", "Repairs"),
    "nobody": say("reason", "Nobody can open"),
    "party": say("reason", "Party in the room"),
}
NO_REASON = "none"
LONGEST = 80
# What was typed in another language stands under its tag after this.
IN = "reason "


def ask(room: Room, day: date) -> Reply:
    """Why it is so."""
    keys = [questions.choice(said, key) for key, said in REASONS.items()]
    keys.append(questions.choice(say("btn", "❌ No reason"), NO_REASON))
    lines = (
        say("body", "{room}, {day}: why?", room=room.name, day=day),
        say("body", "Tap, or type it. Everybody can read it."),
        say("body", "Write no names."),
    )
    return Reply(lines, in_rows(keys))


def read(typed: str) -> str:
    """A reason as it is kept: what was tapped, or words; empty for what shows nothing."""
    return typed if typed in {*REASONS, NO_REASON} else reading.one_line(typed)


def without(answers: Answers, languages: Sequence[str]) -> list[str]:
    """In which of these languages a reason that was typed does not stand yet."""
    reason = str(answers.get("reason", NO_REASON))
    # A question from before there was a choice does not know its language.
    if reason in {*REASONS, NO_REASON} or "language" not in answers:
        return []
    return [tag for tag in languages if tag != answers.get("language") and IN + tag not in answers]


def ask_tongue(answers: Answers, languages: Sequence[str]) -> Reply | None:
    """In which other language it is typed too."""
    keys = [
        questions.choice(say("choice", "➕ {language}", language=Tongue(tag)), tag)
        for tag in without(answers, languages)
    ]
    line = say("body", "🌐 In which language do you type it too?")
    return Reply((line,), in_rows(keys)) if keys else None


def ask_words(tag: str) -> Reply:
    """The reason in that language."""
    lines = (
        say("body", "🌐 Type it in {language}.", language=Tongue(tag)),
        say("body", "Everybody can read it. Write no names."),
    )
    return Reply(lines)


def lines(answers: Answers) -> list[Text]:
    """What was typed in other languages."""
    return [
        say("body", "🌐 {language}: {title}", language=Tongue(tag), title=words)
        for tag, words in _others(answers).items()
    ]


def in_file(answers: Answers, languages: Sequence[str]) -> str | dict[str, str] | None:
    """The reason as it stands in the file."""
    reason = str(answers.get("reason", NO_REASON))
    if reason == NO_REASON:
        return None
    if reason in REASONS:
        return _by_language(reason, languages)
    others = _others(answers)
    return {str(answers["language"]): reason, **others} if others else reason


def _others(answers: Answers) -> dict[str, str]:
    return {
        key.removeprefix(IN): str(words) for key, words in answers.items() if key.startswith(IN)
    }


def _by_language(reason: str, languages: Sequence[str]) -> dict[str, str]:
    """A reason in each language of the neighbourhood that we have it in."""
    said = REASONS[reason]
    found = {tag: locales.sentence((tag,), said.slot, said.one) for tag in languages}
    texts = {tag: one.text for tag, one in found.items() if one.language == tag}
    return texts or {locales.SOURCE: said.one}
