"""The methods of the Bot API that the stand-in knows, in the order of the manual."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.telegram_standin.http.params import Params
from tests.telegram_standin.methods import answering, commands, editing, receiving, sending
from tests.telegram_standin.world import World

Method = Callable[[World, Params], Any]

METHODS: dict[str, Method] = {
    "getUpdates": receiving.get_updates,
    "setWebhook": receiving.set_webhook,
    "deleteWebhook": receiving.delete_webhook,
    "getWebhookInfo": receiving.get_webhook_info,
    "getMe": answering.get_me,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendDocument": sending.send_document,
    "sendVoice": sending.send_voice,
    "sendLocation": sending.send_location,
    "sendVenue": sending.send_venue,
    "sendChatAction": answering.send_chat_action,
    "getFile": answering.get_file,
    "leaveChat": answering.leave_chat,
    "getChat": answering.get_chat,
    "answerCallbackQuery": answering.answer_callback_query,
    "setMyCommands": commands.set_my_commands,
    "deleteMyCommands": commands.delete_my_commands,
    "getMyCommands": commands.get_my_commands,
    "setMyName": commands.set_my_name,
    "getMyName": commands.get_my_name,
    "setMyDescription": commands.set_my_description,
    "getMyDescription": commands.get_my_description,
    "setMyShortDescription": commands.set_my_short_description,
    "getMyShortDescription": commands.get_my_short_description,
    "editMessageText": editing.edit_message_text,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
}
# Telegram does not mind how a method is capitalised.
SPELLING = {name.lower(): name for name in METHODS}

# What Telegram requires of each, out of its own description; see trim_spec.py.
SPEC: dict[str, dict[str, str]] = json.loads(
    Path(__file__).with_name("required.json").read_text(encoding="utf-8")
)["methods"]
REQUIRED = {name: tuple(wanted.items()) for name, wanted in SPEC.items()}
