"""What the commands share: the database, opened and closed again; how they say that they cannot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from bot import app
from bot.pipeline.outbox_rows import OutboxRows
from bot.settings import Settings
from handlers.core.messages import Reply
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.database import Database, speaking
from storage.repositories.people.roles import KEY_HOLDER, PARTNER, Role
from storage.store import Store


class CannotDo(Exception):
    """What was asked cannot be done; the sentence says why."""


@contextmanager
def storage(settings: Settings, *, making_keys: bool = True) -> Iterator[Database]:
    """The database, closed again afterwards."""
    database = app.open_storage(settings, making_keys=making_keys)
    try:
        with speaking(database.url):
            yield database
    finally:
        database.close()


def check_place(view: NeighbourhoodView, role: Role) -> None:
    """A role is of a room or a partner that there is."""
    if role.role == KEY_HOLDER and role.scope not in view.rooms:
        known = ", ".join(view.rooms)
        raise CannotDo(f"There is no room {role.scope!r}. The rooms are: {known}.")
    partners = [partner.id for partner in view.neighbourhood.partners]
    if role.role == PARTNER and role.scope not in partners:
        known = ", ".join(partners) or "none yet"
        raise CannotDo(f"There is no partner {role.scope!r}. The partners are: {known}.")


def tell(store: Store, replies: Iterable[Reply], now: datetime) -> None:
    """Lay ready what people hear of a command, those who are here: the running program sends it."""
    every = list(replies)
    here = store.people.present(reply.to for reply in every if reply.to)
    rows = OutboxRows({kind.name: kind.limits for kind in app.CHANNELS})
    store.outbox.put(rows.of(store, [one for one in every if one.to in here], now), now)
