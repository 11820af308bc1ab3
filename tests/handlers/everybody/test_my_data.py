"""What do you know of me? All of it, in plain words and as a file, and never of anybody else."""

from __future__ import annotations

import json

import pytest

from handlers.help_requests.answer import actions
from handlers.help_requests.helpers import Helper
from storage.database import Database
from storage.neighbourhood.file import read_text
from storage.repositories.messages.letters import WIPED
from storage.repositories.people.audit import READ_REQUEST
from storage.repositories.people.my_data import ABOUT, refers_to_people
from storage.repositories.people.roles import COORDINATOR, PARTNER, Role
from storage.repositories.volunteering.exchange import Side
from storage.repositories.volunteering.steps_to_work import WorkStep
from storage.tables.base import metadata
from tests.conftest import MONDAY, TWO_ROOMS
from tests.handlers.activities.test_activities import ACTIVITIES
from tests.handlers.conversations.talking import asks_for_a_person
from tests.handlers.everybody.test_forget import REQUEST
from tests.support.asking import brought_to
from tests.support.canaries import STAYS
from tests.support.peek import takes_keys_from
from tests.support.talk import Neighbour, Street

PARTNERS = """
[[partners]]
id = "debts"
name = "Debt help"
domains = ["debt"]
answer_within_days = 2
"""


@pytest.fixture
def street(database: Database) -> Street:
    text = (TWO_ROOMS + ACTIVITIES).replace("[population]", PARTNERS + "\n[population]")
    return Street(database, read_text(text, "test.toml"), MONDAY)


def file_of(neighbour: Neighbour) -> dict[str, object]:
    neighbour.says("/mydata").taps("As a file").sees("This file has all I know about you.")
    assert neighbour.last.attachment
    assert neighbour.last.attachment.name == "my-data.json"
    known: dict[str, object] = json.loads(neighbour.last.attachment.content)["known"]
    return known


