"""Which openings residents ran alone: nobody with a paid task had a hand in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from storage.repositories.people.roles import COORDINATOR, KEPT, PARTNER
from storage.repositories.rooms.opening_changes import OpeningStep
from storage.tables.people import roles
from storage.tables.rooms import changes, openings

# Whose work it is: whoever is one of these is no resident among residents.
PAID = (COORDINATOR, PARTNER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """So many ``openings`` were run by residents alone, ``of`` so many of which it is known."""

    openings: int
    of: int


def query(which: Iterable[ColumnElement[bool]], now: datetime) -> Select[Any]:
    """Both numbers for each room with one of these openings.

    An opening is one of residents alone when nobody who opened, counted, extended or closed it was
    a coordinator or answered for a partner at that moment. It is not known where somebody of them
    is forgotten, or where it is so long ago that roles of that time may be gone.
    """
    own = changes.c.opening_id == openings.c.id, changes.c.undone_at.is_(None)
    helped = or_(
        exists().where(_paid(openings.c.opened_by, openings.c.opened_at)),
        exists().where(*own, _paid(changes.c.person_id, changes.c.at)),
    )
    by_nobody = changes.c.person_id.is_(None), changes.c.what != OpeningStep.ESTIMATED.value
    is_lost = or_(
        openings.c.opened_by.is_(None),
        openings.c.opened_at < now - KEPT,
        exists().where(*own, *by_nobody),
    )
    fate = (
        select(
            openings.c.room,
            case((helped, "helped"), (is_lost, "lost"), else_="alone").label("fate"),
        )
        .where(*which)
        .subquery()
    )
    return select(
        fate.c.room,
        func.count(case((fate.c.fate == "alone", 1))).label("openings"),
        func.count(case((fate.c.fate != "lost", 1))).label("of"),
    ).group_by(fate.c.room)


def _paid(who: ColumnElement[Any], at: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether somebody had such a role at a moment."""
    return and_(
        roles.c.person_id == who,
        roles.c.role.in_(PAID),
        roles.c.since <= at,
        or_(roles.c.ended_at.is_(None), roles.c.ended_at > at),
    )
