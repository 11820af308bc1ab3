"""The yes before anybody is asked: three short lines, all of it on a tap, and a no that helps."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from sqlalchemy import select

import locales
from handlers.core.messages import Text, say
from handlers.help_requests.ask import consent
from locales.catalogs.audience import Audience
from storage.repositories.people.questions import CLOSED
from storage.tables.rooms import participants
from tests.handlers.help_requests.asking_steps import (
    ALL,
    asks,
    is_full,
    partner,
    requests_of,
    street,
    to_consent,
)
from tests.handlers.help_requests.partner_steps import opens
from tests.support.peek import how_of, letters, questions, sentences
from tests.support.talk import Street, plain

__all__ = ["street"]


def test_a_yes_is_kept_with_its_time_its_words_and_its_language(street: Street) -> None:
    omar = street.neighbour("es")
    omar.says("/language").taps("English")
    asks(omar)
    (request,) = requests_of(street, omar)
    assert request.consent_at == street.now
    assert request.consent_version == consent.VERSION
    assert request.consent_language == "en"


def test_all_of_it_is_one_tap_away_and_a_yes_to_all_is_a_yes(street: Street) -> None:
    omar = to_consent(street.neighbour())
    assert len(omar.last.text.splitlines()) == 4
    omar.taps(ALL).sees("First we ask: Debt Desk.", "No answer? Then we ask: Quick Desk.")
    omar.sees("Then the key-holders of H-buurt.", "after 14 days", "30 days later", "Do you agree?")
    assert ALL not in omar.buttons()
    omar.taps("✅ Yes, ask").sees("Asked: Debt Desk.")
    assert len(requests_of(street, omar)) == 1


@pytest.mark.parametrize("tag", ["en", "nl", "ar", "tr", "es"])
def test_no_word_of_a_yes_means_two_things(tag: str) -> None:
    """A partner is a husband or a wife; "may" is a right and a chance."""
    shown = (*consent.SHORTLY, *consent.PROMISES)
    said = " ".join(locales.sentence((tag,), one.slot, one.one).text for one in shown).casefold()
    for word in ("partner", "pareja", "eşin", "شريك", " may ", " mag ", " mogen "):
        assert word not in said, word


def test_the_words_of_a_yes_change_together_with_their_version() -> None:
    """Whoever changes what people agree to gives it a new version, here as well."""
    said = "\n".join(
        sentence.one
        for sentence in sentences()
        if "handlers/help_requests/ask/consent.py" in sentence.places
    )
    assert said.count("\n") > len(consent.PROMISES)
    assert (consent.VERSION, hashlib.sha256(said.encode()).hexdigest()[:12]) == CONSENT


CONSENT = ("2026-12-04", "41415533f20e")


def test_whoever_says_no_is_still_helped_and_nothing_is_kept(street: Street) -> None:
    ali, omar = partner(street, "debts"), street.neighbour()
    to_consent(omar).taps("❌ No").sees("I asked nobody and kept nothing.")
    omar.sees("You can still get help.", "H-buurt", "+31 20 555 0101")
    assert len(omar.last.text.splitlines()) == 4
    ali.hears_nothing()
    assert requests_of(street, omar) == []
    assert questions(street) == [CLOSED]
    with street.database.reading() as store:
        assert store.connection.execute(select(participants)).all() == []


def test_after_a_no_what_was_asked_for_rests_nowhere_on_a_page_too(street: Street) -> None:
    omar = street.neighbour(channel="web").says("/menu").stays()
    to_consent(omar).taps("❌ No").sees("I asked nobody and kept nothing.")
    kept = [letter.payload for _, letter in letters(street.database) if not letter.is_secret]
    topic = '["btn","💶 Debts"]'
    # The first question has them all on its buttons.
    assert not any(
        "{what}" in payload or topic in payload.partition('"rows"')[0] for payload in kept
    )
    street.later(minutes=61)
    street.tick()
    with street.database.reading() as store:
        shown = store.sent.sent_after(omar.person, message=0, limit=100)
    assert not any(topic in message.payload.partition('"rows"')[0] for message in shown)
    assert not any("🌅" in message.payload.partition('"rows"')[0] for message in shown)


def test_a_yes_to_others_than_were_shown_is_asked_again(street: Street) -> None:
    omar = to_consent(street.neighbour())
    is_full(street, "debts", date(2026, 12, 1))
    omar.taps("✅ Yes, ask").sees("I'll ask Quick Desk, then", "Agreed?")
    assert requests_of(street, omar) == []
    omar.taps("✅ Yes, ask").sees("Asked: Quick Desk.")


def test_a_yes_counts_in_the_language_in_which_it_was_read(street: Street) -> None:
    omar = street.neighbour("ar")
    omar.says("/language").taps("العربية").says("/referral debt")
    # The first answer to: where, is the phone safe.
    for _ in range(2):
        omar.taps(omar.buttons()[0])
    read, yes = omar.last, omar.buttons()[1]
    omar.says("/language").taps("English")
    omar.taps(yes, on=read).sees("I'll ask Debt Desk, then", "Agreed?")
    assert requests_of(street, omar) == []
    omar.taps("✅ Yes, ask").sees("Asked: Debt Desk.")
    (request,) = requests_of(street, omar)
    assert request.consent_language == "en"


def test_a_yes_to_words_that_changed_meanwhile_is_asked_again(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    omar = to_consent(street.neighbour())
    monkeypatch.setattr(consent, "VERSION", "2027-01-01")
    omar.taps("✅ Yes, ask").sees("Agreed?")
    assert requests_of(street, omar) == []
    omar.taps("✅ Yes, ask").sees("Asked: Debt Desk.")
    (request,) = requests_of(street, omar)
    assert request.consent_version == "2027-01-01"


def test_a_request_reaches_somebody_once_a_helper_took_it(street: Street) -> None:
    ali, fatma = partner(street, "debts"), street.key_holder("h-buurt")
    omar = asks(street.neighbour())
    asks(omar, "Letters")

    def reached() -> list[tuple[str, str]]:
        with street.database.reading() as store:
            rows = store.connection.execute(select(participants)).all()
            return [(row.room, how_of(store, row)) for row in rows]

    assert reached() == [], "an order to nobody is no help"
    opens(ali).taps("✅ We help")
    assert reached() == [("h-buurt", "request")]
    opens(fatma).taps("✅ We help")
    assert reached() == [("h-buurt", "request")], "the same person once"


@pytest.mark.parametrize("channel", ["telegram", "web"])
@pytest.mark.parametrize(("tag", "reads_along"), [("so", True), ("tr", False)])
def test_consent_in_an_unfinished_draft_stands_in_the_rooms_language_too(
    street: Street, channel: str, tag: str, *, reads_along: bool
) -> None:
    own = locales.languages()[tag]
    assert own.is_draft
    assert (own.whole < Audience.ROOM) == reads_along
    omar = street.neighbour(tag, channel=channel).says("/referral debt")
    # The first answer to: where, is the phone safe; then all there is to read.
    for lines in (consent.SHORTLY, consent.PROMISES):
        while said(lines[0], tag) not in plain(omar.last.text):
            omar.taps(omar.buttons()[0])
        read = plain(omar.last.text)
        for line in lines:
            assert said(line, tag) in read
        head, _, along = read.partition(said(ALONG, tag).partition("{")[0])
        assert head
        assert bool(along) == reads_along
        assert not reads_along or all(said(line, "nl") in along for line in lines)


ALONG = say("body", "🌐 The same in {language}:")


def said(line: Text, tag: str) -> str:
    """What somebody reads who speaks this language; in the room's, where it has no words for it."""
    return locales.sentence((tag, "nl"), line.slot, line.one).text
