"""Whoever may have a report gets it as a file: typed in any order that makes sense, or tapped."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.core import message_json
from handlers.core.enclosures import Document
from handlers.core.messages import Reply, button, name
from handlers.reports.files import documents, typed
from storage.neighbourhood.file import read_text
from storage.repositories.messages.outbox import Outgoing
from tests.conftest import MONDAY
from tests.handlers.reports.made_reports import FILE, PATIENT
from tests.support.asking import view_of
from tests.support.talk import Neighbour, Street

ROOMS = read_text(FILE, "file.toml").rooms
TODAY = MONDAY.date()
WEEK = f"{TODAY - timedelta(days=7):%G-W%V}"


def ordered(neighbour: Neighbour) -> list[tuple[str, str, str]]:
    """The files that were promised with the last answer, in the order of their messages."""
    with neighbour.street.database.reading() as store:
        made = store.sent.sent_after(neighbour.person, message=0, limit=len(neighbour.unread))
    replies = [message_json.from_json(message.payload) for message in made]
    orders = [reply.document for reply in replies if reply.document]
    assert all(order.asked == neighbour.street.now for order in orders)
    return [(order.form, order.period, order.room) for order in orders]


def taps_made_up(neighbour: Neighbour, act: str, **args: Any) -> Neighbour:
    """Tap a button as an older program, or somebody clever, may have left it in the chat."""
    reply = Reply((name("From long ago."),), ((button(name("Tap"), act, **args),),))
    with neighbour.street.database.writing() as store:
        rows = [Outgoing(neighbour.person, message_json.to_json(reply))]
        store.outbox.put(rows, neighbour.street.now)
    neighbour.street.deliver()
    return neighbour.taps("Tap")


@PATIENT
@given(
    st.permutations(["time", "room", "form"]),
    st.sampled_from(
        ["2026-W46", "2026 W46", "2026-11", "2026-Q4", "2026", "٢٠٢٦-١١", "2026-q4", ""]
    ),
    st.sampled_from(["H-buurt", "h-buurt", "kg-buurt", ""]),
    st.lists(st.sampled_from(["pdf", "PDF", "xlsx", ".Xlsx"]), max_size=3),
)
def test_words_mean_the_same_in_any_order(
    order: list[str], time: str, room: str, forms: list[str]
) -> None:
    words = {"time": time, "room": room, "form": " ".join(forms)}
    wanted = typed.read(" ".join(words[one] for one in order), TODAY, ROOMS)
    ids = {"": WEEK, "٢٠٢٦-١١": "2026-11"}
    assert wanted.period.id == ids.get(time, time.replace(" ", "-").upper())
    assert (wanted.room.id if wanted.room else "") == room.lower()
    assert set(wanted.forms) == {form.lower().strip(".") for form in forms}


@PATIENT
@given(st.text(max_size=60))
def test_whatever_is_typed_is_an_order_or_a_mistake(words: str) -> None:
    try:
        wanted = typed.read(words, TODAY, ROOMS)
    except ValueError:
        return
    assert set(wanted.forms) <= set(typed.FORMS)


@pytest.mark.parametrize(
    ("said", "files"),
    [
        ("/report pdf", [("pdf", "2026-W46", "")]),
        ("/report 2026-11 xlsx", [("xlsx", "2026-11", "")]),
        ("/report xlsx h-buurt 2026-Q4", [("xlsx", "2026-Q4", "h-buurt")]),
        ("/report 2026 pdf xlsx", [("pdf", "2026", ""), ("xlsx", "2026", "")]),
    ],
)
def test_a_coordinator_gets_the_file_they_typed(
    street: Street, said: str, files: list[tuple[str, str, str]]
) -> None:
    nour = street.coordinator().says(said)
    assert ordered(nour) == files
    nour.sees("📄 The report of", "This is what we knew on Monday 16 November.")
    nour.sees_not("Not in it: requests for help, languages, money, steps.")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/report 2026-W54 pdf", "I do not know that week, month or room."),
        ("/report 2026-11 nowhere pdf", "I do not know that week, month or room."),
        ("/report 2026-11 2026-12 pdf", "I do not know that week, month or room."),
        ("/report 2027 pdf", "That time has not begun yet."),
        ("/report 2026-11 docx", "I can make these files: pdf, xlsx."),
        ("/report csv", "I can make these files: pdf, xlsx."),
        ("/report h-buurt Excel", "I can make these files: pdf, xlsx."),
    ],
)
def test_what_cannot_be_made_is_said_in_a_sentence(street: Street, said: str, answer: str) -> None:
    nour = street.coordinator().says(said).sees(answer)
    assert ordered(nour) == []


def test_a_key_holder_gets_their_own_room_and_nobody_elses(street: Street) -> None:
    fatma = street.key_holder("h-buurt").says("/report 2026-11 pdf")
    assert ordered(fatma) == [("pdf", "2026-11", "h-buurt")]
    fatma.sees("Not in it: requests for help, languages, money, steps.")
    fatma.says("/report 2026-11 holendrecht pdf").sees("I do not know that week, month or room.")
    assert ordered(fatma) == []
    for room in ("holendrecht", ""):
        taps_made_up(fatma, "report.file", week="2026-11", form="pdf", room=room)
        assert ordered(fatma) == []
        fatma.sees("Only the coordinator can do this.")


def test_whoever_holds_many_keys_gets_a_file_for_each_or_names_a_room(street: Street) -> None:
    fatma = street.key_holder("h-buurt", "holendrecht").says("/report xlsx 2026-11")
    assert ordered(fatma) == [("xlsx", "2026-11", "h-buurt"), ("xlsx", "2026-11", "holendrecht")]
    several = "".join(
        f'[[rooms]]\nid = "r{n}"\nname = "Room {n}"\naddress = "A"\nhours = "Mo 10:00-12:00"\n'
        for n in range(5)
    )
    street.load(read_text(FILE.replace("\n[[targets]]", f"{several}\n[[targets]]"), "many.toml"))
    noor = street.key_holder(*(f"r{n}" for n in range(5))).says("/report 2026-11 pdf")
    noor.sees("Name one room, please.", "pdf Room 0")
    assert ordered(noor) == []


@pytest.mark.parametrize("said", ["/report pdf", "/report 2026-11 h-buurt xlsx", "/report docx"])
def test_nobody_else_gets_any(street: Street, said: str) -> None:
    omar = street.neighbour().says(said).sees("Only the coordinator can do this.")
    assert ordered(omar) == []


def test_the_files_are_a_tap_under_every_report_and_a_second_tap_brings_it_again(
    street: Street,
) -> None:
    nour = street.coordinator().says("/report 2026-11")
    report = nour.last
    for _ in range(2):
        nour.taps("PDF", on=report)
        assert ordered(nour) == [("pdf", "2026-11", "")]
    nour.taps("Spreadsheet", on=report)
    assert ordered(nour) == [("xlsx", "2026-11", "")]
    fatma = street.key_holder("h-buurt").says("/report").taps("PDF")
    assert ordered(fatma) == [("pdf", "2026-W46", "h-buurt")]


def test_a_button_of_before_finds_whoever_lost_the_role_without_a_file(street: Street) -> None:
    nour, _ = street.coordinator(), street.coordinator()
    nour.says("/report")
    with street.database.writing() as store:
        (role,) = [one for one in store.roles.everybody() if one.person == nour.person]
        store.roles.end(role.id, street.now)
    for label in ("PDF", "Spreadsheet", "Charts"):
        nour.taps(label).sees("Only the coordinator can do this.")
        assert ordered(nour) == []


@pytest.mark.parametrize(
    "args",
    [
        {"week": "2026-W54", "form": "pdf"},
        {"week": "2027", "form": "pdf"},
        {"week": "2026", "form": "exe"},
        {"week": "2026", "form": "pdf", "room": "../etc"},
        {"week": "2026"},
        {"week": 2026, "form": 7},
    ],
)
def test_a_button_that_makes_no_sense_any_more_is_over(
    street: Street, args: dict[str, str | int]
) -> None:
    nour = taps_made_up(street.coordinator(), "report.file", **args)
    nour.sees("That question is over")
    assert ordered(nour) == []


def test_each_chart_is_a_tap_away_and_says_its_figures_too(street: Street) -> None:
    street.load(read_text(FILE, "file.toml"))
    fatma = street.key_holder("h-buurt")
    fatma.says("/open").says("/count 14").says("/close")
    nour = street.coordinator().says("/report 2026-11")
    nour.taps("Charts").sees("Which chart?")
    assert nour.buttons()[:4] == ["📍 Rooms", "🌐 Languages", "⛑️ Topics", "🎯 Towards the plan"]
    choice, charts = nour.last, {}
    for label in ("Rooms", "Languages", "Topics", "Towards the plan"):
        nour.taps(label, on=choice)
        with street.database.reading() as store:
            newest = store.sent.newest_of(nour.person)
        assert newest
        picture = message_json.from_json(newest.payload).picture
        charts[label] = [bar.number for bar in picture.bars] if picture else []
        assert picture or "There is nothing to draw yet." in "".join(nour.unread)
    assert charts["Rooms"][0] == 14
    assert charts["Topics"] == []
    for odd in ({"week": "2026-W54", "shows": "rooms"}, {"week": "2026-11", "shows": "people"}):
        taps_made_up(nour, "report.chart", **odd).sees("That question is over")


def test_each_kind_of_file_is_made_of_the_same_figures(street: Street) -> None:
    street.key_holder("h-buurt").says("/open").says("/close 14").taps("2")
    nour = street.coordinator()
    with street.database.reading() as store:
        pdf, xlsx = (
            documents.contents(
                view_of(street), store, Document(form, "2026-11", "", street.now), nour.person
            )
            for form in ("pdf", "xlsx")
        )
    assert pdf == xlsx
    assert xlsx.months
