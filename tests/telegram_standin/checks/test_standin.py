"""What one may count on when a test or a benchmark says "Telegram"."""

import asyncio
import json
import struct
import subprocess
import sys
import zlib
from asyncio.subprocess import PIPE
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any, Unpack

import aiohttp
import pytest
import telegram
from aiohttp import web
from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.request import HTTPXRequest

from tests.support.paths import ROOT
from tests.telegram_standin import BotApi
from tests.telegram_standin.methods import METHODS, SPEC
from tests.telegram_standin.records import Changes

Body = Callable[[BotApi, telegram.Bot], Coroutine[Any, Any, None]]
DAY = 24 * 3600


@pytest.fixture(autouse=True)
def durations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have python-telegram-bot return durations, as it warns that it is going to."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def bot_of(url: str, token: str) -> telegram.Bot:
    """Return a bot of python-telegram-bot; without certificates it is made in no time."""
    plain = {"verify": False}
    return telegram.Bot(
        token,
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
        request=HTTPXRequest(httpx_kwargs=plain),
        get_updates_request=HTTPXRequest(httpx_kwargs=plain),
    )


def run(body: Body, **changes: Unpack[Changes]) -> None:
    """Run a promise against a fresh stand-in."""

    async def kept() -> None:
        async with BotApi(**changes) as api, bot_of(api.url, api.token) as bot:
            await body(api, bot)

    asyncio.run(kept())


def promise(**changes: Unpack[Changes]) -> Callable[[Body], Callable[[], None]]:
    """Make a test of a promise that needs a stand-in and a bot."""

    def made(body: Body) -> Callable[[], None]:
        def test() -> None:
            run(body, **changes)

        return test

    return made


async def ask(api: BotApi, method: str, token: str | None = None, **params: Any) -> tuple[int, Any]:
    """Call a method by plain HTTP; return the status and the answer."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{api.url}/bot{token or api.token}/{method}", json=params) as answer,
    ):
        return answer.status, await answer.json()


async def refusal(api: BotApi, method: str, **params: Any) -> str:
    """Return what Telegram says when it refuses a call."""
    status, answer = await ask(api, method, **params)
    assert not answer["ok"]
    assert status == answer["error_code"]
    return str(answer["description"])


def png(width: int, height: int) -> bytes:
    """Return a small file that is a picture of any size."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + kind
            + content
            + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(b"\0")), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


JPEG = b"\xff\xd8\xff\xe0\0\x04JF\xff\xc0\0\x0b\x08\0\x40\0\x60\x01\x01\x11\0\xff\xd9"
OPUS = b"OggS\0\x02" + bytes(22) + b"OpusHead\x01" + b"OggS\0\x04" + struct.pack("<q", 5 * 48_000)


def keys(*rows: list[str]) -> InlineKeyboardMarkup:
    """Return buttons whose data is their label."""
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=label) for label in row] for row in rows]
    )


# ---- Who may call what


