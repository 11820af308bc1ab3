"""Helping out: a button whose arguments do not fit any more is over, and changes nothing."""

from __future__ import annotations

import pytest

from tests.handlers.volunteering.test_helping_forged import kept, taps_forged, village
from tests.support.talk import Street

UNFIT: list[tuple[str, dict[str, str | int]]] = [
    ("volunteer", {"again": "x"}),
    ("volunteer.choose", {"what": 1}),
    ("volunteer.offer", {"what": "cook", "room": "h-buurt", "when": "any", "after": "x"}),
    ("volunteer.answer", {"offer": 1, "yes": 1}),
    ("volunteer.answer", {"offer": 1, "at": "someday", "yes": 1}),
    ("volunteer.stop", {}),
    ("offers.come", {"offer": "x"}),
    ("offers.later", {}),
    ("offers.back", {}),
    ("offers.day", {"offer": 1, "start": "someday"}),
    ("offers.buddy", {}),
    ("offers.other", {}),
    ("offers.meet", {}),
    ("joining.judge", {"offer": 1}),
    ("joining.key", {}),
    ("path", {"room": 1}),
    ("path.choose", {}),
    ("path.propose", {"offer": 1}),
    ("path.answer", {"step": 1}),
    ("path.remove", {"step": "x"}),
    ("exchange", {"room": 1}),
    ("exchange.pick", {"room": "h-buurt"}),
    ("exchange.add", {"room": "h-buurt", "side": "can"}),
    ("exchange.end", {}),
    ("introducing.answer", {"introduction": 1}),
]


@pytest.mark.parametrize(("act", "args"), UNFIT)
def test_what_does_not_fit_is_over(street: Street, act: str, args: dict[str, str | int]) -> None:
    made = village(street, "asked")
    nadia = street.coordinator()
    nadia.says("/menu")
    before = kept(street)
    numbers = {name: made.get(name, value) if value == 1 else value for name, value in args.items()}
    taps_forged(street, nadia, act, **numbers)
    nadia.sees("That question is over.")
    assert kept(street) == before
