"""Buttons that are typed: by their number, by what stands on them, by a yes, a no, a skip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import locales
from handlers.conversations import danger as conversations_danger
from handlers.conversations import danger_screens
from handlers.core import message_json, time_words
from handlers.core.context import Context
from handlers.core.messages import NEAR, Act, Reply, Text, Tongue, Value, say
from handlers.core.questions import Step
from handlers.core.typed_input import read_amount, read_number
from handlers.dispatch.typed.screens import FIXED, SHOWING, TOPICS
from handlers.everybody import menu
from locales import danger, phrases

# "2️⃣" is a 2 on a key.
KEYCAP = dict.fromkeys((0xFE0F, 0x20E3))
# Under words that sounded like danger: they are the answer to what was asked.
SOMETHING_ELSE = say("btn", "↩️ Something else")
# Buttons that are not always in sight, and what is shown to whoever types what they say: no room is
# told of anything by words. Those of a danger say it as its words are heard.
ELSEWHERE = (
    (conversations_danger.TELL_ROOM, Act("urgent")),
    (danger_screens.MORE_NUMBERS, Act("urgent.every")),
    (conversations_danger.WRITE_TO_ME, Act("menu")),
    (SOMETHING_ELSE, Act("menu")),
    (say("btn", "🔄 Help each other"), Act("exchange")),
    (say("btn", "☰ More"), Act("more")),
)
OF_DANGER = {"tell": "urgent", "person": "person", "help": "referral", "hours": "hours"}
# How a label begins that says there is none of what was asked.
WITHOUT = ("no ", "not ")
Known = Sequence[tuple[Text, Act | None]]


class Buttons(NamedTuple):
    """Those under the last message, and those that stand everywhere."""

    below: Known
    everywhere: Known


def there(context: Context) -> Buttons:
    """The buttons that somebody sees now."""
    sent, person = context.store.sent, context.person.id
    last, aside = sent.newest_of(person), sent.last_of(person)
    below = message_json.labels(last.payload) if last else []
    if aside and last and aside.id != last.id:
        # What was said aloud counts first: its buttons were heard with their numbers.
        below += message_json.labels(aside.payload)
    menus = (key for row in menu.with_menu(context, Reply(())).rows for key in row)
    return Buttons(below, [(key.label, key.act) for key in menus])


def by_words(context: Context, text: str, buttons: Buttons) -> Act | None:
    """A typed number, or label in the language of the chat, of a button that stands there now."""
    taps = [act for _, act in buttons.below if act]
    number = read_number(text.translate(KEYCAP))
    late = next((act for act in taps if act.name == "count.late"), None)
    # Under an open room a number is a headcount, never the fourth button: "I close"; and so it is
    # where we asked how many came.
    if any(act.name == "count.add" for act in taps) or late:
        number = read_amount(text)
        if isinstance(number, int):
            return Act("count.past", {**late.args, "n": number}) if late else _count(number)
    elif isinstance(number, int):
        return taps[number - 1] if 1 <= number <= len(taps) else None
    elif said := phrases.number(text, context.language):
        # Words do no more than show.
        act = taps[said - 1] if said <= len(taps) else None
        return act if act and act.name in SHOWING else None
    return _labelled(context, text, (*buttons.below, *buttons.everywhere), _spoken(context))


def _count(number: int) -> Act:
    return Act("count", {"text": str(number)})


def in_any_language(context: Context, text: str, buttons: Buttons) -> Act | None:
    """The same for a label in another language, or out of sight, of a button that only shows.

    What is a name here was looked for before it.
    """
    there_now = (*buttons.below, *buttons.everywhere)
    shows = [(label, act) for label, act in there_now if act and act.name in SHOWING]
    if act := _labelled(context, text, shows, locales.languages()):
        return act
    said = phrases.folded(text)
    elsewhere = _elsewhere(context.view.neighbourhood.default_language, locales.edition())
    return elsewhere.get(said) or elsewhere.get(phrases.bare(said))


@lru_cache(maxsize=4)
def _elsewhere(default: str, edition: int) -> Mapping[str, Act]:
    """What stands on buttons that are not always in sight, folded, in every language."""
    found: dict[str, Act] = {}
    fixed = ((key.label, key.act) for key in FIXED.values())
    for label, act in (*fixed, *ELSEWHERE):
        if act and act.name in SHOWING:
            for tag in locales.languages():
                found.setdefault(_folded((tag, default), label.slot, label.one, edition), act)
    for key, name in OF_DANGER.items():
        for tag in locales.languages():
            found.setdefault(phrases.folded(danger.answer(tag, key)), Act(name))
    found.pop("", None)
    return found


def is_gone(text: str) -> bool:
    """Whether a button was typed with its picture: it stands nowhere any more, and means no more.

    Without the picture the words may be somebody's own.
    """
    return not text[:1].isalnum() and conversations_danger.is_label(text)


def answer(context: Context, step: Step, asked: Reply, text: str) -> Act | None:
    """The button of a question that is meant by its label, or by a yes, a no, a skip.

    In any language, but where it is consent: nobody agrees by a word that stands on no button.
    """
    keys = [key for row in asked.rows for key in row if key.act and key.act.name == "answer"]
    known = [(key.label, key.act) for key in keys]
    if step.is_consent:
        return _labelled(context, text, known, _spoken(context), is_exact=True)
    found = _labelled(context, text, known, (*_spoken(context), *locales.languages()))
    meant = phrases.meaning(text)
    if found or meant is None:
        return found
    if meant.what in TOPICS:
        topic = TOPICS[meant.what]
        return next((act for _, act in known if act and act.args["v"] == topic), None)
    if meant.what not in {phrases.YES, phrases.NO, phrases.SKIP}:
        return None
    # What a button means is told by the first word of its English label ("❌ No, another way"), or,
    # where all that can be said is yes and no in other words, by what it answers. Where only one
    # says that there is none ("❌ No phone"), it is that of a no and of whoever skips.
    named = next((act for label, act in known if _first(label.one) == meant.what), None)
    without = [act for label, act in known if _first(label.one).startswith(WITHOUT)]
    if named is None and meant.what != phrases.YES and len(without) == 1:
        named = without[0]
    by_value = {act.args["v"]: act for _, act in known if act and isinstance(act.args["v"], int)}
    plain = {phrases.YES: 1, phrases.NO: 0}
    is_yes_or_no = by_value.keys() == set(plain.values())
    return named or (by_value.get(plain.get(meant.what, -1)) if is_yes_or_no else None)


def _labelled(
    context: Context,
    text: str,
    known: Iterable[tuple[Text, Act | None]],
    languages: Iterable[str],
    *,
    is_exact: bool = False,
) -> Act | None:
    said = phrases.folded(text)
    wanted = {said} if is_exact else {said, phrases.bare(said)}
    wanted -= {""}
    tags = tuple(dict.fromkeys(languages))
    return next(
        (act for label, act in known if act and not wanted.isdisjoint(_said(context, label, tags))),
        None,
    )


def _spoken(context: Context) -> tuple[str, ...]:
    """The language of the chat; the house's own stands in for what it lacks."""
    return (context.language,)


