"""Boards: screens at a room's door that show the pictures of the day. A link ties one, once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    insert,
    or_,
    select,
    true,
    update,
)

from storage.keyring import KeyRing
from storage.tables.rooms import boards

# 128 bits, as the codes of invitations.
CODE_BYTES = 16
LINK_LASTS = timedelta(minutes=15)
# So long afterwards it is known that a link was too old.
LINK_KNOWN = timedelta(days=1)
# A screen that nobody switched on for so long is no board any more.
UNSEEN = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A screen that shows the pictures of a room, or a link that can still make one of a screen."""

    id: int
    room: str
    expires_at: datetime
    tied_at: datetime | None
    seen_at: datetime | None


class Boards:
    """Queries about boards. Codes and browsers are kept as keyed hashes only."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    def make(self, room: str, made_by: int, now: datetime) -> tuple[str, datetime]:
        """The code of a link that ties one browser to a room, and until when it works."""
        code, expires = secrets.token_urlsafe(CODE_BYTES), now + LINK_LASTS
        row = {
            "room": room,
            "code_hash": self._keys.find("boards.code", code),
            "made_by": made_by,
            "expires_at": expires,
        }
        self._connection.execute(insert(boards), row)
        return code, expires

    def of_link(self, code: str) -> Board | None:
        """The board behind a link, also one that was used or is too old."""
        return self._one(boards.c.code_hash == self._keys.find("boards.code", code))

    def of_browser(self, secret: str, now: datetime) -> Board | None:
        """The board that a browser is; None when it is none, or none any more."""
        own = boards.c.browser_hash == self._browser(secret)
        return self._one(and_(own, boards.c.seen_at > now - UNSEEN))

    def tie(self, board: int, secret: str, now: datetime) -> bool:
        """Make a board of a browser, and of no other; of many who try at once one gets True."""
        self._connection.execute(
            delete(boards).where(boards.c.browser_hash == self._browser(secret))
        )
        tied = (
            update(boards)
            .where(boards.c.id == board, boards.c.tied_at.is_(None), boards.c.expires_at > now)
            .values(browser_hash=self._browser(secret), tied_at=now, seen_at=now)
        )
        return self._connection.execute(tied).rowcount == 1

    def seen(self, board: int, now: datetime) -> None:
        """It showed the pictures just now."""
        self._connection.execute(update(boards).where(boards.c.id == board), {"seen_at": now})

    def of_room(self, room: str, now: datetime) -> list[Board]:
        """The screens that show the pictures of a room, the oldest first."""
        tied = and_(boards.c.room == room, boards.c.seen_at > now - UNSEEN)
        rows = self._connection.execute(select(boards).where(tied).order_by(boards.c.id))
        return [_board(row) for row in rows]

    def end(self, room: str, board: int = 0) -> None:
        """These screens of a room show no pictures any more: this one, or all and every link."""
        which = boards.c.id == board if board else boards.c.room == room
        self._connection.execute(delete(boards).where(boards.c.room == room, which))

    def end_of(self, person: int, room: str) -> None:
        """What somebody tied to a room shows no pictures any more; without a room, to any."""
        where = boards.c.room == room if room else true()
        self._connection.execute(delete(boards).where(boards.c.made_by == person, where))

    def withdraw_of(self, person: int) -> None:
        """No link of this person's that nobody used yet works any more."""
        unused = and_(boards.c.made_by == person, boards.c.tied_at.is_(None))
        self._connection.execute(delete(boards).where(unused))

    def forget_old(self, now: datetime) -> None:
        """Drop the links that nobody used and the screens that were not seen for long."""
        unused = and_(boards.c.tied_at.is_(None), boards.c.expires_at < now - LINK_KNOWN)
        self._connection.execute(delete(boards).where(or_(unused, boards.c.seen_at < now - UNSEEN)))

    def _one(self, condition: ColumnElement[bool]) -> Board | None:
        row = self._connection.execute(select(boards).where(condition)).one_or_none()
        return _board(row) if row else None

    def _browser(self, secret: str) -> bytes:
        return self._keys.find("boards.browser", secret)


def _board(row: Row[Any]) -> Board:
    return Board(
        id=row.id,
        room=row.room,
        expires_at=row.expires_at,
        tied_at=row.tied_at,
        seen_at=row.seen_at,
    )