def test_it_stands_where_one_looks_for_it(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/menu").taps("More").taps("My data").sees("This is what I know about you.")
    assert omar.buttons()[:3] == ["➡️ More", "📎 As a file", "🗑️ Delete my data"]


def test_a_stranger_hears_how_little_is_known(street: Street) -> None:
    omar = street.neighbour()
    omar.asks_what_is_known().sees(
        "You write to me in Telegram.",
        "I do not know your name.",
        "Your language: English.",
        "I keep messages to you for 30 days.",
        "After a year without messages I delete your data.",
    )
    street.neighbour(channel="web").asks_what_is_known().sees("on the web page")


def test_everything_has_its_line(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    fatma.says("/open").says("/close 3").taps("1")
    fatma.says("/activities h-buurt").taps("Wed 10:00 Coffee together").taps("I'm coming")
    fatma.says("/volunteer").taps("Cooking").taps("Holendrecht")
    fatma.says("/hours h-buurt").taps("Tell me")
    with street.database.writing() as store:
        store.roles.give(fatma.person, Role(PARTNER, "debts"), street.now)
        store.exchange.add(
            fatma.person, room="h-buurt", side=Side.CAN, thing="bike", now=street.now
        )
        store.exchange.add(
            fatma.person, room="h-buurt", side=Side.LOOK, thing="sew", now=street.now
        )
        step = store.steps_to_work.propose(
            fatma.person,
            room="h-buurt",
            step=WorkStep.VOLUNTEER,
            day=MONDAY.date(),
            proposed_by=fatma.person,
        )
        store.steps_to_work.agree(step, street.now)
    fatma.asks_what_is_known().sees(
        "You have had a key to H-buurt since Monday 16 November.",
        "You have answered for Debt help since",
        "You opened a room 1 time.",
        "You signed up: Coffee together. Wednesday 18 November.",
        "You offered help in Holendrecht: 🍲 Cooking.",
        "You have been a volunteer since Monday 16 November.",
        "You can help with: 🚲 Repair a bike.",
        "You need: 🧵 Sewing.",
        "I'll tell you news about H-buurt.",
        "Your last message was on Monday 16 November.",
    )
    fatma.sees_not("After a year without messages")


def test_a_request_says_how_it_stands_what_was_agreed_and_who_looked(street: Street) -> None:
    helper, omar = street.neighbour(), street.neighbour()
    helper.arrives()
    omar.says("/start")
    with street.database.writing() as store:
        made = store.requests.make(omar.person, "", street.now, **REQUEST)
    omar.asks_what_is_known().sees(
        "You asked for help: 💶 Debts. Monday 16 November.",
        "We are looking for help.",
        "You agreed on Monday 16 November, in English.",
        "Nobody has read your request yet.",
    )
    street.at("10:00", days=1)
    with street.database.writing() as store:
        brought_to(store, made, "accepted", "helper", street.now, taken_by=helper.person)
        store.audit.note(
            READ_REQUEST,
            PARTNER,
            street.now,
            scope="debts",
            by=helper.person,
            about=omar.person,
            request=made.id,
        )
    omar.asks_what_is_known().sees(
        "Debt help is helping you with it.",
        "On Tuesday 17 November somebody of Debt help read your request.",
        "I keep a request for 30 days after its end.",
    )
    known = file_of(omar)
    (request,) = known["requests"]  # type: ignore[misc]
    assert request["contact"] == REQUEST["contact"]
    assert request["consent_version"] == "1"
    (look,) = known["audit"]  # type: ignore[misc]
    assert (look["place"], look["what"]) == ("debts", READ_REQUEST)
    assert str(helper.person) not in json.dumps(known)


def test_a_look_through_a_coordinators_link_says_who_made_it(street: Street) -> None:
    nour, omar = street.coordinator(), street.neighbour()
    omar.says("/start")
    for role in (PARTNER, COORDINATOR):
        with street.database.writing() as store:
            made = store.requests.make(omar.person, "", street.now, **REQUEST)
            link = Helper(role, "debts", nour.person)
            actions.read(store, made, link, street.now)
        omar.asks_what_is_known().sees("somebody of Debt help read your request.")
        said = "A coordinator made the link to it." in "\n".join(omar.unread)
        assert said is (role == COORDINATOR)


def test_what_somebody_told_us_for_a_request_is_shown_to_them(street: Street) -> None:
    omar = street.neighbour().says("/start")
    with street.database.writing() as store:
        store.requests.make(omar.person, "", street.now, **REQUEST)
    omar.asks_what_is_known().sees("We call you: Omar.")
    omar.sees("They can reach you here: a canary in a contact.")


def test_who_looked_is_shown_for_12_months_also_after_the_request_is_erased(
    street: Street,
) -> None:
    omar = street.neighbour().says("/start")
    with street.database.writing() as store:
        made = store.requests.make(omar.person, "", street.now, **REQUEST)
        look = {"scope": "debts", "about": omar.person, "request": made.id}
        store.audit.note(READ_REQUEST, PARTNER, street.now, **look)
        store.requests.erase(made.id, street.now)
    omar.asks_what_is_known().sees("somebody of Debt help read your request.")
    omar.sees("For 12 months I keep a list of who looked.").sees_not("You asked for help")
    assert len(file_of(omar)["audit"]) == 1  # type: ignore[arg-type]


def test_who_was_sent_by_a_partner_sees_by_whom_and_what_they_hear(street: Street) -> None:
    omar = street.neighbour().says("/start")
    with street.database.writing() as store:
        store.roles.give(omar.person, Role(PARTNER, "debts"), street.now)
        what = {"domain": "debt", "language": "en", "room": "h-buurt"}
        code, _ = store.partners.link_to_room("debts", made_by=omar.person, now=street.now, **what)
    rosa = street.neighbour().says(f"/start {code}")
    rosa.asks_what_is_known().sees_not("sent you to")
    rosa.says(f"/start {code}").taps("✅ Yes, tell them")
    rosa.asks_what_is_known().sees("Debt help sent you to H-buurt: 💶 Debts. Monday 16 November.")
    rosa.sees("We tell them nothing.")
    rosa.says(f"/start {code}").taps("✅ Yes")
    rosa.asks_what_is_known().sees("We only tell them: arrived, or not yet.").sees_not(
        "We tell them nothing."
    )


def test_a_role_that_is_suspended_says_so(street: Street) -> None:
    noor, ana = street.key_holder("h-buurt"), street.coordinator()
    ana.says("/manage").taps("🔑 H-buurt: 1").taps("⏸️ Pause 1")
    noor.asks_what_is_known()
    noor.sees("You have had a key to H-buurt", "⏸️ Paused since Monday 16 November.")


def test_the_file_holds_what_was_answered_on_the_way_to_a_request(street: Street) -> None:
    omar = street.neighbour().says("/referral").taps("💶 Debts").taps("H-buurt")
    (draft,) = file_of(omar)["dialogues"]  # type: ignore[misc]
    answers = draft["answers"]
    assert (answers["domain"], answers["room"]) == ("debt", "h-buurt")
    omar.hands_over().taps("🦊").taps("English")
    assert '"debt"' not in json.dumps(file_of(omar))


def test_the_file_names_every_table_and_nobody_else(street: Street) -> None:
    """Every column that names a person is about them, or counted as something they did."""
    named = {table for table in metadata.sorted_tables if refers_to_people(table)}
    assert {table.name for table in named - set(ABOUT)} <= {*STAYS, "introductions"}
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    asks_for_a_person(omar).says("a canary of Omar")
    fatma.replies("a canary of Fatma").says("/open")
    known = file_of(omar)
    assert "a canary of Omar" in json.dumps(known)
    for secret in ("a canary of Fatma", str(fatma.person), fatma.address):
        assert secret not in json.dumps(known)
    assert known["address"] == f"telegram: {omar.address}"
    done = file_of(fatma)["you_did"]
    assert done["openings.opened_by"] == 1  # type: ignore[index]
    assert "a canary of Omar" not in json.dumps(file_of(fatma))


def test_a_page_keeps_its_secret(street: Street) -> None:
    omar = street.neighbour(channel="web")
    omar.says("/start")
    assert "address" not in file_of(omar)


def test_those_who_share_a_phone_see_only_their_own(street: Street) -> None:
    omar = street.key_holder("h-buurt")
    omar.hands_over().taps("🦊").taps("English")
    with street.database.writing() as store:
        store.requests.make(omar.person, "", street.now, **REQUEST)
        store.requests.make(omar.person, "🦊", street.now, **{**REQUEST, "domain": "housing"})
    omar.asks_what_is_known().sees("Your picture on this phone: 🦊.", "🏘️ Home and rent")
    omar.sees_not("Debts", "key")
    assert [one["domain"] for one in file_of(omar)["requests"]] == ["housing"]  # type: ignore[attr-defined]
    assert "roles" not in file_of(omar)
    omar.hands_over().taps("First person")
    omar.asks_what_is_known().sees("Pictures on this phone: 🦊.", "💶 Debts").sees_not(
        "Home and rent"
    )


def test_after_an_hour_the_words_are_gone_from_the_outbox(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/mydata").taps("As a file")
    asked = omar.screen[-2]
    street.later(minutes=61)
    street.tick()
    with street.database.reading() as store:
        newest = store.sent.newest_of(omar.person)
    assert newest
    assert newest.payload != WIPED
    assert "attachment" not in newest.payload
    omar.taps("Delete my data", on=asked).sees("Are you sure?")


def test_only_in_a_private_chat(street: Street) -> None:
    group = street.neighbour(private=False)
    group.asks_what_is_known().sees("Please write to me privately.").sees_not("know about you")


def test_a_key_that_was_taken_away_is_not_shown_any_more(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    takes_keys_from(street, fatma)
    fatma.asks_what_is_known().sees_not("You have had a key")
