"""Buttons in rows, the same everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import locales
from handlers.core.context import Context
from handlers.core.messages import Button, button, name, say

Rows = tuple[tuple[Button, ...], ...]


# How everything begins that arrives unasked: somebody else may see the screen.
NEWS = say("body", "There is news for you about the neighbourhood room.")


@cache
def footer() -> tuple[Button, ...]:
    """The last row, always the same, always in the same place."""
    return (
        button(name("🏠"), "menu"),
        button(name("🌐"), "language"),
        button(say("btn", "🧑 A person"), "person"),
        button(name("🆘"), "urgent"),
    )


def in_rows(buttons: Sequence[Button], width: int = 2) -> Rows:
    """Buttons side by side, so many in a row."""
    return tuple(tuple(buttons[first : first + width]) for first in range(0, len(buttons), width))


def language_rows(context: Context) -> Rows:
    """A button for each language, in the neighbourhood's order, the present one first."""
    order = languages_offered(context)
    buttons = [_language_button(tag) for tag in order]
    return in_rows(buttons)


def languages_offered(context: Context) -> list[str]:
    """The languages there are catalogs for: the person's own, then the file's order."""
    known = locales.languages()
    ordered = dict.fromkeys([context.language, *context.view.neighbourhood.languages, *known])
    return [tag for tag in ordered if tag in known]


def _language_button(tag: str) -> Button:
    language = locales.languages()[tag]
    if language.is_draft:
        label = say("btn", "{language} (draft)", language=language.own_name)
        own = locales.sentence((tag,), "btn", label.one).text.replace(
            "{language}", language.own_name
        )
        return button(name(own), "language.choose", tag=tag)
    return button(name(language.own_name), "language.choose", tag=tag)
