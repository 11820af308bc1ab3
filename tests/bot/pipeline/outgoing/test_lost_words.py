"""What a channel refuses is followed by something short, once for each, and never in a loop."""

from __future__ import annotations

import pytest

from bot.app import CHANNELS
from bot.channels.base import Refused
from bot.pipeline import lost_words
from bot.rendering.text import Reader, render
from handlers.core import message_json
from handlers.core.messages import Priority, Reply
from handlers.dispatch import wording
from storage.database import Database
from storage.repositories.messages.outbox import Outgoing
from tests.bot.pipeline.lines import Office, words
from tests.journeys.limits import size

INSTEAD = message_json.to_json(wording.not_shown())
TROUBLES = [Refused("BUTTON_DATA_INVALID"), ZeroDivisionError("our mistake")]


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


@pytest.mark.long
@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("priority", [Priority.DANGER, Priority.ANSWER, Priority.NEWS])
@pytest.mark.parametrize("often", [1, 3])
async def test_whoever_was_sent_what_cannot_be_sent_reads_something_short(
    office: Office, trouble: Exception, priority: int, often: int
) -> None:
    person = office.put("1", words("known"))
    await office.delivery.send_due()
    lost = message_json.to_json(Reply((words("lost"),)))
    for _ in range(often):
        with office.database.writing() as store:
            store.outbox.put([Outgoing(person, lost, priority)], office.now)
        office.telegram.troubles = [trouble]
        await office.delivery.send_due()
    assert office.states.count("set_aside") == often
    assert office.states.count("sent") == 1 + often
    said = office.telegram.heard[-1][1]
    assert [key.label for key in said.rows[-1]] == ["🏠", "🧑 Contact", "🆘"]


async def test_what_is_said_instead_is_followed_by_nothing(office: Office) -> None:
    office.put("1", words())
    office.telegram.troubles = [Refused("no"), Refused("no"), Refused("never asked")]
    await office.delivery.send_due()
    assert office.states == ["set_aside", "set_aside"]
    assert len(office.telegram.troubles) == 1


async def test_whoever_was_forgotten_or_left_is_told_nothing_more(office: Office) -> None:
    person = office.put("1", words())
    await office.delivery.send_due()
    last = message_json.to_json(Reply((words("last"),)))
    with office.database.writing() as store:
        store.outbox.put([Outgoing(person, last, Priority.FAREWELL)], office.now)
    office.telegram.troubles = [Refused("no")]
    await office.delivery.send_due()
    with office.database.writing() as store:
        store.people.leave(person, office.now)
        lost_words.follow(store, [person], office.now)
    assert office.states == ["sent", "set_aside"]


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_it_is_as_short_as_any_message_to_a_resident(channel: type, language: str) -> None:
    limits = channel.limits  # type: ignore[attr-defined]
    said, _ = render(INSTEAD, Reader.of(language, "en"), limits, 1, "t")
    assert size(said, 0 if limits.has_bar else 3).too_much() == []
