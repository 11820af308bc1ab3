"""The words of an announcement: one text for each language, as its readers see them."""

from __future__ import annotations

from handlers.core import questions
from handlers.core.context import Context
from handlers.core.keyboards import in_rows, languages_offered
from handlers.core.messages import (
    IN_TONGUE,
    Button,
    Text,
    Tongue,
    name,
    say,
)
from handlers.core.questions import Answers
from handlers.team.announcing import facts, told
from handlers.team.announcing.readers import few_or, languages
from handlers.team.announcing.told import Written
from storage.repositories.messages.announcements import Reader

# Among the answers: the first text, the language it is in, and before the tags of the others.
WORDS, TONGUE, IN = "words", "tongue", "in "
# So many languages at most: all of them fit into one message of the preview.
MOST = 6
# The answers to the preview that are about languages: before a tag, and alone.
ADD, OTHER_TONGUE = "+", "="
# And the one about when and where it is.
FACTS = "@"


def written(context: Context, answers: Answers) -> Written:
    """The texts among the answers of whoever writes; empty words where nobody can read them."""
    first = str(answers.get(TONGUE, context.language))
    others = {
        key.removeprefix(IN): text
        for key, sealed in answers.items()
        if key.startswith(IN) and (text := _opened(context, str(sealed)))
    }
    others.pop(first, None)
    words = _opened(context, str(answers.get(WORDS, "")))
    return Written(first, words, others, has_facts=bool(answers.get(facts.SHOWN)))


def missing(context: Context, texts: Written, there: list[Reader]) -> list[str]:
    """The languages of readers that have no text yet, most readers first."""
    known = texts.all()
    spoken = languages(context, there)
    # Where as many read one as another, the neighbourhood's own order counts.
    order = languages_offered(context)
    left = [tag for tag in order if tag in spoken and tag not in known]
    found = sorted(left, key=lambda tag: -spoken[tag])
    return found[: max(0, MOST - len(known))]


def shown(context: Context, texts: Written, there: list[Reader], target: str) -> list[Text]:
    """Each text under its language, and how many read it; one for all needs neither.

    What stands below it is said in its language, as its readers see it.
    """
    spoken = languages(context, there)

    def below(tag: str) -> list[Text]:
        lines = facts.lines(context, target, tag) if texts.has_facts else ()
        return [Text(IN_TONGUE, tag, {"said": line}) for line in lines]

    if not texts.others and spoken.keys() <= {texts.first}:
        return [*told.said(texts.words), *below(texts.first)]
    lines = [told.WRITES]
    for tag, words in texts.all().items():
        tongue, readers = Tongue(tag), few_or(spoken[tag])
        lines += [say("body", "🌐 {language}: {n} people.", language=tongue, n=readers)]
        lines += [name(words), *below(tag)]
    rest = sum(number for tag, number in spoken.items() if tag not in texts.all())
    if rest:
        lines += [
            say("body", "Other languages: {n} people.", n=few_or(rest)),
            say("body", "They get the first text."),
            say("body", "It tells them the language, and whom to ask."),
        ]
    return lines


def fact_keys(context: Context, texts: Written, target: str) -> list[tuple[Button, ...]]:
    """The button that puts when and where below the words, where that is known, or takes it off."""
    if texts.has_facts:
        return [(questions.choice(say("choice", "❌ No time, place"), FACTS),)]
    if not facts.lines(context, target, texts.first):
        return []
    return [(questions.choice(say("choice", "🕙 Add time, place"), FACTS),)]


def keys(texts: Written, missing: list[str]) -> list[tuple[Button, ...]]:
    """Buttons for more languages, most readers first; where all read the same there are none."""
    if not missing and not texts.others:
        return []
    keys = [
        questions.choice(say("choice", "➕ {language}", language=Tongue(tag)), f"{ADD}{tag}")
        for tag in missing
    ]
    first = Tongue(texts.first)
    other = questions.choice(say("choice", "🌐 Not {language}", language=first), OTHER_TONGUE)
    return [*in_rows(keys, 2), (other,)]


def _opened(context: Context, sealed: str) -> str:
    return context.store.announcements.open(context.person.id, sealed)
