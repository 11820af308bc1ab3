"""What a tapped button is: an act of ours, or another page of a message with very many buttons."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.core import message_json
from handlers.core.context import Context
from handlers.core.messages import Act, Reply
from handlers.core.questions import LISTEN, PAGES
from storage.repositories.messages.sent import Message

# The number of a message, its random key, and which of its buttons: see `bot.rendering.text`.
TOKEN = re.compile(r"(?P<message>[0-9a-f]{1,15})\.(?P<key>[\w-]{12})\.(?P<position>[0-9]{1,4})")


def act_of(context: Context, token: str) -> Act | None:
    """What a button does, if it stands under a message that this very person was sent."""
    message, position = _found(context, token)
    acts = message_json.acts(message.payload) if message else []
    return acts[position] if 0 <= position < len(acts) else None


def is_page(token: str) -> bool:
    """Whether a button shows another page of its message."""
    match = TOKEN.fullmatch(token)
    return match is not None and int(match["position"]) >= PAGES


def is_listen(token: str) -> bool:
    """Whether a button has its message said aloud."""
    match = TOKEN.fullmatch(token)
    return match is not None and int(match["position"]) == LISTEN


def listened(context: Context, token: str) -> Message | None:
    """The message that a button has said aloud; None when it is not this person's."""
    return _found(context, token)[0]


def turned(context: Context, token: str) -> Reply | None:
    """Another page of a message; None when it is not this person's, or its question is over."""
    message, position = _found(context, token)
    if message is None:
        return None
    shown = message_json.from_json(message.payload)
    dialogue = context.person.dialogue
    asked = {button.act.args.get("q") for row in shown.rows for button in row if button.act}
    if not shown.lines or not asked <= {None, dialogue.version if dialogue else None}:
        return None
    return replace(shown, page=position - PAGES, replaces=True, is_secret=message.is_secret)


def _found(context: Context, token: str) -> tuple[Message | None, int]:
    """The message that a button stands under, if it is this person's, and which one it is."""
    match = TOKEN.fullmatch(token)
    message = context.store.sent.get(int(match["message"], 16)) if match else None
    if match is None or message is None or message.person != context.person.id:
        return None, -1
    return (message if message.token == match["key"] else None), int(match["position"])
