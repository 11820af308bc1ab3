"""The first screen of somebody new, in the page at once: it is looked up, and nothing is written.

Its buttons are labels: whoever taps one has said hello first, and the label after it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

import structlog

import locales
from bot.channels.web.chat.conversation import Mailbox
from bot.channels.web.chat.visit import NAME
from bot.channels.web.view import LIMITS, Shown
from bot.rendering.text import Reader, render
from handlers.core import message_json
from handlers.core.context import Context
from handlers.core.messages import Turn
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.dispatch import router
from storage.repositories.people.people import Person
from storage.store import Store

# What a page may say by itself, and whoever taps a button of its first screen before that.
HELLO, AT_A_DOOR = "/start", "/start room_"
log = structlog.get_logger(__name__)


class FirstScreens:
    """What somebody new reads first, in their language."""

    def __init__(
        self,
        mailbox: Mailbox,
        view: Callable[[], NeighbourhoodView],
        clock: Callable[[], datetime],
    ) -> None:
        self._mailbox = mailbox
        self._view = view
        self._clock = clock

    def is_hello(self, said: str) -> bool:
        """Whether a page says this by itself to somebody new: a greeting, maybe at a door."""
        room = said.removeprefix(AT_A_DOOR)
        return said == HELLO or (said.startswith(AT_A_DOOR) and room in self._view().rooms)

    async def of(self, said: str, hint: str) -> Shown | None:
        """What is answered to a greeting; nothing where there is no answer now."""
        if not self.is_hello(said):
            return None
        try:
            return await self._mailbox.ask(partial(self._made, said, hint))
        except Exception as problem:
            # The page works without it: its first answer comes a moment later.
            log.warning("web.no_first_screen", problem=type(problem).__name__)
            return None

    def _made(self, said: str, hint: str, store: Store) -> Shown:
        view, now = self._view(), self._clock()
        turn = Turn(NAME, "", "", now, text=said, hint=hint, automatic=True)
        person = Person(id=0, channel=NAME, hint=hint)
        answers = router.answer(Context(turn, person, store, view, _no_links)).replies
        reader = Reader.of(hint, view.neighbourhood.default_language, view.today(now))
        limits = replace(LIMITS, voices=self._mailbox.voices)
        made, _ = render(message_json.to_json(answers[0]), reader, limits, 0, "")
        rows = [[{"label": key.label} for key in row if key.token] for row in made.rows]
        return {
            "text": made.text,
            "language": made.language,
            "tongues": made.tongues,
            "dir": "rtl" if locales.is_rtl(made.language) else "ltr",
            "rows": [row for row in rows if row],
        }


def _no_links(_: str) -> tuple[str, ...]:
    return ()
