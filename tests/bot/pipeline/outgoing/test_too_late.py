"""What waited too long does not go out; who waited for an answer hears once that we are back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.pipeline.outbox_rows import Asker, OutboxRows
from handlers.core.messages import Priority, Reply, name
from storage.database import Database
from storage.repositories.messages import queued
from storage.repositories.messages.outbox import SECRETS_KEPT
from tests.bot.pipeline.lines import Office

AGAIN = "I could not answer you for a while.\nI'm back. What do you need?"


class Waiting(Office):
    """An office whose Telegram is away for a time, so that what is queued waits."""

    def answers(self, address: str, words: str, **more: object) -> int:
        """Somebody asked, and this is the answer."""
        return self.queues(address, Reply((name(words),), **more), is_asked=True)  # type: ignore[arg-type]

    def tells(self, address: str, words: str, **more: object) -> int:
        """Somebody is told something that they did not ask for."""
        more = {"priority": Priority.NOTICE, **more}
        return self.queues(address, Reply((name(words),), **more), is_asked=False)  # type: ignore[arg-type]

    def queues(self, address: str, reply: Reply, *, is_asked: bool) -> int:
        with self.database.writing() as store:
            person = store.people.known([("telegram", address, "en")])["telegram", address].id
            asker = Asker(person) if is_asked else None
            to = Reply(
                reply.lines,
                to=person,
                priority=reply.priority,
                is_secret=reply.is_secret,
                valid_until=reply.valid_until,
            )
            store.outbox.put(OutboxRows({}).of(store, [to], self.now, asker), self.now)
        return person

    async def is_back(self, **after: float) -> list[str]:
        """So much later, and perhaps as a new program, all that is due is sent: what arrives."""
        self.now += timedelta(**after)
        self.telegram.heard.clear()
        delivery = self.starts_anew()
        await delivery.send_due()
        return self.telegram.texts


@pytest.fixture
def office(database: Database) -> Waiting:
    return Waiting(database)


async def test_an_answer_that_still_makes_sense_arrives(office: Waiting) -> None:
    office.answers("1", "open until 17:00", valid_until=office.now + timedelta(hours=2))
    assert await office.is_back(hours=1) == ["open until 17:00"]


@pytest.mark.parametrize("hours", [12, 72])
async def test_who_asked_in_an_outage_gets_one_message_instead_of_old_answers(
    office: Waiting, hours: int
) -> None:
    for words in ("open until 17:00", "your places", "the menu"):
        office.answers("1", words)
    office.answers("2", "open until 17:00")
    assert await office.is_back(hours=hours, minutes=1) == [AGAIN, AGAIN]
    assert await office.is_back(minutes=1) == []


async def test_answers_of_before_and_after_each_come_as_they_are(office: Waiting) -> None:
    office.answers("1", "old")
    office.now += timedelta(hours=13)
    office.answers("1", "new")
    assert sorted(await office.is_back()) == [AGAIN, "new"]


async def test_an_outage_that_goes_on_leaves_one_message_and_the_next_one_another(
    office: Waiting,
) -> None:
    office.answers("1", "one")
    assert await office.is_back(hours=13) == [AGAIN]
    office.answers("1", "two")
    assert await office.is_back(hours=13) == [AGAIN]


@pytest.mark.parametrize("priority", [Priority.NOTICE, Priority.NEWS])
async def test_news_that_is_over_is_dropped_without_a_word(office: Waiting, priority: int) -> None:
    office.tells("1", "begins at 20:00", priority=priority, valid_until=office.now + SECRETS_KEPT)
    office.tells("1", "for a week", priority=priority)
    assert await office.is_back(hours=12) == ["for a week"]
    assert office.states == ["dropped", "sent"]
    assert [row.problem for row in office.rows()] == ["TooLate", ""]


async def test_what_somebody_else_caused_and_is_over_is_no_answer(office: Waiting) -> None:
    office.tells("1", "a new request", priority=Priority.ANSWER)
    assert await office.is_back(days=8) == []


async def test_whom_to_call_is_on_no_screen_the_next_morning(office: Waiting) -> None:
    office.answers("1", "call 112", priority=Priority.DANGER)
    assert await office.is_back(hours=9) == [AGAIN]


async def test_a_link_that_was_wiped_before_it_went_out_is_not_answered_with_silence(
    office: Waiting,
) -> None:
    office.answers("1", "a link that works once", is_secret=True)
    office.now += SECRETS_KEPT + timedelta(minutes=1)
    with office.database.writing() as store:
        store.sent.wipe_secrets(office.now)
    assert await office.is_back() == [AGAIN]


async def test_what_an_older_program_queued_goes_out_whenever_that_is(office: Waiting) -> None:
    office.put("1", name("from before"))
    assert await office.is_back(days=3) == ["from before"]


async def test_very_much_that_is_too_late_is_dropped_part_by_part_and_holds_up_no_answer(
    office: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queued, "DROPPED_AT_ONCE", 3)
    for words in ("old", "older"):
        for address in "12345":
            office.answers(address, words)
    office.now += timedelta(hours=13)
    office.answers("6", "new")
    parts: list[int] = []
    look = queued.Queued.drop_late

    def counted(self: queued.Queued, now: datetime) -> tuple[list[int], bool]:
        found = look(self, now)
        parts.append(len(found[0]))
        return found

    monkeypatch.setattr(queued.Queued, "drop_late", counted)
    arrived = await office.is_back()
    assert sorted(arrived) == [AGAIN] * 5 + ["new"]
    # The new one went out before half of the old ones were dropped.
    assert arrived.index("new") < 5
    # Ten in parts of three; of one person two may be in a part.
    assert len(parts) == 4
    assert max(parts) <= 3


async def test_who_left_hears_nothing(office: Waiting) -> None:
    person = office.answers("1", "old")
    with office.database.writing() as store:
        store.people.leave(person, office.now)
    assert await office.is_back(hours=13) == []
