"""Chats and the messages that can be seen in them."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

from tests.telegram_standin.traffic.errors import bad_request, forbidden

Json = dict[str, Any]


class Standing(Enum):
    """How the bot stands in a chat: open, or why not."""

    OPEN = ""
    STRANGER = "bot can't initiate conversation with a user"
    BLOCKED = "bot was blocked by the user"
    DELETED = "user is deactivated"
    KICKED = "bot was kicked from the {kind} chat"
    LEFT = "bot is not a member of the {kind} chat"


class Location(NamedTuple):
    """A place on the map."""

    latitude: float
    longitude: float


@dataclass(slots=True)
class Message:
    """One message as it looks now."""

    body: Json
    from_bot: bool
    # Counts every change anybody made anywhere, so that "after" has a meaning without a clock.
    change: int
    media: bytes | None = field(default=None, repr=False)
    keyboard: list[list[str]] = field(default_factory=list)

    @property
    def message_id(self) -> int:
        """The number of the message in its chat."""
        return int(self.body["message_id"])

    @property
    def text(self) -> str:
        """The text, empty when it has none."""
        return str(self.body.get("text", ""))

    @property
    def caption(self) -> str:
        """The words under a picture or a file, empty when it has none."""
        return str(self.body.get("caption", ""))

    @property
    def words(self) -> str:
        """All there is to read, buttons left out."""
        venue = self.body.get("venue", {})
        return "\n".join(
            filter(None, (self.text, self.caption, venue.get("title"), venue.get("address")))
        )

    @property
    def inline(self) -> list[list[Json]]:
        """The buttons under it, as Telegram knows them."""
        rows: list[list[Json]] = self.body.get("reply_markup", {}).get("inline_keyboard", [])
        return rows

    @property
    def buttons(self) -> list[list[str]]:
        """The labels of the buttons under it, row by row."""
        return [[button["text"] for button in row] for row in self.inline]

    @property
    def photo(self) -> bytes | None:
        """The picture."""
        return self.media if "photo" in self.body else None

    @property
    def document(self) -> bytes | None:
        """The file."""
        return self.media if "document" in self.body else None

    @property
    def voice(self) -> bytes | None:
        """The spoken message."""
        return self.media if "voice" in self.body else None

    @property
    def location(self) -> Location | None:
        """The place on the map."""
        spot = self.body.get("location")
        return Location(spot["latitude"], spot["longitude"]) if spot else None

    @property
    def line(self) -> str:
        """The message as one line of a transcript."""
        sender = self.body.get("from") or self.body.get("sender_chat") or {}
        name = "bot" if self.from_bot else sender.get("first_name") or sender.get("title")
        kinds = [
            kind
            for kind in ("photo", "document", "voice", "location", "sticker")
            if kind in self.body
        ]
        shown = [*(f"<{kind}>" for kind in kinds), self.words.replace("\n", " / ")]
        shown += ["".join(f"[{label}]" for label in row) for row in self.buttons]
        return f"#{self.message_id} {name}: {' '.join(filter(None, shown))}"


@dataclass(slots=True)
class Chat:
    """A private chat, a group or a channel."""

    id: int
    kind: str
    names: Json
    language_code: str | None = None
    standing: Standing = Standing.OPEN
    upgraded_to: int | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    # What lies before this change has been read; see Place.sees.
    read_until: int = 0
    latest_id: int = 0
    # Whoever pays Telegram may let nobody send them voice notes.
    takes_voice_notes: bool = True

    @property
    def is_group(self) -> bool:
        """Tell whether several people write here."""
        return self.kind in {"group", "supergroup"}

    def as_json(self) -> Json:
        """Return the chat as it stands in a message."""
        return {"id": self.id, "type": self.kind, **self.names}

    def person(self) -> Json:
        """Return the person of a private chat as a sender."""
        hint = {} if self.language_code is None else {"language_code": self.language_code}
        return {"id": self.id, "is_bot": False, **self.names, **hint}

    def admit(self) -> None:
        """Refuse the call when the bot may not write here."""
        if self.upgraded_to is not None:
            reason = "group chat was upgraded to a supergroup chat"
            raise bad_request(reason, migrate_to_chat_id=self.upgraded_to)
        if self.standing is not Standing.OPEN:
            raise forbidden(self.standing.value.format(kind=self.kind))
