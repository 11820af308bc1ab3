"""Two dates, two people or two words that change places are refused before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from mypy import api

ROOT = Path(__file__).parents[2]
RIGHT = """
from datetime import date, datetime

from storage.repositories.activities.sign_ups import IN
from storage.repositories.help_requests.requests import Request
from storage.repositories.help_requests.states import HELPER, Actor
from storage.repositories.rooms.openings import Opening
from storage.repositories.rooms.reach import Span
from storage.store import Store

KEY = ("coffee", datetime.min)
HELPS = Actor(role=HELPER, scope="debts", person=7)


def right(store: Store, opening: Opening, request: Request, day: date, now: datetime) -> None:
    store.openings.open("room", day, 7, now=now, expected_end=now, end_is_planned=True)
    store.openings.extend(opening, 7, until=now, now=now)
    store.openings.count(opening, 7, visits=12, now=now)
    store.request_moves.put_on_hold(request, HELPS, until=day, now=now)
    store.request_moves.meet(request, HELPS, at=now, now=now)
    store.partners.set_capacity("debts", 7, full_until=day, now=now)
    store.partners.use_link(1, person=7, now=now)
    store.occurrences.move(KEY, 7, moved_to=now, day=day, now=now)
    store.signups.add(7, "", KEY, room="room", day=day, size=2, state=IN, now=now)
    store.talks.start(7, "", room="room", circle=0, now=now)
    Span(day=day, opened_at=now, expected_end=now, closed_at=None)
"""
# The same calls, with what could be mixed up given by its position.
WRONG = """

def wrong(store: Store, opening: Opening, request: Request, day: date, now: datetime) -> None:
    store.openings.open("room", day, 7, now, now, end_is_planned=True)
    store.openings.extend(opening, 7, now, now)
    store.openings.count(opening, 7, 12, now)
    store.request_moves.put_on_hold(request, HELPS, now, now)
    store.request_moves.meet(request, HELPS, now, now)
    store.partners.set_capacity("debts", 7, now, day)
    store.partners.use_link(1, 7, now)
    store.occurrences.move(KEY, 7, now, day, now)
    store.signups.add(7, "", KEY, "room", day, 2, IN, now)
    store.talks.start(7, "room", "", 0, now)
    Span(day, now, now, None)
"""


@pytest.mark.long
def test_what_could_be_mixed_up_is_given_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MYPYPATH", str(ROOT))
    snippet = tmp_path / "swapped.py"
    snippet.write_text(RIGHT + WRONG, encoding="utf-8")
    # With what `make lint` found out about the rest.
    where = [
        "--config-file",
        str(ROOT / "pyproject.toml"),
        "--cache-dir",
        str(ROOT / ".mypy_cache"),
    ]
    said, trouble, _ = api.run([*where, str(snippet)])
    assert not trouble
    refused = {int(line.split(":")[1]) for line in said.splitlines() if ": error:" in line}
    first = RIGHT.count("\n") + 4
    assert refused == set(range(first, first + WRONG.count("    "))), said
