"""The languages of the neighbourhood and their order: a look at each change, and a yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import locales
from handlers.core import questions, refusals
from handlers.core.context import Context
from handlers.core.feature import FurtherOn, Needs, Tap
from handlers.core.keyboards import Rows, in_rows, more_row, part
from handlers.core.messages import Button, Outcome, Question, Reply, Text, Tongue, button, say
from handlers.core.questions import BACK, Answer, Answers
from handlers.manage.changes import agreed, versions
from handlers.team.announcing.readers import few_or
from storage.neighbourhood.model import Neighbourhood
from storage.repositories.rooms.reach import EVERYWHERE

FLOW = "languages"
# What can be done with a language: it moves up, goes, comes, or is read by who has chosen none.
UP, OUT, ADDED, FIRST = "up", "out", "in", "first"
A_PAGE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class OfTongue:
    """The arguments of a button about a language of the neighbourhood."""

    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfChange(OfTongue):
    """What is done with it; ``place``: which one it is then, counted from 0."""

    what: str
    place: int = 0


def show(context: Context, args: FurtherOn) -> Outcome:
    """The languages in their order, each with its button."""
    now = context.view.neighbourhood
    shown, further = part(list(enumerate(now.languages, 1)), args.skip, A_PAGE)
    keys = [
        button(
            say("choice", "🌐 {n} {language}", n=n, language=Tongue(tag)), "plan.language", tag=tag
        )
        for n, tag in shown
    ]
    lines = (
        say("body", "🌐 The languages are in this order."),
        _read_by_others(now.default_language),
    )
    add: Rows = ()
    if _others(now):
        add = ((button(say("btn", "➕ Another language"), "plan.language.others"),),)
    rows = (*in_rows(keys), *more_row("plan.languages", further), *add, (_to_whole(),))
    return Outcome((Reply(lines, rows, replaces=bool(context.turn.tap)),))


def one(context: Context, args: OfTongue) -> Outcome:
    """A language of the neighbourhood, and what can be done with it."""
    now, tag = context.view.neighbourhood, args.tag
    if tag not in now.languages:
        return show(context, FurtherOn())
    place = now.languages.index(tag)
    lines = [say("body", "🌐 {language} is number {n}.", language=Tongue(tag), n=place + 1)]
    keys: list[Button] = []
    if place:
        keys.append(_key(say("btn", "⬆️ Move up"), tag, UP, place - 1))
    if tag == now.default_language:
        lines.append(_read_by_others(tag))
    else:
        if tag in locales.languages():
            keys.append(_key(say("btn", "👋 First language"), tag, FIRST))
        keys.append(_key(say("btn", "➖ Take out"), tag, OUT))
    lines.append(_used(context, tag))
    rows = (*in_rows(keys), (_to_languages(BACK),))
    return Outcome((Reply(tuple(lines), rows, replaces=bool(context.turn.tap)),))


def others(context: Context, args: FurtherOn) -> Outcome:
    """Which languages could be added: those that there are sentences in."""
    shown, further = part(_others(context.view.neighbourhood), args.skip, A_PAGE)
    keys = [_key(say("choice", "➕ {language}", language=Tongue(tag)), tag, ADDED) for tag in shown]
    line = say("body", "🌐 Which language do you want to add?")
    rows = (*in_rows(keys), *more_row("plan.language.others", further), (_to_languages(BACK),))
    return Outcome((Reply((line,), rows, replaces=bool(context.turn.tap)),))


def change(context: Context, args: OfChange) -> Outcome:
    """What it will be, before a yes."""
    answers: Answers = {"tag": args.tag, "what": args.what, "place": args.place}
    now = context.view.neighbourhood
    answers = {**answers, "seen": _seen(now)}
    asked = _preview(context, answers)
    return Outcome((asked,), Question(FLOW, "sure", answers)) if asked else _as_it_is(now, args.tag)


def _preview(context: Context, answers: Answers) -> Reply | None:
    """What it will be, how many use it, and the yes."""
    now = context.view.neighbourhood
    changed = _changed(now, answers) if context.person.is_coordinator else None
    if changed is None:
        return None
    tag, place = str(answers["tag"]), int(answers["place"])
    lines = [*_lines(answers), _used(context, tag)]
    more: Rows = ()
    if answers["what"] == UP and place:
        more = ((_key(say("btn", "⬆️ Higher"), tag, UP, place - 1),),)
    no = button(say("btn", "❌ No"), "plan.languages")
    return agreed.preview(context, changed, lines, no, more)


def _then_sure(context: Context, answers: Answers, value: Answer) -> Outcome:
    if value != agreed.YES or not context.person.is_coordinator:
        return refusals.OVER
    now = versions.present(context)
    changed = _changed(now, answers)
    if changed is None:
        return _as_it_is(now, str(answers["tag"]))
    if answers.get("seen") != _seen(now):
        return agreed.asked_again(context, _preview, FLOW, answers, _seen(now))
    return agreed.done(context, changed, "", _lines(answers), _to_languages())


def _changed(now: Neighbourhood, answers: Answers) -> Neighbourhood | None:
    """The neighbourhood with its languages as it was answered; None when that cannot be.

    Neither the last language goes nor the one that is read by whoever has chosen none.
    """
    tag, what, place = str(answers["tag"]), answers["what"], int(answers["place"])
    left = [one for one in now.languages if one != tag]
    is_there = tag in now.languages
    if what == UP and is_there and 0 <= place < now.languages.index(tag):
        return _with(now, [*left[:place], tag, *left[place:]])
    if what == OUT and is_there and tag != now.default_language:
        return _with(now, left)
    if what == ADDED and tag in _others(now):
        return _with(now, [*now.languages, tag])
    if what == FIRST and is_there and tag in locales.languages() and tag != now.default_language:
        return now.model_copy(update={"default_language": tag})
    return None


def _with(now: Neighbourhood, languages: list[str]) -> Neighbourhood:
    return now.model_copy(update={"languages": tuple(languages)})


def _lines(answers: Answers) -> list[Text]:
    """What it will be, in words."""
    what, language = answers["what"], Tongue(str(answers["tag"]))
    if what == UP:
        n = int(answers["place"]) + 1
        return [say("body", "🌐 {language} becomes number {n}.", language=language, n=n)]
    if what == ADDED:
        return [say("body", "🌐 {language} comes last in the list.", language=language)]
    if what == FIRST:
        return [_read_by_others(language.tag)]
    return [
        say("body", "🌐 {language} is not in the list any more.", language=language),
        say("body", "Whoever reads it already keeps it."),
    ]


def _used(context: Context, tag: str) -> Text:
    """How many people wrote in a language this year; of a few not how many."""
    first = date(context.today.year, 1, 1)
    used = context.store.reach.languages({EVERYWHERE: first}, last=context.today)
    return say("body", "People who wrote in it this year: {n}.", n=few_or(used.get(tag, 0)))


def _others(now: Neighbourhood) -> list[str]:
    """The languages that there are sentences in, and that are not in the list."""
    return [tag for tag in locales.languages() if tag not in now.languages]


def _read_by_others(tag: str) -> Text:
    return say("body", "Whoever has not chosen reads {language}.", language=Tongue(tag))


def _key(label: Text, tag: str, what: str, place: int = 0) -> Button:
    return button(label, "plan.language.change", tag=tag, what=what, place=place)


def _to_languages(label: Text | None = None) -> Button:
    return button(label or say("btn", "🌐 Languages"), "plan.languages")


def _to_whole() -> Button:
    return button(BACK, "plan.whole")


def _as_it_is(now: Neighbourhood, tag: str) -> Outcome:
    """Why nothing changes: it is so, or this is the language that stays."""
    line = _read_by_others(tag) if tag == now.default_language else agreed.AS_IT_IS
    return Outcome((Reply((line,), ((_to_languages(),),)),))


def _seen(now: Neighbourhood) -> str:
    """What tells the languages from how they were when they were shown."""
    return agreed.mark(" ".join((now.default_language, *now.languages)))


TAPS: dict[str, Tap[Any]] = {
    "plan.languages": Tap(show, FurtherOn, Needs.COORDINATOR, asks_pictures=True),
    "plan.language": Tap(one, OfTongue, Needs.COORDINATOR, asks_pictures=True),
    "plan.language.others": Tap(others, FurtherOn, Needs.COORDINATOR, asks_pictures=True),
    "plan.language.change": Tap(change, OfChange, Needs.COORDINATOR, asks_pictures=True),
}
STEPS: dict[tuple[str, str], questions.Step] = {
    (FLOW, "sure"): questions.Step(_preview, questions.only_buttons, _then_sure),
}
