"""A message is said aloud on its page, to its own person and to nobody else."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from bot.rendering.buttons import LISTEN_TO
from bot.rendering.text import Reader, write
from handlers.core.messages import Reply, name, say
from storage.database import Database
from storage.keyring import KeyRing
from tests.bot.channels.web.beside.sounds import FIREFOX, recorded
from tests.bot.channels.web.browsing import PHONE, says, taps, visit
from tests.bot.channels.web.site import Site, Visitor
from tests.bot.voices.voice import Voice, sound_of

LISTEN = "🔊 Listen"
SMALL: ViewportSize = {"width": 320, "height": 560}


@pytest.fixture
def voice() -> Voice:
    return Voice("en", "nl", "ar", "fa")


@pytest.fixture
def spoken(sqlite_template: Path, keys: KeyRing, tmp_path: Path, voice: Voice) -> Iterator[Site]:
    """A site where messages are said aloud."""
    path = tmp_path / "buurtbot.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}", keys)
    made = Site(database, voice=voice)
    yield made
    made.stops()
    database.close()


def test_a_tap_brings_a_clip_that_its_own_person_alone_can_fetch(
    spoken: Site, voice: Voice
) -> None:
    omar, thief = Visitor(spoken), Visitor(spoken)
    omar.opens()
    thief.opens()
    thief.says("/menu")
    menu = omar.says("/menu")[-1]
    (heard,) = omar.taps(menu, LISTEN)
    assert heard["voice"] == f"/voices/{heard['id']}.ogg"
    answer = omar.http.get(heard["voice"])
    assert answer.content == sound_of(voice.said[0])
    assert voice.said[0].startswith("What do you need?")
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == (
        "audio/ogg",
        "no-store",
    )
    part = omar.http.get(heard["voice"], headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"OggS")
    assert thief.http.get(heard["voice"]).status_code == 404
    # Again is the same, and what is typed means what was heard.
    assert omar.taps(menu, LISTEN)[-1]["voice"]
    assert "H-buurt" in omar.says("opening hours")[-1]["text"]


def test_it_works_without_a_script_and_whoever_listens_to_a_screen_hears_what_it_is(
    spoken: Site,
) -> None:
    omar = Visitor(spoken)
    omar.opens()
    omar.says("/menu")
    page = omar.opens()
    form = dict(re.findall(r'name="(id|mark)" value="([^"]*)"', page))
    (token,) = re.findall(r'value="([^"]+\.8999)"', page)
    assert omar.http.post("/say", data={**form, "tap": token}).status_code == 303
    (sound,) = re.findall(r"<audio [^>]+>", omar.opens())
    assert 'src="/voices/' in sound
    assert 'aria-label="The message, said aloud"' in sound


def test_words_that_are_gone_are_said_to_be_gone(spoken: Site, voice: Voice) -> None:
    omar = Visitor(spoken)
    omar.opens()
    menu = omar.says("/menu")[-1]
    (heard,) = omar.taps(menu, LISTEN)
    person = spoken.person(omar.token)
    assert person
    with spoken.database.writing() as store:
        store.sent.empty(person.id, (), ())
    assert omar.http.get(heard["voice"]).status_code in {404, 410}
    assert omar.taps(menu, LISTEN)[-1]["text"].startswith("I don't have those words any more.")
    assert voice.said == []


def test_what_is_not_made_is_said_in_words(spoken: Site, voice: Voice) -> None:
    omar = Visitor(spoken)
    omar.opens()
    menu = omar.says("/menu")[-1]
    (heard,) = omar.taps(menu, LISTEN)
    voice.is_hoarse = True
    answer = omar.http.get(heard["voice"])
    assert answer.status_code == 410
    assert "I cannot read this aloud." in answer.text


def test_after_a_while_nobody_hears_what_a_browser_was_told(spoken: Site, voice: Voice) -> None:
    omar = Visitor(spoken)
    omar.opens()
    menu = omar.says("/menu")[-1]
    (heard,) = omar.taps(menu, LISTEN)
    spoken.now += timedelta(hours=2)
    assert omar.http.get(heard["voice"]).status_code == 404
    assert voice.said == []


def test_each_line_is_shown_and_heard_in_the_language_that_has_it_now_and_later(
    spoken: Site, voice: Voice
) -> None:
    """The first line of this message is for coordinators, and not in Persian."""
    shirin = Visitor(spoken)
    shirin.opens()
    shirin.says("/menu")
    person = spoken.person(shirin.token)
    assert person
    with spoken.database.writing() as store:
        store.people.choose_language(person.id, "fa")
    office = say("body", "🌐 Here is a title in each language.")
    lines = office, say("body", "All rooms are open as usual."), name("H-buurt")
    spoken.tells(shirin.token, Reply(lines))
    told = shirin.news()[-1]
    dutch, persian = (write(line, Reader.of("fa", "nl")) for line in lines[:2])
    assert dutch == write(lines[0], Reader.of("nl", "nl"))
    assert persian == write(lines[1], Reader.of("fa", "fa"))
    assert (told["language"], told["dir"], told["tongues"]) == ("fa", "rtl", ["nl", "fa", "fa"])
    # Later, on a page without a script, it is the same once more.
    page = shirin.opens()
    for line, said in ((" lang=nl", dutch), ("", persian)):
        assert f"<span{line}>{said}</span>" in page
    heard = shirin.taps(told, "🔊")[-1]
    assert shirin.http.get(heard["voice"]).status_code == 200
    assert voice.said[-1].split("\n")[:2] == [dutch.removeprefix("🌐 "), persian]


def test_where_no_voice_is_there_is_no_button(new_site: Site) -> None:
    omar = Visitor(new_site)
    omar.opens()
    menu = omar.says("/menu")[-1]
    assert not any("🔊" in key["label"] for row in menu["rows"] for key in row)


@pytest.mark.long
def test_in_a_browser_it_plays_by_itself_and_what_does_not_come_is_said(
    browser: Browser, spoken: Site
) -> None:
    context = browser.new_context(viewport=PHONE, locale="en-GB", base_url=spoken.url)
    page = visit(context, "/")
    page.get_by_role("button", name="Listen").last.click()
    clip = page.get_by_label("The message, said aloud")
    # What our test voice says no browser can play: it says so in words.
    expect(page.get_by_text("The sound does not come.")).to_be_visible()
    expect(clip).to_have_count(0)
    context.close()


@pytest.mark.long
def test_in_arabic_on_a_small_phone_it_plays_seeks_and_stays_where_it_is(
    browser: Browser, spoken: Site, voice: Voice
) -> None:
    voice.sound = recorded(FIREFOX, 30.0)
    context = browser.new_context(viewport=SMALL, locale="ar", base_url=spoken.url)
    page = visit(context, "/")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    taps(page, write(LISTEN_TO, Reader.of("ar", "nl")))
    clip = page.locator("#log audio")
    expect(clip).to_have_count(1)
    plays = "(from) => document.querySelector('#log audio').currentTime > from"
    page.wait_for_function(plays, arg=0.1)
    assert any("\u0600" <= letter <= "\u06ff" for letter in voice.said[0])
    # Only the part that a player asks for has to come: it begins in the middle, and goes on.
    seeks = (
        "one => new Promise(is => { one.onseeked = () => is(one.currentTime); "
        "one.currentTime = 20 })"
    )
    assert clip.evaluate(seeks) == pytest.approx(20, abs=0.5)
    page.wait_for_function(plays, arg=20.1)
    place = "one => [...document.querySelectorAll('#log article')].indexOf(one.closest('article'))"
    before = clip.evaluate(place)
    clip.evaluate("one => { one.isTheOne = true }")
    says(page, "/hours")
    expect(page.locator("#log article").last).to_contain_text("H-buurt")
    # It is the same player, and nothing stopped it.
    assert clip.evaluate("one => [one.isTheOne, one.paused]") == [True, False]
    assert clip.evaluate(place) == before
    box = clip.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= SMALL["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
    context.close()


def test_the_languages_are_heard_by_their_own_names(spoken: Site, voice: Voice) -> None:
    omar = Visitor(spoken)
    omar.opens()
    choice = omar.says("/language")[-1]
    (heard,) = omar.taps(choice, LISTEN)
    assert omar.http.get(heard["voice"]).status_code == 200
    # Also one that nobody speaks here: whoever reads it sees where the number of it leads.
    assert all(name in voice.said[0] for name in ("Nederlands", "العربية", "Türkçe", "Soomaali"))
