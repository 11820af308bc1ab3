"""Who has which role, without names; a lost phone is suspended with one tap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from handlers.core import keyboards, refusals
from handlers.core.context import Context
from handlers.core.feature import FurtherOn, Nothing
from handlers.core.keyboards import NEWS
from handlers.core.messages import Button, Outcome, Reply, Text, button, name, say
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.help_requests import helpers
from handlers.rooms.pictures import boards
from handlers.team.words import new_words
from storage.repositories.people.audit import GAVE_BACK, SUSPENDED, TOOK_ROLE, Deed
from storage.repositories.people.roles import (
    COORDINATOR,
    KEY_HOLDER,
    OPERATOR,
    Holder,
    Role,
    RoleName,
)

# As many as fit on a phone at once.
PAGE = 6
WEEK, MONTH = timedelta(days=7), timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Members(FurtherOn):
    """Which role is listed, and in which room or for which partner."""

    kind: str
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfRole:
    """The role of one person, by its number in our tables."""

    role: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspended(OfRole):
    """The role that is suspended; ``sure``: 1 after the question about one's own."""

    sure: int = 0


def show(context: Context, _: Nothing) -> Outcome:
    """Which kinds of roles there are and how many have them; a tap shows who, by number."""
    holders = context.store.roles.everybody()
    kinds = dict.fromkeys(
        [Role(COORDINATOR, ""), *_places(context.view), *(holder.role for holder in holders)]
    )
    rows: list[tuple[Button, ...]] = []
    for kind in kinds:
        n = sum(holder.role == kind for holder in holders)
        if n:
            label = say("choice", "{what}: {n}", what=_kind(context.view, kind), n=n)
            rows.append((button(label, "manage.list", kind=kind.role, place=kind.scope),))
    lines = (
        say("body", "🛠️ Here you see who has which role."),
        say("body", "Is a phone lost? Pause its role at once."),
    )
    rows.append((button(say("btn", "📆 Days and hours"), "plan"),))
    rows.append(
        (button(say("btn", "✉️ Invite"), "invite"), button(say("btn", "📣 Announce"), "announce"))
    )
    if words := new_words.offer(context):
        rows.append(words)
    return Outcome((Reply(lines, tuple(rows), replaces=bool(context.turn.tap)),))


def members(context: Context, args: Members) -> Outcome:
    """Everybody with one role in one place: number, since when, where they write from."""
    if args.kind not in tuple(RoleName):
        return show(context, Nothing())
    return _shown(context, Role(RoleName(args.kind), args.place), args.skip)


def suspend(context: Context, args: Suspended) -> Outcome:
    """Nothing can be done with that role from the very next message on; one's own asks first."""
    holder = _target(context, args.role)
    if isinstance(holder, Outcome):
        return holder
    if holder.person == context.person.id and args.sure != 1:
        yes = button(say("btn", "⏸️ Yes, pause it"), "manage.suspend", role=holder.id, sure=1)
        line = say("body", "This is your own role. You cannot undo it yourself.")
        return _asked(yes, holder, line)
    left = helpers.only_with(context.view, context.store, holder.person)
    if not context.store.roles.suspend(holder.id, context.now):
        return _shown(context, holder.role)
    _stop_invitations(context, holder)
    _note(context, SUSPENDED, holder)
    done = say("body", "⏸️ Paused. It does not work on this phone now.")
    told = say("body", "Your task is paused. A coordinator can give it back.")
    next_ones = helpers.tell_next(context.view, context.store, left, holder.person)
    return _done(context, holder, done, told, next_ones)


def give_back(context: Context, args: OfRole) -> Outcome:
    """The role can be used again."""
    holder = _target(context, args.role)
    if isinstance(holder, Outcome):
        return holder
    if not context.store.roles.give_back(holder.id):
        return _shown(context, holder.role)
    _note(context, GAVE_BACK, holder)
    done = say("body", "▶️ Given back. It works again.")
    told = say("body", "You can do your task again. Welcome back!")
    return _done(context, holder, done, told)


