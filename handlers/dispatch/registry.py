"""The features in reading order, and the tables that are made of them; mistakes end the start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from handlers.activities.feature import FEATURE as ACTIVITIES
from handlers.conversations.feature import FEATURE as CONVERSATIONS
from handlers.core.context import Context
from handlers.core.feature import Command, Departure, Feature, FeatureMistake, Needs, Tap
from handlers.core.messages import Kind, Outcome, Text
from handlers.core.questions import Step
from handlers.everybody.feature import FEATURE as EVERYBODY
from handlers.help_requests.feature import FEATURE as HELP_REQUESTS
from handlers.manage.feature import FEATURE as MANAGE
from handlers.reports.feature import FEATURE as REPORTS
from handlers.rooms.feature import FEATURE as ROOMS
from handlers.team.feature import FEATURE as TEAM
from handlers.volunteering.feature import FEATURE as VOLUNTEERING
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER

K = TypeVar("K")
V = TypeVar("V")
FEATURES = (
    ROOMS,
    ACTIVITIES,
    HELP_REQUESTS,
    VOLUNTEERING,
    CONVERSATIONS,
    EVERYBODY,
    REPORTS,
    TEAM,
    MANAGE,
)


def joined(what: str, tables: Iterable[tuple[str, Mapping[K, V]]]) -> dict[K, V]:
    """One table of all; raises FeatureMistake when two features name the same thing."""
    whole: dict[K, V] = {}
    owners: dict[K, str] = {}
    for owner, table in tables:
        for key, value in table.items():
            if key in whole:
                raise FeatureMistake(
                    f"The features {owners[key]} and {owner} both have the {what} {key!r}. "
                    "Give one of them another name."
                )
            whole[key], owners[key] = value, owner
    return whole


def taps_of(features: Iterable[Feature]) -> dict[str, Tap[Any]]:
    """Every button; raises FeatureMistake for one that nobody handles or that nobody may tap."""
    taps = joined("button", ((feature.name, feature.taps) for feature in features))
    _check("button", taps)
    return taps


def commands_of(features: Iterable[Feature]) -> dict[str, Command[Any]]:
    """Every command; raises FeatureMistake as `taps_of` does."""
    commands = joined("command", ((feature.name, feature.commands) for feature in features))
    _check("command", commands)
    return commands


def _check(what: str, table: Mapping[str, Tap[Any]]) -> None:
    for name, tap in table.items():
        if not callable(tap.handler):
            raise FeatureMistake(f"The {what} {name!r} has no handler. Name the function it calls.")
        if not isinstance(tap.needs, Needs):
            rights = ", ".join(Needs)
            raise FeatureMistake(
                f"The {what} {name!r} needs {tap.needs!r}, and there is no such right. "
                f"Choose one of: {rights}."
            )


COMMANDS = commands_of(FEATURES)
TAPS = taps_of(FEATURES)
KINDS: dict[Kind, Callable[[Context], Outcome]] = joined(
    "kind of turn", ((feature.name, feature.kinds) for feature in FEATURES)
)
STEPS: dict[tuple[str, str], Step] = joined(
    "step", ((feature.name, feature.steps) for feature in FEATURES)
)
DEPARTURES: tuple[Departure, ...] = tuple(
    departure for feature in FEATURES for departure in feature.on_departure
)


def command_menu(roles: Iterable[str]) -> tuple[tuple[str, Text], ...]:
    """The commands of somebody's menu; the ones for their work come first."""
    own = set(roles)
    order = (
        *((Needs.KEY_HOLDER,) if KEY_HOLDER in own else ()),
        *((Needs.COORDINATOR,) if COORDINATOR in own else ()),
        Needs.NOTHING,
    )
    return tuple(
        (name, command.says)
        for needs in order
        for name, command in COMMANDS.items()
        if command.says and (command.stands_with or command.needs) is needs
    )
