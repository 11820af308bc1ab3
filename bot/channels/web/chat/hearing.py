"""Passes on what a visitor does, one thing after the other, to those who answer it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from weakref import WeakValueDictionary

import structlog

from bot.channels.base import Hear
from bot.channels.web import forms, page_texts, pages
from bot.channels.web.chat import visit
from bot.channels.web.chat.conversation import Mailbox
from handlers.core.messages import Turn

log = structlog.get_logger(__name__)


class Hearing:
    """What visitors do, in its order for each of them, whatever the network makes of it."""

    def __init__(self, mailbox: Mailbox, hear: Hear, clock: Callable[[], datetime]) -> None:
        self._mailbox = mailbox
        self._hear = hear
        self._clock = clock
        self._orders: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def pass_on(self, turn: Turn) -> str:
        """Have it stored; the sentence to show where its answer has to wait.

        Raises Refusal when it cannot be stored now.
        """
        async with self._order(turn.sender):
            try:
                return await asyncio.wait_for(self._hear(turn), forms.LONGEST_STORING)
            except Exception as problem:
                log.warning("web.not_stored", problem=type(problem).__name__)
                raise pages.Refusal(503, page_texts.TRY_LATER) from problem

    async def end(self, token: str) -> None:
        """Forget whom this secret opened, after all that they did before."""
        if not token:
            return
        async with self._order(token):
            if await self._mailbox.find(token):
                await self._hear(visit.going(token, self._clock()))

    def _order(self, token: str) -> asyncio.Lock:
        return self._orders.setdefault(token, asyncio.Lock())
