"""A report as a file on the web: a link for its own person, as long as they may have it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.exports import documents
from storage.repositories.people.roles import COORDINATOR, Role
from tests.bot.channels.web.site import Site, Visitor


@pytest.fixture
def nour(new_site: Site, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """A coordinator with a page; what is in their files does not matter here."""

    async def carried_out(_: bytes) -> bytes:
        return b"PK and so on"

    monkeypatch.setattr(documents, "_carried_out", carried_out)
    visitor = Visitor(new_site)
    visitor.opens()
    visitor.says("/menu")
    person = new_site.person(visitor.token)
    assert person
    with new_site.database.writing() as store:
        store.roles.give(person.id, Role(COORDINATOR, ""), new_site.now)
    return visitor


def link_to_file(visitor: Visitor) -> str:
    """Ask for a spreadsheet; where its link leads."""
    said = visitor.says("/report 2026-11 xlsx")[-1]
    (link,) = [key["link"] for row in said["rows"] for key in row if key["label"].startswith("📎")]
    assert link.endswith("/report-2026-11.xlsx")
    return str(link)


def loses_role(site: Site) -> None:
    with site.database.writing() as store:
        for role in store.roles.everybody():
            store.roles.end(role.id, site.now)


def test_it_is_a_download_with_its_name_and_its_kind_and_stays_in_no_cache(nour: Visitor) -> None:
    link = link_to_file(nour)
    for _ in range(2):
        answer = nour.http.get(link)
        assert answer.status_code == 200
        assert answer.content == b"PK and so on"
        assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
        named = "attachment; filename*=UTF-8''report-2026-11.xlsx"
        assert answer.headers["content-disposition"] == named
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_it_stands_on_a_page_without_a_script_too(nour: Visitor) -> None:
    form = dict(re.findall(r'name="(id|mark)" value="([^"]*)"', nour.opens()))
    answer = nour.http.post("/say", data={**form, "text": "/report pdf"})
    assert answer.status_code == 303
    (link,) = re.findall(r'href="(/files/\d+/report-2026-W46\.pdf)"', nour.opens())
    assert link


def test_nobody_else_gets_it_by_its_address(new_site: Site, nour: Visitor) -> None:
    link = link_to_file(nour)
    stranger, other = Visitor(new_site), Visitor(new_site)
    other.opens()
    other.says("/menu")
    person = new_site.person(other.token)
    assert person
    with new_site.database.writing() as store:
        store.roles.give(person.id, Role(COORDINATOR, ""), new_site.now)
    for visitor in (stranger, other):
        assert visitor.http.get(link).status_code == 404


def test_it_is_gone_after_an_hour_with_a_sentence(new_site: Site, nour: Visitor) -> None:
    link = link_to_file(nour)
    for minutes in (25, 25, 9):
        new_site.now += timedelta(minutes=minutes)
        # Of whoever does nothing for half an hour a page shows nothing any more.
        nour.says("/menu")
        assert nour.http.get(link).status_code == 200
    new_site.now += timedelta(minutes=1)
    answer = nour.http.get(link)
    assert answer.status_code == 410
    assert "This file is not here any more. Ask for it again." in answer.text


def test_whoever_lost_the_role_meanwhile_gets_a_sentence(new_site: Site, nour: Visitor) -> None:
    link = link_to_file(nour)
    loses_role(new_site)
    answer = nour.http.get(link)
    assert answer.status_code == 403
    assert "You cannot get this file any more." in answer.text


def test_after_leaving_and_after_forget_the_link_is_dead(new_site: Site, nour: Visitor) -> None:
    link = link_to_file(nour)
    copy = Visitor(new_site)
    copy.http.cookies.update(nour.http.cookies)
    nour.http.post("/leave")
    for visitor in (nour, copy):
        assert visitor.http.get(link).status_code == 404


def test_after_forget_the_link_is_dead(nour: Visitor) -> None:
    link = link_to_file(nour)
    asked = nour.says("/forget")[-1]
    yes = next(key["label"] for row in asked["rows"] for key in row if "Yes" in key["label"])
    nour.taps(asked, yes)
    assert nour.http.get(link).status_code == 404


def test_what_cannot_be_made_now_is_said_on_a_page(
    nour: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(_: bytes) -> bytes:
        raise ChildProcessError("MemoryError")

    monkeypatch.setattr(documents, "_carried_out", fails)
    link = link_to_file(nour)
    answer = nour.http.get(link)
    assert answer.status_code == 503
    assert "Sorry, the file was not made." in answer.text
    assert "MemoryError" not in answer.text
    monkeypatch.setattr(documents, "MOST_WAITING", 0)
    answer = nour.http.get(link)
    assert (answer.status_code, "Please try again soon." in answer.text) == (503, True)
    assert answer.headers["retry-after"]
