"""What people send besides their own words."""

from tests.telegram_standin.chats.chats import Chat, Json
from tests.telegram_standin.content.uploads import File, Files, opus_seconds


def sticker(files: Files) -> Json:
    """Return a sticker."""
    kept = files.keep("sticker", b"a waving hand", "webp")
    still = {"is_animated": False, "is_video": False, "type": "regular", "emoji": "👋"}
    return {"sticker": {**kept.as_json(), **still, "width": 512, "height": 512}}


def photo(files: Files, content: bytes, caption: str) -> Json:
    """Return a picture, with the small copy that Telegram makes of it."""
    kept = files.keep("photo", content or b"a picture", "jpg")
    small = File("photo", kept.file_id + "-small", kept.path, kept.content)
    files.by_id[small.file_id] = small
    sizes = [
        {
            **small.as_json(),
            "file_unique_id": "small" + small.as_json()["file_unique_id"],
            "width": 90,
            "height": 67,
        },
        {**kept.as_json(), "width": 1280, "height": 960},
    ]
    return {"photo": sizes, "caption": caption} if caption else {"photo": sizes}


def voice(files: Files, content: bytes) -> Json:
    """Return a spoken message."""
    kept = files.keep("voice", content or b"a voice", "oga")
    seconds = opus_seconds(content) if b"OpusHead" in content[:64] else 3
    return {"voice": {**kept.as_json(), "duration": seconds, "mime_type": "audio/ogg"}}


def document(files: Files, content: bytes, name: str) -> Json:
    """Return a file."""
    kept = files.keep("document", content or b"a file", name.rpartition(".")[2])
    return {"document": {**kept.as_json(), "file_name": name}}


def contact(phone: str, owner: Chat) -> Json:
    """Return a person's telephone number."""
    return {
        "contact": {
            "phone_number": phone,
            "first_name": owner.names["first_name"],
            "user_id": owner.id,
        }
    }


def forward_origin(source: Chat | str, date: int) -> Json:
    """Return where a forwarded message comes from."""
    if isinstance(source, str):
        return {"type": "hidden_user", "date": date, "sender_user_name": source}
    if source.kind == "private":
        return {"type": "user", "date": date, "sender_user": source.person()}
    if source.kind == "channel":
        return {
            "type": "channel",
            "date": date,
            "chat": source.as_json(),
            "message_id": source.latest_id,
        }
    return {"type": "chat", "date": date, "sender_chat": source.as_json()}
