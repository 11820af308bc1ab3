"""A file that was ordered in the chat arrives, or a sentence does; it holds up nobody else."""

from __future__ import annotations

import asyncio
import io
import os
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import openpyxl
import pytest

from bot.exports import documents
from bot.exports.documents import Documents
from bot.rendering.message import File, NotMade
from bot.rendering.text import Reader
from handlers.core.enclosures import Document
from handlers.reports.files import documents as orders
from handlers.reports.files.documents import for_key_holder
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from handlers.reports.reach.figures import Referrals
from storage.repositories.messages.outbox_sql import QUEUED
from storage.repositories.people.roles import KEY_HOLDER, Role
from tests.support.doors import Doors, waits_for
from tests.support.talk import Neighbour, Street

ENGLISH = Reader(("en",))
REAL = documents._carried_out


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What another process was asked for."""
    asked: list[bytes] = []

    async def carried_out(job: bytes) -> bytes:
        asked.append(job)
        return await REAL(job)

    monkeypatch.setattr(documents, "_carried_out", carried_out)
    return asked


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Files that are made in no time: most of these tests are about what becomes of them."""
    asked: list[bytes] = []

    async def carried_out(job: bytes) -> bytes:
        asked.append(job)
        return b"PK" + bytes([len(asked)])

    monkeypatch.setattr(documents, "_carried_out", carried_out)
    return asked


@pytest.fixture
def drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """At these doors what is to be made is made when it is sent, as on Telegram."""
    monkeypatch.setattr(Doors, "draws", True)


def order(
    street: Street, form: str = "xlsx", room: str = "", asked: datetime | None = None
) -> Document:
    return Document(form, "2026-11", room, asked or street.now)


def made(street: Street, one: Document, person: int, maker: Documents | None = None) -> File:
    maker = maker or Documents(street.database, street.view, lambda: street.now)
    return waits_for(maker.make(one, person, ENGLISH))


def loses_role(street: Street, neighbour: Neighbour) -> None:
    with street.database.writing() as store:
        (role,) = [one for one in store.roles.everybody() if one.person == neighbour.person]
        store.roles.end(role.id, street.now)


