"""What goes from a chat with the bot when a phone is not safe, or goes to other hands."""

from __future__ import annotations

import pytest

from bot.channels.telegram.sender import NOTHING_TO_READ
from storage.repositories.messages.screen import DELETED_WITHIN
from tests.support.village import Village
from tests.telegram_standin import User


async def asks_unsafely(rosa: User) -> None:
    """The way to the question about the phone, typed and tapped, and the no."""
    for said in ("/referral", "debts", "my debts are high"):
        await rosa.says(said)
        await rosa.sees("")
    await rosa.taps("H-buurt")
    await rosa.sees("How can we reach you?")


def words(rosa: User) -> str:
    return "\n".join(message.words for message in rosa.chat.messages.values()).casefold()


async def test_both_sides_messages_go_and_the_next_question_stands_alone(place: Village) -> None:
    rosa = place.api.user(language_code="en")
    await asks_unsafely(rosa)
    assert "debts" in words(rosa)
    await place.settled()
    await rosa.taps("No, another way")
    await rosa.sees("I deleted our last messages.")
    await place.quiet()
    assert len(rosa.chat.messages) == 1
    await place.settled()
    await rosa.says("via my sister")
    await rosa.sees("For you: I'll ask")
    await place.quiet()
    assert "sister" not in words(rosa)
    assert len(rosa.chat.messages) == 1


async def test_what_is_too_old_to_be_deleted_is_emptied_and_the_rest_goes_one_by_one(
    place: Village,
) -> None:
    rosa = place.api.user(language_code="en")
    await rosa.says("/referral debt")
    await rosa.sees("Where do you want to meet?")
    old = list(rosa.chat.messages.values())
    for message in old:
        # Older for Telegram than for us.
        message.body["date"] -= int(DELETED_WITHIN.total_seconds()) + 2 * 3600
    await rosa.says("what is that")
    await rosa.sees("Please tap a button.")
    await rosa.taps("H-buurt")
    await rosa.sees("How can we reach")
    await place.settled()
    await rosa.taps("No, another way")
    await rosa.sees("I deleted our last messages.")
    await place.quiet()
    texts = [message.words for message in rosa.chat.messages.values()]
    # What the person wrote then stays: they can delete the chat, and are told so.
    assert texts[:2] == ["/referral debt", NOTHING_TO_READ]
    assert len(texts) == 3


@pytest.mark.parametrize("kind", ["too_many", "bad_gateway"])
async def test_a_deletion_that_fails_is_tried_again_before_anything_is_said(
    place: Village, kind: str
) -> None:
    rosa = place.api.user(language_code="en")
    await asks_unsafely(rosa)
    await place.settled()
    place.api.faults.add(kind, times=1, seconds=1, methods={"deleteMessages"})  # type: ignore[arg-type]
    await rosa.taps("No, another way")
    await rosa.sees("I deleted our last messages.")
    await place.quiet()
    assert len(rosa.chat.messages) == 1
    assert len(place.api.called("deleteMessages")) == 2


async def test_a_phone_in_other_hands_shows_nothing_of_what_was_said(place: Village) -> None:
    omar = place.api.user(language_code="en")
    for said in ("/referral debt", "my debts are high", "/menu"):
        await omar.says(said)
        await omar.sees("")
    await omar.taps("More")
    await omar.sees("What else?")
    await omar.taps("Somebody else")
    await omar.sees("Who is it?")
    await place.settled()
    await omar.taps("🦊")
    await omar.sees("🌐 Which language")
    await place.quiet()
    assert len(omar.chat.messages) == 1
    assert "debts" not in words(omar)