def ask_to_end(context: Context, args: OfRole) -> Outcome:
    """Ask once more before a role is taken away."""
    holder = _target(context, args.role)
    if isinstance(holder, Outcome):
        return holder
    yes = button(say("btn", "➖ Yes, remove"), "manage.ended", role=holder.id)
    if holder.person == context.person.id:
        return _asked(yes, holder, say("body", "This is your own role. Remove it?"))
    line = say("body", "Remove the role of number {n}?", n=holder.number)
    return _asked(yes, holder, _heading(context.view, holder.role), line)


def end(context: Context, args: OfRole) -> Outcome:
    """Take a role away; the person is told kindly, and their menu of commands gets shorter."""
    holder = _target(context, args.role)
    if isinstance(holder, Outcome):
        return holder
    left = helpers.only_with(context.view, context.store, holder.person)
    context.store.roles.end(holder.id, context.now)
    _stop_invitations(context, holder)
    context.store.boards.end_of(holder.person, holder.role.scope)
    _note(context, TOOK_ROLE, holder)
    done = say("body", "➖ Removed. To give it back, invite the person.")
    told = say("body", "One of your tasks ended. Thank you for all you did!")
    next_ones = helpers.tell_next(context.view, context.store, left, holder.person)
    return _done(context, holder, done, told, next_ones)


def _target(context: Context, role: int) -> Holder | Outcome:
    """The role a button is about, if this person may change it now; or what to say instead."""
    coordinators = context.store.roles.coordinators_now()
    holders = {holder.id: holder for holder in context.store.roles.everybody()}
    holder = holders.get(role)
    # Another coordinator may have been faster: what was loaded before the lock may be old.
    if context.person.id not in coordinators:
        return refusals.ONLY_COORDINATORS
    if holder is None:
        return refusals.OVER
    is_coordinator = holder.role.role == COORDINATOR and holder.suspended_at is None
    if is_coordinator and not set(coordinators) - {holder.person}:
        lines = (
            say("body", "You are the only coordinator here."),
            say("body", "Invite another one first."),
        )
        invites = button(say("btn", "✉️ Invite"), "invite.coordinator")
        return Outcome((Reply(lines, ((invites,),)),))
    return holder


def _stop_invitations(context: Context, holder: Holder) -> None:
    """What a lost phone invited, or a screen it was about to tie, must not work any more."""
    context.store.boards.withdraw_of(holder.person)
    if holder.role.role == COORDINATOR:
        context.store.invitations.withdraw_of(holder.person, context.now)


def _note(context: Context, what: Deed, holder: Holder) -> None:
    role, scope = holder.role.role, holder.role.scope
    context.store.audit.note(
        what, role, context.now, scope=scope, by=context.person.id, about=holder.person
    )


