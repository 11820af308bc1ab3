"""Small questions and answers."""

from tests.telegram_standin.chats.chats import Json, Standing
from tests.telegram_standin.content.texts import utf16
from tests.telegram_standin.http.params import Params
from tests.telegram_standin.traffic.errors import bad_request
from tests.telegram_standin.world import World

ACTIONS = {
    "choose_sticker",
    "find_location",
    "record_video",
    "record_video_note",
    "record_voice",
    "typing",
    "upload_document",
    "upload_photo",
    "upload_video",
    "upload_video_note",
    "upload_voice",
}
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
TAP_SECONDS = 15 * 60
LONGEST_ANSWER = 200
DOWNLOAD_BYTES = 20 * 2**20


def get_me(world: World, _: Params) -> Json:
    """Tell the bot who it is."""
    return {
        **world.me,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def send_chat_action(world: World, params: Params) -> bool:
    """Show that the bot is busy."""
    world.chat_of(params).admit()
    if params.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


def answer_callback_query(world: World, params: Params) -> bool:
    """Take the hourglass off a button, with a word or without."""
    tap = world.taps.get(params.text("callback_query_id"))
    if tap is None or tap.answered or world.clock() - tap.at > TAP_SECONDS:
        raise bad_request(TOO_OLD)
    text = params.text("text")
    if utf16(text) > LONGEST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    tap.answered, tap.text, tap.alert = True, text, params.flag("show_alert")
    world.bell.ring()
    return True


def get_file(world: World, params: Params) -> Json:
    """Tell where a file can be fetched."""
    file = world.files.by_id.get(params.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.content) > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    world.files.tell(file, world.clock())
    return {**file.as_json(), "file_path": file.path}


def get_chat(world: World, params: Params) -> Json:
    """Tell what is known about a chat."""
    chat = world.chat_of(params)
    if chat.standing in {Standing.KICKED, Standing.LEFT}:
        chat.admit()
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return {
        **chat.as_json(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


def leave_chat(world: World, params: Params) -> bool:
    """Walk out of a group or a channel."""
    chat = world.chat_of(params)
    if chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    chat.admit()
    chat.standing = Standing.LEFT
    return True
