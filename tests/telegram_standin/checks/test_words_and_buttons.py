"""Words and the buttons under them: what is taken, refused, changed and deleted."""

from __future__ import annotations

from typing import Any

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import (
    BadRequest,
)

from tests.telegram_standin import BotApi
from tests.telegram_standin.checks.calls import (
    DAY,
    Clock,
    keys,
    png,
    refusal,
)


@pytest.mark.parametrize("nothing", ["", "  \n", "\u200b\u200f", "\u202e"])
async def test_a_text_without_anything_to_see_is_refused(
    api: BotApi, bot: telegram.Bot, nothing: str
) -> None:
    user = api.user(stranger=False)
    said = await refusal(api, "sendMessage", chat_id=user.id, text=nothing)
    assert said == "Bad Request: message text is empty"


async def test_length_is_counted_in_utf16_after_formatting_is_read(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user(stranger=False)
    await bot.send_message(user.id, "😀" * 2048)
    await bot.send_message(user.id, f"<b>{'x' * 4096}</b>", parse_mode="HTML")
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(user.id, "😀" * 2048 + "x")


async def test_formatting_becomes_entities(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    html = "😀 <b>bold <i>both</i></b> &amp; <a href='https://example.org'>link</a>"
    markdown = r"😀 *bold _both_* & [link](https://example.org)"
    for text, mode in ((html, "HTML"), (markdown, "MarkdownV2")):
        message = await bot.send_message(user.id, text, parse_mode=mode)
        assert message.text == "😀 bold both & link"
        found = {entity.type: message.parse_entity(entity) for entity in message.entities}
        assert found == {"bold": "bold both", "italic": "both", "text_link": "link"}
        assert message.entities[-1].url == "https://example.org"


async def test_markdown_knows_code_quotes_and_escapes(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    text = "```\na.b\n``` `c_d` ||e|| __f__ ~g~ 1\\.\n>said *so*\nend"
    message = await bot.send_message(user.id, text, parse_mode="MarkdownV2")
    assert message.text == "a.b\n c_d e f g 1.\nsaid so\nend"
    found = {str(entity.type): message.parse_entity(entity) for entity in message.entities}
    assert found == {
        "pre": "a.b\n",
        "code": "c_d",
        "spoiler": "e",
        "underline": "f",
        "strikethrough": "g",
        "blockquote": "said so",
        "bold": "so",
    }


BROKEN = {
    ("HTML", "a < b"): "Unclosed start tag at byte offset 2",
    ("HTML", "é<blink>x</blink>"): 'Unsupported start tag "blink" at byte offset 2',
    ("HTML", "<b>x"): 'Can\'t find end tag corresponding to start tag "b"',
    ("HTML", "x</b>"): "Unexpected end tag at byte offset 1",
    ("HTML", "<b>x</i>"): 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
    ("MarkdownV2", "1."): "Character '.' is reserved and must be escaped with the preceding '\\'",
    ("MarkdownV2", "é *x"): "Can't find end of Bold entity at byte offset 3",
    ("MarkdownV2", "[x] y"): "Can't find end of a URL at byte offset 0",
}


@pytest.mark.parametrize(("mode", "text"), BROKEN)
async def test_broken_formatting_is_refused_with_telegrams_words(
    api: BotApi, bot: telegram.Bot, mode: str, text: str
) -> None:
    said = await refusal(
        api, "sendMessage", chat_id=api.user(stranger=False).id, text=text, parse_mode=mode
    )
    assert said == "Bad Request: can't parse entities: " + BROKEN[mode, text]


async def test_text_is_cleaned_as_telegram_cleans_it(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    message = await bot.send_message(
        user.id, "  \u202bمرحبا\u202c\r\n \x01<b>b</b>  ", parse_mode="HTML"
    )
    assert message.text == "مرحبا\n  b"
    assert message.parse_entity(message.entities[0]) == "b"


async def test_a_reply_quotes_an_existing_message(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user()
    number = await user.says("question")
    answer = await bot.send_message(user.id, "answer", reply_to_message_id=number)
    assert answer.reply_to_message is not None
    assert answer.reply_to_message.text == "question"
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(user.id, "answer", reply_to_message_id=999)


async def test_button_data_is_counted_in_bytes(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)

    def one(data: str) -> InlineKeyboardMarkup:
        return InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data=data)]])

    await bot.send_message(user.id, "?", reply_markup=one("é" * 32))
    with pytest.raises(BadRequest, match="Button_data_invalid"):
        await bot.send_message(user.id, "?", reply_markup=one("é" * 33))


REFUSED_BUTTONS: dict[str, Any] = {
    "no text": {"text": " ", "callback_data": "x"},
    "no action": {"text": "x"},
    "empty data": {"text": "x", "callback_data": ""},
    "two actions": {"text": "x", "callback_data": "x", "url": "https://example.org"},
    "no address": {"text": "x", "url": "not an address"},
    "own machine": {"text": "x", "url": "http://localhost:8080/"},
    "telephone": {"text": "x", "url": "tel://0201234567"},
    "no button": "x",
}


@pytest.mark.parametrize("why", REFUSED_BUTTONS)
async def test_a_button_that_would_not_work_is_refused(
    api: BotApi, bot: telegram.Bot, why: str
) -> None:
    user = api.user(stranger=False)
    markup = {"inline_keyboard": [[REFUSED_BUTTONS[why]]]}
    said = await refusal(api, "sendMessage", chat_id=user.id, text="?", reply_markup=markup)
    assert said.startswith("Bad Request: ")
    assert user.screen == []


async def test_addresses_that_open_on_any_phone_are_accepted(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user(stranger=False)
    addresses = (
        "https://example.org/a?b=c",
        "http://192.0.2.1:8080",
        "t.me/x",
        "tg://resolve?domain=x",
    )
    rows = [[InlineKeyboardButton("go", url=url)] for url in addresses]
    await bot.send_message(user.id, "?", reply_markup=InlineKeyboardMarkup(rows))
    assert user.last.buttons == [["go"]] * 4


async def test_a_hundred_buttons_and_no_more(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    await bot.send_message(user.id, "?", reply_markup=keys(*[list("abcde")] * 20))
    with pytest.raises(BadRequest, match="too long"):
        await bot.send_message(user.id, "?", reply_markup=keys(*[list("abcde")] * 20, ["f"]))


async def test_the_keys_that_replace_the_phones_own_can_be_read(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user(stranger=False)
    near = telegram.KeyboardButton("Near me", request_location=True)
    await bot.send_message(
        user.id, "Where?", reply_markup=telegram.ReplyKeyboardMarkup([[near], ["Menu"]])
    )
    assert user.last.keyboard == [["Near me"], ["Menu"]]
    assert user.last.buttons == []


async def test_an_edit_replaces_words_and_buttons(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    sent = await bot.send_message(user.id, "0", reply_markup=keys(["+1"]))
    with pytest.raises(
        BadRequest, match="Message is not modified: specified new message content and reply markup"
    ):
        await bot.edit_message_text("0", user.id, sent.message_id, reply_markup=keys(["+1"]))
    await bot.edit_message_reply_markup(
        user.id, sent.message_id, reply_markup=keys(["+1"], ["Done"])
    )
    assert user.last.buttons == [["+1"], ["Done"]]
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_reply_markup(
            user.id, sent.message_id, reply_markup=keys(["+1"], ["Done"])
        )
    await bot.edit_message_text("<b>1</b>", user.id, sent.message_id, parse_mode="HTML")
    assert (user.last.text, user.last.buttons) == ("1", [])
    assert len(user.screen) == 1


async def test_only_its_own_words_can_be_edited(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user()
    number = await user.says("mine")
    picture = await bot.send_photo(user.id, png(3, 2))
    refused = {number: "Message can't be edited", 999: "Message to edit not found"}
    for message_id, reason in {
        **refused,
        picture.message_id: "There is no text in the message to edit",
    }.items():
        with pytest.raises(BadRequest, match=reason):
            await bot.edit_message_text("?", user.id, message_id)


async def test_a_message_can_be_deleted_for_two_days(
    api: BotApi, bot: telegram.Bot, clock: Clock
) -> None:
    user = api.user(stranger=False)
    first, second = [(await bot.send_message(user.id, text)).message_id for text in ("one", "two")]
    await bot.delete_message(user.id, first)
    assert [message.text for message in user.screen] == ["two"]
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(user.id, first)
    clock.now += 2 * DAY + 1
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_message(user.id, second)
