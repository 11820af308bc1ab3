"""What became of a role: who got it from whom, who paused it, gave it back or took it away.

By number, which stays; what the coordinators call somebody is read there while they have the role.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.core import keyboards
from handlers.core.context import Context
from handlers.core.feature import Nothing
from handlers.core.messages import Outcome, Reply, Text, button, say
from handlers.team import roles, standing
from handlers.team.roles import Members
from storage.repositories.people.audit import GAVE_BACK, GAVE_ROLE, SUSPENDED, TOOK_ROLE, Deed, Held
from storage.repositories.people.roles import COORDINATOR, Role, RoleName
from storage.store import Store

# So many things that happened stand in one message.
PAGE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Happened:
    """One thing that became of a role; without ``what`` its person left."""

    at: datetime
    what: Deed | None
    whose: Held
    by: Held | None = None


def show(context: Context, args: Members) -> Outcome:
    """What became of one role in one place within a year, the newest first."""
    if args.kind not in tuple(RoleName):
        return roles.show(context, Nothing())
    kind = Role(RoleName(args.kind), args.place)
    happened = _all(context.store, kind)
    shown, further = keyboards.part(happened, args.skip, PAGE)
    first = standing.heading(context.view, kind)
    nothing = () if shown else (say("body", "Nothing was changed here."),)
    lines = [_line(context, kind, one) for one in shown]
    back = button(standing.kind_label(context.view, kind), "manage.list", **_names(kind))
    rows = (
        *keyboards.more_row("manage.history", further, **_names(kind)),
        (back, button(say("btn", "🛠️ Manage"), "manage")),
    )
    # What people are called does not stay on a screen: it goes with the role.
    has_labels = any(held.label for one in shown for held in (one.whose, one.by) if held)
    reply = Reply(
        (first, *nothing, *lines),
        rows,
        replaces=bool(context.turn.tap),
        is_secret=has_labels,
        afterwards=(first,) if has_labels else (),
    )
    return Outcome((reply,))


def _names(kind: Role) -> dict[str, str]:
    return {"kind": kind.role, "place": kind.scope}


def _all(store: Store, kind: Role) -> Sequence[_Happened]:
    """What was written down, and what the roles themselves tell: since when, until when."""
    every = store.audit.held(kind)
    coordinators = store.audit.held(Role(COORDINATOR, ""))
    noted = [
        _Happened(at=one.at, what=one.what, whose=whose, by=_then(coordinators, one.by, one.at))
        for one in store.audit.of_role(kind, dict.fromkeys(held.person for held in every))
        if (whose := _then(every, one.person, one.at))
    ]
    known = {(one.whose.number, one.what) for one in noted}
    began = [
        _Happened(at=held.since, what=GAVE_ROLE, whose=held)
        for held in every
        if (held.number, GAVE_ROLE) not in known
    ]
    left = [
        _Happened(at=held.ended_at, what=None, whose=held)
        for held in every
        if held.ended_at and (held.number, TOOK_ROLE) not in known
    ]
    return sorted([*began, *noted, *left], key=lambda one: one.at, reverse=True)


def _then(every: Iterable[Held], person: int | None, at: datetime) -> Held | None:
    """The role that somebody had at that moment; of two the newer."""
    own = (held for held in every if held.person == person and held.since <= at)
    return next((held for held in own if held.ended_at is None or at <= held.ended_at), None)


def _line(context: Context, kind: Role, one: _Happened) -> Text:
    day = context.view.local(one.at).date()
    n = _called(kind, one.whose)
    if one.what is None:
        return say("body", "{day}: {n} left.", day=day, n=n)
    if one.by is None:
        return {
            GAVE_ROLE: say("body", "{day}: {n} began.", day=day, n=n),
            SUSPENDED: say("body", "{day}: {n} was paused.", day=day, n=n),
            GAVE_BACK: say("body", "{day}: {n} may work again.", day=day, n=n),
            TOOK_ROLE: say("body", "{day}: {n} was removed.", day=day, n=n),
        }[one.what]
    who = _called(Role(COORDINATOR, ""), one.by)
    return {
        GAVE_ROLE: say("body", "{day}: {who} invited {n}.", day=day, who=who, n=n),
        SUSPENDED: say("body", "{day}: {who} paused {n}.", day=day, who=who, n=n),
        GAVE_BACK: say("body", "{day}: {n} may work again, says {who}.", day=day, who=who, n=n),
        TOOK_ROLE: say("body", "{day}: {who} removed {n}.", day=day, who=who, n=n),
    }[one.what]


def _called(kind: Role, held: Held) -> str:
    """Somebody by picture and number, and by label while they have the role."""
    return f"{standing.PICTURES[kind.role]} {held.number} {held.label}".rstrip()
