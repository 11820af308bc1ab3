"""Updates as turns: none of them, however odd, raises, and none is taken for what it is not."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.channel import Telegram
from bot.pipeline.clock_watch import ClockWatch
from handlers.core.messages import Kind, Turn

NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)
OMAR = {"id": 7, "is_bot": False, "first_name": "Omar", "language_code": "nl"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Omar"}
GROUP = {"id": -10, "type": "supergroup", "title": "G"}
BOT = {"id": 9, "is_bot": True, "first_name": "Bot", "username": "bot"}


def message(**more: Any) -> dict[str, Any]:
    return {"message_id": 1, "date": 1_700_000_000, "chat": PRIVATE, "from": OMAR, **more}


def member(status: str) -> dict[str, Any]:
    more = {"until_date": 0} if status == "kicked" else {}
    return {"user": BOT, "status": status, **more}


UPDATES: dict[str, dict[str, Any]] = {
    "words": {"message": message(text="/hours")},
    "a place": {"message": message(location={"latitude": 52.3, "longitude": 4.9})},
    "a forward": {
        "message": message(
            text="/open",
            forward_origin={"type": "hidden_user", "date": 1, "sender_user_name": "x"},
        )
    },
    "a sticker": {
        "message": message(
            sticker={
                "file_id": "x",
                "file_unique_id": "y",
                "type": "regular",
                "width": 1,
                "height": 1,
                "is_animated": False,
                "is_video": False,
            }
        )
    },
    "a photo": {
        "message": message(
            photo=[{"file_id": "x", "file_unique_id": "y", "width": 1, "height": 1}],
            caption="they evict us tomorrow",
        )
    },
    "an edit": {"edited_message": message(text="/hours", edit_date=1_700_000_001)},
    "a tap": {
        "callback_query": {
            "id": "5",
            "from": OMAR,
            "chat_instance": "1",
            "data": "1.x.0",
            "message": message(text="x"),
        }
    },
    "a block": {
        "my_chat_member": {
            "chat": PRIVATE,
            "from": OMAR,
            "date": 1,
            "old_chat_member": member("member"),
            "new_chat_member": member("kicked"),
        }
    },
    "words in a group": {"message": message(chat=GROUP, text="/hours@bot")},
}


async def heard(*updates: dict[str, Any]) -> list[Turn]:
    """The turns that the channel makes of updates; whatever it raises would stop the program."""
    turns: list[Turn] = []

    async def hear(turn: Turn) -> str:
        turns.append(turn)
        return ""

    channel = Telegram(
        *("12345:abc", "http://127.0.0.1:9", hear, lambda: NOW),
        ClockWatch(lambda: NOW),
        lambda: "en",
    )
    channel._aside = lambda call: call.close()  # type: ignore[method-assign]
    for one in updates:
        await channel._take(one)
    return turns


def paths(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if place:
        yield place
    if isinstance(value, dict):
        for key, one in value.items():
            yield from paths(one, (*place, key))


def changed(update: dict[str, Any], place: tuple[Any, ...], to: Any) -> dict[str, Any]:
    made = copy.deepcopy(update)
    spot = made
    for key in place[:-1]:
        spot = spot[key]
    spot[place[-1]] = to
    return made


odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.sampled_from(["id", "type", "x"]), st.integers() | st.text(), max_size=2),
)
spots = [(name, place) for name, update in UPDATES.items() for place in paths(update)]


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(spots), odd)
async def test_no_update_raises_however_odd(spot: tuple[str, tuple[Any, ...]], to: Any) -> None:
    name, place = spot
    update = {"update_id": 1, **changed(UPDATES[name], place, to)}
    assert len(await heard(update)) <= 1


@pytest.mark.parametrize("date", [10**18, -(10**18), 2**63, 253402300800, -1])
async def test_a_message_from_the_end_of_time_raises_nothing(date: int) -> None:
    await heard({"update_id": 1, "message": message(text="/hours", date=date)})


@pytest.mark.parametrize(
    ("name", "kind", "is_private"),
    [
        ("words", Kind.SAID, True),
        ("a place", Kind.PLACE, True),
        ("a forward", Kind.FORWARDED, True),
        ("a sticker", Kind.SENT_OTHER, True),
        ("a photo", Kind.PICTURE, True),
        ("an edit", Kind.EDITED, True),
        ("a tap", Kind.TAPPED, True),
        ("a block", Kind.LEFT, True),
        ("words in a group", Kind.SAID, False),
    ],
)
async def test_every_kind_of_update_is_taken_for_what_it_is(
    name: str,
    kind: Kind,
    is_private: bool,  # noqa: FBT001
) -> None:
    (turn,) = await heard({"update_id": 1, **UPDATES[name]})
    assert (turn.kind, turn.private) == (kind, is_private)
    assert turn.sender == ("7" if is_private else "-10")


async def test_one_unreadable_update_does_not_take_the_next_one_with_it() -> None:
    turns = await heard({"update_id": 1, "message": 7}, {"update_id": 2, **UPDATES["words"]})
    assert [turn.external_id for turn in turns] == ["2"]


@pytest.mark.parametrize(
    ("name", "words"),
    [("words", "/hours"), ("a photo", "they evict us tomorrow"), ("an edit", "/hours")],
)
async def test_words_are_looked_at_wherever_they_were_typed(name: str, words: str) -> None:
    (turn,) = await heard({"update_id": 1, **UPDATES[name]})
    assert turn.text == words
