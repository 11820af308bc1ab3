"""Pictures, files, voices and places."""

from __future__ import annotations

from datetime import timedelta

import pytest
import telegram
from telegram.error import (
    BadRequest,
)

from tests.telegram_standin import BotApi
from tests.telegram_standin.checks.calls import (
    OPUS,
    png,
)
from tests.telegram_standin.content.uploads import LINK_SECONDS
from tests.telegram_standin.methods import sending

JPEG = b"\xff\xd8\xff\xe0\0\x04JF\xff\xc0\0\x0b\x08\0\x40\0\x60\x01\x01\x11\0\xff\xd9"


async def test_a_picture_arrives_as_it_was_sent_and_can_be_sent_again_by_its_id(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user(stranger=False)
    sent = await bot.send_photo(user.id, png(640, 480), caption="<b>week</b> 47", parse_mode="HTML")
    assert (sent.photo[0].width, sent.photo[0].height, sent.caption) == (640, 480, "week 47")
    await bot.send_photo(user.id, sent.photo[0].file_id)
    assert [message.photo for message in user.screen] == [png(640, 480)] * 2
    assert (await bot.send_photo(user.id, JPEG)).photo[0].width == 0x60


BAD_PICTURES = {
    "text": b"this is no picture",
    "cut off": png(640, 480)[:-6],
    "damaged": png(640, 480).replace(b"IDAT", b"IDOT"),
    "too large": png(5001, 5000),
    "too long": png(2100, 100),
    "no jpeg": b"\xff\xd8\xffwhatever",
}


@pytest.mark.parametrize("why", BAD_PICTURES)
async def test_what_is_no_picture_is_not_processed(
    api: BotApi, bot: telegram.Bot, why: str
) -> None:
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await bot.send_photo(api.user(stranger=False).id, BAD_PICTURES[why])


async def test_a_caption_has_1024_characters(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    await bot.send_photo(user.id, png(1, 1), caption="x" * 1024)
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(user.id, png(1, 1), caption="x" * 1025)


async def test_files_keep_their_name_and_can_be_fetched(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    sent = await bot.send_document(user.id, b"a,b\n", filename="week.csv")
    assert sent.document is not None
    assert sent.document.file_name == "week.csv"
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"a,b\n" == user.last.document
    with pytest.raises(BadRequest, match="Can't use file of type document as photo"):
        await bot.send_photo(user.id, sent.document.file_id)
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await bot.send_photo(user.id, "unknown")
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await bot.get_file("unknown")
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bot.send_document(user.id, b"")


async def test_a_link_to_a_file_leads_there_for_an_hour_and_only_once_it_was_told(
    api: BotApi, bot: telegram.Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = api.user(stranger=False)
    await user.sends_voice(OPUS)
    (file,) = api.world.files.by_id.values()
    now = api.world.clock()
    assert api.world.files.at(file.path, now) is None
    told = await bot.get_file(file.file_id)
    assert bytes(await told.download_as_bytearray()) == OPUS
    assert api.world.files.at(file.path, now + LINK_SECONDS - 60) is file
    assert api.world.files.at(file.path, now + LINK_SECONDS + 60) is None
    monkeypatch.setattr(api.world, "clock", lambda: now + LINK_SECONDS + 60)
    with pytest.raises(telegram.error.InvalidToken):
        await told.download_as_bytearray()


async def test_a_file_is_no_larger_and_its_caption_no_longer_than_telegram_takes(
    api: BotApi, bot: telegram.Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = api.user(stranger=False)
    assert sending.FILE_BYTES == 50 * 2**20
    monkeypatch.setattr(sending, "FILE_BYTES", 8)
    await bot.send_document(user.id, b"%PDF-1.7", filename="report.pdf", caption="x" * 1024)
    assert user.last.document == b"%PDF-1.7"
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_document(user.id, b"%PDF-1.7", filename="report.pdf", caption="x" * 1025)
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.send_document(user.id, b"%PDF-1.7.", filename="report.pdf")


async def test_a_voice_message_must_be_opus(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    sent = await bot.send_voice(user.id, OPUS)
    assert sent.voice is not None
    assert sent.voice.duration == timedelta(seconds=5)
    assert user.last.voice == OPUS
    with pytest.raises(BadRequest, match="encoded with opus"):
        await bot.send_voice(user.id, b"RIFF....WAVE")


async def test_places_lie_on_the_earth_and_have_a_name(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    await bot.send_location(user.id, 52.3, 4.97)
    assert user.last.location == (52.3, 4.97)
    await bot.send_venue(user.id, 52.3, 4.97, "The Living Room", "Somewhere 9")
    assert user.last.words == "The Living Room\nSomewhere 9"
    with pytest.raises(BadRequest):
        await bot.send_location(user.id, 90.1, 0)
    with pytest.raises(BadRequest):
        await bot.send_venue(user.id, 52.3, 180.1, "Name", "Address")
    with pytest.raises(BadRequest):
        await bot.send_venue(user.id, 52.3, 4.97, " ", "Address")


async def test_a_chat_action_is_one_of_telegrams_and_leaves_nothing(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user(stranger=False)
    assert await bot.send_chat_action(user.id, "typing")
    assert user.screen == []
    with pytest.raises(BadRequest, match="Wrong parameter action in request"):
        await bot.send_chat_action(user.id, "thinking")
