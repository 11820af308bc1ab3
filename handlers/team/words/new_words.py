"""New words: a coordinator sees what nobody understood, one by one, before any translator does."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.core import keyboards
from handlers.core.context import Context
from handlers.core.feature import FurtherOn
from handlers.core.messages import Button, Outcome, Reply, Text, Tongue, button, name, say, say_many


@dataclass(frozen=True, slots=True, kw_only=True)
class OfUtterance(FurtherOn):
    """The utterance that is decided about, by its number in our tables."""

    utterance: int


def offer(context: Context) -> tuple[Button, ...]:
    """The button to them, where there is anything to see."""
    store = context.store
    if not (store.not_understood.how_many() or store.wrong_sentences.how_many()):
        return ()
    return (button(say("btn", "📝 New words"), "words"),)


def show(context: Context, args: FurtherOn) -> Outcome:
    """One utterance, its language, and what to do with it."""
    return _shown(context, args.skip)


def keep(context: Context, args: OfUtterance) -> Outcome:
    """Translators get it."""
    done = say("body", "✅ Kept. Translators get it.")
    is_first = context.store.not_understood.accept(args.utterance, context.today)
    return _shown(context, args.skip, *((done,) if is_first else (DECIDED,)))


def throw_away(context: Context, args: OfUtterance) -> Outcome:
    """It never comes back."""
    done = say("body", "🗑️ Thrown away. It won't come back.")
    is_first = context.store.not_understood.throw_away(args.utterance, context.today)
    return _shown(context, args.skip, *((done,) if is_first else (DECIDED,)))


DECIDED = say("body", "That was decided already.")


def _shown(context: Context, skip: int, *first: Text) -> Outcome:
    waiting = context.store.not_understood
    count = waiting.how_many()
    skip = skip if 0 <= skip < count else 0
    one = waiting.waiting(skip)
    manage = (button(say("btn", "🛠️ Manage"), "manage"),)
    replaces = bool(context.turn.tap)
    if one is None:
        lines = (*first, say("body", "There are no new words."), *_wrong(context))
        return Outcome((Reply(lines, (manage,), replaces=replaces),))
    head = say_many(
        "body", "📝 {n} sentence that I don't know:", "📝 {n} sentences that I don't know:", count
    )
    lines = (
        *first,
        head,
        name(one.words),
        say("body", "Written in {language}, by three people.", language=Tongue(one.language)),
        say("body", "Does it name a person? Throw it away."),
        *_wrong(context),
    )
    carries = {"utterance": one.id, "skip": skip}
    rows = (
        (
            button(say("btn", "✅ Keep"), "words.keep", **carries),
            button(say("btn", "🗑️ Throw away"), "words.throw", **carries),
        ),
        *keyboards.more_row("words", keyboards.beyond(count, skip, 1)),
        manage,
    )
    # What people wrote does not stay in the chat of whoever looked at it.
    return Outcome((Reply(lines, rows, replaces=replaces, is_secret=True),))


def _wrong(context: Context) -> tuple[Text, ...]:
    """How many sentences of ours are called wrong: translators get the list."""
    count = context.store.wrong_sentences.how_many()
    if not count:
        return ()
    said = say_many(
        "body",
        "✏️ {n} translated sentence may be wrong. Translators get it.",
        "✏️ {n} translated sentences may be wrong. Translators get them.",
        count,
    )
    return (said,)
