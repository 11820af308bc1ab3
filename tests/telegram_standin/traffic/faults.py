"""Everything that goes wrong on the way, on purpose and repeatably."""

import random
from collections import Counter
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "lose_reply",  # the effect happens, the connection closes before the answer
    "hang",  # no effect: silence for `seconds`, then the connection closes
    "drop",  # no effect: the connection closes at once
    "odd",  # the effect happens, and then the answer is `answer`: a status and a body
    "delay",  # the call waits `seconds`, then goes on as usual
    "bad_gateway",  # 502 with a page of HTML
    "server_error",  # 500 as JSON
    "too_many",  # 429, retry after `seconds`
    "twice",  # an update is delivered again after it was confirmed
    "drop_poll",  # the connection of a getUpdates closes with no updates
    "block",  # the person blocks the bot just before the call
    "migrate",  # the group becomes a supergroup just before the call
]
KINDS: tuple[Kind, ...] = get_args(Kind)
Answer = tuple[int, bytes]
# What is not a method but can go wrong all the same.
AN_UPDATE = "(update)"
USUAL = {"twice": frozenset({AN_UPDATE}), "drop_poll": frozenset({"getUpdates"})}
TALK = ("send", "edit", "deleteMessage", "answer")


@dataclass(slots=True)
class Fault:
    """One kind of trouble, and when it strikes."""

    kind: Kind
    probability: float
    times: int | None
    methods: frozenset[str] | None
    seconds: float
    answer: Answer = (200, b"")

    def concerns(self, method: str) -> bool:
        """Tell whether it can strike this call; without a list, whatever people would see."""
        if self.methods is None:
            return method.startswith(TALK)
        return method in self.methods


class Faults:
    """The troubles that are set now."""

    def __init__(self, seed: int = 0) -> None:
        self.given: Counter[str] = Counter()
        self._chance = random.Random(seed)
        self._set: list[Fault] = []

    def add(
        self,
        kind: Kind,
        *,
        probability: float = 1.0,
        times: int | None = None,
        methods: set[str] | None = None,
        seconds: float = 1.0,
        answer: Answer = (200, b""),
    ) -> None:
        """Let something go wrong: with a chance per call, or the next so many times, or both."""
        if kind not in KINDS:
            message = f"{kind!r} is none of {', '.join(KINDS)}"
            raise ValueError(message)
        concerned = USUAL.get(kind) if methods is None else frozenset(methods)
        self._set.append(Fault(kind, probability, times, concerned, seconds, answer))

    def clear(self) -> None:
        """Let everything go well again."""
        self._set.clear()

    def strike(self, method: str) -> Fault | None:
        """Return what goes wrong with this call, if anything does."""
        for fault in self._set:
            if not fault.concerns(method) or self._chance.random() >= fault.probability:
                continue
            if fault.times is not None:
                fault.times -= 1
                if not fault.times:
                    self._set.remove(fault)
            self.given[fault.kind] += 1
            return fault
        return None
