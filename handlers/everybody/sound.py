"""Everything with sound: asked once of whoever listens often, and changed with one tap."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.core.context import Context
from handlers.core.keyboards import Rows
from handlers.core.messages import Outcome, Reply, Text, button, say

ASK = say("body", "🔊 Shall I always send sound too?")
ON = say("body", "🔊 From now on you can hear every message.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OnOrOff:
    """Whether every message comes with sound: 1 or 0."""

    on: int


def choose(context: Context, args: OnOrOff) -> Outcome:
    """Every message comes with sound from now on, or none does; an open question stays open."""
    is_on = bool(args.on)
    context.store.sound.choose(context.person.id, is_on=is_on)
    line = ON if is_on else say("body", "🔇 Good. Tap 🔊 when you want to listen.")
    return Outcome((Reply((line,), offer(context)),), keeps_question=True)


def offer(context: Context) -> Rows:
    """The row of the button, where the language of the chat is spoken."""
    if not context.can_listen:
        return ()
    if context.store.sound.is_on(context.person.id):
        return ((button(say("btn", "🔇 No sound"), "sound", on=0),),)
    return ((button(say("btn", "🔊 Always sound"), "sound", on=1),),)


def under_clip(context: Context) -> tuple[tuple[Text, ...], Rows]:
    """What stands under a message that is said aloud: the question, once; later the button."""
    store, person = context.store.sound, context.person.id
    if store.listened(person) and not store.is_on(person):
        yes = button(say("btn", "✅ Yes"), "sound", on=1)
        no = button(say("btn", "❌ No"), "sound", on=0)
        return (ASK,), ((yes, no),)
    return (), offer(context) if store.was_asked(person) else ()
