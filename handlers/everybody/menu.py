"""The main menu, the last row under every message, and what we say when we did not understand."""

from __future__ import annotations

from handlers.core.context import Args, Scene
from handlers.core.keyboards import Rows, footer
from handlers.core.messages import Button, Outcome, Reply, Text, button, name, say
from handlers.help_requests import disagreements
from handlers.help_requests.helper_texts import REQUESTS
from handlers.rooms.status import present
from storage.repositories.people.roles import PARTNER


def show(scene: Scene, _: Args) -> Outcome:
    """The main menu; the question that was open is over."""
    return Outcome((menu(scene, say("body", "What do you need?")),))


def menu(scene: Scene, *lines: Text) -> Reply:
    """A message with the main menu under it: what this person most likely wants comes first."""
    # Where several share a phone, one sees at once who is on.
    who = (name(scene.face),) if scene.face else ()
    return Reply((*who, *lines), (*_for_roles(scene), *for_everybody()))


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


def not_understood(scene: Scene) -> Outcome:
    """The menu and a way to a person: never silence, never blame."""
    lines = [say("body", "I did not understand."), say("body", "What do you need?")]
    return Outcome((menu(scene, *lines),))


def only_words(scene: Scene, _: Args) -> Outcome:
    """The answer to a sticker, a photo, a voice note: we cannot read it, a person can help."""
    lines = [
        say("body", "I can only read words and buttons."),
        say("body", "A person can help you in the room."),
    ]
    return Outcome((menu(scene, *lines),), keeps_question=True)


def changed_message(_scene: Scene, _: Args) -> Outcome:
    """The answer to a message that was changed after it was sent: its first text counted."""
    lines = [
        say("body", "I saw that you changed your message."),
        say("body", "Please send it again as a new message."),
    ]
    return Outcome((Reply(tuple(lines), (footer(),)),), keeps_question=True)


def forwarded(scene: Scene, _: Args) -> Outcome:
    """A forwarded command does nothing: who forwards it may not know what it does."""
    lines = [
        say("body", "You forwarded this message."),
        say("body", "I do nothing with forwarded messages."),
        say("body", "What do you need?"),
    ]
    return Outcome((menu(scene, *lines),), keeps_question=True)


def only_key_holders(scene: Scene) -> Outcome:
    """The answer to somebody without a key: who can, and how to become one."""
    lines = (
        say("body", "Only key-holders can do this."),
        say("body", "Do you want to hold a key? Ask in the room."),
    )
    return Outcome((menu(scene, *lines),))


def over(scene: Scene) -> Outcome:
    """The answer to a button of an old question: where we are now."""
    lines = (say("body", "That question is over."), *present(scene))
    return Outcome((menu(scene, *lines),), keeps_question=True)


def _for_roles(scene: Scene) -> Rows:
    rows: list[tuple[Button, ...]] = []
    own = scene.own_rooms
    if own:
        open_now = scene.store.openings.open_now()
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
    if scene.person.rooms_as(PARTNER):
        rows += [(button(REQUESTS, "requests"),), partner_row()]
    elif scene.person.roles and _has_requests(scene):
        rows.append((button(REQUESTS, "requests"),))
    if scene.person.is_coordinator:
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


def _has_requests(scene: Scene) -> bool:
    """Whether anything is asked of somebody's rooms; of coordinators also what nobody looked at."""
    rooms = [room.id for room in scene.own_rooms]
    is_coordinator = scene.person.is_coordinator
    if scene.store.requests.is_any_open(rooms, everywhere=is_coordinator):
        return True
    return is_coordinator and bool(disagreements.to_look_at(scene.store, scene.person.id))
