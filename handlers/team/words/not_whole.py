"""Whoever coordinates is told, in their own language, that it does not say everything yet."""

from __future__ import annotations

import locales
from handlers.core.context import Context
from handlers.core.messages import Text, say
from locales.catalogs.audience import Audience


def told(context: Context) -> tuple[Text, ...]:
    """A line that prepares somebody for words in another language; nothing where all is said."""
    read = locales.languages().get(context.language)
    if read is None or read.whole >= Audience.OFFICE:
        return ()
    return (say("body", "Some of this is not in your language yet."),)
