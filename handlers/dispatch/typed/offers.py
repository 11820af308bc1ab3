"""What somebody may have meant, where nothing is sure: a few buttons, and never a screen at once.

A guess comes from the beginnings of words, and from a model that looked at the sentence before its
turn, where there is one (`bot.guesses`). Neither of them ever acts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.conversations import danger as conversations_danger
from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.keyboards import languages_offered
from handlers.core.messages import Below, Button, Kind, Outcome, Priority, Reply, Turn, say
from handlers.dispatch.typed import names, screens
from handlers.everybody import menu
from handlers.team.words import not_understood
from locales import phrases, stems, tongues
from locales.danger import guess

# So many things are offered, besides another language.
MOST = 3
# What a beginning of a word counts beside a chance, and how far that goes; below the last there is
# nothing to say for it. Chosen on `tests/locales/typed/tune.tsv`, where 0.1 to 0.5 are alike.
STEM, MOST_STEMS, LEAST = 0.2, 2.0, 0.04
# Whoever surely says hello only, or with a word of it, is asked what they need.
SURE = 0.6
TALK = {phrases.GREET, phrases.THANKS, phrases.BYE, phrases.MENU}
NONE = "none"
LONG_NUMBER = re.compile(r"\d[\d .-]{2,}\d")
# Longer than this is a story, and shorter is no sentence; in letters.
SHORTEST, LONGEST = 3, 120


def is_to_guess(turn: Turn) -> bool:
    """Whether somebody may have typed what no list knows, so that a model is to look at it.

    Nobody in danger waits for that, and no number that may be somebody's own goes there.
    """
    text = turn.text.strip()
    is_said = turn.kind is Kind.SAID and turn.private and not turn.was_blanked and not turn.was_cut
    has_length = SHORTEST <= len(text) <= LONGEST and any(sign.isalpha() for sign in text)
    if not is_said or not has_length or text[0] == "/" or LONG_NUMBER.search(text):
        return False
    return (
        phrases.meaning(text) is None
        and conversations_danger.understood(text, turn.hint) is None
        and not guess.guess(text)
    )


def perhaps(context: Context, text: str, named: Sequence[names.Named]) -> Outcome:
    """What somebody may have meant, or that nothing was understood; with numbers near danger."""
    call = conversations_danger.perhaps(context, text)
    if not call:
        not_understood.note(context, text)
    priority = Priority.DANGER if call else Priority.ANSWER
    tongue = tongues.tongue(text, context.language)
    language = [names.to_language(tongue)] if tongue in languages_offered(context) else []
    meant = _ranked(context, text, tongue) if context.turn.kind is Kind.SAID else []
    if meant[:1] == [phrases.MENU] and not call:
        asked = menu.show(context, Nothing()).replies[0]
        return Outcome((_above(asked, language),))
    found = _different([*(one.button for one in named), *_buttons(context, meant)])[:MOST]
    if found:
        lines = (say("body", "I am not sure what you mean."), *call)
        if not call:
            lines = (*lines, say("body", "Is it one of these?"))
        rows = tuple((key,) for key in _different([*language, *found]))
        return Outcome((Reply(lines, rows, priority=priority, below=Below.FOOTER),))
    if call or language:
        lines = (say("body", "I did not understand."), *call)
        reply = Reply(lines, priority=priority, below=Below.MAIN_MENU)
        return Outcome((_above(reply, language),))
    return refusals.NOT_UNDERSTOOD


def _above(reply: Reply, keys: list[Button]) -> Reply:
    return replace(reply, rows=(*((key,) for key in keys), *reply.rows))


def _ranked(context: Context, text: str, tongue: str) -> list[str]:
    """What somebody may want, the likeliest first; nothing where that is nothing of ours.

    Where it is surely small talk they may want the menu, and nothing else.
    """
    languages = (context.language, tongue) if tongue else (context.language,)
    points = stems.pointed(text, languages)
    chances = dict(context.turn.likely)
    counts = {
        what: chances.get(what, 0.0) + STEM * min(points.get(what, 0.0), MOST_STEMS)
        for what in {*chances, *points}
    }
    order = sorted(counts, key=lambda what: -counts[what])
    is_talk = order[:1] and order[0] in TALK and TALK.issuperset(points)
    if is_talk and (points or counts[order[0]] >= SURE):
        return [phrases.MENU]
    if not points and order[:1] == [NONE]:
        return []
    return [what for what in order if what in screens.BUTTONS and counts[what] >= LEAST]


def _buttons(context: Context, meant: list[str]) -> list[Button]:
    return [screens.BUTTONS[what](context) for what in meant if what != phrases.MENU]


def _different(keys: list[Button]) -> list[Button]:
    """Each of these once: two meanings may have one screen, or one name."""
    found: list[Button] = []
    for key in keys:
        if all(key.act != one.act and key.label != one.label for one in found):
            found.append(key)
    return found
