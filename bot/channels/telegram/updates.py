"""Telegram's updates as turns: pure, no network."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from telegram import Chat, ChatMember, ChatMemberUpdated, Message, Update, User

from handlers.core.messages import Kind, Place, Turn

NAME = "telegram"
# Longer than any language tag that a device sends.
HINT = 16
# As long as a reference is kept; Telegram's are far shorter.
LONGEST_REFERENCE = 40
# What we ask Telegram for; anything else it delivers all the same is left alone.
WANTED = ["message", "edited_message", "callback_query", "my_chat_member"]
_GONE = {ChatMember.BANNED, ChatMember.LEFT}


def to_turn(update: Update, now: datetime, username: str) -> Turn | None:
    """What a neighbour did; None for what is nobody's turn, such as a channel post.

    ``username`` is our own; a command that names another bot of the group is not for us.
    """
    external_id = str(update.update_id)
    if update.message and _is_for_another(update.message, username):
        return None
    if update.message:
        return _message(update.message, external_id, now)
    if update.edited_message and _is_private(update.edited_message.chat):
        edited = update.edited_message
        # A live location moves by editing its message, every few seconds.
        if edited.location is None:
            parts = _parts(edited)
            return _turn(edited.chat, edited.from_user, external_id, now, kind=Kind.EDITED, **parts)
    if update.callback_query:
        query = update.callback_query
        chat = query.message.chat if query.message else None
        return Turn(
            NAME,
            str(chat.id if chat else query.from_user.id),
            external_id,
            now,
            Kind.TAPPED,
            tap=query.data or "",
            message=str(query.message.message_id) if query.message else "",
            hint=(query.from_user.language_code or "")[:HINT],
            private=chat is None or _is_private(chat),
        )
    if update.my_chat_member:
        return _membership(update.my_chat_member, external_id, now)
    return None


def _message(message: Message, external_id: str, now: datetime) -> Turn | None:
    said, itself = message.text or "", {"said_as": _reference(message)}
    if message.location:
        parts = {"place": Place(message.location.latitude, message.location.longitude), **itself}
        return _turn(message.chat, message.from_user, external_id, now, kind=Kind.PLACE, **parts)
    if message.forward_origin and said.startswith("/"):
        kind = Kind.FORWARDED
        return _turn(message.chat, message.from_user, external_id, now, kind=kind, **itself)
    parts = _parts(message)
    if said:
        return _turn(message.chat, message.from_user, external_id, now, **parts)
    if message.voice and _is_private(message.chat) and not message.forward_origin:
        parts |= {"kind": Kind.VOICE, "voice": message.voice.file_id}
        return _turn(message.chat, message.from_user, external_id, now, **parts)
    if _is_private(message.chat) and message.effective_attachment:
        parts["kind"] = Kind.SENT_OTHER
        return _turn(message.chat, message.from_user, external_id, now, **parts)
    return None


def _is_for_another(message: Message, username: str) -> bool:
    command = (message.text or "").partition(" ")[0]
    named = command.partition("@")[2] if command.startswith("/") else ""
    return bool(named and username) and named.lower() != username.lower()


def _parts(message: Message) -> dict[str, Any]:
    return {
        "text": _words(message),
        "said_as": _reference(message),
        "reply_to": _answered(message),
    }


def _reference(message: Message) -> str:
    """What the person wrote, as the channel calls it."""
    return str(message.message_id)[:LONGEST_REFERENCE]


def _words(message: Message) -> str:
    """What was typed, also under a photo: a letter is often shown, with a word about it."""
    return message.text or message.caption or ""


def _answered(message: Message) -> str:
    """Our message that this one answers, as the channel calls it."""
    return str(message.reply_to_message.message_id) if message.reply_to_message else ""


def _membership(change: ChatMemberUpdated, external_id: str, now: datetime) -> Turn:
    kind = Kind.LEFT if change.new_chat_member.status in _GONE else Kind.CAME_BACK
    return _turn(change.chat, change.from_user, external_id, now, kind=kind)


def _turn(chat: Chat, sender: User | None, external_id: str, now: datetime, **parts: Any) -> Turn:
    private = _is_private(chat)
    hint = (sender.language_code or "")[:HINT] if sender and private else ""
    return Turn(NAME, str(chat.id), external_id, now, hint=hint, private=private, **parts)


def _is_private(chat: Chat) -> bool:
    return chat.type == Chat.PRIVATE
