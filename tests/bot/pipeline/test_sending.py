"""What delivery does around a send: with channels of our own, so that nothing else takes time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.channels.base import Channel, Moved, NotSent, PersonLeft, Refused, TryLater, Unsure
from bot.pipeline import delivery as delivery_module
from bot.pipeline.delivery import Delivery
from bot.pipeline.send_limits import Rates, SendLimits
from bot.rendering.chart import CannotDraw
from bot.rendering.message import Rendered
from handlers.core import message_json
from handlers.core.messages import Picture, Reply, Text, name, say
from storage.database import Database
from storage.repositories.messages.outbox import Outgoing
from storage.store import Store
from storage.tables.messages import outbox
from tests.conftest import MONDAY
from tests.support.doors import Doors

CHART = Picture(name("Visits"), (), name("visits"))


class Line(Doors):
    """A channel that does with each message what it is told, and else takes it."""

    draws = True

    def __init__(self, line: str) -> None:
        super().__init__(line, {})
        self.heard: list[tuple[str, Rendered]] = []
        self.troubles: list[Exception] = []
        self.is_open = asyncio.Event()
        self.is_open.set()

    async def send(self, address: str, message: Rendered) -> str:
        self.heard.append((address, message))
        await self.is_open.wait()
        if self.troubles:
            raise self.troubles.pop(0)
        return f"our number {message.id}"

    @property
    def texts(self) -> list[str]:
        return [message.text for _, message in self.heard]


class Office:
    """Delivery with two channels of our own, and the clock in our hands."""

    def __init__(self, database: Database) -> None:
        self.database, self.now, self.seconds = database, MONDAY, 0.0
        self.telegram, self.web = Line("telegram"), Line("web")
        self.channels: dict[str, Channel] = {"telegram": self.telegram, "web": self.web}
        self.limits = SendLimits(None, lambda: self.seconds)
        self.reached: list[int] = []
        self.delivery = self.starts_anew()

    def starts_anew(self) -> Delivery:
        self.delivery = Delivery(
            self.database,
            self.channels,
            {"telegram": self.limits},
            lambda: "nl",
            lambda: self.now,
            self.reached.extend,
        )
        return self.delivery

    def put(self, address: str, *lines: Text, channel: str = "telegram", **more: Any) -> int:
        """Queue one message for each line; nobody rings the bell."""
        with self.database.writing() as store:
            person = store.people.known([(channel, address, "")])[channel, address]
            made = [Reply((line,), **more) for line in lines]
            rows = [Outgoing(person.id, message_json.to_json(reply)) for reply in made]
            store.outbox.put(rows, self.now)
        return person.id

    def rows(self) -> list[Any]:
        with self.database.reading() as store:
            return list(store.connection.execute(select(outbox).order_by(outbox.c.id)).all())

    @property
    def states(self) -> list[str]:
        return [row.state for row in self.rows()]

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(5):
            while not condition():  # noqa: ASYNC110 - a database rings no bell
                await asyncio.sleep(0.005)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[Delivery]:
        working = asyncio.create_task(self.delivery.run())
        yield self.delivery
        self.delivery.stop()
        await asyncio.wait_for(working, 5)


@pytest.fixture
async def office(database: Database) -> Office:
    return Office(database)


@pytest.fixture
def nobody_looks_around(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for the next look around waits longer than the test."""
    monkeypatch.setattr(delivery_module, "LOOK_AROUND", 3600.0)


def words(line: str = "one") -> Text:
    return name(line)


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
    (row,) = office.rows()
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
    assert (office.reached == []) == (state != "sent")


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
        office.now += timedelta(minutes=2)
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
        store.people.move(person, "telegram", "-3")
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
    assert (row.state, row.attempts, row.problem) == ("queued", 0, "ChannelOff")
    assert row.due_at == office.now + timedelta(minutes=1)
    office.channels["web"] = office.web
    office.now += timedelta(minutes=1)
    await office.starts_anew().send_due()
    assert office.web.texts == ["one"]


async def test_a_chart_is_drawn_where_the_channel_wants_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery_module, "draw", lambda picture, reader: b"a picture")
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

    monkeypatch.setattr(delivery_module, "draw", breaks)
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
    for address in range(20):
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
    assert len(office.web.heard) == 20


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


