"""Delete my data: two taps, at once, everywhere; whoever waits hears so, and the figures stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.exports import report
from bot.rendering.text import Reader
from handlers.core.messages import Kind
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.reports.period import Period
from handlers.reports.reach import calculation
from storage.database import Database
from storage.neighbourhood.file import read_text
from storage.repositories.messages.claims import Result
from storage.repositories.messages.letters import WIPED
from storage.repositories.messages.outbox_sql import QUEUED
from storage.repositories.people.roles import PARTNER, Role
from storage.tables.activities import signups
from storage.tables.conversations import talk_lines
from storage.tables.help_requests import requests
from storage.tables.messages import jobs, outbox
from storage.tables.people import people
from tests.conftest import MONDAY, TWO_ROOMS
from tests.handlers.activities.test_activities import ACTIVITIES
from tests.handlers.conversations.talking import asks_for_a_person
from tests.storage.test_secrecy import everything
from tests.support.asking import brought_to
from tests.support.canaries import Canaries, in_the_file, rows_of, with_the_keys
from tests.support.peek import answers_well, everything_kept, letters, opened, openings_of
from tests.support.talk import Neighbour, Street

DONE = "✅ Done. I know nothing about you any more."
ADDRESS = "777000111222334"


@pytest.fixture
def street(database: Database) -> Street:
    return Street(database, read_text(TWO_ROOMS + ACTIVITIES, "test.toml"), MONDAY)


def forgets(neighbour: Neighbour) -> Neighbour:
    """The two taps."""
    neighbour.says("/mydata").taps("Delete my data").sees("Are you sure?")
    rest = (
        "This page does not show it"
        if neighbour.channel == "web"
        else "Delete the chat in your app"
    )
    return neighbour.taps("Yes, delete").sees(DONE, rest)


def count(street: Street, table: object = people) -> int:
    with street.database.reading() as store:
        found = select(func.count()).select_from(table)  # type: ignore[arg-type]
        return int(store.connection.execute(found).scalar_one())


def found(content: bytes, *needles: bytes) -> list[bytes]:
    return [one for one in needles if one in content]


def test_nothing_of_a_person_is_left_anywhere(
    street: Street, capfd: pytest.CaptureFixture[str]
) -> None:
    """A canary in every column of every table: none sings afterwards, in files, log or exports."""
    omar = Neighbour(street, ADDRESS)
    omar.says("/start").says("/hours h-buurt")
    person = omar.person
    with street.database.writing() as store:
        canaries = Canaries(store, street.database.keys, person, street.now)
        canaries.put()
        opened_before = with_the_keys(store)
    number = [str(person).encode(), in_the_file(person)]
    needles = [*(one.encode() for one in canaries.words), *canaries.bytes]
    before = everything(street.database)
    # On PostgreSQL bytes are written as hexadecimal digits in what is searched.
    sung = [one for one in needles if one in before or one.hex().encode() in before]
    assert len(sung) == len(needles)
    assert canaries.sealed_words
    assert all(one in opened_before for one in canaries.sealed_words)
    assert [one for one in canaries.sealed_words if one.encode() in before] == []
    assert found(before, *number)
    capfd.readouterr()
    omar.says("/forget").taps("Yes, delete").sees(DONE)
    street.later(minutes=2)
    street.look()
    after = everything(street.database) + everything_kept(street).encode()
    assert [one for one in needles if one in after or one.hex().encode() in after] == []
    assert found(after, *number, ADDRESS.encode()) == []
    with street.database.reading() as store:
        assert rows_of(store, person) == []
        opened_after = with_the_keys(store)
        assert [one for one in canaries.sealed_words if one in opened_after] == []
        current = store.neighbourhoods.current()
        assert current
        view = NeighbourhoodView(current)
        week = Period.last_week((MONDAY + timedelta(days=7)).date())
        made = calculation.make_report(view, store, week, street.now)
    exports = [
        report.write(made, [], view, Reader.of("en", "nl"), form, who)
        for form in ("text", "json", "csv")
        for who in (report.TEAM, report.FUNDER)
    ]
    outside = b"".join([*exports, *(one.encode() for one in capfd.readouterr())])
    assert found(outside, *needles, *number, ADDRESS.encode()) == []


def test_two_taps_and_a_stranger_comes_again(street: Street) -> None:
    omar = street.neighbour("es")
    omar.says("/language").taps("English")
    old = omar.person
    forgets(omar)
    assert omar.last.language == "en"
    omar.says("/start").sees("¡Hola!")
    assert omar.person != old
    assert omar.buttons()[0].startswith("🌐 Nederlands"), "a stranger is offered the languages"
    street.later(minutes=20)
    street.look()
    omar.says("/menu")
    assert count(street) == 1


def test_no_is_no(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/forget").sees("I'll delete everything I know about you").taps("No").sees(
        "What do you need?"
    )
    assert count(street) == 1
    omar.says("/menu")
    assert count(street, outbox) == 3


def test_the_address_goes_once_the_last_word_arrived(street: Street) -> None:
    omar = street.neighbour()
    forgets(omar)
    street.look()
    assert count(street) == 1, "a page may still have to fetch it"
    street.later(minutes=1)
    street.look()
    assert count(street) == 0
    assert count(street, outbox) == 0


def test_the_address_goes_after_ten_minutes_whatever_happens(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/forget")
    token = next(key.token for row in omar.last.rows for key in row if "Yes, delete" in key.label)
    deliver, street.deliver = street.deliver, lambda: None  # type: ignore[method-assign]
    omar.does(Kind.TAPPED, tap=token)
    street.later(minutes=9)
    street.look()
    with street.database.reading() as store:
        assert store.connection.execute(select(outbox.c.state)).scalars().all() == [QUEUED]
    street.later(minutes=2)
    street.look()
    assert (count(street), count(street, outbox)) == (0, 0)
    street.deliver = deliver  # type: ignore[method-assign]


def test_the_last_word_is_sent_again_when_the_network_was_down(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/forget")
    token = next(key.token for row in omar.last.rows for key in row if "Yes, delete" in key.label)
    deliver, street.deliver = street.deliver, lambda: None  # type: ignore[method-assign]
    omar.does(Kind.TAPPED, tap=token)
    with street.database.writing() as store:
        (one,) = store.claims.take({"telegram": 10}, street.now)
        later = street.now + timedelta(minutes=3)
        store.claims.settle([Result(one.id, QUEUED, due_at=later)])
    street.later(minutes=3)
    street.look()
    street.deliver = deliver  # type: ignore[method-assign]
    street.deliver()
    omar.sees(DONE)


def test_a_doubled_tap_says_it_again_and_makes_nobody_known(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/forget")
    asked = omar.last
    omar.taps("Yes, delete").sees(DONE)
    omar.taps("Yes, delete", on=asked).sees(DONE)
    street.later(minutes=2)
    street.look()
    assert (count(street), count(street, jobs)) == (0, count(street, jobs))
    with street.database.reading() as store:
        left = store.connection.execute(select(jobs.c.job).where(jobs.c.job == "farewell"))
        assert left.all() == []
    answers_well(omar.taps("Yes, delete", on=asked))


def test_buttons_from_before_do_nothing_afterwards(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    fatma.says("/open")
    opened = fatma.last
    other = street.key_holder("h-buurt")
    other.says("/menu")
    forgets(fatma)
    fatma.says("/start")
    fatma.taps("+1", on=opened).sees("That question is over")
    fatma.says("/close").sees("Only key-holders")


def test_the_figures_stay_without_a_name(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    fatma.says("/open").says("/close 12").taps("2")
    forgets(fatma)
    (opening,) = openings_of(street)
    assert (opening.visits, opening.new_faces, opening.opened_by) == (12, 2, None)
    with street.database.reading() as store:
        volunteers = store.reach.volunteers(
            dict.fromkeys(["h-buurt"], opening.day), last=opening.day
        )
    assert volunteers.together == 1


def test_a_place_passes_on_to_whoever_waits(street: Street) -> None:
    omar, ana, layla = (street.neighbour() for _ in range(3))
    for one in (omar, ana, layla):
        one.says("/activities h-buurt").taps("Wed 10:00 Coffee together")
        _signs_up(one)
    forgets(omar)
    layla.sees("A place is free for you")
    with street.database.reading() as store:
        rows = store.connection.execute(select(signups).order_by(signups.c.id)).all()
    assert [(one.person_id is None, one.state) for one in rows] == [
        (True, "cancelled"),
        (False, "in"),
        (False, "offered"),
    ]


def test_whoever_helps_hears_that_it_is_over_and_not_why(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    asks_for_a_person(omar).says("I need a hand")
    fatma.replies("Come by")
    omar.sees("Come by")
    fatma.reads()
    forgets(omar)
    fatma.sees("This chat is finished.").sees_not("forgot", "deleted", "I need a hand")
    assert count(street, talk_lines) == 0
    secrets = [letter.payload for _, letter in letters(street.database) if letter.is_secret]
    assert set(secrets) <= {WIPED}, "what was said to a neighbour is taken back from the outbox too"


def test_whoever_answered_takes_the_own_words_along_and_others_are_asked(street: Street) -> None:
    fatma, ana = street.key_holder("h-buurt"), street.key_holder("h-buurt")
    omar = street.neighbour()
    asks_for_a_person(omar).says("I need a hand")
    fatma.replies("Come by")
    forgets(fatma)
    ana.reads()
    street.tick()
    ana.sees("I need a hand")
    with street.database.writing() as store:
        talk = store.talks.of(omar.person, "")
        assert talk
        assert store.talks.said(talk, by_resident=False) == []


def test_a_buddy_hears_that_there_is_no_trial(street: Street) -> None:
    fatma, omar = street.key_holder("h-buurt"), street.neighbour()
    omar.says("/volunteer").taps("Cooking").taps("H-buurt")
    fatma.taps("Come and see").taps("Tuesday 10:00").taps("I'll meet them")
    omar.taps("I'm coming")
    fatma.reads()
    forgets(omar)
    fatma.sees("There is no try-out day. Thank you for your help.")


def test_a_request_is_withdrawn_and_only_its_figures_stay(street: Street) -> None:
    helper, omar = street.neighbour(), street.neighbour()
    helper.arrives()
    omar.says("/start")
    with street.database.writing() as store:
        store.roles.give(helper.person, Role(PARTNER, "debts"), street.now)
        made = store.requests.make(omar.person, "", street.now, **REQUEST)
        brought_to(store, made, "accepted", "helper", street.now, taken_by=helper.person)
        store.request_history.add_note(
            made.id, partner="debts", words="a canary in a note", now=street.now
        )
    forgets(omar)
    helper.sees("A request was cancelled. You do not need to do anything.")
    helper.sees_not("debt", "Omar")
    with street.database.reading() as store:
        row = opened(store, requests)[0]
        assert store.request_history.notes(made.id, "debts") == []
    assert (row.person_id, row.contact, row.call_me, row.taken_by) == (None, "", "", None)
    kept = (row.domain, row.partner, row.state, row.outcome)
    assert kept == ("debt", "debts", "cancelled", "no_longer_interested")
    assert all((row.made_at, row.closed_at, row.erased_at))


def test_the_last_coordinator_and_key_holder_are_warned_and_may_go(street: Street) -> None:
    ana, fatma = street.coordinator(), street.key_holder("h-buurt")
    ana.says("/forget").sees("You are the last coordinator.").taps("Yes, delete").sees(DONE)
    fatma.says("/forget").sees("You are the last key-holder of H-buurt.")
    fatma.taps("Yes, delete").sees(DONE)
    with street.database.reading() as store:
        assert store.roles.coordinators() == store.roles.key_holders("h-buurt") == []
    # Telegram's menu of commands is the one of a stranger again.
    assert "open" not in dict(fatma.last.commands)


def test_an_invitation_of_somebody_who_is_gone_gives_no_key(street: Street) -> None:
    ana, omar = street.coordinator(), street.neighbour()
    code = ana.says("/invite h-buurt").last.text.rpartition("start=")[2].split()[0]
    forgets(ana)
    omar.says(f"/start {code}").sees_not("Welcome to the team!")
    assert "✅ Yes" not in omar.buttons()
    with street.database.reading() as store:
        assert store.roles.key_holders("h-buurt") == []


def test_with_others_to_go_on_nobody_is_warned(street: Street) -> None:
    fatma, _ = street.key_holder("h-buurt"), street.key_holder("h-buurt")
    fatma.says("/forget").sees_not("⚠️")


def test_on_a_shared_phone_one_takes_only_the_own_things_along(street: Street) -> None:
    omar = street.neighbour()
    omar.hands_over().taps("🦊")
    with street.database.writing() as store:
        for profile in ("", "🦊"):
            store.requests.make(omar.person, profile, street.now, **REQUEST)
    omar.says("/forget").sees("I'll delete everything about 🦊").taps("Yes, delete").sees(
        "🦊 is gone"
    )
    with street.database.reading() as store:
        rows = store.requests.of_person(omar.person)
        assert [(one.profile, one.state) for one in rows] == [("", "requested")]
        assert store.profiles.of(omar.person) == set()
    omar.says("/forget").sees_not("I'll delete everybody's data on this phone")


def test_a_yes_of_somebody_else_on_the_phone_deletes_nothing(street: Street) -> None:
    omar = street.neighbour()
    omar.says("/forget")
    asked = omar.last
    omar.hands_over().taps("🦊")
    omar.taps("Yes, delete", on=asked).sees("I'll delete everything about 🦊")
    assert count(street) == 1


def test_the_first_person_is_told_that_all_on_the_phone_are_forgotten(street: Street) -> None:
    omar = street.neighbour()
    omar.hands_over().taps("🦊")
    omar.hands_over().taps("First person")
    omar.says("/forget").sees("I'll delete everybody's data on this phone.")
    omar.taps("Yes, delete").sees(DONE)


def test_on_the_web_the_conversation_is_gone_and_the_last_word_is_there(street: Street) -> None:
    omar = street.neighbour(channel="web")
    omar.says("/start").says("/hours")
    forgets(omar)
    with street.database.reading() as store:
        person = store.people.find("web", omar.address)
        assert person
        assert len(store.sent.sent_after(person.id, message=0, limit=100)) == 1
    street.later(minutes=2)
    street.look()
    with street.database.reading() as store:
        assert store.people.find("web", omar.address) is None


def test_in_a_group_nothing_is_deleted(street: Street) -> None:
    group = street.neighbour(private=False)
    group.says("/forget").sees("Please write to me privately.")
    assert count(street) == 1


def test_in_the_middle_of_a_question_it_works_too(street: Street) -> None:
    fatma = street.key_holder("h-buurt")
    fatma.says("/open").says("/close").says("/forget").taps("Yes, delete").sees(DONE)
    omar = street.neighbour()
    asks_for_a_person(omar)
    omar.says("/forget").taps("Yes, delete").sees(DONE)
    answers_well(omar.says("hello"))


def _signs_up(neighbour: Neighbour) -> None:
    label = next(
        one for one in neighbour.buttons() if "I'm coming" in one or "waiting" in one.lower()
    )
    neighbour.taps(label)


REQUEST = {
    "language": "en",
    "domain": "debt",
    "room": "h-buurt",
    "is_urgent": False,
    "times": "any",
    "safe_here": True,
    "contact": "a canary in a contact",
    "call_me": "Omar",
    "partner": "debts",
    "consent_version": "1",
    "consent_language": "en",
}
