"""What leads out of every question, typed in any language that is heard: back, stop, a language.

Danger was heard before. In a talk words are for somebody else: only what may end it is asked about.
"""

from __future__ import annotations

from dataclasses import replace

import locales
from handlers.conversations import endings, which_talk
from handlers.core.context import Args, Context
from handlers.core.feature import Nothing
from handlers.core.messages import Below, Outcome, Reply, say
from handlers.core.questions import TAP, Step, listens
from handlers.dispatch import aloud, open_question, steps_back
from handlers.dispatch.registry import TAPS
from handlers.dispatch.typed import names, screens
from handlers.everybody import language
from locales import phrases

# What may end a talk, and what leads out of one in which nothing was said yet.
ENDS = {phrases.STOP, phrases.BYE}
LEADS_OUT = {phrases.BACK, phrases.MENU, phrases.LANGUAGE, phrases.LANGUAGES, *ENDS}
# What is heard inside of a question; all else there is its answer.
LEADS_ON = {phrases.LANGUAGE, *phrases.LEADING_OUT} - {phrases.YES, phrases.NO, phrases.SKIP}
# What does what a button does that stands everywhere.
AS_BUTTONS = {
    phrases.MENU: "menu",
    phrases.PERSON: "person",
    phrases.DANGER: "urgent",
    phrases.LANGUAGES: "language",
}


def in_question(context: Context, step: Step, asked: Reply, text: str) -> Outcome | None:
    """What such a word leads to while a question is open; None for an answer to it."""
    meant = phrases.meaning(text)
    if meant is None or meant.what not in LEADS_ON:
        return None
    dialogue = context.person.dialogue
    if step.takes_any_words and dialogue:
        if not listens(context, dialogue.answers):
            return None
        if "talk" in dialogue.answers:
            if meant.what not in ENDS:
                return None
            return endings.sure(context, text) or _meant(context, meant)
        return _meant(context, meant) if meant.what in LEADS_OUT else None
    own = steps_back.own_button(asked)
    if meant.what == phrases.BACK and own and own.act:
        return TAPS[own.act.name].does(context, own.act.args)
    return None if meant.what == phrases.BYE else _meant(context, meant)


def outside(context: Context, text: str) -> Outcome | None:
    """What such a word leads to while nothing is asked."""
    meant = phrases.meaning(text)
    if meant is None:
        return None
    if meant.what in {phrases.YES, phrases.NO}:
        again = language.stands_again(context, TAP)
        if again:
            return Outcome((again,), keeps_question=True)
    # In a talk it may be for somebody else, who did not get it.
    hint = None if meant.what in LEADS_ON else which_talk.hint(context)
    led = hint or _meant(context, meant)
    rooms = names.called(context, text)
    if led is None or not led.replies or not rooms:
        return led
    first, *rest = led.replies
    first = replace(first, rows=(*((key,) for key in rooms), *first.rows))
    return replace(led, replies=(first, *rest))


def _meant(context: Context, meant: phrases.Meaning) -> Outcome | None:
    if meant.what in AS_BUTTONS:
        return TAPS[AS_BUTTONS[meant.what]].does(context, {})
    match meant.what:
        case phrases.LANGUAGE if meant.tag in locales.languages():
            return speaks(context, {"tag": meant.tag})
        case phrases.LANGUAGE:
            return language.ask(context, Nothing())
        case phrases.BACK:
            return steps_back.back(context)
        case phrases.HELP:
            return _help()
        case phrases.LISTEN:
            return aloud.typed(context)
        case phrases.STOP | phrases.BYE:
            line = say("body", "✅ Good. I am here when you need me.")
            return Outcome((Reply((line,), below=Below.MAIN_MENU),))
    return screens.shown(context, meant.what)


def _help() -> Outcome:
    lines = (
        say("body", "What do you need?"),
        say("body", "🧑 A person will help you. 🆘 is for danger."),
    )
    return Outcome((Reply(lines, below=Below.MAIN_MENU),))


def speaks(context: Context, args: Args) -> Outcome:
    """Another language from now on; what is open is asked in it at once."""
    chosen = TAPS["language.choose"].does(context, args)
    tag = str(args.get("tag"))
    if tag not in locales.languages():
        return chosen
    now = replace(context, person=replace(context.person, language=tag))
    asked = open_question.asked(now)
    own = chosen.replies[0] if chosen.replies else None
    if asked is None or own is None:
        return chosen
    tapped = bool(context.turn.tap)
    lines = (*own.lines[:1], *asked.lines)
    again = replace(asked, lines=lines, replaces=tapped, roles=own.roles)
    return Outcome((again,), keeps_question=True)
