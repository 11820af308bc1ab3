"""What is kept for how long: each line of docs/privacy.md, with a moved clock."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, text

from handlers.core import message_json
from handlers.core.messages import Reply, button, name, say
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.messages.outbox_sql import SENT
from storage.repositories.people.roles import KEY_HOLDER, Role
from storage.store import Store
from storage.tables.conversations import not_understood, talks, wrong_sentences
from storage.tables.help_requests import partner_links, request_events, request_notes, requests
from storage.tables.messages import outbox, seen, set_aside
from storage.tables.people import audit, invitations, people, roles
from storage.tables.rooms import boards
from storage.tables.volunteering import offers, voices, wishes
from storage.upkeep.retention import forget_old
from tests.handlers.everybody.test_forget import REQUEST
from tests.storage.test_secrecy import everything
from tests.support.asking import brought_to, written
from tests.support.canaries import in_the_file
from tests.support.peek import payloads, sealed
from tests.support.talk import Neighbour, Street

pytestmark = pytest.mark.long

SECOND = timedelta(seconds=1)
Put = Callable[[Store, int, datetime], Any]


def count(street: Street, table: Any) -> int:
    with street.database.reading() as store:
        found = select(func.count()).select_from(table)
        return int(store.connection.execute(found).scalar_one())


@pytest.fixture
def omar(street: Street) -> Neighbour:
    made = street.neighbour()
    made.says("/start")
    return made


def put(table: Any, **row: Any) -> Put:
    """A row with what is asked for, and the moment where it says so."""

    def do(store: Store, person: int, now: datetime) -> None:
        values = {"now": now, "person": person}
        made = {key: values.get(value, value) if isinstance(value, str) else value
                for key, value in row.items()}  # fmt: skip
        if "inside" in table.info:
            names = {"code_hash", "is_open"}
            if table is voices:
                made |= {"language": "so", "heard_hash": CODE}
                names |= {"language", "heard_hash", "state", "since", "stale_since"}
            clear = {name: made.pop(name) for name in names if name in made}
            sealed(store, table).add(made, **clear)
        else:
            store.connection.execute(insert(table), made)

    return do


CODE = secrets.token_bytes(32)
LINES: dict[str, tuple[Any, timedelta, Put]] = {
    "numbers of messages, 14 days": (
        seen,
        timedelta(days=14),
        put(seen, mark=b"kept", at="now"),
    ),
    "turns that failed, 30 days": (
        set_aside,
        timedelta(days=30),
        put(set_aside, channel="x", mark="y", problem="z", at="now"),
    ),
    "who looked, 12 months": (
        audit,
        timedelta(days=365),
        put(audit, at="now", what="read_request", role="partner", about_id="person"),
    ),
    "invitations, 30 days after their end": (
        invitations,
        timedelta(days=30),
        put(invitations, code_hash=CODE, role="keyholder", expires_at="now"),
    ),
    "links to boards, a day after their end": (
        boards,
        timedelta(days=1),
        put(boards, room="h-buurt", code_hash=CODE, expires_at="now"),
    ),
    "boards, 60 days after they were seen": (
        boards,
        timedelta(days=60),
        put(
            boards, room="h-buurt", code_hash=CODE, browser_hash=CODE, expires_at="now",
            tied_at="now", seen_at="now",
        ),
    ),
    "links of partners, 30 days after their end": (
        partner_links,
        timedelta(days=30),
        put(partner_links, code_hash=CODE, kind="x", partner="p", made_at="now", expires_at="now"),
    ),
    "offers that are over, 12 months": (
        offers,
        timedelta(days=365),
        put(
            offers, person_id="person", room="h-buurt", what="cook", times="any", state="stopped",
            since="now", is_open=False,
        ),
    ),
    "wishes that are over, 12 months": (
        wishes,
        timedelta(days=365),
        put(
            wishes, person_id="person", room="h-buurt", side="can", thing="bike", since="now",
            ended_at="now",
        ),
    ),
    "roles that ended, 12 months": (
        roles,
        timedelta(days=365),
        put(roles, person_id="person", role="keyholder", since="now", ended_at="now"),
    ),
    "talks, 30 days after their end": (
        talks,
        timedelta(days=30),
        put(
            talks, person_id="person", state="closed", opened_at="now", asked_at="now",
            last_at="now", closed_at="now",
        ),
    ),
    "words that nobody understood and nobody decided about, a year": (
        not_understood,
        timedelta(days=365),
        put(
            not_understood, id=1, utterance_hash=CODE, state="waits", year=2026, marks=b"",
            since="now", language="en", words=CODE,
        ),
    ),
    "recordings that nobody listened to, six weeks": (
        voices,
        timedelta(weeks=6),
        put(voices, person_id="person", state="waiting", since="now", stale_since=None),
    ),
    "recordings that their own person never said yes to, two days": (
        voices,
        timedelta(days=2),
        put(voices, person_id="person", state="made", since="now", stale_since=None),
    ),
    "recordings of words that nobody says any more, six weeks": (
        voices,
        timedelta(weeks=6),
        put(voices, person_id="person", state="approved", since="now", stale_since="now"),
    ),
    "sentences that nobody called wrong again, a year": (
        wrong_sentences,
        timedelta(days=365),
        put(wrong_sentences, language="tr", slot="body", one="What?", times=1, last="now"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_it_is_kept_so_long_and_not_longer(street: Street, omar: Neighbour, line: str) -> None:
    table, kept, insert_one = LINES[line]
    with street.database.writing() as store:
        store.connection.execute(delete(seen))
        # Somebody with a key stays, however long it is.
        store.roles.give(omar.person, Role(KEY_HOLDER, "h-buurt"), street.now)
        insert_one(store, omar.person, street.now)
    before = count(street, table)
    begun = street.now
    street.now = begun + kept
    street.look()
    assert count(street, table) == before, "too early"
    street.now = begun + kept + timedelta(days=1)
    street.look()
    assert count(street, table) == before - 1, "too late"


def test_the_words_of_a_request_nobody_accepted_go_after_14_days(
    street: Street, omar: Neighbour
) -> None:
    number = _asks(street, omar)
    street.later(days=14)
    street.look()
    assert _row(street, number).contact
    street.later(days=1)
    street.look()
    row = _row(street, number)
    assert (row.state, row.outcome) == ("failed", "could_not_get_help")
    assert (row.contact, row.call_me, count(street, request_notes)) == ("", "", 0)
    assert row.person_id == omar.person, "the end of it can be read"
    street.now = row.closed_at + timedelta(days=31)
    street.look()
    row = _row(street, number)
    assert (row.person_id, row.times, count(street, partner_links)) == (None, "", 0)


def test_a_request_that_was_taken_back_unanswered_goes_whole_after_14_days(
    street: Street, omar: Neighbour
) -> None:
    number = _asks(street, omar)
    _moves(street, number, "cancelled")
    street.later(days=15)
    street.look()
    assert _row(street, number).person_id is None


def test_the_words_of_an_accepted_request_go_after_30_days_and_whose_it_was_after_its_end(
    street: Street, omar: Neighbour
) -> None:
    number = _asks(street, omar)
    _moves(street, number, "accepted")
    street.later(days=30)
    street.look()
    assert _row(street, number).contact
    street.later(days=1)
    street.look()
    row = _row(street, number)
    assert (row.contact, row.call_me, count(street, request_notes)) == ("", "", 0)
    assert (row.state, row.person_id) == ("accepted", omar.person), "help goes on"
    _moves(street, number, "completed", outcome="got_help")
    with street.database.writing() as store:
        written(store, number, said="got_help", said_at=street.now)
    street.later(days=30)
    street.look()
    assert _row(street, number).person_id
    street.later(days=1)
    street.look()
    row = _row(street, number)
    assert (row.person_id, row.contact, row.call_me, row.language) == (None, "", "", "")
    kept = (row.domain, row.room, row.partner, row.outcome, row.said)
    assert kept == ("debt", "h-buurt", "debts", "got_help", "got_help")
    assert count(street, request_notes) == count(street, partner_links) == 0


def test_a_refused_request_is_not_kept_as_an_accepted_one(street: Street, omar: Neighbour) -> None:
    number = _asks(street, omar)
    _moves(street, number, "rejected")
    street.later(days=15)
    street.look()
    assert _row(street, number).contact == ""


def test_help_that_was_forgotten_for_a_year_is_over(street: Street, omar: Neighbour) -> None:
    number = _asks(street, omar)
    _moves(street, number, "accepted")
    street.later(days=366)
    street.look()
    row = _row(street, number)
    assert (row.state, row.contact) == ("cancelled", "")


def test_steps_of_a_request_go_after_12_months(street: Street, omar: Neighbour) -> None:
    _asks(street, omar)
    with street.database.writing() as store:
        store.roles.give(omar.person, Role(KEY_HOLDER, "h-buurt"), street.now)
    street.later(days=365)
    street.look()
    before = count(street, request_events)
    street.later(days=1)
    street.look()
    # The step that ended it a moment ago is younger.
    assert (before, count(street, request_events)) == (2, 1)


def test_a_message_is_blank_after_a_day_and_gone_after_30(street: Street) -> None:
    omar, page = street.neighbour(), street.neighbour(channel="web")
    for one in (omar, page):
        one.says("/hours h-buurt")
    page.stays()
    asked = omar.last
    street.later(days=1, hours=1)
    street.look()
    kept = {row.person_id: payload for row, payload in payloads(street.database)}
    assert '"lines":[]' in kept[omar.person]
    assert "hours" in kept[omar.person], "the buttons go on working"
    assert '"lines":[]' not in kept[page.person], "a page shows its conversation from here"
    omar.taps("🏠", on=asked)
    assert omar.unread
    street.later(days=31)
    street.look()
    assert payloads(street.database, outbox.c.state == SENT) == []


def test_what_waits_is_not_blanked(street: Street, omar: Neighbour) -> None:
    reply = Reply((say("body", "What do you need?"),), ((button(say("btn", "❌ No"), "menu"),),))
    with street.database.writing() as store:
        store.connection.execute(delete(outbox))
        store.outbox.put([Outgoing(omar.person, message_json.to_json(reply))], street.now)
    street.later(days=3)
    street.look()
    assert [said for _, said in payloads(street.database)] == [message_json.to_json(reply)]


def test_who_does_not_write_for_a_year_is_forgotten(street: Street) -> None:
    omar, fatma, told = street.neighbour(), street.key_holder("h-buurt"), street.neighbour()
    for one in (omar, fatma, told):
        one.says("/menu")
    kept = {fatma.person, told.person}
    with street.database.writing() as store:
        store.subscriptions.add(told.person, "h-buurt", street.now)
    street.later(days=365)
    street.look()
    assert count(street, people) == 3
    street.later(days=1)
    street.look()
    with street.database.reading() as store:
        assert set(store.connection.execute(select(people.c.id)).scalars()) == kept


def test_whoever_writes_while_the_night_is_at_work_is_not_forgotten(street: Street) -> None:
    address = ("telegram", "-100", "")
    said = message_json.to_json(Reply((name("hello"),)))
    with street.database.writing() as store:
        store.people.known([address])
    with street.database.writing() as store:
        group = store.people.known([address])["telegram", "-100"]
        if street.database.is_postgres:
            # Another copy is in the middle of what they wrote.
            with street.database.writing() as night:
                night.connection.execute(text("SET LOCAL lock_timeout = 500"))
                forget_old(night, street.now.date(), street.now)
        store.outbox.put([Outgoing(group.id, said)], street.now)
    with street.database.writing() as store:
        forget_old(store, street.now.date(), street.now)
        assert store.people.find("telegram", "-100")


def test_who_blocked_the_bot_is_forgotten_after_30_days(street: Street, omar: Neighbour) -> None:
    with street.database.writing() as store:
        store.subscriptions.add(omar.person, "h-buurt", street.now)
        store.people.leave(omar.person, street.now)
    street.later(days=30)
    street.look()
    assert count(street, people) == 1
    street.later(days=1)
    street.look()
    assert count(street, people) == 0


def test_a_key_holder_who_blocked_the_bot_keeps_the_key(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    with street.database.writing() as store:
        store.people.leave(fatma.person, street.now)
    street.later(days=400)
    street.look()
    assert count(street, people) == 1


def test_the_key_of_a_year_is_destroyed_on_31_january(street: Street, omar: Neighbour) -> None:
    keys = street.database.keys
    keys.of_year(2026, omar.person)
    street.now = datetime(2027, 1, 30, 12, tzinfo=street.now.tzinfo)
    street.look()
    assert keys.knows_year(2026)
    street.now = datetime(2027, 1, 31, 12, tzinfo=street.now.tzinfo)
    street.look()
    assert not keys.knows_year(2026)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_sqlite_moved_around_is_out_of_its_file_too(street: Street) -> None:
    """`secure_delete` alone leaves copies behind where pages were split."""
    with street.database.writing() as store:
        made = [store.people.known([("x", f"address {n}", "")]) for n in range(600)]
        persons = [one.id for found in made for one in found.values()]
        gone = persons[::2]
        for person in gone:
            store.people.forget(person)
    street.database.scrub(rewrite=True)
    left = everything(street.database)
    assert [person for person in gone if in_the_file(person) in left] == []
    assert all(in_the_file(person) in left for person in persons[1::2])


def _asks(street: Street, who: Neighbour) -> int:
    with street.database.writing() as store:
        made = store.requests.make(who.person, "", street.now, **REQUEST)
        store.request_history.add_note(made.id, partner="debts", words="a note", now=street.now)
        store.partners.link_to_request("debts", request=made.id, made_by=None, now=street.now)
    return made.id


def _moves(street: Street, number: int, to: str, **more: Any) -> None:
    with street.database.writing() as store:
        request = store.requests.get(number)
        assert request
        assert brought_to(store, request, to, "helper", street.now, **more)


def _row(street: Street, number: int) -> Any:
    with street.database.reading() as store:
        return sealed(store, requests).one(number)
