"""A page that is only looked at writes nothing; a language in its address is a choice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from storage.database import Database
from storage.repositories.people.browsers import IDLE
from tests.bot.channels.web.site import Site, Visitor

PAGES = (
    "/",
    "/?lang=ar",
    "/?room=h-buurt",
    "/?start=abcdefgh",
    "/messages?after=0&wait=0",
    "/messages?after=0&wait=0&lang=ar",
    "/pictures/1.png",
    "/files/1/a.ics",
    "/rooms",
    "/rooms?room=h-buurt",
    "/rooms.json",
    "/rooms/h-buurt/spaceapi.json",
    "/cookies",
    "/crowded",
    "/healthz",
    "/board",
    "/help",
    "/help/abcdefgh",
    "/static/logo.svg",
    "/nothing",
)
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE")


@contextmanager
def written(site: Site) -> Iterator[list[str]]:
    """Every statement that changes a row, while this lasts."""
    found: list[str] = []

    def note(*arguments: Any) -> None:
        statement = str(arguments[2]).lstrip()
        if statement.upper().startswith(WRITES):
            found.append(statement)

    event.listen(site.database.engine, "before_cursor_execute", note)
    yield found
    event.remove(site.database.engine, "before_cursor_execute", note)


def looks_at_all(visitor: Visitor) -> None:
    for path in PAGES:
        assert visitor.http.get(path).status_code < 500, path


def test_a_page_that_is_only_looked_at_writes_nothing(
    new_site: Site, first: Visitor, database: Database
) -> None:
    del database
    stranger, without = Visitor(new_site), Visitor(new_site)
    first.says("/hours")
    with written(new_site) as found:
        looks_at_all(stranger)
        for path in PAGES:
            without.http.cookies.clear()
            without.http.get(path)
        looks_at_all(first)
        new_site.now += IDLE + timedelta(minutes=5)
        looks_at_all(first)
    assert found == []
    with written(new_site) as found:
        first.opens()
        first.says("/menu")
    assert found


def test_looking_after_a_role_was_taken_writes_once_that_its_new_cookie_came(
    new_site: Site, first: Visitor
) -> None:
    """Whoever has the cookie of before opens nothing with it from then on: decision 0035."""
    first.does(text=f"/start {new_site.invites()}")
    [asked] = first.news()
    first.taps(asked, "Yes")
    first.opens()
    with written(new_site) as found:
        looks_at_all(first)
        looks_at_all(first)
    assert len(found) <= 1, found
    with written(new_site) as found:
        looks_at_all(first)
    assert found == []


def chooses(site: Site, visitor: Visitor, language: str) -> None:
    person = site.person(visitor.token)
    assert person
    with site.database.writing() as store:
        store.people.choose_language(person.id, language)


def chosen(site: Site, visitor: Visitor) -> str:
    person = site.person(visitor.token)
    assert person
    return person.language


@pytest.mark.parametrize("before", ["", "en", "nl"])
def test_an_address_that_names_a_language_is_obeyed(site: Site, before: str) -> None:
    visitor = Visitor(site)
    visitor.opens()
    visitor.says("/menu")
    if before:
        chooses(site, visitor, before)
    # To look is not to choose.
    assert '<html lang="ar" dir="rtl"' in visitor.opens("/?lang=ar")
    assert chosen(site, visitor) == before
    assert f'<html lang="{before or "en"}"' in visitor.opens()
    # What is done there is, as under 🌐.
    answer = visitor.http.post("/say?lang=ar", json={"id": f"ar{before}", "text": "/menu"})
    assert answer.json() == {"ok": True}
    [menu] = visitor.news()
    assert menu["language"] == "ar"
    assert chosen(site, visitor) == "ar"
    assert '<html lang="ar"' in visitor.opens()
    # The choice after it counts, also for whoever comes without the address.
    chooses(site, visitor, "nl")
    assert '<html lang="nl"' in visitor.opens()


def test_an_address_that_names_no_language_of_ours_changes_nothing(site: Site) -> None:
    visitor = Visitor(site)
    visitor.opens()
    visitor.says("/menu")
    chooses(site, visitor, "nl")
    for named in ("klingon", "", "x" * 300, "%00", "../..", "xx"):
        visitor.http.post(f"/say?lang={named}", json={"id": f"n{named[:9]}", "text": "/menu"})
        assert visitor.news()[-1]["language"] == "nl"
        assert '<html lang="nl"' in visitor.opens(f"/?lang={named}")


def test_without_a_script_the_address_is_plain_again_once_it_was_heard(site: Site) -> None:
    visitor = Visitor(site)
    page = visitor.opens("/?lang=ar")
    mark = page.partition('name="mark" value="')[2].partition('"')[0]
    said = {"id": "1", "mark": mark, "text": "/menu"}
    answer = visitor.http.post("/say?lang=ar", data=said)
    assert answer.headers["location"] == "/#new"
    assert '<html lang="ar"' in visitor.opens("/")
