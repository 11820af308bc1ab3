"""Who has which role, by number and label; a lost phone is found, and suspended with one tap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from handlers.core import keyboards, refusals
from handlers.core.context import Context
from handlers.core.feature import FurtherOn, Nothing, Typed
from handlers.core.messages import Button, Outcome, Reply, Text, Value, button, name, say
from handlers.rooms.pictures import boards
from handlers.team import standing
from handlers.team.words import new_words, not_whole
from locales import folding
from storage.repositories.people.roles import (
    COORDINATOR,
    KEY_HOLDER,
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
        [
            Role(COORDINATOR, ""),
            *(Role(KEY_HOLDER, room) for room in context.view.rooms),
            *(holder.role for holder in holders),
        ]
    )
    rows: list[tuple[Button, ...]] = []
    for kind in kinds:
        n = sum(holder.role == kind for holder in holders)
        if n:
            label = say("choice", "{what}: {n}", what=standing.kind_label(context.view, kind), n=n)
            rows.append((button(label, "manage.list", kind=kind.role, place=kind.scope),))
    lines = [
        say("body", "🛠️ Here you see who has which role."),
        say("body", "Is a phone lost? Pause its role at once."),
    ]
    lines += not_whole.told(context)
    rows.append((button(say("btn", "📆 Days and hours"), "plan"),))
    rows.append((button(say("btn", "📅 Activities"), "plan.program"),))
    rows.append((button(say("btn", "🏙️ Neighbourhood"), "plan.whole"),))
    rows.append(
        (button(say("btn", "✉️ Invite"), "invite"), button(say("btn", "📣 Announce"), "announce"))
    )
    told = button(say("btn", "🔔 What to tell me"), "alerts")
    rows.append((told, *new_words.offer(context)))
    return Outcome((Reply(tuple(lines), tuple(rows), replaces=bool(context.turn.tap)),))


def find(context: Context, args: Typed) -> Outcome:
    """The overview; with words behind it who is called so, and the way to each one's row."""
    words = set(folding.words(args.text))
    overview = show(context, Nothing())
    if not words:
        return overview
    holders = context.store.roles.everybody()
    found = [one for one in holders if words <= set(folding.words(one.label))][:PAGE]
    if not found:
        (reply,) = overview.replies
        nobody = say("body", "Nobody is called that here.")
        return Outcome((replace(reply, lines=(nobody, *reply.lines)),))
    lines = [
        say(
            "body",
            "{what}, number {n}: {label}",
            what=standing.kind_label(context.view, one.role),
            n=one.number,
            label=one.label,
        )
        for one in found
    ]
    rows = [
        (_to_list(context, kind, around=next(one for one in found if one.role == kind)),)
        for kind in dict.fromkeys(one.role for one in found)
    ]
    afterwards = (say("body", "🛠️ Here you see who has which role."),)
    rows.append((button(say("btn", "🛠️ Manage"), "manage"),))
    return Outcome((Reply(tuple(lines), tuple(rows), is_secret=True, afterwards=afterwards),))


def _to_list(context: Context, kind: Role, around: Holder) -> Button:
    """The way to that part of a list in which somebody is."""
    holders = [one for one in context.store.roles.everybody() if one.role == kind]
    skip = _skip(holders, around)
    label = standing.kind_label(context.view, kind)
    return button(label, "manage.list", kind=kind.role, place=kind.scope, skip=skip)


def _skip(holders: Sequence[Holder], around: Holder) -> int:
    """So many of a list come before that part of it in which somebody is, or would be."""
    before = sum(one.id < around.id for one in holders)
    return min(before, len(holders) - 1) // PAGE * PAGE


def members(context: Context, args: Members) -> Outcome:
    """Everybody with one role in one place: number, since when, where they write from."""
    if args.kind not in tuple(RoleName):
        return show(context, Nothing())
    return listed(context, Role(RoleName(args.kind), args.place), skip=args.skip)


def suspend(context: Context, args: Suspended) -> Outcome:
    """Nothing can be done with that role from the very next message on; one's own asks first."""
    holder = _target(context, args.role)
    if isinstance(holder, Outcome):
        return holder
    if holder.person == context.person.id and args.sure != 1:
        yes = button(say("btn", "⏸️ Yes, pause it"), "manage.suspend", role=holder.id, sure=1)
        line = say("body", "This is your own role. You cannot undo it yourself.")
        return _asked(yes, holder, line)
    heard = standing.pause(context.view, context.store, holder, context.now, context.person.id)
    return _done(context, holder, standing.PAUSED, heard)


