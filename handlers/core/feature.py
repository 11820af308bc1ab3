"""What a feature is: everything that is said of it elsewhere too is said once, in its record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import KW_ONLY, MISSING, dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Any, Generic, TypeVar, get_args, get_type_hints

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.messages import Kind, Outcome, Reply, Text
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.neighbourhood.weekly_time import WeeklyTime
from handlers.core.questions import Step
from storage.store import Store

A = TypeVar("A")
# Kinds of arguments that a button carries as text.
DAYS = (date, datetime)


class Needs(StrEnum):
    """Who may use a command or a button; the dispatcher refuses everybody else."""

    NOTHING = "nothing"
    # The first person of a phone: whoever has it besides gets no role.
    FIRST_PERSON = "first_person"
    # Some role, of the first person of a phone; the handler knows which, and for which room.
    ROLE = "role"
    KEY_HOLDER = "key_holder"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True)
class Nothing:
    """The arguments of a button that carries none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The arguments of a command: what was typed behind it."""

    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfRoom:
    """The arguments of a button about a room; empty for all of them."""

    room: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherOn:
    """The arguments of a button that goes on with a list: so many were shown before."""

    skip: int = 0


@dataclass(frozen=True, slots=True)
class Tap(Generic[A]):
    """What a button does, the arguments it carries, and who may tap it.

    Buttons stay in people's chats for years: the names of the fields are what an old one carries,
    and a new field has a default.
    """

    handler: Callable[[Context, A], Outcome]
    args: type[A]
    needs: Needs = Needs.NOTHING
    # It shows or changes what is of others: in a browser that was idle somebody says who they are.
    asks_pictures: bool = False

    def refused(self, context: Context) -> Outcome | None:
        """Why this person may not; None when they may, or when only the handler can tell."""
        if self.asks_pictures and context.needs_pictures:
            return refusals.PICTURES
        if self.needs is Needs.NOTHING:
            return None
        has_roles = self.needs is Needs.FIRST_PERSON or bool(
            context.profile and context.store.roles.of(context.person.id)
        )
        if context.profile and has_roles:
            return refusals.FIRST_PERSON
        if self.needs is Needs.KEY_HOLDER and not context.own_rooms:
            return refusals.ONLY_KEY_HOLDERS
        if self.needs is Needs.COORDINATOR and not context.person.is_coordinator:
            return refusals.ONLY_COORDINATORS
        return None

    def does(self, context: Context, given: Mapping[str, str | int]) -> Outcome:
        """Do it; arguments that do not fit any more are those of a question that is over."""
        args = read(self.args, given)
        return refusals.OVER if args is None else self.handler(context, args)


@dataclass(frozen=True, slots=True)
class Command(Tap[A]):
    """A command; ``says`` is its line in the command menu of those who may use it.

    ``passes_words_on``: the words behind it are for others, and stay as they were typed.
    """

    says: Text | None = None
    # In whose menu it stands, where that is not everybody who may use it.
    stands_with: Needs | None = None
    passes_words_on: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """A look at the clock: when it is, where, and what is remembered.

    ``clock_is_right``: nothing speaks against the clock. While something does, nothing ends by time
    that cannot be taken up again.
    """

    view: NeighbourhoodView
    store: Store
    now: datetime
    report_time: WeeklyTime
    _: KW_ONLY
    clock_is_right: bool = True


Due = Callable[[Moment], Iterable[Reply]]
# Ends what is of one of those who share a phone; None stands for everybody on it.
Departure = Callable[[Context, str | None], Iterable[Reply]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One package of handlers, as the dispatcher reads it.

    ``kinds`` are other turns than words and taps; ``due`` is what time brings, ``on_file_change``
    what a new neighbourhood file does: both are asked at every tick, and tell each thing once.
    ``on_departure`` ends what is somebody's who goes. ``tables`` are those in which its rows rest.
    """

    name: str
    commands: Mapping[str, Command[Any]] = field(default_factory=dict)
    taps: Mapping[str, Tap[Any]] = field(default_factory=dict)
    kinds: Mapping[Kind, Callable[[Context], Outcome]] = field(default_factory=dict)
    steps: Mapping[tuple[str, str], Step] = field(default_factory=dict)
    due: tuple[Due, ...] = ()
    on_file_change: tuple[Due, ...] = ()
    on_departure: tuple[Departure, ...] = ()
    tables: tuple[str, ...] = ()


def read(kind: type[A], given: Mapping[str, str | int]) -> A | None:
    """The arguments that a button carries, typed; None when they do not fit ``kind`` any more."""
    make: Callable[..., A] = kind
    values: dict[str, Any] = {}
    for name, (wanted, is_needed) in _shape(make).items():
        value: Any = given.get(name)
        if value is None and not is_needed:
            continue
        if wanted in DAYS and isinstance(value, str):
            value = _day(value, wanted)
        if not isinstance(value, wanted):
            return None
        values[name] = value
    return make(**values)


def _day(written: str, wanted: type[date]) -> date | None:
    """A day or a moment as a button carries it; None for what is none."""
    try:
        return wanted.fromisoformat(written)
    except ValueError:
        return None


@cache
def _shape(kind: Any) -> dict[str, tuple[Any, bool]]:
    """Of each field its type, and whether it has to be there."""
    types = get_type_hints(kind)
    return {
        field.name: (_plain(types[field.name]), field.default is MISSING) for field in fields(kind)
    }


def _plain(wanted: Any) -> Any:
    """A type without the None of a field that may be missing."""
    kinds = [kind for kind in get_args(wanted) if kind is not NoneType]
    return kinds[0] if len(kinds) == 1 else wanted


class FeatureMistake(Exception):
    """A feature record that does not fit with the others; the sentence says what to change."""