async def test_a_ring_of_the_bell_is_heard_at_once(
    office: Office, nobody_looks_around: None
) -> None:
    async with office.at_work() as delivery:
        await asyncio.sleep(0.05)
        office.put("1", words())
        delivery.ring()
        await office.until(lambda: office.states == ["sent"])


async def test_what_another_copy_queued_is_found_without_a_bell(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery_module, "LOOK_AROUND", 0.02)
    async with office.at_work():
        await asyncio.sleep(0.05)
        office.put("1", words())
        await office.until(lambda: office.states == ["sent"])


async def test_without_work_the_database_is_left_alone(
    office: Office, nobody_looks_around: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    real = office.delivery._settle_and_claim

    def counted(*arguments: Any) -> Any:
        looks.append(1)
        return real(*arguments)

    monkeypatch.setattr(office.delivery, "_settle_and_claim", counted)
    async with office.at_work():
        await office.until(lambda: looks)
        await asyncio.sleep(0.1)
        assert len(looks) == 1


async def test_a_slow_send_is_written_down_as_soon_as_it_ends(
    office: Office, nobody_looks_around: None
) -> None:
    office.telegram.is_open.clear()
    office.put("1", words(), words("two"))
    async with office.at_work():
        await office.until(lambda: office.telegram.heard)
        await asyncio.sleep(0.05)
        office.telegram.is_open.set()
        await office.until(lambda: office.states == ["sent", "sent"])


async def test_a_pause_that_is_over_is_noticed_without_a_bell(
    office: Office, nobody_looks_around: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = iter([0.02, 0.02])

    def wait() -> float | None:
        office.seconds += 60
        return next(waits, None)

    office.limits.pause(30)
    monkeypatch.setattr(office.limits, "wait", wait)
    office.put("1", words())
    async with office.at_work():
        await office.until(lambda: office.states == ["sent"])


async def test_after_stop_what_is_under_way_ends_and_nothing_more_begins(
    office: Office, nobody_looks_around: None
) -> None:
    office.telegram.is_open.clear()
    office.put("1", words(), words("two"))
    working = asyncio.create_task(office.delivery.run())
    await office.until(lambda: office.telegram.heard)
    office.delivery.stop()
    await asyncio.sleep(0.05)
    assert not working.done()
    office.telegram.is_open.set()
    await asyncio.wait_for(working, 5)
    assert office.states == ["sent", "queued"]


async def test_a_stop_without_work_ends_at_once(office: Office, nobody_looks_around: None) -> None:
    working = asyncio.create_task(office.delivery.run())
    await asyncio.sleep(0.05)
    office.delivery.stop()
    await asyncio.wait_for(working, 2)


@contextmanager
def away(database: Database, times: int) -> Iterator[list[int]]:
    """The database fails so many times."""
    real, failed = database.writing, list[int]()

    @contextmanager
    def writing() -> Iterator[Store]:
        if len(failed) < times:
            failed.append(1)
            raise OperationalError("BEGIN", {}, Exception("the server is restarting"))
        with real() as store:
            yield store

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "writing", writing)
        yield failed


async def test_while_the_database_is_away_each_try_comes_later(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery_module, "LONGEST_BACK_OFF", 0.15)
    office.put("1", words())
    clock = asyncio.get_running_loop().time
    begin = clock()
    with capture_logs() as logged, away(office.database, 4):
        async with office.at_work():
            await office.until(lambda: office.states == ["sent"])
    assert clock() - begin >= 0.05 + 0.1 + 0.15 + 0.15
    assert [line["wait"] for line in logged] == [0.05, 0.1, 0.15, 0.15]
    assert {line["event"] for line in logged} == {"storage.trouble"}
    assert {line["problem"] for line in logged} == {"OperationalError"}


async def test_after_good_news_the_next_trouble_is_tried_again_soon(office: Office) -> None:
    with capture_logs() as logged:
        async with office.at_work() as delivery:
            for line in ("one", "two"):
                office.put("1", words(line))
                with away(office.database, 2):
                    delivery.ring()
                    await office.until(lambda line=line: line in office.telegram.texts)
                    await office.until(lambda: set(office.states) == {"sent"})
    assert [line["wait"] for line in logged] == [0.05, 0.1, 0.05, 0.1]


async def test_whoever_asks_for_all_that_is_due_hears_of_a_failing_database(
    office: Office,
) -> None:
    office.put("1", words())
    with away(office.database, 1), pytest.raises(OperationalError):
        await office.delivery.send_due()
    await office.delivery.send_due()
    assert office.states == ["sent"]