def _said(context: Context, label: Text, tags: Iterable[str]) -> Iterator[str]:
    """What stands on a button, in each of these languages."""
    if label.slot == "name":
        yield phrases.folded(label.one)
        return
    if label.slot == NEAR:
        label = time_words.worded(label, context.today)
    for tag in tags:
        chain = (tag, context.view.neighbourhood.default_language)
        if label.values:
            yield _filled(chain, label)
        else:
            yield _folded(chain, label.slot, label.one, locales.edition())


def _filled(chain: tuple[str, ...], label: Text) -> str:
    """A label with what stands in its holes; nothing where that is more than words or languages."""
    values = {key: _spelt(chain, value) for key, value in label.values.items()}
    if not all(isinstance(value, str | int) for value in values.values()):
        return ""
    try:
        return phrases.folded(
            locales.sentence(chain, label.slot, label.one).text.format_map(values)
        )
    except (LookupError, ValueError):
        # A hole that a translator misspelt.
        return ""


def _spelt(chain: tuple[str, ...], value: Value) -> Value:
    """What stands in a hole, in words where it is a language or a label of its own."""
    if isinstance(value, Tongue):
        return locales.say_language(value.tag, chain[0])
    if isinstance(value, Text) and not value.values:
        return locales.sentence(chain, value.slot, value.one).text
    return value


@lru_cache(maxsize=4096)
def _folded(chain: tuple[str, ...], slot: str, one: str, edition: int) -> str:  # noqa: ARG001
    return phrases.folded(locales.sentence(chain, slot, one).text)


def _first(label: str) -> str:
    return phrases.folded(label.partition(",")[0])
