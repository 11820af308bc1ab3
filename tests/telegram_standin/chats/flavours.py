"""One set of actors for tests with and without asyncio.

A method marked `@act` is written once, as a coroutine. An actor of the `Awaited` flavour hands the
coroutine out to be awaited; one of the `Blocking` flavour runs it in the stand-in's own thread and
returns what it returned. The type checker knows which is which.
"""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, overload


class Awaited:
    """The flavour for asyncio tests: `await user.says(...)`."""


class Blocking:
    """The flavour for plain tests: `user.says(...)`."""


Way = TypeVar("Way")
P = ParamSpec("P")
R = TypeVar("R")
Perform = Callable[[Coroutine[Any, Any, Any]], Any]


class Actor(Generic[Way]):
    """Somebody whose methods come in both flavours."""

    perform: Perform


class act(Generic[P, R]):  # noqa: N801 - it reads as a decorator
    """Makes a coroutine method serve both flavours."""

    def __init__(self, body: Callable[Concatenate[Any, P], Coroutine[Any, Any, R]]) -> None:
        self.body = body
        self.__doc__ = body.__doc__

    @overload
    def __get__(self, actor: None, kind: type) -> "act[P, R]": ...
    @overload
    def __get__(self, actor: Actor[Awaited], kind: type) -> Callable[P, Coroutine[Any, Any, R]]: ...
    @overload
    def __get__(self, actor: Actor[Blocking], kind: type) -> Callable[P, R]: ...
    def __get__(self, actor: Actor[Any] | None, kind: type) -> Any:
        if actor is None:
            return self
        body, perform = self.body, actor.perform

        @wraps(body)
        def played(*args: P.args, **kwargs: P.kwargs) -> Any:
            return perform(body(actor, *args, **kwargs))

        return played