def _done(
    context: Context, holder: Holder, done: Text, told: Text, next_ones: Sequence[Reply] = ()
) -> Outcome:
    """The list as it is now; the person hears it, and coordinators hear of each other's roles.

    ``next_ones`` is for those who have to answer what the person left behind.
    """
    own = tuple(role.role for role in context.store.roles.of(holder.person))
    is_self = holder.person == context.person.id
    if is_self:
        shown = Outcome((Reply((done,), replaces=True, roles=own),))
        replies = [*shown.replies]
    else:
        shown = _shown(context, holder.role, (holder.number - 1) // PAGE * PAGE, done)
        replies = [
            *shown.replies,
            Reply((NEWS, told), to=holder.person, roles=own),
        ]
    if holder.role.role == COORDINATOR:
        others = set(context.store.roles.coordinators()) - {holder.person, context.person.id}
        changed = say("body", "🛠️ A coordinator's role was changed.")
        rows = ((button(say("btn", "🛠️ Manage"), "manage"),),)
        replies += [Reply((NEWS, changed), rows, to=person) for person in sorted(others)]
    return replace(shown, replies=(*replies, *next_ones))


def _asked(yes: Button, holder: Holder, *lines: Text) -> Outcome:
    role = holder.role
    no = button(say("btn", "❌ No"), "manage.list", kind=role.role, place=role.scope)
    return Outcome((Reply(lines, ((yes, no),), replaces=True),))


def _shown(context: Context, kind: Role, skip: int = 0, *first: Text) -> Outcome:
    holders = [holder for holder in context.store.roles.everybody() if holder.role == kind]
    if not holders:
        overview = show(context, Nothing()).replies[0]
        return Outcome((replace(overview, lines=(*first, *overview.lines)),))
    shown, further = keyboards.part(holders, skip, PAGE)
    lines = [*first, _heading(context.view, kind)]
    rows: list[tuple[Button, ...]] = []
    for holder in shown:
        lines += _lines(context, holder)
        rows.append(_buttons(holder))
    rows += keyboards.more_row("manage.list", further, kind=kind.role, place=kind.scope)
    own = (boards.pictures_button(kind.scope),) if kind.role == KEY_HOLDER else ()
    rows.append((*own, button(say("btn", "🛠️ Manage"), "manage")))
    reply = Reply(tuple(lines), tuple(rows), replaces=bool(context.turn.tap))
    return Outcome((reply,))


def _buttons(holder: Holder) -> tuple[Button, ...]:
    end_it = button(say("choice", "➖ Remove {n}", n=holder.number), "manage.end", role=holder.id)
    if holder.suspended_at:
        back = say("choice", "▶️ Give back {n}", n=holder.number)
        return button(back, "manage.back", role=holder.id), end_it
    pause = say("choice", "⏸️ Pause {n}", n=holder.number)
    return button(pause, "manage.suspend", role=holder.id), end_it


def _lines(context: Context, holder: Holder) -> Sequence[Text]:
    since = context.view.local(holder.since).date()
    channel = context.channel(holder.channel).title
    lines = [
        say("body", "{n}: since {date}, {channel}", n=holder.number, date=since, channel=channel)
    ]
    if holder.has_left:
        lines.append(say("body", "Has left the chat."))
    elif holder.active is None:
        lines.append(say("body", "Was not active yet."))
    elif context.today - holder.active < WEEK:
        lines.append(say("body", "Was active this week."))
    elif context.today - holder.active < MONTH:
        lines.append(say("body", "Was active this month."))
    else:
        lines.append(say("body", "Was not active for a long time."))
    if holder.person == context.person.id:
        lines.append(say("body", "👤 This is you."))
    if holder.suspended_at:
        paused = context.view.local(holder.suspended_at).date()
        lines.append(say("body", "⏸️ Paused since {date}.", date=paused))
    return lines


def _places(view: NeighbourhoodView) -> list[Role]:
    return [Role(KEY_HOLDER, room) for room in view.rooms]


def _kind(view: NeighbourhoodView, kind: Role) -> Text:
    """The kind of a role as a button names it."""
    if kind.role == COORDINATOR:
        return say("btn", "🛠️ Coordinators")
    if kind.role == OPERATOR:
        return say("btn", "🔧 Operators")
    room = view.rooms.get(kind.scope)
    picture = "🔑" if kind.role == KEY_HOLDER else "🤝"
    return name(f"{picture} {room.name if room else _partner(view, kind.scope)}")


def _heading(view: NeighbourhoodView, kind: Role) -> Text:
    if kind.role == COORDINATOR:
        return say("body", "🛠️ The coordinators:")
    if kind.role == OPERATOR:
        return say("body", "🔧 Who I tell when this bot has trouble:")
    if kind.role == KEY_HOLDER:
        room = view.rooms.get(kind.scope)
        called = room.name if room else kind.scope
        return say("body", "🔑 The key-holders of {room}:", room=called)
    return say("body", "🤝 Who answers for {partner}:", partner=_partner(view, kind.scope))


def _partner(view: NeighbourhoodView, place: str) -> str:
    partners = view.neighbourhood.partners
    return next((partner.name for partner in partners if partner.id == place), place)
