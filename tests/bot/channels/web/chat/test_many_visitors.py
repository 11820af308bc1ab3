"""Visitors of whom nothing is kept are nobody: counted as visits, limited, and soon gone."""

from __future__ import annotations

from datetime import date

import pytest

from bot.channels.web.chat import page
from handlers.core.context import MOST_CONTACTS
from storage.database import Database
from storage.repositories.people import browsers
from tests.bot.channels.web.site import Site, Visitor

DAY = date(2026, 11, 16)
EVERYWHERE = [""]


def contacts(site: Site) -> int:
    with site.database.reading() as store:
        return store.reach.contacts(dict.fromkeys(EVERYWHERE, DAY), last=DAY)


def visits(site: Site) -> int | None:
    with site.database.reading() as store:
        return store.browsers.visits(DAY, DAY)


def test_who_only_looks_is_a_visit_and_no_person(new_site: Site) -> None:
    for _ in range(3):
        visitor = Visitor(new_site)
        visitor.opens()
        visitor.says("/hours")
        visitor.says("/menu")
    assert (contacts(new_site), visits(new_site)) == (0, 3)


def test_who_has_something_kept_is_a_person_and_no_visit(new_site: Site, first: Visitor) -> None:
    first.says("/hours h-buurt")
    [room] = first.says("/hours h-buurt")
    first.taps(room, "🔔")
    assert (contacts(new_site), visits(new_site)) == (1, 0)
    first.says("/menu")
    assert (contacts(new_site), visits(new_site)) == (1, 0)


def test_a_full_room_on_one_wifi_counts_and_a_crowd_does_not(
    database: Database, new_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.core.context.MOST_CONTACTS", 3)
    for _ in range(5):
        visitor = Visitor(new_site)
        visitor.opens()
        visitor.taps(visitor.says("/hours h-buurt")[0], "🔔")
    assert contacts(new_site) == 3
    assert MOST_CONTACTS >= 40
    assert new_site.turns.refused(new_site.now) == {"contacts"}


def test_new_visitors_of_one_place_are_limited_and_still_read_hours_and_phones(
    new_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "MOST_NEW", 2)
    known = Visitor(new_site)
    known.opens()
    known.says("/menu")
    other = Visitor(new_site)
    other.opens()
    other.says("/menu")
    late = Visitor(new_site)
    late.opens()
    refused = late.does(text="/menu")
    assert refused.status_code == 429
    assert "from your network" in refused.text
    form = late.http.post("/say", data={"id": "1", "text": "/menu"})
    assert (form.status_code, form.headers["location"]) == (303, "/crowded")
    shown = late.opens("/crowded")
    assert "+31 20 555 0101" in shown
    assert "H-buurt" in late.opens("/rooms")
    # Whoever is known goes on.
    assert known.says("/hours")
    assert "new browsers" in new_site.turns.refused(new_site.now)


def test_there_are_never_more_visitors_than_fit(
    database: Database, new_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browsers, "MOST_VISITORS", 3)
    tokens = []
    for _ in range(6):
        visitor = Visitor(new_site)
        visitor.opens()
        visitor.says("/menu")
        tokens.append(visitor.token)
        new_site.now += browsers.NOTED
    assert [new_site.person(token) is not None for token in tokens] == [False] * 3 + [True] * 3


def test_the_limit_of_an_address_is_far_from_what_a_room_needs() -> None:
    assert page.MOST_NEW >= 1_000
    assert browsers.MOST_VISITORS == 5_000
