"""What the bot can still do about a message."""

from tests.telegram_standin.chats.chats import Chat, Json, Message
from tests.telegram_standin.content.keyboards import check_markup
from tests.telegram_standin.http.params import Params
from tests.telegram_standin.methods.wording import text_of
from tests.telegram_standin.traffic.errors import bad_request
from tests.telegram_standin.world import World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
DELETABLE_SECONDS = 48 * 3600
MOST_AT_ONCE = 100


def edit_message_text(world: World, params: Params) -> Json:
    """Say something else instead."""
    content = text_of(params)
    chat, message = own_message(world, params)
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    return edit(world, params, chat, message, content)


def edit_message_reply_markup(world: World, params: Params) -> Json:
    """Change or take away the buttons."""
    chat, message = own_message(world, params)
    return edit(world, params, chat, message, {})


def edit(world: World, params: Params, chat: Chat, message: Message, content: Json) -> Json:
    """Make the change; buttons that are not named again disappear."""
    markup = params.data("reply_markup")
    if markup and check_markup(markup).get("inline_keyboard"):
        content["reply_markup"] = check_markup(markup)
    compared = {"reply_markup", *(("text", "entities") if "text" in content else ())}
    if all(message.body.get(part) == content.get(part) for part in compared):
        raise bad_request(NOT_MODIFIED)
    world.alter(message, content, *compared)
    world.stats.sent(chat.id, message.words, edit=True)
    return message.body


def own_message(world: World, params: Params) -> tuple[Chat, Message]:
    """Return the message to edit, which must be one of the bot's own."""
    chat = world.chat_of(params)
    chat.admit()
    number = params.integer("message_id")
    if not number:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(number)
    if message is None:
        raise bad_request("message to edit not found")
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return chat, message


def delete_messages(world: World, params: Params) -> bool:
    """Take several messages away; one that is too old keeps all of them, unknown ones are skipped.

    In a private chat the bot may take away what the person wrote, too.
    """
    chat = world.chat_of(params)
    chat.admit()
    numbers = params.data("message_ids")
    if not isinstance(numbers, list) or not 1 <= len(numbers) <= MOST_AT_ONCE:
        raise bad_request("message identifiers are not specified")
    there = [chat.messages[number] for number in numbers if number in chat.messages]
    if any(world.now() - message.body["date"] > DELETABLE_SECONDS for message in there):
        raise bad_request("message can't be deleted for everyone")
    for message in there:
        del chat.messages[message.message_id]
    world.change += 1
    world.bell.ring()
    return True


def delete_message(world: World, params: Params) -> bool:
    """Take a message away, as long as it is not too old."""
    chat = world.chat_of(params)
    chat.admit()
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    if world.now() - message.body["date"] > DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    del chat.messages[message.message_id]
    world.change += 1
    world.bell.ring()
    return True
