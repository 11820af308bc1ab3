"""A stolen database does not tell what any message, question or turn was about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Table, func, select

from bot.channels.web.chat import visit
from handlers.core.messages import Priority
from handlers.core.neighbourhood.topics import ICONS
from handlers.dispatch.registry import STEPS, TAPS
from storage.database import Database
from storage.keyring import KeyRing
from storage.neighbourhood.file import read_text
from storage.repositories.messages.claims import Result
from storage.repositories.messages.letters import BUTTONS_BYTES, KEY_WAIT, WIPED, WORDS_BYTES
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.messages.outbox_sql import QUEUED, SENT
from storage.tables.messages import outbox, seen, set_aside
from storage.tables.people import dialogues
from tests.bot.channels.web.site import Site, Visitor
from tests.conftest import TWO_ROOMS
from tests.storage.test_secrecy import everything, found_in
from tests.support.asking import PARTNERS
from tests.support.peek import letters, payloads, sentences
from tests.support.talk import Neighbour, Street

TITLE = "Kanariesoep"
SOUP = f"""
[[activities]]
id = "soup"
room = "h-buurt"
title = {{ en = "{TITLE}" }}
domain = "meeting"
rrule = "FREQ=DAILY"
start = 2026-01-01T18:00:00
minutes = 60
"""
TABLES = (outbox, seen, set_aside, dialogues)
# What is shorter stands in any heap of bytes by chance.
SHORTEST = 6
# Everything but the key number, the nonce and the tag is filled up.
AROUND = 30


@pytest.fixture
def busy(street: Street) -> Street:
    """A street in which a day of many kinds of turns is over, in the chat and on a page."""
    street.load(read_text(TWO_ROOMS + PARTNERS + SOUP, "soup.toml"))
    for channel in ("telegram", "web"):
        omar = street.neighbour(channel=channel)
        omar.says("/start").says("/hours").says("/hours h-buurt").taps("🔔 Tell me").taps(
            "Opening hours"
        )
        omar.says("/activities").sees(TITLE).taps("I'm coming").says("/myplaces")
        omar.says("I want to kill myself").sees("112")
        # What is on her screen goes from it.
        lea = street.neighbour(channel=channel)
        lea.says("/menu").taps("⛑️ I need help").taps("Debts")
        lea.taps("H-buurt").taps("❌ No, another way").says("kanariepiet")
        # A question that stays open, about debts.
        _asks(street.neighbour(channel=channel))
    fatma = street.key_holder("h-buurt")
    fatma.says("/open").taps("+1").taps("+1").says("/count 12")
    ana = street.coordinator()
    ana.says("/announce")
    street.later(minutes=20)
    street.tick()
    return street


def _asks(neighbour: Neighbour) -> None:
    neighbour.says("/referral debt").taps("H-buurt")


def rows(database: Database, table: Table) -> Iterator[bytes]:
    """Everything in a table, as it stands there."""
    with database.reading() as store:
        for row in store.connection.execute(select(table)):
            yield b"\n".join(one if isinstance(one, bytes) else str(one).encode() for one in row)


def standing_in(stolen: bytes, words: Iterable[str]) -> list[str]:
    return [word for word in words if word.encode() in stolen]


def telling() -> list[str]:
    """What would tell something: sentences, acts, questions, topics, what was typed."""
    said = [sentence.one for sentence in sentences()]
    asked = [word for step in STEPS for word in step]
    topics = [*ICONS, "debts", "letters"]
    every = {*said, *TAPS, *asked, *topics, TITLE, "kanariepiet", "H-buurt", "h-buurt"}
    return sorted(word for word in every if len(word) >= SHORTEST)


def test_no_message_question_or_number_says_what_it_is_about(busy: Street) -> None:
    stolen = b"\n".join(one for table in TABLES for one in rows(busy.database, table))
    assert len(stolen) > 10_000, "the thief looked in the wrong place"
    assert standing_in(stolen, telling()) == []
    with busy.database.reading() as store:
        for table in (outbox, seen, dialogues):
            count = select(func.count()).select_from(table)
            assert store.connection.execute(count).scalar_one() >= 3


def test_no_sentence_and_no_act_stands_anywhere_in_the_files(busy: Street) -> None:
    """Rooms, partners and the titles of activities stand in the neighbourhood file."""
    said = {sentence.one for sentence in sentences() if len(sentence.one) >= 2 * SHORTEST}
    acts = {act for act in TAPS if "." in act}
    assert standing_in(everything(busy.database), {*said, *acts, "kanariepiet"}) == []


def test_nearly_everything_is_of_one_length(busy: Street) -> None:
    told = letters(busy.database)
    assert {len(row.words) for row, _ in told} <= {WORDS_BYTES + AROUND}
    assert {len(row.buttons) for row, _ in told} <= {BUTTONS_BYTES + AROUND}
    with busy.database.reading() as store:
        kept = store.connection.execute(select(func.length(dialogues.c.question)).distinct())
        assert len(kept.all()) == 1


def test_what_went_out_is_in_its_columns_like_everything_else(busy: Street) -> None:
    told = letters(busy.database)
    assert {letter.priority for _, letter in told} >= {
        Priority.DANGER,
        Priority.ANSWER,
        Priority.NEWS,
    }
    assert {letter.is_secret for _, letter in told} == {True, False}
    assert {bool(letter.replaces) for _, letter in told} == {True, False}
    columns = ("priority", "replaces", "wanted_at", "valid_until", "must_arrive")
    over = [row for row, _ in told if row.state != QUEUED]
    assert {tuple(getattr(row, one) for one in columns) for row in over} == {
        (0, "", None, None, True)
    }
    assert all(row.wipe_at for row, _ in told)
    busy.later(minutes=61)
    busy.tick()
    past = letters(busy.database, outbox.c.id <= told[-1][0].id)
    assert not any(row.wipe_at for row, _ in past)
    assert {len(row.words) for row, _ in past} <= {WORDS_BYTES + AROUND}
    assert {len(row.buttons) for row, _ in past} <= {BUTTONS_BYTES + AROUND}


def test_a_browser_leaves_no_trace_of_its_cookie(database: Database) -> None:
    site = Site(database)
    try:
        visitor = Visitor(site)
        visitor.opens()
        visitor.says("/hours")
        visitor.says("I want to kill myself")
        token = visitor.token
        assert site.heard
        numbers = [turn.external_id for turn in site.heard]
    finally:
        site.stops()
    assert found_in(everything(database), token, visit.digest(token), *numbers) == []


def test_at_night_the_words_go_without_a_key(
    street: Street, database: Database, database_url: str, tmp_path: Path
) -> None:
    omar = street.neighbour()
    omar.says("/hours").says("/menu")
    asked = omar.last
    others = elsewhere(database_url, tmp_path)
    with others.writing() as store:
        store.sent.blank_delivered(street.now + timedelta(days=2), ())
    others.close()
    assert {row.words for row, _ in letters(database)} == {b""}
    assert all('{"lines":[],"rows":[[' in said for _, said in payloads(database))
    omar.taps("Opening hours", on=asked)
    assert omar.unread


def test_a_message_whose_key_is_away_waits_for_it_and_is_wiped_when_it_is_back(
    street: Street, database: Database, database_url: str, tmp_path: Path
) -> None:
    omar = street.neighbour()
    omar.arrives()
    secret = '{"lines":[["name","a secret"]],"rows":[]}'
    with database.writing() as store:
        store.outbox.put([Outgoing(omar.person, secret, is_secret=True)] * 2, street.now)
        newest = store.sent.newest_id_of(omar.person)
        store.claims.settle([Result(newest, SENT)])
    others = elsewhere(database_url, tmp_path)
    late = street.now + timedelta(hours=2)
    with others.writing() as store:
        store.sent.wipe_secrets(late)
        assert [one.payload for one in store.sent.sent_after(omar.person, message=0, limit=9)] == [
            ""
        ]
        assert not store.queued.was_told(omar.person, secret, street.now)
        assert store.queued.of_priority(0, late) == []
        store.queued.drop_about("talk", 1, persons=[omar.person])
        store.sent.wipe_about({("talk", 1)})
    others.close()
    assert {said for _, said in payloads(database)} == {secret}
    with database.writing() as store:
        store.sent.wipe_secrets(late + KEY_WAIT)
    assert {said for _, said in payloads(database)} == {WIPED}


def elsewhere(url: str, folder: Path) -> Database:
    """The same database as a copy of the program has it that lacks our keys."""
    return Database(url, KeyRing.make(folder / "others"))
