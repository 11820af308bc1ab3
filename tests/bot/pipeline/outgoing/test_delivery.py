"""What Telegram answers, and what becomes of the message: the table of the design, row by row."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import update

from bot.pipeline.limits.send_limits import Rates
from handlers.core.messages import Priority
from storage.database import Database
from storage.tables.messages import outbox
from tests.support.post import Post, post, sends, texts
from tests.support.program import free_port
from tests.telegram_standin import BotApi


async def test_asked_to_wait_the_whole_bot_waits_and_nothing_is_counted_against_the_message(
    office: Post, api: BotApi
) -> None:
    samira, omar = api.user(stranger=False), api.user(stranger=False)
    api.faults.add("too_many", times=1, seconds=30)
    office.put(samira.id, "one")
    await office.until(lambda: office.rows()[0].problem == "TryLater")
    office.put(omar.id, "two")
    office.seconds = 29.0
    await office.looks_around()
    assert len(sends(api, samira.id)) == 1
    assert sends(api, omar.id) == []
    office.seconds = 30.1
    await office.finished()
    assert (texts(api, samira.id), texts(api, omar.id)) == (["one"], ["two"])
    assert [row.attempts for row in office.rows()] == [0, 0]


async def test_what_did_not_reach_telegram_is_tried_again_and_arrives_once(
    database: Database,
) -> None:
    port = free_port()
    api = BotApi(limits=False, port=port)
    async with post(database, url=f"http://127.0.0.1:{port}", token=api.token) as office:
        samira = api.user(stranger=False)
        office.put(samira.id, "one")
        await office.until(lambda: office.rows()[0].attempts)
        async with api:
            await office.finished()
            assert texts(api, samira.id) == ["one"]
            assert office.rows()[0].uncertain == 0


async def test_when_no_answer_comes_a_message_is_sent_once_more(office: Post, api: BotApi) -> None:
    samira = api.user(stranger=False)
    api.faults.add("lose_reply", times=1)
    office.put(samira.id, "one", "two")
    await office.finished()
    assert sorted(texts(api, samira.id)) == ["one", "one", "two"]
    assert office.states() == ["sent", "sent"]


async def test_what_is_never_answered_is_not_sent_for_ever_and_the_next_one_goes_out(
    office: Post, api: BotApi
) -> None:
    samira = api.user(stranger=False)
    api.faults.add("lose_reply")
    office.put(samira.id, "one", "two")
    await office.finished()
    assert office.states() == ["uncertain", "uncertain"]
    assert 2 <= texts(api, samira.id).count("one") <= 6
    assert "two" in texts(api, samira.id)


async def test_a_change_that_is_no_change_has_worked(office: Post, api: BotApi) -> None:
    samira = api.user(stranger=False)
    office.put(samira.id, "one")
    await office.finished()
    office.put(samira.id, "one", replaces=office.rows()[0].sent_as)
    await office.finished()
    assert "not modified" in sends(api, samira.id)[-1].error
    assert office.states() == ["sent", "sent"]
    assert len(samira.screen) == 1


async def test_what_telegram_will_never_take_is_set_aside_and_the_next_one_goes_out(
    office: Post, api: BotApi
) -> None:
    samira = api.user(stranger=False)
    office.put(samira.id, " ", "two")
    await office.finished()
    assert office.states() == ["set_aside", "sent", "sent"]
    assert next(one.text for one in samira.screen) == "two"
    assert samira.last.text.startswith("Sorry, I could not show you a message.")
    assert len(sends(api, samira.id)) == 3


async def test_whoever_blocked_us_is_called_no_more(office: Post, api: BotApi) -> None:
    samira, omar = api.user(stranger=False), api.user(stranger=False)
    await samira.blocks(quietly=True)
    office.put(samira.id, "one", "two", "three")
    office.put(omar.id, "one")
    await office.finished()
    assert office.person(samira.id).left
    assert office.states() == ["dropped"] * 3 + ["sent"]
    assert len(sends(api, samira.id)) == 1


async def test_that_somebody_left_is_told_on_so_that_their_place_passes_on(
    office: Post, api: BotApi
) -> None:
    samira, omar = api.user(stranger=False), api.user(stranger=False)
    office.put(omar.id, "one")
    await office.finished()
    assert office.left == []
    await samira.blocks(quietly=True)
    office.put(samira.id, "one")
    await office.until(lambda: office.left)
    assert len(office.left) == 1


async def test_what_others_cause_is_not_sent_to_somebody_who_left(
    office: Post, api: BotApi
) -> None:
    samira, omar = api.user(stranger=False), api.user(stranger=False)
    await samira.blocks(quietly=True)
    office.put(samira.id, "one")
    await office.finished()
    office.put(samira.id, "Your invitation was accepted.")
    office.put(omar.id, "one")
    await office.until(lambda: texts(api, omar.id))
    await office.looks_around()
    assert len(sends(api, samira.id)) == 1


async def test_a_group_that_moved_gets_its_messages_at_its_new_address(
    office: Post, api: BotApi
) -> None:
    group = api.group(basic=True)
    old = group.id
    office.put(old, "one")
    await office.finished()
    before = office.person(old)
    new = await group.upgrades(quietly=True)
    office.put(old, "two")
    office.put(new, "three")
    await office.finished()
    assert office.person(new).id == before.id
    assert texts(api, new)[-1] == "two"
    assert len(sends(api, old)) == 2
    assert [row.attempts for row in office.rows()] == [0] * len(office.rows())


@pytest.mark.parametrize(("tries", "least"), [(0, 0.25), (3, 2.0), (5_000, 30.0)])
async def test_while_telegram_is_ill_each_try_comes_later_but_none_is_the_last(
    database: Database, tries: int, least: float
) -> None:
    async with BotApi(limits=False) as api:
        samira = api.user(stranger=False)
        office = Post(database, api.url, api.token)
        office.put(samira.id, "one")
        with database.writing() as store:
            store.connection.execute(update(outbox).values(attempts=tries))
        api.faults.add("bad_gateway" if tries else "server_error", times=1)
        async with post(database, api) as office:
            await office.until(lambda: office.rows()[0].problem)
            row = office.rows()[0]
            assert (row.state, row.attempts) == ("queued", tries + 1)
            assert least <= (row.due_at - office.now).total_seconds() <= 2 * least
            await office.finished()
        assert texts(api, samira.id) == ["one"]


@pytest.mark.parametrize("is_answered", [True, False])
async def test_whatever_goes_wrong_everybody_reads_everything_and_what_is_answered_in_order(
    office: Post, api: BotApi, *, is_answered: bool
) -> None:
    for kind in ("server_error", "too_many") if is_answered else ("drop", "lose_reply"):
        api.faults.add(kind, probability=0.08)  # type: ignore[arg-type]
    crowd = [api.user(stranger=False) for _ in range(6)]
    for number in range(15):
        for one in crowd:
            office.put(one.id, f"{number:02}")
    await office.finished(20)
    for one in crowd:
        read = texts(api, one.id)
        # What may have arrived waits to come again, and the next one does not wait for it.
        assert (read if is_answered else sorted(set(read))) == [f"{n:02}" for n in range(15)]


async def test_room_that_comes_between_two_looks_is_used_at_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Who sleeps until the next look around would sleep through this test.
    monkeypatch.setattr("bot.pipeline.delivery.LOOK_AROUND", 3600.0)
    looks = itertools.count(step=0.007)

    async with BotApi(limits=False) as api:
        crowd = [api.user(stranger=False) for _ in range(20)]
        async with post(database, api, clock=lambda: next(looks), rates=Rates(burst=1)) as office:
            for one in crowd:
                office.put(one.id, "news")
            await office.until(lambda: office.states() == ["sent"] * len(crowd))


async def test_answers_go_before_notices(database: Database) -> None:
    async with BotApi(limits=False) as api:
        crowd = [api.user(stranger=False) for _ in range(6)]
        async with post(database, api, rates=Rates(at_once=1, per_second=1_000)) as office:
            api.faults.add("delay", times=1, seconds=0.3)
            for one in crowd[:5]:
                office.put(one.id, "news", priority=Priority.NOTICE)
            office.put(crowd[5].id, "answer", priority=Priority.ANSWER)
            await office.finished()
        order = [one.params["text"] for one in api.calls if one.method == "sendMessage"]
        assert order.index("answer") <= 1
