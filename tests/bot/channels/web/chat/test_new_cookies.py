"""A cookie is made anew when somebody takes a role: the one of before opens nothing of it."""

from __future__ import annotations

from handlers.core.keyboards import PICTURES
from tests.bot.channels.web.chat.test_leaving import copy_of
from tests.bot.channels.web.site import Site, Visitor


def takes_role(visitor: Visitor, site: Site) -> None:
    [asked] = visitor.says(f"/start {site.invites()}")
    assert visitor.does(tap=asked["rows"][0][0]["token"], message=asked["id"]).is_success


def test_whoever_has_the_cookie_of_before_has_nothing_of_the_role(
    new_site: Site, first: Visitor
) -> None:
    first.says("/menu")
    eve = copy_of(first)
    takes_role(first, new_site)
    before = first.http.cookies["visitor"]
    first.news()
    assert first.http.cookies["visitor"] != before
    assert "I open" in first.opens()
    page = eve.opens()
    assert 'data-seen=""' in page
    eve.http.follow_redirects = True
    assert "I open" not in str(eve.says("/menu"))
    assert eve.token != first.token


def test_an_answer_that_was_lost_costs_nobody_their_role(new_site: Site, first: Visitor) -> None:
    first.says("/menu")
    takes_role(first, new_site)
    before = copy_of(first)
    # The answer with the new cookie is lost on its way, twice.
    for _ in range(2):
        assert before.http.get("/messages", params={"after": 0}).headers["set-cookie"]
        before = copy_of(first)
    assert "I open" in first.opens()


def test_without_a_script_the_new_cookie_comes_with_the_answer(
    new_site: Site, first: Visitor
) -> None:
    first.says("/menu")
    [asked] = first.says(f"/start {new_site.invites()}")
    before = first.http.cookies["visitor"]
    form = {"id": "yes", "tap": asked["rows"][0][0]["token"], "message": str(asked["id"])}
    assert first.http.post("/say", data=form).status_code == 303
    assert first.http.cookies["visitor"] != before
    assert "I open" in first.opens()


def test_a_cookie_with_another_number_is_nobodys(new_site: Site, first: Visitor) -> None:
    first.says("/menu")
    takes_role(first, new_site)
    first.news()
    own = first.http.cookies["visitor"]
    for forged in (own.partition(".")[0], own + "1", own[:-1] + "2", own + ".1"):
        eve = Visitor(new_site)
        eve.http.cookies.set("visitor", forged, domain="127.0.0.1")
        assert 'data-seen=""' in eve.opens()
        assert eve.token != first.token


def test_the_cookie_of_before_cannot_make_anybody_leave(new_site: Site, first: Visitor) -> None:
    first.says("/menu")
    eve = copy_of(first)
    takes_role(first, new_site)
    first.news()
    assert "I open" in first.opens()
    eve.http.cookies.set("left", "1", domain="127.0.0.1")
    eve.opens()
    assert "I open" in first.opens()
    assert new_site.person(first.token)


def test_pictures_open_a_role_with_a_new_cookie_in_the_language_of_that_browser(
    new_site: Site, first: Visitor
) -> None:
    [asked] = first.says(f"/start {new_site.invites()}")
    [told] = first.taps(asked, "Yes")
    pictures = "".join(sign for sign in told["text"].split("let you in")[1] if sign in PICTURES)
    first.http.post("/leave")
    again = Visitor(new_site)
    again.opens()
    again.says("/menu")
    eve = copy_of(again)
    assert "It's good that you're back." in str(again.says(pictures))
    assert "I open" in str(again.says("/menu"))
    assert again.http.cookies["visitor"] != eve.http.cookies["visitor"]
    eve.http.follow_redirects = True
    assert "I open" not in str(eve.says("/menu"))
