"""The main menu, the last row under every message, and what we say when we did not understand."""

from __future__ import annotations

from handlers.core.context import Args, Context
from handlers.core.keyboards import Rows, footer
from handlers.core.messages import Button, Outcome, Reply, Text, button, name, say
from handlers.help_requests import disagreements
from handlers.help_requests.helper_texts import REQUESTS
from handlers.rooms.status import present
from storage.repositories.people.roles import PARTNER


def show(context: Context, _: Args) -> Outcome:
    """The main menu; the question that was open is over."""
    return Outcome((menu(context, say("body", "What do you need?")),))


def menu(context: Context, *lines: Text) -> Reply:
    """A message with the main menu under it: what this person most likely wants comes first."""
    # Where several share a phone, one sees at once who is on.
    who = (name(context.profile),) if context.profile else ()
    return Reply((*who, *lines), (*_for_roles(context), *for_everybody()))


def for_everybody() -> Rows:
    """What every neighbour can do."""
    return (
        (
            button(say("btn", "🕙 Opening hours"), "hours"),
            button(say("btn", "📅 Activities"), "activities"),
        ),
        (button(say("btn", "⛑️ I need help"), "referral"),),
        (button(say("btn", "🌱 I want to help"), "volunteer"),),
        (
            button(say("btn", "🌐 Language"), "language"),
            button(say("btn", "🧑 A person"), "person"),
        ),
    )


def partner_row() -> tuple[Button, ...]:
    """What somebody who answers for a partner does besides: sending people, saying it is full."""
    return (
        button(say("btn", "➕ Send somebody"), "send"),
        button(say("btn", "🚦 Full or free"), "capacity"),
    )


def not_understood(context: Context) -> Outcome:
    """The menu and a way to a person: never silence, never blame."""
    lines = [say("body", "I did not understand."), say("body", "What do you need?")]
    return Outcome((menu(context, *lines),))


def only_words(context: Context, _: Args) -> Outcome:
    """The answer to a sticker, a photo, a voice note: we cannot read it, a person can help."""
    lines = [
        say("body", "I can only read words and buttons."),
        say("body", "A person can help you in the room."),
    ]
    return Outcome((menu(context, *lines),), keeps_question=True)


def changed_message(_context: Context, _: Args) -> Outcome:
    """The answer to a message that was changed after it was sent: its first text counted."""
    lines = [
        say("body", "I saw that you changed your message."),
        say("body", "Please send it again as a new message."),
    ]
    return Outcome((Reply(tuple(lines), (footer(),)),), keeps_question=True)


def forwarded(context: Context, _: Args) -> Outcome:
    """A forwarded command does nothing: who forwards it may not know what it does."""
    lines = [
        say("body", "You forwarded this message."),
        say("body", "I do nothing with forwarded messages."),
        say("body", "What do you need?"),
    ]
    return Outcome((menu(context, *lines),), keeps_question=True)


def only_key_holders(context: Context) -> Outcome:
    """The answer to somebody without a key: who can, and how to become one."""
    lines = (
        say("body", "Only key-holders can do this."),
        say("body", "Do you want to hold a key? Ask in the room."),
    )
    return Outcome((menu(context, *lines),))


def over(context: Context) -> Outcome:
    """The answer to a button of an old question: where we are now."""
    lines = (say("body", "That question is over."), *present(context))
    return Outcome((menu(context, *lines),), keeps_question=True)


def _for_roles(context: Context) -> Rows:
    rows: list[tuple[Button, ...]] = []
    own = context.own_rooms
    if own:
        open_now = context.store.openings.open_now()
        if any(room.id not in open_now for room in own):
            rows.append((button(say("btn", "🔑 I open"), "open"),))
        if any(room.id in open_now for room in own):
            rows.append(
                (
                    button(say("btn", "👥 Count"), "count"),
                    button(say("btn", "🔒 I close"), "close"),
                )
            )
        rows.append((button(say("btn", "📋 My openings"), "shifts"),))
    if context.person.rooms_as(PARTNER):
        rows += [(button(REQUESTS, "requests"),), partner_row()]
    elif context.person.roles and _has_requests(context):
        rows.append((button(REQUESTS, "requests"),))
    if context.person.is_coordinator:
        rows.append(
            (
                button(say("btn", "📊 Report"), "report"),
                button(say("btn", "✉️ Invite"), "invite"),
            )
        )
        rows.append((button(say("btn", "🪜 Steps"), "path"),))
        rows.append(
            (
                button(say("btn", "🛠️ Manage"), "manage"),
                button(say("btn", "📣 Announce"), "announce"),
            )
        )
    return tuple(rows)


def _has_requests(context: Context) -> bool:
    """Whether anything is asked of somebody's rooms; of coordinators also what nobody looked at."""
    rooms = [room.id for room in context.own_rooms]
    is_coordinator = context.person.is_coordinator
    if context.store.requests.is_any_open(rooms, everywhere=is_coordinator):
        return True
    return is_coordinator and bool(disagreements.to_look_at(context.store, context.person.id))
