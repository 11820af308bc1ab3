"""Everything the bot can put into a chat."""

from tests.telegram_standin.chats.chats import Chat, Json
from tests.telegram_standin.content.keyboards import Markup, check_markup
from tests.telegram_standin.content.texts import clean, is_blank
from tests.telegram_standin.content.uploads import FILE_BYTES, File, opus_seconds, photo_size
from tests.telegram_standin.http.params import Params
from tests.telegram_standin.methods.wording import caption_of, text_of
from tests.telegram_standin.traffic.errors import bad_request
from tests.telegram_standin.world import World

NO_FILE = "wrong file identifier/HTTP URL specified"


def send_message(world: World, params: Params) -> Json:
    """Send words."""
    return deliver(world, params, text_of(params))


def send_photo(world: World, params: Params) -> Json:
    """Send a picture."""
    file = file_of(world, params, "photo", "jpg")
    width, height = photo_size(file.content)
    return deliver(
        world, params, {"photo": [{**file.as_json(), "width": width, "height": height}]}, file
    )


def send_document(world: World, params: Params) -> Json:
    """Send a file."""
    upload = params.upload("document")
    name = upload.name if upload else "file"
    file = file_of(world, params, "document", name.rpartition(".")[2])
    return deliver(world, params, {"document": {**file.as_json(), "file_name": name}}, file)


def send_voice(world: World, params: Params) -> Json:
    """Send a spoken message."""
    file = file_of(world, params, "voice", "oga")
    if not world.chat_of(params).takes_voice_notes:
        raise bad_request("VOICE_MESSAGES_FORBIDDEN")
    duration = opus_seconds(file.content)
    voice = {**file.as_json(), "duration": duration, "mime_type": "audio/ogg"}
    return deliver(world, params, {"voice": voice}, file)


def send_location(world: World, params: Params) -> Json:
    """Send a point on the map."""
    return deliver(world, params, {"location": spot_of(params)})


def send_venue(world: World, params: Params) -> Json:
    """Send a place with a name and an address."""
    title, address = clean(params.text("title")), clean(params.text("address"))
    if is_blank(title) or is_blank(address):
        raise bad_request("venue title and address must be non-empty")
    spot = spot_of(params)
    venue = {"location": spot, "title": title, "address": address}
    return deliver(world, params, {"venue": venue, "location": spot})


def deliver(world: World, params: Params, content: Json, file: File | None = None) -> Json:
    """Check the chat, the buttons and the brakes; then the message is there."""
    if file is not None:
        content |= caption_of(params)
    markup = params.data("reply_markup")
    checked: Markup = check_markup(markup) if markup else {}
    chat = world.chat_of(params)
    chat.admit()
    if str(params.data("message_thread_id")) in world.deleted_topics:
        raise bad_request("message thread not found")
    sender: Json = {"sender_chat": chat.as_json()} if chat.kind == "channel" else {"from": world.me}
    content |= quoted(chat, params)
    if "inline_keyboard" in checked:
        content["reply_markup"] = checked
    world.limits.count(chat.id, group=chat.is_group)
    message = world.put(
        chat, {**sender, **content}, from_bot=True, media=file.content if file else None
    )
    message.keyboard = [[key["text"] for key in row] for row in checked.get("keyboard", [])]
    world.stats.sent(chat.id, message.words)
    return message.body


def quoted(chat: Chat, params: Params) -> Json:
    """Return the message this one replies to."""
    reply = params.data("reply_parameters")
    if not reply:
        return {}
    message = chat.messages.get(int(reply.get("message_id", 0)))
    if message is not None:
        return {
            "reply_to_message": {k: v for k, v in message.body.items() if k != "reply_to_message"}
        }
    if reply.get("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def file_of(world: World, params: Params, kind: str, ending: str) -> File:
    """Return the file of a call: a new one, or one Telegram has already."""
    upload = params.upload(kind)
    if upload is None:
        known = world.files.by_id.get(params.text(kind))
        if known is None or known.kind != kind:
            raise bad_request(
                NO_FILE if known is None else f"can't use file of type {known.kind} as {kind}"
            )
        return known
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > FILE_BYTES:
        raise bad_request("file is too big")
    return world.files.keep(kind, upload.content, ending)


def spot_of(params: Params) -> Json:
    """Return a point on the map, refuse one that does not exist."""
    latitude, longitude = params.number("latitude"), params.number("longitude")
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise bad_request("wrong location specified")
    return {"latitude": latitude, "longitude": longitude}
