"""What nobody understood is remembered, of nobody, unless it could be somebody's own."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.core import typed_input
from handlers.core.context import Context
from handlers.core.private.words import is_too_private
from locales import danger, phrases
from locales.danger import guess
from storage.neighbourhood.model import Neighbourhood

MOST_LETTERS, MOST_WORDS = 60, 8
# Of one place or account: nobody's nonsense pushes out what others typed.
MOST_A_DAY = 200
# A part of a name that is shorter is a word of many sentences.
SHORTEST_NAME = 3


def note(context: Context, text: str) -> None:
    """Count a whole utterance that led to nothing; the third person makes it one of everybody.

    Nothing at all rests of what is too long, has a digit, or names something here. What is danger,
    or may be, is answered before it is brought here; no coordinator reads it in any case.
    """
    words = typed_input.readable(text)
    said = phrases.folded(words) if len(words) <= MOST_LETTERS else ""
    dialogue = context.person.dialogue
    if not said or (dialogue and dialogue.flow) or not _is_plain(context, words, said):
        return
    if not context.may("not understood", MOST_A_DAY):
        return
    person = context.person.id if context.has_account else None
    utterances = context.store.not_understood
    third = utterances.heard(said, person, context.today)
    if third is None:
        return
    if _names(said, _called(context)) or _is_danger(words, context.language):
        utterances.drop(third)
    else:
        # What was compared, and not how the third of them wrote it.
        utterances.rests(third, said, context.language, context.today)


def _is_plain(context: Context, words: str, said: str) -> bool:
    """Whether this can be one of everybody: few words, no figure, no name of here."""
    if max(len(words.split()), len(said.split())) > MOST_WORDS:
        return False
    if not any(sign.isalpha() for sign in said) or any(sign.isnumeric() for sign in words + said):
        return False
    if is_too_private(words):
        return False
    return not _names(said, _of_here(context.view.neighbourhood))


def _is_danger(words: str, language: str) -> bool:
    return danger.hear(words, language) is not None or bool(guess.guess(words))


def _names(said: str, names: Iterator[str]) -> bool:
    """Whether one of these names stands in it, as whole words."""
    within = f" {said} "
    folded = (phrases.folded_name(name) for name in names)
    return any(f" {called} " in within for called in folded if called)


def _of_here(neighbourhood: Neighbourhood) -> Iterator[str]:
    """What rooms, activities and organisations of this neighbourhood are called."""
    yield neighbourhood.name
    yield from (room.name for room in neighbourhood.rooms)
    yield from (partner.name for partner in neighbourhood.partners)
    yield from (district.name for district in neighbourhood.districts)
    for activity in neighbourhood.activities:
        yield from activity.title.values()


def _called(context: Context) -> Iterator[str]:
    """What people who asked for help want to be called: looked up for the third person only."""
    for request in context.store.requests.kept(None):
        yield request.call_me
        yield from (word for word in request.call_me.split() if len(word) >= SHORTEST_NAME)
