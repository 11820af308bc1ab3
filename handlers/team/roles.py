"""Who has which role, without names; a lost phone is suspended with one tap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handlers.core import command_menu, keyboards
from handlers.core.context import Args, Scene
from handlers.core.keyboards import NEWS
from handlers.core.messages import Button, Outcome, Reply, Text, button, name, say
from handlers.core.typed_input import number_in
from handlers.everybody import menu
from handlers.help_requests import helpers
from handlers.neighbourhood.view import House
from handlers.team import invitations
from storage.repositories.people.audit import GAVE_BACK, SUSPENDED, TOOK_ROLE
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, Held, Role

# As many as fit on a phone at once.
PAGE = 6
WEEK, MONTH = timedelta(days=7), timedelta(days=31)
CHANNELS = {"telegram": "Telegram", "web": "Web"}


def show(scene: Scene, _: Args) -> Outcome:
    """Which kinds of roles there are and how many have them; a tap shows who, by number."""
    if not scene.person.is_coordinator:
        return invitations.only_coordinators(scene)
    held = scene.store.roles.everybody()
    kinds = dict.fromkeys(
        [Role(COORDINATOR, ""), *_places(scene.house), *(one.role for one in held)]
    )
    rows: list[tuple[Button, ...]] = []
    for kind in kinds:
        n = sum(one.role == kind for one in held)
        if n:
            label = say("choice", "{what}: {n}", what=_kind(scene.house, kind), n=n)
            rows.append((button(label, "manage.list", kind=kind.role, place=kind.place),))
    lines = (
        say("body", "🛠️ Here you see who has which role."),
        say("body", "Is a phone lost? Suspend its role at once."),
    )
    rows.append(
        (button(say("btn", "✉️ Invite"), "invite"), button(say("btn", "📣 Announce"), "announce"))
    )
    return Outcome((Reply(lines, (*rows, keyboards.footer()), replaces=bool(scene.turn.tap)),))


def members(scene: Scene, args: Args) -> Outcome:
    """Everybody with one role in one place: number, since when, where they write from."""
    if not scene.person.is_coordinator:
        return invitations.only_coordinators(scene)
    kind = Role(str(args.get("kind", "")), str(args.get("place", "")))
    return _shown(scene, kind, number_in(args, "page"))


def suspend(scene: Scene, args: Args) -> Outcome:
    """Nothing can be done with that role from the very next message on; one's own asks first."""
    found = _target(scene, args)
    if isinstance(found, Outcome):
        return found
    if found.person == scene.person.id and args.get("sure") != 1:
        yes = button(say("btn", "⏸️ Yes, suspend me"), "manage.suspend", role=found.id, sure=1)
        line = say("body", "This is your own role. You cannot undo it yourself.")
        return _asked(yes, found, line)
    left = helpers.only_with(scene.house, scene.store, found.person)
    if not scene.store.roles.suspend(found.id, scene.now):
        return _shown(scene, found.role)
    _stop_invitations(scene, found)
    _note(scene, SUSPENDED, found)
    done = say("body", "⏸️ Suspended. This phone can do nothing with it now.")
    told = say("body", "Your task is paused. A coordinator can give it back.")
    next_ones = helpers.tell_next(scene.house, scene.store, left, found.person)
    return _done(scene, found, done, told, next_ones)


def give_back(scene: Scene, args: Args) -> Outcome:
    """The role can be used again."""
    found = _target(scene, args)
    if isinstance(found, Outcome):
        return found
    if not scene.store.roles.give_back(found.id):
        return _shown(scene, found.role)
    _note(scene, GAVE_BACK, found)
    done = say("body", "▶️ Given back. It works again.")
    told = say("body", "You can do your task again. Welcome back!")
    return _done(scene, found, done, told)


def ask_to_end(scene: Scene, args: Args) -> Outcome:
    """Ask once more before a role is taken away."""
    found = _target(scene, args)
    if isinstance(found, Outcome):
        return found
    yes = button(say("btn", "➖ Yes, take away"), "manage.ended", role=found.id)
    if found.person == scene.person.id:
        return _asked(yes, found, say("body", "This is your own role. Take it away?"))
    line = say("body", "Take the role of number {n} away?", n=found.number)
    return _asked(yes, found, _heading(scene.house, found.role), line)


def end(scene: Scene, args: Args) -> Outcome:
    """Take a role away; the person is told kindly, and their menu of commands gets shorter."""
    found = _target(scene, args)
    if isinstance(found, Outcome):
        return found
    left = helpers.only_with(scene.house, scene.store, found.person)
    scene.store.roles.end(found.id, scene.now)
    _stop_invitations(scene, found)
    _note(scene, TOOK_ROLE, found)
    done = say("body", "➖ Taken away. To give it again, invite the person.")
    told = say("body", "One of your tasks ended. Thank you for all you did!")
    next_ones = helpers.tell_next(scene.house, scene.store, left, found.person)
    return _done(scene, found, done, told, next_ones)


def _target(scene: Scene, args: Args) -> Held | Outcome:
    """The role a button is about, if this person may change it now; or what to say instead."""
    if not scene.person.is_coordinator:
        return invitations.only_coordinators(scene)
    coordinators = scene.store.roles.coordinators_now()
    held = {one.id: one for one in scene.store.roles.everybody()}
    found = held.get(number_in(args, "role"))
    # Another coordinator may have been faster: what was loaded before the lock may be old.
    if scene.person.id not in coordinators:
        return invitations.only_coordinators(scene)
    if found is None:
        return menu.over(scene)
    is_coordinator = found.role.role == COORDINATOR and found.suspended_at is None
    if is_coordinator and not set(coordinators) - {found.person}:
        lines = (
            say("body", "You are the only coordinator here."),
            say("body", "Invite another one first."),
        )
        invites = button(say("btn", "✉️ Invite"), "invite.coordinator")
        return Outcome((Reply(lines, ((invites,), keyboards.footer())),))
    return found


