"""Every page renders, whatever rests in the outbox and whatever a browser sends along."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import chain, combinations, count
from pathlib import Path
from typing import Any

import pytest
import structlog
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from bot.channels.web import page_texts
from bot.channels.web.chat import cookies, enclosures
from bot.rendering.text import Reader, write
from handlers.core import message_json
from handlers.core.enclosures import Aloud, Attachment, Document
from handlers.core.messages import (
    Ability,
    Bar,
    Below,
    Button,
    Picture,
    Place,
    Priority,
    Reply,
    button,
    name,
    say,
    say_if,
    say_many,
)
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.keyring import KeyRing
from storage.neighbourhood.file import read_text
from storage.repositories.messages.claims import Result
from storage.repositories.messages.letters import Letter, sealed
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.messages.outbox_sql import SENT
from storage.tables.messages import outbox
from tests.bot.channels.web.browsing import conversation, token_of
from tests.bot.channels.web.site import Site, Visitor
from tests.support.talk import plain

TOKENS = (f"page-{number:017}" for number in count(1))
WORD = "Rindfleischetikettierungsueberwachung" * 40
ARABIC = "غرفة الحي مفتوحة حتى 12:00"
CLOSED = page_texts.UNREADABLE_NOW
NEEDS = say_if(Ability.REMIND, name("I'll remind you."), name("Look here again."))
COUNTED = say_many("body", "{n} person", "{n} people", 3)

# What a reply can have, field by field, the plainest first; None stands for not at all.
MADE: dict[str, Sequence[Any]] = {
    "lines": [
        (name("Words."),),
        (),
        (name(""),),
        (name(WORD), name(ARABIC), name("☎ +31 20 555 0101"), NEEDS, COUNTED),
        (
            name("<script>alert(1)</script>"),
            name("{n} {} {x.y} %s"),
            say("body", "Not in any catalog {x}", x=name("y")),
        ),
    ],
    "rows": [
        ((button(name("Tap"), "menu"),),),
        ((),),
        ((Button(name("Only a label")),), (Button(name(""), link="javascript:alert(1)"),)),
        (
            (
                button(name(WORD), "an act that is gone", room="x", n=7),
                Button(name("🗺️"), link="https://x.example/?a=b&c=<d>"),
            ),
            (Button(name("Where I am"), asks_place=True), button(name(ARABIC), "menu")),
        ),
    ],
    "place": [
        Place(52.3, 4.9),
        Place(-90.0, 180.0, WORD, ARABIC),
        Place(float("nan"), float("inf")),
    ],
    "picture": [
        Picture(name("Visits"), (Bar(name("46"), 12, 3, 4), Bar(name("47"), None)), COUNTED),
        Picture(name(""), ()),
        Picture(name(ARABIC), (Bar(name(WORD), 10**30, 1, 1),), COUNTED, Bar(COUNTED, 10**30)),
    ],
    "attachment": [
        Attachment("date.ics", "BEGIN:VCALENDAR"),
        Attachment("", ""),
        Attachment("../a b/ü?#%2F.tar.gz", WORD),
    ],
    "document": [
        Document("pdf", "2026-W47", "h-buurt", datetime(2026, 1, 1, tzinfo=UTC)),
        Document("", "../?#%2F", WORD, datetime(2026, 1, 1, tzinfo=UTC)),
    ],
    "voice": ["voice-1"],
    "aloud": [Aloud(1, "message-1"), Aloud(10**12, WORD)],
    "commands": [(("menu", name("What you can do")),)],
    "afterwards": [(name("Afterwards."),)],
    # What empties the page has tests of its own: the others of this list would go from it.
    "clears": [False],
    "frees_keys": [True],
    "offers_signs": [True],
    "to": [1],
    "page": [1, 10**9],
    "replaces": [True],
    "priority": [Priority.DANGER, Priority.FAREWELL, Priority.NEWS, 99],
    "is_secret": [True],
    "profile": ["fox"],
    "not_before": [datetime(2026, 1, 1, tzinfo=UTC)],
    "valid_until": [datetime(2026, 1, 1, tzinfo=UTC)],
    "roles": [("key-holder",)],
    "below": list(Below),
}
NOTHING = Reply(())
# What reaches a page: the rest decides when, to whom and above what.
REACHES = [
    field for field, values in MADE.items()
    if message_json.to_json(replace(NOTHING, **{field: values[0]})) != message_json.to_json(NOTHING)
]  # fmt: skip


def test_every_field_of_a_reply_is_tried() -> None:
    assert set(MADE) == {field.name for field in fields(Reply)}
    assert {"lines", "rows", "place", "picture", "attachment", "document", "voice"} <= set(REACHES)


def every_reply() -> Iterator[Reply]:
    """Every set of fields, and every value of each field with nothing and with all the others."""
    plainest = {field: values[0] for field, values in MADE.items()}
    sets = chain.from_iterable(combinations(REACHES, size) for size in range(len(REACHES) + 1))
    for chosen in sets:
        yield replace(NOTHING, **{field: plainest[field] for field in chosen})
    for field, values in MADE.items():
        for value in values:
            yield replace(NOTHING, **{field: value})
            yield Reply(**{**plainest, field: value})


@dataclass
class Visited:
    """A visitor, and the messages that rest in the outbox for them."""

    visitor: Visitor
    person: int
    ids: list[int]

    def page(self) -> str:
        return self.visitor.opens()

    def news(self) -> list[dict[str, Any]]:
        answer = self.visitor.http.get("/messages?after=0&wait=0")
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()
        return found


def reads(site: Site, messages: Sequence[Outgoing], language: str = "en") -> Visited:
    """Somebody to whom these were sent."""
    token = next(TOKENS)
    with site.database.writing() as store:
        person = store.people.known([("web", token, language)])["web", token].id
        ids = []
        for message in messages:
            mine = replace(message, person=person)
            store.outbox.put([mine], site.now)
            ids.append(store.sent.newest_id_of(person))
        store.claims.settle([Result(one, SENT, language=language) for one in ids])
    visitor = Visitor(site, language)
    visitor.http.cookies.set(cookies.COOKIE, site.cookie(token))
    return Visited(visitor, person, ids)


def outgoing(reply: Reply) -> Outgoing:
    payload = message_json.to_json(reply)
    return Outgoing(0, payload, reply.priority, is_secret=reply.is_secret)


@pytest.fixture(autouse=True)
def no_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enclosures, "draw", lambda picture, reader: b"\x89PNG")


@pytest.mark.long
def test_whatever_the_program_says_is_shown_with_a_script_and_without(site: Site) -> None:
    replies, fetched = list(every_reply()), set()
    for first in range(0, len(replies), 100):
        some = replies[first : first + 100]
        reader = reads(site, [outgoing(reply) for reply in some])
        page, news = reader.page(), reader.news()
        assert page.count("<article") == len(news) == len(some)
        for reply, message in zip(some, news, strict=True):
            file = reply.attachment or reply.document
            has_parts = reply.rows or reply.place or reply.picture or file
            assert message["text"] or has_parts
            links = [key["link"] for row in message["rows"] for key in row]
            links += [message["picture"]["link"]] if message["picture"] else []
            enclosed = str((reply.picture, file))
            # An order of long ago is not carried out any more.
            of_file = 200 if reply.attachment else 410
            for link in (link for link in links if link.startswith("/")):
                if enclosed not in fetched:
                    status = of_file if link.startswith("/files/") else 200
                    assert reader.visitor.http.get(link).status_code == status, (link, reply)
            fetched.add(enclosed)
            assert "javascript:" not in str(message["rows"])


def test_every_kind_of_message_stands_on_the_page_of_a_browser(page: Page, site: Site) -> None:
    token = token_of(page.context)
    plainest = {field: MADE[field][0] for field in REACHES}
    odd = [{field: value} for field in REACHES for value in MADE[field]]
    replies = [replace(NOTHING, **some) for one in odd for some in (one, {**plainest, **one})]
    for reply in replies:
        site.tells(token, reply)
    expect(page.locator(".bot")).to_have_count(1 + len(replies))
    before = _silent(page)
    page.reload()
    assert _silent(page) == before
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _silent(page: Page) -> list[str]:
    """What stands there, without what a page says once it looked for a sound in vain."""
    unheard = "".join(page_texts.CHAT["unheard"].one.split())
    return [article.replace(unheard, "") for article in conversation(page)]


TEXT = '["name","Here"]'


def here(more: str) -> str:
    """A message whose words can be read, with this besides."""
    return f'{{"lines":[{TEXT}],{more}}}'


ODD = {
    "nothing": "",
    "half of it": '{"lines":[["name","Kan',
    "an empty table": "{}",
    "a list": "[]",
    "a number": "7",
    "null": "null",
    "not JSON": "Kanarie",
    "its key is gone": here('"rows":[]'),
    "a number for lines": '{"lines":7,"rows":[]}',
    "a line of nothing": '{"lines":[[]],"rows":[]}',
    "a line of numbers": '{"lines":[[1,2]],"rows":[]}',
    "a line of null": '{"lines":[null],"rows":[]}',
    "too long a line": '{"lines":[["body","a",{},"b",1,2,3]],"rows":[]}',
    "a value of a kind to come": '{"lines":[["body","{x}",{"x":{"money":5}}]],"rows":[]}',
    "a value that is a list": '{"lines":[["body","{x}",{"x":[1]}]],"rows":[]}',
    "no such day": '{"lines":[["body","{x}",{"x":{"date":"2026-02-30"}}]],"rows":[]}',
    "no such hour": '{"lines":[["body","{x}",{"x":{"time":"25:00"}}]],"rows":[]}',
    "an ability to come": '{"lines":[["body","a",{"?fly":{"text":["body","b"]}}]],"rows":[]}',
    "half an ability": '{"lines":[["body","a",{"?remind":"b"}]],"rows":[]}',
    "half a letter": '{"lines":[["name","\\ud83d"]],"rows":[]}',
    "half a letter on a button": here('"rows":[[{"label":["name","\\udc00"],"act":["x",{}]}]]'),
    "half a letter in a file's name": here('"rows":[],"attachment":["\\ud800","x"]'),
    "half a letter in a chart": here(f'"rows":[],"picture":[["name","\\ud800"],[],{TEXT}]'),
    "a place without a map": here('"rows":[],"place":[]'),
    "a place called null": here('"rows":[],"place":[52,4,null,null]'),
    "a place in words": here('"rows":[],"place":["here","there","",""]'),
    "a place in too many words": here('"rows":[],"place":[1,2,"","","",""]'),
    "a chart of nothing": here('"rows":[],"picture":[[]]'),
    "a chart of words": here('"rows":[],"picture":["a","b","c"]'),
    "a word for a number": here(f'"rows":[],"picture":[{TEXT},[["a","b"]],{TEXT}]'),
    "a chart without bars": here(f'"rows":[],"picture":{{"title":{TEXT}}}'),
    "a bar of too much": here(f'"rows":[],"picture":{{"title":{TEXT},"bars":[[1,2,3,4,5]]}}'),
    "half an order": here('"rows":[],"document":["pdf","2026"]'),
    "an order of no day": here('"rows":[],"document":["pdf","2026","","soon"]'),
    "half a file": here('"rows":[],"attachment":["x"]'),
    "a file called 7": here('"rows":[],"attachment":[7,"x"]'),
    "a button without a label": here('"rows":[[{}]]'),
    "a button that is a word": here('"rows":[["Tap"]]'),
    "half an act": here(f'"rows":[[{{"label":{TEXT},"act":[]}}]]'),
    "a link that is a number": here(f'"rows":[[{{"label":{TEXT},"link":7}}]]'),
    "a row of null": here('"rows":null'),
    "commands of nothing": here('"rows":[],"commands":[[]]'),
    "deeper than anybody reads": '{"lines":[' + "[" * 20_000 + "]" * 20_000 + '],"rows":[]}',
    "an endless number": '{"lines":[["body","{n}",{"n":' + "9" * 6_000 + '}]],"rows":[]}',
    "sealed, and its key is gone": "sealed:KEY",
    "sealed, and cut": "sealed:AAE=",
    "sealed, and broken": "sealed:#",
    "sealed, and nothing in it": "sealed:",
    "wiped": '{"lines":[],"rows":[]}',
}  # fmt: skip
KEY_GONE = "its key is gone"
# What is odd, and yet can be shown.
SHOWN = {
    "a part to come": here('"rows":[],"sticker":{"x":1}'),
    "a part of a button to come": here(f'"rows":[[{{"label":{TEXT},"color":1}}]]'),
    "a file that is a number": here('"rows":[],"attachment":["x",7]'),
    "a chart that cannot be drawn": here(f'"rows":[],"picture":[{TEXT},[["a",1]],{TEXT}]'),
    "half a letter in a file": here('"rows":[],"attachment":["x","\\ud800"]'),
}  # fmt: skip


def loses_key(site: Site, folder: Path, message: int) -> None:
    """A message that a key has sealed which we have not."""
    others = KeyRing.make(folder / "others")
    with site.database.writing() as store:
        here = outbox.c.id == message
        token = store.connection.execute(select(outbox.c.token).where(here)).scalar_one()
        sealed_there = sealed(others, Letter(payload="{}"), token)
        store.connection.execute(update(outbox).where(here).values(sealed_there))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_one_message_that_cannot_be_shown_takes_no_other_with_it(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    def cannot(*_: object) -> bytes:
        raise TypeError

    monkeypatch.setattr(enclosures, "draw", cannot)
    good = message_json.to_json(Reply((name("Good"),)))
    bad = [*ODD.values(), *SHOWN.values()]
    payloads = list(chain.from_iterable((payload, good) for payload in bad))
    reader = reads(site, [Outgoing(0, payload) for payload in payloads], language)
    loses_key(site, tmp_path, reader.ids[2 * list(ODD).index(KEY_GONE)])
    with structlog.testing.capture_logs() as log:
        page, news = unescape(reader.page()), reader.news()
        reader.page()
    assert [plain(one["text"]) for one in news[1::2]] == ["Good"] * len(bad)
    assert plain(page).count("<span>Good</span>") == len(bad)
    sentence = write(CLOSED, Reader.of(language, "nl"))
    said = [plain(one["text"]) for one in news[::2]]
    assert said == [sentence] * len(ODD) + ["Here"] * len(SHOWN), dict(zip(ODD, said, strict=False))
    assert page.count(f"<span>{sentence}</span>") == len(ODD)
    assert {one["dir"] for one in news[: 2 * len(ODD) : 2]} == {
        "rtl" if language == "ar" else "ltr"
    }
    # Once each, with its number and why, never with its words; what was wiped is as it should be.
    told = [line for line in log if line["event"] == "web.unreadable"]
    unread = [one for one, payload in zip(reader.ids[::2], ODD.values(), strict=False)][:-1]
    assert [line["message"] for line in told] == unread
    assert all(set(line) == {"event", "message", "problem", "log_level"} for line in told)
    assert "Kanarie" not in str(log)
    for number in reader.ids[::2]:
        for link in (f"/pictures/{number}.png", f"/files/{number}/x"):
            assert reader.visitor.http.get(link).status_code in {200, 404}, link


def test_a_change_that_cannot_be_shown_leaves_no_old_buttons(site: Site) -> None:
    old = reads(site, [outgoing(Reply((name("Old"),), ((button(name("Tap"), "menu"),),)))])
    with site.database.writing() as store:
        store.outbox.put([Outgoing(old.person, "{}", replaces=str(old.ids[0]))], site.now)
        store.claims.settle([Result(store.sent.newest_id_of(old.person), SENT, language="en")])
    page = old.page()
    assert page.count("<article") == 1
    assert CLOSED.one in page
    assert "Tap<" not in page


PARAMS = {
    "message": ["0", "1", "99999999999999999999", "9" * 400],
    "name": ["page.css", "chat.js", "nothing.js", "..%2fweb.py", "%ff%00", "x" * 2_000],
    "version": ["12345678", "%00"],
    "room": ["h-buurt", "nowhere", "%ff%00", "x" * 2_000],
    "code": ["A" * 22, "short", "%ff%00", "x" * 2_000],
}
QUERIES = [
    "wait=0",
    "wait=0&lang=%00&start=%ff%00&room=..%2f&again",
    "wait=0&lang=xx&start=" + "x" * 2_000 + "&room=h-buurt&after=999999999999999999",
    "wait=0&seen=x,1,,99999999999999999999,-1&after=-1",
]
HEADS: list[dict[str, str]] = [
    {"Cookie": f"visitor={'A' * 44}; buurtbot={'A' * 22}; left=1; buurtbot_help={'B' * 22}"},
    {"Cookie": "buurtbot=%00; =;;;\u00e9", "Accept-Language": "\u00e9;q=x,,*;q=9"},
    {"Origin": "null", "Content-Type": "text/html; charset=nonsense"},
    {"Content-Type": "application/x-www-form-urlencoded"},
    {"Content-Type": "application/json"},
]
BODIES = [b"", b"\xff\x00", b"id=1&text=%ff%00&tap=", b'{"id":"1","text":"hello"}']


def addresses(path: str) -> Iterator[str]:
    """An address of this page, with each odd value of its parts."""
    parts = re.findall(r"{(\w+)(?::\w+)?}", path)
    for number in range(max((len(PARAMS[part]) for part in parts), default=1)):
        filled = path
        for part in parts:
            value = PARAMS[part][number % len(PARAMS[part])]
            filled = re.sub(rf"{{{part}(:\w+)?}}", value.replace("\\", ""), filled)
        yield filled


def test_no_page_fails_whatever_a_browser_sends_along(site: Site) -> None:
    with structlog.testing.capture_logs() as log:
        for path in (route.path for route in site.web.routes()):
            visitor = Visitor(site)
            for number, address in enumerate(addresses(path)):
                heads = HEADS if number == 0 else HEADS[number % len(HEADS) :][:1]
                for head, query in zip(heads, [*QUERIES, *QUERIES], strict=False):
                    sent = {key: value.encode("latin-1") for key, value in head.items()}
                    body = BODIES[number % len(BODIES)]
                    for method in ("GET", "POST"):
                        answer = visitor.http.request(
                            method, f"{address}?{query}", headers=sent, content=body
                        )
                        assert answer.status_code < 500, (method, address, query, head)
    assert [line for line in log if line["log_level"] == "error"] == []


BARE = """
name = "Bare"
timezone = "Europe/Amsterdam"
default_language = "nl"
languages = ["nl", "xx"]
[[rooms]]
id = "bare"
name = "<b>&\\" {{x}}"
address = "&amp;"
hours = "off"
"""
ENDLESS = """
name = "Endless"
timezone = "Pacific/Kiritimati"
default_language = "ar"
languages = ["ar"]
[[rooms]]
id = "endless"
name = "غرفة"
address = "x"
latitude = 0
longitude = 0
phone = "112"
hours = "24/7"
"""


@pytest.mark.parametrize("file", [BARE, ENDLESS])
def test_every_page_shows_the_plainest_neighbourhood_too(new_site: Site, file: str) -> None:
    loaded = read_text(file, "odd.toml")
    with new_site.database.writing() as store:
        store.neighbourhoods.save(loaded)
    new_site._view = NeighbourhoodView(loaded)
    visitor = Visitor(new_site)
    for hours in (0, 9, 24 * 200):
        new_site.now += timedelta(hours=hours)
        for path in ("/rooms", "/rooms.json", "/cookies", "/"):
            visitor.http.cookies.clear()
            assert visitor.http.get(path).status_code == 200
        for room in loaded.rooms:
            answer = visitor.http.get(f"/rooms/{room.id}/spaceapi.json")
            assert answer.json()["space"] == room.name


ONE_OF_MANY = """
[[rooms]]
id = "room-{n}"
name = "Room {n}."
address = "Street {n}"
hours = "{hours}"
"""


@pytest.mark.parametrize("of", [1, 20, 21, 60, 120])
def test_the_board_has_every_room_once_and_of_very_many_those_first_that_are_open(
    new_site: Site, of: int
) -> None:
    head = BARE.partition("[[rooms]]")[0]
    hours = ["Mo 10:00-12:00" if n % 3 else "24/7" for n in range(1, of + 1)]
    rooms = [ONE_OF_MANY.format(n=n, hours=one) for n, one in enumerate(hours, 1)]
    loaded = read_text(head + "".join(rooms), "many.toml")
    with new_site.database.writing() as store:
        store.neighbourhoods.save(loaded)
    new_site._view = NeighbourhoodView(loaded)
    new_site.now += timedelta(hours=9)
    visitor, shown, skip = Visitor(new_site), list[str](), "0"
    while True:
        page = visitor.http.get(f"/rooms?lang=en&skip={skip}").text
        shown += re.findall(r"Street \d+", page)
        links = re.findall(r"skip=(\d+)", page)
        if links in ([], ["0"]):
            break
        [skip] = links
    assert sorted(shown) == sorted(f"Street {n}" for n in range(1, of + 1))
    if of > 20:
        assert {hours[int(one.split()[1]) - 1] for one in shown[: of // 3]} == {"24/7"}
    for wrong in ("", "-1", "x", "9" * 30, str(of)):
        assert "Street " in visitor.http.get(f"/rooms?skip={wrong}").text
