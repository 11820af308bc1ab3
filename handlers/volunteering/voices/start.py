"""The way in: why a voice is needed, how much is there; what comes next; and taking one's back."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.messages import Outcome, Reply, Text, button, say, say_many
from handlers.volunteering.voices import listening, making, texts
from handlers.volunteering.voices.listening import Judged
from handlers.volunteering.voices.texts import After
from storage.repositories.volunteering.voices import APPROVED


@dataclass(frozen=True, slots=True, kw_only=True)
class TakesBack:
    """Whether somebody takes their voice back; 0 asks first."""

    yes: int = 0


def show(context: Context, _: Nothing) -> Outcome:
    """Why a voice is needed, who can hear it, and how much of it is there."""
    if not texts.may(context):
        return texts.refused(context)
    every = context.voices.sentences(context.language)
    said = {
        one.heard for one in context.store.voices.entries(context.language) if one.state == APPROVED
    }
    done = sum(one.heard in said for one in every)
    lines = (
        say("body", "🎤 Many neighbours cannot read. Lend them your voice."),
        say("body", "Everybody can hear it. Nobody sees your name."),
        say("body", "{done} of {every} sentences have a voice.", done=done, every=len(every)),
    )
    begin = button(say("btn", "▶️ Start"), "voices.next")
    return Outcome((Reply(lines, ((begin,), *texts.delete_row(context))),))


def go_on(context: Context, args: After) -> Outcome:
    """What waits for an ear comes first; then the next sentence that nobody has said."""
    return _next(context, args) if texts.may(context) else texts.refused(context)


def judge(context: Context, args: Judged) -> Outcome:
    """Somebody says whether a recording is good; then what comes next."""
    said = listening.judged(context, args)
    return said if isinstance(said, Outcome) else _next(context, args, *said)


def _next(context: Context, args: After, *first: Text) -> Outcome:
    waiting = listening.next_one(context, args, *first)
    return waiting or making.goes_on(context, context.language, args.after, *first)


def take_back(context: Context, args: TakesBack) -> Outcome:
    """None of what somebody recorded is heard any more; asked once, and then gone for good."""
    if args.yes != 1:
        n = len(context.store.voices.numbers_of(context.person.id))
        if not n:
            return refusals.OVER
        ask = say_many(
            "body",
            "🗑️ Delete your voice? It says {n} sentence.",
            "🗑️ Delete your voice? It says {n} sentences.",
            n,
        )
        yes = button(say("btn", "🗑️ Yes, delete"), "voices.back", yes=1)
        no = button(say("btn", "❌ No"), "voices")
        return Outcome((Reply((ask,), ((yes, no),)),))
    context.store.voices.take_back(context.person.id)
    context.voices.changed()
    line = say("body", "✅ Your voice is deleted. Thank you for lending it.")
    return Outcome((Reply((line,)),), erases=True)
