"""When each thing was said, and that a state of before is not taken for one of now."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import text

from handlers.core import message_json
from handlers.core.messages import Reply, name, say
from storage.repositories.messages.outbox import Outgoing
from tests.bot.channels.web.site import Site, Visitor

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
# A message as a page of plain HTML has it.
ARTICLE = re.compile(r'<article class="(bot[^"]*)".*?</article>', re.DOTALL)
TIME = re.compile(r"<time[^>]*>([^<]*)</time>")
DIVIDER = re.compile(r'<p class="day"[^>]*><time[^>]*>([^<]*)</time>')


def messages(page: str) -> list[tuple[bool, str, bool]]:
    """Of each message: whether it is marked as old, its time, and whether it asks to look again."""
    return [
        ("old" in one[1], TIME.findall(one[0])[0], "/hours" in one[0].partition('class="age"')[2])
        for one in ARTICLE.finditer(page)
    ]


def test_every_message_has_its_time_and_every_day_its_name(new_site: Site, first: Visitor) -> None:
    [hello] = first.says("/menu")
    first.stays()
    assert (hello["time"], hello["divider"]) == ("10:02", "")
    assert DIVIDER.findall(first.opens()) == []
    new_site.now += 3 * DAY
    [later] = first.says("/menu")
    assert later["time"] == "10:02"
    assert DIVIDER.findall(first.opens()) == ["Monday", "today"]
    new_site.now += DAY
    assert DIVIDER.findall(first.opens()) == ["Monday", "yesterday"]
    new_site.now += 8 * DAY
    assert DIVIDER.findall(first.opens()) == ["Monday 16 November", "Thursday 19 November"]
    times = {time for _, time, _ in messages(first.opens())}
    assert times == {"10:02"}


def test_days_are_called_as_the_page_speaks(new_site: Site) -> None:
    words = {"nl": "gisteren", "en": "yesterday", "ar": "أمس"}
    visitors = {language: Visitor(new_site, language) for language in words}
    for visitor in visitors.values():
        visitor.opens()
        visitor.says("/hours")
        visitor.stays()
    new_site.now += DAY
    for language, visitor in visitors.items():
        page = visitor.opens()
        assert f'<html lang="{language}"' in page
        assert DIVIDER.findall(page) == [words[language]]
        assert words[language] in page.partition('class="age"')[2].partition("</p>")[0]


def test_a_state_older_than_ten_minutes_says_so_and_how_to_look_again(
    new_site: Site, first: Visitor
) -> None:
    first.says("/menu")
    first.says("/hours")
    [room] = first.says("/hours h-buurt")
    assert (room["again"], room["is_old"]) == ("/hours H-buurt", False)
    first.stays()
    for later in (MINUTE, 8 * MINUTE):
        new_site.now += later
        assert not any(is_old for is_old, _, _ in messages(first.opens()))
    new_site.now += MINUTE
    page = first.opens()
    assert [is_old for is_old, _, _ in messages(page)].count(True) >= 2
    assert "This is old: 10:02." in page
    # Asked for once where one answer tells it anew.
    assert page.count('value="/hours H-buurt"') == 1
    assert page.count('value="/hours"') == 1
    [again] = first.says("/hours H-buurt")
    assert (again["time"], again["again"]) == ("10:12", "/hours H-buurt")
    new_site.now += DAY
    assert "This is old: yesterday, 10:12." in first.opens()


def test_what_is_no_state_never_gets_old(new_site: Site, first: Visitor) -> None:
    first.says("/hours")
    first.stays()
    new_site.tells(first.token, Reply((name("Hello"),)))
    first.news(wait="9")
    new_site.now += DAY
    marked = messages(first.opens())
    assert (marked[0][0], marked[-1][0]) == (True, False)


def test_a_message_that_is_changed_on_another_day_says_when(new_site: Site, first: Visitor) -> None:
    [asked] = first.says("/hours")
    first.stays()
    person = new_site.person(first.token)
    assert person
    new_site.now += DAY
    reply = Reply((say("body", "{room} is open now.", room="H-buurt"),))
    with new_site.database.writing() as store:
        row = Outgoing(person.id, message_json.to_json(reply), replaces=str(asked["id"]))
        store.outbox.put([row], new_site.now)
    new_site.loop.call_soon_threadsafe(new_site.ring)
    [changed] = first.news(wait="9")
    assert (changed["time"], changed["whole"]) == ("10:02", "today, 10:02")
    page = first.opens()
    assert DIVIDER.findall(page) == ["yesterday"]
    assert messages(page)[-1][:2] == (False, "today, 10:02")


def test_what_an_older_program_sent_has_its_time_and_its_age(
    new_site: Site, first: Visitor
) -> None:
    """Nothing of it is new: the time is of the row, the state is known by its sentence."""
    first.says("/menu")
    first.stays()
    person = new_site.person(first.token)
    assert person
    payload = '{"lines":[["body","🔴 {room}: closed.",{"room":"X"}]],"rows":[]}'
    with new_site.database.writing() as store:
        store.outbox.put([Outgoing(person.id, payload)], new_site.now)
    new_site.loop.call_soon_threadsafe(new_site.ring)
    first.news(wait="9")
    with new_site.database.engine.begin() as connection:
        connection.execute(text("UPDATE outbox SET wanted_at = NULL, valid_until = NULL"))
    new_site.now += 20 * MINUTE
    assert messages(first.opens())[-1][:2] == (True, "10:02")


def test_a_page_is_told_the_time_and_the_day_with_each_answer(
    new_site: Site, first: Visitor
) -> None:
    first.says("/menu")
    page = first.opens()
    now = str(int(new_site.now.timestamp() * 1000))
    assert f'data-now="{now}" data-today="2026-11-16" data-zone="60"' in page
    answer = first.http.get("/messages", params={"after": first.seen, "wait": "0"})
    assert (answer.headers["x-now"], answer.headers["x-today"]) == (now, "2026-11-16")
