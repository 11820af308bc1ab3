"""Several people, one phone: who has it now? Each goes by a picture, with a language of their own.

Roles belong to the first person on a phone, who has no picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.core import keyboards
from handlers.core.context import Context
from handlers.core.feature import FurtherOn, Nothing
from handlers.core.keyboards import in_rows, more, more_row, part
from handlers.core.messages import Below, Button, Outcome, Reply, button, name, say
from handlers.core.private import screen
from handlers.everybody import departure, menu
from handlers.everybody.browsers import come_back
from storage.repositories.people.profiles import FIRST

PICTURES = ("🦊", "🐢", "🌻", "⭐", "🍎", "🚲", "🌙", "🐟")
IN_A_ROW = 4
# So many buttons stand in one message; so many of them are for somebody new when nobody shares the
# phone yet.
BUTTONS, AT_ONCE = 6, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class OfProfile:
    """Who of those that share the phone, by their picture; the first person has none."""

    face: str = FIRST


def who(context: Context, args: FurtherOn) -> Outcome:
    """Ask who has the phone now: the pictures in use, and somebody new."""
    return Outcome((who_is_it(context, args.skip),), keeps_question=True)


def new(context: Context, _: Nothing) -> Outcome:
    """Offer the pictures that nobody on this phone has yet."""
    free = _free(context)
    if not free:
        return who(context, FurtherOn())
    line = say("body", "Choose a picture for somebody new.")
    rows = _pictures(free[:BUTTONS], "faces.add")
    reply = Reply((line,), rows, replaces=True)
    return Outcome((reply,), keeps_question=True)


def add(context: Context, args: OfProfile) -> Outcome:
    """Hand the phone to somebody new, and ask for their language first of all."""
    profile = args.face
    if profile not in PICTURES or profile in context.store.profiles.of(context.person.id):
        return choose(context, args)
    context.store.profiles.add(context.person.id, profile)
    now = _handed_over(context, profile)
    own = tuple(role.role for role in now.person.roles)
    asked = Reply(
        (name(profile), keyboards.WHICH_LANGUAGE),
        keyboards.language_rows(now),
        roles=own,
        below=Below.NOTHING,
    )
    return Outcome((screen.emptied(now, asked),))


def choose(context: Context, args: OfProfile) -> Outcome:
    """Hand the phone over. The question that was open is over: it was somebody else's."""
    profile = args.face
    if profile != FIRST and profile not in context.store.profiles.of(context.person.id):
        return who(context, FurtherOn())
    now = _handed_over(context, profile)
    own = tuple(role.role for role in now.person.roles)
    reply = Reply((say("body", "What do you need?"),), roles=own)
    shown = menu.with_menu(now, reply)
    return Outcome((screen.emptied(now, shown) if _is_shared(context) else shown,))


def take_away(context: Context, args: FurtherOn) -> Outcome:
    """Ask whose picture goes."""
    used = _used(context)
    if not used:
        return who(context, FurtherOn())
    lines = (
        say("body", "Which picture shall I remove?"),
        say("body", "I'll delete all I know about that person."),
    )
    buttons = [button(name(profile), "faces.gone", face=profile) for profile in used]
    shown, further = part(buttons, args.skip)
    rows = in_rows([*shown, *more("faces.take_away", further)], 1)
    return Outcome((Reply(lines, rows, replaces=True),), keeps_question=True)


def gone(context: Context, args: OfProfile) -> Outcome:
    """Forget somebody on this phone, with all that was theirs."""
    profile = args.face
    if profile not in context.store.profiles.of(context.person.id):
        return who(context, FurtherOn())
    context.store.forgotten.add(context.person.id, profile, context.now)
    ended, freed = _forget(context, profile)
    done = say("body", "{face} is gone from this phone.", face=profile)
    if profile != context.profile:
        shown = who_is_it(context)
        reply = replace(shown, lines=(done, *shown.lines))
        return Outcome((screen.emptied(context, reply, ended), *freed), erases=True)
    now = _handed_over(context, FIRST)
    own = tuple(role.role for role in now.person.roles)
    reply = Reply((done, say("body", "What do you need?")), roles=own)
    shown = screen.emptied(now, menu.with_menu(now, reply), ended)
    return Outcome((shown, *freed), erases=True)


def once_more(context: Context, profile: str) -> list[Reply]:
    """Forget somebody on this phone whom an older copy brought back."""
    if profile not in context.store.profiles.of(context.person.id):
        return []
    ended, told = _forget(context, profile)
    screen.emptied(context, Reply(()), ended)
    if profile == context.profile:
        _handed_over(context, FIRST)
    return told


def _forget(context: Context, profile: str) -> tuple[set[tuple[str, str | int]], list[Reply]]:
    """All that belongs to one profile goes here, and only here; freed places go to the next.

    Most of what was said does not tell to whom of them: all of it goes from the screen.
    """
    ended = departure.of_profile(context, profile)
    context.store.profiles.remove(context.person.id, profile)
    return ended


def _handed_over(context: Context, profile: str) -> Context:
    """The context as it is for whoever has the phone from now on."""
    chosen = (
        context.store.profiles.switch(context.person.id, profile) if _is_shared(context) else None
    )
    if chosen is None:
        return context
    roles = () if profile else context.store.roles.of(context.person.id)
    return replace(
        context, person=replace(context.person, profile=profile, language=chosen, roles=roles)
    )


def _is_shared(context: Context) -> bool:
    """Whether anybody but the first person was ever on this phone."""
    return bool(context.profile or context.store.profiles.of(context.person.id))


def _free(context: Context) -> list[str]:
    used = _used(context)
    return [picture for picture in PICTURES if picture not in used]


def _used(context: Context) -> list[str]:
    used = context.store.profiles.of(context.person.id)
    return [picture for picture in PICTURES if picture in used]


def who_is_it(context: Context, skip: int = 0) -> Reply:
    """The question who has the phone now: the pictures in use, and somebody new.

    Those that nobody has yet stand there at once, as long as there is room for them.
    """
    used = _used(context)
    back = () if context.has_account else ((come_back.offer(),),)
    if not used:
        at_once = PICTURES[:AT_ONCE]
        new = [button(name(f"➕ {one}"), "faces.add", face=one) for one in at_once]
        rows: keyboards.Rows = ((first_person(),), *in_rows(new), *back)
        return Reply((say("body", "Who is it?"),), rows)
    below = [button(say("btn", "➖ Remove"), "faces.take_away")]
    if _free(context):
        below.insert(0, button(say("btn", "➕ Somebody new"), "faces.new"))
    most = BUTTONS - 1 - len(below) - len(back)
    most = most if len(used) <= most else most - 1
    now, further = part(used, skip, most)
    shown = _pictures(now, "faces.choose")
    rows = ((first_person(),), *shown, *more_row("faces", further), tuple(below), *back)
    return Reply((say("body", "Who is it?"),), rows)


def first_person() -> Button:
    """Hands the phone back to its first person."""
    return button(say("btn", "👤 First person"), "faces.choose", face=FIRST)


def _pictures(profiles: Sequence[str], act: str) -> keyboards.Rows:
    buttons = [button(name(profile), act, face=profile) for profile in profiles]
    return in_rows(buttons, IN_A_ROW)