def give_back(context: Context, args: OfRole) -> Outcome:
    """The role can be used again."""
    holder = _target(context, args.role)
    if isinstance(holder, Outcome):
        return holder
    heard = standing.give_back(context.view, context.store, holder, context.now, context.person.id)
    return _done(context, holder, standing.GIVEN_BACK, heard)


def ask_to_end(context: Context, args: OfRole) -> Outcome:
    """Ask once more before a role is taken away."""
    holder = _target(context, args.role)
    if isinstance(holder, Outcome):
        return holder
    yes = button(say("btn", "➖ Yes, remove"), "manage.ended", role=holder.id)
    if holder.person == context.person.id:
        return _asked(yes, holder, say("body", "This is your own role. Remove it?"))
    line = say("body", "Remove the role of number {n}?", n=holder.number)
    return _asked(yes, holder, standing.heading(context.view, holder.role), line)


def end(context: Context, args: OfRole) -> Outcome:
    """Take a role away; the person is told kindly, and their menu of commands gets shorter."""
    holder = _target(context, args.role)
    if isinstance(holder, Outcome):
        return holder
    heard = standing.end(context.view, context.store, holder, context.now, context.person.id)
    return _done(context, holder, standing.REMOVED, heard)


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


def _done(context: Context, holder: Holder, done: Text, heard: Sequence[Reply] | None) -> Outcome:
    """The list as it is now, and what others hear; None when it was like that already."""
    if heard is None:
        return listed(context, holder.role)
    if holder.person == context.person.id:
        own = tuple(role.role for role in context.store.roles.of(holder.person))
        return Outcome((Reply((done,), replaces=True, roles=own), *heard))
    shown = listed(context, holder.role, done, around=holder)
    return replace(shown, replies=(*shown.replies, *heard))


def _asked(yes: Button, holder: Holder, *lines: Text) -> Outcome:
    role = holder.role
    no = button(say("btn", "❌ No"), "manage.list", kind=role.role, place=role.scope)
    plain = Reply(lines, ((yes, no),), replaces=True)
    if not holder.label:
        return Outcome((plain,))
    called = (name(f"{holder.number} {holder.label}"), *lines)
    return Outcome((replace(plain, lines=called, is_secret=True, afterwards=lines),))


def listed(
    context: Context, kind: Role, *first: Text, skip: int = 0, around: Holder | None = None
) -> Outcome:
    """Who has this role, under these lines; ``around``: that part of them in which somebody is."""
    holders = [holder for holder in context.store.roles.everybody() if holder.role == kind]
    if not holders:
        overview = show(context, Nothing()).replies[0]
        return Outcome((replace(overview, lines=(*first, *overview.lines)),))
    if around:
        skip = _skip(holders, around)
    shown, further = keyboards.part(holders, skip, PAGE)
    lines = [*first, standing.heading(context.view, kind)]
    rows: list[tuple[Button, ...]] = []
    for holder in shown:
        lines += _lines(context, holder)
        rows.append(_buttons(holder))
    rows += keyboards.more_row("manage.list", further, kind=kind.role, place=kind.scope)
    own = (boards.pictures_button(kind.scope),) if kind.role == KEY_HOLDER else ()
    past = button(say("btn", "👀 What changed"), "manage.history", kind=kind.role, place=kind.scope)
    rows += [(past,), (*own, button(say("btn", "🛠️ Manage"), "manage"))]
    # What people are called does not stay on a screen: it goes with the role.
    afterwards = (standing.heading(context.view, kind),)
    has_labels = any(holder.label for holder in shown)
    reply = Reply(
        tuple(lines),
        tuple(rows),
        replaces=bool(context.turn.tap),
        is_secret=has_labels,
        afterwards=afterwards if has_labels else (),
    )
    return Outcome((reply,))


def _buttons(holder: Holder) -> tuple[Button, ...]:
    end_it = button(say("choice", "➖ Remove {n}", n=holder.number), "manage.end", role=holder.id)
    label = button(say("choice", "🏷️ Label {n}", n=holder.number), "manage.label", role=holder.id)
    if holder.suspended_at:
        back = say("choice", "▶️ Give back {n}", n=holder.number)
        return button(back, "manage.back", role=holder.id), end_it, label
    pause = say("choice", "⏸️ Pause {n}", n=holder.number)
    return button(pause, "manage.suspend", role=holder.id), end_it, label


def _lines(context: Context, holder: Holder) -> Sequence[Text]:
    since = context.view.local(holder.since).date()
    channel = context.channel(holder.channel).title
    values: dict[str, Value] = {"n": holder.number, "date": since, "channel": channel}
    lines = [say("body", "{n}: since {date}, {channel}", **values)]
    if holder.label:
        lines = [say("body", "{n} {label}: since {date}, {channel}", label=holder.label, **values)]
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
