"""What undo would take away although people use it by now, and the way that tells them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from handlers.core.context import Context
from handlers.core.messages import Button, button, say
from storage.neighbourhood.model import Neighbourhood
from storage.repositories.people.roles import KEY_HOLDER, PARTNER, Role

# An opening that was forgotten can be of a day before its room was made.
FORGOTTEN = timedelta(days=31)


def found(
    context: Context, now: Neighbourhood, before: Neighbourhood, since: datetime
) -> Iterator[tuple[str, Button]]:
    """What is used of what there was not before: its name, and how it goes otherwise."""
    were = {one.id for one in before.rooms}
    for room in now.rooms:
        if room.id not in were and _is_room_used(context, room.id):
            yield room.name, button(say("btn", "🔒 Close for good"), "plan.closes", room=room.id)
    were = {one.id for one in before.partners}
    for partner in now.partners:
        if partner.id not in were and _is_partner_used(context, partner.id, since):
            way = button(say("btn", "➖ Take out"), "plan.partner.out", partner=partner.id)
            yield partner.name, way
    were = {one.id for one in before.activities}
    busy = _used_activities(context, since)
    for one in now.activities:
        if one.id not in were and one.id in busy:
            title = one.title_in(context.language, now.default_language)
            yield title, button(say("btn", "🚫 Stop it"), "plan.stop", activity=one.id)


def _is_room_used(context: Context, room: str) -> bool:
    """Whether somebody has its key or will, opened it, asked it for something, or shows it."""
    store = context.store
    asked = {one.room for one in store.requests.under_way()}
    asked |= {one.room for one in store.offers.under_way()}
    return (
        _is_given(context, Role(KEY_HOLDER, room))
        or bool(store.openings.between([room], first=context.today - FORGOTTEN, last=context.today))
        or room in asked
        or bool(store.boards.of_room(room, context.now))
    )


def _is_partner_used(context: Context, partner: str, since: datetime) -> bool:
    """Whether somebody answers for it or will, or it was sent a request."""
    asked = context.store.requests.kept(since.date())
    return _is_given(context, Role(PARTNER, partner)) or any(
        one.partner == partner for one in asked
    )


def _used_activities(context: Context, since: datetime) -> set[str]:
    """Those that somebody comes to, or that took place since then."""
    took_place = context.view.agenda.between(since, context.now, {})
    signed_up = context.store.signups.upcoming(since)
    return {one.activity.id for one in took_place} | {activity for activity, _ in signed_up}


def _is_given(context: Context, role: Role) -> bool:
    """Whether somebody has a role, or is invited to it."""
    holders = (one.role for one in context.store.roles.everybody())
    return role in holders or context.store.invitations.is_any_for(role, context.now)
