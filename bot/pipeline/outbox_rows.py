"""The one way from a reply to the outbox: what becomes a row, and what becomes two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.rendering.text import longest
from handlers.core import message_json
from handlers.core.messages import Reply
from handlers.dispatch.wording import finished
from storage.repositories.messages.outbox import Outgoing
from storage.store import Store

# What fits under a picture in a channel that says nothing about it.
CAPTION = 1024


@dataclass(frozen=True, slots=True)
class Asker:
    """Whom the replies answer, and the message whose button they tapped."""

    person: int
    message: str = ""


class OutboxRows:
    """Makes the rows of replies; ``captions`` is how much fits under a picture, by channel."""

    def __init__(self, captions: Mapping[str, int]) -> None:
        self._captions = captions

    def of(
        self, store: Store, replies: Iterable[Reply], asker: Asker | None = None
    ) -> list[Outgoing]:
        """The rows of these replies, in order; without an asker nobody asked for any of them.

        A row is one send: when that fails, all of it is tried again, and no half comes twice.
        """
        rows = []
        for reply in replies:
            person = reply.to or (asker.person if asker else None)
            if person is not None:
                whole = finished(reply)
                rows += [_row(part, person, asker) for part in self._parts(store, whole, person)]
        return rows

    def _parts(self, store: Store, reply: Reply, person: int) -> Iterator[Reply]:
        """One message, or the picture first and then the words that do not fit under it.

        In which language they go out is known only when they do, so the longest one counts.
        """
        if reply.picture:
            channel = store.people.channels([person]).get(person, "")
            if longest(reply.lines) > self._captions.get(channel, CAPTION):
                title = (reply.picture.title,)
                yield replace(
                    reply, lines=title, rows=(), replaces=False, commands=(), afterwards=()
                )
                reply = replace(reply, picture=None)
        yield reply


def _row(reply: Reply, person: int, asker: Asker | None) -> Outgoing:
    is_asked = asker is not None and person == asker.person
    return Outgoing(
        person,
        message_json.to_json(reply),
        reply.priority,
        asker.message if asker and reply.replaces and reply.to is None else "",
        reply.is_secret,
        None if is_asked else reply.profile,
        not_before=reply.not_before,
    )
