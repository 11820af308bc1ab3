"""Listening to what another neighbour recorded, before everybody may hear it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.messages import Outcome, Reply, Text, button, say
from handlers.core.questions import BACK
from handlers.volunteering.voices import texts
from handlers.volunteering.voices.texts import After, OfVoice
from storage.repositories.volunteering.voices import WAITING, Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged(OfVoice):
    """Whether a recording is good; 1 is a yes."""

    good: int


def next_one(context: Context, args: After, *first: Text) -> Outcome | None:
    """The next recording of somebody else that waits, in the language of the chat."""
    language, store = context.language, context.store.voices
    said = {one.heard for one in context.voices.sentences(language)}
    own = {*store.numbers_of(context.person.id)}
    waiting = [
        one.id
        for one in store.entries(language)
        if one.state == WAITING and one.heard in said and one.id not in own
    ]
    at = waiting.index(args.heard) + 1 if args.heard in waiting else 0
    recorded = store.get(waiting[at]) if at < len(waiting) else None
    if recorded is None:
        return None
    reply = _shown(recorded, args)
    return Outcome((replace(reply, lines=(*first, *reply.lines)),))


def _shown(recorded: Recorded, args: After) -> Reply:
    lines = (
        say("body", "🎧 A neighbour recorded this. Is the voice good?"),
        texts.shown(recorded.language, recorded.slot, recorded.one),
    )
    number = recorded.id
    good = button(say("btn", "✅ Yes"), "voices.judge", voice=number, good=1, after=args.after)
    bad = button(say("btn", "❌ No"), "voices.judge", voice=number, good=0, after=args.after)
    other = button(say("btn", "➡️ More"), "voices.next", after=args.after, heard=number)
    return Reply(lines, ((good, bad), (other,), (button(BACK, "voices"),)), voice=recorded.name)


def judged(context: Context, args: Judged) -> tuple[Text, ...] | Outcome:
    """What becomes of a recording; an Outcome where nothing can be said of it.

    Whoever taps twice, or after somebody else, goes on.
    """
    if not texts.may(context):
        return texts.refused(context)
    recorded = context.store.voices.get(args.voice)
    if recorded and texts.is_own(context, recorded):
        return refusals.OVER
    if recorded is None or recorded.state != WAITING:
        return ()
    if args.good != 1:
        context.store.voices.drop(recorded.id, WAITING)
        return (say("body", "❌ It is deleted. Somebody can say it again."),)
    context.store.voices.approve(recorded.id)
    context.voices.changed()
    return (say("body", "✅ Thank you! Now everybody can hear it."),)
