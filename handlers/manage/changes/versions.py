"""Keeps a change as a new version, and takes it back: whose it was, and what it was, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.core import refusals
from handlers.core.context import Context
from handlers.core.feature import FurtherOn
from handlers.core.keyboards import more_row
from handlers.core.messages import Button, Outcome, Reply, Text, button, say
from handlers.core.time_words import clock
from handlers.manage.changes import cancelled, in_use
from handlers.manage.changes.differences import differences
from storage.neighbourhood.model import Neighbourhood
from storage.repositories.neighbourhoods import Source, Version
from storage.repositories.people.audit import CHANGED
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER

# So many versions stand in one message, and so many lines of what each changed.
A_PAGE, MOST_LINES = 3, 3
# So long one tap takes it back.
UNDONE = timedelta(days=1)
NOT_WITH_ONE_TAP = say("body", "So this cannot be undone with one tap.")
LONG_AGO = (say("body", "That was more than a day ago."), NOT_WITH_ONE_TAP)
CLOSED_ROOM = (
    say("body", "A room closed for good then."),
    say("body", "This cannot be undone with one tap."),
)
CHANGED_SINCE = (say("body", "Something was changed after that."), NOT_WITH_ONE_TAP)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfVersion:
    """The arguments of a button about a version of the neighbourhood."""

    version: int


def present(context: Context) -> Neighbourhood:
    """The neighbourhood as it is now; nobody else changes it until the turn ends."""
    context.store.neighbourhoods.hold()
    return context.store.neighbourhoods.current() or context.view.neighbourhood


def keep(context: Context, changed: Neighbourhood, room: str = "") -> int | None:
    """Keep a change that was said yes to; the number of its version, None when it is none."""
    if not context.store.neighbourhoods.save(changed, context.now, Source.CHAT):
        return None
    role = COORDINATOR if context.person.is_coordinator else KEY_HOLDER
    person = context.person.id
    context.store.audit.note(CHANGED, role, context.now, scope=room, by=person)
    return context.store.neighbourhoods.newest()


def undo_button(version: int) -> Button:
    """The way back from a version, for as long as it is the newest."""
    return button(say("btn", "↩️ Undo"), "plan.undo", version=version)


def undo(context: Context, args: OfVersion) -> Outcome:
    """The version before is in force again, unless others built on this one."""
    now = present(context)
    before = context.store.neighbourhoods.at_version(args.version - 1)
    newest = context.store.neighbourhoods.versions()[0]
    if newest.number != args.version or before is None:
        return Outcome((Reply(CHANGED_SINCE, (_back(context),)),))
    if {one.id for one in now.closed_rooms} != {one.id for one in before.closed_rooms}:
        # Keys, screens and invitations went with the room: no version brings them back.
        return Outcome((Reply(CLOSED_ROOM, (_back(context),)),))
    if newest.at is None or context.now - newest.at > UNDONE:
        # What took place since then would not have been so.
        return Outcome((Reply(LONG_AGO, (_back(context),)),))
    if not context.person.is_coordinator and not _is_own(context, now, before, newest.at):
        return refusals.ONLY_COORDINATORS
    if used := next(in_use.found(context, now, before, newest.at), None):
        # Whoever uses it hears of it, and what is theirs goes along, only on the way for that.
        called, way = used
        lines = (say("body", "Somebody uses this already: {name}.", name=called), NOT_WITH_ONE_TAP)
        return Outcome((Reply(lines, ((way,), _back(context))),))
    keep(context, cancelled.stays(context, now, before))
    languages = (context.language, before.default_language)
    undone = differences(now, before, *languages)[:MOST_LINES]
    first = say("body", "↩️ It is like this again:")
    return Outcome((Reply((first, *undone), (_back(context),), replaces=True),))


def history(context: Context, args: FurtherOn) -> Outcome:
    """What was changed last, when and by whom."""
    kept = context.store.neighbourhoods
    found = kept.versions(most=A_PAGE + args.skip + 1)[args.skip :]
    shown = found[:A_PAGE]
    lines: list[Text] = [say("body", "🛠️ What was changed:")]
    for version in shown:
        lines += _lines(context, version)
    further = args.skip + A_PAGE if len(found) > A_PAGE else None
    newest = kept.newest()
    is_last = any(version.number == newest and newest > 1 for version in shown)
    rows = ((undo_button(newest),),) if is_last else ()
    rows = (*rows, *more_row("plan.history", further), _back(context))
    return Outcome((Reply(tuple(lines), rows, replaces=bool(context.turn.tap)),))


def _lines(context: Context, version: Version) -> list[Text]:
    kept = context.store.neighbourhoods
    before, after = (kept.at_version(version.number - back) for back in (1, 0))
    if version.at is None:
        first = say("body", "A file was loaded.")
    else:
        at = context.view.local(version.at)
        day, time, who = at.date(), clock(at), _who(context, version)
        first = say("body", "{day}, {time}, {who}:", day=day, time=time, who=who)
    if before is None or after is None:
        return [first]
    languages = (context.language, after.default_language)
    return [first, *differences(before, after, *languages)[:MOST_LINES]]


def _who(context: Context, version: Version) -> Text:
    if version.source is Source.FILE or version.at is None:
        return say("body", "a file")
    person = context.store.audit.doer(CHANGED, version.at)
    if person == context.person.id:
        return say("body", "you")
    return say("body", "somebody of the team")


def _is_own(context: Context, one: Neighbourhood, other: Neighbourhood, at: datetime) -> bool:
    """Whether this person made it, and only today differs in rooms to which they hold the key."""
    if context.store.audit.doer(CHANGED, at) != context.person.id:
        return False
    return _without_today(context, one) == _without_today(context, other)


def _without_today(context: Context, neighbourhood: Neighbourhood) -> Neighbourhood:
    own = {room.id for room in context.own_rooms}
    rooms = []
    for room in neighbourhood.rooms:
        days = [day for day in room.exceptions if day.date != context.today]
        rooms.append(
            room.model_copy(update={"exceptions": tuple(days)}) if room.id in own else room
        )
    return neighbourhood.model_copy(update={"rooms": tuple(rooms)})


def _back(context: Context) -> tuple[Button, ...]:
    days = button(say("btn", "📆 Days and hours"), "plan")
    if not context.person.is_coordinator:
        return (days,)
    return (days, button(say("btn", "🛠️ Manage"), "manage"))
