"""Whole screens as somebody reads them, for translators: so they see where their words stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import NamedTuple

from bot.cli.translators.stage import Shown, Stage
from storage.repositories.people.roles import KEY_HOLDER, RoleName

_numbers = count(1)


class Screen(NamedTuple):
    """A screen: what it is called, and its lines in each language."""

    title: str
    said: tuple[str, ...]


def _writes(*texts: str) -> Callable[[Stage, str], list[Shown]]:
    def steps(stage: Stage, who: str) -> list[Shown]:
        return [stage.says(who, text) for text in texts][-1]

    return steps


def _asks_for_help(stage: Stage, who: str) -> list[Shown]:
    """The first topic, the first place, a safe phone: then comes the yes."""
    shown = stage.says(who, "/referral")
    for _ in range(3):
        shown = stage.taps(who, 1)
    return shown


SCREENS: dict[str, tuple[RoleName | None, Callable[[Stage, str], list[Shown]]]] = {
    "The first screen": (None, _writes("/start")),
    "Is a room open?": (None, _writes("/hours")),
    "One room": (None, _writes("/hours Venserpolder")),
    "What can I do here?": (None, _writes("/activities")),
    "I need help: the yes": (None, _asks_for_help),
    "Danger": (None, _writes("/urgent")),
    "A person": (None, _writes("/person")),
    "Key-holder: I open": (KEY_HOLDER, _writes("/open")),
}


def played(stage: Stage, tags: Sequence[str]) -> list[Screen]:
    """Every screen in each of these languages, played anew by somebody new."""
    return [
        Screen(title, tuple(_played(stage, tag, role, steps) for tag in tags))
        for title, (role, steps) in SCREENS.items()
    ]


def _played(
    stage: Stage,
    tag: str,
    role: RoleName | None,
    steps: Callable[[Stage, str], list[Shown]],
) -> str:
    who = f"reader {next(_numbers)}"
    stage.enters(who, tag, role)
    mine = [shown for shown in steps(stage, who) if shown.who == who]
    return "\n\n".join("\n".join(shown.lines()) for shown in mine)
