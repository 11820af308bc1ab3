"""Everything Telegram's side remembers."""

from tests.telegram_standin.chats.chats import Chat, Json, Message, Standing
from tests.telegram_standin.content.uploads import Files
from tests.telegram_standin.http.params import Params
from tests.telegram_standin.records import Call, Setting, Tap
from tests.telegram_standin.traffic.bell import Bell
from tests.telegram_standin.traffic.errors import bad_request
from tests.telegram_standin.traffic.faults import Faults
from tests.telegram_standin.traffic.inbox import Inbox
from tests.telegram_standin.traffic.limits import Limits
from tests.telegram_standin.traffic.stats import Stats
from tests.telegram_standin.traffic.webhook import Webhook


class World:
    """People, chats, messages, updates, files and all that is set."""

    def __init__(self, start: Setting) -> None:
        self.setting = start
        self.clock = start.clock
        self.me: Json = {
            "id": int(start.token.partition(":")[0]),
            "is_bot": True,
            "first_name": start.first_name,
            "username": start.username,
        }
        self.bell = Bell()
        self.faults = Faults(start.seed)
        self.limits = Limits(start.clock, on=start.limits)
        self.inbox = Inbox(
            start.clock, self.faults, first_id=start.first_update_id, seed=start.seed
        )
        self.webhook = Webhook(self.inbox, start.clock)
        self.stats = Stats()
        self.inbox.on_delivered = self.stats.delivered
        self.inbox.on_confirmed = lambda _: self.bell.ring()
        self.files = Files()
        self.chats: dict[int, Chat] = {}
        self.taps: dict[str, Tap] = {}
        # Topics of chats that people deleted: nothing can be sent there.
        self.deleted_topics: set[str] = set()
        self.commands: dict[tuple[str, str], dict[str, str]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.calls: list[Call] = []
        self.in_flight = 0
        self.change = 0
        self._numbers: dict[str, int] = {}

    def begin(self, call: Call) -> None:
        """Note that the bot calls; polls do not count as being busy."""
        self.in_flight += call.method != "getUpdates"
        self.stats.calls[call.method] += 1
        if self.stats.calls[call.method] == 1:
            self.bell.ring()

    def end(self, call: Call) -> None:
        """Note what came of a call."""
        if self.setting.keep_calls:
            self.calls.append(call)
        if call.method != "getUpdates":
            self.in_flight -= 1
            self.bell.ring()

    def now(self) -> int:
        """Return the time in whole seconds, as Telegram writes it."""
        return int(self.clock())

    def number(self, what: str, first: int = 1) -> int:
        """Return the next number of a kind."""
        self._numbers[what] = self._numbers.get(what, first - 1) + 1
        return self._numbers[what]

    def chat_of(self, params: Params) -> Chat:
        """Return the chat a call is about, by number or by @name."""
        wanted = params.text("chat_id")
        if wanted.startswith("@"):
            named = (
                chat for chat in self.chats.values() if chat.names.get("username") == wanted[1:]
            )
            chat = next((chat for chat in named if chat.kind != "private"), None)
        else:
            chat = self.chats.get(int(wanted)) if wanted.removeprefix("-").isdecimal() else None
        if chat is None:
            raise bad_request("chat not found" if wanted else "chat_id is empty")
        return chat

    def put(
        self, chat: Chat, content: Json, *, from_bot: bool, media: bytes | None = None
    ) -> Message:
        """Add a message to a chat; its content says who sent it."""
        alone = chat.kind in {"supergroup", "channel"}
        # Private chats and basic groups share one row of numbers, the others have their own.
        chat.latest_id = self.number(f"message in {chat.id}" if alone else "message")
        self.change += 1
        body = {"message_id": chat.latest_id, "chat": chat.as_json(), "date": self.now(), **content}
        message = chat.messages[chat.latest_id] = Message(body, from_bot, self.change, media)
        self.bell.ring()
        return message

    def alter(self, message: Message, content: Json, *without: str) -> None:
        """Change what a message shows."""
        self.change += 1
        message.change = self.change
        kept = {key: value for key, value in message.body.items() if key not in without}
        message.body = {**kept, **content, "edit_date": self.now()}
        self.bell.ring()

    def upgrade(self, chat: Chat) -> Chat:
        """Turn a basic group into a supergroup, which gets a number of its own."""
        number = -1_000_000_000_000 - self.number("supergroup", 2_000_000_001)
        chat.upgraded_to = number
        grown = self.chats[number] = Chat(number, "supergroup", chat.names, standing=chat.standing)
        return grown

    def spoil(self, kind: str, params: Params) -> None:
        """Let a chat close or move just before the bot writes to it."""
        chat = self.chat_of(params)
        if kind == "block" and chat.kind == "private":
            chat.standing = Standing.BLOCKED
        elif kind == "migrate" and chat.kind == "group" and chat.upgraded_to is None:
            self.upgrade(chat)
