"""What becomes of a role: paused, given back, ended; and who hears of it, however it was done."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from handlers.core.keyboards import NEWS
from handlers.core.messages import Reply, Text, button, name, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.help_requests import helpers
from storage.repositories.people.audit import GAVE_BACK, SUSPENDED, TOOK_ROLE, Deed
from storage.repositories.people.roles import (
    COORDINATOR,
    KEY_HOLDER,
    OPERATOR,
    PARTNER,
    Holder,
    Role,
)
from storage.store import Store

# What stands before whoever has a role.
PICTURES = {COORDINATOR: "🛠️", KEY_HOLDER: "🔑", PARTNER: "🤝", OPERATOR: "🔧"}
PAUSED = say("body", "⏸️ Paused. It does not work on this phone now.")
GIVEN_BACK = say("body", "▶️ Given back. It works again.")
REMOVED = say("body", "➖ Removed. To give it back, invite the person.")


def pause(
    view: NeighbourhoodView, store: Store, holder: Holder, now: datetime, by: int | None
) -> list[Reply] | None:
    """Nothing can be done with a role from now on; gives what others hear, None if it was so.

    ``by`` is the coordinator who did it; None for whoever has the command line.
    """
    left = helpers.only_with(view, store, holder.person)
    if not store.roles.suspend(holder.id, now):
        return None
    _stop_invitations(store, holder, now)
    _note(store, SUSPENDED, holder, now, by)
    told = say("body", "Your task is paused. A coordinator can give it back.")
    heard = _heard(view, store, holder, by, told, PAUSED)
    return [*heard, *helpers.tell_next(view, store, left, holder.person)]


def give_back(
    view: NeighbourhoodView, store: Store, holder: Holder, now: datetime, by: int | None
) -> list[Reply] | None:
    """A role can be used again; gives what others hear, None if it could be."""
    if not store.roles.give_back(holder.id):
        return None
    _note(store, GAVE_BACK, holder, now, by)
    told = say("body", "You can do your task again. Welcome back!")
    return _heard(view, store, holder, by, told, GIVEN_BACK)


def end(
    view: NeighbourhoodView,
    store: Store,
    holder: Holder,
    now: datetime,
    by: int | None,
    *,
    is_one_of_many: bool = False,
) -> list[Reply]:
    """A role is taken away, with its label and its boards; gives what others hear.

    ``is_one_of_many``: the coordinators hear of all of them together.
    """
    left = helpers.only_with(view, store, holder.person)
    store.roles.end(holder.id, now)
    _stop_invitations(store, holder, now)
    store.boards.end_of(holder.person, holder.role.scope)
    _note(store, TOOK_ROLE, holder, now, by)
    told = say("body", "One of your tasks ended. Thank you for all you did!")
    # What somebody was called went with the role.
    heard = _heard(view, store, replace(holder, label=""), by, told, REMOVED)
    if is_one_of_many:
        heard = [one for one in heard if one.to == holder.person]
    return [*heard, *helpers.tell_next(view, store, left, holder.person)]


def kind_label(view: NeighbourhoodView, kind: Role) -> Text:
    """The kind of a role as a button names it."""
    if kind.role == COORDINATOR:
        return say("btn", "🛠️ Coordinators")
    if kind.role == OPERATOR:
        return say("btn", "🔧 Operators")
    room = view.rooms.get(kind.scope)
    called = room.name if room else partner_name(view, kind.scope)
    return name(f"{PICTURES[kind.role]} {called}")


def heading(view: NeighbourhoodView, kind: Role) -> Text:
    """Whose list it is: those with one role in one place."""
    if kind.role == COORDINATOR:
        return say("body", "🛠️ The coordinators:")
    if kind.role == OPERATOR:
        return say("body", "🔧 Who I tell when this bot has trouble:")
    if kind.role == KEY_HOLDER:
        room = view.rooms.get(kind.scope)
        called = room.name if room else kind.scope
        return say("body", "🔑 The key-holders of {room}:", room=called)
    return say("body", "🤝 Who answers for {partner}:", partner=partner_name(view, kind.scope))


def partner_name(view: NeighbourhoodView, partner: str) -> str:
    """What a partner is called; one that is not in the file any more goes by its id."""
    partners = view.neighbourhood.partners
    return next((known.name for known in partners if known.id == partner), partner)


def _stop_invitations(store: Store, holder: Holder, now: datetime) -> None:
    """What a lost phone invited, or a screen it was about to tie, must not work any more."""
    store.boards.withdraw_of(holder.person)
    if holder.role.role == COORDINATOR:
        store.invitations.withdraw_of(holder.person, now)


def _note(store: Store, what: Deed, holder: Holder, now: datetime, by: int | None) -> None:
    role, scope = holder.role.role, holder.role.scope
    store.audit.note(what, role, now, scope=scope, by=by, about=holder.person)


def _heard(
    view: NeighbourhoodView,
    store: Store,
    holder: Holder,
    by: int | None,
    told: Text,
    done: Text,
) -> list[Reply]:
    """What the person hears, and the coordinators who did not do it themselves."""
    replies = []
    if by != holder.person:
        own = tuple(role.role for role in store.roles.of(holder.person))
        replies.append(Reply((NEWS, told), to=holder.person, roles=own))
    others = sorted(set(store.roles.coordinators()) - {holder.person, by})
    rows = ((button(say("btn", "🛠️ Manage"), "manage"),),)
    if by is None:
        plain, shown = (
            (NEWS, heading(view, holder.role), name(called), done)
            for called in (f"{holder.number}", f"{holder.number} {holder.label}".rstrip())
        )
        # What somebody is called is not to be read there any more when the role is gone.
        afterwards = plain if holder.label else ()
        replies += [
            Reply(shown, rows, to=person, is_secret=bool(holder.label), afterwards=afterwards)
            for person in others
        ]
    elif holder.role.role == COORDINATOR:
        changed = say("body", "🛠️ A coordinator's role was changed.")
        replies += [Reply((NEWS, changed), rows, to=person) for person in others]
    return replies
