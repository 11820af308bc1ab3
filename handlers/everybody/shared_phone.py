"""Several people, one phone: who has it now? Each goes by a picture, with a language of their own.

Roles belong to the first person on a phone, who has no picture: see `storage.people`.
"""

from __future__ import annotations

from dataclasses import replace

from handlers.core import command_menu, keyboards
from handlers.core.context import Args, Scene
from handlers.core.messages import Button, Outcome, Reply, button, name, say
from handlers.everybody import departure, menu
from storage.repositories.people.profiles import FIRST

PICTURES = ("🦊", "🐢", "🌻", "⭐", "🍎", "🚲", "🌙", "🐟")
IN_A_ROW = 4
# What only somebody with a role can do, by the name of a command or a button, or its first part.
NEEDS_A_ROLE = {
    "open",
    "count",
    "close",
    "close_at",
    "stay_open",
    "undo",
    "shifts",
    "forgotten",
    "report",
    "invite",
    "activities.count",
    "activity.cancel",
    "activity.cancelled",
    "activity.revive",
    "activity.move",
    "activity.came",
    "activity.counted",
    "manage",
    "announce",
    "requests",
    "send",
    "capacity",
}


def who(scene: Scene, _: Args) -> Outcome:
    """Ask who has the phone now: the pictures in use, and somebody new."""
    return Outcome((_who(scene),), keeps_question=True)


def new(scene: Scene, _: Args) -> Outcome:
    """Offer the pictures that nobody on this phone has yet."""
    free = [one for one in PICTURES if one not in scene.store.faces.of(scene.person.id)]
    if not free:
        return who(scene, {})
    line = say("body", "Choose a picture for somebody new.")
    reply = Reply((line,), (*_pictures(free, "faces.add"), keyboards.footer()), replaces=True)
    return Outcome((reply,), keeps_question=True)


def add(scene: Scene, args: Args) -> Outcome:
    """Hand the phone to somebody new, and ask for their language first of all."""
    face = str(args.get("face"))
    if face not in PICTURES or face in scene.store.faces.of(scene.person.id):
        return choose(scene, args)
    scene.store.faces.add(scene.person.id, face)
    now = _handed_over(scene, face)
    own = command_menu.of_roles(now.person.roles)
    return Outcome((Reply((name(face), name("🌐")), keyboards.language_rows(now), commands=own),))


def choose(scene: Scene, args: Args) -> Outcome:
    """Hand the phone over. The question that was open is over: it was somebody else's."""
    face = str(args.get("face", FIRST))
    if face != FIRST and face not in scene.store.faces.of(scene.person.id):
        return who(scene, {})
    now = _handed_over(scene, face)
    reply = menu.menu(now, say("body", "What do you need?"))
    return Outcome((replace(reply, commands=command_menu.of_roles(now.person.roles)),))


def take_away(scene: Scene, _: Args) -> Outcome:
    """Ask whose picture goes."""
    used = _used(scene)
    if not used:
        return who(scene, {})
    lines = (
        say("body", "Which picture do I take away?"),
        say("body", "I forget all about that person."),
    )
    rows = (*_pictures(used, "faces.gone"), keyboards.footer())
    return Outcome((Reply(lines, rows, replaces=True),), keeps_question=True)


def gone(scene: Scene, args: Args) -> Outcome:
    """Forget somebody on this phone, with all that was theirs."""
    face = str(args.get("face", FIRST))
    if face not in scene.store.faces.of(scene.person.id):
        return who(scene, {})
    freed = _forget(scene, face)
    done = say("body", "{face} is gone from this phone.", face=face)
    if face != scene.face:
        shown = _who(scene)
        reply = replace(shown, lines=(done, *shown.lines), replaces=True)
        return Outcome((reply, *freed), erases=True)
    now = _handed_over(scene, FIRST)
    reply = menu.menu(now, done, say("body", "What do you need?"))
    reply = replace(reply, commands=command_menu.of_roles(now.person.roles))
    return Outcome((reply, *freed), erases=True)


def is_for_the_first(scene: Scene, called: str) -> bool:
    """Whether a command or a button needs a role that the first person on this phone may have."""
    if not scene.face:
        return False
    if called == "redeem":
        return True
    is_work = bool(NEEDS_A_ROLE & {called, called.partition(".")[0]})
    return is_work and bool(scene.store.roles.of(scene.person.id))


def first_please(scene: Scene) -> Outcome:
    """The answer to somebody who tries what belongs to the first person: hand the phone back."""
    lines = (
        name(scene.face),
        say("body", "This is for the first person on this phone."),
        say("body", "Is that you? Tap the button."),
    )
    return Outcome((Reply(lines, ((_first(),), keyboards.footer())),), keeps_question=True)


def somebody_else(scene: Scene, face: str) -> Outcome:
    """The answer to somebody who tries what belongs to this one on the phone, not to them."""
    return who(scene, {}) if face else first_please(scene)


def _forget(scene: Scene, face: str) -> list[Reply]:
    """All that belongs to one face goes here, and only here; freed places go to the next."""
    told = departure.of_face(scene, face)
    scene.store.faces.remove(scene.person.id, face)
    return told


def _handed_over(scene: Scene, face: str) -> Scene:
    """The scene as it is for whoever has the phone from now on."""
    chosen = scene.store.faces.switch(scene.person.id, face) if _is_shared(scene) else None
    if chosen is None:
        return scene
    roles = () if face else scene.store.roles.of(scene.person.id)
    return replace(scene, person=replace(scene.person, face=face, language=chosen, roles=roles))


def _is_shared(scene: Scene) -> bool:
    """Whether anybody but the first person was ever on this phone."""
    return bool(scene.face or scene.store.faces.of(scene.person.id))


def _used(scene: Scene) -> list[str]:
    used = scene.store.faces.of(scene.person.id)
    return [one for one in PICTURES if one in used]


def _who(scene: Scene) -> Reply:
    used = _used(scene)
    rows = [(_first(),), *_pictures(used, "faces.choose")]
    if len(used) < len(PICTURES):
        rows.append((button(say("btn", "➕ Somebody new"), "faces.new"),))
    if used:
        rows.append((button(say("btn", "➖ Take away"), "faces.take_away"),))
    return Reply((say("body", "Who is it?"),), (*rows, keyboards.footer()))


def _first() -> Button:
    return button(say("btn", "👤 First person"), "faces.choose", face=FIRST)


def _pictures(faces: list[str], act: str) -> keyboards.Rows:
    buttons = [button(name(one), act, face=one) for one in faces]
    return tuple(
        tuple(buttons[first : first + IN_A_ROW]) for first in range(0, len(buttons), IN_A_ROW)
    )
