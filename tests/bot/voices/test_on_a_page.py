"""A neighbour lends their voice on a page: what is spoken there is heard on another one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import locales
from bot.voices import neighbours
from storage.database import Database
from storage.tables.volunteering import voices
from tests.bot.channels.web.beside.sounds import CHROMIUM, SAFARI, heard, recorded
from tests.bot.channels.web.beside.test_speaking import helper, kept_sounds, speaks
from tests.bot.channels.web.site import Site, Visitor

NEED, ELSE = ("body", "What do you need?"), ("body", "What else?")


@pytest.fixture(autouse=True)
def two_sentences(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(neighbours, "alone", lambda: (NEED, ELSE))
    neighbours._sentences.cache_clear()
    yield
    neighbours._sentences.cache_clear()


@pytest.fixture
def new_site(database: Database) -> Iterator[Site]:
    made = Site(database)
    yield made
    made.stops()


def kept(site: Site) -> list[str]:
    with site.database.reading() as store:
        return [row.state for row in store.connection.execute(voices.select()).all()]


def said(sentence: tuple[str, str], tag: str) -> str:
    return locales.sentence((tag, "en"), *sentence).text


def asked(visitor: Visitor) -> dict[str, Any]:
    """The first sentence, or what waits for an ear."""
    return visitor.taps(visitor.says("/voice")[-1], "▶️")[-1]


def reads(visitor: Visitor, tag: str) -> Visitor:
    """From now on somebody reads this language."""
    person = visitor.site.person(visitor.token)
    assert person
    with visitor.site.database.writing() as store:
        store.people.choose_language(person.id, tag)
    return visitor


def test_what_is_spoken_on_a_page_is_heard_by_another_volunteer_and_then_by_all(
    new_site: Site,
) -> None:
    hodan, amina = reads(helper(new_site), "so"), reads(helper(new_site), "so")
    assert 'data-speaks="0"' in hodan.opens()
    question = asked(hodan)
    assert said(NEED, "so") in question["text"]
    assert 'data-speaks="1"' in hodan.opens()
    assert speaks(hodan, recorded(CHROMIUM, seconds=2), "one").json() == {"ok": True}
    mine = hodan.news()[-1]
    answer = hodan.http.get(mine["voice"])
    assert heard(answer.content) == pytest.approx(2, abs=0.1)
    # It is nobody else's yet, and no word of any talk.
    assert amina.http.get(mine["voice"]).status_code == 404
    assert (kept(new_site), kept_sounds(new_site.database)) == (["made"], 0)
    # The same once more is the same.
    speaks(hodan, recorded(CHROMIUM, seconds=2), "one")
    assert kept(new_site) == ["made"]
    stays = hodan.taps(mine, "✅")[-1]
    nobody = hodan.taps(stays, "❌")[-1]
    assert said(ELSE, "so") in nobody["text"]
    theirs = asked(amina)
    assert said(NEED, "so") in theirs["text"]
    assert heard(amina.http.get(theirs["voice"]).content) == pytest.approx(2, abs=0.1)
    amina.taps(theirs, "✅")
    assert kept(new_site) == ["approved"]
    new_site.voices.look()
    omar = Visitor(new_site)
    omar.opens()
    omar.says("/start")
    reads(omar, "so")
    menu = omar.says("/menu")[-1]
    assert any("🔊" in key["label"] for row in menu["rows"] for key in row)
    (clip,) = omar.taps(menu, "🔊")
    assert omar.http.get(clip["voice"]).status_code == 200
    assert new_site.voice.said[-1].splitlines()[0] == said(NEED, "so")
    # Whoever is forgotten, and did not want it to stay, is heard no more.
    hodan.taps(hodan.says("/forget")[-1], "🗑️")
    assert kept(new_site) == []
    assert omar.http.get(clip["voice"]).status_code == 410


def test_on_a_page_too_what_is_no_sentence_is_kept_nowhere(new_site: Site) -> None:
    fatma = helper(new_site)
    asked(fatma)
    silent = speaks(fatma, recorded(SAFARI, loud=0))
    assert silent.status_code == 422
    assert speaks(fatma, recorded(SAFARI, seconds=40)).json() == {"ok": True}
    told = fatma.news()[-1]
    assert "That is too long." in told["text"]
    assert NEED[1] in told["text"]
    assert kept(new_site) == []
    assert speaks(fatma, recorded(SAFARI)).json() == {"ok": True}
    assert fatma.news()[-1]["voice"]
    # Beside the question nobody can speak into it.
    fatma.says("/menu")
    speaks(fatma, recorded(SAFARI))
    assert "I did not pass it on." in fatma.news()[-1]["text"]
    assert kept(new_site) == ["made"]


def test_where_there_is_no_more_room_nothing_is_taken(
    new_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.repositories.volunteering.voices.MOST_BYTES", 1_000)
    fatma = helper(new_site)
    asked(fatma)
    speaks(fatma, recorded(CHROMIUM))
    assert "I cannot keep more voices today." in fatma.news()[-1]["text"]
    assert kept(new_site) == []
