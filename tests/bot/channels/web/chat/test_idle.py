"""A browser that nobody used for a while opens nobody; what is open goes on without it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from storage.database import Database
from storage.repositories.help_requests.states import COULD_NOT
from storage.repositories.people.browsers import IDLE, ROLE_IDLE, STAYS
from storage.upkeep import browsers
from tests.bot.channels.web.chat.test_leaving import asks_for_help
from tests.bot.channels.web.site import Site, Visitor
from tests.storage.rows_of import rows_of

MINUTE = timedelta(minutes=1)


def tidy(site: Site) -> None:
    """What the ticker does with browsers."""
    with site.database.writing() as store:
        browsers.tidy(store, site.now)


def test_after_half_an_hour_the_page_shows_the_first_screen_and_nothing_of_before(
    new_site: Site, first: Visitor
) -> None:
    first.says("/hours")
    new_site.now += IDLE - MINUTE
    assert "H-buurt" in first.opens().split('id="log"')[1].split('id="start"')[0]
    new_site.now += 2 * MINUTE
    before = first.token
    news = first.http.get("/messages", params={"after": first.seen})
    assert news.status_code == 410
    assert 'data-seen=""' in first.opens()
    assert first.token != before


def test_what_is_said_after_half_an_hour_is_of_somebody_new(new_site: Site, first: Visitor) -> None:
    [answer] = first.says("/mydata")
    before = first.token
    new_site.now += IDLE
    first.http.follow_redirects = True
    tapped = first.does(tap=answer["rows"][0][0]["token"], message=answer["id"])
    assert [one.status_code for one in tapped.history] == [307]
    assert first.token != before


def test_whoever_goes_on_doing_something_stays(new_site: Site, first: Visitor) -> None:
    first.says("/hours")
    before = first.token
    for _ in range(5):
        new_site.now += IDLE - MINUTE
        first.says("/menu")
    assert first.token == before
    assert "H-buurt" in first.opens()


def test_a_page_that_only_waits_does_nothing(new_site: Site, first: Visitor) -> None:
    first.says("/hours")
    for _ in range(3):
        new_site.now += IDLE / 2
        last = first.http.get("/messages", params={"after": first.seen, "wait": 0})
    assert last.status_code == 410


def test_a_visitor_of_whom_nothing_was_kept_was_never_here(
    database: Database, new_site: Site, first: Visitor
) -> None:
    first.says("/hours")
    person = new_site.person(first.token)
    assert person
    new_site.now += IDLE - MINUTE
    tidy(new_site)
    assert rows_of(database, person.id) != set()
    new_site.now += 2 * MINUTE
    tidy(new_site)
    assert rows_of(database, person.id) == set()


def test_a_visitor_who_comes_again_later_on_the_day_is_welcomed_again(
    new_site: Site, first: Visitor
) -> None:
    def welcome() -> str:
        number = re.search(r'data-say="/start" data-number="([^"]+)"', first.opens())
        assert number
        first.seen = 0
        assert first.does(id=number[1], text="/start", automatic=True).status_code == 200
        return str(first.news())

    assert "Welcome" in welcome()
    new_site.now += IDLE + MINUTE
    tidy(new_site)
    assert "Welcome" in welcome()


def test_what_is_open_goes_on_without_the_browser(
    database: Database, new_site: Site, first: Visitor
) -> None:
    request = asks_for_help(first, new_site)
    person, token = new_site.person(first.token), first.token
    assert person
    new_site.now += IDLE + MINUTE
    tidy(new_site)
    assert new_site.person(token) is None
    assert rows_of(database, person.id) == {"people", "requests"}
    with database.writing() as store:
        asked = store.requests.get(request)
        assert asked
        assert asked.person == person.id
        store.requests.erase(request, new_site.now)
    new_site.now += timedelta(hours=1)
    tidy(new_site)
    assert rows_of(database, person.id) == set()


def test_of_whoever_left_nothing_stays_once_the_request_is_over(
    database: Database, new_site: Site, first: Visitor
) -> None:
    request = asks_for_help(first, new_site)
    person = new_site.person(first.token)
    assert person
    first.http.post("/leave")
    tidy(new_site)
    assert rows_of(database, person.id) == {"people", "requests"}
    with database.writing() as store:
        asked = store.requests.get(request)
        assert asked
        store.request_moves.give_up(asked, COULD_NOT, new_site.now)
    new_site.now += timedelta(hours=1)
    tidy(new_site)
    assert rows_of(database, person.id) == set()
    with database.writing() as store:
        asked = store.requests.get(request)
        assert asked
        assert (asked.contact, asked.call_me) == ("", "")


def test_a_role_is_open_for_a_shift_but_shows_nothing_of_before(
    new_site: Site, first: Visitor
) -> None:
    [asked] = first.says(f"/start {new_site.invites()}")
    first.taps(asked, "Yes")
    first.says("/hours")
    new_site.now += IDLE + MINUTE
    tidy(new_site)
    assert 'data-seen=""' in first.opens()
    first.seen = 0
    assert "I open" in str(first.says("/menu"))
    assert "closed" not in str(first.http.get("/messages", params={"after": 0}).json())
    new_site.now += ROLE_IDLE
    tidy(new_site)
    first.seen, first.http.follow_redirects = 0, True
    assert "I open" not in str(first.says("/menu"))


def test_a_device_on_which_somebody_stays_opens_them_for_a_month(
    new_site: Site, first: Visitor
) -> None:
    asks_for_help(first, new_site)
    first.says("/hours")
    first.stays()
    token = first.token
    new_site.now += STAYS - MINUTE
    tidy(new_site)
    assert "H-buurt" in first.opens()
    new_site.now += 2 * MINUTE
    tidy(new_site)
    assert 'data-seen=""' in first.opens()
    assert new_site.person(token) is None


@pytest.mark.parametrize("minutes", [29, 31])
def test_a_picture_or_a_file_is_shown_as_long_as_its_message(
    new_site: Site, first: Visitor, minutes: int
) -> None:
    first.says("/mydata")
    [answer] = first.taps(first.says("/mydata")[-1], "file")
    link = next(key["link"] for row in answer["rows"] for key in row if key["link"])
    assert first.http.get(link).status_code == 200
    new_site.now += minutes * MINUTE
    assert first.http.get(link).status_code == (200 if minutes < 30 else 404)
