"""The main menu, and what is said of messages that we cannot read."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from handlers.conversations import choose_room, danger
from handlers.core import keyboards, refusals
from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.keyboards import Rows
from handlers.core.messages import Below, Button, Outcome, Reply, button, name, say
from handlers.core.neighbourhood.topics import LABELS
from handlers.help_requests import disagreements
from handlers.help_requests.answer.buttons import partner_row
from handlers.help_requests.helper_texts import REQUESTS
from handlers.rooms import status
from storage.repositories.people.roles import PARTNER


def show(_context: Context, _: Nothing) -> Outcome:
    """The main menu; the question that was open is over."""
    return Outcome((Reply((say("body", "What do you need?"),), below=Below.MAIN_MENU),))


def asked_for_help(context: Context, _: Nothing) -> Outcome:
    """``/help``: the main menu; but what is typed behind it may be words of danger."""
    return danger.heard(context, context.turn.text) or show(context, Nothing())


def with_menu(context: Context, reply: Reply) -> Reply:
    """A message with the main menu under it: what this person most likely wants comes first."""
    # Where several share a phone, one sees at once who is on.
    who = (name(context.profile),) if context.profile else ()
    room = keyboards.to_room(status.soonest(context).room)
    own = (*keyboards.unchosen_language(context), *_for_roles(context), (room,))
    rows = (*reply.rows, *own, *for_everybody())
    return replace(reply, lines=(*who, *reply.lines), rows=rows, below=Below.NOTHING)


@cache
def for_everybody() -> Rows:
    """What every neighbour can do: what is wanted most, and behind one button the rest."""
    return (
        (
            button(say("btn", "🕙 Opening hours"), "hours"),
            button(say("btn", "📅 Activities"), "activities"),
        ),
        (button(say("btn", "⛑️ I need help"), "referral"),),
        (button(say("btn", "☰ More"), "more"),),
        keyboards.footer(),
    )


def only_words(_context: Context) -> Outcome:
    """The answer to a sticker, a contact: we cannot read it, a person can help."""
    return refusals.ONLY_WORDS


def letter(context: Context) -> Outcome:
    """The answer to a photo or a file: whoever sends one has a letter, nearly always."""
    helps = [button(LABELS["forms"], "referral", domain="forms")]
    if choose_room.soonest(context):
        helps.append(button(say("btn", "💬 Write to a person"), "talk"))
    lines = (say("body", "A letter? We can read it together."),)
    return Outcome((Reply(lines, (tuple(helps),)),), keeps_question=True)


def changed_message(_context: Context) -> Outcome:
    """The answer to a message that was changed after it was sent: its first text counted."""
    lines = [
        say("body", "I saw that you changed your message."),
        say("body", "Please send it again as a new message."),
    ]
    return Outcome((Reply(tuple(lines)),), keeps_question=True)


def forwarded(_context: Context) -> Outcome:
    """A forwarded command does nothing: who forwards it may not know what it does."""
    lines = [
        say("body", "You forwarded this message."),
        say("body", "I cannot use forwarded messages."),
        say("body", "What do you need?"),
    ]
    return Outcome((Reply(tuple(lines), below=Below.MAIN_MENU),), keeps_question=True)


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
        rows.append(
            (
                button(say("btn", "📋 My openings"), "shifts"),
                button(say("btn", "📊 Our figures"), "figures"),
            )
        )
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
    return is_coordinator and bool(
        disagreements.to_look_at(context.store, context.person.id, context.today)
    )
