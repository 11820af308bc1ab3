"""Requests for help: a button whose arguments do not fit any more is over, and changes nothing."""

from __future__ import annotations

import pytest

from tests.handlers.help_requests.test_my_requests import taps_forged
from tests.support.asking import asks, now_of, partner, with_partners
from tests.support.peek import failures
from tests.support.talk import Street

# Stands for the number of the request that there is.
REAL = -1
UNFIT: list[tuple[str, dict[str, str | int]]] = [
    ("my_requests.stop", {}),
    ("my_requests.said", {"request": REAL}),
    ("my_requests.looked", {"request": "x"}),
    ("request", {}),
    ("request.reveal", {"request": "x"}),
    ("request.accept", {}),
    ("request.later", {"request": "1"}),
    ("request.refuse", {"request": REAL, "reason": 7}),
    ("request.begin", {}),
    ("request.hold", {"request": REAL, "until": "someday"}),
    ("request.end", {"request": REAL, "outcome": 7}),
    ("request.meet", {"request": REAL, "at": "tomorrow"}),
    ("request.note", {}),
    ("request.link", {"request": "x"}),
    ("send", {"partner": 1}),
    ("sent.tell", {"link": 1}),
    ("capacity", {"partner": 1}),
    ("capacity.full", {"partner": "debts"}),
    ("capacity.full", {"partner": "debts", "until": "someday"}),
]


@pytest.mark.parametrize(("act", "args"), UNFIT)
def test_what_does_not_fit_is_over(street: Street, act: str, args: dict[str, str | int]) -> None:
    village = with_partners(street)
    noor = partner(village)
    request = asks(village)
    noor.says("/menu").taps("📂 Requests").taps("1").taps("✅ We help")
    before = now_of(village, request)
    fitting = {key: request.id if value == REAL else value for key, value in args.items()}
    taps_forged(village, noor, act, **fitting)
    noor.sees("That question is over.")
    assert now_of(village, request) == before
    assert failures(village) == []
