"""What is spoken on a page reaches a human, and is gone when the talk is over."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from itertools import count
from typing import Any

import aiohttp
import httpx
import pytest
from sqlalchemy import select

from bot.channels.web import page_texts
from bot.channels.web.chat import page as chat_page
from handlers.conversations import texts
from storage.database import Database
from storage.repositories.conversations import recordings as kept
from storage.repositories.people.roles import KEY_HOLDER, Role
from storage.tables.conversations import recordings
from tests.bot.channels.web.beside.sounds import CHROMIUM, SAFARI, heard, recorded
from tests.bot.channels.web.site import Site, Visitor
from tests.support import peek
from tests.support.talk import Kind, Neighbour, Street
from tests.support.village import gives, village

NUMBERS = count(1)
OGG = b"OggS\0\2" + b"\0" * 22 + b"OpusHead" + b"\1\1" + b"\0" * 9


def speaks(visitor: Visitor, sound: bytes, number: str = "", **headers: str) -> httpx.Response:
    number = number or f"spoken-{next(NUMBERS)}"
    kind = {"Content-Type": "audio/webm;codecs=opus", **headers}
    return visitor.http.post("/speak", params={"id": number}, content=sound, headers=kind)


def helper(site: Site) -> Visitor:
    """A key-holder who reads on the web."""
    made = Visitor(site)
    made.opens()
    made.says(f"/start {site.invites()}")
    person = site.person(made.token)
    assert person
    with site.database.writing() as store:
        store.roles.give(person.id, Role(KEY_HOLDER, "h-buurt"), site.now)
        store.browsers.stay(person.id, site.now)
    made.seen = 0
    made.news()
    return made


def in_a_talk(site: Site) -> Visitor:
    """Somebody who is about to say something to a human."""
    made = Visitor(site)
    made.opens()
    made.says("/start")
    assert "What do you want to say? Write now." in made.says("/person")[-1]["text"]
    return made


def kept_sounds(database: Database) -> int:
    with database.reading() as store:
        return len(store.connection.execute(select(recordings.c.id)).all())


def voices(news: list[dict[str, Any]]) -> list[str]:
    return [one["voice"] for one in news if one["voice"]]


def test_it_is_heard_on_the_page_of_who_answers_and_back_and_gone_when_it_is_over(
    new_site: Site,
) -> None:
    fatma, omar = helper(new_site), in_a_talk(new_site)
    assert 'data-speaks="0"' in fatma.opens()
    assert 'data-speaks="1"' in omar.opens()
    assert omar.http.get("/messages?after=0&wait=0").headers["speak"] == "1"
    assert fatma.http.get("/messages?after=0&wait=0").headers["speak"] == "0"
    assert speaks(omar, recorded(), "one").json() == {"ok": True}
    assert "🎧 We got your voice note. A neighbour will listen." in omar.news()[-1]["text"]
    told = fatma.news()
    (link,) = voices(told)
    answer = fatma.http.get(link)
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == (
        "audio/ogg",
        "no-store",
    )
    assert heard(answer.content) == pytest.approx(1, abs=0.1)
    # Players ask for a part, and for the end.
    for asked, part in (
        ("bytes=0-1", answer.content[:2]),
        ("bytes=10-", answer.content[10:]),
        ("bytes=-5", answer.content[-5:]),
    ):
        some = fatma.http.get(link, headers={"Range": asked})
        assert (some.status_code, some.content) == (206, part)
    assert fatma.http.get(link, headers={"Range": "bytes=9999999-"}).status_code == 416
    assert fatma.http.get(link, headers={"Range": "bytes=odd"}).status_code == 200
    # It is nobody else's.
    for stranger in (omar, Visitor(new_site)):
        assert stranger.http.get(link).status_code == 404
    assert f'<audio controls preload="none" src="{link}"' in fatma.opens()
    fatma.taps(next(one for one in told if one["voice"]), "💬 Answer")
    assert speaks(fatma, recorded(seconds=2)).json() == {"ok": True}
    got = omar.news()
    (back,) = voices(got)
    assert heard(omar.http.get(back).content) == pytest.approx(2, abs=0.1)
    assert kept_sounds(new_site.database) == 2
    omar.taps(got[-1], "✔️ Done")
    assert kept_sounds(new_site.database) == 0
    assert fatma.http.get(link).status_code == 404
    page = fatma.opens()
    assert "<audio" not in page
    assert page_texts.VOICE_GONE.one in page
    # What was recorded for a talk that is over begins none with anybody else.
    assert speaks(omar, recorded()).json() == {"ok": True}
    assert "I did not pass it on." in omar.news()[-1]["text"]
    assert kept_sounds(new_site.database) == 0


def test_what_could_not_be_stored_comes_again_and_the_same_number_twice_is_heard_once(
    new_site: Site,
) -> None:
    fatma, omar = helper(new_site), in_a_talk(new_site)
    new_site.is_storing = False
    again = speaks(omar, recorded(), "the same")
    assert (again.status_code, again.headers["retry-after"]) == (503, "5")
    new_site.is_storing = True
    for sound in (recorded(), recorded(), recorded(seconds=2)):
        assert speaks(omar, sound, "the same").json() == {"ok": True}
    assert len(voices(fatma.news())) == 1
    assert kept_sounds(new_site.database) == 1


@pytest.mark.parametrize("language", ["en", "nl", "ar", "tr", "es"])
def test_what_is_no_recording_is_refused_kindly_and_goes_to_nobody(
    site: Site, language: str
) -> None:
    helper(site)
    omar = in_a_talk(site)
    omar.http.headers["Accept-Language"] = language
    before = len(site.heard)
    for status, sound in (
        (422, b""),
        (422, b"no sound"),
        (422, b'{"id": "x", "text": "hello"}'),
        (413, b"OggS" * 300_000),
    ):
        answer = speaks(omar, sound)
        assert answer.status_code == status
        assert "<" not in answer.text
        assert len(answer.text) > 10
    for number in ("", "x" * 41, "é"):
        assert omar.http.post("/speak", params={"id": number}, content=b"").status_code == 400
    assert len(site.heard) == before


def test_only_our_own_page_speaks_in_somebodys_name(site: Site) -> None:
    helper(site)
    omar, nobody = in_a_talk(site), Visitor(site)
    before = len(site.heard)
    for headers in (
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "null"},
    ):
        assert speaks(omar, recorded(), **headers).status_code == 403
    answer = speaks(nobody, recorded())
    assert (answer.status_code, answer.text) == (403, page_texts.NO_TALK.one)
    assert omar.http.get("/speak").status_code == 405
    assert len(site.heard) == before
    policy = omar.http.get("/").headers["permissions-policy"]
    assert "microphone=(self)" in policy


def test_one_network_speaks_so_often_a_day(new_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    helper(new_site)
    omar = in_a_talk(new_site)
    monkeypatch.setattr(chat_page, "MOST_SPOKEN", 1)
    assert speaks(omar, recorded()).status_code == 200
    answer = speaks(omar, recorded())
    assert (answer.status_code, answer.text) == (403, page_texts.SPOKEN_TOO_OFTEN.one)


def test_whoever_sends_very_many_recordings_at_a_time_fills_no_memory(new_site: Site) -> None:
    helper(new_site)
    omar, host = in_a_talk(new_site), new_site.url.partition("://")[2]
    head = f"POST /speak?id=x HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1000000\r\n\r\n"
    address, _, port = host.partition(":")
    with ExitStack() as opened:
        for _ in range(100):
            one = opened.enter_context(socket.create_connection((address, int(port)), 5))
            one.sendall(head.encode())
        for _ in range(20):
            answer = speaks(omar, recorded())
            if answer.status_code == 503:
                break
        assert (answer.status_code, answer.text) == (503, page_texts.TRY_LATER.one)
        assert answer.headers["retry-after"]
    # All of them are gone: there is place again.
    for _ in range(500):
        answer = speaks(omar, recorded())
        if answer.status_code == 200:
            return
    raise AssertionError(answer.text)


def browser(address: str) -> aiohttp.ClientSession:
    """It keeps cookies also of an address without a name."""
    return aiohttp.ClientSession(address, cookie_jar=aiohttp.CookieJar(unsafe=True))


def spoken(neighbour: Neighbour, sound: bytes = OGG) -> Neighbour:
    return neighbour.does(Kind.VOICE, voice="recorded", sound=sound)


def test_one_person_is_heard_so_often_a_day_and_all_together_within_a_bound(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    fatma = street.key_holder("h-buurt")
    omar = street.neighbour(channel="web").says("/person")
    monkeypatch.setattr(texts, "MOST_SPOKEN", 2)
    for _ in range(2):
        spoken(omar).sees("🎧 We got your voice note.")
    assert kept.is_ours(fatma.last.voice)
    spoken(omar).sees("You sent many voice notes today. Please write.")
    omar.says("hello").sees("✅ Sent.")
    monkeypatch.setattr(texts, "MOST_SPOKEN", 9)
    monkeypatch.setattr(kept, "MOST_BYTES", 10)
    spoken(omar).sees("We cannot keep more voice notes now. Please write.")
    assert kept_sounds(street.database) == 2


def test_a_recording_rests_sealed_and_goes_with_its_talk_its_person_and_its_time(
    street: Street,
) -> None:
    fatma = street.key_holder("h-buurt")

    def speaks_up(channel: str = "web") -> Neighbour:
        omar = street.neighbour(channel=channel).says("/person")
        spoken(omar).sees("🎧 We got your voice note.")
        assert kept_sounds(street.database) == 1
        return omar

    omar = speaks_up()
    with street.database.reading() as store:
        (rested,) = store.connection.execute(select(recordings.c.what)).scalars()
        (row,) = peek.opened(store, recordings)
        assert store.recordings.sound(f"{kept.OURS}{row.id}") == OGG
        for odd in ("", "file-1", kept.OURS, f"{kept.OURS}x", f"{kept.OURS}{'9' * 40}"):
            assert store.recordings.sound(odd) == b""
    assert b"Opus" not in rested
    omar.says("/forget").taps("Yes, delete")
    assert kept_sounds(street.database) == 0
    omar = speaks_up()
    fatma.taps("💬 Answer")
    spoken(fatma).sees("✅ Sent.")
    assert kept.is_ours(omar.last.voice)
    fatma.taps("✔️ Done")
    assert kept_sounds(street.database) == 0
    speaks_up("telegram")
    street.later(days=8)
    street.tick()
    assert kept_sounds(street.database) == 0


def test_words_that_name_a_recording_take_it_from_nobody(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    omar = street.neighbour(channel="web").says("/person")
    spoken(omar).sees("🎧 We got your voice note.")
    named = fatma.last.voice
    lea = street.neighbour(channel="web").says("/person")
    lea.says(named).sees("✅ Sent.")
    lea.taps("✔️ Done")
    assert kept_sounds(street.database) == 1


@pytest.mark.parametrize("packed", [CHROMIUM, SAFARI])
async def test_it_is_a_real_voice_note_on_telegram(street: Street, packed: tuple[str, str]) -> None:
    async with village(street.database) as place, browser(place.address) as http:
        fatma = place.api.user(language_code="en", stranger=False)
        gives(place.database, fatma.id, Role(KEY_HOLDER, "h-buurt"))
        await http.get("/")
        ours = {"Origin": place.address}
        for number, text in enumerate(("/start", "/person")):
            await http.post("/say", json={"id": f"a{number}", "text": text}, headers=ours)
        answer = await http.post("/speak?id=s1", data=recorded(packed), headers=ours)
        assert answer.status == 200, await answer.text()
        await fatma.sees("Somebody is writing in")
        assert heard(fatma.last.voice or b"") == pytest.approx(1, abs=0.1)
        (sent,) = [one for one in place.api.calls if one.method == "sendVoice"]
        assert not isinstance(sent.params["voice"], str)
