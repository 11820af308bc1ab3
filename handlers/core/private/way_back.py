"""Pictures that open a request or a role again: made here, shown once, written down on paper."""

from __future__ import annotations

from collections.abc import Callable
from random import SystemRandom

from handlers.core.context import Context
from handlers.core.keyboards import PICTURES, in_order
from handlers.core.messages import Text, say

# Six different ones of 36 in an order: 1.4 thousand million ways, 30.4 bits.
LENGTH = 6


def to_request(context: Context, request: int) -> tuple[Text, ...]:
    """What somebody reads who has no account, with pictures that open this request again."""
    if context.has_account:
        return ()
    pictures = _made(lambda made: context.store.ways_back.to_request(request, made))
    return (
        say("body", "🗝️ These pictures bring you back to this:"),
        in_order(pictures),
        say("body", "They work on every phone. Write them down now."),
    )


def to_role(context: Context) -> tuple[Text, ...]:
    """What somebody with a role reads who has no account, with pictures that open it again."""
    if context.has_account:
        return ()
    pictures = _made(lambda made: context.store.ways_back.to_person(context.person.id, made))
    return (
        say("body", "🗝️ These pictures let you in again:"),
        in_order(pictures),
        say("body", "Write them down now. Show them to nobody."),
    )


def read(text: str) -> str:
    """The pictures that somebody typed, and nothing else; empty when that is no way back."""
    typed = [sign for sign in text if not sign.isspace() and sign != "\ufe0f"]
    are_all = len(typed) == LENGTH and all(sign in PICTURES for sign in typed)
    return "".join(typed) if are_all else ""


def _made(take: Callable[[str], bool]) -> str:
    """Pictures that nobody has."""
    while True:
        pictures = "".join(SystemRandom().sample(PICTURES, LENGTH))
        if take(pictures):
            return pictures
