"""The one way from a reply to the outbox: what becomes a row, and what becomes two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.rendering.message import Limits
from bot.rendering.text import longest
from handlers.core import message_json
from handlers.core.messages import Ability, Picture, Priority, Reply, Text
from handlers.dispatch.wording import finished
from storage.repositories.messages.outbox import SECRETS_KEPT, Outgoing
from storage.store import Store

# Until when a message makes sense, where whoever made it did not say so. An answer is for somebody
# who waits for it; whom to call should be on no screen for long; the rest may wait for a week, as
# may what people said to each other.
LASTS = {
    Priority.DANGER: timedelta(hours=2),
    Priority.ANSWER: timedelta(hours=12),
    Priority.FAREWELL: timedelta(minutes=10),
    Priority.ALOUD: timedelta(minutes=10),
    Priority.NOTICE: timedelta(days=7),
    Priority.NEWS: timedelta(days=7),
}
# What somebody gets again by asking once more.
ASKED = {Priority.ANSWER, Priority.ALOUD}
# What one send takes one of, beside words and buttons; and a message without it.
CARRIED: dict[str, Any] = {
    "picture": None,
    "attachment": None,
    "document": None,
    "voice": "",
    "place": None,
}
# Where it is not known through which channel somebody hears us.
UNKNOWN = Limits(text=4096, caption=1024, label=20, row_widths=(20,))


@dataclass(frozen=True, slots=True)
class Asker:
    """Whom the replies answer, and the message whose button they tapped, or that they wrote."""

    person: int
    message: str = ""
    said_as: str = ""


class OutboxRows:
    """Makes the rows of replies; ``limits`` is what fits into each channel."""

    def __init__(self, limits: Mapping[str, Limits]) -> None:
        self._limits = limits
        # Where every channel takes as much above buttons as without, nobody needs to measure.
        self._is_tight = any(known.body < known.text for known in limits.values())

    def of(
        self, store: Store, replies: Iterable[Reply], now: datetime, asker: Asker | None = None
    ) -> list[Outgoing]:
        """The rows of these replies, in order; without an asker nobody asked for any of them.

        A row is one send: when that fails, all of it is tried again, and no half comes twice.
        """
        rows = []
        for reply in replies:
            person = reply.to or (asker.person if asker else None)
            if person is not None:
                whole = finished(reply)
                parts = self._parts(store, whole, person)
                rows += [_row(part, person, now, asker) for part in parts]
        return rows

    def _parts(self, store: Store, reply: Reply, person: int) -> Iterator[Reply]:
        """One message, or several: what one send cannot carry goes apart, before the last of it.

        In which language they go out is known only when they do, so the longest one counts.
        """
        carried = [part for part in CARRIED if getattr(reply, part)]
        if not carried and not (self._is_tight and reply.rows):
            yield reply
            return
        channel = store.people.channels([person]).get(person, "")
        limits = self._limits.get(channel, UNKNOWN)
        # All but the last have a send of their own, and that one too where the words do not fit.
        for part in carried if carried and _is_apart(reply, carried[-1], limits) else carried[:-1]:
            picture = reply.picture if part == "picture" else None
            title = (picture.title,) if isinstance(picture, Picture) else ()
            own = {**CARRIED, part: getattr(reply, part)}
            yield replace(_alone(reply), lines=title, **own)
            reply = replace(reply, **{part: CARRIED[part]}, clears=False)
        if reply.rows and longest(reply.lines, limits) > limits.body:
            last = next(
                (at for at in range(1, len(reply.lines)) if _fits(reply.lines[at:], limits)),
                len(reply.lines) - 1,
            )
            if last > 0:
                yield replace(_alone(reply), lines=reply.lines[:last], **CARRIED)
                reply = replace(reply, lines=reply.lines[last:], clears=False)
        yield reply


def _alone(reply: Reply) -> Reply:
    """A part of a message, without what stands once under all of it."""
    return replace(reply, rows=(), replaces=False, commands=(), afterwards=())


def _is_apart(reply: Reply, part: str, limits: Limits) -> bool:
    """Whether the words do not go along with what the message carries last."""
    if reply.place and part == "place":
        own = (reply.place.name, reply.place.address)
        says_more = any(line.slot != "name" or not line.one.endswith(own) for line in reply.lines)
        return says_more and not limits.words_with_place
    needs = {"picture": Ability.PICTURE, "voice": Ability.HEAR}.get(part)
    return (needs is None or limits.can(needs)) and longest(reply.lines, limits) > limits.caption


def _fits(lines: Sequence[Text], limits: Limits) -> bool:
    return longest(lines, limits) <= limits.body


def _row(reply: Reply, person: int, now: datetime, asker: Asker | None) -> Outgoing:
    is_asked = asker is not None and person == asker.person
    until = reply.valid_until or _lasts(reply, is_asked=is_asked) + (reply.not_before or now)
    return Outgoing(
        person,
        message_json.to_json(reply),
        reply.priority,
        replaces=asker.message if asker and reply.replaces and reply.to is None else "",
        is_secret=reply.is_secret,
        profile=None if is_asked else reply.profile,
        not_before=reply.not_before,
        valid_until=until,
        must_arrive=not is_asked or reply.is_secret or reply.priority not in ASKED,
        said_as=asker.said_as if asker and is_asked else "",
    )


def _lasts(reply: Reply, *, is_asked: bool) -> timedelta:
    """How long a message makes sense; of a secret one nothing is left once it was wiped.

    What changes somebody's menu of commands is not only an answer.
    """
    is_others = reply.priority == Priority.ANSWER and (not is_asked or reply.commands)
    lasts = LASTS[Priority.NOTICE if is_others else reply.priority]
    return min(lasts, SECRETS_KEPT) if reply.is_secret and not reply.afterwards else lasts