@promise()
async def test_a_wrong_token_is_unauthorized(api: BotApi, bot: telegram.Bot) -> None:
    unauthorized = (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
    assert await ask(api, "getMe", token="1:wrong") == unauthorized


@promise()
async def test_an_unknown_method_is_not_found(api: BotApi, bot: telegram.Bot) -> None:
    status, answer = await ask(api, "makeCoffee")
    assert (status, answer["error_code"]) == (404, 404)


@promise()
async def test_get_me_names_the_bot_however_the_method_is_capitalised(
    api: BotApi, bot: telegram.Bot
) -> None:
    assert (await bot.get_me()).username == api.username
    assert (await ask(api, "getme"))[0] == 200


def test_the_method_table_is_held_against_the_published_description() -> None:
    assert set(METHODS) == set(SPEC)
    assert SPEC["sendMessage"] == {"chat_id": "Integer or String", "text": "String"}


@pytest.mark.parametrize("method", [name for name, required in SPEC.items() if required])
def test_a_call_without_a_required_parameter_is_refused(method: str) -> None:
    async def body(api: BotApi, bot: telegram.Bot) -> None:
        assert (await refusal(api, method)).startswith("Bad Request: ")

    run(body)


@promise()
async def test_parameters_may_come_as_json_form_multipart_or_query(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user(stranger=False)
    address = f"{api.url}/bot{api.token}/sendMessage"
    wanted = {"chat_id": str(user.id), "text": "السلام & co"}
    multipart = aiohttp.FormData(default_to_multipart=True)
    for name, value in wanted.items():
        multipart.add_field(name, value)
    async with aiohttp.ClientSession() as session:
        for how in ({"json": wanted}, {"data": wanted}, {"data": multipart}, {"params": wanted}):
            async with session.post(address, **how) as answer:
                assert answer.status == 200
    assert [message.text for message in user.screen] == [wanted["text"]] * 4


# ---- Updates that are fetched


@promise()
async def test_an_update_comes_again_until_it_is_confirmed_and_then_never(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user()
    await user.says("one")
    await user.says("two")
    first, second = await bot.get_updates()
    assert [update.update_id for update in await bot.get_updates()] == [
        first.update_id,
        second.update_id,
    ]
    assert second.update_id == first.update_id + 1
    assert await bot.get_updates(offset=first.update_id + 1) == (second,)
    assert await bot.get_updates() == (second,)
    assert await bot.get_updates(offset=second.update_id + 1) == ()
    assert api.pending == []


@promise(first_update_id=5)
async def test_the_first_update_number_can_be_chosen(api: BotApi, bot: telegram.Bot) -> None:
    await api.user().says("hello")
    assert (await bot.get_updates())[0].update_id == 5


@promise()
async def test_a_negative_offset_keeps_only_the_last_ones(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user()
    for text in ("one", "two", "three"):
        await user.says(text)
    assert [u.message.text for u in await bot.get_updates(offset=-2) if u.message] == [
        "two",
        "three",
    ]
    assert len(api.pending) == 2


@promise()
async def test_the_limit_is_kept_between_1_and_100(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user()
    for number in range(120):
        await user.says(str(number))
    assert [len(await bot.get_updates(limit=limit)) for limit in (1, 7, 100)] == [1, 7, 100]
    assert len((await ask(api, "getUpdates", limit=0))[1]["result"]) == 1
    assert len((await ask(api, "getUpdates", limit=1000))[1]["result"]) == 100


@promise()
async def test_a_long_poll_ends_as_soon_as_something_happens(
    api: BotApi, bot: telegram.Bot
) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await polling(api)
    await api.user().says("at last")
    assert len(await asyncio.wait_for(poll, 2)) == 1


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that rings no bell."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - nothing to wait on but the next round of the loop
            await asyncio.sleep(0)


async def polling(api: BotApi) -> None:
    """Wait until a call waits for updates."""
    await until(lambda: api.world.inbox.is_polled)


@promise()
async def test_a_long_poll_without_news_ends_empty(api: BotApi, bot: telegram.Bot) -> None:
    assert await bot.get_updates(timeout=1) == ()


@promise()
async def test_only_the_kinds_asked_for_come_and_the_choice_is_remembered(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user()
    await bot.get_updates(allowed_updates=["edited_message"])
    await user.says("hello")
    await user.edits("hello!")
    updates = await bot.get_updates()
    assert [update.edited_message.text for update in updates if update.edited_message] == ["hello!"]
    assert len(updates) == 1
    await bot.get_updates(allowed_updates=[])
    await user.says("again")
    assert len(await bot.get_updates()) == 2


@promise()
async def test_a_second_poll_ends_the_older_one_with_a_conflict(
    api: BotApi, bot: telegram.Bot
) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=30))
    await polling(api)
    async with bot_of(api.url, api.token) as second:
        newer = asyncio.create_task(second.get_updates(timeout=30))
        with pytest.raises(
            Conflict, match="terminated by other getUpdates request; make sure that only one"
        ):
            await older
        await api.user().says("for the newer one")
        assert len(await newer) == 1


@promise()
async def test_a_poll_whose_caller_went_away_swallows_nothing(
    api: BotApi, bot: telegram.Bot
) -> None:
    gone = asyncio.create_task(ask(api, "getUpdates", timeout=30))
    await polling(api)
    gone.cancel()
    await until(lambda: not api.world.inbox.is_polled)
    await api.user().says("still there")
    assert api.stats.handed_over == 0
    assert len(await bot.get_updates()) == 1


@promise(seed=3)
async def test_after_a_quiet_week_numbers_go_on_from_somewhere_else(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user()
    await user.says("before")
    before = (await bot.get_updates())[0].update_id
    await api.lets_week_pass()
    await user.says("after")
    after = await bot.get_updates(offset=before + 1)
    assert [update.message.text for update in after if update.message] == ["after"]
    assert after[0].update_id < before, "the seed was chosen so that the number is a lower one"


def test_updates_are_kept_for_a_day() -> None:
    clock = Clock()

    async def body(api: BotApi, bot: telegram.Bot) -> None:
        await api.user().says("old")
        clock.now += DAY + 1
        await api.user().says("new")
        assert [update.message.text for update in await bot.get_updates() if update.message] == [
            "new"
        ]

    run(body, clock=clock)


# ---- Updates that are brought


class Hook:
    """A bot's own web server, which refuses the first deliveries."""

    def __init__(self, refusals: int = 0) -> None:
        self.refusals = refusals
        self.got: list[tuple[str | None, Any]] = []
        self.change = asyncio.Condition()
        self.url = ""

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.json()
        if self.refusals:
            self.refusals -= 1
            return web.Response(status=503)
        async with self.change:
            self.got.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), body))
            self.change.notify_all()
        return web.Response()

    async def has(self, count: int) -> list[Any]:
        """Wait until so many updates have come."""
        async with asyncio.timeout(5), self.change:
            await self.change.wait_for(lambda: len(self.got) >= count)
        return [body for _, body in self.got]


async def hooked(hook: Hook, body: Callable[[], Awaitable[None]]) -> None:
    """Run something while the hook listens."""
    runner = web.ServerRunner(web.Server(hook), shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
    try:
        await body()
    finally:
        await runner.cleanup()


@promise()
async def test_a_webhook_gets_everything_with_its_secret_in_order_until_it_says_yes(
    api: BotApi, bot: telegram.Bot
) -> None:
    hook = Hook(refusals=2)
    user, other = api.user(), api.user()

    async def body() -> None:
        await user.says("waiting since before")
        await bot.set_webhook(hook.url, secret_token="s3cret_-")
        for number in range(5):
            await user.says(str(number))
        await other.says("from another chat")
        got = await hook.has(7)
        mine = [u["message"]["text"] for u in got if u["message"]["chat"]["id"] == user.id]
        assert mine == ["waiting since before", "0", "1", "2", "3", "4"]
        assert {secret for secret, _ in hook.got} == {"s3cret_-"}
        await api.quiet()
        info = await bot.get_webhook_info()
        assert (info.url, info.pending_update_count) == (hook.url, 0)
        assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"

    await hooked(hook, body)


@promise()
async def test_an_update_may_reach_a_webhook_twice(api: BotApi, bot: telegram.Bot) -> None:
    hook = Hook()
    api.faults.add("twice", times=1)

    async def body() -> None:
        await bot.set_webhook(hook.url)
        await api.user().says("hello")
        first, second = await hook.has(2)
        assert first == second

    await hooked(hook, body)


@promise()
async def test_polling_and_a_webhook_exclude_each_other(api: BotApi, bot: telegram.Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await polling(api)
    await bot.set_webhook("http://127.0.0.1:9/nobody")
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await poll
    with pytest.raises(
        Conflict, match="can't use getUpdates method while webhook is active; use deleteWebhook"
    ):
        await bot.get_updates()
    await api.user().says("lost")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()
    await api.user().says("kept")
    await bot.delete_webhook()
    assert len(await bot.get_updates()) == 1
    assert (await bot.get_webhook_info()).url == ""


@promise()
async def test_a_webhook_needs_an_address_and_a_speakable_secret(
    api: BotApi, bot: telegram.Bot
) -> None:
    assert "HTTPS URL" in await refusal(api, "setWebhook", url="ftp://127.0.0.1")
    said = await refusal(api, "setWebhook", url="http://127.0.0.1", secret_token="ö")
    assert said == "Bad Request: secret token contains unallowed characters"


# ---- Words


@pytest.mark.parametrize("nothing", ["", "  \n", "\u200b\u200f", "\u202e"])
def test_a_text_without_anything_to_see_is_refused(nothing: str) -> None:
    async def body(api: BotApi, bot: telegram.Bot) -> None:
        user = api.user(stranger=False)
        said = await refusal(api, "sendMessage", chat_id=user.id, text=nothing)
        assert said == "Bad Request: message text is empty"

    run(body)


@promise()
async def test_length_is_counted_in_utf16_after_formatting_is_read(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user(stranger=False)
    await bot.send_message(user.id, "😀" * 2048)
    await bot.send_message(user.id, f"<b>{'x' * 4096}</b>", parse_mode="HTML")
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(user.id, "😀" * 2048 + "x")


@promise()
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


@promise()
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
def test_broken_formatting_is_refused_with_telegrams_words(mode: str, text: str) -> None:
    async def body(api: BotApi, bot: telegram.Bot) -> None:
        said = await refusal(
            api, "sendMessage", chat_id=api.user(stranger=False).id, text=text, parse_mode=mode
        )
        assert said == "Bad Request: can't parse entities: " + BROKEN[mode, text]

    run(body)


@promise()
async def test_text_is_cleaned_as_telegram_cleans_it(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    message = await bot.send_message(
        user.id, "  \u202bمرحبا\u202c\r\n \x01<b>b</b>  ", parse_mode="HTML"
    )
    assert message.text == "مرحبا\n  b"
    assert message.parse_entity(message.entities[0]) == "b"


@promise()
async def test_a_reply_quotes_an_existing_message(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user()
    number = await user.says("question")
    answer = await bot.send_message(user.id, "answer", reply_to_message_id=number)
    assert answer.reply_to_message is not None
    assert answer.reply_to_message.text == "question"
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(user.id, "answer", reply_to_message_id=999)


# ---- Buttons


@promise()
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
def test_a_button_that_would_not_work_is_refused(why: str) -> None:
    async def body(api: BotApi, bot: telegram.Bot) -> None:
        user = api.user(stranger=False)
        markup = {"inline_keyboard": [[REFUSED_BUTTONS[why]]]}
        said = await refusal(api, "sendMessage", chat_id=user.id, text="?", reply_markup=markup)
        assert said.startswith("Bad Request: ")
        assert user.screen == []

    run(body)


@promise()
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


@promise()
async def test_a_hundred_buttons_and_no_more(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    await bot.send_message(user.id, "?", reply_markup=keys(*[list("abcde")] * 20))
    with pytest.raises(BadRequest, match="too long"):
        await bot.send_message(user.id, "?", reply_markup=keys(*[list("abcde")] * 20, ["f"]))


@promise()
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


# ---- Changing and deleting


@promise()
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


@promise()
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


def test_a_message_can_be_deleted_for_two_days() -> None:
    clock = Clock()

    async def body(api: BotApi, bot: telegram.Bot) -> None:
        user = api.user(stranger=False)
        first, second = [
            (await bot.send_message(user.id, text)).message_id for text in ("one", "two")
        ]
        await bot.delete_message(user.id, first)
        assert [message.text for message in user.screen] == ["two"]
        with pytest.raises(BadRequest, match="Message to delete not found"):
            await bot.delete_message(user.id, first)
        clock.now += 2 * DAY + 1
        with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
            await bot.delete_message(user.id, second)

    run(body, clock=clock)


# ---- Pictures, files, voices, places


@promise()
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
def test_what_is_no_picture_is_not_processed(why: str) -> None:
    async def body(api: BotApi, bot: telegram.Bot) -> None:
        with pytest.raises(BadRequest, match="Image_process_failed"):
            await bot.send_photo(api.user(stranger=False).id, BAD_PICTURES[why])

    run(body)


@promise()
async def test_a_caption_has_1024_characters(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    await bot.send_photo(user.id, png(1, 1), caption="x" * 1024)
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(user.id, png(1, 1), caption="x" * 1025)


@promise()
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


@promise()
async def test_a_voice_message_must_be_opus(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    sent = await bot.send_voice(user.id, OPUS)
    assert sent.voice is not None
    assert sent.voice.duration == timedelta(seconds=5)
    assert user.last.voice == OPUS
    with pytest.raises(BadRequest, match="encoded with opus"):
        await bot.send_voice(user.id, b"RIFF....WAVE")


@promise()
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


@promise()
async def test_a_chat_action_is_one_of_telegrams_and_leaves_nothing(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user(stranger=False)
    assert await bot.send_chat_action(user.id, "typing")
    assert user.screen == []
    with pytest.raises(BadRequest, match="Wrong parameter action in request"):
        await bot.send_chat_action(user.id, "thinking")


# ---- Taps


@promise()
async def test_a_tap_brings_its_message_and_is_answered_once(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user(stranger=False)
    await bot.send_message(user.id, "older", reply_markup=keys(["Yes"]))
    await bot.send_message(user.id, "newer", reply_markup=keys(["No"], ["Yes, please"]))
    tap = await user.taps("Yes")
    query = (await bot.get_updates())[0].callback_query
    assert query is not None
    assert (query.data, query.from_user.id, query.id) == ("Yes, please", user.id, tap.id)
    assert isinstance(query.message, telegram.Message)
    assert query.message.text == "newer"
    assert query.message.reply_markup == keys(["No"], ["Yes, please"])
    with pytest.raises(BadRequest, match="Message_too_long"):
        await query.answer("x" * 201)
    await query.answer("Noted", show_alert=True)
    assert (user.toast, tap.answered, tap.alert) == ("Noted", True, True)
    with pytest.raises(
        BadRequest, match="Query is too old and response timeout expired or query id is invalid"
    ):
        await query.answer()


def test_a_tap_can_be_answered_for_a_quarter_of_an_hour() -> None:
    clock = Clock()

    async def body(api: BotApi, bot: telegram.Bot) -> None:
        user = api.user(stranger=False)
        await bot.send_message(user.id, "?", reply_markup=keys(["Yes"]))
        tap = await user.taps("Yes")
        clock.now += 15 * 60 + 1
        for number in (tap.id, "unknown"):
            with pytest.raises(BadRequest, match="Query is too old"):
                await bot.answer_callback_query(number)

    run(body, clock=clock)


@promise()
async def test_a_forged_tap_may_carry_anything(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user()
    await user.taps_data("role:coordinator", message_id=77)
    query = (await bot.get_updates())[0].callback_query
    assert query is not None
    assert query.data == "role:coordinator"
    assert query.message is not None
    assert (query.message.message_id, query.message.is_accessible) == (77, False)


@promise()
async def test_a_whole_label_goes_before_a_part_of_one(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    await bot.send_message(user.id, "How many?", reply_markup=keys(["15", "1"]))
    await user.taps("1")
    query = (await bot.get_updates())[0].callback_query
    assert query is not None
    assert query.data == "1"


@promise()
async def test_a_button_that_is_not_there_cannot_be_tapped(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    await bot.send_message(user.id, "Open?", reply_markup=keys(["Yes", "No"]))
    with pytest.raises(AssertionError, match=r"no button 'Maybe'[\s\S]*bot: Open\? \[Yes\]\[No\]"):
        await user.taps("Maybe")


# ---- How the bot presents itself


@promise()
async def test_the_menu_is_kept_per_scope_and_language(api: BotApi, bot: telegram.Bot) -> None:
    hours = [BotCommand("hours", "Is it open?")]
    await bot.set_my_commands(hours)
    await bot.set_my_commands([("open", "Open")], telegram.BotCommandScopeChat(5), "nl")
    await bot.set_my_commands([("x", "y")], telegram.BotCommandScopeAllPrivateChats(), "ar")
    assert api.commands == {
        ("default", ""): {"hours": "Is it open?"},
        ("chat:5", "nl"): {"open": "Open"},
        ("all_private_chats", "ar"): {"x": "y"},
    }
    assert await bot.get_my_commands() == tuple(hours)
    assert await bot.get_my_commands(language_code="nl") == ()
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()


REFUSED_COMMANDS: dict[str, Any] = {
    "BOT_COMMAND_INVALID": {"commands": [{"command": "Open", "description": "x"}]},
    "BOT_COMMAND_DESCRIPTION_INVALID": {
        "commands": [{"command": "open", "description": "x" * 257}]
    },
    "BOT_COMMANDS_TOO_MUCH": {"commands": [{"command": "open", "description": "x"}] * 101},
    "commands list is empty": {"commands": []},
    # Telegram knows two-letter languages only: no menu of its own for Papiamentu or Sranantongo.
    "invalid language code specified": {
        "commands": [{"command": "open", "description": "x"}],
        "language_code": "pap",
    },
    "can't parse BotCommandScope: unsupported type specified": {
        "commands": [],
        "scope": {"type": "town"},
    },
    "can't parse BotCommandScope: chat_id is empty": {"commands": [], "scope": {"type": "chat"}},
}


@pytest.mark.parametrize("reason", REFUSED_COMMANDS)
def test_a_menu_that_telegram_cannot_show_is_refused(reason: str) -> None:
    async def body(api: BotApi, bot: telegram.Bot) -> None:
        assert (
            await refusal(api, "setMyCommands", **REFUSED_COMMANDS[reason])
            == f"Bad Request: {reason}"
        )

    run(body)


@promise()
async def test_names_and_descriptions_are_kept_per_language(api: BotApi, bot: telegram.Bot) -> None:
    await bot.set_my_name("Room")
    await bot.set_my_description("What it does")
    await bot.set_my_short_description("Kort", language_code="nl")
    assert (await bot.get_my_name("nl")).name == "Room"
    assert (await bot.get_my_description()).description == "What it does"
    assert (await bot.get_my_short_description("nl")).short_description == "Kort"
    assert (await bot.get_my_short_description()).short_description == ""
    assert api.profile["short_description", "nl"] == "Kort"
    with pytest.raises(BadRequest):
        await bot.set_my_description("x" * 513)


# ---- Closed doors


@promise()
async def test_a_chat_that_does_not_exist_is_not_found(api: BotApi, bot: telegram.Bot) -> None:
    news = api.channel(username="neighbours")
    await bot.send_message("@neighbours", "hello")
    assert news.last.text == "hello"
    for nobody in (12345, "@nobody", "rubbish"):
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(nobody, "hello")


@promise()
async def test_a_bot_cannot_speak_first(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user()
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(user.id, "hello")
    await user.says("hello")
    await bot.send_message(user.id, "hello")


@promise()
async def test_who_blocks_the_bot_is_told_of_and_cannot_be_written_to(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user(stranger=False)
    await user.blocks()
    change = (await bot.get_updates())[0].my_chat_member
    assert change is not None
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("member", "kicked")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(user.id, "hello")
    await user.unblocks()
    await bot.send_message(user.id, "hello")
    await user.blocks(quietly=True)
    with pytest.raises(Forbidden):
        await bot.send_message(user.id, "hello")
    assert len(api.pending) == 2
    await user.deletes_account()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(user.id, "hello")


@promise()
async def test_a_group_can_throw_the_bot_out_and_the_bot_can_leave(
    api: BotApi, bot: telegram.Bot
) -> None:
    group, basic = api.group(), api.group(basic=True)
    await group.removes_bot()
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group.id, "hello")
    await group.welcomes_bot()
    await bot.send_message(group.id, "hello")
    await bot.leave_chat(basic.id)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(basic.id, "hello")
    assert [update.my_chat_member is not None for update in await bot.get_updates()] == [True, True]
    with pytest.raises(BadRequest):
        await bot.leave_chat(api.user().id)


@promise()
async def test_a_group_that_grew_tells_its_new_number(api: BotApi, bot: telegram.Bot) -> None:
    group = api.group(basic=True)
    old = group.id
    new = await group.upgrades()
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(old, "hello")
    assert moved.value.new_chat_id == new == group.id
    await bot.send_message(new, "hello")
    updates = await bot.get_updates()
    said = [
        (u.message.migrate_to_chat_id, u.message.migrate_from_chat_id) for u in updates if u.message
    ]
    assert said == [(new, None), (None, old)]


@promise()
async def test_get_chat_tells_what_is_known(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(first_name="Noor", username="noor")
    chat = await bot.get_chat(user.id)
    assert (chat.type, chat.first_name, chat.username) == ("private", "Noor", "noor")
    assert (await bot.get_chat(api.group(title="Garden").id)).title == "Garden"


# ---- Brakes


def test_thirty_messages_a_second_and_no_more() -> None:
    clock = Clock()

    async def body(api: BotApi, bot: telegram.Bot) -> None:
        users = [api.user(stranger=False) for _ in range(31)]
        for user in users[:30]:
            await bot.send_message(user.id, "news")
        with pytest.raises(RetryAfter) as wait:
            await bot.send_message(users[30].id, "news")
        assert wait.value.retry_after == timedelta(seconds=1)
        clock.now += 1
        await bot.send_message(users[30].id, "news")
        assert api.limits.refused == {"bot": 1}

    run(body, clock=clock)


def test_twenty_messages_a_minute_in_a_group() -> None:
    clock = Clock()

    async def body(api: BotApi, bot: telegram.Bot) -> None:
        group = api.group()
        for _ in range(20):
            await bot.send_message(group.id, "news")
            clock.now += 1
        status, answer = await ask(api, "sendMessage", chat_id=group.id, text="news")
        assert (status, answer["parameters"]) == (429, {"retry_after": 40})
        assert answer["description"] == "Too Many Requests: retry after 40"
        clock.now += 40
        await bot.send_message(group.id, "news")
        assert api.limits.refused == {"group": 1}

    run(body, clock=clock)


def test_one_message_a_second_in_a_chat_after_five_at_once() -> None:
    clock = Clock()

    async def body(api: BotApi, bot: telegram.Bot) -> None:
        user = api.user(stranger=False)
        for _ in range(5):
            await bot.send_message(user.id, "news")
        with pytest.raises(RetryAfter):
            await bot.send_message(user.id, "news")
        clock.now += 1
        await bot.send_message(user.id, "news")
        with pytest.raises(RetryAfter):
            await bot.send_message(user.id, "news")
        assert api.limits.refused == {"chat": 2}
        assert len(user.screen) == 6

    run(body, clock=clock)


@promise(limits=False)
async def test_the_brakes_can_be_taken_off(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    for _ in range(40):
        await bot.send_message(user.id, "news")
    assert not api.limits.refused


# ---- Trouble on the way


@promise()
async def test_a_lost_reply_leaves_its_effect(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    api.faults.add("lose_reply", times=1)
    with pytest.raises(NetworkError):
        await bot.send_message(user.id, "hello")
    assert user.last.text == "hello"
    assert api.called("sendMessage")[0].fault == "lose_reply"
    await bot.send_message(user.id, "hello again")


@promise()
async def test_a_call_that_hangs_or_is_dropped_has_no_effect(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user(stranger=False)
    api.faults.add("hang", times=1, seconds=30)
    with pytest.raises(TimedOut):
        await bot.send_message(user.id, "hello", read_timeout=0.05)
    api.faults.add("hang", times=1, seconds=0.01)
    api.faults.add("drop", times=1)
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(user.id, "hello")
    assert user.screen == []


@promise()
async def test_a_delayed_call_works_after_all(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    api.faults.add("delay", times=1, seconds=0.05)
    sending = asyncio.create_task(bot.send_message(user.id, "late"))
    await until(lambda: api.faults.given["delay"] == 1)
    assert user.screen == []
    await sending
    assert user.last.text == "late"


@promise()
async def test_servers_break_down_in_both_ways(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    api.faults.add("server_error", times=1)
    assert (await ask(api, "sendMessage", chat_id=user.id, text="x"))[0] == 500
    api.faults.add("bad_gateway", times=2)
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(user.id, "hello")
    async with aiohttp.ClientSession() as session:
        form = {"chat_id": user.id, "text": "x"}
        async with session.post(f"{api.url}/bot{api.token}/sendMessage", data=form) as answer:
            assert (answer.status, answer.content_type) == (502, "text/html")
    assert user.screen == []


@promise()
async def test_too_many_requests_can_be_claimed_at_any_time(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    api.faults.add("too_many", times=1, seconds=7)
    with pytest.raises(RetryAfter) as wait:
        await bot.send_message(user.id, "hello")
    assert wait.value.retry_after == timedelta(seconds=7)
    assert user.screen == []


@promise()
async def test_an_update_may_come_again_after_it_was_confirmed(
    api: BotApi, bot: telegram.Bot
) -> None:
    api.faults.add("twice", times=1)
    user = api.user()
    await user.says("one")
    await user.says("two")
    first, second = await bot.get_updates()
    assert await bot.get_updates(offset=second.update_id + 1, timeout=30) == (first,)
    assert await bot.get_updates(offset=second.update_id + 1) == ()


@promise()
async def test_a_dropped_poll_loses_nothing(api: BotApi, bot: telegram.Bot) -> None:
    api.faults.add("drop_poll", times=1)
    api.faults.add("lose_reply", times=1, methods={"getUpdates"})
    await api.user().says("hello")
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.get_updates()
    assert len(await bot.get_updates()) == 1


@promise()
async def test_chats_may_close_or_move_just_before_a_message(
    api: BotApi, bot: telegram.Bot
) -> None:
    user, group = api.user(stranger=False), api.group(basic=True)
    api.faults.add("block", times=1)
    with pytest.raises(Forbidden):
        await bot.send_message(user.id, "hello")
    api.faults.add("migrate", times=1)
    with pytest.raises(ChatMigrated):
        await bot.send_message(group.id, "hello")


def test_chance_is_the_same_for_the_same_seed() -> None:
    def struck(seed: int) -> list[bool]:
        faults = BotApi(seed=seed).faults
        faults.add("lose_reply", probability=0.3)
        return [faults.strike("sendMessage") is not None for _ in range(1000)]

    assert struck(1) == struck(1) != struck(2)
    assert 250 < sum(struck(1)) < 350


def test_trouble_is_for_what_people_see_unless_told_otherwise_and_ends_when_cleared() -> None:
    faults = BotApi().faults
    faults.add("drop")
    assert [method for method in METHODS if faults.strike(method)] == [
        method
        for method in METHODS
        if method.startswith(("send", "edit", "answer")) or method == "deleteMessage"
    ]
    faults.clear()
    assert not any(faults.strike(method) for method in METHODS)
    with pytest.raises(ValueError, match="none of lose_reply"):
        faults.add("rain")  # type: ignore[arg-type]


# ---- What people do


@promise()
async def test_commands_are_marked_in_utf16_and_links_carry_their_code(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user(language_code="ar", first_name="Samira")
    await user.follows_link("Code_1-x")
    await user.says("😀 /hours@buurt_standin_bot and/or https://example.org/a")
    first, second = [update.message for update in await bot.get_updates()]
    assert first is not None
    assert second is not None
    assert first.text == "/start Code_1-x"
    assert first.parse_entities() == {first.entities[0]: "/start"}
    assert first.from_user is not None
    assert (first.from_user.language_code, first.from_user.first_name) == ("ar", "Samira")
    assert list(second.parse_entities().values()) == [
        "/hours@buurt_standin_bot",
        "https://example.org/a",
    ]
    with pytest.raises(AssertionError, match="no link"):
        await user.follows_link("x" * 65)


@promise()
async def test_people_send_all_kinds_of_things(api: BotApi, bot: telegram.Bot) -> None:
    user, friend = api.user(language_code=None), api.user(first_name="Ali")
    await user.shares_location(52.3, 4.97)
    await user.sends_sticker()
    await user.sends_photo(b"picture", caption="look")
    await user.sends_voice(OPUS)
    await user.sends_document(b"file", name="a.pdf")
    await user.shares_contact("+31201234567")
    await user.shares_contact("+31201234568", of=friend)
    await user.forwards("/open", origin=friend)
    await user.forwards("/open", origin="A hidden person")
    await user.forwards("/open", origin=api.channel(title="News"))
    got = [update.message for update in await bot.get_updates() if update.message]
    assert got[0].location == telegram.Location(4.97, 52.3)
    assert got[1].sticker is not None
    assert got[2].caption == "look"
    assert bytes(await (await got[2].photo[-1].get_file()).download_as_bytearray()) == b"picture"
    assert got[3].voice is not None
    assert got[4].document is not None
    assert [message.contact.user_id for message in got[5:7] if message.contact] == [
        user.id,
        friend.id,
    ]
    kinds = [message.forward_origin.type for message in got[7:] if message.forward_origin]
    assert kinds == ["user", "hidden_user", "channel"]
    assert got[0].from_user is not None
    assert got[0].from_user.language_code is None


@promise()
async def test_groups_hear_members_and_anonymous_administrators(
    api: BotApi, bot: telegram.Bot
) -> None:
    user, group = api.user(first_name="Noor"), api.group(title="Garden")
    await user.says("/hours", in_chat=group)
    await user.says("/hours", in_chat=group, anonymously=True)
    await api.channel().posts("news")
    open_one, hidden, post = await bot.get_updates()
    assert open_one.effective_user is not None
    assert open_one.effective_user.first_name == "Noor"
    assert hidden.effective_user is not None
    assert hidden.effective_user.id == 1087968824
    assert hidden.message is not None
    assert hidden.message.sender_chat is not None
    assert hidden.message.sender_chat.id == group.id
    assert post.channel_post is not None
    assert user.screen == []
    await bot.send_message(group.id, "open", reply_markup=keys(["Way"]))
    await group.sees("open")
    await user.taps("Way", in_chat=group)
    tap = (await bot.get_updates(offset=post.update_id + 1))[0].callback_query
    assert tap is not None
    assert tap.from_user.id == user.id


# ---- What people see


@promise()
async def test_sees_waits_for_what_is_new_or_newly_edited(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user()
    await user.says("/open")
    waiting = asyncio.create_task(user.sees("People", "0"))
    sent = await bot.send_message(user.id, "People inside: 0", reply_markup=keys(["+1"]))
    assert (await waiting).message_id == sent.message_id
    await user.taps("+1")
    with pytest.raises(
        AssertionError,
        match=r"in vain[\s\S]*#1 Samira: /open\n[\s\S]*bot: People inside: 0 \[\+1\]",
    ):
        await user.sees("People", within=0.02)
    await bot.edit_message_text("People inside: 1", user.id, sent.message_id)
    assert (await user.sees("People")).text == "People inside: 1"
    assert [message.text for message in user.screen] == ["/open", "People inside: 1"]


@promise()
async def test_sees_reads_on_so_that_two_messages_can_be_seen_one_after_the_other(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user()
    await user.says("hello")
    for text in ("first answer", "second answer"):
        await bot.send_message(user.id, text)
    assert (await user.sees("answer")).text == "first answer"
    assert (await user.sees("answer")).text == "second answer"
    with pytest.raises(AssertionError):
        await user.sees("answer", within=0.02)


@promise()
async def test_quiet_waits_until_all_is_confirmed_and_nothing_stirs(
    api: BotApi, bot: telegram.Bot
) -> None:
    user = api.user()
    await user.says("hello")
    with pytest.raises(AssertionError, match="1 updates unconfirmed"):
        await api.quiet(within=0.02)
    waiting = asyncio.create_task(api.quiet(still=0.02))
    (update,) = await bot.get_updates()
    await bot.get_updates(offset=update.update_id + 1)
    await bot.send_message(user.id, "hello")
    await waiting
    assert user.last.text == "hello"


@promise()
async def test_every_call_is_noted_with_its_outcome(api: BotApi, bot: telegram.Bot) -> None:
    user = api.user(stranger=False)
    await bot.send_message(user.id, "hello")
    with pytest.raises(BadRequest):
        await bot.send_message(0, "hello")
    good, bad = api.called("sendMessage")
    assert (good.params["text"], good.result["message_id"], good.error) == (
        "hello",
        user.last.message_id,
        "",
    )
    assert (bad.result, bad.error) == (None, "Bad Request: chat not found")


def test_plain_tests_use_the_same_people_without_await() -> None:
    with BotApi.in_thread() as api:
        user = api.user()

        async def answer() -> None:
            async with bot_of(api.url, api.token) as bot:
                (update,) = await bot.get_updates(timeout=5)
                await bot.send_message(user.id, "hello", reply_markup=keys(["Bye"]))
                await bot.get_updates(offset=update.update_id + 1)

        assert user.says("hi") == 1
        asyncio.run(answer())
        assert user.sees("hello").buttons == [["Bye"]]
        user.taps("Bye")
        assert len(api.pending) == 1
        with pytest.raises(AssertionError, match="in vain"):
            user.sees("Bye", within=0.02)


def test_a_bot_that_runs_as_a_process_talks_with_it() -> None:
    with BotApi.in_thread() as api:
        user = api.user()
        options = ("--url", api.url, "--token", api.token)
        echo = subprocess.Popen(
            [sys.executable, "-m", "tests.telegram_standin.peers.echo_ptb", *options], cwd=ROOT
        )
        try:
            user.says("is anybody there?")
            user.sees("is anybody there?", within=20)
            api.quiet()
        finally:
            echo.terminate()
            assert echo.wait() == 0


# ---- As a process of its own


def test_a_benchmark_runs_it_alone_and_reads_its_figures() -> None:
    async def kept() -> None:
        options = ("--users", "3", "--updates", "9", "--text", "ping {n}", "--fault", "twice=1")
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.telegram_standin", *options, stdout=PIPE, cwd=ROOT
        )
        assert process.stdout is not None
        try:
            there = json.loads(await process.stdout.readline())
            await measure(there["url"], there["token"])
        finally:
            process.terminate()
            assert await process.wait() == 0

    asyncio.run(kept())


async def measure(url: str, token: str) -> None:
    """Answer the crowd, one of them out of order, and read what was counted."""
    async with bot_of(url, token) as bot, aiohttp.ClientSession() as session:
        said = [update.message for update in await bot.get_updates() if update.message]
        for message in (*said[:5], said[8], said[5], said[6], said[7]):
            await message.reply_text(message.text or "")
        await said[0].reply_text(said[0].text or "")
        async with session.get(f"{url}/_standin/stats", params={"answered": 9}) as answer:
            stats = await answer.json()
        counted = {
            name: stats[name] for name in ("updates", "delivered", "answered", "sends", "edits")
        }
        assert counted == {"updates": 9, "delivered": 9, "answered": 9, "sends": 10, "edits": 0}
        assert (stats["order_breaks"], stats["doubled"]) == (1, 1)
        assert 0 < stats["latency_ms"]["p50"] <= stats["latency_ms"]["p99"]
        assert stats["answers_per_chat"] == {"710000001": 4, "710000002": 3, "710000003": 3}
        async with session.get(f"{url}/_standin/texts") as answer:
            assert (await answer.json())["710000003"] == ["ping 3", "ping 9", "ping 6"]
        orders = {
            "clear": {},
            "limits": {"on": True},
            "faults": {"clear": True, "kind": "drop", "times": 1},
            "updates": {"count": 2, "text": "more", "users": 4},
        }
        for door, order in orders.items():
            async with session.post(f"{url}/_standin/{door}", json=order) as answer:
                assert answer.status == 200
        async with session.post(f"{url}/_standin/faults", json={"kind": "rain"}) as answer:
            assert answer.status == 400
        with pytest.raises(NetworkError):
            await said[0].reply_text("dropped")
        assert len(await bot.get_updates(offset=-2)) == 2
