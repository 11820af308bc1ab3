"""Telegram's updates as turns: pure, no network.

Of each only what we use is read. `telegram.Update` would make an object of every part of it, which
takes longer than all that a turn needs to be understood.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

from telegram import Chat, ChatMember

from bot.channels.telegram import kinds, topics
from handlers.core.messages import Kind, Place, Turn

NAME = "telegram"
# Longer than any language tag that a device sends.
HINT = 16
# As long as a reference is kept; Telegram's are far shorter.
LONGEST_REFERENCE = 40
# What we ask Telegram for; anything else it delivers all the same is left alone.
WANTED = ["message", "edited_message", "callback_query", "my_chat_member"]
# As Telegram sent it; the names are those of its Bot API.
Parts: TypeAlias = Mapping[str, Any]
_GONE = {ChatMember.BANNED, ChatMember.LEFT}


def to_turn(update: Parts, now: datetime, username: str) -> Turn | None:
    """What a neighbour did; None for what is nobody's turn, such as a channel post.

    ``username`` is our own; in a group a command that names another bot is not for us. Raises
    what READING_FAILS names for an update that is not one.
    """
    external_id = str(_whole(update, "update_id"))
    if message := _part(update, "message"):
        return None if _is_for_another(message, username) else _message(message, external_id, now)
    if edited := _part(update, "edited_message"):
        # A live location moves by editing its message, every few seconds.
        if _is_private(_chat(edited)) and not edited.get("location"):
            return _turn(edited, external_id, now, kind=Kind.EDITED, **_parts(edited))
        return None
    if query := _part(update, "callback_query"):
        return _tap(query, external_id, now)
    if change := _part(update, "my_chat_member"):
        status = _part(change, "new_chat_member")["status"]
        kind = Kind.LEFT if status in _GONE else Kind.CAME_BACK
        return _turn(change, external_id, now, kind=kind)
    return None


def sent_at(update: Parts) -> datetime | None:
    """When a message of somebody reached Telegram, by its clock."""
    message = _part(update, "message")
    return datetime.fromtimestamp(_whole(message, "date"), UTC) if message else None


def tapped(update: Parts) -> str:
    """What Telegram calls a tap whose button waits for an answer; empty for anything else."""
    return str(_part(update, "callback_query").get("id", ""))


def _tap(query: Parts, external_id: str, now: datetime) -> Turn:
    message, sender = _part(query, "message"), _part(query, "from")
    chat = _chat(message) if message else {}
    return Turn(
        NAME,
        str(_whole(chat or sender, "id")),
        external_id,
        now,
        Kind.TAPPED,
        tap=_words(query, "data"),
        message=str(_whole(message, "message_id")) if message else "",
        said_as=topics.referred(message, "")[:LONGEST_REFERENCE],
        hint=_words(sender, "language_code")[:HINT],
        private=not chat or _is_private(chat),
    )


def _message(message: Parts, external_id: str, now: datetime) -> Turn | None:
    itself = {"said_as": _reference(message)}
    is_private = _is_private(_chat(message))
    if location := _part(message, "location"):
        place = Place(float(location["latitude"]), float(location["longitude"]))
        return _turn(message, external_id, now, kind=Kind.PLACE, place=place, **itself)
    parts = _parts(message)
    is_forward = bool(message.get("forward_origin"))
    if is_forward and parts["text"].startswith("/"):
        return _turn(message, external_id, now, kind=Kind.FORWARDED, **itself)
    if _words(message, "text") or (parts["text"] and not is_private):
        return _turn(message, external_id, now, **parts)
    if not is_private or not kinds.of_somebody(message):
        return None
    if (voice := _part(message, "voice")) and not is_forward:
        parts |= {"kind": Kind.VOICE, "voice": _words(voice, "file_id")}
        return _turn(message, external_id, now, **parts)
    parts |= {"kind": kinds.sent(message), "album": kinds.album(message)}
    return _turn(message, external_id, now, **parts)


def _is_for_another(message: Parts, username: str) -> bool:
    if _is_private(_chat(message)):
        # There is nobody else here who could answer.
        return False
    command = _parts(message)["text"].partition(" ")[0]
    named = command.partition("@")[2] if command.startswith("/") else ""
    return bool(named and username) and named.lower() != username.lower()


def _parts(message: Parts) -> dict[str, Any]:
    answered = _part(message, "reply_to_message")
    return {
        # What was typed, also under a photo: a letter is often shown, with a word about it.
        "text": _words(message, "text") or _words(message, "caption"),
        "said_as": _reference(message),
        # Our message that this one answers, as the channel calls it.
        "reply_to": str(_whole(answered, "message_id")) if answered else "",
    }


def _reference(message: Parts) -> str:
    """What the person wrote, as the channel calls it."""
    return topics.referred(message, str(_whole(message, "message_id")))[:LONGEST_REFERENCE]


def _turn(of: Parts, external_id: str, now: datetime, **parts: Any) -> Turn:
    chat, sender = _chat(of), _part(of, "from")
    private = _is_private(chat)
    hint = _words(sender, "language_code")[:HINT] if private else ""
    number = str(_whole(chat, "id"))
    return Turn(NAME, number, external_id, now, hint=hint, private=private, **parts)


def _chat(of: Parts) -> Parts:
    chat = of["chat"]
    if not isinstance(chat, dict):
        raise TypeError("a chat that is none")
    return chat


def _is_private(chat: Parts) -> bool:
    return bool(chat["type"] == Chat.PRIVATE)


def _part(of: Parts, name: str) -> Parts:
    """A part of what Telegram sent; empty where there is none."""
    part = of.get(name) or {}
    if not isinstance(part, dict):
        raise TypeError(f"{name} is no part")
    return part


def _words(of: Parts, name: str) -> str:
    words = of.get(name) or ""
    if not isinstance(words, str):
        raise TypeError(f"{name} is no text")
    return words


def _whole(of: Parts, name: str) -> int:
    number = of[name]
    if not isinstance(number, int):
        raise TypeError(f"{name} is no number")
    return number
