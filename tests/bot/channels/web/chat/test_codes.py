"""An invitation comes as a link and as a picture with its code, on the page and in Telegram."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import segno

from bot.channels.telegram.sender import content_of
from bot.rendering.chart import draw
from bot.rendering.message import Rendered
from bot.rendering.text import Reader
from handlers.core.enclosures import Code
from storage.repositories.people.roles import COORDINATOR, Role
from tests.bot.channels.web.site import Site, Visitor


def squares(link: str) -> bytes:
    drawn = BytesIO()
    segno.make(link, error="m", micro=False).save(drawn, kind="png", border=4, scale=8)
    return drawn.getvalue()


def test_on_the_page_it_is_a_picture_for_its_own_person_until_the_link_goes(new_site: Site) -> None:
    nour, stranger = Visitor(new_site), Visitor(new_site)
    for visitor in (nour, stranger):
        visitor.opens()
        visitor.says("/menu")
    person = new_site.person(nour.token)
    assert person
    with new_site.database.writing() as store:
        store.roles.give(person.id, Role(COORDINATOR, ""), new_site.now)
    said = nour.says("/invite h-buurt")[-1]
    (link,) = [line for line in said["text"].splitlines() if "start=" in line][:1]
    picture = said["picture"]
    assert picture["alt"] == "The link as a picture, for a phone's camera."
    answer = nour.http.get(picture["link"])
    assert answer.headers["content-type"] == "image/png"
    assert answer.content == squares(link)
    assert stranger.http.get(picture["link"]).status_code == 404
    new_site.now += timedelta(minutes=25)
    nour.says("/menu")
    with new_site.database.writing() as store:
        store.sent.wipe_secrets(new_site.now + timedelta(hours=1))
    assert nour.http.get(picture["link"]).status_code == 404


def test_in_telegram_it_is_a_photo_with_the_link_below(new_site: Site) -> None:
    drawn = draw(Code("https://t.me/bot?start=abc"), Reader(("en",)))
    message = Rendered(1, "https://t.me/bot?start=abc", "en", is_rtl=False)
    method, content = content_of(message.with_picture(drawn))
    assert (method, content["caption"]) == ("sendPhoto", "https://t.me/bot?start=abc")
    assert drawn == squares("https://t.me/bot?start=abc")
    assert new_site