def _stop_invitations(scene: Scene, held: Held) -> None:
    """What a lost phone invited must not work any more."""
    if held.role.role == COORDINATOR:
        scene.store.invitations.withdraw_of(held.person, scene.now)


def _note(scene: Scene, what: str, held: Held) -> None:
    role, place = held.role.role, held.role.place
    scene.store.audit.note(
        what, role, scene.now, place=place, by=scene.person.id, about=held.person
    )


def _done(
    scene: Scene, held: Held, done: Text, told: Text, next_ones: Sequence[Reply] = ()
) -> Outcome:
    """The list as it is now; the person hears it, and coordinators hear of each other's roles.

    ``next_ones`` is for those who have to answer what the person left behind.
    """
    own = command_menu.of_roles(scene.store.roles.of(held.person))
    is_self = held.person == scene.person.id
    if is_self:
        reply = Reply((done,), (keyboards.footer(),), replaces=True, commands=own)
        shown = Outcome((reply,))
        replies = [*shown.replies]
    else:
        shown = _shown(scene, held.role, (held.number - 1) // PAGE, done)
        replies = [
            *shown.replies,
            Reply((NEWS, told), (keyboards.footer(),), held.person, commands=own),
        ]
    if held.role.role == COORDINATOR:
        others = set(scene.store.roles.coordinators()) - {held.person, scene.person.id}
        changed = say("body", "🛠️ A coordinator's role was changed.")
        look = button(say("btn", "🛠️ Manage"), "manage")
        rows = ((look,), keyboards.footer())
        replies += [Reply((NEWS, changed), rows, to=one) for one in sorted(others)]
    return replace(shown, replies=(*replies, *next_ones))


def _asked(yes: Button, held: Held, *lines: Text) -> Outcome:
    role = held.role
    no = button(say("btn", "❌ No"), "manage.list", kind=role.role, place=role.place)
    return Outcome((Reply(lines, ((yes, no), keyboards.footer()), replaces=True),))


def _shown(scene: Scene, kind: Role, page: int = 0, *first: Text) -> Outcome:
    held = [one for one in scene.store.roles.everybody() if one.role == kind]
    if not held:
        overview = show(scene, {}).replies[0]
        return Outcome((replace(overview, lines=(*first, *overview.lines)),))
    start = max(0, page) * PAGE
    shown = held[start : start + PAGE] or held[-PAGE:]
    lines = [*first, _heading(scene.house, kind)]
    rows: list[tuple[Button, ...]] = []
    for one in shown:
        lines += _lines(scene, one)
        rows.append(_buttons(one))
    if shown[-1] is not held[-1]:
        further = held.index(shown[-1]) // PAGE + 1
        more = button(
            say("btn", "➡️ More"), "manage.list", kind=kind.role, place=kind.place, page=further
        )
        rows.append((more,))
    rows.append((button(say("btn", "🛠️ Manage"), "manage"),))
    reply = Reply(tuple(lines), (*rows, keyboards.footer()), replaces=bool(scene.turn.tap))
    return Outcome((reply,))


def _buttons(held: Held) -> tuple[Button, ...]:
    end_it = button(say("choice", "➖ Take away {n}", n=held.number), "manage.end", role=held.id)
    if held.suspended_at:
        back = say("choice", "▶️ Give back {n}", n=held.number)
        return button(back, "manage.back", role=held.id), end_it
    pause = say("choice", "⏸️ Suspend {n}", n=held.number)
    return button(pause, "manage.suspend", role=held.id), end_it


def _lines(scene: Scene, held: Held) -> Sequence[Text]:
    since = scene.house.local(held.since).date()
    channel = CHANNELS.get(held.channel, held.channel)
    lines = [
        say("body", "{n}: since {date}, {channel}", n=held.number, date=since, channel=channel)
    ]
    if held.has_left:
        lines.append(say("body", "Has left the chat."))
    elif held.active is None:
        lines.append(say("body", "Was not active yet."))
    elif scene.today - held.active < WEEK:
        lines.append(say("body", "Was active this week."))
    elif scene.today - held.active < MONTH:
        lines.append(say("body", "Was active this month."))
    else:
        lines.append(say("body", "Was not active for a long time."))
    if held.person == scene.person.id:
        lines.append(say("body", "👤 This is you."))
    if held.suspended_at:
        paused = scene.house.local(held.suspended_at).date()
        lines.append(say("body", "⏸️ Suspended since {date}.", date=paused))
    return lines


def _places(house: House) -> list[Role]:
    return [Role(KEY_HOLDER, room) for room in house.rooms]


def _kind(house: House, kind: Role) -> Text:
    """The kind of a role as a button names it."""
    if kind.role == COORDINATOR:
        return say("btn", "📊 Coordinators")
    room = house.rooms.get(kind.place)
    picture = "🔑" if kind.role == KEY_HOLDER else "🤝"
    return name(f"{picture} {room.name if room else _partner(house, kind.place)}")


def _heading(house: House, kind: Role) -> Text:
    if kind.role == COORDINATOR:
        return say("body", "📊 The coordinators:")
    if kind.role == KEY_HOLDER:
        room = house.rooms.get(kind.place)
        called = room.name if room else kind.place
        return say("body", "🔑 The key-holders of {room}:", room=called)
    return say("body", "🤝 Who answers for {partner}:", partner=_partner(house, kind.place))


def _partner(house: House, place: str) -> str:
    return next((one.name for one in house.neighbourhood.partners if one.id == place), place)