def visits_in(content: bytes) -> object:
    """The visits in all that the first sheet of a spreadsheet says."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = {row[0]: row[1] for row in book.worksheets[0].iter_rows(values_only=True)}
    return rows["Visits"]


@pytest.mark.usefixtures("drawing")
def test_the_file_comes_with_the_figures_of_the_chat_under_a_name_that_tells_them_apart(
    street: Street, counted: list[bytes]
) -> None:
    street.key_holder("h-buurt").says("/open").says("/count 14").says("/close 14")
    nour = street.coordinator().says("/report 2026-11 xlsx")
    first = nour.last.document
    assert first
    assert first.name == "report-2026-11.xlsx"
    assert visits_in(first.content) == 14
    # The same again, soon after, is the same to the byte, and is made once.
    nour.says("/report xlsx 2026-11")
    assert nour.last.document == first
    assert len(counted) == 1


@pytest.mark.usefixtures("drawing")
def test_whoever_lost_the_role_before_it_was_sent_gets_a_sentence(
    street: Street, quick: list[bytes]
) -> None:
    nour, _ = street.coordinator(), street.coordinator()
    street.is_away = True
    nour.says("/report xlsx")
    loses_role(street, nour)
    street.is_back()
    nour.sees("You cannot get this file any more.")
    assert nour.last.document is None
    assert quick == []


@pytest.mark.usefixtures("drawing")
def test_what_could_not_be_made_is_a_sentence_and_the_chat_goes_on(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(job: bytes) -> bytes:
        raise ChildProcessError("MemoryError")

    monkeypatch.setattr(documents, "_carried_out", fails)
    nour = street.coordinator().says("/report xlsx")
    nour.sees("Sorry, the file was not made. Please ask again later.")
    assert nour.last.document is None
    assert nour.buttons()
    nour.says("/hours").sees("H-buurt")


@pytest.mark.usefixtures("drawing", "quick")
def test_while_many_are_made_it_waits_and_comes_a_moment_later(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    nour, street.is_away = street.coordinator(), True
    nour.says("/report xlsx")
    with monkeypatch.context() as crowded:
        crowded.setattr(documents, "MOST_WAITING", 0)
        (result,) = waits_for(street.delivery.send_due())
    assert result.state == QUEUED
    street.later(seconds=6)
    street.is_back()
    assert nour.last.document


@pytest.mark.usefixtures("drawing")
def test_it_is_in_the_language_of_whoever_reads_it(street: Street) -> None:
    noor = street.coordinator("nl").says("/report 2026-11 xlsx")
    assert noor.last.document
    book = openpyxl.load_workbook(io.BytesIO(noor.last.document.content))
    assert "Bezoeken" in [row[0] for row in book.worksheets[0].iter_rows(values_only=True)]


@pytest.mark.usefixtures("drawing", "quick")
def test_after_an_outage_of_hours_no_old_file_comes(street: Street) -> None:
    nour = street.coordinator()
    street.is_away = True
    nour.says("/report xlsx")
    street.later(hours=2)
    street.is_back()
    assert all(message.document is None for message in nour.screen)


def test_a_file_that_is_too_large_is_a_sentence(
    street: Street, quick: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "MOST_BYTES", 2)
    with pytest.raises(NotMade, match="This file is too large"):
        made(street, order(street), street.coordinator().person)


def test_an_hour_later_the_order_is_over(street: Street, quick: list[bytes]) -> None:
    nour = street.coordinator()
    asked = street.now - timedelta(minutes=59)
    assert made(street, order(street, asked=asked), nour.person).content
    with pytest.raises(NotMade) as why:
        made(street, order(street, asked=street.now - timedelta(hours=1)), nour.person)
    assert why.value.sentence == orders.OVER
    assert len(quick) == 1


@pytest.mark.parametrize(
    ("roles", "room", "gets"),
    [
        ([], "", False),
        ([], "h-buurt", False),
        ([Role(KEY_HOLDER, "h-buurt")], "", False),
        ([Role(KEY_HOLDER, "h-buurt")], "holendrecht", False),
        ([Role(KEY_HOLDER, "h-buurt")], "h-buurt", True),
    ],
)
def test_who_may_have_it_is_asked_again_when_it_is_made(
    street: Street, quick: list[bytes], roles: list[Role], room: str, *, gets: bool
) -> None:
    somebody = street._with_roles(roles, "en")
    if gets:
        assert made(street, order(street, room=room), somebody.person).content
        return
    with pytest.raises(NotMade) as why:
        made(street, order(street, room=room), somebody.person)
    assert why.value.sentence == orders.NOT_YOURS
    assert quick == []


def test_of_a_room_that_is_gone_or_a_time_that_is_none_there_is_no_file(
    street: Street, quick: list[bytes]
) -> None:
    nour = street.coordinator()
    for odd in (order(street, room="gone"), Document("xlsx", "2026-W54", "", street.now)):
        with pytest.raises(NotMade) as why:
            made(street, odd, nour.person)
        assert why.value.sentence == orders.NOT_MADE
    assert quick == []


def test_other_figures_make_another_file_and_after_a_minute_it_is_made_anew(
    street: Street, quick: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    nour, maker = street.coordinator(), Documents(street.database, street.view, lambda: street.now)
    first = made(street, order(street), nour.person, maker)
    assert made(street, order(street), nour.person, maker) == first
    street.key_holder("h-buurt").says("/open").says("/count 14").says("/close 14")
    assert made(street, order(street), nour.person, maker) != first
    seconds = time.monotonic() + documents.KEPT_SECONDS
    monkeypatch.setattr(time, "monotonic", lambda: seconds)
    made(street, order(street), nour.person, maker)
    assert len(quick) == 3


def test_a_key_holders_file_has_no_requests_and_no_languages(street: Street) -> None:
    with street.database.reading() as store:
        view, period = street.view(), Period.named("2026-11")
        whole = make_report(view, store, period, street.now, ["h-buurt"])
    report = for_key_holder(whole)
    assert report.languages == {}
    assert report.requests is None
    assert report.money is None
    assert all(one.figures.referrals == Referrals() for one in report.rooms)
    assert report.total.referrals == Referrals()
    assert report.total.visits == whole.total.visits


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Files that take for ever; the numbers of those that are being made."""
    under_way: list[int] = []
    most: list[int] = []

    async def carried_out(job: bytes) -> bytes:
        under_way.append(1)
        most.append(len(under_way))
        try:
            await asyncio.sleep(0.02)
        finally:
            under_way.pop()
        return b"PK" + os.urandom(2)

    monkeypatch.setattr(documents, "_carried_out", carried_out)
    monkeypatch.setattr(documents, "KEPT", 0)
    return most


def test_one_is_made_at_a_time_and_a_crowd_is_told_to_come_back(
    street: Street, slow: list[int]
) -> None:
    nour, maker = street.coordinator(), Documents(street.database, street.view, lambda: street.now)

    async def crowd() -> list[File | BaseException]:
        asked = [
            maker.make(order(street, asked=street.now - timedelta(seconds=n)), nour.person, ENGLISH)
            for n in range(documents.MOST_WAITING + 3)
        ]
        return await asyncio.gather(*asked, return_exceptions=True)

    came = waits_for(crowd())
    refused = [one for one in came if isinstance(one, NotMade)]
    assert len(refused) == 3
    assert all(one.is_later and one.sentence == orders.TOO_MANY for one in refused)
    assert set(slow) == {1}
    # Afterwards there is room again.
    assert made(street, order(street), nour.person, maker).content


def is_gone(group: int) -> bool:
    """Whether none of these processes is there any more."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def test_whatever_takes_too_long_is_ended_with_all_that_it_began(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "MAKING_SECONDS", 0.01)
    ended: list[int] = []
    real = os.killpg
    monkeypatch.setattr(os, "killpg", lambda group, how: (ended.append(group), real(group, how)))
    with pytest.raises(NotMade) as why:
        made(street, order(street), street.coordinator().person)
    assert why.value.sentence == orders.NOT_MADE
    (group,) = ended
    assert is_gone(group)


def test_while_a_page_is_set_everybody_else_is_answered(street: Street) -> None:
    """The longest moment in which the program does nothing else, while a PDF is made."""
    nour = street.coordinator()
    maker = Documents(street.database, street.view, lambda: street.now)

    async def both() -> tuple[File, int]:
        making = asyncio.create_task(maker.make(order(street, "pdf"), nour.person, ENGLISH))
        looks = 0
        while not making.done():
            await asyncio.sleep(0.01)
            looks += 1
        return await making, looks

    file, looks = waits_for(both())
    assert file.name == "report-2026-11.pdf"
    assert file.content.startswith(b"%PDF-")
    assert looks > 10
