"""Delete my data: everything goes, everywhere, in two taps."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.keyboards import PAGE
from handlers.core.messages import (
    Ability,
    Button,
    Outcome,
    Priority,
    Reply,
    Text,
    button,
    say,
    say_if,
    say_many,
)
from handlers.everybody import departure, shared_phone
from handlers.everybody.shared_phone import OfProfile
from storage.repositories.messages.outbox_sql import FAREWELL
from storage.repositories.people.roles import KEY_HOLDER

assert FAREWELL == Priority.FAREWELL


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetYes:
    """Who of those that share the phone was asked; None in a button of before anybody was."""

    face: str | None = None


def offer() -> Button:
    """The first of the two taps."""
    return button(say("btn", "🗑️ Delete my data"), "forget")


def ask(context: Context, _: Nothing) -> Outcome:
    """Say what goes, and ask once."""
    lines = [*_what_goes(context), say("body", "Are you sure?")]
    yes = button(say("btn", "🗑️ Yes, delete"), "forget.yes", face=context.profile)
    no = button(say("btn", "❌ No"), "menu")
    return Outcome((Reply(tuple(lines), ((yes,), (no,))),))


def yes(context: Context, args: ForgetYes) -> Outcome:
    """Forget whoever asked, at once; the last word is on its way under another number."""
    if args.face != context.profile:
        # The phone went from hand to hand meanwhile: the other one never asked for it.
        return ask(context, Nothing())
    if context.profile:
        return shared_phone.gone(context, OfProfile(face=context.profile))
    language = context.language
    told = departure.of_everybody(context)
    context.store.forgotten.add(context.person.id, "", context.now)
    stranger = context.store.farewells.begin(context.person.id, language, context.now)
    replies = (_last_word(stranger), *told)
    return Outcome(replies, keeps_question=True, erases=True)


def once_more(context: Context, profile: str) -> list[Reply]:
    """Forget somebody whom an older copy brought back; they hear nothing, whoever waits does."""
    if profile:
        return shared_phone.once_more(context, profile)
    told = departure.of_everybody(context)
    context.store.people.forget(context.person.id)
    return told


def said_again(context: Context) -> Outcome | None:
    """The same last word for a tap that came late; None for everybody who is known."""
    if not context.store.farewells.is_one(context.person.id):
        return None
    return Outcome((_last_word(None),), keeps_question=True)


def _last_word(to: int | None) -> Reply:
    lines = (
        say("body", "✅ Done. I know nothing about you any more."),
        say_if(
            Ability.DELETE,
            say("body", "This chat still shows what was written."),
            say("body", "This page does not show it any more."),
        ),
        say_if(
            Ability.DELETE,
            say("body", "Delete the chat in your app too."),
            say("body", "Do others use this phone? Close this page."),
        ),
        say("body", "You are always welcome again."),
    )
    return Reply(lines, to=to, priority=Priority.FAREWELL, roles=())


def _what_goes(context: Context) -> list[Text]:
    if context.profile:
        return [
            say("body", "I'll delete everything about {face} at once.", face=context.profile),
            say("body", "This also deletes your activities and requests for help."),
        ]
    lines = [
        say("body", "I'll delete everything I know about you, at once."),
        say("body", "This also deletes your activities, messages and requests for help."),
        say("body", "Nobody can bring it back."),
    ]
    if context.store.profiles.of(context.person.id):
        lines.append(say("body", "I'll delete everybody's data on this phone."))
    if context.person.is_coordinator and context.store.roles.coordinators() == [context.person.id]:
        lines.append(say("body", "⚠️ You are the last coordinator."))
        lines.append(say("body", "After you nobody will get the report."))
    alone = [
        room.name
        for room in context.view.only(context.person.rooms_as(KEY_HOLDER))
        if context.store.roles.key_holders(room.id) == [context.person.id]
    ]
    shown, more = alone[:PAGE], len(alone[PAGE:])
    lines += [say("body", "⚠️ You are the last key-holder of {room}.", room=room) for room in shown]
    return [*lines, say_many("body", "And {n} more.", "And {n} more.", more)] if more else lines
