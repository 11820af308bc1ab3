"""What becomes of a message: whom it reaches, how, and what the channel says decides."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels.base import Moved, NotSent, PersonLeft, Refused, TryLater, Unsure
from bot.pipeline import delivery as delivery_module
from bot.pipeline import sending
from bot.pipeline.limits.send_limits import Rates, SendLimits
from bot.rendering.chart import CannotDraw
from handlers.core import message_json
from handlers.core.messages import Picture, Reply, name, say
from storage.database import Database
from storage.repositories.messages.outbox import Outgoing
from tests.bot.pipeline.lines import Office, words

CHART = Picture(name("Visits"), ())


@pytest.fixture
async def office(database: Database) -> Office:
    return Office(database)


async def test_all_that_is_due_goes_out_in_order_and_how_it_ended_is_told(office: Office) -> None:
    omar = office.put("1", words(), words("two"), words("three"))
    lee = office.put("2", words("four"), channel="web")
    results = await office.delivery.send_due()
    assert office.telegram.texts == ["one", "two", "three"]
    assert office.web.texts == ["four"]
    assert [result.state for result in results] == ["sent"] * 4
    assert sorted(office.reached) == sorted([omar, omar, omar, lee])
    assert [row.sent_as for row in office.rows()] == [f"our number {n}" for n in (1, 2, 3, 4)]


async def test_nothing_due_is_nothing_done(office: Office) -> None:
    assert await office.delivery.send_due() == []


async def test_whoever_waits_for_all_that_is_due_waits_for_a_slow_send_too(office: Office) -> None:
    office.put("1", words(), words("two"))
    office.telegram.is_open.clear()
    sending = asyncio.create_task(office.delivery.send_due())
    await office.until(lambda: office.telegram.texts)
    await asyncio.sleep(0)
    assert not sending.done()
    office.telegram.is_open.set()
    assert len(await asyncio.wait_for(sending, 5)) == 2
    assert office.states == ["sent", "sent"]


async def test_what_is_taken_at_once_costs_two_writes(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.put("1", words())
    real, writes = office.database.writing, []

    def writing() -> Any:
        writes.append(1)
        return real()

    monkeypatch.setattr(office.database, "writing", writing)
    await office.delivery.send_due()
    # One claims it, the other writes down how it ended and looks for more.
    assert len(writes) == 2


async def test_who_has_no_language_reads_the_neighbourhoods(office: Office) -> None:
    office.put("1", say("body", "That question is over."))
    await office.delivery.send_due()
    assert office.telegram.heard[0][1].language == "nl"
    assert office.rows()[0].language == "nl"


@pytest.mark.parametrize(
    ("trouble", "state", "attempts", "uncertain"),
    [
        (TryLater(30), "queued", 0, 0),
        (NotSent("no way there"), "queued", 1, 0),
        (Unsure("no answer"), "queued", 0, 1),
        (Refused("never"), "set_aside", 0, 0),
        (PersonLeft(), "dropped", 0, 0),
        (ZeroDivisionError("our mistake"), "set_aside", 0, 0),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
async def test_what_the_channel_says_decides_what_becomes_of_a_message(
    office: Office, trouble: Exception, state: str, attempts: int, uncertain: int
) -> None:
    office.telegram.troubles = [trouble]
    office.put("1", words())
    with capture_logs() as logged:
        await office.delivery.send_due()
    row, *instead = office.rows()
    assert [one.state for one in instead] == ["sent"] * (state == "set_aside")
    assert (row.state, row.uncertain) == (state, uncertain)
    assert row.attempts - row.uncertain in {attempts, attempts - uncertain}
    assert row.problem
    expected = {
        Unsure: [("send.uncertain", "warning")],
        Refused: [("send.refused", "error")],
        ZeroDivisionError: [("send.failed", "error")],
    }
    assert [(line["event"], line["log_level"]) for line in logged] == expected.get(
        type(trouble), []
    )
    assert office.limits.wait() == (30 if isinstance(trouble, TryLater) else None)
    assert (office.reached == []) == (state != "set_aside")


@pytest.mark.parametrize("kind", [NotSent, Unsure, Refused])
async def test_whatever_signs_a_service_answers_with_it_holds_up_nobody(
    office: Office, kind: type[NotSent | Unsure | Refused]
) -> None:
    office.telegram.troubles = [kind("half a sign \ud800, none \0, and 🏠" + "x" * 100)]
    office.put("1", words())
    office.put("2", words())
    await office.delivery.send_due()
    first, second, *_ = office.rows()
    assert first.problem.startswith("half a sign")
    assert second.state == "sent"


async def test_a_message_that_stays_uncertain_is_given_up_but_a_change_is_not(
    office: Office,
) -> None:
    office.put("1", words())
    with office.database.writing() as store:
        person = store.people.known([("telegram", "2", "")])["telegram", "2"]
        payload = message_json.to_json(Reply((words(),)))
        store.outbox.put([Outgoing(person.id, payload, replaces="7")], office.now)
    for _ in range(8):
        office.telegram.troubles = [Unsure("no answer"), Unsure("no answer")]
        await office.delivery.send_due()
        office.now += timedelta(minutes=10)
    assert office.states == ["uncertain", "queued"]
    assert office.rows()[0].problem == "no answer"


async def test_somebody_who_left_gets_nothing_more(office: Office) -> None:
    office.telegram.troubles = [PersonLeft()]
    person = office.put("1", words(), words("two"))
    await office.delivery.send_due()
    assert office.states == ["dropped", "dropped"]
    with office.database.reading() as store:
        assert store.people.present({person}) == set()


async def test_who_moved_gets_it_at_the_new_address(office: Office) -> None:
    office.telegram.troubles = [Moved("-2")]
    office.put("-1", words())
    await office.delivery.send_due()
    assert [address for address, _ in office.telegram.heard] == ["-1", "-2"]
    assert office.states == ["sent"]


async def test_a_move_is_written_down_once(office: Office) -> None:
    office.telegram.troubles = [Moved("-2")]
    person = office.put("-1", words())
    await office.delivery.send_due()
    with office.database.writing() as store:
        store.people.move(person, channel="telegram", address="-3")
    office.put("-3", words())
    await office.delivery.send_due()
    assert [address for address, _ in office.telegram.heard] == ["-1", "-2", "-3"]


async def test_who_left_and_came_back_is_not_sent_away_again(office: Office) -> None:
    office.telegram.troubles = [PersonLeft()]
    person = office.put("1", words())
    await office.delivery.send_due()
    with office.database.writing() as store:
        store.people.come_back(person)
    office.put("1", words("two"))
    await office.delivery.send_due()
    assert office.states == ["dropped", "sent"]


async def test_what_is_for_a_channel_that_is_off_waits_for_it_and_no_try_is_counted(
    office: Office,
) -> None:
    del office.channels["web"]
    office.put("1", words(), channel="web")
    await office.delivery.send_due()
    (row,) = office.rows()
    assert (row.state, row.attempts, row.problem) == ("queued", 0, "")
    office.channels["web"] = office.web
    await office.starts_anew().send_due()
    assert office.web.texts == ["one"]


async def test_a_chart_is_drawn_where_the_channel_wants_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "draw", lambda picture, reader: b"a picture")
    office.web.draws = False
    office.put("1", words(), picture=CHART)
    office.put("2", words(), picture=CHART, channel="web")
    office.put("3", words())
    await office.delivery.send_due()
    drawn = {address: message.picture for address, message in office.telegram.heard}
    assert drawn == {"1": b"a picture", "3": b""}
    assert office.web.heard[0][1].picture == b""


async def test_a_chart_that_cannot_be_drawn_keeps_its_figures_from_nobody(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> bytes:
        raise CannotDraw("no font")

    monkeypatch.setattr(sending, "draw", breaks)
    office.put("1", words(), picture=CHART)
    with capture_logs() as logged:
        await office.delivery.send_due()
    assert office.telegram.texts == ["one"]
    assert office.states == ["sent"]
    assert [line["event"] for line in logged] == ["picture.failed"]


async def test_every_send_counts_against_the_limits_and_a_group_as_a_group(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[tuple[int, bool]] = []
    monkeypatch.setattr(
        office.limits, "count", lambda person, *, is_group: counted.append((person, is_group))
    )
    omar, group = office.put("1", words()), office.put("-1", words())
    office.put("2", words(), channel="web")
    await office.delivery.send_due()
    assert sorted(counted) == sorted([(omar, False), (group, True)])


async def test_no_more_are_under_way_than_the_channel_allows(office: Office) -> None:
    office.limits = SendLimits(Rates(at_once=2, burst=30), lambda: office.seconds)
    office.starts_anew()
    many = delivery_module.WINDOW + 4
    for address in range(many):
        office.put(str(address), words())
        office.put(str(address), words(), channel="web")
    office.telegram.is_open.clear()
    office.web.is_open.clear()
    sending = asyncio.create_task(office.delivery.send_due())
    await office.until(lambda: len(office.web.heard) == delivery_module.WINDOW)
    for _ in range(5):
        await asyncio.sleep(0.01)
    assert (len(office.telegram.heard), len(office.web.heard)) == (2, delivery_module.WINDOW)
    office.telegram.is_open.set()
    office.web.is_open.set()
    await asyncio.wait_for(sending, 5)
    assert len(office.web.heard) == many


async def test_who_rests_after_a_burst_waits_and_others_do_not(office: Office) -> None:
    office.limits = SendLimits(Rates(burst=30, chat_burst=1), lambda: office.seconds)
    office.starts_anew()
    office.put("1", words(), words("two"))
    office.put("2", words("three"))
    await office.delivery.send_due()
    assert sorted(office.telegram.texts) == ["one", "three"]
    office.seconds += 2
    await office.delivery.send_due()
    assert office.telegram.texts[2:] == ["two"]
